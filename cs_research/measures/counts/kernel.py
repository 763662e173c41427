"""Counting kernel: answers as small integers, added by group and point in one pass per item."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.definitions.categories import NO_GROUP
from cs_research.errors import Fault, MeasureError, closest, join_names
from cs_research.records.responses import column, not_asked

#: The group of a tally that was not parted.
ALL = "all"

#: About how many respondents are counted at a time, so that cells and weights stay in the processor's cache.
_BLOCK = 65_536
#: The code of no value at one option of a choose-all item that was answered.
_HOLE = 3
#: An integer column with a wider range than this is no column of points.
_WIDEST = 1000


@dataclass(frozen=True)
class Asked:
    """One item to count: a column of points, or one column per option."""

    item: str
    points: tuple[object, ...]
    multiple: bool


@dataclass(frozen=True)
class Plan:
    """Items to count, the group column and the weight column."""

    items: tuple[Asked, ...]
    group: str | None = None
    weight: str | None = None

    @property
    def columns(self) -> list[str]:
        """Return every column that is counted, without those that record who was not asked."""
        names = [name for name in (self.group, self.weight) if name is not None]
        for asked in self.items:
            names += [column(asked.item, str(p)) for p in asked.points] if asked.multiple else [asked.item]
        return list(dict.fromkeys(names))


@dataclass(frozen=True)
class Totals:
    """Counts by item, as arrays ``[statistic, group, state]``, and the groups in order.

    Statistics are n, the sum of weights and the sum of squared weights. States of an item are blank, then
    its points, then not asked; of a choose-all item there is an array an option: blank, no, yes, not asked, and
    no value at this option if another one has one. ``values`` are those of the groups, by which they are put in
    order; nothing if the groups are the categories of a categorical, which have an order of their own.
    """

    groups: tuple[str, ...]
    counts: tuple[tuple[np.ndarray, ...], ...]
    values: tuple[Any, ...] = ()


@accepts(MeasureError)
def count_frame(frame: pd.DataFrame, plan: Plan) -> Totals:
    """Return the totals of one frame of respondents."""
    groups, values, group_codes = _groups(frame, plan.group)
    weights = _weights(frame, plan.weight)
    squared = None if weights is None else weights**2
    states = [list(_states(frame, asked)) for asked in plan.items]
    totals = [[np.zeros((3, len(groups), width)) for _, width in of_item] for of_item in states]
    size = math.ceil(len(frame) / max(1, round(len(frame) / _BLOCK)))
    for start in range(0, len(frame), size or 1):
        part = slice(start, start + size)
        block = _Block(
            group_codes[part] if len(groups) > 1 else None,
            None if weights is None else weights[part],
            None if squared is None else squared[part],
        )
        for of_item, sums in zip(states, totals, strict=True):
            for (codes, _), total in zip(of_item, sums, strict=True):
                block.add(codes[part], total)
    if weights is None:
        for sums in totals:
            for total in sums:
                total[1:] = total[0]
    return Totals(tuple(groups), tuple(tuple(sums) for sums in totals), values)


class _Block:
    """A block of some thousand respondents; each one's first cell is computed once per width."""

    def __init__(self, groups: np.ndarray | None, weights: np.ndarray | None, squared: np.ndarray | None) -> None:
        self._groups, self._weights, self._squared = groups, weights, squared
        self._begins: dict[int, np.ndarray] = {}
        self._cells = np.empty(0, dtype=np.int64)

    def add(self, codes: np.ndarray, total: np.ndarray) -> None:
        """Add one column's codes (−1 blank, then its points) to its totals."""
        width = total.shape[2]
        if len(self._cells) != len(codes):
            self._cells = np.empty(len(codes), dtype=np.int64)
        if width not in self._begins:
            first = np.zeros(1, dtype=np.int64) if self._groups is None else self._groups * width
            self._begins[width] = first + 1
        cells = np.add(self._begins[width], codes, out=self._cells)
        size, shape = total.shape[1] * width, total.shape[1:]
        total[0] += np.bincount(cells, minlength=size).reshape(shape)
        if self._weights is not None:
            total[1] += np.bincount(cells, self._weights, minlength=size).reshape(shape)
            total[2] += np.bincount(cells, self._squared, minlength=size).reshape(shape)


@accepts(MeasureError)
def add_totals(totals: Sequence[Totals]) -> Totals:
    """Return the sum of the totals of several frames, with the groups in the order of a single frame.

    Values are sorted. Categories that only some frames have come after those of the frames before, as pandas and
    Dask put categoricals together.
    """
    names = list(dict.fromkeys(name for total in totals for name in total.groups))
    values: dict[str, Any] = {}
    for total in totals:
        values |= dict(zip(total.groups, total.values, strict=False))
    if all(total.values or not set(total.groups) - {NO_GROUP} for total in totals):
        names = _sorted(values) + [name for name in names if name not in values]
    if NO_GROUP in names and NO_GROUP not in values:
        names = [name for name in names if name != NO_GROUP] + [NO_GROUP]
    order = tuple(values[name] for name in names if name in values)
    return reduce(_sum, (_aligned(total, names, order) for total in totals))


def _sorted(values: Mapping[str, Any]) -> list[str]:
    """Return names ordered by value; values without a common order keep the order of their appearance."""
    try:
        return sorted(values, key=lambda name: values[name])
    except TypeError:
        return list(values)


def _sum(one: Totals, other: Totals) -> Totals:
    pairs = zip(one.counts, other.counts, strict=True)
    sums = (tuple(a + b for a, b in zip(mine, theirs, strict=True)) for mine, theirs in pairs)
    return Totals(one.groups, tuple(sums), one.values)


def _aligned(totals: Totals, names: list[str], values: tuple[Any, ...]) -> Totals:
    if list(totals.groups) == names:
        return replace(totals, values=values)
    places = [names.index(name) for name in totals.groups]

    def spread(array: np.ndarray) -> np.ndarray:
        wide = np.zeros((3, len(names), array.shape[2]))
        wide[:, places] = array
        return wide

    return Totals(tuple(names), tuple(tuple(map(spread, arrays)) for arrays in totals.counts), values)


def _column(frame: pd.DataFrame, name: str, what: str) -> pd.Series:
    if name not in frame.columns:
        hint = closest(name, map(str, frame.columns))
        raise MeasureError(Fault("tally", what, "be a column of the frame", f"'{name}'", hint))
    return frame[name]


def _groups(frame: pd.DataFrame, group: str | None) -> tuple[list[str], tuple[Any, ...], np.ndarray]:
    """Return group names in order, their values, and the index of each respondent's group."""
    if group is None:
        return [ALL], (), np.zeros(0, dtype=np.int64)
    given = _column(frame, group, "group")
    codes = given.astype("category").cat
    names = [_name(value) for value in codes.categories]
    values = () if isinstance(given.dtype, pd.CategoricalDtype) else tuple(codes.categories)
    places = codes.codes.to_numpy().astype(np.int64)
    if (places < 0).any():
        places = np.where(places < 0, len(names), places)
        names.append(NO_GROUP)
    return names, values, places


def _name(value: object) -> str:
    """Return a group's name; an integer that a missing value turned into a decimal is an integer again."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _weights(frame: pd.DataFrame, weight: str | None) -> np.ndarray | None:
    if weight is None:
        return None
    weights: np.ndarray = _column(frame, weight, "weight").to_numpy(dtype=float, na_value=np.nan)
    odd = ~np.isfinite(weights) | (weights < 0)
    if odd.any():
        found = f"{int(odd.sum())} that are missing or below 0"
        raise MeasureError(Fault("tally", f"weights in '{weight}'", "be numbers of 0 or more", found))
    return weights


def _states(frame: pd.DataFrame, asked: Asked) -> Iterator[tuple[np.ndarray, int]]:
    """Return the code of every respondent for each column of an item, and the number of states."""
    name = not_asked(asked.item)
    passed = frame[name].to_numpy(dtype=bool) if name in frame.columns else None
    if not asked.multiple:
        yield _mark_not_asked(_codes(frame, asked), passed, len(asked.points)), len(asked.points) + 2
        return
    ticks = [
        _column(frame, column(asked.item, str(option)), "option").astype("boolean").astype("Int8")
        for option in asked.points
    ]
    blank = np.all([tick.isna().to_numpy() for tick in ticks], axis=0)
    for tick in ticks:
        yield (
            _mark_not_asked(np.where(blank, -1, tick.fillna(_HOLE).to_numpy()).astype(np.int8), passed, 2),
            5,
        )


def _mark_not_asked(codes: np.ndarray, passed: np.ndarray | None, width: int) -> np.ndarray:
    """Return the codes, with respondents not asked and without an answer in the state after the last point."""
    return codes if passed is None else np.where(passed & (codes < 0), width, codes).astype(codes.dtype)


def _codes(frame: pd.DataFrame, asked: Asked) -> np.ndarray:
    """Return the index of the point that each respondent chose; −1 if they chose none."""
    answers = _column(frame, asked.item, "item")
    kind = answers.dtype
    if isinstance(kind, np.dtype) and kind.kind in "iuf":
        found = _numbers(answers.to_numpy(), asked)
        if found is not None:
            return found
    chosen = answers.array if isinstance(kind, pd.CategoricalDtype) else pd.Categorical(answers)
    codes: np.ndarray = chosen.codes
    if tuple(chosen.categories) == asked.points:
        return codes
    places = pd.Index(asked.points).get_indexer(chosen.categories)
    return _look_up_codes(codes, places, lambda at: chosen.categories[at], asked)


def _numbers(values: np.ndarray, asked: Asked) -> np.ndarray | None:
    """Return codes of a column of integers if the points are numbers too; None for another column."""
    points = np.asarray(asked.points)
    if points.dtype.kind not in "iuf" or not len(values):
        return None
    answered = np.isfinite(values)
    if not answered.any():
        return np.full(len(values), -1, dtype=np.int8)
    lowest, highest = values[answered].min(), values[answered].max()
    is_integer = values.dtype.kind in "iu" or bool((np.mod(values[answered], 1) == 0).all())
    if not is_integer or highest - lowest >= _WIDEST:
        return None
    places = pd.Index(points).get_indexer(np.arange(lowest, highest + 1))
    codes = np.where(answered, values - lowest, -1).astype(np.int16)
    return _look_up_codes(codes, places, lambda at: f"{lowest + at:g}", asked)


def _look_up_codes(codes: np.ndarray, places: np.ndarray, shown: Callable[[int], object], asked: Asked) -> np.ndarray:
    """Return positions on the scale for codes of another order; raise an error for an unknown answer."""
    small = np.int8 if len(asked.points) < 120 else np.int16
    table = np.append(np.where(places < 0, -2, places), -1).astype(small)
    found: np.ndarray = table[codes]
    if (places < 0).any() and (strange := found == -2).any():
        at = int(codes[strange][0])
        rule = f"be {join_names([str(point) for point in asked.points])}"
        raise MeasureError(Fault("tally", f"point of '{asked.item}'", rule, f"'{shown(at)}'"))
    return found
