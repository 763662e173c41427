"""Chart of response by group: how many of the invited services answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cs_research.displays.figures.layout import (
    INK,
    Frame,
    finish_plot,
    format_percent,
    half_height,
    mix_with_white,
)
from cs_research.displays.inputs import Rows, check_inputs
from cs_research.errors import Fault, PublishError, join_names

__all__ = ["response_chart"]


@check_inputs(table=Rows("by group rate answered invited", numbers="rate"), labels=Mapping)
def response_chart(
    table: pd.DataFrame, labels: dict[str, str], *, made_up: bool = False, narrow: bool = False
) -> Any:
    """Draw the response rate, one bar per group in the order given; a mark in each row is the rate of all services.

    Parameters
    ----------
    table
        From `response.response`: the row of all services, and those of one of the groups. Withheld ones are left out.
    labels
        Group to the label printed for it.
    """
    import plotnine as p9

    rates = table.loc[table["by"] == "all", "rate"].dropna()
    rows = table[(table["by"] != "all") & table["rate"].notna()].reset_index(drop=True)
    _check(rates, rows, labels)
    overall = float(rates.iloc[0])
    rows["rate"] = rows["rate"].astype(float)
    rows["label_x"] = rows["rate"].clip(lower=overall) + 0.015  # clear of the mark
    rows["overall"] = overall
    rows["y"] = -rows.index.astype(float)
    texts = {str(row.group): (labels[str(row.group)], "") for row in rows.itertuples()}
    half = half_height(texts, 0.36, narrow=narrow) - 0.04
    rows["foot"], rows["head"] = rows["y"] - half, rows["y"] + half
    rows["text"] = [
        f"{format_percent(row.rate)}%  ({row.answered} of {row.invited})" for row in rows.itertuples()
    ]
    plot = (
        p9.ggplot(rows)
        + p9.geom_rect(p9.aes(xmin=0, xmax="rate", ymin="foot", ymax="head"), fill=mix_with_white(INK, 0.3))
        + p9.geom_segment(
            p9.aes(x="overall", xend="overall", y="foot - 0.06", yend="head + 0.06"), color=INK, size=0.9
        )
        + p9.geom_text(p9.aes(x="label_x", y="y", label="text"), size=9.5, ha="left", color=INK)
        + p9.scale_x_continuous(
            limits=(0, 1.45 if narrow else 1.2),
            expand=(0, 0),
            breaks=[0, 0.25, 0.5, 0.75, 1],
            labels=["0%", "25%", "50%", "75%", "100%"],
        )
    )
    return finish_plot(plot, texts, Frame(row=0.36, left=0, legend=0), made_up=made_up, narrow=narrow)


def _check(rates: pd.Series, rows: pd.DataFrame, labels: Mapping[str, str]) -> None:
    """Raise if there is not one rate of all services, no group, or a group without a label."""
    place = "response chart"
    if len(rates) != 1:
        found = f"{len(rates)} of them" if len(rates) else "none"
        raise PublishError(
            Fault(place, "table", "have one row with a rate of all services ('by' is 'all')", found)
        )
    if rows.empty:
        raise PublishError(Fault(place, "table", "have a group with a rate", "none"))
    missing = [str(group) for group in rows["group"] if group not in labels]
    if missing:
        raise PublishError(
            Fault(place, "labels", "have a label for every group", f"none for {join_names(missing)}")
        )
