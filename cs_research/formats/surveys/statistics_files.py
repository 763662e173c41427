"""SPSS (.sav, .zsav) and Stata (.dta) files: a variable a column, its label the wording, its values by their labels.

Values that the file declares to be missing stay apart from those that are absent: where the scale has such a point
they are that answer, else they are listed. A tick box has one labelled value, which is the option.

`cs_research.formats.surveys.statistics_program` reads the file in a process of its own.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.reader_process import output_of
from cs_research.formats.surveys.cells import Cells, Column, column_of
from cs_research.formats.surveys.completion import WORDS
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.platform import Platform
from cs_research.formats.surveys.qualtrics.results import STATUSES
from cs_research.formats.surveys.tidy import roles_of

_SPSS_STARTS = (b"$FL2", b"$FL3")
_WAIT = 600
#: A file of more bytes is read by two processes, each of which takes every second variable.
_LARGE, _PARTS = 500_000, 2
#: What people call each kind of file.
KINDS = {"spss": "SPSS", "stata": "Stata"}


def fits(data: bytes) -> bool:
    """Whether a file that starts so is an SPSS or Stata file."""
    return _kind(data) is not None


def _kind(data: bytes) -> str | None:
    if data.startswith(_SPSS_STARTS):
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
    parts = _PARTS if path.stat().st_size > _LARGE else 1
    with ThreadPoolExecutor(parts) as pool:
        read = list(pool.map(lambda part: _read_child(path, kind, encoding or "", part, parts), range(parts)))
    variables: list[dict[str, Any]] = [{}] * sum(len(content["variables"]) for content, _ in read)
    if not variables:
        raise ReadError(Fault(str(path), "file", "have a variable", "none"))
    columns: list[Column] = [Column(np.zeros(0, dtype=np.int32), ())] * len(variables)
    for part, (content, rest) in enumerate(read):
        variables[part::parts] = content["variables"]
        columns[part::parts] = _columns(content, rest)
    return Cells(
        path=path,
        head=(
            tuple(entry["name"] for entry in variables),
            tuple(" ".join(entry["label"].split()) for entry in variables),
            tuple(_tick(entry) for entry in variables),
        ),
        columns=tuple(columns),
        rows=len(columns[0].codes),
        format=KINDS[kind],
        notes=_odd([found for content, _ in read for found in content["odd"]]),
    )


def _columns(content: dict[str, Any], rest: bytes) -> list[Column]:
    """The columns of the variables that were read, whose codes follow each other."""
    columns, at = [], 0
    rows = len(rest) // max(sum(np.dtype(entry["type"]).itemsize for entry in content["variables"]), 1)
    for entry in content["variables"]:
        form = np.dtype(entry["type"])
        columns.append(_column(entry, np.frombuffer(rest, dtype=form, count=rows, offset=at)))
        at += rows * form.itemsize
    return columns


def _column(entry: dict[str, Any], codes: Any) -> Column:
    missing = {value: "nothing" for value, gone in zip(entry["values"], entry["missing"], strict=True) if gone}
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


def _read_child(path: Path, kind: str, encoding: str, part: int, parts: int) -> tuple[dict[str, Any], bytes]:
    """What the file says of the variables of a part, and the codes of their values; read in a process of its own."""
    program = Path(__file__).with_name("statistics_program.py")
    arguments = ["values", kind, str(path.resolve()), encoding, str(part), str(parts)]
    try:
        output = output_of(program, arguments, path=path, kind=KINDS[kind], seconds=_WAIT)
    except ReadError as error:
        if not any(word in error.faults[0].found for word in ("codec", "encoding")):
            raise
        hint = (
            "say in which encoding its program wrote it, for example cp1252 (--encoding, or 'encoding' under 'survey')"
        )
        raise ReadError(Fault(str(path), "text", f"be {encoding or 'UTF-8'}", "other bytes", hint)) from error
    length = struct.unpack("<q", output[:8])[0]
    content: dict[str, Any] = json.loads(output[8 : 8 + length])
    return content, output[8 + length :]


_HEAD = 3
_ABSENCES = (
    "a value that is absent from the file is a question that was not asked or was left blank; values that the file "
    "declares to be missing are answers where the scale has them, else they are listed and count as left blank"
)
#: What Jisc Online surveys calls the first variable of its files.
_URN = "unique response number"


def _looks_like(cells: Cells) -> tuple[str, ...]:
    return (f"the first bytes of a file of {cells.format}",)


def parse(cells: Cells, ignore: Collection[str]) -> Export:
    """The export; Jisc Online surveys declares 0 to be missing where a question was shown and not answered."""
    names, texts, ticks = cells.head[0], cells.head[1], cells.head[2]
    meta, about = roles_of(cells, names, ignore)
    columns = tuple(column.of(slice(_HEAD, None)) for column in cells.columns)
    platform = cells.format
    if normalise_text(texts[0]) == _URN:
        platform = f"Jisc Online surveys, {cells.format}"
        columns = tuple(_seen(column) for column in columns)
        about.add(0)
        if normalise_text(names[0]) not in {normalise_text(name) for name in ignore}:
            meta.setdefault("response", 0)
    qualtrics = {"responseid", "status", "finished"} <= {name.casefold() for name in names}
    if qualtrics:
        place = [name.casefold() for name in names].index("responseid")
        meta.setdefault("response", place)
        about.add(place)
    return Export(
        path=cells.path,
        platform=platform,
        names=names,
        texts=texts,
        columns=columns,
        first=1,
        meta=meta,
        hidden=frozenset(about),
        statuses={**WORDS, **STATUSES} if qualtrics else WORDS,
        parts=ticks,
        notes=cells.notes,
    )


def _seen(column: Column) -> Column:
    """The column whose value 0 is a question that was shown and left blank."""
    return replace(column, absences={**column.absences, "0": "seen"} if "0" in column.absences else column.absences)


SPSS = Platform("spss", "SPSS", _looks_like, parse, _ABSENCES, (KINDS["spss"],))
STATA = Platform("stata", "Stata", _looks_like, parse, _ABSENCES, (KINDS["stata"],))
