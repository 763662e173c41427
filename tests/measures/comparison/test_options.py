"""Two options of one question on the same respondents."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cs_research.definitions.instrument import Instrument
from cs_research.errors import MeasureError
from cs_research.measures.comparison.options import compare_options, paired_difference


@pytest.fixture
def made():
    return Instrument(
        type="instrument", id="x", version="1", title="X", source={"title": "t", "publisher": "p"},
        scales=[{"id": "s", "points": [{"id": "low", "label": "Low"}, {"id": "high", "label": "High"}, {"id": "top", "label": "Top"}]}],
        items=[{"id": "m", "kind": "multiple", "text": "M", "source": "s",
                "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}, {"id": "c", "label": "C"}]},
               {"id": "q", "kind": "single", "text": "Q", "scale": "s", "source": "s"},
               {"id": "o", "kind": "open", "text": "O", "source": "s"}],
    )  # fmt: skip


def test_choose_all_options_are_compared_on_those_who_answered(made):
    # both: 1; a only: 3; b only: 1; neither (c ticked): 1; blank: 1
    rows = [(1, 1, 0), (1, 0, 0), (1, 0, 1), (1, 0, 0), (0, 1, 0), (0, 0, 1), (None, None, None)]
    frame = pd.DataFrame(rows, columns=["m.a", "m.b", "m.c"]).astype("boolean")
    row = compare_options(frame, made, "m", "a", "b").iloc[0]
    assert row[["both", "only_one", "only_other", "neither", "base"]].tolist() == [1, 3, 1, 1, 6]
    assert (row["share_one"], row["share_other"]) == (4 / 6, 2 / 6)
    assert row["difference"] == pytest.approx(1 / 3)
    # exact: of four, one or fewer, or three or more: 2 * (1 + 4) / 16
    assert row["p"] == pytest.approx(0.625)
    assert row["low"] < 1 / 3 < row["high"]


def test_points_of_a_scale_exclude_each_other(made):
    answers = ["low"] * 6 + ["high"] * 2 + ["top", None]
    row = compare_options(pd.DataFrame({"q": answers}), made, "q", "low", "high").iloc[0]
    assert row[["both", "only_one", "only_other", "neither", "base"]].tolist() == [0, 6, 2, 1, 9]
    assert row["p"] == pytest.approx(stats.binomtest(6, 8).pvalue)


def test_nobody_gives_no_difference(made):
    row = compare_options(pd.DataFrame({"q": [None, None]}), made, "q", "low", "high").iloc[0]
    assert row["base"] == 0
    assert row[["difference", "low", "high", "p"]].isna().all()


@pytest.mark.parametrize(
    ("item", "one", "other", "message"),
    [
        ("o", "a", "b", "item must be an item of x/1 with answers to choose, got 'o'"),
        ("m", "a", "d", "option must be an answer of 'm', got 'd'"),
        ("m", "a", "a", "options must be two, got 'a' twice"),
    ],
)
def test_what_cannot_be_compared_is_rejected(made, item, one, other, message):
    with pytest.raises(MeasureError, match=message):
        compare_options(pd.DataFrame(), made, item, one, other)


def test_newcombes_paired_interval():
    # Newcombe (1998), Statistics in Medicine 17, table III, method 10: 36, 12, 2, 0
    assert paired_difference(36, 12, 2, 0) == pytest.approx((0.0569, 0.3404), abs=5e-5)


counts = st.integers(0, 30)


@given(counts, counts, counts, counts)
def test_the_other_way_round_is_the_mirror(both, one, other, neither):
    if both + one + other + neither:
        low, high = paired_difference(both, one, other, neither)
        difference = (one - other) / (both + one + other + neither)
        assert -1 <= low <= difference + 1e-12
        assert difference - 1e-12 <= high <= 1
        assert paired_difference(both, other, one, neither) == pytest.approx((-high, -low), abs=1e-12)


@pytest.mark.parametrize(
    ("population", "n", "cells", "least", "most"),
    [
        (157, 57, (55, 55, 16, 31), 0.94, 0.98),
        (100, 60, (10, 20, 20, 50), 0.94, 0.98),
        (100, 90, (5, 5, 5, 85), 0.87, 0.92),
        (60, 20, (3, 54, 0, 3), 0.89, 0.93),
    ],
)
def test_the_interval_of_a_finite_population_covers_as_often_as_its_notes_say(population, n, cells, least, most):
    """Cells of the population: both, only one, only the other, neither."""
    draws, counts = np.unique(
        np.random.default_rng(4).multivariate_hypergeometric(cells, n, size=1500), axis=0, return_counts=True
    )
    truth = (cells[1] - cells[2]) / population
    covered = 0
    for draw, count in zip(draws.tolist(), counts.tolist(), strict=True):
        low, high = paired_difference(*draw, population=population)
        covered += count * (low - 1e-12 <= truth <= high + 1e-12)
    assert least <= covered / 1500 <= most
