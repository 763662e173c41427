"""The gap between confidence and evidence."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_research.definitions import load_pairing
from cs_research.errors import MeasureError
from cs_research.measures.counts.tally import tally
from cs_research.measures.evidence import gap as gaps
from cs_research.measures.evidence.cells import site_interval
from cs_research.measures.evidence.confident_answers import confident_answers
from cs_research.measures.shares.likert import nets as nets_of


def nets(**shares):
    rows = {
        "assess_contexts": "confident", "record_contexts": "confident", "knowledge": "good_or_better",
        "local_work": "a_lot", "measure_safety": "part_way_or_further",
    }  # fmt: skip
    return pd.DataFrame(
        [
            {"item": item, "group": "all", "net": net, "n": 10 * shares.get(item, 0.8), "base": 10,
             "share": shares.get(item, 0.8), "low": shares.get(item, 0.8) - 0.1, "high": shares.get(item, 0.8) + 0.1}
            for item, net in rows.items()
        ]
    )  # fmt: skip


def cells(domain, *means):
    return pd.DataFrame(
        [
            {
                "domain": domain,
                "practice": "p",
                "site": str(n),
                "state": "shown" if m else "silent",
                "score": m,
            }
            for n, m in enumerate(means)
        ]
    )


def test_confidence_is_the_mean_over_a_domains_items():
    table = gaps.confidence(nets(assess_contexts=0.9, record_contexts=0.6), load_pairing("pairing"))
    row = table.set_index("domain").loc["target"]
    assert row["items"] == ("assess_contexts", "record_contexts")
    assert (row["share"], row["low"], row["high"]) == pytest.approx((0.75, 0.65, 0.85))
    assert pd.isna(row["n"])
    assert list(table["domain"]) == ["target", "framework", "partnerships", "outcomes"]


@pytest.mark.parametrize(("item", "domain"), [("record_contexts", "target"), ("knowledge", "framework")])
def test_a_withheld_item_withholds_its_domain(item, domain):
    table = nets()
    table.loc[table["item"] == item, ["n", "base", "share", "low", "high"]] = float("nan")
    confident = gaps.confidence(table, load_pairing("pairing")).set_index("domain")
    assert confident.loc[domain, ["n", "base", "least_base", "share", "low", "high"]].isna().all()
    assert confident.loc["outcomes", "share"] == pytest.approx(0.8)


def test_a_net_that_is_missing_is_an_error():
    with pytest.raises(MeasureError, match="got 0 rows for net 'good_or_better' of 'knowledge'"):
        gaps.confidence(nets().query("item != 'knowledge'"), load_pairing("pairing"))


def one(confidence, low, high, *means, margin=0.1):
    confident = pd.DataFrame([{"domain": "target", "share": confidence, "low": low, "high": high}])
    return gaps.gap(confident, cells("target", *means), margin=margin).iloc[0]


def test_the_gap_and_its_interval_worked_by_hand():
    # three sites of one practice each: S = 3, e = .5, Q = .5, b = 12, q the quantile of t with 14 degrees of freedom
    q = 2.144786687917
    k = q**2 / (3 * 14)
    root = (k * (0.5 * (1 + 12 * k) + 12 * 0.25 + k * 36)) ** 0.5
    low, high = ((0.5 + 6 * k + sign * root) / (1 + 12 * k) for sign in (-1, 1))
    row = one(0.8, 0.7, 0.85, 0.0, 0.5, 1.0)
    assert row["gap"] == pytest.approx(0.3)
    assert (row["evidence_low"], row["evidence_high"]) == pytest.approx((low, high))
    assert row["low"] == pytest.approx(0.3 - (0.1**2 + (high - 0.5) ** 2) ** 0.5)
    assert row["high"] == pytest.approx(0.3 + (0.05**2 + (0.5 - low) ** 2) ** 0.5)


@pytest.mark.parametrize(
    ("confidence", "means", "verdict"),
    [
        (0.9, (0.1, 0.1, 0.1), "confidence outruns evidence"),
        (0.1, (0.9, 0.9, 0.9), "evidence outruns confidence"),
        (0.98, (1.0,) * 200, "in step"),
        (0.5, (0.5, 0.5, 0.5), "cannot be told"),
        (0.5, (0.0, 0.5, 1.0), "cannot be told"),
    ],
)
def test_verdicts(confidence, means, verdict):
    assert one(confidence, confidence - 0.02, confidence + 0.02, *means)["verdict"] == verdict


def test_full_evidence_and_full_confidence_leave_no_gap():
    # of five sites with one practice each the interval of evidence still reaches down
    row = one(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    assert (row["gap"], row["low"], row["verdict"]) == (0, 0, "cannot be told")
    assert row["high"] == pytest.approx(1 - row["evidence_low"])


def test_swapping_the_sides_changes_the_sign():
    assert one(0.9, 0.8, 1.0, 0.2, 0.2)["gap"] == pytest.approx(-one(0.2, 0.1, 0.3, 0.9, 0.9)["gap"])


SHARES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=3, max_size=5).filter(any)


def of(said, shown):
    """The gap between two lists of shares, each with the interval of few sites."""
    return one(float(np.mean(said)), *site_interval(said, 1), *shown)


@settings(max_examples=40)
@given(SHARES, SHARES)
def test_swapping_the_sides_mirrors_the_gap_its_interval_and_its_verdict(said, shown):
    row, swapped = of(said, shown), of(shown, said)
    mirrored = [-swapped["gap"], -swapped["high"], -swapped["low"]]
    assert row[["gap", "low", "high"]].tolist() == pytest.approx(mirrored, abs=1e-9)
    other = {
        "confidence outruns evidence": "evidence outruns confidence",
        "evidence outruns confidence": "confidence outruns evidence",
    }
    assert row["verdict"] == other.get(swapped["verdict"], swapped["verdict"])


@pytest.mark.parametrize(
    ("means", "verdict", "caution", "sites"),
    [
        ((0.0, 0.1), "cannot be told", "fewer than 3 sites", 2),
        ((0.1, 0.1, 0.1), "confidence outruns evidence", "3 sites only", 3),
        ((0.1, 0.1, 0.1, 0.1), "confidence outruns evidence", "", 4),
        ((0.0, 0.0, 0.0, 0.0), "cannot be told", "no source speaks of it", 4),
    ],
)
def test_what_is_said_beside_a_verdict(means, verdict, caution, sites):
    row = one(0.97, 0.93, 0.99, *means)
    assert row[["verdict", "caution", "sites"]].tolist() == [verdict, caution, sites]
    assert pd.isna(row["low"]) == (verdict == "cannot be told")


def test_sites_of_which_all_is_silent_do_not_count_where_silence_is_left_out():
    confident = pd.DataFrame([{"domain": "target", "share": 0.97, "low": 0.93, "high": 0.99}])
    table = cells("target", 0.1, 0.1, 0.0, 0.0)
    with_silence = gaps.gap(confident, table).iloc[0]
    without = gaps.gap(confident, table, silence="left out").iloc[0]
    assert (with_silence["sites"], with_silence["verdict"]) == (4, "confidence outruns evidence")
    assert without[["sites", "verdict", "caution"]].tolist() == [2, "cannot be told", "fewer than 3 sites"]
    assert without["evidence"] == pytest.approx(0.1)


@pytest.mark.parametrize(("margin", "beyond"), [(0.1, True), (0.5, False)])
def test_a_gap_is_beyond_the_margin_only_with_its_whole_interval(margin, beyond):
    row = one(0.97, 0.93, 0.99, 0.1, 0.1, 0.1, 0.1, 0.1, margin=margin)
    assert 0.1 < row["low"] < 0.5 < row["gap"]
    assert row["verdict"] == "confidence outruns evidence"
    assert row["beyond_margin"] == beyond


def gaps_of(*rows):
    return pd.DataFrame(rows, columns=["gap", "low", "high"])


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        # the demo's domains by the former interval: 59 (41 to 76), 63 (44 to 78), 67 (54 to 76)
        (gaps_of((0.59, 0.41, 0.76), (0.63, 0.44, 0.78), (0.67, 0.54, 0.76)), False),
        # .8 − .2 = .6 lies further from 0 than √(.1² + .1²)
        (gaps_of((0.8, 0.7, 0.9), (0.2, 0.1, 0.3)), True),
        # .8 − .68 = .12 does not reach √(.1² + .1²) = .141
        (gaps_of((0.8, 0.7, 0.9), (0.68, 0.58, 0.78)), False),
        (gaps_of((0.8, 0.7, 0.9)), False),
        (gaps_of((0.8, 0.7, 0.9), (0.2, np.nan, np.nan)), False),
        (gaps_of((np.nan, np.nan, np.nan)), False),
    ],
)
def test_a_gap_stands_out_only_past_chance(table, expected):
    assert gaps.is_largest_gap(table) is expected


def test_a_single_site_has_a_gap_and_no_verdict():
    row = one(0.9, 0.8, 1.0, 0.5)
    assert row["gap"] == pytest.approx(0.4)
    assert row["verdict"] == "cannot be told"


def answered(instrument):
    """Eight respondents; the first two questions have a blank each, at different respondents."""
    frame = pd.DataFrame(
        {
            "assess_contexts": ["extremely"] * 4 + ["not_very"] * 3 + [None],
            "record_contexts": [None] + ["somewhat"] * 3 + ["not_very"] * 4,
            "knowledge": ["good"] * 8,
            "local_work": ["a_lot"] * 4 + ["not_sure"] * 4,
            "measure_safety": ["part_way"] * 8,
        }
    )
    asked = instrument.model_copy(update={"items": tuple(map(instrument.item, frame.columns))})
    nets = nets_of(tally(frame, asked, population=20))
    return frame, nets


def test_the_interval_of_several_questions_comes_from_respondents(instrument):
    frame, nets = answered(instrument)
    pairing = load_pairing("pairing")
    answers = confident_answers(frame, instrument, pairing)
    row = gaps.confidence(nets, pairing, answers=answers, population=20).set_index("domain").loc["target"]
    averaged = gaps.confidence(nets, pairing).set_index("domain").loc["target"]
    # 4 of 7 and 3 of 7
    assert row["share"] == averaged["share"] == pytest.approx((4 / 7 + 3 / 7) / 2)
    assert (row["method"], averaged["method"]) == ("respondents' means", "averaged ends")
    assert averaged["low"] < row["low"] < row["share"] < row["high"] < averaged["high"]


def test_one_question_keeps_its_own_interval(instrument):
    frame, nets = answered(instrument)
    pairing = load_pairing("pairing")
    answers = confident_answers(frame, instrument, pairing)
    row = gaps.confidence(nets, pairing, answers=answers, population=20).set_index("domain").loc["partnerships"]
    own = nets.set_index(["item", "net"]).loc[("local_work", "a_lot")]
    assert (
        row[["n", "base", "share", "low", "high", "method"]].tolist()
        == own[["n", "base", "share", "low", "high", "method"]].tolist()
    )


def test_answers_of_others_than_those_counted_are_an_error(instrument):
    frame, nets = answered(instrument)
    pairing = load_pairing("pairing")
    answers = confident_answers(frame.iloc[:7], instrument, pairing)
    with pytest.raises(MeasureError, match="answers must be of the respondents that the nets count, without weights"):
        gaps.confidence(nets, pairing, answers=answers, population=20)
