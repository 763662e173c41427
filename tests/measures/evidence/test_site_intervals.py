"""The interval of a share over a few sites. Ends worked out in exact fractions and by bisection."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.errors import MeasureError
from cs_research.measures.evidence.cells import site_interval

WORKED = [
    ([0, 0, 0], 6, 0, 0.353852),
    ([0, 0, 0, 0, 0], 6, 0, 0.219284),
    ([6, 6, 6, 6, 6], 6, 0.780716, 1),
    ([0, 1, 0.5, 2, 0], 3, 0.048638, 0.559067),
    ([1, 2, 3, 1, 2], 6, 0.117176, 0.570537),
    ([0, 0, 0, 0, 6], 6, 0, 0.538729),
    ([3, 3, 3, 3, 3], 6, 0.265861, 0.734139),
    ([2, 1, 0], 2, 0.119590, 0.880410),
    ([1, 0.5, 0, 1], 2, 0.077486, 0.686754),
    ([5, 7.5, 2, 9, 4, 6], 17, 0.159224, 0.549654),
    ([1, 0, 1, 0, 0, 1, 0, 0], 1, 0.088669, 0.725575),
    ([1, 3, 0, 2, 1], [2, 5, 1, 6, 3], 0.163683, 0.710374),
]


@pytest.mark.parametrize(("totals", "practices", "low", "high"), WORKED)
def test_worked_values(totals, practices, low, high):
    assert site_interval(totals, practices) == pytest.approx((low, high), abs=5e-7)


def test_sites_without_practices_do_not_count():
    assert site_interval([1, 2, 0, 3, 1, 2], [6, 6, 0, 6, 6, 6]) == site_interval([1, 2, 3, 1, 2], 6)


@pytest.mark.parametrize(
    ("totals", "practices"), [([3], [6]), ([], []), ([3, 0, 0], [6, 0, 0]), ([0, 0], [0, 0])]
)
def test_fewer_than_two_sites_have_none(totals, practices):
    assert np.isnan(site_interval(totals, practices)).all()


def test_several_sets_of_sites_at_once():
    low, high = site_interval([[0, 0, 0], [2, 1, 0], [3, 0, 0]], [[6, 6, 6], [2, 2, 2], [6, 0, 0]])
    assert low == pytest.approx([0, 0.119590, np.nan], abs=5e-7, nan_ok=True)
    assert high == pytest.approx([0.353852, 0.880410, np.nan], abs=5e-7, nan_ok=True)


@pytest.mark.parametrize(
    ("totals", "found"), [([3, 7], "7 of 6"), ([-1, 2], "-1 of 6"), ([np.nan, 1], "nan of 6")]
)
def test_a_total_beyond_its_practices_is_an_error(totals, found):
    with pytest.raises(
        MeasureError, match=f"total must lie between 0 and the practices of its site, got {found}"
    ):
        site_interval(totals, 6)


def test_a_level_that_is_no_probability_is_an_error():
    with pytest.raises(MeasureError, match="level must lie between 0 and 1, got 95"):
        site_interval([1, 2, 3], 6, level=95)


SITES = st.lists(
    st.integers(1, 8).flatmap(lambda n: st.tuples(st.integers(0, 2 * n), st.just(n))), min_size=2, max_size=10
)


@given(SITES)
def test_the_share_is_within(sites):
    halves, practices = (list(column) for column in zip(*sites, strict=True))
    low, high = site_interval(np.divide(halves, 2), practices)
    assert 0 <= low <= sum(halves) / 2 / sum(practices) <= high <= 1


@given(st.integers(1, 17), st.integers(2, 10), st.data())
def test_one_practice_more_hardly_lowers_an_end(practices, sites, data):
    halves = data.draw(st.lists(st.integers(0, 2 * practices), min_size=sites, max_size=sites))
    low, high = site_interval(np.divide(halves, 2), practices)
    halves[data.draw(st.integers(0, sites - 1))] = 2 * practices
    more = site_interval(np.divide(halves, 2), practices)
    assert more[0] > low - 0.005
    assert more[1] > high - 0.005


@given(SITES)
def test_what_is_not_shown_mirrors_what_is(sites):
    halves, practices = (list(column) for column in zip(*sites, strict=True))
    low, high = site_interval(np.divide(halves, 2), practices)
    other = site_interval([n - half / 2 for half, n in zip(halves, practices, strict=True)], practices)
    assert other == pytest.approx((1 - high, 1 - low), abs=1e-12)
