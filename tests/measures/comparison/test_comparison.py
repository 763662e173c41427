"""Groups compared by ranks, against R and scipy, and by properties that any such comparison has."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cs_research.definitions.instrument import Instrument
from cs_research.errors import MeasureError
from cs_research.measures.comparison import groups as comparison
from cs_research.measures.comparison.ordinal_tests import superiority_interval
from cs_research.measures.comparison.rao_scott import rao_scott
from cs_research.measures.counts.tally import from_counts, tally

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
    row = comparison.mann_whitney(ozone.loc[5], ozone.loc[8]).iloc[0]
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
    row = comparison.mann_whitney(*counts).iloc[0]
    assert (row["u"], row["method"]) == (35, "exact")
    assert row["p"] == pytest.approx(0.2544, abs=5e-5)
    plain = comparison.mann_whitney(*counts, method="normal").iloc[0]
    assert plain["method"] == "normal"
    assert plain["p"] == pytest.approx(stats.mannwhitneyu(x, y, method="asymptotic").pvalue)


def test_superiority_is_the_share_of_pairs():
    # R ?statpsych::ci.mann documents an estimate of .795 for these scores
    y2 = [36, 44, 47, 42, 49, 39, 46, 31, 33, 48]
    y1 = [32, 39, 26, 35, 43, 27, 40, 37, 34, 29]
    counts = [np.bincount(scores, minlength=50) for scores in (y2, y1)]
    assert comparison.mann_whitney(*counts)["superiority"].item() == pytest.approx(0.795)


def test_without_continuity_correction_by_hand():
    # U = 2 * 1/2 + 1 * (1 + 2/2); three are tied at either point
    row = comparison.mann_whitney([2, 1], [1, 2], correction=False).iloc[0]
    assert row["u"] == 3.0
    # mean 4.5, variance 9/12 * (7 - 48/30) = 4.05
    assert row["z"] == pytest.approx(-1.5 / 4.05**0.5)
    assert comparison.mann_whitney([2, 1], [1, 2])["z"].item() == pytest.approx(-1 / 4.05**0.5)


vectors = st.lists(st.integers(0, 8), min_size=2, max_size=6)
pairs_of_vectors = (
    st.integers(2, 6)
    .flatmap(lambda size: st.tuples(*[st.lists(st.integers(0, 8), min_size=size, max_size=size)] * 2))
    .filter(lambda pair: sum(pair[0]) and sum(pair[1]))
)


@given(pairs_of_vectors, st.booleans())
def test_counts_give_what_respondents_give_scipy(pair, correction):
    x, y = (np.repeat(np.arange(len(counts)), counts) for counts in pair)
    row = comparison.mann_whitney(*pair, method="normal", correction=correction).iloc[0]
    assert row["u"] == stats.mannwhitneyu(x, y).statistic
    if len({*x, *y}) > 1:
        expected = stats.mannwhitneyu(x, y, method="asymptotic", use_continuity=correction)
        assert row["p"] == pytest.approx(expected.pvalue)
    else:
        assert (row["p"], row["superiority"], row["note"]) == (1, 0.5, "all gave the same answer")


@given(pairs_of_vectors)
def test_groups_swapped_mirror(pair):
    one, other = (comparison.mann_whitney(*both).iloc[0] for both in (pair, pair[::-1]))
    assert one["p"] == pytest.approx(other["p"])
    assert one["z"] == pytest.approx(-other["z"])
    assert one["superiority"] == pytest.approx(1 - other["superiority"])
    assert (one["low"], one["high"]) == pytest.approx((1 - other["high"], 1 - other["low"]), abs=1e-9)
    assert one["delta"] == pytest.approx(-other["delta"])


@given(vectors.filter(sum))
def test_identical_groups_are_not_apart(counts):
    row = comparison.mann_whitney(counts, counts).iloc[0]
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
    table = comparison.mann_whitney([[0, 0], [1, 2]], [[1, 1], [2, 1]])
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
        comparison.mann_whitney(*arguments, **keywords)


# --- more groups


def test_ozone_by_month_comes_out_as_in_r(ozone):
    # R: kruskal.test(Ozone ~ Month, data = airquality)
    row = comparison.kruskal_wallis(ozone).iloc[0]
    assert row[["groups", "n", "df"]].tolist() == [5, 116, 4]
    assert row["h"] == pytest.approx(29.266576, abs=5e-7)
    assert row["p"] == pytest.approx(6.900714e-06, rel=1e-7)
    assert row["epsilon_squared"] == pytest.approx(29.266576 / 115)


def test_pairs_of_months_come_out_as_in_r(ozone):
    # R: pairwise.wilcox.test(airquality$Ozone, airquality$Month), with Holm's correction
    table = comparison.pairwise_mann_whitney(ozone).set_index(["group", "other"])
    assert table.loc[("5", "7"), "p_holm"] == pytest.approx(0.00029964, abs=5e-9)
    assert table.loc[("5", "8"), "p_holm"] == pytest.approx(0.00108727, abs=5e-9)
    printed = [0.5775, 0.0003, 0.0011, 0.4744, 0.0848, 0.1295, 1.0, 1.0, 0.0060, 0.0227]
    assert table["p_holm"].tolist() == pytest.approx(printed, abs=5e-5)


def test_dunns_z_by_hand():
    table = comparison.dunn([[3, 0], [1, 1], [1, 3], [0, 0]])
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
    assert comparison.dunn(counts)["z"].item() ** 2 == pytest.approx(
        comparison.kruskal_wallis(counts)["h"].item()
    )


tables = st.integers(2, 5).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 6), min_size=size, max_size=size).filter(sum), min_size=2, max_size=4
    )
)


@given(tables)
def test_kruskal_wallis_of_counts_is_that_of_respondents(counts):
    samples = [np.repeat(np.arange(len(row)), row) for row in counts]
    row = comparison.kruskal_wallis(counts).iloc[0]
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
    one, other = comparison.kruskal_wallis(counts), comparison.kruskal_wallis(counts[::-1])
    assert one["h"].item() == pytest.approx(other["h"].item(), abs=1e-9)
    forth, back = comparison.dunn(counts[:2]), comparison.dunn(counts[1::-1])
    assert forth["z"].item() == pytest.approx(-back["z"].item(), abs=1e-9)
    assert forth["p"].item() == pytest.approx(back["p"].item())


@pytest.mark.parametrize("counts", [[[1, 2]], [[1, 2], [0, 0]], [[0, 0], [0, 0]]])
def test_one_group_has_a_reason(counts):
    row = comparison.kruskal_wallis(counts).iloc[0]
    assert row["note"].startswith("fewer than two groups with answers")
    assert row[["h", "p", "epsilon_squared"]].isna().all()


def test_groups_without_answers_are_named():
    counts = pd.DataFrame([[1, 2], [0, 0], [2, 1], [0, 0]], index=["a", "b", "c", "d"])
    row = comparison.kruskal_wallis(counts).iloc[0]
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
        comparison.kruskal_wallis(counts)


# --- a whole tally


def made(**extra):
    agree = [{"id": name, "label": name.title()} for name in ("no", "partly", "yes")]
    agree.append({"id": "unsure", "label": "Not sure", "absence": "dont_know"})
    items = [
        {"id": "q", "kind": "single", "text": "Q", "scale": "agree", "source": "s", **extra},
        {"id": "kind", "kind": "single", "text": "Kind", "scale": "kind", "source": "s"},
        {"id": "m", "kind": "multiple", "text": "M", "source": "s",
         "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]},
    ]  # fmt: skip
    kinds = [{"id": "x", "label": "X"}, {"id": "y", "label": "Y"}]
    return Instrument(
        type="instrument", id="x", version="1", title="X", source={"title": "t", "publisher": "p"}, items=items,
        scales=[{"id": "agree", "points": agree}, {"id": "kind", "kind": "nominal", "points": kinds}],
    )  # fmt: skip


def counts(rows, instrument=None):
    names = ["item", "group", "point", "n"]
    return from_counts(pd.DataFrame(rows, columns=names).assign(answered=10), instrument or made())


ROWS = [
    ("q", "n", "no", 1), ("q", "n", "partly", 2), ("q", "n", "yes", 6), ("q", "n", "unsure", 4),
    ("q", "s", "no", 5), ("q", "s", "partly", 3), ("q", "s", "yes", 1), ("q", "(no group)", "yes", 7),
    ("kind", "n", "x", 6), ("kind", "n", "y", 3), ("kind", "s", "x", 2), ("kind", "s", "y", 7),
    ("m", "n", "a", 8), ("m", "n", "b", 4), ("m", "s", "a", 2), ("m", "s", "b", 4),
]  # fmt: skip


def test_a_tally_by_group_holds_scores_alone():
    table = comparison.by_group(counts(ROWS), "q")
    assert table.to_numpy().tolist() == [[1, 2, 6], [5, 3, 1]]
    assert list(table.index) == ["n", "s"]
    mirrored = comparison.by_group(counts(ROWS, made(reversed=True)), "q")
    assert mirrored.to_numpy().tolist() == [[6, 2, 1], [1, 3, 5]]


@pytest.mark.parametrize("item", ["kind", "m", "qq"])
def test_an_item_without_scores_is_rejected(item):
    with pytest.raises(
        MeasureError,
        match=f"item must be a single-choice item of the tally on an ordinal scale, got '{item}'",
    ):
        comparison.by_group(counts(ROWS), item)


def test_groups_have_the_test_that_their_scale_allows():
    table = comparison.groups(counts(ROWS))
    assert table[["item", "row", "test", "groups", "n"]].to_numpy().tolist() == [
        ["q", "", "Kruskal-Wallis", 2, 18],
        ["kind", "", "Pearson", 2, 18],
        ["m", "a", "Pearson", 2, 20],
        ["m", "b", "Pearson", 2, 20],
    ]
    expected = stats.kruskal([1] + [2] * 2 + [3] * 6, [1] * 5 + [2] * 3 + [3])
    assert (table["statistic"][0], table["p"][0]) == pytest.approx((expected.statistic, expected.pvalue))
    # 6, 3 against 2, 7: 18 (42 - 6)^2 / (9 * 9 * 8 * 10); V = sqrt(chi2 / n)
    assert table["statistic"][1] == pytest.approx(18 * 36**2 / 6480)
    assert table["effect"][1] == pytest.approx((36**2 / 6480) ** 0.5)
    # 8 of 10 against 2 of 10: 20 (64 - 4)^2 / 10^4
    assert table["statistic"][2] == pytest.approx(7.2)
    assert (table["statistic"][3], table["p"][3]) == pytest.approx((0, 1))


def test_weights_take_the_test_of_ranks_away():
    frame = pd.DataFrame(
        {"q": ["no", "yes", "yes", "no"], "m.a": [True, False, True, True], "m.b": [True, True, False, True],
         "kind": "x", "g": list("nnss"), "w": [1.0, 2.0, 1.0, 3.0]}
    )  # fmt: skip
    weighted = tally(frame, made(), group="g", weight="w")
    table = comparison.groups(weighted).set_index(["item", "row"])
    assert table.loc[("q", ""), "test"] == "Rao-Scott F"
    assert table.loc[("kind", ""), "note"] == "all gave the same answer"
    # option a: n ticked with weight 1 of 3, s with all of 4
    found = rao_scott(*(pd.DataFrame(cells) for cells in (
        [[1, 1], [2, 0]], [[1, 2], [4, 0]], [[1, 4], [10, 0]],
    ))).iloc[0]  # fmt: skip
    row = table.loc[("m", "a")]
    assert row[["test", "statistic", "p"]].tolist() == ["Rao-Scott F", *found[["f", "p"]]]
    assert pd.notna(row["p"])
    with pytest.raises(MeasureError, match="tally must have no weights for a test of ranks, got weights"):
        comparison.pairs(weighted)


def test_pairs_of_a_tally():
    table = comparison.pairs(counts(ROWS))
    assert table[["item", "group", "other", "n", "other_n"]].to_numpy().tolist() == [["q", "n", "s", 9, 9]]
    # 1 low, 2 middle, 6 high against 5, 3, 1: 1 * 2.5 + 2 * 6.5 + 6 * 8.5
    assert table["u"].item() == 66.5
    assert table["p_holm"].item() == table["p"].item()


def test_one_group_alone_has_a_row_with_a_reason():
    alone = counts([row for row in ROWS if row[1] == "n"])
    assert comparison.pairs(alone)["note"].tolist() == ["fewer than two groups with answers"]
    assert set(comparison.groups(alone)["note"]) == {"fewer than two groups with answers"}
    assert len(comparison.groups(tally(pd.DataFrame(), made().model_copy(update={"items": ()})))) == 0


def test_nobody_answered_is_a_row_with_a_reason():
    frame = pd.DataFrame({"q": [None, None], "kind": None, "m.a": None, "m.b": None, "g": ["n", "s"]})
    table = comparison.groups(tally(frame, made(), group="g"))
    assert table["p"].isna().all()
    assert table["note"].str.startswith("fewer than two groups with answers").all()
    assert comparison.pairs(tally(frame, made(), group="g"))["note"].tolist() == ["a group without answers"]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["no", "partly", "yes", "unsure", None]), st.sampled_from("ns")), min_size=2, max_size=30),
       st.randoms(use_true_random=False))  # fmt: skip
def test_the_order_of_respondents_does_not_matter(rows, random):
    shuffled = rows[:]
    random.shuffle(shuffled)
    found = []
    for order in (rows, shuffled):
        frame = pd.DataFrame(order, columns=["q", "g"])
        frame["g"] = pd.Categorical(frame["g"], categories=["n", "s"])
        only = made().model_copy(update={"items": made().items[:1]})
        counted = tally(frame, only, group="g")
        found.append((comparison.groups(counted), comparison.pairs(counted)))
    for one, other in zip(*found, strict=True):
        pd.testing.assert_frame_equal(one, other)
