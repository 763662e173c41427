"""Heat map of ratings: every cell of the rubric in its colour, with the colour's letter."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cs_research.definitions.instrument import DOMAINS
from cs_research.definitions.rubric import COLOURS, Rubric
from cs_research.displays.figures.layout import INK, STRETCH, Frame, finish_plot, readable_on, wrap_text
from cs_research.displays.inputs import Rows, check_inputs
from cs_research.errors import Fault, PublishError

#: Dark red, light amber and a green between: they differ in lightness, so also for those who see no red or green.
FILLS = {"red": "#9C1F2E", "amber": "#F7C648", "green": "#4FA88F"}
_EMPTY = "#E9ECEF"
_CELL = ["domain", "level", "stage"]
#: Kinds of tile in the order of the key: the text on the tile, and its label in the key.
_DIVIDED, _CANNOT, _BLANK = "divided", "cannot", "blank"
_KEY = {
    "red": ("R", "Red"),
    "amber": ("A", "Amber"),
    "green": ("G", "Green"),
    _DIVIDED: ("", "Two letters: divided"),
    _CANNOT: ("?", "Cannot be told"),
    _BLANK: ("–", "Not rated"),
}
_TILES = {**FILLS, _DIVIDED: STRETCH, _CANNOT: _EMPTY, _BLANK: _EMPTY}


@check_inputs(table=Rows("domain level stage mode cannot disagree raters red amber green", empty=True), rubric=Rubric)
def ratings_heat_map(table: pd.DataFrame, rubric: Rubric, *, made_up: bool = False, narrow: bool = False) -> Any:
    """Draw a tile for each domain, level and stage, in the colour that most ratings give.

    If ratings differ, the tile shows how many are of its colour. If as many are of another colour, it shows the
    letters of both and no colour.

    Parameters
    ----------
    table
        From `ratings.heat_map`, one row per cell: one review, or all together. A cell without a row is not rated.
    rubric
        For the labels of its levels and stages.

    Raises
    ------
    PublishError
        Several rows for a cell.
    """
    import plotnine as p9

    rows = _rows(rubric)
    tiles = _place_tiles(_check_single_review(table), rubric, list(rows), narrow=narrow)
    heads = _level_headings(rubric, list(rows), narrow=narrow)
    kinds = [kind for kind in _KEY if kind in COLOURS or kind in set(tiles["kind"])]
    noted, plain = tiles[tiles["note"] != ""], tiles[tiles["note"] == ""]
    height = 0.70 if narrow else 0.88
    letter = {"size": 11, "fontweight": "bold", "show_legend": False}
    words = [wrap_text(domain.capitalize(), 12) for domain in DOMAINS]
    plot = (
        p9.ggplot(tiles, p9.aes(x="x", y="y"))
        + p9.geom_tile(p9.aes(fill="kind"), width=0.96, height=height)
        + p9.geom_text(p9.aes(label="letter", color="ink"), data=plain, **letter)
        + p9.geom_text(p9.aes(y="y + 0.13", label="letter", color="ink"), data=noted, **letter)
        + p9.geom_text(p9.aes(y="y - 0.2", label="note", color="ink"), data=noted, size=7.5, show_legend=False)
        + p9.geom_text(
            p9.aes(label="text"),
            data=heads,
            size=10,
            color=INK,
            fontweight="normal" if narrow else "bold",
            ha="left",
            va="center",
            lineheight=1.2,
        )
        + p9.scale_fill_manual(
            values=_TILES,
            limits=kinds,
            labels=[f"{_KEY[kind][0]}  {_KEY[kind][1]}".strip() for kind in kinds],
        )
        + p9.scale_color_identity()
        + p9.scale_x_continuous(
            limits=(-0.5, len(DOMAINS) - 0.5), expand=(0, 0), breaks=list(range(len(DOMAINS))), labels=words
        )
        + p9.guides(fill=p9.guide_legend(ncol=2 if narrow else min(len(kinds), 4), byrow=True))
    )
    frame = Frame(row=0.46 if narrow else 0.44, left=-0.48, legend=1, lift=0.37)
    ticks = p9.theme(axis_text_x=p9.element_text(size=9, color=INK), panel_grid_major_x=p9.element_blank())
    return finish_plot(plot, rows, frame, made_up=made_up, narrow=narrow) + ticks


def _rows(rubric: Rubric) -> dict[str, tuple[str, str]]:
    """Return the rows from the top with their labels: one for each level's heading, then its stages."""
    rows = {}
    for level in rubric.levels:
        rows[level.id] = ("", "")
        rows |= {f"{level.id}/{stage.id}": (stage.label, "") for stage in rubric.stages}
    return rows


def _level_headings(rubric: Rubric, rows: list[str], *, narrow: bool) -> pd.DataFrame:
    """Return the label of each level, positioned above the tiles of its stages."""
    low = 0.0 if narrow else 0.2
    return pd.DataFrame(
        {
            "x": -0.48,
            "y": [-rows.index(level.id) - low for level in rubric.levels],
            "text": [wrap_text(level.label, 40 if narrow else 70) for level in rubric.levels],
        }
    )


def _check_single_review(table: pd.DataFrame) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Return the row of each cell; raise if a cell has several."""
    rows = table.to_dict("records")
    cells = {(row["domain"], row["level"], row["stage"]): row for row in rows}
    if len(cells) < len(rows):
        hint = "choose one place and date, or take all together"
        found = f"{len(rows)} rows for {len(cells)} cells"
        raise PublishError(Fault("heat map", "table", "have one row per cell", found, hint))
    return cells


def _place_tiles(
    cells: dict[tuple[str, str, str], dict[str, Any]], rubric: Rubric, rows: list[str], *, narrow: bool
) -> pd.DataFrame:
    """Return the position, kind and text of each tile."""
    tiles = []
    for x, domain in enumerate(DOMAINS):
        for level in rubric.levels:
            for stage in rubric.stages:
                cell = cells.get((domain, level.id, stage.id))
                kind, letter, note = _tile_content(cell, narrow=narrow)
                y = -rows.index(f"{level.id}/{stage.id}")
                tiles.append((x, y, kind, letter, note, readable_on(_TILES[kind])))
    return pd.DataFrame(tiles, columns=["x", "y", "kind", "letter", "note", "ink"])


def _tile_content(cell: dict[str, Any] | None, *, narrow: bool) -> tuple[str, str, str]:
    """Return a tile's kind, its letters, and how many ratings are of its colour if ratings differ."""
    if cell is None or pd.isna(cell["mode"]) or not cell["mode"]:
        kind = _CANNOT if cell is not None and cell["cannot"] > 0 else _BLANK
        return kind, _KEY[kind][0], ""
    colours = cell["mode"].split("/")
    if len(colours) > 1:
        return _DIVIDED, "/".join(_KEY[colour][0] for colour in colours), ""
    note = f"{cell[colours[0]]} of {cell['raters']}{'' if narrow else ' ratings'}" if cell["disagree"] else ""
    return colours[0], _KEY[colours[0]][0], note
