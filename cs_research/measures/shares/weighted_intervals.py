"""Intervals for weighted shares, from the effective sample size."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

from cs_research._arguments import Numbers, accepts
from cs_research.errors import Fault, MeasureError
from cs_research.measures.shares.bounds import check_level, population_of

Pair = tuple[Any, Any]


@accepts(MeasureError)
def share_error(share: Numbers, base: Numbers, *, population: Any = None) -> Any:
    """Return the standard error of a share from a random draw without replacement, in the unit of the share.

    Parameters
    ----------
    share
        In [0, 1]; scalar or array.
    base
        Number who answered; missing is returned if it is below 2.
    population
        N, or None for no finite population correction.

    Notes
    -----
    √(p(1 − p) / (n − 1) · (1 − n / N)).

    Examples
    --------
    >>> round(share_error(40 / 57, 57, population=157), 9)
    0.048790555
    """
    p, n = np.asarray(share, dtype=float), np.asarray(base, dtype=float)
    finite = 1.0 if population is None else 1 - n / np.asarray(population, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.where(n > 1, np.sqrt(p * (1 - p) / (n - 1) * finite), np.nan)
    return float(error) if error.ndim == 0 else error


@accepts(MeasureError)
def clustered_error(counts: Numbers, bases: Numbers, *, clusters: int | None = None) -> float:
    """Return the standard error of a share whose respondents were drawn in clusters, in the unit of the share.

    Parameters
    ----------
    counts, bases
        Sum of weights who gave the answer, and who answered, in each cluster drawn.
    clusters
        Number of clusters in the population; None for no correction.

    Raises
    ------
    MeasureError
        Fewer than two clusters.

    Notes
    -----
    With k clusters, p = Σx / Σm and z_i = x_i − p m_i: √((1 − k/K) · k/(k − 1) · Σz_i²) / Σm.

    References
    ----------
    Cochran (1977), Sampling Techniques, section 11.5; the same as R survey's svymean of a ratio.
    """
    x, m = np.asarray(counts, dtype=float), np.asarray(bases, dtype=float)
    k = len(m)
    if k < 2:
        raise MeasureError(Fault("interval", "clusters", "be two or more", str(k)))
    z = x - x.sum() / m.sum() * m
    finite = 1.0 if clusters is None else 1 - k / clusters
    return float(np.sqrt(finite * k / (k - 1) * (z**2).sum()) / m.sum())


@accepts(MeasureError)
def effective_size(share: Numbers, error: Numbers) -> Any:
    """Return the size of a simple random sample with the same standard error: p(1 − p) / error²."""
    p, se = np.asarray(share, dtype=float), np.asarray(error, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = p * (1 - p) / se**2
    return float(size) if size.ndim == 0 else size


@accepts(MeasureError)
def design_size(
    share: Numbers,
    error: Numbers,
    total: Numbers,
    squares: Numbers,
    drawn: Numbers,
    *,
    population: Any = None,
) -> np.ndarray:
    """Return the effective size behind a weighted share: `effective_size`, or Kish's if the share is 0 or 1.

    There the error is 0 and says nothing. ``total`` and ``squares`` are Σw and Σw² of all who answered; ``drawn`` and
    ``population`` are those of `linearised_error`.
    """
    p, n = np.asarray(share, dtype=float), np.asarray(drawn, dtype=float)
    finite = 1.0 if population is None else 1 - n / np.asarray(population, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        kish = np.asarray(total) ** 2 / np.asarray(squares) * (n - 1) / n / finite
        size: np.ndarray = np.where((p > 0) & (p < 1), effective_size(p, error), kish)
    return size


@accepts(MeasureError)
def logit(
    count: Numbers,
    base: Numbers,
    *,
    population: Any = None,
    effective: Any = None,
    df: Any = None,
    level: float = 0.95,
) -> Pair:
    """Return the interval that is symmetric on the log-odds scale: (low, high), within [0, 1].

    Where the share is 0 or 1 the log-odds have no value and `beta`'s interval takes their place.

    Parameters
    ----------
    count, base
        Weighted or not; scalars or arrays that broadcast.
    population
        N, for the finite population correction if ``effective`` is not given.
    effective
        Effective sample size, such as Kish's or that of `effective_size`; (base − 1) / (1 − base / N) if
        left out.
    df
        Degrees of freedom: clusters less strata; base − 1 if left out.
    level
        Between 0 and 1.

    Returns
    -------
    (low, high)
        Shares, in the shape of the input; missing if the base is 0, and from 0 to 1 if one answer
        leaves the spread unknown.

    Notes
    -----
    logit(p) ± t / √(m p(1 − p)), with m the effective size, turned back into shares.

    References
    ----------
    Lumley, R package survey 4.5, svyciprop, method "logit"; Korn and Graubard (1998).

    Examples
    --------
    >>> low, high = logit(40, 57, population=157)
    >>> round(low, 6), round(high, 6)
    (0.595963, 0.789624)
    """
    p, m, freedom, n = _validate_inputs(count, base, population, effective, df, level)
    inner = (p > 0) & (p < 1)
    q = np.where(inner, p, 0.5)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = special.stdtrit(np.maximum(freedom, 1), (1 + level) / 2) / np.sqrt(m * q * (1 - q))
        odds = np.log(q / (1 - q))
        low, high = 1 / (1 + np.exp(half - odds)), 1 / (1 + np.exp(-half - odds))
    edge = _beta(p, m, freedom, n, level)
    return _mask_undefined(np.where(inner, low, edge[0]), np.where(inner, high, edge[1]), m, n)


@accepts(MeasureError)
def unseen_limit(size: Numbers, *, population: Any = None, level: float = 0.95) -> Any:
    """Return the upper limit of a share that nobody in a sample shows, in [0, 1]; of one that all show, 1 less it.

    Parameters
    ----------
    size
        Sample size, such as Kish's for weights; need not be an integer. Scalar or array.
    population
        N, at least ``size``; None for a population without end.
    level
        Of the interval of two sides, between 0 and 1.

    Returns
    -------
    float or array
        In the shape of the input; 0 for a census, missing if the size is 0.

    Notes
    -----
    The limit is K / N with C(N − K, m) / C(N, m) = (1 − level) / 2, the chance that none of the m drawn is among K;
    gamma functions take the place of factorials where m or K is no integer, and K is at most N − m. Without a
    population it is 1 − ((1 − level) / 2)^(1 / m). For a count without weights K, rounded down, is the limit of
    `intervals.hypergeometric`. A finite population correction of the variance is no substitute: with m / (1 − m / N)
    in the formula for a population without end the limit is too low by the factor −(1 − f) ln(1 − f) / f, with
    f = m / N: .79 for 57 of 157.

    References
    ----------
    Buonaccorsi (1987), doi:10.1080/00031305.1987.10475484 (the exact limit); Korn and Graubard (1998), Survey
    Methodology 24, 193-201 (an effective size in the place of the count).

    Examples
    --------
    >>> round(unseen_limit(57, population=157), 5)
    0.05061
    """
    check_level(level)
    m = np.asarray(size, dtype=float)
    total = population_of(m, population)
    m, total = np.broadcast_arrays(m, total)
    tail = np.log((1 - level) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        endless = -np.expm1(tail / m)
    ends = np.isfinite(total)
    large = np.where(ends, total, m + 1)
    low, high = np.zeros(m.shape), large - m
    for _ in range(60):
        middle = (low + high) / 2
        rare = _log_none(middle, m, large) < tail
        low, high = np.where(rare, low, middle), np.where(rare, middle, high)
    limit = np.where(m > 0, np.where(ends, high / large, endless), np.nan)
    return float(limit) if limit.ndim == 0 else limit


def _log_none(k: np.ndarray, m: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Return the logarithm of the chance that a draw of m from a population holds none of k."""
    log: np.ndarray = (
        special.gammaln(total - k + 1) - special.gammaln(total - k - m + 1)
        + special.gammaln(total - m + 1) - special.gammaln(total + 1)
    )  # fmt: skip
    return log


@accepts(MeasureError)
def beta(
    count: Numbers,
    base: Numbers,
    *,
    population: Any = None,
    effective: Any = None,
    df: Any = None,
    level: float = 0.95,
) -> Pair:
    """Return Clopper and Pearson's interval on the effective sample size: (low, high), within [0, 1].

    Parameters, shapes and missing values are those of `logit`.

    Notes
    -----
    m' = m (t_{n−1} / t_df)², then low = B(α/2; m'p, m'(1 − p) + 1), high = B(1 − α/2; m'p + 1, m'(1 − p)), with
    B the quantile of the beta distribution.

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24, 193-201; Lumley, R package survey 4.5, svyciprop, method
    "beta".

    Examples
    --------
    >>> low, high = beta(40, 57, population=157)
    >>> round(low, 6), round(high, 6)
    (0.594768, 0.794687)
    """
    p, m, freedom, n = _validate_inputs(count, base, population, effective, df, level)
    return _mask_undefined(*_beta(p, m, freedom, n, level), m, n)


def _beta(p: np.ndarray, m: np.ndarray, freedom: np.ndarray, n: np.ndarray, level: float) -> Pair:
    tail = (1 - level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        adjusted = special.stdtrit(np.maximum(n - 1, 1), tail) / special.stdtrit(np.maximum(freedom, 1), tail)
        m = m * adjusted**2
        low = np.where(p == 0, 0.0, special.betaincinv(m * p, m * (1 - p) + 1, tail))
        high = np.where(p == 1, 1.0, special.betainccinv(m * p + 1, m * (1 - p), tail))
    census = np.isinf(m)
    return np.where(census, p, low), np.where(census, p, high)


def _validate_inputs(
    count: Any, base: Any, population: Any, effective: Any, df: Any, level: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return share, effective size, degrees of freedom and base as arrays of one shape, after checking them."""
    check_level(level)
    x, n = np.broadcast_arrays(np.asarray(count, dtype=float), np.asarray(base, dtype=float))
    odd = ~((x >= 0) & (x <= n * (1 + 1e-12)))
    if odd.any():
        found = f"{x[odd].flat[0]:g} of {n[odd].flat[0]:g}"
        raise MeasureError(Fault("interval", "count", "lie between 0 and its base", found))
    size = population_of(n, population)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.clip(x / n, 0, 1)
        m = np.where(n == size, np.inf, (n - 1) / (1 - n / size))
    if effective is not None:
        m = np.broadcast_to(np.asarray(effective, dtype=float), n.shape)
    freedom = np.broadcast_to(n - 1 if df is None else np.asarray(df, dtype=float), n.shape)
    return p, m, freedom, n


def _mask_undefined(low: Any, high: Any, m: np.ndarray, n: np.ndarray) -> Pair:
    """Return the limits; missing without respondents, and if one respondent shows no spread."""
    alone = (n > 0) & ~(m > 0)
    low, high = np.where(alone, 0.0, low), np.where(alone, 1.0, high)
    low, high = np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)
    return (float(low), float(high)) if low.ndim == 0 else (low, high)


@accepts(MeasureError)
def linearised_error(
    share: Numbers,
    base: Numbers,
    squares: Numbers,
    other_squares: Numbers,
    total: Numbers,
    *,
    population: Any = None,
    drawn: Any = None,
) -> Any:
    """Return the standard error of a weighted share from sums alone, in the unit of the share.

    Parameters
    ----------
    share
        Σw of those who gave the answer / Σw of all who answered.
    base
        Number who answered, unweighted; missing is returned if it is below 2.
    squares, other_squares
        Σw² of those who gave the answer, and of those who gave another.
    total
        Σw of all who answered.
    population
        N, or None for no finite population correction.
    drawn
        n: respondents drawn, of all groups and whatever they answered, if the group was not drawn for itself
        but found out by asking; the base if left out.

    Notes
    -----
    √((1 − n/N) · n/(n − 1) · ((1 − p)² Σw²₁ + p² Σw²₀)) / Σw, which is the linearised variance of a ratio:
    Σ w_i² (y_i − p)² with y_i 1 or 0. Without weights it is `share_error`.

    References
    ----------
    Binder (1983), doi:10.2307/1402588; the same as R survey's svymean of a design without clusters.
    """
    p, b = np.asarray(share, dtype=float), np.asarray(base, dtype=float)
    n = b if drawn is None else np.asarray(drawn, dtype=float)
    finite = 1.0 if population is None else 1 - n / np.asarray(population, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = (1 - p) ** 2 * np.asarray(squares) + p**2 * np.asarray(other_squares)
        error = np.sqrt(finite * n / (n - 1) * np.maximum(spread, 0)) / np.asarray(total)
    error = np.where(b > 1, error, np.nan)
    return float(error) if error.ndim == 0 else error
