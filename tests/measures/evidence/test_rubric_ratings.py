"""Measures of ratings on a rubric of eight cells, each number worked out by hand."""

from datetime import date

import pandas as pd
import pytest

from cs_research.definitions import DOMAINS, Rubric
from cs_research.errors import MeasureError
from cs_research.measures.evidence.rubric_ratings import (
    agreement,
    change,
    heat_map,
    share_green,
    without_evidence,
)
from cs_research.records.ratings import Rating, Ratings

FIRST, SECOND = date(2025, 3, 1), date(2026, 3, 1)
ANSWERS = {"r": "red", "a": "amber", "g": "green", "?": "cannot be told", "-": ""}


def step(id):
    return {"id": id, "label": id, "definition": id}


#: One level and two stages: two cells a domain.
RUBRIC = Rubric.model_validate({
    "type": "rubric", "id": "small", "version": "1", "title": "Small", "source": {"title": "T", "publisher": "P"},
    "levels": (step("individual"),), "stages": (step("referral"), step("response")),
    "colours": tuple({**step(name), "score": score} for name, score in (("red", 0), ("amber", 0.5), ("green", 1))),
    "cells": tuple(
        {"domain": domain, "level": "individual", "stage": stage, "red": "r", "amber": "a", "green": "g", "source": "s"}
        for domain in DOMAINS for stage in ("referral", "response")
    ),
})  # fmt: skip
CELLS = [(domain, "individual", stage) for domain in DOMAINS for stage in ("referral", "response")]


def rated(rater, day, marks, place="North", evidence="minutes"):
    """Ratings of the eight cells in order: r, a, g, ? for what cannot be told, - for what is blank."""
    return tuple(
        Rating(*cell, ANSWERS[mark], rater, day, place, evidence)
        for cell, mark in zip(CELLS, marks.split(), strict=True)
    )


#            target  framework  partnerships  outcomes
FIRST_REVIEW = (
    rated("Heron", FIRST, "r g     a r        ? -           g r")
    + rated("Wren", FIRST, "a g     a -        - -           r r")
)  # fmt: skip
SECOND_REVIEW = (
    rated("Heron", SECOND, "a g     a -        g ?           g r")
    + rated("Kite", SECOND, "a a     a -        - -           r a")
)  # fmt: skip


def ratings(*parts):
    return Ratings(RUBRIC, tuple(rating for part in parts for rating in part))


def records(table, *names):
    return [tuple(row) for row in table[list(names)].itertuples(index=False)]


def test_the_heat_map_counts_who_says_what_of_each_cell():
    found = heat_map(ratings(FIRST_REVIEW))
    assert records(
        found, "domain", "stage", "raters", "red", "amber", "green", "cannot", "missing", "mode", "disagree"
    ) == [
        ("target", "referral", 2, 1, 1, 0, 0, 0, "red/amber", True),
        ("target", "response", 2, 0, 0, 2, 0, 0, "green", False),
        ("framework", "referral", 2, 0, 2, 0, 0, 0, "amber", False),
        ("framework", "response", 1, 1, 0, 0, 0, 1, "red", False),
        ("partnerships", "referral", 0, 0, 0, 0, 1, 1, "", False),
        ("partnerships", "response", 0, 0, 0, 0, 0, 2, "", False),
        ("outcomes", "referral", 2, 1, 0, 1, 0, 0, "red/green", True),
        ("outcomes", "response", 2, 2, 0, 0, 0, 0, "red", False),
    ]
    assert found["mean"].fillna(-1).tolist() == [0.25, 1, 0.5, 0, -1, -1, 0.5, 0]
    assert set(found["place"]) == {"North"} and set(found["date"]) == {FIRST}


def test_the_median_is_not_the_mean():
    three = ratings(
        rated("A", FIRST, "r" + " r" * 7),
        rated("B", FIRST, "r" + " r" * 7),
        rated("C", FIRST, "g" + " r" * 7),
    )
    row = heat_map(three).iloc[0]
    assert (row["median"], row["mean"], row["mode"], row["disagree"]) == (
        0,
        pytest.approx(1 / 3),
        "red",
        True,
    )


def test_reviews_stay_apart_in_the_order_of_place_and_date():
    south = rated("Heron", FIRST, "g g g g g g g g", place="South")
    found = heat_map(ratings(south, SECOND_REVIEW, FIRST_REVIEW))
    assert records(found, "place", "date")[::8] == [("North", FIRST), ("North", SECOND), ("South", FIRST)]
    assert len(found) == 24


def test_share_of_green_and_mean_score_by_domain():
    found = share_green(ratings(FIRST_REVIEW))
    assert records(found, "domain", "cells", "rated", "cannot", "missing") == [
        ("target", 2, 2, 0, 0), ("framework", 2, 2, 0, 0), ("partnerships", 2, 0, 1, 1), ("outcomes", 2, 2, 0, 0),
    ]  # fmt: skip
    # target: no and all of its raters say green; scores 1/4 and 1. outcomes: half and none; 1/2 and 0.
    assert found["green"].fillna(-1).tolist() == [0.5, 0, -1, 0.25]
    assert found["score"].fillna(-1).tolist() == [0.625, 0.25, -1, 0.25]


def test_a_rater_counts_once_a_cell_when_shares_are_by_rater():
    found = share_green(ratings(FIRST_REVIEW), "rater")
    # Heron: red, green, amber, red, green, red. Wren: amber, green, amber, red, red.
    assert records(found, "rater", "cells", "rated", "cannot", "missing") == [
        ("Heron", 8, 6, 1, 1),
        ("Wren", 8, 5, 0, 3),
    ]
    assert found["green"].tolist() == [pytest.approx(2 / 6), pytest.approx(1 / 5)]
    assert found["score"].tolist() == [pytest.approx(2.5 / 6), pytest.approx(2 / 5)]


def test_reviews_are_pooled_unless_they_are_named():
    both = ratings(FIRST_REVIEW, SECOND_REVIEW)
    target = share_green(both).iloc[0]
    # Four cells: green by 0, 1, 0 and one half of their raters; scores 1/4, 1, 1/2, 3/4
    assert (target["cells"], target["green"], target["score"]) == (4, 0.375, 0.625)
    apart = share_green(both, ["date", "domain"])
    assert records(apart, "date", "domain", "score")[0] == (FIRST, "target", 0.625)
    assert records(apart, "date", "domain", "score")[4] == (SECOND, "target", 0.625)
    assert share_green(both.only(day=FIRST)).equals(share_green(ratings(FIRST_REVIEW)))
    with pytest.raises(MeasureError, match=r"by must be 'place', .* got 'domian'\.\n.*'domain'"):
        share_green(both, "domian")


def test_agreement_between_raters_over_all_and_in_each_domain():
    found = agreement(ratings(FIRST_REVIEW))
    assert records(found, "domain", "raters", "cells", "together") == [
        ("all", 2, 6, 5), ("target", 2, 2, 2), ("framework", 2, 2, 1), ("partnerships", 0, 0, 0), ("outcomes", 2, 2, 2),
    ]  # fmt: skip
    # Five cells with two colours: ra, gg, aa, gr, rr; three agree.
    assert found["agreement"].fillna(-1).tolist() == [0.6, 0.5, 1, -1, 0.5]
    # all: red 4, amber 3, green 3, middles of ranks 2, 5.5 and 8.5, squared distances 12.25, 9 and 42.25:
    #   observed 2 (12.25 + 42.25) / 10, by chance 2 (12·12.25 + 12·42.25 + 9·9) / 90
    # target: red 1, amber 1, green 2, middles 0.5, 1.5, 3: observed 2·1 / 4, by chance 2 (1 + 2·6.25 + 2·2.25) / 12
    # outcomes: red 3, green 1: observed and by chance 2
    assert found["alpha"].tolist() == [
        pytest.approx(1 - 10.9 / (1470 / 90)), pytest.approx(1 - 0.5 / 3),
        pytest.approx(float("nan"), nan_ok=True), pytest.approx(float("nan"), nan_ok=True), pytest.approx(0),
    ]  # fmt: skip


def test_alpha_is_unstable_where_nearly_all_ratings_are_one_colour():
    found = agreement(ratings(FIRST_REVIEW))
    # of the ten colours 4 are red; target 2 of 4 green, framework both amber, outcomes 3 of 4 red
    assert found["commonest"].fillna(-1).tolist() == [0.4, 0.5, 1, -1, 0.75]
    found = agreement(ratings(rated("Heron", FIRST, "r r r r r r r a"), rated("Wren", FIRST, "r r r r r r a r")))
    # 6 of 8 cells agree; 14 of 16 colours are red: agreement is high and alpha below 0
    assert found.loc[0, ["agreement", "commonest"]].tolist() == [0.75, 0.875]
    assert found.loc[0, "alpha"] < 0


def test_raters_of_different_reviews_are_not_compared():
    found = agreement(ratings(rated("Heron", FIRST, "r r r r r r r r"), rated("Wren", SECOND, "g g g g g g g g")))
    assert records(found, "raters", "cells", "together")[0] == (2, 16, 0)
    assert pd.isna(found["alpha"][0])


def test_what_moved_between_two_reviews():
    south = rated("Heron", SECOND, "r r r r r r r r", place="South")
    found = change(ratings(FIRST_REVIEW, SECOND_REVIEW, south), FIRST, SECOND)
    assert set(found["place"]) == {"North"}
    assert records(found, "domain", "stage", "mode_before", "mode_after", "moved") == [
        ("target", "referral", "red/amber", "amber", "up"),
        ("target", "response", "green", "amber/green", "down"),
        ("framework", "referral", "amber", "amber", "stayed"),
        ("framework", "response", "red", "", "no longer rated"),
        ("partnerships", "referral", "", "green", "newly rated"),
        ("partnerships", "response", "", "", "not rated"),
        ("outcomes", "referral", "red/green", "red/green", "stayed"),
        ("outcomes", "response", "red", "red/amber", "up"),
    ]
    assert found["mean_before"].fillna(-1).tolist() == [0.25, 1, 0.5, 0, -1, -1, 0.5, 0]
    assert found["mean_after"].fillna(-1).tolist() == [0.5, 0.75, 0.5, -1, 1, -1, 0.5, 0.25]
    assert not found["same_raters"].any()


def test_the_same_raters_are_told_from_others():
    before, after = rated("Heron", FIRST, "r r - g g g g ?"), rated("Heron", SECOND, "a r g - g g g -")
    assert change(ratings(before, after), FIRST, SECOND)["same_raters"].tolist() == [
        True, True, False, False, True, True, True, False,
    ]  # fmt: skip


def test_thirds_that_are_the_same_have_not_moved():
    before = (
        *rated("A", FIRST, "r" + " r" * 7),
        *rated("B", FIRST, "a" + " r" * 7),
        *rated("C", FIRST, "a" + " r" * 7),
    )
    after = tuple(
        rating for who, mark in zip("ABCDEF", "raaaar", strict=True) for rating in rated(who, SECOND, mark + " r" * 7)
    )
    row = change(ratings(before, after), FIRST, SECOND).iloc[0]
    assert (row["mean_before"], row["moved"]) == (pytest.approx(1 / 3), "stayed")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (SECOND, FIRST, "dates must be an earlier and a later one, got 2026-03-01 and 2025-03-01"),
        (FIRST, FIRST, "dates must be an earlier and a later one"),
        (FIRST, date(2026, 3, 2), "date must be a date with a review, '2025-03-01', '2026-03-01' or '2027-03-01', got '2026-03-02'"),
        (FIRST, date(2027, 3, 1), "reviews must be of one place at least, got no place on 2025-03-01 and 2027-03-01"),
    ],
)  # fmt: skip
def test_dates_that_cannot_be_compared_are_rejected(before, after, message):
    south = rated("Heron", date(2027, 3, 1), "r r r r r r r r", place="South")
    with pytest.raises(MeasureError, match=message):
        change(ratings(FIRST_REVIEW, SECOND_REVIEW, south), before, after)


def test_colours_without_evidence_are_listed_and_nothing_else():
    bare = [
        Rating(*cell, colour, "Heron", FIRST, "North", evidence, "why", "h.xlsx", row)
        for row, (cell, colour, evidence) in enumerate(
            zip(CELLS, ["red", "amber", "green", "cannot be told", "", "red", "green", "amber"],
                ["", " - ", "None.", "", "", "none of the plans names a peer", "N/A", "?"], strict=True), start=2,
        )
    ]  # fmt: skip
    found = without_evidence(ratings(bare))
    assert records(found, "domain", "stage", "colour", "evidence", "row") == [
        ("target", "referral", "red", "", 2), ("target", "response", "amber", " - ", 3),
        ("framework", "referral", "green", "None.", 4), ("outcomes", "referral", "green", "N/A", 8),
        ("outcomes", "response", "amber", "?", 9),
    ]  # fmt: skip
    assert list(found.columns) == [
        "place",
        "date",
        "rater",
        "domain",
        "level",
        "stage",
        "colour",
        "evidence",
        "comment",
        "file",
        "row",
    ]


def test_no_rating_at_all_gives_empty_tables():
    none = ratings()
    for table in (heat_map(none), share_green(none), without_evidence(none)):
        assert len(table) == 0
    assert records(agreement(none), "domain", "raters", "together") == [("all", 0, 0)]
    with pytest.raises(MeasureError, match="be a date with a review, got"):
        change(none, FIRST, SECOND)


def test_scores_are_those_of_the_rubric():
    half = RUBRIC.model_copy(
        update={"colours": tuple(c.model_copy(update={"score": c.score / 2}) for c in RUBRIC.colours)}
    )
    assert share_green(Ratings(half, FIRST_REVIEW))["score"][0] == 0.3125
