"""A survey export as its platform wrote it: strings, before any of them is given a meaning."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError
from cs_research.formats.surveys.cells import Cells, Codes, Column


@dataclass(frozen=True)
class Export:
    """The columns of an export.

    ``names`` are the platform's own column names and ``texts`` the wording of each question ("" where
    the platform gives none). ``first`` is the row of the file, counted from 1, that the first answer
    is in. ``meta`` maps ``response``, ``recorded`` and the roles of
    `cs_research.formats.surveys.completion.ROLES` to the columns that say so; ``hidden`` are columns about the act
    of answering, which no item asks for. ``statuses`` says of each known status why its rows are left out, or ""
    where they are answers.

    ``parts`` is the statement or option of each column within its question; ``names_too`` are further names of each
    column, such as that without the group it is in. ``doubles`` are columns whose answers other columns hold too, and
    which are not read. ``written`` are columns of a choose-all question in which any
    text is a tick, ``asides`` hold what was written beside an option that has its own column, and ``separators``
    divide options that are in one cell. ``counts_from`` is the number of the first answer of a scale, "" where the
    platform's numbers say nothing of the order. ``absences`` is what the platform cannot distinguish of not asked, left
    blank and don't know.
    """

    path: Path
    platform: str
    names: tuple[str, ...]
    texts: tuple[str, ...]
    columns: tuple[Column, ...]
    first: int
    meta: Mapping[str, int]
    statuses: Mapping[str, str]
    hidden: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    names_too: tuple[tuple[str, ...], ...] = ()
    written: frozenset[int] = frozenset()
    asides: frozenset[int] = frozenset()
    doubles: frozenset[int] = frozenset()
    separators: str = ",;|"
    absences: str = ""
    counts_from: str = ""

    def called(self, index: int) -> set[str]:
        """All names of a column in comparable form, also that with its number, which no other column has."""
        others = self.names_too[index] if self.names_too else ()
        return {normalise_text(name) for name in (self.names[index], numbered_name(self.names, index), *others)}

    def named(self, index: int) -> str:
        """The name of a column, with its number where another column has the same."""
        name = self.names[index]
        return numbered_name(self.names, index) if self.names.count(name) > 1 else name

    def part(self, index: int) -> str:
        """What a column asks within its question: a statement of a grid or an option; "" where it is the question."""
        return self.parts[index] if self.parts else ""

    @property
    def rows(self) -> int:
        """How many answers the file holds, before any is left out."""
        return len(self.columns[0].codes)

    @property
    def numbers(self) -> Codes:
        """The row of the file that each answer is in, counted from 1."""
        return np.arange(self.first, self.first + self.rows)

    def about(self, role: str) -> Column | None:
        """The column about the act of answering that has this role."""
        index = self.meta.get(role)
        return None if index is None else self.columns[index]


def numbered_name(names: Sequence[str], index: int) -> str:
    """The name by which settings may tell a column from others of the same name, such as ``Comment (column 12)``."""
    return f"{names[index]} (column {index + 1})"


def is_ignored(names: Sequence[str], index: int, ignore: Collection[str]) -> bool:
    """Whether settings say that a column is not read, by its name or by that with its number."""
    passed = {normalise_text(name) for name in ignore}
    return bool(passed & {normalise_text(names[index]), normalise_text(numbered_name(names, index))})


def only_one(cells: Cells, names: Sequence[str], role: str, found: list[int], hint: str) -> int:
    """The one column with a role; two are a `ReadError`, since which of them counts changes who is kept."""
    if len(found) > 1:
        found_twice = " and ".join(f"'{names[index]}' (column {index + 1})" for index in found)
        raise ReadError(
            Fault(f"{cells.path}, header", f"column that says '{role}'", "be there once", found_twice, hint)
        )
    return found[0]


def row_numbers(column: Column) -> bool:
    """Whether a column without a name holds what R and pandas put there: a whole number, another in each row."""
    values = [value for value, seen in zip(column.values, column.seen(), strict=True) if seen]
    return len(column.codes) == len(values) and all(value.isascii() and value.isdecimal() for value in values)
