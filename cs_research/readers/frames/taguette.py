"""Taguette's codebooks (CSV and workbook) and projects (``.sqlite3``): tags with dots in their names."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError
from cs_research.readers.delimited import start_of
from cs_research.readers.frames import table
from cs_research.readers.frames.draft import ImportedFrame, Origin, build
from cs_research.readers.frames.rows import Row, found_of
from cs_research.readers.told import quoted

__all__ = ["fits", "read"]

_TITLES = "SELECT name FROM projects ORDER BY id"
_TAGS = "SELECT CAST(path AS TEXT), CAST(description AS TEXT) FROM tags ORDER BY id"
_SQLITE = b"SQLite format 3\0"
_SECONDS, _MOST_BYTES, _MOST_ROWS = 10, 10_000_000, 100_000


def fits(head: bytes) -> bool:
    """An SQLite database, or a CSV whose first column is ``tag`` beside a description.

    Its workbooks are like any others: see `cs_research.readers.frames.table`.
    """
    first = start_of(head).split("\n", 1)[0].replace('"', "").strip().lower()
    return head.startswith(_SQLITE) or first.startswith("tag,description")


def read(path: Path) -> ImportedFrame:
    """The tags, nested by the dots in their names."""
    if not read_bytes(path).startswith(_SQLITE):
        return table.read(path, "Taguette")
    titles, tags = _tables(path)
    if len(titles) != 1:
        found = quoted(titles) if titles else "none"
        hint = "export the codebook of the project in question"
        raise ReadError(Fault(str(path), "database", "hold one Taguette project", found, hint))
    rows = [
        Row(f"{path}, tag {number}", "", path=(name or "").strip(), text=text or "")
        for number, (name, text) in enumerate(tags, start=1)
    ]
    codes, notes = found_of(rows, {"path": "tag"})
    notes.append("documents and highlights are not carried over")
    return build(codes, Origin(path, "Taguette", titles[0]), notes)


def _tables(path: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """The names of the projects, and the tags with their descriptions."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            # What looks like a table may be a query that never ends, or that makes values of any length.
            end = time.monotonic() + _SECONDS
            database.set_progress_handler(lambda: time.monotonic() > end, 100_000)
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_BYTES)
            titles = [str(name) for (name,) in database.execute(_TITLES).fetchmany(_MOST_ROWS)]
            tags = database.execute(_TAGS).fetchmany(_MOST_ROWS + 1)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        rule = "be a Taguette project, with the tables 'projects' and 'tags'"
        raise ReadError(Fault(str(path), "database", rule, f"'{error}'")) from error
    if len(tags) > _MOST_ROWS:
        raise ReadError(Fault(str(path), "database", f"have at most {_MOST_ROWS:,} tags", "more"))
    return titles, tags
