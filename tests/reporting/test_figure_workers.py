"""Figures drawn by processes of their own: the same bytes, and errors that reach whoever ordered them."""

import os
import subprocess
import sys
from concurrent.futures import BrokenExecutor
from functools import partial

import pandas as pd
import pytest

from cs_research.definitions import load_rubric
from cs_research.displays.figures.layout import format_percent
from cs_research.displays.figures.rating_tiles import ratings_heat_map
from cs_research.errors import PublishError
from cs_research.reporting.figure_workers import FigureWorkers, Order, draw_figure

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
    draw_figure(Order(plot, False, here))
    there = [(tmp_path / f"{width}.svg", tmp_path / f"{width}.png") for width in ("wide", "narrow")]
    with FigureWorkers() as workers:
        workers.order([Order(plot, narrow, files) for narrow, files in zip((False, True), there, strict=True)])
        workers.wait()
        assert [path.read_bytes() for path in there[0]] == [path.read_bytes() for path in here]
        assert there[1][0].read_bytes() != here[0].read_bytes()


def test_a_fault_of_a_figure_reaches_whoever_waits(rubric, tmp_path):
    with (
        pytest.raises(PublishError, match="table must have one row per cell, got 2 rows for 1 cells"),
        FigureWorkers() as workers,
    ):
        workers.order([Order(heat_map(rubric, 2), False, (tmp_path / "a.svg",))])
        workers.wait()
    assert not (tmp_path / "a.svg").exists()


def test_an_error_of_a_figure_is_raised_as_it_is(tmp_path):
    with pytest.raises(TypeError), FigureWorkers() as workers:
        workers.order([Order(partial(format_percent, "no plot at all"), False, (tmp_path / "a.svg",))])
        workers.wait()


def test_a_process_that_ends_is_an_error_and_no_endless_wait(tmp_path):
    with pytest.raises(BrokenExecutor), FigureWorkers() as workers:
        workers.order([Order(partial(ended, 3), False, (tmp_path / "a.svg",))])
        workers.wait()


def ended(status, narrow):
    os._exit(status)


def test_a_script_is_not_run_again_in_each_process(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-W", "error", str(script)], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "the script runs\n", "a library says so\n")


#: A script without a guard by ``__name__``, and a plot for which something is printed.
SCRIPT = """
from functools import partial
from pathlib import Path
from cs_research.reporting.figure_workers import FigureWorkers, Order, draw_figure
print("the script runs", flush=True)
with FigureWorkers() as workers:
    workers.start()
    workers._pool.submit(print, "a library says so", flush=True).result()
    workers.wait()
"""


def test_nothing_is_started_where_nothing_is_ordered():
    with FigureWorkers() as workers:
        workers.wait()
        assert workers._pool is None
