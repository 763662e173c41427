"""REDCap dictionaries: every cell, what is listed as changed, and that nothing else changes on the way back."""

import csv
from io import StringIO

import pytest
from form_samples import LONG, LONGER, SMALL, TEXT, questions

from cs_research.definitions import Instrument, load_instrument
from cs_research.formats.surveys.redcap import fits, read, write

SHIPPED = ("yjs-survey/2022", "yjs-survey/annual", "student-safety/survey", "student-safety/hillside")
NOMINAL = "scales were read as nominal: set 'kind: ordinal' and nets where answers have an order"
RECORD = "the record id is left out, since nobody is asked it (1): record_id"


def rows(content):
    return list(csv.reader(StringIO(content.decode("utf-8"), newline="")))


def back(content, folder):
    path = folder / "dictionary.csv"
    path.write_bytes(content)
    assert fits(content[:4096])
    return read(path)


def test_the_headings_are_those_of_a_real_dictionary(shared, instrument):
    real = shared("data/redcap/REDCapR/simple_dictionary.csv").read_text(encoding="utf-8")
    assert rows(write(instrument).content)[0] == rows(real.encode())[0]


def test_every_cell_of_a_small_instrument():
    header, *fields = rows(write(SMALL).content)
    assert len(header) == 18
    filled = [{header[at]: cell for at, cell in enumerate(row) if cell} for row in fields]
    variable, form, section, kind, label, choices, identifier, logic, note = (
        "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
        "Choices, Calculations, OR Slider Labels", "Identifier?", "Branching Logic (Show field only if...)",
        "Field Annotation",
    )  # fmt: skip
    first, second = "how_much_work_with_public", "how_much_work_with_publi_2"
    assert filled == [
        {variable: "record_id", form: "background", kind: "text", label: "Record ID"},
        {variable: "service", form: "background", section: "Background", kind: "text", label: "Which service?",
         identifier: "y", note: "id: service; role: identifier"},
        {variable: "place", form: "background", kind: "radio", label: "+Place?", choices: "1, Yes | 2, No ${x}",
         note: "id: place; role: background; scale: 2-way; answers: yes no"},
        {variable: first, form: "partnerships", section: "Partnerships", kind: "radio", label: TEXT,
         choices: "1, Never, or &#124; hardly ever | 2, =Often <5 days> & more | 9, Every day | -1, Not sure",
         note: f"id: {LONG}; role: question; scale: frequency; answers: never often daily not_sure"},
        {variable: second, form: "further", section: "Further questions", kind: "checkbox",
         label: "Which? Choose all that apply.", choices: "1, Schools &#124; colleges | 3, Parks, streets",
         logic: f"[{first}] = '2' or [{first}] = '9'",
         note: f"id: {LONGER}; role: question; answers: schools parks-and-streets"},
        {variable: "q_2nd_word", form: "partnerships_2", section: "Partnerships", kind: "notes", label: "@Why?",
         logic: f"[{second}(1)] = '1' or [{second}(3)] = '1'", note: "id: 2nd-word; role: question"},
        {variable: "after_old", form: "further_2", section: "Further questions", kind: "notes",
         label: "After the old one", note: "id: after_old; role: question"},
    ]  # fmt: skip


def test_what_the_dictionary_cannot_hold_changes_or_adds_is_listed():
    assert write(SMALL).lost == (
        "id",
        "version",
        "title",
        "source",
        "scales.points.absence: frequency.not_sure",
        f"items.source: service, place, {LONG} and 3 more",
        f"items.domain: {LONG}, 2nd-word",
        f"retired: old, {LONGER}.gone",
        "scales.kind, that the answers have an order: frequency",
        "scales that no item is answered on: unused",
        "items.asked_if, where it rests on what is retired: 2nd-word, after_old",
        "added: record_id, the field that a project must start with",
        f"items.id: '{LONG}' is named 'how_much_work_with_public'",
        f"items.id: '{LONGER}' is named 'how_much_work_with_publi_2'",
        "items.id: '2nd-word' is named 'q_2nd_word'",
        "value of 2-way.yes: 'yes it is' is coded '1'",
        f"'|' in a label is written as '&#124;': {LONG}.never, {LONGER}.schools",
        f"line breaks in a label are written as spaces: {LONG}.daily",
        f"taken for HTML by REDCap: {LONG}",
        f"taken for the answer to another field by REDCap: {LONG}",
        "taken for formulas by a spreadsheet: open the file in none before it is uploaded: place,"
        " how_much_work_with_public, q_2nd_word",
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_an_instrument_that_ships_comes_back_as_it_was(name, tmp_path):
    instrument = load_instrument(name)
    imported = back(write(instrument).content, tmp_path)
    assert questions(imported.instrument) == questions(instrument)
    assert imported.notes == (RECORD, NOMINAL)


def test_only_what_is_listed_as_changed_comes_back_otherwise(tmp_path):
    imported = back(write(SMALL).content, tmp_path)
    assert imported.notes == (RECORD, NOMINAL)
    expected = [
        (*entry[:5], [
            (point, label.replace("Every\nday", "Every day"), "1" if value == "yes it is" else value)
            for point, label, value in entry[5]
        ], entry[6])
        for entry in questions(SMALL)
    ]  # fmt: skip
    assert questions(imported.instrument) == expected
    assert imported.instrument.item(LONG).columns == ("how_much_work_with_public",)


def test_names_are_legal_distinct_and_not_those_of_redcap():
    names = [
        "record_id",
        "redcap_event_name",
        "further_complete",
        "a--b",
        "a__b",
        "a_b_",
        "x" * 30,
        "x" * 40,
        "9",
    ]
    instrument = Instrument.model_validate({
        "type": "instrument", "id": "n", "version": "1", "title": "N", "source": {"title": "t", "publisher": "p"},
        "items": [{"id": name, "kind": "open", "text": f"Q {name}", "source": "s"} for name in names],
    })  # fmt: skip
    written = write(instrument)
    assert [row[0] for row in rows(written.content)[1:]] == [
        "record_id", "record_id_2", "redcap_event_name_2", "further_complete_2", "a_b", "a_b_2", "a_b_3",
        "x" * 26, "x" * 24 + "_2", "q_9",
    ]  # fmt: skip
    assert sum(line.startswith("items.id:") for line in written.lost) == 9


def test_codes_that_redcap_does_not_take_give_way_to_a_free_number():
    points = [("a", "2"), ("b", "1.5"), ("c", "A"), ("d", "a"), ("e", "-8")]
    instrument = Instrument.model_validate({
        "type": "instrument", "id": "n", "version": "1", "title": "N", "source": {"title": "t", "publisher": "p"},
        "items": [{"id": "q", "kind": "multiple", "text": "Q", "source": "s", "options": [
            {"id": name, "label": f"Answer {name}", "value": value} for name, value in points
        ]}],
    })  # fmt: skip
    written = write(instrument)
    assert (
        rows(written.content)[2][5] == "2, Answer a | 1, Answer b | A, Answer c | 3, Answer d | -8, Answer e"
    )
    assert [line for line in written.lost if line.startswith("value of")] == [
        "value of q.b: '1.5' is coded '1'",
        "value of q.d: 'a' is coded '3'",
    ]


def test_two_builds_are_the_same_to_the_byte(instrument):
    assert write(instrument) == write(instrument)
    assert write(SMALL) == write(SMALL)
    assert not write(SMALL).content.startswith(b"\xef\xbb\xbf")
