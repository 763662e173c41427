"""Tidy CSV: one header row, and columns about the act of answering that are told by their names."""

from __future__ import annotations

import pytest

from cs_research.errors import ReadError
from cs_research.formats import read_survey
from cs_research.records import LeftOut


def test_columns_about_the_act_of_answering_are_no_questions(draw, write):
    path = write(
        "a.csv",
        "Response_ID,Status,Finished,Recorded,first,extra\n"
        "r1,complete,1,2024-03-01,Not sure,x\n"
        "r2,test,1,2024-03-02,Not sure,x\n"
        "r3,preview,1,2024-03-03,Not sure,x\n"
        "r4,spam,1,2024-03-04,Not sure,x\n"
        "r5,live,0,2024-03-05,Not sure,x\n"
        "r1,complete,yes,2024-02-01,Somewhat confident,x\n"
        "r6,pending,yes,2024-02-01,Somewhat confident,x\n",
    )
    responses = read_survey(path, draw({"id": "first"}), status={"Pending": "keep"})
    report = responses.report
    assert report.platform == "tidy CSV"
    assert report.left_out == (
        LeftOut(3, "test", "status test"),
        LeftOut(4, "preview", "status preview"),
        LeftOut(5, "spam", "status spam"),
        LeftOut(6, "unfinished", "finished 0"),
        LeftOut(7, "duplicate", "same response as row 2, which is later"),
    )
    assert list(responses.frame["first"]) == ["not_sure", "somewhat"]
    assert report.unmatched_columns == ("extra",)
    assert report.notes == ()


def test_a_table_of_answers_alone_is_read(draw, write):
    path = write("a.csv", "first,why\nNot sure,\n,because\n")
    responses = read_survey(path, draw({"id": "first"}, {"id": "why", "kind": "open"}))
    assert list(responses.frame.columns) == ["first", "why"]
    assert list(responses.frame["first"].isna()) == [False, True]
    assert list(responses.frame["why"].isna()) == [True, False]
    assert (responses.report.rows, responses.report.kept, responses.report.notes) == (2, 2, ())


def test_a_column_without_a_name_is_a_fault(draw, write):
    path = write("a.csv", "first,,why\nNot sure,x,y\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "first"}))
    [fault] = error.value.faults
    assert str(fault).startswith(f"{path}, row 1: header must name every column, got nothing in column 2.\n")
    assert fault.hint.startswith("the row is 'first', '', 'why'; give each column a name, or say which platform")
    assert "--platform" in fault.hint and "study.yaml" in fault.hint


def test_open_answers_keep_their_line_breaks_and_lose_the_spaces_round_them(draw, write):
    path = write("a.csv", 'why\n"  One thing.\nAnother; thing, too.  "\n')
    assert list(read_survey(path, draw({"id": "why", "kind": "open"})).frame["why"]) == [
        "One thing.\nAnother; thing, too."
    ]
