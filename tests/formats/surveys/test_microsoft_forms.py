"""Microsoft Forms: the workbook as Forms writes it, for answers, quizzes and forms in another language."""

from __future__ import annotations

import io
from datetime import datetime

import pandas as pd
import pytest
from openpyxl import Workbook

from cs_research.errors import ReadError
from cs_research.formats import read_survey
from cs_research.records import LeftOut


def values(series):
    return [None if pd.isna(value) else value for value in series]


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


LEAD = ["ID", "Start time", "Completion time", "Email", "Name"]
ITEMS = (
    {"id": "service", "kind": "open", "role": "identifier", "text": "Which service?"},
    {"id": "confident", "text": 'How "confident" are you?'},
    {"id": "places", "text": "Assessing places"},
    {
        "id": "help",
        "kind": "multiple",
        "text": "Which of these help you?",
        "options": [
            {"id": "training", "label": "Training"},
            {"id": "time", "label": "Time, space and supervision"},
            {"id": "other", "label": "Other"},
        ],
    },
    {"id": "name", "kind": "open", "text": "Name"},
)
HEAD = [
    *LEAD,
    "Which service?\xa0",
    'How "confident"\nare you?',
    "Assessing places",
    "Which of these help you?",
    "Name2",
]
START, END = datetime(2026, 3, 1, 9, 0, 0), datetime(2026, 3, 1, 9, 10, 30)
ROWS = [
    [
        1,
        START,
        END,
        "anonymous",
        None,
        "Alder",
        "Somewhat confident",
        "Not sure",
        "Training;Time, space and supervision;",
        "Ann",
    ],
    [2, START, END, "anonymous", None, "Birch", "Not sure", None, "Cake;", None],
    [
        3,
        START,
        datetime(2026, 3, 2, 9, 0, 0),
        "anonymous",
        None,
        "alder",
        "Not sure",
        "Not very confident",
        None,
        None,
    ],
]


def test_a_workbook_of_answers_is_read(draw, write):
    responses = read_survey(
        write("Survey(1-3).xlsx", workbook(HEAD, *ROWS)),
        draw(*ITEMS),
        columns={"name": "Name2"},
        answers={"help": {"*": "other"}},
    )
    frame, report = responses.frame, responses.report
    assert (report.platform, report.rows, report.kept) == ("Microsoft Forms", 3, 2)
    assert report.left_out == (LeftOut(2, "duplicate", "same service as row 4, which is later"),)
    assert values(frame["confident"]) == ["not_sure", "not_sure"]
    assert values(frame["places"]) == [None, "not_very"]
    assert values(frame["help.other"]) == [True, None]
    assert values(frame["help.time"]) == [False, None]
    assert report.unmatched_columns == ()
    both = read_survey(
        write("a.xlsx", workbook(HEAD, *ROWS)), draw(*ITEMS), columns={"name": "Name2"},
        answers={"help": {"*": "other"}}, keep=["duplicate"],
    ).frame  # fmt: skip
    assert values(both["help.training"]) == [True, False, None]
    assert values(both["help.time"]) == [True, False, None]
    assert values(both["name"]) == ["Ann", None, None]


def test_what_people_wrote_beside_the_options_is_a_fault_until_the_study_says_what_it_is(draw, write):
    with pytest.raises(ReadError) as error:
        read_survey(write("a.xlsx", workbook(HEAD, *ROWS)), draw(*ITEMS), columns={"name": "Name2"})
    [fault] = error.value.faults
    assert (fault.thing, fault.found) == ("option of 'help'", "'Cake' 1 time")
    assert "answers" in fault.hint


def test_columns_of_a_quiz_are_no_questions(draw, write):
    head = ["Id", *LEAD[1:], "Last modified time", "Total points", "Quiz feedback", "Grade posted time",
            "confident", "Points - confident", "Feedback - confident"]  # fmt: skip
    row = [1, START, END, "a@example.org", "A", None, 3, None, None, "Not sure", 1, None]
    report = read_survey(write("a.xlsx", workbook(head, row)), draw({"id": "confident"})).report
    assert (report.platform, report.kept, report.unmatched_columns) == ("Microsoft Forms", 1, ())


def test_a_form_in_another_language_is_read_where_the_platform_is_given(draw, write):
    head = ["ID", "Startzeit", "Fertigstellungszeit", "Adresse", "Name", "confident"]
    path = write("a.xlsx", workbook(head, [1, START, END, "anonymous", None, "Not sure"]))
    report = read_survey(path, draw({"id": "confident"}), platform="microsoft-forms").report
    assert (report.platform, report.unmatched_columns) == ("Microsoft Forms", ())
    assert read_survey(path, draw({"id": "confident"})).report.platform == "tidy .xlsx"
    with pytest.raises(ReadError, match="start with an ID and the times of start and completion"):
        read_survey(write("b.csv", "a,b,confident\n1,x,y\n"), draw({"id": "confident"}), platform="microsoft-forms")
