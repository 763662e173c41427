"""Tables by area, and the halves that they say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cs_research.protection.areas import HALF, UNDER, WITHHELD, Answers, halves, respond_by_area
from cs_research.protection.policy import POLICIES

NATIONAL = POLICIES["national"]


def answers(*rows):
    """Answers by category: yes, no, and none given."""
    counts = np.array(rows)
    return Answers(
        counts, [0], [0, 1], tuple(((place,), float(n), float(n)) for place, n in enumerate(counts.sum(axis=0)))
    )


def test_an_area_is_said_to_lie_in_the_upper_or_lower_half():
    given = answers((4, 3, 0), (5, 2, 0), (2, 4, 1), (2, 5, 0))
    assert halves(given, {"one": [0, 1], "other": [2, 3]}, NATIONAL) == {"one": HALF, "other": UNDER}


def test_exactly_half_is_half_or_more():
    given = answers((5, 5, 0), (9, 3, 0))
    assert halves(given, {"one": [0], "other": [1]}, NATIONAL) == {"one": HALF, "other": HALF}


def test_an_area_that_too_few_answered_is_withheld():
    given = answers((4, 3, 5), (6, 2, 0), (6, 4, 0))
    assert halves(given, {"few": [0], "many": [1, 2]}, NATIONAL) == {"few": WITHHELD, "many": HALF}


def test_halves_that_would_fix_a_count_are_withheld():
    # 12 of 22: half or more in both areas of 11 leaves 6 in each
    given = answers((6, 5, 0), (6, 5, 0))
    said = halves(given, {"one": [0], "other": [1]}, NATIONAL)
    assert WITHHELD in said.values()


def test_what_all_services_tell_by_themselves_withholds_nothing():
    given = answers((6, 0, 0), (8, 0, 0))
    assert halves(given, {"one": [0, 1]}, NATIONAL) == {"one": HALF}


@pytest.fixture
def response():
    rows = [
        ("all", "all", 40, 24, 16),
        ("region", "a", 10, 6, 4),
        ("region", "b", 12, 8, 4),
        ("region", "c", 18, 10, 8),
    ]
    table = pd.DataFrame(rows, columns=["by", "group", "invited", "answered", "unanswered"])
    return table.assign(rate=table["answered"] / table["invited"]).astype(
        {"answered": "Int64", "unanswered": "Int64", "rate": "Float64"}
    )


def with_areas(**areas):
    from dataclasses import replace

    return replace(NATIONAL, areas=areas)


def test_areas_take_the_place_of_groups_and_add_up_to_all(response):
    found = respond_by_area(response, with_areas(north=("a", "b"), south=("c",)))
    assert found[["by", "group", "invited", "answered"]].values.tolist() == [
        ["all", "all", 40, 24],
        ["area", "north", 22, 14],
        ["area", "south", 18, 10],
    ]


def test_no_area_is_shown_if_one_is_too_small(response):
    found = respond_by_area(response, with_areas(north=("a",), south=("b", "c")))
    assert found["rate"].notna().tolist() == [True, False, False]
    assert found["answered"].notna().tolist() == [True, False, False]


def test_without_areas_only_the_total_is_shown(response):
    assert respond_by_area(response, NATIONAL)["by"].tolist() == ["all"]
