"""Withhold questions and groups that too few answered, before anything is shown or saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from cs_research.definitions.instrument import Instrument

__all__ = [
    "groups_to_withhold",
    "groups_to_withhold_by_item",
    "items_below_minimum",
    "withhold_groups",
    "withhold_items",
    "withhold_services",
]

_COUNTS = ("n", "base", "scored", "dont_know", "not_applicable", "absent", "blank", "not_asked")
_NUMBERS = (
    "share", "low", "high", "top_two", "bottom_two", "balance", "percent", "median", "index", "lower_quartile",
    "upper_quartile", "median_index", "lower_index", "upper_index",
)  # fmt: skip


def items_below_minimum(
    tables: Sequence[pd.DataFrame], instrument: Instrument, minimum: int
) -> tuple[str, ...]:
    """Return the items that fewer than ``minimum`` services answered, in the instrument's order.

    An item is withheld if its base, or its number of answers with a score, is at least 1 and below the minimum. So is
    an item that was asked only after certain answers to a withheld item, since being asked reveals that answer.

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


def withhold_items(table: pd.DataFrame, items: Collection[str]) -> pd.DataFrame:
    """Return a copy of the table with every number of these items missing.

    All points of an item are withheld together, and in every table: no cell can be calculated from the others.
    """
    return _mask_rows(table, table["item"].isin(items))


def groups_to_withhold(bases: Mapping[str, int], minimum: int) -> tuple[str, ...]:
    """Return the groups to withhold: those with 1 to ``minimum`` less 1 services, in the order given.

    A withheld number could be calculated from the total and the groups that are shown. So while the withheld groups
    together have fewer services than the minimum, the smallest shown group is withheld too.
    """
    few = {group for group, base in bases.items() if 0 < base < minimum}
    others = sorted((group for group in bases if group not in few), key=lambda group: bases[group])
    for group in others:
        if not few or sum(bases[name] for name in few) >= minimum:
            break
        if bases[group]:
            few.add(group)
    return tuple(group for group in bases if group in few)


def groups_to_withhold_by_item(table: pd.DataFrame, minimum: int) -> dict[str, tuple[str, ...]]:
    """Return the groups to withhold by item, as in `groups_to_withhold`; they are not to be tested either.

    Parameters
    ----------
    table
        From `banner.banner`, with the bases of all groups.
    """
    hidden = {}
    for item, rows in table.groupby("item", sort=False):
        bases = {str(row.group): int(row.base) for row in rows.drop_duplicates("group").itertuples()}
        hidden[str(item)] = groups_to_withhold(bases, minimum)
    return hidden


def withhold_groups(table: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Return the table with the numbers of groups missing that `groups_to_withhold` returns for the item.

    Parameters
    ----------
    table
        From `banner.banner`; the letters of significantly lower groups are removed too.
    """
    hidden = groups_to_withhold_by_item(table, minimum)
    pairs = zip(table["item"], table["group"], strict=True)
    few = pd.Series([group in hidden[item] for item, group in pairs], index=table.index, dtype=bool)
    result = _mask_rows(table, few)
    return result.assign(
        higher_than=result["higher_than"].mask(few, ""), flag=result["flag"].mask(few, "withheld")
    )


def withhold_services(table: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Return the table with every number missing in rows based on fewer services than the minimum.

    Parameters
    ----------
    table
        From `service_gaps.paired_gap`. A row without any service is withheld too: the sites are known, and the row
        would reveal that none of them answered.

    Returns
    -------
    DataFrame
        The same columns; if a row is withheld, ``services`` is missing and the verdict is "cannot be told".
    """
    few = table["services"] < minimum
    result = table.assign(services=table["services"].astype("Int64").mask(few, pd.NA))
    for name in ("confidence", "evidence", "gap", "low", "high"):
        result[name] = result[name].mask(few)
    return result.assign(verdict=result["verdict"].mask(few, "cannot be told"))


def _mask_rows(table: pd.DataFrame, few: pd.Series) -> pd.DataFrame:
    if not few.any():
        return table
    result = table.copy()
    for names, kind in ((_COUNTS, "Int64"), (_NUMBERS, "Float64")):
        for name in names:
            if name in result.columns:
                result[name] = result[name].astype(kind).mask(few, pd.NA)
    return result
