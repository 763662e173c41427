"""Counting: respondents to counts by item, group and point. Everything the survey half prints is a
function of these counts, and two tallies add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_research.definitions.instrument import Instrument
from cs_research.errors import Fault, MeasureError, closest, listed
from cs_research.records.responses import column, not_asked

__all__ = ["ALL", "NO_GROUP", "tally"]

#: The group of a tally that was not parted, and of respondents whose group is not known.
ALL = "all"
NO_GROUP = "(no group)"

_BLOCK = 65_536


@dataclass(frozen=True)
class _Asked:
    """One item to count: a column of points, or a column an option."""

    item: str
    points: tuple[str, ...]
    multiple: bool


def tally(
    frame: pd.DataFrame,
    instrument_or_items: Instrument | Mapping[str, Sequence[str]],
    *,
    group: str | None = None,
    weight: str | None = None,
) -> pd.DataFrame:
    """Counts of respondents, by item, group and point.

    A point that nobody chose is a row with 0. Respondents who left an item blank, or were not asked
    it, are in no point's count; they stand in columns of their own. Two tallies of the same items
    and groups add: ``tally(a, items) + tally(b, items) == tally(a and b, items)``. To add tallies by
    group, make the group column a categorical with the same categories in both.

    Parameters
    ----------
    frame
        One row a respondent, as in `Responses.frame`.
    instrument_or_items
        An instrument, or item to points in order for single-choice columns.
    group
        A column to part respondents by; without it there is one group, ``all``.
    weight
        A column of weights ≥ 0; without it every respondent weighs 1.

    Returns
    -------
    DataFrame
        Indexed by item, group and point, in the order of the instrument, of the groups and of the
        scale. Columns: ``n`` respondents who chose the point; ``weighted_n`` the sum of their weights;
        ``squared_weights`` the sum of their squares; and, the same on every row of an item and group,
        ``answered`` and ``weighted_answered`` who gave the item any answer, ``blank`` who were asked
        and gave none, ``not_asked`` who were not asked.

    Raises
    ------
    MeasureError
        A column that is missing, a point outside its scale, a negative or missing weight.
    """
    asked = _asked(instrument_or_items)
    groups, group_codes = _groups(frame, group)
    weights = _weights(frame, weight)
    tables = [_count(frame, item, groups, group_codes, weights) for item in asked]
    return pd.concat(tables) if tables else pd.DataFrame(columns=_COLUMNS)


_COLUMNS = [
    "n", "weighted_n", "squared_weights", "answered", "weighted_answered", "blank", "not_asked",
]  # fmt: skip


def _asked(items: Instrument | Mapping[str, Sequence[str]]) -> list[_Asked]:
    if isinstance(items, Instrument):
        return [
            _Asked(item.id, tuple(point.id for point in items.points_of(item)), item.kind == "multiple")
            for item in items.items
            if item.kind != "open"
        ]
    return [_Asked(item, tuple(points), False) for item, points in items.items()]


def _column(frame: pd.DataFrame, name: str, what: str) -> pd.Series:
    if name not in frame.columns:
        hint = closest(name, map(str, frame.columns))
        raise MeasureError(Fault("tally", what, "be a column of the frame", f"'{name}'", hint))
    return frame[name]


def _groups(frame: pd.DataFrame, group: str | None) -> tuple[list[str], np.ndarray]:
    """Group names in order and, for each respondent, the place of theirs."""
    if group is None:
        return [ALL], np.zeros(len(frame), dtype=np.int64)
    codes = _column(frame, group, "group").astype("category").cat
    names = [str(name) for name in codes.categories]
    places = codes.codes.to_numpy().astype(np.int64)
    if (places < 0).any():
        places = np.where(places < 0, len(names), places)
        names.append(NO_GROUP)
    return names, places


def _weights(frame: pd.DataFrame, weight: str | None) -> np.ndarray | None:
    if weight is None:
        return None
    weights: np.ndarray = _column(frame, weight, "weight").to_numpy(dtype=float, na_value=np.nan)
    odd = ~np.isfinite(weights) | (weights < 0)
    if odd.any():
        found = f"{int(odd.sum())} that are missing or below 0"
        raise MeasureError(Fault("tally", f"weights in '{weight}'", "be numbers of 0 or more", found))
    return weights


def _count(
    frame: pd.DataFrame,
    asked: _Asked,
    groups: list[str],
    group_codes: np.ndarray,
    weights: np.ndarray | None,
) -> pd.DataFrame:
    """The rows of one item. States of a respondent: a point, then blank, then not asked."""
    width = len(asked.points)
    states = _option_states(frame, asked) if asked.multiple else [_point_states(frame, asked)]
    counted = [_bincount(state, group_codes, len(groups), weights) for state in states]
    if asked.multiple:
        chosen = np.stack([tensor[:, :, 1] for tensor in counted], axis=-1)
        answered = counted[0][:, :, 0] + counted[0][:, :, 1]
        rest = counted[0][0][:, 2:4]
    else:
        chosen = counted[0][:, :, :width]
        answered = chosen.sum(axis=-1)
        rest = counted[0][0][:, width : width + 2]
    index = pd.MultiIndex.from_product([[asked.item], groups, asked.points], names=["item", "group", "point"])
    table = pd.DataFrame(index=index)
    table["n"] = chosen[0].ravel().astype(np.int64)
    table["weighted_n"] = chosen[1].ravel()
    table["squared_weights"] = chosen[2].ravel()
    table["answered"] = np.repeat(answered[0], width).astype(np.int64)
    table["weighted_answered"] = np.repeat(answered[1], width)
    table["blank"] = np.repeat(rest[:, 0], width).astype(np.int64)
    table["not_asked"] = np.repeat(rest[:, 1], width).astype(np.int64)
    return table


def _point_states(frame: pd.DataFrame, asked: _Asked) -> tuple[np.ndarray, int]:
    """For each respondent the place of the point they chose, then blank, then not asked."""
    answers = _column(frame, asked.item, "item")
    chosen = answers.astype("category").cat
    places = pd.Index(asked.points).get_indexer(chosen.categories)
    codes = np.append(places, -1)[chosen.codes].astype(np.int64)  # a missing answer has code -1
    strange = answers.notna().to_numpy() & (codes < 0)
    if strange.any():
        found = f"'{answers[strange].iloc[0]}'"
        rule = f"be {listed(asked.points)}"
        raise MeasureError(Fault("tally", f"point of '{asked.item}'", rule, found))
    width = len(asked.points)
    return _with_absences(frame, asked, codes, width), width + 2


def _option_states(frame: pd.DataFrame, asked: _Asked) -> list[tuple[np.ndarray, int]]:
    """For each option and respondent: not ticked, ticked, blank, not asked."""
    ticks = [
        _column(frame, column(asked.item, option), "option").astype("boolean").astype("Int8")
        for option in asked.points
    ]
    answered = np.any([tick.notna().to_numpy() for tick in ticks], axis=0)
    states = []
    for tick in ticks:
        codes = tick.fillna(-1).to_numpy().astype(np.int64)
        codes = np.where(answered & (codes < 0), 0, codes)  # a hole in an answered item is no tick
        states.append((_with_absences(frame, asked, codes, 2), 4))
    return states


def _with_absences(frame: pd.DataFrame, asked: _Asked, codes: np.ndarray, width: int) -> np.ndarray:
    states = np.where(codes < 0, width, codes)
    name = not_asked(asked.item)
    if name in frame.columns:
        passed = frame[name].to_numpy(dtype=bool)
        states = np.where(passed & (codes < 0), width + 1, states)
    return states


def _bincount(
    states: tuple[np.ndarray, int], groups: np.ndarray, n_groups: int, weights: np.ndarray | None
) -> np.ndarray:
    """n, sum of weights and sum of squared weights, by group and state; in blocks, to stay in cache."""
    codes, width = states
    size = n_groups * width
    totals = np.zeros((3, size))
    for start in range(0, len(codes), _BLOCK):
        part = slice(start, start + _BLOCK)
        cells = groups[part] * width + codes[part]
        n = np.bincount(cells, minlength=size)
        totals[0] += n
        if weights is None:
            totals[1:] += n
        else:
            totals[1] += np.bincount(cells, weights[part], minlength=size)
            totals[2] += np.bincount(cells, weights[part] ** 2, minlength=size)
    return totals.reshape(3, n_groups, width)
