"""Intervals for weighted and clustered shares, against the survey package of R."""

import pytest

from cs_research.measures.shares.weighted_intervals import (
    beta,
    clustered_error,
    effective_size,
    logit,
    share_error,
)


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
