"""Answers moved to a newer instrument: every one stays, and what a person has to think about is listed."""

import pytest

from cs_research.definitions import load_instrument
from cs_research.displays.tables.html import csv_text
from cs_research.errors import MeasureError
from cs_research.formats import read_survey
from cs_research.study.migration import migrate_answers

OLD = """type: instrument
id: old
version: "1"
title: Old
source: {title: T, publisher: P}
scales:
  - id: much
    points:
      - {id: little, label: Little}
      - {id: lot, label: A lot}
items:
  - {id: kept, kind: single, scale: much, text: Kept, source: S}
  - {id: worded, kind: single, scale: much, text: Worded, source: S}
  - {id: left, kind: open, text: Left, source: S, asked_if: {item: kept, points: [lot]}}
  - id: where
    kind: multiple
    text: Where
    source: S
    options:
      - {id: hall, label: "Hall; the big one"}
      - {id: yard, label: Yard}
"""

NEW = """type: instrument
id: new
version: "2"
extends: old.yaml
title: New
source: {title: T, publisher: P}
items:
  - {id: worded, kind: single, scale: much, text: Worded anew, source: S}
  - {id: fresh, kind: single, scale: much, text: Fresh, source: S}
options:
  - {item: where, id: upper, label: Upper hall, after: hall}
  - {item: where, id: lower, label: Lower hall, after: hall}
changes:
  - {kind: narrow, items: [worded], reason: Shorter.}
  - {kind: add, items: [fresh], reason: Missing.}
  - {kind: retire, items: [left], reason: Nobody wrote.}
  - {kind: split, items: [where.hall], into: [where.upper, where.lower], reason: Two halls.}
"""

EXPORT = """kept,worded,left,where.hall,where.yard,seen by
A lot,Little,"Words, said",1,0,A
Little,,,,,B
A lot,A lot,,0,0,C
,Little,,0,1,D
"""


@pytest.fixture
def folder(tmp_path):
    for name, text in (("old.yaml", OLD), ("new.yaml", NEW), ("export.csv", EXPORT)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_every_answer_is_there_again_under_the_newer_instrument(folder):
    before = read_survey(folder / "export.csv", load_instrument(folder / "old.yaml"))
    newer = load_instrument(folder / "new.yaml")
    moved = migrate_answers(before, newer)
    assert moved.answers == 3 + 3 + 1 + 3  # kept, worded, left, where
    (folder / "moved.csv").write_text(csv_text(moved.frame), encoding="utf-8")
    after = read_survey(folder / "moved.csv", newer)
    for name in before.frame.columns:
        assert after.frame[name].astype("string").fillna("").tolist() == (
            before.frame[name].astype("string").fillna("").tolist()
        ), name
    assert after.frame["fresh"].isna().all()
    assert "fresh" in after.report.absent_items


def test_what_needs_a_person_is_listed_with_the_number_of_answers(folder):
    before = read_survey(folder / "export.csv", load_instrument(folder / "old.yaml"))
    found = migrate_answers(before, load_instrument(folder / "new.yaml")).decisions
    assert [(d.item, d.status, d.answers) for d in found] == [
        ("worded", "reworded", 3),
        ("left", "retired", 1),
        ("left", "routed", 2),
        ("where", "reworded", 3),
    ]
    assert found[3].why == (
        "the question was reworded: compare years with a flag only "
        "(split where.hall; added where.upper; added where.lower; Two halls.)"
    )


def test_an_instrument_that_does_not_extend_the_older_one_is_refused(folder, instrument):
    before = read_survey(folder / "export.csv", load_instrument(folder / "old.yaml"))
    with pytest.raises(MeasureError, match=r"must have every item of old/1, got no 'kept' and 5 more"):
        migrate_answers(before, instrument)
