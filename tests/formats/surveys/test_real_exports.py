"""Exports that real platforms wrote; see ``data/INDEX.md`` beside the checkout for where they come from."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from cs_research.errors import ReadError
from cs_research.formats import read_survey

QUALTRICS = "data/qualtrics"
TOOLS = f"{QUALTRICS}/QualtricsTools"


def values(series: pd.Series) -> list[object]:
    """The values of a column, with None where it holds nothing."""
    return [None if pd.isna(value) else value for value in series]


def ticked(frame: pd.DataFrame, item: str) -> list[object]:
    """For each row the options of a choose-all item that were ticked; None where it was left blank."""
    part = frame[[name for name in frame if name.startswith(f"{item}.")]]
    return [
        None if row.isna().all() else [name.split(".")[1] for name, tick in row.items() if tick]
        for _, row in part.iterrows()
    ]


def points(**labels: str) -> list[dict[str, str]]:
    """Points of a scale, or options, from id and label; their numbers are from 1."""
    return [{"id": name, "label": label, "value": str(at)} for at, (name, label) in enumerate(labels.items(), 1)]


#: Column, and for each label how many of the 237 gave it, least first.
APHA = {
    "q07a_future_health_work_cat": {
        "Very unlikely": 14,
        "Somewhat unlikely": 16,
        "Undecided": 45,
        "Somewhat likely": 69,
        "Very likely": 93,
    },
    "q12a_cpd_time_at_work_cat": {
        "Rarely": 69,
        "Sometimes — depending on team capacity": 87,
        "Often — very few occasions where training has been refused due to budget, capacity, or any other reason": 59,
        "Always — study leave available and not refused on application, no issues negotiating time for professional development": 22,
    },
    "q14a_mgr_cpd_supportive_cat": {
        "Not at all – no discussion on development needs": 26,
        "Somewhat – occasionally has conversations with me on my development needs": 116,
        "Very supportive – actively supports through regular meetings,  facilitates training and development": 95,
    },
    "q19a_mgr_cpd_discuss_freq_cat": {
        "Not at all": 21,
        "Only when I request": 27,
        "Only when appraisals are due": 71,
        "Occasionally – formal or informally": 91,
        "Regularly – formal/ agreed times throughout the year (in addition to appraisals)": 27,
    },
    "q24a_org_analytics_influence_cat": {
        "Not at all": 19,
        "Yes –  a little": 39,
        "Yes – somewhat": 75,
        "Yes – very often": 80,
        "Yes – analytics influences most decisions": 24,
    },
}


def test_a_survey_of_237_health_analysts_gives_the_counts_of_its_file(shared, draw):
    path: Path = shared("data/uk/apha-cpd/apha_cpd_survey.csv")
    items = [
        {
            "id": column[:4],
            "columns": [column],
            "points": [{"id": f"p{place}", "label": label} for place, label in enumerate(labels, 1)],
        }
        for column, labels in APHA.items()
    ]
    responses = read_survey(path, draw(*items))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for column, labels in APHA.items():
        assert Counter(row[column] for row in rows) == labels
        counts = responses.frame[column[:4]].value_counts(sort=False)
        assert counts.to_dict() == {f"p{place}": n for place, n in enumerate(labels.values(), 1)}
    report = responses.report
    assert (len(responses), report.rows, report.kept) == (237, 237, 237)
    assert (report.platform, report.left_out, report.unknown, report.unused, report.notes) == (
        "tidy CSV",
        (),
        (),
        (),
        (),
    )
    assert len(report.unmatched_columns) == 32


@pytest.mark.parametrize(("kind", "headers"), [("raw", 3), ("text", 1), ("numeric", 1)])
def test_three_exports_of_one_survey_leave_out_the_same_rows(shared, draw, kind, headers):
    browsers = points(chrome="Chrome", firefox="Firefox", edge="Edge", iphone="Chrome iPhone", safari="Safari")
    small = draw(
        {"id": "response", "kind": "open", "columns": ["ResponseId"]},
        {"id": "browser", "columns": ["Browser"], "points": browsers},
    )
    responses = read_survey(shared(f"{QUALTRICS}/excluder/qualtrics_{kind}.csv"), small)
    report = responses.report
    assert report.platform == f"Qualtrics, {headers} header row{'s' if headers > 1 else ''}"
    assert [(row.row - headers, row.reason) for row in report.left_out] == [
        (1, "preview"), (2, "preview"), (23, "unfinished"), (39, "unfinished"),
        (42, "unfinished"), (44, "unfinished"), (79, "unfinished"), (96, "unfinished"),
    ]  # fmt: skip
    assert (report.rows, report.kept) == (100, 92)
    assert responses.frame["browser"].value_counts(sort=False).to_dict() == {
        "chrome": 76, "firefox": 7, "edge": 7, "iphone": 1, "safari": 1,
    }  # fmt: skip
    assert report.notes == ()
    assert report.unmatched_columns == ("Version", "Operating System", "Resolution")


def test_three_exports_of_one_survey_keep_the_same_respondents(shared, draw):
    small = draw({"id": "response", "kind": "open", "columns": ["ResponseId"]})
    kept = [
        list(read_survey(shared(f"{QUALTRICS}/excluder/qualtrics_{kind}.csv"), small).frame["response"])
        for kind in ("raw", "text", "numeric")
    ]
    assert kept[0] == kept[1] == kept[2]
    assert (len(set(kept[0])), kept[0][0]) == (92, "R_fbYBeNscosfzN9L")


@pytest.mark.parametrize(("name", "headers"), [("sample.csv", 3), ("sample_legacy.csv", 2)])
def test_a_localised_export_and_its_legacy_twin_give_the_same_answer(shared, draw, name, headers):
    small = draw(
        {
            "id": "choice",
            "text": "This is a multiple choice question.",
            "points": points(first="Click to write Choice 1", second="Click to write Choice 2"),
        },
        {"id": "said", "kind": "open", "text": "This is a free text question."},
    )
    responses = read_survey(shared(f"{QUALTRICS}/qualtRics/{name}"), small)
    assert responses.frame.to_dict("records") == [{"choice": "second", "said": "Hello World!"}]
    assert responses.report.platform == f"Qualtrics, {headers} header rows"
    assert responses.report.matched == (("Q1", "choice"), ("Q2", "said"))
    assert responses.report.unmatched_columns == (("Q2 - Topics",) if headers == 3 else ())
    assert responses.report.left_out == ()


FRUITS = points(oranges="Oranges", blueberries="Blueberries", strawberries="Strawberries")
SAMPLE = (
    {"id": "favourite", "columns": ["fruits"], "points": FRUITS},
    {"id": "several", "kind": "multiple", "columns": ["Q2"], "options": FRUITS},
    {
        "id": "likes_oranges",
        "columns": ["Q3_1"],
        "points": points(like="Like", neither="Neither like nor dislike", dislike="Dislike"),
    },
    {
        "id": "likes_strawberries",
        "columns": ["Q3_3"],
        "points": points(like="Like", neither="Neither", dislike="Dislike"),
    },
    {
        "id": "feels_oranges",
        "kind": "multiple",
        "columns": ["Q44_1", "Q44_Q44_1"],
        "options": points(like="Like", neither="Neither like nor dislike", dislike="Dislike"),
    },
    {
        "id": "willing_blueberries",
        "columns": ["Q4#1_2"],
        "points": points(unwilling="Unwilling", neutral="Neutral", willing="Willing"),
    },
    {
        "id": "with_strawberries",
        "kind": "multiple",
        "columns": ["Q11#2_3"],
        "options": points(bananas="Bananas", cucumbers="Cucumbers", crackers="Graham crackers", bears="Gummy bears"),
    },
    {"id": "response", "kind": "open", "columns": ["ResponseID", "V1"]},
)


@pytest.mark.parametrize(("name", "headers"), [("Sample_Survey.csv", 2), ("Sample_Survey (Insights).csv", 3)])
def test_a_survey_with_matrices_gives_its_answers_from_a_legacy_and_an_insights_export(shared, draw, name, headers):
    responses = read_survey(shared(f"{TOOLS}/{name}"), draw(*SAMPLE), keep=["test"])
    frame = responses.frame
    assert responses.report.platform == f"Qualtrics, {headers} header rows"
    assert [value[:6] for value in frame["response"]] == ["R_e8z6", "R_7NT5", "R_bCKk", "R_b4wl", "R_9N5Y"]
    assert values(frame["favourite"]) == [
        "blueberries", "blueberries", "strawberries", "oranges", "strawberries",
    ]  # fmt: skip
    fruits = ["oranges", "blueberries", "strawberries"]
    assert ticked(frame, "several") == [["oranges", "strawberries"], fruits, fruits, fruits, fruits]
    assert values(frame["likes_oranges"]) == [None, None, None, "neither", None]
    assert values(frame["likes_strawberries"]) == ["dislike", "neither", None, "like", "neither"]
    assert ticked(frame, "feels_oranges") == [["like"], None, ["like", "neither", "dislike"], None, None]
    assert values(frame["willing_blueberries"]) == [
        "neutral",
        "unwilling",
        "willing",
        "unwilling",
        "unwilling",
    ]
    assert ticked(frame, "with_strawberries") == [
        ["bananas", "cucumbers", "crackers", "bears"],
        ["bananas", "cucumbers", "crackers", "bears"],
        ["bananas", "crackers", "bears"],
        ["bananas", "crackers"],
        ["cucumbers", "bears"],
    ]
    assert responses.report.unknown == ()


CHOSEN = "Click to write the question text This question has choice groups, one after the first choice and..."
RECODED = "Click to write the question text This question has custom RecodeValues"
MULTIPLE = (
    {
        "id": "plain",
        "kind": "multiple",
        "columns": ["Q2"],
        "options": [{"id": f"s{n}", "label": f"Click to write Statement {n}"} for n in (1, 2, 3)],
    },
    {
        "id": "recoded",
        "kind": "multiple",
        "text": RECODED,
        "options": [{"id": f"s{n}", "label": f"Click to write Statement {n}"} for n in (1, 2, 3)],
    },
    {
        "id": "grouped",
        "kind": "multiple",
        "text": CHOSEN,
        "options": [
            *({"id": f"s{n}", "label": f"Click to write Statement {n}"} for n in (1, 2, 3)),
            {"id": "c2", "label": "Click to write Choice 2"},
            {"id": "c5", "label": "Click to write Choice 5"},
        ],
    },
    {
        "id": "write_in",
        "kind": "multiple",
        "columns": ["mc_question_five"],
        "options": [{"id": f"s{n}", "label": f"Click to write Statement {n}"} for n in (1, 2, 3)],
    },
    {"id": "written", "kind": "open", "columns": ["mc_question_five_2_TEXT"]},
)


@pytest.mark.parametrize("name", ["Multiple_Answer_MC_Questions.csv", "Multiple_Answer_MC_Questions (Insights).csv"])
def test_choose_all_questions_are_told_by_wording_where_their_numbers_differ(shared, draw, name):
    """The two exports number the options of one question 1 to 3 and 10 to 12, in another order too."""
    responses = read_survey(shared(f"{TOOLS}/{name}"), draw(*MULTIPLE), keep=["test"])
    frame = responses.frame
    assert ticked(frame, "plain") == [
        ["s2", "s3"],
        ["s1", "s2", "s3"],
        ["s1", "s2", "s3"],
        ["s1", "s2", "s3"],
        ["s1", "s3"],
    ]
    assert ticked(frame, "recoded") == [
        ["s1", "s3"],
        ["s1", "s3"],
        ["s1", "s2", "s3"],
        ["s1", "s3"],
        ["s1", "s2", "s3"],
    ]
    assert ticked(frame, "grouped") == [
        ["s2", "s3", "c2"], ["s2", "s3", "c2"], ["s3", "c5"], ["s2", "s3", "c5"], ["s2", "s3", "c2", "c5"],
    ]  # fmt: skip
    assert ticked(frame, "write_in") == [["s2", "s3"]] * 5
    assert [text.split()[0] for text in frame["written"]] == ["Gravida", "Massa", "Montes", "Non,", "Urna"]


def matrix(text: str, statement: int) -> str:
    """The wording of one statement of a matrix, as both exports cut and write it."""
    return f"{text}-Click to write Statement {statement}"


ASKED = "Click to write the question text"
CODED = f"{ASKED} This question has variables given for its RecodeValues, aka, Sca..."
FOUR_POINTS = [{"id": f"p{n}", "label": f"Click to write Scale point {n}", "value": str(n)} for n in (1, 2, 3, 4)]
RECODED_POINTS = [{**point, "value": str(9 + n)} for n, point in enumerate(FOUR_POINTS, 1)]
MATRIX = (
    {"id": "plain_1", "columns": ["Q2_1"], "points": FOUR_POINTS},
    {"id": "plain_3", "text": matrix(ASKED, 3), "points": FOUR_POINTS},
    {"id": "coded_1", "columns": ["Q4_1"], "points": RECODED_POINTS},
    {"id": "coded_2", "text": matrix(CODED, 2), "points": RECODED_POINTS},
)


@pytest.mark.parametrize(
    "name", ["Single_Answer_Matrix_Questions.csv", "Single_Answer_Matrix_Questions (Insights).csv"]
)
def test_recoded_matrices_give_the_same_answers_from_both_exports(shared, draw, name):
    """The legacy file has three columns called question_one; none of these items asks for it."""
    responses = read_survey(shared(f"{TOOLS}/{name}"), draw(*MATRIX), keep=["test"])
    frame = responses.frame
    assert values(frame["plain_1"]) == ["p3", "p4", "p2", "p4", "p3"]
    assert values(frame["plain_3"]) == ["p4", "p3", "p1", "p2", "p1"]
    assert values(frame["coded_1"]) == ["p3", "p3", "p3", "p1", "p2"]
    assert values(frame["coded_2"]) == ["p1", "p2", "p2", "p2", "p4"]
    assert [note.split(":")[0] for note in responses.report.notes] == [
        "'plain_1'", "'plain_3'", "'coded_1'", "'coded_2'",
    ]  # fmt: skip


def test_a_name_that_stands_three_times_in_a_legacy_export_is_a_fault_for_the_item_that_asks_for_it(shared, draw):
    path = shared(f"{TOOLS}/Single_Answer_Matrix_Questions.csv")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "question_one", "points": FOUR_POINTS}), keep=["test"])
    assert str(error.value).startswith(
        f"{path}, header: column of 'question_one' must be there once, got 'question_one' (column 17) "
        "and 'question_one' (column 20) and 'question_one' (column 23)."
    )


def test_a_wording_that_stands_three_times_in_a_real_export_is_a_fault(shared, draw):
    path = shared(f"{TOOLS}/Sample_Survey.csv")
    text = "This is a likert matrix single answer question. Please rate how you feel about each fruit.-Oranges"
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "likes_oranges", "text": text}), keep=["test"])
    assert str(error.value).startswith(
        f"{path}, header: column of 'likes_oranges' must be there once, got 'Q3_1' (column 15) "
        "and 'Q38_1' (column 103) and 'orange_ish' (column 147)."
    )


def test_an_export_of_test_answers_only_is_a_fault_until_they_are_kept(shared, draw):
    path = shared(f"{TOOLS}/Sample_Survey.csv")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw(*SAMPLE))
    assert str(error.value) == (
        f"{path}: export must have a row that is an answer, got 5 rows.\n"
        "  Hint: all are left out (5 test); keep them by name if they are meant"
    )


def test_an_export_with_import_ids_in_python_style_gives_its_answers(shared, draw):
    fruit = points(melon="Canteloupe", kiwi="Kiwi", pomegranate="Pomagranite")
    options = points(melon="Cantaloupe", kiwi="Kiwi", pomegranate="Pomegranate", none="None of the above")
    small = draw(
        {
            "id": "favourite",
            "text": "Please select your favorite fruit from the following options",
            "points": fruit,
        },
        {
            "id": "eats",
            "kind": "multiple",
            "text": "Please select the fruit you would voluntarily eat.",
            "options": options,
        },
        {
            "id": "kiwi_when",
            "kind": "multiple",
            "columns": ["q1_recent_q1_recent_2"],
            "options": points(week="In the last week", month="In the last month", year="In the last year"),
        },
    )
    responses = read_survey(shared(f"{TOOLS}/Better_Sample_Survey.csv"), small, keep=["test"])
    frame = responses.frame
    assert responses.report.platform == "Qualtrics, 3 header rows"
    assert frame["favourite"].value_counts(sort=False).to_dict() == {"melon": 4, "kiwi": 5, "pomegranate": 1}
    assert Counter(str(row) for row in ticked(frame, "eats")) == {
        "None": 4, "['none']": 5, "['melon', 'pomegranate']": 1,
    }  # fmt: skip
    assert {name: int(frame[name].sum()) for name in frame if name.startswith("kiwi_when")} == {
        "kiwi_when.week": 8, "kiwi_when.month": 10, "kiwi_when.year": 8,
    }  # fmt: skip
    assert responses.report.unused == (("eats", "Kiwi"),)


def test_a_spreadsheet_under_the_name_of_a_text_file_is_read_as_one(shared, draw):
    path = shared("data/uk/people-survey/csps2020_org_scores.csv")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "first"}))
    [fault] = error.value.faults
    assert (fault.place, fault.rule) == (str(path), "have one sheet of answers")
    assert "'Table_1'" in fault.found and "--sheet" in fault.hint


def test_a_real_export_in_another_encoding_is_told_with_its_line(shared, draw):
    path = shared("data/surveymonkey/fivethirtyeight/StarWars.csv")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "first"}))
    [fault] = error.value.faults
    assert fault.place == f"{path}, line 1"
    assert (fault.thing, fault.rule) == ("file", "be UTF-8 text")


def test_the_made_up_studys_export_has_57_answers_and_six_rows_that_are_none(demo_study, instrument):
    report = read_survey(demo_study.parent / "survey" / "qualtrics.csv", instrument).report
    assert (report.rows, report.kept) == (63, 57)
    assert [(row.row, row.reason) for row in report.left_out] == [
        (4, "preview"), (5, "preview"), (6, "test"), (7, "duplicate"), (48, "unfinished"), (49, "unfinished"),
    ]  # fmt: skip
    assert report.unknown == ()
    assert report.absent_items == ()
    assert report.unmatched_columns == ()
    assert report.notes == ()
