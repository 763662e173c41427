"""Counts of respondents by item, group and point.

All survey results are functions of these counts, and two tallies can be added.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research._notebook import count_of, small_table
from cs_research.definitions import Instrument, instrument_of
from cs_research.definitions.categories import NO_GROUP
from cs_research.errors import Fault, MeasureError, closest, found_of, join_names
from cs_research.measures.counts.kernel import ALL, Asked, Plan, Totals, count_frame
from cs_research.records.responses import Responses

__all__ = ["ALL", "FROM_INSTRUMENT", "NO_GROUP", "Tally", "from_counts", "tally"]

#: The population that the instrument names, if the tally is of one group.
FROM_INSTRUMENT = "instrument"

#: An instrument, its name or file; or item to points in order, if no instrument has the items.
Items = Instrument | str | os.PathLike[str] | Mapping[str, Sequence[Any]]


@dataclass(frozen=True, eq=False, repr=False)
class Tally:
    """Counts of respondents with their instrument: the only input of every measure of answers.

    Two tallies of the same items, groups and population add: ``tally(a) + tally(b)`` is the tally of a and b. To add
    tallies by group, make the group column a categorical with the same categories in both. Another population is
    set with ``dataclasses.replace(counts, population=157)``.

    Parameters
    ----------
    table
        Indexed by item, group and point, in the order of the instrument, of the groups and of the scale; see `tally`
        for its columns.
    instrument
        None if items were given with their points alone: then shares of scales cannot be worked out.
    population
        N, all units that could have answered; or a mapping of each group to its own; None if it is not known, and
        for no finite population correction.
    group, weight
        The columns that respondents were grouped and weighted by; None without.
    """

    table: pd.DataFrame
    instrument: Instrument | None = None
    population: int | Mapping[str, int] | None = None
    group: str | None = None
    weight: str | None = None

    def __post_init__(self) -> None:
        _check_population(self)

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the groups, in order; ``all`` if respondents were not grouped."""
        return tuple(map(str, self.table.index.unique("group"))) if len(self.table) else ()

    @property
    def respondents(self) -> int:
        """Return the number of respondents to the item with the highest count."""
        return int(_respondents(self.table).groupby("item").sum().max()) if len(self.table) else 0

    def __add__(self, other: Tally) -> Tally:
        if not isinstance(other, Tally):
            return NotImplemented
        for thing, one, two in (
            ("instrument", self.instrument, other.instrument),
            ("population", self.population, other.population),
            ("group", self.group, other.group),
            ("items, groups and points", list(self.table.index), list(other.table.index)),
        ):
            if one != two:
                hint = "make the group a categorical with the same categories in both" if "items" in thing else ""
                raise MeasureError(Fault("tally", thing, "be the same in tallies that are added", "two", hint))
        return replace(self, table=self.table + other.table, weight=self.weight or other.weight)

    def __repr__(self) -> str:
        by = f", by {self.group} ({count_of(len(self.groups), 'group')})" if self.group else ""
        weighted = f", weighted by {self.weight}" if self.weight else ""
        size = f", N = {self.population}" if isinstance(self.population, int | np.integer) else ""
        key = self.instrument.key if self.instrument else "no instrument"
        items = self.table.index.unique("item").size if len(self.table) else 0
        counts = f"{count_of(self.respondents, 'response')}, {count_of(items, 'question')}"
        return f"Tally({key}: {counts}{size}{by}{weighted})"

    def _repr_html_(self) -> str:
        names = {item.id: item.short for item in self.instrument.items} if self.instrument else {}
        rows = []
        if len(self.table):
            first = self.table[["answered", "blank", "not_asked"]].groupby(["item", "group"], sort=False).max()
            for item, counts in first.groupby("item", sort=False).sum().iterrows():
                rows.append([names.get(str(item), str(item)), *map(int, counts)])
        return small_table(repr(self), ("Question", "Answered", "Blank", "Not asked"), rows)


def _respondents(table: pd.DataFrame) -> pd.Series:
    """Return the number of respondents by item and group; fewer were offered some options."""
    everyone = table["answered"] + table["blank"] + table["not_asked"]
    return everyone.groupby(["item", "group"], sort=False).max()


def _check_population(tally: Tally) -> None:
    """Raise `MeasureError` if a population is not a number, lacks a group, or is below the respondents counted."""
    size = tally.population
    if size is None:
        return
    hint = "give population=None for no finite population correction"
    if isinstance(size, Mapping):
        if lacking := [name for name in tally.groups if name not in size]:
            found = f"none for {join_names(lacking, 'and')}"
            raise MeasureError(Fault("tally", "population", "be given for every group", found))
    elif isinstance(size, bool) or not isinstance(size, int | np.integer):
        rule = f"be an integer, a number for each group, None or '{FROM_INSTRUMENT}'"
        raise MeasureError(Fault("tally", "population", rule, repr(size)))
    if not len(tally.table):
        return
    counts = _respondents(tally.table).groupby("group").max()
    for group, count in counts.items():
        largest = size[str(group)] if isinstance(size, Mapping) else size
        if not count <= largest:
            where = f" in group '{group}'" if tally.group else ""
            found = f"{largest} for {count_of(int(count), 'respondent')}{where}"
            raise MeasureError(Fault("tally", "population", "be at least the number of respondents", found, hint))


@accepts(MeasureError)
def tally(
    responses: Any,
    instrument: Items | None = None,
    *,
    group: str | None = None,
    weight: str | None = None,
    population: int | Mapping[str, int] | str | None = FROM_INSTRUMENT,
) -> Tally:
    """Count respondents by item, group and point.

    A point that nobody chose is a row with 0. Respondents who left an item blank, or were not asked
    it, are in no point's count; they are in separate columns. A missing value at one option of a choose-all
    item that was answered is no tick; an option that is missing in every row was not offered: its ``answered`` is 0.

    Parameters
    ----------
    responses
        `Responses`, which carry their instrument; or one row per respondent, as in `Responses.frame`: a DataFrame;
        the path of a Parquet file or of a folder of them, which is read in batches and may be larger than memory; or
        a Dask DataFrame, whose partitions are counted if they are. The last two need the extra ``large``.
    instrument
        For all but `Responses`: an instrument, its name (``yjs-survey/2022``) or its file; or item to points in
        order for single-choice columns that no instrument has.
    group
        A column to group respondents by; without it there is one group, ``all``.
    weight
        A column of weights ≥ 0; without it every respondent weighs 1.
    population
        N, or a mapping of each group to its own; None if it is not known, for no finite population correction. Where
        left out, the number that the instrument names; None by group, since groups have other populations.

    Returns
    -------
    Tally
        Its ``table`` has the columns ``n`` respondents who chose the point; ``weighted_n`` the sum of their weights;
        ``squared_weights`` the sum of their squares; and, the same on every row of an item and group
        but for options that were not offered,
        ``answered``, ``weighted_answered`` and ``squared_answered`` who gave the item any answer, with the sums
        of their weights and of the squares, ``blank`` who were asked
        and gave none, ``not_asked`` who were not asked.

    Raises
    ------
    MeasureError
        What is none of these; a column that is missing, a point outside its scale, a negative or missing weight; a
        population smaller than the number of respondents, or one that lacks a group.

    Examples
    --------
    >>> answers = pd.DataFrame({"q": ["low", "high", "high", None]})
    >>> counts = tally(answers, {"q": ["low", "high"]})
    >>> counts
    Tally(no instrument: 4 responses, 1 question)
    >>> counts.table["n"].tolist()
    [1, 2]
    """
    asked = _instrument_of(responses, instrument)
    frame = responses.frame if isinstance(responses, Responses) else responses
    table = _counts(frame, Plan(_items_to_count(asked), group, weight))
    return _tally(table, asked, population, group, weight)


def _instrument_of(responses: Any, given: Items | None) -> Instrument | Mapping[str, Sequence[Any]]:
    """Return the instrument of the responses, or the one given for a table."""
    if isinstance(responses, Responses):
        if given is not None:
            rule = f"be left out for Responses, which carry {responses.instrument.key}"
            raise MeasureError(Fault("tally", "instrument", rule, "one"))
        return responses.instrument
    if not isinstance(responses, pd.DataFrame | str | os.PathLike) and not _is_dask(responses):
        rule = "be Responses, a DataFrame, the path of a Parquet file, or a Dask DataFrame"
        raise MeasureError(Fault("tally", "responses", rule, found_of(responses)))
    if given is None:
        hint = "for example instrument='yjs-survey/2022'; an export of a platform is read with read_survey first"
        raise MeasureError(Fault("tally", "instrument", "be given for a table of answers", "none", hint))
    return _items_of(given, "tally")


def _is_dask(frame: Any) -> bool:
    return type(frame).__module__.partition(".")[0] in {"dask", "dask_expr"}


def _items_of(given: Items, place: str) -> Instrument | Mapping[str, Sequence[Any]]:
    """Return the instrument of that name or file; return items unchanged, if they have points."""
    if not isinstance(given, Mapping):
        return instrument_of(given, place, MeasureError)
    for item, points in given.items():
        if isinstance(points, str) or not isinstance(points, Iterable):
            rule = f"have the points of '{item}' in order"
            raise MeasureError(Fault(place, "instrument", rule, found_of(points)))
    return given


def _tally(table: pd.DataFrame, asked: Any, population: Any, group: str | None, weight: str | None) -> Tally:
    """Return the counts with their instrument and population."""
    instrument = asked if isinstance(asked, Instrument) else None
    if isinstance(population, str) and population == FROM_INSTRUMENT:
        named = instrument.population if instrument and not group else None
        population = named.size if named else None
    return Tally(table, instrument, population, group, weight)


def _counts(frame: Any, plan: Plan) -> pd.DataFrame:
    """Return the table of counts of a frame, a Parquet file or a Dask frame."""
    if not plan.items:
        return pd.DataFrame(columns=_COLUMNS)
    if isinstance(frame, pd.DataFrame):
        return _table(plan, count_frame(frame, plan))
    from cs_research.measures.counts import batches as large

    if isinstance(frame, str | os.PathLike):
        return _table(plan, large.from_parquet(frame, plan))
    return _table(plan, large.from_dask(frame, plan))


_COLUMNS = [
    "n", "weighted_n", "squared_weights", "answered", "weighted_answered", "squared_answered", "blank", "not_asked",
]  # fmt: skip

#: Those that count respondents; the others are sums of weights.
_WHOLE = {"n", "answered", "blank", "not_asked"}


def _items_to_count(items: Instrument | Mapping[str, Sequence[Any]]) -> tuple[Asked, ...]:
    if isinstance(items, Instrument):
        return tuple(
            Asked(item.id, tuple(point.id for point in items.points_of(item)), item.kind == "multiple")
            for item in items.items
            if item.kind != "open"
        )
    return tuple(Asked(item, tuple(points), False) for item, points in items.items())


def _table(plan: Plan, totals: Totals) -> pd.DataFrame:
    """Return the counts of all items as one table, built at once because one frame per item is slow."""
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
        name: array.astype(np.int64) if name in _WHOLE else array for name, array in zip(_COLUMNS, values, strict=True)
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
    """Return the columns of single-choice items with equally many points: ``[column, item, group, point]``."""
    counts = np.stack([totals.counts[at][0] for at in places], axis=1)
    chosen = counts[..., 1:-1]
    return _columns(chosen, chosen.sum(axis=-1), counts[0, ..., 0], counts[0, ..., -1])


def _options(totals: Totals, places: list[int]) -> np.ndarray:
    """Return the columns of choose-all items with equally many options."""
    counts = np.stack([np.stack(totals.counts[at], axis=2) for at in places], axis=1)
    blank, no, yes, passed, hole = np.moveaxis(counts, -1, 0)
    answered = no + yes + hole
    valued = (no + yes)[0].sum(axis=1, keepdims=True)
    offered = np.broadcast_to((valued > 0) | (hole[0].sum(axis=1, keepdims=True) == 0), answered.shape[1:])
    return np.stack([*yes, *(answered * offered), blank[0], passed[0]])


def _columns(chosen: np.ndarray, answered: np.ndarray, blank: np.ndarray, passed: np.ndarray) -> np.ndarray:
    same = np.stack([*answered, blank, passed])
    return np.concatenate([chosen, np.repeat(same[..., None], chosen.shape[-1], axis=-1)])


@accepts(MeasureError)
def from_counts(
    table: pd.DataFrame,
    instrument: Items,
    *,
    population: int | Mapping[str, int] | str | None = FROM_INSTRUMENT,
) -> Tally:
    """Return the tally of a table of counts, so that published counts are processed like answers.

    Parameters
    ----------
    table
        Columns ``item, point, n``, with ``group`` if there are groups; ``blank`` and ``not_asked``, the same on
        every row of an item and group, if they are known. A point that has no row has 0.
    instrument, population
        As in `tally`.

    Returns
    -------
    Tally
        As from `tally`; without weights. For a choose-all item ``answered`` is to be a column of the table: it is
        not the sum of its options.

    Raises
    ------
    MeasureError
        Missing columns, an item or point that the instrument does not have, a duplicate row, counts that are
        not integers of 0 or more, a choose-all item without ``answered``.
    """
    if not isinstance(table, pd.DataFrame):
        raise MeasureError(Fault("from_counts", "table", "be a table (pandas.DataFrame)", found_of(table)))
    given = _items_of(instrument, "from_counts")
    asked = {item.item: item for item in _items_to_count(given)}
    rows = _validate_table(table, asked)
    groups = tuple(dict.fromkeys(rows["group"]))
    counts = []
    present = [item for name, item in asked.items() if name in set(rows["item"])]
    for item in present:
        of_item = rows[rows["item"] == item.item]
        n = of_item.pivot(index="group", columns="point", values="n").reindex(index=groups, columns=item.points)
        rest = of_item.groupby("group")[["blank", "not_asked", "answered"]].max().reindex(groups).fillna(0)
        counts.append(_as_totals(item, n.fillna(0).to_numpy(), rest.to_numpy()))
    totals = Totals(groups, tuple(counts))
    return _tally(_table(Plan(tuple(present)), totals), given, population, None if groups == (ALL,) else "group", None)


def _as_totals(item: Asked, n: np.ndarray, rest: np.ndarray) -> tuple[np.ndarray, ...]:
    blank, passed, answered = (rest[:, [at]] for at in range(3))
    if item.multiple:
        options = [np.hstack([blank, answered - n[:, [at]], n[:, [at]], passed, 0 * blank]) for at in range(n.shape[1])]
        return tuple(np.stack([option] * 3) for option in options)
    return (np.stack([np.hstack([blank, n, passed])] * 3),)


def _validate_table(table: pd.DataFrame, asked: Mapping[str, Asked]) -> pd.DataFrame:
    """Return the rows with every column, after reporting all faults at once."""
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
            faults.append(Fault(place, "n", "be an integer of 0 or more", f"{row.n:g}"))
    twice = rows.duplicated(["item", "group", "point"])
    if twice.any():
        faults.append(Fault(f"from_counts, row {rows.index[twice][0]}", "point", "appear once", "it again"))
    if faults:
        raise MeasureError(faults)
    return rows.assign(**({} if "answered" in rows.columns else {"answered": 0}))
