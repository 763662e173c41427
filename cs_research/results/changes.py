"""Correct changes between two waves for multiple tests, and compute trends of the same services."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from cs_research.definitions.categories import NO, YES
from cs_research.definitions.study import Settings
from cs_research.measures.comparison.multiplicity import adjust_p, holm_levels
from cs_research.measures.shares.intervals import interval
from cs_research.measures.shares.rounding import round_to_percent

__all__ = ["correct_changes", "paired_trend"]


def correct_changes(
    change: pd.DataFrame, family: pd.Series, find: Callable[[float], pd.DataFrame], level: float
) -> pd.DataFrame:
    """Return the changes with p corrected for the rows that are shown, and the interval that belongs to each.

    Withheld changes are not tested, since the correction would reveal them. A change is significant if Holm's p is
    below 1 − level and its interval, at the level of Holm's step, excludes 0; if not, the interval is extended to 0,
    since the test does not exclude 0.

    Parameters
    ----------
    change
        One row per change, with ``p`` missing if numbers are withheld or nothing was tested.
    family
        The family of tests of each row.
    find
        Returns the same rows, with ``low`` and ``high`` at the level given.
    level
        The level of each family, between 0 and 1.
    """
    change = change.assign(p=change["p"].astype(float))
    change["p_holm"] = adjust_p(change.assign(family=family), within="family")["p_holm"]
    change["interval_level"] = change.groupby(family)["p"].transform(
        lambda p: holm_levels(p.to_numpy(), level)
    )
    for step in change["interval_level"].dropna().unique():
        rows = change["interval_level"] == step
        change.loc[rows, ["low", "high"]] = find(float(step)).loc[rows, ["low", "high"]].to_numpy(dtype=float)
    low, high = (change[name].astype(float) for name in ("low", "high"))
    significant = (change["p_holm"] < 1 - level) & ((low > 0) | (high < 0))
    tested = change["p"].notna()
    change["low"] = low.where(significant | ~tested, low.clip(upper=0))
    change["high"] = high.where(significant | ~tested, high.clip(lower=0))
    change["significant"] = np.select([~tested, significant], ["", YES], NO)
    return change


def paired_trend(
    trend: pd.DataFrame, change: pd.DataFrame, waves: Sequence[tuple[str, int | None]], settings: Settings
) -> pd.DataFrame:
    """Return the rows of a trend with the shares of the services that answered both waves, as the change has them.

    Parameters
    ----------
    trend
        One row per question and wave.
    change
        Of the same services in both waves; questions without a difference are left out of the trend.
    waves
        Name and population of the earlier and of the later wave.
    """
    rows = change[change["difference"].notna()].drop_duplicates("item").set_index("item")
    table = trend[trend["item"].isin(rows.index)].reset_index(drop=True)
    for side, (wave, size) in zip("ab", waves, strict=True):
        at = table["wave"] == wave
        found = rows.loc[table.loc[at, "item"]]
        share, base = (found[f"{name}_{side}"].to_numpy(dtype=float) for name in ("share", "base"))
        n = np.rint(share * base)
        limits = interval(n, base, population=size, method=settings.interval, level=settings.level)
        table.loc[at, ["n", "base", "share", "low", "high"]] = np.column_stack([n, base, share, *limits])
    exact = settings.rounding == "unrounded"
    table["percent"] = table["share"].astype(float) * 100 if exact else round_to_percent(table["share"])
    return table
