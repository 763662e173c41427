"""Columns to items: by the study's list, by name, by wording, and in parts."""

from __future__ import annotations

import pytest

from cs_research.errors import ReadError
from cs_research.formats import read_survey

HELP = {
    "id": "enablers",
    "kind": "multiple",
    "columns": ["Q3"],
    "text": "Which of these help you?",
    "options": [
        {"id": "training", "label": "Training"},
        {"id": "time", "label": "Time, space and supervision"},
    ],
}


def qualtrics(*columns: tuple[str, str], rows: str) -> str:
    """A Qualtrics export of these columns, each with its export tag and its wording."""
    names = ["StartDate", *(name for name, _ in columns)]
    texts = ["Start Date", *(text for _, text in columns)]
    ids = ["startDate", *(f"QID_{name}" for name, _ in columns)]
    header = [
        ",".join(names),
        ",".join(f'"{text}"' for text in texts),
        ",".join(f'"{{""ImportId"":""{name}""}}"' for name in ids),
    ]
    return "\n".join([*header, *(f"2024-03-04 09:00:00,{row}" for row in rows.split("\n"))]) + "\n"


def test_a_column_is_matched_by_id_by_listed_name_and_whatever_its_case(draw, write):
    small = draw({"id": "first"}, {"id": "second", "columns": ["Q2", "q_two"]}, {"id": "third", "columns": ["Q9"]})
    path = write("a.csv", "FIRST, q_TWO ,extra\nNot sure,Not very confident,x\n")
    responses = read_survey(path, small)
    assert responses.report.matched == (("FIRST", "first"), ("q_TWO", "second"))
    assert responses.report.unmatched_columns == ("extra",)
    assert responses.report.absent_items == ("third",)
    assert list(responses.frame["second"]) == ["not_very"]
    assert list(responses.frame["third"].isna()) == [True]


def test_a_name_goes_before_a_wording(draw, write):
    small = draw({"id": "first", "columns": ["Q1"], "text": "How sure are you?"})
    path = write("a.csv", qualtrics(("Q1", "Renamed"), ("Q2", "How sure are you?"), rows="Not sure,Somewhat confident"))
    assert read_survey(path, small).report.matched == (("Q1", "first"),)


def test_a_wording_matches_whatever_its_spaces_quotes_and_dashes(draw, write):
    small = draw({"id": "first", "text": "How sure are you – today – of ‘places’?"})
    path = write("a.csv", qualtrics(("Q7", "How  sure are you - today - of 'places'? "), rows="Not sure"))
    assert read_survey(path, small).report.matched == (("Q7", "first"),)


def test_a_wording_with_selected_choice_behind_it_matches_its_question(draw, write):
    """Qualtrics adds this to the wording of a question that has a write-in of its own."""
    small = draw({"id": "role", "text": "What is your role?", "points": ["Manager", "Other"]})
    export = qualtrics(
        ("Q5", "What is your role? - Selected Choice"),
        ("Q5_2_TEXT", "What is your role? - Other - Text"),
        rows="Other,Volunteer",
    )
    assert list(read_survey(write("a.csv", export), small).frame["role"]) == ["other"]


def test_a_wording_about_the_act_of_answering_is_no_question(draw, write):
    small = draw({"id": "start", "kind": "open", "text": "Start Date"}, {"id": "first", "columns": ["Q1"]})
    path = write("a.csv", qualtrics(("Q1", "Sure?"), rows="Not sure"))
    assert read_survey(path, small).report.absent_items == ("start",)


def test_two_columns_of_one_item_are_a_fault(draw, write):
    small = draw({"id": "first", "columns": ["Q1", "sure"]})
    path = write("a.csv", "Q1,sure\nNot sure,Not sure\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, small)
    (fault,) = error.value.faults
    assert (fault.thing, fault.rule) == ("column of 'first'", "be there once")
    assert fault.found == "'Q1' (column 1) and 'sure' (column 2)"
    assert "(first: Q1)" in fault.hint
    assert read_survey(path, small, columns={"first": "Q1"}).report.unmatched_columns == ("sure",)


def test_columns_of_one_name_are_told_apart_by_their_number(draw, write):
    small = draw({"id": "first", "columns": ["Sure?"]})
    path = write("a.csv", "Sure?,Sure?\nNot sure,Not very confident\n")
    with pytest.raises(ReadError, match=r"\(first: Sure\? \(column 1\)\)"):
        read_survey(path, small)
    for settings in ({"columns": {"first": "Sure? (column 2)"}}, {"ignore": ["Sure? (column 1)"]}):
        assert list(read_survey(path, small, **settings).frame["first"]) == ["not_very"]


def test_an_option_that_ends_with_a_full_stop_is_found_in_brackets(draw, write):
    options = [{"id": "a", "label": "We meet weekly."}, {"id": "b", "label": "We meet."}]
    small = draw({"id": "meet", "kind": "multiple", "text": "How do you meet?", "options": options})
    path = write("a.csv", "How do you meet? [We meet weekly.],How do you meet? [We meet.]\nYes,No\n")
    frame = read_survey(path, small).frame
    assert list(frame["meet.a"]) == [True]
    assert list(frame["meet.b"]) == [False]


def test_what_was_written_beside_an_option_may_be_headed_as_its_tick(draw, write):
    """As where the two header rows of a SurveyMonkey export were made one."""
    options = [{"id": "a", "label": "Rice"}, {"id": "other", "label": "Other (please specify)"}]
    small = draw({"id": "eat", "kind": "multiple", "text": "What?", "options": options})
    heads = "What? - Rice,What? - Other (please specify),What? - Other (please specify)"
    rows = "Rice,,\n,Other (please specify),figs\nRice,Other (please specify),nuts\n"
    frame = read_survey(write("a.csv", f"{heads}\n{rows}"), small).frame
    assert list(frame["eat.a"]) == [True, False, True]
    assert list(frame["eat.other"]) == [False, True, True]


def test_a_name_that_stands_twice_is_no_fault_where_no_item_asks_for_it(draw, write):
    path = write("a.csv", "first,page,page\nNot sure,1,2\n")
    responses = read_survey(path, draw({"id": "first"}))
    assert responses.report.matched == (("first", "first"),)
    assert responses.report.unmatched_columns == ("page", "page")


def test_two_columns_with_one_wording_are_a_fault(draw, write):
    small = draw({"id": "first", "text": "Sure?"})
    path = write("a.csv", qualtrics(("Q1", "Sure?"), ("Q2", "sure?"), rows="Not sure,Not sure"))
    with pytest.raises(ReadError) as error:
        read_survey(path, small)
    assert str(error.value).startswith(
        f"{path}, header: column of 'first' must be there once, got 'Q1' (column 2) and 'Q2' (column 3)."
    )


def test_one_column_for_two_items_is_a_fault(draw, write):
    small = draw({"id": "first", "columns": ["Q1"]}, {"id": "second", "columns": ["q1"]})
    path = write("a.csv", "Q1\nNot sure\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, small)
    assert str(error.value) == f"{path}, header: column 'Q1' must belong to one item, got 'first' and 'second'."


def test_one_column_for_an_item_and_for_an_option_of_another_is_a_fault(draw, write):
    small = draw(HELP, {"id": "note", "kind": "open", "columns": ["Q3_1"]})
    path = write("a.csv", "Q3_1,Q3_2\nTraining,\n")
    with pytest.raises(ReadError, match="column 'Q3_1' must belong to one item"):
        read_survey(path, small)


def test_an_export_without_any_item_is_a_fault_that_lists_its_columns(draw, write):
    path = write("a.csv", "age,height\n40,180\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "first"}))
    (fault,) = error.value.faults
    assert (fault.place, fault.found) == (str(path), "the columns 'age', 'height'")
    assert "small/1" in fault.rule
    assert f"cs-research map {path} --instrument small/1" in fault.hint


def test_the_studys_own_list_goes_before_the_instruments(draw, write):
    small = draw({"id": "first", "columns": ["Q1"]})
    path = write("a.csv", "Q1,Q2\nNot sure,Somewhat confident\n")
    responses = read_survey(path, small, columns={"first": "Q2"})
    assert list(responses.frame["first"]) == ["somewhat"]
    assert responses.report.unmatched_columns == ("Q1",)


def test_the_studys_own_list_names_the_base_of_columns_in_parts(draw, write):
    path = write("a.csv", "Q9_1,Q9_2\n,1\n")
    responses = read_survey(path, draw(HELP), columns={"enablers": "Q9"})
    assert responses.report.matched == (("Q9_1", "enablers.training"), ("Q9_2", "enablers.time"))
    assert responses.frame.to_dict("records") == [{"enablers.training": False, "enablers.time": True}]


def test_a_listed_column_that_is_not_there_and_an_item_that_does_not_exist_are_told_together(draw, write):
    path = write("a.csv", "confidence,other\nNot sure,1\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "confident"}), columns={"confident": "confidense", "confidant": "other"})
    assert str(error.value) == (
        f"columns, confident: column must be in {path}, got 'confidense'.\n"
        "  Hint: did you mean 'confidence'?\n"
        "columns: key must be an item of small/1, got 'confidant'.\n"
        "  Hint: did you mean 'confident'?"
    )


def test_a_listed_column_of_one_answer_is_not_there_where_only_longer_names_are(draw, write):
    """``Q2_1`` may be a part of a choose-all question ``Q2``, but never holds the one answer to ``Q2``."""
    path = write("a.csv", "Q2_1,Q4\nNot sure,Not sure\n")
    small = draw({"id": "confident"}, {"id": "other", "columns": ["Q4"]})
    with pytest.raises(ReadError, match=rf"columns, confident: column must be in {path}, got 'Q2'\."):
        read_survey(path, small, columns={"confident": "Q2"})


@pytest.mark.parametrize(
    "names",
    [
        "Q3_1,Q3_2",
        "q3.1,q3.2",
        "Q3/training,Q3/time",
        "Q3#1,Q3#2",
        "enablers_training,enablers_time",
        "enablers:1,enablers-2",
    ],
)
def test_parts_are_told_by_the_number_or_option_at_the_end_of_the_name(draw, write, names):
    responses = read_survey(write("a.csv", f"{names}\n1,0\n0,1\n"), draw(HELP))
    assert [option for _, option in responses.report.matched] == ["enablers.training", "enablers.time"]
    assert responses.frame.to_dict("list") == {
        "enablers.training": [True, False],
        "enablers.time": [False, True],
    }


def test_the_number_of_a_part_is_the_options_export_value_where_it_has_one(draw, write):
    options = [
        {"id": "training", "label": "Training", "value": "7"},
        {"id": "time", "label": "Time", "value": "-1"},
    ]
    small = draw({**HELP, "options": options})
    responses = read_survey(write("a.csv", "Q3_7,Q3_-1\n1,0\n"), small)
    assert responses.report.matched == (("Q3_7", "enablers.training"), ("Q3_-1", "enablers.time"))
    with pytest.raises(ReadError, match=r"option column 'Q3_1' of 'enablers' must be one of the options"):
        read_survey(write("a.csv", "Q3_7,Q3_-1,Q3_1\n1,0,1\n"), small)


def test_a_longer_name_with_the_same_beginning_is_no_part(draw, write):
    responses = read_survey(write("a.csv", "Q3_1,Q31,Q30_2\n1,1,1\n"), draw(HELP))
    assert responses.report.matched == (("Q3_1", "enablers.training"),)
    assert responses.report.unmatched_columns == ("Q31", "Q30_2")


def test_parts_with_wording_are_told_by_it_whatever_their_names_and_order(draw, write):
    export = qualtrics(
        ("A8", "Which of these help you? - Time, space and supervision"),
        ("A2", "Which of these help you? -Training"),
        rows=',1\n"Time, space and supervision",',
    )
    responses = read_survey(write("a.csv", export), draw(HELP))
    assert responses.report.matched == (("A8", "enablers.time"), ("A2", "enablers.training"))
    assert responses.frame.to_dict("list") == {
        "enablers.training": [True, False],
        "enablers.time": [False, True],
    }


def test_the_longest_option_that_fits_the_wording_is_taken(draw, write):
    options = [
        {"id": "care", "label": "care"},
        {"id": "social", "label": "social - care"},
        {"id": "day", "label": "day"},
    ]
    export = qualtrics(
        ("Q3_1", "Which of these help you? - care"),
        ("Q3_2", "Which of these help you? - social - care"),
        rows="1,",
    )
    responses = read_survey(write("a.csv", export), draw({**HELP, "options": options}))
    assert responses.report.matched == (("Q3_1", "enablers.care"), ("Q3_2", "enablers.social"))


def test_two_columns_for_one_option_are_a_fault(draw, write):
    path = write("a.csv", "Q3_1,Q3_training\n1,1\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw(HELP))
    assert str(error.value).startswith(
        f"{path}, header: column of 'enablers.training' must be there once, got 'Q3_1' and 'Q3_training'."
    )


def test_a_question_whose_wording_begins_anothers_takes_none_of_its_parts(draw, write):
    """The export holds the longer question only; the shorter one was not in this year's survey."""
    own = {**HELP, "id": "own", "columns": [], "text": "What hinders the work"}
    partners = {**HELP, "id": "partners", "columns": [], "text": "What hinders the work of partners"}
    export = qualtrics(("Q1_1", "What hinders the work of partners - Training"), rows="1")
    report = read_survey(write("a.csv", export), draw(own, partners)).report
    assert report.matched == (("Q1_1", "partners.training"),)
    assert report.absent_items == ("own",)


def test_columns_that_say_in_which_order_options_were_shown_are_no_answers(draw, write):
    """Qualtrics exports these for questions with shuffled options; the cells hold places."""
    export = qualtrics(
        ("Q3_1", "Which of these help you? - Training"),
        ("Q3_DO_1", "Which of these help you? - Display Order - Training"),
        rows="Training,2",
    )
    responses = read_survey(write("a.csv", export), draw(HELP))
    assert responses.report.matched == (("Q3_1", "enablers.training"),)
    assert responses.report.unmatched_columns == ("Q3_DO_1",)


@pytest.mark.parametrize("other", ["enablers.managers", "barriers.legal"])
def test_a_column_that_is_given_to_two_options_is_a_fault(write, instrument, other):
    path = write("a.csv", "knowledge,X\nGood,1\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, instrument, columns={"enablers.training": "X", other: "X"})
    expected = f"columns: column 'X' must belong to one option, got 'enablers.training' and '{other}'."
    assert [str(fault) for fault in error.value.faults] == [expected]
