"""Charts that compare one service with all services and with its region."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cs_research.displays.figures.layout import CONFIDENCE, INK, STRETCH, Frame, finish_plot
from cs_research.displays.inputs import LabelsFor, Rows, check_inputs
from cs_research.errors import Fault, PublishError, join_names

__all__ = ["benchmark_chart", "spread_chart"]


@check_inputs(
    table=Rows("item compared index median_index lower_index upper_index at_or_below n"),
    labels=LabelsFor("table", "item"),
)
def benchmark_chart(
    table: pd.DataFrame, labels: dict[str, str], *, made_up: bool = False, narrow: bool = False
) -> Any:
    """Draw one service's answers, one row per question.

    Each row goes from the lowest answer to the highest: a bar for the middle half of services, a line for their
    median, a hollow dot for the region's median, and a full dot for the service.

    Parameters
    ----------
    table
        From `benchmarks.benchmark`; rows of ``all`` and, if there are any, of the region.
    labels
        Item to the label printed for it.
    """
    import plotnine as p9

    rows, region = _place_rows(table)
    below, height = (0.19, 0.88) if narrow else (0.27, 0.66)
    fills = {"This service": CONFIDENCE, "Median of its region": "#FFFFFF"}
    dots = pd.concat(
        [
            pd.DataFrame({"y": rows["y"], "x": rows["index"], "kind": "This service"}),
            pd.DataFrame(
                {"y": region["y"] - below, "x": region["median_index"], "kind": "Median of its region"}
            ),
        ]
    ).dropna(subset=["x"])
    plot = (
        p9.ggplot(rows)
        + _middle_half_layers(rows)
        + p9.geom_point(p9.aes(x="x", y="y", fill="kind"), data=dots, color=CONFIDENCE, size=3.8, stroke=0.9)
        + p9.scale_fill_manual(values=fills, limits=[name for name in fills if name in set(dots["kind"])])
        + p9.guides(fill=p9.guide_legend(nrow=2 if narrow else 1))
    )
    texts = {row.item: (labels[row.item], f"n = {row.n} · {row.label}") for row in rows.itertuples()}
    return finish_plot(
        plot, texts, Frame(row=height, left=-6, legend=1, lift=0.27), made_up=made_up, narrow=narrow
    )


@check_inputs(
    table=Rows("item n median_index lower_index upper_index", numbers="median_index"),
    labels=LabelsFor("table", "item"),
)
def spread_chart(
    table: pd.DataFrame, labels: dict[str, str], *, made_up: bool = False, narrow: bool = False
) -> Any:
    """Draw how answers are distributed, one row per question.

    Each row goes from the lowest answer to the highest: a bar for the middle half of services, a line for the median.

    Parameters
    ----------
    table
        From `benchmarks.spread`; rows without numbers are left out.
    labels
        Item to the label printed for it.
    """
    import plotnine as p9

    rows = table.dropna(subset=["median_index"]).reset_index(drop=True)
    rows["y"] = -rows.index.astype(float)
    names = ["median_index", "lower_index", "upper_index"]
    rows[names] = rows[names].astype(float)
    texts = {str(row.item): (labels[str(row.item)], f"n = {row.n}") for row in rows.itertuples()}
    frame = Frame(row=0.6, left=-6, legend=0)
    return finish_plot(
        p9.ggplot(rows) + _middle_half_layers(rows), texts, frame, made_up=made_up, narrow=narrow
    )


def _middle_half_layers(rows: pd.DataFrame) -> list[Any]:
    """Return the layers for the middle half (a bar), the median (a line) and the axis from lowest to highest."""
    import plotnine as p9

    return [
        p9.geom_rect(
            p9.aes(xmin="lower_index", xmax="upper_index", ymin="y - 0.12", ymax="y + 0.12"),
            data=rows.dropna(subset=["lower_index"]),
            fill=STRETCH,
        ),
        p9.geom_segment(
            p9.aes(x="median_index", xend="median_index", y="y - 0.17", yend="y + 0.17"),
            data=rows.dropna(subset=["median_index"]),
            color=INK,
            size=1.2,
        ),
        p9.scale_x_continuous(
            limits=(-6, 106), expand=(0, 0), breaks=[0, 50, 100], labels=["least", "middle", "most"]
        ),
    ]


def _place_rows(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of all services with their positions and labels, and the rows of the region."""
    rows = table[table["compared"] == "all"].reset_index(drop=True)
    if missing := sorted(set(table["item"].astype(str)) - set(rows["item"].astype(str))):
        rule = "have a row of all services ('compared' is 'all') for every item"
        raise PublishError(Fault("benchmark chart", "table", rule, f"none for {join_names(missing)}"))
    rows["y"] = -rows.index.astype(float)
    region = table[table["compared"] != "all"].copy()
    places = dict(zip(rows["item"], rows["y"], strict=True))
    region["y"] = [places[item] for item in region["item"]]
    rows["label"] = [
        "no answer" if pd.isna(index) or pd.isna(below) else f"{below:.0%} at or below"
        for index, below in zip(rows["index"], rows["at_or_below"], strict=True)
    ]
    names = ["index", "median_index", "lower_index", "upper_index"]
    rows[names] = rows[names].astype(float)
    return rows, region.astype({"median_index": float, "y": float})
