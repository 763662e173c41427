"""SQLite databases of other programs, read without trusting what their tables are."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError

#: How a database starts.
SQLITE = b"SQLite format 3\0"
_SECONDS, _MAX_ROWS = 30, 1_000_000
#: The longest value: a document with its pictures left out is far shorter.
_MAX_BYTES = 50_000_000


class Database:
    """An open database: its tables are read by name, and columns that it does not have are empty."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchmany(_MAX_ROWS)
        self.tables = frozenset(str(name) for (name,) in found)

    def rows(self, table: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return these columns of every row, in the order of the rows; None for a column that is not there.

        A table that is not there has no rows. Text that is not UTF-8 is a `ReadError`.
        """
        if table not in self.tables:
            return []
        known = {str(row[1]) for row in self._connection.execute(f"PRAGMA table_xinfo({table})").fetchmany(1000)}
        wanted = ", ".join(f'"{name}"' if name in known else f'NULL AS "{name}"' for name in columns)
        rows = self._connection.execute(f'SELECT {wanted} FROM "{table}" ORDER BY rowid').fetchmany(_MAX_ROWS + 1)
        if len(rows) > _MAX_ROWS:
            found = f"more in '{table}'"
            raise ReadError(Fault(str(self.path), "table", f"have at most {_MAX_ROWS:,} rows", found))
        return rows

    def count(self, table: str) -> int:
        """Return how many rows a table has, 0 if it is not there."""
        if table not in self.tables:
            return 0
        return int(self._connection.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0])


@contextmanager
def open_database(path: Path, kind: str, tables: Sequence[str]) -> Iterator[Database]:
    """Open a database for reading only, with limits of time and size.

    Parameters
    ----------
    path
        The file.
    kind
        What it should be, such as "a Taguette project", for messages.
    tables
        The tables that it needs to have.

    Raises
    ------
    ReadError
        The file is no database, is broken, has not these tables, or takes too long to read.
    """
    rule = f"be {kind}, with the tables {' and '.join(repr(name) for name in tables)}"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            # What looks like a table may be a query that never ends, or that makes values of any length.
            end = time.monotonic() + _SECONDS
            connection.set_progress_handler(lambda: time.monotonic() > end, 100_000)
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_BYTES)
            database = Database(path, connection)
            missing = [name for name in tables if name not in database.tables]
            if missing:
                found = f"a database without '{missing[0]}'"
                raise ReadError(Fault(str(path), "database", rule, found))
            yield database
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise ReadError(Fault(str(path), "database", rule, f"'{error}'")) from error


def tables_of(path: Path) -> frozenset[str]:
    """Return the names of a database's tables; none if the file is no database or is broken."""
    try:
        if not read_bytes(path).startswith(SQLITE):
            return frozenset()
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return Database(path, connection).tables
    except sqlite3.Error:
        return frozenset()


def as_text(value: object) -> str:
    """Return a value as text, "" for none: a column of SQLite holds values of any type."""
    return "" if value is None else str(value)


def as_number(value: object) -> int:
    """Return a value that is an integer; -1 for any other."""
    return value if isinstance(value, int) and abs(value) < 2**62 else -1
