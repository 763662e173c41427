"""Joint displays as tables, on the study of `triangulation_study`."""

import pandas as pd
import pytest
from triangulation_study import RULE, SITES, codings, confident, instrument, pairing

from cs_research.definitions.instrument import Point
from cs_research.errors import MeasureError
from cs_research.measures.evidence import cells as evidence
from cs_research.measures.evidence.joint import (
    domain_by_source,
    levels,
    levels_of_sites,
    quotations_by_confidence,
    side_by_side,
    statistics_by_theme,
)
from cs_research.measures.evidence.triangulation import ledger, quotations


@pytest.fixture
def study():
    coded = codings()
    return evidence.cells(coded, SITES, rule=RULE), coded, pairing()


def test_side_by_side(study):
    table = side_by_side(ledger(confident(), *study), quotations(*study), instrument(), pairing()).set_index("claim")
    row = table.loc["c"]
    assert row["statement"] == "Question q: much or most"
    assert row[["shown", "partly", "contrary", "silent"]].tolist() == [2, 2, 0, 2]
    assert row[["quotation_for", "quotation_against", "fit"]].tolist() == [
        "alpha beta gamma", "once only", "cannot be told",
    ]  # fmt: skip
    assert table.loc["d", "quotation_for"] == ""
    # three sites with one practice, contrary at one
    assert table.loc["d", ["fit", "caution"]].tolist() == ["cannot be told", "3 sites only"]


def test_statistics_by_theme_worked_by_hand(study):
    table = statistics_by_theme(confident(), *study).set_index("practice")
    assert list(table.index) == ["target.one", "target.two", "outcomes.three"]
    # one: shown at A, partly at B, silent at C: (1 + 1/2)/3; s0, s1, s3 and s4 in two sources
    row = table.loc["target.one"]
    assert row[["shown", "partly", "contrary", "silent"]].tolist() == [1, 1, 0, 1]
    assert row["evidence"] == pytest.approx(0.5)
    assert row[["label", "confidence", "segments", "passages", "sources"]].tolist() == ["One", 0.75, 4, 2, 2]
    # two: s2, s5 and s6; s9 is not counted
    assert table.loc["target.two", ["segments", "sources"]].tolist() == [3, 3]
    assert statistics_by_theme(None, *study)["confidence"].isna().all()


@pytest.mark.parametrize(
    ("share", "level"),
    [(0.75, "most services confident"), (0.5, "services divided"), (0.2, "most services not confident"),
     (float("nan"), "no number")],
)  # fmt: skip
def test_levels_of_services_together(share, level):
    assert levels(confident(c=share)).iloc[0][["domain", "claim", "level"]].tolist() == ["target", "c", level]


ANSWERS = pd.DataFrame(
    {
        "name": ["North", "South ", None, "East"],
        "q": ["most", "some", "much", None],
        "r": ["none", "much", None, "most"],
    }
)


def test_levels_of_the_services_of_sites():
    table = levels_of_sites(ANSWERS, instrument(), pairing(), {"A": "north", "B": "South", "C": ""})
    assert table.to_numpy().tolist() == [
        ["target", "c", "A", "confident"],
        ["target", "c", "B", "not confident"],
        ["outcomes", "d", "A", "not confident"],
        ["outcomes", "d", "B", "confident"],
    ]


def test_a_claim_of_two_questions_may_be_held_in_part():
    claim = pairing().claims[1]
    both = claim.model_copy(update={"confidence": (*claim.confidence, pairing().claims[0].confidence[0])})
    paired = pairing().model_copy(update={"claims": (both,)})
    table = levels_of_sites(ANSWERS, instrument(), paired, {"A": "North", "B": "East"})
    # North chose most and none; East left the first blank and chose most
    assert table["level"].tolist() == ["confident in part", "confident"]
    blank = ANSWERS.assign(r=None)
    assert levels_of_sites(blank, instrument(), paired, {"B": "East"})["level"].tolist() == ["no answer"]


def test_an_answer_that_no_base_counts_is_neither_confident_nor_not():
    drawn, undrawn = (
        Point(id=name, label=name, absence="not_applicable", drawn=name == "unsure") for name in ("unsure", "na")
    )
    made = instrument()
    scale = made.scales[0].model_copy(update={"points": (*made.scales[0].points, drawn, undrawn)})
    made = made.model_copy(update={"scales": (scale,)})
    both = pairing().claims[1]
    both = both.model_copy(update={"confidence": (*both.confidence, pairing().claims[0].confidence[0])})
    paired = pairing().model_copy(update={"claims": (both,)})
    answers = {
        "North": ("most", "na"),
        "South": ("na", "na"),
        "East": ("most", "unsure"),
        "West": ("some", "na"),
    }
    frame = pd.DataFrame([(name, *said) for name, said in answers.items()], columns=["name", "q", "r"])
    table = levels_of_sites(frame, made, paired, dict(zip("ABCD", answers, strict=True)))
    assert table["level"].tolist() == ["confident", "no answer", "confident in part", "not confident"]


def test_the_rule_of_shares_gaps_and_levels_is_one():
    made = instrument().scales[0]
    points = (*made.points, Point(id="unsure", label="u", absence="dont_know"),
              Point(id="na", label="n", absence="not_applicable", drawn=False))  # fmt: skip
    scale = made.model_copy(update={"points": points})
    assert [point.id for point in scale.base] == ["none", "some", "much", "most", "unsure"]
    said = [scale.confident(answer, "yes") for answer in ("most", "some", "unsure", "na", None, pd.NA, float("nan"))]
    assert said == [True, False, False, None, None, None, None]


def test_a_service_that_did_not_answer_once_is_rejected():
    twice = pd.concat([ANSWERS, ANSWERS.iloc[:1]], ignore_index=True)
    with pytest.raises(MeasureError) as caught:
        levels_of_sites(twice, instrument(), pairing(), {"A": "North", "B": "West"})
    assert [str(fault) for fault in caught.value.faults] == [
        "site 'A': service must be named by one response, got 'North' in 2.",
        "site 'B': service must be named by one response, got 'West' in 0.\n  Hint: did you mean 'East'?",
    ]


def test_an_instrument_that_names_nobody_is_rejected():
    nameless = instrument().model_copy(update={"items": instrument().items[:2]})
    with pytest.raises(
        MeasureError,
        match="items must have an item with the role identifier, where sites name their service, got none",
    ):
        levels_of_sites(ANSWERS, nameless, pairing(), {"A": "North"})


def test_quotations_stand_under_the_level_of_their_claim(study):
    table = quotations_by_confidence(quotations(*study), levels(confident(c=0.2, d=0.9)))
    assert table["level"].tolist() == ["most services confident"] + ["most services not confident"] * 4
    assert table["claim"].tolist() == ["d", "c", "c", "c", "c"]


def test_of_one_level_the_higher_share_stands_first(study):
    table = quotations_by_confidence(quotations(*study), levels(confident(c=0.6, d=0.9)))
    assert table["claim"].tolist() == ["d", "c", "c", "c", "c"]


def test_quotations_stand_under_the_level_of_their_sites_service(study):
    of_sites = levels_of_sites(ANSWERS, instrument(), pairing(), {"A": "North", "B": "South"})
    table = quotations_by_confidence(quotations(*study), of_sites)
    assert table[["segment", "site", "level"]].to_numpy().tolist() == [
        ["s0", "A", "confident"], ["s2", "A", "confident"], ["s6", "B", "not confident"], ["s3", "B", "not confident"],
        ["s7", "C", "not linked"],
    ]  # fmt: skip


def test_domain_by_source_counts_a_passage_once():
    table = domain_by_source(codings()).set_index(["domain", "kind"])
    names = [
        "segments",
        "passages",
        "shown",
        "partly",
        "contrary",
        "mixed",
        "practices",
        "per_practice",
        "sources",
    ]
    assert list(table.columns) == names
    # interviews: s0 and s1 are one passage, and so are s3 and s4, of which coders differ; s2, s9 and s10 are others
    assert table.loc[("target", "interview")].tolist() == [7, 5, 4, 0, 0, 1, 2, 2.5, 3]
    assert table.loc[("target", "strategy")].tolist() == [2, 2, 1, 1, 0, 0, 2, 1, 2]
    assert table.loc[("outcomes", "interview")].tolist() == [1, 1, 0, 0, 1, 0, 1, 1, 1]
    assert table.loc[("outcomes", "strategy")].tolist() == [0, 0, 0, 0, 0, 0, 1, 0, 0]
    assert table.loc[("none", "interview"), "passages"] == 1  # the barrier
    assert pd.isna(table.loc[("none", "interview"), "per_practice"])
    assert table["segments"].sum() == 11
    assert len(table) == 10
