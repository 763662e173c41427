"""Tables of codes: any CSV or workbook with a column of names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.archive import OLD, ZIP
from cs_research.formats.files.delimited import read_rows, start_of
from cs_research.formats.files.workbook import Sheet, may_be_workbook, sheets_of
from cs_research.formats.qda import descriptions as packed
from cs_research.formats.qda.codebook_draft import Found, ImportedFrame, Origin, build, nested
from cs_research.formats.unsupported import quote_names

#: The separators of paths, and of names: only those that no name contains.
_OF_PATHS = ("\\", " > ", ">>", ">", "::", "/", ".")
_OF_NAMES = (" > ", ">>", "\\", "::")
#: What NVivo puts before a path.
_ROOT = re.compile(r"(Nodes|Codes)\\\\")
_DEEPEST = 100


@dataclass(frozen=True)
class Row:
    """A code as its row has it; ``place`` is the row's location for a message."""

    place: str
    name: str
    path: str = ""
    parent: str = ""
    id: str = ""
    text: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    def found(self, parent: int | None, name: str = "", part: str = "") -> Found:
        """Return the code, with its parent."""
        return Found(name or self.name, self.text, parent, part=part, fields=self.fields)


def found_of(
    rows: Sequence[Row], columns: Mapping[str, str], groups: Collection[str] = ()
) -> tuple[list[Found], list[str]]:
    """Return the codes in the order of the rows, those that only contain others last; and a note on each decision.

    ``columns`` are the known columns and what the table calls them; if it calls the column of parents one
    of ``groups``, only a row that is in none can be one.
    """
    faults = [Fault(row.place, "name", "be given", "nothing") for row in rows if not (row.path or row.name)]
    if faults:
        raise ReadError(faults)
    notes: list[str] = []
    if "path" in columns:
        dotted = columns["path"].startswith("tag")
        found = _by_path(rows, "." if dotted else _divider([row.path for row in rows], _OF_PATHS))
    elif "parent" in columns:
        found = _by_parent(rows, columns["parent"] in groups, notes)
    else:
        divider = _divider([row.name for row in rows], _OF_NAMES)
        found = _by_path(rows, divider)
        notes += [f"names were divided at '{divider.strip()}'"] if divider else []
    if "path" not in columns:
        found, divided = nested(found, ".")
        notes += divided
    made = [each.name for each in found[len(rows) :]]
    if made:
        notes.append(f"{quote_names(made)}: named above others, without a row in the table")
    faults = list(_twice(rows, found))
    if faults:
        raise ReadError(faults)
    return found, notes


def _divider(values: Sequence[str], known: Sequence[str]) -> str:
    rest = [_ROOT.sub("", value) for value in values]
    return next((divider for divider in known if any(divider in value for value in rest)), "")


def _by_path(rows: Sequence[Row], divider: str) -> list[Found]:
    """Return each row below the row that its path names, or below a code created for a missing row."""
    full_paths = [_ROOT.sub("", row.path or row.name) for row in rows]
    deep = [
        Fault(row.place, "path", f"be of at most {_DEEPEST} parts", "more")
        for row, full_path in zip(rows, full_paths, strict=True)
        if divider and full_path.count(divider) >= _DEEPEST
    ]
    if deep:
        raise ReadError(deep)
    places: dict[str, int] = {}
    for place, full_path in enumerate(full_paths):
        places.setdefault(_even(full_path, divider), place)
    made: list[Found] = []
    found = []
    for row, full_path in zip(rows, full_paths, strict=True):
        head, last = _split(row, full_path, divider)
        parent = _above(head, divider, places, made, len(rows))
        found.append(row.found(parent, full_path if divider in {".", "::"} or not last else last, last))
    return found + made


def _split(row: Row, full_path: str, divider: str) -> tuple[str, str]:
    """Return the path above a code and the code's name, which may contain the divider."""
    if not divider:
        return "", full_path.strip()
    if row.path and row.name and full_path.endswith(row.name) and full_path != row.name:
        head = full_path.removesuffix(row.name).rstrip()
        if head.endswith(divider.strip()):
            return head.removesuffix(divider.strip()).strip(), row.name
    head, _, last = full_path.rpartition(divider)
    return head.strip(), last.strip()


def _above(head: str, divider: str, places: dict[str, int], made: list[Found], rows: int) -> int | None:
    """Return the index of the code that a path leads to, creating it and its parents if there is none."""
    missing = []
    while head and _even(head, divider) not in places:
        missing.append(head)
        head = head.rpartition(divider)[0].strip()
    parent = places[_even(head, divider)] if head else None
    for path in reversed(missing):
        last = path.rpartition(divider)[2].strip()
        name = path if divider in {".", "::"} or not last else last
        made.append(Found(name, parent=parent, codable=False, part=last))
        parent = places[_even(path, divider)] = rows + len(made) - 1
    return parent


def _even(path: str, divider: str) -> str:
    """Return a path without spaces around its dividers."""
    return divider.join(part.strip() for part in path.split(divider)) if divider else path.strip()


def _by_parent(rows: Sequence[Row], tops: bool, notes: list[str]) -> list[Found]:
    """Return each row below the one whose id or name its parent is, or below a code created for that name.

    With ``tops`` only a row without a parent can be one.
    """
    parents = [place for place, row in enumerate(rows) if not (tops and row.parent)]
    ids = {rows[place].id: place for place in parents if rows[place].id}
    names: dict[str, list[int]] = {}
    for place in parents:
        names.setdefault(rows[place].name, []).append(place)
    made: dict[str, int] = {}
    found = []
    for place, row in enumerate(rows):
        known = [ids[row.parent]] if row.parent in ids else names.get(row.parent, [])
        at = bisect_left(known, place)
        others = len(known) - (known[at : at + 1] == [place])
        if others > 1:
            notes.append(f"'{row.parent}' is the name of {others} codes; rows that name it are below the first")
        if not row.parent:
            found.append(row.found(None))
        elif others:
            found.append(row.found(known[1] if known[0] == place else known[0]))
        else:
            found.append(row.found(made.setdefault(row.parent, len(rows) + len(made))))
    return found + [Found(name, codable=False) for name in made]


def _twice(rows: Sequence[Row], found: Sequence[Found]) -> Iterator[Fault]:
    seen: dict[tuple[int | None, str], str] = {}
    hinted = False
    for row, each in zip(rows, found, strict=False):
        first = seen.setdefault((each.parent, each.name), row.place)
        if first != row.place:
            hint = "" if hinted else "a table of coded segments is no codebook"
            hinted = True
            yield Fault(row.place, "code", "appear once below its parent", f"'{each.name}' again", hint)


#: Columns that name a group, which is a code of the table only if it is in no group itself.
GROUPS = ("group", "category", "theme")
#: What columns are called, in lower case and without hyphens and underscores; the first that is there counts.
COLUMNS: dict[str, tuple[str, ...]] = {
    "path": ("path", "hierarchical name", "code path", "tag", "tag name"),
    "name": ("name", "code", "code name", "codename", "label", "title", "theme", "node"),
    "parent": ("parent", "parent code", "parent name", "parent id", "parent node", *GROUPS),
    "id": ("id", "code id", "code"),
    packed.DEFINITION: (
        "definition",
        "description",
        "memo",
        "code memo",
        "comment",
        "meaning",
        "notes",
        "note",
    ),
    packed.USE_WHEN: ("use when", "when to use", "inclusion criteria", "inclusion", "include"),
    packed.NOT_WHEN: ("do not use when", "when not to use", "exclusion criteria", "exclusion", "exclude"),
    packed.EXAMPLE: ("example", "examples", "typical example", "quote"),
    packed.SOURCE: ("source",),
}
#: The columns that are fields of a code; a packed definition is unpacked.
_HEADINGS = (packed.USE_WHEN, packed.NOT_WHEN, packed.EXAMPLE, packed.SOURCE)
#: How many rows there may be above the one that names the columns.
_LOOKED_AT = 10


def fits(head: bytes) -> bool:
    """Return whether it is a workbook, or text with a column of names in one of its first lines."""
    if head.startswith((ZIP, OLD)):
        return may_be_workbook(head)
    lines = re.split(r"[\r\n]+", start_of(head))[:_LOOKED_AT]
    return any(_columns(re.split(r"[,;\t|]", line)) for line in lines)


def read(path: Path, program: str = "") -> ImportedFrame:
    """Return the codes of the table, nested by their paths or by the column of parents."""
    sheets = _sheets(path)
    sheet, start, columns = _header(path, sheets)
    rows = [
        _row(sheet.place(index), cells, columns)
        for index, cells in enumerate(sheet.rows)
        if index > start and any(cells)
    ]
    named = {kind: _plain(sheet.rows[start][place]) for kind, place in columns.items()}
    found, notes = found_of(rows, named, GROUPS)
    above = [cell for row in sheet.rows[:start] for cell in row if cell]
    passed = {
        "columns": [name for place, name in enumerate(sheet.rows[start]) if name and place not in columns.values()],
        "sheets": [other.name for other in sheets if other is not sheet],
        "lines above the table": above,
    }
    notes += [f"{what} that are not carried over: {quote_names(names)}" for what, names in passed.items() if names]
    return build(found, Origin(path, program or ("workbook" if sheet.name else "table")), notes)


def _sheets(path: Path) -> list[Sheet]:
    """Return the sheets of a workbook that are not empty, or the one table of a delimited file."""
    if not read_bytes(path).startswith((ZIP, OLD)):
        return [Sheet(path, read_rows(path).records)]
    sheets = [sheet for sheet in sheets_of(path)[0] if sheet.rows]
    if not sheets:
        raise ReadError(Fault(str(path), "workbook", "have a cell with content", "empty sheets only"))
    names = {sheet.name.strip().lower() for sheet in sheets}
    if {"survey", "choices"} <= names:
        hint = "cs-research instrument import reads it"
        raise ReadError(Fault(str(path), "workbook", "contain codes", "the sheets of an XLSForm", hint))
    return sheets


def _header(path: Path, sheets: Sequence[Sheet]) -> tuple[Sheet, int, dict[str, int]]:
    """Return the first sheet with a column of names, the row of its headings, and the known columns."""
    for sheet in sheets:
        for index, cells in enumerate(sheet.rows[:_LOOKED_AT]):
            columns = _columns(cells)
            if columns:
                return sheet, index, columns
    rule = "have a row that names a column 'name', 'code', 'tag' or 'path'"
    seen = ", ".join(filter(None, sheets[0].rows[0]))[:60]
    raise ReadError(Fault(str(path), "table", rule, f"'{seen}'"))


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Return the index of each known column; empty if there is no column of names."""
    names = [_plain(cell) for cell in cells]
    columns: dict[str, int] = {}
    for kind, known in COLUMNS.items():
        place = next((names.index(name) for name in known if name in names), None)
        if place is not None and place not in columns.values():
            columns[kind] = place
    return columns if {"path", "name"} & set(columns) else {}


def _plain(name: str) -> str:
    """Return the name of a column in lower case, without what differs between programs."""
    return " ".join(re.split(r"[\s_-]+", name.strip(' "\ufeff').rstrip(":").lower()))


def _row(place: str, cells: Sequence[str], columns: Mapping[str, int]) -> Row:
    values = {kind: cells[at].strip() for kind, at in columns.items()}
    fields = {heading: values[heading] for heading in _HEADINGS if values.get(heading)}
    name = values.get("id", "")
    if re.search("[a-z]", name):
        fields[packed.CODE] = name
    return Row(
        place, values.get("name", ""), values.get("path", ""), values.get("parent", ""), name,
        values.get(packed.DEFINITION, ""), fields,
    )  # fmt: skip
