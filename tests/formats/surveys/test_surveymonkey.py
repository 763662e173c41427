"""SurveyMonkey: two header rows, a column an option, columns about the respondent or none; real files and small ones."""

from __future__ import annotations

import io
from datetime import datetime

import pandas as pd
import pytest
from openpyxl import Workbook

from cs_research.errors import ReadError
from cs_research.formats import read_survey

MONKEY = "data/surveymonkey"


def values(series):
    return [None if pd.isna(value) else value for value in series]


def points(*labels):
    return [{"id": f"p{place}", "label": label} for place, label in enumerate(labels, 1)]


HELP = [
    {"id": "training", "label": "Training"},
    {"id": "time", "label": "Time & space"},
    {"id": "other", "label": "Other (please specify)"},
]
ITEMS = (
    {"id": "confident", "text": "How confident are you?"},
    {"id": "places", "text": "Assessing places"},
    {"id": "schools", "text": "Working with schools"},
    {"id": "help", "kind": "multiple", "text": "Which of these help you?", "options": HELP},
    {"id": "why", "kind": "open", "text": "Why is that?"},
)
ROWS = [
    ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
     "Last Name", "Custom Data 1", "How confident are you?", "", "How do you rate these?", "",
     "Which of these help you?", "", "", "Why is that?"],
    ["", "", "", "", "", "", "", "", "", "Response", "Other (please specify)", "Assessing places",
     "Working with schools", "Training", "Time &amp; space", "Other (please specify)", "Open-Ended Response"],
    ["114416617725", "4025", "05/24/2021 12:05:53 PM", "05/24/2021 12:15:53 PM", "192.0.2.1", "", "", "", "",
     "Somewhat confident", "", "Not sure", "Extremely confident", "Training", "", "Cake", "Because\nof it"],
    ["114416617726", "4025", "05/24/2021 12:05:53 PM", "05/24/2021 12:15:53 PM", "192.0.2.1", "", "", "", "",
     "Not sure", "", "", "", "", "Time &amp; space", "", ""],
    ["114416617727", "4025", "05/24/2021 12:05:53 PM", "05/24/2021 12:15:53 PM", "192.0.2.1", "", "", "", "",
     "", "", "Not very confident", "", "", "", "", ""],
]  # fmt: skip


def as_csv(rows):
    out = io.StringIO()
    pd.DataFrame(rows).to_csv(out, index=False, header=False)
    return out.getvalue()


def as_workbook(rows):
    """The rows as the workbook holds them: ids as numbers, moments as dates."""
    book = Workbook()
    for row in rows:
        made = [int(cell) if cell.isdecimal() else cell or None for cell in row]
        if row[2].startswith("05"):
            made[2] = made[3] = datetime(2021, 5, 24, 12, 5, 53)
        book.active.append(made)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("made", [as_csv, as_workbook])
def test_questions_grids_options_and_what_was_written_are_read(draw, write, made):
    responses = read_survey(write("survey.csv", made(ROWS)), draw(*ITEMS))
    frame, report = responses.frame, responses.report
    assert report.platform == "SurveyMonkey, 2 header rows"
    assert (report.rows, report.kept, report.left_out, report.unknown, report.notes) == (3, 3, (), (), ())
    assert values(frame["confident"]) == ["somewhat", "not_sure", None]
    assert values(frame["places"]) == ["not_sure", None, "not_very"]
    assert values(frame["schools"]) == ["extremely", None, None]
    assert values(frame["help.training"]) == [True, False, None]
    assert values(frame["help.time"]) == [False, True, None]
    assert values(frame["help.other"]) == [True, False, None]
    assert values(frame["why"]) == ["Because\nof it", None, None]
    assert report.unmatched_columns == ("How confident are you? - Other (please specify)",)
    assert "'asked_if'" in report.absences


def test_columns_are_named_by_the_question_where_the_study_words_it_otherwise(draw, write):
    small = draw(
        {"id": "assist", "kind": "multiple", "text": "What assists?", "options": HELP},
        {"id": "rated", "text": "Places"},
    )
    responses = read_survey(
        write("survey.csv", as_csv(ROWS)),
        small,
        columns={"assist": "Which of these help you?", "rated": "How do you rate these? - Assessing places"},
    )
    assert values(responses.frame["assist.time"]) == [False, True, None]
    assert values(responses.frame["rated"]) == ["not_sure", None, "not_very"]


def test_an_export_without_columns_about_the_respondent_is_recognised(draw, write):
    path = write("survey.csv", as_csv([row[9:] for row in ROWS]))
    responses = read_survey(path, draw(*ITEMS))
    assert responses.report.platform == "SurveyMonkey, 2 header rows"
    assert values(responses.frame["places"]) == ["not_sure", None, "not_very"]


def test_a_statement_of_two_grids_is_a_fault(draw, write):
    rows = [[*row, row[11]] for row in ROWS]
    rows[0][-1] = "And how did you rate them last year?"
    with pytest.raises(ReadError) as error:
        read_survey(write("survey.csv", as_csv(rows)), draw(*ITEMS))
    [fault] = error.value.faults
    assert fault.thing == "column of 'places'"
    assert fault.found == (
        "'How do you rate these? - Assessing places' (column 12) and "
        "'And how did you rate them last year? - Assessing places' (column 18)"
    )


def test_partial_and_disqualified_answers_are_left_out(draw, write):
    rows = [
        [*row[:8], said, *row[9:]]
        for row, said in zip(ROWS, ["Response Status", "", "completed", "partial", "disqualified"], strict=True)
    ]
    report = read_survey(write("survey.csv", as_csv(rows)), draw(*ITEMS)).report
    assert [(row.row, row.reason) for row in report.left_out] == [(4, "unfinished"), (5, "screened out")]


def test_a_table_without_the_second_header_row_is_no_export_of_surveymonkey(draw, write):
    with pytest.raises(ReadError, match="SurveyMonkey export must have a second header row"):
        read_survey(write("a.csv", "confident\nNot sure\n"), draw({"id": "confident"}), platform="surveymonkey")


def test_numbers_in_place_of_texts_are_ticks_and_answers(draw, write):
    rows = [list(row) for row in ROWS[:4]]
    for row, answers in zip(rows[2:], (["3", "", "5", "4", "1", "", ""], ["5", "", "", "", "", "2", ""]), strict=True):
        row[9:16] = answers
    path = write("survey.csv", as_csv(rows))
    with pytest.raises(ReadError) as error:
        read_survey(path, draw(*ITEMS))
    assert {fault.rule for fault in error.value.faults} == {"have a meaning that the instrument gives"}
    small = draw(*ITEMS)
    scales = [
        scale.model_copy(
            update={"points": tuple(p.model_copy(update={"value": str(at)}) for at, p in enumerate(scale.points, 1))}
        )
        for scale in small.scales
    ]
    frame = read_survey(path, small.model_copy(update={"scales": tuple(scales)})).frame
    assert values(frame["confident"]) == ["somewhat", "not_sure"]
    assert values(frame["help.training"]) == [True, False]
    assert values(frame["help.time"]) == [False, True]


FAVOUR = ("Very unfavorably", "Somewhat unfavorably", "Neither favorably nor unfavorably (neutral)",
          "Somewhat favorably", "Very favorably", "Unfamiliar (N/A)")  # fmt: skip
FILMS = (
    "Star Wars: Episode I  The Phantom Menace", "Star Wars: Episode II  Attack of the Clones",
    "Star Wars: Episode III  Revenge of the Sith", "Star Wars: Episode IV  A New Hope",
    "Star Wars: Episode V The Empire Strikes Back", "Star Wars: Episode VI Return of the Jedi",
)  # fmt: skip


def test_a_real_survey_of_1186_people_gives_the_counts_of_its_file(shared, draw):
    small = draw(
        {"id": "seen", "text": "Have you seen any of the 6 films in the Star Wars franchise?", "points": points("No", "Yes")},
        {"id": "fan", "text": "Do you consider yourself to be a fan of the Star Wars film franchise?", "points": points("No", "Yes")},
        {"id": "films", "kind": "multiple", "options": points(*FILMS),
         "text": "Which of the following Star Wars films have you seen? Please select all that apply."},
        {"id": "solo", "text": "Han Solo", "points": points(*FAVOUR)},
        {"id": "luke", "text": "Please state whether you view the following characters favorably, unfavorably, or are "
         "unfamiliar with him/her. - Luke Skywalker", "points": points(*FAVOUR)},
    )  # fmt: skip
    path = shared(f"{MONKEY}/fivethirtyeight/StarWars.csv")
    responses = read_survey(path, small, encoding="mac_roman")
    frame, report = responses.frame, responses.report
    assert (report.platform, report.rows, report.kept, report.left_out) == (
        "SurveyMonkey, 2 header rows",
        1186,
        1186,
        (),
    )
    assert (report.unknown, report.notes) == ((), ())
    assert frame["seen"].value_counts().to_dict() == {"p2": 936, "p1": 250}
    assert frame["fan"].value_counts().to_dict() == {"p2": 552, "p1": 284}
    assert [int(frame[f"films.p{place}"].sum()) for place in range(1, 7)] == [673, 571, 550, 607, 758, 738]
    assert int(frame["films.p1"].isna().sum()) == 351
    assert frame["solo"].value_counts(sort=False).tolist() == [1, 8, 44, 151, 610, 15]
    assert frame["luke"].value_counts(sort=False).tolist() == [3, 13, 38, 219, 552, 6]
    assert len(report.unmatched_columns) == 38 - 1 - 2 - 6 - 2


def test_a_real_export_with_columns_about_the_respondent_gives_the_counts_of_its_file(shared, draw):
    concerns = (
        "Supply chain security",
        "Vulnerability mangement",
        "Secrets Management",
        "Workload isolation",
        "Other (please specify)",
    )
    small = draw(
        {"id": "years", "text": "For how many years have you worked in the cloud native domain(s)?",
         "points": points("Less than 1 year", "1-2 years", "3-5 years", "5+ years")},
        {"id": "job", "text": "What job title that best fits your role?",
         "points": points("DevOps / Cloud Engineer", "Security Architect/ Engineer", "Developer / Systems Architect",
                          "C-suite/ Engineering manager", "Other (please specify)")},
        {"id": "concern", "kind": "multiple", "options": points(*concerns),
         "text": "What is the topmost cloud native security concern for you right now? (Select all that apply)"},
    )  # fmt: skip
    responses = read_survey(shared(f"{MONKEY}/cncf/cnswp-survey-raw-data.redacted.csv"), small)
    frame, report = responses.frame, responses.report
    assert (report.platform, report.rows, report.kept, report.unknown) == (
        "SurveyMonkey, 2 header rows",
        71,
        71,
        (),
    )
    assert frame["years"].value_counts(sort=False).tolist() == [1, 14, 42, 14]
    assert frame["job"].value_counts(sort=False).tolist() == [30, 23, 9, 8, 1]
    assert [int(frame[f"concern.p{place}"].sum()) for place in range(1, 6)] == [31, 44, 44, 37, 5]
    assert int(frame["concern.p1"].isna().sum()) == 0


def test_a_real_export_with_an_id_only_gives_the_counts_of_its_file(shared, draw):
    small = draw({"id": "steak", "text": "How do you like your steak prepared?",
                  "points": points("Rare", "Medium rare", "Medium", "Medium Well", "Well")})  # fmt: skip
    responses = read_survey(shared(f"{MONKEY}/fivethirtyeight/steak-risk-survey.csv"), small)
    assert (responses.report.rows, responses.report.kept) == (550, 550)
    assert responses.frame["steak"].value_counts(sort=False).tolist() == [23, 166, 132, 75, 36]
    assert int(responses.frame["steak"].isna().sum()) == 118
