"""What unequal weights cost: Kish's effective sample size and design effect."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cs_research.errors import Fault, MeasureError
from cs_research.measures.raking import Weights

__all__ = ["design_effect", "effective_n", "numbers_of"]


def effective_n(weights: Any = None, *, weighted_n: Any = None, squared_weights: Any = None) -> Any:
    """Kish's effective sample size, in respondents: how many of equal weight would tell as much.

    It is never above the number of respondents, and equal to it where all weights are. It holds for what
    has nothing to do with the weights; the size behind one share is that of `weighted_error`.

    Parameters
    ----------
    weights
        A weight ≥ 0 for each respondent, or what `rake` returns; respondents who did not answer are to be left
        out.
    weighted_n, squared_weights
        In place of weights: sums of weights and of their squares, such as the columns of a tally; scalars or
        arrays that broadcast.

    Returns
    -------
    float or array
        A number for weights, the shape of the input for sums; missing where all weights are 0.

    Raises
    ------
    MeasureError
        Weights that are missing or below 0; both weights and sums, or one sum without the other.

    Notes
    -----
    (Σw)² / Σw².

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7; Kish (1992), Journal of Official Statistics 8, 183-200.

    Examples
    --------
    >>> round(effective_n([0.8, 0.8, 0.8, 1.6]), 4)
    3.5714
    """
    _, total, squares = _sums("effective_n", weights, None, weighted_n, squared_weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.asarray(total**2 / squares)
    return float(found) if found.ndim == 0 else found


def design_effect(
    weights: Any = None, *, n: Any = None, weighted_n: Any = None, squared_weights: Any = None
) -> Any:
    """How many times larger unequal weights make the variance: respondents by effective respondents, at least 1.

    Parameters
    ----------
    weights
        As in `effective_n`.
    n, weighted_n, squared_weights
        In place of weights: respondents, sums of weights and of their squares.

    Returns
    -------
    float or array
        As from `effective_n`.

    Raises
    ------
    MeasureError
        As from `effective_n`.

    Notes
    -----
    n Σw² / (Σw)², which is 1 + the squared coefficient of variation of the weights.

    References
    ----------
    As for `effective_n`.

    Examples
    --------
    >>> round(design_effect([0.8, 0.8, 0.8, 1.6]), 4)
    1.12
    """
    if weights is None and n is None:
        raise MeasureError(Fault("design_effect", "n", "be given with sums of weights", "none"))
    size, total, squares = _sums("design_effect", weights, n, weighted_n, squared_weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.asarray(size * squares / total**2)
    return float(found) if found.ndim == 0 else found


def _sums(
    place: str, weights: Any, n: Any, weighted_n: Any, squared_weights: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Respondents, Σw and Σw², from weights or as given."""
    if (weights is None) == (weighted_n is None) or (weighted_n is None) != (squared_weights is None):
        rule = "be given, or weighted_n and squared_weights"
        raise MeasureError(Fault(place, "weights", rule, "both, neither or one of the two"))
    if weights is None:
        size, total, squares = (np.asarray(x, dtype=float) for x in (n, weighted_n, squared_weights))
        return size, total, squares
    w = numbers_of(place, weights)
    return np.asarray(len(w)), np.asarray(w.sum()), np.asarray((w**2).sum())


def numbers_of(place: str, weights: Any) -> np.ndarray:
    """Weights as an array, once they are sound."""
    told = weights.weights if isinstance(weights, Weights) else weights
    w: np.ndarray = pd.Series(told).to_numpy(dtype=float, na_value=np.nan)
    odd = ~np.isfinite(w) | (w < 0)
    if odd.any():
        found = f"{int(odd.sum())} that are missing or below 0"
        raise MeasureError(Fault(place, "weights", "be numbers of 0 or more", found))
    return w
