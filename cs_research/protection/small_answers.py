"""Answers that few of all services gave: merged with their neighbours, or withheld.

An answer, and the rest of its base, must have a minimum number of services. Neighbouring answers are merged until each
set has, on each side of the headline set of answers. Numbers that are no sum of such sets are withheld.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from cs_research.definitions.instrument import Instrument
from cs_research.protection.policy import Policy

Sets = list[list[int]]


def least(policy: Policy) -> int:
    """Return the fewest services of an answer that is shown; 0 if small answers are shown.

    To a reader who knows the rule, a withheld answer has one fewer at most, and none at least.
    """
    return max(policy.minimum_cell, policy.width + 1) if policy.small_answers == "merged" else 0


def merge(counts: Sequence[int], minimum: int) -> Sets:
    """Return the places of neighbouring counts in sets of which each has the minimum, or all in one.

    The smallest set is merged with the smaller of its neighbours until none is too small.
    """
    sets = [[place] for place in range(len(counts))]
    sizes = list(counts)
    while len(sets) > 1 and min(sizes) < minimum:
        at = sizes.index(min(sizes))
        beside = [place for place in (at - 1, at + 1) if 0 <= place < len(sets)]
        other = min(beside, key=lambda place: sizes[place])
        first, second = sorted((at, other))
        sets[first] += sets.pop(second)
        sizes[first] += sizes.pop(second)
    return sets


@dataclass(frozen=True)
class Merged:
    """The sets of answers of one question whose numbers are shown, by the ids of the points.

    ``whole`` is whether the headline set of answers and the rest are sums of them.
    """

    sets: tuple[frozenset[str], ...]
    whole: bool

    @property
    def merged(self) -> bool:
        """Whether some answers are merged."""
        return any(len(points) > 1 for points in self.sets)

    def sums(self, points: frozenset[str]) -> bool:
        """Return whether a set of answers is neither empty nor all, and is a sum of sets that are shown."""
        inside = [known for known in self.sets if known <= points]
        return bool(inside) and len(inside) < len(self.sets) and frozenset().union(*inside) == points


def merged_answers(distribution: pd.DataFrame, instrument: Instrument, minimum: int) -> dict[str, Merged]:
    """Return the sets of answers that are shown of each question that was answered.

    Parameters
    ----------
    distribution
        From `likert.distribution`, one group. Answers that say nothing of the matter are merged first.
    """
    found = {}
    for item, rows in distribution[distribution["base"].fillna(0) > 0].groupby("item", sort=False):
        scale = instrument.scale_of(instrument.item(str(item)))
        headline = frozenset(scale.nets[0].points) if scale.nets else frozenset()
        ordered = pd.concat([rows[rows["absence"] != ""], rows[rows["absence"] == ""]])
        sides = [ordered[ordered["point"].isin(headline) == inside] for inside in (False, True)]
        sides = [side for side in sides if len(side)]
        whole = all(side["n"].sum() >= minimum for side in sides)
        if not whole:
            sides = [ordered]
        sets = [
            frozenset(side["point"].iloc[places])
            for side in sides
            for places in merge([int(n) for n in side["n"]], minimum)
        ]
        found[str(item)] = Merged(tuple(sets), whole)
    return found


def with_merged(distribution: pd.DataFrame, merged: dict[str, Merged]) -> pd.DataFrame:
    """Return the columns ``together``, ``together_n`` and ``shown`` for the answers of merged questions.

    They are the ids of the answers that are shown together, their number, and both in words.
    """
    keys = list(zip(distribution["item"], distribution["point"], strict=True))
    labels = dict(zip(keys, distribution["label"], strict=True))
    counts = dict(zip(keys, distribution["n"], strict=True))
    rows: list[tuple[object, object, str]] = []
    for item, point in keys:
        sets = merged[item].sets if item in merged and merged[item].merged else ()
        points = next((known for known in sets if point in known), None)
        if points is None:
            rows.append(("", pd.NA, ""))
            continue
        names = [name for of, name in labels if of == item and name in points]
        n = sum(int(counts[item, name]) for name in names)
        others = [labels[item, name] for name in names if name != point]
        rows.append(("+".join(names), n, f"{n}, together with “{'”, “'.join(others)}”" if others else str(n)))
    table = pd.DataFrame(rows, columns=["together", "together_n", "shown"], index=distribution.index)
    return table.astype({"together_n": "Int64"})
