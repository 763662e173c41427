"""Pathways of a small export, read as a tidy CSV and counted by hand."""

from __future__ import annotations

import pytest

from cs_research.definitions import load_instrument
from cs_research.definitions.instrument import Instrument
from cs_research.errors import MeasureError
from cs_research.formats import read_survey
from cs_research.measures.shares.pathways import by_service, counts

CASES = ["harm_concern", "need_concern", "harm_no_concern", "need_no_concern"]
EXPORT = """service,harm_concern,need_concern,harm_no_concern,need_no_concern,local_name
Ashby,"A child protection conference, and a plan if it decides so",Early help or universal services,No further action,No further action,
,"A child protection conference, and a plan if it decides so",Not sure,,No further action,
Birch,child_in_need,3,A pathway of its own for harm outside the family,It varies from case to case,The ROTH pathway
,,,,Not sure,
"""


@pytest.fixture(scope="module")
def instrument():
    return load_instrument("thresholds/pathways")


@pytest.fixture
def responses(instrument, tmp_path):
    path = tmp_path / "pathways.csv"
    path.write_text(EXPORT, encoding="utf-8")
    return read_survey(path, instrument)


def test_each_service_has_a_row_with_its_answers_in_words(responses):
    table = by_service(responses, CASES)
    assert list(table.columns) == ["service", *CASES]
    assert table.to_numpy().tolist() == [
        [
            "Ashby",
            "A child protection conference, and a plan if it decides so",
            "Early help or universal services",
            "No further action",
            "No further action",
        ],
        [
            "(no name given) 1",
            "A child protection conference, and a plan if it decides so",
            "Not sure",
            "left blank",
            "No further action",
        ],
        [
            "Birch",
            "A child in need plan, led by a social worker",
            "A child in need plan, led by a social worker",
            "A pathway of its own for harm outside the family",
            "It varies from case to case",
        ],
        ["(no name given) 2", "left blank", "left blank", "left blank", "Not sure"],
    ]


def test_the_items_come_in_the_order_asked_for(responses):
    assert list(by_service(responses, ["need_no_concern", "harm_concern"]).columns) == [
        "service", "need_no_concern", "harm_concern",
    ]  # fmt: skip


def test_every_point_is_counted_and_so_are_blanks(responses):
    table = counts(responses, CASES)
    assert list(table.columns) == ["item", "point", "label", "n"]
    assert len(table) == 4 * (12 + 1)
    first = table[table["item"] == "harm_concern"]
    assert list(zip(first["point"], first["n"], strict=True)) == [
        ("no_action", 0), ("early_help", 0), ("child_in_need", 1), ("child_protection", 2), ("extra_familial", 0),
        ("context", 0), ("exploitation_team", 0), ("youth_justice", 0), ("community_safety", 0), ("other", 0),
        ("varies", 0), ("not_sure", 0), ("", 1),
    ]  # fmt: skip
    assert list(first["label"])[-2:] == ["Not sure", "left blank"]
    chosen = table[table["n"] > 0]
    assert list(zip(chosen["item"], chosen["point"], chosen["n"], strict=True))[3:] == [
        ("need_concern", "early_help", 1), ("need_concern", "child_in_need", 1), ("need_concern", "not_sure", 1),
        ("need_concern", "", 1), ("harm_no_concern", "no_action", 1), ("harm_no_concern", "extra_familial", 1),
        ("harm_no_concern", "", 2), ("need_no_concern", "no_action", 2), ("need_no_concern", "varies", 1),
        ("need_no_concern", "not_sure", 1),
    ]  # fmt: skip
    assert table.groupby("item")["n"].sum().to_dict() == dict.fromkeys(CASES, 4)


def routed(**identifier):
    """Two questions; the second is asked of those who said yes to the first."""
    return Instrument.model_validate(
        {
            "type": "instrument", "id": "small", "version": "1", "title": "Small",
            "source": {"title": "None", "publisher": "Nobody"},
            "scales": [{"id": "s", "kind": "nominal", "points": [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}]}],
            "items": [
                {"id": "team", "kind": "open", "text": "Team", "source": "x", **identifier},
                {"id": "first", "kind": "single", "text": "First", "scale": "s", "source": "x"},
                {"id": "then", "kind": "single", "text": "Then", "scale": "s", "source": "x",
                 "asked_if": {"item": "first", "points": ["yes"]}},
            ],
        }
    )  # fmt: skip


def test_who_was_not_asked_has_left_nothing_blank(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("team,first,then\nA,Yes,No\nB,Yes,\nC,No,\n", encoding="utf-8")
    responses = read_survey(path, routed(role="identifier"))
    assert list(by_service(responses, ["then"])["then"]) == ["No", "left blank", "not asked"]
    table = counts(responses, ["first", "then"])
    assert list(zip(table["item"], table["label"], table["n"], strict=True)) == [
        ("first", "Yes", 2), ("first", "No", 1), ("first", "left blank", 0),
        ("then", "Yes", 0), ("then", "No", 1), ("then", "left blank", 1), ("then", "not asked", 1),
    ]  # fmt: skip


def test_an_instrument_that_does_not_ask_who_answers_has_no_rows_by_service(tmp_path, check_faults):
    path = tmp_path / "a.csv"
    path.write_text("team,first\nA,Yes\n", encoding="utf-8")
    responses = read_survey(path, routed())
    assert list(counts(responses, ["first"])["n"]) == [1, 0, 0]
    with pytest.raises(MeasureError) as error:
        by_service(responses, ["first"])
    check_faults(error, ("by_service", "instrument small/1", "role 'identifier'"))


def test_items_that_are_unknown_twice_or_not_in_the_export_are_faults(tmp_path, responses, check_faults):
    with pytest.raises(MeasureError) as error:
        counts(responses, ["harm_concerns", "local_name", "need_concern", "need_concern"])
    check_faults(
        error,
        (
            "pathways",
            "a single-choice item of thresholds/pathways",
            "got 'harm_concerns'",
            "did you mean 'harm_concern'?",
        ),
        ("pathways", "a single-choice item of thresholds/pathways", "got 'local_name'"),
        ("pathways", "got harm_concerns, local_name, need_concern, need_concern"),
    )
    path = tmp_path / "a.csv"
    path.write_text("team,first\nA,Yes\n", encoding="utf-8")
    with pytest.raises(MeasureError) as error:
        by_service(read_survey(path, routed(role="identifier")), ["then"])
    check_faults(error, ("pathways", path, "'then'", "no column"))
