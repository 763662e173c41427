"""Counting: every respondent stands in one place, and two tallies add."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.definitions.instrument import Instrument
from cs_research.errors import MeasureError
from cs_research.measures.counts.tally import tally

POINTS = ("low", "middle", "high")
ITEMS = {"q": POINTS}


def framed(answers, **columns):
    return pd.DataFrame({"q": pd.Categorical(answers, categories=POINTS, ordered=True), **columns})


def test_a_point_that_nobody_chose_has_its_row_with_0():
    table = tally(framed(["low", "high", "high", None]), ITEMS)
    assert list(table.index) == [("q", "all", point) for point in POINTS]
    assert list(table["n"]) == [1, 0, 2]
    assert set(table["answered"]) == {3}
    assert set(table["blank"]) == {1}


def test_groups_and_weights():
    frame = framed(["low", "low", "high", "high"], g=["a", "b", "b", None], w=[1.0, 2.0, 0.5, 3.0])
    table = tally(frame, ITEMS, group="g", weight="w")
    assert list(table.index.get_level_values("group").unique()) == ["a", "b", "(no group)"]
    assert list(table["n"]) == [1, 0, 0, 1, 0, 1, 0, 0, 1]
    assert list(table["weighted_n"]) == [1, 0, 0, 2, 0, 0.5, 0, 0, 3]
    assert list(table["squared_weights"]) == [1, 0, 0, 4, 0, 0.25, 0, 0, 9]


def test_a_choose_all_item_is_counted_on_those_who_answered():
    instrument = Instrument(
        type="instrument", id="x", version="1", title="X", source={"title": "t", "publisher": "p", "year": 2023},
        items=[{"id": "m", "kind": "multiple", "text": "M", "source": "s",
                "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]}],
    )  # fmt: skip
    frame = pd.DataFrame(
        {
            "m.a": pd.array([True, True, None, None], dtype="boolean"),
            "m.b": pd.array([False, True, None, None], dtype="boolean"),
            "m.not_asked": [False, False, False, True],
        }
    )
    table = tally(frame, instrument)
    assert list(table["n"]) == [2, 1]
    assert set(table["answered"]) == {2}
    assert set(table["blank"]) == {1}
    assert set(table["not_asked"]) == {1}


def test_those_not_asked_are_not_blank():
    table = tally(framed(["low", None, None], **{"q.not_asked": [False, True, False]}), ITEMS)
    assert (table["answered"].iloc[0], table["blank"].iloc[0], table["not_asked"].iloc[0]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("frame", "keywords", "message"),
    [
        (
            pd.DataFrame({"q": ["low", "hgih"]}),
            {},
            "point of 'q' must be 'low', 'middle' or 'high', got 'hgih'",
        ),
        (pd.DataFrame({"r": ["low"]}), {}, "item must be a column of the frame, got 'q'"),
        (framed(["low"]), {"group": "g"}, "group must be a column of the frame, got 'g'"),
        (framed(["low"], w=[-1.0]), {"weight": "w"}, "weights in 'w' must be numbers of 0 or more, got 1"),
    ],
)
def test_what_cannot_be_counted_is_an_error_never_a_shift(frame, keywords, message):
    with pytest.raises(MeasureError, match=message):
        tally(frame, ITEMS, **keywords)


answers = st.lists(
    st.tuples(st.sampled_from([*POINTS, None]), st.sampled_from("ab")), min_size=1, max_size=60
)


def made(rows):
    return framed([row[0] for row in rows], g=pd.Categorical([row[1] for row in rows], categories=list("ab")))


@given(answers, answers)
def test_adding_tallies_equals_tallying_together(first, second):
    together = tally(made(first + second), ITEMS, group="g")
    pd.testing.assert_frame_equal(
        tally(made(first), ITEMS, group="g") + tally(made(second), ITEMS, group="g"), together
    )


@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_respondents_makes_no_difference(rows, random):
    shuffled = rows[:]
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(
        tally(made(rows), ITEMS, group="g"), tally(made(shuffled), ITEMS, group="g")
    )


@given(answers)
def test_every_respondent_stands_in_one_place(rows):
    table = tally(made(rows), ITEMS)
    first = table.iloc[0]
    assert table["n"].sum() == first["answered"]
    assert first["answered"] + first["blank"] + first["not_asked"] == len(rows)


def test_more_rows_than_a_block_are_counted_like_pandas_counts_them():
    draw = np.random.default_rng(1)
    frame = framed(draw.choice(POINTS, 150_000), w=draw.random(150_000))
    table = tally(frame, ITEMS, weight="w").droplevel(["item", "group"])
    assert table["n"].to_dict() == frame["q"].value_counts().to_dict()
    expected = frame.groupby("q", observed=False)["w"].sum()
    assert np.allclose(table["weighted_n"], expected.loc[list(POINTS)])
