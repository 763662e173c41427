"""The probability that one of a group answers higher than one of another: its interval."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtri, stdtrit

from cs_research.measures.bounds import check_level

__all__ = ["counts_interval", "superiority_interval"]

#: Halvings of the search for an end: the last step is below the precision of a number.
_HALVINGS = 60


def counts_interval(counts: Any, other: Any, *, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the interval for the probability of superiority, ties counted half, from counts: (low, high) in [0, 1].

    It is Newcombe's equation with the larger of two variances: his, which supposes answers without ties, and the one
    that the answers themselves show, which takes up ties and unequal spread. Student's t takes the place of the normal
    quantile. In simulations of 400 pairs of distributions of different shape, with 2 to 7 points and groups of 5 to
    60 (2,000 draws each), 95 per cent intervals covered .940 to 1 (median .99), and fewer than 945 in 1,000 for
    1 pair in 100. Newcombe's own, from the share alone, covered .82 to 1, and fewer than 945 for 1 pair in 5.

    Parameters
    ----------
    counts, other
        Respondents of either group at each point, from the least to the most: arrays ``[pair, point]``.
    level
        Between 0 and 1.

    Returns
    -------
    (low, high)
        One for each pair; missing where a group is empty.

    Notes
    -----
    θ̂ = U / nm, f the share of all in both groups at each point. With one more respondent in each group, spread as
    f: P the placements of the first group's answers in the other (the share below, ties half) and Q the reverse,
    v = s²_P / (n + 1) + s²_Q / (m + 1), as in Brunner and Munzel's test, and κ = v / θ'(1 − θ') with θ' the mean of P.
    The ends solve |θ̂ − θ| = t √(θ(1 − θ) max(κ, ν(θ))), with t on min(n, m) − 1 degrees of freedom, at least 1,
    and ν(θ) = (1 + ((n + m) / 2 − 1)((1 − θ)/(2 − θ) + θ/(1 + θ))) / nm.

    References
    ----------
    Newcombe (2006), method 5, doi:10.1002/sim.2324. Brunner and Munzel (2000),
    doi:10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U.

    Examples
    --------
    >>> low, high = counts_interval([[2, 5, 9]], [[8, 6, 2]])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.5541], [0.8978])
    """
    check_level(level, "superiority")
    x, y = (np.atleast_2d(np.asarray(values, dtype=float)) for values in (counts, other))
    n, m = x.sum(axis=1), y.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (x * (np.cumsum(y, axis=1) - y / 2)).sum(axis=1) / (n * m)
        shape = _shape(x, y)
    t2 = stdtrit(np.maximum(np.minimum(n, m) - 1, 1), (1 + level) / 2) ** 2
    return _ends(share, n, m, t2, shape)


def superiority_interval(share: Any, n: Any, other_n: Any, *, level: float = 0.95) -> tuple[Any, Any]:
    """Return Newcombe's interval for the probability of superiority: (low, high), within [0, 1].

    For where only the share is known, as in print; `counts_interval` takes up ties and spread and covers better. This
    one has some width where the groups do not overlap at all and where all gave the same answer. It is too wide
    where most gave the same answer, and too narrow where the groups differ in spread: in the simulations that are
    described there it covered from .82 to 1.

    Parameters
    ----------
    share
        U / (n · other_n), in [0, 1]; scalar or array.
    n, other_n
        Sizes of the two groups; missing is returned where either is 0.
    level
        Between 0 and 1.

    Notes
    -----
    θ the share and N = (n + m) / 2: the ends solve |share − θ| = z √V(θ), with
    V(θ) = θ(1 − θ) (1 + (N − 1)((1 − θ)/(2 − θ) + θ/(1 + θ))) / nm.

    References
    ----------
    Newcombe (2006), method 5, doi:10.1002/sim.2324.

    Examples
    --------
    >>> low, high = superiority_interval(0.8, 20, 37)
    >>> round(low, 4), round(high, 4)
    (0.6504, 0.8915)
    """
    check_level(level, "superiority")
    theta, n, m = np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in (share, n, other_n)))
    z2 = np.broadcast_to(np.square(ndtri((1 + level) / 2)), theta.shape)
    low, high = _ends(theta, n, m, z2, np.zeros(theta.shape))
    return (float(low), float(high)) if theta.ndim == 0 else (low, high)


def _shape(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The variance that the answers show, in θ(1 − θ); 0 where all gave one answer."""
    pooled = (x + y) / (x + y).sum(axis=1, keepdims=True)
    x, y = x + pooled, y + pooled
    n, m = x.sum(axis=1), y.sum(axis=1)
    of_x = (np.cumsum(y, axis=1) - y / 2) / m[:, None]
    of_y = (np.cumsum(x, axis=1) - x / 2) / n[:, None]
    theta = (x * of_x).sum(axis=1) / n
    spread_x = (x * (of_x - theta[:, None]) ** 2).sum(axis=1) / (n - 1)
    spread_y = (y * (of_y - (1 - theta)[:, None]) ** 2).sum(axis=1) / (m - 1)
    result: np.ndarray = (spread_x / n + spread_y / m) / (theta * (1 - theta))
    return result


def _ends(
    share: np.ndarray, n: np.ndarray, m: np.ndarray, z2: np.ndarray, shape: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    low, high = _end(share, n, m, z2, shape), 1 - _end(1 - share, m, n, z2, shape)
    return np.minimum(low, share), np.maximum(high, share)


def _end(share: np.ndarray, n: np.ndarray, m: np.ndarray, z2: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """The lower end, between 0 and the share."""
    low, high = np.zeros(share.shape), share
    with np.errstate(invalid="ignore", divide="ignore"):
        for _ in range(_HALVINGS):
            theta = (low + high) / 2
            inner = (1 - theta) / (2 - theta) + theta / (1 + theta)
            untied = (1 + ((n + m) / 2 - 1) * inner) / (n * m)
            outside = (share - theta) ** 2 > z2 * theta * (1 - theta) * np.maximum(untied, shape)
            low, high = np.where(outside, theta, low), np.where(outside, high, theta)
        result: np.ndarray = np.where((n > 0) & (m > 0), (low + high) / 2, np.nan)
    return result
