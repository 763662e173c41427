"""Figures drawn by processes of their own: the same bytes, and errors that reach whoever ordered them."""

from functools import partial

import pandas as pd
import pytest

from cs_research.definitions import load_rubric
from cs_research.displays.figures.layout import percent
from cs_research.displays.figures.rating_tiles import ratings_heat_map
from cs_research.errors import PublishError
from cs_research.reporting.figure_workers import Drawers, Order, drawn

CELL = {
    "domain": "target", "level": "1", "stage": "referral", "mode": "red", "red": 1, "amber": 0, "green": 0, "cannot": 0,
    "missing": 0, "raters": 1, "disagree": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def rubric():
    return load_rubric("rubric/traffic-light")


def heat_map(rubric, rows):
    level, stage = rubric.levels[0].id, rubric.stages[0].id
    return partial(ratings_heat_map, pd.DataFrame(rows * [CELL | {"level": level, "stage": stage}]), rubric)


def test_a_process_draws_what_is_drawn_here(rubric, tmp_path):
    plot = heat_map(rubric, 1)
    here = (tmp_path / "here.svg", tmp_path / "here.png")
    drawn(Order(plot, False, here))
    there = [(tmp_path / f"{width}.svg", tmp_path / f"{width}.png") for width in ("wide", "narrow")]
    with Drawers() as drawers:
        drawers.order(
            [Order(plot, narrow, files) for narrow, files in zip((False, True), there, strict=True)]
        )
        drawers.wait()
        assert [path.read_bytes() for path in there[0]] == [path.read_bytes() for path in here]
        assert there[1][0].read_bytes() != here[0].read_bytes()


def test_a_fault_of_a_figure_reaches_whoever_waits(rubric, tmp_path):
    with (
        pytest.raises(PublishError, match="table must have one row a cell, got 2 rows for 1 cells"),
        Drawers() as drawers,
    ):
        drawers.order([Order(heat_map(rubric, 2), False, (tmp_path / "a.svg",))])
        drawers.wait()
    assert not (tmp_path / "a.svg").exists()


def test_a_process_that_ends_is_told(tmp_path, capfd):
    with pytest.raises(ChildProcessError, match="ended with status 1"), Drawers() as drawers:
        drawers.order([Order(partial(percent, "no plot at all"), False, (tmp_path / "a.svg",))])
        drawers.wait()
    assert "TypeError" in capfd.readouterr().err


def test_nothing_is_started_where_nothing_is_ordered():
    with Drawers() as drawers:
        drawers.wait()
        assert drawers._processes == []
