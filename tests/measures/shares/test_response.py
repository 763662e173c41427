"""Response against a register, by hand."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cs_research.measures.shares.response import not_registered, response, with_register
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
