"""A tally item by item, as arrays of group by point: what summaries of many groups are worked out on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cs_research.definitions.instrument import Instrument, Item
from cs_research.errors import Fault, MeasureError, check_choice, closest
from cs_research.measures.equal_weights import equal_weight
from cs_research.measures.intervals import METHODS, interval
from cs_research.measures.weighted_shares import weighted_share

__all__ = ["SHARE", "Block", "blocks", "share_table"]

#: The columns that a share has in every table.
SHARE = ["n", "base", "share", "low", "high", "method"]

Columns = dict[str, Any]

#: The counts that take the place of sums of weights where all weights are equal.
_COUNTS = {
    "weighted_n": "n", "squared_weights": "n", "weighted_answered": "answered", "squared_answered": "answered",
}  # fmt: skip


@dataclass(frozen=True)
class Block:
    """One item's counts, each array ``[group, point]`` or ``[group]``; points in the order of the scale.

    Where all respondents of the tally weigh the same, ``weighted_tally`` is False and sums of weights are counts.
    ``of_point`` has the bases by point: an option that was not offered has none.
    """

    item: Item
    groups: np.ndarray
    points: list[str]
    n: np.ndarray
    weighted: np.ndarray
    squared: np.ndarray
    answered: np.ndarray
    weighted_answered: np.ndarray
    squared_answered: np.ndarray
    blank: np.ndarray
    not_asked: np.ndarray
    weighted_tally: bool
    of_point: Mapping[str, np.ndarray]

    @property
    def offered(self) -> list[int]:
        """The places of the points that somebody could choose; all of them where nobody answered."""
        could = self.of_point["answered"].sum(axis=0) > 0
        return np.flatnonzero(could | ~could.any()).tolist()

    def shares(self, sets: Sequence[Sequence[int]], base: Sequence[int]) -> Columns:
        """Columns for a share of each set of points in the base of points, a row a group and set.

        ``n`` counts respondents; what starts with an underscore are sums of weights and of their squares.
        """
        counts = {
            name: np.stack([array[:, list(places)].sum(axis=1) for places in sets], axis=1).ravel()
            for name, array in (("n", self.n), ("_w", self.weighted), ("_w2", self.squared))
        }
        bases = {
            name: np.repeat(array[:, list(base)].sum(axis=1), len(sets))
            for name, array in (("base", self.n), ("_base", self.weighted), ("_base2", self.squared))
        }
        drawn = (self.answered + self.blank + self.not_asked).sum()
        names = {"item": self.item.id, "group": np.repeat(self.groups, len(sets)), "_drawn": drawn}
        names["_weighted"] = self.weighted_tally
        return names | counts | bases


def blocks(tally: pd.DataFrame, instrument: Instrument, kind: str) -> Iterator[Block]:
    """The counts of each item of a kind that the tally has, in the instrument's order."""
    check_choice("blocks", "kind", kind, ("single", "multiple"))
    if not len(tally):
        return
    levels, codes = tally.index.levels, tally.index.codes
    known = {str(name): code for code, name in enumerate(levels[0])}
    weight = equal_weight(tally)
    values = {
        str(name): (tally[_COUNTS.get(name, name)] if weight is not None else tally[name]).to_numpy()
        for name in tally.columns
    }
    groups_seen = np.array([str(name) for name in levels[1]], dtype=object)
    for item in instrument.items:
        if item.kind != kind or item.id not in known:
            continue
        rows = np.flatnonzero(codes[0] == known[item.id])
        points = [point.id for point in instrument.points_of(item)]
        column = _places(levels[2], codes[2][rows], points, item.id)
        groups = np.fromiter(dict.fromkeys(codes[1][rows].tolist()), dtype=np.int64)
        order = np.zeros(len(levels[1]), dtype=np.int64)
        order[groups] = np.arange(len(groups))
        row = order[codes[1][rows]]
        cells = {name: np.zeros((len(groups), len(points))) for name in values}
        for name, array in cells.items():
            array[row, column] = values[name][rows]
        one = ("answered", "weighted_answered", "squared_answered", "blank", "not_asked")
        yield Block(
            item, groups_seen[groups], points, cells["n"], cells["weighted_n"], cells["squared_weights"],
            **{name: cells[name].max(axis=1) for name in one}, weighted_tally=weight is None,
            of_point={name: cells[name] for name in one},
        )  # fmt: skip


def _places(names: pd.Index, codes: np.ndarray, points: list[str], item: str) -> np.ndarray:
    """The place on the scale of each row's point."""
    place = {name: at for at, name in enumerate(points)}
    table = np.array([place.get(str(name), -1) for name in names])
    found: np.ndarray = table[codes]
    if (found < 0).any():
        strange = str(names[codes[found < 0][0]])
        hint = closest(strange, points)
        raise MeasureError(Fault("likert", f"point of '{item}'", "be one of its scale", f"'{strange}'", hint))
    return found


def share_table(
    parts: Sequence[Columns], names: list[str], population: Any, method: str, level: float
) -> pd.DataFrame:
    """The parts as one table with its shares and intervals; ``names`` come before `SHARE`.

    Weighted shares have logit's interval on the effective sample size, since the exact one needs counts.
    """
    check_choice("likert", "method", method, METHODS)
    if not parts:
        return pd.DataFrame(columns=[*names, *SHARE])
    table = pd.concat([pd.DataFrame(part) for part in parts], ignore_index=True)
    n, base = table["n"].to_numpy(), table["base"].to_numpy()
    if not table["_weighted"].any():
        share = np.where(base > 0, n / np.maximum(base, 1), np.nan)
        low, high = interval(n, base, population=population, method=method, level=level)
        table["method"] = method if population is not None else "wilson"
    else:
        drawn = table["_drawn"] if population is None or np.ndim(population) == 0 else base
        sums = [table[name].to_numpy() for name in ("_w", "_w2", "_base", "_base2")]
        found = weighted_share(sums, base, drawn=drawn, population=population, level=level)
        share, low, high = (found[name] for name in ("share", "low", "high"))
        table["method"] = "logit"
    table = table.assign(share=share, low=low, high=high)
    return table.astype({"n": np.int64, "base": np.int64})[[*names, *SHARE]]
