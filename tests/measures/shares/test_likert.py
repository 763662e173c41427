"""Shares, nets, medians and indices: what is in the base, and what is not."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.definitions.instrument import Instrument
from cs_research.errors import MeasureError
from cs_research.measures.counts.tally import from_counts, tally
from cs_research.measures.shares import likert

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
    frame = pd.DataFrame({"q": pd.Categorical([None if a == "blank" else a for a in answers], categories=POINTS)})
    return tally(frame, made or instrument())


COUNTS = {"never": 2, "sometimes": 3, "always": 1, "unsure": 4, "no_answer": 5, "blank": 6}


def test_a_drawn_not_sure_counts_in_the_base_and_one_that_is_not_drawn_leaves_it():
    table = likert.distribution(counted(COUNTS))
    assert list(table["point"]) == ["never", "sometimes", "always", "unsure"]
    assert set(table["base"]) == {10}
    assert list(table["share"]) == [0.2, 0.3, 0.1, 0.4]
    assert list(table["absence"]) == ["", "", "", "dont_know"]


def test_a_net_is_counted_on_the_same_base():
    row = likert.nets(counted(COUNTS)).iloc[0]
    assert (row["n"], row["base"], row["share"], row["headline"]) == (4, 10, 0.4, True)


def test_scores_leave_out_every_absence_and_count_it_beside():
    row = likert.summary(counted(COUNTS)).iloc[0]
    # scores 1, 1, 2, 2, 2, 3: median 2, index 100 * (0*2 + 1*3 + 2*1) / (2 * 6)
    assert row[["scored", "absent", "blank", "not_asked", "median"]].tolist() == [6, 9, 6, 0, 2.0]
    assert row["index"] == pytest.approx(100 * 5 / 12)


def test_an_even_number_of_answers_may_lie_between_two_points():
    assert likert.summary(counted({"never": 1, "sometimes": 1}))["median"].iloc[0] == 1.5


def test_nobody_answered_gives_no_share():
    tallied = counted({"blank": 3})
    table = likert.distribution(tallied)
    assert table["share"].isna().all()
    assert table["low"].isna().all()
    assert likert.summary(tallied)["median"].isna().all()


answers = st.dictionaries(st.sampled_from(POINTS), st.integers(0, 9), min_size=1)


@given(answers)
def test_shares_sum_to_1_and_intervals_hold_them(counts):
    table = likert.distribution(replace(counted(counts), population=200))
    if table["base"].iloc[0]:
        assert table["share"].sum() == pytest.approx(1)
        assert (table["low"] <= table["share"] + 1e-12).all()
        assert (table["share"] - 1e-12 <= table["high"]).all()


@given(answers)
def test_reversing_a_scale_mirrors_its_index(counts):
    straight = likert.summary(counted(counts))
    order = ("always", "sometimes", "never")
    reversed_ = likert.summary(counted(counts, instrument(order)))
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
    counts = tally(pd.DataFrame({item: answers}), {item: [str(place) for place in range(1, 6)]}).table["n"].to_numpy()
    base = counts.sum()
    assert 100 * counts[:2].sum() / base == pytest.approx(low, abs=1e-7)
    assert 100 * counts[2] / base == pytest.approx(neutral, abs=1e-7)
    assert 100 * counts[3:].sum() / base == pytest.approx(high, abs=1e-7)
    if mean:
        scores = pd.Series(range(1, 6)).repeat(counts)
        assert scores.mean() == pytest.approx(mean, abs=1e-8)
        assert scores.std() == pytest.approx(deviation, abs=1e-8)


def test_pisa_by_country_and_its_bases_come_out_as_in_the_r_package(shared):
    frame = pd.read_csv(shared("data/spss/likert/pisaitems_numeric.csv.gz"))
    points = tuple(range(1, 6))
    counts = tally(frame, {"ST25Q01": points}, group="CNT").table["n"]
    magazines = counts.loc["ST25Q01", "Canada"].to_numpy()
    # R package likert 1.3.5, likert(pisaitems[, "ST25Q01"], grouping = pisaitems$CNT)
    assert 100 * magazines[:2].sum() / magazines.sum() == pytest.approx(27.20968241, abs=1e-8)
    assert 100 * magazines[2] / magazines.sum() == pytest.approx(24.886258227, abs=1e-8)
    assert 100 * magazines[3:].sum() / magazines.sum() == pytest.approx(47.90405937, abs=1e-8)
    answered = tally(frame, {"ST25Q01": points, "ST25Q03": points}).table["answered"].groupby("item").first()
    assert answered.to_dict() == {"ST25Q01": 65609, "ST25Q03": 65340}


def five(**extra):
    """An instrument with one item on five points, and one that is worded the other way."""
    points = [{"id": f"p{place}", "label": f"P{place}"} for place in range(1, 6)]
    points.append({"id": "unsure", "label": "Not sure", "absence": "dont_know", "drawn": False})
    nets = [
        {"id": "top", "label": "top", "points": ["p4", "p5"]},
        {"id": "least", "label": "least", "points": ["p1"]},
    ]
    items = [
        {"id": "q", "kind": "single", "text": "Q", "scale": "s", "source": "s"},
        {"id": "r", "kind": "single", "text": "R", "scale": "s", "source": "s", "reversed": True},
    ]
    return Instrument(
        type="instrument", id="x", version="1", title="X", source={"title": "t", "publisher": "p"},
        scales=[{"id": "s", "points": points, "nets": nets}], items=items, **extra,
    )  # fmt: skip


def of_five(counts, item="q"):
    rows = [{"item": item, "point": point, "n": n} for point, n in counts.items()]
    return from_counts(pd.DataFrame(rows), five())


def test_the_summary_has_net_ends_balance_and_non_answers_by_kind():
    # 2, 1, 3, 4, 2 of 12, and 5 not sure: base 12 since not sure is not drawn
    counts = of_five({"p1": 2, "p2": 1, "p3": 3, "p4": 4, "p5": 2, "unsure": 5})
    row = likert.summary(counts).iloc[0]
    assert row[["net", "n", "base", "scored", "dont_know", "not_applicable", "absent"]].tolist() == [
        "top",
        6,
        12,
        12,
        5,
        0,
        5,
    ]
    assert row["share"] == pytest.approx(6 / 12)
    assert (row["top_two"], row["bottom_two"]) == pytest.approx((6 / 12, 3 / 12))
    assert row["balance"] == pytest.approx(3 / 12)
    assert row["median"] == 3.5  # the sixth of twelve chose 3, the seventh 4
    assert row["index"] == pytest.approx(100 * (0 * 2 + 1 + 2 * 3 + 3 * 4 + 4 * 2) / (4 * 12))
    assert row["method"] == "wilson"
    assert likert.summary(counts, net={"s": "least"}).iloc[0]["share"] == pytest.approx(2 / 12)
    assert likert.summary(replace(counts, population=157)).iloc[0]["method"] == "hypergeometric"


def test_a_reversed_item_is_scored_against_its_scale_and_keeps_its_net():
    counts = {"p1": 2, "p2": 1, "p3": 3, "p4": 4, "p5": 2}
    straight = likert.summary(of_five(counts)).iloc[0]
    mirrored = likert.summary(of_five(counts, "r")).iloc[0]
    assert mirrored["index"] == pytest.approx(100 - straight["index"])
    assert mirrored["median"] == 6 - straight["median"]
    assert (mirrored["top_two"], mirrored["bottom_two"]) == (straight["bottom_two"], straight["top_two"])
    assert mirrored["balance"] == -straight["balance"]
    assert mirrored["share"] == straight["share"]


def test_another_net_is_rejected():
    with pytest.raises(MeasureError, match="net must be a net of scale 's', 'top' or 'least', got 'tp'"):
        likert.summary(of_five({"p1": 1}), net={"s": "tp"})


def test_a_scale_of_three_has_no_two_ends_and_a_balance():
    row = likert.summary(counted(COUNTS)).iloc[0]
    assert pd.isna(row["top_two"])
    # 1 always, 2 never, of a base of 10 with the four who are not sure
    assert row["balance"] == pytest.approx(-0.1)


def test_weighted_shares_and_their_interval():
    frame = pd.DataFrame({"q": ["p4", "p5", "p1", "p1", None], "w": [2.0, 1.0, 1.0, 4.0, 9.0]})
    weighted = tally(frame, five_single(), weight="w")
    row = likert.nets(weighted).iloc[0]
    # 3 of 8 by weight, 2 of 4 by number
    assert (row["n"], row["base"], row["method"]) == (2, 4, "logit")
    assert row["share"] == pytest.approx(3 / 8)
    # linearised, five drawn: 5/4 * ((5/8)^2 * (4 + 1) + (3/8)^2 * (1 + 16)) / 8^2
    error = (5 / 4 * (25 / 64 * 5 + 9 / 64 * 17)) ** 0.5 / 8
    from scipy import special, stats

    half = stats.t.ppf(0.975, 3) * error / (3 / 8 * 5 / 8)
    assert (row["low"], row["high"]) == pytest.approx(
        tuple(special.expit(special.logit(3 / 8) + s * half) for s in (-1, 1))
    )
    summary = likert.summary(weighted).iloc[0]
    assert summary["median"] == 1  # 5 of 8 by weight at the least point
    assert summary["index"] == pytest.approx(100 * (3 * 2 + 4 * 1) / (4 * 8))


def five_single():
    made = five()
    return made.model_copy(update={"items": made.items[:1]})


def test_weights_of_one_change_nothing():
    frame = pd.DataFrame({"q": ["p4", "p5", "p1", "p2", None], "w": 1.0})
    plain = likert.distribution(replace(tally(frame, five_single()), population=9))
    same = likert.distribution(replace(tally(frame, five_single(), weight="w"), population=9))
    pd.testing.assert_frame_equal(plain, same)


def test_groups_keep_their_order_and_their_own_base():
    frame = pd.DataFrame({"q": ["p4", "p5", "p1", None], "g": pd.Categorical(["b", "a", "b", "a"], ["b", "a"])})
    table = likert.nets(tally(frame, five_single(), group="g"))
    table = table[table["headline"]]
    assert table[["group", "n", "base"]].to_numpy().tolist() == [["b", 1, 2], ["a", 1, 1]]


def test_choose_all_on_those_asked_counts_who_ticked_nothing():
    made = five().model_copy(
        update={
            "items": (
                *five().items,
                five()
                .items[0]
                .model_copy(
                    update={
                        "id": "m",
                        "kind": "multiple",
                        "scale": None,
                        "options": five().scales[0].points[:2],
                    }
                ),
            )
        }
    )
    frame = pd.DataFrame(
        {
            "m.p1": [True, True, None, None],
            "m.p2": [False, True, None, None],
            "m.not_asked": [False, False, False, True],
        }
    ).astype({"m.p1": "boolean", "m.p2": "boolean"})
    for name in ("q", "r"):
        frame[name] = pd.Series([None] * 4, dtype="str")
    counts = tally(frame, made)
    answered = likert.multiple(counts)
    assert answered[["n", "base"]].to_numpy().tolist() == [[2, 2], [1, 2]]
    asked = likert.multiple(counts, base="asked")
    assert asked[["n", "base"]].to_numpy().tolist() == [[2, 3], [1, 3]]
    with pytest.raises(MeasureError, match="base must be 'answered' or 'asked', got 'all'"):
        likert.multiple(counts, base="all")


def test_counts_that_are_summarised_already_are_a_tally():
    frame = pd.DataFrame({"q": ["p4", "p5", "p1", None, "p5"], "g": ["a", "a", "b", "b", "b"]})
    direct = tally(frame, five_single(), group="g")
    rows = [("a", "p4", 1, 0), ("a", "p5", 1, 0), ("b", "p1", 1, 1), ("b", "p5", 1, 1)]
    table = pd.DataFrame(rows, columns=["group", "point", "n", "blank"]).assign(item="q")
    pd.testing.assert_frame_equal(from_counts(table, five_single()).table, direct.table)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"item": "z"}, "item must be one that is asked, got 'z'"),
        ({"point": "p9"}, "point must be one of 'q', got 'p9'"),
        ({"n": -1}, "n must be an integer of 0 or more, got -1"),
        ({"n": 1.5}, "n must be an integer of 0 or more, got 1.5"),
    ],
)
def test_counts_that_cannot_be_are_rejected(change, message):
    row = {"item": "q", "point": "p1", "n": 1} | change
    with pytest.raises(MeasureError, match=message):
        from_counts(pd.DataFrame([row]), five_single())
    with pytest.raises(MeasureError, match="point must appear once, got it again"):
        from_counts(pd.DataFrame([{"item": "q", "point": "p1", "n": 1}] * 2), five_single())
