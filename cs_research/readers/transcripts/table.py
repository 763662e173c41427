"""CSV, tab-separated text and workbooks with a column of words and one of speakers or times."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from cs_research.errors import Fault, ReadError
from cs_research.readers.delimited import read_rows, start_of
from cs_research.readers.transcripts.columns import add_rows, columns_of
from cs_research.readers.transcripts.speech import Speech
from cs_research.readers.workbook import may_be_workbook, sheets_of

__all__ = ["delimited_fits", "read_delimited", "read_workbook", "workbook_fits"]

_DELIMITERS = ",;\t|"


def delimited_fits(head: bytes) -> bool:
    """Whether the first line is a header with a column of words and one of speakers or times."""
    first = start_of(head).lstrip("\ufeff\n\r ").split("\n", 1)[0].rstrip("\r")
    delimiter = max(_DELIMITERS, key=first.count)
    if delimiter not in first or len(first) > 1000:
        return False
    header = next(csv.reader([first], delimiter=delimiter), [])
    try:
        return columns_of("", header) is not None
    except ReadError:
        return True  # two columns of one kind, which reading tells


def read_delimited(path: Path, encoding: str | None, *, plain: bool = False) -> Speech:  # noqa: ARG001
    """A line a row."""
    return _of(path, read_rows(path, encoding).records, "delimited table")


def workbook_fits(head: bytes) -> bool:
    """Whether it may be a workbook; the archive shows when it is opened."""
    return may_be_workbook(head) and b"xl/" in head


def read_workbook(path: Path, encoding: str | None, *, plain: bool = False) -> Speech:  # noqa: ARG001
    """The first sheet whose first row is such a header."""
    sheets, _ = sheets_of(path)
    for sheet in sheets:
        rows = [row for row in sheet.rows if any(row)]
        if rows and columns_of(str(path), rows[0]) is not None:
            speech = _of(path, rows, "workbook")
            others = [other.name for other in sheets if other is not sheet and other.rows]
            if others:
                speech.notes.add("sheets that are not read", *others)
            return speech
    rule = "have a sheet with columns of words and of speakers or times"
    raise ReadError(Fault(str(path), "workbook", rule, "none", "such as time, speaker, text"))


def _of(path: Path, rows: Sequence[Sequence[str]], layout: str) -> Speech:
    speech = Speech(layout, unit="row")
    columns = columns_of(f"{path}, row 1", rows[0])
    if columns is not None:
        add_rows(path, speech, columns, ((number, row) for number, row in enumerate(rows[1:], start=2)))
    return speech
