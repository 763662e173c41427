"""What a study says that wordings of its export mean."""

from __future__ import annotations

import pandas as pd
import pytest

from cs_research.errors import ReadError
from cs_research.formats import read_survey


def values(series):
    return [None if pd.isna(value) else value for value in series]


ENABLERS = [
    {"id": "training", "label": "Training"},
    {"id": "time", "label": "Time, space and supervision"},
    {"id": "other", "label": "Something else, please say"},
]


def test_a_wording_is_the_point_that_the_study_says_for_that_item_only(draw, write):
    path = write("a.csv", "q,r\nQuite sure,Somewhat confident\nRather not say,Not sure\nNot sure,\n")
    small = draw({"id": "q"}, {"id": "r"})
    responses = read_survey(
        path,
        small,
        answers={"q": {"quite SURE.": "extremely", "Rather not say": "blank", "Never": "not_sure"}},
    )
    assert values(responses.frame["q"]) == ["extremely", None, "not_sure"]
    assert values(responses.frame["r"]) == ["somewhat", "not_sure", None]
    assert responses.instrument is small
    assert responses.report.notes[0] == ("'q': wordings under 'answers' that are nowhere in the file: 'Never'")
    assert [(each.item, each.text, each.cells) for each in responses.report.no_answers] == [("q", "Rather not say", 1)]


def test_a_wording_of_one_item_is_unknown_for_another_that_shares_its_scale(draw, write):
    path = write("a.csv", "q,r\nQuite sure,Quite sure\n")
    base = draw({"id": "q"}, {"id": "r"})
    shared = base.model_copy(
        update={
            "items": (base.items[0], base.items[1].model_copy(update={"scale": "q"})),
            "scales": base.scales[:1],
        }
    )
    with pytest.raises(ReadError) as error:
        read_survey(path, shared, answers={"q": {"Quite sure": "extremely"}})
    [fault] = error.value.faults
    assert fault.thing == "answer of 'r'"


@pytest.mark.parametrize(
    "text",
    [
        "who,help\na,Training;Cake\nb,Cake\nc,Training\nd,\n",
        "who,help_training,help_time,help_other\na,1,,Cake\nb,,,Cake\nc,1,,\nd,,,\n",
    ],
)
def test_a_star_is_every_text_that_is_no_answer(draw, write, text):
    small = draw({"id": "help", "kind": "multiple", "options": ENABLERS}, {"id": "who", "kind": "open"})
    with pytest.raises(ReadError, match="'Cake'"):
        read_survey(write("a.csv", text), small)
    responses = read_survey(write("a.csv", text), small, answers={"help": {"*": "other"}})
    assert values(responses.frame["help.other"]) == [True, True, False, None]
    assert values(responses.frame["help.training"]) == [True, False, True, None]


def test_a_number_is_what_the_study_says(draw, write):
    path = write("a.csv", "q\n1\n2\n9\n")
    responses = read_survey(path, draw({"id": "q"}), answers={"q": {"1": "extremely", "2": "blank", "9": "not_sure"}})
    assert values(responses.frame["q"]) == ["extremely", None, "not_sure"]


def test_how_often_a_star_was_met_is_noted(draw, write):
    path = write("a.csv", "q\nCake\nTea\nCake\nNot sure\n")
    responses = read_survey(path, draw({"id": "q"}), answers={"q": {"*": "somewhat"}})
    assert responses.report.notes == (
        "'q': 3 cells with a text that is no answer of it read as 'somewhat', as 'answers' says (2 different texts)",
    )


def test_a_wording_names_the_option_of_a_column(draw, write):
    path = write("a.csv", "which help? - Learning,which help? - Time\nLearning,\n,1\n")
    small = draw(
        {"id": "help", "kind": "multiple", "text": "Which help?",
         "options": [{"id": "training", "label": "Training"}, {"id": "time", "label": "Time"}]},
    )  # fmt: skip
    responses = read_survey(path, small, answers={"help": {"Learning": "training"}})
    assert values(responses.frame["help.training"]) == [True, False]


@pytest.mark.parametrize(
    ("answers", "rule", "found"),
    [
        ({"qq": {"a": "b"}}, "be an item of small/1", "'qq'"),
        ({"o": {"a": "b"}}, "be an item with answers to choose from", "'o', which is open"),
        ({"q": {"a": "somewhatt"}}, "be 'not_at_all', 'not_very', 'somewhat'", "'somewhatt'"),
        ({"q": {"Fairly confident": "extremely"}}, "be the point whose label the wording is", "'somewhat'"),
        ({"q": {"*": "blank"}}, "be a point", "every text"),
    ],
)
def test_what_is_not_in_the_instrument_is_a_fault(draw, write, answers, rule, found):
    with pytest.raises(ReadError) as error:
        read_survey(
            write("a.csv", "q,o\nNot sure,x\n"),
            draw({"id": "q"}, {"id": "o", "kind": "open"}),
            answers=answers,
        )
    [fault] = error.value.faults
    assert fault.rule.startswith(rule)
    assert found in fault.found


def test_blank_holds_for_a_part_of_a_joined_cell_too(tmp_path, instrument):
    path = tmp_path / "export.csv"
    path.write_text(
        "service,barriers\nA,Court orders and conditions that punish;Other thing;\nB,Other thing;\nC,Other thing\n",
        encoding="utf-8",
    )
    read = read_survey(path, instrument, answers={"barriers": {"other thing": "blank"}})
    assert read.report.unknown == ()
    assert read.frame["barriers.legal"].tolist()[:1] == [True]
    assert read.frame["barriers.legal"].isna().tolist() == [False, True, True]
    assert any("'barriers': parts of 3 cells passed over" in note for note in read.report.notes)


@pytest.mark.parametrize(
    "text",
    [
        "who,help\na,Training;\nb,None of these;\nc,\nd,Training;None of these\n",
        "who,help - Training,help - None of these,help - Something else\na,Training,,\nb,,None of these,\nc,,,\n"
        "d,Training,None of these,\n",
        "who,help [Training],help [None of these]\na,1,0\nb,0,1\nc,,\nd,1,1\n",
    ],
    ids=["in one cell", "texts in columns", "numbers in columns"],
)
def test_none_of_the_options_is_an_answer_and_no_blank(draw, write, text):
    help_ = {"id": "help", "kind": "multiple", "options": [ENABLERS[0], {"id": "else", "label": "Something else"}]}
    survey = draw({"id": "who", "kind": "open"}, help_)
    responses = read_survey(write("a.csv", text), survey, answers={"help": {"None of these": "none"}})
    assert values(responses.frame["help.training"]) == [True, False, None, True]
    assert [name for name in responses.frame if name.startswith("help")] == ["help.training", "help.else"]
    assert responses.instrument is survey
    assert responses.report.unused in ((), (("help", "Something else"),))


def test_none_is_no_answer_of_a_question_with_one_answer(draw, write):
    with pytest.raises(ReadError, match="or 'blank', got 'none'"):
        read_survey(write("a.csv", "q\nNever\n"), draw({"id": "q"}), answers={"q": {"Never": "none"}})
