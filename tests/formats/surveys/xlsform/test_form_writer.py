"""XLSForms: what each sheet holds, that pyxform makes a form of it, and that nothing changes on the way back."""

from io import BytesIO

import pytest
from form_samples import LONG, LONGER, SMALL, TEXT, questions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from cs_research.definitions import Instrument, load_instrument
from cs_research.errors import PublishError
from cs_research.formats.surveys.xlsform.form_reader import fits, read
from cs_research.formats.surveys.xlsform.form_writer import write

SHIPPED = ("yjs-survey/2022", "yjs-survey/annual", "student-safety/survey", "student-safety/hillside")
XFORMS = {"x": "http://www.w3.org/2002/xforms", "h": "http://www.w3.org/1999/xhtml"}


def sheets(content):
    book = load_workbook(BytesIO(content))
    return {
        sheet.title: [tuple(cell or "" for cell in row) for row in sheet.iter_rows(values_only=True)] for sheet in book
    }


def back(content, folder):
    path = folder / "form.xlsx"
    path.write_bytes(content)
    assert fits(content[:4096])
    return read(path)


def xform(content):
    """The XForm that pyxform makes, which must have nothing to say of the workbook."""
    reason = "pyxform is not installed; `make test` installs it"
    convert = pytest.importorskip("pyxform.xls2xform", reason=reason).convert
    warnings = []
    result = convert(content, warnings=warnings, file_type=".xlsx")
    assert warnings == []
    return etree.fromstring(result.xform.encode("utf-8"))


def test_the_sheets_hold_sections_questions_routes_and_values():
    found = sheets(write(SMALL).content)
    assert list(found) == ["survey", "choices", "settings"]
    text = TEXT.replace("${", "$\u2060{")
    route = f"selected(${{{LONGER}}}, 'schools') or selected(${{{LONGER}}}, 'parks-and-streets')"
    assert found["survey"] == [
        ("type", "name", "label", "relevant", "item_id", "item_role"),
        ("begin_group", "background", "Background", "", "", ""),
        ("text", "service", "Which service?", "", "service", "identifier"),
        ("select_one 2-way", "place", "+Place?", "", "place", "background"),
        ("end_group", "background", "", "", "", ""),
        ("begin_group", "partnerships", "Partnerships", "", "", ""),
        ("select_one frequency", LONG, text, "", LONG, "question"),
        ("end_group", "partnerships", "", "", "", ""),
        ("begin_group", "further", "Further questions", "", "", ""),
        (f"select_multiple {LONGER}", LONGER, "Which? Choose all that apply.",
         f"${{{LONG}}} = 'often' or ${{{LONG}}} = 'daily'", LONGER, "question"),
        ("end_group", "further", "", "", "", ""),
        ("begin_group", "partnerships_2", "Partnerships", "", "", ""),
        ("text", "q_2nd-word", "@Why?", route, "2nd-word", "question"),
        ("end_group", "partnerships_2", "", "", "", ""),
        ("begin_group", "further_2", "Further questions", "", "", ""),
        ("text", "after_old", "After the old one", "", "after_old", "question"),
        ("end_group", "further_2", "", "", "", ""),
    ]  # fmt: skip
    assert found["choices"] == [
        ("list_name", "name", "label", "export_value"),
        ("2-way", "yes", "Yes", "yes it is"),
        ("2-way", "no", "No $\u2060{x}", "2"),
        ("frequency", "never", "Never, or | hardly ever", "1"),
        ("frequency", "often", "=Often <5 days> & more", "2"),
        ("frequency", "daily", "Every\nday", "9"),
        ("frequency", "not_sure", "Not sure", "-1"),
        (LONGER, "schools", "Schools | colleges", "1"),
        (LONGER, "parks-and-streets", "Parks, streets", "3"),
    ]
    title = "Small & <awkward> $\u2060{title}"
    assert found["settings"] == [("form_title", "form_id", "version"), (title, "small", "3.1")]


def test_what_the_workbook_cannot_hold_is_listed():
    assert write(SMALL).lost == (
        "source",
        "scales.points.absence: frequency.not_sure",
        f"items.source: service, place, {LONG} and 3 more",
        f"items.domain: {LONG}, 2nd-word",
        f"retired: old, {LONGER}.gone",
        "scales.kind, that the answers have an order: frequency",
        "scales that no item is answered on: unused",
        "items.asked_if, where it rests on what is retired: 2nd-word, after_old",
        "items.id: '2nd-word' is named 'q_2nd-word'",
        f"'${{' in a text has an invisible mark after the $, so that it stays text: title, place.no, {LONG}",
    )


def test_nothing_that_starts_as_a_formula_is_one():
    for sheet in load_workbook(BytesIO(write(SMALL).content)):
        assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_pyxform_makes_a_form_of_it_and_has_nothing_to_say():
    form = xform(write(SMALL).content)
    assert form.findtext(".//h:title", namespaces=XFORMS) == "Small & <awkward> $\u2060{title}"
    routes = {bind.get("nodeset"): bind.get("relevant") for bind in form.iterfind(".//x:bind", XFORMS)}
    assert routes[f"/data/further/{LONGER}"].split() == [
        f"/data/partnerships/{LONG}", "=", "'often'", "or", f"/data/partnerships/{LONG}", "=", "'daily'",
    ]  # fmt: skip
    labels = [label.text for label in form.iterfind(f".//x:instance[@id='{LONGER}']//x:label", XFORMS)]
    assert labels == ["Schools | colleges", "Parks, streets"]
    text = form.findtext(f".//x:select1[@ref='/data/partnerships/{LONG}']/x:label", namespaces=XFORMS)
    assert text == TEXT.replace("${", "$\u2060{")
    assert form.find(".//x:data", XFORMS).get("version") == "3.1"


@pytest.mark.parametrize("name", SHIPPED)
def test_pyxform_takes_the_instruments_that_ship(name):
    instrument = load_instrument(name)
    form = xform(write(instrument).content)
    selects = form.findall(".//x:select1", XFORMS)
    assert len(selects) == sum(item.kind == "single" and not item.retired for item in instrument.items)


@pytest.mark.parametrize("name", SHIPPED)
def test_an_instrument_that_ships_comes_back_as_it_was(name, tmp_path):
    instrument = load_instrument(name)
    imported = back(write(instrument).content, tmp_path)
    assert questions(imported.instrument) == questions(instrument)
    assert (imported.instrument.key, imported.instrument.title) == (instrument.key, instrument.title)
    assert imported.notes == ("scales were read as nominal: set 'kind: ordinal' and nets where answers have an order",)


def test_the_survey_of_2022_has_its_questions_in_five_sections(instrument):
    survey = sheets(write(instrument).content)["survey"]
    assert [row[2] for row in survey if row[0] == "begin_group"] == [
        "Background", "Framework", "Target", "Partnerships", "Outcomes", "Further questions",
    ]  # fmt: skip
    assert ("select_one knowledge", "knowledge") in [row[:2] for row in survey]
    assert sum(row[0] == "text" for row in survey) == 4


def test_awkward_texts_long_ids_and_routes_come_back_as_they_were(tmp_path):
    imported = back(write(SMALL).content, tmp_path)
    assert questions(imported.instrument) == questions(SMALL)
    assert (imported.instrument.key, imported.instrument.title) == ("small/3.1", "Small & <awkward> ${title}")
    assert imported.instrument.item("2nd-word").columns == ("q_2nd-word", "partnerships_2/q_2nd-word")


def test_two_builds_are_the_same_to_the_byte(instrument):
    assert write(instrument).content == write(instrument).content
    assert write(SMALL) == write(SMALL)


def one(text, *, items="a", label="Yes"):
    names = items.split()
    return Instrument.model_validate({
        "type": "instrument", "id": "one", "version": "1", "title": "One", "source": {"title": "t", "publisher": "p"},
        "scales": [{"id": names[0], "points": [{"id": "yes", "label": label}, {"id": "none", "label": "None"}]}],
        "items": [
            {"id": name, "kind": "single", "scale": names[0], "text": f"{text} {name}", "source": "s",
             **({"asked_if": {"item": names[0], "points": ["none"]}} if place else {})}
            for place, name in enumerate(names)
        ],
    })  # fmt: skip


def test_names_that_the_form_has_itself_give_way(tmp_path):
    awkward = one("x", items="data meta further further_2 item_id 0 q_0")
    written = write(awkward)
    changed = [line for line in written.lost if line.startswith("items.id")]
    assert changed == [
        "items.id: 'data' is named 'data_2'",
        "items.id: 'meta' is named 'meta_2'",
        "items.id: '0' is named 'q_0_2'",
    ]
    assert xform(written.content) is not None
    assert questions(back(written.content, tmp_path).instrument) == questions(awkward)


@pytest.mark.parametrize("text", ["how *very* odd", "a _b_ c", "# One", "see [this](x)", "**so**"])
def test_what_programs_take_for_markdown_is_told(text):
    assert "taken for Markdown by ODK and KoBo: a" in write(one(text)).lost
    assert not [line for line in write(one("2 * 3 = 6, a_b #1 [x] (y)")).lost if "Markdown" in line]


def test_text_longer_than_a_cell_holds_is_refused():
    with pytest.raises(PublishError) as caught:
        write(one("x" * 32_767))
    assert str(caught.value).startswith(
        "one/1, sheet survey, row 3: cell must have 32,767 letters at most, got 32,769, in 'xxxx"
    )


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], include_characters=" \n\t${}=|&<"), min_size=1
)


@given(texts, texts)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_converts_and_comes_back(tmp_path, text, label):
    instrument = one(f"q {text}", label=f"l {label}")
    content = write(instrument).content
    assert xform(content) is not None
    assert questions(back(content, tmp_path).instrument) == questions(instrument)
