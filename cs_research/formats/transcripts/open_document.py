"""OpenDocument texts (.odt) of LibreOffice and others: paragraphs, bold names and tables, as in Word documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from cs_research.errors import Fault, ReadError
from cs_research.formats.files.archive import ZIP, checked, names_of, read_member
from cs_research.formats.files.xml import root_of
from cs_research.formats.transcripts.speech import Speech
from cs_research.formats.transcripts.word import (
    Paragraph,
    Table,
    joined_runs,
    refuse_speech,
    speakers_in,
    speech_of_blocks,
)  # fmt: skip


def _names(prefix: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{{urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0}}{name}" for name in names)


_BODY, _ANNOTATION = _names("office", "text", "annotation")
_P, _H, _SPAN, _SPACE, _COUNT, _TAB, _BREAK, _NOTE, _CLASS, _STYLE_NAME, _CHANGES = _names(
    "text", "p", "h", "span", "s", "c", "tab", "line-break", "note", "note-class", "style-name", "tracked-changes"
)
_CONTENTS = _names("text", "table-of-content", "illustration-index", "table-index", "alphabetical-index")
_TABLE, _ROW, _CELL = _names("table", "table", "table-row", "table-cell")
_FRAME, _BOX = _names("drawing", "frame", "text-box")
_STYLE, _NAME, _FAMILY, _PARENT, _PROPERTIES, _MASTER = _names(
    "style", "style", "name", "family", "parent-style-name", "text-properties", "master-page"
)
_WEIGHT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}font-weight"
#: What is not text of the paragraph it is in, besides text boxes: deleted text, ruby, hidden text, titles of pictures.
_UNSEEN = {
    *_names("text", "ruby-text", "hidden-text", "hidden-paragraph", "tracked-changes"),
    *_names("office", "annotation-end"),
    *_names("svg-compatible", "title", "desc"),
}
_HEADINGS = ("heading", "title", "subtitle", "contents", "berschrift", "titel", "pennawd", "teitl")


class _Style(NamedTuple):
    """Whether text of a style is bold (None: as around it), and whether its paragraphs are headings."""

    bold: bool | None
    heading: bool


def fits(head: bytes) -> bool:
    """Return whether it is an OpenDocument file: its first member is its type, and not packed."""
    return head.startswith(ZIP) and b"application/vnd.oasis.opendocument" in head[:200]


def read(path: Path, encoding: str | None, *, plain: bool = False) -> Speech:  # noqa: ARG001
    """Return the paragraphs of the document in order, including those in lists, tables and boxes.

    A table of time, speaker and text is read by its columns, unless ``plain``. ``encoding`` makes no difference.
    """
    checked(path, "content.xml", "an OpenDocument text")
    root = root_of(path, read_member(path, "content.xml"))
    body = root.find(f".//{_BODY}")
    if body is None:
        hint = "a table of time, speaker and text is read from .csv or .xlsx"
        raise ReadError(Fault(str(path), "file", "be an OpenDocument text", "another kind of OpenDocument", hint))
    styles = _styles(path, root)
    reading = _Reading(styles)
    speech = speech_of_blocks(path, reading.blocks(body), "OpenDocument text, ", plain=plain)
    names = frozenset() if plain else speakers_in(speech)
    for what, texts in reading.left_out.items():
        refuse_speech(path, texts, what, names)
        speech.notes.add(f"{what} are left out: {len(texts)}")
    if body.find(f".//{_CHANGES}") is not None:
        speech.notes.add("tracked changes are read as if they were accepted")
    return speech


def _styles(path: Path, content: Element) -> Mapping[str, _Style]:
    """Return each style of a document by its name, with what it takes from its parents."""
    roots = [content]
    if "styles.xml" in names_of(path):
        roots.append(root_of(path, read_member(path, "styles.xml")))
    found = {style.get(_NAME, ""): style for root in reversed(roots) for style in root.iter(_STYLE)}
    return {name: _resolved(name, found) for name in found}


def _resolved(name: str, found: Mapping[str, Element]) -> _Style:
    bold: bool | None = None
    heading, seen = False, set()
    while name in found and name not in seen:
        seen.add(name)
        properties = found[name].find(_PROPERTIES)
        weight = None if properties is None else properties.get(_WEIGHT)
        if bold is None and weight is not None:
            bold = weight == "bold" or (weight.isdecimal() and int(weight) >= 600)
        heading = heading or name.casefold().startswith(_HEADINGS)
        name = found[name].get(_PARENT, "")
    return _Style(bold, heading or name.casefold().startswith(_HEADINGS))


class _Reading:
    """The paragraphs of a document in order, and what is left out beside them: notes and comments, by kind."""

    def __init__(self, styles: Mapping[str, _Style]) -> None:
        self.styles = styles
        self.left_out: dict[str, list[str]] = {}
        self.at = 0

    def blocks(self, parent: Element, *, apart: bool = False) -> Iterator[Paragraph | Table]:
        """Yield the paragraphs and tables in an element; text boxes come after their paragraph."""
        for child in parent:
            if child.tag in (_P, _H):
                self.at += 1
                yield from self._paragraph(child, apart=apart)
            elif child.tag == _TABLE:
                self.at += 1
                yield Table([[self._cell(cell) for cell in row if cell.tag == _CELL] for row in _rows(child)], self.at)
            elif child.tag in _CONTENTS:
                self._leave_out("tables of contents", child)
            elif child.tag in (_BOX, _FRAME):
                yield from self.blocks(child, apart=True)
            elif child.tag not in _UNSEEN:
                yield from self.blocks(child, apart=apart)

    def _paragraph(self, element: Element, *, apart: bool) -> Iterator[Paragraph]:
        style = self.styles.get(element.get(_STYLE_NAME, ""), _Style(None, heading=False))
        parts: list[tuple[str, bool]] = []
        boxes: list[Element] = []
        self._collect(element, bool(style.bold), parts, boxes)
        text, bold = joined_runs(parts)
        yield Paragraph(text, self.at, bold, apart or element.tag == _H or style.heading)
        for box in boxes:
            for block in self.blocks(box, apart=True):
                yield from [block] if isinstance(block, Paragraph) else _cells_of(block)

    def _collect(self, element: Element, bold: bool, parts: list[tuple[str, bool]], boxes: list[Element]) -> None:
        """Add the text of an element in runs, each with whether it is bold; white space is as the format has it."""
        parts.append((_single(element.text), bold))
        for child in element:
            if child.tag == _SPACE:
                parts.append((" " * min(int(child.get(_COUNT, "1") or 1), 1_000), bold))
            elif child.tag in (_TAB, _BREAK):
                parts.append(("\t" if child.tag == _TAB else "\n", bold))
            elif child.tag == _NOTE:
                self._leave_out(f"{child.get(_CLASS, 'footnote')}s", child)
            elif child.tag == _ANNOTATION:
                self._leave_out("comments", child)
            elif child.tag == _FRAME:
                boxes.append(child)
            elif child.tag not in _UNSEEN:
                own = self.styles.get(child.get(_STYLE_NAME, "")) if child.tag == _SPAN else None
                self._collect(child, bold if own is None or own.bold is None else own.bold, parts, boxes)
            parts.append((_single(child.tail), bold))

    def _leave_out(self, what: str, element: Element) -> None:
        texts = ["".join(each.itertext()) for each in element.iter(_P)]
        if "".join(texts).strip():
            self.left_out.setdefault(what, []).append("\n".join(texts))

    def _cell(self, cell: Element) -> str:
        texts = (
            [block.text] if isinstance(block, Paragraph) else [part.text for part in _cells_of(block)]
            for block in self.blocks(cell)
        )
        return "\n".join(text for some in texts for text in some)


def _cells_of(table: Table) -> Iterator[Paragraph]:
    """Yield the cells of a table that is in a box or another table, each as a paragraph."""
    yield from (Paragraph(cell, table.at, 0, True) for row in table.rows for cell in row)


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows of a table, including those in groups and headers."""
    for child in table:
        if child.tag == _ROW:
            yield child
        elif child.tag != _CELL:
            yield from _rows(child)


def _single(text: str | None) -> str:
    """Return a text with each run of white space as one space: more are written as elements of their own."""
    if not text:
        return ""
    words = " ".join(text.split())
    start = " " if text[0].isspace() else ""
    return f"{start}{words}{' ' if words and text[-1].isspace() else ''}"
