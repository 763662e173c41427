"""Disclosure: rows that rest on too few answers are withheld before anything shows or saves them."""

from __future__ import annotations

import pandas as pd

__all__ = ["withheld_items", "withhold"]

_COUNTS = ("n", "base", "scored", "absent", "blank")
_NUMBERS = ("share", "low", "high", "median", "index")


def withhold(table: pd.DataFrame, minimum: int, *, base: str = "base") -> pd.DataFrame:
    """The table with every number missing in rows whose base lies under ``minimum``.

    All points of an item and group share one base, so an item is shown whole or not at all: no cell can
    be worked out from the others. A base of 0 stays, since it tells of nobody. With ``minimum`` 0 the
    table is returned as it is.

    Parameters
    ----------
    table
        From `likert.distribution`, `likert.nets`, `likert.multiple` or (``base="scored"``)
        `likert.summary`; one group.
    """
    if minimum <= 0 or table.empty:
        return table
    few = (table[base] > 0) & (table[base] < minimum)
    result = table.copy()
    for names, kind in ((_COUNTS, "Int64"), (_NUMBERS, "Float64")):
        for name in names:
            if name in result.columns:
                result[name] = result[name].astype(kind).mask(few, pd.NA)
    return result


def withheld_items(table: pd.DataFrame) -> tuple[str, ...]:
    """The items of a table from `withhold` whose numbers are withheld."""
    return tuple(dict.fromkeys(table.loc[table["base"].isna(), "item"]))
