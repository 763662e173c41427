"""The same services twice: matching them, and tests of their pairs of answers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cs_research.errors import MeasureError
from cs_research.measures.comparison.pairs import mcnemar, pair_waves, sign_test, stuart_maxwell

POINTS = ["low", "middle", "high"]

# --- matching


def wave(answers, **columns):
    return pd.DataFrame({"service": list(answers), "q": list(answers.values())} | columns)


def test_services_are_matched_whatever_their_case_and_the_rest_is_counted():
    first = wave({"Anford": "low", "Bray  YJS": "high", "Cole": None, "Dene": "low", None: "high"})
    other = wave({"dene ": "high", "bray yjs": "high", "Cole": "low", "Esk": "low"})
    found = pair_waves(first, other, "service", "q", POINTS)
    assert found.table.to_numpy().tolist() == [[0, 0, 1], [0, 0, 0], [0, 0, 1]]
    assert (found.matched, found.unanswered, found.only_first, found.only_other) == (3, 1, 1, 1)
    assert (found.first_without_id, found.other_without_id) == (1, 0)
    assert list(found.table.index) == list(found.table.columns) == POINTS


def test_numbers_are_matched_whatever_holds_them():
    first = pd.DataFrame({"service": [1.0, 2.0, None], "q": ["low", "low", "high"]})
    other = pd.DataFrame({"service": ["2", "1"], "q": ["high", "low"]})
    found = pair_waves(first, other, "service", "q", POINTS)
    assert found.table.to_numpy().tolist() == [[1, 0, 1], [0, 0, 0], [0, 0, 0]]


@given(st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_the_order_of_services_does_not_matter(random):
    first = wave({"a": "low", "b": "high", "c": "middle", "d": None})
    other = wave({"b": "low", "c": "middle", "d": "low", "e": "low"})
    order = list(first.index)
    random.shuffle(order)
    one, two = (pair_waves(frame, other, "service", "q", POINTS) for frame in (first, first.loc[order]))
    pd.testing.assert_frame_equal(one.table, two.table)
    assert one.matched == two.matched == 3


def test_waves_swapped_turn_the_table():
    first = wave({"a": "low", "b": "high", "c": "middle"})
    other = wave({"a": "high", "b": "high", "c": "low"})
    forth, back = (
        pair_waves(first, other, "service", "q", POINTS),
        pair_waves(other, first, "service", "q", POINTS),
    )
    assert (forth.table.to_numpy() == back.table.to_numpy().T).all()


@pytest.mark.parametrize(
    ("first", "arguments", "message"),
    [
        (
            wave({"a": "low", "A": "low"}),
            ("service", "q"),
            "services of the frame must appear once, got 'a' again",
        ),
        (
            wave({"a": "low"}),
            ("servcie", "q"),
            "column must be in the frame, got 'servcie'.\n  Hint: did you mean 'service'?",
        ),
        (wave({"a": "low"}), ("service", "qq"), "column must be in the frame, got 'qq'"),
        (wave({"a": "hihg"}), ("service", "q"), "point of 'q' must be 'low', 'middle' or 'high', got 'hihg'"),
    ],
)
def test_what_cannot_be_matched_is_rejected(first, arguments, message):
    with pytest.raises(MeasureError) as raised:
        pair_waves(first, wave({"b": "low"}), *arguments, POINTS)
    assert message in str(raised.value)


# --- tests


def test_approval_of_the_prime_minister_comes_out_as_in_r():
    # Agresti (1990) p. 350, the counts of R's ?mcnemar.test: 64^2 / 236, and corrected 63^2 / 236
    row = mcnemar([[794, 86], [150, 570]]).iloc[0]
    assert row[["n", "changed", "only_first", "only_other"]].tolist() == [1600, 236, 86, 150]
    assert row["chi_squared"] == pytest.approx(17.3559, abs=5e-5)
    assert row["chi_squared_corrected"] == pytest.approx(16.8178, abs=5e-5)
    assert row["p"] == pytest.approx(stats.chi2.sf(64**2 / 236, 1))
    assert row["p_corrected"] == pytest.approx(stats.chi2.sf(63**2 / 236, 1))
    assert row["p_exact"] == pytest.approx(stats.binomtest(86, 236).pvalue)


def test_nobody_who_changed_says_nothing():
    row = mcnemar([[5, 0], [0, 3]]).iloc[0]
    assert row[["changed", "chi_squared", "p", "chi_squared_corrected", "p_corrected", "p_exact"]].tolist() == [
        0, 0, 1, 0, 1, 1,
    ]  # fmt: skip
    assert sign_test([[5, 0], [0, 3]]).iloc[0][["up", "down", "p"]].tolist() == [0, 0, 1]
    assert pd.isna(sign_test([[5, 0], [0, 3]])["share"].item())
    assert stuart_maxwell([[5, 0], [0, 3]]).iloc[0].tolist() == [8, 0, 0, 0, 1]
    assert mcnemar([[0, 0], [0, 0]])["p_exact"].item() == 1


def test_as_many_either_way_is_no_difference():
    row = mcnemar([[1, 4], [4, 2]]).iloc[0]
    assert row[["chi_squared", "chi_squared_corrected", "p_corrected", "p_exact"]].tolist() == [0, 0, 1, 1]


def test_the_sign_test_by_hand():
    # 5 up, 1 down of 6 who moved: p = 2 * (1 + 6) / 64
    row = sign_test([[2, 2, 1], [0, 1, 2], [1, 0, 4]]).iloc[0]
    assert row[["n", "up", "same", "down"]].tolist() == [13, 5, 7, 1]
    assert (row["share"], row["p"]) == pytest.approx((5 / 6, 14 / 64))
    assert row["low"] < 5 / 6 < row["high"]


def test_vision_of_womens_eyes_comes_out_as_in_stuart():
    # Stuart (1955): unaided vision of 7477 women, right eye by left: 11.96 on 3
    vision = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]
    row = stuart_maxwell(vision).iloc[0]
    assert row["chi_squared"] == pytest.approx(11.96, abs=5e-3)
    assert (row["n"], row["df"]) == (7477, 3)
    assert row["p"] == pytest.approx(stats.chi2.sf(row["chi_squared"], 3))


def test_two_points_are_mcnemar():
    table = [[3, 6], [1, 4]]
    assert stuart_maxwell(table)["chi_squared"].item() == pytest.approx(25 / 7)
    assert mcnemar(table)["chi_squared"].item() == pytest.approx(25 / 7)


def test_sets_that_nobody_left_add():
    # 1 and 2 change places, 3 and 4 do, nobody moves to or from 5: 9/7 + 9/5 on 2
    table = np.zeros((5, 5), dtype=int)
    table[0, 1], table[1, 0], table[2, 3], table[3, 2], table[4, 4] = 2, 5, 4, 1, 9
    row = stuart_maxwell(table).iloc[0]
    assert (row["chi_squared"], row["df"], row["n"]) == (pytest.approx(9 / 7 + 9 / 5), 2, 21)


squares = st.integers(2, 4).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 6), min_size=size, max_size=size), min_size=size, max_size=size)
)


@given(squares, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_waves_swapped_mirror_and_the_order_of_points_does_not_matter(table, random):
    turned = np.array(table).T
    forth, back = sign_test(table).iloc[0], sign_test(turned).iloc[0]
    assert (forth["up"], forth["down"], forth["p"]) == (back["down"], back["up"], pytest.approx(back["p"]))
    one = stuart_maxwell(table).iloc[0]
    order = list(range(len(table)))
    random.shuffle(order)
    for other in (turned, np.array(table)[np.ix_(order, order)]):
        found = stuart_maxwell(other).iloc[0]
        assert (found["chi_squared"], found["p"]) == pytest.approx((one["chi_squared"], one["p"]), abs=1e-9)


@pytest.mark.parametrize(
    ("test", "table", "message"),
    [
        (mcnemar, [[1, 2, 3]] * 3, "table must be two by two, got 3 by 3"),
        (sign_test, [[1, 2]], "table must have as many rows as columns, two or more, got 1 by 2"),
        (stuart_maxwell, [[1, 2], [-1, 2]], "table must hold integers of 0 or more, got -1"),
        (mcnemar, [[1, 2], [0.5, 2]], r"table must hold integers of 0 or more, got 0\.5"),
    ],
)
def test_what_is_no_table_of_pairs_is_rejected(test, table, message):
    with pytest.raises(MeasureError, match=message):
        test(table)
