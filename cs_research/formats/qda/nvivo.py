"""A list of codes in NVivo's terms, as a workbook and as an indented outline.

NVivo's help describes one way to bring a codebook in: a REFI-QDA file, which
`cs_research.formats.qda.refi` writes. No import of codes from a spreadsheet or a text file is described
in the help that was searched, so these files are not claimed to be one. They are for reading next to
NVivo, for typing codes in, and for programs that read a table of names. ``Name``, ``Description`` and
``Hierarchical Name`` are words that NVivo's own lists use; whether its exports spell their headers
so was not verified against a file.
"""

from __future__ import annotations

from collections.abc import Iterator

from cs_research.definitions import CodingFrame
from cs_research.formats.files.workbook import WrittenSheet
from cs_research.formats.qda.code_tree import ready, stems
from cs_research.formats.qda.descriptions import code_text, description_table, group_text
from cs_research.formats.unsupported import Written

#: Of a frame's own fields it has none; it is a list of codes.
SUPPORTED = {"groups", "codes"}
#: The outline has names and ids.
OUTLINED = {"id", "version", "title", "groups.id", "groups.label", "codes.id", "codes.label", "codes.group"}

_HEADER = ("Name", "Description", "Parent", "Hierarchical Name")
_ROOT = "Codes\\\\"


def write(frame: CodingFrame) -> Written:
    """Return the list as a workbook. NVivo allows a name once below a parent: a second one has its id added."""
    frame, lost = ready(frame, SUPPORTED)
    return description_table(frame.title, WrittenSheet("Codes", _HEADER, (34, 90, 28, 50), list(_rows(frame))), lost)


def write_outline(frame: CodingFrame) -> Written:
    """Return the names as plain text, each level indented by a tab."""
    frame, lost = ready(frame, OUTLINED)
    lines = [f"{' '.join(frame.title.split())} ({frame.key})", ""]
    for stem in stems(frame):
        lines.append(" ".join(stem.group.label.split()))
        for each in stem.codes:
            lines.append("\t" * each.depth + f"{' '.join(each.code.label.split())} ({each.code.id})")
    text = "\n".join(lines) + "\n"
    return Written(text.encode(), lost)


def _rows(frame: CodingFrame) -> Iterator[tuple[str, str, str, str]]:
    used: dict[str, set[str]] = {}
    for stem in stems(frame):
        group = stem.group
        name = _name(group.label, group.id, used.setdefault("", set()))
        path = f"{_ROOT}{name}"
        yield name, group_text(group, group.label if name != group.label else ""), "", path
        known = {"": (name, path)}
        for each in stem.codes:
            code = each.code
            parent, above = known[each.above.id if each.above else ""]
            name = _name(code.label, code.id, used.setdefault(above, set()))
            known[code.id] = name, f"{above}\\{name}"
            text = code_text(code, code.label if name != code.label else "")
            yield name, text, parent, known[code.id][1]


def _name(label: str, id: str, used: set[str]) -> str:
    """Return the label on one line, made unique among those below the same parent."""
    name = " ".join(label.split())
    if name.casefold() in used:
        name = f"{name} ({id})"
    used.add(name.casefold())
    return name
