"""Agreement between coders who judged the same units: percent agreement, kappa, alpha and AC1, with intervals.

Judgements are a table of one row per unit and one column per coder; what a coder did not judge is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError, check_choice
from cs_research.measures.coding import chance
from cs_research.measures.coding.chance import LEVELS, Level, Patterns
from cs_research.measures.coding.coder_agreement import BY, codings, disagreements
from cs_research.measures.shares.bounds import check_level

__all__ = [
    "BY",
    "LEVELS",
    "codings",
    "cohen_kappa",
    "disagreements",
    "fleiss_kappa",
    "gwet_ac1",
    "krippendorff_alpha",
    "percent_agreement",
]

#: A row of values for each unit and a column for each coder: a table, an array or lists.
Judgements: TypeAlias = pd.DataFrame | np.ndarray | Sequence[Any]


@accepts(MeasureError)
def percent_agreement(
    table: Judgements, *, draws: int = 1000, confidence_level: float = 0.95, seed: int = 0
) -> pd.DataFrame:
    """Return the share of pairs of coders who give a unit the same value, mean over units, in [0, 1].

    The denominator is units that two or more coders judged. Agreement that chance would give is not taken off.

    Parameters
    ----------
    table
        One row per unit, one column per coder; missing values allowed. Anything that a DataFrame is made of.
    draws
        Number of resamples of units for the interval; 0 for no interval.
    confidence_level
        Of the interval, between 0 and 1.
    seed
        Of the resampling: the same seed gives the same interval.

    Returns
    -------
    DataFrame
        One row: ``coefficient, coders, units, left_out, values, observed, expected, estimate, low, high, note``.
        ``units`` count for the coefficient, ``left_out`` do not, because too few coders judged them; ``values``
        is how many different ones there are. ``observed`` and ``expected`` are disagreements, and the
        estimate is 1 − observed / expected; here ``expected`` is 1. ``low`` and ``high`` are the percentile
        bootstrap interval of units. ``note`` says why a number is missing.

    Raises
    ------
    MeasureError
        A negative number of draws; a confidence level that is no probability.

    Notes
    -----
    With n_uc the number of coders who give unit u the value c, and m_u = Σ_c n_uc:
    the mean over units with m_u ≥ 2 of Σ_c n_uc (n_uc − 1) / (m_u (m_u − 1)).

    Units that are drawn again are the same few patterns of values, so that the resamples are weights of the distinct
    patterns, drawn from the multinomial distribution: the bootstrap itself and no approximation of it.

    References
    ----------
    Fleiss (1971), doi:10.1037/h0031619. Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.

    Examples
    --------
    >>> percent_agreement([[1, 1], [1, 1], [2, 2], [2, 1]])[["units", "estimate"]].values.tolist()
    [[4.0, 0.75]]
    """
    return _coefficient("percent_agreement", table, draws, confidence_level, seed)


@accepts(MeasureError)
def cohen_kappa(table: Judgements, *, draws: int = 1000, confidence_level: float = 0.95, seed: int = 0) -> pd.DataFrame:
    """Return Cohen's kappa of two coders, or the mean over the pairs of more coders (Light's kappa), at most 1.

    The denominator of a pair is the units that both judged. Each coder has their own frequencies of values, so that
    coders who use the values differently are expected to agree less.

    Parameters
    ----------
    table, draws, confidence_level, seed
        As in `percent_agreement`, two coders or more.

    Returns
    -------
    DataFrame
        As from `percent_agreement`, and ``maximum``: the highest kappa that two coders with these frequencies of
        values could reach, missing for more than two coders. ``observed`` and ``expected`` are means over pairs. The
        estimate is missing if it is for any pair: two coders have no unit in common, or use one and the same value.

    Raises
    ------
    MeasureError
        As from `percent_agreement`.

    Notes
    -----
    With p_ck the share of units to which the first coder gives c and the second k: observed = 1 − Σ_c p_cc,
    expected = 1 − Σ_c p_c. p_.c, maximum = 1 − (1 − Σ_c min(p_c., p_.c)) / expected.

    References
    ----------
    Cohen (1960), doi:10.1177/001316446002000104. Light (1971), doi:10.1037/h0031643 (mean over pairs).

    Examples
    --------
    >>> cohen_kappa([[1, 1], [1, 1], [2, 2], [2, 1]])[["estimate", "maximum"]].values.tolist()
    [[0.5, 0.5]]
    """
    found = _coefficient("cohen_kappa", table, draws, confidence_level, seed)
    two = found["coders"].iloc[0] == 2
    return found.assign(maximum=_highest_kappa(pd.DataFrame(table), found) if two else np.nan)


def _highest_kappa(table: pd.DataFrame, found: pd.DataFrame) -> float:
    patterns = chance.patterns_of(table)
    both = (patterns.codes >= 0).all(axis=1)
    times = patterns.times[both]
    margins = [np.bincount(patterns.codes[both, coder], times, minlength=len(patterns.values)) for coder in (0, 1)]
    expected = float(found["expected"].iloc[0])
    if not expected > 0:
        return float("nan")
    return float(1 - (1 - np.minimum(*margins).sum() / times.sum()) / expected)


@accepts(MeasureError)
def fleiss_kappa(
    table: Judgements, *, draws: int = 1000, confidence_level: float = 0.95, seed: int = 0
) -> pd.DataFrame:
    """Return Fleiss's kappa, at most 1: agreement beyond that of coders who draw values by their overall frequency.

    The denominator of observed agreement is units that two or more judged; units with a single value count for the
    frequencies only. For two coders it is Scott's pi.

    Parameters
    ----------
    table, draws, confidence_level, seed
        As in `percent_agreement`.

    Returns
    -------
    DataFrame
        As from `percent_agreement`; ``units`` are those with a value. The estimate is missing if all values are the
        same.

    Raises
    ------
    MeasureError
        As from `percent_agreement`.

    Notes
    -----
    With π_c the mean over units of n_uc / m_u: observed is that of `percent_agreement`, expected = 1 − Σ_c π_c².

    References
    ----------
    Fleiss (1971), doi:10.1037/h0031619. Gwet (2014), Handbook of Inter-Rater Reliability, fourth edition, chapter 2
    (missing values).

    Examples
    --------
    >>> fleiss_kappa([[1, 1], [1, 1], [2, 2], [2, 1]]).round(4)["estimate"].tolist()
    [0.4667]
    """
    return _coefficient("fleiss_kappa", table, draws, confidence_level, seed)


@accepts(MeasureError)
def gwet_ac1(
    table: Judgements,
    *,
    categories: int = 0,
    draws: int = 1000,
    confidence_level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Return Gwet's AC1, at most 1: agreement beyond chance, which stays high where nearly all values are the same.

    Parameters
    ----------
    table, draws, confidence_level, seed
        As in `percent_agreement`.
    categories
        How many values could have been given, if there are more than occur.

    Returns
    -------
    DataFrame
        As from `fleiss_kappa`, and ``standard_error``, ``error_low`` and ``error_high``: Gwet's own standard error
        for a large population of units, and the interval from Student's t on units − 1 degrees of freedom, cut at 1.

    Raises
    ------
    MeasureError
        As from `percent_agreement`; fewer categories than values.

    Notes
    -----
    With q categories and π_c as in `fleiss_kappa`: expected = 1 − Σ_c π_c (1 − π_c) / (q − 1).

    References
    ----------
    Gwet (2008), doi:10.1348/000711006X126600.

    Examples
    --------
    >>> gwet_ac1([[1, 1]] * 8 + [[2, 2], [1, 2]]).round(4)["estimate"].tolist()
    [0.8658]
    """
    patterns = chance.patterns_of(pd.DataFrame(table))
    if categories and categories < len(patterns.values):
        rule = f"be {len(patterns.values)} or more, as many as occur"
        raise MeasureError(Fault("agreement", "categories", rule, str(categories)))
    found = _coefficient("gwet_ac1", table, draws, confidence_level, seed, categories=categories)
    error = _gwet_error(patterns.select((patterns.codes >= 0).sum(axis=1) > 0), categories, found)
    units = int(found["units"].iloc[0])
    half = error * stdtrit(units - 1, (1 + confidence_level) / 2) if units > 1 else np.nan
    estimate = found["estimate"]
    return found.assign(
        standard_error=error,
        error_low=np.maximum(estimate - half, -1),
        error_high=np.minimum(estimate + half, 1),
    )


def _gwet_error(patterns: Patterns, categories: int, found: pd.DataFrame) -> float:
    """Return the standard error of AC1 by linearisation, Gwet (2008), for any number of values per unit."""
    estimate, disagreed = float(found["estimate"].iloc[0]), float(found["expected"].iloc[0])
    counts, times = patterns.counts, patterns.times
    units, q = times.sum(), categories or len(patterns.values)
    if np.isnan(estimate) or units < 2:
        return float("nan")
    size = counts.sum(axis=1)
    pairs = size * (size - 1)
    agreed = np.divide((counts * (counts - 1)).sum(axis=1), pairs, out=np.zeros(len(size)), where=pairs > 0)
    several = size > 1
    by_chance = 1 - disagreed
    shares = counts / size[:, None]
    common = times @ shares / units
    own = (shares * (1 - common)).sum(axis=1) / (q - 1)
    parts = several * (agreed - by_chance) / disagreed * units / times[several].sum()
    parts = parts - 2 * (1 - estimate) * (own - by_chance) / disagreed
    return float(np.sqrt(times @ (parts - estimate) ** 2 / (units * (units - 1))))


@accepts(MeasureError)
def krippendorff_alpha(
    table: Judgements,
    level: Level = "nominal",
    *,
    draws: int = 1000,
    confidence_level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Return Krippendorff's alpha: 1 is perfect agreement, 0 is agreement by chance, below 0 is less than that.

    Parameters
    ----------
    table, draws, confidence_level, seed
        As in `percent_agreement`.
    level
        Level of measurement: ``nominal``, ``ordinal``, ``interval`` or ``ratio``.

    Returns
    -------
    DataFrame
        As from `percent_agreement`. The estimate is missing if no unit has two values, or if all values are the
        same: without variation chance would agree as well.

    Raises
    ------
    MeasureError
        As from `percent_agreement`; another level; values that are no finite numbers, at any level but
        nominal; negative ones at ratio.

    Notes
    -----
    With o_ck = Σ_u n_uc (n_uk − [c = k]) / (m_u − 1) over units with m_u ≥ 2, n_c = Σ_k o_ck and n = Σ_c n_c:
    observed = Σ_ck o_ck δ²_ck / n, expected = Σ_ck n_c n_k δ²_ck / (n (n − 1)). δ²_ck is [c ≠ k] for nominal,
    (Σ_{g=c..k} n_g − (n_c + n_k) / 2)² for ordinal, (c − k)² for interval, ((c − k) / (c + k))² for ratio.

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's alpha-reliability. Krippendorff (2004), Content Analysis,
    second edition, chapter 11. Hayes and Krippendorff (2007), doi:10.1080/19312450709336664.

    Examples
    --------
    Two coders and four units, of which they judge one differently:

    >>> krippendorff_alpha([[1, 1], [1, 1], [2, 2], [2, 1]]).round(4)["estimate"].tolist()
    [0.5333]
    """
    check_choice("agreement", "level", level, LEVELS)
    return _coefficient("krippendorff_alpha", table, draws, confidence_level, seed, level=level)


#: Values that a unit needs so that a coefficient counts it.
_LEAST = {"percent_agreement": 2, "cohen_kappa": 2, "krippendorff_alpha": 2, "fleiss_kappa": 1, "gwet_ac1": 1}


def _coefficient(
    name: str, table: Judgements, draws: int, confidence_level: float, seed: int, **options: Any
) -> pd.DataFrame:
    check_level(confidence_level, "agreement")
    for thing, value in (("draws", draws), ("seed", seed)):
        if value < 0:
            raise MeasureError(Fault("agreement", thing, "be 0 or more", str(value)))
    frame = pd.DataFrame(table)
    every = chance.patterns_of(frame)
    used = every.select((every.codes >= 0).sum(axis=1) >= _LEAST[name])
    used = used if name == "cohen_kappa" else used.without_order()
    terms = chance.terms_of(name, used, **options)
    observed, expected = terms(used.times[None])
    estimate = float(chance.estimate_of((observed, expected))[0])
    low, high, note = np.nan, np.nan, _why_missing(used)
    if not np.isnan(estimate):
        low, high, note = _interval(terms, used.times, draws, confidence_level, seed)
    row = {
        "coefficient": name,
        "coders": frame.shape[1],
        "units": round(used.times.sum()),
        "left_out": len(frame) - round(used.times.sum()),
        "values": len(np.unique(used.codes[used.codes >= 0])),
        "observed": float(observed.mean()),
        "expected": float(expected.mean()),
        "estimate": estimate,
        "low": low,
        "high": high,
        "note": note,
    }
    return pd.DataFrame([row])


def _why_missing(patterns: Patterns) -> str:
    if not len(patterns.times) or (patterns.codes >= 0).sum(axis=1).max() < 2:
        return "no unit has two values"
    if len(np.unique(patterns.codes[patterns.codes >= 0])) < 2:
        return "all values are the same"
    return "a pair of coders has no unit in common, or no variation"


def _interval(
    terms: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]],
    times: np.ndarray,
    draws: int,
    confidence_level: float,
    seed: int,
) -> tuple[float, float, str]:
    if not draws:
        return np.nan, np.nan, ""
    drawn = [chance.estimate_of(terms(weights)) for weights in chance.resampled(times, draws, seed)]
    return chance.bootstrap_interval(np.concatenate(drawn), confidence_level, round(times.sum()))
