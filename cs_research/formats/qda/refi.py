"""REFI-QDA codebooks (``.qdc``) and those inside projects (``.qdpx``), read and written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from cs_research import __version__
from cs_research._files import read_bytes
from cs_research.definitions import CodingFrame
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.archive import ZIP, names_of, read_member
from cs_research.formats.files.xml import root_of
from cs_research.formats.qda import descriptions as packed
from cs_research.formats.qda.code_tree import ready, stems
from cs_research.formats.qda.codebook_draft import Found, ImportedFrame, Origin, build, nested
from cs_research.formats.qda.descriptions import code_text, frame_text, group_text
from cs_research.formats.unsupported import Written, quote_names

_SPACES = (
    "urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:1:0", "urn:QDA-XML:codebook:0:4", "urn:QDA-XML:project:1.0",
)  # fmt: skip
#: Deeper than codes are nested by anybody, and shallow enough for ids to stay readable.
_DEEPEST = 100


def fits(head: bytes) -> bool:
    """Return whether the first element is a codebook or project, or it is an archive."""
    if head.startswith(ZIP):
        first = head[30 : 30 + int.from_bytes(head[26:28], "little")].lower()
        return b".qde" in head.lower() or first.startswith(b"sources/")
    text = head.replace(b"\0", b"")  # in UTF-16 every other byte is zero
    return b"QDA-XML" in text or re.search(rb"<CodeBook[\s>/]", text) is not None


def read(path: Path) -> ImportedFrame:
    """Return the codes of the codebook, nested as in the file."""
    data = read_bytes(path)
    root = _root(path, read_member(path, project_member(path)) if data.startswith(ZIP) else data)
    kind = local_name(root)
    book = root if kind == "CodeBook" else _child(root, "CodeBook") if kind == "Project" else None
    if book is None:
        raise ReadError(Fault(str(path), "XML", "contain a CodeBook", f"a '{kind}' without one"))
    codes = _child(book, "Codes")
    elements = [] if codes is None else find_children(codes, "Code")
    program = root.get("origin") or "REFI-QDA"
    found, notes = _found(elements, path)
    found, divided = nested(found, "." if program.startswith("Taguette") else "::")
    notes = [*_space_notes(root), *notes, *divided]
    sets = [*_sets(book), *_sets(root)] if kind == "Project" else _sets(book)
    frame_set = next((each for each in sets if packed.FRAME in packed.unpack(element_text(each))), None)
    others = [
        each.get("name") or "" for each in sets if each is not frame_set and _child(each, "MemberCode") is not None
    ]
    if others:
        notes.append(f"sets of codes are not carried over: {quote_names(others)}")
    if kind == "Project":
        notes.append("of the project only the codebook is read")
    title = (root.get("name") or "") if frame_set is None else (frame_set.get("name") or "")
    origin = Origin(path, program, title, "" if frame_set is None else element_text(frame_set))
    return build(found, origin, notes)


def project_member(path: Path) -> str:
    """Return the name of the project file in an archive; programs differ in it."""
    names = [name for name in names_of(path) if name.lower().endswith(".qde") and "/" not in name]
    if len(names) != 1:
        found = quote_names(names) if names else "none"
        raise ReadError(Fault(str(path), "archive", "contain one project file (.qde)", found))
    return names[0]


def _root(path: Path, data: bytes) -> Element:
    root = root_of(path, data)
    space = _space(root)
    if local_name(root) not in {"CodeBook", "Project"} or (space and not space.startswith("urn:QDA-XML:")):
        found = f"'{local_name(root)}'" + (f" of {space}" if space else "")
        raise ReadError(Fault(str(path), "XML", "be a REFI-QDA codebook or project", found))
    return root


def _found(elements: Sequence[Element], path: Path) -> tuple[list[Found], list[str]]:
    """Return the codes in the order of the file, and a note on what is not carried over."""
    found: list[Found] = []
    faults: list[Fault] = []
    marks = {"guid": 0, "color": 0}
    waiting: list[tuple[Element, int | None, int]] = [(element, None, 1) for element in reversed(elements)]
    while waiting:
        element, parent, depth = waiting.pop()
        if depth > _DEEPEST:
            place = f"{path}, code {len(found) + 1}"
            raise ReadError(Fault(place, "code", f"be nested at most {_DEEPEST} deep", "one deeper"))
        if packed.is_stance(element_text(element)):  # of a project of our own, not of its codebook
            continue
        name = (element.get("name") or "").strip()
        if not name:
            faults.append(Fault(f"{path}, code {len(found) + 1}", "name", "be given", "nothing"))
        marks["guid"] += bool(element.get("guid"))
        marks["color"] += bool(element.get("color"))
        codable = (element.get("isCodable") or "true").strip().lower() not in {"false", "0"}
        found.append(Found(name, element_text(element), parent, codable))
        if len(element):
            below = [(child, len(found) - 1, depth + 1) for child in find_children(element, "Code")]
            waiting += reversed(below)
    if faults:
        raise ReadError(faults)
    words = {"guid": "identifiers (GUIDs)", "color": "colours"}
    stated_marks = [f"{times} {words[mark]}" for mark, times in marks.items() if times]
    return found, [f"not carried over: {' and '.join(stated_marks)}"] if stated_marks else []


def _sets(holder: Element) -> list[Element]:
    sets = _child(holder, "Sets")
    return [] if sets is None else find_children(sets, "Set")


def _space_notes(root: Element) -> Iterator[str]:
    space = _space(root)
    if space not in _SPACES:
        yield f"the namespace '{space}' is none that is known: see whether all codes are here"


def _space(root: Element) -> str:
    return root.tag[1:].partition("}")[0] if root.tag.startswith("{") else ""


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace, which programs spell in several ways."""
    return _without_space(element.tag)


@lru_cache(maxsize=1024)
def _without_space(tag: str) -> str:
    return str(tag).rpartition("}")[2]


def find_children(element: Element, name: str) -> list[Element]:
    """Return the elements of that name directly below another."""
    return [child for child in element if _without_space(child.tag) == name]


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if _without_space(child.tag) == name), None)


def element_text(element: Element) -> str:
    """Return the description of an element."""
    described = _child(element, "Description")
    return "" if described is None else "".join(described.itertext()).strip()


#: The fields that a codebook of this kind supports.
SUPPORTED = {"id", "version", "title", "description", "source", "stances", "groups", "codes"}

_SPACE = "urn:QDA-XML:codebook:1.0"
_WHERE = f"{_SPACE} http://schema.qdasoftware.org/versions/Codebook/v1.0/Codebook.xsd"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
#: What GUIDs are made from, with the frame's id and the code's. Never to be changed.
NAMES = UUID("6f1c3c0e-52b1-4d0a-9a57-3d1f4b8f7c26")

#: One for each group in turn: each at 4.5 to 1 or more against white, and different in lightness too.
COLOURS = (
    "#12436D", "#A03A00", "#801650", "#1A7468", "#6B4E00", "#5B3FA0", "#3D3D3D", "#2F6FB5",
    "#B3261E", "#3B6E22", "#8A3F8F", "#4A5A6A",
)  # fmt: skip


def write(frame: CodingFrame, *, colours: bool = True) -> Written:
    """Return the codebook; without ``colours`` each program assigns its own."""
    frame, lost = ready(frame, SUPPORTED)
    spaces = {"xmlns": _SPACE, "xmlns:xsi": _INSTANCE, "xsi:schemaLocation": _WHERE}
    root = ET.Element("CodeBook", {**spaces, "origin": f"cs-research {__version__}"})
    add_codes(ET.SubElement(root, "Codes"), frame, colours=colours)
    add_frame_set(root, frame, "guid")
    return Written(xml_bytes(root), lost)


def xml_bytes(root: ET.Element) -> bytes:
    """Return an indented XML file in UTF-8."""
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'.encode()


def add_codes(codes: ET.Element, frame: CodingFrame, *, colours: bool = True) -> dict[str, ET.Element]:
    """Add the groups and codes of a frame to an element; return the element of each code."""
    elements: dict[str, ET.Element] = {}
    for place, stem in enumerate(stems(frame)):
        colour = {"color": COLOURS[place % len(COLOURS)]} if colours else {}
        group = stem.group
        top = _code(codes, guid_of(frame, f"group/{group.id}"), group.label, group_text(group), colour)
        top.set("isCodable", "false")
        for each in stem.codes:
            code, above = each.code, elements[each.above.id] if each.above else top
            elements[code.id] = _code(above, guid_of(frame, code.id), code.label, code_text(code), colour)
    return elements


def guid_of(frame: CodingFrame, name: str) -> str:
    """Return the GUID of a part of a frame, the same in every file."""
    return str(uuid5(NAMES, f"{frame.id}/{name}"))


def _code(parent: ET.Element, guid: str, name: str, text: str, colour: dict[str, str]) -> ET.Element:
    found = ET.SubElement(parent, "Code", {"guid": guid, "name": name, "isCodable": "true", **colour})
    ET.SubElement(found, "Description").text = text
    return found


def add_frame_set(root: ET.Element, frame: CodingFrame, reference: str) -> None:
    """Add the set of all codes, which represents the frame; ``reference`` is the attribute that names a member."""
    attributes = {"guid": guid_of(frame, "frame/"), "name": frame.title}
    frame_set = ET.SubElement(ET.SubElement(root, "Sets"), "Set", attributes)
    ET.SubElement(frame_set, "Description").text = frame_text(frame)
    for code in frame.active:
        ET.SubElement(frame_set, "MemberCode", {reference: guid_of(frame, code.id)})
