"""The cells of an export, column by column: each distinct text once, and for each row its code.

A question has few distinct answers, however many people gave them: what a text means is looked up once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cs_research.errors import ReadError
from cs_research.formats.files.delimited import Delimited, empty_fault, width_faults

__all__ = ["Cells", "Codes", "Column", "read_cells"]

Codes = NDArray[np.intp]
#: Records at the start of a file that may head it.
_HEAD = 3


@dataclass(frozen=True)
class Column:
    """One column: ``values`` are its distinct texts without spaces around them, ``codes`` their places by row.

    Two values may be alike where the file has them with spaces and without. After rows were taken there may be
    values that no row has.
    """

    codes: NDArray[np.int32]
    values: tuple[str, ...]

    def of(self, rows: Any) -> Column:
        """The column of these rows only: places, a slice or a mask."""
        return Column(self.codes[rows], self.values)

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
    """All records of a file: the first three as texts, and every column from the first record on."""

    path: Path
    head: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    rows: int


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
        self._parts.append(np.array(list(map(self._known.__getitem__, cells)), dtype=np.int32))

    def column(self) -> Column:
        codes = np.concatenate(self._parts)
        self._parts.clear()
        column = Column(codes, tuple(map(str.strip, self._known)))
        self._known.clear()
        return column


def read_cells(path: Path, encoding: str | None = None) -> Cells:
    """The cells of a delimited file, under the rules of `cs_research.formats.files.delimited.read_rows`.

    Raises
    ------
    ReadError
        The file is no text, or no delimited rows; rows of another width than the first.
    """
    source = Delimited(path, encoding)
    head: list[tuple[str, ...]] = []
    coders: list[_Coder] = []
    odd: dict[int, int] = {}
    longer: set[int] = set()
    rows = 0
    for block in source.blocks():
        if not coders:
            coders = [_Coder() for _ in range(max(len(block[0]), 1))]
        if set(map(len, block)) != {len(coders)}:
            _even(block, len(coders), rows, odd, longer)
        head += map(tuple, block[: _HEAD - len(head)])
        for coder, cells in zip(coders, zip(*block, strict=True), strict=True):
            coder.add(cells)
        rows += len(block)
    columns = [coder.column() for coder in coders]
    return _trimmed(source, head, columns, odd, longer)


def _even(block: list[list[str]], width: int, start: int, odd: dict[int, int], longer: set[int]) -> None:
    """Make the records of a block as wide as the first of the file, and remember those that were not."""
    for at, row in enumerate(block):
        if len(row) != width:
            odd[start + at] = len(row)
            if any(cell.strip() for cell in row[width:]):
                longer.add(start + at)
            block[at] = (row + [""] * (width - len(row)))[:width]


def _trimmed(
    source: Delimited,
    head: Sequence[tuple[str, ...]],
    columns: list[Column],
    odd: dict[int, int],
    longer: set[int],
) -> Cells:
    """The cells without blank rows at the end and blank columns at the right; rows of another width are faults."""
    filled = [np.flatnonzero(~column.blank()) for column in columns]
    rows = 1 + max([-1, *longer, *(int(places[-1]) for places in filled if len(places))])
    if not rows:
        raise ReadError(empty_fault(source.path))
    width = len(columns)
    while width > 1 and not len(filled[width - 1]):
        width -= 1
    wrong = {
        index: length for index, length in odd.items() if index < rows and (length < width or index in longer)
    }
    if wrong:
        raise ReadError(width_faults(source, width, wrong))
    return Cells(
        path=source.path,
        head=tuple(row[:width] for row in head[:rows]),
        columns=tuple(column.of(slice(rows)) for column in columns[:width]),
        rows=rows,
    )
