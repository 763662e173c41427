"""Three absences from the file to the report: not asked, left blank, and answers such as not sure."""

from cs_research.protection import Policy, protect
from cs_research.reporting.text.data_notes import processing_notes
from cs_research.results import measure
from cs_research.study.load import load_study

INSTRUMENT = """type: instrument
id: small
version: "1"
title: Small
source: {title: T, publisher: P, year: 2023}
scales:
  - id: s
    points: [{id: low, label: Low}, {id: high, label: High}, {id: unsure, label: Not sure, absence: dont_know}]
    nets: [{id: top, label: high, points: [high]}]
items:
  - {id: service, kind: open, role: identifier, text: Service, source: x}
  - {id: knowledge, kind: single, text: Knowledge, domain: framework, scale: s, source: x}
  - {id: why, kind: single, text: Why, scale: s, source: x, asked_if: {item: knowledge, points: [low]}}
  - id: helps
    kind: multiple
    text: Helps
    options: [{id: a, label: A}, {id: b, label: B}]
    asked_if: {item: knowledge, points: [low]}
    source: x
"""
PAIRING = """type: pairing
id: p
version: "1"
title: P
instrument: small/1
frame: coding-frame/2023
claims:
  - {id: c, domain: framework, text: Know., confidence: [{item: knowledge, net: top}],
     evidence: [framework.language], source: x}
"""
STUDY = """type: study
id: s
title: T
instrument: small.yaml
frame: coding-frame/2023
pairing: pairing.yaml
survey: {file: answers.csv, wave: "2026"}
"""
#: Knowledge, why and helps: 5 of 10 were not asked the last two, and left one blank, ticked nothing, or were not sure.
ROWS = [
    *["High,,"] * 5, "Low,High,A", "Low,Low,", "Low,,A;B", "Low,Not sure,B", "Low,High,A",
]  # fmt: skip


def results(folder):
    lines = [f"Service {number:02d},{row}" for number, row in enumerate(ROWS, start=1)]
    for name, text in (
        ("small.yaml", INSTRUMENT),
        ("pairing.yaml", PAIRING),
        ("study.yaml", STUDY),
        ("answers.csv", "\n".join(["service,knowledge,why,helps", *lines]) + "\n"),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return measure(load_study(folder))


def test_each_kind_of_absence_is_counted_for_itself(tmp_path):
    table = results(tmp_path)["absences"].set_index("item")
    assert table.loc["knowledge"].tolist() == [10, 0, 0, 0, 0]
    assert table.loc["why"].tolist() == [4, 1, 5, 1, 0]
    assert table.loc["helps"].tolist() == [4, 1, 5, 0, 0]


def test_the_report_keeps_them_apart_and_says_what_the_platform_cannot_tell(tmp_path):
    notes = processing_notes(protect(results(tmp_path), Policy(minimum_base=1)))
    assert any(note.startswith("Left blank, and so outside the base: 1 at “Why” and 1 at “Helps”.") for note in notes)
    assert "Not asked, and so outside the base: 5 at “Why” and 5 at “Helps”." in notes
    assert any("a question that was not asked and for one that was left blank" in note for note in notes)


def test_what_too_few_answered_has_no_count_of_absences_either(tmp_path):
    table = protect(results(tmp_path), Policy(minimum_base=5))["absences"].set_index("item")
    assert table.loc["why"].isna().all()
    assert table.loc["knowledge", "base"] == 10
