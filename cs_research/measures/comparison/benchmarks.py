"""Benchmarks of one service: its answers against the median, the quartiles and its region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from cs_research._arguments import Numbers, accepts
from cs_research.definitions import InstrumentLike, instrument_of
from cs_research.definitions.categories import POSITIONS
from cs_research.definitions.instrument import Instrument
from cs_research.definitions.service_names import service_key
from cs_research.errors import Fault, MeasureError, closest
from cs_research.measures.counts.kernel import ALL
from cs_research.measures.scales.reliability import scores
from cs_research.measures.shares.bounds import check_level
from cs_research.measures.shares.intervals import interval

_NAN = float("nan")
_UNKNOWN = "(no region)"


@accepts(MeasureError)
def benchmark(
    frame: pd.DataFrame,
    service: str,
    items: Sequence[str],
    instrument: InstrumentLike,
    *,
    region: str | None = None,
    population: int | Mapping[str, int] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return a service's score on each item, its index from 0 to 100, and its position among responding services.

    The denominator is ``n``, services with a score, this one among them: without blanks, those not asked and points
    that say nothing of the matter asked.

    Parameters
    ----------
    frame
        One row per service, as in `Responses.frame`.
    service
        What the instrument's identifier says of it; case and spaces make no difference.
    items
        Single-choice items on ordinal scales.
    region
        The item that names the region; then the service is also compared with its region.
    population
        N of the register, for the finite population correction; or a mapping with ``all`` and the region's own.
        A number does not correct the region's rows.
    level
        Of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        One row per item, and a second for the region: ``item, compared, n, score, index, median, low, high,
        lower_quartile, upper_quartile, median_index, lower_index, upper_index, at_or_below, at_or_below_low,
        at_or_below_high, at_or_above, position, note``.
        ``compared`` is "all" or the region's id. ``low`` and ``high`` are the interval of the median, in scores.
        ``at_or_below`` is the share of services whose score is no higher than this one's, with its interval;
        ``at_or_above`` that of those whose score is no lower.
        ``position`` is one of `POSITIONS`. What the answers cannot give is missing, and the note says why.

    Raises
    ------
    MeasureError
        An instrument without identifier, a service that is not in the frame or there twice, an item that is not
        on an ordinal scale, a region that is no column; a population that lacks the region or is smaller than the
        number who answered.

    Notes
    -----
    index = 100 (score − s_min) / (s_max − s_min). The median and quartiles of n scores in order are the mean of the two
    next to q n if that is an integer, else the next one above. The interval of the median is `median_interval`'s. That
    of the share is Wilson's, or the exact hypergeometric with a population. An item that is ``reversed`` is scored
    against its scale.

    References
    ----------
    Hyndman and Fan (1996), definition 2, doi:10.1080/00031305.1996.10473566. Conover (1999), Practical nonparametric
    statistics, section 3.2.

    Examples
    --------
    >>> from cs_research.definitions import load_instrument
    >>> answers = ["poor", "fair", "fair", "good", "good", "good", "very_good", "excellent"]
    >>> frame = pd.DataFrame({"service": list("ABCDEFGH"), "knowledge": answers})
    >>> row = benchmark(frame, "g", ["knowledge"], load_instrument("yjs-survey/2022")).iloc[0]
    >>> [float(row[name]) for name in ("score", "index", "median", "low", "high", "at_or_below")], row["position"]
    ([4.0, 75.0, 3.0, 1.0, 5.0, 0.875], 'above the upper quartile')
    """
    instrument = instrument_of(instrument, "benchmark", MeasureError)
    place = _place(frame, service, instrument)
    groups = {ALL: np.ones(len(frame), dtype=bool)} | _region(frame, place, region)
    sizes = _sizes(population, groups)
    rows = []
    for item in items:
        values, score_range = _scores_and_range(frame, instrument, item)
        for name, inside in groups.items():
            row = _row(values[place], values[inside], score_range, sizes[name], level)
            unknown = "the region of the service is not known" if name == _UNKNOWN else ""
            rows.append({"item": item, "compared": name} | row | {"note": unknown or row["note"]})
    return pd.DataFrame(rows, columns=_COLUMNS)


_COLUMNS = [
    "item", "compared", "n", "score", "index", "median", "low", "high", "lower_quartile", "upper_quartile",
    "median_index", "lower_index", "upper_index", "at_or_below", "at_or_below_low", "at_or_below_high",
    "at_or_above", "position", "note",
]  # fmt: skip


@accepts(MeasureError)
def spread(
    frame: pd.DataFrame,
    items: Sequence[str],
    instrument: InstrumentLike,
    *,
    population: int | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the variation between services on each item: median and quartiles of scores, and index from 0 to 100.

    The denominator is ``n``, services with a score, as in `benchmark`, which holds one of them against the rest.

    Returns
    -------
    DataFrame
        One row per item, in the order given: ``item, n, median, low, high, lower_quartile, upper_quartile,
        median_index, lower_index, upper_index``. Missing if nobody has a score; ``low`` and ``high`` also if there are
        too few for an interval of the median.

    Examples
    --------
    >>> from cs_research.definitions import load_instrument
    >>> frame = pd.DataFrame({"knowledge": ["poor", "fair", "good", "good", "excellent"]})
    >>> table = spread(frame, ["knowledge"], load_instrument("yjs-survey/2022"))
    >>> table[["n", "lower_quartile", "median", "upper_quartile"]].values.tolist()
    [[5.0, 2.0, 3.0, 3.0]]
    """
    instrument = instrument_of(instrument, "spread", MeasureError)
    rows = []
    for item in items:
        values, score_range = _scores_and_range(frame, instrument, item)
        rows.append({"item": item} | _row(_NAN, values, score_range, population, level))
    names = [name for name in _COLUMNS if name in _SPREAD]
    return pd.DataFrame(rows, columns=names).astype({"n": int})


_SPREAD = {
    "item", "n", "median", "low", "high", "lower_quartile", "upper_quartile", "median_index", "lower_index",
    "upper_index",
}  # fmt: skip


@accepts(MeasureError)
def median_interval(values: Numbers, *, population: int | None = None, level: float = 0.95) -> tuple[float, float]:
    """Return the interval of a median by order statistics: (low, high), in the unit of the values.

    It holds the median of the population at least as often as ``level`` says, however the values are spread. Missing
    if there are too few values for that: fewer than six at 95 per cent without a population.

    Parameters
    ----------
    values
        Numbers; missing ones are left out.
    population
        N, at least as many as there are values; None for no correction.
    level
        Between 0 and 1.

    Notes
    -----
    x₍₁₎ ≤ … ≤ x₍ₙ₎ in order, r the largest number with P(X < r) ≤ (1 − level) / 2: (x₍ᵣ₎, x₍ₙ₊₁₋ᵣ₎). X counts
    values at or below the population's median: binomial with n trials and chance one half, or with a population
    hypergeometric, n drawn of N of which half, rounded up, are.

    References
    ----------
    Thompson (1936), doi:10.1214/aoms/1177732502. Wilks (1962), Mathematical Statistics, 11.3 (a finite population).

    Examples
    --------
    >>> median_interval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    (2.0, 9.0)
    """
    check_level(level, "benchmark")
    x = np.asarray(values, dtype=float)
    x = np.sort(x[~np.isnan(x)])
    n = len(x)
    if population is not None and n > population:
        raise MeasureError(Fault("benchmark", "population", "hold all who answered", f"{population} for {n}"))
    below = np.arange(n)
    if population is None:
        tails = stats.binom.cdf(below, n, 0.5)
    else:
        tails = stats.hypergeom.cdf(below, population, (population + 1) // 2, n)
    # x₍ᵣ₎ lies above the median with the chance that fewer than r values lie at or below it
    r = int((tails <= (1 - level) / 2).sum())
    return (float(x[r - 1]), float(x[n - r])) if r else (_NAN, _NAN)


def _scores_and_range(frame: pd.DataFrame, instrument: Instrument, item: str) -> tuple[np.ndarray, tuple[float, float]]:
    """Return the score of each row on an item, and the limits of its scale."""
    reverse = [item] if any(made.id == item and made.reversed for made in instrument.items) else []
    values = scores(frame, instrument, [item], reverse=reverse)[item].to_numpy(dtype=float)
    worth = instrument.scale_of(instrument.item(item)).scores().values()
    return values, (min(worth), max(worth))


def _row(
    score: float, values: np.ndarray, score_range: tuple[float, float], size: int | None, level: float
) -> dict[str, Any]:
    """Return the results for one service among the given ones."""
    values = values[~np.isnan(values)]
    row: dict[str, Any] = dict.fromkeys(_COLUMNS[3:-2], _NAN) | {
        "n": len(values),
        "score": score,
        "position": "",
    }
    row["index"] = _index(score, score_range)
    if not len(values):
        return row | {"note": "nobody has a score"}
    row["lower_quartile"], row["median"], row["upper_quartile"] = np.quantile(
        values, [0.25, 0.5, 0.75], method="averaged_inverted_cdf"
    )
    for name, quartile in (("median", "median"), ("lower", "lower_quartile"), ("upper", "upper_quartile")):
        row[f"{name}_index"] = _index(row[quartile], score_range)
    row["low"], row["high"] = median_interval(values, population=size, level=level)
    note = "too few services for an interval of the median" if np.isnan(row["low"]) else ""
    if np.isnan(score):
        return row | {"note": "; ".join(filter(None, ["the service has no score", note]))}
    below = int((values <= score).sum())
    low, high = interval(below, len(values), population=size, method="hypergeometric", level=level)
    row |= {"at_or_below": below / len(values), "at_or_below_low": low, "at_or_below_high": high}
    row["at_or_above"] = float((values >= score).mean())
    return row | {"position": _position(score, row), "note": note}


def _index(score: float, score_range: tuple[float, float]) -> float:
    return (
        100 * (score - score_range[0]) / (score_range[1] - score_range[0]) if score_range[1] > score_range[0] else _NAN
    )


def _position(score: float, row: Mapping[str, Any]) -> str:
    """Return the position of a score relative to the quartiles."""
    if score == row["median"]:
        return POSITIONS[2]
    if score < row["median"]:
        return POSITIONS[0] if score < row["lower_quartile"] else POSITIONS[1]
    return POSITIONS[4] if score > row["upper_quartile"] else POSITIONS[3]


def _place(frame: pd.DataFrame, service: str, instrument: Instrument) -> int:
    """Return the row of the service."""
    identifier = instrument.identifier
    if identifier is None or identifier.id not in frame.columns:
        found = "none" if identifier is None else f"no column '{identifier.id}'"
        raise MeasureError(Fault("benchmark", "identifier", "be an item of the instrument and a column", found))
    names = [service_key(name) for name in frame[identifier.id]]
    places = [at for at, name in enumerate(names) if name == service_key(service)]
    if len(places) != 1:
        hint = "" if places else closest(str(service), [str(name) for name in frame[identifier.id].dropna()])
        found = f"'{service}' {len(places)} times" if places else f"'{service}'"
        raise MeasureError(Fault("benchmark", "service", "appear once in the frame", found, hint))
    return places[0]


def _region(frame: pd.DataFrame, place: int, region: str | None) -> dict[str, np.ndarray]:
    """Return which services are in the service's region, by the region's name; empty if no region is requested."""
    if region is None:
        return {}
    if region not in frame.columns:
        hint = closest(region, map(str, frame.columns))
        raise MeasureError(Fault("benchmark", "region", "be a column of the frame", f"'{region}'", hint))
    regions = frame[region].astype(object)
    own_region = regions.iloc[place]
    if pd.isna(own_region):
        return {_UNKNOWN: np.zeros(len(frame), dtype=bool)}
    return {str(own_region): (regions == own_region).to_numpy(dtype=bool)}


def _sizes(population: int | Mapping[str, int] | None, groups: Mapping[str, Any]) -> dict[str, int | None]:
    """Return N of all services and of the region; None if there is no correction."""
    if not isinstance(population, Mapping):
        return {name: population if name == ALL else None for name in groups}
    lacking = [name for name in groups if name not in population and name != _UNKNOWN]
    if lacking:
        rule, found = "be given for all and for the region", f"none for '{lacking[0]}'"
        raise MeasureError(Fault("benchmark", "population", rule, found))
    return {name: population.get(name) for name in groups}
