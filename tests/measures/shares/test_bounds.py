"""Levels and populations that an interval can have."""

import pytest

from cs_research.errors import MeasureError
from cs_research.measures.shares.intervals import hypergeometric, wilson


def test_a_level_must_be_a_probability():
    with pytest.raises(MeasureError, match="level must lie between 0 and 1, got 95"):
        wilson(1, 2, level=95)


def test_groups_may_have_populations_of_their_own():
    low, high = hypergeometric([3, 3], [7, 7], population=[7, 70])
    assert (low[0], high[0]) == (3 / 7, 3 / 7)
    assert (low[1], high[1]) == hypergeometric(3, 7, population=70)
    assert wilson([3, 3], [7, 7], population=[7, 70])[0][1] == wilson(3, 7, population=70)[0]
