"""One odds ratio a group: where it can be worked out by hand, and where there is none."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cs_research.errors import MeasureError
from cs_research.measures.comparison.groups import proportional_odds


def test_two_points_are_the_odds_ratio_of_a_table():
    # odds of the second point 5/15 and 12/8; the error of its log as of any two by two table
    row = proportional_odds([[15, 5], [8, 12]]).iloc[0]
    error = (1 / 15 + 1 / 5 + 1 / 8 + 1 / 12) ** 0.5
    half = stats.norm.ppf(0.975) * error
    assert row["odds_ratio"] == pytest.approx(4.5, rel=1e-5)
    assert (row["low"], row["high"]) == pytest.approx((4.5 * np.exp(-half), 4.5 * np.exp(half)), rel=1e-4)
    assert row["p"] == pytest.approx(2 * stats.norm.sf(np.log(4.5) / error), rel=1e-4)


def test_odds_that_are_three_times_as_high_at_each_cut():
    # above the first point 20:20 and 30:10, above the second 10:30 and 20:20
    row = proportional_odds([[20, 10, 10], [10, 10, 20]]).iloc[0]
    assert row["odds_ratio"] == pytest.approx(3, rel=1e-5)
    assert (row["group"], row["reference"], row["n"], row["reference_n"], row["note"]) == (
        "2",
        "1",
        40,
        40,
        "",
    )


def test_another_reference_turns_the_ratio_over():
    counts = pd.DataFrame([[15, 5], [8, 12], [9, 9]], index=["a", "b", "c"])
    forth = proportional_odds(counts).set_index("group")
    back = proportional_odds(counts, reference="b").set_index("group")
    assert list(back.index) == ["a", "c"]
    assert back.loc["a", "odds_ratio"] == pytest.approx(1 / forth.loc["b", "odds_ratio"], rel=1e-4)
    assert back.loc["a", "low"] == pytest.approx(1 / forth.loc["b", "high"], rel=1e-4)


def test_points_that_nobody_chose_do_not_matter_and_those_of_a_group_are_named():
    plain = proportional_odds([[5, 5, 4], [2, 0, 9]])
    wider = proportional_odds(pd.DataFrame([[5, 0, 5, 4], [2, 0, 0, 9]], columns=["p", "q", "r", "s"]))
    assert plain["note"].item() == "nobody of the group at '2'"
    assert wider["note"].item() == "nobody of the group at 'r'"
    assert plain["odds_ratio"].item() == pytest.approx(wider["odds_ratio"].item())


@pytest.mark.parametrize(
    ("counts", "notes"),
    [
        ([[5, 5, 3], [0, 0, 0]], ["no answers"]),
        ([[0, 0, 0], [5, 5, 3]], ["'1': no answers"]),
        ([[5, 5, 3], [0, 0, 4]], ["all answers lie at one end: no finite odds ratio"]),
        ([[5, 0, 0], [1, 1, 4]], ["'1': all answers lie at one end: no finite odds ratio"]),
        ([[5, 5, 0], [0, 5, 5]], ["the groups' answers hardly overlap: no finite odds ratio"]),
        ([[5, 5, 0, 0], [0, 0, 5, 5]], ["the groups' answers hardly overlap: no finite odds ratio"]),
        ([[0, 5, 0], [0, 4, 0]], ["all gave the same answer"]),
        ([[0, 0], [0, 0]], ["no answers"]),
    ],
)
def test_what_the_answers_cannot_give_has_a_reason(counts, notes):
    table = proportional_odds(counts)
    assert table["note"].tolist() == notes
    assert table[["odds_ratio", "low", "high", "z", "p"]].isna().all().all()


def test_a_group_at_one_end_does_not_take_the_others_with_it():
    counts = [[15, 5], [8, 12], [0, 7], [0, 0]]
    table = proportional_odds(counts)
    assert table["odds_ratio"].iloc[0] == pytest.approx(4.5, rel=1e-5)
    assert table["note"].tolist()[1:] == ["all answers lie at one end: no finite odds ratio", "no answers"]


def test_one_group_has_no_row():
    assert len(proportional_odds([[3, 4]])) == 0


@given(st.lists(st.integers(1, 9), min_size=2, max_size=5))
@settings(max_examples=10)
def test_identical_groups_are_not_apart(counts):
    row = proportional_odds([counts, counts]).iloc[0]
    assert (row["odds_ratio"], row["p"]) == pytest.approx((1, 1), abs=1e-4)


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"reference": "3"}, "reference must be one of the groups, got '3'"),
        ({"level": 1}, "level must lie between 0 and 1, got 1"),
    ],
)
def test_wrong_arguments_are_rejected(keywords, message):
    with pytest.raises(MeasureError, match=message):
        proportional_odds([[1, 2], [2, 1]], **keywords)
    with pytest.raises(MeasureError, match="counts must be integers of 0 or more, got -1"):
        proportional_odds([[1, -1], [2, 1]])
