"""Read workbooks (.xlsx) as text and write them as text, with the same bytes each time."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from cs_research._characters import printable
from cs_research._files import CREATED, read_bytes
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.archive import BROKEN, OLD, ZIP, checked

_MAX_ROWS, _MAX_COLUMNS = 100_000, 2_000
#: The limit of Excel; a file with more was not written by it.
_LAST_ROW = 2**20

#: From here on a number with a fraction's precision does not hold each whole number: it is written as it is.
_EXACT = 2**53

#: A row's cells as text.
Row = tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """Rows of cells as text, all as wide as the widest; ``name`` is empty if the file has one table only."""

    path: Path
    rows: tuple[Row, ...]
    name: str = ""

    def place(self, index: int) -> str:
        """Return a row's location for a message: ``codes.xlsx, sheet codebook, row 3``."""
        return f"{self.path}{f', sheet {self.name}' if self.name else ''}, row {index + 1}"


def may_be_workbook(head: bytes) -> bool:
    """Return whether a file with this start is a workbook, or one that `sheets_of` refuses with a reason."""
    return head.startswith((ZIP, OLD)) and b"word/" not in head


def sheets_of(path: Path, wanted: Collection[str] = ()) -> tuple[list[Sheet], list[str]]:
    """Return the sheets with their rows up to the last that is not empty, and the names of all sheets.

    Only the ``wanted`` ones are read, named in lower case; without any, all are. A file that is no workbook,
    or that would fill the memory, is a `ReadError`.
    """
    data = read_bytes(path)
    if data.startswith(OLD):
        found = "an old .xls or other file of Microsoft Office, or one with a password"
        hint = "open it in Excel or LibreOffice and save it as .xlsx"
        raise ReadError(Fault(str(path), "file", "be an .xlsx workbook", found, hint))
    checked(path, "xl/workbook.xml", "an .xlsx workbook")
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validation, which are not read
            book = load_workbook(BytesIO(data), read_only=True, data_only=True)
            found_sheets = [
                Sheet(path, _even(list(_rows(path, sheet))), sheet.title)
                for sheet in book.worksheets
                if not wanted or sheet.title.strip().lower() in wanted
            ]
    except BROKEN as error:
        reason = f"'{str(error).splitlines()[0]}'" if str(error).strip() else "a broken one"
        raise ReadError(Fault(str(path), "file", "be a complete workbook", reason)) from error
    return found_sheets, list(book.sheetnames)


def _rows(path: Path, sheet: Any) -> Iterator[Row]:
    """Yield the rows of a sheet; its stated size is ignored, since some programs get it wrong."""
    sheet.reset_dimensions()
    empty = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        row = [cell_text(value) for value in cells]
        while row and not row[-1]:
            row.pop()
        if number > _LAST_ROW or (row and number > _MAX_ROWS) or len(row) > _MAX_COLUMNS:
            rule = f"have {_MAX_ROWS:,} rows and {_MAX_COLUMNS:,} columns at most"
            raise ReadError(Fault(f"{path}, sheet {sheet.title}", "sheet", rule, "more"))
        if row:
            yield from ((),) * empty
            yield tuple(row)
        empty = 0 if row else empty + 1


def _even(rows: list[Row]) -> tuple[Row, ...]:
    width = max((len(row) for row in rows), default=0)
    return tuple(row + ("",) * (width - len(row)) for row in rows)


def cell_text(value: object) -> str:
    """Return a value as text: ``4`` for 4.0, TRUE as Excel shows it, a moment in ISO 8601, "" for none."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    if isinstance(value, datetime):
        second = value + timedelta(microseconds=500_000)  # spreadsheets count in days, so that seconds are fractions
        return second.replace(microsecond=0).isoformat(" ")
    return str(value).strip()


#: The longest text of a cell, in the units that Excel counts.
_MAX_IN_CELL = 32_767


class WrittenSheet(NamedTuple):
    """A sheet with its header, the widths of its columns in letters, and its rows."""

    name: str
    header: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]


def workbook(title: str, sheets: Sequence[WrittenSheet]) -> bytes:
    """Return the bytes of a workbook. Text stays text; one too long for a cell is cut (see `find_long_texts`)."""
    stream = BytesIO()
    with open_workbook(stream, title=title, comments="") as book:
        for sheet in sheets:
            _fill(book, sheet)
    return stream.getvalue()


@contextmanager
def open_workbook(stream: BytesIO, **properties: str) -> Iterator[Any]:
    """Open a workbook that is written to a stream, with its properties; text stays text."""
    from xlsxwriter import Workbook

    shown = {name: printable(text) for name, text in properties.items()}
    never = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    with Workbook(stream, {"in_memory": True, **never}) as book:
        book.set_properties({"author": "", "created": CREATED, **shown})
        yield book


def _fill(book: Any, sheet: WrittenSheet) -> None:
    bold = book.add_format({"bold": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page = book.add_worksheet(sheet.name)
    for place, (name, width) in enumerate(zip(sheet.header, sheet.widths, strict=True)):
        page.set_column(place, place, width, wrapped)
        page.write_string(0, place, fit_cell_text(name), bold)
    for number, row in enumerate(sheet.rows, start=1):
        for place, text in enumerate(row):
            if text:
                page.write_string(number, place, fit_cell_text(text), wrapped)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def find_long_texts(sheet: WrittenSheet) -> list[tuple[int, str]]:
    """Return the row number of each text that is too long for a cell, with that text."""
    return [
        (number, text)
        for number, row in enumerate(sheet.rows, start=2)
        for text in row
        if len(text.encode("utf-16-le")) > 2 * _MAX_IN_CELL
    ]


def fit_cell_text(text: str) -> str:
    """Return as much of a text as a cell can contain, without control characters (see `printable`)."""
    return printable(text).encode("utf-16-le")[: 2 * _MAX_IN_CELL].decode("utf-16-le", "ignore")
