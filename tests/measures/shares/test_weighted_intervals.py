"""Intervals for weighted and clustered shares, against the survey package of R."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import binom

from cs_research.measures.shares.intervals import clopper_pearson, hypergeometric
from cs_research.measures.shares.weighted_intervals import (
    beta,
    clustered_error,
    effective_size,
    logit,
    share_error,
    unseen_limit,
)
from cs_research.measures.weights.effective_size import weighted_share


def test_logit_and_beta_are_those_of_the_survey_package():
    # R survey 4.5: svyciprop(~x, svydesign(~1, fpc = ~rep(157, 57))), 40 of 57
    assert share_error(40 / 57, 57, population=157) == pytest.approx(0.048790555, abs=5e-10)
    assert logit(40, 57, population=157) == pytest.approx((0.595963, 0.789624), abs=5e-7)
    assert beta(40, 57, population=157) == pytest.approx((0.594768, 0.794687), abs=5e-7)


def test_a_share_of_clusters_is_that_of_the_survey_package():
    # R survey 4.5, help of svyciprop: apiclus1, 15 of 757 clusters, 4 of 183
    sizes = [13, 34, 4, 13, 16, 2, 1, 4, 12, 21, 9, 11, 37, 2, 4]
    ones = [4 if size == 9 else 0 for size in sizes]
    share = sum(ones) / sum(sizes)
    effective = effective_size(share, clustered_error(ones, sizes, clusters=757))
    assert share == pytest.approx(0.02185792, abs=5e-9)
    assert logit(4, 183, effective=effective, df=14) == pytest.approx((0.00230469, 0.17774777), abs=5e-9)
    assert beta(4, 183, effective=effective, df=14) == pytest.approx((0.00021615, 0.13750776), abs=5e-9)


@pytest.mark.parametrize(("size", "population"), [(57, 157), (20, 40), (12.5, 30), (33.3, 400), (10, 12)])
def test_the_limit_of_an_answer_that_nobody_gave_is_where_that_is_as_rare_as_the_level_says(size, population):
    """C(N - K, m) / C(N, m) = .025, solved for K with SciPy's binomials."""

    def rest(k):
        return binom(population - k, size) / binom(population, size) - 0.025

    k = brentq(rest, 0, population - size)
    assert unseen_limit(size, population=population) == pytest.approx(k / population, abs=1e-9)


@pytest.mark.parametrize(("size", "population"), [(57, 157), (20, 40), (5, 1000), (1, 5), (157, 157)])
def test_the_limit_of_an_answer_that_nobody_gave_is_never_below_the_exact_one(size, population):
    exact = hypergeometric(0, size, population=population)[1]
    assert exact - 1e-12 <= unseen_limit(size, population=population) < exact + 1 / population + 1e-12


def test_the_limit_without_a_population_is_that_of_clopper_and_pearson():
    assert unseen_limit(57) == pytest.approx(clopper_pearson(0, 57)[1], abs=1e-12)
    assert np.isnan(unseen_limit(0))


@pytest.mark.parametrize("answered", [0, 20])
def test_a_weighted_share_of_none_or_all_is_no_more_certain_than_one_without_weights(answered):
    """Of 20 from 40: with weights alike nearly the exact limits (0 and 4 of 40), with unlike ones wider."""
    widths = []
    for weights in (np.ones(20), np.array([0.5] * 10 + [1.5] * 10)):
        squares = (weights**2).sum()
        ticked = answered / 20
        sums = ([ticked * weights.sum()], [ticked * squares], [weights.sum()], [squares])
        found = weighted_share(sums, [20], drawn=[20], population=40, level=0.95)
        widths.append(float(found["high"][0] - found["low"][0]))
    low, high = hypergeometric(answered, 20, population=40)
    assert high - low == pytest.approx(0.1)
    assert widths == pytest.approx([0.12320975, 0.16342807], abs=1e-6)
