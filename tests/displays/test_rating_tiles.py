"""The heat map of ratings: what stands on each tile, colours for every eye, and that nothing is cut off."""

import io
import re
from datetime import date

import numpy as np
import pandas as pd
import pytest

from cs_research.definitions import load_rubric
from cs_research.displays.figures.layout import readable_on, render_plot
from cs_research.displays.figures.rating_tiles import FILLS, ratings_heat_map
from cs_research.errors import PublishError

COUNTS = ["red", "amber", "green", "cannot"]


@pytest.fixture(scope="module")
def rubric():
    return load_rubric("rubric/traffic-light")


def heat(**cells):
    """Rows as `heat_map` gives them: ``target_individual_referral=(red, amber, green, cannot)``, by raters."""
    rows = []
    for name, counts in cells.items():
        most, raters = max(counts[:3]), sum(counts[:3])
        mode = "/".join(colour for colour, n in zip(FILLS, counts, strict=False) if n == most > 0)
        row = dict(zip(["domain", "level", "stage", *COUNTS], [*name.split("_"), *counts], strict=True))
        disagree = sum(n > 0 for n in counts[:3]) > 1
        rows.append(
            {
                "place": "North",
                "date": date(2026, 3, 1),
                **row,
                "raters": raters,
                "mode": mode,
                "disagree": disagree,
            }
        )
    return pd.DataFrame(rows)


#: One cell of each kind; the other 26 are not rated.
KINDS = heat(
    target_individual_referral=(2, 0, 0, 0),
    framework_individual_referral=(0, 3, 0, 1),
    outcomes_context_response=(1, 0, 2, 0),
    target_context_response=(1, 1, 0, 0),
    partnerships_individual_response=(0, 0, 0, 2),
    partnerships_context_planning=(0, 0, 0, 0),
)


def texts(plot):
    svg = render_plot(plot, "svg")[0].decode("utf-8")
    return [
        re.sub(r"<[^>]+>", "", found).strip() for found in re.findall(r"<text[^>]*>(.*?)</text>", svg, flags=re.DOTALL)
    ]


def tiles(table, rubric, **options):
    return ratings_heat_map(table, rubric, **options).data.set_index(["x", "y"])


def test_each_tile_has_its_place_colour_and_letter(rubric):
    found = tiles(KINDS, rubric)
    assert len(found) == 32
    # From the left: target, framework, partnerships, outcomes. From the top: level 1 at 0, its stages at −1 to −4,
    # level 2 at −5, its stages at −6 to −9.
    told = {place: tuple(row) for place, row in found[["kind", "letter", "note"]].iterrows() if row["kind"] != "blank"}
    assert told == {
        (0, -1): ("red", "R", ""),
        (1, -1): ("amber", "A", ""),
        (3, -9): ("green", "G", "2 of 3 ratings"),
        (0, -9): ("divided", "R/A", ""),
        (2, -4): ("cannot", "?", ""),
    }
    assert (found["letter"] == "–").sum() == 27
    assert tiles(KINDS, rubric, narrow=True).loc[(3, -9), "note"] == "2 of 3"


@pytest.mark.parametrize("narrow", [False, True])
def test_words_stand_beside_colours(rubric, narrow):
    printed = texts(ratings_heat_map(KINDS, rubric, made_up=True, narrow=narrow))
    for words in (
        "R  Red",
        "A  Amber",
        "G  Green",
        "Two letters: divided",
        "?  Cannot be told",
        "–  Not rated",
    ):
        assert words in printed
    assert {
        "Target",
        "Framework",
        "Partnerships",
        "Outcomes",
        "Made-up data: no real service is shown.",
    } <= set(printed)
    assert printed.count("Referral") == printed.count("Response") == 2
    whole = " ".join(printed)
    assert "Level 1: children, young people and families" in whole
    assert "Level 2: peers, schools and public spaces" in whole


def test_the_key_names_only_what_is_there_but_always_the_three_colours(rubric):
    cells = {f"{cell.domain}_{cell.level}_{cell.stage}": (0, 0, 1, 0) for cell in rubric.cells}
    printed = texts(ratings_heat_map(heat(**cells), rubric))
    assert {"R  Red", "A  Amber", "G  Green"} <= set(printed)
    assert not {"Two letters: divided", "?  Cannot be told", "–  Not rated"} & set(printed)
    assert not any("Made-up" in words for words in printed)
    assert printed.count("G") == 32


def test_a_map_shows_one_review(rubric):
    twice = pd.concat([KINDS, KINDS.assign(date=date(2027, 3, 1))])
    with pytest.raises(
        PublishError, match=r"have one row per cell, got 12 rows for 6 cells.\n.*choose one place and date"
    ):
        ratings_heat_map(twice, rubric)


@pytest.mark.parametrize("narrow", [False, True])
def test_nothing_is_cut_off(rubric, narrow):
    import matplotlib.pyplot as plt

    thirds = KINDS.assign(mode=["red/amber/green", *KINDS["mode"][1:]])
    figure = ratings_heat_map(thirds, rubric, made_up=True, narrow=narrow).draw()
    figure.savefig(io.BytesIO(), format="png")
    box, page, panel = figure.get_tightbbox(), figure.bbox_inches, figure.axes[0].get_window_extent()
    assert box.x0 >= -0.01 and box.y0 >= -0.01
    assert box.x1 <= page.x1 + 0.01 and box.y1 <= page.y1 + 0.01
    for text in figure.axes[0].texts:
        words = text.get_window_extent()
        assert words.x0 >= panel.x0 - 1 and words.x1 <= panel.x1 + 1, text.get_text()
        assert words.y0 >= panel.y0 - 1 and words.y1 <= panel.y1 + 1, text.get_text()
    plt.close(figure)


@pytest.mark.parametrize("narrow", [False, True])
def test_no_words_lie_on_one_another(rubric, narrow):
    import matplotlib.pyplot as plt

    every = {f"{cell.domain}_{cell.level}_{cell.stage}": (1, 2, 0, 0) for cell in rubric.cells}
    figure = ratings_heat_map(heat(**every), rubric, narrow=narrow).draw()
    figure.savefig(io.BytesIO(), format="png")
    words = [*figure.axes[0].texts, *figure.axes[0].get_xticklabels(), *figure.axes[0].get_yticklabels()]
    boxes = [(text.get_text(), text.get_window_extent()) for text in words if text.get_text()]
    for place, (first, box) in enumerate(boxes):
        for second, other in boxes[place + 1 :]:
            overlap = (
                min(box.x1, other.x1) - max(box.x0, other.x0),
                min(box.y1, other.y1) - max(box.y0, other.y0),
            )
            assert min(overlap) <= 1, (first, second)
    plt.close(figure)


def linear(colour):
    channels = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(light):
    x, y, z = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ light.clip(
        0, 1
    )
    f = [np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x / 0.9505, y, z / 1.089)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


#: Machado, Oliveira and Fernandes (2009), doi:10.1109/TVCG.2009.113: linear light as seen without one kind of cone.
EYES = {
    "all cones": np.eye(3),
    "no long": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no middle": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no short": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


@pytest.mark.parametrize("eyes", EYES)
def test_the_three_colours_differ_to_every_eye(eyes):
    # A distance of 30 in CIELAB is more than ten times what can just be told apart.
    red, amber, green = (lab(np.asarray(EYES[eyes]) @ linear(colour)) for colour in FILLS.values())
    for first, second in ((red, amber), (amber, green), (red, green)):
        assert np.linalg.norm(first - second) >= 30


def test_letters_can_be_read_on_every_tile(rubric):
    weights = np.array([0.2126, 0.7152, 0.0722])
    for colour in [*FILLS.values(), "#B9C2CA", "#E9ECEF"]:
        bright, dark = sorted((weights @ linear(colour), weights @ linear(readable_on(colour))), reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= 4.5


def test_the_same_table_gives_the_same_picture(rubric):
    first, second = (render_plot(ratings_heat_map(KINDS, rubric), "svg") for _ in range(2))
    assert first == second
