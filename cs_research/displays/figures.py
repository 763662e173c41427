"""Figures for people. They place and print what measures computed, and compute nothing themselves.

Every figure comes in two widths: one for a page, one for a narrow screen, where labels stand above.
Titles and sources are text of the page, not of the picture; that data is made up stands in the picture.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from cs_research.displays.diverging import likert_bars
from cs_research.displays.frame import Frame, finished, half_height, panel_inches, percent, points
from cs_research.displays.inputs import Named, Rows, needs
from cs_research.displays.style import (
    CONFIDENCE,
    EVIDENCE,
    INK,
    MUTED,
    STRETCH,
    inches,
    mixed,
    readable_on,
    wrapped,
)

__all__ = ["count_tiles", "gap_chart", "likert_bars", "multiple_bars"]


@needs(table=Rows("point label share low high", every="share"))
def multiple_bars(
    table: pd.DataFrame, *, colour: str = CONFIDENCE, made_up: bool = False, narrow: bool = False
) -> Any:
    """Bars of the options of one choose-all item, the most chosen first, with intervals.

    Options with equal shares keep the order of the questionnaire.

    Parameters
    ----------
    table
        From `likert.multiple`: one item, one group.
    """
    import plotnine as p9

    ordered = table.sort_values("share", ascending=False, kind="stable").reset_index(drop=True)
    ordered["y"] = -ordered.index
    texts = {str(row.point): (str(row.label), "") for row in ordered.itertuples()}
    half = half_height(texts, 0.46, narrow=narrow)
    ordered["foot"], ordered["head"] = ordered["y"] - half, ordered["y"] + half
    ordered["end"] = ordered["high"].fillna(ordered["share"])
    ordered["text"] = [f"{percent(share)}%" for share in ordered["share"]]
    plot = (
        p9.ggplot(ordered)
        + p9.geom_rect(p9.aes(xmin=0, xmax="share", ymin="foot", ymax="head"), fill=mixed(colour, 0.62))
        + p9.geom_segment(
            p9.aes(x="low", xend="high", y="y", yend="y"),
            data=ordered.dropna(subset=["low", "high"]),
            color=INK,
            size=0.7,
        )
        + p9.geom_text(p9.aes(x="end + 0.015", y="y", label="text"), size=9.5, fontweight="bold", ha="left")
        + p9.scale_x_continuous(
            limits=(0, 1.24 if narrow else 1.12),
            expand=(0, 0),
            breaks=[0, 0.25, 0.5, 0.75, 1],
            labels=["0%", "25%", "50%", "75%", "100%"],
        )
    )
    frame = Frame(row=0.46, left=0, legend=0, lift=half + 0.06 if narrow else 0.26)
    return finished(plot, texts, frame, made_up=made_up, narrow=narrow)


#: How far the interval of a side is from the middle of its row, so that two that overlap are both seen.
_BESIDE = 0.035
#: Where the panel of gaps ends, and points of the numbers at its dots.
_ENDS, _NUMBER = (-0.05, 1.07), 10.5


@needs(
    gaps=Rows(
        "domain confidence confidence_low confidence_high evidence evidence_low evidence_high gap",
        every="confidence evidence gap",
    ),
    labels=Named("gaps", "domain"),
)
def gap_chart(
    gaps: pd.DataFrame, labels: dict[str, str], *, made_up: bool = False, narrow: bool = False
) -> Any:
    """Two dots and the stretch between them, a row a domain; lines are intervals, equally thick.

    Parameters
    ----------
    gaps
        From `gaps.gap`.
    labels
        Domain to the words printed for it.
    """
    import plotnine as p9

    table = gaps.reset_index(drop=True).copy()
    table["y"] = -table.index
    half = 0.14 if narrow else 0.08  # of the words below the stretch, so that they stay in the panel
    table["middle"] = ((table["confidence"] + table["evidence"]) / 2).clip(half - 0.05, 1.07 - half)
    table["gap_text"] = [f"gap {points(value)} points" for value in table["gap"]]
    texts = {str(row.domain): (labels[str(row.domain)], "") for row in table.itertuples()}
    sides = _sides(table, panel_inches(texts, narrow=narrow))
    lean = {"Evidence": EVIDENCE, "Confidence": CONFIDENCE}
    plot = (
        p9.ggplot(table)
        + p9.geom_segment(
            p9.aes(x="evidence", xend="confidence", y="y", yend="y"), color=STRETCH, size=4, lineend="round"
        )
        + p9.geom_segment(
            p9.aes(x="low", xend="high", y="line", yend="line", color="side"),
            data=sides.dropna(subset=["low", "high"]),
            size=1.4,
            show_legend=False,
        )
        + p9.geom_point(p9.aes(x="share", y="y", color="side"), data=sides, size=5.5)
        + p9.geom_text(
            p9.aes(x="x", y="y + 0.15", label="text"),
            data=sides,
            size=_NUMBER,
            fontweight="bold",
            va="bottom",
        )
        + p9.geom_text(p9.aes(x="middle", y="y - 0.15", label="gap_text"), size=8.5, color=MUTED, va="top")
        + p9.scale_color_manual(
            values=lean,
            limits=list(lean),
            labels=["Evidence: practices shown in sources", "Confidence: services that say so"],
        )
        + p9.scale_x_continuous(
            limits=_ENDS,
            expand=(0, 0),
            breaks=[0, 0.25, 0.5, 0.75, 1],
            labels=["0%", "25%", "50%", "75%", "100%"],
        )
        + p9.guides(color=p9.guide_legend(nrow=2 if narrow else 1, byrow=True))
    )
    frame = Frame(row=0.8, left=-0.05, legend=1, lift=0.46)
    return finished(plot, texts, frame, made_up=made_up, narrow=narrow)


def _sides(table: pd.DataFrame, panel: float) -> pd.DataFrame:
    """The dots of both sides, on a panel of so many inches; where they lie close, their numbers are moved apart."""
    parts = []
    for row in table.itertuples():
        shares = {"evidence": row.evidence, "confidence": row.confidence}
        places = _apart(shares, (_ENDS[1] - _ENDS[0]) / panel)
        for side, share in shares.items():
            parts.append(
                {
                    "side": side.capitalize(),
                    "y": row.y,
                    "line": row.y + (_BESIDE if side == "confidence" else -_BESIDE),
                    "share": share,
                    "x": places[side],
                    "low": getattr(row, f"{side}_low"),
                    "high": getattr(row, f"{side}_high"),
                    "text": percent(share),
                }
            )
    return pd.DataFrame(parts)


def _apart(shares: dict[str, float], inch: float) -> dict[str, float]:
    """Where the number of each side is, ``inch`` being an inch in shares: over its dot, if there is room."""
    left, right = sorted(shares, key=lambda side: shares[side])
    half = {side: inches(percent(share), _NUMBER, bold=True) / 2 * inch for side, share in shares.items()}
    needed = half[left] + half[right] + 0.08 * inch
    if shares[right] - shares[left] >= needed:
        return shares
    middle = (shares[left] + shares[right]) / 2
    start = min(middle - needed / 2, _ENDS[1] - half[right] - needed)
    start = max(start, _ENDS[0] + half[left])
    return {left: start, right: start + needed}


@needs(counts=Rows("domain kind n", every="n"))
def count_tiles(
    counts: pd.DataFrame, labels: dict[str, str], *, made_up: bool = False, narrow: bool = False
) -> Any:
    """A tile for each row and column with its count; the darker, the more. Zero is printed too.

    Parameters
    ----------
    counts
        Columns ``domain`` (the rows), ``kind`` (the columns) and ``n``, in the order to print.
    labels
        Domain to the words printed for it.
    """
    import plotnine as p9

    table = counts.copy()
    rows = {domain: -place for place, domain in enumerate(dict.fromkeys(table["domain"]))}
    columns = list(dict.fromkeys(table["kind"]))
    table["y"] = table["domain"].map(rows)
    table["x"] = table["kind"].map(columns.index)
    most = max(int(table["n"].max()), 1)
    table["fill"] = [mixed(EVIDENCE, 0.12 + 0.88 * n / most) if n else "#F6F7F8" for n in table["n"]]
    table["ink"] = [readable_on(colour) for colour in table["fill"]]
    plot = (
        p9.ggplot(table)
        + p9.geom_tile(p9.aes(x="x", y="y", fill="fill"), width=0.96, height=0.8)
        + p9.geom_text(p9.aes(x="x", y="y", label="n", color="ink"), size=11, fontweight="bold")
        + p9.scale_fill_identity()
        + p9.scale_color_identity()
        + p9.scale_x_continuous(
            limits=(-0.5, len(columns) - 0.5),
            expand=(0, 0),
            breaks=list(range(len(columns))),
            labels=[wrapped(name, 10) for name in columns],
        )
    )
    texts = {domain: (labels.get(domain, "No domain"), "") for domain in rows}
    frame = Frame(row=0.55, left=-0.48, legend=0, lift=0.42)
    return finished(plot, texts, frame, made_up=made_up, narrow=narrow)
