"""Convergence, paper and practice, on the study of `triangulation_study`."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triangulation_study import RULE, SEGMENTS, SITES, codings, confident, pairing

from cs_research.definitions.categories import SURVEY
from cs_research.definitions.decisions import ConvergenceDecisions
from cs_research.definitions.study import EvidenceRule
from cs_research.errors import DefinitionError, MeasureError
from cs_research.measures.evidence.convergence import apply_decisions, by_kind, category, convergence
from cs_research.measures.evidence.strategies import kinds_of_sides, paper_and_practice
from cs_research.records import Segment

SAYS = ["says", "prominence"]


def said(**changes):
    options = {"confident": confident(), "sites": SITES, "rule": RULE, **changes}
    return by_kind(codings(), pairing(), **options)


def test_what_each_kind_says_worked_by_hand():
    table = said().set_index(["claim", "kind"])
    # interviews, 3 sites of 2 practices: A shown twice, B partly and (s9 not counted) silent, C silent twice
    row = table.loc[("c", "interview")]
    assert row[["cells", "shown", "partly", "contrary", "silent"]].tolist() == [6, 2, 1, 0, 3]
    assert row["share"] == pytest.approx(2.5 / 6)
    assert row[["segments", "sources"]].tolist() == [5, 2]
    # 2 of 3 that say something are shown; 3 of 6 say something, which is not more than half
    assert row[SAYS].tolist() == ["shown", "in passing"]
    # strategies, at A and B only: practice one silent twice, two partly and shown; neither is more than half of 2
    row = table.loc[("c", "strategy")]
    assert row[["cells", "shown", "partly", "contrary", "silent"]].tolist() == [4, 1, 1, 0, 2]
    assert row[SAYS].tolist() == ["partly", "in passing"]
    assert table.loc[("d", "interview"), SAYS].tolist() == ["contrary", "in passing"]
    assert table.loc[("d", "strategy"), SAYS].tolist() == ["silent", ""]
    # 3 of 4 services are confident of c; 2 of 4 of d, so neither side is more than half
    assert table.loc[("c", SURVEY), SAYS].tolist() == ["shown", "prominent"]
    assert table.loc[("d", SURVEY), SAYS].tolist() == ["partly", "prominent"]
    assert table.loc[("c", SURVEY), "cells":].isna().all()


@pytest.mark.parametrize(
    ("share", "most", "says"),
    [(0.51, 0.5, "shown"), (0.5, 0.5, "partly"), (0.49, 0.5, "contrary"), (0.7, 0.75, "partly"),
     (0.24, 0.75, "contrary"), (float("nan"), 0.5, "silent")],
)  # fmt: skip
def test_the_survey_stands_under_the_same_rule(share, most, says):
    table = said(confident=confident(d=share), majority=most).set_index(["claim", "kind"])
    assert table.loc[("d", SURVEY), "says"] == says


def test_the_matrix_worked_by_hand():
    matrix = convergence(said())
    found = {(row.claim, row.first, row.second): (row.proposed, row.silent) for row in matrix.itertuples()}
    assert found == {
        ("c", "survey", "interview"): ("partial agreement", ()),  # both shown, interviews in passing
        ("c", "survey", "strategy"): ("partial agreement", ()),  # shown and partly
        ("c", "interview", "strategy"): ("partial agreement", ()),  # shown and partly
        ("d", "survey", "interview"): ("partial agreement", ()),  # partly and contrary
        ("d", "survey", "strategy"): ("silence", ("strategy",)),
        ("d", "interview", "strategy"): ("silence", ("strategy",)),
    }


def test_confidence_against_contrary_accounts_is_dissonance():
    matrix = convergence(said(confident=confident(d=0.9))).set_index(["claim", "first", "second"])
    assert matrix.loc[("d", "survey", "interview"), "proposed"] == "dissonance"


def test_without_a_survey_the_kinds_of_source_are_compared_alone():
    matrix = convergence(said(confident=None))
    assert matrix[["claim", "first", "second"]].to_numpy().tolist() == [
        ["c", "interview", "strategy"],
        ["d", "interview", "strategy"],
    ]


ACCOUNTS = [(says, how) for says, how in product(["shown", "partly", "contrary"], ["prominent", "in passing"])]
ACCOUNTS.append(("silent", ""))


@given(st.sampled_from(ACCOUNTS), st.sampled_from(ACCOUNTS))
def test_a_pair_has_the_same_category_from_either_side(first, second):
    found = category(first, second)
    assert found == category(second, first)
    assert (found == "silence") == ("silent" in (first[0], second[0]))
    assert (found == "agreement") == (first == second != ("silent", ""))


def test_a_coder_of_the_rule_who_coded_one_kind_only_is_no_fault_of_the_other():
    table = said(rule=EvidenceRule(coders=("Y",))).set_index(["claim", "kind"])
    # Y gave s1, s3 in interviews (one shown at A, contrary at B) and s6 in strategies
    assert table.loc[("c", "interview"), ["shown", "contrary", "silent"]].tolist() == [1, 1, 4]
    assert table.loc[("c", "interview"), "says"] == "partly"
    assert table.loc[("c", "strategy"), "segments"] == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"majority": 0.4}, "majority must be at least 0.5 and less than 1, got 0.4"),
        ({"rule": EvidenceRule(coders=("W",))}, "coder must be one of those who coded"),
        ({"confident": confident().drop(columns="claim")}, "confidence must be by claim"),
    ],
)
def test_what_cannot_be_compared_is_rejected(changes, message):
    with pytest.raises(MeasureError, match=message):
        said(**changes)


def test_a_source_may_not_be_called_the_survey():
    with pytest.raises(MeasureError, match="kind of source must be another than 'survey'"):
        by_kind(codings(a_int="survey"), pairing())


def decided(*decisions):
    return ConvergenceDecisions(type="convergence", id="x", version="1", decisions=decisions)


DECISION = {
    "claim": "d",
    "kinds": ["strategy", "survey"],
    "reason": "Read again",
    "by": "R1",
    "date": "2026-03-01",
}


def test_people_confirm_and_overrule():
    matrix = convergence(said())
    people = decided(
        {**DECISION, "category": "silence", "proposed": "silence"},
        {**DECISION, "claim": "c", "category": "dissonance", "proposed": "silence"},
        {"claim": "c", "kinds": ["interview", "strategy"]},
    )
    table = apply_decisions(matrix, people).set_index(["claim", "first", "second"])
    row = table.loc[("d", "survey", "strategy")]
    assert row["proposed":].tolist() == [
        "silence",
        "silence",
        "confirmed",
        "Read again",
        "R1",
        "2026-03-01",
        False,
    ]
    row = table.loc[("c", "survey", "strategy")]
    assert row["proposed":"status"].tolist() == ["partial agreement", "dissonance", "overruled"]
    assert row["changed"]  # the rule proposed silence then, and partial agreement now
    row = table.loc[("c", "interview", "strategy")]
    assert row["category":"reason"].tolist() == ["partial agreement", "proposed", ""]
    assert table["status"].value_counts().to_dict() == {"proposed": 4, "confirmed": 1, "overruled": 1}


def test_without_decisions_all_is_proposed():
    table = apply_decisions(convergence(said()))
    assert set(table["status"]) == {"proposed"}
    assert (table["category"] == table["proposed"]).all()


def test_decisions_on_what_the_matrix_does_not_have_are_rejected():
    people = decided({**DECISION, "claim": "cc", "kinds": ["survey", "interviews"], "category": "silence"})
    with pytest.raises(DefinitionError) as caught:
        apply_decisions(convergence(said()), people)
    assert [str(fault) for fault in caught.value.faults] == [
        "x/1, decisions 1: claim must be a claim of the pairing, 'c' or 'd', got 'cc'.\n  Hint: did you mean 'c'?",
        "x/1, decisions 1: kinds must be a kind of source of the study, 'survey', 'interview' or 'strategy', "
        "got 'interviews'.\n  Hint: did you mean 'interview'?",
    ]


@pytest.mark.parametrize(
    ("kinds", "sides"),
    [
        ({}, (("strategy",), ("interview",))),
        (
            {"a_str": "YJS strategies and plans", "b_str": "case file"},
            (("YJS strategies and plans",), ("interview",)),
        ),
        (
            {"a_int": "Focus groups", "b_str": "police liaison log"},
            (("strategy",), ("Focus groups", "interview")),
        ),
        ({"a_str": "case file", "b_str": "case file"}, ((), ("interview",))),
    ],
)
def test_the_sides_are_told_by_their_words(kinds, sides):
    assert kinds_of_sides(codings(**kinds)) == sides


def test_the_sides_may_be_named():
    coded = codings(b_str="case file", b_int="minutes")
    assert kinds_of_sides(coded, ["case file"], ["interview", "minutes"]) == (
        ("case file",),
        ("interview", "minutes"),
    )
    with pytest.raises(MeasureError, match=r"got 'stratgy'.\n  Hint: did you mean 'strategy'\?"):
        kinds_of_sides(coded, ["stratgy"])
    with pytest.raises(MeasureError, match="be on one side only, got 'interview'"):
        kinds_of_sides(coded, ["interview"], ["interview"])


def test_paper_and_practice_worked_by_hand():
    table = paper_and_practice(codings(), pairing(), rule=RULE).set_index("practice")
    columns = ["paper", "voiced", "finding", "category"]
    # one: no strategy speaks; interviews say shown at A and partly at B, so partly
    assert table.loc["target.one", columns].tolist() == ["silent", "partly", "voiced only", "silence"]
    # two: strategies partly at A and shown at B; interviews shown at A alone, silent at B and C
    assert table.loc["target.two", columns].tolist() == [
        "partly", "shown", "on paper and voiced at the same site", "partial agreement",
    ]  # fmt: skip
    names = ["paper_sites", "voiced_sites", "contradicted_sites", "unvoiced_sites", "unheard_sites"]
    assert table.loc["target.two", names].tolist() == [
        ("A", "B"), ("A",), (), ("B",), (),
    ]  # fmt: skip
    assert table.loc["target.two", ["segments_paper", "segments_voiced"]].tolist() == [2, 1]
    # three: interviews say contrary, and no strategy has it
    assert table.loc["outcomes.three", columns].tolist() == [
        "silent",
        "contrary",
        "contradicted by staff, not in strategies",
        "silence",
    ]


def test_commitments_that_staff_do_not_voice_and_those_they_deny():
    on_paper = (
        Segment("s11", "a-str", 1, 0, 14, "to some extent", "target.one", "shown", "X"),
        Segment("s12", "b-str", 1, 0, 22, "with every single team", "outcomes.three", "partly", "X"),
    )
    left = [segment for segment in SEGMENTS if segment.code != "target.one"]
    table = paper_and_practice(codings((*left, *on_paper), b_int="case file"), pairing()).set_index("practice")
    row = table.loc["target.one"]
    assert row[["finding", "paper_sites", "unvoiced_sites"]].tolist() == ["on paper only", ("A",), ("A",)]
    row = table.loc["outcomes.three"]
    assert row[["finding", "category"]].tolist() == [
        "on paper, contradicted at another site",
        "partial agreement",
    ]
    assert row[["paper_sites", "unvoiced_sites", "unheard_sites"]].tolist() == [("B",), (), ("B",)]


@pytest.mark.parametrize(
    ("strategy", "voice", "finding"),
    [
        (("a-str", "shown"), ("a-int", "shown"), "on paper and voiced at the same site"),
        (("a-str", "shown"), ("b-int", "partly"), "on paper and voiced at different sites"),
        (("a-str", "partly"), ("a-int", "contrary"), "on paper, contradicted at the same site"),
        (("a-str", "shown"), ("c-int", "contrary"), "on paper, contradicted at another site"),
        (None, ("a-int", "contrary"), "contradicted by staff, not in strategies"),
        (("a-str", "contrary"), ("a-int", "contrary"), "contradicted by staff, not in strategies"),
        (None, ("a-int", "shown"), "voiced only"),
        (("b-str", "shown"), None, "on paper only"),
        (None, None, "on neither side"),
    ],
)  # fmt: skip
def test_a_finding_says_whether_it_is_so_at_one_site(strategy, voice, finding):
    segments = [
        Segment(f"n{place}", source, 1, 0, 4, "word", "target.one", stance, "X")
        for place, (source, stance) in enumerate(filter(None, (strategy, voice)))
    ]
    table = paper_and_practice(codings(segments), pairing()).set_index("practice")
    assert table.loc["target.one", "finding"] == finding


def test_a_side_without_a_kind_is_rejected():
    with pytest.raises(
        MeasureError, match="paper must have a kind of source among 'interview' or 'case file', got none"
    ):
        paper_and_practice(codings(a_str="case file", b_str="case file"), pairing())
