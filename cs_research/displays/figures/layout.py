"""Layout of figures: colours, type, row labels and positions, numbers as text, size, and rendering to files."""

from __future__ import annotations

import io
import re
import textwrap
import warnings
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import floor
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cs_research._characters import printable
from cs_research.definitions.instrument import Scale
from cs_research.displays.inputs import Rows, check_inputs
from cs_research.errors import PublishError, check_choice

#: Navy is always what respondents are confident of, orange always what sources show.
CONFIDENCE, EVIDENCE = "#12436D", "#F46A25"
#: Marks other results, which belong to neither side.
OTHER = "#801650"
INK, MUTED, RULE, STRETCH = "#1D1D1B", "#555555", "#D8DCE0", "#B9C2CA"

#: Shades in even steps of lightness (CIE 1976, L* from 27 to 93 and from 29 to 88), from the edge of a figure to
#: its middle. The lower side of a scale is plum, since orange means evidence.
_UPPER = ("#12436D", "#366B99", "#6696C0", "#9FC1E0", "#DEEDF8")
_LOWER = ("#801650", "#A14876", "#BF769C", "#DAA5C1", "#F1D5E5")
_ABSENT = ("#CFC8B4", "#9A927B")
_NEUTRAL = "#E6E6E6"
#: How far the shades next to the middle are along these: unlike each other and the neutral point in lightness,
#: so that they can be distinguished in greyscale too.
_UPPER_END, _LOWER_END = 0.80, 0.73

_FONTS = "'Source Sans 3', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"


def point_colours(scale: Scale) -> dict[str, str]:
    """Return a colour for each point, set by its position on the scale and never by the data.

    Points of the upper side go from dark blue at the end of the scale to light, those of the lower side from dark
    plum, and no two points of a scale have the same colour.
    """
    lower, neutral, upper = scale.sides
    far = _UPPER_END if lower or neutral else 1.0
    colours = dict(zip(upper[::-1], _interpolate_colours(_UPPER, len(upper), 0.0, far), strict=True))
    # a single point is light: it is next to the middle, and may be next to a dark one
    start = 0.0 if len(lower) > 1 else _LOWER_END
    colours |= dict(zip(lower, _interpolate_colours(_LOWER, len(lower), start, _LOWER_END), strict=True))
    if neutral:
        colours[neutral] = _NEUTRAL
    absent = [point.id for point in scale.points if point.absence]
    colours |= dict(zip(absent, _interpolate_colours(_ABSENT, len(absent), 0.0, 1.0), strict=True))
    return {point.id: colours[point.id] for point in scale.points}


def _interpolate_colours(ramp: Sequence[str], count: int, start: float, end: float) -> list[str]:
    """Return colours at even steps from ``start`` to ``end`` of a ramp; 0 is its first and 1 its last."""
    from mizani.palettes import gradient_n_pal

    steps = [start + (end - start) * place / max(count - 1, 1) for place in range(count)]
    return [str(colour).upper() for colour in gradient_n_pal(list(ramp))(steps)] if steps else []


def readable_on(colour: str) -> str:
    """Return white or ink, whichever has the higher contrast on a colour; black if neither has 4.5 (WCAG 2.2)."""
    behind = _luminance(colour)
    white, ink = 1.05 / (behind + 0.05), (behind + 0.05) / (_luminance(INK) + 0.05)
    if max(white, ink) < 4.5:
        return "#000000"
    return "#FFFFFF" if white > ink else INK


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def mix_with_white(colour: str, share: float) -> str:
    """Return a colour mixed with white: ``share`` 1 is the colour itself, 0 white."""
    channels = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(255 + (value - 255) * share):02X}" for value in channels)


def wrap_text(text: str, width: int) -> str:
    """Return a text in lines of at most ``width`` characters."""
    return "\n".join(textwrap.wrap(text, width)) or text


def fit_text(text: str, characters: int, room: float, size: float, *, bold: bool = False) -> str:
    """Return a text in lines of at most ``characters`` and at most ``room`` inches; wide letters shorten lines."""
    lines = wrap_text(text, characters)
    while characters > 1 and text_inches(lines, size, bold=bold) > room:
        characters -= 1
        lines = wrap_text(text, characters)
    return lines


@lru_cache(maxsize=4096)
def text_inches(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in inches, set in DejaVu Sans; the other fonts of figures are narrower."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    font = FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
    lines = [line.replace("$", "S") for line in text.split("\n") if line.strip()]  # a $ would start a formula
    widths = [TextPath((0, 0), line, size=size, prop=font).get_extents().width for line in lines]
    return float(max(widths, default=0.0)) / 72


def theme(width: float, height: float, *, legend: bool) -> Any:
    """Return the theme of all figures: white, light lines at the values only, and no rotated text."""
    import plotnine as p9

    return p9.theme(
        figure_size=(width, height),
        text=p9.element_text(size=10, color=INK),
        axis_title=p9.element_blank(),
        axis_ticks=p9.element_blank(),
        axis_text_y=p9.element_text(size=10, color=INK, ha="left", ma="left", linespacing=1.25),
        axis_text_x=p9.element_text(size=9, color=MUTED),
        panel_background=p9.element_blank(),
        panel_border=p9.element_blank(),
        panel_grid_major_y=p9.element_blank(),
        panel_grid_minor=p9.element_blank(),
        panel_grid_major_x=p9.element_line(color=RULE, size=0.6),
        plot_background=p9.element_rect(fill="#FFFFFF", color="#FFFFFF"),
        plot_caption=p9.element_text(size=8.5, color=MUTED, ha="left"),
        legend_position="top" if legend else "none",
        legend_box_spacing=0.01,
        legend_title=p9.element_blank(),
        legend_text=p9.element_text(size=9, color=INK, ma="left"),
        legend_key_size=11,
        legend_background=p9.element_blank(),
        legend_key=p9.element_blank(),
    )


def render_plot(plot: Any, *kinds: str, dpi: int = 200) -> tuple[bytes, ...]:
    """Return a plot as ``svg`` with real text or as ``png``, drawn once; the same plot gives the same SVG."""
    import matplotlib as mpl

    for kind in kinds:
        check_choice("render plot", "kind", kind, ("svg", "png"), PublishError)
    mpl.use("Agg")
    settings = {
        "svg.fonttype": "none",
        "svg.hashsalt": "cs-research",
        "font.family": "DejaVu Sans",
        "text.parse_math": False,
    }
    with mpl.rc_context(settings), warnings.catch_warnings():
        # No font has control characters, and the warning would print them.
        warnings.filterwarnings("ignore", r"Glyph (\d|[12]\d|3[01]|127) ")
        figure = deepcopy(plot).draw()  # a plot that is drawn twice prints its legend twice
        figure.draw_without_rendering()  # lays it out, once and for all kinds
        figure.set_layout_engine(None)
        files = tuple(_save_figure(figure, kind, dpi) for kind in kinds)
        _close(figure)
    return files


def _save_figure(figure: Any, kind: str, dpi: int) -> bytes:
    out = io.BytesIO()
    metadata = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
    figure.savefig(out, format=kind, dpi=dpi, metadata=metadata, facecolor="white")
    if kind != "svg":
        return out.getvalue()
    drawn = printable(out.getvalue().decode("utf-8"))
    return re.sub(r"'DejaVu Sans'[^;\"]*", _FONTS, drawn).encode("utf-8")


def _close(figure: Any) -> None:
    import matplotlib.pyplot as plt

    plt.close(figure)


_WIDE, _NARROW = 7.6, 3.7
#: Characters of a line of a row label, at the left of its row and above it.
_SIDE_LABEL_CHARACTERS, _TOP_LABEL_CHARACTERS = 32, 44
#: Lines of a label that a row has room for without more.
_USUAL_LINES = 3
_MADE_UP = "Made-up data: no real service is shown."


@dataclass(frozen=True)
class Frame:
    """Layout of a figure with one row per label.

    Attributes
    ----------
    row
        Height of a row, in inches.
    left
        Where the panel starts, in data units.
    legend
        Lines of the legend.
    lift
        Distance of a label above its row on narrow screens, in rows.
    within
        Lines of text inside each row.
    """

    row: float
    left: float
    legend: int
    lift: float = 0.26
    within: Sequence[int] = ()


def half_height(texts: dict[str, tuple[str, str]], row: float, *, narrow: bool) -> float:
    """Return half of a bar's height, in rows; bars are thinner below their label or in high rows."""
    per_row = _inches_per_row(_label_lines(texts, narrow=narrow), row, narrow=narrow)
    return min(0.20, 0.22 / per_row) if narrow else min(0.30, 0.35 / per_row)


def _label_lines(texts: dict[str, tuple[str, str]], *, narrow: bool) -> list[int]:
    """Return the number of lines of each label."""
    return [_format_label(head, note, narrow=narrow).count("\n") + 1 for head, note in texts.values()]


def _inches_per_row(lines: Sequence[int], row: float, *, narrow: bool) -> float:
    """Return the height of a row with its label in inches, the same for all; long labels get extra height."""
    max_lines = max((min(count, _USUAL_LINES) for count in lines), default=1)
    return row + 0.17 * max_lines if narrow else max(row, _side_label_inches(max_lines))


def _side_label_inches(lines: int) -> float:
    """Return the height in inches of a row with so many lines next to or in it."""
    return 0.20 * lines + 0.14


def _row_positions(lines: Sequence[int], frame: Frame, per_row: float, *, narrow: bool) -> RowPositions:
    """Return the positions of rows from the number of lines of their labels."""
    if not narrow:
        more = [max(_side_label_inches(count) / per_row - 1, 0.0) / 2 for count in lines]
        return row_positions(more, more, 0.55)
    usual = frame.lift + 0.05 + 0.18 * min(max(lines), _USUAL_LINES) / per_row
    above = [0.18 * (count - _USUAL_LINES) / per_row if count > _USUAL_LINES else 0.0 for count in lines]
    return row_positions(above, [0.0] * len(lines), usual)


def finish_plot(plot: Any, texts: dict[str, tuple[str, str]], frame: Frame, *, made_up: bool, narrow: bool) -> Any:
    """Add row labels (at the left, or above if narrow), set the size, and mark made-up data."""
    import plotnine as p9

    lines = _label_lines(texts, narrow=narrow)
    if frame.within:
        lines = [max(both) for both in zip(lines, frame.within, strict=True)]
    per_row = _inches_per_row(lines, frame.row, narrow=narrow)
    rows = _row_positions(lines, frame, per_row, narrow=narrow)
    height = (
        per_row * (len(lines) + rows.more)
        + (0.42 + 0.2 * frame.legend if frame.legend else 0.35)
        + (0.25 if made_up else 0)
    )
    labels = [_format_label(head, note, narrow=narrow) for head, note in texts.values()]
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
    return frame_plot(plot, height, legend=frame.legend > 0, made_up=made_up, narrow=narrow)


def panel_inches(texts: dict[str, tuple[str, str]], *, narrow: bool) -> float:
    """Return the width of a figure's panel in inches, next to its row labels."""
    if narrow:
        return _NARROW - 0.2
    label_width = max(
        (text_inches(_format_label(head, note, narrow=False), 10) for head, note in texts.values()),
        default=0.0,
    )
    return _WIDE - label_width - 0.35


def frame_plot(plot: Any, height: float, *, legend: bool, made_up: bool, narrow: bool) -> Any:
    """Set a plot to one of the two widths, and mark made-up data."""
    import plotnine as p9

    if made_up:
        plot = plot + p9.labs(caption=_MADE_UP)
    return plot + theme(_NARROW if narrow else _WIDE, height, legend=legend)


def _format_label(head: str, note: str, *, narrow: bool) -> str:
    """Return a row label with its note, in lines that fit above the row or next to it."""
    parts = filter(None, (head, note))
    if narrow:
        return "\n".join(fit_text(part, _TOP_LABEL_CHARACTERS, _NARROW - 0.25, 9.5, bold=True) for part in parts)
    return "\n".join(fit_text(part, _SIDE_LABEL_CHARACTERS, 2.7, 10) for part in parts)


def format_percent(share: float) -> str:
    """Return a share as an integer per cent, halves rounded up, as published figures are.

    A share such as 23/40 is slightly below its half in binary; the smallest difference between two shares of
    services is far above the 1e-9 that is added.
    """
    return f"{floor(share * 100 + 0.5 + 1e-9)}"


@check_inputs(table=Rows(empty=True))
def format_percents(table: pd.DataFrame) -> list[str]:
    """Return the shares of a table as printed; from its column ``percent`` if they were rounded together."""
    if "percent" not in table.columns:
        return ["" if pd.isna(share) else format_percent(share) for share in table["share"]]
    return [
        "" if pd.isna(value) else f"{value:.0f}" if value == round(value) else f"{value:.1f}"
        for value in table["percent"]
    ]


def format_level(level: float) -> str:
    """Return a confidence level as text: ``95%``, ``99.5%``."""
    return f"{level * 100:g}%"


def format_points(gap: float) -> str:
    """Return a gap in percentage points, rounded to an integer; negative if evidence is higher."""
    size = format_percent(abs(gap))
    return f"−{size}" if gap < 0 and size != "0" else size


class RowPositions(NamedTuple):
    """Middles of rows in units of a common row's height; the first is at 0 and the others below.

    In the data of a figure row ``i`` is at ``-i``, and its content within half a row of that.

    Attributes
    ----------
    low, high
        The limits of the panel, in the units of ``middles``.
    more
        Additional height of all rows, in common rows.
    """

    middles: tuple[float, ...]
    low: float
    high: float
    more: float

    @property
    def limits(self) -> tuple[float, float]:
        """The limits of the panel in data units."""
        return self.low - self.middles[-1] - (len(self.middles) - 1), self.high

    def transform(self) -> Any:
        """Return the transform from data to page, for a plotnine scale."""
        from mizani.transforms import trans

        on_page, in_data = self._on_page, self._in_data

        class Rows(trans):  # type: ignore[misc,no-untyped-call,unused-ignore]
            def transform(self, x: Any) -> Any:
                return on_page(x)

            def inverse(self, x: Any) -> Any:
                return in_data(x)

        return Rows(transform_is_linear=True)  # a stretch of each row is; no lines between rows are asked for

    def _on_page(self, y: Any) -> Any:
        given = np.asarray(y, dtype=float)
        row = np.clip(np.rint(-np.nan_to_num(given)), 0, len(self.middles) - 1).astype(int)
        return np.asarray(self.middles)[row] + given + row

    def _in_data(self, y: Any) -> Any:
        given, middles = np.asarray(y, dtype=float), np.asarray(self.middles)
        row = np.abs(np.nan_to_num(given)[..., None] - middles).argmin(axis=-1)
        return given - middles[row] - row


def row_positions(above: Sequence[float], below: Sequence[float], top: float) -> RowPositions:
    """Return the positions of rows of one height, with additional space above or below some of them.

    Parameters
    ----------
    above, below
        Additional space that each row needs.
    top
        From the middle of the first row to the top of the panel, without additional space.
    """
    steps = [1 + under + over for under, over in zip(below[:-1], above[1:], strict=True)]
    middles = tuple(accumulate(steps, lambda at, step: at - step, initial=0.0))
    return RowPositions(middles, middles[-1] - 0.55 - below[-1], top + above[0], sum(above) + sum(below))


def format_verdict(verdict: str, caution: str) -> str:
    """Return the verdict, with its caution in brackets if there is one."""
    return f"{verdict} ({caution})" if caution else verdict
