"""Tables of a triangulation for people: numbers with words, and nothing that people wrote is read as HTML."""

import re

import pandas as pd
import pytest

from cs_research.displays.tables import triangulation as tables

NAN = float("nan")
CLAIMS = {"c": "Claim <C>"}
SITES = {"A": "Site A", "B": "Site <B>"}
LABELS = {"target": "Target", "outcomes": "Outcomes"}


def words(text):
    return " ".join(re.sub(r"<[^>]+>", " ", text.replace("&nbsp;", " ")).split())


def sides(**changed):
    row = {"text": "Claim <C>", "statement": "Asked: a lot", "confidence": 0.75, "shown": 2, "partly": 0, "contrary": 1,
           "silent": 3, "evidence": 1 / 3, "quotation_for": "We do <b>it</b>", "practice_for": "Practice <P>",
           "quotation_against": "", "practice_against": "", "fit": "cannot be told", "caution": "", "provisional": True}  # fmt: skip
    return pd.DataFrame([row | changed])


def test_both_sides_of_a_claim():
    text = tables.side_by_side_table(sides())
    assert "We do &lt;b&gt;it&lt;/b&gt;" in text
    assert words(text) == (
        "Side What it says Claim &lt;C&gt; Services say Asked: a lot 75% of services Sources show ● 2 shown ⊘ 1 contrary "
        "○ 3 silent Evidence score: 33% Words for it We do &lt;b&gt;it&lt;/b&gt; Practice &lt;P&gt; Words against it none "
        "Fit Cannot be told (provisional)"
    )
    three = tables.side_by_side_table(sides(fit="in step", caution="3 sites only"))
    assert words(three).endswith("Fit In step (3 sites only) (provisional)")
    assert "Asked: a lot no number" in words(tables.side_by_side_table(sides(confidence=NAN)))


def test_a_table_to_read_on_a_phone_has_few_columns():
    for text in (tables.side_by_side_table(sides()), tables.cerqual_table(finding())):
        assert text.count('scope="col"') == 2
        assert text.count('scope="colgroup"') == 1


def test_practices_stand_under_their_claim():
    table = pd.DataFrame(
        [
            {"claim": "c", "label": "P & Q", "confidence": 0.5, "shown": 1, "partly": 0, "contrary": 0, "silent": 1,
             "evidence": 0.5, "passages": 1, "sources": 1, "provisional": True},
            {"claim": "c", "label": "R", "confidence": 0.5, "shown": 0, "partly": 0, "contrary": 0, "silent": 2,
             "evidence": 0.0, "passages": 0, "sources": 0, "provisional": True},
        ]
    )  # fmt: skip
    assert words(tables.themes_table(table, CLAIMS)).endswith(
        "Claim &lt;C&gt; 50% of services confident; provisional P &amp; Q ● 1 shown ○ 1 silent 50% 1 coded passage in 1 "
        "source R ○ 2 silent 0% 0 coded passages in 0 sources"
    )
    assert "Claim &lt;C&gt; no number" in words(tables.themes_table(table.assign(confidence=NAN), CLAIMS))


def test_quotations_stand_under_the_level_of_confidence():
    table = pd.DataFrame(
        [{"level": "services divided", "claim": "c", "share": 0.5, "side": "for", "quote": "<i>yes</i>",
          "kind": "focus & group", "site": "B", "label": "P"}]
    )  # fmt: skip
    text = tables.quotations_table(table, CLAIMS, SITES)
    assert "&lt;i&gt;yes&lt;/i&gt;" in text
    assert words(text).endswith(
        "Services divided, 50%: Claim &lt;C&gt; For &lt;i&gt;yes&lt;/i&gt; On P; focus &amp; group, Site &lt;B&gt; Against none"
    )


def test_paper_and_practice_say_where_nobody_speaks():
    table = pd.DataFrame(
        [
            {"claim": "c", "label": "P", "paper": "partly", "voiced": "silent", "finding": "on paper only",
             "paper_sites": ("A", "B"), "unvoiced_sites": ("B",), "contradicted_sites": ("A",)},
            {"claim": "c", "label": "Q", "paper": "silent", "voiced": "contrary", "finding": "on neither side",
             "paper_sites": (), "unvoiced_sites": (), "contradicted_sites": ()},
        ]
    )  # fmt: skip
    assert words(tables.paper_table(table, CLAIMS, SITES)).endswith(
        "P ◐ partly shown Site A, Site &lt;B&gt; ○ silent on paper only Staff contradict it at Site A "
        "No practitioner mentions it at Site &lt;B&gt; "
        "Q ○ silent ⊘ contrary on neither side"
    )


def finding(**changed):
    parts = ("methodological_limitations", "coherence", "adequacy", "relevance", "overall")
    row = {"text": "Claim <C>", "status": "draft: judgements missing: by", "by": "", "date": "", "sources": 1,
           "all_sources": 4, "kinds": ("interview",), "sites": 1, "all_sites": 2, "segments": 2, "passages": 1, "shown": 1, "partly": 0,
           "contrary": 0, "words": 7} | {name: "" for part in parts for name in (part, f"{part}_reason")}  # fmt: skip
    return pd.DataFrame([row | changed])


def test_a_finding_says_what_it_rests_on_and_what_is_not_judged():
    told = words(tables.cerqual_table(finding(adequacy="serious", adequacy_reason="One <voice>")))
    assert "Status Draft: judgements missing: by" in told
    assert (
        "1 of 4 sources (interview), 1 of 2 sites; 1 coded passage; 2 segments: 1 shown, 0 partly, 0 contrary; 7 words quoted"
        in told
    )
    assert "Concern: adequacy serious One &lt;voice&gt;" in told
    assert told.endswith("Confidence overall not judged yet")
    final = words(tables.cerqual_table(finding(status="final", by="R1", date="2026-03-01")))
    assert "Status Final (R1, 2026-03-01)" in final


def test_ratings_stand_beside_codings():
    row = {"domain": "outcomes", "score": 0.25, "low": NAN, "high": NAN, "green": 0.0, "rated": 7, "cells": 8,
           "evidence": NAN, "evidence_shown": NAN, "evidence_partly": NAN, "evidence_cells": NAN, "agreement": 0.5,
           "alpha": -0.125, "commonest": 0.93}  # fmt: skip
    counts = {"evidence": 0.4, "evidence_shown": 1, "evidence_partly": 2, "evidence_cells": 5}
    table = pd.DataFrame([row, {**row, **counts, "low": 0.125, "high": 0.5, "alpha": -0.125, "commonest": 0.89},
                          {**row, "alpha": NAN}])  # fmt: skip
    told = words(tables.rated_table(table, LABELS, 0.9))
    assert "Average rating (0 to 100)" in told
    assert "Outcomes 25 0% 7 of 8 none 50% −0.12 unstable: 93% of ratings are one colour Outcomes" in told
    assert "Outcomes 25 90% interval 13 to 50 0% 7 of 8 40% 1 of 5 shown, 2 partly 50% −0.12 Outcomes" in told
    assert told.endswith("50% none")


@pytest.mark.parametrize(("gap", "said"), [(-0.25, "−25"), (NAN, "none")])
def test_the_mean_gap_of_services(gap, said):
    ends = "" if said == "none" else " 95% interval −50 to 0"
    mean = pd.DataFrame([{"domain": "target", "services": 3, "confidence": 0.25, "evidence": 0.5, "gap": gap,
                          "low": -0.5, "high": 0.0, "verdict": "cannot be told", "caution": "fewer than 8 services", "provisional": False}])  # fmt: skip
    assert words(tables.paired_gap_table(mean, LABELS, 0.95)).endswith(
        f"Target 3 25% 50% {said}{ends} cannot be told (fewer than 8 services)"
    )


def test_a_row_of_too_few_services_is_marked_withheld():
    row = {"domain": "target", "services": pd.NA, "confidence": NAN, "evidence": NAN, "gap": NAN, "low": NAN,
           "high": NAN, "verdict": "cannot be told", "caution": "", "provisional": True}  # fmt: skip
    assert words(tables.paired_gap_table(pd.DataFrame([row]), LABELS, 0.95)).endswith(
        "Target withheld none none none cannot be told (provisional)"
    )
