"""Layout: positions of rows, numbers as text, and contrast."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.displays.figures.layout import (
    format_percent,
    format_percents,
    format_points,
    format_verdict,
    readable_on,
    row_positions,
    wrap_text,
)

EXTRA = st.lists(st.floats(0, 3), min_size=1, max_size=8)


@given(EXTRA)
def test_rows_keep_their_order_and_distance_and_a_long_label_moves_only_those_below(extra):
    rows = row_positions(extra, [0.0] * len(extra), 0.6)
    steps = -np.diff(rows.middles)
    assert steps == pytest.approx([1 + more for more in extra[1:]])
    assert rows.middles[0] == 0
    assert rows.low < rows.middles[-1] <= rows.middles[0] < rows.high
    assert rows.more == pytest.approx(sum(extra))


@given(EXTRA, st.floats(-0.49, 0.49))
def test_a_place_in_the_data_is_found_again_from_its_place_on_the_page(extra, within):
    rows = row_positions(extra, [0.0] * len(extra), 0.6)
    data = -np.arange(len(extra), dtype=float) + within
    assert rows._in_data(rows._on_page(data)) == pytest.approx(data)


def test_numbers_as_text_round_halves_away_from_zero_and_have_a_true_minus():
    assert [format_percent(share) for share in (0.125, 0.005, 1.0)] == ["13", "1", "100"]
    assert [format_points(gap) for gap in (-0.125, 0.594)] == ["−13", "59"]
    assert format_percents(pd.DataFrame({"share": [0.333, 0.5], "percent": [34.0, 50.0]})) == ["34", "50"]


def test_a_verdict_is_never_without_its_caution():
    assert format_verdict("in step", "") == "in step"
    assert format_verdict("in step", "three sites") == "in step (three sites)"


def test_text_is_readable_on_every_shade():
    assert readable_on("#12436D") == "#FFFFFF"
    assert readable_on("#DEEDF8") != "#FFFFFF"


def test_a_text_is_wrapped_between_words():
    assert wrap_text("one two three", 8).split("\n") == ["one two", "three"]
