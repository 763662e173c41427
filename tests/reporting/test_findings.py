"""Sentences written from numbers."""

import pandas as pd
import pytest

from cs_research.reporting import findings


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
            {d: (0.9, 0.1 if d == "outcomes" else 0.3, AHEAD) for d in findings.LABELS},
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
    assert findings.gap_title(gaps(**rows)) == title


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


def test_alternative_text_tells_every_number():
    assert findings.gap_alt(gaps(target=(0.8, 0.2, AHEAD), outcomes=(0.7, 0.03, AHEAD))) == (
        "Confidence outruns evidence in both domains shown. "
        "Confidence and evidence in per cent: target 80 and 20; outcomes 70 and 3."
    )


def test_names_are_joined_as_in_a_sentence():
    assert findings.joined(["a"]) == "a"
    assert findings.joined(["a", "b", "c"]) == "a, b and c"
