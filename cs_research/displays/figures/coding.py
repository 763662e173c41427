"""Figures of codings: agreement by code, codes by kind of source and site, and the curve of saturation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cs_research.displays.figures.layout import (
    EVIDENCE,
    INK,
    MUTED,
    RULE,
    STRETCH,
    fit_text,
    format_level,
    frame_plot,
    mix_with_white,
    readable_on,
    text_inches,
)
from cs_research.displays.inputs import LabelsFor, Rows, check_inputs

#: Limits of a share of the text, in per cent, their label in the key, and how dark their tile is.
_BINS = (
    (0.0, "none", 0.0), (1.0, "under 1%", 0.15), (2.0, "1 to under 2%", 0.32), (5.0, "2 to under 5%", 0.52),
    (10.0, "5 to under 10%", 0.75), (float("inf"), "10% or more", 1.0),
)  # fmt: skip
_FILLS = {label: "#F4F5F6" if shade == 0 else mix_with_white(EVIDENCE, shade) for _, label, shade in _BINS}
#: A grey band marks coefficients between these: lower ones are too low for conclusions.
_TENTATIVE = (0.667, 0.8)
_INTERVAL, _NO_INTERVAL = "with its interval", "no interval: resampling gives one value, or none"
#: Width of row labels in inches, and of a figure's panel.
_LABELS, _PANEL, _NARROW_PANEL = 2.45, 7.35, 3.55


@check_inputs(
    table=Rows("group estimate low high given_by_any given_by_all", numbers="estimate"),
    labels=LabelsFor("table", "group"),
    heads=LabelsFor("table", "group"),
)
def agreement_chart(
    table: pd.DataFrame,
    labels: Mapping[str, str],
    heads: Mapping[str, str],
    *,
    made_up: bool = False,
    narrow: bool = False,
) -> Any:
    """Draw a coefficient of agreement with its interval, one row per code; hollow where it has no interval.

    Parameters
    ----------
    table
        From `agreement.codings`, one coefficient, codes in the frame's order as ``group``.
    labels, heads
        Code to its label, and to the label of its group.
    """
    import plotnine as p9

    rows, texts = _grouped_rows(table["group"].tolist(), labels, heads, narrow=narrow)
    names = ["estimate", "low", "high"]
    rows = rows.merge(table.assign(**table[names].astype(float)), on="group").dropna(subset=["estimate"])
    least = min(-0.05, float(rows[["low", "estimate"]].min().min()) - 0.05)
    left, right = _sides(least, 1.0, 0.75, narrow=narrow)
    rows["kind"] = [_NO_INTERVAL if pd.isna(low) else _INTERVAL for low in rows["low"]]
    rows["text"] = [f"{row.given_by_all} of {row.given_by_any}" for row in rows.itertuples()]
    foot, top = min(texts["y"].min(), rows["y"].min()) - 0.6, texts["y"].max() + 0.6
    rows["x"] = 1.04
    plot = (
        p9.ggplot(rows)
        + p9.annotate("rect", xmin=_TENTATIVE[0], xmax=_TENTATIVE[1], ymin=foot, ymax=top, fill="#ECEEF0")
        + p9.annotate("segment", x=[0.0, 0.5, 1.0], xend=[0.0, 0.5, 1.0], y=foot, yend=top, color=RULE, size=0.5)
        + p9.geom_segment(
            p9.aes(x="low", xend="high", y="y", yend="y"), data=rows.dropna(subset=["low"]), color=STRETCH, size=2.2
        )
        + p9.geom_point(p9.aes(x="estimate", y="y", fill="kind"), color=INK, size=2.6, stroke=0.8)
        + p9.geom_text(p9.aes(x="x", y="y", label="text"), size=8.5, ha="left", color=INK)
        + _row_labels(texts, left)
        + p9.scale_fill_manual(
            values={_INTERVAL: INK, _NO_INTERVAL: "#FFFFFF"},
            limits=[kind for kind in (_INTERVAL, _NO_INTERVAL) if kind in set(rows["kind"])],
        )
        + p9.scale_x_continuous(
            limits=(left, right), expand=(0, 0), breaks=[0, 0.5, 0.8, 1], labels=["0", "0.5", "0.8", "1"]
        )
        + p9.guides(fill=p9.guide_legend(nrow=2 if narrow else 1))
    )
    return _finished(plot, foot, top, made_up=made_up, narrow=narrow)


def _grouped_rows(
    codes: Sequence[str], labels: Mapping[str, str], heads: Mapping[str, str], *, narrow: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the position of each code, and the texts at the left: codes, and a heading above those of a group."""
    room = _NARROW_PANEL - 0.1 if narrow else _LABELS - 0.1
    rows, texts, y = [], [], 0.0
    for place, code in enumerate(codes):
        if place == 0 or heads[code] != heads[codes[place - 1]]:
            texts.append((y - (0.25 if place else 0.0), fit_text(heads[code], 44, room, 9, bold=True), "bold"))
            y -= 1.25 if place else 1.0
        label = fit_text(labels[code], 44, room, 9)
        extra = 0.55 * label.count("\n")
        texts.append((y, label, "normal"))
        y -= extra
        rows.append((code, y - 0.75 if narrow else y + extra))
        y -= 1.8 if narrow else 1.0
    return (
        pd.DataFrame(rows, columns=["group", "y"]),
        pd.DataFrame(texts, columns=["y", "text", "weight"]),
    )


def _row_labels(texts: pd.DataFrame, left: float) -> list[Any]:
    import plotnine as p9

    return [
        p9.geom_text(
            p9.aes(x="x", y="y", label="text"),
            data=texts[texts["weight"] == weight].assign(x=left),
            size=9,
            ha="left",
            va="center",
            color=INK,
            fontweight=weight,
            lineheight=1.15,
        )
        for weight in ("bold", "normal")
    ]


def _sides(least: float, most: float, margin: float, *, narrow: bool) -> tuple[float, float]:
    """Return the limits of the panel with room for labels at the left, and ``margin`` inches at the right."""
    panel, labels = (_NARROW_PANEL, 0.05) if narrow else (_PANEL, _LABELS)
    unit = (most - least) / (panel - labels - margin)
    return least - labels * unit, most + margin * unit


def _finished(plot: Any, foot: float, top: float, *, made_up: bool, narrow: bool) -> Any:
    import plotnine as p9

    plot = plot + p9.scale_y_continuous(limits=(foot, top), expand=(0, 0), breaks=[])
    height = (0.235 if narrow else 0.2) * (top - foot) + 0.8
    drawn = frame_plot(plot, height, legend=True, made_up=made_up, narrow=narrow)
    return drawn + p9.theme(panel_grid_major_x=p9.element_blank())


@check_inputs(
    table=Rows("by column id share", numbers="share"),
    labels=LabelsFor("table", "id"),
    heads=LabelsFor("table", "id"),
)
def codes_heat_map(
    table: pd.DataFrame,
    labels: Mapping[str, str],
    heads: Mapping[str, str],
    *,
    made_up: bool = False,
    narrow: bool = False,
) -> Any:
    """Draw the share of the text that has each code, one row per code and one column per kind of source or site.

    The colour depends on fixed limits, so that figures of several studies can be compared.

    Parameters
    ----------
    table
        From `frequency.frequency`, codes only: ``by`` is what the text is divided by, and ``column`` the label printed
        for the kind or site, in the order of the columns.
    labels, heads
        Code to its label, and to the label of its group.
    """
    import plotnine as p9

    rows, texts = _grouped_rows(list(dict.fromkeys(table["id"])), labels, heads, narrow=narrow)
    left, right = (0.0, _NARROW_PANEL) if narrow else (_LABELS, _PANEL)
    columns, step = _columns(table, left, right)
    tiles = table.merge(rows.rename(columns={"group": "id"}), on="id").merge(
        columns[["by", "column", "x"]], on=["by", "column"]
    )
    percents = 100 * tiles["share"].astype(float).fillna(0)
    tiles["bin"] = [
        next(label for limit, label, _ in _BINS if value < limit or value == limit == 0) for value in percents
    ]
    tiles["text"] = ["" if value == 0 else f"{value:.0f}" if value >= 9.95 else f"{value:.1f}" for value in percents]
    tiles["ink"] = [readable_on(_FILLS[label]) for label in tiles["bin"]]
    top = texts["y"].max() + columns["y"].max() + 1.7
    foot = rows["y"].min() - 0.6
    plot = (
        p9.ggplot(tiles, p9.aes(x="x", y="y"))
        + p9.geom_tile(p9.aes(fill="bin"), width=step * 0.94, height=0.9)
        + p9.geom_text(p9.aes(label="text", color="ink"), size=8.5, show_legend=False)
        + p9.geom_text(p9.aes(label="text"), data=columns, size=8.5, va="bottom", color=INK, lineheight=1.1)
        + _row_labels(texts, 0.02)
        + p9.scale_fill_manual(values=_FILLS, limits=list(_FILLS))
        + p9.scale_color_identity()
        + p9.scale_x_continuous(limits=(0, right), expand=(0, 0), breaks=[])
        + p9.guides(fill=p9.guide_legend(ncol=2 if narrow else len(_FILLS), byrow=True))
    )
    return _finished(plot, foot, top, made_up=made_up, narrow=narrow)


def _curves(rows: pd.DataFrame) -> list[Any]:
    """Return the layers of the band of random orders, if there is one, and of both lines."""
    import plotnine as p9

    band = p9.aes(x="place", ymin="low", ymax="high")
    return [
        p9.geom_ribbon(band, data=rows.dropna(subset=["low"]), inherit_aes=False, fill=RULE),
        p9.geom_line(p9.aes(color="kind"), size=1.1),
    ]


def _columns(table: pd.DataFrame, left: float, right: float) -> tuple[pd.DataFrame, float]:
    """Return the position and heading of each column, and the width of a column.

    There is a gap where ``by`` changes. Headings that are wider than their column are at two heights in turn.
    """
    columns = table[["by", "column"]].drop_duplicates(ignore_index=True)
    gaps = (columns["by"] != columns["by"].shift()).cumsum() - 1
    step = (right - left) / (len(columns) + 0.25 * gaps.max())
    columns["x"] = left + step * (columns.index + 0.5 + 0.25 * gaps)
    heads = columns["column"].astype(str)
    wide = max(text_inches(word, 8.5) for head in heads for word in head.split() or [""]) > 0.93 * step
    room = [min((1.9 if wide else 0.95) * step, 2 * x, 2 * (right - x)) for x in columns["x"]]
    columns["text"] = [fit_text(head, 14, inches, 8.5) for head, inches in zip(heads, room, strict=True)]
    columns["y"] = [0.9 + (1.5 if wide and place % 2 else 0.0) for place in range(len(columns))]
    return columns, step


@check_inputs(curve=Rows("place codes mean low high", numbers="codes"))
def saturation_chart(
    curve: pd.DataFrame, *, orders: int, level: float = 0.95, made_up: bool = False, narrow: bool = False
) -> Any:
    """Draw how many codes there are after each source: in the study's order, and in random orders.

    Parameters
    ----------
    curve
        From `saturation.saturation_curve`, the rows of all sources or of one site.
    orders
        Number of random orders; a grey band holds the share ``level`` of them.
    """
    import plotnine as p9

    rows = curve.assign(**curve[["codes", "mean", "low", "high"]].astype(float))
    own, drawn = "in the study's order", f"mean of {orders:,} random orders, {format_level(level)} of them in grey"
    lines = pd.concat(
        [
            rows[["place"]].assign(codes=rows["codes"], kind=own),
            rows[["place"]].assign(codes=rows["mean"], kind=drawn),
        ]
    ).dropna(subset=["codes"])
    last, top = int(rows["place"].max()), int(rows["codes"].max())
    every = max(1, -(-last // (8 if narrow else 16)))
    plot = (
        p9.ggplot(lines, p9.aes(x="place", y="codes"))
        + (_curves(rows) if last > 1 else [])
        + p9.geom_point(p9.aes(color="kind"), data=lines[lines["kind"] == own], size=2.4)
        + p9.scale_color_manual(values={own: EVIDENCE, drawn: MUTED}, limits=[own, drawn])
        + p9.scale_x_continuous(breaks=list(range(1, last + 1, every)), expand=(0.02, 0))
        + p9.scale_y_continuous(
            limits=(0, None), expand=(0, 0, 0.06, 0), **({"breaks": range(top + 1)} if top < 5 else {})
        )
        + p9.guides(color=p9.guide_legend(nrow=2 if narrow else 1))
    )
    finished = frame_plot(plot, 3.0 if narrow else 3.2, legend=True, made_up=made_up, narrow=narrow)
    return finished + p9.theme(
        panel_grid_major_x=p9.element_blank(),
        panel_grid_major_y=p9.element_line(color=RULE, size=0.6),
        axis_text_y=p9.element_text(size=9, color=MUTED),
    )
