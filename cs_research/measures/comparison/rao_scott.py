"""Pearson's chi-squared test of a table of groups by answers, weighted or not, after Rao and Scott."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from cs_research._arguments import Numbers, accepts
from cs_research.errors import Fault, MeasureError, check_flag, join_names

_EMPTY = "empty: R's svychisq gives another F"
#: Weight of an empty cell relative to all: close to the limit of a weight that goes to 0.
_NEXT_TO_NOTHING = 1e-9


@accepts(MeasureError)
def rao_scott(n: Numbers, weighted_n: Numbers, squared_weights: Numbers, *, unbiased: bool = False) -> pd.DataFrame:
    """Return Rao and Scott's tests of a weighted table of groups by points: first-order chi-squared, second-order F.

    The denominator is ``n``, all respondents in the table. Groups and points that nobody is in are left out; groups
    are named in the note. Weights are taken as given, each respondent as drawn for itself.

    Parameters
    ----------
    n, weighted_n, squared_weights
        Respondents, Σw and Σw² of each group at each point: tables of one shape, one row per group, such as those
        columns of a tally of one item, unstacked.
    unbiased
        Whether the covariances have n − 1 in place of n, as in R's survey. Then chi-squared and F are
        (n − 1) / n of what they are without, also if all weights are 1.

    Returns
    -------
    DataFrame
        One row: ``groups, points, n, pearson, df, p_pearson, effect, chi_squared, p_chi_squared, f, df1, df2, p,
        note``. ``pearson`` is chi-squared of the weighted table brought to n, which is too large if weights differ;
        ``p`` is that of F. ``effect`` is Cramér's V, from 0 to 1. Missing if fewer than two groups answered; if
        all gave the same answer the statistics are 0 and p is 1.

    Raises
    ------
    MeasureError
        Tables of different shapes, numbers below 0, weights that no respondent has.

    Notes
    -----
    Of R groups and C points, cell c has W_c = Σw, Q_c = Σw² and p_c = W_c / W. D = diag(p), V = (diag(Q) − pQᵀ − Qpᵀ
    + ppᵀ ΣQ) / W², which is Σ w_i² (y_i − p)(y_i − p)ᵀ / W² with y_i 1 in the cell of respondent i. X are the
    (R − 1)(C − 1) contrasts of cells that no sum of a group's and a point's effect takes up, and
    Δ = (Xᵀ D⁻¹ X)⁻¹ (Xᵀ D⁻¹ n V D⁻¹ X). With weights of 1, nV = D − ppᵀ and Δ is the identity. A cell that nobody is in
    gets almost no weight and the mean Q / W. Then, with t = tr Δ and df = (R − 1)(C − 1):
    pearson = n Σ (p_rc − p_r p_c)² / (p_r p_c), chi_squared = pearson · df / t on df, f = pearson / t on
    df1 = t² / tr Δ² and df2 = (n − 1) df1. effect = √(pearson / (n · min(R − 1, C − 1))).

    R's svychisq leaves an empty cell out of D⁻¹ in place of taking the limit, and so has another Δ and F if a table
    has empty cells; the note counts them.

    References
    ----------
    Rao and Scott (1984), doi:10.1214/aos/1176346391. Lumley, R package survey 4.5, svychisq, statistics "Chisq" and
    "F" with ``svydesign(ids = ~1, weights = ~w)``.

    Examples
    --------
    >>> n = [[83, 3], [90, 3], [129, 7], [70, 12]]
    >>> rao_scott(n, n, n).round(4)[["pearson", "chi_squared", "df", "p_chi_squared", "p"]].values.tolist()
    [[12.6004, 12.6004, 3.0, 0.0056, 0.0057]]
    """
    check_flag("rao_scott", "unbiased", unbiased)
    names, table = _validate_tables(n, weighted_n, squared_weights)
    used = table[1].sum(axis=1) > 0
    out = [name for name, is_used in zip(names, used, strict=True) if not is_used]
    note = f"no answers from {join_names(out, 'and')}" if out else ""
    table = table[:, used][:, :, table[1].sum(axis=0) > 0]
    groups, points = table.shape[1:]
    empty = int((table[1] == 0).sum())
    row: dict[str, Any] = {"groups": groups, "points": points, "n": int(table[0].sum())}
    if groups < 2 or points < 2:
        why = "all gave the same answer" if groups >= 2 else "fewer than two groups with answers"
        flat = dict.fromkeys(_STATISTICS, 0.0) if groups >= 2 else dict.fromkeys(_STATISTICS, np.nan)
        flat |= dict.fromkeys(_PS, 1.0 if groups >= 2 else np.nan)
        row |= flat | {"df": 0, "note": "; ".join(filter(None, [why, note]))}
    else:
        row |= _test_statistics(table, unbiased) | {"note": "; ".join(filter(None, [_empty_cells(empty), note]))}
    return pd.DataFrame([row])[_COLUMNS]


def _empty_cells(count: int) -> str:
    """Return a note that cells are empty, which the survey package treats differently; "" if none are."""
    if not count:
        return ""
    which = "1 cell is" if count == 1 else f"{count} cells are"
    return f"{which} {_EMPTY}"


@accepts(MeasureError)
def without_empty_cells(note: str) -> str:
    """Return a note without what it says of empty cells, which make no difference to Pearson's test."""
    return "; ".join(part for part in note.split("; ") if not part.endswith(_EMPTY))


_STATISTICS = ("pearson", "effect", "chi_squared", "f", "df1", "df2")
_PS = ("p_pearson", "p_chi_squared", "p")
_COLUMNS = [
    "groups", "points", "n", "pearson", "df", "p_pearson", "effect", "chi_squared", "p_chi_squared", "f", "df1", "df2",
    "p", "note",
]  # fmt: skip


def _test_statistics(table: np.ndarray, unbiased: bool) -> dict[str, float]:
    """Return the statistics of a table without empty groups or points."""
    n, weights = table[0].sum(), table[1]
    r, c = weights.shape
    p = weights / weights.sum()
    expected = np.outer(p.sum(axis=1), p.sum(axis=0))
    pearson = float(n * ((p - expected) ** 2 / expected).sum())
    delta = _design_effects(weights.ravel(), table[2].ravel(), n, (r, c))
    delta *= n / (n - 1) if unbiased else 1.0
    df, t = (r - 1) * (c - 1), float(np.trace(delta))
    df1 = t**2 / float(np.trace(delta @ delta))
    df2 = (n - 1) * df1
    return {
        "pearson": pearson,
        "df": df,
        "p_pearson": float(stats.chi2.sf(pearson, df)),
        "effect": float(np.sqrt(pearson / (n * min(r - 1, c - 1)))),
        "chi_squared": pearson * df / t,
        "p_chi_squared": float(stats.chi2.sf(pearson * df / t, df)),
        "f": pearson / t,
        "df1": df1,
        "df2": df2,
        "p": float(stats.f.sf(pearson / t, df1, df2)),
    }


def _design_effects(w: np.ndarray, q: np.ndarray, n: float, shape: tuple[int, int]) -> np.ndarray:
    """Return Δ, whose eigenvalues are the design effects of the contrasts."""
    w = np.where(w > 0, w, w.sum() * _NEXT_TO_NOTHING)
    q = np.where(q > 0, q, w * q.sum() / w.sum())
    total = w.sum()
    p = w / total
    cross = np.outer(p, q)
    v = (np.diag(q) - cross - cross.T + np.outer(p, p) * q.sum()) / total**2
    r, c = shape
    rows = np.eye(r)[:, 1:] - 1 / r
    columns = np.eye(c)[:, 1:] - 1 / c
    x = np.kron(rows, columns)
    over = x / p[:, None]
    result: np.ndarray = np.linalg.solve(x.T @ over, over.T @ (n * v) @ over)
    return result


def _validate_tables(n: Any, weighted_n: Any, squared_weights: Any) -> tuple[list[str], np.ndarray]:
    """Return the names of the groups and the three tables as one array, after checking that they match."""
    parts = [np.asarray(values, dtype=float) for values in (n, weighted_n, squared_weights)]
    if parts[0].ndim != 2 or any(part.shape != parts[0].shape for part in parts):
        found = join_names([" by ".join(map(str, part.shape)) for part in parts], "and")
        raise MeasureError(Fault("rao_scott", "tables", "be of one shape, groups by points", found))
    table = np.stack(parts)
    if not (np.isfinite(table) & (table >= 0)).all():
        odd = table[~(np.isfinite(table) & (table >= 0))][0]
        raise MeasureError(Fault("rao_scott", "tables", "hold numbers of 0 or more", f"{odd:g}"))
    alone = ((table[0] == 0) & (table[1] > 0)) | ((table[1] > 0) != (table[2] > 0))
    if alone.any():
        found = f"Σw {table[1][alone][0]:g} and Σw² {table[2][alone][0]:g} of {table[0][alone][0]:g} respondents"
        raise MeasureError(Fault("rao_scott", "weights", "be those of the respondents in the cell", found))
    labels = n.index if isinstance(n, pd.DataFrame) else range(1, len(parts[0]) + 1)
    return [str(name) for name in labels], table
