"""Groups compared by ranks, against R and scipy, and by properties that any such comparison has."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cs_research.errors import MeasureError
from cs_research.measures.comparison.ordinal_tests import (
    dunn,
    kruskal_wallis,
    mann_whitney,
    pairwise_mann_whitney,
    superiority_interval,
)

#: Ozone by month: daily means of New York, May to September 1973, as in R's airquality (public domain).
OZONE = {
    5: "41 36 12 18 28 23 19 8 7 16 11 14 18 14 34 6 30 11 1 11 4 32 23 45 115 37",
    6: "29 71 39 23 21 37 20 12 13",
    7: "135 49 32 64 40 77 97 97 85 10 27 7 48 35 61 79 63 16 80 108 20 52 82 50 64 59",
    8: "39 9 16 78 35 66 122 89 110 44 28 65 22 59 23 31 44 21 9 45 168 73 76 118 84 85",
    9: "96 78 73 91 47 32 20 23 21 24 44 21 28 9 13 46 18 13 24 16 13 23 36 7 14 30 14 18 20",
}


@pytest.fixture(scope="module")
def ozone():
    rows = [(month, int(value)) for month, text in OZONE.items() for value in text.split()]
    table = pd.DataFrame(rows, columns=["month", "value"])
    return pd.crosstab(table["month"], table["value"])


# --- two groups


def test_two_months_of_ozone_come_out_as_in_r(ozone):
    # R: wilcox.test(Ozone ~ Month, data = airquality, subset = Month %in% c(5, 8)): W = 127.5, p-value = 0.0001208
    row = mann_whitney(ozone.loc[5], ozone.loc[8]).iloc[0]
    assert (row["n"], row["other_n"], row["u"], row["method"], row["note"]) == (26, 26, 127.5, "normal", "")
    assert row["p"] == pytest.approx(0.0001208, abs=5e-8)
    assert row["superiority"] == pytest.approx(127.5 / 26**2)
    assert row["delta"] == pytest.approx(2 * 127.5 / 26**2 - 1)
    assert row["delta_low"] == pytest.approx(2 * row["low"] - 1)


def test_permeability_is_exact_as_in_r():
    # R ?wilcox.test, Hollander and Wolfe (1973) p. 69f: W = 35, and .2544 two-sided (.1272 one-sided)
    x = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    y = [1.15, 0.88, 0.90, 0.74, 1.21]
    points = sorted(x + y)
    counts = ([point in x for point in points], [point in y for point in points])
    row = mann_whitney(*counts).iloc[0]
    assert (row["u"], row["method"]) == (35, "exact")
    assert row["p"] == pytest.approx(0.2544, abs=5e-5)
    plain = mann_whitney(*counts, method="normal").iloc[0]
    assert plain["method"] == "normal"
    assert plain["p"] == pytest.approx(stats.mannwhitneyu(x, y, method="asymptotic").pvalue)


def test_superiority_is_the_share_of_pairs():
    # R ?statpsych::ci.mann documents an estimate of .795 for these scores
    y2 = [36, 44, 47, 42, 49, 39, 46, 31, 33, 48]
    y1 = [32, 39, 26, 35, 43, 27, 40, 37, 34, 29]
    counts = [np.bincount(scores, minlength=50) for scores in (y2, y1)]
    assert mann_whitney(*counts)["superiority"].item() == pytest.approx(0.795)


def test_without_continuity_correction_by_hand():
    # U = 2 * 1/2 + 1 * (1 + 2/2); three are tied at either point
    row = mann_whitney([2, 1], [1, 2], correction=False).iloc[0]
    assert row["u"] == 3.0
    # mean 4.5, variance 9/12 * (7 - 48/30) = 4.05
    assert row["z"] == pytest.approx(-1.5 / 4.05**0.5)
    assert mann_whitney([2, 1], [1, 2])["z"].item() == pytest.approx(-1 / 4.05**0.5)


vectors = st.lists(st.integers(0, 8), min_size=2, max_size=6)
pairs_of_vectors = (
    st.integers(2, 6)
    .flatmap(lambda size: st.tuples(*[st.lists(st.integers(0, 8), min_size=size, max_size=size)] * 2))
    .filter(lambda pair: sum(pair[0]) and sum(pair[1]))
)


@given(pairs_of_vectors, st.booleans())
def test_counts_give_what_respondents_give_scipy(pair, correction):
    x, y = (np.repeat(np.arange(len(counts)), counts) for counts in pair)
    row = mann_whitney(*pair, method="normal", correction=correction).iloc[0]
    assert row["u"] == stats.mannwhitneyu(x, y).statistic
    if len({*x, *y}) > 1:
        expected = stats.mannwhitneyu(x, y, method="asymptotic", use_continuity=correction)
        assert row["p"] == pytest.approx(expected.pvalue)
    else:
        assert (row["p"], row["superiority"], row["note"]) == (1, 0.5, "all gave the same answer")


@given(pairs_of_vectors)
def test_groups_swapped_mirror(pair):
    one, other = (mann_whitney(*both).iloc[0] for both in (pair, pair[::-1]))
    assert one["p"] == pytest.approx(other["p"])
    assert one["z"] == pytest.approx(-other["z"])
    assert one["superiority"] == pytest.approx(1 - other["superiority"])
    assert (one["low"], one["high"]) == pytest.approx((1 - other["high"], 1 - other["low"]), abs=1e-9)
    assert one["delta"] == pytest.approx(-other["delta"])


@given(vectors.filter(sum))
def test_identical_groups_are_not_apart(counts):
    row = mann_whitney(counts, counts).iloc[0]
    assert (row["p"], row["superiority"]) == (1, pytest.approx(0.5))
    assert row["low"] < 0.5 < row["high"]


@given(st.integers(0, 20), st.integers(1, 20), st.integers(1, 20), st.floats(0.5, 0.99))
def test_the_interval_holds_the_share_and_stays_a_share(u, n, m, level):
    share = min(u, n * m) / (n * m)
    low, high = superiority_interval(share, n, m, level=level)
    assert 0 <= low <= share <= high <= 1
    assert low < high


def test_the_interval_by_hand_at_the_ends():
    # one against one: (1 - t)^2 = z^2 t (1 - t), so t = 1 / (1 + z^2)
    z2 = stats.norm.ppf(0.975) ** 2
    assert superiority_interval(1, 1, 1) == pytest.approx((1 / (1 + z2), 1))
    assert superiority_interval(0, 1, 1) == pytest.approx((0, z2 / (1 + z2)))


def test_the_interval_solves_newcombes_equation():
    low, high = superiority_interval(0.8, 20, 37)
    z = stats.norm.ppf(0.975)
    for end in (low, high):
        variance = end * (1 - end) * (1 + 27.5 * ((1 - end) / (2 - end) + end / (1 + end))) / (20 * 37)
        assert abs(0.8 - end) == pytest.approx(z * variance**0.5)


def test_an_empty_group_has_its_row_and_its_reason():
    table = mann_whitney([[0, 0], [1, 2]], [[1, 1], [2, 1]])
    assert table["note"].tolist() == ["a group without answers", ""]
    assert table.loc[0, ["u", "z", "p", "superiority", "low", "high", "delta"]].isna().all()
    assert table.loc[0, "method"] == ""


@pytest.mark.parametrize(
    ("arguments", "keywords", "message"),
    [
        (([1, 2], [1, 2, 3]), {}, "counts must have the same points in both groups, got 2 and 3"),
        (([1, -2], [1, 2]), {}, "counts must be integers of 0 or more, got -2"),
        (([1, 0.5], [1, 2]), {}, "counts must be integers of 0 or more, got 0.5"),
        (([1, 2], [1, 2]), {"method": "exact"}, "method must be 'auto' or 'normal' with ties, got 'exact'"),
        (([1, 2], [1, 2]), {"method": "fast"}, "method must be 'auto', 'exact' or 'normal', got 'fast'"),
        (([1, 2], [1, 2]), {"level": 95}, "level must lie between 0 and 1, got 95"),
    ],
)
def test_what_is_no_pair_of_counts_is_rejected(arguments, keywords, message):
    with pytest.raises(MeasureError, match=message):
        mann_whitney(*arguments, **keywords)


# --- more groups


def test_ozone_by_month_comes_out_as_in_r(ozone):
    # R: kruskal.test(Ozone ~ Month, data = airquality)
    row = kruskal_wallis(ozone).iloc[0]
    assert row[["groups", "n", "df"]].tolist() == [5, 116, 4]
    assert row["h"] == pytest.approx(29.266576, abs=5e-7)
    assert row["p"] == pytest.approx(6.900714e-06, rel=1e-7)
    assert row["epsilon_squared"] == pytest.approx(29.266576 / 115)


def test_pairs_of_months_come_out_as_in_r(ozone):
    # R: pairwise.wilcox.test(airquality$Ozone, airquality$Month), with Holm's correction
    table = pairwise_mann_whitney(ozone).set_index(["group", "other"])
    assert table.loc[("5", "7"), "p_holm"] == pytest.approx(0.00029964, abs=5e-9)
    assert table.loc[("5", "8"), "p_holm"] == pytest.approx(0.00108727, abs=5e-9)
    printed = [0.5775, 0.0003, 0.0011, 0.4744, 0.0848, 0.1295, 1.0, 1.0, 0.0060, 0.0227]
    assert table["p_holm"].tolist() == pytest.approx(printed, abs=5e-5)


def test_dunns_z_by_hand():
    table = dunn([[3, 0], [1, 1], [1, 3], [0, 0]])
    # 5 low: rank 3; 4 high: rank 7.5. Mean ranks 3, 5.25, 6.375. s^2 = (729 - 9 - 120 - 60) / 96
    assert table["mean_rank"].tolist()[:2] == [3, 3]
    assert table["other_mean_rank"].tolist()[:2] == [5.25, 6.375]
    assert table["z"].tolist()[0] == pytest.approx((3 - 5.25) / (5.625 * (1 / 3 + 1 / 2)) ** 0.5)
    assert table["z"].tolist()[1] == pytest.approx((3 - 6.375) / (5.625 * (1 / 3 + 1 / 4)) ** 0.5)
    assert table["p"].tolist()[1] == pytest.approx(2 * stats.norm.sf(3.375 / (5.625 * 7 / 12) ** 0.5))
    assert table["p_holm"].max() <= 1
    assert table.loc[table["other"] == "4", "note"].tolist() == ["a group without answers"] * 3
    assert table.loc[table["other"] == "4", ["z", "p", "p_holm"]].isna().all().all()


def test_dunn_and_kruskal_wallis_agree_on_two_groups():
    counts = [[4, 1, 2], [1, 5, 3]]
    assert dunn(counts)["z"].item() ** 2 == pytest.approx(kruskal_wallis(counts)["h"].item())


tables = st.integers(2, 5).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 6), min_size=size, max_size=size).filter(sum), min_size=2, max_size=4)
)


@given(tables)
def test_kruskal_wallis_of_counts_is_that_of_respondents(counts):
    samples = [np.repeat(np.arange(len(row)), row) for row in counts]
    row = kruskal_wallis(counts).iloc[0]
    if len({answer for group in samples for answer in group}) == 1:
        assert (row["h"], row["p"], row["epsilon_squared"]) == (0, 1, 0)
        assert row["note"] == "all gave the same answer"
    else:
        expected = stats.kruskal(*samples)
        assert row["h"] == pytest.approx(expected.statistic, abs=1e-9)
        p = expected.pvalue if expected.statistic > 1e-12 else 1.0  # scipy has none just below 0
        assert row["p"] == pytest.approx(p, abs=1e-6)
        assert -1e-12 <= row["epsilon_squared"] <= 1 + 1e-12


@given(tables)
def test_the_order_of_groups_does_not_matter(counts):
    one, other = kruskal_wallis(counts), kruskal_wallis(counts[::-1])
    assert one["h"].item() == pytest.approx(other["h"].item(), abs=1e-9)
    forth, back = dunn(counts[:2]), dunn(counts[1::-1])
    assert forth["z"].item() == pytest.approx(-back["z"].item(), abs=1e-9)
    assert forth["p"].item() == pytest.approx(back["p"].item())


@pytest.mark.parametrize("counts", [[[1, 2]], [[1, 2], [0, 0]], [[0, 0], [0, 0]]])
def test_one_group_has_a_reason(counts):
    row = kruskal_wallis(counts).iloc[0]
    assert row["note"].startswith("fewer than two groups with answers")
    assert row[["h", "p", "epsilon_squared"]].isna().all()


def test_groups_without_answers_are_named():
    counts = pd.DataFrame([[1, 2], [0, 0], [2, 1], [0, 0]], index=["a", "b", "c", "d"])
    row = kruskal_wallis(counts).iloc[0]
    assert (row["groups"], row["note"]) == (2, "no answers from 'b' and 'd'")


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([1, 2], "counts must be a table of groups by points, got 1 dimension"),
        ([[1, 2], [1, np.nan]], "counts must be integers of 0 or more, got nan"),
        (pd.DataFrame([[1, 2], [1, 2]], index=["a", "a"]), "groups must have different names, got 'a' twice"),
    ],
)
def test_what_is_no_table_is_rejected(counts, message):
    with pytest.raises(MeasureError, match=message):
        kruskal_wallis(counts)
