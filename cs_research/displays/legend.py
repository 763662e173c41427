"""A legend that fits its figure: entries in as many columns as there is room for, and long labels on several lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cs_research.displays.style import fitted, inches

__all__ = ["Legend", "legend_of"]

#: Inches of an entry that are not its label: the key and the space round it.
_BESIDE = 0.34
_SIZE = 9
#: Characters of 9 points in an inch of a line that may be wrapped anywhere.
_CHARACTERS = 11


class Legend(NamedTuple):
    """Labels with their line breaks, and how many columns and lines of text the legend has."""

    labels: list[str]
    columns: int
    lines: int


def legend_of(labels: Sequence[str], room: float) -> Legend:
    """How a legend of these labels is laid out, row by row, within so many inches; as few rows as fit."""
    lines = [fitted(label, int((room - _BESIDE) * _CHARACTERS), room - _BESIDE, _SIZE) for label in labels]
    widths = [_BESIDE + inches(line, _SIZE) for line in lines]
    columns = next(
        (count for count in range(len(lines), 0, -1) if _together(widths, count) <= room),
        1,
    )
    rows = [lines[start : start + columns] for start in range(0, len(lines), columns)]
    return Legend(lines, columns, sum(max(line.count("\n") + 1 for line in row) for row in rows))


def _together(widths: Sequence[float], columns: int) -> float:
    """Inches of the widest row of so many entries."""
    return max(sum(widths[start : start + columns]) for start in range(0, len(widths), columns))
