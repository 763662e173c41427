"""Tails of the hypergeometric distribution, inverted for many counts at once.

A table of a hundred questions in two hundred groups has a hundred thousand shares. Asking a library for each
tail at each truth would take minutes; here a search over all of them together takes a few sums.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln, ndtri

__all__ = ["at_least", "least_truth"]

#: A tail is summed until what is left is too small to count.
_NEGLIGIBLE = 1e-15
#: So many sums at a time stay in the processor's cache.
_BLOCK = 4096
#: After so many guesses the search goes on by halving.
_GUESSES = 8


def at_least(x: np.ndarray, n: np.ndarray, population: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """P(X ≥ x) for a draw of n from N units of which ``truth`` give the answer; arrays of one shape.

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
    """The sum of the probabilities of i and of all above it, or below it."""
    i, n, truth = i.astype(float), n.astype(float), truth.astype(float)
    rest = population - truth - n
    term = np.exp(_log_choose(truth, i) + _log_choose(population - truth, n - i) - _log_choose(population, n))
    # the four factors of the ratio of one term to the next; each moves by one with every step
    above, below = (
        ((truth - i, n - i), (i + 1, rest + i + 1)) if up else ((i, rest + i), (truth - i + 1, n - i + 1))
    )
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


def least_truth(
    x: np.ndarray, n: np.ndarray, population: np.ndarray, alpha: float, guess: np.ndarray
) -> np.ndarray:
    """The least K under which P(X ≥ x) is more than ``alpha``; whole numbers, arrays of one shape.

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
        p = at_least(x[active], n[active], population[active], k)
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
        least = np.floor(np.clip(root, -1, population[active])).astype(np.int64) + 1
        at[active] = np.where(enough, np.minimum(least, k - 1), np.maximum(least, k + 1))
    result: np.ndarray = high
    return result


def _slope(n: np.ndarray, population: np.ndarray, guess: np.ndarray) -> np.ndarray:
    """How much the normal deviate of P(X ≥ x) rises with one more unit of truth."""
    p = np.clip(guess / population, 0.5 / population, 1 - 0.5 / population)
    spread = np.sqrt(n * p * (1 - p) * np.maximum(population - n, 0.5) / np.maximum(population - 1, 1))
    result: np.ndarray = n / population / spread
    return result
