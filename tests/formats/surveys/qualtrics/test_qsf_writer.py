"""Qualtrics' .qsf: read back item by item, with the elements and fields of real ones."""

import json
import re

import pytest

from cs_research.definitions.instrument import Instrument, Item, Point, Scale, Source
from cs_research.formats.surveys.qualtrics import qsf_reader as reader
from cs_research.formats.surveys.qualtrics.qsf_writer import write

REAL = "data/qualtrics/QualtricsTools/Sample_Survey.qsf"


@pytest.fixture
def content(awkward):
    return json.loads(write(awkward).content)


def elements(content, kind):
    return [element for element in content["SurveyElements"] if element["Element"] == kind]


def questions(content):
    return {each["Payload"]["DataExportTag"]: each["Payload"] for each in elements(content, "SQ")}


def read_back(written, tmp_path):
    path = tmp_path / "survey.qsf"
    path.write_bytes(written.content)
    assert reader.fits(written.content[:4096])
    return reader.read(path).instrument


def test_the_elements_are_those_of_real_files(content, shared):
    real = json.loads(shared(REAL).read_bytes())
    kinds = [element["Element"] for element in content["SurveyElements"]]
    assert kinds == ["BL", "FL", "SO", "SCO", "PROJ", "STAT", "QC", "RS"] + ["SQ"] * 9
    assert list(content) == ["SurveyEntry", "SurveyElements"]
    assert set(content["SurveyEntry"]) == set(real["SurveyEntry"])
    assert len(content["SurveyEntry"]) == 17
    for kind in ("FL", "SCO", "STAT"):
        ours, theirs = elements(content, kind)[0]["Payload"], elements(real, kind)[0]["Payload"]
        assert set(ours) == set(theirs), kind
    theirs = {name for payload in questions(real).values() for name in payload}
    for payload in questions(content).values():
        assert set(payload) - theirs == {"DataVisibility", "NextChoiceId", "NextAnswerId"}


def test_ids_have_qualtrics_form_and_are_the_same_each_time(awkward, content):
    assert write(awkward) == write(awkward)
    entry = content["SurveyEntry"]
    assert re.fullmatch("SV_[0-9A-Za-z]{15}", entry["SurveyID"])
    assert entry["SurveyActiveResponseSet"] == elements(content, "RS")[0]["PrimaryAttribute"]
    assert entry["SurveyBrandID"]  # Qualtrics refuses a file without
    assert {element["SurveyID"] for element in content["SurveyElements"]} == {entry["SurveyID"]}
    assert elements(content, "QC")[0]["SecondaryAttribute"] == "9"


def test_blocks_are_the_sections_and_the_flow_leads_through_them(content):
    blocks = list(elements(content, "BL")[0]["Payload"].values())
    assert [(block["Type"], block["Description"]) for block in blocks] == [
        ("Default", "Background"), ("Standard", "Target"), ("Standard", "Further questions"), ("Standard", "Outcomes"),
        ("Standard", "Further questions"), ("Trash", "Trash / Unused Questions"),
    ]  # fmt: skip
    flow = elements(content, "FL")[0]["Payload"]["Flow"]
    assert [part["ID"] for part in flow] == [block["ID"] for block in blocks[:-1]]
    assert len({block["ID"] for block in blocks}) == 6
    asked = [part["QuestionID"] for block in blocks for part in block["BlockElements"]]
    assert asked == [each["PrimaryAttribute"] for each in elements(content, "SQ")] == [f"QID{n}" for n in range(1, 10)]


def test_choices_have_names_and_values(content):
    first = questions(content)["token"]
    assert (first["QuestionType"], first["Selector"], first["SubSelector"]) == ("MC", "SAVR", "TX")
    assert first["Choices"] == {
        "1": {"Display": "Yes"},
        "2": {"Display": "No"},
        "3": {"Display": "- not sure"},
    }
    assert first["RecodeValues"] == {"1": "1", "2": "0", "3": "-9"}
    assert first["VariableNaming"] == {"1": "yes", "2": "no", "3": "unsure"}
    several = questions(content)["a_very_long_name_of_one_item"]
    assert several["Selector"] == "MAVR"
    assert several["RecodeValues"] == {"1": "1", "2": "3", "3": "4"}  # the second option is retired
    assert questions(content)["service"]["QuestionType"] == "TE"
    assert "Choices" not in questions(content)["service"]


def test_routes_are_display_logic(content):
    logic = questions(content)["averylongnameofonei"]["DisplayLogic"]
    assert (logic["Type"], logic["inPage"], logic["0"]["Type"]) == ("BooleanExpression", False, "If")
    assert [logic["0"][place]["LeftOperand"] for place in ("0", "1")] == [
        "q://QID4/SelectableChoice/1", "q://QID4/SelectableChoice/3",
    ]  # fmt: skip
    assert "Conjuction" not in logic["0"]["0"]
    assert logic["0"]["1"]["Conjuction"] == "Or"
    assert "DisplayLogic" not in questions(content)["a-b"]


def test_logic_on_a_question_of_the_same_block_works_within_the_page(tmp_path):
    scale = Scale(id="s", points=(Point(id="no", label="No"), Point(id="yes", label="Yes")))
    route = {"item": "one", "points": ("yes",)}
    items = (
        Item(id="one", kind="single", text="One?", scale="s", source="own"),
        Item(id="why", kind="open", text="Why?", asked_if=route, source="own"),
    )
    source = Source(title="t", publisher="p")
    small = Instrument(
        type="instrument", id="small", version="1", title="Small", source=source, scales=(scale,), items=items
    )
    assert questions(json.loads(write(small).content))["why"]["DisplayLogic"]["inPage"] is True


def test_texts_are_html_without_piped_text(awkward, content):
    texts = {tag: payload["QuestionText"] for tag, payload in questions(content).items()}
    assert texts["a_very_long_name_of_another_item"] == "=1+1 &lt; 2 &amp;&amp; {x} or &#36;{x}?"
    assert questions(content)["1st"]["Choices"]["3"]["Display"] == "A lot: £5, 10% or &#36;{more}"
    told = "'${', which Qualtrics takes for piped text, is written &#36;{:"
    assert f"{told} 1st.a-lot, a_very_long_name_of_another_item, averylongnameofonei.a-lot" in write(awkward).lost


def test_what_is_lost_is_listed(awkward, instrument):
    lost = write(awkward).lost
    assert "items.role: service, token" in lost
    assert "items.id: exports may have an underscore for the hyphen in a-b" in lost
    assert "retired: gone, a_very_long_name_of_one_item.money" in lost
    assert "scales.id: amount, sure" in lost
    assert not any("export values" in line for line in write(instrument).lost)


def test_values_that_are_no_numbers_give_way_to_places_and_are_listed(tmp_path):
    points = (Point(id="low", label="Low", value="L"), Point(id="high", label="High", value="H"))
    source = Source(title="t", publisher="p")
    item = Item(id="level", kind="single", text="Level?", scale="s", source="own")
    small = Instrument(
        type="instrument", id="small", version="1", title="Small", source=source, items=(item,),
        scales=(Scale(id="s", points=points),),
    )  # fmt: skip
    written = write(small)
    assert "the export values of 'level' are no numbers: its answers have 1, 2, … instead" in written.lost
    (scale,) = read_back(written, tmp_path).scales
    assert [(point.id, point.value) for point in scale.points] == [("low", "1"), ("high", "2")]
