"""Workbooks (.xlsx) as sheets of text, opened only where they fit into memory."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError
from cs_research.readers.archive import BROKEN, OLD, ZIP, checked

__all__ = ["Row", "Sheet", "may_be_workbook", "sheets_of"]

_MOST_ROWS, _MOST_COLUMNS = 100_000, 2_000
#: What Excel has; a file that tells of more is none of its.
_LAST_ROW = 2**20

#: A row's cells as text.
Row = tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """Rows of cells as text, all as wide as the widest; ``name`` is empty where the file has one table only."""

    path: Path
    rows: tuple[Row, ...]
    name: str = ""

    def place(self, index: int) -> str:
        """A row's place for a message: ``codes.xlsx, sheet codebook, row 3``."""
        return f"{self.path}{f', sheet {self.name}' if self.name else ''}, row {index + 1}"


def may_be_workbook(head: bytes) -> bool:
    """Whether a file that starts so is a workbook, or one that `sheets_of` refuses with a reason."""
    return head.startswith((ZIP, OLD)) and b"word/" not in head


def sheets_of(path: Path, wanted: Collection[str] = ()) -> tuple[list[Sheet], list[str]]:
    """The sheets with their rows up to the last that holds anything, and the names of all sheets.

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
        told = f"'{str(error).splitlines()[0]}'" if str(error).strip() else "a broken one"
        raise ReadError(Fault(str(path), "file", "be a whole workbook", told)) from error
    return found_sheets, list(book.sheetnames)


def _rows(path: Path, sheet: Any) -> Iterator[Row]:
    """The rows of a sheet; its own word on its size is passed over, since some programs get it wrong."""
    sheet.reset_dimensions()
    empty = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        row = [_text(value) for value in cells]
        while row and not row[-1]:
            row.pop()
        if number > _LAST_ROW or (row and number > _MOST_ROWS) or len(row) > _MOST_COLUMNS:
            rule = f"have {_MOST_ROWS:,} rows and {_MOST_COLUMNS:,} columns at most"
            raise ReadError(Fault(f"{path}, sheet {sheet.title}", "sheet", rule, "more"))
        if row:
            yield from ((),) * empty
            yield tuple(row)
        empty = 0 if row else empty + 1


def _even(rows: list[Row]) -> tuple[Row, ...]:
    width = max((len(row) for row in rows), default=0)
    return tuple(row + ("",) * (width - len(row)) for row in rows)


def _text(value: object) -> str:
    """A cell as text: ``4`` for 4.0, and TRUE as Excel shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
