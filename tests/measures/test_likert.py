"""Shares, nets, medians and indices: what is in the base, and what is not."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.definitions.instrument import Instrument
from cs_research.measures import likert
from cs_research.measures.tally import tally

POINTS = ["never", "sometimes", "always", "unsure", "no_answer"]


def instrument(order=("never", "sometimes", "always"), **extra):
    points = [{"id": name, "label": name.title()} for name in order]
    points += [
        {"id": "unsure", "label": "Not sure", "absence": "dont_know"},
        {"id": "no_answer", "label": "Rather not say", "absence": "not_applicable", "drawn": False},
    ]
    return Instrument(
        type="instrument", id="x", version="1", title="X", source={"title": "t", "publisher": "p", "year": 2023},
        scales=[{"id": "s", "points": points, "nets": [{"id": "at_all", "label": "at all", "points": order[1:]}]}],
        items=[{"id": "q", "kind": "single", "text": "Q", "scale": "s", "source": "s"}], **extra,
    )  # fmt: skip


def counted(counts, made=None):
    answers = [point for point, count in counts.items() for _ in range(count)]
    frame = pd.DataFrame(
        {"q": pd.Categorical([None if a == "blank" else a for a in answers], categories=POINTS)}
    )
    return tally(frame, made or instrument())


COUNTS = {"never": 2, "sometimes": 3, "always": 1, "unsure": 4, "no_answer": 5, "blank": 6}


def test_a_drawn_not_sure_counts_in_the_base_and_one_that_is_not_drawn_leaves_it():
    table = likert.distribution(counted(COUNTS), instrument())
    assert list(table["point"]) == ["never", "sometimes", "always", "unsure"]
    assert set(table["base"]) == {10}
    assert list(table["share"]) == [0.2, 0.3, 0.1, 0.4]
    assert list(table["absence"]) == ["", "", "", "dont_know"]


def test_a_net_is_counted_on_the_same_base():
    row = likert.nets(counted(COUNTS), instrument()).iloc[0]
    assert (row["n"], row["base"], row["share"], row["headline"]) == (4, 10, 0.4, True)


def test_scores_leave_out_every_absence_and_count_it_beside():
    row = likert.summary(counted(COUNTS), instrument()).iloc[0]
    # scores 1, 1, 2, 2, 2, 3: median 2, index 100 * (0*2 + 1*3 + 2*1) / (2 * 6)
    assert row[["scored", "absent", "blank", "not_asked", "median"]].tolist() == [6, 9, 6, 0, 2.0]
    assert row["index"] == pytest.approx(100 * 5 / 12)


def test_an_even_number_of_answers_may_lie_between_two_points():
    assert likert.summary(counted({"never": 1, "sometimes": 1}), instrument())["median"].iloc[0] == 1.5


def test_nobody_answered_gives_no_share():
    tallied = counted({"blank": 3})
    table = likert.distribution(tallied, instrument())
    assert table["share"].isna().all()
    assert table["low"].isna().all()
    assert likert.summary(tallied, instrument())["median"].isna().all()


answers = st.dictionaries(st.sampled_from(POINTS), st.integers(0, 9), min_size=1)


@given(answers)
def test_shares_sum_to_1_and_intervals_hold_them(counts):
    table = likert.distribution(counted(counts), instrument(), population=200)
    if table["base"].iloc[0]:
        assert table["share"].sum() == pytest.approx(1)
        assert (table["low"] <= table["share"] + 1e-12).all()
        assert (table["share"] - 1e-12 <= table["high"]).all()


@given(answers)
def test_reversing_a_scale_mirrors_its_index(counts):
    straight = likert.summary(counted(counts), instrument())
    order = ("always", "sometimes", "never")
    reversed_ = likert.summary(counted(counts, instrument(order)), instrument(order))
    if straight["scored"].iloc[0]:
        assert straight["index"].iloc[0] + reversed_["index"].iloc[0] == pytest.approx(100)
        assert straight["median"].iloc[0] + reversed_["median"].iloc[0] == pytest.approx(4)


@pytest.mark.parametrize(
    ("item", "low", "neutral", "high", "mean", "deviation"),
    [
        # R package likert 1.3.5, likert(pisaitems[, ST25Q01..03]) on PISA 2009, North America
        ("ST25Q01", 30.21689098, 21.33091497, 48.45219406, 3.254812602, 1.245085712),
        ("ST25Q05", 37.29376963, 15.72687628, 46.97935409, None, None),
        ("ST25Q03", 41.77379859, 19.61738598, 38.60881543, None, None),
    ],
)
def test_pisa_reading_items_come_out_as_in_the_r_package(shared, item, low, neutral, high, mean, deviation):
    frame = pd.read_csv(shared("data/spss/likert/pisaitems_numeric.csv.gz"))
    answers = frame[item].astype("Int64").astype("string")
    counts = tally(pd.DataFrame({item: answers}), {item: [str(place) for place in range(1, 6)]})[
        "n"
    ].to_numpy()
    base = counts.sum()
    assert 100 * counts[:2].sum() / base == pytest.approx(low, abs=1e-7)
    assert 100 * counts[2] / base == pytest.approx(neutral, abs=1e-7)
    assert 100 * counts[3:].sum() / base == pytest.approx(high, abs=1e-7)
    if mean:
        scores = pd.Series(range(1, 6)).repeat(counts)
        assert scores.mean() == pytest.approx(mean, abs=1e-8)
        assert scores.std() == pytest.approx(deviation, abs=1e-8)
