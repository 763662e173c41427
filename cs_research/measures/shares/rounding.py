"""Rounding of shares to per cent by one policy for labels, nets and tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.errors import MeasureError, check_choice

#: ``raw``: each share on its own, halves up. ``largest-remainder``: the points of an item add to 100, and a net is
#: what its points add to. ``unrounded``: as it is.
POLICIES = ("raw", "largest-remainder", "unrounded")

#: A share such as 23/40 is a little under its half in binary; two counts differ by far more than this.
_NEAR = 1e-9


@accepts(MeasureError)
def round_to_percent(shares: pd.Series) -> pd.Series:
    """Return shares in integer per cent, each rounded separately, halves up; missing if the share is."""
    return np.floor(shares.astype("Float64") * 100 + 0.5 + _NEAR)


@accepts(MeasureError)
def add_percent(
    distribution: pd.DataFrame,
    nets: pd.DataFrame,
    points: dict[tuple[str, str], tuple[str, ...]],
    policy: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return both tables with a column ``percent``, by one policy.

    Parameters
    ----------
    distribution, nets
        From `likert.distribution` and `likert.nets`, of the same items and groups.
    points
        Item and net to the points of the net.
    policy
        One of `POLICIES`.

    Returns
    -------
    (distribution, nets)
        With ``percent``: integers, or with ``unrounded`` the share times 100; missing if the share is.
        With ``largest-remainder`` the points of an item add to 100 in every group, and a net is the sum of its
        points, so that a reader who adds labels finds the headline; a net may then differ by one from its own
        rounding.

    Raises
    ------
    MeasureError
        Another policy.

    Notes
    -----
    Largest remainder (Hamilton): every share is rounded down, and the points with the largest remainders get
    one more until the sum is 100; of equal remainders the larger count, then the earlier point, comes first.
    """
    check_choice("rounding", "policy", policy, POLICIES)
    if policy != "largest-remainder":
        one = round_to_percent if policy == "raw" else _exact
        return distribution.assign(percent=one(distribution["share"])), nets.assign(percent=one(nets["share"]))
    result = distribution.assign(percent=pd.Series(pd.NA, index=distribution.index, dtype="Float64"))
    for _, rows in distribution.groupby(["item", "group"], sort=False):
        if rows["share"].notna().all():
            result.loc[rows.index, "percent"] = _largest_remainder(rows["share"].to_numpy(dtype=float))
    by_point = result.set_index(["item", "group", "point"])["percent"].to_dict()
    sums = [
        _sum([by_point[row.item, row.group, point] for point in points[row.item, row.net]]) for row in nets.itertuples()
    ]
    return result, nets.assign(percent=pd.Series(sums, index=nets.index, dtype="Float64"))


def _exact(shares: pd.Series) -> pd.Series:
    return shares.astype("Float64") * 100


def _sum(parts: list[float]) -> float:
    return pd.NA if any(pd.isna(part) for part in parts) else float(sum(parts))


def _largest_remainder(shares: np.ndarray) -> np.ndarray:
    exact = shares * 100
    down = np.floor(exact + _NEAR)
    lacking = round(100 - down.sum())
    order = np.lexsort((np.arange(len(shares)), -shares, -np.round(exact - down, 9)))
    down[order[:lacking]] += 1
    return down
