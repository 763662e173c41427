"""Two shares of separate groups compared: their difference with its interval, and Fisher's exact test."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from cs_research.measures.exact_difference import exact_where_possible
from cs_research.measures.group_shares import apart, shares_of

__all__ = ["difference", "fisher"]


def difference(
    count: Any, base: Any, other_count: Any, other_base: Any, *, population: Any = None, level: float = 0.95
) -> pd.DataFrame:
    """The first share less the other, in shares from −1 to 1, with its interval, error and p.

    The denominators are ``base`` and ``other_base``; non-answers are to be left out of them beforehand. The groups are
    separate samples: the same services twice need `paired`.

    Parameters
    ----------
    count, base, other_count, other_base
        Whole numbers, 0 ≤ count ≤ base; scalars, or arrays for a row each.
    population
        N of each of the two groups, or a pair (N of the first, N of the other); None for no correction.
    level
        Of the interval, between 0 and 1.

    Returns
    -------
    DataFrame
        One row a comparison: ``n, base, share, other_n, other_base, other_share, difference, error, low, high, p,
        note``. ``error`` is the standard error of the difference. Missing where a base is 0, the error where one
        is 1, which the note says.

    Raises
    ------
    MeasureError
        Counts that are negative, broken or above their base; a base above the population.

    Notes
    -----
    The interval is `intervals.newcombe_difference`'s; with populations of at most some 500 each that of
    `exact_difference`, which covers as often as it says. error = √(e₁² + e₂²), e² = p(1 − p) / (n − 1) · (1 − n / N).
    p is that of the score test: z = (p₁ − p₂) / √(p̄(1 − p̄)(1/m₁ + 1/m₂)), m = n, or (n − 1) / (1 − n / N) with a
    population, and p̄ = (m₁p₁ + m₂p₂) / (m₁ + m₂). Without a population z² is Pearson's chi-squared, uncorrected. Test
    and interval do not share their spread: near the edge they may disagree.

    References
    ----------
    Newcombe (1998), method 10, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    Examples
    --------
    >>> row = difference(40, 60, 30, 57, population=157).iloc[0]
    >>> row[["difference", "error", "low", "high", "p"]].astype(float).round(4).tolist()
    [0.1404, 0.0719, -0.0064, 0.2803, 0.0526]
    """
    sizes = population if isinstance(population, tuple) else (population, population)
    values = (count, base, other_count, other_base)
    x, n, y, m = np.broadcast_arrays(*(np.atleast_1d(np.asarray(value, dtype=float)) for value in values))
    one = shares_of(x, n, population=sizes[0], level=level)
    other = shares_of(y, m, population=sizes[1], level=level)
    table = pd.concat(
        [one[["n", "base", "share"]], other[["n", "base", "share"]].add_prefix("other_")], axis=1
    ).assign(**apart(one, other))
    known = [np.nan if size is None else size for size in sizes]
    first, second = (rows.assign(population=size) for rows, size in zip((one, other), known, strict=True))
    table["low"], table["high"] = exact_where_possible(first, second, (table["low"], table["high"]), level)
    fewest = np.minimum(n, m)
    return table.assign(note=np.select([fewest == 0, fewest == 1], ["a base of 0", "a base of 1"], ""))


def fisher(count: Any, base: Any, other_count: Any, other_base: Any, *, level: float = 0.95) -> pd.DataFrame:
    """Fisher's exact p for two shares of separate groups, with the odds ratio and its exact interval.

    For small groups, and populations without end. The denominators are ``base`` and ``other_base``, as for
    `difference`.

    Parameters
    ----------
    count, base, other_count, other_base
        As for `difference`.
    level
        Of the interval, between 0 and 1.

    Returns
    -------
    DataFrame
        One row a comparison: ``n, base, share, other_n, other_base, other_share, odds_ratio, low, high, p, note``.
        ``odds_ratio`` is of the first group to the other: 0 or without end where a cell is empty, and missing with
        its interval where both shares are 0 or both are 1, which leaves p at 1. p is missing too where a base
        is 0.

    Raises
    ------
    MeasureError
        As for `difference`.

    Notes
    -----
    p adds the tables with the same margins that are no likelier than the one seen. The odds ratio is the conditional
    estimate and its interval inverts both tails of the noncentral hypergeometric distribution, as in R's
    fisher.test, whose upper end is a little rough: ``scipy.stats.fisher_exact`` and
    ``scipy.stats.contingency.odds_ratio``.

    References
    ----------
    Fisher (1935), The design of experiments, chapter 2. Cornfield (1956), Proceedings of the Third Berkeley
    Symposium 4, 135-148.

    Examples
    --------
    >>> fisher(3, 4, 1, 4).round(4)[["odds_ratio", "low", "high", "p"]].values.tolist()
    [[6.4083, 0.2117, 626.2435, 0.4857]]
    """
    values = (count, base, other_count, other_base)
    x, n, y, m = np.broadcast_arrays(*(np.atleast_1d(np.asarray(value, dtype=float)) for value in values))
    one, other = (shares_of(*side, level=level)[["n", "base", "share"]] for side in ((x, n), (y, m)))
    cells = np.stack([x, n - x, y, m - y], axis=1).astype(np.int64)
    rows = [_exact(table.reshape(2, 2), level) for table in cells]
    names = ["odds_ratio", "low", "high", "p", "note"]
    return pd.concat([one, other.add_prefix("other_"), pd.DataFrame(rows, columns=names)], axis=1)


def _exact(table: np.ndarray, level: float) -> tuple[float, float, float, float, str]:
    """Odds ratio, its interval and p of a table of group by answer."""
    if not table.sum(axis=1).all():
        return np.nan, np.nan, np.nan, np.nan, "a base of 0"
    if not table.sum(axis=0).all():
        return np.nan, np.nan, np.nan, 1.0, "all gave the same answer"
    ratio = stats.contingency.odds_ratio(table)
    low, high = ratio.confidence_interval(level)
    return float(ratio.statistic), float(low), float(high), float(stats.fisher_exact(table).pvalue), ""
