"""Diverging bars: answers on a scale, those of its upper side right of a line and those of its lower side left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cs_research.definitions.instrument import Instrument, Scale
from cs_research.displays.frame import Frame, finished, half_height, panel_inches, percents
from cs_research.displays.inputs import Rows, needs
from cs_research.displays.legend import Legend, legend_of
from cs_research.displays.style import INK, fitted, inches, point_colours, readable_on
from cs_research.errors import Fault, PublishError, closest, listed

__all__ = ["likert_bars"]

_LEAST_LABELLED = 0.05
_PLACE = "likert bars"
#: Inches of a row.
_ROW = 0.74
#: Points that say nothing of the matter stand apart by this share.
_APART = 0.025
#: Points of the words at the ends of bars, and characters of one of their lines.
_SIZE, _LINE = 9.5, 24


@needs(
    distribution=Rows("item point share base", numbers="share"),
    nets=Rows("item label headline share", empty=True),
    instrument=Instrument,
)
def likert_bars(
    distribution: pd.DataFrame,
    nets: pd.DataFrame,
    instrument: Instrument,
    *,
    made_up: bool = False,
    narrow: bool = False,
) -> Any:
    """Diverging bars of items on one scale: points of its upper side right of a line, others left.

    Sides, order and colours are the scale's (`Scale.sides`), whatever its headline counts. A neutral point is
    centred on the line; points that say nothing of the matter stand apart at the right. Segments under 5 per cent
    have no label; the table has them.

    Parameters
    ----------
    distribution, nets
        From `likert.distribution` and `likert.nets`: one group, items on one scale.

    Raises
    ------
    PublishError
        No rows, or rows of several scales or groups, or of questions and answers that the instrument does not have.
    """
    items = list(dict.fromkeys(distribution["item"]))
    scale = _one_scale(distribution, items, instrument)
    parts = _segments(distribution, items, scale)
    says = _headlines(nets, parts, items)
    bases = distribution.groupby("item", sort=False)["base"].first()
    short = [text.replace("\n", " ") for text in says["text"]]
    told = dict(zip(says["item"], short, strict=True)) if narrow else {}
    texts = {
        item: (instrument.item(item).short, " · ".join(filter(None, [told.get(item), _base(bases[item])])))
        for item in items
    }
    panel = panel_inches(texts, narrow=narrow)
    left, right = float(parts["xmin"].min()) - 0.02, float(parts["xmax"].max()) + 0.02
    if not narrow:
        right = max(right, _with_room(left, says, panel))
    legend = legend_of(list(_drawn(scale).values()), panel)
    half = half_height(texts, _ROW, narrow=narrow)
    plot = _bars(parts, scale, (left, right), legend, half)
    if not narrow:
        plot = plot + _words_at_ends(says)
    within = {} if narrow else {row.item: row.text.count("\n") + 1 for row in says.itertuples()}
    lines = [within.get(item, 1) for item in items]
    frame = Frame(_ROW, left, legend.lines, lift=half + 0.06, within=lines)
    return finished(plot, texts, frame, made_up=made_up, narrow=narrow)


def _base(base: Any) -> str:
    return "" if pd.isna(base) else f"n = {base:.0f}"


def _one_scale(distribution: pd.DataFrame, items: Sequence[str], instrument: Instrument) -> Scale:
    """The scale of all items."""
    known = {item.id: item for item in instrument.items}
    scales: dict[str, Scale] = {}
    for item in items:
        if item not in known or known[item].kind != "single":
            rule = f"be a question of {instrument.key} with a scale"
            hint = closest(str(item), known)
            raise PublishError(Fault(_PLACE, "item", rule, f"'{item}'", hint))
        scales.setdefault(instrument.scale_of(known[item]).id, instrument.scale_of(known[item]))
    if len(scales) > 1:
        found = f"the scales {listed(list(scales), last='and')}"
        raise PublishError(Fault(_PLACE, "items", "be on one scale", found, "draw a figure for each scale"))
    (scale,) = scales.values()
    odd = [point for point in distribution["point"].unique() if point not in _drawn(scale)]
    if odd:
        rule = f"be drawn points of the scale '{scale.id}'"
        raise PublishError(Fault(_PLACE, "points", rule, listed([str(point) for point in odd], last="and")))
    twice = distribution.loc[distribution.duplicated(["item", "point"]), "item"]
    if len(twice):
        hint = "choose one group"
        raise PublishError(
            Fault(
                _PLACE, "distribution", "have one row an item and point", f"more for '{twice.iloc[0]}'", hint
            )
        )
    return scale


def _bars(parts: pd.DataFrame, scale: Scale, ends: tuple[float, float], legend: Legend, half: float) -> Any:
    """Segments with their numbers, the line between the sides, and a legend in the scale's order."""
    import plotnine as p9

    labels = _drawn(scale)
    parts = parts.assign(foot=parts["y"] - half, head=parts["y"] + half)
    centre = pd.DataFrame({"foot": [-place - half - 0.1 for place in range(parts["item"].nunique())]})
    centre["head"] = centre["foot"] + 2 * half + (0.1 if half <= 0.2 else 0.2)
    return (
        p9.ggplot(parts)
        + p9.geom_segment(
            p9.aes(x=0, xend=0, y="foot", yend="head"), data=centre, color=INK, size=0.7, linetype="solid"
        )
        + p9.geom_rect(
            p9.aes(xmin="xmin", xmax="xmax", ymin="foot", ymax="head", fill="point"),
            color="#FFFFFF",
            size=0.8,
        )
        + p9.geom_text(
            p9.aes(x="middle", y="y", label="text", color="ink"),
            data=parts[parts["share"] >= _LEAST_LABELLED],
            size=9,
            fontweight="bold",
        )
        + p9.scale_fill_manual(
            values=point_colours(scale),
            breaks=list(labels),
            labels=legend.labels,
            limits=list(labels),
        )
        + p9.scale_color_identity()
        + p9.scale_x_continuous(limits=ends, expand=(0, 0), breaks=[])
        + p9.guides(fill=p9.guide_legend(ncol=legend.columns, byrow=True))
    )


def _drawn(scale: Scale) -> dict[str, str]:
    """The points that a bar may have, with their labels."""
    return {point.id: point.brief for point in scale.points if point.drawn or not point.absence}


def _words_at_ends(says: pd.DataFrame) -> Any:
    import plotnine as p9

    return p9.geom_text(
        p9.aes(x="x", y="y", label="text"), data=says, size=_SIZE, fontweight="bold", ha="left"
    )


def _headlines(nets: pd.DataFrame, parts: pd.DataFrame, items: Sequence[str]) -> pd.DataFrame:
    """What each item's headline says, at the end of its bar."""
    table = nets[nets["headline"] & nets["item"].isin(items)].copy()
    ends = parts.groupby("item", sort=False)["xmax"].max()
    table["x"] = table["item"].map(ends).astype(float) + 0.015
    table["y"] = table["item"].map(_rows(items))
    table["text"] = [
        fitted(f"{told}% {label}" if told else f"no number: {label}", _LINE, 2.2, _SIZE, bold=True)
        for told, label in zip(percents(table), table["label"], strict=True)
    ]
    return table


def _with_room(left: float, says: pd.DataFrame, panel: float) -> float:
    """Where a panel of so many inches must end so that the words at the ends of the bars are whole."""
    words = [inches(text, _SIZE, bold=True) + 0.05 for text in says["text"]]
    ends = [left + (x - left) / max(1 - word / panel, 0.1) for x, word in zip(says["x"], words, strict=True)]
    return max(ends, default=left + 1)


def _rows(items: Sequence[str]) -> dict[str, int]:
    return {item: -place for place, item in enumerate(items)}


def _segments(distribution: pd.DataFrame, items: Sequence[str], scale: Scale) -> pd.DataFrame:
    """Where each point's bar starts and ends, the line between the sides being 0."""
    lower, neutral, _ = scale.sides
    absent = {point.id for point in scale.points if point.absence}
    colours, rows = point_colours(scale), _rows(items)
    parts = []
    for item in items:
        rows_of = distribution[distribution["item"] == item].set_index("point")
        shares, told = rows_of["share"].fillna(0.0), dict(zip(rows_of.index, percents(rows_of), strict=True))
        left = sum(shares.get(point, 0.0) for point in lower) + shares.get(neutral, 0.0) / 2
        at = -float(left)
        for point, share in shares.items():
            if point in absent:
                continue
            parts.append((item, point, at, at + share, share, told[point]))
            at += share
        for point in (name for name in shares.index if name in absent):
            parts.append((item, point, at + _APART, at + _APART + shares[point], shares[point], told[point]))
            at += _APART + shares[point]
    table = pd.DataFrame(parts, columns=["item", "point", "xmin", "xmax", "share", "text"])
    table["y"] = table["item"].map(rows)
    table["middle"] = (table["xmin"] + table["xmax"]) / 2
    table["ink"] = [readable_on(colours[point]) for point in table["point"]]
    table["point"] = pd.Categorical(table["point"], categories=[point.id for point in scale.points])
    return table
