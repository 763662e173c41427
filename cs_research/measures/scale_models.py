"""Reliability of a scale from what is thought to lie under the answers: one factor, or normal variables."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from cs_research.errors import listed
from cs_research.measures import polychoric
from cs_research.measures import scale_table as base
from cs_research.measures.scale_table import Missing

__all__ = ["omega", "ordinal_alpha"]

_NAN = float("nan")
#: A loading above this is 1 but for the search's last step.
_WHOLE = 1 - 1e-6
#: The search for loadings starts within this, and ends when a step changes less than that.
_START, _CLOSE = 0.95, 1e-12


def omega(scores: pd.DataFrame, *, missing: Missing = "listwise") -> pd.DataFrame:
    """McDonald's omega total of the items under one factor: the share of the sum's variance, at most 1.

    The denominators are those of `alpha`. Where the items have one factor but unequal loadings omega is the
    reliability of their sum, and alpha lies below it.

    Parameters
    ----------
    scores, missing
        As for `alpha`; three columns or more, since two do not tell their loadings.

    Returns
    -------
    DataFrame
        One row: ``items, n, complete, left_out, omega, residual, note``. ``residual`` is the root mean square
        of what the factor leaves of the correlations: where it is large, one factor is too few and omega
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
    used, row = base.entering(scores, missing, least=3)
    row |= {"omega": _NAN, "residual": _NAN, "note": base.obstacle(used)}
    if not row["note"]:
        r = used.corr().to_numpy()
        row["note"] = _unknown(used, r) or base.still(r)
        if not row["note"]:
            loadings, row["residual"] = _minres(r)
            row["omega"] = float(1 - (1 - loadings**2).sum() / r.sum())
            whole = [str(item) for item, load in zip(used, loadings, strict=True) if abs(load) > _WHOLE]
            taken = f"the factor takes up the whole of {listed(whole, 'and')}" if whole else ""
            row["note"] = "; ".join(filter(None, (base.against(used, r), base.impossible(r), taken)))
    return pd.DataFrame([row])


def _unknown(used: pd.DataFrame, r: np.ndarray) -> str:
    """The first two items of which one did not vary among those who answered both; "" where there are none."""
    i, j = np.unravel_index(int(np.isnan(r).argmax()), r.shape)
    pair = listed([str(used.columns[i]), str(used.columns[j])], "and")
    return f"no correlation among those who answered {pair}" if np.isnan(r[i, j]) else ""


def _minres(r: np.ndarray) -> tuple[np.ndarray, float]:
    """The loadings on one factor, and the root mean square of what it leaves of the correlations."""
    above = np.triu_indices(len(r), 1)
    values, vectors = np.linalg.eigh(r)
    start = np.clip(vectors[:, -1] * np.sqrt(values[-1]), -_START, _START)

    def left(loadings: np.ndarray) -> np.ndarray:
        residual: np.ndarray = r[above] - np.outer(loadings, loadings)[above]
        return residual

    close = {"ftol": _CLOSE, "xtol": _CLOSE, "gtol": _CLOSE}
    found = least_squares(left, start, bounds=(-1, 1), **close)
    return found.x, float(np.sqrt(np.mean(found.fun**2)))


def ordinal_alpha(scores: pd.DataFrame, *, missing: Missing = "listwise") -> pd.DataFrame:
    """Alpha of the variables that are thought to lie under the answers: standardised, at most 1.

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
    doi:10.1177/0013164417727036 (on what it does not tell).

    Examples
    --------
    Two items whose answers stand as in Olsson's table (see `polychoric.correlation`).

    >>> counts = np.array([[13, 6, 0], [69, 113, 22], [41, 132, 104]])
    >>> rows, columns = np.indices((3, 3)).reshape(2, 9)
    >>> table = pd.DataFrame({"x": rows.repeat(counts.ravel()), "y": columns.repeat(counts.ravel())})
    >>> ordinal_alpha(table).round(4)[["n", "alpha"]].to_dict("records")
    [{'n': 500, 'alpha': 0.659}]
    """
    used, row = base.entering(scores, missing)
    row |= {"alpha": _NAN, "note": base.obstacle(used)}
    if not row["note"]:
        r = polychoric.matrix(used).to_numpy()
        row["alpha"], row["note"] = base.coefficient(r), base.still(r) or base.impossible(r)
    return pd.DataFrame([row])
