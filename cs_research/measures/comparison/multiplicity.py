"""Adjustment of p values for multiple tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError, closest
from cs_research.measures.shares.bounds import check_level


@accepts(MeasureError)
def adjust_p(
    table: pd.DataFrame,
    p: str = "p",
    *,
    within: str | Sequence[str] | None = "item",
    across: str | Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return the table with two adjusted p values in [0, 1]: ``p_holm`` within a question, ``p_bh`` across a report.

    Take one of the two and say which. Holm's keeps the chance of any false alarm within a question at the level;
    Benjamini and Hochberg's keeps the share of false alarms among all that a report calls significant. Both start
    from ``p``. A missing p was not tested: it stays missing and does not count as one of the tests.

    Parameters
    ----------
    table
        One row per test, of any of the comparisons; its order and index are kept.
    p
        The column to adjust.
    within
        The column, or columns, whose values part the table into the families of Holm's; None for one family.
    across
        The same for Benjamini and Hochberg's; None, as a rule, for the table.

    Returns
    -------
    DataFrame
        The columns of the table, then ``p_holm`` and ``p_bh``.

    Raises
    ------
    MeasureError
        A column that the table does not have, a p outside [0, 1].

    Notes
    -----
    With p₁ ≤ … ≤ p_m those of a family: p_holm of the i-th is the largest of (m − j + 1) p_j over j ≤ i, and p_bh the
    smallest of m p_j / j over j ≥ i; both at most 1.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70. Benjamini and Hochberg (1995),
    doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> table = pd.DataFrame({"item": ["a", "a", "b", "b"], "p": [0.01, 0.04, 0.03, None]})
    >>> adjust_p(table)[["p_holm", "p_bh"]].round(4).values.tolist()
    [[0.02, 0.03], [0.04, 0.04], [0.03, 0.04], [nan, nan]]
    """
    families = {"p_holm": _names(within), "p_bh": _names(across)}
    faults = [
        Fault("adjust_p", "column", "be in the table", f"'{name}'", closest(name, map(str, table.columns)))
        for name in dict.fromkeys([p, *families["p_holm"], *families["p_bh"]])
        if name not in table.columns
    ]
    if faults:
        raise MeasureError(faults)
    values = table[p].to_numpy(dtype=float, na_value=np.nan)
    odd = (values < 0) | (values > 1)
    if odd.any():
        raise MeasureError(Fault("adjust_p", f"'{p}'", "lie between 0 and 1", f"{values[odd][0]:g}"))
    rows = table.reset_index(drop=True)
    columns = {}
    for (name, by), corrected in zip(families.items(), (holm, _bh), strict=True):
        columns[name] = np.full(len(table), np.nan)
        parts = rows.groupby(by, dropna=False, sort=False).indices if by else {"all": np.arange(len(rows))}
        for places in parts.values():
            columns[name][places] = corrected(values[places])
    return table.assign(**columns)


@accepts(MeasureError)
def holm(p: np.ndarray) -> np.ndarray:
    """Return the p values of one family after Holm's correction; missing values stay missing and are not counted."""
    result: np.ndarray = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    # statsmodels' multipletests gives the same, and collects garbage at each call: a banner has a call an item
    left = np.arange(len(order), 0, -1)
    result[order] = np.minimum(np.maximum.accumulate(left * p[order]), 1)
    return result


@accepts(MeasureError)
def holm_levels(p: np.ndarray, level: float) -> np.ndarray:
    """Return the level of the interval that belongs to each p of one family, so that both say the same.

    It is the level at which Holm's method decides on the row: with intervals that leave 0 out if p is below
    1 − their level, an interval leaves 0 out if and only if the corrected p is below 1 − ``level``.

    Parameters
    ----------
    p
        As the test has them, not corrected; what is missing was not tested and has no level.
    level
        That the family is to have, between 0 and 1.

    Notes
    -----
    Of m tests in the order of p, the first r are rejected. The level of the i-th is 1 − (1 − level) / (m − i + 1) for
    i ≤ r, and 1 − (1 − level) / (m − r) for the others, all of which stop at that step.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> holm_levels(np.array([0.001, 0.03, 0.04]), 0.95).round(4).tolist()
    [0.9833, 0.975, 0.975]
    """
    check_level(level, "holm_levels")
    result: np.ndarray = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    rejected = int((holm(p[order]) < 1 - level).sum())
    steps = np.minimum(np.arange(len(order)), rejected)
    result[order] = 1 - (1 - level) / np.maximum(len(order) - steps, 1)
    return result


def _bh(p: np.ndarray) -> np.ndarray:
    result: np.ndarray = np.full(len(p), np.nan)
    tested = ~np.isnan(p)
    if tested.any():
        result[tested] = stats.false_discovery_control(p[tested])
    return result


def _names(names: str | Sequence[str] | None) -> list[str]:
    return [] if names is None else [names] if isinstance(names, str) else list(names)
