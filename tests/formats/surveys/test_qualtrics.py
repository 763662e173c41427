"""Qualtrics exports: header rows of every age, statuses as text and numbers, answers sent twice."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from cs_research.errors import ReadError
from cs_research.formats import read_survey
from cs_research.records import LeftOut

THREE = "qualtrics-three-headers.csv"
ALL_LEFT_OUT = "qualtrics-preview-test-spam-unfinished-duplicate-synthetic.csv"


def texts(series: pd.Series) -> list[str | None]:
    """The values of a column, with None where it holds nothing."""
    return [None if pd.isna(value) else value for value in series]


@pytest.mark.parametrize(
    ("name", "headers"),
    [
        (THREE, 3),
        ("qualtrics-python-style-third-header.csv", 3),
        ("qualtrics-german-second-header.csv", 3),
        ("qualtrics-two-headers-bom-empty-last-column.csv", 2),
        ("qualtrics-one-header-resaved.csv", 1),
    ],
)
def test_the_answers_are_the_same_however_many_header_rows_there_are(exports, four_questions, name, headers):
    responses = read_survey(exports / name, four_questions)
    frame = responses.frame
    assert texts(frame["service"]) == ["Alder", "Birch", "Cedar", "Damson"]
    assert texts(frame["confident"]) == ["somewhat", "not_at_all", None, "not_sure"]
    assert texts(frame["enablers.training"]) == [True, False, None, True]
    assert texts(frame["enablers.time"]) == [False, True, None, True]
    assert texts(frame["enablers.police"]) == [True, False, None, True]
    assert texts(frame["enablers.other"]) == [False, False, None, False]
    assert texts(frame["why"]) == [None, "Nobody showed us how.", None, None]
    assert list(frame["why.not_asked"]) == [True, False, True, True]
    report = responses.report
    assert report.platform == f"Qualtrics, {headers} header row{'s' if headers > 1 else ''}"
    assert (report.rows, report.kept, report.left_out) == (4, 4, ())
    assert report.matched == (("Q1", "service"), ("Q2", "confident"), ("Q3", "enablers"), ("Q4", "why"))
    assert report.unmatched_columns == ()
    assert report.absent_items == ()
    assert report.notes == ()
    assert report.unused == (
        ("confident", "Not very confident"),
        ("confident", "Extremely confident"),
        ("enablers", "Something else, please say"),
    )


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [("\t", "utf-16"), ("\t", "utf-8"), (";", "utf-8-sig"), ("|", "utf-16-be")]
)
def test_other_delimiters_and_encodings_give_the_same_answers(exports, four_questions, write, delimiter, encoding):
    with (exports / THREE).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    path = write("export.tsv", (mark + out.getvalue()).encode(encoding))
    plain, other = read_survey(exports / THREE, four_questions), read_survey(path, four_questions)
    pd.testing.assert_frame_equal(other.frame, plain.frame)
    assert other.report.platform == "Qualtrics, 3 header rows"


def test_points_are_ordered_as_the_scale_is_and_keep_their_place_though_nobody_chose_them(exports, four_questions):
    column = read_survey(exports / THREE, four_questions).frame["confident"]
    assert list(column.cat.categories) == ["not_at_all", "not_very", "somewhat", "extremely", "not_sure"]
    assert column.cat.ordered
    assert list(column.value_counts(sort=False)) == [1, 0, 1, 0, 1]


def test_the_wave_is_the_studys_or_else_the_instruments_version(exports, four_questions):
    assert read_survey(exports / THREE, four_questions).wave == "1"
    assert read_survey(exports / THREE, four_questions, wave="2025").wave == "2025"


def test_rows_that_are_no_answers_are_left_out_with_their_row_and_reason(exports, four_questions):
    responses = read_survey(exports / ALL_LEFT_OUT, four_questions)
    report = responses.report
    assert report.left_out == (
        LeftOut(4, "preview", "status Survey Preview"),
        LeftOut(5, "duplicate", "same service as row 12, which is later"),
        LeftOut(6, "test", "status Survey Test"),
        LeftOut(7, "spam", "status Spam"),
        LeftOut(8, "unfinished", "finished False"),
        LeftOut(11, "duplicate", "same response as row 10, which is later"),
        LeftOut(13, "synthetic", "status Synthetic"),
    )
    assert report.reasons() == {
        "preview": 1, "duplicate": 2, "test": 1, "spam": 1, "unfinished": 1, "synthetic": 1,
    }  # fmt: skip
    assert (report.rows, report.kept, len(responses)) == (10, 3, 3)


def test_of_two_answers_the_one_recorded_later_is_kept(exports, four_questions):
    frame = read_survey(exports / ALL_LEFT_OUT, four_questions).frame
    assert list(zip(frame["service"], frame["confident"], strict=True)) == [
        ("Birch", "extremely"),
        ("Cedar", "somewhat"),
        ("ALDER", "somewhat"),
    ]


@pytest.mark.parametrize(
    ("keep", "services"),
    [
        (["preview"], ["Preview", "Birch", "Cedar", "ALDER"]),
        (["test"], ["Test", "Birch", "Cedar", "ALDER"]),
        (["spam"], ["Cheap pills", "Birch", "Cedar", "ALDER"]),
        (["synthetic"], ["Birch", "Cedar", "ALDER", "Robot"]),
        (["duplicate"], ["Alder", "Birch", "Cedar", "Cedar", "ALDER"]),
        (["unfinished", "duplicate"], ["Alder", "Birch", "Birch", "Cedar", "Cedar", "ALDER"]),
    ],
)
def test_rows_that_are_kept_by_name_stay_in_the_order_of_the_file(exports, four_questions, keep, services):
    responses = read_survey(exports / ALL_LEFT_OUT, four_questions, keep=keep)
    assert list(responses.frame["service"]) == services
    assert not {row.reason for row in responses.report.left_out} & set(keep)
    assert responses.report.kept + len(responses.report.left_out) == 10


def test_an_unfinished_answer_that_is_kept_counts_as_a_second_answer(exports, four_questions):
    report = read_survey(exports / ALL_LEFT_OUT, four_questions, keep=["unfinished"]).report
    assert LeftOut(8, "duplicate", "same service as row 9, which is later") in report.left_out


def test_an_unknown_status_or_end_is_an_error_until_the_study_says_what_it_is(exports, four_questions):
    path = exports / "qualtrics-unknown-status-unknown-finished-nothing-answered.csv"
    with pytest.raises(ReadError) as error:
        read_survey(path, four_questions)
    assert [(fault.place, fault.found) for fault in error.value.faults] == [
        (f"{path}, column 'Status'", "'Carrier Pigeon' 1 × (row 4)"),
        (f"{path}, column 'Finished'", "'Nearly' 1 × (row 5)"),
    ]
    responses = read_survey(path, four_questions, status={"Carrier Pigeon": "keep", "Nearly": "unfinished"})
    assert responses.report.left_out == (LeftOut(5, "unfinished", "finished Nearly"),)
    assert responses.report.notes == ("no question was answered: 1 row kept (row 6)",)
    assert texts(responses.frame["service"]) == ["Alder", None, "Cedar"]


def test_numbers_that_a_spreadsheet_made_decimals_are_read_and_noted(exports, four_questions):
    with pytest.raises(ReadError) as error:
        read_survey(exports / "qualtrics-numbers-as-decimals.csv", four_questions)
    assert [fault.rule for fault in error.value.faults] == ["have a meaning that the instrument gives"]
    meaning = {"1": "not_at_all", "4": "extremely"}
    responses = read_survey(
        exports / "qualtrics-numbers-as-decimals.csv", four_questions, answers={"confident": meaning}
    )
    assert [(row.row, row.reason, row.detail) for row in responses.report.left_out] == [
        (5, "preview", "status 1.0"),
        (6, "unfinished", "finished 0.0"),
    ]
    assert texts(responses.frame["confident"]) == ["extremely", "not_at_all", None]
    assert responses.report.notes == ()


STATUSES = [
    ("IP Address", ""), ("0", ""), ("Imported", ""), ("4", ""), ("Offline", ""), ("16", ""),
    ("EX", ""), ("32", ""), ("EX Offline", ""), ("48", ""),
    ("Survey Preview", "preview"), ("1", "preview"), ("Offline Survey Preview", "preview"), ("17", "preview"),
    ("Survey Test", "test"), ("2", "test"),
    ("Spam", "spam"), ("8", "spam"), ("Survey Preview Spam", "spam"), ("9", "spam"),
    ("Imported Spam", "spam"), ("12", "spam"), ("EX Spam", "spam"), ("40", "spam"),
    ("Synthetic", "synthetic"), ("256", "synthetic"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "reason"), STATUSES)
def test_every_status_is_known_as_text_and_as_number(draw, write, status, reason):
    rows = f"2024,2024,{status},True,R_1,Not sure\n2024,2024,IP Address,True,R_2,Not sure\n"
    path = write("a.csv", f"StartDate,EndDate,Status,Finished,ResponseId,first\n{rows}")
    report = read_survey(path, draw({"id": "first"})).report
    assert report.reasons() == ({reason: 1} if reason else {})
    assert report.notes == ()


@pytest.mark.parametrize("finished", ["False", "FALSE", "0", "0.0"])
def test_unfinished_answers_are_left_out_however_it_is_said(draw, write, finished):
    rows = f"2024,2024,0,{finished},R_1,Not sure\n2024,2024,0,1,R_2,Not sure\n"
    path = write("a.csv", f"StartDate,EndDate,Status,Finished,ResponseId,first\n{rows}")
    assert read_survey(path, draw({"id": "first"})).report.reasons() == {"unfinished": 1}


def test_dates_that_a_spreadsheet_rewrote_still_tell_which_answer_is_later(draw, write):
    """The tenth comes after the ninth, whether the other number is the day or the month."""
    rows = "4,4,0,1,9/5/2024 10:00,R_1,Alder,Not sure\n4,4,0,1,10/5/2024 10:00,R_2,Alder,Somewhat confident\n"
    path = write("a.csv", f"StartDate,EndDate,Status,Finished,RecordedDate,ResponseId,service,first\n{rows}")
    small = draw({"id": "service", "kind": "open", "role": "identifier"}, {"id": "first"})
    assert list(read_survey(path, small).frame["first"]) == ["somewhat"]


def test_of_two_answers_recorded_at_once_the_lower_in_the_file_is_kept(draw, write):
    rows = (
        "2024-03-04,Alder,Not sure\n2024-03-04,alder ,Somewhat confident\n2024-03-04,,Not sure\n2024-03-04,,Not sure\n"
    )
    path = write("a.csv", f"recorded,service,first\n{rows}")
    small = draw({"id": "service", "kind": "open", "role": "identifier"}, {"id": "first"})
    responses = read_survey(path, small)
    assert responses.report.left_out == (LeftOut(2, "duplicate", "same service as row 3, which is later"),)
    assert texts(responses.frame["service"]) == ["alder", None, None]


def test_of_three_answers_only_the_last_is_kept(draw, write):
    path = write("a.csv", "service,first\nAlder,Not sure\nAlder,Not sure\nALDER,Somewhat confident\n")
    small = draw({"id": "service", "kind": "open", "role": "identifier"}, {"id": "first"})
    responses = read_survey(path, small)
    assert [row.row for row in responses.report.left_out] == [2, 3]
    assert list(responses.frame["first"]) == ["somewhat"]


def test_an_export_whose_rows_are_all_left_out_is_a_fault_that_says_why(draw, write):
    rows = "2024,2024,Survey Preview,True,R_1,Not sure\n2024,2024,0,False,R_2,\n2024,2024,1,True,R_3,\n"
    path = write("a.csv", f"StartDate,EndDate,Status,Finished,ResponseId,first\n{rows}")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "first"}))
    assert str(error.value) == (
        f"{path}: export must have a row that is an answer, got 3 rows.\n"
        "  Hint: all are left out (2 preview, 1 unfinished); keep them by name if they are meant"
    )


def test_an_export_of_header_rows_only_is_a_fault(exports, four_questions, write):
    head = (exports / THREE).read_text(encoding="utf-8").split("\n")[:3]
    path = write("a.csv", "\n".join(head))
    with pytest.raises(ReadError) as error:
        read_survey(path, four_questions)
    assert str(error.value) == f"{path}: export must have a row that is an answer, got 0 rows."


def test_a_header_row_with_line_breaks_in_its_wording_keeps_the_count_of_rows(draw, write):
    head = (
        'StartDate,Q1\n"Start Date","How\nsure\nare you?"\n"{""ImportId"":""startDate""}","{""ImportId"":""QID1""}"\n'
    )
    path = write("a.csv", f"{head}2024,Not sure\n2024,Sure\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "first", "text": "How sure are you?"}))
    assert error.value.faults[0].place == f"{path}, row 5"


def test_choose_all_in_parts_reads_ticks_and_passes_over_the_write_in(exports, four_questions):
    responses = read_survey(exports / "qualtrics-choose-all-in-parts-blank-row-write-in.csv", four_questions)
    frame, report = responses.frame, responses.report
    assert texts(frame["enablers.training"]) == [True, None, True]
    assert texts(frame["enablers.time"]) == [False, None, True]
    assert texts(frame["enablers.other"]) == [True, None, False]
    assert report.matched == (
        ("Q3_1", "enablers.training"),
        ("Q3_2", "enablers.time"),
        ("Q3_4", "enablers.other"),
    )
    assert report.unmatched_columns == ("Q3_4_TEXT",)
    assert report.absent_items == ("service", "confident", "why")
    assert report.notes == (
        "no question was answered: 1 row kept (row 5)",
        "'why': it is not known who was asked, since no column holds 'confident'",
        "'enablers': no column for the options 'police'; they have no share, rather than 0 %",
    )
