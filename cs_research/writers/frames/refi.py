"""A REFI-QDA codebook (``.qdc``), which NVivo, MAXQDA, ATLAS.ti, QualCoder and others import.

Groups are codes that cannot be given to a segment, and codes stand below them. What the format has no field
for is packed into descriptions (`cs_research.readers.frames.packed`). Frames have no place of their own: a set of all
codes bears the frame's title and, in its description, its version, its source and how stances are given.
Programs that pass sets over lose that set, not the codes. Retired codes are left out, since some programs
take every code for one that can be given.

The same code has the same GUID in every version of a frame, so that a later codebook updates an earlier one
where a program matches codes by GUID.
"""

from __future__ import annotations

from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from cs_research import __version__
from cs_research.definitions import CodingFrame
from cs_research.writers.frames.described import code_text, frame_text, group_text
from cs_research.writers.frames.tree import ready, stems
from cs_research.writers.written import Written

__all__ = ["COLOURS", "write"]

#: All that a codebook of this kind holds.
HELD = {"id", "version", "title", "description", "source", "stances", "groups", "codes"}

_SPACE = "urn:QDA-XML:codebook:1.0"
_WHERE = f"{_SPACE} http://schema.qdasoftware.org/versions/Codebook/v1.0/Codebook.xsd"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
#: What GUIDs are made from, with the frame's id and the code's. Never to be changed.
_NAMES = UUID("6f1c3c0e-52b1-4d0a-9a57-3d1f4b8f7c26")

#: One for each group in turn: each at 4.5 to 1 or more against white, and told apart by lightness too.
COLOURS = (
    "#12436D", "#A03A00", "#801650", "#1A7468", "#6B4E00", "#5B3FA0", "#3D3D3D", "#2F6FB5",
    "#B3261E", "#3B6E22", "#8A3F8F", "#4A5A6A",
)  # fmt: skip


def write(frame: CodingFrame, *, colours: bool = True) -> Written:
    """The codebook; without ``colours`` each program gives its own."""
    frame, lost = ready(frame, HELD)
    spaces = {"xmlns": _SPACE, "xmlns:xsi": _INSTANCE, "xsi:schemaLocation": _WHERE}
    root = ET.Element("CodeBook", {**spaces, "origin": f"cs-research {__version__}"})
    codes = ET.SubElement(root, "Codes")
    for place, stem in enumerate(stems(frame)):
        colour = {"color": COLOURS[place % len(COLOURS)]} if colours else {}
        group = stem.group
        found = _code(codes, _guid(frame, f"group/{group.id}"), group.label, group_text(group), colour)
        found.set("isCodable", "false")
        known = {"": found}
        for each in stem.codes:
            code, above = each.code, known[each.above.id if each.above else ""]
            known[code.id] = _code(above, _guid(frame, code.id), code.label, code_text(code), colour)
    _whole(root, frame)
    ET.indent(root)
    text = f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
    return Written(text.encode(), lost)


def _guid(frame: CodingFrame, name: str) -> str:
    return str(uuid5(_NAMES, f"{frame.id}/{name}"))


def _code(parent: ET.Element, guid: str, name: str, text: str, colour: dict[str, str]) -> ET.Element:
    found = ET.SubElement(parent, "Code", {"guid": guid, "name": name, "isCodable": "true", **colour})
    ET.SubElement(found, "Description").text = text
    return found


def _whole(root: ET.Element, frame: CodingFrame) -> None:
    """The set of all codes, which stands for the frame."""
    attributes = {"guid": _guid(frame, "frame/"), "name": frame.title}
    whole = ET.SubElement(ET.SubElement(root, "Sets"), "Set", attributes)
    ET.SubElement(whole, "Description").text = frame_text(frame)
    for code in frame.active:
        ET.SubElement(whole, "MemberCode", {"guid": _guid(frame, code.id)})
