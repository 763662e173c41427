"""What every figure has around it: row labels, size, the mark of made-up data; and how numbers print."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import Any

import pandas as pd

from cs_research.displays.style import theme, wrapped

__all__ = ["Frame", "finished", "framed", "half_height", "level_told", "percent", "percents", "points"]

_WIDE, _NARROW = 7.6, 3.7
_MADE_UP = "Made-up data: no real service is shown."


@dataclass(frozen=True)
class Frame:
    """Inches a row takes, where its panel starts, whether it has a legend, how high labels stand."""

    row: float
    left: float
    legend: bool
    lift: float = 0.26


def half_height(*, narrow: bool) -> float:
    """Half of a bar's height, in rows: bars are thinner where their labels stand above them."""
    return 0.20 if narrow else 0.30


def finished(
    plot: Any, texts: dict[str, tuple[str, str]], frame: Frame, *, made_up: bool, narrow: bool
) -> Any:
    """Row labels at the left, or above on a narrow screen; size by rows; the mark of made-up data."""
    import plotnine as p9

    lines = {name: _label(head, note, 44 if narrow else 32) for name, (head, note) in texts.items()}
    places = [-place for place in range(len(lines))]
    most = max((text.count("\n") + 1 for text in lines.values()), default=1)
    per_row = max(frame.row, 0.20 * most + 0.14) if not narrow else frame.row + 0.17 * most
    height = per_row * max(len(lines), 1) + (0.6 if frame.legend else 0.35) + (0.25 if made_up else 0)
    top = 0.55 if not narrow else frame.lift + 0.05 + 0.18 * most / per_row
    plot = plot + p9.scale_y_continuous(
        breaks=places,
        labels=["" if narrow else text for text in lines.values()],
        limits=(places[-1] - 0.55, top),
        expand=(0, 0),
    )
    if narrow:
        above = pd.DataFrame(
            {"x": frame.left, "y": [place + frame.lift for place in places], "text": list(lines.values())}
        )
        plot = plot + p9.geom_text(
            p9.aes(x="x", y="y", label="text"),
            data=above,
            size=9.5,
            ha="left",
            va="bottom",
            fontweight="bold",
            lineheight=1.2,
        )
    return framed(plot, height, legend=frame.legend, made_up=made_up, narrow=narrow)


def framed(plot: Any, height: float, *, legend: bool, made_up: bool, narrow: bool) -> Any:
    """A plot in one of the two widths, with the mark of made-up data where it is that."""
    import plotnine as p9

    if made_up:
        plot = plot + p9.labs(caption=_MADE_UP)
    return plot + theme(_NARROW if narrow else _WIDE, height, legend=legend)


def _label(head: str, note: str, width: int) -> str:
    return wrapped(head, width) + (f"\n{note}" if note else "")


def percent(share: float) -> str:
    """A share in whole per cent, halves rounded up, as published figures are.

    A share such as 23/40 is a little under its half in binary: the least that two counts of services can
    differ by is far above the 1e-9 that is added.
    """
    return f"{floor(share * 100 + 0.5 + 1e-9)}"


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
