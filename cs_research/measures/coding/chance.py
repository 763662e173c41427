"""Observed disagreement and that expected by chance, for any weights of the distinct patterns of values over units.

A pattern is the values that the coders gave one unit. Every coefficient is a function of how often each pattern occurs,
so that one product of matrices gives it for all resamples of the units at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError

#: How far two values lie apart: all the same, by ranks, by difference, by proportion.
Level: TypeAlias = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[str, ...] = get_args(Level)

#: From weights (draws × patterns) to observed and expected disagreement, each draws × 1 or draws × pairs of coders.
Terms: TypeAlias = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]

#: With fewer units the percentile bootstrap covers less than it says.
FEW_UNITS = 30

#: With more units for each pattern, a multinomial draw is faster than drawing units.
_UNITS_PER_PATTERN = 12

#: Numbers in a block of resamples, which keeps it in memory.
_BLOCK = 4_000_000


@dataclass(frozen=True)
class Patterns:
    """Distinct patterns: ``codes`` is patterns × coders, places in ``values`` or −1 where a coder gave none."""

    codes: np.ndarray
    times: np.ndarray
    values: pd.Index

    @property
    def counts(self) -> np.ndarray:
        """How many coders gave each value: patterns × values."""
        counts = np.zeros((len(self.codes), len(self.values)))
        rows = np.broadcast_to(np.arange(len(self.codes))[:, None], self.codes.shape)
        given = self.codes >= 0
        np.add.at(counts, (rows[given], self.codes[given]), 1)
        return counts

    def select(self, kept: np.ndarray) -> Patterns:
        """Return some of the patterns."""
        return Patterns(self.codes[kept], self.times[kept], self.values)

    def without_order(self) -> Patterns:
        """Return the patterns with coders in any order: two coders who swap their values make no difference."""
        rows, times = _distinct(np.sort(self.codes, axis=1), self.times)
        return Patterns(rows, times, self.values)


@accepts(MeasureError)
def patterns_of(table: pd.DataFrame) -> Patterns:
    """Return the distinct patterns of a table of units × coders; units without a value have one too."""
    cells = table.to_numpy()
    flat = pd.Series(cells.ravel())
    try:
        codes, values = pd.factorize(flat.infer_objects(), sort=True)
    except TypeError:  # values of several kinds have no order; nominal needs none
        codes, values = pd.factorize(flat)
    rows, times = _distinct(codes.reshape(cells.shape), np.ones(len(cells)))
    return Patterns(rows, times, pd.Index(values))


def _distinct(rows: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if not rows.size:
        return rows[:0], times[:0]
    distinct, place = np.unique(rows, axis=0, return_inverse=True)
    return distinct, np.bincount(place.ravel(), weights=times)


@accepts(MeasureError)
def terms_of(coefficient: str, patterns: Patterns, *, level: str = "nominal", categories: int = 0) -> Terms:
    """Return the function from weights of patterns to the two terms of a coefficient.

    Parameters
    ----------
    coefficient
        ``percent_agreement``, ``cohen_kappa``, ``fleiss_kappa``, ``krippendorff_alpha`` or ``gwet_ac1``.
    patterns
        Those of which weights will be given.
    level
        Of Krippendorff's alpha, one of `LEVELS`.
    categories
        Of Gwet's AC1: how many values could have been given.
    """
    counts = patterns.counts
    made: dict[str, Terms] = {
        "percent_agreement": partial(_percent, counts),
        "cohen_kappa": partial(_cohen, patterns.codes, len(patterns.values)),
        "fleiss_kappa": partial(_fleiss, counts),
        "gwet_ac1": partial(_gwet, counts, categories or len(patterns.values)),
        "krippendorff_alpha": partial(_alpha, counts, level, patterns.values),
    }
    return made[coefficient]


@accepts(MeasureError)
def estimate_of(terms: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Return 1 − observed / expected of each draw, the mean over pairs of coders if it has several.

    Missing where chance alone gives full agreement.
    """
    observed, expected = terms
    room = np.where(expected > 0, expected, np.nan)
    return np.asarray((1 - observed / room).mean(axis=1))


def _percent(counts: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    size = counts.sum(axis=1)
    pairs = size * (size - 1)
    share = np.divide((counts * (counts - 1)).sum(axis=1), pairs, out=np.zeros(len(size)), where=pairs > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = 1 - (weights @ share) / (weights @ (pairs > 0))
    return observed[:, None], np.ones((len(weights), 1))


def _frequencies(counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the share of each value, every unit that has values counting the same: draws × values."""
    size = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, size, out=np.zeros_like(counts), where=size > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((weights @ shares) / (weights @ (size > 0)))


def _fleiss(counts: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    expected = 1 - (_frequencies(counts, weights) ** 2).sum(axis=1)
    return _percent(counts, weights)[0], _rounded(expected)[:, None]


def _gwet(counts: np.ndarray, categories: int, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    shares = _frequencies(counts, weights)
    chance = (shares * (1 - shares)).sum(axis=1)
    expected = 1 - chance / (categories - 1) if categories > 1 else np.zeros(len(weights))
    return _percent(counts, weights)[0], expected[:, None]


def _rounded(expected: np.ndarray) -> np.ndarray:
    """Return expected disagreement of shares, 0 where it is of the order of rounding."""
    return np.where(np.abs(expected) < 1e-12, 0, expected)


def _cohen(codes: np.ndarray, values: int, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    pairs = list(combinations(range(codes.shape[1]), 2))
    if not pairs:
        empty = np.full((len(weights), 1), np.nan)
        return empty, empty
    # one product of matrices for all pairs: units of both coders, units that differ, values of the first and second
    columns = []
    for first, second in pairs:
        both = (codes[:, first] >= 0) & (codes[:, second] >= 0)
        own = [(codes[:, [coder]] == np.arange(values)) & both[:, None] for coder in (first, second)]
        columns.append(np.column_stack([both, both & (codes[:, first] != codes[:, second]), *own]))
    sums = (weights @ np.concatenate(columns, axis=1).astype(float)).reshape(len(weights), len(pairs), -1)
    number = sums[..., 0]
    margins = sums[..., 2 : 2 + values], sums[..., 2 + values :]
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = 1 - (margins[0] * margins[1]).sum(axis=2) / number**2
        return sums[..., 1] / number, _rounded(expected)


def _alpha(counts: np.ndarray, level: str, values: pd.Index, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return D_o and D_e of Krippendorff's alpha."""
    size = counts.sum(axis=1)
    counts = np.where(size[:, None] > 1, counts, 0)  # a single value can be paired with none
    inverse = np.divide(1, size - 1, out=np.zeros(len(size)), where=size > 1)
    given = weights @ counts
    number = given.sum(axis=1)
    if level in ("nominal", "ratio"):
        squared = 1 - np.eye(len(values)) if level == "nominal" else _ratio(_numbers(values, level))
        observed = weights @ (((counts @ squared) * counts).sum(axis=1) * inverse)
        expected = ((given @ squared) * given).sum(axis=1)
    else:
        scale = given.cumsum(axis=1) - given / 2  # the middle of each value's ranks
        if level == "interval":
            numbers = _numbers(values, level)
            scale = np.broadcast_to(numbers - numbers.mean() if len(numbers) else numbers, given.shape)
        else:
            _numbers(values, level)
        total = size * inverse  # m / (m − 1), 0 for single values
        squares = ((weights * total) @ counts * scale**2).sum(axis=1)
        observed = 2 * (squares - (weights * (scale @ counts.T) ** 2) @ inverse)
        raw = number * (given * scale**2).sum(axis=1)
        expected = 2 * (raw - (given * scale).sum(axis=1) ** 2)
        expected = np.where(expected > 1e-12 * raw, expected, 0)  # rounding, where all values are the same
    with np.errstate(divide="ignore", invalid="ignore"):
        return (observed / number)[:, None], (expected / (number * (number - 1)))[:, None]


def _ratio(scale: np.ndarray) -> np.ndarray:
    total = np.add.outer(scale, scale) ** 2
    squared = np.subtract.outer(scale, scale) ** 2
    ratio: np.ndarray = np.divide(squared, total, out=np.zeros_like(squared), where=total > 0)
    return ratio


def _numbers(values: pd.Index, level: str) -> np.ndarray:
    """Return the values as numbers in order; raise `MeasureError` for a value that is not a number."""
    odd = [value for value in values if not _is_number(value) or (level == "ratio" and value < 0)]
    if odd:
        rule = "be a finite number" + (" of at least 0" if level == "ratio" else "")
        hint = "give each value the number of its place" if level == "ordinal" else ""
        raise MeasureError([Fault(f"agreement, {level}", "value", rule, _shown(v), hint) for v in odd])
    return np.asarray(values, dtype=float)


def _shown(value: Any) -> str:
    return repr(value.item() if isinstance(value, np.generic) else value)


def _is_number(value: Any) -> bool:
    plain = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return plain and bool(np.isfinite(value))


@accepts(MeasureError)
def resampled(times: np.ndarray, draws: int, seed: int) -> Iterator[np.ndarray]:
    """Yield how often each pattern occurs if as many units are drawn with replacement: blocks of draws × patterns."""
    rng = np.random.default_rng(seed)
    number, patterns = round(times.sum()), len(times)
    if number > _UNITS_PER_PATTERN * patterns:
        size = max(1, _BLOCK // max(patterns, 1))
        for start in range(0, draws, size):
            yield rng.multinomial(number, times / times.sum(), size=min(size, draws - start)).astype(float)
        return
    of_unit = np.repeat(np.arange(patterns), times.astype(np.int64))
    size = max(1, _BLOCK // max(number, 1))
    kind = np.uint16 if number <= 1 << 16 else np.int64
    for start in range(0, draws, size):
        rows = min(size, draws - start)
        drawn = of_unit[rng.integers(0, number, (rows, number), dtype=kind)] + np.arange(rows)[:, None] * patterns
        yield np.bincount(drawn.ravel(), minlength=rows * patterns).reshape(rows, patterns).astype(float)


@accepts(MeasureError)
def bootstrap_interval(
    estimates: Sequence[float] | np.ndarray, confidence_level: float, units: int
) -> tuple[float, float, str]:
    """Return the percentile interval of resampled estimates, and a note on it.

    Resamples in which all values are the same have no coefficient. If they are so many that they could fill a tail,
    the interval is missing; so is one without width, because resampling cannot show disagreement that was not seen.

    Parameters
    ----------
    estimates
        One per resample.
    units
        How many were drawn from: of fewer than `FEW_UNITS` the note says that the interval is too narrow.
    """
    drawn = np.asarray(estimates, dtype=float)
    if not len(drawn):
        return np.nan, np.nan, ""
    undefined = int(np.isnan(drawn).sum())
    if undefined > len(drawn) * (1 - confidence_level):
        return np.nan, np.nan, f"no interval: {undefined:,} of {len(drawn):,} resamples have no variation"
    tail = (1 - confidence_level) / 2
    low, high = (float(it) for it in np.nanquantile(drawn, [tail, 1 - tail]))
    if high - low < 1e-12:
        return np.nan, np.nan, "no interval: every resample gives the same value"
    notes = [
        f"{undefined:,} of {len(drawn):,} resamples have no variation and are left out" if undefined else "",
        f"{units} units are few: the interval is likely to be too narrow" if units < FEW_UNITS else "",
    ]
    return low, high, "; ".join(filter(None, notes))
