"""The interval of a difference of shares of finite populations covers as it says, for every pair of truths."""

import numpy as np
import pytest
from scipy import stats

from cs_research.measures.comparison.exact_difference import exact_difference
from cs_research.measures.comparison.groups import difference


def chances(n, size):
    return np.array([stats.hypergeom(size, k, n).pmf(np.arange(n + 1)) for k in range(size + 1)])


@pytest.mark.parametrize(
    ("size", "n", "other_size", "m"), [(20, 12, 20, 15), (12, 9, 16, 8), (15, 15, 10, 6)]
)
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
