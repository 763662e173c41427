"""Counting: respondents to counts by item, group and point. Everything the survey half prints is a
function of these counts, and two tallies add."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cs_research.definitions.categories import NO_GROUP
from cs_research.definitions.instrument import Instrument
from cs_research.errors import Fault, MeasureError, closest
from cs_research.measures.counts.kernel import ALL, Asked, Plan, Totals, counted

__all__ = ["ALL", "NO_GROUP", "from_counts", "tally"]


def tally(
    frame: Any,
    instrument_or_items: Instrument | Mapping[str, Sequence[Any]],
    *,
    group: str | None = None,
    weight: str | None = None,
) -> pd.DataFrame:
    """Counts of respondents, by item, group and point.

    A point that nobody chose is a row with 0. Respondents who left an item blank, or were not asked
    it, are in no point's count; they stand in columns of their own. A missing value at one option of a choose-all
    item that was answered is no tick; an option that is missing in every row was not offered: its ``answered`` is 0.
    Two tallies of the same items
    and groups add: ``tally(a, items) + tally(b, items) == tally(a and b, items)``. To add tallies by
    group, make the group column a categorical with the same categories in both.

    Parameters
    ----------
    frame
        One row a respondent, as in `Responses.frame`: a DataFrame; the path of a Parquet file or of a folder
        of them, which is read in batches and may be larger than memory; or a Dask DataFrame, whose
        partitions are counted where they are. The last two need the extra ``large``.
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
        ``squared_weights`` the sum of their squares; and, the same on every row of an item and group
        but for options that were not offered,
        ``answered``, ``weighted_answered`` and ``squared_answered`` who gave the item any answer, with the sums
        of their weights and of the squares, ``blank`` who were asked
        and gave none, ``not_asked`` who were not asked.

    Raises
    ------
    MeasureError
        A column that is missing, a point outside its scale, a negative or missing weight.
    """
    plan = Plan(_asked(instrument_or_items), group, weight)
    if not plan.items:
        return pd.DataFrame(columns=_COLUMNS)
    if isinstance(frame, pd.DataFrame):
        return _table(plan, counted(frame, plan))
    from cs_research.measures.counts import batches as large

    if isinstance(frame, str | os.PathLike):
        return _table(plan, large.from_parquet(frame, plan))
    return _table(plan, large.from_dask(frame, plan))


_COLUMNS = [
    "n", "weighted_n", "squared_weights", "answered", "weighted_answered", "squared_answered", "blank", "not_asked",
]  # fmt: skip

#: Those that count respondents; the others are sums of weights.
_WHOLE = {"n", "answered", "blank", "not_asked"}


def _asked(items: Instrument | Mapping[str, Sequence[Any]]) -> tuple[Asked, ...]:
    if isinstance(items, Instrument):
        return tuple(
            Asked(item.id, tuple(point.id for point in items.points_of(item)), item.kind == "multiple")
            for item in items.items
            if item.kind != "open"
        )
    return tuple(Asked(item, tuple(points), False) for item, points in items.items())


def _table(plan: Plan, totals: Totals) -> pd.DataFrame:
    """The counts of all items as one table, put together at once: a frame an item would cost more than counting."""
    groups = len(totals.groups)
    widths = np.array([len(asked.points) for asked in plan.items])
    sizes = widths * groups
    begins = np.cumsum(sizes) - sizes
    values = np.empty((len(_COLUMNS), sizes.sum()))
    alike: dict[tuple[bool, int], list[int]] = {}
    for at, asked in enumerate(plan.items):
        alike.setdefault((asked.multiple, len(asked.points)), []).append(at)
    for (multiple, _), places in alike.items():
        counts = _options(totals, places) if multiple else _points(totals, places)
        rows = begins[places][:, None] + np.arange(sizes[places[0]])
        values[:, rows] = counts.reshape(len(_COLUMNS), *rows.shape)
    columns = {
        name: array.astype(np.int64) if name in _WHOLE else array
        for name, array in zip(_COLUMNS, values, strict=True)
    }
    return pd.DataFrame(columns, index=_index(plan, totals.groups, widths))


def _index(plan: Plan, groups: tuple[str, ...], widths: np.ndarray) -> pd.MultiIndex:
    names = list(dict.fromkeys(point for asked in plan.items for point in asked.points))
    place = {name: at for at, name in enumerate(names)}
    points = [np.tile([place[point] for point in asked.points], len(groups)) for asked in plan.items]
    order = np.arange(len(groups))
    return pd.MultiIndex(
        levels=[[asked.item for asked in plan.items], list(groups), names],
        codes=[
            np.repeat(np.arange(len(widths)), widths * len(groups)),
            np.concatenate([np.repeat(order, width) for width in widths]),
            np.concatenate(points),
        ],
        names=["item", "group", "point"],
    )


def _points(totals: Totals, places: list[int]) -> np.ndarray:
    """The columns of single-choice items with the same number of points: ``[column, item, group, point]``."""
    counts = np.stack([totals.counts[at][0] for at in places], axis=1)
    chosen = counts[..., 1:-1]
    return _columns(chosen, chosen.sum(axis=-1), counts[0, ..., 0], counts[0, ..., -1])


def _options(totals: Totals, places: list[int]) -> np.ndarray:
    """The same of choose-all items with the same number of options."""
    counts = np.stack([np.stack(totals.counts[at], axis=2) for at in places], axis=1)
    blank, no, yes, passed, hole = np.moveaxis(counts, -1, 0)
    answered = no + yes + hole
    valued = (no + yes)[0].sum(axis=1, keepdims=True)
    offered = np.broadcast_to((valued > 0) | (hole[0].sum(axis=1, keepdims=True) == 0), answered.shape[1:])
    return np.stack([*yes, *(answered * offered), blank[0], passed[0]])


def _columns(chosen: np.ndarray, answered: np.ndarray, blank: np.ndarray, passed: np.ndarray) -> np.ndarray:
    same = np.stack([*answered, blank, passed])
    return np.concatenate([chosen, np.repeat(same[..., None], chosen.shape[-1], axis=-1)])


def from_counts(
    table: pd.DataFrame, instrument_or_items: Instrument | Mapping[str, Sequence[Any]]
) -> pd.DataFrame:
    """The tally of a table that is summarised already, so that published counts take the same way as answers.

    Parameters
    ----------
    table
        Columns ``item, point, n``, with ``group`` where there are groups; ``blank`` and ``not_asked``, the same on
        every row of an item and group, where they are known. A point that has no row has 0.
    instrument_or_items
        As in `tally`.

    Returns
    -------
    DataFrame
        As from `tally`; without weights. For a choose-all item ``answered`` is to be a column of the table: it is
        not the sum of its options.

    Raises
    ------
    MeasureError
        Columns that lack, an item or point that the instrument does not have, a row twice, counts that are no whole
        numbers of 0 or more, a choose-all item without ``answered``.
    """
    asked = {item.item: item for item in _asked(instrument_or_items)}
    rows = _sound(table, asked)
    groups = tuple(dict.fromkeys(rows["group"]))
    counts = []
    present = [item for name, item in asked.items() if name in set(rows["item"])]
    for item in present:
        of_item = rows[rows["item"] == item.item]
        n = of_item.pivot(index="group", columns="point", values="n").reindex(
            index=groups, columns=item.points
        )
        rest = of_item.groupby("group")[["blank", "not_asked", "answered"]].max().reindex(groups).fillna(0)
        counts.append(_as_totals(item, n.fillna(0).to_numpy(), rest.to_numpy()))
    return _table(Plan(tuple(present)), Totals(groups, tuple(counts)))


def _as_totals(item: Asked, n: np.ndarray, rest: np.ndarray) -> tuple[np.ndarray, ...]:
    blank, passed, answered = (rest[:, [at]] for at in range(3))
    if item.multiple:
        options = [
            np.hstack([blank, answered - n[:, [at]], n[:, [at]], passed, 0 * blank])
            for at in range(n.shape[1])
        ]
        return tuple(np.stack([option] * 3) for option in options)
    return (np.stack([np.hstack([blank, n, passed])] * 3),)


def _sound(table: pd.DataFrame, asked: Mapping[str, Asked]) -> pd.DataFrame:
    """The rows with every column, once all that is wrong with them has been told."""
    lacking = [name for name in ("item", "point", "n") if name not in table.columns]
    if lacking:
        found = f"no '{lacking[0]}'"
        raise MeasureError(Fault("from_counts", "columns", "hold item, point and n", found))
    rows = table.assign(**{name: 0 for name in ("blank", "not_asked") if name not in table.columns})
    rows = rows.assign(**({} if "group" in rows.columns else {"group": ALL}))
    faults = []
    for row in rows.itertuples():
        place = f"from_counts, row {row.Index}"
        if row.item not in asked:
            hint = closest(str(row.item), asked)
            faults.append(Fault(place, "item", "be one that is asked", f"'{row.item}'", hint))
        elif row.point not in asked[row.item].points:
            hint = closest(str(row.point), map(str, asked[row.item].points))
            faults.append(Fault(place, "point", f"be one of '{row.item}'", f"'{row.point}'", hint))
        elif asked[row.item].multiple and "answered" not in table.columns:
            faults.append(Fault(place, "answered", "be given for a choose-all item", "no such column"))
        if not (row.n >= 0 and row.n == int(row.n)):
            faults.append(Fault(place, "n", "be a whole number of 0 or more", f"{row.n:g}"))
    twice = rows.duplicated(["item", "group", "point"])
    if twice.any():
        faults.append(Fault(f"from_counts, row {rows.index[twice][0]}", "point", "stand once", "it again"))
    if faults:
        raise MeasureError(faults)
    return rows.assign(**({} if "answered" in rows.columns else {"answered": 0}))
