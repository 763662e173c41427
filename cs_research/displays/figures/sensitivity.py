"""Chart of the gap under every alternative, which shows the choices that the verdict depends on."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cs_research.definitions.categories import MAIN
from cs_research.displays.figures.layout import (
    CONFIDENCE,
    INK,
    MUTED,
    OTHER,
    RULE,
    format_points,
    frame_plot,
    wrap_text,
)
from cs_research.displays.inputs import Rows, check_inputs

_SAME, _OTHER, _NOT_A_CHECK = "the published verdict holds", "another verdict", "not a check"


@check_inputs(table=Rows("kind alternative gap low high same counted", numbers="gap"))
def sensitivity_chart(table: pd.DataFrame, *, margin: float, made_up: bool = False, narrow: bool = False) -> Any:
    """Draw the gap with its interval, one row per alternative, of one domain; hollow if the verdict differs.

    Rows that do not count as a check, since their numbers are the same or fewer than three sites or places are behind
    them, are drawn in grey.

    Parameters
    ----------
    table
        From `sensitivity.sensitivity`, one domain.
    margin
        The minimum gap that counts; a grey band marks smaller gaps.
    """
    import plotnine as p9

    rows = _place_rows(table, narrow=narrow)
    minimum = min(-0.12, float(rows[["low", "gap"]].min().min()) - 0.04)
    maximum = max(0.3, float(rows[["high", "gap"]].max().max()) + 0.16)
    words = {_SAME: CONFIDENCE, _OTHER: OTHER, _NOT_A_CHECK: MUTED}
    plot = (
        p9.ggplot(rows)
        + p9.annotate("rect", xmin=-margin, xmax=margin, ymin=rows["y"].min() - 0.6, ymax=0.6, fill="#EEF0F2")
        + p9.geom_vline(xintercept=0, color=MUTED, size=0.3 if narrow else 0.6)
        + p9.geom_segment(
            p9.aes(x="low", xend="high", y="y", yend="y", color="says"),
            data=rows.dropna(subset=["low"]),
            size=1.0,
        )
        + p9.geom_point(p9.aes(x="gap", y="y", color="says", fill="inside"), size=3.2, stroke=0.9)
        + p9.geom_text(p9.aes(x="right", y="y", label="text"), size=9, fontweight="bold", ha="left", color=INK)
        + p9.scale_fill_identity()
        + p9.scale_color_manual(values=words, limits=list(words))
        + p9.scale_x_continuous(
            limits=(minimum, maximum),
            expand=(0, 0),
            breaks=[-0.5, 0, 0.5, 1],
            labels=["−50", "0", "50", "100"],
        )
        + p9.scale_y_continuous(
            breaks=list(rows["y"]),
            labels=["" if narrow else text for text in rows["words"]],
            limits=(rows["y"].min() - 0.7, 0.9),
            expand=(0, 0),
        )
        + p9.guides(color=p9.guide_legend(nrow=3 if narrow else 1))
    )
    if narrow:
        above = rows.assign(x=minimum, foot=rows["y"] + 0.2)
        plot = plot + p9.geom_text(
            p9.aes(x="x", y="foot", label="words"), data=above, size=8.5, ha="left", va="bottom", color=MUTED
        )
    height = (0.52 if narrow else 0.3) * len(rows) + 0.9
    drawn = frame_plot(plot, height, legend=True, made_up=made_up, narrow=narrow)
    return drawn + p9.theme(panel_grid_major_x=p9.element_line(color=RULE, size=0.5))


def _place_rows(table: pd.DataFrame, *, narrow: bool) -> pd.DataFrame:
    """Return the rows with their positions, with space between the kinds of choice."""
    rows = table.dropna(subset=["gap"]).reset_index(drop=True)
    kinds = (rows["kind"] != rows["kind"].shift()).cumsum() - 1
    rows["y"] = -(rows.index + 0.45 * kinds).astype(float)
    rows["words"] = [wrap_text(str(text), 46 if narrow else 52) for text in rows["alternative"]]
    says = [
        (_SAME if row.same else _OTHER) if row.counted or row.kind == MAIN else _NOT_A_CHECK
        for row in rows.itertuples()
    ]
    rows["says"] = pd.Categorical(says, categories=[_SAME, _OTHER, _NOT_A_CHECK])
    rows["inside"] = [{_SAME: CONFIDENCE, _OTHER: "#FFFFFF", _NOT_A_CHECK: MUTED}[text] for text in says]
    rows["text"] = [format_points(gap) for gap in rows["gap"]]
    beside_dot = 0.06 if narrow else 0.04  # keeps the number clear of a dot without an interval
    rows["right"] = (rows["high"] + 0.02).fillna(rows["gap"] + beside_dot)
    for name in ("gap", "low", "high", "right"):
        rows[name] = rows[name].astype(float)
    return rows
