"""Diverging bars of answers on a scale, the gap chart, and bars of chosen options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from cs_research.definitions.instrument import Point, Scale
from cs_research.displays.figures.layout import (
    CONFIDENCE,
    EVIDENCE,
    INK,
    MUTED,
    STRETCH,
    Frame,
    finish_plot,
    fit_text,
    format_percent,
    format_percents,
    format_points,
    half_height,
    mix_with_white,
    panel_inches,
    point_colours,
    readable_on,
    text_inches,
    wrap_text,
)
from cs_research.displays.inputs import LabelsFor, Rows, check_inputs
from cs_research.errors import Fault, PublishError, check_choice, join_names

#: Inches of an entry besides its label: the key and the space around it.
_KEY_INCHES = 0.34
_SIZE = 9
#: Characters of 9 points in an inch of a line that may be wrapped anywhere.
_CHARACTERS_PER_INCH = 11


class Legend(NamedTuple):
    """The labels of a legend with line breaks, and its numbers of columns and lines."""

    labels: list[str]
    columns: int
    lines: int


def lay_out_legend(labels: Sequence[str], room: float) -> Legend:
    """Lay out a legend row by row within ``room`` inches, in as few rows as possible."""
    lines = [
        fit_text(label, int((room - _KEY_INCHES) * _CHARACTERS_PER_INCH), room - _KEY_INCHES, _SIZE) for label in labels
    ]
    widths = [_KEY_INCHES + text_inches(line, _SIZE) for line in lines]
    columns = next(
        (count for count in range(len(lines), 0, -1) if _widest_row(widths, count) <= room),
        1,
    )
    rows = [lines[start : start + columns] for start in range(0, len(lines), columns)]
    return Legend(lines, columns, sum(max(line.count("\n") + 1 for line in row) for row in rows))


def _widest_row(widths: Sequence[float], columns: int) -> float:
    """Return the width in inches of the widest row of so many entries."""
    return max(sum(widths[start : start + columns]) for start in range(0, len(widths), columns))


_MIN_LABELLED = 0.05
_PLACE = "likert bars"
#: Inches of a row.
_ROW = 0.74
#: Gap before points without an opinion (such as "don't know"), as a share.
_ABSENCE_GAP = 0.025
#: Points of the words at the ends of bars, and characters of one of their lines.
_LABEL_SIZE, _LINE_CHARACTERS = 9.5, 24


@check_inputs(
    distribution=Rows("item point share base question scale side order short", numbers="share order"),
    nets=Rows("item label headline share", empty=True),
)
def likert_bars(
    distribution: pd.DataFrame,
    nets: pd.DataFrame | None = None,
    *,
    made_up: bool = False,
    narrow: bool = False,
) -> Any:
    """Draw diverging bars of items on one scale: points of its upper side right of a line, others left.

    Sides, order and colours are the scale's (`Scale.sides`), whatever its headline counts. A neutral point is
    centred on the line; points without an opinion are separate at the right. Segments under 5 per cent
    have no label; the table has them.

    Parameters
    ----------
    distribution
        From `likert.distribution`: one group, items on one scale, all answers of an item.
    nets
        From `likert.nets`, of the same groups: the headline of each item is printed at the end of its bar. None for no
        such words.

    Raises
    ------
    PublishError
        No rows, rows of several scales or groups, or an item without some of its answers.
    """
    items = list(dict.fromkeys(distribution["item"]))
    scale = _scale_of(distribution)
    short_of = dict(zip(distribution["item"], distribution["question"], strict=True))
    parts = _segments(distribution.sort_values("order", kind="stable"), items, scale)
    headline_texts = _headline_texts(nets, parts, items)
    bases = distribution.groupby("item", sort=False)["base"].first()
    short = [text.replace("\n", " ") for text in headline_texts["text"]]
    headlines = dict(zip(headline_texts["item"], short, strict=True)) if narrow else {}
    texts = {
        item: (
            str(short_of[item]),
            " · ".join(filter(None, [headlines.get(item), _format_base(bases[item])])),
        )
        for item in items
    }
    panel = panel_inches(texts, narrow=narrow)
    left, right = float(parts["xmin"].min()) - 0.02, float(parts["xmax"].max()) + 0.02
    if not narrow:
        right = max(right, _panel_limit(left, headline_texts, panel))
    legend = lay_out_legend(list(_drawn_points(scale).values()), panel)
    half = half_height(texts, _ROW, narrow=narrow)
    plot = _bar_layers(parts, scale, (left, right), legend, half)
    if not narrow and len(headline_texts):
        plot = plot + _headline_layers(headline_texts)
    within = {} if narrow else {row.item: row.text.count("\n") + 1 for row in headline_texts.itertuples()}
    lines = [within.get(item, 1) for item in items]
    frame = Frame(_ROW, left, legend.lines, lift=half + 0.06, within=lines)
    return finish_plot(plot, texts, frame, made_up=made_up, narrow=narrow)


def _format_base(base: Any) -> str:
    return "" if pd.isna(base) else f"n = {base:.0f}"


def _scale_of(distribution: pd.DataFrame) -> Scale:
    """Return the scale of all items, from the columns of the distribution."""
    scales = [str(name) for name in dict.fromkeys(distribution["scale"])]
    if len(scales) > 1:
        found = f"the scales {join_names(scales, last='and')}"
        raise PublishError(Fault(_PLACE, "items", "be on one scale", found, "draw a figure for each scale"))
    twice = distribution.loc[distribution.duplicated(["item", "point"]), "item"]
    if len(twice):
        rule, found = "have one row per item and point", f"more for '{twice.iloc[0]}'"
        raise PublishError(Fault(_PLACE, "distribution", rule, found, "choose one group"))
    _check_answers(distribution)
    rows = distribution.drop_duplicates("point").sort_values("order", kind="stable")
    points = tuple(
        Point.model_construct(
            id=row.point, label=row.short, absence="dont_know" if row.side == "none" else None, drawn=True
        )
        for row in rows.itertuples()
    )
    first = {side: next(iter(rows.loc[rows["side"] == side, "point"]), None) for side in _SIDES}
    neutral, upper = first["neutral"], first["upper"]
    return Scale.model_construct(id=scales[0], points=points, neutral=neutral, upper=upper)


_SIDES = ("lower", "neutral", "upper", "none")


def _check_answers(distribution: pd.DataFrame) -> None:
    """Raise if an item does not have all answers of its scale, which sets colours and positions."""
    for side in dict.fromkeys(distribution["side"]):
        check_choice(_PLACE, "side of a point", side, _SIDES, PublishError)
    answers = distribution.groupby("item", sort=False)["point"].agg(frozenset)
    shares = distribution.groupby("item", sort=False)["share"].sum(min_count=1).astype(float)
    everything = frozenset(distribution["point"])
    for item, given in answers.items():
        if missing := sorted(map(str, everything - given)):
            raise PublishError(
                Fault(_PLACE, f"'{item}'", "have every answer of its scale", f"no {join_names(missing)}")
            )
        if shares[item] < 0.999:
            found = f"shares that add to {format_percent(shares[item])}%"
            hint = "give all rows of the item"
            raise PublishError(Fault(_PLACE, f"'{item}'", "have every answer of its scale", found, hint))


def _bar_layers(parts: pd.DataFrame, scale: Scale, limits: tuple[float, float], legend: Legend, half: float) -> Any:
    """Return a plot of the segments with numbers, the line between the sides, and a legend in scale order."""
    import plotnine as p9

    labels = _drawn_points(scale)
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
            data=parts[parts["share"] >= _MIN_LABELLED],
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
        + p9.scale_x_continuous(limits=limits, expand=(0, 0), breaks=[])
        + p9.guides(fill=p9.guide_legend(ncol=legend.columns, byrow=True))
    )


def _drawn_points(scale: Scale) -> dict[str, str]:
    """Return the points that a bar may have, with their labels."""
    return {point.id: point.brief for point in scale.points if point.drawn or not point.absence}


def _headline_layers(headline_texts: pd.DataFrame) -> Any:
    import plotnine as p9

    return p9.geom_text(
        p9.aes(x="x", y="y", label="text"),
        data=headline_texts,
        size=_LABEL_SIZE,
        fontweight="bold",
        ha="left",
    )


def _headline_texts(nets: pd.DataFrame | None, parts: pd.DataFrame, items: Sequence[str]) -> pd.DataFrame:
    """Return the text of each item's headline, positioned at the end of its bar."""
    if nets is None:
        return pd.DataFrame(columns=["item", "x", "y", "text"])
    table = nets[nets["headline"] & nets["item"].isin(items)].copy()
    limits = parts.groupby("item", sort=False)["xmax"].max()
    table["x"] = table["item"].map(limits).astype(float) + 0.015
    table["y"] = table["item"].map(_rows(items))
    table["text"] = [
        fit_text(
            f"{share}% {label}" if share else f"no number: {label}",
            _LINE_CHARACTERS,
            2.2,
            _LABEL_SIZE,
            bold=True,
        )
        for share, label in zip(format_percents(table), table["label"], strict=True)
    ]
    return table


def _panel_limit(left: float, headline_texts: pd.DataFrame, panel: float) -> float:
    """Return the right limit of the panel at which the texts at the ends of the bars fit."""
    words = [text_inches(text, _LABEL_SIZE, bold=True) + 0.05 for text in headline_texts["text"]]
    limits = [
        left + (x - left) / max(1 - word / panel, 0.1) for x, word in zip(headline_texts["x"], words, strict=True)
    ]
    return max(limits, default=left + 1)


def _rows(items: Sequence[str]) -> dict[str, int]:
    return {item: -place for place, item in enumerate(items)}


def _segments(distribution: pd.DataFrame, items: Sequence[str], scale: Scale) -> pd.DataFrame:
    """Return the segment of each item and point; 0 is the line between the sides."""
    lower, neutral, _ = scale.sides
    absent = {point.id for point in scale.points if point.absence}
    colours, rows = point_colours(scale), _rows(items)
    parts = []
    for item in items:
        rows_of = distribution[distribution["item"] == item].set_index("point")
        shares, labels = (
            rows_of["share"].fillna(0.0),
            dict(zip(rows_of.index, format_percents(rows_of), strict=True)),
        )
        left = sum(shares.get(point, 0.0) for point in lower) + shares.get(neutral, 0.0) / 2
        at = -float(left)
        for point, share in shares.items():
            if point in absent:
                continue
            parts.append((item, point, at, at + share, share, labels[point]))
            at += share
        for point in (name for name in shares.index if name in absent):
            parts.append(
                (
                    item,
                    point,
                    at + _ABSENCE_GAP,
                    at + _ABSENCE_GAP + shares[point],
                    shares[point],
                    labels[point],
                )
            )
            at += _ABSENCE_GAP + shares[point]
    table = pd.DataFrame(parts, columns=["item", "point", "xmin", "xmax", "share", "text"])
    table["y"] = table["item"].map(rows)
    table["middle"] = (table["xmin"] + table["xmax"]) / 2
    table["ink"] = [readable_on(colours[point]) for point in table["point"]]
    table["point"] = pd.Categorical(table["point"], categories=[point.id for point in scale.points])
    return table


@check_inputs(table=Rows("point label share low high", every="share"))
def multiple_bars(table: pd.DataFrame, *, colour: str = CONFIDENCE, made_up: bool = False, narrow: bool = False) -> Any:
    """Draw bars of the options of one choose-all item, the most chosen first, with intervals.

    Options with equal shares keep the order of the questionnaire.

    Parameters
    ----------
    table
        From `likert.multiple`: one item, one group.
    """
    import plotnine as p9

    for column in ("item", "group"):
        if column in table.columns and table[column].nunique() > 1:
            names = join_names([str(name) for name in table[column].unique()], last="and")
            hint = f"choose one, such as table[table['{column}'] == '{table[column].iloc[0]}']"
            raise PublishError(Fault("multiple bars", "table", f"be of one {column}", names, hint))
    ordered = table.sort_values("share", ascending=False, kind="stable").reset_index(drop=True)
    ordered["y"] = -ordered.index
    texts = {str(row.point): (str(row.label), "") for row in ordered.itertuples()}
    half = half_height(texts, 0.46, narrow=narrow)
    ordered["foot"], ordered["head"] = ordered["y"] - half, ordered["y"] + half
    ordered["end"] = ordered["high"].fillna(ordered["share"])
    ordered["text"] = [f"{format_percent(share)}%" for share in ordered["share"]]
    plot = (
        p9.ggplot(ordered)
        + p9.geom_rect(p9.aes(xmin=0, xmax="share", ymin="foot", ymax="head"), fill=mix_with_white(colour, 0.62))
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
    return finish_plot(plot, texts, frame, made_up=made_up, narrow=narrow)


#: Distance of each side's interval from the middle of its row, so that overlapping intervals are both visible.
_INTERVAL_OFFSET = 0.035
#: Where the panel of gaps ends, and points of the numbers at its dots.
_GAP_LIMITS, _NUMBER = (-0.05, 1.07), 10.5


@check_inputs(
    gaps=Rows(
        "domain confidence confidence_low confidence_high evidence evidence_low evidence_high gap",
        every="confidence evidence gap",
    ),
    labels=LabelsFor("gaps", "domain"),
)
def gap_chart(gaps: pd.DataFrame, labels: dict[str, str], *, made_up: bool = False, narrow: bool = False) -> Any:
    """Draw confidence and evidence as two dots and the gap between them, one row per domain, with intervals.

    Parameters
    ----------
    gaps
        From `gaps.gap`.
    labels
        Domain to the label printed for it.
    """
    import plotnine as p9

    table = gaps.reset_index(drop=True).copy()
    table["y"] = -table.index
    half = 0.14 if narrow else 0.08  # of the words below the stretch, so that they stay in the panel
    table["middle"] = ((table["confidence"] + table["evidence"]) / 2).clip(half - 0.05, 1.07 - half)
    table["gap_text"] = [f"gap {format_points(value)} points" for value in table["gap"]]
    texts = {str(row.domain): (labels[str(row.domain)], "") for row in table.itertuples()}
    sides = _place_dots(table, panel_inches(texts, narrow=narrow))
    colours = {"Evidence": EVIDENCE, "Confidence": CONFIDENCE}
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
            values=colours,
            limits=list(colours),
            labels=["Evidence: practices shown in sources", "Confidence: services that say so"],
        )
        + p9.scale_x_continuous(
            limits=_GAP_LIMITS,
            expand=(0, 0),
            breaks=[0, 0.25, 0.5, 0.75, 1],
            labels=["0%", "25%", "50%", "75%", "100%"],
        )
        + p9.guides(color=p9.guide_legend(nrow=2 if narrow else 1, byrow=True))
    )
    frame = Frame(row=0.8, left=-0.05, legend=1, lift=0.46)
    return finish_plot(plot, texts, frame, made_up=made_up, narrow=narrow)


def _place_dots(table: pd.DataFrame, panel: float) -> pd.DataFrame:
    """Return the dots of both sides on a panel of so many inches; numbers of close dots are moved apart."""
    parts = []
    for row in table.itertuples():
        shares = {"evidence": row.evidence, "confidence": row.confidence}
        places = _separate_numbers(shares, (_GAP_LIMITS[1] - _GAP_LIMITS[0]) / panel)
        for side, share in shares.items():
            parts.append(
                {
                    "side": side.capitalize(),
                    "y": row.y,
                    "line": row.y + (_INTERVAL_OFFSET if side == "confidence" else -_INTERVAL_OFFSET),
                    "share": share,
                    "x": places[side],
                    "low": getattr(row, f"{side}_low"),
                    "high": getattr(row, f"{side}_high"),
                    "text": format_percent(share),
                }
            )
    return pd.DataFrame(parts)


def _separate_numbers(shares: dict[str, float], inch: float) -> dict[str, float]:
    """Return where the number of each side is: over its dot if there is room. ``inch`` is an inch in shares."""
    left, right = sorted(shares, key=lambda side: shares[side])
    half = {side: text_inches(format_percent(share), _NUMBER, bold=True) / 2 * inch for side, share in shares.items()}
    needed = half[left] + half[right] + 0.08 * inch
    if shares[right] - shares[left] >= needed:
        return shares
    middle = (shares[left] + shares[right]) / 2
    start = min(middle - needed / 2, _GAP_LIMITS[1] - half[right] - needed)
    start = max(start, _GAP_LIMITS[0] + half[left])
    return {left: start, right: start + needed}


@check_inputs(counts=Rows("domain kind n", every="n"))
def count_tiles(counts: pd.DataFrame, labels: dict[str, str], *, made_up: bool = False, narrow: bool = False) -> Any:
    """Draw a tile for each row and column with its count; darker means more. Zeros are printed too.

    Parameters
    ----------
    counts
        Columns ``domain`` (the rows), ``kind`` (the columns) and ``n``, in the order to print.
    labels
        Domain to the label printed for it.
    """
    import plotnine as p9

    table = counts.copy()
    rows = {domain: -place for place, domain in enumerate(dict.fromkeys(table["domain"]))}
    columns = list(dict.fromkeys(table["kind"]))
    table["y"] = table["domain"].map(rows)
    table["x"] = table["kind"].map(columns.index)
    maximum = max(int(table["n"].max()), 1)
    table["fill"] = [mix_with_white(EVIDENCE, 0.12 + 0.88 * n / maximum) if n else "#F6F7F8" for n in table["n"]]
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
            labels=[wrap_text(name, 10) for name in columns],
        )
    )
    texts = {domain: (labels.get(domain, "No domain"), "") for domain in rows}
    frame = Frame(row=0.55, left=-0.48, legend=0, lift=0.42)
    return finish_plot(plot, texts, frame, made_up=made_up, narrow=narrow)
