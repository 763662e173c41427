"""Weighted tables of groups by points: by hand, from respondents as R's survey has it, and without weights."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cs_research.errors import MeasureError
from cs_research.measures.comparison.rao_scott import rao_scott
from cs_research.measures.counts.tally import tally


def test_smokers_without_weights_come_out_as_in_r():
    # R ?prop.test, Fleiss (1981) p. 139: smokers 83, 90, 129, 70 of 86, 93, 136, 82: 12.6004 on 3, p = .005585
    n = [[83, 3], [90, 3], [129, 7], [70, 12]]
    row = rao_scott(n, n, n).iloc[0]
    for statistic, p in (("pearson", "p_pearson"), ("chi_squared", "p_chi_squared")):
        assert row[statistic] == pytest.approx(12.6004, abs=5e-5)
        assert row[p] == pytest.approx(0.005585, abs=5e-7)
    assert row["df"] == 3
    assert row["f"] == pytest.approx(row["pearson"] / 3)
    assert (row["df1"], row["df2"]) == pytest.approx((3, 3 * 396))


def test_two_by_two_by_hand():
    # cells of respondents with weights 1 and 3; 2; 2; 1 and 1: six in all
    row = rao_scott([[2, 1], [1, 2]], [[4, 2], [2, 2]], [[10, 4], [4, 2]]).iloc[0]
    # shares .4, .2, .2, .2 against .36, .24, .24, .16: 6 * .0016 * (1/.36 + 2/.24 + 1/.16) = 1/6
    assert row["pearson"] == pytest.approx(1 / 6)
    # one contrast (1, -1, -1, 1): design effect 6 * (10/16 + 4/4 + 4/4 + 2/4) / (10 * (1/4 + 3/2)) = 15/14
    assert row["chi_squared"] == pytest.approx(14 / 90)
    assert row[["f", "df", "df1", "df2"]].tolist() == pytest.approx([14 / 90, 1, 1, 5])
    assert row["p"] == pytest.approx(stats.f.sf(14 / 90, 1, 5))
    assert row["p_chi_squared"] == pytest.approx(stats.chi2.sf(14 / 90, 1))
    assert row["effect"] == pytest.approx(1 / 6)


def respondents(seed=2, n=200):
    draw = np.random.default_rng(seed)
    return pd.DataFrame({"g": draw.choice(list("abc"), n), "q": draw.choice(list("wxyz"), n), "w": draw.gamma(2, 1, n)})


def unstacked(frame):
    counted = tally(frame, {"q": list("wxyz")}, group="g", weight="w").table.loc["q"]
    return [counted[name].unstack()[list("wxyz")] for name in ("n", "weighted_n", "squared_weights")]


def test_from_sums_as_from_respondents():
    # the way of R's survey 4.5: svychisq(~g + q, svydesign(ids = ~1, weights = ~w)), worked out respondent by
    # respondent with its covariance of cell shares and its residual contrasts
    frame = respondents()
    cell = frame["g"].map({"a": 0, "b": 4, "c": 8}) + frame["q"].map(dict(zip("wxyz", range(4), strict=True)))
    w, y, n = frame["w"].to_numpy(), np.eye(12)[cell], len(frame)
    p = w @ y / w.sum()
    scores = w[:, None] * (y - p) / w.sum()
    v = n / (n - 1) * scores.T @ scores
    rows, columns = np.repeat(np.arange(3), 4), np.tile(np.arange(4), 3)
    effects = np.column_stack([np.ones(12), *(rows == at for at in (1, 2)), *(columns == at for at in (1, 2, 3))])
    both = np.column_stack([(rows == i) & (columns == j) for i in (1, 2) for j in (1, 2, 3)]).astype(float)
    x = both - effects @ np.linalg.lstsq(effects, both, rcond=None)[0]
    over = x / p[:, None]
    delta = np.linalg.solve(x.T @ over / n, over.T @ v @ over)
    shares = p.reshape(3, 4)
    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    pearson = n * ((shares - expected) ** 2 / expected).sum()
    row = rao_scott(*unstacked(frame), unbiased=True).iloc[0]
    assert row["pearson"] == pytest.approx(pearson)
    assert row["f"] == pytest.approx(pearson / np.trace(delta))
    assert row["df1"] == pytest.approx(np.trace(delta) ** 2 / np.trace(delta @ delta))
    assert row["df2"] == pytest.approx(199 * row["df1"])
    plain = rao_scott(*unstacked(frame)).iloc[0]
    assert row["f"] == pytest.approx(plain["f"] * 199 / 200)
    assert row["df1"] == pytest.approx(plain["df1"])


tables = st.integers(2, 4).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 9), min_size=size, max_size=size), min_size=2, max_size=4)
)


def dense(n):
    n = np.array(n)
    return n[n.sum(axis=1) > 0][:, n.sum(axis=0) > 0]


@given(tables, st.sampled_from([1.0, 0.25, 3.0]))
def test_one_weight_for_all_is_pearson(n, weight):
    n = np.array(n)
    row = rao_scott(n, n * weight, n * weight**2).iloc[0]
    if min(dense(n).shape) > 1:
        expected = stats.chi2_contingency(dense(n), correction=False)
        assert row["pearson"] == pytest.approx(expected.statistic, abs=1e-9)
        assert row["chi_squared"] == pytest.approx(expected.statistic, rel=1e-6, abs=1e-9)
        assert row["df1"] == pytest.approx(row["df"], rel=1e-6)
        assert row["p_pearson"] == pytest.approx(expected.pvalue, abs=1e-9)
    else:
        assert row["note"]


@given(st.integers(0, 50), st.randoms(use_true_random=False))
def test_the_order_of_groups_and_points_does_not_matter(seed, random):
    n, w, squares = (table.to_numpy() for table in unstacked(respondents(seed, 80)))
    groups, points = list(range(len(n))), list(range(n.shape[1]))
    random.shuffle(groups)
    random.shuffle(points)
    one = rao_scott(n, w, squares).iloc[0]
    other = rao_scott(*(table[groups][:, points] for table in (n, w, squares))).iloc[0]
    assert one[["pearson", "f", "df1", "p"]].tolist() == pytest.approx(other[["pearson", "f", "df1", "p"]].tolist())


def test_identical_groups_are_not_apart():
    n = [[5, 3, 2], [5, 3, 2]]
    row = rao_scott(n, n, n).iloc[0]
    assert (row["pearson"], row["p"], row["effect"]) == pytest.approx((0, 1, 0))


def test_what_cannot_be_told_has_a_reason():
    n = pd.DataFrame([[3, 0], [0, 0], [2, 0]], index=["a", "b", "c"])
    row = rao_scott(n, n, n).iloc[0]
    assert row["note"] == "all gave the same answer; no answers from 'b'"
    assert (row["groups"], row["points"], row["pearson"], row["p"]) == (2, 1, 0, 1)
    row = rao_scott(n[:2], n[:2], n[:2]).iloc[0]
    assert row["note"] == "fewer than two groups with answers; no answers from 'b'"
    assert row[["pearson", "f", "p"]].isna().all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ([[1, 2]], [[1, 2]], [[1]]),
            "tables must be of one shape, groups by points, got '1 by 2', '1 by 2' and '1 by 1'",
        ),
        (([1, 2], [1, 2], [1, 2]), "tables must be of one shape, groups by points"),
        (([[1, -2], [1, 1]], [[1, 1]] * 2, [[1, 1]] * 2), "tables must hold numbers of 0 or more, got -2"),
        (
            ([[1, 0], [1, 1]], [[1, 1]] * 2, [[1, 1]] * 2),
            "weights must be those of the respondents in the cell",
        ),
    ],
)
def test_what_is_no_table_is_rejected(arguments, message):
    with pytest.raises(MeasureError, match=message):
        rao_scott(*arguments)
