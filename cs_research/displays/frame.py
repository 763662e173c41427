"""What every figure has around it: row labels, size, the mark of made-up data; and how numbers print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

import pandas as pd

from cs_research.displays.inputs import Rows, needs
from cs_research.displays.row_places import RowPlaces, row_places
from cs_research.displays.style import fitted, inches, theme

__all__ = [
    "Frame",
    "finished",
    "framed",
    "half_height",
    "level_told",
    "panel_inches",
    "percent",
    "percents",
    "points",
]

_WIDE, _NARROW = 7.6, 3.7
#: Characters of a line of a row label, at the left of its row and above it.
_BESIDE, _ABOVE = 32, 44
#: Lines of a label that a row has room for without more.
_FEW = 3
_MADE_UP = "Made-up data: no real service is shown."


@dataclass(frozen=True)
class Frame:
    """Inches a row takes, where its panel starts, lines of its legend, how high labels stand, lines within each row."""

    row: float
    left: float
    legend: int
    lift: float = 0.26
    within: Sequence[int] = ()


def half_height(texts: dict[str, tuple[str, str]], row: float, *, narrow: bool) -> float:
    """Half of a bar's height, in rows: bars are thinner where their labels stand above them, or make rows high."""
    per_row = _per_row(_lines(texts, narrow=narrow), row, narrow=narrow)
    return min(0.20, 0.22 / per_row) if narrow else min(0.30, 0.35 / per_row)


def _lines(texts: dict[str, tuple[str, str]], *, narrow: bool) -> list[int]:
    """How many lines each label has."""
    return [_label(head, note, narrow=narrow).count("\n") + 1 for head, note in texts.values()]


def _per_row(lines: Sequence[int], row: float, *, narrow: bool) -> float:
    """Inches of a row with its label, the same for all rows: those with more than a few lines get more of their own."""
    most = max((min(count, _FEW) for count in lines), default=1)
    return row + 0.17 * most if narrow else max(row, _beside(most))


def _beside(lines: int) -> float:
    """Inches of a row with so many lines beside or in it."""
    return 0.20 * lines + 0.14


def _rows(lines: Sequence[int], frame: Frame, per_row: float, *, narrow: bool) -> RowPlaces:
    """Where rows are whose labels have so many lines."""
    if not narrow:
        more = [max(_beside(count) / per_row - 1, 0.0) / 2 for count in lines]
        return row_places(more, more, 0.55)
    usual = frame.lift + 0.05 + 0.18 * min(max(lines), _FEW) / per_row
    above = [0.18 * (count - _FEW) / per_row if count > _FEW else 0.0 for count in lines]
    return row_places(above, [0.0] * len(lines), usual)


def finished(
    plot: Any, texts: dict[str, tuple[str, str]], frame: Frame, *, made_up: bool, narrow: bool
) -> Any:
    """Row labels at the left, or above on a narrow screen; size by rows; the mark of made-up data."""
    import plotnine as p9

    lines = _lines(texts, narrow=narrow)
    if frame.within:
        lines = [max(both) for both in zip(lines, frame.within, strict=True)]
    per_row = _per_row(lines, frame.row, narrow=narrow)
    rows = _rows(lines, frame, per_row, narrow=narrow)
    height = (
        per_row * (len(lines) + rows.more)
        + (0.42 + 0.2 * frame.legend if frame.legend else 0.35)
        + (0.25 if made_up else 0)
    )
    labels = [_label(head, note, narrow=narrow) for head, note in texts.values()]
    places = [-place for place in range(len(lines))]
    plot = plot + p9.scale_y_continuous(
        breaks=places,
        labels=["" if narrow else text for text in labels],
        limits=rows.limits,
        expand=(0, 0),
        **({"trans": rows.transform()} if rows.more else {}),
    )
    if narrow:
        above = pd.DataFrame({"x": frame.left, "y": [place + frame.lift for place in places], "text": labels})
        plot = plot + p9.geom_text(
            p9.aes(x="x", y="y", label="text"),
            data=above,
            size=9.5,
            ha="left",
            va="bottom",
            fontweight="bold",
            lineheight=1.2,
        )
    return framed(plot, height, legend=frame.legend > 0, made_up=made_up, narrow=narrow)


def panel_inches(texts: dict[str, tuple[str, str]], *, narrow: bool) -> float:
    """How wide the panel of a figure is, beside its row labels."""
    if narrow:
        return _NARROW - 0.2
    beside = max((inches(_label(head, note, narrow=False), 10) for head, note in texts.values()), default=0.0)
    return _WIDE - beside - 0.35


def framed(plot: Any, height: float, *, legend: bool, made_up: bool, narrow: bool) -> Any:
    """A plot in one of the two widths, with the mark of made-up data where it is that."""
    import plotnine as p9

    if made_up:
        plot = plot + p9.labs(caption=_MADE_UP)
    return plot + theme(_NARROW if narrow else _WIDE, height, legend=legend)


def _label(head: str, note: str, *, narrow: bool) -> str:
    """A row label and its note, in lines that fit above the row or beside it."""
    parts = filter(None, (head, note))
    if narrow:
        return "\n".join(fitted(part, _ABOVE, _NARROW - 0.25, 9.5, bold=True) for part in parts)
    return "\n".join(fitted(part, _BESIDE, 2.7, 10) for part in parts)


def percent(share: float) -> str:
    """A share in whole per cent, halves rounded up, as published figures are.

    A share such as 23/40 is a little under its half in binary: the least that two counts of services can
    differ by is far above the 1e-9 that is added.
    """
    return f"{floor(share * 100 + 0.5 + 1e-9)}"


@needs(table=Rows(empty=True))
def percents(table: pd.DataFrame) -> list[str]:
    """The shares of a table as they print: its column ``percent`` where one policy rounded them together."""
    if "percent" not in table.columns:
        return ["" if pd.isna(share) else percent(share) for share in table["share"]]
    return [
        "" if pd.isna(value) else f"{value:.0f}" if value == round(value) else f"{value:.1f}"
        for value in table["percent"]
    ]


def level_told(level: float) -> str:
    """A level of confidence as it is: ``95%``, ``99.5%``."""
    return f"{level * 100:g}%"


def points(gap: float) -> str:
    """A gap in whole percentage points, with a minus sign where evidence is ahead."""
    whole = percent(abs(gap))
    return f"−{whole}" if gap < 0 and whole != "0" else whole
