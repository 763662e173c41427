"""Reliability by one factor or by polychoric correlations: omega and ordinal alpha.
points where its shares of answers say."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from scipy.optimize import least_squares, minimize_scalar
from scipy.special import ndtr, ndtri, owens_t, xlogy

from cs_research._arguments import Numbers, accepts
from cs_research.errors import Fault, MeasureError, join_names
from cs_research.measures.scales import score_table as base
from cs_research.measures.scales.score_table import Missing

#: Replacement for a threshold of exactly 0, where Owen's formula divides by it. Its limit is reached.
_NEXT_TO_0 = 1e-200
#: The minimum probability of a cell, so that its logarithm is a number.
_LEAST = 1e-300


@accepts(MeasureError)
def bivariate_normal(h: np.ndarray, k: np.ndarray, rho: float) -> np.ndarray:
    """Return the probability that two standard normal variables are at or below h and k.

    Parameters
    ----------
    h, k
        Finite numbers; arrays that broadcast.
    rho
        Their correlation, between −1 and 1 and neither of them.

    Returns
    -------
    array
        Probabilities, in the shape of the input.

    Notes
    -----
    Φ₂(h, k; ρ) = (Φ(h) + Φ(k)) / 2 − T(h, (k − ρh) / (h√(1 − ρ²))) − T(k, (h − ρk) / (k√(1 − ρ²))) − d,
    with Owen's T and d = ½ if h and k have different signs, else 0.

    References
    ----------
    Owen (1956), doi:10.1214/aoms/1177728074.

    Examples
    --------
    >>> round(float(bivariate_normal(np.array(0.0), np.array(0.0), 0.5)), 6)  # ¼ + arcsin(ρ) / 2π
    0.333333
    """
    h, k = np.where(h == 0, _NEXT_TO_0, h), np.where(k == 0, _NEXT_TO_0, k)
    s = np.sqrt((1 - rho) * (1 + rho))
    halves = (ndtr(h) + ndtr(k)) / 2 - np.where((h < 0) != (k < 0), 0.5, 0.0)
    both: np.ndarray = halves - owens_t(h, (k - rho * h) / (h * s)) - owens_t(k, (h - rho * k) / (k * s))
    return both


@accepts(MeasureError)
def thresholds(counts: np.ndarray) -> np.ndarray:
    """Return the thresholds that divide a standard normal variable in the shares of the counts.

    The denominator is the sum of the counts. n counts, the first and the last above 0, have n − 1 cuts.

    Examples
    --------
    >>> thresholds(np.array([19, 204, 277])).round(2).tolist()
    [-1.77, -0.14]
    """
    below: np.ndarray = ndtri(np.cumsum(counts)[:-1] / np.sum(counts))
    return below


@accepts(MeasureError)
def polychoric_correlation(
    counts: np.ndarray,
    *,
    row_cuts: Numbers | None = None,
    column_cuts: Numbers | None = None,
    tolerance: float = 1e-8,
) -> float:
    """Return the polychoric correlation of two ordered answers, from −1 to 1, in two steps.

    The denominator is everyone in the table, that is whoever gave both answers. Cells of 0 stay 0; no half
    is added to them. Where rows and columns agree perfectly the likelihood rises up to the end, and so the
    answer comes within ``tolerance`` of −1 or 1.

    Parameters
    ----------
    counts
        A table of counts; rows and columns in the order of the points.
    row_cuts, column_cuts
        The cuts of each answer if they are known from more respondents than those in the table; None
        for the cuts of the table's own margins, rows and columns of 0 left out.
    tolerance
        How close to the greatest likelihood's place the search is to come.

    Returns
    -------
    float
        Missing if fewer than two rows or columns hold anyone and their cuts are not given.

    Raises
    ------
    MeasureError
        Counts that are no table, negative or missing; cuts that are not one fewer than rows or columns.

    Notes
    -----
    Step one: cut i of the rows a_i = Φ⁻¹(share at or below row i), b_j likewise of the columns. Step two: the
    ρ that maximises Σ n_ij log p_ij, with p_ij = Φ₂(a_i, b_j) − Φ₂(a_i−1, b_j) − Φ₂(a_i, b_j−1) +
    Φ₂(a_i−1, b_j−1).

    References
    ----------
    Olsson (1979), doi:10.1007/BF02296207.

    Examples
    --------
    Olsson's table; he reports .49.

    >>> table = np.array([[13, 6, 0], [69, 113, 22], [41, 132, 104]])
    >>> round(polychoric_correlation(table), 4)
    0.4914
    """
    n = _validate_counts(counts)
    if row_cuts is None:
        n = n[n.sum(axis=1) > 0]
    if column_cuts is None:
        n = n[:, n.sum(axis=0) > 0]
    if min(n.shape) < 2:
        return float("nan")
    a = thresholds(n.sum(axis=1)) if row_cuts is None else np.asarray(row_cuts, dtype=float)
    b = thresholds(n.sum(axis=0)) if column_cuts is None else np.asarray(column_cuts, dtype=float)
    if (len(a) + 1, len(b) + 1) != n.shape:
        found = f"{len(a)} and {len(b)} for {n.shape[0]} rows and {n.shape[1]} columns"
        raise MeasureError(Fault("polychoric", "cuts", "be one fewer than rows and columns", found))

    def negative_log_likelihood(rho: float) -> float:
        return -float(xlogy(n, np.maximum(_cells(a, b, rho), _LEAST)).sum())

    search = {"xatol": tolerance}
    return float(minimize_scalar(negative_log_likelihood, bounds=(-1, 1), method="bounded", options=search).x)


@accepts(MeasureError)
def polychoric_matrix(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the polychoric correlations of each pair of items.

    The cuts of an item come from everyone who answered it, each correlation from those who answered both.
    Five items of six points and 2,800 respondents take about .01 seconds.

    Parameters
    ----------
    scores
        One row per respondent, one column per item; missing if there is no score.

    Returns
    -------
    DataFrame
        Items by items, 1 on the diagonal; missing if an item has fewer than two different scores, or
        nobody answered both.

    Examples
    --------
    >>> table = pd.DataFrame({"x": [1, 1, 2, 2, 3, 3], "y": [1, 2, 1, 2, 2, 2]})
    >>> polychoric_matrix(table).round(2).values.tolist()
    [[1.0, 0.62], [0.62, 1.0]]
    """
    coded = [pd.factorize(scores[item], sort=True) for item in scores.columns]
    codes, widths = [code for code, _ in coded], [len(points) for _, points in coded]
    own = [
        thresholds(np.bincount(code[code >= 0], minlength=width)) if width > 1 else np.array([])
        for code, width in zip(codes, widths, strict=True)
    ]
    rho = np.where(np.array(widths) > 1, np.eye(len(widths)), np.nan)
    for i, j in combinations(range(len(widths)), 2):
        both = (codes[i] >= 0) & (codes[j] >= 0)
        cells = codes[i][both] * widths[j] + codes[j][both]
        counts = np.bincount(cells, minlength=widths[i] * widths[j]).reshape(widths[i], widths[j])
        known = both.any() and min(counts.shape) > 1
        value = polychoric_correlation(counts, row_cuts=own[i], column_cuts=own[j]) if known else np.nan
        rho[i, j] = rho[j, i] = value
    return pd.DataFrame(rho, index=scores.columns, columns=scores.columns)


def _validate_counts(counts: np.ndarray) -> np.ndarray:
    n = np.asarray(counts, dtype=float)
    if n.ndim != 2:
        raise MeasureError(Fault("polychoric", "counts", "be a table", f"{n.ndim} dimensions"))
    if not (n >= 0).all():
        raise MeasureError(Fault("polychoric", "counts", "be 0 or more", f"{n[~(n >= 0)].flat[0]:g}"))
    return n


def _cells(a: np.ndarray, b: np.ndarray, rho: float) -> np.ndarray:
    """Return the probability of each cell between the thresholds."""
    below = np.zeros((len(a) + 2, len(b) + 2))
    below[1:-1, 1:-1] = bivariate_normal(a[:, None], b[None, :], rho)
    below[1:-1, -1], below[-1, 1:-1], below[-1, -1] = ndtr(a), ndtr(b), 1.0
    cells: np.ndarray = np.diff(np.diff(below, axis=0), axis=1)
    return cells


_NAN = float("nan")
#: A loading above this is 1 but for the search's last step.
_WHOLE = 1 - 1e-6
#: The search for loadings starts within this, and ends when a step changes less than that.
_START, _CLOSE = 0.95, 1e-12


@accepts(MeasureError)
def omega(scores: pd.DataFrame, *, missing: Missing = "listwise") -> pd.DataFrame:
    """Return McDonald's omega total of the items under one factor: the share of the sum's variance, at most 1.

    The denominators are those of `alpha`. Where the items have one factor but unequal loadings omega is the
    reliability of their sum, and alpha lies below it.

    Parameters
    ----------
    scores, missing
        As for `alpha`; three columns or more, since two do not identify their loadings.

    Returns
    -------
    DataFrame
        One row: ``items, n, complete, left_out, omega, residual, note``. ``residual`` is the root mean square
        of what the factor leaves of the correlations: if it is large, one factor is too few and omega
        says little. ``note`` also names an item that the factor takes up wholly, a sign of a poor model, and one that
        runs against the rest: it may have to be reversed.

    Raises
    ------
    MeasureError
        As for `alpha`; fewer than three items.

    Notes
    -----
    R the correlations, l the loadings that minimise Σ_i<j (R_ij − l_i l_j)² within −1 ≤ l ≤ 1 (minres):
    omega = 1 − Σ(1 − l²) / ΣR. This is omega total of R's psych with one factor; maximum likelihood, or the
    model's own variance below the line, gives slightly other numbers.

    References
    ----------
    McDonald (1999), Test theory, doi:10.4324/9781410601087. Revelle and Zinbarg (2009),
    doi:10.1007/s11336-008-9102-z. Harman and Jones (1966), doi:10.1007/BF02289468.

    Examples
    --------
    Correlations .56, .48 and .42 have loadings .8, .7 and .6: omega = 1 − (.36 + .51 + .64) / 5.92.

    >>> shape = np.linalg.cholesky(np.array([[1, 0.56, 0.48], [0.56, 1, 0.42], [0.48, 0.42, 1]]))
    >>> apart = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
    >>> omega(pd.DataFrame(apart @ shape.T)).round(4)[["omega", "residual"]].to_dict("records")
    [{'omega': 0.7449, 'residual': 0.0}]
    """
    used, row = base.select_rows(scores, missing, min_items=3)
    row |= {"omega": _NAN, "residual": _NAN, "note": base.obstacle(used)}
    if not row["note"]:
        r = used.corr().to_numpy()
        row["note"] = _unknown(used, r) or base.constant_sum(r)
        if not row["note"]:
            loadings, row["residual"] = _fit_minres(r)
            row["omega"] = float(1 - (1 - loadings**2).sum() / r.sum())
            saturated = [str(item) for item, load in zip(used, loadings, strict=True) if abs(load) > _WHOLE]
            taken = f"the factor takes up all of {join_names(saturated, 'and')}" if saturated else ""
            row["note"] = "; ".join(
                filter(None, (base.negative_items(used, r), base.inconsistent_covariances(r), taken))
            )
    return pd.DataFrame([row])


def _unknown(used: pd.DataFrame, r: np.ndarray) -> str:
    """Return the first two items of which one did not vary among those who answered both; "" if there are none."""
    i, j = np.unravel_index(int(np.isnan(r).argmax()), r.shape)
    pair = join_names([str(used.columns[i]), str(used.columns[j])], "and")
    return f"no correlation among those who answered {pair}" if np.isnan(r[i, j]) else ""


def _fit_minres(r: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the loadings on one factor, and the root mean square of the residual correlations."""
    above = np.triu_indices(len(r), 1)
    values, vectors = np.linalg.eigh(r)
    start = np.clip(vectors[:, -1] * np.sqrt(values[-1]), -_START, _START)

    def left(loadings: np.ndarray) -> np.ndarray:
        residual: np.ndarray = r[above] - np.outer(loadings, loadings)[above]
        return residual

    close = {"ftol": _CLOSE, "xtol": _CLOSE, "gtol": _CLOSE}
    found = least_squares(left, start, bounds=(-1, 1), **close)
    return found.x, float(np.sqrt(np.mean(found.fun**2)))


@accepts(MeasureError)
def ordinal_alpha(scores: pd.DataFrame, *, missing: Missing = "listwise") -> pd.DataFrame:
    """Return alpha of the variables assumed to underlie the answers: standardised, at most 1.

    The denominators are those of `alpha`; pairwise, the cuts of an item come from all who answered it. It is
    mostly higher than alpha, and no reliability of the scores themselves: say which of the two is reported.

    Parameters
    ----------
    scores, missing
        As for `alpha`.

    Returns
    -------
    DataFrame
        One row: ``items, n, complete, left_out, alpha, note``. Missing as for `alpha`. ``note`` says where
        the correlations are such as no respondents could have had, which can happen with few of them.

    Raises
    ------
    MeasureError
        As for `alpha`.

    Notes
    -----
    k / (k − 1) · (1 − k / ΣR), with R from `polychoric.matrix`.

    References
    ----------
    Zumbo, Gadermann and Zeisser (2007), doi:10.22237/jmasm/1177992180. Chalmers (2018),
    doi:10.1177/0013164417727036 (on its limits).

    Examples
    --------
    Two items with the answers of Olsson's table (see `polychoric.correlation`).

    >>> counts = np.array([[13, 6, 0], [69, 113, 22], [41, 132, 104]])
    >>> rows, columns = np.indices((3, 3)).reshape(2, 9)
    >>> table = pd.DataFrame({"x": rows.repeat(counts.ravel()), "y": columns.repeat(counts.ravel())})
    >>> ordinal_alpha(table).round(4)[["n", "alpha"]].to_dict("records")
    [{'n': 500, 'alpha': 0.659}]
    """
    used, row = base.select_rows(scores, missing)
    row |= {"alpha": _NAN, "note": base.obstacle(used)}
    if not row["note"]:
        r = polychoric_matrix(used).to_numpy()
        row["alpha"], row["note"] = (
            base.alpha_from_covariances(r),
            base.constant_sum(r) or base.inconsistent_covariances(r),
        )
    return pd.DataFrame([row])
