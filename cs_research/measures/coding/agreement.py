"""Agreement between coders or raters of the same units, with one function per term of the formula.

Judgements come as a table of one row per coder and one column per unit; what a coder did not judge is missing. A
unit that fewer than two judged says nothing of agreement and is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError, check_choice

#: A row of values for each coder: a table, an array or lists.
Judgements: TypeAlias = pd.DataFrame | np.ndarray | Sequence[Any]

#: How far two values lie apart: all the same, by ranks, by difference, by proportion.
METRICS = ("nominal", "ordinal", "interval", "ratio")


@accepts(MeasureError)
def krippendorff_alpha(judgements: Judgements, metric: str) -> float:
    """Return Krippendorff's alpha: 1 is perfect agreement, 0 is agreement by chance, below 0 is less than that.

    Parameters
    ----------
    judgements
        One row per coder, one column per unit; missing values allowed. Anything that a DataFrame is made of.
    metric
        ``nominal``, ``ordinal``, ``interval`` or ``ratio``.

    Returns
    -------
    float
        Missing if no unit has two values, or if all values are the same: without variation chance would
        agree as well.

    Raises
    ------
    MeasureError
        Another metric; values that are no finite numbers, with any metric but nominal; negative ones with ratio.

    Notes
    -----
    α = 1 − D_o / D_e; see `observed_disagreement` and `expected_disagreement`.

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's alpha-reliability. Krippendorff (2004), Content Analysis,
    second edition, chapter 11.

    Examples
    --------
    Two coders and four units, of which they judge one differently:

    >>> round(krippendorff_alpha([[1, 1, 2, 2], [1, 1, 2, 1]], "nominal"), 4)
    0.5333
    """
    together = coincidences(judgements)
    squared = distances(together, metric)
    if not together.to_numpy().sum():
        return float("nan")
    expected = expected_disagreement(together, squared)
    return 1 - observed_disagreement(together, squared) / expected if expected else float("nan")


@accepts(MeasureError)
def percent_agreement(judgements: Judgements) -> float:
    """Return the share of pairs of coders that give a unit the same value, mean over units, in [0, 1].

    Parameters
    ----------
    judgements
        As in `krippendorff_alpha`.

    Returns
    -------
    float
        Missing if no unit has two values.

    Notes
    -----
    With n_uc the number of coders who give unit u the value c, and m_u = Σ_c n_uc:
    the mean over units with m_u ≥ 2 of Σ_c n_uc (n_uc − 1) / m_u (m_u − 1).

    Examples
    --------
    >>> percent_agreement([[1, 1, 2, 2], [1, 1, 2, 1]])
    0.75
    """
    counts, _ = _counts(judgements)
    if not len(counts):
        return float("nan")
    size = counts.sum(axis=1)
    return float(((counts * (counts - 1)).sum(axis=1) / (size * (size - 1))).mean())


@accepts(MeasureError)
def coincidences(judgements: Judgements) -> pd.DataFrame:
    """Count how often each two values occur together in a unit: a square table, values in order on both sides.

    Parameters
    ----------
    judgements
        As in `krippendorff_alpha`.

    Returns
    -------
    DataFrame
        Symmetric. Its sum is the number of values in units that two or more judged.

    Notes
    -----
    o_ck = Σ_u n_uc (n_uk − [c = k]) / (m_u − 1).
    """
    counts, values = _counts(judgements)
    shares = counts / (counts.sum(axis=1, keepdims=True) - 1)
    together = counts.T @ shares - np.diag(shares.sum(axis=0))
    return pd.DataFrame(together, index=values, columns=values)


@accepts(MeasureError)
def distances(together: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Return the squared distance of each two values by the metric: a square table like that of `coincidences`.

    Parameters
    ----------
    together
        From `coincidences`: its values, and with ordinal how often each is given.
    metric
        As in `krippendorff_alpha`.

    Raises
    ------
    MeasureError
        As from `krippendorff_alpha`.

    Notes
    -----
    With n_c the row sums of the coincidences, δ²_ck is [c ≠ k] for nominal, (Σ_{g=c..k} n_g − (n_c + n_k) / 2)²
    for ordinal, (c − k)² for interval, ((c − k) / (c + k))² for ratio.
    """
    check_choice("agreement", "metric", metric, METRICS)
    if metric == "nominal":
        squared = 1 - np.eye(len(together))
    else:
        scale = _numbers(together.index, metric)
        if metric == "ordinal":  # the middle of each value's ranks
            given = together.to_numpy().sum(axis=1)
            scale = given.cumsum() - given / 2
        squared = np.subtract.outer(scale, scale) ** 2
        if metric == "ratio":
            total = np.add.outer(scale, scale) ** 2
            squared = np.divide(squared, total, out=np.zeros_like(squared), where=total > 0)
    return pd.DataFrame(squared, index=together.index, columns=together.columns)


@accepts(MeasureError)
def observed_disagreement(together: pd.DataFrame, squared: pd.DataFrame) -> float:
    """Return D_o, the mean squared distance of values within units: Σ_ck o_ck δ²_ck / n.

    Parameters
    ----------
    together, squared
        From `coincidences` and `distances`.
    """
    number = together.to_numpy()
    return float((number * squared.to_numpy()).sum() / number.sum())


@accepts(MeasureError)
def expected_disagreement(together: pd.DataFrame, squared: pd.DataFrame) -> float:
    """Return D_e, the mean squared distance of values across all units: Σ_ck n_c n_k δ²_ck / n (n − 1).

    Parameters
    ----------
    together, squared
        From `coincidences` and `distances`.
    """
    given = together.to_numpy().sum(axis=1)
    number = given.sum()
    return float(given @ squared.to_numpy() @ given / (number * (number - 1)))


def _counts(judgements: Judgements) -> tuple[np.ndarray, pd.Index]:
    """Count the coders per unit and value, for units that two or more coders judged; return counts and values."""
    table = pd.DataFrame(judgements)
    cells = table.to_numpy(dtype=object).T
    flat = pd.Series(cells.ravel(), dtype=object)
    try:
        codes, values = pd.factorize(flat.infer_objects(), sort=True)
    except TypeError:  # values of several kinds have no order; nominal needs none
        codes, values = pd.factorize(flat)
    units = np.repeat(np.arange(cells.shape[0]), cells.shape[1])
    counts = np.zeros((cells.shape[0], len(values)))
    np.add.at(counts, (units[codes >= 0], codes[codes >= 0]), 1)
    return counts[counts.sum(axis=1) > 1], pd.Index(values)


def _numbers(values: pd.Index, metric: str) -> np.ndarray:
    """Return the values as numbers in order; raise `MeasureError` for a value that is not a number."""
    odd = [value for value in values if not _is_number(value) or (metric == "ratio" and value < 0)]
    if odd:
        rule = "be a finite number" + (" of at least 0" if metric == "ratio" else "")
        hint = "give each value the number of its place" if metric == "ordinal" else ""
        raise MeasureError([Fault(f"agreement, {metric}", "value", rule, f"{v!r}", hint) for v in odd])
    return np.asarray(values, dtype=float)


def _is_number(value: Any) -> bool:
    plain = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return plain and bool(np.isfinite(value))
