"""Intervals for a share, with and without a finite population.

Fifty-seven volunteers of 157 services are no random sample: an interval tells how far the share of all
services could lie from the share seen if those who answered were like a random draw. It says nothing of
who chose not to answer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

from cs_research.errors import Fault, MeasureError

__all__ = ["hypergeometric", "interval", "wilson"]

Pair = tuple[Any, Any]


def wilson(count: Any, base: Any, *, population: int | None = None, level: float = 0.95) -> Pair:
    """Wilson's score interval for a share: (low, high), within [0, 1].

    The denominator is ``base``; non-answers are to be left out of it beforehand. With ``population``
    the interval is that of R's survey package: an effective sample size takes up the finite population
    correction, and Student's t takes the place of the normal quantile.

    Parameters
    ----------
    count, base
        Whole numbers, 0 ≤ count ≤ base; scalars or arrays that broadcast.
    population
        N, at least ``base``; None for no correction.
    level
        Between 0 and 1.

    Returns
    -------
    (low, high)
        Shares, in the shape of the input; missing where the base is 0.

    Raises
    ------
    MeasureError
        Counts that are negative, broken or above their base; a base above the population.

    Notes
    -----
    p = count / n. Without a population m = n and z is the normal quantile; with it
    m = (n − 1) / (1 − n / N) and z is the quantile of t on n − 1 degrees of freedom. Then
    centre = (p + z²/2m) / (1 + z²/m), half width = z √(p(1 − p)/m + z²/4m²) / (1 + z²/m).

    References
    ----------
    Wilson (1927), doi:10.1080/01621459.1927.10502953. Newcombe (1998), method 3,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E. Lumley, R package survey 4.5,
    svyciprop, method "wilson".

    Examples
    --------
    >>> low, high = wilson(81, 263)
    >>> round(low, 4), round(high, 4)
    (0.2553, 0.3662)
    """
    x, n, scalar = _checked(count, base, population, level)
    tail = (1 + level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        p = x / n
        if population is None:
            m, z = n, np.full(n.shape, stats.norm.ppf(tail))
        else:
            m = np.where(n == population, np.inf, (n - 1) / (1 - n / population))
            z = stats.t.ppf(tail, np.maximum(n - 1, 1))
        a = np.where(m > 0, z**2 / m, np.inf)
        centre = (p + a / 2) / (1 + a)
        half = z * np.sqrt(p * (1 - p) / m + a / (4 * m)) / (1 + a)
    unknown = (n > 0) & ~(m > 0)
    low = np.where(unknown, 0.0, np.clip(centre - half, 0, 1))
    high = np.where(unknown, 1.0, np.clip(centre + half, 0, 1))
    low, high = np.where(x == 0, 0.0, low), np.where(x == n, 1.0, high)
    return _shaped(np.where(n == 0, np.nan, low), np.where(n == 0, np.nan, high), scalar)


def hypergeometric(count: Any, base: Any, *, population: int, level: float = 0.95) -> Pair:
    """The exact interval for a share of a finite population: (low, high), within [0, 1].

    Of the N units, K would give the answer in question. The interval holds every K under which a count
    as high, and a count as low, as the one seen is no rarer than half of 1 − level: both tails of the
    hypergeometric distribution are inverted, which covers the truth at least as often as ``level`` says.

    Parameters
    ----------
    count, base
        Whole numbers, 0 ≤ count ≤ base; scalars or arrays that broadcast.
    population
        N, at least ``base``.
    level
        Between 0 and 1.

    Returns
    -------
    (low, high)
        Shares of the population, K / N; in the shape of the input; missing where the base is 0.

    Raises
    ------
    MeasureError
        Counts that are negative, broken or above their base; a base above the population.

    Notes
    -----
    low = min{K : P(X ≥ x | N, K, n) > α/2} / N, high = max{K : P(X ≤ x | N, K, n) > α/2} / N. Where no
    whole number of units gives the share seen, the end next to it is moved out to it.

    References
    ----------
    Buonaccorsi (1987), doi:10.1080/00031305.1987.10475484. Wang (2015),
    doi:10.1080/01621459.2014.966191 (on why inverted tails are safe and a little wide).

    Examples
    --------
    >>> low, high = hypergeometric(40, 57, population=157)
    >>> round(low * 157), round(high * 157)
    (93, 124)
    """
    x, n, scalar = _checked(count, base, population, level)
    alpha = (1 - level) / 2
    low, high = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    for place in np.ndindex(x.shape):
        if n[place] > 0:
            low[place], high[place] = _inverted(int(x[place]), int(n[place]), population, alpha)
    return _shaped(low, high, scalar)


def _inverted(x: int, n: int, population: int, alpha: float) -> tuple[float, float]:
    truths = np.arange(x, population - (n - x) + 1)
    as_high = stats.hypergeom.sf(x - 1, population, truths, n) > alpha
    as_low = stats.hypergeom.cdf(x, population, truths, n) > alpha
    share = x / n
    return (
        min(float(truths[as_high][0] / population), share),
        max(float(truths[as_low][-1] / population), share),
    )


def interval(count: Any, base: Any, *, population: int | None, method: str, level: float = 0.95) -> Pair:
    """The interval by the name of its method; without a population always Wilson's, uncorrected."""
    if method == "hypergeometric" and population is not None:
        return hypergeometric(count, base, population=population, level=level)
    return wilson(count, base, population=population, level=level)


def _checked(
    count: Any, base: Any, population: int | None, level: float
) -> tuple[np.ndarray, np.ndarray, bool]:
    """Counts and bases as arrays of one shape, once they are sound."""
    x, n = np.broadcast_arrays(np.asarray(count, dtype=float), np.asarray(base, dtype=float))
    if not 0 < level < 1:
        raise MeasureError(Fault("interval", "level", "lie between 0 and 1", str(level)))
    if population is not None and (n > population).any():
        found = f"{n.max():g} of {population}"
        raise MeasureError(Fault("interval", "base", "be at most the population", found))
    odd = ~((x >= 0) & (x <= n) & (x == np.floor(x)) & (n == np.floor(n)))
    if odd.any():
        found = f"{x[odd].flat[0]:g} of {n[odd].flat[0]:g}"
        rule = "be a whole number from 0 to its base"
        raise MeasureError(Fault("interval", "count", rule, found))
    return x, n, x.ndim == 0


def _shaped(low: np.ndarray, high: np.ndarray, scalar: bool) -> Pair:
    return (float(low), float(high)) if scalar else (low, high)
