"""Counts of groups by point, as arrays and as tables, from a tally."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cs_research._arguments import Numbers, accepts
from cs_research.definitions.categories import NO_GROUP
from cs_research.definitions.instrument import Instrument, Item
from cs_research.errors import Fault, MeasureError, check_choice, closest, found_of
from cs_research.measures.counts.tally import Tally
from cs_research.measures.shares.intervals import METHODS, interval
from cs_research.measures.weights.effective_size import weighted_share
from cs_research.measures.weights.equal_weights import equal_weight, has_weights

#: The columns that a share has in every table.
SHARE = ["n", "base", "share", "low", "high", "method"]

Columns = dict[str, Any]

#: The counts that take the place of sums of weights if all weights are equal.
_COUNTS = {
    "weighted_n": "n", "squared_weights": "n", "weighted_answered": "answered", "squared_answered": "answered",
}  # fmt: skip


@dataclass(frozen=True)
class Block:
    """Counts of one item, each array ``[group, point]`` or ``[group]``; points in the order of the scale.

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
        """Return the positions of the points that could be chosen; all of them if there are no answers."""
        could = self.of_point["answered"].sum(axis=0) > 0
        return np.flatnonzero(could | ~could.any()).tolist()

    def shares(self, sets: Sequence[Sequence[int]], base: Sequence[int]) -> Columns:
        """Return columns for a share of each set of points in the base of points, one row per group and set.

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


@accepts(MeasureError)
def item_blocks(tally: Tally, kind: str) -> Iterator[Block]:
    """Return the counts of each item of a kind that the tally has, in the instrument's order."""
    check_choice("blocks", "kind", kind, ("single", "multiple"))
    instrument, table = tally_instrument(tally, "likert"), tally.table
    if not len(table):
        return
    levels, codes = table.index.levels, table.index.codes
    known = {str(name): code for code, name in enumerate(levels[0])}
    weight = equal_weight(table)
    values = {
        str(name): (table[_COUNTS.get(name, name)] if weight is not None else table[name]).to_numpy()
        for name in table.columns
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


@accepts(MeasureError)
def tally_instrument(tally: Tally, place: str) -> Instrument:
    """Return the instrument of a tally; raise `MeasureError` if it has none or is not a tally."""
    if not isinstance(tally, Tally):
        hint = "counts = tally(responses), and give counts"
        raise MeasureError(Fault(place, "counts", "be a Tally", found_of(tally), hint))
    if tally.instrument is None:
        hint = "give tally an instrument in place of items with their points"
        raise MeasureError(Fault(place, "counts", "have an instrument, which says what points mean", "none", hint))
    return tally.instrument


def _places(names: pd.Index, codes: np.ndarray, points: list[str], item: str) -> np.ndarray:
    """Return the position on the scale of each row's point."""
    place = {name: at for at, name in enumerate(points)}
    table = np.array([place.get(str(name), -1) for name in names])
    found: np.ndarray = table[codes]
    if (found < 0).any():
        strange = str(names[codes[found < 0][0]])
        hint = closest(strange, points)
        raise MeasureError(Fault("likert", f"point of '{item}'", "be one of its scale", f"'{strange}'", hint))
    return found


@accepts(MeasureError)
def share_table(parts: Sequence[Columns], names: list[str], population: Any, method: str, level: float) -> pd.DataFrame:
    """Return the pieces as one table with shares and intervals; ``names`` come before `SHARE`.

    Weighted shares have logit's interval on the effective sample size, since the exact one needs counts.
    """
    check_choice("likert", "method", method, METHODS)
    if not parts:
        return pd.DataFrame(columns=[*names, *SHARE])
    table = pd.concat([pd.DataFrame(part) for part in parts], ignore_index=True)
    n, base = table["n"].to_numpy(), table["base"].to_numpy()
    population = population_sizes(population, table["group"])
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


@accepts(MeasureError)
def population_sizes(population: Any, groups: pd.Series) -> Any:
    """Return N of each row, by its group if groups have separate populations."""
    if not isinstance(population, Mapping):
        return population
    return np.array([float(population[name]) for name in groups])


@accepts(MeasureError)
def by_group(tally: Tally, item: str) -> pd.DataFrame:
    """Return respondents of each group at each score of an item, from the lowest score to the highest.

    Blank answers, those not asked, and points that say nothing of the matter asked, such as "not sure", have no
    score and are left out; so are respondents whose group is not known. Scores of an item that is ``reversed``
    run against its scale.

    Parameters
    ----------
    tally
        From `cs_research.measures.counts.tally.tally`, by group and without weights.
    item
        A single-choice item on an ordinal scale.

    Returns
    -------
    DataFrame
        One row per group, in their order, with its name as the index; one column per score, of integers.

    Raises
    ------
    MeasureError
        An item that the tally does not have or that has no scores; a tally with weights.

    Examples
    --------
    >>> from cs_research.measures.counts.tally import from_counts
    >>> published = pd.DataFrame({"item": "knowledge", "group": ["england", "wales", "wales"],
    ...                      "point": ["good", "poor", "good"], "n": 1})
    >>> by_group(from_counts(published, "yjs-survey/2022"), "knowledge").values.tolist()
    [[0, 0, 1, 0, 0], [1, 0, 1, 0, 0]]
    """
    instrument = tally_instrument(tally, "by_group")
    require_unweighted(tally, "by_group")
    found = {block.item.id: block for block in item_blocks(tally, "single")}
    known = [name for name in found if instrument.scale_of(found[name].item).kind == "ordinal"]
    if item not in known:
        rule = "be a single-choice item of the tally on an ordinal scale"
        raise MeasureError(Fault("by_group", "item", rule, found_of(item), closest(str(item), known)))
    return counts_by_score(found[item], instrument)


@accepts(MeasureError)
def require_unweighted(tally: Tally, place: str) -> None:
    """Raise `MeasureError` if the tally has weights."""
    if len(tally.table) and has_weights(tally.table):
        hint = "compare weighted shares: banner, waves, groups or rao_scott"
        raise MeasureError(Fault(place, "tally", "have no weights for a test of ranks", "weights", hint))


@accepts(MeasureError)
def counts_by_score(block: Block, instrument: Instrument) -> pd.DataFrame:
    """Return the counts of one item as in `by_group`."""
    worth = instrument.scale_of(block.item).scores()
    score_sum = min(worth.values()) + max(worth.values())
    scores = {name: score_sum - score if block.item.reversed else score for name, score in worth.items()}
    places = [block.points.index(name) for name in scores]
    table = pd.DataFrame(block.n[:, places].T.astype(np.int64), columns=block.groups)
    table = table.groupby(pd.Index(list(scores.values()), name="score")).sum().T
    return table[table.index != NO_GROUP].rename_axis("group")


@accepts(MeasureError)
def validate_counts(counts: Numbers, place: str) -> tuple[list[str], np.ndarray]:
    """Return the names of groups and their counts as an array ``[group, point]``, checked to be integers."""
    n = np.asarray(counts, dtype=float)
    if n.ndim != 2:
        found = f"{n.ndim} dimension{'s' * (n.ndim != 1)}"
        raise MeasureError(Fault(place, "counts", "be a table of groups by points", found))
    named = counts.index if isinstance(counts, pd.DataFrame) else range(1, len(n) + 1)
    names = [str(name) for name in named]
    _require_integers(n, place)
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise MeasureError(Fault(place, "groups", "have different names", f"'{twice[0]}' twice"))
    return names, n


@accepts(MeasureError)
def validate_count_pair(counts: Numbers, other: Numbers, place: str) -> tuple[np.ndarray, np.ndarray]:
    """Return counts by point of two groups, or of several pairs of groups, as arrays ``[pair, point]``."""
    x, y = (np.atleast_2d(np.asarray(values, dtype=float)) for values in (counts, other))
    if x.shape != y.shape or x.ndim != 2:
        found = f"{x.shape[-1]} and {y.shape[-1]}" if x.shape[-1] != y.shape[-1] else "different numbers of pairs"
        raise MeasureError(Fault(place, "counts", "have the same points in both groups", found))
    _require_integers(np.vstack([x, y]), place)
    return x, y


@accepts(MeasureError)
def pair_indices(names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the indices of the first and of the second group of each pair, in order."""
    return np.triu_indices(len(names), 1)


def _require_integers(n: np.ndarray, place: str) -> None:
    odd = ~((n >= 0) & (n == np.floor(n)) & np.isfinite(n))
    if odd.any():
        raise MeasureError(Fault(place, "counts", "be integers of 0 or more", f"{n[odd][0]:g}"))
