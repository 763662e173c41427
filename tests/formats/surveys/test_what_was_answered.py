"""What was answered, where a file tells it in an odd way: options worded otherwise, words for nothing, two statuses.

All files are made up. The questions are those of the survey that ships.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

import pandas as pd
import pytest

from cs_research.cli.read import summarise_responses
from cs_research.errors import ReadError
from cs_research.formats import read_survey
from cs_research.measures.comparison import groups as comparison
from cs_research.measures.counts.tally import tally
from cs_research.measures.shares import likert
from cs_research.protection.answer_counts import count_answers
from cs_research.records import LeftOut, NoAnswer

HELPED = "Which of these have helped your service to take up Contextual Safeguarding? Choose all that apply."
TRAINING = "Training on Contextual Safeguarding"
SHARED = "A shared understanding across the team and its partners"
MANAGERS = "Managers who back the approach"
THREE = ["enablers.training", "enablers.shared_understanding", "enablers.managers"]
KNOWLEDGE = "How would you rate your own knowledge and understanding of Contextual Safeguarding?"


def values(series: pd.Series) -> list[object]:
    """The values of a column, with None where it holds nothing."""
    return [None if pd.isna(value) else value for value in series]


def qualtrics(columns: Sequence[tuple[str, str, str]], rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    """A Qualtrics export of columns (name, wording, import id), with columns about the act of answering before."""
    about = [("StartDate", "Start Date", "startDate"), ("Finished", "Finished", "finished")]
    about.append(("ResponseId", "Response ID", "_recordId"))
    head = [*about, *columns]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow([name for name, _, _ in head])
    writer.writerow([text for _, text, _ in head])
    writer.writerow([f'{{"ImportId":"{number}"}}' for _, _, number in head])
    for at, row in enumerate(rows, start=1):
        writer.writerow(["2024-01-01", "True", f"R_{at}", *row])
    return out.getvalue()


def parts(*wordings: str, names: Sequence[str] = ("enablers_1", "enablers_2", "enablers_3")) -> list:
    """Columns of the question of what has helped, each with this wording after it."""
    return [
        (name, f"{HELPED} - {wording}", f"QID2_{at}")
        for at, (name, wording) in enumerate(zip(names, wordings, strict=True), 1)
    ]


def counts(responses, item: str = "enablers") -> dict[str, tuple[int, int]]:
    """For each option that was ticked or has a column, how many ticked it, of how many that answered."""
    table = likert.multiple(tally(responses))
    rows = table[table["item"] == item]
    return {str(row.point): (int(row.n), int(row.base)) for row in rows.itertuples() if row.n or row.base}


TICKS = [["", SHARED, MANAGERS], [TRAINING, "", ""]]


def found(responses) -> dict[str, list[object]]:
    """The three options' columns."""
    return {name.split(".")[1]: values(responses.frame[name]) for name in THREE}


RIGHT = {"training": [False, True], "shared_understanding": [True, False], "managers": [True, False]}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "wordings",
    [
        ("Training on  Contextual Safeguarding (any kind)", SHARED, MANAGERS),
        ("Training", "A shared understanding", "Managers who back it"),
        (TRAINING, SHARED, "Managers that back the whole approach"),
        ("<b>Training</b>&nbsp;on Contextual Safeguarding*", f"{SHARED}:", f"{MANAGERS}.\u200b"),
        ("training on contextual\u00a0safeguarding", f"Selected Choice - {SHARED}", MANAGERS),
    ],
)
def test_an_option_that_is_worded_otherwise_is_told_by_the_end_of_the_columns_name(
    write, instrument, wordings, delimiter
):
    path = write("a.csv", qualtrics(parts(*wordings), TICKS, delimiter))
    responses = read_survey(path, instrument)
    assert found(responses) == RIGHT
    assert {point: n for point, n in counts(responses).items() if point in RIGHT} == dict.fromkeys(RIGHT, (1, 2))


def test_an_option_that_was_told_by_its_number_is_noted(write, instrument):
    path = write("a.csv", qualtrics(parts(f"{TRAINING} (any kind)", SHARED, MANAGERS), TICKS))
    assert read_survey(path, instrument).report.notes[0] == (
        "'enablers': options that are worded otherwise were recognised by the number at the end of the column's name: "
        "'enablers_1' ('training')"
    )


@pytest.mark.parametrize(
    "names",
    [
        ("Q5_training", "Q5_shared_understanding", "Q5_managers"),
        ("enablers.training", "enablers.shared_understanding", "enablers.managers"),
        ("Q5___training", "Q5[shared_understanding]", "Q5/managers"),
    ],
)
def test_an_option_named_by_its_id_needs_no_wording_that_fits(write, instrument, names):
    columns = parts("Courses and workshops", "Talking the same language", "The boss", names=names)
    path = write("a.csv", qualtrics(columns, TICKS))
    base = {"enablers": "Q5"} if names[0].startswith("Q5") else {}
    assert found(read_survey(path, instrument, columns=base)) == RIGHT


@pytest.mark.parametrize(
    "names",
    [
        ("Q12_1", "Q12_2", "Q12_3"),
        ("A.1", "A.2", "A.3"),
        ("Q7_2_training", "Q7_2_shared_understanding", "Q7_2_managers"),
    ],
)
def test_an_option_of_a_question_that_only_its_wording_tells_falls_back_too(write, instrument, names):
    columns = parts(f"{TRAINING} (any kind)", SHARED, MANAGERS, names=names)
    assert found(read_survey(write("a.csv", qualtrics(columns, TICKS)), instrument)) == RIGHT


def test_numbers_of_another_order_tell_no_option_of_a_question_that_only_its_wording_tells(write, instrument):
    columns = parts(f"{TRAINING} (any kind)", SHARED, MANAGERS, names=("Q12_1", "Q12_3", "Q12_2"))
    with pytest.raises(ReadError, match="numbers of other columns are not those of their options"):
        read_survey(write("a.csv", qualtrics(columns, TICKS)), instrument)


def test_a_question_that_an_older_export_cut_short_is_told_by_its_options(write, instrument):
    columns = [
        (name, f"{HELPED[:40]}...-{wording}", name)
        for name, wording in (("enablers_12", MANAGERS), ("enablers_11", SHARED), ("enablers_10", TRAINING))
    ]
    rows = [list(reversed(row)) for row in TICKS]
    assert found(read_survey(write("a.csv", qualtrics(columns, rows)), instrument)) == RIGHT


def test_the_order_of_columns_makes_no_difference(write, instrument):
    columns = parts(f"{TRAINING} (any kind)", SHARED, MANAGERS)
    rows = [list(reversed(row)) for row in TICKS]
    path = write("a.csv", qualtrics(list(reversed(columns)), rows))
    assert found(read_survey(path, instrument)) == RIGHT


@pytest.mark.parametrize(
    ("wording", "doubt"),
    [
        ("Free lunches", "its number says 'training'"),
        ("Managers who really back the approach", "its number says 'training'"),
    ],
)
def test_an_option_column_whose_wording_is_not_that_of_its_number_is_an_error(write, instrument, wording, doubt):
    """The number alone may be that of another version of the question: it is no proof."""
    path = write("a.csv", qualtrics(parts(wording, SHARED, MANAGERS), TICKS))
    with pytest.raises(ReadError) as error:
        read_survey(path, instrument, unknown="blank")
    [fault] = error.value.faults
    assert fault.place == f"{path}, header"
    assert fault.thing == "option column 'enablers_1' of 'enablers'"
    assert fault.found == f"the wording '{HELPED} - {wording}' ({doubt})"
    assert "aliases" in fault.hint
    assert "'columns'" in fault.hint
    assert "'ignore'" in fault.hint


def test_numbers_that_are_not_those_of_the_options_tell_none(write, instrument):
    """The second option has number 7 here, so that number 1 need not be the first."""
    columns = parts(f"{TRAINING} (any kind)", SHARED, names=("enablers_1", "enablers_7"))
    path = write("a.csv", qualtrics(columns, [["1", "1"]]))
    with pytest.raises(ReadError) as error:
        read_survey(path, instrument)
    [fault] = error.value.faults
    assert "numbers of other columns are not those of their options" in fault.found
    assert fault.hint.startswith(f"near to it: training ({TRAINING})")
    assert "for instance enablers.training: enablers_1" in fault.hint


def test_an_option_column_that_fits_no_option_is_an_error_that_the_study_settles(write, instrument):
    columns = [*parts(TRAINING, SHARED, MANAGERS), ("enablers_99", f"{HELPED} - Something else", "QID2_99")]
    path = write("a.csv", qualtrics(columns, [[*row, "1"] for row in TICKS]))
    with pytest.raises(ReadError, match=r"option column 'enablers_99' of 'enablers' must be one of the options"):
        read_survey(path, instrument)
    responses = read_survey(path, instrument, ignore=["enablers_99"])
    assert found(responses) == RIGHT
    assert responses.report.unmatched_columns == ("enablers_99",)
    settled = read_survey(path, instrument, columns={"enablers.community": "enablers_99"})
    assert values(settled.frame["enablers.community"]) == [True, True]
    assert found(settled) == RIGHT


def test_an_option_column_without_a_wording_that_fits_no_option_is_an_error_too(write, instrument):
    path = write("a.csv", "enablers.training,enablers.trainig\n1,0\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, instrument)
    [fault] = error.value.faults
    assert fault.thing == "option column 'enablers.trainig' of 'enablers'"
    assert fault.hint.startswith(f"near to it: training ({TRAINING})")


@pytest.mark.parametrize(
    ("columns", "ignore", "message"),
    [
        ({"enablers.trainin": "enablers_1"}, [], "columns: key must name an option of 'enablers', got"),
        ({"knowledge.good": "enablers_1"}, [], "columns: key must name an option of 'knowledge', got"),
        ({"enablers.training": "enabler_1"}, [], "columns, enablers.training: column must be in"),
        ({}, ["enabler_1"], "ignore: column must be in"),
    ],
)
def test_settings_of_columns_that_lead_to_nothing_are_faults(write, instrument, columns, ignore, message):
    path = write("a.csv", "enablers_1\n1\n")
    with pytest.raises(ReadError, match=message):
        read_survey(path, instrument, columns=columns, ignore=ignore)


def test_a_question_of_the_same_wording_takes_over_no_choose_all_item(write, instrument):
    columns = [("S1", HELPED, "QID1"), *parts(TRAINING, SHARED, MANAGERS)]
    path = write("a.csv", qualtrics(columns, [[TRAINING, *row] for row in TICKS]))
    responses = read_survey(path, instrument)
    assert found(responses) == RIGHT
    assert counts(responses)["training"] == (1, 2)
    assert responses.report.unmatched_columns == ("S1",)


def test_a_column_that_one_item_names_is_not_taken_by_the_wording_of_another(draw, write):
    first = {"id": "first", "kind": "open", "text": "How sure are you?", "columns": ["Q1"]}
    second = {"id": "second", "kind": "open", "text": "How sure are you?  ", "label": "again"}
    path = write("a.csv", qualtrics([("Q1", "How sure are you?", "QID1")], [["very"]]))
    report = read_survey(path, draw(first, second)).report
    assert report.matched == (("Q1", "first"),)
    assert report.absent_items == ("second",)


def test_three_columns_of_one_wording_and_no_name_are_an_error_that_lists_them(write, instrument):
    columns = [(name, KNOWLEDGE, name) for name in ("A", "B", "C")]
    path = write("a.csv", qualtrics(columns, [["Good", "Good", "Poor"]]))
    with pytest.raises(ReadError) as error:
        read_survey(path, instrument)
    assert str(error.value).startswith(
        f"{path}, header: column of 'knowledge' must be there once, got 'A' (column 4) and 'B' (column 5) and "
        "'C' (column 6)."
    )
    settled = read_survey(path, instrument, columns={"knowledge": "C"})
    assert values(settled.frame["knowledge"]) == ["poor"]


def test_one_column_of_a_choose_all_wording_beside_columns_of_its_options_is_an_error(write, instrument):
    columns = [("S1", HELPED, "QID1"), *parts(TRAINING, SHARED, names=("A1", "A2"))]
    path = write("a.csv", qualtrics(columns, [[TRAINING, "", "1"]]))
    with pytest.raises(ReadError, match=r"column of 'enablers' must be one, or one an option, got 'S1'"):
        read_survey(path, instrument)


@pytest.mark.parametrize("seen", ["-99", "-99.0", "\u221299", "Seen but unanswered"])
def test_a_question_that_was_seen_and_not_answered_is_no_answer(write, instrument, seen):
    columns = [*parts(TRAINING, SHARED, MANAGERS), ("knowledge", KNOWLEDGE, "QID3")]
    rows = [["1", seen, seen, "Good"], [seen, seen, seen, seen], ["", "", "", ""]]
    responses = read_survey(write("a.csv", qualtrics(columns, rows)), instrument)
    assert found(responses) == {
        "training": [True, None, None],
        "shared_understanding": [False, None, None],
        "managers": [False, None, None],
    }
    assert counts(responses)["training"] == (1, 1)
    assert values(responses.frame["knowledge"]) == ["good", None, None]
    report = responses.report
    assert [(each.item, each.kind, each.cells, each.rows) for each in report.no_answers] == [
        ("knowledge", "seen", 1, (5,)),
        *((f"enablers.{name}", "seen", 1, (5,)) for name in RIGHT),
    ]
    assert (
        f"questions that were shown and not answered, read as blank: 4 cells ('{seen}' 4; in 'knowledge' 1, "
        "'enablers' 3; row 5)"
    ) in report.notes
    assert "no question was answered: 2 rows kept (rows 5, 6)" in report.notes


def test_who_saw_a_question_was_asked_it_whatever_routing_says(draw, write):
    routed = {"id": "why", "kind": "open", "asked_if": {"item": "confident", "points": ["not_sure"]}}
    path = write("a.csv", "confident,why\nNot sure,-99\n-99,-99\nNot very confident,\n")
    frame = read_survey(path, draw({"id": "confident"}, routed)).frame
    assert values(frame["why"]) == [None, None, None]
    assert list(frame["why.not_asked"]) == [False, False, True]


@pytest.mark.parametrize("cell", ["-1", "99", "-9", "999"])
def test_other_numbers_mean_what_the_scale_says_and_nothing_else(draw, write, cell):
    path = write("a.csv", f"first,second\n{cell},Not sure\n")
    with pytest.raises(ReadError, match=f"got '{cell}' 1 time"):
        read_survey(path, draw({"id": "first"}, {"id": "second"}))


@pytest.mark.parametrize(("value", "cell"), [("-99", "-99"), ("-99", "-99.0"), ("99", "99")])
def test_a_point_that_has_the_number_is_an_answer(draw, write, value, cell):
    points = ["Yes", "No", {"id": "none", "label": "Prefer not to say", "value": value}]
    frame = read_survey(write("a.csv", f"first\n{cell}\nYes\n"), draw({"id": "first", "points": points})).frame
    assert values(frame["first"]) == ["none", "yes"]


@pytest.mark.parametrize("cell", ["N/A", "n/a ", "NA", "None"])
def test_a_point_that_has_a_word_for_nothing_is_an_answer(draw, write, cell):
    points = ["Yes", {"id": "does_not_apply", "label": "N/A", "aliases": ["NA", "None"]}]
    frame = read_survey(write("a.csv", f"first\n{cell}\nYes\n"), draw({"id": "first", "points": points})).frame
    assert values(frame["first"]) == ["does_not_apply", "yes"]


def test_words_for_nothing_are_no_answers_and_are_counted(write, instrument):
    path = write("a.csv", "knowledge,assess_contexts\nGood,NA\nNA,Somewhat confident\nPoor,nan\n")
    responses = read_survey(path, instrument)
    assert values(responses.frame["knowledge"]) == ["good", None, "poor"]
    assert values(responses.frame["assess_contexts"]) == [None, "somewhat", None]
    assert responses.report.unknown == ()
    assert responses.report.no_answers == (
        NoAnswer("knowledge", "NA", "nothing", 1, (3,)),
        NoAnswer("assess_contexts", "NA", "nothing", 1, (2,)),
        NoAnswer("assess_contexts", "nan", "nothing", 1, (4,)),
    )
    assert responses.report.notes == (
        "words for nothing, read as blank: 3 cells ('NA' 2, 'nan' 1; in 'knowledge' 1, 'assess_contexts' 2; "
        "rows 2, 3, 4)",
    )


NOTHING = [
    "NA",
    "n/a",
    "N/A.",
    "nan",
    "NaN",
    "NULL",
    "<NA>",
    "#N/A",
    "-",
    "--",
    "—",
    ".",
    "...",
    "…",
    "/",
    "&nbsp;-",
]
SAID = [
    "None",
    "nothing",
    "No",
    "?",
    "99",
    "-1",
    "Nan helps me",
    "n/a to us",
    "no answer yet",
    "👍",
    "N",
    "0",
]


@pytest.mark.parametrize("cell", NOTHING)
def test_a_word_for_nothing_is_no_answer_in_the_respondents_own_words(draw, write, cell):
    path = write("a.csv", f'id,why\n1,"{cell}"\n2,because\n')
    responses = read_survey(path, draw({"id": "why", "kind": "open"}))
    assert values(responses.frame["why"]) == [None, "because"]
    assert [each.cells for each in responses.report.no_answers] == [1]


@pytest.mark.parametrize("cell", SAID)
def test_what_people_say_is_an_answer(draw, write, cell):
    path = write("a.csv", f'id,why\n1,"{cell}"\n2,because\n')
    responses = read_survey(path, draw({"id": "why", "kind": "open"}))
    assert values(responses.frame["why"]) == [cell, "because"]
    assert responses.report.no_answers == ()


@pytest.mark.parametrize("cell", ["NA", "-", "n/a", "-99"])
def test_nobody_is_called_by_a_word_for_nothing(write, instrument, cell):
    path = write("a.csv", f"response_id,service,knowledge\n{cell},{cell},Good\n{cell},{cell},Poor\n3,Alder,Fair\n")
    responses = read_survey(path, instrument)
    assert responses.report.left_out == ()
    assert values(responses.frame["knowledge"]) == ["good", "poor", "fair"]
    assert values(responses.frame["service"]) == [None, None, "Alder"]


def test_a_moment_that_is_absent_hides_none_of_the_others(write, instrument):
    path = write(
        "a.csv",
        "recorded,service,knowledge\nNA,Birch,Good\n2024-05-02,Alder,Good\n2024-05-01,Alder,Poor\n",
    )
    responses = read_survey(path, instrument)
    assert responses.report.left_out == (LeftOut(4, "duplicate", "same service as row 3, which is later"),)
    assert values(responses.frame["knowledge"]) == ["good", "good"]


def test_options_of_a_row_that_r_wrote_as_absent_were_left_blank(write, instrument):
    path = write("a.csv", "enablers_1,enablers_2,enablers_3\n1,NA,NA\nNA,NA,NA\n0,0,0\n")
    responses = read_survey(path, instrument)
    assert found(responses) == {
        "training": [True, None, False],
        "shared_understanding": [False, None, False],
        "managers": [False, None, False],
    }
    assert counts(responses)["training"] == (1, 2)
    assert sum(each.cells for each in responses.report.no_answers) == 3


def test_unknown_cells_that_are_read_as_blank_make_no_base(write, instrument):
    path = write("a.csv", "enablers_1,enablers_2\nmaybe,maybe\n1,maybe\n")
    responses = read_survey(path, instrument, unknown="blank")
    assert values(responses.frame["enablers.training"]) == [None, True]
    assert counts(responses)["training"] == (1, 1)


def test_a_joined_cell_with_an_option_worded_otherwise_is_an_error(write, instrument):
    path = write("a.csv", f'enablers\n"{TRAINING};Managers that back the approach"\n')
    with pytest.raises(ReadError, match="did you mean 'Managers who back the approach'"):
        read_survey(path, instrument)


STATUS = [
    ("Status", "Response Type", "status"),
    ("Status", "Status", "Status"),
    ("knowledge", KNOWLEDGE, "QID1"),
]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 1, 0)])
def test_of_two_status_columns_the_platforms_own_is_found_by_its_import_id(write, instrument, order):
    rows = [("IP Address", "2", "Good"), ("IP Address", "active", "Poor"), ("Survey Preview", "0", "Fair")]
    path = write("a.csv", qualtrics([STATUS[at] for at in order], [[row[at] for at in order] for row in rows]))
    responses = read_survey(path, instrument)
    assert values(responses.frame["knowledge"]) == ["good", "poor"]
    assert responses.report.left_out == (LeftOut(6, "preview", "status Survey Preview"),)
    assert responses.report.unmatched_columns == ("Status",)


def test_embedded_data_alone_are_no_status(write, instrument):
    path = write("a.csv", qualtrics(STATUS[1:], [["2", "Good"], ["Spam", "Poor"]]))
    assert len(read_survey(path, instrument)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "StartDate,EndDate,Status,Finished,ResponseId,Status,knowledge\n1,1,0,1,R_1,2,Good\n1,1,0,1,R_2,2,Poor\n",
        "status,knowledge,Status\nlive,Good,test\n",
    ],
)
def test_two_status_columns_that_nothing_tells_apart_are_an_error(write, instrument, text):
    with pytest.raises(ReadError, match=r"header: column that says 'status' must be there once, got '[sS]tatus' "):
        read_survey(write("a.csv", text), instrument)


@pytest.mark.parametrize("status", ["Partial", "partial ", "Incomplete", "In progress", "Partially completed"])
def test_a_partial_answer_is_unfinished(write, instrument, status):
    path = write("a.csv", f"response_id,status,knowledge\n1,Complete,Good\n2,{status},Poor\n3,{status},Fair\n")
    responses = read_survey(path, instrument)
    assert responses.report.reasons() == {"unfinished": 2}
    assert values(responses.frame["knowledge"]) == ["good"]
    assert len(read_survey(path, instrument, keep=["unfinished"])) == 3


@pytest.mark.parametrize("finished", ["FALSE", "false", "No", "0.0", "Partial"])
def test_an_unfinished_answer_is_left_out_by_the_column_that_says_so(write, instrument, finished):
    path = write("a.csv", f"finished,knowledge\nTRUE,Good\n{finished},Poor\nComplete,Fair\n")
    assert values(read_survey(path, instrument).frame["knowledge"]) == ["good", "fair"]


def test_a_column_about_answering_that_says_something_else_can_be_ignored(write, instrument):
    path = write("a.csv", "finished,knowledge\nNo,Good\nNo,Poor\n")
    assert values(read_survey(path, instrument, ignore=["Finished"]).frame["knowledge"]) == ["good", "poor"]


def test_notes_of_one_kind_are_one_line_with_a_count_and_the_first_rows(write, instrument):
    rows = "".join(f"odd,{'' if at % 2 else 'Good'}\n" for at in range(20))
    path = write("a.csv", f"status,knowledge\n{rows}")
    with pytest.raises(ReadError, match=r"got 'odd' 20 × \(rows 2, 3, 4, 5, 6 …\)"):
        read_survey(path, instrument)
    notes = read_survey(path, instrument, status={"odd": "keep"}).report.notes
    assert notes == ("no question was answered: 10 rows kept (rows 3, 5, 7, 9, 11 …)",)


UNNAMED = "column 1 has no name and holds row numbers, as R and pandas write them: it is not used"


@pytest.mark.parametrize(
    "text",
    [
        '"","knowledge"\n"1","Good"\n"2","Poor"\n',
        ",knowledge\n0,Good\n1,Poor\n",
        ";knowledge\n17;Good\n4;Poor\n",
        ",StartDate,EndDate,Status,Finished,ResponseId,knowledge\n0,1,1,0,1,R_1,Good\n1,1,1,0,1,R_2,Poor\n",
    ],
)
def test_a_first_column_without_a_name_over_row_numbers_is_passed_over_and_noted(write, instrument, text):
    responses = read_survey(write("a.csv", text), instrument)
    assert values(responses.frame["knowledge"]) == ["good", "poor"]
    assert responses.report.matched == (("knowledge", "knowledge"),)
    assert responses.report.unmatched_columns == ()
    assert responses.report.notes == (UNNAMED,)


def test_three_header_rows_that_pandas_numbered_are_still_headers(write, instrument):
    plain = qualtrics([("knowledge", KNOWLEDGE, "QID1")], [["Good"], ["Poor"]])
    rows = list(csv.reader(io.StringIO(plain)))
    numbered = [["", *rows[0]], *([str(at), *row] for at, row in enumerate(rows[1:]))]
    out = io.StringIO()
    csv.writer(out).writerows(numbered)
    responses = read_survey(write("a.csv", out.getvalue()), instrument)
    assert responses.report.platform == "Qualtrics, 3 header rows"
    assert values(responses.frame["knowledge"]) == ["good", "poor"]
    assert responses.report.notes == (UNNAMED,)


@pytest.mark.parametrize(
    "text", [",knowledge\nyes,Good\nno,Poor\n", ",knowledge\n1,Good\n1,Poor\n", "knowledge,\nGood,1\n"]
)
def test_a_column_without_a_name_that_holds_anything_else_is_an_error(write, instrument, text):
    with pytest.raises(ReadError, match="header must name every column"):
        read_survey(write("a.csv", text), instrument)


@pytest.mark.parametrize(
    "heading",
    [
        KNOWLEDGE,
        KNOWLEDGE.upper(),
        f"  {KNOWLEDGE} *",
        f"*{KNOWLEDGE}",
        f"{KNOWLEDGE}:",
        f"<p>{KNOWLEDGE.replace(' ', '&nbsp;')}</p>",
        KNOWLEDGE.replace(" ", "\u00a0"),
        KNOWLEDGE.replace(" own ", "\nown "),
        f"{KNOWLEDGE} (required)",
        f"7. {KNOWLEDGE}",
        f"Q7: {KNOWLEDGE}",
        f"\ufeff{KNOWLEDGE}",
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_the_instruments_own_wording_heads_a_column(write, instrument, heading, delimiter):
    path = write("a.csv", f'Timestamp{delimiter}"{heading}"\n4/22/2016 19:57:50{delimiter}Good\n')
    responses = read_survey(path, instrument)
    assert values(responses.frame["knowledge"]) == ["good"]
    assert (responses.report.platform, responses.report.unmatched_columns) == ("Google Forms", ())


def test_a_form_headed_by_its_wording_is_read_whole(write, instrument):
    """As Google Forms writes it: the options that were ticked are joined in one cell by comma and space."""
    head = ["Timestamp", *(item.text for item in instrument.items)]
    row = {item.id: "" for item in instrument.items}
    row |= {
        "service": "Alder",
        "knowledge": "Good",
        "enablers": f"{TRAINING}, A place within, or close to, children\u2019s social care, {MANAGERS}",
    }
    out = io.StringIO()
    csv.writer(out).writerows([head, ["4/22/2016 19:57:50", *row.values()]])
    responses = read_survey(write("a.csv", out.getvalue()), instrument)
    assert [item for _, item in responses.report.matched] == [item.id for item in instrument.items]
    assert values(responses.frame["knowledge"]) == ["good"]
    ticked = [name for name in responses.frame if name.startswith("enablers.") and responses.frame[name][0]]
    assert ticked == ["enablers.training", "enablers.managers", "enablers.social_care"]


@pytest.mark.parametrize("form", ["{} [{}]", "{} - {}", "{}: [{}]"])
def test_options_headed_by_question_and_option_are_read(write, instrument, form):
    head = [form.format(HELPED, label) for label in (SHARED, TRAINING)]
    out = io.StringIO()
    csv.writer(out).writerows([["id", *head], ["1", "Yes", ""], ["2", "", "Yes"]])
    frame = read_survey(write("a.csv", out.getvalue()), instrument).frame
    assert values(frame["enablers.training"]) == [False, True]
    assert values(frame["enablers.shared_understanding"]) == [True, False]


def test_a_name_outranks_a_wording_in_a_tidy_file_too(write, instrument):
    path = write("a.csv", f'knowledge,"{KNOWLEDGE}"\nGood,Poor\n')
    responses = read_survey(path, instrument)
    assert values(responses.frame["knowledge"]) == ["good"]
    assert responses.report.unmatched_columns == (KNOWLEDGE,)


EXPECTED: dict[str, Callable] = {
    "option-worded-otherwise.csv": lambda read: (found(read), counts(read)["training"]) == (RIGHT, (1, 2)),
    "two-questions-of-one-wording.csv": lambda read: (found(read), read.report.unmatched_columns) == (RIGHT, ("S1",)),
    "seen-but-unanswered.csv": lambda read: (counts(read)["training"], len(read)) == ((1, 1), 3),
    "partial-status.csv": lambda read: read.report.reasons() == {"unfinished": 2} and len(read) == 1,
    "unnamed-first-column.csv": lambda read: values(read.frame["knowledge"]) == ["good", "poor"],
    "two-status-columns.csv": lambda read: values(read.frame["knowledge"]) == ["good", "poor"],
    "na-words.csv": lambda read: sum(each.cells for each in read.report.no_answers) == 3,
}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_small_inputs_give_what_is_right(shared, instrument, name):
    assert EXPECTED[name](read_survey(shared(f"cases/surveys/{name}"), instrument))


def test_an_option_without_a_column_has_no_share_rather_than_none_of_all(write, instrument):
    responses = read_survey(write("a.csv", qualtrics(parts(TRAINING, SHARED, MANAGERS), TICKS)), instrument)
    assert counts(responses) == dict.fromkeys(RIGHT, (1, 2))
    assert values(responses.frame["enablers.police"]) == [None, None]
    table = tally(responses).table.loc["enablers"]
    assert table["answered"].to_list() == [2] * 3 + [0] * 8
    options = "'supervision', 'social_care', 'recording', 'police', 'child_first', 'relationships', 'assetplus' and 'community'"
    assert responses.report.notes == (
        f"'enablers': no column for the options {options}; they have no share, rather than 0 %",
    )


def test_an_option_whose_first_column_lacks_keeps_the_base_of_the_others(write, instrument):
    rows = [[SHARED, ""], ["", MANAGERS], ["", ""]]
    columns = parts(SHARED, MANAGERS, names=["enablers_2", "enablers_3"])
    responses = read_survey(write("a.csv", qualtrics(columns, rows)), instrument)
    assert counts(responses) == {"shared_understanding": (1, 2), "managers": (1, 2)}
    assert tally(responses).table.loc["enablers", "blank"].unique().tolist() == [1]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_is_printed_and_the_codebook_have_the_base_of_those_who_ticked_any_option(write, instrument, order):
    rows = [[SHARED, ""], ["", MANAGERS], ["", ""], *[["", MANAGERS]] * 4]
    columns = parts(SHARED, MANAGERS, names=["enablers_2", "enablers_3"])
    text = qualtrics([columns[at] for at in order], [[row[at] for at in order] for row in rows])
    responses = read_survey(write("a.csv", text), instrument)
    [line] = [line for line in summarise_responses(responses).split("\n") if line.startswith("enablers: ")]
    assert line.endswith("(n = 6, 1 blank)")
    counted = count_answers(instrument, responses, 5)
    assert counted.answered("enablers") == 6
    assert list(counted.sums("enablers"))[-2:] == [("other", "blank", 1), ("other", "not_asked", 0)]


def test_tallies_of_which_one_lacks_an_option_add_to_its_own_base(write, instrument):
    three = read_survey(write("a.csv", qualtrics(parts(TRAINING, SHARED, MANAGERS), TICKS)), instrument)
    two = read_survey(
        write("b.csv", qualtrics(parts(TRAINING, SHARED, names=["enablers_1", "enablers_2"]), [[TRAINING, ""]])),
        instrument,
    )
    both = tally(three) + tally(two)
    table = likert.multiple(both)
    found = {row.point: (row.n, row.base) for row in table.itertuples() if row.item == "enablers"}
    assert found == {"training": (2, 3), "shared_understanding": (1, 3), "managers": (1, 2)}


def test_an_option_without_a_column_is_neither_tested_nor_counted_in_a_codebook(write, instrument):
    rows = ["nation,enablers_1,enablers_2", *["England,1,0", "Wales,0,1"] * 12]
    responses = read_survey(write("a.csv", "\n".join(rows) + "\n"), instrument)
    tests = comparison.groups(tally(responses.frame, instrument, group="nation"))
    assert tests.loc[tests["item"] == "enablers", "row"].to_list() == ["training", "shared_understanding"]
    counted = count_answers(instrument, responses, 5)
    assert [counted.of("enablers", name) for name in ("training", "police")] == [12, None]
    assert counted.answered("enablers") == 24


def test_a_service_under_several_names_answers_once(tmp_path, instrument):
    path = tmp_path / "export.csv"
    rows = [
        "service,knowledge",
        "Newport YJS,Good",
        "Casnewydd,Poor",
        "Hull,Good",
        "Kingston,Fair",
        "Leeds,Fair",
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    alone = read_survey(path, instrument)
    assert [(row.row, row.detail) for row in alone.report.left_out] == [
        (2, "same service as row 3, which is later, under another name")
    ]
    known = read_survey(path, instrument, services={"hull": "Kingston-upon-Hull", "kingston": "Kingston-upon-Hull"})
    assert [row.row for row in known.report.left_out] == [2, 4]
    assert list(known.frame["service"]) == ["Casnewydd", "Kingston", "Leeds"]
