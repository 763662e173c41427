"""The look of figures: colours with one meaning each, type, and how a plot becomes a file."""

from __future__ import annotations

import io
import re
import textwrap
import warnings
from copy import deepcopy
from typing import Any

from cs_research._characters import printable
from cs_research.definitions.instrument import Point, Scale

__all__ = [
    "CONFIDENCE",
    "EVIDENCE",
    "INK",
    "MUTED",
    "OTHER",
    "RULE",
    "STRETCH",
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

#: From the edge inwards. The side that is not the headline is plum, since orange means evidence.
_FAVOUR = {1: ["#12436D"], 2: ["#12436D", "#8FB8DA"], 3: ["#12436D", "#5B93C6", "#A9CCE6"]}
_AGAINST = {1: ["#D7A3BE"], 2: ["#801650", "#D7A3BE"], 3: ["#801650", "#A3527F", "#DDB4CA"]}
_NEUTRAL, _ABSENT = "#DADADA", "#CFC8B4"

_FONTS = "'Source Sans 3', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"


def point_colours(scale: Scale) -> dict[str, str]:
    """A colour for each point, fixed by its place on the scale and never by the data."""
    favour = scale.nets[0].points if scale.nets else ()
    sides: dict[str, list[Point]] = {"for": [], "against": []}
    colours = {}
    for point in scale.points:
        if point.absence:
            colours[point.id] = _ABSENT
        elif point.id == scale.neutral:
            colours[point.id] = _NEUTRAL
        else:
            sides["for" if point.id in favour else "against"].append(point)
    for points, palette in ((sides["for"][::-1], _FAVOUR), (sides["against"], _AGAINST)):
        shades = palette[min(max(len(points), 1), 3)]
        colours |= {point.id: shades[min(place, 2)] for place, point in enumerate(points)}
    return colours


def readable_on(colour: str) -> str:
    """White or ink, whichever has the higher contrast on a colour (WCAG 2.2, relative luminance)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#FFFFFF" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.0597 else INK


def mixed(colour: str, part: float) -> str:
    """A colour mixed with white: ``part`` 1 is the colour itself, 0 white."""
    channels = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(255 + (value - 255) * part):02X}" for value in channels)


def wrapped(text: str, width: int) -> str:
    """Text in lines of at most ``width`` characters."""
    return "\n".join(textwrap.wrap(text, width)) or text


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
        legend_text=p9.element_text(size=9, color=INK),
        legend_key_size=11,
        legend_background=p9.element_blank(),
        legend_key=p9.element_blank(),
    )


def rendered(plot: Any, *kinds: str, dpi: int = 200) -> tuple[bytes, ...]:
    """A plot drawn once, as ``svg`` with real text or ``png``; the same plot gives the same SVG."""
    import matplotlib as mpl

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
