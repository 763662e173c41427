"""Comparisons of groups' shares: differences with exact or approximate intervals, and Fisher's exact test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import gammaln

from cs_research._arguments import Numbers, Rows, accepts
from cs_research.definitions.instrument import Instrument, Point
from cs_research.errors import Fault, MeasureError, check_choice
from cs_research.measures.counts.group_counts import Block, item_blocks, population_sizes, tally_instrument
from cs_research.measures.counts.tally import Tally
from cs_research.measures.shares.intervals import wilson
from cs_research.measures.shares.weighted_intervals import share_error
from cs_research.measures.weights.effective_size import weighted_share

#: Pairs of truths and pairs of outcomes that are worked through for one row; beyond, the interval is not asked for.
_MOST = 250_000


@accepts(MeasureError)
def exact_difference(
    count: float,
    base: float,
    other_count: float,
    other_base: float,
    *,
    population: tuple[Any, Any],
    level: float = 0.95,
) -> tuple[float, float] | None:
    """Return the exact interval for the first share less the other: (low, high), or None if it takes too long.

    It covers the true difference of the two populations at least as often as ``level`` says, whatever their shares.
    Outcomes are ordered by the ends of `intervals.newcombe_difference`, whose own interval covers less often near
    the edges and if much of a population answered.

    Parameters
    ----------
    count, base, other_count, other_base
        Integers, 0 ≤ count ≤ base, bases of 1 or more.
    population
        N of each of the two groups.
    level
        Between 0 and 1.

    Notes
    -----
    L is the lower limit of Newcombe's interval of each outcome (x, y) and l that of the one seen: low is the smallest
    K₁/N₁ − K₂/N₂ for which P(L ≥ l | K₁, K₂) > α/2, both counts hypergeometric; high is the same with the groups
    exchanged. If no pair of integers has the observed difference, the nearest limit is extended to it.

    References
    ----------
    Buehler (1957), doi:10.1080/01621459.1957.10501404. Wang (2015), doi:10.1080/01621459.2014.966191.

    Examples
    --------
    >>> low, high = exact_difference(40, 60, 30, 57, population=(157, 157))
    >>> round(low, 4), round(high, 4)
    (-0.0064, 0.2803)
    """
    n, m = int(base), int(other_base)
    sizes = int(population[0]), int(population[1])
    if (sizes[0] + 1) * (sizes[1] + 1) > _MOST or (n + 1) * (m + 1) > _MOST:
        return None
    limits = [
        _smallest_difference(first, other, population=of, level=level)
        for first, other, of in (
            ((int(count), n), (int(other_count), m), sizes),
            ((int(other_count), m), (int(count), n), sizes[::-1]),
        )
    ]
    seen = count / n - other_count / m
    return min(limits[0], seen), max(-limits[1], seen)


@accepts(MeasureError, one=Rows("n base", empty=True), other=Rows("n base", empty=True))
def exact_where_possible(
    one: pd.DataFrame, other: pd.DataFrame, limits: tuple[Any, Any], level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the intervals given, with `exact_difference`'s in place of those that counts allow it for, row by row.

    Parameters
    ----------
    one, other
        Columns ``n, base, population``; the population is missing if it is not known or shares are weighted.
    limits
        Lower and upper ends of the first share less the other.
    """
    low, high = (np.array(end, dtype=float) for end in limits)
    names = ["n", "base", "population"]
    values = np.hstack([table[names].to_numpy(dtype=float) for table in (one, other)])
    for at, (x, n, size, y, m, other_size) in enumerate(values):
        if np.isfinite(values[at]).all() and n > 0 and m > 0:
            found = exact_difference(x, n, y, m, population=(size, other_size), level=level)
            low[at], high[at] = found or (low[at], high[at])
    return low, high


def _smallest_difference(
    first: tuple[int, int], other: tuple[int, int], *, population: tuple[int, int], level: float
) -> float:
    """Return the smallest difference for which a lower limit this high has probability (1 − level) / 2 or more."""
    (x, n), (y, m) = first, other
    p, q = np.arange(n + 1) / n, np.arange(m + 1) / m
    below, _ = wilson(np.arange(n + 1), n, population=population[0], level=level)
    _, above = wilson(np.arange(m + 1), m, population=population[1], level=level)
    lower = p[:, None] - q[None, :] - np.hypot((p - below)[:, None], (above - q)[None, :])
    as_high = lower >= lower[x, y] - 1e-12
    chance = _chances(n, population[0]) @ as_high @ _chances(m, population[1]).T
    truths = np.arange(population[0] + 1)[:, None] / population[0] - np.arange(population[1] + 1) / population[1]
    return float(truths[chance > (1 - level) / 2].min())


def _chances(n: int, population: int) -> np.ndarray:
    """Return the probability of each count among n drawn, one row per number of units K that give the answer."""
    k, x = np.arange(population + 1)[:, None], np.arange(n + 1)[None, :]
    possible = (x <= k) & (n - x <= population - k)
    chances = np.exp(_log_choose(k, x) + _log_choose(population - k, n - x) - _log_choose(population, n))
    result: np.ndarray = np.where(possible, chances, 0.0)
    return result


def _log_choose(n: Any, k: Any) -> Any:
    rest = np.maximum(n - k, 0)
    return gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(rest + 1.0)


RowKind = Literal["headlines", "nets", "points"]
#: Id, label and points of what has a row.
_Shown = tuple[str, str, tuple[str, ...]]
#: Two shares that differ by less are the same: they come from other sums of the same weights.
_SAME = 1e-12


@accepts(MeasureError)
def shares_of(count: Numbers, base: Numbers, *, population: Any = None, level: float = 0.95) -> pd.DataFrame:
    """Return shares of counts with error, effective size and Wilson's interval: one row per count.

    Columns ``n, base, share, error, effective, low, high``. The effective size is the base, or with a population
    (n − 1) / (1 − n / N) as in `intervals.wilson`; without end for a census.
    """
    if max(np.ndim(count), np.ndim(base)) > 1:
        found = f"{max(np.ndim(count), np.ndim(base))} dimensions"
        raise MeasureError(Fault("shares", "counts", "be numbers, or a list of them", found))
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


@accepts(
    MeasureError,
    one=Rows("share low high effective error", empty=True),
    other=Rows("share low high effective error", empty=True),
)
def share_differences(one: pd.DataFrame, other: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return how much higher the first table's shares are than the other's, row by row; for separate samples.

    Both have the columns of `shares_of`. Returned are ``difference``, its ``error``, ``low`` and ``high`` by
    square-and-add (Newcombe's method 10 if the intervals are Wilson's), and ``p``, two-sided.

    Notes
    -----
    With p, m the shares and effective sizes, p̄ = (m₁p₁ + m₂p₂) / (m₁ + m₂):
    z = (p₁ − p₂) / √(p̄(1 − p̄)(1/m₁ + 1/m₂)). Without weights or population z² is Pearson's chi-squared. p is missing
    if a share rests on nobody, or on one of a finite population.
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


@accepts(MeasureError)
def share_rows(counts: Tally, rows: RowKind, *, level: float = 0.95) -> pd.DataFrame:
    """Return the shares of each group in the instrument's order: of nets or points, and of ticked options.

    Columns ``item, group, row, label, points, shown``,
    those of `shares_of`, and ``population`` (N, missing if it is not known or shares are weighted). Weighted shares
    have logit's interval on their effective size.
    """
    check_choice("comparison", "rows", rows, get_args(RowKind))
    instrument = tally_instrument(counts, "comparison")
    order = {item.id: at for at, item in enumerate(instrument.items)}
    parts = [*_single(counts, instrument, rows), *_multiple(counts, instrument)]
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=[*_NAMES, *_NUMBERS, "population"])
    parts.sort(key=lambda part: order[part["item"].iloc[0]])
    table = pd.concat(parts, ignore_index=True)
    population = population_sizes(counts.population, table["group"])
    weighted = bool(table["_weighted"].any())
    found = _weighted(table, population, level) if weighted else shares_of(
        table["n"], table["base"], population=population, level=level
    )  # fmt: skip
    return pd.concat([table[_NAMES], found[_NUMBERS].astype({"n": np.int64, "base": np.int64})], axis=1).assign(
        population=np.nan if weighted or population is None else population
    )


_NAMES = ["item", "group", "row", "label", "points"]
_NUMBERS = ["n", "base", "share", "error", "effective", "low", "high"]


def _single(counts: Tally, instrument: Instrument, rows: RowKind) -> Iterator[pd.DataFrame]:
    """Return the nets or points of each single-choice item."""
    for block in item_blocks(counts, "single"):
        scale = instrument.scale_of(block.item)
        drawn = [at for at, point in enumerate(scale.points) if point in scale.base]
        if rows == "points":
            shown: list[_Shown] = [_shown(scale.points[at]) for at in drawn]
        else:
            nets = scale.nets[:1] if rows == "headlines" else scale.nets
            shown = [(net.id, net.label, net.points) for net in nets]
        if shown:
            sets = [[block.points.index(point) for point in points] for _, _, points in shown]
            yield _add_names(pd.DataFrame(block.shares(sets, drawn)), shown, len(block.groups))


def _multiple(counts: Tally, instrument: Instrument) -> Iterator[pd.DataFrame]:
    """Return the options of each choose-all item, except those not offered, or retired and not ticked."""
    for block in item_blocks(counts, "multiple"):
        options = instrument.points_of(block.item)
        ticked = block.n.sum(axis=0)
        places = [at for at in block.offered if not options[at].retired or ticked[at] > 0]
        shown = [_shown(options[at]) for at in places]
        yield _add_names(_ticks(block, places), shown, len(block.groups))


def _shown(point: Point) -> _Shown:
    return point.id, point.label, (point.id,)


def _ticks(block: Block, places: list[int]) -> pd.DataFrame:
    table = pd.DataFrame(block.shares([[place] for place in places], []))
    for name, bases in (("base", "answered"), ("_base", "weighted_answered"), ("_base2", "squared_answered")):
        table[name] = block.of_point[bases][:, places].ravel()
    return table


def _add_names(table: pd.DataFrame, shown: list[_Shown], groups: int) -> pd.DataFrame:
    for name, values in zip(("row", "label", "points"), zip(*shown, strict=True), strict=True):
        table[name] = list(values) * groups
    return table


def _weighted(table: pd.DataFrame, population: Any, level: float) -> pd.DataFrame:
    """Return the columns of `shares_of` from sums of weights and of their squares."""
    sums = [table[name].to_numpy() for name in ("_w", "_w2", "_base", "_base2")]
    n = table["base"].to_numpy(dtype=float)
    found = weighted_share(sums, n, drawn=n, population=population, level=level)
    return pd.DataFrame({"n": table["n"], "base": n} | found)


@accepts(MeasureError)
def difference(
    count: Numbers,
    base: Numbers,
    other_count: Numbers,
    other_base: Numbers,
    *,
    population: Any = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the first share less the other, in shares from −1 to 1, with its interval, error and p.

    The denominators are ``base`` and ``other_base``; non-answers are to be left out of them beforehand. The groups are
    separate samples: the same services twice need `paired`.

    Parameters
    ----------
    count, base, other_count, other_base
        Integers, 0 ≤ count ≤ base; scalars, or arrays for a row each.
    population
        N of each of the two groups, or a pair (N of the first, N of the other); None for no correction.
    level
        Of the interval, between 0 and 1.

    Returns
    -------
    DataFrame
        One row per comparison: ``n, base, share, other_n, other_base, other_share, difference, error, low, high, p,
        note``. ``error`` is the standard error of the difference. Missing if a base is 0, the error if one
        is 1, which the note says.

    Raises
    ------
    MeasureError
        Counts that are negative, broken or above their base; a base above the population.

    Notes
    -----
    The interval is `intervals.newcombe_difference`'s; with populations of at most some 500 each that of
    `exact_difference`, which covers as often as it says. error = √(e₁² + e₂²), e² = p(1 − p) / (n − 1) · (1 − n / N).
    p is that of the score test: z = (p₁ − p₂) / √(p̄(1 − p̄)(1/m₁ + 1/m₂)), m = n, or (n − 1) / (1 − n / N) with a
    population, and p̄ = (m₁p₁ + m₂p₂) / (m₁ + m₂). Without a population z² is Pearson's chi-squared, uncorrected. Test
    and interval do not share their spread: near the edge they may disagree.

    References
    ----------
    Newcombe (1998), method 10, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    Examples
    --------
    >>> row = difference(40, 60, 30, 57, population=157).iloc[0]
    >>> row[["difference", "error", "low", "high", "p"]].astype(float).round(4).tolist()
    [0.1404, 0.0719, -0.0064, 0.2803, 0.0526]
    """
    population_sizes = population if isinstance(population, tuple) else (population, population)
    values = (count, base, other_count, other_base)
    x, n, y, m = np.broadcast_arrays(*(np.atleast_1d(np.asarray(value, dtype=float)) for value in values))
    one = shares_of(x, n, population=population_sizes[0], level=level)
    other = shares_of(y, m, population=population_sizes[1], level=level)
    table = pd.concat([one[["n", "base", "share"]], other[["n", "base", "share"]].add_prefix("other_")], axis=1).assign(
        **share_differences(one, other)
    )
    known = [np.nan if size is None else size for size in population_sizes]
    first, second = (rows.assign(population=size) for rows, size in zip((one, other), known, strict=True))
    table["low"], table["high"] = exact_where_possible(first, second, (table["low"], table["high"]), level)
    fewest = np.minimum(n, m)
    return table.assign(note=np.select([fewest == 0, fewest == 1], ["a base of 0", "a base of 1"], ""))


@accepts(MeasureError)
def fisher(
    count: Numbers, base: Numbers, other_count: Numbers, other_base: Numbers, *, level: float = 0.95
) -> pd.DataFrame:
    """Return Fisher's exact p for two shares of separate groups, with the odds ratio and its exact interval.

    For small groups, and populations without end. The denominators are ``base`` and ``other_base``, as for
    `difference`.

    Parameters
    ----------
    count, base, other_count, other_base
        As for `difference`.
    level
        Of the interval, between 0 and 1.

    Returns
    -------
    DataFrame
        One row per comparison: ``n, base, share, other_n, other_base, other_share, odds_ratio, low, high, p, note``.
        ``odds_ratio`` is of the first group to the other: 0 or without end if a cell is empty, and missing with
        its interval if both shares are 0 or both are 1, which leaves p at 1. p is missing too if a base
        is 0.

    Raises
    ------
    MeasureError
        As for `difference`.

    Notes
    -----
    p adds the tables with the same margins that are no likelier than the one seen. The odds ratio is the conditional
    estimate and its interval inverts both tails of the noncentral hypergeometric distribution, as in R's
    fisher.test, whose upper end is a little rough: ``scipy.stats.fisher_exact`` and
    ``scipy.stats.contingency.odds_ratio``.

    References
    ----------
    Fisher (1935), The design of experiments, chapter 2. Cornfield (1956), Proceedings of the Third Berkeley
    Symposium 4, 135-148.

    Examples
    --------
    >>> fisher(3, 4, 1, 4).round(4)[["odds_ratio", "low", "high", "p"]].values.tolist()
    [[6.4083, 0.2117, 626.2435, 0.4857]]
    """
    values = (count, base, other_count, other_base)
    x, n, y, m = np.broadcast_arrays(*(np.atleast_1d(np.asarray(value, dtype=float)) for value in values))
    one, other = (shares_of(*side, level=level)[["n", "base", "share"]] for side in ((x, n), (y, m)))
    cells = np.stack([x, n - x, y, m - y], axis=1).astype(np.int64)
    rows = [_exact(table.reshape(2, 2), level) for table in cells]
    names = ["odds_ratio", "low", "high", "p", "note"]
    return pd.concat([one, other.add_prefix("other_"), pd.DataFrame(rows, columns=names)], axis=1)


def _exact(table: np.ndarray, level: float) -> tuple[float, float, float, float, str]:
    """Return odds ratio, its interval and p of a table of group by answer."""
    if not table.sum(axis=1).all():
        return np.nan, np.nan, np.nan, np.nan, "a base of 0"
    if not table.sum(axis=0).all():
        return np.nan, np.nan, np.nan, 1.0, "all gave the same answer"
    ratio = stats.contingency.odds_ratio(table)
    low, high = ratio.confidence_interval(level)
    return float(ratio.statistic), float(low), float(high), float(stats.fisher_exact(table).pvalue), ""
