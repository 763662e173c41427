"""Cells to answers: a label, an alias or a number to the point of a scale; what is no answer at all."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from enum import IntEnum

from cs_research.definitions.instrument import Point
from cs_research.definitions.wording import normalise_text

__all__ = ["NOTHING", "Answers", "Cell", "absent", "normalise_text", "ticked", "whole"]

_NUMBER = re.compile(r"^-?\d+(\.0+)?$")
_TICKED = {"1", "true", "yes", "y", "x", "ticked", "checked", "selected"}
_EMPTY = {"0", "false", "no", "n", "unticked", "unchecked", "not selected"}

#: What programs write where there is no answer: R, pandas, databases, spreadsheets, KoBo. "None", "nothing",
#: "no" and "?" are not among them, since people answer so; nor are 99 and -1, which mean what a scale says.
NOTHING = frozenset({"na", "n/a", "n.a", "<na>", "#n/a", "nan", "nat", "null", "#null!"})
#: A dash, dots or a stroke alone.
_NO_WORD = re.compile(r"[-./\\_\s]+")
#: What Qualtrics writes, where it was asked to, for a question that was shown and not answered.
_SEEN = {"-99", "seen but unanswered"}
#: What any of these starts with, entities and spaces among them: most cells are answers by that alone.
_STARTS = frozenset("nNsS<#&-./\\_… \u00a0‐‑‒–—−")
_LONGEST = 30


#: The options of a joined cell in one way to divide it, and the parts that are none.
_Way = tuple[tuple[str, ...], tuple[str, ...]]
#: How many ways to divide the rest of a cell are kept: two are enough to know that there are several.
_MOST_WAYS = 4


class Cell(IntEnum):
    """Cells that hold no answer; a code of 0 or more is the place of an answer among its points."""

    BLANK = -1
    SEEN = -2
    NOTHING = -3
    STRANGE = -4


def whole(cell: str) -> str:
    """``4`` for ``4.0``: spreadsheets turn codes into decimals."""
    text = cell.strip()
    return text.split(".")[0] if _NUMBER.match(text) else text


def ticked(cell: str) -> bool | None:
    """Whether a cell of a choose-all column is a tick, an explicit no, or neither (None)."""
    text = normalise_text(whole(cell))
    return True if text in _TICKED else False if text in _EMPTY else None


def absent(cell: str) -> Cell | None:
    """How a cell says that there is no answer; None where it may be one.

    A scale that has a point of that name or number goes before this: ask it first.
    """
    if not cell or cell.isspace():
        return Cell.BLANK
    if len(cell) > _LONGEST or cell[0] not in _STARTS:
        return None
    text = normalise_text(cell)
    if whole(text) in _SEEN:
        return Cell.SEEN
    return Cell.NOTHING if not text or text in NOTHING or _NO_WORD.fullmatch(text) else None


class Answers:
    """How the cells of one item are read: labels first, then numbers as export values."""

    def __init__(self, points: Sequence[Point], separators: str = ",;|") -> None:
        self._separator = re.compile(f"([{re.escape(separators)}])")
        self._labels = {normalise_text(label): point.id for point in points for label in (point.label, *point.aliases)}
        self._by_id = {normalise_text(point.id): point.id for point in points}
        self._by_value = {point.value or str(place): point.id for place, point in enumerate(points, start=1)}
        names = [name for point in points for name in (point.id, point.label, *point.aliases)]
        self._longest = max((len(self._separator.split(html.unescape(name))) for name in names), default=1)

    def one(self, cell: str) -> str | None:
        """Return the id of the point that a cell means, or None if it means none."""
        text = normalise_text(cell)
        number = whole(cell)
        return self._labels.get(text) or self._by_id.get(text) or self._labels.get(number) or self._by_value.get(number)

    def by_label(self, text: str) -> str | None:
        """The point id of a label or an alias; a number is none unless it is one of these."""
        return self._labels.get(normalise_text(text))

    def by_number(self, cell: str) -> bool:
        """Whether a cell is read as a number on the scale, not as a label."""
        number = whole(cell)
        return self._labels.keys().isdisjoint((normalise_text(cell), number)) and number in self._by_value

    def several(self, cell: str) -> tuple[list[str], list[str]]:
        """The point ids of a joined cell and the parts between its separators that are no option.

        Options may hold the separator themselves: of all ways to divide the cell those with the fewest parts that are
        no option count, and of these the one with the longest options first; see `readings`.
        """
        return self.readings(cell)[0]

    def readings(self, cell: str) -> list[tuple[list[str], list[str]]]:
        """The ways to divide a joined cell that leave the fewest parts over and differ in their options."""
        parts = self._separator.split(html.unescape(cell))  # texts and the separators between them, in turn
        ways: dict[int, list[_Way]] = {len(parts) + 1: [((), ())], len(parts): [((), ())]}
        for at in range(len(parts) - 1, -1, -2):
            found = [
                ((point, *options), strange)
                for end in range(min(len(parts), at + self._longest), at, -2)
                if (point := self.one("".join(parts[at:end])))
                for options, strange in ways[end + 1]
            ]
            if not found:
                rest = (parts[at].strip(),) if parts[at].strip() else ()
                found = [(options, (*rest, *strange)) for options, strange in ways[at + 2]]
            fewest = min(len(strange) for _, strange in found)
            apart: dict[frozenset[str], _Way] = {}
            for options, strange in found:
                if len(strange) == fewest:
                    apart.setdefault(frozenset(options), (options, strange))
            ways[at] = list(apart.values())[:_MOST_WAYS]
        return [(list(options), list(strange)) for options, strange in ways[0]]
