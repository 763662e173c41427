"""Tables of codes: any CSV or workbook with a column of names, whatever it calls its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError
from cs_research.readers.archive import OLD, ZIP
from cs_research.readers.delimited import read_rows, start_of
from cs_research.readers.frames import packed
from cs_research.readers.frames.draft import ImportedFrame, Origin, build
from cs_research.readers.frames.rows import Row, found_of
from cs_research.readers.told import quoted
from cs_research.readers.workbook import Sheet, may_be_workbook, sheets_of

__all__ = ["fits", "read"]

#: Columns that name a group, which is a code of the table only where it stands in no group itself.
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
#: The columns that are fields of a code; a definition may be packed, and is taken apart.
_HEADINGS = (packed.USE_WHEN, packed.NOT_WHEN, packed.EXAMPLE, packed.SOURCE)
#: How many rows may stand above the one that names the columns.
_LOOKED_AT = 10


def fits(head: bytes) -> bool:
    """Workbooks, and text of which one of the first lines names a column of names."""
    if head.startswith((ZIP, OLD)):
        return may_be_workbook(head)
    lines = re.split(r"[\r\n]+", start_of(head))[:_LOOKED_AT]
    return any(_columns(re.split(r"[,;\t|]", line)) for line in lines)


def read(path: Path, program: str = "") -> ImportedFrame:
    """The codes of the table, nested by their paths or by what the column of parents says."""
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
        "columns": [
            name for place, name in enumerate(sheet.rows[start]) if name and place not in columns.values()
        ],
        "sheets": [other.name for other in sheets if other is not sheet],
        "lines above the table": above,
    }
    notes += [f"{what} that are not carried over: {quoted(names)}" for what, names in passed.items() if names]
    return build(found, Origin(path, program or ("workbook" if sheet.name else "table")), notes)


def _sheets(path: Path) -> list[Sheet]:
    """The sheets of a workbook that hold anything, or the one table of a delimited file."""
    if not read_bytes(path).startswith((ZIP, OLD)):
        return [Sheet(path, read_rows(path).records)]
    sheets = [sheet for sheet in sheets_of(path)[0] if sheet.rows]
    if not sheets:
        raise ReadError(Fault(str(path), "workbook", "have a cell with content", "empty sheets only"))
    names = {sheet.name.strip().lower() for sheet in sheets}
    if {"survey", "choices"} <= names:
        hint = "cs-research instrument import reads it"
        raise ReadError(Fault(str(path), "workbook", "hold codes", "the sheets of an XLSForm", hint))
    return sheets


def _header(path: Path, sheets: Sequence[Sheet]) -> tuple[Sheet, int, dict[str, int]]:
    """The first sheet with a row that names a column of names, that row's place, and the known columns."""
    for sheet in sheets:
        for index, cells in enumerate(sheet.rows[:_LOOKED_AT]):
            columns = _columns(cells)
            if columns:
                return sheet, index, columns
    rule = "have a row that names a column 'name', 'code', 'tag' or 'path'"
    seen = ", ".join(filter(None, sheets[0].rows[0]))[:60]
    raise ReadError(Fault(str(path), "table", rule, f"'{seen}'"))


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Where each known column stands; nothing where there is none of names."""
    names = [_plain(cell) for cell in cells]
    columns: dict[str, int] = {}
    for kind, known in COLUMNS.items():
        place = next((names.index(name) for name in known if name in names), None)
        if place is not None and place not in columns.values():
            columns[kind] = place
    return columns if {"path", "name"} & set(columns) else {}


def _plain(name: str) -> str:
    """The name of a column in lower case, without what differs from program to program."""
    return " ".join(re.split(r"[\s_-]+", name.strip(' "\ufeff').rstrip(":").lower()))


def _row(place: str, cells: Sequence[str], columns: Mapping[str, int]) -> Row:
    held = {kind: cells[at].strip() for kind, at in columns.items()}
    fields = {heading: held[heading] for heading in _HEADINGS if held.get(heading)}
    name = held.get("id", "")
    if re.search("[a-z]", name):
        fields[packed.CODE] = name
    return Row(
        place, held.get("name", ""), held.get("path", ""), held.get("parent", ""), name,
        held.get(packed.DEFINITION, ""), fields,
    )  # fmt: skip
