"""Coded passages of REFI-QDA projects (``.qdpx``), whatever program wrote them.

Programs differ in the names of entries, in how they count positions (see `cs_research.formats.qda.offsets`) and in what
they leave out; what cannot be carried over is counted by kind. The file is read element by element, so that memory
follows the passages and not the XML.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.etree.ElementTree import Element

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.archive import Members
from cs_research.formats.files.xml import elements_of
from cs_research.formats.names import Names
from cs_research.formats.qda.coded import CodedFile, CodedPassage, coded_file
from cs_research.formats.qda.descriptions import CODE, STANCE, is_stance, unpack
from cs_research.formats.qda.offsets import RawText, Selected, place
from cs_research.formats.qda.refi import element_text, find_children, local_name, project_member
from cs_research.formats.unsupported import quote_names

_SOURCES = frozenset({"TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource"})
#: Elements that mark something else than characters of a text, in words.
_MARKED = {
    "PDFSelection": "places on pages of PDFs", "PictureSelection": "parts of pictures",
    "AudioSelection": "stretches of recordings", "VideoSelection": "stretches of recordings",
    "TranscriptSelection": "stretches of a recording's transcript",
}  # fmt: skip
#: What a project contains beside codings, in words.
_BESIDE = {
    "Case": "cases", "Variable": "variables", "VariableValue": "values of variables", "Set": "sets", "Link": "links",
    "Graph": "graphs", "Transcript": "transcripts of recordings",
}  # fmt: skip
_UNCODED = "selections without a code, such as memos"
#: Elements that are not needed any more once they have ended.
_DONE = frozenset({*_SOURCES, *_MARKED, *_BESIDE, "PlainTextSelection", "Note", "Codes", "User"})


class _Code(NamedTuple):
    """A code's path, and its id and stance if a program of ours wrote them into its description."""

    path: tuple[str, ...]
    id: str = ""
    stance: str = ""


class _Coding(NamedTuple):
    """A code and who gave it, by their GUIDs, and the GUIDs of the notes on it."""

    code: str
    coder: str
    notes: tuple[str, ...]


#: The codings of a selection, and its memo.
_Given = tuple[tuple[_Coding, ...], str]


class _Selection(NamedTuple):
    guid: str
    name: str
    start: int
    end: int
    codings: tuple[_Coding, ...]
    memo: str


@dataclass
class _Source:
    """A document as it is read: its text or where that is, and its selections.

    ``pages`` is whether it is a PDF, which repeats its selections as places on pages. ``others`` are what is marked and
    is no text: its kind, its GUID, and the GUIDs of its codes.
    """

    name: str
    pages: bool
    path: str = ""
    content: str | None = None
    selections: list[_Selection] = field(default_factory=list)
    others: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)


def read_coded(path: Path, *, offsets: str = "") -> CodedFile:
    """Return the coded passages of a project, with the texts that they are in.

    Parameters
    ----------
    path
        The ``.qdpx``.
    offsets
        How positions are counted, such as ``utf-16 crlf``; found from the file if left out.

    Raises
    ------
    ReadError
        The archive or its XML is broken or unsafe, a text is in an unknown encoding, a code that was given has no name
        or shares its path with another, or positions have two readings.
    """
    read_bytes(path)
    with Members(path) as members:
        archive = _Archive(path, members)
        project = _Project(archive)
        with members.open(project_member(path)) as stream:
            for event, element in elements_of(path, stream):
                (project.start if event == "start" else project.end)(element)
        coded = _Coded(project, archive)
    return coded.file(offsets)


class _Archive:
    """The texts of a project, found whatever the case of their names and the folder that they are in."""

    def __init__(self, path: Path, members: Members) -> None:
        self.path = path
        self._members = members
        self._names = {PurePosixPath(name).name.casefold(): name for name in members.names}

    def text(self, address: str) -> str | None:
        """Return the text at a path of the project, None if it is not in the archive."""
        name = PurePosixPath(address.replace("\\", "/")).name.casefold()
        if not name or name not in self._names:
            return None
        data = self._members.read(self._names[name])
        wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        try:
            return ("\ufeff" if wide else "") + data.decode("utf-16" if wide else "utf-8")
        except UnicodeDecodeError as error:
            found = f"the byte {data[error.start]:#04x} at {error.start:,}"
            raise ReadError(Fault(f"{self.path}, {self._names[name]}", "text", "be UTF-8", found)) from error


class _Project:
    """What was read of a project so far."""

    def __init__(self, archive: _Archive) -> None:
        self.path = archive.path
        self.program = ""
        self.users: dict[str, str] = {}
        self.codes: dict[str, _Code] = {}
        self.notes: dict[str, str] = {}
        self.sources: list[_Source] = []
        self.beside: Counter[str] = Counter()
        self._archive = archive
        self._open: list[Element] = []
        self._names: list[str] = []
        self._guids: dict[str, str] = {}

    def start(self, element: Element) -> None:
        """Take in the start of an element."""
        name = local_name(element)
        if not self._open:
            if name != "Project":
                raise ReadError(Fault(str(self.path), "XML", "be a REFI-QDA project", f"'{name}'"))
            self.program = element.get("origin") or "REFI-QDA"
        elif name in _SOURCES:
            self.sources.append(_Source(element.get("name") or "", pages=name == "PDFSource"))
        self._open.append(element)
        self._names.append(name)

    def end(self, element: Element) -> None:
        """Take in a complete element, and clear it if nothing further needs it."""
        self._open.pop()
        name = self._names.pop()
        inside = self._names[1:]
        if name == "User":
            self.users[self._guid(element, "guid")] = element.get("name") or element.get("id") or ""
        elif name == "Codes" and inside == ["CodeBook"]:
            self.codes = self._codes(element)
        elif name == "Note" and inside == ["Notes"]:
            self.notes[self._guid(element, "guid")] = self._note(element)
        elif inside[:1] == ["Sources"]:
            self._within_source(name, element, inside[2:])
        if name in _BESIDE:
            self.beside[_BESIDE[name]] += 1
        if name in _DONE and self._open:
            self._open[-1].remove(element)

    def _guid(self, element: Element, attribute: str) -> str:
        """Return an identifier without braces and in lower case; the same object for the same one."""
        text = _bare(element.get(attribute))
        return self._guids.setdefault(text, text)

    def _codes(self, codes: Element) -> dict[str, _Code]:
        """Return each code by its GUID, in the order of the file; a stance is of the code that it is below."""
        found: dict[str, _Code] = {}
        waiting = [(each, _Code(())) for each in reversed(find_children(codes, "Code"))]
        while waiting:
            element, above = waiting.pop()
            about = element_text(element)
            texts = unpack(about)
            stance = texts[STANCE].strip() if is_stance(about) else ""
            path = above.path if stance else (*above.path, (element.get("name") or "").strip())
            code = _Code(path, above.id if stance else texts.get(CODE, "").strip(), stance)
            guid = self._guid(element, "guid")
            if found.setdefault(guid, code) != code:
                raise ReadError(Fault(str(self.path), "GUID of a code", "be of one code", f"'{guid}' again"))
            waiting += [(each, code) for each in reversed(find_children(element, "Code"))]
        return found

    def _note(self, note: Element) -> str:
        texts = ["".join(each.itertext()).strip() for each in find_children(note, "PlainTextContent")]
        words = [*texts, self._archive.text(note.get("plainTextPath") or "") or "", element_text(note)]
        return next(filter(None, words), note.get("name") or "").strip("\ufeff \n")

    def _within_source(self, name: str, element: Element, within: list[str]) -> None:
        """Take in a source or what is in one; ``within`` are the elements between."""
        source = self.sources[-1] if self.sources else None
        if source is None:
            return
        text = within in ([], ["Representation"])
        if name in _SOURCES or (name == "Representation" and not within):
            source.path = source.path or element.get("plainTextPath") or ""
            whole = tuple(coding.code for coding in self._codings(element))
            source.others += [("documents as wholes", "", whole)] if whole else []
            self.beside["descriptions of documents"] += bool(element_text(element))
        elif name == "PlainTextContent" and text:
            source.content = "".join(element.itertext())
        elif name == "PlainTextSelection" and text:
            self._select(source, element)
        elif name in _MARKED or name == "PlainTextSelection":
            codes = tuple(coding.code for coding in self._codings(element))
            kind = _MARKED.get(name, "text about pictures and places on pages")
            source.others.append((kind, _bare(element.get("guid")), codes))

    def _select(self, source: _Source, element: Element) -> None:
        """Keep a selection of a document's characters."""
        codings = self._codings(element)
        if not codings:
            self.beside[_UNCODED] += 1
            return
        positions = [(element.get(name) or "").strip() for name in ("startPosition", "endPosition")]
        start, end = (int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1 for text in positions)
        name, guid = element.get("name") or "", _bare(element.get("guid")) if source.pages else ""
        source.selections.append(_Selection(guid, name, start, end, codings, element_text(element)))

    def _codings(self, element: Element) -> tuple[_Coding, ...]:
        found = []
        shared = self._refs(element)
        for coding in find_children(element, "Coding"):
            who = self._guid(coding, "creatingUser") or self._guid(element, "creatingUser")
            codes = [self._guid(each, "targetGUID") for each in find_children(coding, "CodeRef")]
            found += [_Coding(code, who, (*shared, *self._refs(coding))) for code in codes]
        return tuple(found)

    def _refs(self, element: Element) -> tuple[str, ...]:
        return tuple(self._guid(each, "targetGUID") for each in find_children(element, "NoteRef"))


def _bare(guid: str | None) -> str:
    return (guid or "").strip().strip("{}").casefold()


class _Coded:
    """The passages of a project, with every position in characters of its document's text."""

    def __init__(self, project: _Project, archive: _Archive) -> None:
        self._project = project
        self.texts: dict[str, RawText] = {}
        self.documents: dict[str, str] = {}
        self.lost: Counter[str] = Counter()
        self.passages: list[CodedPassage] = []
        self._selected: list[Selected] = []
        self._given: deque[_Given] = deque()
        self._textless: list[tuple[Selected, _Given]] = []
        names = Names()
        for number, source in enumerate(project.sources, start=1):
            name = names.fresh(source.name or PurePosixPath(source.path).name or f"document {number}")
            text = source.content if source.content is not None else archive.text(source.path)
            self.documents[name] = ""
            if text is not None:
                self.texts[name] = RawText.of(text)
                self.documents[name] = self.texts[name].text
            known = {each.guid for each in source.selections if each.guid}  # a PDF repeats them as places on pages
            for kind, guid, codes in source.others:
                if guid not in known:
                    self.lost[f"codings of {kind}" if codes else _UNCODED] += len(codes) or 1
            for each in source.selections:
                selected, given = Selected(name, each.start, each.end, each.name), (each.codings, each.memo)
                if text is None:
                    self._textless.append((selected, given))
                else:
                    self._selected.append(selected)
                    self._given.append(given)
            source.selections.clear()  # in a project of 100,000 selections they are most of the memory
        self._coders = _coders(project)

    def file(self, offsets: str) -> CodedFile:
        """Return the result; raise a `ReadError` if positions have two readings."""
        project = self._project
        placed = place(project.path, self.texts, self._selected, offsets)
        given = (*self._given, *(each for _, each in self._textless))
        used = {note for codings, _ in given for coding in codings for note in coding.notes}
        del given
        waiting = deque(self._selected)
        self._selected.clear()
        for start, end, named in zip(placed.starts, placed.ends, placed.named, strict=True):
            selected, codings = waiting.popleft(), self._given.popleft()  # a passage takes their place in memory
            if start < 0:
                self.lost["codings of positions that are not in the text"] += len(codings[0])
            elif named == 0:
                self.lost["codings whose positions are of other words than their quotation"] += len(codings[0])
            else:
                quote = self.documents[selected.document][start:end]
                self._add(selected, codings, quote, int(start), int(end))
        for selected, codings in self._textless:
            name = selected.name
            complete = len(name) == selected.end - selected.start and not name.endswith(("…", "..."))
            if complete and name.strip():
                self._add(selected, codings, name)
            else:
                self.lost["codings of documents whose text is not in the file"] += len(codings[0])
        self.lost.update(project.beside)
        self.lost["notes that are on no coded passage"] = sum(guid not in used for guid in project.notes)
        codes = [code.path for code in project.codes.values() if not code.stance]
        notes = [*_repeated_names(project), *placed.notes]
        return coded_file(project.path, project.program, self.passages, self.documents, codes, self.lost, notes)

    def _add(self, at: Selected, given: _Given, quote: str, start: int | None = None, end: int | None = None) -> None:
        place = f"{self._project.path}, document '{at.document}', positions {at.start} to {at.end}"
        codings, about = given
        for coding in codings:
            code = self._project.codes.get(coding.code)
            if code is None:
                self.lost["codings of a code that the codebook does not have"] += 1
                continue
            if coding.coder and coding.coder not in self._coders:
                self.lost["names of coders that the list of users does not have"] += 1
            found = (self._project.notes.get(note, "") for note in coding.notes)
            memo = "\n".join(filter(None, [about, *found]))
            coder = self._coders.get(coding.coder, "")
            self.passages.append(
                CodedPassage(
                    place, at.document, code.path, quote, coder, start, end, memo, code_id=code.id, stance=code.stance
                )
            )


def _coders(project: _Project) -> dict[str, str]:
    """Return the name of each user, with the start of the GUID if two share it."""
    times = Counter(project.users.values())
    return {
        guid: f"{name} ({guid[:8]})" if times[name] > 1 or not name else name for guid, name in project.users.items()
    }


def _repeated_names(project: _Project) -> Iterator[str]:
    twice = [name for name, times in Counter(source.name for source in project.sources).items() if name and times > 1]
    if twice:
        yield f"several documents are called {quote_names(twice)}: all but the first have a number after the name"
