"""Disclosure: questions that too few answered are withheld before anything shows or saves them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from cs_research.definitions.instrument import Instrument

__all__ = ["too_few", "withhold"]

_COUNTS = ("n", "base", "scored", "dont_know", "not_applicable", "absent", "blank", "not_asked")
_NUMBERS = ("share", "low", "high", "top_two", "bottom_two", "balance", "percent", "median", "index")


def too_few(tables: Sequence[pd.DataFrame], instrument: Instrument, minimum: int) -> tuple[str, ...]:
    """The items to withhold: those that fewer than ``minimum`` answered, in the instrument's order.

    An item counts where its base, or the number of its answers with a score, lies between 1 and the
    minimum; and so does an item that was asked only of those who gave some answer to a withheld one,
    since who was asked it would tell that answer.

    Parameters
    ----------
    tables
        From `likert.distribution`, `likert.multiple` and `likert.summary`, one group each.
    """
    few: set[str] = set()
    for table in tables:
        for name in ("base", "scored"):
            if name in table.columns:
                few |= set(table.loc[(table[name] > 0) & (table[name] < minimum), "item"])
    for item in instrument.items:
        if item.asked_if and item.asked_if.item in few:
            few.add(item.id)
    return tuple(item.id for item in instrument.items if item.id in few)


def withhold(table: pd.DataFrame, items: Collection[str]) -> pd.DataFrame:
    """The table with every number missing in the rows of those items; the table given stays as it was.

    All points of an item are withheld together, and in every table alike: no cell can be worked out from
    the others.
    """
    few = table["item"].isin(items)
    if not few.any():
        return table
    result = table.copy()
    for names, kind in ((_COUNTS, "Int64"), (_NUMBERS, "Float64")):
        for name in names:
            if name in result.columns:
                result[name] = result[name].astype(kind).mask(few, pd.NA)
    return result
