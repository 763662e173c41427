"""Rank tests of ordinal answers between groups, with effect sizes."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import ndtri, stdtrit

from cs_research._arguments import Numbers, accepts
from cs_research.errors import Fault, MeasureError, check_choice, check_flag, join_names
from cs_research.measures.comparison.multiplicity import holm
from cs_research.measures.counts.group_counts import pair_indices, validate_count_pair, validate_counts
from cs_research.measures.shares.bounds import check_level

#: Halvings of the search for a limit: the last step is below the precision of a number.
_HALVINGS = 60


@accepts(MeasureError)
def counts_interval(counts: Numbers, other: Numbers, *, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the interval for the probability of superiority, ties counted half, from counts: (low, high) in [0, 1].

    It is Newcombe's equation with the larger of two variances: his, which supposes answers without ties, and the one
    that the answers themselves show, which takes up ties and unequal spread. Student's t takes the place of the normal
    quantile. In simulations of 400 pairs of distributions of different shape, with 2 to 7 points and groups of 5 to
    60 (2,000 draws each), 95 per cent intervals covered .940 to 1 (median .99), and fewer than 945 in 1,000 for
    1 pair in 100. Newcombe's own, from the share alone, covered .82 to 1, and fewer than 945 for 1 pair in 5.

    Parameters
    ----------
    counts, other
        Respondents of either group at each point, from the lowest to the highest: arrays ``[pair, point]``.
    level
        Between 0 and 1.

    Returns
    -------
    (low, high)
        One for each pair; missing if a group is empty.

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


@accepts(MeasureError)
def superiority_interval(share: Numbers, n: Numbers, other_n: Numbers, *, level: float = 0.95) -> tuple[Any, Any]:
    """Return Newcombe's interval for the probability of superiority: (low, high), within [0, 1].

    For where only the share is known, as in print; `counts_interval` takes up ties and spread and covers better. This
    one has some width if the groups do not overlap at all and if all gave the same answer. It is too wide
    if most gave the same answer, and too narrow if the groups differ in spread: in the simulations that are
    described there it covered from .82 to 1.

    Parameters
    ----------
    share
        U / (n · other_n), in [0, 1]; scalar or array.
    n, other_n
        Sizes of the two groups; missing is returned if either is 0.
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
    """Return the variance that the answers show, in θ(1 − θ); 0 if all gave one answer."""
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
    """Return the lower limit, between 0 and the share."""
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


Method = Literal["auto", "exact", "normal"]
#: As in R's wilcox.test: larger groups always have the normal approximation.
_SMALL = 50


@accepts(MeasureError)
def mann_whitney(
    counts: Numbers, other: Numbers, *, method: Method = "auto", correction: bool = True, level: float = 0.95
) -> pd.DataFrame:
    """Return Mann and Whitney's U of two groups, its p, and the probability in [0, 1] that the first answers higher.

    The denominators are ``n`` and ``other_n``, all who are in the counts; who gave no answer with a score is to be
    left out of them (`by_group` does). The groups are separate: the same services twice need `paired`.

    Parameters
    ----------
    counts, other
        Respondents of either group at each point, from the lowest to the highest; or tables of so many pairs of
        groups, one row per pair.
    method
        ``exact`` if no two gave the same answer; ``normal`` for the approximation with ties; ``auto`` is exact
        if nobody is tied and both groups have fewer than 50, as in R.
    correction
        Whether the approximation moves U by one half towards its mean.
    level
        Of the interval, between 0 and 1.

    Returns
    -------
    DataFrame
        One row per pair: ``n, other_n, u, z, p, method, superiority, low, high, delta, delta_low, delta_high, note``.
        ``u`` is that of the first group, which R calls W; ``superiority`` the probability that one of the first
        group lies above one of the other, ties counting half, with its interval; ``delta`` is Cliff's, from
        −1 to 1. All but the sizes are missing if a group is empty; p is 1 if all gave the same answer.
        ``note`` says so.

    Raises
    ------
    MeasureError
        Counts that are not integers of 0 or more or have different points; ``exact`` with ties; another
        method; a level that is none.

    Notes
    -----
    With x_k, y_k the counts, n and m their sums and t_k = x_k + y_k:
    U = Σ x_k (Σ_{j<k} y_j + y_k / 2), superiority = U / nm, delta = 2 U / nm − 1,
    σ² = nm / 12 · (n + m + 1 − Σ(t_k³ − t_k) / ((n + m)(n + m − 1))), z = (U − nm / 2 ∓ ½) / σ.
    These are the numbers of ``scipy.stats.mannwhitneyu``, which needs the respondents one by one and gives the exact
    p here. The interval is `superiority.counts_interval`'s.

    References
    ----------
    Mann and Whitney (1947), doi:10.1214/aoms/1177730491. Cliff (1993), doi:10.1037/0033-2909.114.3.494.

    Examples
    --------
    >>> row = mann_whitney([2, 5, 9], [8, 6, 2]).iloc[0]
    >>> row[["u", "p", "superiority", "low", "high"]].astype(float).round(4).tolist()
    [198.0, 0.0055, 0.7734, 0.5541, 0.8978]
    """
    x, y = validate_count_pair(counts, other, "mann_whitney")
    _validate_options(method, correction, level)
    n, m = x.sum(axis=1), y.sum(axis=1)
    u = (x * (np.cumsum(y, axis=1) - y / 2)).sum(axis=1)
    z = _z(u, n, m, x + y, correction)
    p = np.minimum(2 * stats.norm.sf(np.abs(z)), 1)
    untied, empty = ((x + y) <= 1).all(axis=1), (n == 0) | (m == 0)
    exact = ~empty & untied & (method != "normal") & ((method == "exact") | (np.maximum(n, m) < _SMALL))
    if method == "exact" and (~empty & ~untied).any():
        raise MeasureError(Fault("mann_whitney", "method", "be 'auto' or 'normal' with ties", "'exact'"))
    for at in np.flatnonzero(exact):
        ranks = np.flatnonzero(x[at]), np.flatnonzero(y[at])
        p[at] = stats.mannwhitneyu(*ranks, method="exact").pvalue
    with np.errstate(invalid="ignore", divide="ignore"):
        share = u / (n * m)
    low, high = counts_interval(x, y, level=level)
    same = ~empty & (((x + y) > 0).sum(axis=1) == 1)
    values = {
        "n": n.astype(np.int64), "other_n": m.astype(np.int64), "u": u, "z": z, "p": p,
        "method": np.where(exact, "exact", "normal"), "superiority": share, "low": low, "high": high,
        "delta": 2 * share - 1, "delta_low": 2 * low - 1, "delta_high": 2 * high - 1,
    }  # fmt: skip
    table = pd.DataFrame(values)
    table.loc[empty, ["u", "z", "p"]] = np.nan
    table.loc[empty, "method"] = ""
    return table.assign(note=np.select([empty, same], ["a group without answers", "all gave the same answer"], ""))


def _validate_options(method: str, correction: bool, level: float) -> None:
    check_choice("mann_whitney", "method", method, get_args(Method))
    check_flag("mann_whitney", "correction", correction)
    check_level(level, "mann_whitney")


def _z(u: np.ndarray, n: np.ndarray, m: np.ndarray, t: np.ndarray, correction: bool) -> np.ndarray:
    """Return the distance of U from its mean in standard deviations; 0 if no other value of U was possible."""
    size = n + m
    with np.errstate(invalid="ignore", divide="ignore"):
        ties = (t**3 - t).sum(axis=1) / (size * (size - 1))
        spread = np.sqrt(np.maximum(n * m / 12 * (size + 1 - ties), 0))
        apart = u - n * m / 2
        moved = np.sign(apart) * np.maximum(np.abs(apart) - 0.5 * correction, 0)
        result: np.ndarray = np.where(spread > 0, moved / spread, 0.0)
    return result


@accepts(MeasureError)
def kruskal_wallis(counts: Numbers) -> pd.DataFrame:
    """Return Kruskal and Wallis's H of two or more groups, its p, and epsilon squared, the effect in [0, 1].

    The denominator is ``n``, all who are in the counts. Groups without answers are left out and named in the note.

    Parameters
    ----------
    counts
        One row per group, one column per point from the lowest to the highest: as from `by_group`, or nested lists.

    Returns
    -------
    DataFrame
        One row: ``groups, n, h, df, p, epsilon_squared, note``. ``groups`` counts those with answers. With fewer
        than two of them all else is missing; if all gave the same answer H is 0 and p is 1.

    Raises
    ------
    MeasureError
        Counts that are no table of integers of 0 or more.

    Notes
    -----
    With n_i, R̄_i the size and mean rank of group i, n all, and t_k all at point k:
    H = 12 / (n(n + 1)) · Σ n_i (R̄_i − (n + 1) / 2)² / (1 − Σ(t_k³ − t_k) / (n³ − n)), with p from chi-squared on
    groups − 1, and epsilon² = H / (n − 1). As ``scipy.stats.kruskal``, which needs respondents one by one.

    References
    ----------
    Kruskal and Wallis (1952), doi:10.1080/01621459.1952.10483441. Tomczak and Tomczak (2014), Trends in Sport
    Sciences 1, 19-25 (epsilon squared).

    Examples
    --------
    >>> kruskal_wallis([[2, 5, 9], [8, 6, 2], [4, 4, 4]]).round(4).values.tolist()
    [[3, 44, 7.866, 2, 0.0196, 0.1829, '']]
    """
    names, n = validate_counts(counts, "kruskal_wallis")
    used = n.sum(axis=1) > 0
    note = _empty_groups_note(names, used)
    table = n[used]
    size = int(table.sum())
    row: dict[str, Any] = {"groups": len(table), "n": size}
    if len(table) < 2:
        note = "; ".join(filter(None, ["fewer than two groups with answers", note]))
        return pd.DataFrame([row | {"h": np.nan, "df": 0, "p": np.nan, "epsilon_squared": np.nan, "note": note}])
    ranks, spread = _ranks(table)
    groups = table.sum(axis=1)
    between = float((groups * (ranks - (size + 1) / 2) ** 2).sum())
    h, df = between / spread if spread > 0 else 0.0, len(table) - 1
    if spread == 0:
        note = "; ".join(filter(None, ["all gave the same answer", note]))
    effect = h / (size - 1)
    p = float(stats.chi2.sf(h, df))
    return pd.DataFrame([row | {"h": h, "df": df, "p": p, "epsilon_squared": effect, "note": note}])


def _empty_groups_note(names: list[str], used: np.ndarray) -> str:
    out = [name for name, is_used in zip(names, used, strict=True) if not is_used]
    return f"no answers from {join_names(out, 'and')}" if out else ""


def _ranks(n: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the mean rank of each group, and the variance of one rank over all (with n − 1, ties counted)."""
    t = n.sum(axis=0)
    size = t.sum()
    middle = np.cumsum(t) - (t - 1) / 2
    spread = float((size**3 - size - (t**3 - t).sum()) / (12 * (size - 1)))
    return n @ middle / n.sum(axis=1), spread


@accepts(MeasureError)
def dunn(counts: Numbers) -> pd.DataFrame:
    """Return Dunn's z of each pair of groups, from the joint ranks of all groups, with p and Holm's adjusted p.

    What to look at after `kruskal_wallis`, whose ranks and spread it keeps. The denominators are ``n`` and
    ``other_n``.

    Parameters
    ----------
    counts
        As for `kruskal_wallis`.

    Returns
    -------
    DataFrame
        One row per pair, in the order of the groups: ``group, other, n, other_n, mean_rank, other_mean_rank, z, p,
        p_holm, note``. z is above 0 if the first group answers higher. p is two-sided; p_holm counts all pairs
        that are tested. A pair with a group without answers has its row, with a note.

    Raises
    ------
    MeasureError
        As for `kruskal_wallis`.

    Notes
    -----
    With R̄ as there: z = (R̄_i − R̄_j) / √(s² (1/n_i + 1/n_j)), s² = (n³ − n − Σ(t_k³ − t_k)) / (12 (n − 1)).
    R's dunn.test prints one-sided p unless it is asked for ``altp``.

    References
    ----------
    Dunn (1964), doi:10.1080/00401706.1964.10490181.

    Examples
    --------
    >>> dunn([[2, 5, 9], [8, 6, 2], [4, 4, 4]]).round(4)[["group", "other", "z", "p_holm"]].values.tolist()
    [['1', '2', 2.8024, 0.0152], ['1', '3', 1.3964, 0.3252], ['2', '3', -1.1982, 0.3252]]
    """
    names, n = validate_counts(counts, "dunn")
    first, second = pair_indices(names)
    size, used = n.sum(axis=1), n.sum(axis=1) > 0
    means = np.full(len(n), np.nan)
    spread = np.nan
    if used.sum() >= 2:
        means[used], spread = _ranks(n[used])
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (means[first] - means[second]) / np.sqrt(spread * (1 / size[first] + 1 / size[second]))
    tested = used[first] & used[second]
    z = np.where(tested & (spread == 0), 0.0, z)
    p = np.where(tested, 2 * stats.norm.sf(np.abs(z)), np.nan)
    labels = np.array(names, dtype=object)
    return pd.DataFrame(
        {
            "group": labels[first], "other": labels[second], "n": size[first].astype(np.int64),
            "other_n": size[second].astype(np.int64), "mean_rank": means[first], "other_mean_rank": means[second],
            "z": z, "p": p, "p_holm": holm(p), "note": np.where(tested, "", "a group without answers"),
        }
    )  # fmt: skip


@accepts(MeasureError)
def pairwise_mann_whitney(
    counts: Numbers, *, method: Method = "auto", correction: bool = True, level: float = 0.95
) -> pd.DataFrame:
    """Return `mann_whitney` of each pair of groups, each pair ranked separately, with Holm's p.

    The same as R's ``pairwise.wilcox.test``. Parameters are those of `kruskal_wallis` and `mann_whitney`.

    Returns
    -------
    DataFrame
        One row per pair, in the order of the groups: ``group, other``, the columns of `mann_whitney`, and ``p_holm``
        before the note.

    Examples
    --------
    >>> table = pairwise_mann_whitney([[2, 5, 9], [8, 6, 2], [4, 4, 4]])
    >>> table.round(4)[["group", "other", "superiority", "p_holm"]].values.tolist()
    [['1', '2', 0.7734, 0.0164], ['1', '3', 0.6458, 0.3362], ['2', '3', 0.375, 0.3362]]
    """
    names, n = validate_counts(counts, "pairwise_mann_whitney")
    first, second = pair_indices(names)
    labels = np.array(names, dtype=object)
    table = mann_whitney(n[first], n[second], method=method, correction=correction, level=level)
    table.insert(0, "group", labels[first])
    table.insert(1, "other", labels[second])
    table.insert(len(table.columns) - 1, "p_holm", holm(table["p"].to_numpy(dtype=float)))
    return table
