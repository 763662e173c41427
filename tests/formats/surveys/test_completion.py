"""Which rows are finished answers: columns and words of common platforms, and values that nobody knows.

All files are made up; their columns are called as the platforms call them.
"""

from __future__ import annotations

import pandas as pd
import pytest

from cs_research.definitions.study import SurveyFile
from cs_research.errors import ReadError
from cs_research.formats import read_survey
from cs_research.formats.surveys.completion import KEEP
from cs_research.records import LeftOut


def kept(path, instrument, **settings) -> list[str]:
    """The answers to the one question."""
    return list(read_survey(path, instrument, **settings).frame["knowledge"])


LIME = '"id","submitdate","lastpage","knowledge"\n'


@pytest.mark.parametrize("empty", ["", "NA", "[not completed]"])
@pytest.mark.parametrize("head", ["submitdate", "submitdate. Date submitted", "Date submitted"])
def test_an_answer_without_a_moment_of_submission_is_unfinished(write, instrument, head, empty):
    path = write(
        "a.csv",
        f"id,{head},lastpage,knowledge\n1,2024-05-01 10:00:00,5,Good\n2,{empty},2,Poor\n3,1980-01-01 00:00:00,5,Fair\n",
    )
    responses = read_survey(path, instrument)
    assert list(responses.frame["knowledge"]) == ["good", "fair"]
    assert responses.report.left_out == (LeftOut(3, "unfinished", f"submitted {empty or 'blank'}"),)
    assert kept(path, instrument, keep=["unfinished"]) == ["good", "poor", "fair"]
    assert kept(path, instrument, ignore=[head]) == ["good", "poor", "fair"]


def test_a_column_of_moments_that_is_empty_throughout_is_an_error_that_shows_both_readings(write, instrument):
    path = write("a.csv", f'{LIME}"1","","2","Good"\n"2","","5","Poor"\n')
    with pytest.raises(ReadError) as error:
        read_survey(path, instrument)
    assert str(error.value) == (
        f"{path}, column 'submitdate': column that says which answers were finished must hold something in a row at "
        "least, got nothing in all 2 rows.\n"
        "  Hint: if its values were taken out of the file, or unfinished answers are meant, list the column under "
        "'ignore' (--ignore): then every row counts as finished"
    )
    assert kept(path, instrument, ignore=["submitdate"]) == ["good", "poor"]
    assert kept(path, instrument, keep=["unfinished"]) == ["good", "poor"]


def test_without_a_column_that_says_so_every_row_is_an_answer(write, instrument):
    assert kept(write("a.csv", "id,lastpage,knowledge\n1,2,Good\n2,5,Poor\n"), instrument) == ["good", "poor"]


@pytest.mark.parametrize("name", ["Completion time", "CompletionDate", "Submit Date (UTC)", "_submission_time"])
def test_moments_of_other_platforms_are_known(write, instrument, name):
    path = write("a.csv", f"{name},knowledge\n5/1/24 10:00,Good\n,Poor\n")
    assert kept(path, instrument) == ["good"]


@pytest.mark.parametrize("name", ["Completed", "Complete", "Complete?", "is_complete", "Finished"])
@pytest.mark.parametrize(
    ("yes", "no"), [("yes", "no"), ("1", "0"), ("TRUE", "FALSE"), ("Y", "N"), ("Complete", "Incomplete")]
)
def test_a_column_of_yes_and_no_says_who_finished(write, instrument, name, yes, no):
    path = write("a.csv", f"{name},knowledge\n{yes},Good\n{no},Poor\n")
    responses = read_survey(path, instrument)
    assert list(responses.frame["knowledge"]) == ["good"]
    assert responses.report.left_out == (LeftOut(3, "unfinished", f"finished {no}"),)


def test_a_column_called_completed_may_hold_the_moment(write, instrument):
    assert kept(write("a.csv", "Completed,knowledge\n2024-05-01 10:00,Good\n,Poor\n"), instrument) == ["good"]


WORDS = [
    ("Partial", "unfinished"),
    ("partially-completed", "unfinished"),
    ("Started", "unfinished"),
    ("Disqualified", "screened out"),
    ("Screened out", "screened out"),
    ("Screened-Out", "screened out"),
    ("Terminated", "screened out"),
    ("Over quota", "screened out"),
    ("overquota", "screened out"),
    ("quota_full", "screened out"),
    ("Test", "test"),
    ("Preview", "preview"),
]


@pytest.mark.parametrize(("value", "reason"), WORDS)
@pytest.mark.parametrize("name", ["Status", "Response Status", "survey_status"])
def test_statuses_of_common_platforms_are_left_out_with_their_reason(write, instrument, name, value, reason):
    path = write("a.csv", f"{name},knowledge\nComplete,Good\n{value},Poor\nCompleted,Fair\n")
    responses = read_survey(path, instrument)
    assert list(responses.frame["knowledge"]) == ["good", "fair"]
    assert responses.report.left_out == (LeftOut(3, reason, f"status {value}"),)
    assert len(read_survey(path, instrument, keep=[reason])) == 3


def test_a_submission_that_was_not_approved_is_left_out(write, instrument):
    states = "{}\n", "validation_status_not_approved\n", "Approved\n", "\n"
    rows = "".join(f"{answer},{state}" for answer, state in zip(["Good", "Poor", "Fair", "Good"], states))  # noqa: B905
    path = write("a.csv", f"knowledge,_validation_status\n{rows}")
    assert kept(path, instrument) == ["good", "fair", "good"]


@pytest.mark.parametrize("states", [("2", "0"), ("Complete", "Incomplete"), ("2", "")])
def test_the_state_of_a_form_says_who_finished(write, instrument, states):
    done, not_done = states
    path = write("a.csv", f"record_id,knowledge,survey_complete\n1,Good,{done}\n2,Poor,{not_done}\n3,Fair,{done}\n")
    responses = read_survey(path, instrument)
    assert list(responses.frame["knowledge"]) == ["good", "fair"]
    assert responses.report.left_out == (LeftOut(3, "unfinished", f"form {not_done or 'blank'}"),)


def test_only_the_form_that_holds_the_questions_counts(write, instrument):
    path = write(
        "a.csv",
        "record_id,intro_complete,knowledge,survey_complete,visit,visit_complete\n1,0,Good,2,x,0\n2,2,Poor,0,x,2\n",
    )
    assert kept(path, instrument) == ["good"]


def test_two_forms_that_hold_questions_are_an_error_that_the_study_settles(write, instrument):
    path = write("a.csv", "service,intro_complete,knowledge,survey_complete\nAlder,0,Good,2\nBirch,2,Poor,0\n")
    with pytest.raises(ReadError, match="must be one, got 'intro_complete' and 'survey_complete'"):
        read_survey(path, instrument)
    assert kept(path, instrument, ignore=["intro_complete"]) == ["good"]


def test_a_form_that_is_unverified_is_not_known(write, instrument):
    path = write("a.csv", "record_id,knowledge,survey_complete\n1,Good,1\n2,Poor,0\n")
    with pytest.raises(ReadError, match=r"'1' 1 × \(row 2\)"):
        read_survey(path, instrument)
    assert kept(path, instrument, status={"1": "keep"}) == ["good"]


def test_a_column_whose_name_ends_so_but_holds_something_else_is_no_form(write, instrument):
    assert kept(write("a.csv", "knowledge,tasks_complete\nGood,7\nPoor,0\n"), instrument) == ["good", "poor"]


ODD = "status,knowledge\nCarrier Pigeon,Good\nComplete,Poor\npending,Fair\nPending,Good\n,Poor\nTest,Fair\n"


def test_a_status_that_nobody_knows_is_an_error_with_counts_and_the_setting_that_decides(write, instrument):
    path = write("a.csv", ODD)
    with pytest.raises(ReadError) as error:
        read_survey(path, instrument)
    assert str(error.value) == (
        f"{path}, column 'status': status must be known to be that of an answer or of none, got 'Carrier Pigeon' 1 × "
        "(row 2), 'pending' 1 × (row 4), 'Pending' 1 × (row 5), a blank 1 × (row 6).\n"
        "  Hint: say what each is under 'status' (Carrier Pigeon: keep; --status 'Carrier Pigeon=keep'): 'keep', "
        "'preview', 'test', 'spam', 'synthetic', 'unfinished', 'screened out' or 'rejected'; or list the column under "
        "'ignore' (--ignore) if it says something else"
    )
    given = {"carrier pigeon": "keep", "Pending": "unfinished", "blank": "keep"}
    responses = read_survey(path, instrument, status=given)
    assert list(responses.frame["knowledge"]) == ["good", "poor", "poor"]
    assert responses.report.reasons() == {"unfinished": 2, "test": 1}


@pytest.mark.parametrize("name", ["finished", "Completed"])
def test_a_blank_beside_yes_is_not_known(write, instrument, name):
    path = write("a.csv", f"{name},knowledge\nyes,Good\n,Poor\n")
    with pytest.raises(ReadError, match=r"got a blank 1 × \(row 3\)"):
        read_survey(path, instrument)
    assert kept(path, instrument, status={"blank": "unfinished"}) == ["good"]


def test_a_value_in_rows_that_are_left_out_anyway_need_not_be_known(write, instrument):
    path = write("a.csv", "status,finished,knowledge\nodd,no,Good\nlive,yes,Poor\ntest,perhaps,Fair\n")
    assert kept(path, instrument) == ["poor"]


def test_a_status_that_is_empty_throughout_says_nothing(write, instrument):
    assert kept(write("a.csv", "status,knowledge\n,Good\n,Poor\n"), instrument) == ["good", "poor"]


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (
            {"Pendin": "keep"},
            "be in a column of a.csv that says which answers were finished, got 'Pendin'",
        ),
        ({"Complete": "test"}, "name a value whose meaning is not known, got 'Complete'"),
        ({"pending": "lost"}, "status must be 'keep', 'preview'"),
    ],
)
def test_settings_of_statuses_that_lead_to_nothing_are_faults(write, instrument, status, message):
    path = write("a.csv", "status,knowledge\nComplete,Poor\npending,Fair\n")
    with pytest.raises(ReadError, match=message):
        read_survey(path, instrument, status=status)


def test_a_question_of_that_name_is_one_or_the_other_and_the_study_says_which(draw, write):
    asked = draw({"id": "completed", "points": ["Yes", "No"], "text": "Is the training completed?"}, {"id": "first"})
    path = write("a.csv", "completed,first\nYes,Not sure\nNo,Somewhat confident\n")
    with pytest.raises(
        ReadError, match=r"'completed' must be the question 'completed' or say which answers were finished"
    ):
        read_survey(path, asked)
    frame = read_survey(path, asked, columns={"completed": "completed"}).frame
    assert list(frame["completed"]) == ["yes", "no"]
    frame = read_survey(path, draw({"id": "first"})).frame
    assert list(frame["first"]) == ["not_sure"]


def test_two_columns_that_say_who_finished_are_an_error_that_ignore_settles(write, instrument):
    path = write("a.csv", "Completed,Finished,knowledge\nyes,no,Good\nno,yes,Poor\n")
    with pytest.raises(ReadError, match="'Completed' \\(column 1\\) and 'Finished' \\(column 2\\)"):
        read_survey(path, instrument)
    assert kept(path, instrument, ignore=["Finished"]) == ["good"]


def test_a_study_may_say_what_a_status_is():
    reasons = SurveyFile.model_json_schema()["properties"]["status"]["additionalProperties"]["enum"]
    assert tuple(reasons) == KEEP


def test_redcaps_real_survey_keeps_the_form_that_holds_its_questions(shared, draw):
    """Both respondents finished the screening form, and neither the next."""
    path = shared("data/redcap/REDCapR/survey_data.csv")
    first = draw({"id": "has_diabetes", "points": [{"id": "no", "label": "0"}, {"id": "yes", "label": "1"}]})
    assert list(read_survey(path, first).frame["has_diabetes"]) == ["yes", "no"]
    with pytest.raises(ReadError, match="all are left out \\(2 unfinished\\)"):
        read_survey(path, draw({"id": "height", "kind": "open"}))


def test_limesurveys_public_data_have_no_column_that_says_who_finished(shared, draw):
    path = shared("data/limesurvey/international-survey/rse_2017_uk_public_data.csv")
    question = draw(
        {
            "id": "rse1",
            "text": "x",
            "columns": ["rse1. Do you write code as part of your job?"],
            "kind": "open",
        }
    )
    responses = read_survey(path, question)
    assert (responses.report.kept, responses.report.left_out) == (len(pd.read_csv(path)), ())


@pytest.mark.parametrize(
    ("text", "kept_of_file"),
    [
        ("service,knowledge,best_part\nA,Good,x\nservice,knowledge,best_part\nB,Poor,\n", ["good", "poor"]),
        ("service,best_part,knowledge,\nA,,Good,\nservice,best_part,knowledge,\nknowledge,best_part,Poor,\n", ["good", "poor"]),
    ],
)  # fmt: skip
def test_headings_that_are_repeated_below_are_no_answer(write, instrument, text, kept_of_file):
    responses = read_survey(write("a.csv", text), instrument)
    assert list(responses.frame["knowledge"]) == kept_of_file
    assert responses.report.left_out == (LeftOut(3, "header row", "every cell repeats the heading of its column"),)


def test_headings_that_are_repeated_can_be_kept_where_answers_may_read_so(write, instrument):
    path = write("a.csv", "best_part\nbest_part\nx\n")
    assert list(read_survey(path, instrument, keep=["header row"]).frame["best_part"]) == ["best_part", "x"]
