"""Shares of groups with what it takes to hold two of them against each other, from a tally."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from scipy import stats

from cs_research.definitions.instrument import Instrument, Point
from cs_research.errors import Fault, MeasureError, check_choice
from cs_research.measures.blocks import Block, blocks
from cs_research.measures.intervals import wilson
from cs_research.measures.weighted_intervals import share_error
from cs_research.measures.weighted_shares import weighted_share

__all__ = ["Rows", "apart", "share_rows", "shares_of"]

Rows = Literal["headlines", "nets", "points"]
#: Id, label and points of what has a row.
_Shown = tuple[str, str, tuple[str, ...]]
#: Two shares that differ by less are the same: they come from other sums of the same weights.
_SAME = 1e-12


def shares_of(count: Any, base: Any, *, population: Any = None, level: float = 0.95) -> pd.DataFrame:
    """Shares of counts, with their error, effective size and Wilson's interval: one row a count.

    Columns ``n, base, share, error, effective, low, high``. The effective size is the base, or with a population
    (n − 1) / (1 − n / N) as in `intervals.wilson`; without end for a census.
    """
    low, high = wilson(np.atleast_1d(count), np.atleast_1d(base), population=population, level=level)
    x, n = np.broadcast_arrays(*(np.atleast_1d(np.asarray(value, dtype=float)) for value in (count, base)))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = x / n
        effective = n if population is None else (n - 1) / (1 - n / np.asarray(population, dtype=float))
        if population is not None:
            effective = np.where(n == population, np.inf, effective)
    columns = {"n": x.astype(np.int64), "base": n.astype(np.int64), "share": share}
    columns["error"] = share_error(share, n, population=population)
    return pd.DataFrame(columns | {"effective": effective, "low": low, "high": high})


def apart(one: pd.DataFrame, other: pd.DataFrame) -> dict[str, np.ndarray]:
    """How far the shares of the first table lie above those of the other, row by row; for separate samples.

    Both have the columns of `shares_of`. Returned are ``difference``, its ``error``, ``low`` and ``high`` by
    square-and-add (Newcombe's method 10 where the intervals are Wilson's), and ``p``, two-sided.

    Notes
    -----
    With p, m the shares and effective sizes, p̄ = (m₁p₁ + m₂p₂) / (m₁ + m₂):
    z = (p₁ − p₂) / √(p̄(1 − p̄)(1/m₁ + 1/m₂)). Without weights or population z² is Pearson's chi-squared. p is missing
    where a share rests on nobody, or on one of a finite population.
    """
    p1, l1, u1, m1 = (one[name].to_numpy(dtype=float) for name in ("share", "low", "high", "effective"))
    p2, l2, u2, m2 = (other[name].to_numpy(dtype=float) for name in ("share", "low", "high", "effective"))
    difference = p1 - p2
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.where(np.isinf(m1), 1.0, np.where(np.isinf(m2), 0.0, m1 / (m1 + m2)))
        pooled = np.clip(weight * p1 + (1 - weight) * p2, 0, 1)
        spread = np.sqrt(pooled * (1 - pooled) * (1 / m1 + 1 / m2))
        p = 2 * stats.norm.sf(np.abs(difference) / spread)
        p = np.where(np.abs(difference) < _SAME, 1.0, np.where(spread > 0, p, 0.0))
        known = (m1 > 0) & (m2 > 0) & ~np.isnan(difference)
        low = difference - np.hypot(p1 - l1, u2 - p2)
        high = difference + np.hypot(u1 - p1, p2 - l2)
    error = np.hypot(one["error"].to_numpy(dtype=float), other["error"].to_numpy(dtype=float))
    return {
        "difference": difference, "error": error, "low": low, "high": high, "p": np.where(known, p, np.nan),
    }  # fmt: skip


def share_rows(
    tally: pd.DataFrame, instrument: Instrument, rows: Rows, *, population: Any = None, level: float = 0.95
) -> pd.DataFrame:
    """The shares of each group, in the instrument's order: of nets or points, and of options that were ticked.

    ``population`` is N, or a mapping of each group to its own. Columns ``item, group, row, label, points, shown``,
    those of `shares_of`, and ``population`` (N, missing where it is not known or shares are weighted). Weighted shares
    have logit's interval on their effective size.
    """
    check_choice("comparison", "rows", rows, get_args(Rows))
    order = {item.id: at for at, item in enumerate(instrument.items)}
    parts = [*_single(tally, instrument, rows), *_multiple(tally, instrument)]
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=[*_NAMES, *_NUMBERS, "population"])
    parts.sort(key=lambda part: order[part["item"].iloc[0]])
    table = pd.concat(parts, ignore_index=True)
    sizes = _sizes(population, table["group"])
    weighted = bool(table["_weighted"].any())
    found = _weighted(table, sizes, level) if weighted else shares_of(
        table["n"], table["base"], population=sizes, level=level
    )  # fmt: skip
    return pd.concat(
        [table[_NAMES], found[_NUMBERS].astype({"n": np.int64, "base": np.int64})], axis=1
    ).assign(population=np.nan if weighted or sizes is None else sizes)


_NAMES = ["item", "group", "row", "label", "points"]
_NUMBERS = ["n", "base", "share", "error", "effective", "low", "high"]


def _single(tally: pd.DataFrame, instrument: Instrument, rows: Rows) -> Iterator[pd.DataFrame]:
    """The nets or points of each single-choice item."""
    for block in blocks(tally, instrument, "single"):
        scale = instrument.scale_of(block.item)
        drawn = [at for at, point in enumerate(scale.points) if point in scale.base]
        if rows == "points":
            shown: list[_Shown] = [_shown(scale.points[at]) for at in drawn]
        else:
            nets = scale.nets[:1] if rows == "headlines" else scale.nets
            shown = [(net.id, net.label, net.points) for net in nets]
        if shown:
            sets = [[block.points.index(point) for point in points] for _, _, points in shown]
            yield _named(pd.DataFrame(block.shares(sets, drawn)), shown, len(block.groups))


def _multiple(tally: pd.DataFrame, instrument: Instrument) -> Iterator[pd.DataFrame]:
    """The options of each choose-all item, but for those that nobody could tick or that are retired and unticked."""
    for block in blocks(tally, instrument, "multiple"):
        options = instrument.points_of(block.item)
        ticked = block.n.sum(axis=0)
        places = [at for at in block.offered if not options[at].retired or ticked[at] > 0]
        shown = [_shown(options[at]) for at in places]
        yield _named(_ticks(block, places), shown, len(block.groups))


def _shown(point: Point) -> _Shown:
    return point.id, point.label, (point.id,)


def _ticks(block: Block, places: list[int]) -> pd.DataFrame:
    table = pd.DataFrame(block.shares([[place] for place in places], []))
    for name, bases in (("base", "answered"), ("_base", "weighted_answered"), ("_base2", "squared_answered")):
        table[name] = block.of_point[bases][:, places].ravel()
    return table


def _named(table: pd.DataFrame, shown: list[_Shown], groups: int) -> pd.DataFrame:
    for name, values in zip(("row", "label", "points"), zip(*shown, strict=True), strict=True):
        table[name] = list(values) * groups
    return table


def _sizes(population: Any, groups: pd.Series) -> Any:
    """N of each row, or None."""
    if not isinstance(population, Mapping):
        return population
    lacking = [name for name in dict.fromkeys(groups) if name not in population]
    if lacking:
        raise MeasureError(
            Fault("comparison", "population", "be given for every group", f"none for '{lacking[0]}'")
        )
    return np.array([float(population[name]) for name in groups])


def _weighted(table: pd.DataFrame, population: Any, level: float) -> pd.DataFrame:
    """The columns of `shares_of` by sums of weights and of their squares."""
    sums = [table[name].to_numpy() for name in ("_w", "_w2", "_base", "_base2")]
    n = table["base"].to_numpy(dtype=float)
    found = weighted_share(sums, n, drawn=n, population=population, level=level)
    return pd.DataFrame({"n": table["n"], "base": n} | found)
