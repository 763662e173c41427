"""Audit of published percentages: the counts that could have been rounded to them.

A percentage that was printed of few respondents says almost exactly how many they were, or that it is no
share of them that was rounded once. The second need not be an error: bars may have been rounded before they
were added, or some respondents may have left the question blank.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import pairwise
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.definitions import load_published
from cs_research.definitions.published import PRINTED, PublishedFigure, PublishedFigures
from cs_research.errors import Fault, MeasureError
from cs_research.measures.shares.intervals import interval

#: What `audit` may say of a figure, from the plainest account to none.
HOW = (
    "directly",
    "two bars rounded, then added",
    "three bars rounded, then added",
    "four bars rounded, then added",
    "five bars rounded, then added",
    "a smaller base",
    "not at all",
)
_MOST_BARS = 5


@accepts(MeasureError)
def attainable(percent: Any, n: int, *, bars: int = 1) -> tuple[int, ...]:
    """Return the counts of n respondents that a published percentage allows, in order; halves are rounded up.

    With one bar: the counts c whose share c / n was rounded once. With more: the counts that can be parted
    into that many bars so that the rounded shares of the bars add up to the percentage. A bar may be empty,
    so that more bars never allow less.

    Parameters
    ----------
    percent
        From 0 to 100. Its decimals show what it was rounded to: ``"93"`` to integer per cent, ``"92.9"`` and
        ``"93.0"`` to tenths. A number that is an integer means integer per cent, 93.0 among them.
    n
        The number of respondents that the share is of, at least 1.
    bars
        How many bars were rounded and then added, from 1 to 5.

    Returns
    -------
    tuple of int
        Empty if there is no such count.

    Raises
    ------
    MeasureError
        A percentage that is none, no respondents, bars outside 1 to 5.

    Notes
    -----
    Let W be 100, or 1000 with tenths and so on; P the percentage in the units of its last decimal;
    r(c) = floor(W c / n + 1/2) a rounded bar, and e(c) = W c − n r(c) what rounding took from it, times n,
    so that −n/2 ≤ e(c) < n/2. With n odd no share falls on a half, and the rule for halves does not matter.

    One bar: r(c) = P if n (2P − 1) ≤ 2 W c < n (2P + 1).

    k bars of c in all: a respondent who moves from one bar to another changes the two rounded shares by
    two steps, each floor(W / n) or one more, in opposite directions, and so their sum by −1, 0 or 1. Such
    moves lead from any split of c to any other, so that every integer between the smallest sum and the
    most is a sum. Only these two are sought.

    Give the first k − 1 bars any sizes of a respondents in all, a ≤ c, and let D be the sum of their e. The
    last bar holds the rest, and since its e lies between −n/2 and n/2 too, the sum is
    r(c) + floor((2 e(c) + n − 2 D) / 2n). It falls as D rises, so the least sum has the greatest D that
    k − 1 bars of at most c respondents reach, and the most the least D. For one bar that is a running
    maximum of e; for more, one is added to it at a time, of the few sizes at which the running maximum
    rises, since any other could be replaced by a smaller bar that rounding took as much from.

    Examples
    --------
    >>> attainable(93, 57), attainable(85, 57), attainable(85, 57, bars=2), attainable(85, 57, bars=3)
    ((53,), (), (48,), (48, 49))
    """
    printed, units = _parse_percent(percent)
    _require_integer("n", n)
    _require_integer("bars", bars, _MOST_BARS)
    return _counts(printed, units, int(n), int(bars))


@accepts(MeasureError)
def denominators(percent: Any, n: int, *, bars: int = 1) -> tuple[int, ...]:
    """Return the numbers of respondents, up to n, for which some count gives a published percentage, in order.

    Those who left a question blank are often left out of its base without a word: a percentage that no
    count of all n gives may be the share of a few less.

    Parameters
    ----------
    percent, n, bars
        As in `attainable`.

    Returns
    -------
    tuple of int
        From 1 to n; n itself if it is among them.

    Raises
    ------
    MeasureError
        As in `attainable`.

    Examples
    --------
    >>> denominators(85, 57)[-4:]
    (52, 53, 54, 55)
    """
    printed, units = _parse_percent(percent)
    _require_integer("n", n)
    _require_integer("bars", bars, _MOST_BARS)
    return tuple(
        base
        for base in range(1, int(n) + 1)
        if _counts_from_rounding(printed, units, base)
        or (bars > 1 and _counts_from_bars(printed, units, base, int(bars)))
    )


@accepts(MeasureError)
def audit(figures: PublishedFigures | str | os.PathLike[str], *, level: float = 0.95) -> pd.DataFrame:
    """Return the counts that can explain each published percentage, and the interval behind it.

    The accounts are tried from the plainest on: a count that was rounded once; then two bars that were
    rounded before they were added, three, and so on up to the figure's ``bars``; then a count that was
    rounded once, of fewer respondents. The interval belongs to the first that holds, not to all that might.

    Parameters
    ----------
    figures
        Published percentages, or the path of a YAML file of ``type: published``, or a shipped one's name.
    level
        Of the interval, between 0 and 1.

    Returns
    -------
    DataFrame
        One row per figure, in the order of the file: ``id, label, percent, n, bars, direct, least_bars, summed,
        smaller_base, how, low, high``. ``percent`` is text, as printed; ``n`` the figure's base, else that of
        the file; ``bars`` the most that were tried. ``direct`` holds the counts of n that give the percentage
        when rounded once; ``least_bars`` the fewest bars that make it attainable, 1 if it is directly,
        missing if none do; ``summed`` the counts with so many bars; ``smaller_base`` the denominators
        below n that give it with one rounding: tuples, empty if there are none. ``how`` is one of `HOW`,
        ``low`` and ``high`` are shares in [0, 1].

    Raises
    ------
    DefinitionError
        A file that is missing or breaks its rules.
    MeasureError
        A level outside 0 to 1.

    Notes
    -----
    Ends rise with the count: ``low`` is the lower end of the interval of the least count, ``high`` the
    upper end of that of the greatest, hypergeometric if the population is known, else Wilson's (see
    `cs_research.measures.shares.intervals`). For a smaller base they are the outermost ends over the denominators
    nearest to n that follow each other without a break (`nearest_run`). Missing if nothing gives the
    percentage.

    Examples
    --------
    >>> audit("published/bulletin-2023-02")["how"].value_counts().to_dict()
    {'directly': 3, 'two bars rounded, then added': 3}
    """
    known = figures if isinstance(figures, PublishedFigures) else load_published(os.fspath(figures))
    rows = [_row(figure, known.n_of(figure), known.population, level) for figure in known.figures]
    return pd.DataFrame(rows).astype({"least_bars": "Int64"})


@accepts(MeasureError)
def nearest_run(bases: Iterable[int]) -> tuple[int, ...]:
    """Return the last run of consecutive numbers: 3, 7, 8, 9 gives 7, 8, 9."""
    line = tuple(bases)
    breaks = [place for place, (one, other) in enumerate(pairwise(line), start=1) if other != one + 1]
    return line[breaks[-1] :] if breaks else line


def _row(figure: PublishedFigure, n: int, population: int | None, level: float) -> dict[str, Any]:
    printed, units = _parse_percent(figure.percent)
    direct = tuple(_counts_from_rounding(printed, units, n))
    tried = ((bars, _counts(printed, units, n, bars)) for bars in range(1, figure.bars + 1))
    least, summed = next(((bars, counts) for bars, counts in tried if counts), (None, ()))
    smaller = tuple(base for base in range(1, n) if _counts_from_rounding(printed, units, base))
    if least is not None:
        how, behind = HOW[least - 1], {n: summed}
    else:
        how = "a smaller base" if smaller else "not at all"
        behind = {base: tuple(_counts_from_rounding(printed, units, base)) for base in nearest_run(smaller)}
    low, high = _widest(behind, population, level)
    return {
        "id": figure.id,
        "label": figure.label,
        "percent": figure.percent,
        "n": n,
        "bars": figure.bars,
        "direct": direct,
        "least_bars": least,
        "summed": summed,
        "smaller_base": smaller,
        "how": how,
        "low": low,
        "high": high,
    }


def _widest(behind: dict[int, tuple[int, ...]], population: int | None, level: float) -> tuple[float, float]:
    """Return the outermost limits of the intervals of counts by their base; missing if there are none."""
    if not behind:
        return float("nan"), float("nan")
    bases = list(behind)
    edges = [[counts[place] for counts in behind.values()] for place in (0, -1)]
    low, high = interval(edges, [bases, bases], population=population, method="hypergeometric", level=level)
    return float(low[0].min()), float(high[1].max())


def _counts(printed: int, units: int, n: int, bars: int) -> tuple[int, ...]:
    return tuple(_counts_from_rounding(printed, units, n)) if bars == 1 else _counts_from_bars(printed, units, n, bars)


def _counts_from_rounding(printed: int, units: int, n: int) -> range:
    """Return the counts whose share of n is rounded, halves up, to ``printed`` of ``units``."""
    first = -(-n * (2 * printed - 1) // (2 * units))
    last = -(-n * (2 * printed + 1) // (2 * units)) - 1
    return range(max(first, 0), min(last, n) + 1)


def _counts_from_bars(printed: int, units: int, n: int, bars: int) -> tuple[int, ...]:
    """Return the counts of n that can be split into bars whose rounded shares add up; see `attainable`."""
    largest = min(n, (2 * printed + bars) * n // (2 * units))
    counts = np.arange(largest + 1, dtype=np.int64)
    rounded = (2 * units * counts + n) // (2 * n)
    taken = units * counts - n * rounded
    greatest, smallest = _greatest(taken, bars - 1), -_greatest(-taken, bars - 1)
    lowest = rounded + (2 * taken + n - 2 * greatest) // (2 * n)
    highest = rounded + (2 * taken + n - 2 * smallest) // (2 * n)
    return tuple(int(count) for count in np.flatnonzero((lowest <= printed) & (printed <= highest)))


def _greatest(taken: np.ndarray, bars: int) -> np.ndarray:
    """Return the greatest sum of ``taken`` that so many bars reach with at most each number of respondents."""
    running = np.maximum.accumulate(taken)
    rises = np.flatnonzero(np.diff(running, prepend=running[0] - 1))
    best = running
    for _ in range(bars - 1):
        fewer, best = best, best.copy()
        for size in rises:
            np.maximum(best[size:], fewer[: len(fewer) - size] + taken[size], out=best[size:])
    return best


def _parse_percent(percent: Any) -> tuple[int, int]:
    """Return a percentage in units of its last printed decimal, and how many of them make 100%."""
    text = str(percent).strip()
    if isinstance(percent, Real):
        text = text.removesuffix(".0")
    if not PRINTED.fullmatch(text):
        rule = "be a number as printed, such as 85 or 92.9, without a per cent sign"
        raise MeasureError(Fault("published percentage", "percent", rule, f"'{percent}'"))
    figures, _, decimals = text.partition(".")
    printed, units = int(figures + decimals), 100 * 10 ** len(decimals)
    if printed > units:
        raise MeasureError(Fault("published percentage", "percent", "lie between 0 and 100", f"'{percent}'"))
    return printed, units


def _require_integer(thing: str, value: Any, maximum: int | None = None) -> None:
    sound = isinstance(value, Integral) and not isinstance(value, bool)
    if not sound or value < 1 or (maximum is not None and value > maximum):
        rule = "be an integer of at least 1" + (f" and at most {maximum}" if maximum is not None else "")
        raise MeasureError(Fault("published percentage", thing, rule, f"'{value}'"))
