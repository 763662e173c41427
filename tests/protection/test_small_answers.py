"""Answers that few services gave, merged with their neighbours."""

from __future__ import annotations

import pytest
from annual_study import write_study
from hypothesis import given
from hypothesis import strategies as st

from cs_research.protection import POLICIES, protect
from cs_research.protection.small_answers import least, merge
from cs_research.results import measure
from cs_research.study.load import load_study

SMALL = POLICIES["small_population"]


@pytest.mark.parametrize(
    ("counts", "sets"),
    [
        ([5, 6, 7], [[0], [1], [2]]),
        ([1, 2, 7], [[0, 1, 2]]),
        ([3, 2, 7], [[0, 1], [2]]),
        ([9, 1, 6, 8], [[0], [1, 2], [3]]),
        ([0, 0, 3], [[0, 1, 2]]),
    ],
)
def test_the_smallest_is_merged_with_its_smaller_neighbour(counts, sets):
    assert merge(counts, 5) == sets


@given(st.lists(st.integers(0, 30), min_size=1, max_size=7), st.integers(1, 9))
def test_every_set_has_the_minimum_or_there_is_one(counts, minimum):
    sets = merge(counts, minimum)
    assert [place for places in sets for place in places] == list(range(len(counts)))
    assert len(sets) == 1 or all(sum(counts[place] for place in places) >= minimum for places in sets)


def test_a_reader_who_knows_the_rule_is_left_the_width():
    assert least(POLICIES["national"]) == 0
    assert least(SMALL) == 5
    assert least(POLICIES["strict"]) == 9


def release(folder, low, mid, high, policy=SMALL):
    given_answers = ["Low"] * low + ["Mid"] * mid + ["High"] * high
    rows = [(number, "North", answer, "Mid") for number, answer in enumerate(given_answers, start=1)]
    return protect(measure(load_study(write_study(folder, rows))), policy)


def of(release, table, item="knowledge"):
    return release[table].query("item == @item")


def test_a_small_answer_is_shown_together_with_its_neighbour_and_no_total_changes(tmp_path):
    made = release(tmp_path, 2, 10, 12)
    rows = of(made, "distribution").set_index("point")
    assert rows[["n", "share", "low", "high", "percent"]].isna().all(axis=None)
    assert rows["shown"].to_dict() == {
        "low": "12, together with “Mid”",
        "mid": "12, together with “Low”",
        "high": "12",
    }
    net = of(made, "nets").iloc[0]
    assert (net["n"], net["base"]) == (12, 24)
    summary = of(made, "summary").iloc[0]
    assert summary[["index", "median", "balance"]].isna().all()
    assert summary["base"] == 24


def test_answers_that_enough_gave_are_shown_as_they_are(tmp_path):
    made = release(tmp_path, 8, 8, 8)
    assert of(made, "distribution")["n"].tolist() == [8, 8, 8]
    assert of(made, "distribution")["shown"].eq("").all()
    assert of(made, "summary")["index"].notna().all()


@pytest.mark.parametrize("high", [4, 20])
def test_a_question_of_which_one_side_is_small_is_withheld(tmp_path, high):
    made = release(tmp_path, 12 - high // 2, 12 - high // 2, high)
    assert "knowledge" in made.withheld
    for table in ("distribution", "nets", "summary"):
        assert of(made, table)["n"].isna().all(), table
    reasons = made["withheld"].set_index("item")["reason"]
    assert reasons["knowledge"] == "too few gave the headline answers, or too few did not"
    assert made["confidence"]["share"].isna().all()


def test_the_national_policy_shows_small_answers_for_all(tmp_path):
    made = release(tmp_path, 2, 10, 12, POLICIES["national"])
    assert of(made, "distribution")["n"].tolist() == [2, 10, 12]
    assert "shown" not in made["distribution"]
