"""The look of figures: colours with one meaning each, type, and how a plot becomes a file."""

from __future__ import annotations

import io
import re
import textwrap
import warnings
from collections.abc import Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any

from cs_research._characters import printable
from cs_research.definitions.instrument import Scale
from cs_research.errors import PublishError, check_choice

__all__ = [
    "CONFIDENCE",
    "EVIDENCE",
    "INK",
    "MUTED",
    "OTHER",
    "RULE",
    "STRETCH",
    "fitted",
    "inches",
    "mixed",
    "point_colours",
    "readable_on",
    "rendered",
    "theme",
    "wrapped",
]

#: Navy is always what respondents are confident of, orange always what sources show.
CONFIDENCE, EVIDENCE = "#12436D", "#F46A25"
#: What stands out from the rest, and belongs to neither side.
OTHER = "#801650"
INK, MUTED, RULE, STRETCH = "#1D1D1B", "#555555", "#D8DCE0", "#B9C2CA"

#: Shades in even steps of lightness (CIE 1976, L* from 27 to 93 and from 29 to 88), from the edge of a figure to
#: its middle. The lower side of a scale is plum, since orange means evidence.
_UPPER = ("#12436D", "#366B99", "#6696C0", "#9FC1E0", "#DEEDF8")
_LOWER = ("#801650", "#A14876", "#BF769C", "#DAA5C1", "#F1D5E5")
_ABSENT = ("#CFC8B4", "#9A927B")
_NEUTRAL = "#E6E6E6"
#: How far the shades next to the middle are along these: unlike each other and the neutral point in lightness,
#: so that they are told apart in greyscale too.
_UPPER_END, _LOWER_END = 0.80, 0.73

_FONTS = "'Source Sans 3', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"


def point_colours(scale: Scale) -> dict[str, str]:
    """A colour for each point, fixed by its place on the scale and never by the data.

    Points of the upper side go from dark blue at the end of the scale to light, those of the lower side from dark
    plum, and no two points of a scale have the same colour.
    """
    lower, neutral, upper = scale.sides
    far = _UPPER_END if lower or neutral else 1.0
    colours = dict(zip(upper[::-1], _shades(_UPPER, len(upper), 0.0, far), strict=True))
    # one point alone is light: it lies beside the middle, and may be next to a dark one
    start = 0.0 if len(lower) > 1 else _LOWER_END
    colours |= dict(zip(lower, _shades(_LOWER, len(lower), start, _LOWER_END), strict=True))
    if neutral:
        colours[neutral] = _NEUTRAL
    absent = [point.id for point in scale.points if point.absence]
    colours |= dict(zip(absent, _shades(_ABSENT, len(absent), 0.0, 1.0), strict=True))
    return {point.id: colours[point.id] for point in scale.points}


def _shades(ramp: Sequence[str], count: int, start: float, end: float) -> list[str]:
    """Colours at even steps from ``start`` to ``end`` of a ramp, 0 being its first and 1 its last."""
    from mizani.palettes import gradient_n_pal

    steps = [start + (end - start) * place / max(count - 1, 1) for place in range(count)]
    return [str(colour).upper() for colour in gradient_n_pal(list(ramp))(steps)] if steps else []


def readable_on(colour: str) -> str:
    """White or ink, whichever has the higher contrast on a colour; black where neither has 4.5 (WCAG 2.2)."""
    behind = _luminance(colour)
    white, ink = 1.05 / (behind + 0.05), (behind + 0.05) / (_luminance(INK) + 0.05)
    if max(white, ink) < 4.5:
        return "#000000"
    return "#FFFFFF" if white > ink else INK


def _luminance(colour: str) -> float:
    """Relative luminance of a colour (WCAG 2.2)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def mixed(colour: str, part: float) -> str:
    """A colour mixed with white: ``part`` 1 is the colour itself, 0 white."""
    channels = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(255 + (value - 255) * part):02X}" for value in channels)


def wrapped(text: str, width: int) -> str:
    """Text in lines of at most ``width`` characters."""
    return "\n".join(textwrap.wrap(text, width)) or text


def fitted(text: str, characters: int, room: float, size: float, *, bold: bool = False) -> str:
    """Text in lines of at most ``characters`` and at most ``room`` inches: wide letters make lines shorter."""
    lines = wrapped(text, characters)
    while characters > 1 and inches(lines, size, bold=bold) > room:
        characters -= 1
        lines = wrapped(text, characters)
    return lines


@lru_cache(maxsize=4096)
def inches(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text of one or several lines, in DejaVu Sans: other fonts that figures are shown in are narrower."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    font = FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
    lines = [line.replace("$", "S") for line in text.split("\n") if line.strip()]  # a $ would start a formula
    widths = [TextPath((0, 0), line, size=size, prop=font).get_extents().width for line in lines]
    return float(max(widths, default=0.0)) / 72


def theme(width: float, height: float, *, legend: bool) -> Any:
    """White, with light lines at the values only, and text that is never turned."""
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


def rendered(plot: Any, *kinds: str, dpi: int = 200) -> tuple[bytes, ...]:
    """A plot drawn once, as ``svg`` with real text or ``png``; the same plot gives the same SVG."""
    import matplotlib as mpl

    for kind in kinds:
        check_choice("rendered", "kind", kind, ("svg", "png"), PublishError)
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
        files = tuple(_saved(figure, kind, dpi) for kind in kinds)
        _close(figure)
    return files


def _saved(figure: Any, kind: str, dpi: int) -> bytes:
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
