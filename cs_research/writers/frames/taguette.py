"""Taguette's codebook, as a CSV that it imports and as a workbook in its own layout.

Its hierarchy is the dots in the names of tags: a group is a tag, ``target``, and its codes are
``target.assessments`` and so on. Everything that a code or group says is packed into its description
(`cs_research.readers.frames.packed`). Taguette takes every tag for one that can be given, groups too.

The CSV starts with a byte order mark: Taguette guesses the encoding from the first lines, and is sure of it
then. Every cell is in quotation marks, since its reader ends rows at some rare separators otherwise.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from cs_research.definitions import CodingFrame
from cs_research.writers.frames.described import code_text, group_text, table
from cs_research.writers.frames.tree import ready, stems
from cs_research.writers.workbook import Sheet
from cs_research.writers.written import Written

__all__ = ["write_csv", "write_xlsx"]

#: Of a frame's own fields it has none; it is a list of tags.
HELD = {"groups", "codes"}

_HEADER = ("tag", "description")
#: What Taguette refuses: names and descriptions that are longer.
_MOST_IN_NAME, _MOST_IN_TEXT = 200, 102_400


def write_csv(frame: CodingFrame) -> Written:
    """The codebook as a CSV, to be imported on the page of a project's tags."""
    frame, lost = ready(frame, HELD)
    rows = list(_rows(frame))
    text = StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([_HEADER, *rows])
    return Written(text.getvalue().encode("utf-8-sig"), (*lost, *_refused(rows)))


def write_xlsx(frame: CodingFrame) -> Written:
    """The codebook as a workbook, for reading and editing; Taguette imports CSV only."""
    frame, lost = ready(frame, HELD)
    return table(frame.title, Sheet("codebook", _HEADER, (36, 110), list(_rows(frame))), lost)


def _rows(frame: CodingFrame) -> Iterator[tuple[str, str]]:
    """Each group and code: its path, and all that it says.

    A dot within what an id adds to the one above it would make a tag that is not there; it becomes an
    underscore, and the description keeps the id.
    """
    used = {group.id for group in frame.groups}
    for stem in stems(frame):
        yield stem.group.id, group_text(stem.group, stem.group.label)
        known = {"": (stem.group.id, stem.group.id)}
        for each in stem.codes:
            code = each.code
            above, path = known[each.above.id if each.above else ""]
            own = code.id.removeprefix(f"{above}.").replace(".", "_")
            here = f"{path}.{own}"
            while here in used:
                here += "_"
            used.add(here)
            known[code.id] = code.id, here
            yield here, code_text(code, code.label)


def _refused(rows: list[tuple[str, str]]) -> Iterator[str]:
    for tag, text in rows:
        if len(tag) > _MOST_IN_NAME:
            yield f"{tag}: longer than the {_MOST_IN_NAME} characters that Taguette takes in a name"
        if len(text) > _MOST_IN_TEXT:
            yield f"{tag}: longer than the {_MOST_IN_TEXT:,} characters that Taguette takes in a description"
