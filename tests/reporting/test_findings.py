"""Sentences written from numbers."""

import pandas as pd
import pytest

from cs_research.definitions import Instrument
from cs_research.measures.evidence.gap import is_largest_gap
from cs_research.reporting.content import DOMAIN_LABELS
from cs_research.reporting.text import findings


def gaps(**rows):
    return pd.DataFrame(
        [{"domain": d, "confidence": c, "evidence": e, "gap": c - e, "low": c - e - 0.05, "high": c - e + 0.05,
          "verdict": v} for d, (c, e, v) in rows.items()]
    )  # fmt: skip


AHEAD, BEHIND, STEP, UNTOLD = (
    "confidence outruns evidence", "evidence outruns confidence", "in step", "cannot be told",
)  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (
            {d: (0.9, 0.1 if d == "outcomes" else 0.3, AHEAD) for d in DOMAIN_LABELS},
            "Confidence outruns evidence in every domain, most of all in outcomes",
        ),
        ({"target": (0.9, 0.1, AHEAD)}, "Confidence outruns evidence in the one domain shown"),
        (
            {"target": (0.9, 0.1, AHEAD), "outcomes": (0.5, 0.5, STEP)},
            "Confidence outruns evidence in one of two domains",
        ),
        (
            {"target": (0.1, 0.9, BEHIND), "outcomes": (0.5, 0.5, STEP)},
            "Confidence outruns evidence in no domain",
        ),
    ],
)
def test_the_title_of_the_gap_chart_says_what_it_shows(rows, title):
    table = gaps(**rows)
    assert findings.gap_title(table, widest=is_largest_gap(table)) == title


def test_a_domain_is_largest_only_past_chance():
    # 60 and 67 points with intervals of 5 points on each side: √(5² + 5²) is 7.1
    rows = gaps(target=(0.8, 0.2, AHEAD), outcomes=(0.7, 0.03, AHEAD))
    assert findings.gap_title(rows, widest=is_largest_gap(rows)) == "Confidence outruns evidence in both domains shown"


@pytest.mark.parametrize(
    ("depends", "title"),
    [
        (("", "one site left out"), "in one of two domains; in outcomes that depends on single sites"),
        (("silence; one site left out", "one site left out"),
         "in no domain; in target and outcomes that depends on single sites"),
        (("confident answers", "silence"), "in both domains shown, most of all in outcomes"),
    ],
)  # fmt: skip
def test_what_depends_on_single_sites_is_no_headline(depends, title):
    rows = gaps(target=(0.5, 0.3, AHEAD), outcomes=(0.9, 0.1, AHEAD)).assign(depends_on=depends)
    assert findings.gap_title(rows, widest=is_largest_gap(rows)) == f"Confidence outruns evidence {title}"


def test_the_summary_says_what_verdicts_depend_on():
    rows = gaps(target=(0.5, 0.3, AHEAD), framework=(0.9, 0.1, AHEAD), outcomes=(0.5, 0.4, UNTOLD))
    rows["depends_on"] = ["confident answers; one site left out", "confident answers", "confident answers"]
    evidence = pd.DataFrame({"domain": list(rows["domain"]), "shown": 1, "partly": 0, "cells": 10})
    assert findings.gap_summary(rows, evidence).endswith(
        "That confidence outruns evidence depends on which answers count as confident in target and framework. "
        "That confidence outruns evidence depends on single sites in target."
    )


def alternatives(*rows):
    names = ["kind", "alternative", "gap", "verdict", "same", "counted", "caution"]
    return pd.DataFrame([("as published", "as published", 0.3, AHEAD, True, False, ""), *rows], columns=names)


SAME = ("silence", "silent cells are left out", 0.2, AHEAD, True, True, "")
OTHER = ("one site left out", "without A", 0.1, UNTOLD, False, True, "3 sites only")
FEW = ("ratings", "ratings of the rubric", 0.2, UNTOLD, False, False, "fewer than 3 sites")
ALIKE = ("one coder alone", "X alone", 0.3, AHEAD, True, False, "")


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (
            [SAME, FEW, ALIKE],
            "“Confidence outruns evidence” holds in every check, 1 in all",
        ),
        (
            [SAME, OTHER, FEW],
            "“Confidence outruns evidence” depends on single sites: 1 of 2 checks give another verdict",
        ),
        ([FEW, ALIKE], "No other choice puts “confidence outruns evidence” to a test"),
    ],
)
def test_checks_that_cannot_differ_are_not_counted(rows, title):
    assert findings.sensitivity_title(alternatives(*rows)) == title


def test_alternatives_in_words_say_which_are_no_checks():
    assert findings.sensitivity_alt(alternatives(OTHER, FEW)).endswith(
        "Gap in points: as published: 30; without A: 10, cannot be told (3 sites only); "
        "ratings of the rubric: 20, cannot be told (fewer than 3 sites), no check."
    )


@pytest.mark.parametrize(
    ("changed", "rest"),
    [
        ({"caution": "3 sites only"}, "(95% interval 55 to 65; 3 sites only)."),
        (
            {"depends_on": "confident answers; silence"},
            "(95% interval 55 to 65). This depends on which answers count as confident and how silence counts.",
        ),
    ],
)
def test_what_a_verdict_rests_on_is_stated_beside_it(changed, rest):
    row = gaps(target=(0.8, 0.2, AHEAD)).assign(**changed).iloc[0]
    assert findings.gap_finding(row, 0.95) == ("Confidence outruns evidence by 60 points", rest)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            (0.8, 0.2, AHEAD),
            "Confidence outruns evidence by 60 points (95% interval 55 to 65).",
        ),
        (
            (0.2, 0.8, BEHIND),
            "Evidence outruns confidence by 60 points (95% interval −65 to −55).",
        ),
        (
            (0.5, 0.52, STEP),
            "Confidence and evidence are in step, 2 points apart (95% interval −7 to 3).",
        ),
        (
            (0.5, 0.3, UNTOLD),
            "Whether confidence outruns evidence cannot be told: the gap is 20 points (95% interval 15 to 25).",
        ),
    ],
)
def test_each_verdict_has_its_sentence(row, sentence):
    opening, rest = findings.gap_finding(gaps(target=row).iloc[0], 0.95)
    assert f"{opening} {rest}" == sentence


def test_a_gap_without_an_interval_does_not_leave_an_empty_bracket():
    row = gaps(target=(0.5, 0.3, UNTOLD)).assign(low=float("nan"), high=float("nan")).iloc[0]
    _, rest = findings.gap_finding(row, 0.95)
    assert rest == "(too few sites, or no source, speak of it)."
    _, rest = findings.gap_finding(pd.concat([row, pd.Series({"caution": "fewer than 3 sites"})]), 0.95)
    assert rest == "(fewer than 3 sites)."


def test_a_draft_is_marked_provisional():
    table = gaps(target=(0.8, 0.2, AHEAD), outcomes=(0.8, 0.2, AHEAD)).assign(provisional=[True, False])
    assert findings.gap_finding(table.iloc[0], 0.95)[1].endswith(
        " Provisional: reviewers have not completed their assessments."
    )
    assert "Provisional" not in findings.gap_finding(table.iloc[1], 0.95)[1]


def test_the_summary_gives_the_score_with_its_counts_and_names_drafts():
    table = gaps(target=(0.8, 0.4, AHEAD), outcomes=(0.7, 0.0, AHEAD)).assign(provisional=[False, True])
    evidence = pd.DataFrame({"domain": ["target", "outcomes"], "shown": [3, 0], "partly": [2, 0], "cells": [10, 6]})
    assert findings.gap_summary(table, evidence) == (
        "Target 80% confident against an evidence score of 40% (3 of 10 shown, 2 partly) and outcomes 70% confident "
        "against an evidence score of 0% (0 of 6 shown, 0 partly). Provisional, since reviewers have not completed "
        "their assessments: Outcomes."
    )


def test_what_is_not_mentioned_is_reported_apart_from_what_is_contradicted():
    practices = pd.DataFrame(
        {
            "label": ["A", "B", "C", "D"],
            "shown": [1, 0, 0, 0],
            "partly": [0, 0, 0, 1],
            "contrary": [0, 0, 2, 1],
        }
    )
    assert findings.unmentioned_sentences(practices) == [
        "No source mentions: B.",
        "Sources only contradict: C.",
    ]
    assert findings.unmentioned_sentences(practices[practices["label"].isin(["A", "D"])]) == []


@pytest.mark.parametrize(
    ("counts", "opening", "rest"),
    [
        ((7, 0), "70% of services say “part” and none say “full”", "on “Asked” (7 of 10; "),
        ((5, 2), "70% of services say “part or further”", "on “Asked” (7 of 10: 5 “part” and 2 “full”; "),
        ((0, 7), "70% of services say “full” and none say “part”", "on “Asked” (7 of 10; "),
    ],
)
def test_the_answer_that_is_counted_is_named(counts, opening, rest):
    made = Instrument(
        type="instrument", id="i", version="1", title="I", source={"title": "t", "publisher": "p"},
        scales=[{"id": "s", "points": [{"id": name, "label": name} for name in ("no", "part", "full")]}],
        items=[{"id": "q", "kind": "single", "text": "Asked", "scale": "s", "source": "s"}],
    )  # fmt: skip
    row = pd.Series({"items": ("q",), "nets": ("yes",), "share": 0.7, "low": 0.5, "high": 0.8})
    nets = pd.DataFrame([{"item": "q", "net": "yes", "label": "part or further", "n": 7, "base": 10, "share": 0.7}])
    points = pd.DataFrame(
        {"item": "q", "net": "yes", "point": ["part", "full"], "label": ["part", "full"], "n": counts}
    )
    actual = findings.confidence_finding(row, nets, made, 0.95, points)
    assert actual[0] == opening
    assert actual[1].startswith(rest)


def test_alternative_text_tells_every_number():
    rows = gaps(target=(0.8, 0.2, AHEAD), outcomes=(0.8, 0.03, AHEAD))
    assert findings.gap_alt(rows, widest=True) == (
        "Confidence outruns evidence in both domains shown, most of all in outcomes. "
        "Confidence and evidence in per cent: target 80 and 20; outcomes 80 and 3."
    )


def test_names_are_joined_as_in_a_sentence():
    assert findings.join_with_and(["a"]) == "a"
    assert findings.join_with_and(["a", "b", "c"]) == "a, b and c"
