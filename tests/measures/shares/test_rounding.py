"""One policy of rounding for labels, nets and tables."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.errors import MeasureError
from cs_research.measures.shares.rounding import add_percent

NETS = {("q", "top"): ("c", "d")}


def tables(counts):
    base = sum(counts)
    shares = [count / base if base else float("nan") for count in counts]
    points = pd.DataFrame({"item": "q", "group": "all", "point": list("abcd"), "share": shares})
    net = pd.DataFrame({"item": ["q"], "group": ["all"], "net": ["top"], "share": [shares[2] + shares[3]]})
    return points, net


def test_raw_rounds_each_share_on_its_own_halves_up():
    # 1, 1, 1, 5 of 8: 12.5, 12.5, 12.5, 62.5, and the net 75
    points, net = add_percent(*tables([1, 1, 1, 5]), NETS, "raw")
    assert list(points["percent"]) == [13, 13, 13, 63]
    assert list(net["percent"]) == [75]


def test_largest_remainder_adds_to_100_and_nets_add_their_points():
    # 33.3, 33.3, 16.7, 16.7 down to 33 + 33 + 16 + 16 = 98: the two largest remainders are those of 16.7
    points, net = add_percent(*tables([2, 2, 1, 1]), NETS, "largest-remainder")
    assert list(points["percent"]) == [33, 33, 17, 17]
    assert list(net["percent"]) == [34]
    assert list(add_percent(*tables([2, 2, 1, 1]), NETS, "raw")[1]["percent"]) == [33]


def test_of_equal_remainders_the_larger_count_comes_first():
    # 12.5, 12.5, 12.5, 62.5: two more are needed for 98, and go to 62.5 and the first of the others
    points, _ = add_percent(*tables([1, 1, 1, 5]), NETS, "largest-remainder")
    assert list(points["percent"]) == [13, 12, 12, 63]


def test_unrounded_is_the_share_times_100():
    points, _ = add_percent(*tables([1, 0, 0, 2]), NETS, "unrounded")
    assert points["percent"].iloc[0] == pytest.approx(100 / 3)


@pytest.mark.parametrize("policy", ["raw", "largest-remainder", "unrounded"])
def test_nobody_gives_no_percentage(policy):
    points, net = add_percent(*tables([0, 0, 0, 0]), NETS, policy)
    assert points["percent"].isna().all()
    assert net["percent"].isna().all()


def test_another_policy_is_rejected():
    with pytest.raises(MeasureError, match="did you mean 'raw'"):
        add_percent(*tables([1, 1, 1, 1]), NETS, "rawe")


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4).filter(any))
def test_largest_remainder_is_never_a_whole_point_off(counts):
    points, net = add_percent(*tables(counts), NETS, "largest-remainder")
    assert points["percent"].sum() == 100
    assert ((points["percent"] - points["share"] * 100).abs() < 1).all()
    assert net["percent"].iloc[0] == points["percent"].iloc[2:].sum()
