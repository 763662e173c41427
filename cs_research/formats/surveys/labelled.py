"""SPSS (.sav, .zsav) and Stata (.dta) files as tables: each value by its label, what counts as missing kept apart."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from cs_research.errors import Fault, ReadError
from cs_research.formats.surveys.cells import Cells, Column, column_of
from cs_research.formats.surveys.reader_process import output_of

__all__ = ["KINDS", "fits", "read_labelled"]

_SPSS = (b"$FL2", b"$FL3")
_SECONDS = 600
#: What people call each kind of file.
KINDS = {"spss": "SPSS", "stata": "Stata"}


def fits(data: bytes) -> bool:
    """Whether a file that starts so is an SPSS or Stata file."""
    return _kind(data) is not None


def _kind(data: bytes) -> str | None:
    if data.startswith(_SPSS):
        return "spss"
    # Stata's older files start with their version, the order of bytes and 1.
    old = len(data) > 3 and 104 <= data[0] <= 115 and data[1] in (1, 2) and data[2] == 1
    return "stata" if data.startswith(b"<stata_dta>") or old else None


def read_labelled(path: Path, encoding: str | None = None) -> Cells:
    """The table of the file, headed by names and labels.

    A value that has a label is that label, another one its number. Values that the file declares to be missing are
    the absences of their column. A variable with one labelled answer is a tick box.

    Raises
    ------
    ReadError
        A broken file, or one that takes too long or too much memory to open.
    """
    with path.open("rb") as stream:
        kind = _kind(stream.read(16)) or "spss"
    said, rest = _said(path, kind, encoding or "")
    if not said["variables"]:
        raise ReadError(Fault(str(path), "file", "have a variable", "none"))
    columns, at = [], 0
    rows = len(rest) // sum(np.dtype(entry["type"]).itemsize for entry in said["variables"])
    for entry in said["variables"]:
        form = np.dtype(entry["type"])
        codes = np.frombuffer(rest, dtype=form, count=rows, offset=at)
        at += rows * form.itemsize
        columns.append(_column(entry, codes))
    return Cells(
        path=path,
        head=(
            tuple(entry["name"] for entry in said["variables"]),
            tuple(" ".join(entry["label"].split()) for entry in said["variables"]),
            tuple(_tick(entry) for entry in said["variables"]),
        ),
        columns=tuple(columns),
        rows=rows + 3,
        format=KINDS[kind],
        notes=_odd(said["odd"]),
    )


def _column(entry: dict[str, Any], codes: Any) -> Column:
    missing = {
        value: "nothing" for value, gone in zip(entry["values"], entry["missing"], strict=True) if gone
    }
    head = (entry["name"], " ".join(entry["label"].split()), _tick(entry))
    return replace(column_of(head, entry["values"], codes, missing), offered=tuple(entry["offered"]))


def _tick(entry: dict[str, Any]) -> str:
    """The label of a variable's only answer, as tick boxes have it; "" for other variables."""
    return str(entry["answers"][0]) if len(entry["answers"]) == 1 else ""


def _odd(found: list[list[str]]) -> tuple[str, ...]:
    """A note on dates that no calendar has, left as their numbers."""
    if not found:
        return ()
    names = ", ".join(dict.fromkeys(f"'{name}'" for name, _ in found))
    return (f"{len(found)} dates that are out of range are left as numbers (in {names})",)


def _said(path: Path, kind: str, encoding: str) -> tuple[dict[str, Any], bytes]:
    """What the file says of its variables, and the codes of all values; read in a process of its own."""
    program = Path(__file__).with_name("labelled_values.py")
    arguments = [kind, str(path.resolve()), encoding]
    output = output_of(program, arguments, path=path, kind=KINDS[kind], seconds=_SECONDS)
    length = struct.unpack("<q", output[:8])[0]
    said: dict[str, Any] = json.loads(output[8 : 8 + length])
    return said, output[8 + length :]
