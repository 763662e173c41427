"""Who chose a confident answer, and the interval of the mean of several questions."""

import numpy as np
import pandas as pd
import pytest
from scipy import special
from scipy.optimize import brentq
from scipy.special import binom
from triangulation_study import instrument, pairing

from cs_research.definitions import load_pairing
from cs_research.errors import MeasureError
from cs_research.measures.evidence.confident_answers import confident_answers, confident_points, mean_interval


def frame(**answers):
    items = ("assess_contexts", "record_contexts", "knowledge", "local_work", "measure_safety")
    return pd.DataFrame({item: answers.get(item, [None] * 4) for item in items})


def test_an_answer_is_confident_another_one_or_in_no_base(instrument):
    table = confident_answers(
        frame(
            assess_contexts=["extremely", "somewhat", "neither", None],
            measure_safety=["part_way", "not_starting", "fully", None],
        ),
        instrument,
        load_pairing("pairing"),
    )
    assert list(table.columns)[:2] == [("assess_contexts", "confident"), ("record_contexts", "confident")]
    expected = {("assess_contexts", "confident"): [1, 1, 0, np.nan],
                ("record_contexts", "confident"): [np.nan] * 4,
                ("measure_safety", "part_way_or_further"): [1, 0, 1, np.nan]}  # fmt: skip
    for pair, values in expected.items():
        assert table[pair].tolist() == pytest.approx(values, nan_ok=True)


def test_an_answer_that_says_nothing_counts_only_where_it_is_drawn(instrument):
    item = instrument.item("local_work")
    scale = instrument.scale_of(item)
    absent = next(point for point in scale.points if point.absence)
    others = [point.model_copy(update={"drawn": False}) if point == absent else point for point in scale.points]
    undrawn = instrument.model_copy(
        update={
            "scales": tuple(
                one.model_copy(update={"points": tuple(others)}) if one.id == scale.id else one
                for one in instrument.scales
            )
        }
    )
    said = frame(local_work=["a_lot", absent.id, None, None])
    drawn, left_out = (
        confident_answers(said, of, load_pairing("pairing"))[("local_work", "a_lot")] for of in (instrument, undrawn)
    )
    assert drawn.tolist() == pytest.approx([1, 0 if absent.drawn else np.nan, np.nan, np.nan], nan_ok=True)
    assert left_out.tolist() == pytest.approx([1, np.nan, np.nan, np.nan], nan_ok=True)


def test_the_interval_of_a_mean_worked_by_hand():
    # six respondents of 20 with means 1, 1/2, 1/2, 1, 0, 1: p = 2/3, deviations 1/3, -1/6, -1/6, 1/3, -2/3, 1/3
    answers = [[1, 1], [1, 0], [0, 1], [1, 1], [0, 0], [1, 1]]
    squares = (3 * 4 + 2 * 1 + 16) / 36
    variance = (squares + 8 * 2 / 9) / (6 - 1 + 8)
    m = 6 * 2 / 9 / variance / (1 - 6 / 20)
    ends = special.betaincinv(m * 2 / 3, m / 3 + 1, 0.025), special.betaincinv(m * 2 / 3 + 1, m / 3, 0.975)
    assert mean_interval(answers, population=20) == pytest.approx(ends)


@pytest.mark.parametrize(("answer", "population"), [(1, 157), (0, 157), (1, None)])
def test_where_all_answers_are_alike_one_end_is_open(answer, population):
    low, high = mean_interval([[answer, answer]] * 12, population=population)
    if population is None:
        reach = 0.025 ** (1 / 12)
    else:  # the share of 157 of which 12 drawn show none with a chance of .025
        none = brentq(lambda k: binom(157 - k, 12) / binom(157, 12) - 0.025, 0, 145)
        reach = 1 - none / 157
    assert (low, high) == pytest.approx((reach, 1) if answer else (0, 1 - reach))


def test_all_who_could_answer_leave_no_doubt():
    assert mean_interval([[1, 1], [0, 1], [0, 0]], population=3) == pytest.approx((0.5, 0.5))


def test_a_blank_leaves_doubt_where_everybody_was_asked():
    low, high = mean_interval([[1, 1], [0, 1], [0, np.nan]], population=3)
    assert low < (1 / 3 + 1) / 2 < high


def test_respondents_without_any_answer_do_not_count():
    some = [[1, 1], [1, 0], [0, 1], [0, 0]]
    assert mean_interval([*some, [np.nan, np.nan]], population=9) == mean_interval(some, population=9)


def test_a_question_that_nobody_answered_leaves_no_interval():
    assert np.isnan(mean_interval([[1, np.nan], [0, np.nan]], population=9)).all()


def test_more_respondents_than_there_are_is_an_error():
    with pytest.raises(MeasureError, match="base must be at most the population, got 4 of 3"):
        mean_interval([[1, 1]] * 4, population=3)


def distribution():
    counts = {"q": (1, 0, 3, 0), "r": (0, 2, 1, 1)}
    rows = [
        {
            "item": item,
            "group": "all",
            "point": point,
            "label": point.title(),
            "n": n,
            "base": 4,
            "share": n / 4,
        }
        for item, of in counts.items()
        for point, n in zip(("none", "some", "much", "most"), of, strict=True)
    ]
    return pd.DataFrame(rows)


def test_points_of_the_net_in_order_with_zeros():
    table = confident_points(distribution(), instrument(), pairing())
    assert table.to_numpy().tolist() == [
        ["target", "c", "q", "yes", "much", "Much", 3, 4, 0.75],
        ["target", "c", "q", "yes", "most", "Most", 0, 4, 0.0],
        ["outcomes", "d", "r", "yes", "much", "Much", 1, 4, 0.25],
        ["outcomes", "d", "r", "yes", "most", "Most", 1, 4, 0.25],
    ]


def test_numbers_that_are_withheld_stay_missing():
    withheld = distribution().astype({"n": "Int64", "base": "Int64", "share": "Float64"})
    withheld.loc[withheld["item"] == "q", ["n", "base", "share"]] = pd.NA
    table = confident_points(withheld, instrument(), pairing())
    assert table.loc[table["item"] == "q", ["n", "base", "share"]].isna().all(axis=None)
    assert table.loc[table["item"] == "r", "n"].tolist() == [1, 1]
