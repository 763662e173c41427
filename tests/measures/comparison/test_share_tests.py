"""Two shares of separate groups: difference, error, interval and p, and Fisher's exact test."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cs_research.errors import MeasureError
from cs_research.measures.comparison.share_tests import difference, exact_difference, fisher
from cs_research.measures.shares.intervals import clopper_pearson, newcombe_difference


def test_newcombes_own_example():
    # Newcombe (1998), table II, method 10: 56/70 - 48/80
    row = difference(56, 70, 48, 80).iloc[0]
    assert (round(row["low"], 4), round(row["high"], 4)) == (0.0524, 0.3339)
    assert row["difference"] == pytest.approx(0.2)


def test_two_waves_with_the_population_correction():
    # 30 of 57, then 40 of 60, of 157 services: difference and standard error as R's survey
    row = difference(40, 60, 30, 57, population=157).iloc[0]
    assert row["difference"] == pytest.approx(0.14035088, abs=5e-9)
    assert row["error"] == pytest.approx(0.071851773, abs=5e-10)
    assert row[["n", "base", "other_n", "other_base"]].tolist() == [40, 60, 30, 57]


def test_p_is_pearsons_without_a_population():
    row = difference(83, 86, 70, 82).iloc[0]
    expected = stats.chi2_contingency([[83, 3], [70, 12]], correction=False)
    assert row["p"] == pytest.approx(expected.pvalue)


def test_p_with_a_population_by_hand():
    row = difference(40, 60, 30, 57, population=157).iloc[0]
    m1, m2 = 59 / (1 - 60 / 157), 56 / (1 - 57 / 157)
    pooled = (m1 * 40 / 60 + m2 * 30 / 57) / (m1 + m2)
    z = (40 / 60 - 30 / 57) / (pooled * (1 - pooled) * (1 / m1 + 1 / m2)) ** 0.5
    assert row["p"] == pytest.approx(2 * stats.norm.sf(z))


def test_each_group_may_have_its_own_population():
    pair = difference(10, 20, 15, 40, population=(50, 60)).iloc[0]
    swapped = difference(15, 40, 10, 20, population=(60, 50)).iloc[0]
    assert pair["difference"] == -swapped["difference"]
    assert (pair["low"], pair["high"]) == pytest.approx((-swapped["high"], -swapped["low"]))
    one = difference(10, 20, 15, 40, population=50).iloc[0]
    assert tuple(one[["low", "high"]]) == exact_difference(10, 20, 15, 40, population=(50, 50))


def test_a_census_leaves_no_doubt():
    row = difference(10, 20, 9, 20, population=20).iloc[0]
    assert (row["p"], row["error"]) == (0, 0)
    assert (row["low"], row["high"]) == pytest.approx((0.05, 0.05))
    assert difference(10, 20, 10, 20, population=20)["p"].item() == 1
    # the whole of one side, a sample of the other: p is that of one sample
    row = difference(10, 20, 3, 10, population=(20, 100)).iloc[0]
    assert row["p"] == pytest.approx(2 * stats.norm.sf(0.2 / (0.25 * (1 - 10 / 100) / 9) ** 0.5))


def test_nobody_and_one_alone_have_a_reason():
    table = difference([0, 1, 5], [0, 1, 9], [3, 3, 5], [9, 9, 9], population=50)
    assert table["note"].tolist() == ["a base of 0", "a base of 1", ""]
    assert table.loc[0, ["share", "difference", "error", "low", "high", "p"]].isna().all()
    assert table.loc[1, ["error", "p"]].isna().all()
    assert table.loc[1, "low"] <= table.loc[1, "difference"] <= table.loc[1, "high"]
    assert table.loc[2, "p"] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5, 3, 1, 2), "count must be an integer from 0 to its base, got 5 of 3"),
        ((1.5, 3, 1, 2), r"count must be an integer from 0 to its base, got 1\.5 of 3"),
    ],
)
def test_what_is_no_count_is_rejected(arguments, message):
    for test in (difference, fisher):
        with pytest.raises(MeasureError, match=message):
            test(*arguments)
    with pytest.raises(MeasureError, match="base must be at most the population, got 60 of 50"):
        difference(1, 60, 1, 2, population=50)


groups = st.integers(1, 40).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))


@given(groups, groups, st.sampled_from([None, 40, 157]))
def test_groups_swapped_mirror_and_the_interval_holds_the_difference(one, other, population):
    forth, back = (difference(*a, *b, population=population).iloc[0] for a, b in ((one, other), (other, one)))
    assert forth["difference"] == -back["difference"]
    assert (forth["low"], forth["high"]) == pytest.approx((-back["high"], -back["low"]), abs=1e-12)
    assert forth["p"] == pytest.approx(back["p"], nan_ok=True)
    assert -1 - 1e-12 <= forth["low"] <= forth["difference"] + 1e-12
    assert forth["difference"] - 1e-12 <= forth["high"] <= 1 + 1e-12
    if population is None:
        assert tuple(forth[["low", "high"]]) == pytest.approx(newcombe_difference(*one, *other))


@given(groups.filter(lambda group: group[1] > 1))
def test_identical_groups_are_not_apart(group):
    row = difference(*group, *group, population=100).iloc[0]
    assert (row["difference"], row["p"]) == (0, 1)


# --- Fisher


def test_tea_and_convictions_come_out_as_in_r():
    # R ?fisher.test: TeaTasting has p .4857 and odds ratio 6.408309 (from .2117329); Convictions p .0005367, odds
    # ratio .04693661, interval .003325764 to .363182271
    tea = fisher(3, 4, 1, 4).iloc[0]
    assert (tea["p"], tea["odds_ratio"], tea["low"]) == pytest.approx((0.4857143, 6.408309, 0.2117329), rel=1e-4)
    twins = fisher(2, 17, 10, 13).iloc[0]
    assert twins["p"] == pytest.approx(0.0005367, abs=5e-8)
    assert twins["odds_ratio"] == pytest.approx(0.04693661, rel=1e-4)
    # R looks for the ends with a tolerance of .0001
    assert (twins["low"], twins["high"]) == pytest.approx((0.003325764, 0.363182271), abs=1e-4)


def test_fisher_where_cells_are_empty():
    table = fisher([0, 3, 0, 4, 0], [4, 3, 5, 4, 0], [3, 0, 0, 5, 1], [5, 4, 6, 5, 2])
    assert table["note"].tolist() == [
        "",
        "",
        "all gave the same answer",
        "all gave the same answer",
        "a base of 0",
    ]
    assert table["odds_ratio"].tolist()[:2] == [0, np.inf]
    assert table["p"].tolist()[2:4] == [1, 1]
    assert table.loc[4, ["odds_ratio", "low", "high", "p"]].isna().all()
    assert table.loc[2, ["odds_ratio", "low", "high"]].isna().all()
    # 3 of 3 against 0 of 4: one table of 35 is as rare
    assert table.loc[1, "p"] == pytest.approx(1 / 35)


@given(groups, groups)
def test_fisher_swapped_is_the_same_p_and_one_over_the_odds(one, other):
    forth, back = fisher(*one, *other).iloc[0], fisher(*other, *one).iloc[0]
    assert forth["p"] == pytest.approx(back["p"])
    if 0 < forth["odds_ratio"] < np.inf:
        assert forth["odds_ratio"] == pytest.approx(1 / back["odds_ratio"], rel=1e-4)


def test_the_exact_interval_of_one_share_is_that_of_r():
    # R: binom.test(682, 925)
    low, high = clopper_pearson(682, 925)
    assert (round(low, 7), round(high, 7)) == (0.7076683, 0.7654066)


def chances(n, size):
    return np.array([stats.hypergeom(size, k, n).pmf(np.arange(n + 1)) for k in range(size + 1)])


@pytest.mark.parametrize(("size", "n", "other_size", "m"), [(20, 12, 20, 15), (12, 9, 16, 8), (15, 15, 10, 6)])
@pytest.mark.parametrize("level", [0.95, 0.8])
def test_every_pair_of_truths_is_covered(size, n, other_size, m, level):
    rows = [(x, y) for x in range(n + 1) for y in range(m + 1)]
    x, y = (np.array(values) for values in zip(*rows, strict=True))
    table = difference(x, n, y, m, population=(size, other_size), level=level)
    low, high = (table[name].to_numpy().reshape(n + 1, m + 1) for name in ("low", "high"))
    first, second = chances(n, size), chances(m, other_size)
    for k in range(size + 1):
        for j in range(other_size + 1):
            truth = k / size - j / other_size
            held = (low <= truth + 1e-9) & (high >= truth - 1e-9)
            assert first[k] @ held @ second[j] >= level - 1e-9
    assert (low <= table["difference"].to_numpy().reshape(low.shape) + 1e-12).all()


def test_the_groups_turned_turn_the_interval():
    low, high = exact_difference(40, 60, 30, 57, population=(157, 157))
    back = exact_difference(30, 57, 40, 60, population=(157, 157))
    assert (-back[1], -back[0]) == pytest.approx((low, high))


def test_two_censuses_leave_no_doubt():
    assert exact_difference(6, 10, 3, 12, population=(10, 12)) == pytest.approx((0.35, 0.35))


def test_where_it_takes_too_long_newcombes_stays():
    assert exact_difference(40, 60, 30, 57, population=(9000, 9000)) is None
    row = difference(40, 60, 30, 57, population=9000).iloc[0]
    assert row["low"] < row["difference"] < row["high"]
