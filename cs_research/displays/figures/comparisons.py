"""Charts that compare services: response by group, shares by wave, and quartiles of answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cs_research.displays.figures.layout import (
    CONFIDENCE,
    INK,
    MUTED,
    RULE,
    STRETCH,
    Frame,
    finish_plot,
    fit_text,
    format_percent,
    format_percents,
    frame_plot,
    half_height,
    mix_with_white,
)
from cs_research.displays.inputs import LabelsFor, Rows, check_inputs
from cs_research.errors import Fault, PublishError, join_names


@check_inputs(table=Rows("by group rate answered invited", numbers="rate"), labels=Mapping)
def response_chart(table: pd.DataFrame, labels: dict[str, str], *, made_up: bool = False, narrow: bool = False) -> Any:
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
    rows["text"] = [f"{format_percent(row.rate)}%  ({row.answered} of {row.invited})" for row in rows.itertuples()]
    plot = (
        p9.ggplot(rows)
        + p9.geom_rect(p9.aes(xmin=0, xmax="rate", ymin="foot", ymax="head"), fill=mix_with_white(INK, 0.3))
        + p9.geom_segment(p9.aes(x="overall", xend="overall", y="foot - 0.06", yend="head + 0.06"), color=INK, size=0.9)
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
        raise PublishError(Fault(place, "table", "have one row with a rate of all services ('by' is 'all')", found))
    if rows.empty:
        raise PublishError(Fault(place, "table", "have a group with a rate", "none"))
    missing = [str(group) for group in rows["group"] if group not in labels]
    if missing:
        raise PublishError(Fault(place, "labels", "have a label for every group", f"none for {join_names(missing)}"))


@check_inputs(shares=Rows("item wave share low high base", numbers="share"), labels=LabelsFor("shares", "item"))
def trend_chart(shares: pd.DataFrame, labels: dict[str, str], *, made_up: bool = False, narrow: bool = False) -> Any:
    """Draw the share of each question by wave; if its wording changed the line breaks and the next point is hollow.

    Parameters
    ----------
    shares
        One row per item and wave, in order: ``item, wave, share, low, high, base``, and ``reworded`` (True if the
        question differs from that of the wave before).
    labels
        Item to the label printed for it.
    """
    import plotnine as p9

    table = _place_points(shares)
    heads = {
        item: fit_text(labels[item], 38, 2.9 if narrow else 3.05, 10, bold=True)
        for item in dict.fromkeys(table["item"])
    }
    lines = max(head.count("\n") + 1 for head in heads.values())
    points = table.dropna(subset=["share"])
    joined = points[points.groupby("stretch")["x"].transform("size") > 1]
    across = 1 if narrow else 2
    panels = table["panel"].nunique()
    plot = (
        p9.ggplot(points, p9.aes(x="x", y="share"))
        + p9.geom_linerange(p9.aes(ymin="low", ymax="high"), color="#8FB8DA", size=2.2)
        + ([p9.geom_line(p9.aes(group="stretch"), data=joined, color=CONFIDENCE, size=1.1)] if len(joined) else [])
        + p9.geom_point(p9.aes(fill="inside"), color=CONFIDENCE, size=3.4, stroke=0.9)
        + p9.geom_text(p9.aes(y="above", label="text"), size=9.5, fontweight="bold", color=INK, va="bottom")
        + p9.geom_text(p9.aes(y=-0.03, label="number"), data=table, size=8, color=MUTED, va="top")
        + p9.scale_fill_identity()
        + p9.scale_y_continuous(limits=(-0.36, 1.22), breaks=[0, 0.5, 1], labels=["0%", "50%", "100%"], expand=(0, 0))
        + p9.scale_x_continuous(breaks=[], expand=(0, 0.35))
        + p9.facet_wrap("panel", ncol=across, labeller=heads.get)
    )
    height = (2.3 + 0.17 * max(lines - 3, 0)) * -(-panels // across) + 0.15 + (0.3 if made_up else 0)
    drawn = frame_plot(plot, height, legend=False, made_up=made_up, narrow=narrow)
    return drawn + p9.theme(
        strip_background=p9.element_blank(),
        strip_text=p9.element_text(size=10, color=INK, ha="left", ma="left", fontweight="bold", linespacing=1.2),
        panel_grid_major_x=p9.element_blank(),
        panel_grid_major_y=p9.element_line(color=RULE, size=0.6),
        panel_spacing=0.04,
        plot_margin_top=0.03,
    )


def _place_points(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the points with their positions, the line segment that each is on, and their labels."""
    table = shares.copy()
    waves = list(dict.fromkeys(table["wave"]))
    table["x"] = table["wave"].map(waves.index)
    new = table["reworded"].fillna(False).astype(bool) if "reworded" in table.columns else False
    table["broken"] = new
    table["stretch"] = table["item"] + table.groupby("item", sort=False)["broken"].cumsum().astype(str)
    table["inside"] = ["#FFFFFF" if broken else CONFIDENCE for broken in table["broken"]]
    table["text"] = [f"{share}%" if share else "" for share in format_percents(table)]
    table["above"] = table["high"].fillna(0).clip(lower=table["share"] + 0.05) + 0.03
    table["number"] = [
        f"{wave}\nn = {int(base)}" if not pd.isna(base) else f"{wave}\nnot asked"
        for wave, base in zip(table["wave"], table["base"], strict=True)
    ]
    table["panel"] = pd.Categorical(table["item"], categories=list(dict.fromkeys(table["item"])))
    return table


@check_inputs(
    table=Rows("item compared index median_index lower_index upper_index at_or_below n"),
    labels=LabelsFor("table", "item"),
)
def benchmark_chart(table: pd.DataFrame, labels: dict[str, str], *, made_up: bool = False, narrow: bool = False) -> Any:
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
            pd.DataFrame({"y": region["y"] - below, "x": region["median_index"], "kind": "Median of its region"}),
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
    return finish_plot(plot, texts, Frame(row=height, left=-6, legend=1, lift=0.27), made_up=made_up, narrow=narrow)


@check_inputs(
    table=Rows("item n median_index lower_index upper_index", numbers="median_index"),
    labels=LabelsFor("table", "item"),
)
def spread_chart(table: pd.DataFrame, labels: dict[str, str], *, made_up: bool = False, narrow: bool = False) -> Any:
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
    return finish_plot(p9.ggplot(rows) + _middle_half_layers(rows), texts, frame, made_up=made_up, narrow=narrow)


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
        p9.scale_x_continuous(limits=(-6, 106), expand=(0, 0), breaks=[0, 50, 100], labels=["least", "middle", "most"]),
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
