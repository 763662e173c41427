"""The cells of an export, column by column: each distinct text once, and for each row its code.

A question has few distinct answers, however many people gave them: what a text means is looked up once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cs_research.errors import Fault, ReadError
from cs_research.formats.files.delimited import Delimited, empty_fault, width_faults

Codes = NDArray[np.intp]
#: Records at the start of a file that may head it.
HEAD = 4
#: No survey has more; a file that does is refused before it takes the memory.
_MOST_COLUMNS = 20_000
#: Rows that are taken up at a time.
_BLOCK = 256


@dataclass(frozen=True)
class Column:
    """One column: ``values`` are its distinct texts without spaces around them, ``codes`` their places by row.

    Two values may be alike where the file has them with spaces and without. After rows were taken there may be
    values that no row has. ``absences`` are values that the file itself declares to be no answer, as SPSS does:
    ``nothing``, or ``seen`` for a question that was shown and left blank. ``offered`` are the answers that the file
    itself lists, in its order, whether or not a row has them.
    """

    codes: NDArray[np.int32]
    values: tuple[str, ...]
    absences: Mapping[str, str] = field(default_factory=dict)
    offered: tuple[str, ...] = ()

    def of(self, rows: Any) -> Column:
        """The column of these rows only: places, a slice or a mask."""
        return replace(self, codes=self.codes[rows])

    def each(self, meaning: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
        """For each row the entry of ``meaning``, which has one for each value."""
        return np.asarray(meaning)[self.codes]

    def seen(self) -> NDArray[np.bool_]:
        """For each value whether a row has it."""
        return np.bincount(self.codes, minlength=len(self.values)).astype(bool)

    def blank(self) -> NDArray[np.bool_]:
        """For each row whether its cell is empty."""
        return self.each(np.array([not value for value in self.values], dtype=bool))

    def places(self, wanted: NDArray[np.bool_]) -> Iterator[tuple[str, Codes]]:
        """For each of the values with ``wanted`` its text and its rows, in the order of the first."""
        rows = np.flatnonzero(wanted[self.codes])
        codes = self.codes[rows]
        order = np.argsort(codes, kind="stable")
        groups = np.split(rows[order], np.flatnonzero(np.diff(codes[order])) + 1) if len(rows) else []
        for group in sorted(groups, key=lambda group: int(group[0])):
            yield self.values[self.codes[group[0]]], group


@dataclass(frozen=True)
class Cells:
    """All records of a file: the first (`HEAD`) as texts, and every column from the first record on.

    ``format`` says what kind of file it is. ``sheet`` is the sheet of a workbook that was read and ``others`` are
    those that were not.
    """

    path: Path
    head: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    rows: int
    format: str = "CSV"
    sheet: str = ""
    others: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class _Known(dict[str, int]):
    """The code of each text; one that is new gets the next."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code


class _Coder:
    """The codes of one column, while its blocks are read."""

    def __init__(self) -> None:
        self._known = _Known()
        self._parts: list[NDArray[np.int32]] = []

    def add(self, cells: Sequence[str]) -> None:
        self._parts.append(np.fromiter(map(self._known.__getitem__, cells), np.int32, len(cells)))

    def column(self) -> Column:
        codes = np.concatenate(self._parts)
        self._parts.clear()
        column = Column(codes, tuple(map(str.strip, self._known)))
        self._known.clear()
        return column


class _Gathered:
    """The records of a table, taken up block by block; those of another width than the first are remembered."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.head: list[tuple[str, ...]] = []
        self.coders: list[_Coder] = []
        self.rows = 0
        self.odd: dict[int, int] = {}
        self.longer: set[int] = set()

    def add(self, block: list[list[str]]) -> None:
        if not self.coders:
            width = max(len(block[0]), 1)
            if width > _MOST_COLUMNS:
                rule = f"have {_MOST_COLUMNS:,} columns at most"
                raise ReadError(Fault(str(self.path), "table", rule, f"{width:,} in its first row"))
            self.coders = [_Coder() for _ in range(width)]
        if set(map(len, block)) != {len(self.coders)}:
            self._even(block)
        self.head += map(tuple, block[: HEAD - len(self.head)])
        for coder, cells in zip(self.coders, zip(*block, strict=True), strict=True):
            coder.add(cells)
        self.rows += len(block)

    def _even(self, block: list[list[str]]) -> None:
        """Make the records of a block as wide as the first of the file."""
        width = len(self.coders)
        for at, row in enumerate(block):
            if len(row) != width:
                self.odd[self.rows + at] = len(row)
                if any(cell.strip() for cell in row[width:]):
                    self.longer.add(self.rows + at)
                block[at] = (row + [""] * (width - len(row)))[:width]

    def trimmed(self) -> tuple[Cells, dict[int, int]]:
        """The cells without blank rows at the end and blank columns at the right, and the rows of another width."""
        columns = [coder.column() for coder in self.coders]
        filled = [np.flatnonzero(~column.blank()) for column in columns]
        rows = 1 + max([-1, *self.longer, *(int(places[-1]) for places in filled if len(places))])
        if not rows:
            raise ReadError(empty_fault(self.path))
        width = len(columns)
        while width > 1 and not len(filled[width - 1]):
            width -= 1
        wrong = {
            index: length
            for index, length in self.odd.items()
            if index < rows and (length < width or index in self.longer)
        }
        cells = Cells(
            path=self.path,
            head=tuple(row[:width] for row in self.head[:rows]),
            columns=tuple(column.of(slice(rows)) for column in columns[:width]),
            rows=rows,
        )
        return cells, wrong


def read_cells(path: Path, encoding: str | None = None, data: bytes | None = None) -> Cells:
    """The cells of a delimited file, under the rules of `cs_research.formats.files.delimited.read_rows`.

    Raises
    ------
    ReadError
        The file is no text, or no delimited rows; rows of another width than the first; too many columns.
    """
    source = Delimited(path, encoding, data)
    gathered = _Gathered(path)
    for block in source.blocks():
        gathered.add(block)
    cells, wrong = gathered.trimmed()
    if wrong:
        raise ReadError(width_faults(source, len(cells.columns), wrong))
    return cells


def cells_of_rows(path: Path, rows: Sequence[Sequence[str]]) -> Cells:
    """The cells of rows of one width that another kind of file holds."""
    if not rows:
        raise ReadError(empty_fault(path))
    gathered = _Gathered(path)
    for start in range(0, len(rows), _BLOCK):
        gathered.add([list(row) for row in rows[start : start + _BLOCK]])
    return gathered.trimmed()[0]


def column_of(
    head: Sequence[str], values: Sequence[str], codes: NDArray[Any], absences: Mapping[str, str] | None = None
) -> Column:
    """A column with the cells of its header before those of its rows; a code of -1 is an empty cell."""
    known = _Known()
    places = np.array([known[value] for value in (*values, "")], dtype=np.int32)
    first = np.array([known[cell] for cell in head], dtype=np.int32)
    return Column(np.concatenate([first, places[codes]]), tuple(map(str.strip, known)), absences or {})
