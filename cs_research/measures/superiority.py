"""The probability that one of a group answers higher than one of another: its interval."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtri

__all__ = ["superiority_interval"]

#: Halvings of the search for an end: the last step is below the precision of a number.
_HALVINGS = 60


def superiority_interval(share: Any, n: Any, other_n: Any, *, level: float = 0.95) -> tuple[Any, Any]:
    """Newcombe's interval for the probability of superiority: (low, high), within [0, 1].

    It has some width where the groups do not overlap at all, and where all gave the same answer. In simulations
    with five points and groups of 8 to 60 it held the truth at least as often as it says, where Brunner and
    Munzel's t interval (``statsmodels``, ``rank_compare_2ordinal``) fell to 70 per cent towards the ends and left
    [0, 1]. It takes no account of ties and so is wide where most gave the same answer.

    Parameters
    ----------
    share
        U / (n · other_n), in [0, 1]; scalar or array.
    n, other_n
        Sizes of the two groups; missing is returned where either is 0.

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
    theta, n, m = np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in (share, n, other_n)))
    z2 = ndtri((1 + level) / 2) ** 2
    low, high = _end(theta, n, m, z2), 1 - _end(1 - theta, m, n, z2)
    low, high = np.minimum(low, theta), np.maximum(high, theta)
    return (float(low), float(high)) if theta.ndim == 0 else (low, high)


def _end(share: np.ndarray, n: np.ndarray, m: np.ndarray, z2: float) -> np.ndarray:
    """The lower end, between 0 and the share."""
    low, high = np.zeros(share.shape), share
    with np.errstate(invalid="ignore", divide="ignore"):
        for _ in range(_HALVINGS):
            theta = (low + high) / 2
            inner = (1 - theta) / (2 - theta) + theta / (1 + theta)
            variance = theta * (1 - theta) * (1 + ((n + m) / 2 - 1) * inner) / (n * m)
            outside = (share - theta) ** 2 > z2 * variance
            low, high = np.where(outside, theta, low), np.where(outside, high, theta)
        result: np.ndarray = np.where((n > 0) & (m > 0), (low + high) / 2, np.nan)
    return result
