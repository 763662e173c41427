"""Tables of codes as rows of text: delimited files, and sheets of a workbook."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError
from cs_research.readers.delimited import read_rows
from cs_research.readers.frames.archive import names_of, part_of

__all__ = ["Sheet", "sheets_of"]

_ZIP = b"PK\x03\x04"
#: What all parts of a workbook may unpack to: a codebook has thousands of cells, not millions.
_MOST_BYTES = 32 * 2**20
_MOST_ROWS = 20_000
_MOST_COLUMNS = 200


@dataclass(frozen=True)
class Sheet:
    """Rows of cells as text, all as wide as the widest; ``name`` is empty for a delimited file."""

    path: Path
    rows: tuple[tuple[str, ...], ...]
    name: str = ""

    def place(self, index: int) -> str:
        """A row's place for a message: ``codes.xlsx, sheet codebook, row 3``."""
        return f"{self.path}{f', sheet {self.name}' if self.name else ''}, row {index + 1}"


def sheets_of(path: Path) -> list[Sheet]:
    """The sheets of a workbook that hold anything, or the one table of a delimited file."""
    content = read_bytes(path)
    if not content.startswith(_ZIP):
        return [Sheet(path, read_rows(path).records)]
    _checked(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations that make no difference here
            sheets = list(_sheets(path, content))
    except (
        ValueError, KeyError, TypeError, IndexError, AttributeError, SyntaxError, EOFError, OSError,
        OverflowError, NotImplementedError, zipfile.BadZipFile, zlib.error,
    ) as error:  # fmt: skip
        found = f"'{str(error).splitlines()[0]}'" if str(error).strip() else "a broken one"
        raise ReadError(Fault(str(path), "file", "be a whole workbook", found)) from error
    if not sheets:
        raise ReadError(Fault(str(path), "workbook", "have a cell with content", "empty sheets only"))
    return sheets


def _checked(path: Path) -> None:
    """Refuse an archive that is no workbook, and one made to exhaust memory."""
    names = names_of(path)
    if "xl/workbook.xml" not in names:
        kind = "a Word document" if "word/document.xml" in names else "another kind of archive"
        raise ReadError(Fault(str(path), "file", "be a workbook (.xlsx)", kind))
    left = _MOST_BYTES
    for name in names:
        if name.startswith("xl/") and name.endswith(".xml"):
            left -= len(part_of(path, name, left))


def _sheets(path: Path, content: bytes) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # programs write wrong ones
            cells = sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS)
            rows = [tuple(map(_text, row)) for row in islice(cells, _MOST_ROWS + 1)]
            if len(rows) > _MOST_ROWS:
                rule = f"have at most {_MOST_ROWS:,} rows"
                raise ReadError(Fault(f"{path}, sheet {sheet.title}", "sheet", rule, "more"))
            while rows and not any(rows[-1]):
                rows.pop()
            if rows:
                width = max(len(row) for row in rows)
                even = tuple(row + ("",) * (width - len(row)) for row in rows)
                yield Sheet(path, even, sheet.title)
    finally:
        book.close()


def _text(value: object) -> str:
    """A cell as text; whole numbers without the decimals that workbooks give them."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
