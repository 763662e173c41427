"""Signs of careless answering: what is flagged, what is not, and what cannot be told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.definitions.instrument import Instrument
from cs_research.errors import MeasureError
from cs_research.measures.scales.careless import FLAGS, Limits, careless_signs, careless_summary
from cs_research.records.responses import not_asked

POINTS = ["1", "2", "3", "4", "5", "unsure"]
NAMES = {str(place): f"p{place}" for place in range(1, 6)} | {"unsure": "unsure"}


def instrument(items):
    points = [{"id": f"p{place}", "label": f"Point {place}"} for place in range(1, 6)]
    points.append({"id": "unsure", "label": "Not sure", "absence": "dont_know"})
    return Instrument(
        type="instrument", id="x", version="1", title="X", source={"title": "t", "publisher": "p", "year": 2023},
        scales=[{"id": "s", "points": points}],
        items=[{"id": f"q{n}", "kind": "single", "text": f"Question {n}", "scale": "s", "source": "s"} for n in range(1, items + 1)],
    )  # fmt: skip


def framed(*people):
    """One respondent a string: a digit is a point, u not sure, a full stop a blank, - not asked."""
    states = {"u": "unsure", ".": None, "-": None} | {str(place): f"p{place}" for place in range(1, 6)}
    columns = {}
    for place in range(len(people[0])):
        marks = [person[place] for person in people]
        columns[f"q{place + 1}"] = pd.Categorical([states[mark] for mark in marks], categories=NAMES.values())
        if "-" in marks:
            columns[not_asked(f"q{place + 1}")] = [mark == "-" for mark in marks]
    return pd.DataFrame(columns)


def signs(*people, **options):
    items = len(people[0])
    return careless_signs(framed(*people), instrument(items), [f"q{n}" for n in range(1, items + 1)], **options)


def test_measures_of_each_respondent():
    # Curran (2016), p. 11, as in the tests of R's careless: the same point throughout, a rising pattern
    # twice, and two long strings of five
    table = signs("3333333333", "1234512345", "1111155555")
    assert table["longest_run"].tolist() == [10, 1, 5]
    # about the mean of 3: squares 2 * (4 + 1 + 0 + 1 + 4) = 20 and 10 * 4 = 40, over n - 1 = 9
    assert table["sd"].tolist() == pytest.approx([0, np.sqrt(20 / 9), np.sqrt(40 / 9)])
    assert table["straight"].tolist() == [True, False, False]
    assert table["blank"].tolist() == [0, 0, 0]
    assert table["answered"].tolist() == table["asked"].tolist() == [10, 10, 10]
    assert table["flag_run"].tolist() == [True, False, False]
    assert table["flags"].tolist() == [2, 0, 0]


@pytest.mark.parametrize(
    ("person", "longest"),
    [
        ("1122233", 3),
        ("3332233", 3),
        ("22.2233", 2),  # a blank ends a run
        ("22--233", 3),  # an item not asked is passed over
        ("2-.-233", 2),
        ("uuu2345", 3),  # "not sure" is a point like any other
        (".......", 0),
        ("-------", 0),
    ],
)
def test_the_longest_run(person, longest):
    assert signs(person)["longest_run"].item() == longest


def test_straight_answers_contradict_themselves_where_items_run_both_ways():
    table = signs("55555", "33333", "uuuuu", "55...", "5.5.5", "55554", reverse=["q2", "q4"])
    assert table["straight"].tolist() == [True, True, True, False, True, False]
    # the middle is its own mirror, and "not sure" has none; q1, q3 and q5 all run the same way
    assert table["contradictory"].tolist() == [True, False, False, False, False, False]
    assert table["flag_contradictory"].tolist() == [True, False, False, pd.NA, False, False]
    assert table["flag_straight"].tolist() == [True, True, True, pd.NA, True, False]


@pytest.mark.parametrize("reverse", [[], ["q1", "q2", "q3"]])
def test_without_items_of_both_directions_nothing_tells_a_contradiction(reverse):
    table = signs("555", "545", reverse=reverse)
    assert table["flag_contradictory"].isna().all()
    assert table["flag_straight"].tolist() == [True, False]


def test_blanks_are_counted_on_the_items_asked():
    table = signs("12345", "12...", "12.--", ".....", "-----")
    assert table["asked"].tolist() == [5, 5, 3, 5, 0]
    assert table["answered"].tolist() == [5, 2, 2, 0, 0]
    assert table["blank"].tolist() == pytest.approx([0, 3 / 5, 1 / 3, 1, np.nan], nan_ok=True)
    assert table["flag_blank"].tolist() == [False, True, False, True, pd.NA]
    assert signs("12345", "1234.", limits=Limits(blank=0.2))["flag_blank"].tolist() == [False, True]


def test_who_answered_nothing_has_no_flag_but_blanks():
    row = signs(".......").iloc[0]
    assert row["flags"] == 1
    assert np.isnan(row["sd"])
    assert [name for name in FLAGS if pd.notna(row[f"flag_{name}"])] == ["blank"]


@pytest.mark.parametrize(
    ("items", "run", "flagged"),
    [
        (5, None, pd.NA),  # the default is never below 6, which five items cannot reach
        (6, None, True),
        (12, None, True),
        (13, None, False),  # half of 13, rounded up, is 7
        (13, 6, True),
        (5, 3, True),
        (5, 6, pd.NA),
    ],
)
def test_the_limit_of_a_run(items, run, flagged):
    person = ("1" * 6 + "2345432")[:items]
    assert signs(person, limits=Limits(run=run))["flag_run"].tolist() == [flagged]


def test_even_answers_are_flagged_only_at_a_limit_that_was_given():
    # 2 and 3, twice each: sd is sqrt(4 * .25 / 3) = .577
    assert signs("2323", "1515")["flag_even"].isna().all()
    assert signs("2323", "1515", "2...", limits=Limits(even=0.6))["flag_even"].tolist() == [
        True,
        False,
        pd.NA,
    ]
    assert signs("2222", limits=Limits(even=0))["flag_even"].tolist() == [True]


def test_time_is_compared_with_the_items_it_was_spent_on():
    frame = framed("12345", "12345", "12345").assign(took=[9.9, 10, None])
    items = [f"q{n}" for n in range(1, 6)]
    table = careless_signs(frame, instrument(5), items, times="took")
    assert table["seconds_per_item"].tolist() == pytest.approx([1.98, 2, np.nan], nan_ok=True)
    assert table["flag_fast"].tolist() == [True, False, pd.NA]
    limited = careless_signs(frame, instrument(5), items, times="took", limits=Limits(timed=20, fast=0.5))
    assert limited["flag_fast"].tolist() == [True, False, pd.NA]
    assert signs("12345")["flag_fast"].isna().all()


def test_the_index_stays_and_nobody_is_left_out():
    frame = framed("111", "...", "123")
    frame.index = [40, 41, 42]
    table = careless_signs(frame, instrument(3), ["q1", "q2", "q3"])
    assert list(table.index) == [40, 41, 42]
    assert len(careless_signs(frame.iloc[:0], instrument(3), ["q1", "q2", "q3"])) == 0


def test_the_order_of_the_items_given_is_the_order_of_a_run():
    frame = framed("12121")
    table = careless_signs(frame, instrument(5), ["q1", "q3", "q5", "q2", "q4"])
    assert table["longest_run"].item() == 3


def test_the_summary_counts_flags_on_those_of_whom_they_could_be_told():
    table = careless_summary(signs("555555", "123451", "......", reverse=["q2"])).set_index("flag")
    assert list(table.index) == [*FLAGS, "any"]
    assert table.loc["run"].tolist() == [1, 2, 0.5]
    assert table.loc["contradictory"].tolist() == [1, 2, 0.5]
    assert table.loc["blank"].tolist() == pytest.approx([1, 3, 1 / 3])
    assert table.loc["any"].tolist() == pytest.approx([2, 3, 2 / 3])
    assert table.loc["fast", ["n", "determined"]].tolist() == [0, 0]
    assert np.isnan(table.loc["fast", "share"])


def test_the_summary_of_nobody():
    nobody = careless_signs(framed("123").iloc[:0], instrument(3), ["q1", "q2", "q3"])
    table = careless_summary(nobody)
    assert set(table["n"]) == set(table["determined"]) == {0}
    assert table["share"].isna().all()


@given(st.lists(st.text("12345u.-", min_size=4, max_size=4), min_size=1, max_size=8), st.randoms())
def test_respondents_do_not_touch_each_other(people, random):
    together = signs(*people)
    order = list(range(len(people)))
    random.shuffle(order)
    shuffled = signs(*[people[place] for place in order])
    back = shuffled.iloc[np.argsort(order)].reset_index(drop=True)
    pd.testing.assert_frame_equal(back, together)
    assert (together["longest_run"] <= together["answered"]).all()
    assert (together["answered"] <= together["asked"]).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"times": "tok"}, "times must be a column of the frame, got 'tok'.\n  Hint: did you mean 'took'"),
        ({"times": "word"}, "times in 'word' must be seconds, 0 or more, got "),
        ({"times": "back"}, "times in 'back' must be seconds, 0 or more, got one below 0"),
        ({"reverse": ["q9"]}, "reversed item must be among the items, got 'q9'"),
    ],
)
def test_what_is_asked_for_wrongly_is_rejected(options, message):
    frame = framed("123").assign(took=9, word="nine", back=-1)
    with pytest.raises(MeasureError) as raised:
        careless_signs(frame, instrument(3), ["q1", "q2", "q3"], **options)
    assert message in str(raised.value)


def test_limits_must_be_possible():
    with pytest.raises(MeasureError) as raised:
        Limits(run=0, even=-1, blank=float("nan"), fast=-2, timed=0)
    assert len(raised.value.faults) == 5
    assert "limit 'run' must be 1 or more, got 0" in str(raised.value)


def test_the_answers_of_a_real_survey_are_flagged_in_part(shared):
    # psych's bfi, A1 to A5 with A1 reversed; counted by the loop below
    table = pd.read_csv(shared("data/spss/psych/bfi.csv"))[["A1", "A2", "A3", "A4", "A5"]]
    table = table.where(table < 6)  # the scale of this test has five points; the sixth is a blank here
    frame = pd.DataFrame(
        {f"q{place}": table[name].map(lambda n: f"p{n:.0f}", na_action="ignore") for place, name in enumerate(table, 1)}
    )  # fmt: skip
    found = careless_signs(frame, instrument(5), list(frame.columns), reverse=["q1"])
    straight = contradictory = 0
    for person in table.to_numpy():
        given = [answer for answer in person if answer == answer]
        if len(given) >= 3 and len(set(given)) == 1:
            straight += 1
            contradictory += person[0] == person[0] and given[0] != 3
    assert straight > 0
    assert (found["straight"].sum(), found["contradictory"].sum()) == (straight, contradictory)
