"""Word documents: Teams' own layout, names with a colon, or a document without speakers."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from cs_research.errors import Fault, ReadError
from cs_research.readers.transcripts.speech import Speech, turns_of

__all__ = ["fits", "paragraphs", "read"]

_MOST_PARTS = 10_000
_MOST_BYTES = 512 * 2**20
_MOST_RATIO = 100


def fits(head: bytes) -> bool:
    """Word files are zip archives; whether it holds a document shows when it is opened."""
    return head.startswith(b"PK\x03\x04")


def read(path: Path, encoding: str | None) -> Speech:  # noqa: ARG001
    """The paragraphs of the document, those within tables included, in order.

    Word files name their own encoding, so ``encoding`` makes no difference.
    """
    speech = turns_of(paragraphs(path))
    speech.layout = f"Word document, {speech.layout}"
    return speech


def paragraphs(path: Path) -> list[str]:
    """The paragraphs and table cells of the document that hold text, with the line breaks within them."""
    _safe_archive(path)
    return [text for text in _paragraphs(path) if text.strip()]


def _safe_archive(path: Path) -> None:
    """Refuse what is no Word file, and archives made to exhaust memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise ReadError(Fault(str(path), "file", "be a whole Word document", "a broken archive")) from error
    names = {part.filename for part in parts}
    if "word/document.xml" not in names:
        kind = "an Excel workbook" if "xl/workbook.xml" in names else "another kind of archive"
        raise ReadError(Fault(str(path), "file", "be a Word document", kind))
    size, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > _MOST_PARTS or size > _MOST_BYTES or size > _MOST_RATIO * max(packed, 1):
        found = f"{len(parts)} parts, {size:,} bytes unpacked from {packed:,}"
        raise ReadError(Fault(str(path), "archive", "be of a document's size", found))


def _paragraphs(path: Path) -> Iterator[str]:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        document = Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError, zipfile.BadZipFile, zlib.error) as error:
        found = f"'{error}'"
        raise ReadError(Fault(str(path), "file", "be a whole Word document", found)) from error
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                merged = {id(cell._tc): cell.text for cell in row.cells}  # a merged cell comes more than once
                yield from merged.values()
        else:
            yield block.text
