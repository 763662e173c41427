"""Tables of coded segments, of coding programs and hand-made: a row for each quotation and code.

The layout is recognised by the header: Taguette's highlights, MAXQDA's coded segments, ATLAS.ti's quotations,
Dedoose's excerpts, QualCoder's coded text, openQDA, requal, and any table with a column for source, quotation and code.
Headers of MAXQDA, ATLAS.ti, openQDA and QualCoder are known from documentation and scripts that read them, and
may have other columns beside these.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cs_research._files import read_bytes
from cs_research._notebook import count_of
from cs_research.definitions.study import CodingFile
from cs_research.errors import Fault, ReadError, closest, join_names
from cs_research.formats.files.delimited import read_rows
from cs_research.formats.files.workbook import Sheet, may_be_workbook, sheets_of
from cs_research.formats.qda.coded import CodedFile, CodedPassage
from cs_research.formats.qda.matching import fold

#: Names of a column, by what it has.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "source": (
        "source", "document", "document name", "doc name", "doc", "source name", "file", "file name", "filename",
        "media title", "transcript",
    ),
    "quote": (
        "quote", "quotation", "quotation content", "content", "segment", "segment text", "coded segment", "excerpt",
        "excerpt copy", "selection", "coded text", "coded", "highlight", "text",
    ),
    "code": ("code", "codes", "code name", "codename", "tag", "tags", "node"),
    "coder": ("coder", "created by", "user name", "excerpt creator", "owner", "user"),
    "stance": ("stance",),
    "turn": ("turn",),
    "start": ("start", "start pos", "segment start", "start offset", "pos0"),
    "end": ("end", "end pos", "segment end", "end offset", "pos1"),
    "memo": ("memo", "comment", "coded memo", "quotation comment"),
    "weight": ("weight", "weight score"),
    "category": ("category", "code category"),
}  # fmt: skip
_KNOWN = frozenset(name for names in SYNONYMS.values() for name in names)
_LINES = re.compile(r"\s*\n\s*")
_NONE = re.compile(r"(?!)")
_BACKSLASH = re.compile(r"\s*\\+\s*|\s+>\s+")


@dataclass(frozen=True)
class Layout:
    """A table of a program: the headers that show it, what differs from `SYNONYMS`, and how paths and cells are split.

    ``silent`` are columns that have nothing of a coding, such as dates and colours.
    """

    program: str
    needed: tuple[str, ...]
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    path: re.Pattern[str] = _NONE
    cell: re.Pattern[str] = _NONE
    silent: tuple[str, ...] = ()


#: In order: the first whose headers are all there. A table of our own comes last.
LAYOUTS = (
    Layout("Taguette", ("document", "tag", "content"), path=re.compile(r"\."), silent=("id",)),
    Layout(
        "QualCoder", ("coder", "coded", "codename"),
        {"source": ("filename", "file"), "quote": ("coded",), "memo": ("coded memo",)}, silent=("id", "case"),
    ),
    Layout(
        "requal", ("doc name", "code name", "segment text"),
        silent=("doc id", "code id", "segment id", "user id", "project id", "code color"),
    ),
    Layout("openQDA", ("source", "selection", "start pos"), {"code": ("code", "code name", "code category"),
           "category": ("category",)}, silent=("created at", "last update")),
    Layout(
        "ATLAS.ti", ("codes", "quotation content"), {"quote": ("quotation content",)}, re.compile(r"::|:\s+"), _LINES,
        silent=("id", "quotation name", "reference", "density", "created", "modified", "modified by", "quotation id",
                "start position", "end position", "document groups", "number"),
    ),
    Layout(
        "MAXQDA", ("code", "segment"), {"source": ("document name", "document"), "memo": ("comment",)}, _BACKSLASH,
        silent=("document group", "color", "colour", "beginning", "begin", "modified by", "modified", "created", "area",
                "coverage %", "coverage", "end", "created date"),
    ),
    Layout("table", (), path=re.compile(r"\s+>\s+|\\+")),
)  # fmt: skip
#: Headers of tables that have no quotations, and what they are.
_SUMMARIES = (
    (("kappa",), "a comparison of coders: kappa and agreement only"),
    (("number of highlights",), "a codebook: codes and their counts only"),
    (("depth", "parent id"), "a list of codes"),
)
_MATRIX = re.compile(r"[A-Z]{1,2}\s*:\s*\S")
_APPLIED = re.compile(r"Code:\s*(.+?)\s+(Applied|Weight|Range)", re.IGNORECASE)
_TICKED = {"true", "1", "yes", "x"}
#: Rows above the header that titles may take.
_LOOKED_AT = 10
#: What cannot be placed without a quotation of its own.
_PICTURE = re.compile(r"(imid|avid|image|area)\b", re.IGNORECASE)
_OF_TABLE = "a column for the source, for the quotation and for the code"


def read_coded_table(path: Path, setting: CodingFile) -> CodedFile:
    """Return the coded passages of a table; ``setting`` names its encoding, sheet and columns.

    Raises
    ------
    ReadError
        No table of coded passages, or one with several columns for the same thing.
    """
    tables = [(sheet, found) for sheet in _sheets(path, setting) if (found := _header(sheet, setting)) is not None]
    if not tables:
        raise ReadError(_no_header(path, setting))
    if len(tables) > 1:
        names = [sheet.name for sheet, _ in tables]
        rule = "be named where several have codings, with sheet: NAME in the study file"
        raise ReadError(Fault(str(path), "sheet", rule, join_names(names, "and")))
    sheet, at = tables[0]
    return _Table(path, sheet, at, setting).read()


def _sheets(path: Path, setting: CodingFile) -> list[Sheet]:
    head = read_bytes(path)[:4096]
    if not may_be_workbook(head):
        if setting.sheet:
            raise ReadError(Fault(str(path), "sheet", "be given for a workbook", f"'{setting.sheet}' for text"))
        return [Sheet(path, read_rows(path, setting.encoding).records)]
    wanted = (setting.sheet.strip().lower(),) if setting.sheet else ()
    sheets, names = sheets_of(path, wanted)
    if setting.sheet and not sheets:
        raise ReadError(
            Fault(str(path), "sheet", f"be {join_names(names)}", f"'{setting.sheet}'", closest(setting.sheet, names))
        )
    return sheets


def _header(sheet: Sheet, setting: CodingFile) -> int | None:
    """Return the row of the header: the first that has a column for the quotation and one for the code."""
    for at, row in enumerate(sheet.rows[:_LOOKED_AT]):
        names = {fold(cell) for cell in row if cell}
        if any(set(signs) <= names for signs, _ in _SUMMARIES) and not names & set(SYNONYMS["quote"]):
            found = next(what for signs, what in _SUMMARIES if set(signs) <= names)
            raise ReadError(_summary_fault(sheet, at, found))
        if len([cell for cell in row[1:] if _MATRIX.match(cell)]) > 1 and not (row[0] or "").strip():
            raise ReadError(_summary_fault(sheet, at, "an NVivo matrix: numbers of references only"))
        given = {fold(name) for name in setting.columns.values()}
        dedoose = sum(bool(_APPLIED.fullmatch(cell.strip())) for cell in row) > 0
        kinds = [bool(names & set(SYNONYMS[role])) for role in ("source", "quote", "code", "stance", "coder")]
        if dedoose or sum(kinds) >= 3 or (given and given & names):
            return at
    return None


def _summary_fault(sheet: Sheet, at: int, found: str) -> Fault:
    hint = "export the coded segments with their words"
    return Fault(sheet.place(at), "table", f"have {_OF_TABLE}", found, hint)


def _no_header(path: Path, setting: CodingFile) -> Fault:
    first = next((row for sheet in _sheets(path, setting) for row in sheet.rows), ())
    hint = 'name them in the study file, such as columns: {source: "Doc", quote: "Words", code: "Theme"}'
    return Fault(f"{path}, row 1", "header", f"have {_OF_TABLE}", f"'{', '.join(first)[:80]}'", hint)


class _Table:
    """A table whose header is known, read row by row."""

    def __init__(self, path: Path, sheet: Sheet, at: int, setting: CodingFile) -> None:
        self.path, self.sheet, self.at, self.setting = path, sheet, at, setting
        self.header = [cell.strip() or f"column {place}" for place, cell in enumerate(sheet.rows[at], start=1)]
        self.folded = [fold(name) for name in self.header]
        self.applied = {
            place: (match[1], match[2].casefold())
            for place, name in enumerate(self.header)
            if (match := _APPLIED.fullmatch(name))
        }
        names = set(self.folded)
        self.layout = next(layout for layout in LAYOUTS if set(layout.needed) <= names)
        if any(kind == "applied" for _, kind in self.applied.values()):
            self.layout = Layout("Dedoose", (), {"coder": ("excerpt creator",)}, _BACKSLASH, silent=_DEDOOSE)
        self.roles, faults = self._roles()
        faults += self._missing()
        if faults:
            raise ReadError(faults)
        self.lost: Counter[str] = Counter()

    def _roles(self) -> tuple[dict[str, list[int]], list[Fault]]:
        """Return the columns of each role, and a fault for each that several columns may be."""
        faults: list[Fault] = []
        roles: dict[str, list[int]] = {}
        place = self.sheet.place(self.at)
        chosen: dict[str, str] = dict(self.setting.columns.items())
        for role, name in chosen.items():
            found = [at for at, each in enumerate(self.folded) if each == fold(name)]
            if len(found) != 1:
                near = closest(name, self.header)
                times = f"{len(found)} of that name" if found else f"none among {join_names(self.header, 'and')}"
                faults.append(Fault(place, f"column '{name}' for {role}", "be one of the header's", times, near))
            roles[role] = found
        taken = {at for found in roles.values() for at in found}
        for role, synonyms in SYNONYMS.items():
            if role in roles:
                continue
            names = self.layout.roles.get(role, synonyms)
            found = [at for at, each in enumerate(self.folded) if each in names and at not in taken]
            if role in self.layout.roles:  # in order of preference
                found = sorted(found, key=lambda at: names.index(self.folded[at]))[:1]
            if len(found) > 1 and role != "category":
                names_found = [self.header[at] for at in found]
                hint = f"say which it is in the study file: columns: {{{role}: {names_found[0]}}}"
                hint = hint if len(set(map(fold, names_found))) > 1 else "rename or remove one of them in the file"
                faults.append(Fault(place, f"column for {role}", "be one", join_names(names_found, "and"), hint))
            roles[role] = found
        return roles, faults

    def _missing(self) -> list[Fault]:
        place = self.sheet.place(self.at)
        instead = {"source": self.setting.source, "code": self.setting.code or self.applied}
        faults = []
        for role in ("source", "quote", "code"):
            if self.roles[role] or instead.get(role) or (role == "quote" and self.roles["turn"]):
                continue
            near = closest(role, [name for name in self.header if fold(name) not in _KNOWN])
            hint = near or f"name it in the study file: columns: {{{role}: ...}}"
            found = join_names(self.header, "and")
            if role == "code" and "codes applied combined" in self.folded:
                found = "'Codes Applied Combined', whose titles may contain commas"
                hint = "export the excerpts with a column for each code"
            faults.append(Fault(place, "header", f"have a column '{role}'", found, hint))
        return faults

    def read(self) -> CodedFile:
        """Return the passages, and how many rows are none and why."""
        passages = tuple(passage for index in range(self.at + 1, len(self.sheet.rows)) for passage in self._row(index))
        lost = [f"{count_of(count, 'row')} {line}" for line, count in self.lost.items()]
        if unread := self._unread():
            lost.append(f"not read: the columns {join_names(unread, 'and', 30)}")
        codes = tuple(self._path(name) for name in dict.fromkeys(name for name, _ in self.applied.values()))
        return CodedFile(self.path, self.layout.program, passages, codes=codes, lost=tuple(lost))

    def _unread(self) -> list[str]:
        used = {at for found in self.roles.values() for at in found} | set(self.applied)
        silent = {*self.layout.silent, "codes applied combined"}
        if self.layout.program == "Dedoose":
            silent |= {name for name in self.folded if name.startswith("descriptor")}
        return [
            name
            for at, name in enumerate(self.header)
            if at not in used
            and self.folded[at] not in silent
            and any(at < len(row) and row[at].strip() for row in self.sheet.rows[self.at + 1 :])
        ]

    def _row(self, index: int) -> Iterator[CodedPassage]:
        cells = self.sheet.rows[index]
        if not any(cell.strip() for cell in cells):
            return
        given = {role: cells[found[0]].strip() if found else "" for role, found in self.roles.items()}
        codes = list(self._codes(cells, given))
        own = self.layout.program == "table" and bool(self.roles["quote"])  # hand-made: what is missing is a mistake
        if not codes and not own:
            self.lost["without a code"] += 1
            return
        if self.roles["quote"] and not given["quote"] and not own:
            self.lost["without words, such as codings of pictures or areas"] += len(codes)
            return
        for path, weight in codes or [((), "")]:
            start, end = _number(given["start"]), _number(given["end"])
            yield CodedPassage(
                place=self.sheet.place(index),
                document=given["source"] or self.setting.source,
                code=path,
                quote=given["quote"],
                coder=given["coder"],
                start=start,
                end=end,
                memo=given["memo"],
                weight=weight or given["weight"],
                stance=given["stance"],
                turn=given["turn"] if given["quote"] or not self.roles["quote"] else "",
            )

    def _codes(self, cells: Sequence[str], given: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield the path of each code of a row, with its weight if it has one."""
        if self.applied:
            weights = {name: cells[at].strip() for at, (name, kind) in self.applied.items() if kind == "weight"}
            for at, (name, kind) in self.applied.items():
                if kind == "applied" and cells[at].strip().casefold() in _TICKED:
                    yield self._path(name), weights.get(name, "")
            return
        if not self.roles["code"]:
            yield self._path(self.setting.code), ""
            return
        above = tuple(cells[at].strip() for at in self.roles["category"] if cells[at].strip())
        split = re.compile(re.escape(self.setting.separator)) if self.setting.separator else self.layout.cell
        for name in dict.fromkeys(part.strip() for part in split.split(given["code"])):
            if name:
                yield (*above, *self._path(name)), ""

    def _path(self, name: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.layout.path.split(name) if part.strip())


_DEDOOSE = ("excerpt range", "excerpt date", "resource creator", "resource date", "excerpt date(m/d/yyyy)")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None
