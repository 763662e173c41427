"""Questions that too few answered are withheld whole, in every table alike."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.definitions.instrument import Instrument
from cs_research.protection.disclosure import (
    groups_to_withhold,
    items_below_minimum,
    withhold_groups,
    withhold_items,
    withhold_services,
)

INSTRUMENT = Instrument(
    type="instrument", id="x", version="1", title="X", source={"title": "t", "publisher": "p"},
    scales=[{"id": "s", "points": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]}],
    items=[
        {"id": f"q{n}", "kind": "single", "text": f"Q{n}", "scale": "s", "source": "s",
         **({"asked_if": {"item": "q0", "points": ["b"]}} if n == 5 else {})}
        for n in range(6)
    ],
)  # fmt: skip


def table(*bases):
    rows = [
        {"item": f"q{n}", "point": point, "n": base // 2, "base": base, "share": 0.5, "low": 0.1, "high": 0.9}
        for n, base in enumerate(bases)
        for point in ("a", "b")
    ]
    return pd.DataFrame(rows)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5), st.integers(0, 10))
def test_an_item_is_shown_whole_or_not_at_all(bases, minimum):
    items = items_below_minimum([table(*bases)], INSTRUMENT, minimum)
    result = withhold_items(table(*bases), items)
    assert [name for name in items if name != "q5"] == [f"q{n}" for n, base in enumerate(bases) if 0 < base < minimum]
    for name, rows in result.groupby("item"):
        for column in ("n", "base", "share", "low", "high"):
            assert rows[column].isna().all() == (name in items)


def test_an_item_with_few_scores_is_withheld_like_one_with_few_answers():
    summary = pd.DataFrame([{"item": "q1", "scored": 3, "absent": 20, "blank": 0, "not_asked": 0}])
    assert items_below_minimum([table(30, 23), summary], INSTRUMENT, 5) == ("q1",)


def test_who_was_asked_a_question_must_not_tell_the_answer_to_a_withheld_one():
    assert items_below_minimum([table(3, 30)], INSTRUMENT, 5) == ("q0", "q5")
    summary = pd.DataFrame([{"item": "q5", "scored": 8, "absent": 0, "blank": 0, "not_asked": 19}])
    assert withhold_items(summary, ("q0", "q5")).drop(columns="item").isna().all(axis=None)


def test_the_table_given_is_left_as_it_was():
    given_table = table(3)
    before = given_table.copy()
    withhold_items(given_table, ["q0"])
    pd.testing.assert_frame_equal(given_table, before)


@pytest.mark.parametrize("minimum", [0, -1])
def test_no_minimum_withholds_nothing(minimum):
    assert items_below_minimum([table(1, 2)], INSTRUMENT, minimum) == ()


def test_a_group_that_is_withheld_alone_takes_the_smallest_other_with_it():
    # 20 in all: less the 17 that are shown would leave the 3 of the west
    assert groups_to_withhold({"north": 10, "south": 7, "west": 3}, 5) == ("south", "west")
    assert groups_to_withhold({"north": 10, "south": 3, "west": 3}, 5) == ("south", "west")
    assert groups_to_withhold({"north": 10, "south": 7, "west": 0}, 5) == ()


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), min_size=1),
    st.integers(0, 10),
)
def test_what_groups_leave_over_is_nobody_or_no_fewer_than_the_minimum(bases, minimum):
    few = groups_to_withhold(bases, minimum)
    assert not any(0 < base < minimum for group, base in bases.items() if group not in few)
    left = sum(bases[group] for group in few)
    assert not few or left >= minimum or set(few) == {group for group, base in bases.items() if base}


def test_groups_are_withheld_item_by_item_with_their_letters():
    told = pd.DataFrame(
        {"item": ["q"] * 3 + ["r"] * 3, "group": list("NSW") * 2, "n": [5, 6, 1, 5, 6, 7], "base": [10, 7, 3, 10, 7, 8],
         "share": 0.5, "higher_than": ["B", "", "–"] * 2, "flag": ""}
    )  # fmt: skip
    result = withhold_groups(told, 5)
    assert result["n"].isna().tolist() == [False, True, True, False, False, False]
    assert result["share"].isna().tolist() == [False, True, True, False, False, False]
    assert result["flag"].tolist() == ["", "withheld", "withheld", "", "", ""]
    assert result["higher_than"].tolist() == ["B", "", "", "B", "", "–"]


@pytest.mark.parametrize(("minimum", "shown"), [(0, [0, 1, 4, 5]), (1, [1, 4, 5]), (5, [5]), (6, [])])
def test_means_of_too_few_services_are_withheld(minimum, shown):
    table = pd.DataFrame({"services": [0, 1, 4, 5], "verdict": "in step"}).assign(
        **dict.fromkeys(("confidence", "evidence", "gap", "low", "high"), 0.5)
    )
    result = withhold_services(table, minimum)
    assert result["services"].dropna().tolist() == shown
    hidden = result[result["services"].isna()]
    assert hidden[["confidence", "evidence", "gap", "low", "high"]].isna().all(axis=None)
    assert set(hidden["verdict"]) <= {"cannot be told"}
    assert (result.loc[result["services"].notna(), "gap"] == 0.5).all()
