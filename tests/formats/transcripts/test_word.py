"""Word documents: Teams' own layout, names with a colon, tables, and files that are broken."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from cs_research.errors import ReadError
from cs_research.formats import read_transcript
from cs_research.records import Turn

DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>%s</w:body></w:document>'
)


@pytest.fixture
def repacked(word: Callable[..., Path], tmp_path: Path) -> Callable[[bytes | str], Path]:
    """A Word file whose document part holds this content instead of its own."""

    def make(content: bytes | str) -> Path:
        whole, path = word("Ann: Where?", name="whole.docx"), tmp_path / "talk.docx"
        with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.infolist():
                own = part.filename == "word/document.xml"
                new.writestr(part.filename, content if own else old.read(part.filename))
        return path

    return make


def test_the_layout_of_teams_gives_names_times_and_words(word):
    source = read_transcript(
        word(
            "Team talk-20220511_100000-Meeting Transcript",
            "11 May 2022, 10:00am",
            "27m 42s",
            "Ann Ash started transcription",
            "Ann Ash   0:03\nWhere do they go?",
            "Ben Birch   1:02:03\nThe retail park.\nOr the bus station.",
            "Ann Ash stopped transcription",
        )
    )
    assert source.turns == (
        Turn(1, "Ann Ash", "Where do they go?", 3.0),
        Turn(2, "Ben Birch", "The retail park. Or the bus station.", 3723.0),
    )
    assert source.layout == "Word document, name and time before each turn"
    assert source.notes == (
        "passed over, no speech (5): 'Team talk-20220511_100000-Meeting Transcript', '11 May 2022, 10:00am', "
        "'27m 42s', 'Ann Ash started transcription', 'Ann Ash stopped transcription'",
    )
    assert source.passed == 5


def test_names_with_a_colon_head_the_turns(word, said):
    source = read_transcript(word("Ann: Where?", "", "Ben: There.", "And there.", "Ann: Ah.", "Ben: So."))
    assert said(source) == [("Ann", "Where?"), ("Ben", "There.\nAnd there."), ("Ann", "Ah."), ("Ben", "So.")]
    assert (source.layout, source.notes) == ("Word document, names of speakers", ())


def test_a_name_and_time_may_stand_in_a_paragraph_of_their_own(word, said):
    source = read_transcript(word("Ann Ash   0:03", "Where?", "Ben Birch   0:05", "There.", "Ann Ash   0:09", "Ah."))
    assert said(source) == [("Ann Ash", "Where?"), ("Ben Birch", "There."), ("Ann Ash", "Ah.")]


def test_a_document_without_names_has_a_turn_a_paragraph(word, said):
    source = read_transcript(word("Our aims", "  ", "We will listen."), kind="strategy")
    assert said(source) == [("", "Our aims"), ("", "We will listen.")]
    assert (source.kind, source.layout) == ("strategy", "Word document, paragraphs without speakers")


def test_the_cells_of_a_table_are_read_in_their_place_row_by_row(word, said):
    source = read_transcript(
        word("Ann: Where?", [["Ben: There.", "Ann: Ah."], ["And there.", "Ben: So."]], "Ann: Thanks.")
    )
    assert said(source) == [
        ("Ann", "Where?"), ("Ben", "There."), ("Ann", "Ah.\nAnd there."), ("Ben", "So."), ("Ann", "Thanks."),
    ]  # fmt: skip


def test_a_cell_that_spans_columns_is_read_once(tmp_path, said):
    document = Document()
    table = document.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "What we will do"
    for column, text in enumerate(("Listen.", "Go there.", "Ask again.")):
        table.cell(1, column).text = text
    document.save(str(tmp_path / "plan.docx"))
    assert [text for _, text in said(read_transcript(tmp_path / "plan.docx"))] == [
        "What we will do", "Listen.", "Go there.", "Ask again.",
    ]  # fmt: skip


def test_a_cell_that_spans_rows_is_read_once(tmp_path, said):
    document = Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Listen."
    table.cell(0, 1).text, table.cell(1, 1).text = "Go there.", "Ask again."
    document.save(str(tmp_path / "plan.docx"))
    assert [text for _, text in said(read_transcript(tmp_path / "plan.docx"))] == [
        "Listen.", "Go there.", "Ask again.",
    ]  # fmt: skip


def test_no_words_are_lost_in_tables_controls_boxes_links_and_fields(repacked, said):
    box = "<w:txbxContent><w:p><w:r><w:t>Ben: In a box.</w:t></w:r></w:p></w:txbxContent>"
    source = read_transcript(
        repacked(
            DOCUMENT
            % f"""<w:p><w:r><w:t>Ann: One </w:t></w:r>
            <w:hyperlink><w:r><w:t>two </w:t></w:r></w:hyperlink>
            <w:fldSimple w:instr="X"><w:r><w:t>three </w:t></w:r></w:fldSimple>
            <w:smartTag><w:r><w:t>four.</w:t></w:r></w:smartTag></w:p>
            <w:sdt><w:sdtContent><w:p><w:r><w:t>Ben: A control.</w:t></w:r></w:p></w:sdtContent></w:sdt>
            <w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Ann: Within a table.</w:t></w:r></w:p></w:tc></w:tr>
            </w:tbl><w:p/></w:tc></w:tr></w:tbl>
            <w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>
            </mc:AlternateContent></w:r></w:p>"""
        )
    )
    assert said(source) == [
        ("Ann", "One two three four."), ("Ben", "A control."), ("Ann", "Within a table."), ("Ben", "In a box."),
    ]  # fmt: skip
    assert source.notes == ()


def test_tracked_changes_are_read_as_accepted_and_told(repacked, said):
    source = read_transcript(
        repacked(
            DOCUMENT
            % """<w:p><w:r><w:t>Interviewer: It is </w:t></w:r><w:del><w:r><w:delText>not </w:delText><w:tab/></w:r></w:del>
            <w:ins><w:r><w:t>very safe.</w:t></w:r></w:ins></w:p><w:p><w:r><w:t>Interviewer: So.</w:t></w:r></w:p>"""
        )
    )
    assert said(source) == [("Interviewer", "It is very safe.\nSo.")]
    assert source.notes == ("tracked changes are read as if they were accepted",)


def test_footnotes_and_comments_are_told(tmp_path):
    document = Document()
    run = document.add_paragraph("Interviewer: Where?").add_run(" There.")
    document.add_paragraph("Interviewer: Ah.")
    document.add_comment(run, text="Is this the park?", author="B")
    document.save(str(tmp_path / "talk.docx"))
    assert read_transcript(tmp_path / "talk.docx").notes == ("comments are left out: 1",)


def test_the_name_of_the_file_and_an_encoding_decide_nothing(word):
    path = word("Our aims", "We will listen.", name="plan.txt")
    assert read_transcript(path, encoding="cp1252").layout == "Word document, paragraphs without speakers"


def test_a_workbook_is_a_fault_that_says_so(tmp_path, check_faults):
    path = tmp_path / "talk.docx"
    workbook = Workbook()
    workbook.active["A1"] = "Ann: Where?"
    workbook.save(path)
    with pytest.raises(ReadError) as error:
        read_transcript(path)
    check_faults(error, (path, "workbook", "columns of words and of speakers or times", "such as time, speaker, text"))


def test_another_archive_is_a_fault(tmp_path, check_faults):
    path = tmp_path / "talk.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("talk.txt", "Ann: Where?")
    with pytest.raises(ReadError) as error:
        read_transcript(path)
    check_faults(error, (path, "a Word document", "another kind of archive"))


def test_a_document_that_breaks_off_is_a_fault(word, check_faults):
    path = word("Ann: Where?", "Ben: There.")
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(ReadError) as error:
        read_transcript(path)
    check_faults(error, (path, "a Word document", "a broken archive"))


def test_a_document_with_damaged_bytes_is_a_fault(word):
    path = word("Ann: Where?", "Ben: There.")
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("word/document.xml").header_offset
    content = bytearray(path.read_bytes())
    for place in range(start + 80, start + 140):
        content[place] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(ReadError, match="file must be a complete Word document, got "):
        read_transcript(path)


def test_a_document_whose_text_is_no_xml_is_a_fault(repacked):
    with pytest.raises(ReadError, match="file must be a complete Word document, got "):
        read_transcript(repacked(b"<w:document>and no more"))


def test_an_archive_that_would_fill_the_memory_is_a_fault(repacked):
    path = repacked(b"<x>" + b"a" * 20_000_000)
    with pytest.raises(ReadError) as error:
        read_transcript(path)
    [fault] = error.value.faults
    assert (fault.place, fault.thing, fault.rule) == (str(path), "archive", "unpack to an ordinary size")
    assert " of them XML, out of " in fault.found


@pytest.mark.parametrize("paragraphs", [(), ("", "  ")])
def test_a_document_without_words_is_a_fault(word, paragraphs, check_faults):
    path = word(*paragraphs)
    with pytest.raises(ReadError) as error:
        read_transcript(path)
    check_faults(error, (path, "speech", "no turn of any speaker"))
