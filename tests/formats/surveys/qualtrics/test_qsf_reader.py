"""Qualtrics' own files and small ones made by hand: types, matrices, logic, flow, what is left out."""

import csv
import json

import pytest

from cs_research.errors import ReadError
from cs_research.formats import read_survey
from cs_research.formats.surveys.qualtrics import qsf_reader as qualtrics

FILES = "data/qualtrics/QualtricsTools"
NAMES = [
    "Better_Sample_Survey",
    "Multiple_Answer_MC_Questions",
    "Sample_Survey",
    "Single_Answer_Matrix_Questions",
]


def question(number, tag, kind, selector, text="Text?", **more):
    payload = {
        "QuestionText": text,
        "DataExportTag": tag,
        "QuestionType": kind,
        "Selector": selector,
        "QuestionID": number,
    }
    return {"Element": "SQ", "PrimaryAttribute": number, "Payload": {**payload, **more}}


def choices(*labels):
    return {str(place): {"Display": label} for place, label in enumerate(labels, start=1)}


def block(name, *numbers, kind="Standard", **more):
    listed = [{"Type": "Question", "QuestionID": number} for number in numbers]
    return {"Type": kind, "Description": name, "ID": f"BL_{name}", "BlockElements": listed, **more}


def logic(*expressions):
    return {"0": {**dict(zip("0123", expressions, strict=False)), "Type": "If"}, "Type": "BooleanExpression"}


def chosen(locator, operator="Selected", **more):
    return {
        "LogicType": "Question",
        "LeftOperand": f"q://{locator}",
        "Operator": operator,
        "Description": "If <b>so</b>",
        **more,
    }


@pytest.fixture
def imported(tmp_path):
    def read(*elements, blocks=None, flow=None):
        listed = [*elements]
        if blocks is not None:
            listed.append({"Element": "BL", "Payload": blocks})
        if flow is not None:
            listed.append({"Element": "FL", "Payload": {"Type": "Root", "Flow": flow}})
        path = tmp_path / "made.qsf"
        path.write_text(json.dumps({"SurveyEntry": {"SurveyName": "Made"}, "SurveyElements": listed}), encoding="utf-8")
        assert qualtrics.fits(path.read_bytes()[:4096])
        return qualtrics.read(path)

    return read


@pytest.mark.parametrize(("name", "items"), list(zip(NAMES, [42, 5, 108, 15], strict=True)))
def test_every_real_file_is_read(shared, name, items):
    path = shared(f"{FILES}/{name}.qsf")
    assert qualtrics.fits(path.read_bytes()[:4096])
    instrument = qualtrics.read(path).instrument
    assert len(instrument.items) == items
    assert instrument.title == name.replace("_", " ")


def test_the_sample_survey_with_its_matrices_logic_and_trash(shared):
    imported = qualtrics.read(shared(f"{FILES}/Sample_Survey.qsf"))
    instrument = imported.instrument
    first = instrument.item("fruits")
    assert first.kind == "single"
    assert first.text == (
        "This is a multiple choice single answer vertical question, please choose one of the fruits below."
    )
    assert instrument.item("q3_2").text.endswith("Please rate how you feel about each fruit. - Blueberries")
    assert instrument.item("q3_2").columns == ("Q3_2",)
    assert instrument.item("q44_1").kind == "multiple"
    assert instrument.item("q44_1").columns == ("Q44_1", "Q44_Q44_1")
    assert instrument.item("q36").asked_if.item == "fruits"
    assert instrument.item("q36").asked_if.points == ("oranges",)
    scale = instrument.scale_of(instrument.item("q45"))
    assert [(point.id, point.label, point.value) for point in scale.points] == [
        ("orange", "Oranges", "143"), ("purple", "Blueberries", "132"), ("red", "Strawberries", "142"),
    ]  # fmt: skip
    assert "sliders, read as open without their scale (4): Q5, Q24, Q42, Q51" in imported.notes
    left = [note for note in imported.notes if note.startswith("questions in the trash")]
    assert left[0].startswith("questions in the trash, or in no block of the flow, are left out (20): Q10, ")
    assert any(note.startswith("Q39: is asked only of some (If This is a multiple choice") for note in imported.notes)


def test_the_better_sample_survey(shared):
    imported = qualtrics.read(shared(f"{FILES}/Better_Sample_Survey.qsf"))
    instrument = imported.instrument
    assert [item.id for item in instrument.items[:6]] == [
        "q1_recent_1", "q1_recent_2", "q1_recent_3", "q2_favorite", "q3_volunteer", "q4_rank_1",
    ]  # fmt: skip
    fourth = instrument.scale_of(instrument.item("q4_rank_1"))
    assert [point.value for point in fourth.points] == ["1", "2", "3", "-1"]
    assert [option.label for option in instrument.item("q3_volunteer").options][-1] == "None of the above"
    assert "choices that rule out all others, read like the others (1): q3_volunteer" in imported.notes
    assert "skips to another place: write 'asked_if' of what is skipped by hand (1): q2_favorite" in imported.notes
    assert "questions in the trash, or in no block of the flow, are left out (1): Q7" in imported.notes


@pytest.mark.parametrize("name", ["Multiple_Answer_MC_Questions", "Single_Answer_Matrix_Questions"])
def test_names_are_those_of_the_columns_of_results(shared, name):
    instrument = qualtrics.read(shared(f"{FILES}/{name}.qsf")).instrument
    with shared(f"{FILES}/{name} (Insights).csv").open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    for item in instrument.items:
        base = item.columns[0] if item.columns else item.id
        ends = [f"_{option.value}" for option in item.options] or [""]
        assert all(f"{base}{end}" in header for end in ends), item.id


def test_the_flow_gives_the_order_and_what_it_does_not_reach_is_left_out(imported):
    texts = [question(f"QID{n}", f"q{n}", "TE", "SL", f"Number {n}?") for n in (1, 2, 3, 4, 5)]
    back = imported(
        *texts,
        blocks={"0": block("A", "QID1", kind="Default"), "1": block("Bin", "QID5", kind="Trash"),
                "2": block("B", "QID3", "QID2", Options={"Looping": "Question", "RandomizeQuestions": "RandomWithXPerPage"}),
                "3": block("C", "QID4")},
        flow=[{"Type": "Branch", "FlowID": "FL_2", "Flow": [{"Type": "Standard", "ID": "BL_B"}]},
              {"Type": "Block", "ID": "BL_A"}, {"Type": "EmbeddedData", "FlowID": "FL_9"}],
    )  # fmt: skip
    assert [item.id for item in back.instrument.items] == ["q3", "q2", "q1"]
    for line in (
        "branches in the flow: write 'asked_if' of the items below them by hand (1): FL_2",
        "embedded data are left out (1): FL_9", "blocks that are asked several times, read as asked once (1): B",
        "blocks with questions in random order, read in their own (1): B", "blocks are left out (2): B, A",
        "questions in the trash, or in no block of the flow, are left out (2): q4, q5",
    ):  # fmt: skip
        assert line in back.notes


def test_logic_on_one_question_is_a_route_and_more_is_told(imported):
    one = question(
        "QID1",
        "Q1",
        "MC",
        "SAVR",
        Choices=choices("Low", "Mid", "High"),
        RecodeValues={"1": 5, "2": 6, "3": 7},
    )
    grid = question("QID2", "Q2", "Matrix", "Likert", "Rate", SubSelector="SingleAnswer", Choices=choices("Tea", "Milk"),
                    Answers=choices("Bad", "Good"))  # fmt: skip
    either = chosen("QID1/SelectableChoice/3", Conjuction="Or")
    both = chosen("QID1/SelectableChoice/3", Conjuction="And")
    back = imported(
        one, grid,
        question("QID3", "a", "TE", "SL", DisplayLogic=logic(chosen("QID1/SelectableChoice/1"), either)),
        question("QID4", "b", "TE", "SL", DisplayLogic=logic(chosen("QID2/SelectableChoice/2/2"))),
        question("QID5", "c", "TE", "SL", DisplayLogic=logic(chosen("QID1/SelectableChoice/1"), both)),
        question("QID6", "d", "TE", "SL", DisplayLogic=logic(chosen("QID1/SelectableChoice/1", "NotSelected"))),
        question("QID7", "e", "TE", "SL", DisplayLogic=logic(chosen("QID2/SelectableAnswer/1"))),
        question("QID8", "f", "TE", "SL", DisplayLogic={"0": {"0": {"LogicType": "EmbeddedField"}}}),
    )  # fmt: skip
    routed = {item.id: item.asked_if for item in back.instrument.items}
    assert (routed["a"].item, routed["a"].points) == ("q1", ("low", "high"))
    assert (routed["b"].item, routed["b"].points) == ("q2_2", ("good",))
    assert [name for name in "cdef" if routed[name]] == []
    assert "c: is asked only of some (If so If so); write its 'asked_if' by hand" in back.notes
    assert "f: is asked only of some (by display logic); write its 'asked_if' by hand" in back.notes


@pytest.mark.parametrize("end", ["", "_TEXT"])
def test_a_matrix_of_texts_is_found_in_results_under_either_name(imported, tmp_path, end):
    """Newer results call a cell of such a matrix ``Q46_1_1``, older ones ``Q46_1_1_TEXT``."""
    rows, answers = choices("Tea", "Milk"), choices("Hot", "Cold")
    side = question("QID47", "Q47", "SBS", "", "Drinks",
                    AdditionalQuestions={"1": question("QID47#1", "Q47#1", "Matrix", "TE", "Cups", Choices=rows,
                                                       Answers=answers)["Payload"]})  # fmt: skip
    instrument = imported(
        question("QID46", "Q46", "Matrix", "TE", "Write", Choices=rows, Answers=answers),
        question("QID48", "Q48", "TE", "FORM", "Fill in", Choices=rows),
        side,
    ).instrument
    names = ["Q46_1_1", "Q46_1_2", "Q46_2_1", "Q46_2_2", "Q48_1", "Q48_2"]
    names += ["Q47#1_1_1", "Q47#1_1_2", "Q47#1_2_1", "Q47#1_2_2"]
    path = tmp_path / "results.csv"
    head = ",".join(f"{name}{end}" for name in names)
    path.write_text(f"{head}\n{','.join(name.lower() for name in names)}\n", encoding="utf-8")
    responses = read_survey(path, instrument)
    assert responses.report.unmatched_columns == ()
    assert responses.report.absent_items == ()
    assert [responses.frame[item][0] for _, item in responses.report.matched] == [name.lower() for name in names]


def test_types_and_what_an_item_does_not_carry(imported):
    rows, answers = choices("Tea", "Milk"), choices("Hot", "Cold")
    back = imported(
        question("QID1", "Q1", "Matrix", "TE", "Write", Choices=rows, Answers=answers),
        question("QID2", "Q2", "TE", "FORM", "Fill in", Choices=rows),
        question("QID3", "Q3", "CS", "VRTL", "Share", Choices=rows),
        question("QID4", "Q4", "Matrix", "Profile", "Profile", Choices=rows),
        question("QID5", "Q5", "DB", "TB", "Hello"),
        question("QID6", "Q6", "HeatMap", "X"),
        question("QID7", "Q7", "MC", "DL", "Pick ${e://Field/x} <img src='y'>", Choices=answers, Randomization={"x": 1},
                 Language={"DE": {}}, Validation={"Settings": {"ForceResponse": "ON", "Type": "ContentType"}}),
        question("QID8", "Q8", "MC", "MAHR", Choices={"4": {"Display": "Else", "TextEntry": "true"}, "2": {"Display": "Tea"}},
                 ChoiceOrder=["2", "4"]),
        question("QID9", "Q9", "RO", "DND", Choices=rows),
        {"Element": "QO", "Payload": {"Name": "Half"}},
        {"Element": "SCO", "Payload": {"ScoringCategories": [{"ID": "SC_1", "Name": "Sum"}]}},
    )  # fmt: skip
    found = [(item.columns[0], item.kind, item.text) for item in back.instrument.items]
    assert found == [
        ("Q1_1_1", "open", "Write - Tea - Hot"), ("Q1_1_2", "open", "Write - Tea - Cold"),
        ("Q1_2_1", "open", "Write - Milk - Hot"), ("Q1_2_2", "open", "Write - Milk - Cold"),
        ("Q2_1", "open", "Fill in - Tea"), ("Q2_2", "open", "Fill in - Milk"),
        ("Q3_1", "open", "Share - Tea"), ("Q3_2", "open", "Share - Milk"),
        ("Q7", "single", "Pick ${e://Field/x}"), ("Q8", "multiple", "Text?"),
    ]  # fmt: skip
    assert [(option.label, option.value) for option in back.instrument.item("q8").options] == [
        ("Tea", "2"),
        ("Else", "4"),
    ]
    for line in (
        "matrices of the kind 'Profile' are left out (1): Q4", "text displays are left out (1): Q5",
        "questions of the type 'HeatMap' are left out (1): Q6", "piped text stays in texts as it is (1): Q7",
        "answers in random order, read in their own (1): Q7", "texts in other languages are left out (1): DE",
        "that an answer is required (1): Q7", "limits on what may be answered (1): Q7", "rankings are left out (1): Q9",
        "pictures and films in texts are left out (1): Q7", "write-ins beside choices are left out (1): Q8",
        "quotas are left out (1): Half", "rules for scores are left out (1): Sum",
    ):  # fmt: skip
        assert line in back.notes


def test_halves_of_characters_are_replaced_and_told(imported):
    back = imported(question("QID1", "a", "TE", "SL", text="What \ud83d is \ude00 it? \U0001f600 \\ud800"))
    assert back.instrument.item("a").text == "What \ufffd is \ufffd it? \U0001f600 \\ud800"
    assert "halves of characters, U+FFFD instead" in back.notes


def test_tags_that_rows_of_several_questions_share_lead_to_none(imported):
    rows, answers = choices("Tea"), choices("Bad", "Good")
    shared_tag = {
        "SubSelector": "SingleAnswer",
        "Choices": rows,
        "Answers": answers,
        "ChoiceDataExportTags": {"1": "row"},
    }
    back = imported(
        question("QID1", "Q1", "Matrix", "Likert", **shared_tag),
        question("QID2", "Q2", "Matrix", "Likert", **shared_tag),
    )
    assert [item.columns for item in back.instrument.items] == [("Q1_row",), ("Q2_row",)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "file must be JSON, got"),
        ("[" * 100_000, "line 1: JSON must be nested at most 100 levels deep, got more"),
        (
            '{"name": "a form"}',
            "must be a survey that Qualtrics exported (.qsf), got JSON without 'SurveyElements'",
        ),
        ("[1, 2]", "must be a survey that Qualtrics exported (.qsf)"),
        ('{"SurveyEntry": {}, "SurveyElements": []}', "must hold a question, got none"),
        ('{"SurveyElements": [{"Element": "SQ", "Payload": []}, 3, null]}', "must hold a question, got none"),
        ("", "must have content, got an empty file"),
    ],
)
def test_broken_files_are_refused_in_one_sentence(tmp_path, content, told):
    path = tmp_path / "broken.qsf"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        qualtrics.read(path)
    (fault,) = caught.value.faults
    assert told in str(fault)
    assert str(path) in str(fault)


def test_only_its_own_files_fit():
    assert qualtrics.fits(b'\xef\xbb\xbf {\n "SurveyEntry" : {')
    assert not qualtrics.fits(b'{"title": "SurveyEntry"}')
    assert not qualtrics.fits(b"<document>")
