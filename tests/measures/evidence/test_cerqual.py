"""Counts of findings and their status, on the study of `triangulation_study`."""

import pandas as pd
import pytest
from triangulation_study import RULE, SITES, codings, pairing

from cs_research.definitions.decisions import CerqualJudgements
from cs_research.errors import DefinitionError
from cs_research.measures.evidence import cells as evidence
from cs_research.measures.evidence.cerqual import findings_table, with_status, words_quoted


@pytest.fixture
def study():
    coded = codings()
    return evidence.cells(coded, SITES, rule=RULE), coded, pairing()


def judged(claim="c", **changes):
    minor = {"level": "minor", "reason": "Few sites"}
    whole = {
        "claim": claim, "methodological_limitations": minor, "coherence": minor, "adequacy": minor,
        "relevance": {"level": "no or very minor", "reason": "All from such services"},
        "overall": {"level": "moderate", "reason": "Three minor concerns"}, "by": "R1", "date": "2026-03-01",
    }  # fmt: skip
    entry = {key: value for key, value in {**whole, **changes}.items() if value is not None}
    return CerqualJudgements(type="cerqual", id="x", version="1", judgements=[entry])


def test_a_claim_without_all_judgements_is_provisional_and_so_is_its_domain():
    claims, domains = pd.DataFrame({"claim": ["c", "d"]}), pd.DataFrame({"domain": ["target", "outcomes"]})
    assert with_status(claims, pairing(), judged())["provisional"].tolist() == [False, True]
    assert with_status(domains, pairing(), judged())["provisional"].tolist() == [False, True]
    assert with_status(claims, pairing(), judged(by=None))["provisional"].tolist() == [True, True]
    assert with_status(domains, pairing())["provisional"].tolist() == [True, True]


def test_every_count_worked_by_hand(study):
    table = findings_table(*study).set_index("claim")
    c, d = table.loc["c"], table.loc["d"]
    assert c[["sources", "all_sources", "sites", "all_sites"]].tolist() == [4, 5, 2, 3]
    assert c["kinds"] == ("interview", "strategy")
    # s0 to s6; five shown, s5 partly, s3 contrary
    assert c[["segments", "shown", "partly", "contrary"]].tolist() == [7, 5, 1, 1]
    assert c["passages"] == 5  # s0 and s1 are one, and so are s3 and s4
    # s0 and s1 together "alpha beta gamma delta" (4), s2 (6), s3 and s4 the same words (2), s5 (3), s6 (4)
    assert c["words"] == 4 + 6 + 2 + 3 + 4
    assert d[["sources", "sites", "segments", "contrary", "words"]].tolist() == [1, 1, 1, 1, 4]


def test_words_are_counted_once_however_their_stretches_lie():
    table = codings().table()
    # the last stretch lies within those of s0 and s1, which overlap: "beta gamma" counts no more
    inner = table[table["segment"].isin(["s0", "s1"])].copy()
    inner.loc[len(table)] = {**table.iloc[0].to_dict(), "start": 6, "end": 16}
    assert words_quoted(inner, codings()) == 4
    assert words_quoted(table.iloc[:0], codings()) == 0


def test_a_finding_without_judgements_is_a_draft(study):
    table = findings_table(*study)
    assert set(table["status"]) == {
        "draft: judgements missing: methodological limitations, coherence, adequacy, relevance, overall, by, date"
    }
    assert set(table["overall"]) == {""}


def test_a_finding_is_final_once_every_judgement_is_there(study):
    table = findings_table(*study, judgements=judged()).set_index("claim")
    row = table.loc["c"]
    assert row["status"] == "final"
    assert row[["coherence", "relevance", "overall", "by", "date"]].tolist() == [
        "minor", "no or very minor", "moderate", "R1", "2026-03-01",
    ]  # fmt: skip
    assert row["overall_reason"] == "Three minor concerns"
    assert table.loc["d", "status"].startswith("draft")


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"coherence": None}, "coherence"),
        ({"adequacy": {}, "overall": None}, "adequacy, overall"),
        ({"by": None, "date": None}, "by, date"),
    ],
)
def test_what_is_missing_is_named(study, changes, missing):
    table = findings_table(*study, judgements=judged(**changes)).set_index("claim")
    assert table.loc["c", "status"] == f"draft: judgements missing: {missing}"


def test_a_judgement_on_no_claim_is_rejected(study, check_faults):
    with pytest.raises(DefinitionError) as caught:
        findings_table(*study, judgements=judged("cc"))
    check_faults(caught, ("x/1, judgements 1", "claim of the pairing", "got 'cc'", "did you mean 'c'?"))
