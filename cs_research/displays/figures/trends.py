"""Chart of shares by wave: one panel per question, each point with its interval and number."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cs_research.displays.figures.layout import (
    CONFIDENCE,
    INK,
    MUTED,
    RULE,
    fit_text,
    format_percents,
    frame_plot,
)
from cs_research.displays.inputs import LabelsFor, Rows, check_inputs

__all__ = ["trend_chart"]


@check_inputs(
    shares=Rows("item wave share low high base", numbers="share"), labels=LabelsFor("shares", "item")
)
def trend_chart(
    shares: pd.DataFrame, labels: dict[str, str], *, made_up: bool = False, narrow: bool = False
) -> Any:
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
        + (
            [p9.geom_line(p9.aes(group="stretch"), data=joined, color=CONFIDENCE, size=1.1)]
            if len(joined)
            else []
        )
        + p9.geom_point(p9.aes(fill="inside"), color=CONFIDENCE, size=3.4, stroke=0.9)
        + p9.geom_text(p9.aes(y="above", label="text"), size=9.5, fontweight="bold", color=INK, va="bottom")
        + p9.geom_text(p9.aes(y=-0.03, label="number"), data=table, size=8, color=MUTED, va="top")
        + p9.scale_fill_identity()
        + p9.scale_y_continuous(
            limits=(-0.36, 1.22), breaks=[0, 0.5, 1], labels=["0%", "50%", "100%"], expand=(0, 0)
        )
        + p9.scale_x_continuous(breaks=[], expand=(0, 0.35))
        + p9.facet_wrap("panel", ncol=across, labeller=heads.get)
    )
    height = (2.3 + 0.17 * max(lines - 3, 0)) * -(-panels // across) + 0.15 + (0.3 if made_up else 0)
    drawn = frame_plot(plot, height, legend=False, made_up=made_up, narrow=narrow)
    return drawn + p9.theme(
        strip_background=p9.element_blank(),
        strip_text=p9.element_text(
            size=10, color=INK, ha="left", ma="left", fontweight="bold", linespacing=1.2
        ),
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
