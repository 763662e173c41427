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
from cs_research.writers.frames.characters import writable
from cs_research.writers.frames.described import code_text, group_text
from cs_research.writers.frames.tree import reordered, stems
from cs_research.writers.frames.workbook import MOST_IN_CELL, too_long, workbook
from cs_research.writers.written import Written, not_held

__all__ = ["write_csv", "write_xlsx"]

#: Of a frame's own fields it has none; it is a list of tags.
HELD = {"groups", "codes"}

_HEADER = ("tag", "description")
#: What Taguette refuses: names and descriptions that are longer.
_MOST_IN_NAME, _MOST_IN_TEXT = 200, 102_400


def write_csv(frame: CodingFrame) -> Written:
    """The codebook as a CSV, to be imported on the page of a project's tags."""
    frame, replaced = writable(frame)
    rows = list(_rows(frame))
    text = StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([_HEADER, *rows])
    lost = (*not_held(frame, HELD), *reordered(frame), *replaced, *_refused(rows))
    return Written(text.getvalue().encode("utf-8-sig"), lost)


def write_xlsx(frame: CodingFrame) -> Written:
    """The codebook as a workbook, for reading and editing; Taguette imports CSV only."""
    frame, replaced = writable(frame)
    rows = list(_rows(frame))
    long = [
        f"{tag}: cut at {MOST_IN_CELL:,} characters, which a cell holds"
        for tag, text in rows
        if too_long(text)
    ]
    content = workbook(frame.title, "codebook", _HEADER, rows, (36, 110))
    return Written(content, (*not_held(frame, HELD), *reordered(frame), *replaced, *long))


def _rows(frame: CodingFrame) -> Iterator[tuple[str, str]]:
    """Each group and code: its path, and all that it says.

    A dot within what an id adds to the one above it would make a tag that is not there; it becomes an
    underscore, and the description keeps the id.
    """
    used = {group.id for group in frame.groups}
    for stem in stems(frame):
        yield stem.group.id, group_text(stem.group, stem.group.label)
        waiting = [(stem.group.id, stem.group.id, branch) for branch in reversed(stem.below)]
        while waiting:
            above, path, branch = waiting.pop()
            code = branch.code
            own = code.id.removeprefix(f"{above}.").replace(".", "_")
            here = f"{path}.{own}"
            while here in used:
                here += "_"
            used.add(here)
            yield here, code_text(code, code.label)
            waiting += [(code.id, here, below) for below in reversed(branch.below)]


def _refused(rows: list[tuple[str, str]]) -> Iterator[str]:
    for tag, text in rows:
        if len(tag) > _MOST_IN_NAME:
            yield f"{tag}: longer than the {_MOST_IN_NAME} characters that Taguette takes in a name"
        if len(text) > _MOST_IN_TEXT:
            yield f"{tag}: longer than the {_MOST_IN_TEXT:,} characters that Taguette takes in a description"
