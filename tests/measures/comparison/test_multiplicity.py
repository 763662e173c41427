"""Many p values: Holm within a question, Benjamini and Hochberg across a report."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from cs_research.errors import MeasureError
from cs_research.measures.comparison.multiplicity import adjust_p

TABLE = pd.DataFrame({"item": ["a", "b", "a", "b", "a"], "p": [0.04, 0.02, 0.01, np.nan, 0.03]}, index=[9, 8, 7, 6, 5])


def test_holm_counts_the_tests_of_a_question_and_bh_those_of_the_report():
    table = adjust_p(TABLE)
    # a: .01 * 3, .03 * 2, .04 * 1 but no less than .06; b: one test alone
    assert table["p_holm"].tolist()[:3] == pytest.approx([0.06, 0.02, 0.03])
    assert table["p_holm"].iloc[4] == pytest.approx(0.06)
    # .01 * 4/1, .02 * 4/2, .03 * 4/3, .04 * 4/4
    assert table["p_bh"].tolist()[:3] == pytest.approx([0.04, 0.04, 0.04])
    assert table["p_bh"].iloc[4] == pytest.approx(0.04)


def test_order_index_and_what_is_missing_stay():
    table = adjust_p(TABLE)
    assert list(table.index) == [9, 8, 7, 6, 5]
    pd.testing.assert_frame_equal(table[["item", "p"]], TABLE)
    assert table[["p_holm", "p_bh"]].iloc[3].isna().all()


def test_r_p_adjust():
    # R: p.adjust(c(.01, .02, .03, .04, .05), "BH") gives .05 five times, "holm" .05, .08, .09, .09, .09
    table = adjust_p(pd.DataFrame({"p": [0.01, 0.02, 0.03, 0.04, 0.05]}), within=None)
    assert table["p_bh"].tolist() == pytest.approx([0.05] * 5)
    assert table["p_holm"].tolist() == pytest.approx([0.05, 0.08, 0.09, 0.09, 0.09])


def test_families_by_several_columns_and_another_name():
    table = pd.DataFrame({"item": ["a", "a"], "group": ["x", None], "q": [0.02, 0.04]})
    found = adjust_p(table, "q", within=["item", "group"], across="item")
    assert found["p_holm"].tolist() == [0.02, 0.04]
    assert found["p_bh"].tolist() == pytest.approx([0.04, 0.04])


def test_nothing_to_adjust_is_no_error():
    empty = adjust_p(TABLE.iloc[:0])
    assert list(empty.columns) == ["item", "p", "p_holm", "p_bh"]
    assert adjust_p(TABLE.assign(p=np.nan))[["p_holm", "p_bh"]].isna().all().all()
    assert adjust_p(TABLE.assign(p=pd.array([None] * 5, dtype="Float64")))["p_bh"].isna().all()


@pytest.mark.parametrize(
    ("arguments", "found", "meant"),
    [
        ({"p": "pp"}, "'pp'", "'p'"),
        ({"within": "itme"}, "'itme'", "'item'"),
    ],
)
def test_columns_that_are_not_there_are_rejected(arguments, found, meant, check_faults):
    with pytest.raises(MeasureError) as caught:
        adjust_p(TABLE, **arguments)
    check_faults(caught, ("adjust_p", "column must be in the table", f"got {found}", f"did you mean {meant}?"))


def test_a_p_above_1_is_rejected():
    with pytest.raises(MeasureError, match=r"'p' must lie between 0 and 1, got 1\.5"):
        adjust_p(TABLE.assign(p=[0, 1, 1.5, 0, 0]))


ps = st.lists(st.floats(0, 1), min_size=1, max_size=20)


@given(ps)
def test_no_p_gets_smaller_and_bh_is_never_stricter_than_holm(values):
    table = adjust_p(pd.DataFrame({"p": values}), within=None)
    assert (table["p_holm"] >= table["p"] - 1e-12).all()
    assert (table["p_bh"] >= table["p"] - 1e-12).all()
    assert (table["p_bh"] <= table["p_holm"] + 1e-12).all()
    assert table["p_holm"].max() <= 1


@given(ps)
@settings(max_examples=20)
def test_both_are_those_of_statsmodels(values):
    table = adjust_p(pd.DataFrame({"p": values}), within=None)
    for name, method in (("p_holm", "holm"), ("p_bh", "fdr_bh")):
        assert np.allclose(table[name], multipletests(values, method=method)[1])


@given(ps, st.randoms(use_true_random=False))
def test_the_order_of_tests_does_not_matter(values, random):
    table = pd.DataFrame({"p": values})
    order = list(table.index)
    random.shuffle(order)
    one, other = adjust_p(table, within=None), adjust_p(table.loc[order], within=None)
    assert np.allclose(one.loc[order, ["p_holm", "p_bh"]], other[["p_holm", "p_bh"]])
