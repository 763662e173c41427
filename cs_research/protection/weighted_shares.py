"""Whether weighted shares beside unweighted ones reveal what a small group answered.

A reader knows how many gave an answer, the weight of each group, and the weighted share in whole per cents. That leaves
few ways to divide the answers among the groups: with three groups of 5 to 15 services, one way in many cases. A
weighted share is published only if answers could have been divided otherwise, with the same published numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cs_research.measures.weights.effective_size import weighted_share

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

#: How many numbers of answers a small group must be able to have, as far as a reader can tell.
_WAYS = 3
#: Most cells for which two answers at once are moved: the number of ways grows with the fourth power.
_MOST_CELLS = 12


@dataclass(frozen=True)
class Cells:
    """The cells of one question: ``base`` who answered it, ``weight`` of each, and ``groups`` of cells by name."""

    base: Whole
    weight: Numbers
    groups: Mapping[str, NDArray[np.bool_]]
    population: int
    level: float

    def published(self, counts: Whole) -> Whole:
        """Return share and limits in whole per cents, a row for each row of counts."""
        w, w2 = self.weight, self.weight**2
        total, squares, base = self.base @ w, self.base @ w2, float(self.base.sum())
        sums = (counts @ w, counts @ w2, np.full(len(counts), total), np.full(len(counts), squares))
        found = weighted_share(
            sums, np.full(len(counts), base), drawn=base, population=self.population, level=self.level
        )
        shown = np.stack([found[name] for name in ("share", "low", "high")], axis=1)
        return np.floor(shown * 100 + 0.5 + 1e-9).astype(np.int64)


def reveals(counts: Whole, cells: Cells, minimum: int) -> bool:
    """Return whether the published share leaves fewer than three possible numbers of answers in a small group.

    Small is a group, or a cell, in which fewer than ``minimum`` answered the question. A number that the unweighted
    count leaves in as little doubt is not the weighted share's to reveal.

    Parameters
    ----------
    counts
        Who gave the answer, by cell.
    """
    small = [group for group in cells.groups.values() if 0 < cells.base[group].sum() < minimum]
    ticked, answered = int(counts.sum()), int(cells.base.sum())
    at_risk = []
    for group in small:
        size = int(cells.base[group].sum())
        possible = min(size, ticked) - max(0, ticked - (answered - size)) + 1
        if possible > 1:
            at_risk.append((group, min(_WAYS, possible)))
    if not at_risk:
        return False
    others = _divided_otherwise(counts, cells)
    same = others[(cells.published(others) == cells.published(counts[None, :])).all(axis=1)]
    return any(len(np.unique(same[:, group].sum(axis=1))) < ways for group, ways in at_risk)


def _divided_otherwise(counts: Whole, cells: Cells) -> Whole:
    """Return ways to divide as many answers among the cells: this one, and those with one or two answers elsewhere."""
    ways: Whole = counts + _moves(len(counts))
    return ways[np.all((ways >= 0) & (ways <= cells.base), axis=1)]


@lru_cache(maxsize=4)
def _moves(size: int) -> Whole:
    """Return the changes of counts by one or two answers that are moved from a cell to another."""
    step = np.eye(size, dtype=np.int64)
    one = np.unique((step[:, None, :] - step[None, :, :]).reshape(-1, size), axis=0)
    if size > _MOST_CELLS:
        return np.unique(np.concatenate([one, 2 * one]), axis=0)
    return np.unique((one[:, None, :] + one[None, :, :]).reshape(-1, size), axis=0)


def rows_that_reveal(
    rows: Sequence[Whole], cells: Cells, minimum: int, inside: Collection[tuple[int, int]] = ()
) -> list[bool]:
    """Return, for the answers of one question, whether each row, or what it has beyond one inside it, reveals.

    Parameters
    ----------
    inside
        Places of two rows of which all answers of the second are among those of the first.
    """
    hidden = [reveals(row, cells, minimum) for row in rows]
    for outer, inner in inside:
        hidden[outer] = hidden[outer] or reveals(rows[outer] - rows[inner], cells, minimum)
    return hidden
