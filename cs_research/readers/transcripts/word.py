"""Word documents: Teams' own layout, names with a colon, or a document without speakers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cs_research.errors import Fault, ReadError
from cs_research.readers.archive import BROKEN, ZIP, checked
from cs_research.readers.transcripts.speech import Speech, turns_of

__all__ = ["fits", "paragraphs", "read"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _RUN, _TABLE, _CELL, _BOX = (f"{_W}{name}" for name in ("p", "r", "tbl", "tc", "txbxContent"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: What nobody reads: text that was deleted or moved away, and the second copy of a text box for old programs.
_GONE = {f"{_W}del", f"{_W}moveFrom", _FALLBACK}
_TRACKED = (f"{_W}del", f"{_W}ins", f"{_W}moveFrom")
_BESIDE = ("footnotes", "endnotes", "comments")


def fits(head: bytes) -> bool:
    """Word files are zip archives; whether it holds a document shows when it is opened."""
    return head.startswith(ZIP)


def read(path: Path, encoding: str | None) -> Speech:  # noqa: ARG001
    """The paragraphs of the document, those within tables included, in order.

    Word files name their own encoding, so ``encoding`` makes no difference.
    """
    found, notes = paragraphs(path)
    speech = turns_of(found)
    speech.layout = f"Word document, {speech.layout}"
    speech.notes += notes
    return speech


def paragraphs(path: Path) -> tuple[list[str], list[str]]:
    """The paragraphs and table cells that hold text, with the line breaks within them; and what is left out."""
    from docx import Document
    from docx.opc.exceptions import OpcError

    checked(path, "word/document.xml", "a Word document")
    try:
        document = Document(str(path))
        body = document.element.body
        return [text for text in _blocks(body) if text.strip()], list(_notes(document.part, body))
    except (OpcError, *BROKEN) as error:
        raise ReadError(Fault(str(path), "file", "be a whole Word document", f"'{error}'")) from error


def _blocks(element: Any) -> Iterator[str]:
    """The text of each paragraph and table cell below an element; text boxes come after their paragraph."""
    for child in element:
        if child.tag == _PARAGRAPH:
            yield _words(child)
            for box in child.iter(_BOX):
                if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                    yield from _blocks(box)
        elif child.tag == _TABLE:
            yield from ("\n".join(_blocks(cell)) for cell in _cells(child))
        elif child.tag not in _GONE:
            yield from _blocks(child)


def _cells(element: Any) -> Iterator[Any]:
    """The cells of a table row by row, each once however many columns and rows it spans."""
    for child in element:
        if child.tag == _CELL:
            yield child
        else:
            yield from _cells(child)


def _words(element: Any) -> str:
    """The text of a paragraph: its runs, wherever in links, fields or tracked insertions they stand."""
    return "".join(
        child.text if child.tag == _RUN else _words(child) for child in element if child.tag not in _GONE
    )


def _notes(part: Any, body: Any) -> Iterator[str]:
    """What stands beside the text, and how tracked changes were read."""
    from docx.oxml import parse_xml

    if next(body.iter(*_TRACKED), None) is not None:
        yield "tracked changes are read as if they were accepted"
    for relation in part.rels.values():
        kind = str(relation.reltype).rpartition("/")[2]
        if kind in _BESIDE and not relation.is_external:
            notes = parse_xml(relation.target_part.blob)
            count = sum(bool("".join(each.itertext()).strip()) for each in notes)
            if count:
                yield f"{kind} are left out: {count}"
