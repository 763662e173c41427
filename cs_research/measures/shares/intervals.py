"""Intervals for a share, with and without a finite population.

A table of a hundred questions in two hundred groups has a hundred thousand shares. Asking a library for each
tail at each truth would take minutes; here a search over all of them together takes a few sums.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special
from scipy.special import gammaln, ndtri

from cs_research._arguments import Numbers, accepts
from cs_research.errors import Fault, MeasureError, check_choice
from cs_research.measures.shares.bounds import check_level, population_of

#: A tail is summed until what is left is too small to count.
_NEGLIGIBLE = 1e-15
#: So many sums at a time stay in the processor's cache.
_BLOCK = 4096
#: After so many guesses the search goes on by halving.
_GUESSES = 8


@accepts(MeasureError)
def probability_at_least(x: np.ndarray, n: np.ndarray, population: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Return P(X ≥ x) for a draw of n from N units of which ``truth`` give the answer; arrays of one shape.

    The terms are added from x outwards, on the side of the smaller tail, each from the one before it:
    P(i + 1) / P(i) = (K − i)(n − i) / ((i + 1)(N − K − n + i + 1)).
    """
    upward = x * population >= n * truth
    start = np.where(upward, x, x - 1)
    total = np.zeros(x.shape)
    possible = (start >= np.maximum(0, n - (population - truth))) & (start <= np.minimum(n, truth))
    for up in (True, False):
        sides = np.flatnonzero(possible & (upward == up))
        for begin in range(0, len(sides), _BLOCK):
            side = sides[begin : begin + _BLOCK]
            total[side] = _tail(start[side], n[side], population[side], truth[side], up=up)
    beyond = np.where(upward, x < np.maximum(0, n - (population - truth)), start > np.minimum(n, truth))
    total = np.where(~possible & beyond, 1.0, total)
    result: np.ndarray = np.where(upward, total, 1 - total)
    return result


def _tail(i: np.ndarray, n: np.ndarray, population: np.ndarray, truth: np.ndarray, *, up: bool) -> np.ndarray:
    """Return the sum of the probabilities of i and of all above it, or below it."""
    i, n, truth = i.astype(float), n.astype(float), truth.astype(float)
    rest = population - truth - n
    term = np.exp(_log_choose(truth, i) + _log_choose(population - truth, n - i) - _log_choose(population, n))
    # the four factors of the ratio of one term to the next; each moves by one with every step
    above, below = ((truth - i, n - i), (i + 1, rest + i + 1)) if up else ((i, rest + i), (truth - i + 1, n - i + 1))
    factors = [*(array.copy() for array in above), *(array.copy() for array in below)]
    total: np.ndarray = term.copy()
    active, part = np.arange(len(i)), total.copy()
    while len(active):
        for _ in range(16):
            term *= factors[0]
            term *= factors[1]
            term /= factors[2] * factors[3]
            part += term
            for factor, step in zip(factors, (-1, -1, 1, 1), strict=True):
                factor += step
        total[active] = part
        going = term > _NEGLIGIBLE * part
        if not going.all():
            active, term, part = active[going], term[going], part[going]
            factors = [factor[going] for factor in factors]
    return total


def _log_choose(n: np.ndarray, k: np.ndarray) -> np.ndarray:
    result: np.ndarray = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return result


@accepts(MeasureError)
def smallest_total(x: np.ndarray, n: np.ndarray, population: np.ndarray, alpha: float, guess: np.ndarray) -> np.ndarray:
    """Return the smallest K with P(X ≥ x) above ``alpha``; integers, arrays of one shape.

    The probability rises with K, so the search keeps a K that is too small and one that is not, and narrows
    them: it starts at ``guess`` and takes the next from the normal deviate of the probability, which is close
    to a straight line in K.
    """
    low, high = x - 1, population - (n - x)
    at, slope = np.clip(guess, low + 1, high), _slope(n, population, guess)
    wanted, tries = float(ndtri(alpha)), 0
    last_k, last_z = at.astype(float), np.full(x.shape, np.nan)
    while len(active := np.flatnonzero(high - low > 1)):
        k = np.clip(at[active], low[active] + 1, high[active] - 1)
        p = probability_at_least(x[active], n[active], population[active], k)
        enough = p > alpha
        high[active], low[active] = np.where(enough, k, high[active]), np.where(enough, low[active], k)
        tries += 1
        if tries > _GUESSES:
            at[active] = (low[active] + high[active]) // 2
            continue
        z = ndtri(np.clip(p, 1e-300, 1 - 1e-16))
        seen = (z - last_z[active]) / np.where(k == last_k[active], np.nan, k - last_k[active])
        slope[active] = np.where(seen > 0, seen, slope[active])
        last_k[active], last_z[active] = k, z
        root = k + (wanted - z) / slope[active]
        smallest = np.floor(np.clip(root, -1, population[active])).astype(np.int64) + 1
        at[active] = np.where(enough, np.minimum(smallest, k - 1), np.maximum(smallest, k + 1))
    result: np.ndarray = high
    return result


def _slope(n: np.ndarray, population: np.ndarray, guess: np.ndarray) -> np.ndarray:
    """Return how much the normal deviate of P(X ≥ x) rises with one more unit of truth."""
    p = np.clip(guess / population, 0.5 / population, 1 - 0.5 / population)
    spread = np.sqrt(n * p * (1 - p) * np.maximum(population - n, 0.5) / np.maximum(population - 1, 1))
    result: np.ndarray = n / population / spread
    return result


Pair = tuple[Any, Any]
#: Intervals of a share that counts have; the exact one needs a population.
METHODS = ("hypergeometric", "wilson")


@accepts(MeasureError)
def wilson(count: Numbers, base: Numbers, *, population: Any = None, level: float = 0.95) -> Pair:
    """Return Wilson's score interval for a share: (low, high), within [0, 1].

    The denominator is ``base``; non-answers are to be left out of it beforehand. With ``population``
    the interval is that of R's survey package: an effective sample size takes up the finite population
    correction, and Student's t takes the place of the normal quantile.

    Parameters
    ----------
    count, base
        Integers, 0 ≤ count ≤ base; scalars or arrays that broadcast.
    population
        N, at least ``base``; None for no correction. A scalar, or an array if groups have their own.
    level
        Between 0 and 1.

    Returns
    -------
    (low, high)
        Shares, in the shape of the input; missing if the base is 0.

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
    x, n, size, scalar = _validate_inputs(count, base, population, level)
    tail = (1 + level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        if population is None:
            m, z = n, np.full(n.shape, special.ndtri(tail))
        else:
            m, z = _effective(n - 1, n, size), special.stdtrit(np.maximum(n - 1, 1), tail)
        low, high = _score(x / n, m, z)
    unknown = (n > 0) & ~(m > 0)
    low, high = np.where(unknown, 0.0, low), np.where(unknown, 1.0, high)
    low, high = np.where(x == 0, 0.0, low), np.where(x == n, 1.0, high)
    return _reshape(np.where(n == 0, np.nan, low), np.where(n == 0, np.nan, high), scalar)


def _effective(m: np.ndarray, n: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return a sample size that includes the finite population correction; infinite for a census."""
    with np.errstate(divide="ignore", invalid="ignore"):
        result: np.ndarray = np.where(n == size, np.inf, m / (1 - n / size))
    return result


def _score(p: np.ndarray, m: np.ndarray, z: Any) -> Pair:
    """Return Wilson's interval for a share p on an effective sample size m."""
    a = np.divide(np.square(z), m, out=np.full(np.shape(p), np.inf), where=m > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (p + a / 2) / (1 + a)
        half = z * np.sqrt(p * (1 - p) / m + a / (4 * m)) / (1 + a)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


@accepts(MeasureError)
def hypergeometric(count: Numbers, base: Numbers, *, population: Any, level: float = 0.95) -> Pair:
    """Return the exact interval for a share of a finite population: (low, high), within [0, 1].

    Of the N units, K would give the answer in question. The interval holds every K under which a count
    as high, and a count as low, as the one seen is no rarer than half of 1 − level: both tails of the
    hypergeometric distribution are inverted, which covers the truth at least as often as ``level`` says.

    Parameters
    ----------
    count, base
        Integers, 0 ≤ count ≤ base; scalars or arrays that broadcast.
    population
        N, at least ``base``; a scalar, or an array if groups have their own.
    level
        Between 0 and 1.

    Returns
    -------
    (low, high)
        Shares of the population, K / N; in the shape of the input; missing if the base is 0.

    Raises
    ------
    MeasureError
        Counts that are negative, broken or above their base; a base above the population.

    Notes
    -----
    low = min{K : P(X ≥ x | N, K, n) > α/2} / N, high = max{K : P(X ≤ x | N, K, n) > α/2} / N. Where no
    integer number of units gives the observed share, the nearest limit is extended to it.

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
    x, n, size, scalar = _validate_inputs(count, base, population, level)
    low, high = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    asked = n > 0
    if asked.any():
        low[asked], high[asked] = _invert_tests(x[asked], n[asked], size[asked], (1 - level) / 2)
    return _reshape(low, high, scalar)


def _invert_tests(x: np.ndarray, n: np.ndarray, size: np.ndarray, alpha: float) -> Pair:
    """Return both limits, computed once for each distinct count and base."""
    cells = np.stack([x, n, size]).astype(np.int64)
    different, place = np.unique(cells, axis=1, return_inverse=True)
    x, n, size = different
    # the upper limit is the lower limit of those who gave another answer
    both = np.concatenate([x, n - x])
    n2, size2 = np.tile(n, 2), np.tile(size, 2)
    near, _ = _score(np.maximum(both - 0.5, 0) / n2, _effective(n2 - 1.0, n2, size2), -special.ndtri(alpha))
    truths = smallest_total(both, n2, size2, alpha, np.round(np.nan_to_num(near) * size2).astype(np.int64))
    low = np.minimum(truths[: len(x)] / size, x / n)
    high = np.maximum((size - truths[len(x) :]) / size, x / n)
    return low[place.ravel()], high[place.ravel()]


@accepts(MeasureError)
def clopper_pearson(count: Numbers, base: Numbers, *, level: float = 0.95) -> Pair:
    """Return the exact binomial interval for a share: (low, high), within [0, 1].

    For draws from a population without end; a finite one is `hypergeometric`'s. Parameters, shapes and errors
    are those of `wilson`.

    Notes
    -----
    low = B(α/2; x, n − x + 1), high = B(1 − α/2; x + 1, n − x), with B the quantile of the beta distribution.

    References
    ----------
    Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404.

    Examples
    --------
    >>> low, high = clopper_pearson(682, 925)
    >>> round(low, 7), round(high, 7)
    (0.7076683, 0.7654066)
    """
    x, n, _, scalar = _validate_inputs(count, base, None, level)
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore"):
        low = np.where(x == 0, 0.0, special.betaincinv(x, n - x + 1, tail))
        high = np.where(x == n, 1.0, special.betainccinv(x + 1, n - x, tail))
    return _reshape(np.where(n == 0, np.nan, low), np.where(n == 0, np.nan, high), scalar)


@accepts(MeasureError)
def newcombe_difference(
    count1: Numbers,
    base1: Numbers,
    count2: Numbers,
    base2: Numbers,
    *,
    population: Any = None,
    level: float = 0.95,
) -> Pair:
    """Return the interval for the first share less the second: (low, high), within [−1, 1].

    Two separate samples; answers of the same respondents twice need `comparison.paired`. Parameters, shapes
    and errors are those of `wilson`; ``population`` is that of each of the two.

    Notes
    -----
    With (l, u) the Wilson interval of each share p:
    low = p₁ − p₂ − √((p₁ − l₁)² + (u₂ − p₂)²), high = p₁ − p₂ + √((u₁ − p₁)² + (p₂ − l₂)²).

    References
    ----------
    Newcombe (1998), method 10, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    Examples
    --------
    >>> low, high = newcombe_difference(56, 70, 48, 80)
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    (l1, u1), (l2, u2) = (
        wilson(count, base, population=population, level=level) for count, base in ((count1, base1), (count2, base2))
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        p1 = np.asarray(count1, dtype=float) / np.asarray(base1, dtype=float)
        p2 = np.asarray(count2, dtype=float) / np.asarray(base2, dtype=float)
    low = p1 - p2 - np.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
    high = p1 - p2 + np.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
    return _reshape(np.asarray(low), np.asarray(high), np.ndim(low) == 0)


@accepts(MeasureError)
def interval(count: Numbers, base: Numbers, *, population: Any, method: str, level: float = 0.95) -> Pair:
    """Return the interval of the named method, one of `METHODS`; without a population Wilson's, uncorrected."""
    check_choice("interval", "method", method, METHODS)
    if method == "hypergeometric" and population is not None:
        return hypergeometric(count, base, population=population, level=level)
    return wilson(count, base, population=population, level=level)


def _validate_inputs(
    count: Any, base: Any, population: Any, level: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
    """Return counts, bases and populations as arrays of one shape, after checking them."""
    size = np.inf if population is None else population
    x, n, sizes = np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in (count, base, size)))
    check_level(level)
    population_of(n, sizes)
    odd = ~((x >= 0) & (x <= n) & (x == np.floor(x)) & (n == np.floor(n)))
    if odd.any():
        found = f"{x[odd].flat[0]:g} of {n[odd].flat[0]:g}"
        rule = "be an integer from 0 to its base"
        raise MeasureError(Fault("interval", "count", rule, found))
    return x, n, sizes, x.ndim == 0


def _reshape(low: np.ndarray, high: np.ndarray, scalar: bool) -> Pair:
    return (float(low), float(high)) if scalar else (low, high)
