"""Exact interval for the difference of two shares of finite populations, from separate samples."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import gammaln

from cs_research._arguments import Rows, accepts
from cs_research.errors import MeasureError
from cs_research.measures.shares.intervals import wilson

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
        Whole numbers, 0 ≤ count ≤ base, bases of 1 or more.
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
    truths = (
        np.arange(population[0] + 1)[:, None] / population[0] - np.arange(population[1] + 1) / population[1]
    )
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
