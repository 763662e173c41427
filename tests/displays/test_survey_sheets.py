"""Numbers in the cells of a workbook: rounded halves away from zero, with a reason where there is none."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cs_research.displays.workbook.survey_sheets import label_reliability, to_numbers, to_percents


@given(st.fractions(min_value=-1, max_value=1, max_denominator=2000))
def test_per_cent_rounds_halves_away_from_zero(share):
    (shown,) = to_percents([float(share)], ["[x]"])
    doubled = abs(share) * 200 + 1
    exact = doubled // 2 if share >= 0 else -(doubled // 2)
    assert shown == exact


def test_numbers_that_are_missing_give_their_reason_and_so_does_reliability():
    assert to_percents([0.0449, None, -0.001], ["[x]", "[c]", "[x]"], decimals=1) == [4.5, "[c]", -0.1]
    assert str(to_percents([-0.001], ["[x]"])[0]) == "0.0"
    assert to_numbers([3, pd.NA], ["[x]", "[c]"]) == [3, "[c]"]
    assert to_numbers([2.5], ["[x]"], decimals=1) == [2.5]
    assert label_reliability([True, False, True], [7.0, 8.0, "[c]"]) == ["[u]", "usual", "[c]"]
