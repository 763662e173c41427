"""Cells to answers: a label, an alias or a number to the point of a scale."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cs_research.definitions.instrument import Point
from cs_research.definitions.wording import folded

__all__ = ["Answers", "folded", "ticked"]

_NUMBER = re.compile(r"^-?\d+(\.0+)?$")
_SEPARATOR = re.compile(r"([,;|])")
_TICKED = {"1", "true", "yes", "y", "x", "ticked", "checked", "selected"}
_EMPTY = {"0", "false", "no", "n", "unticked", "unchecked", "not selected"}


def whole(cell: str) -> str:
    """``4`` for ``4.0``: spreadsheets turn codes into decimals."""
    text = cell.strip()
    return text.split(".")[0] if _NUMBER.match(text) else text


def ticked(cell: str) -> bool | None:
    """Whether a cell of a choose-all column is a tick, an explicit no, or neither (None)."""
    text = folded(whole(cell))
    return True if text in _TICKED else False if text in _EMPTY else None


class Answers:
    """How the cells of one item are read: labels first, then numbers as export values."""

    def __init__(self, points: Sequence[Point]) -> None:
        self._by_label = {
            folded(label): point.id for point in points for label in (point.label, *point.aliases)
        }
        self._by_id = {folded(point.id): point.id for point in points}
        self._by_value = {point.value or str(place): point.id for place, point in enumerate(points, start=1)}

    def one(self, cell: str) -> str | None:
        """The point id that a cell stands for, or None where it stands for none."""
        text = folded(cell)
        return self._by_label.get(text) or self._by_id.get(text) or self._by_value.get(whole(cell))

    def by_number(self, cell: str) -> bool:
        """Whether a cell is read as a number on the scale, not as a label."""
        return folded(cell) not in self._by_label and whole(cell) in self._by_value

    def several(self, cell: str) -> tuple[list[str], list[str]]:
        """The point ids of a joined cell (``;``, ``,`` or ``|``) and the parts that are no option.

        Options may hold the separator themselves, so the longest run of parts that is a label is taken.
        """
        found, strange = [], []
        parts = _SEPARATOR.split(cell)  # texts and the separators between them, in turn
        at = 0
        while at < len(parts):
            for end in range(len(parts), at, -1):
                point = self.one("".join(parts[at:end]))
                if point:
                    found.append(point)
                    break
            else:
                end = at + 1
                if parts[at].strip():
                    strange.append(parts[at].strip())
            at = end + 1
        return found, strange
