"""A Word document as texts that can be edited, in every part of the file, with runs, tables and notes as they are.

Tracked changes are accepted: what was deleted or moved away is not in the copy, and what was inserted stays without the
name of who did. Text is edited paragraph by paragraph, whatever runs it is divided into: the pseudonym takes the format
of the first letter that it replaces.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from cs_research._files import CREATED
from cs_research.anonymising.blocks import BIRTH_COLUMN, BlockKind, Edit, edited
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.archive import checked, read_member
from cs_research.formats.files.xml import root_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PARAGRAPHS = (f"{_W}p", f"{_A}p")
_LETTERS = {f"{_W}t", f"{_A}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_FIELD = f"{_W}instrText"
_SIGNS = {
    f"{_W}tab": "\t", f"{_W}ptab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-",
    f"{_W}softHyphen": "\u00ad", f"{_A}br": "\n",
}  # fmt: skip
#: Words that were deleted or moved away, and records of earlier formats, with the names of who changed them.
_DELETED = tuple(f"{_W}{name}" for name in ("del", "moveFrom", "cellDel"))
_RECORDS = tuple(
    f"{_W}{name}" for name in (
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "tcPrChange", "trPrChange",
        "tblPrExChange", "numberingChange", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
        "moveToRangeEnd", "cellIns", "cellMerge", "customXmlInsRangeStart", "customXmlInsRangeEnd",
        "customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart",
        "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd",
    )
)  # fmt: skip
_INSERTED = (f"{_W}ins", f"{_W}moveTo")
_MARK_PROPERTIES = (f"{_W}rPr", f"{_W}trPr")
#: Attributes and elements that people write: all is looked for in them.
_WRITTEN = {"descr", "title", "alt", "tooltip"}
_WRITTEN_IN = tuple(f"{_W}{name}" for name in ("alias", "tag", "docVar", "fldSimple"))
#: Attributes that other parts of a document refer to: names alone.
_NAMES_OF = {
    ("bookmarkStart", "name"), ("hyperlink", "anchor"), ("docPr", "name"), ("cNvPr", "name"), ("property", "name"),
}  # fmt: skip
_WORD_2012 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_AUTHORS = {f"{_W}author", f"{_WORD_2012}author", f"{_WORD_2012}userId"}
_PERSONS = {"creator", "lastModifiedBy", "Manager", "Company"}
_XML = (".xml", ".rels", ".vml")
#: Pictures are copied; every other part that is no XML cannot be read here.
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf")
_FONTS = (".odttf", ".ttf", ".fntdata")
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class _Piece(NamedTuple):
    """A stretch of a paragraph's text: the element that holds it (None for a tab or line end), and its length."""

    element: Any
    length: int


class _Slot(NamedTuple):
    """Where a text is in a part: the pieces of a paragraph, or an element's attribute or own text."""

    pieces: tuple[_Piece, ...] = ()
    element: Any = None
    attribute: str = ""


class WordFile:
    """The parts of a Word document, and the place of each text in them."""

    def __init__(self, path: Path) -> None:
        checked(path, "word/document.xml", "a Word document")
        self.path = path
        self.notes: list[str] = []
        with zipfile.ZipFile(path) as archive:
            names = [part.filename for part in archive.infolist() if not part.is_dir()]
        self._check_parts(names)
        self._content = {name: read_member(path, name) for name in names if not name.startswith("docProps/thumbnail")}
        self._roots = {
            name: _parsed(path, name, data) for name, data in self._content.items() if name.lower().endswith(_XML)
        }
        self._accept_changes()
        self._drop_thumbnail()
        self._slots: list[_Slot] = []

    def _check_parts(self, names: Sequence[str]) -> None:
        """Refuse parts whose words cannot be read; note pictures, which are copied as they are."""
        faults = []
        for name in names:
            if name.startswith("docProps/thumbnail") or name.lower().endswith((*_XML, *_FONTS)):
                continue
            if not name.lower().endswith(_PICTURES):
                hint = "open the document in Word, delete the embedded object or macro, and save it as .docx"
                faults.append(Fault(str(self.path), "Word document", "have no embedded files", f"'{name}'", hint))
        if any("afchunk" in name.lower() for name in names):
            faults = faults or [Fault(str(self.path), "Word document", "have no embedded files", "an altChunk")]
        if faults:
            raise ReadError(faults)
        pictures = sum(name.lower().endswith(_PICTURES) for name in names if not name.startswith("docProps/"))
        if pictures:
            self.notes.append(f"pictures copied as they are, to be looked at: {pictures}")

    def _accept_changes(self) -> None:
        changed = 0
        for root in self._roots.values():
            for comment in root.iter(f"{_W}comment"):
                comment.attrib.pop(f"{_W}initials", None)  # those of its author, whose pseudonym has its own
            for element in list(root.iter(*_DELETED, *_INSERTED, *_RECORDS)):
                if any(above.tag in _DELETED for above in element.iterancestors()) or element.getparent() is None:
                    continue
                changed += 1
                _accept(element)
        if changed:
            self.notes.append(f"tracked changes accepted; deleted words are not in the copy: {changed}")

    def _drop_thumbnail(self) -> None:
        """Remove the relation to a picture of the first page, which shows its words."""
        for relation in list(self._roots.get("_rels/.rels", ())):
            if str(relation.get("Type", "")).endswith("/thumbnail"):
                relation.getparent().remove(relation)

    def texts(self) -> Iterator[tuple[str, str, BlockKind]]:
        """Yield each text, the part that it is in, and what is to be looked for in it."""
        for name, root in self._roots.items():
            for text, kind, slot in _texts(name, root):
                self._slots.append(slot)
                yield text, name, kind

    def rebuild(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """Return the file with the edits of each text, in the order of `texts`, with one date for all parts."""
        from lxml import etree

        for slot, each in zip(self._slots, edits, strict=True):
            if each:
                _write(slot, each)
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w") as file:
            for name, data in self._content.items():
                part = zipfile.ZipInfo(name, CREATED.timetuple()[:6])
                part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
                root = self._roots.get(name)
                written = data if root is None else etree.tostring(
                    root, xml_declaration=True, encoding="UTF-8", standalone=True
                )  # fmt: skip
                file.writestr(part, written)
        return stream.getvalue()


def _parsed(path: Path, name: str, data: bytes) -> Any:
    """Return the first element of a part, checked as all XML of other programs is, without comments."""
    from lxml import etree

    root_of(path, data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(Fault(f"{path}, {name}", "part", "be complete XML", f"'{error}'")) from error


def _accept(element: Any) -> None:
    """Accept one tracked change: a deletion goes with its words, an insertion leaves its words."""
    parent = element.getparent()
    if element.tag in _DELETED and parent.tag == f"{_W}trPr":
        row = parent.getparent()
        table = row.getparent()
        table.remove(row)
        if table.find(f"{_W}tr") is None:
            table.getparent().remove(table)
    elif element.tag in _INSERTED and parent.tag not in _MARK_PROPERTIES:
        at = parent.index(element)
        for offset, child in enumerate(list(element)):
            parent.insert(at + offset, child)
        parent.remove(element)
    else:
        parent.remove(element)


def _texts(name: str, root: Any) -> Iterator[tuple[str, BlockKind, _Slot]]:
    births = set(_birth_cells(root))
    for element in root.iter():
        if element.tag in _PARAGRAPHS:
            cell = next(element.iterancestors(f"{_W}tc"), None)
            yield from _paragraph(element, "birth" if cell is not None and cell in births else "text")
        elif element.text and element.text.strip() and not _in_paragraph(element):
            local = element.tag.rpartition("}")[2]
            known = name.startswith("docProps/") and local in _PERSONS
            written = name.startswith(("docProps/", "customXml/"))
            yield element.text, "author" if known else ("text" if written else "names"), _Slot(element=element)
        for attribute, value in element.attrib.items():
            if kind := _attribute_kind(element, attribute, value):
                shown = unquote(value) if attribute == "Target" else value
                yield shown, kind, _Slot(element=element, attribute=attribute)


def _birth_cells(root: Any) -> Iterator[Any]:
    """Yield the cells of tables below a heading for dates of birth."""
    for table in root.iter(f"{_W}tbl"):
        rows = [row.findall(f"{_W}tc") for row in table.findall(f"{_W}tr")]
        heads = ["".join(text.text or "" for text in cell.iter(f"{_W}t")) for cell in (rows[0] if rows else ())]
        columns = [place for place, head in enumerate(heads) if BIRTH_COLUMN.match(head)]
        yield from (row[place] for row in rows[1:] for place in columns if place < len(row))


def _attribute_kind(element: Any, attribute: str, value: str) -> BlockKind | None:
    """Return what is to be looked for in an attribute; None where nobody wrote it."""
    if not value.strip():
        return None
    if attribute in _AUTHORS:
        return "author"
    if element.tag == _RELATION:
        if attribute != "Target" or element.get("TargetMode") != "External":
            return None
        return "author" if re.match(r"file:|[A-Za-z]:|\\", value) else "text"  # a path names a user's folder
    local, owner = attribute.rpartition("}")[2], element.tag.rpartition("}")[2]
    if local in _WRITTEN or element.tag in _WRITTEN_IN:
        return "text"
    return "names" if (owner, local) in _NAMES_OF else None


def _in_paragraph(element: Any) -> bool:
    """Return whether an element's text is read with its paragraph."""
    read = element.tag in _LETTERS or element.tag == _FIELD
    return read and next(element.iterancestors(*_PARAGRAPHS), None) is not None


def _paragraph(paragraph: Any, kind: BlockKind) -> Iterator[tuple[str, BlockKind, _Slot]]:
    """Yield the shown text of a paragraph, and the instructions of its fields, such as addresses of links."""
    shown: list[_Piece] = []
    words: list[str] = []
    fields: list[Any] = []
    for element in paragraph.iter():
        if element.tag not in _LETTERS and element.tag not in _SIGNS and element.tag != _FIELD:
            continue
        if next(element.iterancestors(*_PARAGRAPHS)) is not paragraph or element.getparent().tag == f"{_W}tabs":
            continue
        if element.tag == _FIELD:
            fields.append(element)
            continue
        text = _SIGNS.get(element.tag) or element.text or ""
        shown.append(_Piece(element if element.tag in _LETTERS else None, len(text)))
        words.append(text)
    if "".join(words).strip():
        yield "".join(words), kind, _Slot(tuple(shown))
    if fields:
        pieces = tuple(_Piece(element, len(element.text or "")) for element in fields)
        yield "".join(element.text or "" for element in fields), "text", _Slot(pieces)


def _write(slot: _Slot, edits: Sequence[Edit]) -> None:
    if slot.pieces:
        _write_pieces(slot.pieces, edits)
    elif not slot.attribute:
        slot.element.text = edited(slot.element.text, edits)
    elif slot.attribute == "Target":
        slot.element.set("Target", quote(edited(unquote(slot.element.get("Target")), edits), safe="/:?#@!$&'()*+,;=%"))
    else:
        slot.element.set(slot.attribute, edited(slot.element.get(slot.attribute), edits))


def _write_pieces(pieces: Sequence[_Piece], edits: Sequence[Edit]) -> None:
    """Write the edits of a paragraph: new words go into the first piece with letters that is replaced."""
    start = 0
    for piece in pieces:
        end = start + piece.length
        if piece.element is not None and piece.length:
            text, parts, at = piece.element.text, [], start
            for edit in edits:
                if edit.end <= start or edit.start >= end:
                    continue
                parts.append(text[at - start : max(edit.start, at) - start])
                if edit.start >= start or _opens_with_sign(pieces, edit.start, start):
                    parts.append(edit.words.replace("\n", ""))  # the line end has an element of its own
                at = min(edit.end, end)
            parts.append(text[at - start :])
            piece.element.text = "".join(parts)
            piece.element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        start = end


def _opens_with_sign(pieces: Sequence[_Piece], at: int, start: int) -> bool:
    """Return whether nothing with letters is between the start of an edit and this piece."""
    place = 0
    for piece in pieces:
        if place >= start:
            return True
        if place + piece.length > at and piece.element is not None and piece.length:
            return False
        place += piece.length
    return True
