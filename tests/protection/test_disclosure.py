"""Rows that rest on too few answers are withheld whole."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.protection import withheld_items, withhold


def table(*bases):
    rows = [
        {"item": f"q{n}", "point": point, "n": base // 2, "base": base, "share": 0.5, "low": 0.1, "high": 0.9}
        for n, base in enumerate(bases)
        for point in ("a", "b")
    ]
    return pd.DataFrame(rows)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6), st.integers(0, 10))
def test_an_item_is_shown_whole_or_not_at_all(bases, minimum):
    result = withhold(table(*bases), minimum)
    for name, rows in result.groupby("item"):
        base = bases[int(name[1:])]
        hidden = 0 < base < minimum
        for column in ("n", "base", "share", "low", "high"):
            assert rows[column].isna().all() == hidden
    assert withheld_items(result) == tuple(f"q{n}" for n, base in enumerate(bases) if 0 < base < minimum)


def test_the_table_given_is_left_as_it_was():
    given_table = table(3)
    before = given_table.copy()
    withhold(given_table, 5)
    pd.testing.assert_frame_equal(given_table, before)


@pytest.mark.parametrize("minimum", [0, -1])
def test_no_minimum_withholds_nothing(minimum):
    assert withheld_items(withhold(table(1, 2), minimum)) == ()
