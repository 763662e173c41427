"""REDCap dictionaries: read as an instrument, written, and unchanged on the way back but for what is listed."""

import csv
from collections import Counter
from io import StringIO

import pytest
from form_samples import LONG, LONGER, SMALL, TEXT, questions

from cs_research.definitions import Instrument, load_instrument
from cs_research.definitions.instrument import Condition
from cs_research.errors import ReadError
from cs_research.formats.surveys.redcap import fits, read, write

NOMINAL = "scales were read as nominal: set 'kind: ordinal' and nets where answers have an order"
PAGE = (
    '"Variable / Field Name","Form Name","Section Header","Field Type","Field Label",'
    '"Choices, Calculations, OR Slider Labels","Field Note","Identifier?",'
    '"Branching Logic (Show field only if...)","Field Annotation"\n'
)


@pytest.fixture
def dictionary(tmp_path):
    """A dictionary of the lines that are given, under the page's headings."""

    def make(*lines, header=PAGE):
        path = tmp_path / "dictionary.csv"
        path.write_text(header + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return make


def answers(instrument, name):
    return [(point.id, point.label, point.value) for point in instrument.points_of(instrument.item(name))]


def kinds(imported):
    return Counter(item.kind for item in imported.instrument.items)


def test_checkboxes_with_numbers_and_with_letters(shared):
    imported = read(shared("data/redcap/REDCapR/checkboxes-1_dictionary.csv"))
    assert [(item.id, item.kind, item.text) for item in imported.instrument.items] == [
        ("check_one", "multiple", "check one"),
        ("check_two", "multiple", "check two"),
        ("desired_result", "open", "What should happen for this participant"),
    ]
    assert answers(imported.instrument, "check_one") == [
        ("one", "one", "1"), ("two", "two", "2"), ("three", "three", "3"), ("four", "four", "4"),
    ]  # fmt: skip
    assert [point.label for point in imported.instrument.item("check_two").options] == [
        "A",
        "B",
        "C",
        "D",
        "E",
    ]
    assert imported.notes == ("the record id is left out, since nobody is asked it (1): record_id",)


def test_a_longitudinal_dictionary(shared):
    imported = read(shared("data/redcap/REDCapR/longitudinal_dictionary.csv"))
    # counted in the file: 95 fields, of which the record id, a file, a slider and two calculations are left out
    assert kinds(imported) == {"single": 36, "multiple": 5, "open": 49}
    found = imported.instrument
    assert found.item("given_birth").asked_if == Condition(item="sex", points=("female",))
    assert answers(found, "given_birth") == [("yes", "Yes", "1"), ("no", "No", "0")]
    assert found.item("gym").note == (
        "under the heading: Please provide the patient's weekly schedule for the activities below."
    )
    assert found.item("vob8").note == "under the heading: Were you..."
    assert answers(found, "pmq1") == [
        ("less_than_5", "less than 5", "0"), ("5_10", "5-10", "1"), ("6_15", "6-15", "2"), ("over_15", "over 15", "3"),
    ]  # fmt: skip
    assert found.item("pmq1").scale == found.item("cpq10").scale
    for note in (
        "the record id is left out, since nobody is asked it (1): study_id",
        "fields of type 'file' are left out (1): patient_document",
        "fields of type 'slider' are left out (1): specify_mood",
        "fields of type 'calc' are left out (2): bmi, bmi2",
        "fields for 'date_ymd' are read as open (8): date_enrolled, dob, withdraw_date, date_visit_4, creat_4, "
        "discharge_date_4, cpq1, cpq9",
        'asked only where [sex] = "0" and [given_birth] = "1"; write \'asked_if\' by hand (1): num_children',
        "fields flagged as identifiers; give the one that names who answered that role (5): first_name, last_name, "
        "telephone_1, email, dob",
        "column 'Text Validation Min': 3 values left out",
    ):
        assert note in imported.notes


def test_a_dictionary_of_surveys(shared):
    imported = read(shared("data/redcap/REDCapR/survey_dictionary.csv"))
    assert kinds(imported) == {"single": 11, "multiple": 1, "open": 12}
    assert answers(imported.instrument, "has_diabetes") == [("true", "True", "1"), ("false", "False", "0")]
    assert imported.instrument.item("consent").options[0].label == "I consent"
    assert imported.instrument.item("race").text == "Race"


def test_the_page_and_the_api_say_the_same_in_other_words(shared):
    page = read(shared("data/redcap/REDCapR/simple_dictionary.csv")).instrument
    api = read(shared("data/redcap/REDCapR/simple_metadata.csv")).instrument
    assert kinds(read(shared("data/redcap/REDCapR/simple_dictionary.csv"))) == {
        "single": 2,
        "multiple": 1,
        "open": 10,
    }
    same = [item.id for item in page.items if item.id != "age"]  # which only the latter calculates
    assert [item.id for item in api.items] == same
    for name in same:
        first, second = page.item(name), api.item(name)
        assert (first.text, first.kind, first.note) == (second.text, second.kind, second.note)
        assert first.kind == "open" or answers(page, name) == answers(api, name)
    assert answers(api, "ethnicity") == [
        ("unknown_not_reported", "Unknown / Not Reported", "0"),
        ("not_hispanic_or_latino", "NOT Hispanic or Latino", "1"),
        ("hispanic_or_latino", "Hispanic or Latino", "2"),
    ]


def test_every_real_dictionary_is_known_by_its_first_line(shared):
    for name in ("checkboxes-1", "longitudinal", "simple", "survey"):
        assert fits(shared(f"data/redcap/REDCapR/{name}_dictionary.csv").read_bytes()[:4096])
        assert not fits(shared(f"data/redcap/REDCapR/{name}_data.csv").read_bytes()[:4096])
    assert fits(b"\xef\xbb\xbf" + shared("data/redcap/REDCapR/simple_metadata.csv").read_bytes()[:4096])
    assert not fits(b"PK\x03\x04")


def test_kinds_choices_and_routes(dictionary):
    imported = read(
        dictionary(
            "who,f,,text,Name,,,y,,",
            'place,f,Where,dropdown,Place?,"1,Here, there | 2, Else &#124; where|-9,Not sure",Pick one,,,',
            'boxes,f,,checkbox,Boxes?,"a, First | b, Second",,,[place] = \'1\' or [place]="2",',
            "why,g,,notes,Why?,,,,[boxes(b)] = '1',@HIDDEN",
            "odd,g,,yesno,Odd?,,,,[boxes] = 'b',",
            "even,g,,truefalse,Even?,,,,[place(1)] = '1',",
            "more,g,,text,More of [place]?,,,,[place] = '7',",
            "info,g,,descriptive,Thanks,,,,,",
        )
    )
    found = imported.instrument
    assert [(item.id, item.kind, item.role, item.note) for item in found.items] == [
        ("who", "open", "identifier", ""),
        ("place", "single", "question", "under the heading: Where; field note: Pick one"),
        ("boxes", "multiple", "question", "under the heading: Where"),
        ("why", "open", "question", ""),
        ("odd", "single", "question", ""),
        ("even", "single", "question", ""),
        ("more", "open", "question", ""),
    ]
    assert answers(found, "place") == [
        ("here_there", "Here, there", "1"), ("else_where", "Else | where", "2"), ("not_sure", "Not sure", "-9"),
    ]  # fmt: skip
    assert [(point.label, point.aliases) for point in found.item("boxes").options] == [
        ("First", ("a",)), ("Second", ("b",)),
    ]  # fmt: skip
    assert [item.asked_if for item in found.items if item.asked_if] == [
        Condition(item="place", points=("here_there", "else_where")),
        Condition(item="boxes", points=("second",)),
    ]
    assert imported.notes == (
        "the first field, by which REDCap distinguishes records, is read as a question (1): who",
        "asked only where [boxes] = 'b'; write 'asked_if' by hand (1): odd",
        "asked only where [place(1)] = '1'; write 'asked_if' by hand (1): even",
        "labels show an earlier answer where they have [a name] (1): more",
        "asked only where [place] = '7'; write 'asked_if' by hand (1): more",
        "fields of type 'descriptive' are left out (1): info",
        "column 'Field Annotation': 1 value left out",
        "forms are left out: f, g",
        NOMINAL,
    )


def test_labels_of_the_rich_text_editor_semicolons_and_columns_of_others(dictionary):
    header = "Variable / Field Name;Field Type;Field Label;Choices, Calculations, OR Slider Labels;Ours\n"
    rich = '"<div class=""rich-text-field-label""><p>How <b>sure</b> &amp; why?</p></div>"'
    imported = read(dictionary(f"record_id;text;;;x\nsure;radio;{rich};1, Yes | 0, No;", header=header))
    assert [item.text for item in imported.instrument.items] == ["How sure & why?"]
    assert imported.notes == (
        "the record id is left out, since nobody is asked it (1): record_id",
        "labels lose how they are set (1): sure",
        "columns that are not known are left out: Ours",
        NOMINAL,
    )


def test_an_annotation_of_ours_that_no_longer_fits_the_choices_is_passed_over(dictionary):
    note = "id: old-id; role: question; scale: s; answers: a b"
    imported = read(dictionary(f'q,f,,radio,Q?,"1, A | 2, B | 3, C",,,,{note}'))
    assert imported.instrument.items[0].id == "q"
    assert answers(imported.instrument, "q") == [("a", "A", "1"), ("b", "B", "2"), ("c", "C", "3")]
    assert "column 'Field Annotation': 1 value left out" in imported.notes


def test_what_people_add_to_a_dictionary_of_ours_is_kept_or_told(dictionary):
    ours = "id: a; role: background; scale: s; answers: yes no"
    path = dictionary(
        f'a,f,Background,radio,A?,"1, Yes | 2, No","As of today",,,{ours},y,7',
        header=PAGE.rstrip() + ',"Required Field?","Question Number (surveys only)"\n',
    )
    imported = read(path)
    item = imported.instrument.item("a")
    assert (item.role, item.scale, item.note) == ("background", "s", "field note: As of today")
    assert "column 'Required Field?': 1 value left out" in imported.notes
    assert "column 'Question Number (surveys only)': 1 value left out" in imported.notes
    assert not [note for note in imported.notes if "Annotation" in note or "forms" in note]


def test_a_dictionary_that_excel_saved_as_unicode_text(tmp_path):
    path = tmp_path / "dictionary.txt"
    text = "field_name\tfield_type\tfield_label\tselect_choices_or_calculations\na\ttext\tÄ?\t\n"
    path.write_bytes(text.encode("utf-16"))
    assert fits(path.read_bytes()[:4096])
    assert read(path).instrument.item("a").text == "Ä?"


def test_every_fault_of_the_fields_is_told_at_once(dictionary):
    path = dictionary(
        ",f,,text,No name,,,,,",
        'a,f,,radio,A?,"1, Yes | No | ",,,,',
        "b,f,,checkbox,B?,,,,,",
        "a,f,,text,Again,,,,,",
    )
    with pytest.raises(ReadError) as caught:
        read(path)
    assert [str(fault).partition("dictionary.csv, ")[2] for fault in caught.value.faults] == [
        "row 2: field must have a name, got none.",
        "row 3: choice 2 of 'a' must be a code, a comma and a label, got 'No'.",
        "row 3: choice 3 of 'a' must be a code, a comma and a label, got nothing.",
        "row 4: choice 1 of 'b' must be a code, a comma and a label, got nothing.",
        "row 5: name of the field must be unique, got 'a' again.",
    ]


def test_headings_that_are_lacking_or_stand_twice(dictionary):
    with pytest.raises(ReadError) as caught:
        read(dictionary("a,text,text", header="Variable / Field Name,Field Type,field_type\n"))
    seen = "got 'Variable / Field Name', 'Field Type', 'field_type'."
    assert [str(fault).partition("dictionary.csv, ")[2] for fault in caught.value.faults] == [
        f"row 1: headings must hold 'Field Label' or 'field_label', {seen}",
        "row 1: headings must hold 'Choices, Calculations, OR Slider Labels' or 'select_choices_or_calculations', "
        f"{seen}",
        "row 1: headings must be unique, got 'Field Type' and 'field_type'.",
    ]


def test_files_without_content_or_question(dictionary, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    with pytest.raises(ReadError, match="file must have content, got an empty file"):
        read(empty)
    with pytest.raises(ReadError, match="file must hold a question, got none"):
        read(dictionary("record_id,f,,text,Record ID,,,,,"))
    with pytest.raises(ReadError, match="row must have 10 cells like the first row, got 2"):
        read(dictionary("a,text"))


SHIPPED = ("yjs-survey/2022", "yjs-survey/annual", "student-safety/survey", "student-safety/hillside")
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
    assert rows(written.content)[2][5] == "2, Answer a | 1, Answer b | A, Answer c | 3, Answer d | -8, Answer e"
    assert [line for line in written.lost if line.startswith("value of")] == [
        "value of q.b: '1.5' is coded '1'",
        "value of q.d: 'a' is coded '3'",
    ]


def test_two_builds_are_the_same_to_the_byte(instrument):
    assert write(instrument) == write(instrument)
    assert write(SMALL) == write(SMALL)
    assert not write(SMALL).content.startswith(b"\xef\xbb\xbf")
