"""Proportional-odds model of ordinal answers: one odds ratio per group, for every cut of the scale."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize, stats

from cs_research._arguments import Numbers, accepts
from cs_research.errors import Fault, MeasureError, closest, join_names
from cs_research.measures.counts.group_counts import validate_counts
from cs_research.measures.shares.bounds import check_level

_NAN = float("nan")
_EDGE = "all answers lie at one end: no finite odds ratio"
_APART = "the groups' answers hardly overlap: no finite odds ratio"
_STUCK = "the model did not converge"


@accepts(MeasureError)
def proportional_odds(counts: Numbers, *, reference: str | None = None, level: float = 0.95) -> pd.DataFrame:
    """Return the odds ratio of a higher answer in each group against a reference group, with interval and p.

    One ratio for every cut of the scale: the model takes the groups' odds to be as far apart at each. The
    denominators are ``n`` and ``reference_n``, all who are in the counts.

    Parameters
    ----------
    counts
        One row per group, one column per point from the lowest to the highest: as from `by_group`, or nested lists.
    reference
        The name of the group that others are compared with; the first if left out.
    level
        Of the interval, between 0 and 1.

    Returns
    -------
    DataFrame
        One row for each other group: ``group, reference, n, reference_n, odds_ratio, low, high, z, p, note``. An odds
        ratio above 1 says that the group answers higher. What the answers cannot give is missing and the note says
        why: a group without answers or with all of them at one end of what was answered, groups that hardly overlap,
        a model that did not converge. If there are numbers, the note names points that nobody of the group
        chose, where they lean on the model. One group alone has no row.

    Raises
    ------
    MeasureError
        Counts that are no table of integers of 0 or more, a reference that is no group, a level that is none.

    Notes
    -----
    P(Y ≤ k | group g) = 1 / (1 + exp(β_g − θ_k)), fitted by ``statsmodels`` (OrderedModel), which takes respondents
    one by one: a million take some seconds. β is 0 in the reference. odds_ratio = exp(β_g), z = β_g / s_g with s_g its
    standard error; low, high = exp(β_g ± q s_g) with q the normal quantile. A group whose answers all lie at one end
    does not affect the others and is left out of the fit. Whether a finite solution exists is decided by a linear
    program beforehand.

    References
    ----------
    McCullagh (1980), doi:10.1111/j.2517-6161.1980.tb01109.x. Albert and Anderson (1984),
    doi:10.1093/biomet/71.1.1 (on when there is no finite solution).

    Examples
    --------
    The odds of more than the first point are 1 and 3, of more than the second 1/3 and 1.

    >>> proportional_odds([[20, 10, 10], [10, 10, 20]]).round(3)[["odds_ratio", "low", "high"]].values.tolist()
    [[3.0, 1.296, 6.944]]
    """
    names, n = validate_counts(counts, "proportional_odds")
    if not names:
        raise MeasureError(Fault("proportional_odds", "counts", "have a row for each group", "no row"))
    check_level(level, "proportional_odds")
    if reference is not None and reference not in names:
        rule, hint = "be one of the groups", closest(reference, names)
        raise MeasureError(Fault("proportional_odds", "reference", rule, f"'{reference}'", hint))
    at = names.index(reference) if reference is not None else 0
    order = [at, *(place for place in range(len(names)) if place != at)]
    notes = _left_out(n)
    used = [place for place in order if not notes[place]]
    beta, error = np.full(len(names), _NAN), np.full(len(names), _NAN)
    why = notes[at] and f"'{names[at]}': {notes[at]}"
    if not why and len(used) > 1:
        beta[used[1:]], error[used[1:]], why = _fit(n[used])
    z = stats.norm.ppf((1 + level) / 2)
    group_notes = [notes[place] or why or _unchosen_points(counts, n, place) for place in order[1:]]
    beta, error, size = beta[order[1:]], error[order[1:]], n.sum(axis=1).astype(np.int64)
    with np.errstate(invalid="ignore"):
        return pd.DataFrame(
            {
                "group": [names[place] for place in order[1:]], "reference": names[at], "n": size[order[1:]],
                "reference_n": size[at], "odds_ratio": np.exp(beta), "low": np.exp(beta - z * error),
                "high": np.exp(beta + z * error), "z": beta / error, "p": 2 * stats.norm.sf(np.abs(beta / error)),
                "note": np.array(group_notes, dtype=object),
            }
        )  # fmt: skip


def _left_out(n: np.ndarray) -> list[str]:
    """Return why each group is not in the fit; empty if it is."""
    notes = ["" if row.sum() else "no answers" for row in n]
    if (n.sum(axis=0) > 0).sum() < 2:
        return [note or "all gave the same answer" for note in notes]
    while True:
        used = [place for place, note in enumerate(notes) if not note]
        chosen = np.flatnonzero(n[used].sum(axis=0) > 0) if used else np.zeros(0, dtype=np.int64)
        extreme = [place for place in used if n[place].sum() in n[place, chosen[[0, -1]]]]
        if not extreme or len(chosen) < 2:
            return notes
        for place in extreme:
            notes[place] = _EDGE


def _fit(n: np.ndarray) -> tuple[Any, Any, str]:
    """Return β and standard error of each group but the first, and why there are none."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel  # type: ignore[import-untyped]

    n = n[:, n.sum(axis=0) > 0].astype(np.int64)
    if _is_separated(n):
        return _NAN, _NAN, _APART
    group, point = np.indices(n.shape).reshape(2, -1)
    answers, groups = np.repeat(point, n.ravel()), np.repeat(group, n.ravel())
    others = (groups[:, None] == np.arange(1, len(n))).astype(float)
    with warnings.catch_warnings():
        # what it warns of is looked at below
        warnings.simplefilter("ignore")
        fit = OrderedModel(answers, others, distr="logit").fit(method="newton", disp=False)
    beta, error = fit.params[: len(n) - 1], fit.bse[: len(n) - 1]
    if not (fit.mle_retvals["converged"] and np.isfinite(beta).all() and np.isfinite(error).all()):
        return _NAN, _NAN, _STUCK
    return beta, error, ""


def _is_separated(n: np.ndarray) -> bool:
    """Return whether the likelihood increases without limit in some direction of β and θ, if each group has answers."""
    groups, points = n.shape
    rows = []
    for group, point in zip(*np.nonzero(n), strict=True):
        for cut, sign in ((point, 1.0), (point - 1, -1.0)):
            if 0 <= cut < points - 1:
                row = np.zeros(groups + points - 1)
                row[group], row[groups + cut] = -sign, sign
                rows.append(row)
    a = np.array(rows)
    bounds = [(0, 0), *([(-1, 1)] * (groups + points - 2))]
    found = optimize.linprog(-a.sum(axis=0), A_ub=-a, b_ub=np.zeros(len(a)), bounds=bounds)
    return bool(-found.fun > 1e-9)


def _unchosen_points(counts: Any, n: np.ndarray, place: int) -> str:
    """Return the points that others chose and no respondent of the group."""
    labels = counts.columns if isinstance(counts, pd.DataFrame) else range(1, n.shape[1] + 1)
    empty = [f"{label}" for at, label in enumerate(labels) if not n[place, at] and n[:, at].any()]
    return f"nobody of the group at {join_names(empty, 'and')}" if empty else ""
