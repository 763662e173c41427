"""LimeSurvey's .lss: read back item by item, under codes that LimeSurvey takes, in its own layout."""

import re

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from cs_research.definitions.instrument import Instrument, Item, Point, Scale, Source
from cs_research.formats.surveys.form import as_html
from cs_research.formats.surveys.instrument_draft import plain
from cs_research.formats.surveys.limesurvey import lss_reader as reader
from cs_research.formats.surveys.limesurvey.lss_writer import write


def read_back(written, tmp_path, name="survey.lss"):
    path = tmp_path / name
    path.write_bytes(written.content)
    assert reader.fits(written.content[:4096])
    return reader.read(path).instrument


def rows(content, table):
    found = fromstring(content).findall(f"{table}/rows/row")
    return [{field.tag: field.text or "" for field in row} for row in found]


def with_scale(*values):
    points = tuple(Point(id=f"p{n}", label=f"Label {n}", value=value) for n, value in enumerate(values))
    return Instrument(
        type="instrument", id="small", version="1", title="Small", source=Source(title="t", publisher="p"),
        scales=(Scale(id="s", points=points),),
        items=(
            Item(id="one", kind="single", text="One?", scale="s", source="own"),
            Item(id="many", kind="multiple", text="Many?", options=points, source="own"),
        ),
    )  # fmt: skip


def test_codes_are_legal_and_each_that_changed_is_listed(awkward):
    written = write(awkward)
    questions = rows(written.content, "questions")
    codes = [row["title"] for row in questions]
    assert codes == [
        "service", "qtoken", "q1st", "averylongnameofoneit", "averylongnameofanoth", "averylongnameofonei",
        "ab2", "ab3", "ab",
    ]  # fmt: skip
    assert all(re.fullmatch("[A-Za-z][A-Za-z0-9]{0,19}", code) for code in codes)
    assert [line for line in written.lost if line.startswith("items.id")] == [
        "items.id: 'token' is named 'qtoken'",
        "items.id: '1st' is named 'q1st'",
        "items.id: 'a_very_long_name_of_one_item' is named 'averylongnameofoneit'",
        "items.id: 'a_very_long_name_of_another_item' is named 'averylongnameofanoth'",
        "items.id: 'a-b' is named 'ab2'",
        "items.id: 'a_b' is named 'ab3'",
    ]


def test_ids_that_are_alike_when_cut_get_different_codes(tmp_path, laid_out):
    ids = [
        "a_very_long_name_of_this",
        "a_very_long_name_of_that",
        "a-very-long-name-of-that",
        "averylongnameofthat",
    ]
    items = tuple(Item(id=own, kind="open", text=f"Number {own}?", source="own") for own in ids)
    source = Source(title="t", publisher="p")
    alike = Instrument(type="instrument", id="alike", version="1", title="Alike", source=source, items=items)
    written = write(alike)
    codes = [row["title"] for row in rows(written.content, "questions")]
    assert codes == [
        "averylongnameofthis",
        "averylongnameofthat2",
        "averylongnameofthat3",
        "averylongnameofthat",
    ]
    assert laid_out(read_back(written, tmp_path)) == laid_out(alike)


def test_routes_are_relevance_expressions(awkward):
    relevance = {row["title"]: row["relevance"] for row in rows(write(awkward).content, "questions")}
    assert relevance["averylongnameofanoth"] == '(q1st.NAOK == "10" or q1st.NAOK == "30")'
    several = '(averylongnameofoneit_SQ001.NAOK == "Y" or averylongnameofoneit_SQ004.NAOK == "Y")'
    assert relevance["averylongnameofonei"] == several
    assert relevance["ab2"] == "1"  # it rested on an item that is retired
    assert relevance["ab3"] == '(qtoken.NAOK == "A2")'


def test_answers_have_their_export_values_as_codes_where_they_can(awkward):
    answers = rows(write(awkward).content, "answers")
    first = [(row["code"], row["assessment_value"]) for row in answers if row["qid"] == "3"]
    assert first == [("10", "10"), ("20", "20"), ("30", "30")]
    negative = [(row["code"], row["assessment_value"]) for row in answers if row["qid"] == "2"]
    assert negative == [("A1", "1"), ("A2", "0"), ("A3", "-9")]
    lines = [line for line in write(awkward).lost if "values are" in line]
    told = "answers of 'token' have the codes A1 and on, their values are kept as their assessment values"
    assert lines == [f"scales.points.value: {told}"]


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        (("low", "High"), ["low", "High"]),
        (("a", "A"), ["A1", "A2"]),  # a database may not tell capitals apart
        (("too long", "0"), ["A1", "A2"]),
        (("A2", "A1"), ["A2", "A1"]),
        (("007", "7"), ["A1", "A2"]),  # expressions compare them as numbers
        (("99999", "5"), ["99999", "5"]),
    ],
)
def test_values_that_are_no_codes_give_way_to_places(values, codes):
    assert [row["code"] for row in rows(write(with_scale(*values)).content, "answers")] == codes


def test_values_that_are_not_kept_are_said_to_be_lost(laid_out, tmp_path):
    written = write(with_scale("too long", "-1"))
    told = "scales.points.value: answers of 'one' have the codes A1 and on, their values are not kept"
    assert told in written.lost
    assert "items.options.value: the options of 'many' have codes by their place, SQ001 and on" in written.lost
    assert laid_out(read_back(written, tmp_path)) == [
        ("one", "single", "One?", [("p0", "Label 0", "A1"), ("p1", "Label 1", "A2")]),
        ("many", "multiple", "Many?", [("p0", "Label 0", "1"), ("p1", "Label 1", "2")]),
    ]


def test_groups_follow_the_sections_in_the_items_own_order(awkward):
    content = write(awkward).content
    names = [row["group_name"] for row in rows(content, "group_l10ns")]
    assert names == ["Background", "Target", "Further questions", "Outcomes", "Further questions"]
    placed = [(row["title"], row["gid"], row["question_order"]) for row in rows(content, "questions")]
    assert placed[:4] == [
        ("service", "1", "1"), ("qtoken", "1", "2"), ("q1st", "2", "1"), ("averylongnameofoneit", "2", "2"),
    ]  # fmt: skip


def test_options_are_subquestions_numbered_as_their_values(awkward):
    parts = rows(write(awkward).content, "subquestions")
    assert [(row["title"], row["parent_qid"], row["question_order"]) for row in parts] == [
        ("SQ001", "4", "0"), ("SQ003", "4", "1"), ("SQ004", "4", "2"),
    ]  # fmt: skip
    assert len({row["qid"] for row in [*parts, *rows(write(awkward).content, "questions")]}) == 12


def test_texts_are_html_without_expressions(awkward):
    texts = [row["question"] for row in rows(write(awkward).content, "question_l10ns")]
    assert "=1+1 &lt; 2 &amp;&amp; &#123;x&#125; or $&#123;x&#125;?" in texts
    assert '"What helped?<br />&#32;&#32;Choose all that apply."' in texts
    assert "Training,&#9;tabs and<br />lines" in texts
    assert not any("{" in text for text in texts)
    told = "braces, which LimeSurvey takes for expressions, are written &#123; and &#125;:"
    assert f"{told} 1st.a-lot, a_very_long_name_of_another_item, averylongnameofonei.a-lot" in write(awkward).lost


def test_ids_are_kept_among_the_css_classes(awkward):
    kept = {row["qid"]: row["value"] for row in rows(write(awkward).content, "question_attributes")}
    assert kept["1"] == "id-service role-identifier"
    assert kept["2"] == "id-token role-background scale-sure option-A1-yes option-A2-no option-A3-unsure"


def test_the_layout_is_that_of_version_6(awkward, shared):
    real = fromstring(shared("data/limesurvey/citric/survey.lss").read_bytes())
    ours = fromstring(write(awkward).content)
    assert ours.findtext("DBVersion") == real.findtext("DBVersion") == "641"
    assert [element.tag for element in ours] == [
        "LimeSurveyDocType", "DBVersion", "languages", "answers", "answer_l10ns", "groups", "group_l10ns", "questions",
        "subquestions", "question_l10ns", "question_attributes", "surveys", "surveys_languagesettings",
    ]  # fmt: skip
    for table in ("groups", "group_l10ns", "questions", "question_l10ns", "question_attributes", "surveys"):
        names = [field.text for field in real.findall(f"{table}/fields/fieldname")]
        for field in ours.findall(f"{table}/fields/fieldname"):
            assert field.text in names, (table, field.text)


def test_settings_are_inherited_and_the_number_is_the_same_each_time(awkward):
    first, again = write(awkward), write(awkward)
    assert first == again
    (survey,) = rows(first.content, "surveys")
    assert re.fullmatch("[1-9][0-9]{5}", survey["sid"])
    assert (survey["anonymized"], survey["template"], survey["language"]) == ("I", "inherit", "en")


def test_what_is_lost_is_listed(instrument, awkward):
    lost = write(instrument).lost
    assert "scales.neutral: confidence, agreement" in lost
    assert "items.domain: knowledge, assess_contexts, record_contexts and 2 more" in lost
    assert "retired: gone, a_very_long_name_of_one_item.money" in write(awkward).lost
    cut = "items.asked_if, where it rests on what is retired: averylongnameofonei, a-b"
    assert cut in write(awkward).lost
    assert not any(line.startswith(("items.id:", "items.text")) and "'knowledge'" in line for line in lost)


def test_an_identifier_to_choose_keeps_its_answers(laid_out, tmp_path):
    whole = with_scale("1", "2")
    first = whole.items[0].model_copy(update={"role": "identifier"})
    chosen = whole.model_copy(update={"items": (first,)})
    assert laid_out(read_back(write(chosen), tmp_path)) == laid_out(chosen)


def test_letters_that_no_file_may_hold_are_replaced_and_listed(tmp_path):
    whole = with_scale("1", "2")
    strange = whole.items[0].model_copy(update={"text": "A bell\x07 rings"})
    written = write(whole.model_copy(update={"items": (strange, whole.items[1])}))
    assert "control characters, U+FFFD instead: one" in written.lost
    assert read_back(written, tmp_path).item("one").text == "A bell\ufffd rings"


def test_line_ends_of_another_kind_are_told(awkward):
    assert "line ends of another kind, made the common one: a-b" in write(awkward).lost


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\t\n")))
def test_any_text_comes_back_from_html(text):
    assert plain(as_html(text, {"{": "&#123;", "}": "&#125;"})) == text.strip()
