"""Workbooks (.xlsx) as sheets of text, opened only where they are of a form's size."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError

__all__ = ["OLD", "ZIP", "sheets_of"]

#: How a workbook starts, and how those of Excel before 2007 and those with a password do.
ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

_MOST_PARTS = 10_000
_MOST_BYTES = 512 * 2**20
_MOST_RATIO = 100
_MOST_ROWS, _MOST_COLUMNS = 100_000, 2_000
#: What openpyxl raises at content that is not as the standard has it.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, SyntaxError, EOFError,
    OSError, NotImplementedError,
)  # fmt: skip

#: A row's cells as text.
Row = tuple[str, ...]


def sheets_of(path: Path, wanted: Collection[str]) -> tuple[dict[str, list[Row]], list[str]]:
    """The rows of the sheets that are ``wanted``, by name in lower case, and the names of all sheets.

    A file that is no workbook, or that would take more than a form's memory, is a `ReadError`.
    """
    data = read_bytes(path)
    _safe_archive(path, data)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validation, which are not read
            book = load_workbook(BytesIO(data), read_only=True, data_only=True)
            found = {
                sheet.title.strip().lower(): list(_rows(path, sheet))
                for sheet in book.worksheets
                if sheet.title.strip().lower() in wanted
            }
    except _BROKEN as error:
        raise ReadError(Fault(str(path), "file", "be a whole workbook", f"'{error}'")) from error
    return found, list(book.sheetnames)


def _safe_archive(path: Path, data: bytes) -> None:
    """Refuse what is no .xlsx, and archives made to exhaust memory."""
    hint = "open it in Excel or LibreOffice and save it as .xlsx"
    if data.startswith(OLD):
        found = "an old .xls or other file of Microsoft Office, or one with a password"
        raise ReadError(Fault(str(path), "file", "be an .xlsx workbook", found, hint))
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        found = "a broken archive" if data.startswith(ZIP) else "something else"
        raise ReadError(Fault(str(path), "file", "be an .xlsx workbook", found)) from error
    names = {part.filename for part in parts}
    size = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS or size > _MOST_BYTES or size > _MOST_RATIO * len(data):
        found = f"{len(parts)} parts, {size:,} bytes unpacked from {len(data):,}"
        raise ReadError(Fault(str(path), "archive", "be of a workbook's size", found))
    if "xl/workbook.xml" not in names:
        kinds = {"word/document.xml": "a Word document", "content.xml": "an OpenDocument file"}
        found = next((kinds[name] for name in kinds if name in names), "another kind of archive")
        raise ReadError(Fault(str(path), "file", "be an .xlsx workbook", found, hint))


def _rows(path: Path, sheet: Any) -> Iterator[Row]:
    """The rows of a sheet; its own word on its size is passed over, since some programs get it wrong."""
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > _MOST_ROWS or len(row) > _MOST_COLUMNS:
            rule = f"have {_MOST_ROWS:,} rows and {_MOST_COLUMNS:,} columns at most"
            raise ReadError(Fault(f"{path}, sheet {sheet.title}", "sheet", rule, "more"))
        yield tuple(_text(value) for value in row)


def _text(value: object) -> str:
    """A cell as text: ``4`` for 4.0, and TRUE as Excel shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
