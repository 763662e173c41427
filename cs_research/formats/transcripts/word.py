"""Word documents: Teams' own layout, names at the start of a paragraph, tables, or a document without speakers."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import Any, NamedTuple

from cs_research.errors import Fault, ReadError
from cs_research.formats.files.archive import BROKEN, ZIP, checked, read_member
from cs_research.formats.files.xml import root_of
from cs_research.formats.transcripts.labels import clocked, folded, label_of
from cs_research.formats.transcripts.paragraphs import add_paragraphs
from cs_research.formats.transcripts.speech import Line, Speech
from cs_research.formats.transcripts.table import Columns, add_rows, columns_of, nameless_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _RUN, _TABLE, _ROW, _CELL, _BOX = (f"{_W}{name}" for name in ("p", "r", "tbl", "tr", "tc", "txbxContent"))
_BODY, _STYLED, _BOLD = f"{_W}body", f"{_W}rPr", f"{_W}b"
_TEXT = {f"{_W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_SIGNS = {
    f"{_W}tab": "\t",
    f"{_W}ptab": "\t",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
    f"{_W}softHyphen": "\u00ad",
}
_BREAK = f"{_W}br"
_HEADINGS = ("heading", "title", "subtitle", "berschrift", "überschrift", "titel", "pennawd", "teitl")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: Text that is not shown: deleted or moved away, or the second copy of a text box for old programs.
_REMOVED = {f"{_W}del", f"{_W}moveFrom", _FALLBACK, f"{_W}pPr", _STYLED}
_TRACKED = (f"{_W}del", f"{_W}ins", f"{_W}moveFrom")
#: Other content of a file, and its name in notes.
_OTHER_CONTENT = {
    "footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments",
    "header": "headers", "footer": "footers", "aFChunk": "embedded documents",
}  # fmt: skip
#: Marks, head and styles of an embedded page, which are no words.
_MARKUP = re.compile(rb"<(head|style|script)\b.*?</\1\s*>|<[^>]*>|&nbsp;|\xef\xbb\xbf", re.DOTALL | re.IGNORECASE)
_RELATIONS = "word/_rels/document.xml.rels"


class Table(NamedTuple):
    """The cells of a table row by row, each once whatever it spans; ``at`` counts paragraphs."""

    rows: list[list[str]]
    at: int


class Paragraph(NamedTuple):
    """A paragraph with its line breaks, the number of its first characters that are bold, and whether it is a heading.

    So is a paragraph in a text box: it is apart from the text around it.
    """

    text: str
    at: int
    bold: int
    apart: bool


def fits(head: bytes) -> bool:
    """Return whether it is a zip archive; opening it shows whether it contains a document."""
    return head.startswith(ZIP)


def read(path: Path, encoding: str | None, *, plain: bool = False) -> Speech:  # noqa: ARG001
    """Return the paragraphs of the document in order, including those in tables and boxes.

    A table of time, speaker and text is read by its columns, unless ``plain``: then every cell is a paragraph.
    Word files name their own encoding, so ``encoding`` makes no difference.
    """
    tracked: list[bool] = []
    speech = speech_of_blocks(path, _blocks(path, tracked), "Word document, ", plain=plain)
    names = frozenset() if plain else speakers_in(speech)
    for what, count in _other_content(path, tracked, names).items():
        speech.notes.add(f"{what}: {count}" if count else what)
    return speech


def speech_of_blocks(path: Path, blocks: Iterable[Paragraph | Table], layout: str, *, plain: bool) -> Speech:
    """Return the lines of paragraphs and tables; a table of time, speaker and text by its columns, unless ``plain``."""
    speech = Speech(layout, unit="paragraph")
    for block in blocks:
        if isinstance(block, Paragraph):
            add_paragraphs(speech, [block], by_line=False)
        elif plain or not _tabled(path, speech, block):
            cells = [(cell, block.at, -1 if len(row) > 1 else 0, True) for row in block.rows for cell in row]
            add_paragraphs(speech, cells, by_line=False)
    if any(line.speaker is not None for line in speech.lines):
        speech.lines = [
            line if line.speaker is not None or not line.opens else line._replace(speaker="") for line in speech.lines
        ]
        speech.layout += "table of speakers"
    return speech


def speakers_in(speech: Speech) -> frozenset[str]:
    """Return the names that lines open with, in comparable form."""
    return frozenset(folded(label.name) for line in speech.lines if (label := label_of(line.text, line.bold)))


def paragraphs(path: Path) -> tuple[list[str], list[str]]:
    """Return the paragraphs and table cells with text, with their line breaks, and what is left out."""
    tracked: list[bool] = []
    found: list[str] = []
    for block in _blocks(path, tracked):
        found += [block.text] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row]
    notes = [f"{what}: {count}" if count else what for what, count in _other_content(path, tracked).items()]
    return [text for text in found if text.strip()], notes


def _tabled(path: Path, speech: Speech, table: Table) -> bool:
    """Add the rows of a table of speakers; return False for any other table."""
    if not table.rows:
        return False
    columns = columns_of(f"{path}, paragraph {table.at}", table.rows[0])
    rows = [row for row in table.rows if any(cell.strip() for cell in row)]
    if columns is not None:
        width = len(rows[0])
        complete = (row if len(row) == width else _merged(row, columns.text, width) for row in rows[1:])
        add_rows(path, speech, columns, ((table.at, row) for row in complete))
        return True
    nameless = nameless_of(rows)
    if nameless is None or nameless.speaker is None:
        return False
    _all_named(f"{path}, paragraph {table.at}", nameless, rows)
    for row in rows:
        name = " ".join(row[nameless.speaker].split()).removesuffix(":")
        start = None if nameless.start is None else clocked(f"{row[nameless.start]} x")[0]
        if name:
            speech.lines.append(Line(name, table.at, True, start, None, len(name)))
        if row[nameless.text].strip():
            speech.lines.append(Line(row[nameless.text], table.at, True, start))
    return True


def _merged(row: Sequence[str], text: int, width: int) -> list[str]:
    """Return a row with other cells than the headings, such as "Break" across all columns, without a speaker."""
    cells = [""] * width
    cells[text] = " ".join(cell for cell in row if cell.strip())
    return cells


def _all_named(place: str, columns: Columns, rows: Sequence[Sequence[str]]) -> None:
    """Require a name in each row of a table without headings, since other rows would be ambiguous."""
    at = columns.speaker or 0
    blank = [
        str(number) for number, row in enumerate(rows, start=1) if row[columns.text].strip() and not row[at].strip()
    ]
    if blank:
        found = f"no name in row {', '.join(blank)}"
        hint = "write the names, or put a row of headings first (Speaker, Text): then the speaker is unknown"
        raise ReadError(Fault(place, "table of names and words", "have a name in each row", found, hint))


def _blocks(path: Path, tracked: list[bool]) -> Iterator[Paragraph | Table]:
    """Yield each paragraph and table of every body in order; text boxes come after their paragraph.

    ``tracked`` gets an entry if there are tracked changes. Memory does not grow with the document.
    """
    checked(path, "word/document.xml", "a Word document")
    try:
        with zipfile.ZipFile(path) as archive, archive.open("word/document.xml") as stream:
            for number, element in enumerate(_outermost(stream), start=1):
                if not tracked and next(element.iter(*_TRACKED), None) is not None:
                    tracked.append(True)
                yield from _of_element(element, number)
    except BROKEN as error:
        raise ReadError(Fault(str(path), "file", "be a complete Word document", f"'{error}'")) from error


def _outermost(stream: Any) -> Iterator[Any]:
    """Yield the paragraphs and tables that are in no other, each freed once the next is requested."""
    from lxml.etree import iterparse

    depth = 0
    events = iterparse(
        stream, events=("start", "end"), tag=(_PARAGRAPH, _TABLE, _BODY), resolve_entities=False, load_dtd=False,
        no_network=True,
    )  # fmt: skip
    for event, element in events:
        if element.tag == _BODY:
            continue
        depth += 1 if event == "start" else -1
        if event == "start" or depth:
            continue
        if element.getparent().tag == _BODY or not any(above.tag in _REMOVED for above in element.iterancestors()):
            yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _of_element(element: Any, number: int, *, apart: bool = False) -> Iterator[Paragraph | Table]:
    if element.tag == _TABLE:
        yield Table([["\n".join(_texts(cell)) for cell in row] for row in _rows(element)], number)
        return
    text, bold = _words(element)
    yield Paragraph(text, number, bold, apart or _is_heading(element))
    for box in _boxes(element):
        for child in box:
            if child.tag in (_PARAGRAPH, _TABLE):
                yield from _of_element(child, number, apart=True)
            elif child.tag not in _REMOVED:
                yield from (Paragraph(words, number, 0, True) for words in _texts(child))


def _is_heading(paragraph: Any) -> bool:
    """Return whether the style of a paragraph is a heading or title, as English, German and Welsh Word name it."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and style.get(f"{_W}val", "").casefold().startswith(_HEADINGS)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Yield the text boxes of a paragraph, without those of paragraphs in them and second copies."""
    for box in paragraph.iter(_BOX):
        above = [each.tag for each in box.iterancestors(_PARAGRAPH, _FALLBACK)]
        nearest = next(box.iterancestors(_PARAGRAPH), None)
        if _FALLBACK not in above and nearest is paragraph:
            yield box


def _texts(element: Any) -> Iterator[str]:
    """Yield the text of each paragraph and table cell below an element."""
    for child in element:
        if child.tag == _PARAGRAPH:
            yield _words(child)[0]
            for box in _boxes(child):
                yield from _texts(box)
        elif child.tag == _TABLE:
            yield from ("\n".join(_texts(cell)) for row in _rows(child) for cell in row)
        elif child.tag not in _REMOVED:
            yield from _texts(child)


def _rows(table: Any) -> Iterator[list[Any]]:
    """Yield the cells of each row of a table, including those in controls."""
    for child in table:
        if child.tag == _ROW:
            yield list(_cells(child))
        elif child.tag not in _REMOVED:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == _CELL:
            yield child
        elif child.tag not in _REMOVED:
            yield from _cells(child)


def _words(paragraph: Any) -> tuple[str, int]:
    """Return the text of a paragraph, including links, fields and tracked insertions, and its bold beginning."""
    parts: list[tuple[str, bool]] = []
    _collect(paragraph, parts)
    return joined_runs(parts)


def joined_runs(parts: Sequence[tuple[str, bool]]) -> tuple[str, int]:
    """Return the text of parts that are bold or not, and the length of its bold beginning."""
    bold = 0
    for text, strong in parts:
        if text and not strong:
            break
        bold += len(text)
    return "".join(text for text, _ in parts), bold


def _collect(element: Any, parts: list[tuple[str, bool]]) -> None:
    for child in element:
        if child.tag == _RUN:
            parts.append((_run(child), _strong(child)))
        elif child.tag in _TEXT:
            parts.append((child.text or "", False))
        elif child.tag not in _REMOVED and isinstance(child.tag, str):
            _collect(child, parts)


def _run(run: Any) -> str:
    """Return the text of a run; a text box in it is read after the paragraph."""
    text = ""
    for child in run:
        tag = child.tag
        if tag in _TEXT:
            text += child.text or ""
        elif tag == _BREAK:
            text += "\n" if child.get(f"{_W}type", "textWrapping") == "textWrapping" else ""
        else:
            text += _SIGNS.get(tag, "")
    return text


def _strong(run: Any) -> bool:
    style = run.find(_STYLED)
    if style is None:
        return False
    bold = style.find(_BOLD)
    if bold is not None:
        return bold.get(f"{_W}val", "true") not in ("0", "false", "off", "none")
    named = style.find(f"{_W}rStyle")
    return named is not None and named.get(f"{_W}val", "").casefold() in ("strong", "bold")


def _other_content(path: Path, tracked: Sequence[bool], speakers: Set[str] = frozenset()) -> dict[str, int]:
    """Return what the document contains besides its text, counted, and how tracked changes were read.

    A note that opens with one of the ``speakers`` in the text is a `ReadError`: its words are that person's.
    """
    counts = {"tracked changes are read as if they were accepted": 0} if tracked else {}
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except BROKEN as error:
        raise ReadError(Fault(str(path), "file", "be a complete Word document", f"'{error}'")) from error
    relations = root_of(path, read_member(path, _RELATIONS)) if _RELATIONS in names else ()
    for relation in relations:
        what = _OTHER_CONTENT.get(relation.get("Type", "").rpartition("/")[2])
        target = relation.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else f"word/{target}"
        if what is None or relation.get("TargetMode") == "External" or part not in names:
            continue
        if what == "embedded documents":
            _refuse_embedded(path, part)
            continue
        root = root_of(path, read_member(path, part))
        refuse_speech(path, [_words(paragraph)[0] for paragraph in root.iter(_PARAGRAPH)], what, speakers)
        many = _count_notes(root, each=what[0] in "fec" and what != "footers")
        if many:
            counts[f"{what} are left out"] = counts.get(f"{what} are left out", 0) + many
    return counts


def _refuse_embedded(path: Path, part: str) -> None:
    """Refuse a document in the document: Word shows it, but its text is not in the file's own text."""
    content = read_member(path, part)
    if content.startswith(ZIP) or _MARKUP.sub(b"", content).strip():
        hint = f"open it in Word and save it anew, which puts the words of {part} into the text"
        found = f"an embedded document with words, {part}"
        raise ReadError(Fault(str(path), "Word document", "have its words in its own text", found, hint))


def refuse_speech(path: Path, texts: Iterable[str], what: str, speakers: Set[str]) -> None:
    """Refuse speech in footnotes, comments, headers or footers: where in the talk it belongs is not known."""
    named = [
        text
        for text in texts
        if (label := label_of(text)) and folded(label.name) in speakers and label.style in ("colon", "bold", "mark")
    ]
    if named:
        found = f"'{' '.join(named[0].split())[:80]}' in its {what}"
        hint = "move these words into the text, or change the name before them if nobody says them"
        raise ReadError(Fault(str(path), "document", "have what its speakers say in its text", found, hint))


def _count_notes(root: Any, *, each: bool) -> int:
    """Return how many notes of a component have text; for a header, 1 if it has."""
    if not each:
        return int(bool("".join(root.itertext()).strip()))
    return sum(bool("".join(note.itertext()).strip()) for note in root)
