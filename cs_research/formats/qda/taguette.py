"""Taguette's codebooks (CSV and workbook) and projects (``.sqlite3``), read and written."""

from __future__ import annotations

import csv
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path

from cs_research._files import read_bytes
from cs_research.definitions import CodingFrame
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.delimited import start_of
from cs_research.formats.files.workbook import WrittenSheet
from cs_research.formats.qda import codebook_table as table
from cs_research.formats.qda.code_tree import ready, stems
from cs_research.formats.qda.codebook_draft import ImportedFrame, Origin, build
from cs_research.formats.qda.codebook_table import Row, found_of
from cs_research.formats.qda.descriptions import code_text, description_table, group_text
from cs_research.formats.unsupported import Written, quote_names

_TITLES = "SELECT name FROM projects ORDER BY id"
_TAGS = "SELECT CAST(path AS TEXT), CAST(description AS TEXT) FROM tags ORDER BY id"
_SQLITE = b"SQLite format 3\0"
_SECONDS, _MAX_BYTES, _MAX_ROWS = 10, 10_000_000, 100_000


def fits(head: bytes) -> bool:
    """Return whether it is an SQLite database, or a CSV whose first column is ``tag`` next to a description.

    Its workbooks are like any others: see `cs_research.formats.qda.codebook_table`.
    """
    first = start_of(head).split("\n", 1)[0].replace('"', "").strip().lower()
    return head.startswith(_SQLITE) or first.startswith("tag,description")


def read(path: Path) -> ImportedFrame:
    """Return the tags, nested by the dots in their names."""
    if not read_bytes(path).startswith(_SQLITE):
        return table.read(path, "Taguette")
    titles, tags = _tables(path)
    if len(titles) != 1:
        found = quote_names(titles) if titles else "none"
        hint = "export the codebook of the project in question"
        raise ReadError(Fault(str(path), "database", "contain one Taguette project", found, hint))
    rows = [
        Row(f"{path}, tag {number}", "", path=(name or "").strip(), text=text or "")
        for number, (name, text) in enumerate(tags, start=1)
    ]
    codes, notes = found_of(rows, {"path": "tag"})
    notes.append("documents and highlights are not carried over")
    return build(codes, Origin(path, "Taguette", titles[0]), notes)


def _tables(path: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the names of the projects, and the tags with their descriptions."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            # What looks like a table may be a query that never ends, or that makes values of any length.
            end = time.monotonic() + _SECONDS
            database.set_progress_handler(lambda: time.monotonic() > end, 100_000)
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_BYTES)
            titles = [str(name) for (name,) in database.execute(_TITLES).fetchmany(_MAX_ROWS)]
            tags = database.execute(_TAGS).fetchmany(_MAX_ROWS + 1)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        rule = "be a Taguette project, with the tables 'projects' and 'tags'"
        raise ReadError(Fault(str(path), "database", rule, f"'{error}'")) from error
    if len(tags) > _MAX_ROWS:
        raise ReadError(Fault(str(path), "database", f"have at most {_MAX_ROWS:,} tags", "more"))
    return titles, tags


#: Of a frame's own fields it has none; it is a list of tags.
SUPPORTED = {"groups", "codes"}

_HEADER = ("tag", "description")
#: What Taguette refuses: names and descriptions that are longer.
_MAX_IN_NAME, _MAX_IN_TEXT = 200, 102_400


def write_csv(frame: CodingFrame) -> Written:
    """Return the codebook as a CSV, to be imported on the page of a project's tags."""
    frame, lost = ready(frame, SUPPORTED)
    rows = list(_rows(frame))
    text = StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([_HEADER, *rows])
    return Written(text.getvalue().encode("utf-8-sig"), (*lost, *_refused(rows)))


def write_xlsx(frame: CodingFrame) -> Written:
    """Return the codebook as a workbook, for reading and editing; Taguette imports CSV only."""
    frame, lost = ready(frame, SUPPORTED)
    return description_table(frame.title, WrittenSheet("codebook", _HEADER, (36, 110), list(_rows(frame))), lost)


def _rows(frame: CodingFrame) -> Iterator[tuple[str, str]]:
    """Yield each group and code: its path, and all its texts.

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
        if len(tag) > _MAX_IN_NAME:
            yield f"{tag}: longer than the {_MAX_IN_NAME} characters that Taguette takes in a name"
        if len(text) > _MAX_IN_TEXT:
            yield f"{tag}: longer than the {_MAX_IN_TEXT:,} characters that Taguette takes in a description"
