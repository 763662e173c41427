"""Comparison of two waves of a survey share by share, with the items that may be compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.definitions import InstrumentLike, instrument_of
from cs_research.definitions.categories import COMPARED
from cs_research.definitions.extension import Crossed
from cs_research.definitions.extension import crosswalk as crossed
from cs_research.definitions.instrument import Instrument
from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, MeasureError, check_choice, join_names
from cs_research.measures.comparison.share_tests import exact_where_possible, share_differences, share_rows
from cs_research.measures.counts.group_counts import tally_instrument
from cs_research.measures.counts.tally import Tally

#: The instrument of both waves, its name or its file; or that of each.
Instruments = InstrumentLike | tuple[InstrumentLike, InstrumentLike]
Reworded = Literal["refuse", "flag"]


@dataclass(frozen=True)
class Verdict:
    """Whether an item is compared: ``status`` is `COMPARED` or the reason why not; ``flag`` is the caveat to show."""

    item: str
    status: str
    flag: str = ""
    reason: str = ""


@accepts(MeasureError)
def both(instruments: Instruments) -> tuple[Instrument, Instrument]:
    """Return the instrument of each wave."""
    pair = instruments if isinstance(instruments, tuple) else (instruments, instruments)
    if len(pair) != 2:
        rule, found = "be one instrument or a pair, that of each wave", f"{len(pair)}"
        raise MeasureError(Fault("comparison", "instruments", rule, found))
    return instrument_of(pair[0], "comparison", MeasureError), instrument_of(pair[1], "comparison", MeasureError)


@accepts(MeasureError)
def verdicts(
    crosswalk: Sequence[Crossed], instruments: Instruments, items: Iterable[str], reworded: Reworded
) -> list[Verdict]:
    """Return the verdict on each item in the crosswalk's order; ``items`` missing from it come last, as not compared.

    An item that is reworded, or whose scale has other points than before, is refused, or with ``flag`` compared
    under a flag. Every item has its line.
    """
    check_choice("comparison", "reworded", reworded, get_args(Reworded))
    first, other = both(instruments)
    found = [_verdict(crossed, first, other, reworded) for crossed in crosswalk]
    named = {verdict.item for verdict in found}
    unnamed = [item for item in dict.fromkeys(items) if item not in named]
    return found + [Verdict(item, "not compared: not in the crosswalk") for item in unnamed]


def _verdict(crossed: Crossed, first: Instrument, other: Instrument, reworded: Reworded) -> Verdict:
    if crossed.status not in ("same", "reworded"):
        taken = f"taken over by {join_names(crossed.into, 'and')}" if crossed.into else ""
        reason = "; ".join(filter(None, [crossed.reason, taken]))
        return Verdict(crossed.item, f"not compared: {crossed.status}", reason=reason)
    changed = [] if crossed.comparable else [crossed.status]
    if _points(first, crossed.item) != _points(other, crossed.item):
        changed.append("another scale")
    if not changed:
        return Verdict(crossed.item, COMPARED, reason=crossed.reason)
    changes = " and ".join(changed)
    if reworded == "refuse":
        return Verdict(crossed.item, f"not compared: {changes}", reason=crossed.reason)
    return Verdict(crossed.item, COMPARED, changes, crossed.reason)


def _points(instrument: Instrument, name: str) -> tuple[tuple[object, ...], ...]:
    """Return the meaning of the answers of a single-choice item; the crosswalk matches scales by name alone."""
    item = next((item for item in instrument.items if item.id == name), None)
    if item is None or item.kind != "single":
        return ()
    scale = instrument.scale_of(item)
    return tuple(
        (point.id, normalise_text(point.label), point.absence, point.drawn, scale.scores().get(point.id))
        for point in scale.points
    )


_KEYS = ["item", "group", "row"]
_SIDE = ["n", "base", "share"]
_APART = ["difference", "error", "low", "high", "p"]
_COLUMNS = [
    "item", "group", "row", "label", "n_a", "base_a", "share_a", "n_b", "base_b", "share_b", *_APART, "status", "flag",
    "reason",
]  # fmt: skip


@accepts(MeasureError)
def waves(
    counts_a: Tally,
    counts_b: Tally,
    crosswalk: Sequence[Crossed] | None = None,
    *,
    reworded: Reworded = "refuse",
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the change of each share from wave A to wave B, in shares from −1 to 1, with interval, error and p.

    Compared are the headline net of each single-choice item and each option of each choose-all item. The
    denominators, ``base_a`` and ``base_b``, are those of `likert.nets` and `likert.multiple`: without blanks, those
    not asked, and points that are not drawn. The waves count as separate samples. Where mostly the same services
    answered both, `paired_waves` says more, and the intervals here are too wide.

    Parameters
    ----------
    counts_a, counts_b
        From `cs_research.measures.counts.tally.tally`: the earlier and the later wave, each with its own instrument
        and population, by the same groups or none.
    crosswalk
        Which items may be compared; that of the two instruments, as
        `cs_research.definitions.extension.crosswalk` makes it, if left out.
    reworded
        ``refuse`` lists an item that the crosswalk calls reworded, or whose scale has other points, without
        numbers; ``flag`` compares it and says so in ``flag``.
    level
        Of the interval, between 0 and 1.

    Returns
    -------
    DataFrame
        One row per item, group and net or option, in the crosswalk's order: ``item, group, row, label, n_a, base_a,
        share_a, n_b, base_b, share_b, difference, error, low, high, p, status, flag, reason``. ``row`` is the id of the
        net or option, ``difference`` is B less A. ``status`` is "compared", or "not compared:" and why, such as
        reworded, new or retired, with what the crosswalk says as ``reason``; then numbers are missing. Every item
        of the crosswalk and of the tallies has a row.

    Raises
    ------
    MeasureError
        Another word for ``reworded``, a level that is none.

    Notes
    -----
    difference, error, interval and p are `share_tests.difference`'s. Weighted shares have logit's interval on the
    effective sample size, the linearised error, and both intervals put together in the same way.

    References
    ----------
    Newcombe (1998), method 10, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    Examples
    --------
    >>> from cs_research.measures.counts.tally import from_counts
    >>> rows = pd.DataFrame({"item": "knowledge", "point": ["poor", "good"]})
    >>> a, b = (from_counts(rows.assign(n=n), "yjs-survey/2022", population=157) for n in ([27, 30], [20, 40]))
    >>> table = waves(a, b)
    >>> table.loc[table["item"] == "knowledge", ["share_a", "share_b", "difference", "error"]].round(4).values.tolist()
    [[0.5263, 0.6667, 0.1404, 0.0719]]
    """
    first, other = (tally_instrument(counts, "waves") for counts in (counts_a, counts_b))
    a, b = (share_rows(counts, "headlines", level=level) for counts in (counts_a, counts_b))
    items = [*_items(counts_a.table), *_items(counts_b.table)]
    lines_of = crossed(first, other) if crosswalk is None else crosswalk
    item_verdicts = verdicts(lines_of, (first, other), items, reworded)
    a, b = (rows.set_index(_KEYS) for rows in (a, b))
    keys: list[tuple[str, str, str]] = []
    lines: list[Verdict] = []
    for verdict in item_verdicts:
        mine = _rows_of(verdict, a, b)
        keys += mine or [(verdict.item, "", "")]
        lines += [verdict if mine else _without_rows(verdict, first, other)] * max(len(mine), 1)
    return _table(keys, lines, (a, b), level)


def _items(table: pd.DataFrame) -> list[str]:
    return [str(item) for item in table.index.unique("item")] if len(table) else []


def _rows_of(verdict: Verdict, a: pd.DataFrame, b: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return the keys of an item that is compared: those of A, then those only in B."""
    if verdict.status != COMPARED:
        return []
    keys = [key for rows in (a, b) for key in rows.index if key[0] == verdict.item]
    return list(dict.fromkeys(keys))


def _without_rows(verdict: Verdict, first: Instrument, other: Instrument) -> Verdict:
    """Return the verdict on an item that has no shares."""
    if verdict.status != COMPARED:
        return verdict
    item = next((item for made in (first, other) for item in made.items if item.id == verdict.item), None)
    why = "an open question" if item and item.kind == "open" else "not in the tallies"
    if item and item.kind == "single" and not any(made.scale_of(item).nets for made in (first, other)):
        why = "its scale has no net"
    return Verdict(verdict.item, f"not compared: {why}", reason=verdict.reason)


def _table(
    keys: list[tuple[str, str, str]],
    lines: list[Verdict],
    sides: tuple[pd.DataFrame, pd.DataFrame],
    level: float,
) -> pd.DataFrame:
    """Return one row per key, with its numbers if it is compared."""
    index = pd.MultiIndex.from_tuples(keys, names=_KEYS)
    one, two = (rows.reindex(index).reset_index(drop=True) for rows in sides)
    status = pd.Series([line.status for line in lines], dtype=object)
    has_a, has_b = one["label"].notna(), two["label"].notna()
    compared = status == COMPARED
    for why, where in (
        ("only in wave A", has_a & ~has_b),
        ("only in wave B", has_b & ~has_a),
        ("other points in the net", has_a & has_b & (one["points"] != two["points"])),
        ("no answers in a wave", has_a & has_b & ((one["base"] == 0) | (two["base"] == 0))),
    ):
        status = status.mask(compared & where & (status == COMPARED), f"not compared: {why}")
    found = pd.DataFrame(share_differences(two, one))
    found["low"], found["high"] = exact_where_possible(two, one, (found["low"], found["high"]), level)
    found.loc[status != COMPARED] = np.nan
    table = index.to_frame(index=False).assign(label=two["label"].fillna(one["label"]).fillna(""))
    for side, rows in (("a", one), ("b", two)):
        for name in _SIDE:
            table[f"{name}_{side}"] = rows[name] if name == "share" else rows[name].astype("Int64")
    for name in _APART:
        table[name] = found[name]
    table["status"], table["flag"] = status, [line.flag for line in lines]
    table["reason"] = [line.reason for line in lines]
    return table[_COLUMNS]
