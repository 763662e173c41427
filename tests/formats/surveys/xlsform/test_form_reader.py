"""XLSForms of others: a real one counted by hand, small ones for each rule, and files that are none."""

import zipfile
from collections import Counter
from io import BytesIO

import pytest
from xlsxwriter import Workbook

from cs_research.definitions.instrument import Condition
from cs_research.errors import ReadError
from cs_research.formats.surveys.instrument_draft import Routed, redcap_condition, xlsform_condition
from cs_research.formats.surveys.xlsform.form_reader import fits, read

NOMINAL = "scales were read as nominal: set 'kind: ordinal' and nets where answers have an order"
CHOICES = [("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "No")]


@pytest.fixture
def form(tmp_path):
    """A workbook of the sheets that are given."""

    def make(**sheets):
        path = tmp_path / "form.xlsx"
        with Workbook(str(path), {"strings_to_urls": False, "strings_to_formulas": False}) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        return path

    return make


@pytest.fixture(scope="module")
def humind(shared):
    return read(shared("data/kobo/humind/REACH_2024_MSNA-kobo-tool_draft_v11.xlsx"))


def points(instrument, name):
    return [(point.label, point.aliases) for point in instrument.points_of(instrument.item(name))]


def test_a_real_form_has_its_questions_by_kind(humind):
    # counted in the workbook, outside its four repeats: 71 select_one, 16 select_multiple,
    # 23 text, 59 integer and 1 gps
    assert Counter(item.kind for item in humind.instrument.items) == {
        "single": 71,
        "multiple": 16,
        "open": 83,
    }


def test_a_real_form_has_its_texts_choices_and_routes(humind):
    found = humind.instrument
    assert found.item("enum_gender").text == "What is the enumerator's gender?"
    assert points(found, "enum_gender") == [
        ("Male / man", ("male",)), ("Female / woman", ("female",)), ("Other", ()),
        ("Prefer not to answer", ("pnta",)),
    ]  # fmt: skip
    assert found.item("consent").text.startswith("1)The enumerator’s identity or the name of his/her organization")
    assert found.item("consent").text.endswith("Do you agree to pursue the interview")
    assert found.item("resp_gender").asked_if == Condition(item="consent", points=("yes",))
    assert found.item("snfi_fds_cooking_issue").asked_if == Condition(
        item="snfi_fds_cooking", points=("yes_issues", "no_cannot")
    )
    assert [scale.id for scale in found.scales][:3] == ["scale_1", "scale_2", "scale_3"]
    assert found.item("resp_gender").columns == ("consented/demographics/resp_gender",)


def test_a_real_form_has_a_note_on_all_that_is_left_out(humind):
    for note in (
        "rows of type 'calculate' are left out (13): instance_name, ind_age_2_11_n, ind_f_n, ind_age_5_17_n, "
        "ind_m_age_5_17_n, ind_f_age_5_17_n, ind_age_0_1_n, ind_age_0_4_n and 5 more",
        "questions of type 'gps' are read as open (1): household_geopoint",
        "asked only where (selected(${consent},'yes')) and (selected(${survey_modality},'remote')); write 'asked_if' "
        "by hand (1): wash_soap_reported",
        "sheet survey, column 'hint::english': 17 values left out",
        "sheet survey: labels are read in 'english'; those in 'french' are left out",
        "sheets left out: README, backup expenditure",
        "admin2: the answer 'To be updated by country' appears twice; the second has its value added",
    ):
        assert note in humind.notes


def test_words_for_types_and_headings_that_older_forms_use(form):
    path = form(
        Survey=[
            ("Type", "Name", "Caption", "Relevance"),
            ("select one from yn", "a", "First?", ""),
            ("add select multiple prompt using yn", "b", "Second?", "${a} = 'yes'"),
            ("SELECT1 yn", "c", "Third?", "(${a}='no')"),
            ("string", "d", "Fourth?", "selected(${b}, \"yes\") or selected(${b}, 'no')"),
        ],
        choices=[("list name", "value", "caption"), ("yn", 1, "Yes"), ("yn", "no", "No")],
    )
    imported = read(path)
    found = [(item.id, item.kind, item.text) for item in imported.instrument.items]
    assert found == [
        ("a", "single", "First?"), ("b", "multiple", "Second?"), ("c", "single", "Third?"), ("d", "open", "Fourth?"),
    ]  # fmt: skip
    assert [item.asked_if for item in imported.instrument.items] == [
        None, None, Condition(item="a", points=("no",)), None,
    ]  # fmt: skip
    assert imported.notes == (
        "asked only where (${a} = 'yes'); write 'asked_if' by hand (1): b",
        "asked only where (selected(${b}, \"yes\") or selected(${b}, 'no')); write 'asked_if' by hand (1): d",
        NOMINAL,
    )


def test_numbers_are_the_values_of_choices_and_words_their_other_names(form):
    path = form(
        survey=[("type", "name", "label"), ("select_one n", "a", "A?"), ("select_one w or_other", "b", "B?")],
        choices=[("list_name", "name", "label"), ("n", 5, "High"), ("n", 1.0, "Low"), ("n", -9, "?"),
                 ("w", "good_news", "Good"), ("w", "bad_news", "Bad")],
    )  # fmt: skip
    imported = read(path)
    first, second = (imported.instrument.points_of(item) for item in imported.instrument.items)
    assert [(p.id, p.label, p.value) for p in first] == [
        ("high", "High", "5"),
        ("low", "Low", "1"),
        ("a9", "?", "-9"),
    ]
    assert [(p.id, p.label, p.aliases) for p in second] == [
        ("good_news", "Good", ("good_news",)), ("bad_news", "Bad", ("bad_news",)), ("other", "Other", ()),
    ]  # fmt: skip
    assert "questions have 'Other' added; what is written beside it is left out (1): b" in imported.notes


def test_one_language_is_read_and_the_others_are_told(form):
    survey = [
        ("type", "name", "label:Cymraeg (cy)", "label::English (en)", "hint::English (en)"),
        ("select_one yn", "a", "Ydych chi?", "Do you?", "Think."),
        ("text", "b", "Pam?", "", ""),
    ]
    choices = [("list_name", "name", "label::Cymraeg (cy)", "label::English (en)"), ("yn", "y", "Ydw", "Yes"),
               ("yn", "n", "Nac ydw", "No")]  # fmt: skip
    settings = [("form_title", "default_language", "style"), ("Holiadur", "english (EN)", "pages")]
    imported = read(form(survey=survey, choices=choices, settings=settings))
    assert imported.instrument.title == "Holiadur"
    assert [item.text for item in imported.instrument.items] == ["Do you?", "Pam?"]
    assert points(imported.instrument, "a") == [("Yes", ("y",)), ("No", ("n",))]
    assert imported.notes[:-1] == (
        "texts are read in another language, for want of one in this (1): b",
        "sheet survey, column 'hint::English (en)': 1 value left out",
        "sheet survey: labels are read in 'English (en)'; those in 'Cymraeg (cy)' are left out",
        "sheet choices: labels are read in 'English (en)'; those in 'Cymraeg (cy)' are left out",
        "settings left out: style 'pages'",
    )
    first = read(form(survey=survey, choices=choices)).instrument
    assert [item.text for item in first.items] == ["Ydych chi?", "Pam?"]


def test_groups_repeats_and_rows_that_ask_nothing(form):
    path = form(
        survey=[
            ("type", "name", "label", "relevant", "calculation", "required", "disabled"),
            ("start", "start", "", "", "", "", ""),
            ("begin group", "one", "Group one", "", "", "", ""),
            ("select_one yn", "a", "A?", "", "", "yes", ""),
            ("begin_group", "inner", "", "selected(${a}, 'yes')", "", "", ""),
            ("select_one yn", "b", "B?", "", "", "", ""),
            ("integer", "c", "How many ${b}?", "${b} = 'no'", "", "yes", ""),
            ("end_group", "", "", "", "", "", ""),
            ("text", "d", "D?", "${b} = 'no'", "", "", ""),
            ("text", "e", "E?", "not(${b} = 'no')", "", "", ""),
            ("end group", "", "", "", "", "", ""),
            ("begin repeat", "kids", "Kids", "", "", "", ""),
            ("text", "kid", "Kid?", "", "", "", ""),
            ("end repeat", "", "", "", "", "", ""),
            ("calculate", "x", "", "", "1 + 1", "", ""),
            ("text", "off", "Off?", "", "", "", "yes"),
            ("", "stray", "A row to remember", "", "", "", ""),
            ("select_one_from_file towns.csv", "town", "Town?", "", "", "", ""),
            ("select_one ${d}", "again", "", "", "", "", ""),
            ("text", "a", "Same name", "", "", "", ""),
        ],
        choices=[*CHOICES, ("yn", "", "nobody")],
    )
    imported = read(path)
    routes = {item.id: item.asked_if for item in imported.instrument.items}
    assert routes == {
        "a": None,
        "b": Condition(item="a", points=("yes",)),
        "c": Condition(item="b", points=("no",)),  # b is asked only where the group is, so its answer is enough
        "d": Condition(item="b", points=("no",)),
        "e": None, "town": None, "again": None, "a_2": None,
    }  # fmt: skip
    assert imported.notes == (
        "rows of type 'start' are left out (1): start",
        "headings of groups are left out (2): one, kids",
        "questions of type 'integer' are read as open (1): c",
        "texts show an earlier answer where they have ${…} (1): c",
        "asked only where (not(${b} = 'no')); write 'asked_if' by hand (1): e",
        "questions in a repeat, which one respondent answers several times, are left out (1): kid",
        "rows of type 'calculate' are left out (1): x",
        "rows that are disabled are left out (1): off",
        "rows without a type are left out (1): stray",
        "questions of type 'select_one_from_file' are read as open (1): town",
        "questions whose choices are earlier answers are read as open (1): again",
        "questions without a label have their name for it (1): again",
        "names that appear twice are read with their groups (1): /a",
        "sheet survey, column 'required': 2 values left out",
        "sheet choices, row 4: has no list or no name and is left out",
        NOMINAL,
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("${a} = 'x'", Routed("a", ("x",), True, False)),
        ("( selected( ${a} , \"x\" ) )or(${a}=2)", None),
        ("(selected(${a}, 'x')) or ((${a} = 2))", Routed("a", ("x", "2"), True, True)),
        ("selected(${a}, 'x') or selected(${a}, 'x')", Routed("a", ("x",), False, True)),
        ("${a} = 'x' and ${b} = 'y'", None),
        ("${a} = 'x' or ${b} = 'y'", None),
        ("${a} != 'x'", None),
        ("${a} = 'x or y'", None),
        ("", None),
    ],
)  # fmt: skip
def test_expressions_that_are_a_list_of_answers(expression, expected):
    assert xlsform_condition(expression) == expected


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        ("[a] = '1' OR [a]=\"2\" or [a] = 3", Routed("a", ("1", "2", "3"), True, False)),
        ("[a(2)] = '1' or [a(-9)] = 1", Routed("a", ("2", "-9"), False, True)),
        ("[a(2)] = '0'", None),
        ("[event_1][a] = '1'", None),
        ("[a] <> '1'", None),
        ("[a] > 1", None),
    ],
)
def test_branching_logic_that_is_a_list_of_answers(logic, expected):
    assert redcap_condition(logic) == expected


def test_every_fault_of_the_rows_is_told_at_once(form):
    path = form(
        survey=[
            ("type", "name", "label"),
            ("select_one yns", "a", "A?"),
            ("text", "", "No name"),
            ("end_group", "", ""),
            ("begin_group", "open", "Open"),
            ("text", "twice", "Twice?"),
            ("text", "twice", "Twice?"),
        ],
        choices=CHOICES,
    )
    with pytest.raises(ReadError) as caught:
        read(path)
    assert [str(fault).partition("form.xlsx, ")[2] for fault in caught.value.faults] == [
        "sheet survey, row 2: list of 'a' must be in the sheet choices, got 'yns'.\n  Hint: did you mean 'yn'?",
        "sheet survey, row 3: question must have a name, got none.",
        "sheet survey, row 4: end of a group must follow its start, got 'end_group' with none open.",
        "sheet survey, row 7: name must be unique in its group, got 'twice' again.",
        "sheet survey, row 5: group 'open' must have an end, got none.",
    ]


def test_sheets_and_headings_that_are_lacking(form):
    with pytest.raises(ReadError, match=r"workbook must have a sheet 'survey', got 'answers', 'choices'\."):
        read(form(answers=[("a", "b")], choices=CHOICES))
    with pytest.raises(ReadError) as caught:
        read(form(survey=[("name", "label", "Label")], choices=[("list", "name"), ("yn", "yes")]))
    told = "\n".join(str(fault).partition("form.xlsx, ")[2] for fault in caught.value.faults)
    assert told == (
        "sheet survey: headings must hold 'type', got 'name', 'label', 'label'.\n"
        "sheet survey: headings must differ, got 'label' twice.\n"
        "sheet choices: headings must hold 'list_name', got 'list', 'name'."
    )
    with pytest.raises(ReadError, match="file must hold a question, got none"):
        read(form(survey=[("type", "name"), ("note", "n")]))


def test_old_workbooks_and_exports_of_answers_are_refused(shared):
    old = shared("data/kobo/kpi/transportation.xls")
    assert fits(old.read_bytes()[:4096])
    with pytest.raises(ReadError, match=r"must be an \.xlsx workbook, got an old \.xls") as caught:
        read(old)
    assert "save it as .xlsx" in str(caught.value)
    with pytest.raises(ReadError, match="must have a sheet 'survey', got 'transportation_2011_07_25'"):
        read(shared("data/kobo/kpi/transportation_export.xlsx"))


def archive(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


def test_files_that_are_no_workbook(tmp_path):
    path = tmp_path / "form.xlsx"
    for content, message in (
        (b"", "file must have content, got an empty file"),
        (b"PK\x03\x04 and no more", "must be an .xlsx workbook, got a broken archive"),
        (b"type,name\ntext,a\n", "must be an .xlsx workbook, got something else"),
    ):
        path.write_bytes(content)
        with pytest.raises(ReadError, match=message):
            read(path)
    for part, message in (
        ("word/document.xml", "got a Word document"),
        ("content.xml", "got an OpenDocument file"),
        ("else.txt", "got another kind of archive"),
    ):
        with pytest.raises(ReadError, match=message):
            read(archive(path, {part: "x"}))
    with pytest.raises(ReadError, match="file must be a complete workbook"):
        read(archive(path, {"xl/workbook.xml": "<a/>"}))


def test_archives_made_to_exhaust_memory(tmp_path, form):
    bomb = archive(tmp_path / "bomb.xlsx", {"xl/workbook.xml": b"\0" * 20_000_000})
    with pytest.raises(
        ReadError,
        match="archive must unpack to an ordinary size, got 20,000,000 bytes, 20,000,000 of them XML, out of",
    ):
        read(bomb)
    many = archive(tmp_path / "many.xlsx", {f"part{number}": "" for number in range(10_001)})
    with pytest.raises(ReadError, match="archive must contain at most 10,000 parts, got 10,001"):
        read(many)
    good = zipfile.ZipFile(BytesIO(form(survey=[("type", "name"), ("text", "a")]).read_bytes()))
    for old, new in ((b'r="B2"', b'r="ZZZ2"'), (b'<row r="2"', b'<row r="999999999"')):
        parts = {name: good.read(name).replace(old, new) for name in good.namelist()}
        with pytest.raises(ReadError, match="sheet must have 100,000 rows and 2,000 columns at most, got more"):
            read(archive(tmp_path / "wide.xlsx", parts))


def test_a_workbook_that_declares_entities_is_refused(tmp_path, form):
    good = zipfile.ZipFile(BytesIO(form(survey=[("type", "name"), ("text", "a")]).read_bytes()))
    parts = {name: good.read(name) for name in good.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    head, _, rest = parts[sheet].partition(b"<worksheet")
    parts[sheet] = head + b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">]><worksheet' + rest
    with pytest.raises(ReadError, match=r"sheet1\.xml: XML must be without declarations"):
        read(archive(tmp_path / "entities.xlsx", parts))


def test_headings_and_rules_made_to_take_very_long_take_no_time(form):
    path = form(
        survey=[
            ("type", "name", "label", "relevant", f"a{' ' * 30_000}b"),
            ("text", "a", "A", "", ""),
            ("text", "b", "B", "(" * 15_000 + ")" * 15_000, "x"),
        ]
    )
    notes = read(path).notes
    assert "sheet survey, column 'a b': 1 value left out" in notes
    assert any(note.startswith("asked only where ((((") for note in notes)


def test_our_own_form_after_someone_has_added_to_it(form):
    path = form(
        survey=[
            ("type", "name", "label", "item_id", "item_role"),
            ("select_one help", "q_2a", "Help?", "2a", "background"),
            ("text", "more", "More?", "", ""),
        ],
        choices=[
            ("list_name", "name", "label", "export_value"),
            ("help", "training", "Training", "4"), ("help", "money", "Money", ""),
        ],
        settings=[("form_title", "form_id", "version"), ("Ours", "ours", "2.0")],
    )  # fmt: skip
    found = read(path).instrument
    assert (found.key, found.title) == ("ours/2.0", "Ours")
    assert [(item.id, item.role, item.columns) for item in found.items] == [
        ("2a", "background", ("q_2a",)),
        ("more", "question", ()),
    ]
    assert [(p.id, p.value) for p in found.points_of(found.item("2a"))] == [
        ("training", "4"),
        ("money", "money"),
    ]
