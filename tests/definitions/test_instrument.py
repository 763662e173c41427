"""The instrument: scales, items and their rules."""

import pytest

from cs_research._yaml import load
from cs_research.definitions.instrument import Instrument
from cs_research.errors import DefinitionError

HEAD = """type: instrument
id: small
version: "1"
title: Small
source: {title: T, publisher: P, year: 2023}
"""
SCALE = """scales:
  - id: s
    points:
      - {id: low, label: Low}
      - {id: high, label: High}
      - {id: unsure, label: Not sure, absence: dont_know}
"""


def faults(tmp_path, text):
    path = tmp_path / "i.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load(path, Instrument)
    return [f"{fault.thing} must {fault.rule}, got {fault.found}" for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            SCALE + "items:\n  - {id: q, kind: single, text: Q, scale: t, source: x}\n",
            "scale must be one of the file's scales, 's', got 't'",
        ),
        (
            SCALE + "items:\n  - {id: q, kind: single, text: Q, source: x}\n",
            "scale must be given for an item of kind single, got nothing",
        ),
        (
            "items:\n  - {id: q, kind: multiple, text: Q, source: x}\n",
            "options must be given for an item of kind multiple, got nothing",
        ),
        (
            "items:\n  - {id: q, kind: open, text: Q, source: x}\n  - {id: q, kind: open, text: Q, source: x}\n",
            "id must appear once in the list, got 'q' twice",
        ),
        (
            SCALE.replace("label: High", "label: ' low'")
            + "items:\n  - {id: q, kind: single, text: Q, scale: s, source: x}\n",
            "label must differ from that of 'low', got ' low'",
        ),
        (
            SCALE
            + "    nets:\n      - {id: n, label: N, points: [low, hihg]}\n"
            + "items:\n  - {id: q, kind: single, text: Q, scale: s, source: x}\n",
            "entry 2 must be a point of this scale, 'low', 'high' or 'unsure', got 'hihg'",
        ),
        (
            SCALE + "    neutral: mid\nitems:\n  - {id: q, kind: single, text: Q, scale: s, source: x}\n",
            "neutral must be a point of this scale, 'low', 'high' or 'unsure', got 'mid'",
        ),
        (
            SCALE
            + "items:\n  - {id: q, kind: single, text: Q, scale: s, source: x, "
            + "asked_if: {item: later, points: [low]}}\n  - {id: later, kind: open, text: L, source: x}\n",
            "item must be an earlier item, of which there is none, got 'later'",
        ),
    ],
)
def test_each_rule_between_parts_is_told(tmp_path, text, told):
    assert faults(tmp_path, text) == [told]


def test_scores_run_from_1_over_the_points_that_say_something(instrument):
    scale = instrument.scale_of(instrument.item("local_work"))
    assert scale.scores() == {"none": 1, "small": 2, "a_lot": 3}


def test_the_shipped_survey_asks_what_the_bulletin_reports(instrument):
    figures = {item.figure: item.id for item in instrument.items if item.figure}
    assert figures == {
        1: "knowledge",
        2: "assess_contexts",
        3: "record_contexts",
        4: "local_work",
        5: "measure_safety",
        6: "enablers",
        7: "barriers",
    }
    assert instrument.population is not None
    assert instrument.population.size == 157
    for item in instrument.items:
        assert "section" in item.source or "Annex" in item.source
    for name in ("enablers", "barriers"):
        assert 9 <= len(instrument.item(name).options) <= 12
    assert len(instrument.scale_of(instrument.item("assess_contexts")).points) == 5


@pytest.mark.parametrize(
    ("scale", "told"),
    [
        (
            SCALE.replace("label: Low", 'label: Low, value: "2"'),
            "value must differ from that of 'low' (a point without one has its place on the scale), got '2'",
        ),
        (
            SCALE.replace("dont_know", "dont_know, drawn: false")
            + "    nets:\n      - {id: n, label: N, points: [high, unsure]}\n",
            "entry 2 must be a point that is drawn, so that it is in the base, got 'unsure'",
        ),
        (
            SCALE + "    nets:\n      - {id: n, label: N, points: [high, high]}\n",
            "entry 2 must appear once in the net, got 'high' twice",
        ),
        (
            SCALE + "    nets:\n      - {id: n, label: N, points: [low]}\n",
            "points must contain the top of the scale in its first net, which is the headline, got low",
        ),
    ],
)
def test_scales_that_would_give_a_wrong_number_are_told(tmp_path, scale, told):
    item = "items:\n  - {id: q, kind: single, text: Q, scale: s, source: x}\n"
    assert faults(tmp_path, scale + item) == [told]


def test_an_option_may_not_be_called_like_the_packages_own_column(tmp_path):
    text = "items:\n  - {id: q, kind: multiple, text: Q, source: x, options: [{id: not_asked, label: A}]}\n"
    assert faults(tmp_path, text) == ["id must differ from the names that the package uses, got 'not_asked'"]
