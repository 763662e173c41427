"""Tables of scores: which rows are used, and what stands in the way of a coefficient."""

import numpy as np
import pandas as pd
import pytest

from cs_research.errors import MeasureError
from cs_research.measures.scales import reliability as scales

MEASURES = [scales.alpha, scales.alpha_if_dropped, scales.omega, scales.ordinal_alpha]


# --- alpha

SMALL = pd.DataFrame({"a": [1, 2, 3, 4], "b": [1, 2, 4, 3], "c": [2, 1, 3, 4]})


def test_pairwise_tells_which_two_items_few_answered():
    table = pd.DataFrame({"a": [1, 2, 3, 4, np.nan], "b": [2, 1, 4, 3, 3], "c": [np.nan, np.nan, np.nan, 1, 2]})
    note = scales.alpha(table, missing="pairwise")["note"].item()
    assert note == "fewer than 3 respondents answered 'a' and 'c'"
    assert scales.alpha(table)["note"].item() == "fewer than 3 respondents answered every item"


def test_of_two_items_neither_can_be_dropped():
    table = scales.alpha_if_dropped(SMALL[["a", "b"]])
    assert table["alpha"].isna().all()
    assert set(table["note"]) == {"one item is left"}
    assert table["item_rest"].tolist() == pytest.approx([0.8, 0.8])


# --- what is asked for wrongly


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    ("table", "message"),
    [
        (SMALL[["a"]], "scores must have [23] items or more, got 1"),
        (SMALL.assign(b="yes"), "scores of 'b' must be numbers"),
        (SMALL.assign(b=[1, 2, np.inf, 3]), "scores of 'b' must be finite, got an infinite one"),
        (SMALL[["a", "b", "c", "a"]], "items must appear once each, got 'a' again"),
    ],
)
def test_tables_that_are_no_scores_are_errors(measure, table, message):
    with pytest.raises(MeasureError, match=message):
        measure(table)


def test_options_that_do_not_exist_are_errors():
    for measure in MEASURES:
        with pytest.raises(MeasureError, match="missing must be 'listwise' or 'pairwise', got 'some'"):
            measure(SMALL, missing="some")
    with pytest.raises(MeasureError, match="level must lie between 0 and 1, got 95"):
        scales.alpha(SMALL, level=95)
    with pytest.raises(MeasureError, match="scores must have 3 items or more, got 2"):
        scales.omega(SMALL[["a", "b"]])


def test_nullable_integers_are_numbers():
    table = SMALL.astype("Int64")
    table.loc[4] = [1, pd.NA, 2]
    row = scales.alpha(table).iloc[0]
    assert row["alpha"] == pytest.approx(33 / 37)
    assert row["left_out"] == 1
