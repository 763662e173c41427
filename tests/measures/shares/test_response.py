"""Response against a register, by hand."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.definitions import load_instrument
from cs_research.errors import MeasureError
from cs_research.measures.shares.response import (
    answers_by_day,
    composition,
    not_registered,
    response,
    with_register,
    worst_case,
)
from cs_research.records.register import Register


def register(*rows):
    table = pd.DataFrame(rows, columns=["service", "region"])
    table["region"] = pd.Categorical(table["region"], categories=["north", "south", "west"], ordered=True)
    return Register("register.csv", table, ("region",))


REGISTER = register(("A", "north"), ("B", "north"), ("C", "south"), ("D", None))


def test_each_group_has_its_rate_and_nobody_is_lost():
    table = response(REGISTER, ["a ", "B", "D", "stranger", None])
    assert table.fillna(-1).values.tolist() == [
        ["all", "all", 4, 3, 1, 0.75],
        ["region", "north", 2, 2, 0, 1.0],
        ["region", "south", 1, 0, 1, 0.0],
        ["region", "west", 0, 0, 0, -1],
        ["region", "(no group)", 1, 1, 0, 1.0],
    ]


def test_who_is_not_in_the_register_is_named_as_they_named_themselves():
    assert not_registered(REGISTER, ["a", "Stranger ", None]) == ["Stranger ", ""]


def test_answers_take_the_registers_groups_and_strangers_have_none():
    frame = pd.DataFrame({"service": ["b", "C", "Stranger", None], "region": ["south"] * 4})
    placed = with_register(frame, REGISTER, "service")
    assert placed["region"].astype(object).fillna("none").tolist() == ["north", "south", "none", "none"]
    assert list(placed["region"].cat.categories) == ["north", "south", "west"]
    assert list(frame["region"]) == ["south"] * 4


@given(st.lists(st.sampled_from(["A", "b", "C", "x", "D "]), max_size=8))
def test_groups_add_to_all(services):
    table = response(REGISTER, services)
    for name in ("invited", "answered", "unanswered"):
        assert table[name].iloc[1:].sum() == table[name].iloc[0]


INSTRUMENT = load_instrument("yjs-survey/2022")


def knowledge(*answers):
    points = [point.id for point in INSTRUMENT.scale_of(INSTRUMENT.item("knowledge")).points]
    return pd.DataFrame({"knowledge": pd.Categorical(answers, categories=points, ordered=True)})


def test_53_of_57_of_157_is_between_34_and_97_per_cent():
    frame = knowledge(*["good"] * 53, *["poor"] * 4)
    (row,) = worst_case(frame, INSTRUMENT, 157).to_dict("records")
    assert (row["n"], row["base"], row["silent"], row["size"]) == (53, 57, 100, 157)
    assert row["low"] == pytest.approx(53 / 157)
    assert row["high"] == pytest.approx(153 / 157)
    assert row["share"] == pytest.approx(53 / 57)


def test_a_blank_answer_is_silent_too_and_nobody_asked_has_no_share():
    table = worst_case(knowledge("good", None, "poor"), INSTRUMENT, 4)
    assert table[["n", "base", "silent", "size", "low", "high"]].values.tolist() == [[1, 2, 2, 4, 0.25, 0.75]]
    (row,) = worst_case(knowledge(None), INSTRUMENT, 2).to_dict("records")
    assert (row["low"], row["high"]) == (0, 1)
    assert row["share"] != row["share"]


def test_an_answer_outside_the_base_is_in_no_denominator():
    scales = tuple(
        scale.model_copy(
            update={"points": tuple(p.model_copy(update={"drawn": False}) if p.absence else p for p in scale.points)}
        )
        for scale in INSTRUMENT.scales
    )
    instrument = INSTRUMENT.model_copy(update={"scales": scales})
    points = [point.id for point in instrument.scale_of(instrument.item("local_work")).points]
    frame = pd.DataFrame({"local_work": pd.Categorical(["a_lot", "not_sure", "none"], categories=points)})
    table = worst_case(frame, instrument, 5)
    assert table[["n", "base", "silent", "size", "low", "high"]].values.tolist() == [[1, 2, 2, 4, 0.25, 0.75]]


def test_a_question_asked_of_some_only_has_no_bounds():
    frame = knowledge("good", None).assign(**{"knowledge.not_asked": [False, True]})
    assert worst_case(frame, INSTRUMENT, 4).empty


def test_more_answers_than_services_are_refused():
    with pytest.raises(MeasureError, match="be at least the number of services that answered, got 1, with 2"):
        worst_case(knowledge("good", "poor"), INSTRUMENT, 1)


@given(st.lists(st.sampled_from(["good", "poor", None]), min_size=1, max_size=8), st.integers(0, 6))
def test_bounds_hold_whatever_the_others_would_have_said(answers, more):
    (row,) = worst_case(knowledge(*answers), INSTRUMENT, len(answers) + more).to_dict("records")
    silent = more + answers.count(None)
    for would in range(silent + 1):
        share = (answers.count("good") + would) / (len(answers) + more)
        assert row["low"] - 1e-12 <= share <= row["high"] + 1e-12


def test_who_answered_beside_the_register():
    frame = pd.DataFrame(
        {"service": list("ABCD"), "region": pd.Categorical(["n", "n", "s", None], categories=["n", "s"])}
    )
    table = composition(Register("r.csv", frame, ("region",)), ["a", "B YJS"])
    assert table["group"].tolist() == ["n", "s", "(no group)"]
    assert table["answered_share"].tolist() == [1, 0, 0]
    assert table["invited_share"].tolist() == [0.5, 0.25, 0.25]
    assert table["difference"].tolist() == [50, -25, -25]
    nobody = composition(Register("r.csv", frame, ("region",)), [])
    assert nobody["answered_share"].isna().all()


def test_days_without_an_answer_are_there_and_totals_add_up():
    table = answers_by_day([date(2026, 5, 3), date(2026, 5, 1), date(2026, 5, 3)])
    assert table.values.tolist() == [["2026-05-01", 1, 1], ["2026-05-02", 0, 1], ["2026-05-03", 2, 3]]
    assert answers_by_day([]).empty
