"""Codings as a REFI-QDA project (``.qdpx``), which NVivo, MAXQDA, ATLAS.ti, QualCoder and others open.

Codes have the same GUIDs as in the codebook that `cs_research.formats.qda.refi` writes. A stance is a code below the
code that a segment has, and a memo is a note on the coding, so that both are seen in the program and come back. Each
turn of a source is a paragraph that starts with its speaker.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import uuid5
from xml.etree import ElementTree as ET

from cs_research import __version__
from cs_research._characters import printable
from cs_research._files import CREATED
from cs_research.definitions.coding_frame import CodingFrame
from cs_research.formats.qda.code_tree import ready
from cs_research.formats.qda.descriptions import stance_text
from cs_research.formats.qda.refi import NAMES, SUPPORTED, add_codes, add_frame_set, xml_bytes
from cs_research.formats.unsupported import UnsupportedFeatures, Written
from cs_research.records.codings import Codings, Segment
from cs_research.records.transcripts import Source

_SPACE = "urn:QDA-XML:project:1.0"
_WHERE = f"{_SPACE} http://schema.qdasoftware.org/versions/Project/v1.0/Project.xsd"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
#: A selection's name is the start of its text.
_LONGEST_NAME = 120


class SourceText(NamedTuple):
    """A source as one text, and where the text of each turn starts in it."""

    text: str
    starts: tuple[int, ...]


def source_text(source: Source) -> SourceText:
    """Return a source as paragraphs, one for each turn, with the speaker's name and a colon before it."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for turn in source.turns:
        label = f"{turn.speaker}: " if turn.speaker else ""
        starts.append(at + len(label))
        parts.append(label + turn.text)
        at += len(parts[-1]) + 2
    return SourceText("\n\n".join(parts), tuple(starts))


def write(codings: Codings, *, name: str, title: str = "") -> Written:
    """Return the project, and a line for everything that the standard has no place for.

    Parameters
    ----------
    codings
        The segments, sources and coding frame.
    name
        What GUIDs are made from, beside the parts' own ids: the id of the study. The same study has the same GUIDs.
    title
        The name of the project that programs show.
    """
    frame, lost = ready(_with_used_codes(codings), SUPPORTED)
    project = _Project(name, frame, codings)
    files = {"project.qde": xml_bytes(project.element(title or name))}
    files |= {f"sources/{project.guid('source', source.id)}.txt": project.texts[source.id].text.encode()
              for source in codings.sources}  # fmt: skip
    return Written(_archive(files), (*lost, *_lost(codings)))


def _archive(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in files.items():
            archive.writestr(zipfile.ZipInfo(member, CREATED.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _with_used_codes(codings: Codings) -> CodingFrame:
    """Return the frame with retired codes that segments have as codes like any other."""
    used = {segment.code for segment in codings.segments}
    codes = (code.model_copy(update={"retired": ""}) if code.id in used else code for code in codings.frame.codes)
    return codings.frame.model_copy(update={"codes": tuple(codes)})


def _lost(codings: Codings) -> Iterable[str]:
    """Yield a line for each thing that the file does not contain."""
    lost = UnsupportedFeatures()
    retired = {code.id for code in codings.frame.codes if code.retired} & {each.code for each in codings.segments}
    if retired:
        lost.add("retired codes that segments have are codes like any other", *sorted(retired))
    for source in codings.sources:
        if any(turn.start is not None for turn in source.turns):
            lost.add("times of turns", source.id)
        if any(turn.part for turn in source.turns):
            lost.add("sections of case studies", source.id)
    if any(printable(segment.memo) != segment.memo for segment in codings.segments):
        lost.add("control characters in memos, U+FFFD instead")
    return lost.lines()


class _Project:
    """The elements of a project, in the order of the schema."""

    def __init__(self, name: str, frame: CodingFrame, codings: Codings) -> None:
        self._name, self._frame, self._codings = name, frame, codings
        self.texts = {source.id: source_text(source) for source in codings.sources}

    def guid(self, kind: str, *names: object) -> str:
        """Return the GUID of a part of this study."""
        return str(uuid5(NAMES, "/".join(map(str, (self._name, kind, *names)))))

    def element(self, title: str) -> ET.Element:
        """Return the element of the project."""
        spaces = {"xmlns": _SPACE, "xmlns:xsi": _INSTANCE, "xsi:schemaLocation": _WHERE}
        root = ET.Element("Project", {**spaces, "name": printable(title), "origin": f"cs-research {__version__}"})
        coders = list(dict.fromkeys(segment.coder for segment in self._codings.segments))
        if coders:
            users = ET.SubElement(root, "Users")
            for coder in coders:
                ET.SubElement(users, "User", {"guid": self.guid("coder", coder), "name": printable(coder)})
        self._add_codes(ET.SubElement(ET.SubElement(root, "CodeBook"), "Codes"))
        if self._codings.sources:
            variables = ET.SubElement(root, "Variables")
            for variable in ("site", "kind"):
                about = {"guid": self.guid("variable", variable), "name": variable, "typeOfVariable": "Text"}
                ET.SubElement(variables, "Variable", about)
            self._add_sources(ET.SubElement(root, "Sources"))
        notes = [segment for segment in _distinct(self._codings.segments) if segment.memo]
        if notes:
            holder = ET.SubElement(root, "Notes")
            for segment in notes:
                note = ET.SubElement(holder, "Note", {"guid": self._coding_guid(segment, "memo"), "name": "Memo"})
                ET.SubElement(note, "PlainTextContent").text = printable(segment.memo)
        add_frame_set(root, self._frame, "targetGUID")
        return root

    def _add_codes(self, codes: ET.Element) -> None:
        """Add the codes, and below each the stances that its segments have."""
        elements = add_codes(codes, self._frame)
        rules = {rule.id: rule for rule in self._frame.stances}
        used = {(segment.code, segment.stance) for segment in self._codings.segments}
        for code in self._frame.codes:
            for stance in (each for each in rules if (code.id, each) in used):
                about = {"guid": self._stance_guid(code.id, stance), "name": stance, "isCodable": "true"}
                colour = elements[code.id].get("color")
                below = ET.SubElement(elements[code.id], "Code", {**about, **({"color": colour} if colour else {})})
                ET.SubElement(below, "Description").text = stance_text(rules[stance].definition, stance)

    def _stance_guid(self, code: str, stance: str) -> str:
        return str(uuid5(NAMES, f"{self._frame.id}/{code}/stance/{stance}"))

    def _add_sources(self, holder: ET.Element) -> None:
        segments: dict[str, list[Segment]] = {}
        for segment in self._codings.segments:
            segments.setdefault(segment.source, []).append(segment)
        for source in self._codings.sources:
            guid = self.guid("source", source.id)
            about = {"guid": guid, "name": source.id, "plainTextPath": f"internal://{guid}.txt"}
            element = ET.SubElement(holder, "TextSource", about)
            if source.title:
                ET.SubElement(element, "Description").text = printable(source.title)
            self._add_selections(element, source.id, segments.get(source.id, []))
            for variable, value in (("site", source.site), ("kind", source.kind)):
                holds = ET.SubElement(element, "VariableValue")
                ET.SubElement(holds, "VariableRef", {"targetGUID": self.guid("variable", variable)})
                ET.SubElement(holds, "TextValue").text = printable(value)

    def _add_selections(self, element: ET.Element, source: str, segments: Sequence[Segment]) -> None:
        """Add a selection for each passage, with a coding for each segment; parts of one segment are one passage."""
        text = self.texts[source]
        spans: dict[str, tuple[int, int]] = {}
        for segment in segments:
            at = text.starts[segment.turn - 1]
            start, end = spans.get(segment.id, (at + segment.start, 0))
            spans[segment.id] = min(start, at + segment.start), max(end, at + segment.end)
        passages: dict[tuple[int, int], list[Segment]] = {}
        for segment in _distinct(segments):
            passages.setdefault(spans[segment.id], []).append(segment)
        for (start, end), coded in sorted(passages.items()):
            about = {
                "guid": self.guid("selection", source, start, end), "name": _name(text.text[start:end]),
                "startPosition": str(start), "endPosition": str(end),
            }  # fmt: skip
            selection = ET.SubElement(element, "PlainTextSelection", about)
            for segment in coded:
                who = {"guid": self._coding_guid(segment, "coding"), "creatingUser": self.guid("coder", segment.coder)}
                coding = ET.SubElement(selection, "Coding", who)
                ET.SubElement(coding, "CodeRef", {"targetGUID": self._stance_guid(segment.code, segment.stance)})
                if segment.memo:
                    ET.SubElement(coding, "NoteRef", {"targetGUID": self._coding_guid(segment, "memo")})

    def _coding_guid(self, segment: Segment, kind: str) -> str:
        place = (segment.source, segment.turn, segment.start, segment.end, segment.id)
        return self.guid(kind, *place, segment.code, segment.stance, segment.coder)


def _distinct(segments: Iterable[Segment]) -> list[Segment]:
    """Return the first part of each segment: a segment of several turns has one for each of them."""
    found: dict[str, Segment] = {}
    for segment in segments:
        found.setdefault(segment.id, segment)
    return list(found.values())


def _name(text: str) -> str:
    shown = printable(text)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[:_LONGEST_NAME]}…"
