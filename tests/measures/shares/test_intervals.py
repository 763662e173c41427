"""Intervals against published and independently computed values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cs_research.errors import MeasureError
from cs_research.measures.shares.intervals import (
    clopper_pearson,
    hypergeometric,
    interval,
    newcombe_difference,
    wilson,
)
from cs_research.measures.shares.weighted_intervals import beta, logit, share_error


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [
        # Newcombe (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_reproduces_newcombe(count, base, low, high):
    assert wilson(count, base) == pytest.approx((low, high), abs=5e-5)


def test_wilson_without_a_population_is_statsmodels():
    from statsmodels.stats.proportion import proportion_confint

    assert wilson(40, 57) == pytest.approx(proportion_confint(40, 57, method="wilson"), abs=1e-12)
    assert wilson(40, 57) == pytest.approx((0.573357, 0.804674), abs=1e-6)


def test_wilson_with_a_population_is_that_of_the_survey_package():
    # R survey 4.5: svyciprop(~x, svydesign(~1, fpc = ~rep(157, 57)), method = "wilson"), 40 of 57
    assert wilson(40, 57, population=157) == pytest.approx((0.5969605, 0.7889347), abs=5e-8)


@pytest.mark.parametrize(
    ("count", "base", "population", "low", "high"),
    [
        # tails inverted by enumeration over every truth, in services
        (40, 57, 157, 93, 124),
        (0, 57, 157, 0, 7),
        (57, 57, 157, 150, 157),
        (20, 57, 157, 40, 72),
        # samplingbook::Sprop(45, 100, 300) documents 110 to 161; the inversion gives 111 to 160
        (45, 100, 300, 111, 160),
    ],
)
def test_hypergeometric_inverts_the_tails(count, base, population, low, high):
    found = hypergeometric(count, base, population=population)
    assert [round(end * population, 9) for end in found] == [low, high]


def test_the_default_interval_covers_every_truth_at_least_as_often_as_it_says():
    counts = np.arange(58)
    low, high = hypergeometric(counts, 57, population=157)
    coverage = [
        stats.hypergeom.pmf(counts, 157, truth, 57)[(low <= truth / 157 + 1e-12) & (truth / 157 <= high + 1e-12)].sum()
        for truth in range(158)
    ]
    assert min(coverage) == pytest.approx(0.951, abs=5e-4)
    assert np.mean(coverage) == pytest.approx(0.972, abs=5e-4)


def test_wilson_without_the_correction_covers_more_than_it_says():
    # computed over all 158 truths: the least is .9785, that is .979
    counts = np.arange(58)
    low, high = wilson(counts, 57)
    coverage = [
        stats.hypergeom.pmf(counts, 157, truth, 57)[(low <= truth / 157) & (truth / 157 <= high)].sum()
        for truth in range(158)
    ]
    assert min(coverage) == pytest.approx(0.9785, abs=5e-5)


def test_a_census_leaves_no_doubt():
    assert hypergeometric(3, 7, population=7) == (3 / 7, 3 / 7)
    assert wilson(3, 7, population=7) == pytest.approx((3 / 7, 3 / 7))


def test_nobody_gives_no_interval_and_one_answer_almost_none():
    assert np.isnan(wilson(0, 0)).all()
    assert np.isnan(hypergeometric(0, 0, population=9)).all()
    assert wilson(1, 1, population=9) == (0.0, 1.0)


def test_arrays_keep_their_shape():
    low, high = hypergeometric(np.array([[1, 2], [3, 4]]), 10, population=50)
    assert low.shape == high.shape == (2, 2)
    assert (low[0, 0], high[0, 0]) == hypergeometric(1, 10, population=50)


cases = st.integers(1, 60).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base), st.integers(base, 200)))


@given(cases, st.sampled_from(["hypergeometric", "wilson"]), st.sampled_from([0.8, 0.95, 0.99]))
def test_an_interval_holds_its_share_and_stays_within_0_and_1(case, method, level):
    count, base, population = case
    low, high = interval(count, base, population=population, method=method, level=level)
    assert 0 <= low <= count / base + 1e-12
    assert count / base - 1e-12 <= high <= 1


@given(cases)
def test_an_interval_of_the_others_is_its_mirror(case):
    count, base, population = case
    for method in (hypergeometric, wilson):
        low, high = method(count, base, population=population)
        mirrored = method(base - count, base, population=population)
        assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-12)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5, 4, 10), "count must be an integer from 0 to its base, got 5 of 4"),
        ((-1, 4, 10), "count must be an integer from 0 to its base, got -1 of 4"),
        ((1.5, 4, 10), "count must be an integer from 0 to its base, got 1.5 of 4"),
        ((3, 20, 10), "base must be at most the population, got 20 of 10"),
    ],
)
def test_impossible_counts_are_rejected(arguments, message):
    count, base, population = arguments
    for method in (hypergeometric, wilson):
        with pytest.raises(MeasureError, match=message):
            method(count, base, population=population)


@pytest.mark.parametrize("population", [1, 2, 7, 20, 57])
def test_the_search_finds_what_trying_every_truth_finds(population):
    for base in range(1, population + 1):
        counts = np.arange(base + 1)
        low, high = hypergeometric(counts, base, population=population)
        for count in counts:
            truths = np.arange(count, population - (base - count) + 1)
            as_high = truths[stats.hypergeom.sf(count - 1, population, truths, base) > 0.025]
            as_low = truths[stats.hypergeom.cdf(count, population, truths, base) > 0.025]
            share = count / base
            assert low[count] == pytest.approx(min(as_high[0] / population, share), abs=1e-12)
            assert high[count] == pytest.approx(max(as_low[-1] / population, share), abs=1e-12)


def test_a_large_population_is_inverted_as_exactly():
    rng = np.random.default_rng(5)
    base = rng.integers(300, 700, 40)
    count = rng.binomial(base, 0.3)
    low, _ = hypergeometric(count, base, population=100_000)
    for x, n, end in zip(count, base, np.round(low * 100_000).astype(int), strict=True):
        # the end is the first truth under which so high a count is no rarer than 2.5 per cent
        assert stats.hypergeom.sf(x - 1, 100_000, end, n) > 0.025 >= stats.hypergeom.sf(x - 1, 100_000, end - 1, n)


def test_clopper_pearson_is_that_of_r():
    # R: binom.test(682, 925)$conf.int, and prop. of 40 in 57
    assert clopper_pearson(682, 925) == pytest.approx((0.7076683, 0.7654066), abs=5e-8)
    assert clopper_pearson(40, 57) == pytest.approx((0.565974, 0.815712), abs=5e-7)


def test_newcombes_difference():
    # Newcombe (1998), table II, method 10
    assert newcombe_difference(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    low, high = newcombe_difference([56, 0], [70, 5], [48, 0], [80, 5])
    assert (low[0], high[0]) == newcombe_difference(56, 70, 48, 80)
    assert low[1] < 0 < high[1]


def test_two_waves_with_the_finite_population_correction():
    # R survey: 30 of 57, then 40 of 60, both of 157: difference .14035088, standard error .071851773
    errors = [share_error(count / base, base, population=157) for count, base in ((30, 57), (40, 60))]
    assert pytest.approx(0.14035088, abs=5e-9) == 40 / 60 - 30 / 57
    assert np.hypot(*errors) == pytest.approx(0.071851773, abs=5e-10)


@given(cases, st.sampled_from([clopper_pearson, logit, beta]))
def test_the_others_hold_their_share_too_and_mirror(case, method):
    count, base, population = case
    more = {} if method is clopper_pearson else {"population": population}
    low, high = method(count, base, **more)
    assert 0 <= low <= count / base + 1e-9
    assert count / base - 1e-9 <= high <= 1
    assert method(base - count, base, **more) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(cases, cases)
def test_a_difference_the_other_way_round_is_its_mirror(one, other):
    low, high = newcombe_difference(*one[:2], *other[:2])
    assert -1 <= low <= one[0] / one[1] - other[0] / other[1] <= high <= 1
    assert newcombe_difference(*other[:2], *one[:2]) == pytest.approx((-high, -low), abs=1e-12)
