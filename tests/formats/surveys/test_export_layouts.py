"""Layouts of exports that differ by language, setting or program: headings, times, ids, grids, sheets, archives, codes."""

from __future__ import annotations

import io
import zipfile

import pandas as pd
import pytest
from openpyxl import Workbook

from cs_research.errors import ReadError
from cs_research.formats import read_survey
from cs_research.formats.surveys.times import readings
from cs_research.records.responses import not_asked

CONFIDENT = {"id": "confident", "text": "How confident?", "columns": ["How confident?"]}


def values(series):
    return [None if pd.isna(value) else value for value in series]


@pytest.mark.parametrize(
    ("heading", "mail", "when"),
    [
        ("Timestamp", "Email Address", "4/22/2026 19:57:50"),
        ("Zeitstempel", "E-Mail-Adresse", "22.04.2026 19:57:50"),
        ("Horodateur", "Adresse e-mail", "22/04/2026 19:57:50"),
        ("Marca temporal", "Dirección de correo electrónico", "2026/04/22 7:57:50 p. m. CET"),
        ("Informazioni cronologiche", "Indirizzo email", "22/04/2026 19.57.50"),
        ("Carimbo de data/hora", "Endereço de e-mail", "22/04/2026 19:57:50"),
        ("Tijdstempel", "E-mailadres", "22-4-2026 19:57:50"),
        ("Sygnatura czasowa", "Adres e-mail", "2026-04-22 19:57:50"),
        ("Stamp amser", "Cyfeiriad e-bost", "2026/04/22 7:57:50 PM GMT+1"),
    ],
)
def test_google_forms_in_another_language(draw, write, heading, mail, when):
    path = write("a.csv", f'{heading},{mail},How confident?\n"{when}",a@b.org,Not sure\n')
    responses = read_survey(path, draw(CONFIDENT))
    assert (responses.report.platform, responses.report.unmatched_columns) == ("Google Forms", ())
    assert values(responses.frame["confident"]) == ["not_sure"]


def test_google_forms_with_a_heading_taken_out(draw, write):
    path = write("a.csv", "Timestamp,,How confident?\n4/22/2026 19:57:50,a@b.org,Not sure\n")
    report = read_survey(path, draw(CONFIDENT)).report
    assert (report.platform, report.unmatched_columns) == ("Google Forms", ("column 2",))


@pytest.mark.parametrize(
    "lead",
    [
        [
            "ID",
            "Heure de début",
            "Heure de fin",
            "Adresse de messagerie",
            "Nom",
            "Heure de la dernière modification",
        ],
        ["ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name", "Zeitpunkt der letzten Änderung"],
        ["ID", "Hora de inicio", "Hora de finalización", "Correo electrónico", "Nombre"],
        ["ID", "Amser cychwyn", "Amser cwblhau", "E-bost", "Enw"],
    ],
)
def test_microsoft_forms_in_another_language_is_recognised_by_what_it_holds(draw, write, lead):
    book = Workbook()
    book.active.append([*lead, "How confident?"])
    for number in (1, 2):
        times = ["2026-03-01 10:00:00"] * (len(lead) - 4)
        book.active.append([number, times[0], "2026-03-01 10:05:00", "anonymous", "", *times[1:], "Not sure"])
    out = io.BytesIO()
    book.save(out)
    responses = read_survey(write("a.xlsx", out.getvalue()), draw(CONFIDENT))
    assert (responses.report.platform, responses.report.unmatched_columns) == ("Microsoft Forms", ())
    assert values(responses.frame["confident"]) == ["not_sure", "not_sure"]


def test_a_table_with_a_number_and_two_dates_is_not_microsoft_forms(draw, write):
    path = write("a.csv", "ID,born,joined,How confident?\n1,2001-03-01,2020-03-01,Not sure\n")
    assert read_survey(path, draw(CONFIDENT)).report.platform == "tidy CSV"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("4/22/2026 11:30:00 AM", "4/22/2026 01:15:00 PM"),
        ("22/04/2026 12:10 am", "22/04/2026 9:15 am"),
        ("2026/04/22 11:30:00 a. m. CET", "2026/04/22 01:15:00 p. m. CET"),
        ("2026-04-22T09:30:00+02:00", "2026-04-22T08:45:00Z"),
        ("22/04/2026 09.30.00", "22/04/2026 10.15.00"),
        ("46134.4", "46134.9"),
    ],
)
def test_of_two_answers_the_later_is_kept_in_every_layout_of_times(draw, write, earlier, later):
    path = write("a.csv", f"response_id,recorded,confident\nx,{later},Not sure\nx,{earlier},Extremely confident\n")
    responses = read_survey(path, draw({"id": "confident"}))
    assert values(responses.frame["confident"]) == ["not_sure"]
    assert responses.report.notes == ()


def test_times_in_zones_with_names_are_in_no_order():
    assert readings(["2026-04-22 10:00:00 EST", "2026-04-22 10:00:00 EDT"]) == []
    assert len(readings(["2026-04-22 10:00:00 EST", "2026-04-22 11:00:00 EST"])) == 1
    assert len(readings(["04/05/2026", "05/04/2026"])) == 2


def test_ids_that_a_spreadsheet_rounded_are_a_fault_where_they_would_decide(draw, write):
    path = write("a.csv", "response_id,confident\n1.14417E+17,Not sure\n1.14417E+17,Not sure\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "confident"}))
    [fault] = error.value.faults
    assert fault.place == f"{path}, column 'response_id'"
    assert "1.14417E+17" in fault.found and "--ignore" in fault.hint
    assert len(read_survey(path, draw({"id": "confident"}), ignore=["response_id"])) == 2


def test_long_ids_in_a_workbook_are_whole_or_refused(draw, write):
    def book(*ids):
        made = Workbook()
        made.active.append(["response_id", "confident"])
        for each in ids:
            made.active.append([each, "Not sure"])
        out = io.BytesIO()
        made.save(out)
        return write("a.xlsx", out.getvalue())

    whole = read_survey(book("12345678901234567890", "12345678901234567891"), draw({"id": "confident"}))
    assert (len(whole), whole.report.left_out) == (2, ())
    with pytest.raises(ReadError, match="rounded"):
        read_survey(book(1.2345678901234567e19, 1.2345678901234568e19), draw({"id": "confident"}))


JOINED = (
    {"id": "time", "label": "Time"},
    {"id": "space", "label": "Space"},
    {"id": "both", "label": "Time, Space"},
    {"id": "police", "label": "Police, schools and health"},
)


def test_a_cell_of_options_that_can_be_divided_in_two_ways_is_a_fault(draw, write):
    small = draw({"id": "help", "kind": "multiple", "options": list(JOINED)})
    path = write("a.csv", 'help\n"Time, Space"\n"Police, schools and health, Time"\n')
    with pytest.raises(ReadError) as error:
        read_survey(path, small)
    [fault] = error.value.faults
    assert (fault.place, fault.rule) == (f"{path}, row 2", "be divided in one way")
    assert "'both' or 'time' and 'space'" in fault.found
    settled = read_survey(path, small, answers={"help": {"Time, Space": "both"}}).frame
    assert values(settled["help.both"]) == [True, False]
    assert values(settled["help.time"]) == [False, True]
    assert values(settled["help.police"]) == [False, True]


GRID = {
    "id": "travel", "columns": ["Q7_1_a"],
    "points": [{"id": name, "label": name, "value": str(at)} for at, name in enumerate(("never", "weekly", "daily"))],
}  # fmt: skip


def test_a_row_of_jiscs_grid_with_a_column_for_each_code_is_one_question(draw, write):
    path = write(
        "a.csv",
        "URN,Q7_1_a_0,Q7_1_a_1,Q7_1_a_2,Q8_1,Q8_2,CompletionDate\n"
        "1-1,0,1,0,1,0,2026-03-01\n1-2,1,0,0,1,1,2026-03-01\n1-3,0,0,0,0,0,2026-03-01\n",
    )
    options = [{"id": "bus", "label": "Bus"}, {"id": "car", "label": "Car"}]
    ways = {"id": "ways", "kind": "multiple", "columns": ["Q8"], "options": options}
    responses = read_survey(path, draw(GRID, ways))
    assert responses.report.platform == "Jisc Online surveys"
    assert values(responses.frame["travel"]) == ["weekly", "never", None]
    assert values(responses.frame["ways.car"]) == [False, True, False]
    assert responses.report.matched[0] == ("Q7_1_a_0 … Q7_1_a_2", "travel")
    assert responses.report.unmatched_columns == ()


def test_two_answers_in_the_columns_of_a_scale_are_a_fault(draw, write):
    path = write("a.csv", "URN,Q7_1_a_0,Q7_1_a_1\n1-1,1,1\n1-2,0,1\n")
    with pytest.raises(ReadError) as error:
        read_survey(path, draw(GRID))
    [fault] = error.value.faults
    assert (fault.place, fault.rule, fault.found) == (f"{path}, row 2", "have one answer in a row", "several")


def test_a_grid_of_jisc_that_is_combined_is_read_by_its_codes(draw, write):
    path = write("a.csv", "URN,Q7_1_a,CompletionDate\n1-1,2,2026-03-01\n1-2,0,2026-03-01\n")
    assert values(read_survey(path, draw(GRID)).frame["travel"]) == ["daily", "never"]


def spreadsheet(*rows, end="</office:document-content>"):
    """An OpenDocument spreadsheet with one sheet."""

    def cell(value):
        kind = f'"float" office:value="{value}"' if isinstance(value, int) else '"string"'
        return f"<table:table-cell office:value-type={kind}><text:p>{value}</text:p></table:table-cell>"

    cells = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{names}:office:1.0" '
        f'xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Answers">{cells}</table:table></office:spreadsheet></office:body>'
        f"{end}"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return out.getvalue()


def test_an_opendocument_spreadsheet_is_read(draw, write):
    path = write("a.ods", spreadsheet(["confident", "score"], ["Not sure", 4], ["Extremely confident", 12]))
    responses = read_survey(path, draw({"id": "confident"}, {"id": "score", "kind": "open"}))
    assert values(responses.frame["score"]) == ["4", "12"]
    assert values(responses.frame["confident"]) == ["not_sure", "extremely"]
    assert responses.report.platform == "tidy .ods"


def test_a_broken_opendocument_spreadsheet_is_refused(draw, write):
    broken = spreadsheet(["confident"], ["Not sure"], end="</office:docum")
    with pytest.raises(ReadError, match=r"a\.ods: file must be a complete OpenDocument spreadsheet"):
        read_survey(write("a.ods", broken), draw({"id": "confident"}))


def test_an_opendocument_text_is_refused_for_what_it_is(draw, write):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<a/>")
    with pytest.raises(ReadError, match="OpenDocument text"):
        read_survey(write("a.ods", out.getvalue()), draw({"id": "confident"}))


QUESTIONNAIRE = """<?xml version="1.0" encoding="UTF-8"?><document>
<LimeSurveyDocType>Survey</LimeSurveyDocType><languages><language>en</language></languages>
<groups><rows><row><gid>2</gid><group_order>1</group_order></row></rows></groups>
<questions><rows>
<row><qid>3</qid><parent_qid>0</parent_qid><sid>1</sid><gid>2</gid><type>L</type><title>Q1</title>
<question>&lt;p&gt;How sure?&lt;/p&gt;</question><question_order>1</question_order></row>
<row><qid>4</qid><parent_qid>0</parent_qid><sid>1</sid><gid>2</gid><type>M</type><title>Q2</title>
<question>What helps?</question><question_order>2</question_order></row>
<row><qid>5</qid><parent_qid>4</parent_qid><sid>1</sid><gid>2</gid><type>T</type><title>SQ001</title>
<question>Training</question><question_order>1</question_order></row>
<row><qid>6</qid><parent_qid>4</parent_qid><sid>1</sid><gid>2</gid><type>T</type><title>SQ002</title>
<question>Time</question><question_order>2</question_order></row>
<row><qid>31</qid><parent_qid>0</parent_qid><sid>1</sid><gid>2</gid><type>S</type><title>Q3</title>
<question>Why?</question><question_order>3</question_order></row>
</rows></questions>
<answers><rows>
<row><qid>3</qid><code>A1</code><answer>Not sure</answer><sortorder>1</sortorder><language>en</language></row>
<row><qid>3</qid><code>A2</code><answer>Extremely confident</answer><sortorder>2</sortorder><language>en</language></row>
</rows></answers></document>"""
RESPONSES = """<?xml version="1.0" encoding="UTF-8"?><document><LimeSurveyDocType>Responses</LimeSurveyDocType>
<responses><fields><fieldname>id</fieldname><fieldname>submitdate</fieldname><fieldname>1X2X3</fieldname>
<fieldname>1X2X4SQ001</fieldname><fieldname>1X2X4SQ002</fieldname><fieldname>1X2X31</fieldname></fields><rows>
<row><id>1</id><submitdate>2026-03-01 10:00:00</submitdate><_1X2X3>A1</_1X2X3><_1X2X4SQ001>Y</_1X2X4SQ001>
<_1X2X4SQ002></_1X2X4SQ002><_1X2X31>Because</_1X2X31></row>
<row><id>2</id><submitdate>2026-03-01 10:00:00</submitdate><_1X2X3>A2</_1X2X3><_1X2X4SQ001></_1X2X4SQ001>
<_1X2X4SQ002></_1X2X4SQ002></row>
<row><id>3</id><_1X2X3>A2</_1X2X3></row>
<row><id>4</id><submitdate>2026-03-01 10:00:00</submitdate><_1X2X3></_1X2X3></row>
</rows></responses></document>"""
SURVEY = (
    {"id": "sure", "text": "How sure?"},
    {"id": "helps", "kind": "multiple", "text": "What helps?",
     "options": [{"id": "training", "label": "Training"}, {"id": "time", "label": "Time"}],
     "asked_if": {"item": "sure", "points": ["not_sure"]}},
    {"id": "why", "kind": "open", "columns": ["Q3"], "asked_if": {"item": "sure", "points": ["not_sure"]}},
)  # fmt: skip


def archive(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in members.items():
            made.writestr(name.replace("__", "."), text)
    return out.getvalue()


def test_limesurveys_archive_keeps_shown_and_left_blank_apart_from_not_shown(draw, write):
    path = write("a.lsa", archive(survey_1__lss=QUESTIONNAIRE, survey_1_responses__lsr=RESPONSES))
    responses = read_survey(path, draw(*SURVEY))
    frame, report = responses.frame, responses.report
    assert (report.platform, report.rows, report.kept, report.absent_items) == ("LimeSurvey", 4, 3, ())
    assert [(row.row, row.reason) for row in report.left_out] == [(4, "unfinished")]
    assert values(frame["sure"]) == ["not_sure", "extremely", None]
    assert values(frame["helps.training"]) == [True, None, None]
    assert values(frame["helps.time"]) == [False, None, None]
    assert values(frame["why"]) == ["Because", None, None]
    # The second was shown the options, whatever the route says; the third was not.
    assert values(frame[not_asked("helps")]) == [False, False, True]
    assert values(frame[not_asked("why")]) == [False, True, True]


def test_limesurveys_responses_without_their_questionnaire_have_its_numbers_for_names(draw, write):
    path = write("a.lsr", RESPONSES)
    with pytest.raises(ReadError, match="hold at least one item"):
        read_survey(path, draw(*SURVEY))
    points = [{"id": "a1", "label": "A1"}, {"id": "a2", "label": "A2"}]
    responses = read_survey(path, draw({"id": "sure", "columns": ["1X2X3"], "points": points}))
    assert values(responses.frame["sure"]) == ["a1", "a2", None]
    assert any(".lsa" in note for note in responses.report.notes)


FRUITS = [
    {"id": "strawberries", "label": "Strawberries"},
    {"id": "blueberries", "label": "Blueberries"},
    {"id": "oranges", "label": "Oranges"},
]


def test_the_questionnaire_of_qualtrics_says_what_the_numbers_of_its_export_stand_for(shared, draw):
    """By place in the instrument, which has the fruits from the last to the first, each number would be another fruit."""
    folder = "data/qualtrics/QualtricsTools"
    small = draw({"id": "favourite", "columns": ["fruits"], "points": FRUITS})
    path, definition = shared(f"{folder}/Sample_Survey.csv"), shared(f"{folder}/Sample_Survey.qsf")
    with_qsf = read_survey(path, small, keep=["test"], definition=definition)
    assert values(with_qsf.frame["favourite"]) == [
        "blueberries", "blueberries", "strawberries", "oranges", "strawberries",
    ]  # fmt: skip
    assert with_qsf.report.notes == ()
    with pytest.raises(ReadError) as error:
        read_survey(path, small, keep=["test"])
    [fault] = error.value.faults
    assert (fault.thing, fault.rule) == ("numbers of 'favourite'", "have a meaning that the instrument gives")
    assert "--definition" in fault.hint


def test_recoded_numbers_of_a_matrix_are_read_by_the_questionnaire(shared, draw):
    folder = "data/qualtrics/QualtricsTools"
    points = [{"id": f"p{n}", "label": f"Click to write Scale point {n}"} for n in (4, 3, 2, 1)]
    responses = read_survey(
        shared(f"{folder}/Single_Answer_Matrix_Questions.csv"),
        draw({"id": "coded", "columns": ["Q4_1"], "points": points}),
        keep=["test"],
        definition=shared(f"{folder}/Single_Answer_Matrix_Questions.qsf"),
    )
    assert values(responses.frame["coded"]) == ["p3", "p3", "p3", "p1", "p2"]


KEY = '"URN","Unique Response Number"\n"Q1","How adequate?"\n"0","Very adequate"\n"1","Adequate"\n"2","Inadequate"\n'
ADEQUATE = [{"id": name, "label": name.capitalize()} for name in ("inadequate", "adequate")]


def test_the_key_of_jisc_says_what_codes_stand_for_and_a_code_that_no_point_has_is_a_fault(draw, write):
    path = write("a.csv", "URN,Q1\n1-1,2\n1-2,1\n1-3,0\n")
    key = write("key.csv", KEY)
    points = [*ADEQUATE, {"id": "very", "label": "Very adequate"}]
    responses = read_survey(path, draw({"id": "q1", "points": points}), definition=key)
    assert values(responses.frame["q1"]) == ["inadequate", "adequate", "very"]
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "q1", "points": ADEQUATE}), definition=key)
    [fault] = error.value.faults
    assert (fault.place, fault.found) == (f"{path}, column 'Q1'", "'Very adequate' (0)")
    given = {"q1": {"0": "adequate"}}
    merged = read_survey(path, draw({"id": "q1", "points": ADEQUATE}), definition=key, answers=given)
    assert values(merged.frame["q1"]) == ["inadequate", "adequate", "adequate"]


def test_wordings_are_left_alone_by_a_questionnaire(draw, write):
    path = write("a.csv", "URN,Q1\n1-1,Inadequate\n1-2,Adequate\n")
    responses = read_survey(path, draw({"id": "q1", "points": ADEQUATE}), definition=write("key.csv", KEY))
    assert values(responses.frame["q1"]) == ["inadequate", "adequate"]


def test_numbers_that_are_codes_and_wordings_are_a_fault(draw, write):
    key = write("key.csv", '"URN","Unique Response Number"\n"Q1","How many?"\n"1","0"\n"2","1"\n"3","2"\n')
    points = [{"id": f"n{n}", "label": str(n)} for n in range(3)]
    with pytest.raises(ReadError) as error:
        read_survey(write("a.csv", "URN,Q1\n1-1,1\n1-2,2\n"), draw({"id": "q1", "points": points}), definition=key)
    [fault] = error.value.faults
    assert (fault.thing, fault.rule) == ("numbers", "be codes or wordings")
    assert "'1' and '2'" in fault.found


def test_plain_ids_are_compared_like_others(draw, write):
    plain = "response_id,confident\nR_1,Not sure\nr_1,Not sure\nR-2,Not sure\nna,Not sure\nNA,Not sure\n"
    responses = read_survey(write("a.csv", plain), draw({"id": "confident"}))
    assert [(row.row, row.reason) for row in responses.report.left_out] == [(2, "duplicate")]
    other = plain.replace("R-2", "R 2.").replace("na,", "r  2,")
    left = read_survey(write("a.csv", other), draw({"id": "confident"})).report.left_out
    assert [(row.row, row.reason) for row in left] == [(2, "duplicate"), (4, "duplicate")]
