"""Delimited text (CSV, TSV, semicolons) as rows of strings, with where each row stands."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from cs_research._files import read_text
from cs_research.errors import Fault, ReadError

__all__ = ["Rows", "read_rows", "records_of", "start_of"]

_DELIMITERS = (",", ";", "\t", "|")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


@dataclass(frozen=True)
class Rows:
    """Every record of a delimited file as strings. Row 1 is the first record of the file."""

    path: Path
    records: tuple[tuple[str, ...], ...]

    def place(self, index: int) -> str:
        """A record's place for a message: ``survey.csv, row 3``."""
        return f"{self.path}, row {index + 1}"


def start_of(head: bytes) -> str:
    """The text that a file starts with, as far as the first bytes tell it."""
    return head.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", "ignore")


def read_rows(path: Path, encoding: str | None = None) -> Rows:
    """All records of a delimited file, each as wide as the first.

    The delimiter is the one that the first record has most of, outside quotation marks. Wholly blank
    lines are passed over at the end of the file only; a record of another width is a `ReadError`, since
    a shifted row would put answers under the wrong question.
    """
    text = read_text(path, encoding)
    first = _QUOTED.sub("", text).split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    records = records_of(path, text, delimiter, strict=True)
    while records and not any(cell.strip() for cell in records[-1]):
        records.pop()
    if not records:
        raise ReadError(Fault(str(path), "table", "have a cell with content", "empty cells only"))
    return Rows(path, _same_width(path, records))


def records_of(path: Path, text: str, delimiter: str, *, strict: bool) -> list[tuple[str, ...]]:
    """The records of a text as wide as they are; ``strict`` refuses a quotation mark in an odd place."""
    csv.field_size_limit(10_000_000)
    try:
        return [tuple(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=strict)]
    except csv.Error as error:
        raise ReadError(Fault(str(path), "text", "be delimited rows", f"'{error}'")) from error


def _same_width(path: Path, records: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    width = len(records[0])
    while width > 1 and all(len(row) < width or not row[width - 1].strip() for row in records):
        width -= 1
    faults, whole = [], []
    for index, row in enumerate(records):
        if len(row) < width or any(cell.strip() for cell in row[width:]):
            faults.append(
                Fault(
                    f"{path}, row {index + 1}",
                    "row",
                    f"have {width} cells like the first row",
                    str(len(row)),
                    "a delimiter or a quotation mark inside an answer is often the cause",
                )
            )
        whole.append(row[:width])
    if faults:
        raise ReadError(faults)
    return tuple(whole)
