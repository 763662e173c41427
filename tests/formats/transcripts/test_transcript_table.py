"""Transcripts as tables of time, speaker and text: CSV, workbooks, and tables and bold names in Word."""

from __future__ import annotations

import zipfile
from datetime import time, timedelta

import pytest
from docx import Document
from openpyxl import Workbook

from cs_research.errors import ReadError
from cs_research.formats import read_transcript
from cs_research.records import Turn

TURNS = (Turn(1, "DB", "Where is it — the place?", 0.0), Turn(2, "RA", "The station.", 5.0))


@pytest.mark.parametrize(
    "text",
    [
        "timestamp,speaker,words\n[0:00],DB,Where is it &#8212; the place?\n[0:05],RA,The station.\n",
        "Speaker;Start;End;Text\nDB;0;4.5;Where is it — the place?\nRA;5;6;The station.\n",
        "Äußerung\tWer\tZeit\nWhere is it — the place?\tDB:\t0:00\nThe station.\tRA:\t0:00:05\n",
        "\ufeffTestun,Siaradwr,Amser\nWhere is it — the place?,DB,00:00\nThe station.,RA,00:05\n",
    ],
)
def test_columns_are_known_by_their_headings_in_any_order(write, text):
    source = read_transcript(write("talk.csv", text))
    assert source.turns == TURNS
    assert source.layout == "delimited table"


def test_a_row_without_a_speaker_is_of_nobody_known_and_counted(write, said):
    source = read_transcript(write("talk.csv", "speaker,text,mood\nAnn,One.,glad\n,Two.,\nAnn,,\n"))
    assert said(source) == [("Ann", "One."), ("", "Two.")]
    assert source.notes == (
        "rows without a speaker, of nobody known (1): 'row 3'",
        "rows without words (1): 'row 4'",
        "columns that are not used (1): 'mood'",
        "1 of 2 turns have no known speaker",
    )


def test_two_columns_of_one_kind_are_an_error(write, check_faults):
    path = write("talk.csv", "name,speaker,text\na,b,c\n")
    with pytest.raises(ReadError) as error:
        read_transcript(path)
    check_faults(error, (f"{path}, row 1", "column of speaker", "'name' and 'speaker'"))


def test_every_time_that_is_none_is_an_error(write):
    path = write("talk.csv", "time,text\nsoon,a\n0:05,b\nlater,c\n")
    with pytest.raises(ReadError) as error:
        read_transcript(path)
    assert [fault.place for fault in error.value.faults] == [f"{path}, row 2", f"{path}, row 4"]


def test_names_before_a_colon_are_read_in_a_column_of_words(write, said):
    source = read_transcript(write("talk.csv", "time,text\n0:01,Facilitator: a\n0:05,P1: b\n"))
    assert said(source) == [("Facilitator", "a"), ("P1", "b")]
    assert [turn.start for turn in source.turns] == [1, 5]


def test_a_workbook_is_read_like_a_delimited_table(tmp_path):
    book = Workbook()
    for row in (
        ("time", "speaker", "text"),
        ("0:00", "DB", "Where is it — the place?"),
        ("0:05", "RA", "The station."),
    ):
        book.active.append(row)
    book.save(tmp_path / "talk.xlsx")
    assert read_transcript(tmp_path / "talk.xlsx").turns == TURNS


def test_a_table_in_word_is_read_by_its_headings(word, said):
    rows = [["Speaker", "What was said", "Time"], ["Ann", "One.\nTwo.", "0:01"], ["Bo", "Three.", "0:09"]]
    source = read_transcript(word("Interview 3", rows, "End of recording."))
    assert said(source) == [
        ("", "Interview 3"),
        ("Ann", "One. Two."),
        ("Bo", "Three."),
        ("", "End of recording."),
    ]
    assert [turn.start for turn in source.turns] == [None, 1, 9, None]


def test_a_table_in_word_without_headings_has_its_names_in_a_column(word, said):
    rows = [["0:01", "Facilitator", "One."], ["0:05", "Sophie", "Two."], ["0:09", "Facilitator", "Three."]]
    source = read_transcript(word(rows))
    assert said(source) == [("Facilitator", "One."), ("Sophie", "Two."), ("Facilitator", "Three.")]
    assert source.turns[1].start == 5
    with pytest.raises(ReadError, match="leave no doubt about who speaks"):
        read_transcript(word([["Parks", "are bad"], ["Schools", "are good"]], name="b.docx"))


def test_a_row_without_a_name_is_not_the_speakers_before(word, said):
    rows = [["Ann Lee", "One."], ["", "Two."], ["Bo Ray", "Three."], ["Ann Lee", "Four."]]
    with pytest.raises(ReadError, match="must have a name in each row, got no name in row 2"):
        read_transcript(word(rows))
    source = read_transcript(word([["Speaker", "Text"], *rows], name="b.docx"))
    assert said(source)[1] == ("", "Two.")


def test_a_merged_row_is_of_nobody_known(tmp_path, said):
    document = Document()
    rows = [("Speaker", "Text"), ("Ann Lee", "One."), ("Break", ""), ("Bo Ray", "Two.")]
    table = document.add_table(len(rows), 2)
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    table.cell(2, 0).merge(table.cell(2, 1))
    document.save(str(tmp_path / "talk.docx"))
    source = read_transcript(tmp_path / "talk.docx")
    assert said(source) == [("Ann Lee", "One."), ("", "Break"), ("Bo Ray", "Two.")]


def test_a_table_about_the_interview_says_nothing(word, said):
    source = read_transcript(word([["Interviewer", "Jane Hall"], ["Participant", "P4"], ["Date", "3 May"]]))
    cells = ["Interviewer", "Jane Hall", "Participant", "P4", "Date", "3 May"]
    assert said(source) == [("", cell) for cell in cells]


def test_a_table_in_a_document_is_text(word, said):
    rows = [["Time", "Who", "Text"], ["Monday", "Manager", "Map."]]
    source = read_transcript(word(rows), kind="plan")
    assert [text for _, text in said(source)] == ["Time", "Who", "Text", "Monday", "Manager", "Map."]


def bold(path, *paragraphs):
    """A Word document of paragraphs, each a pair of bold words and others."""
    document = Document()
    for strong, rest in paragraphs:
        paragraph = document.add_paragraph()
        if strong:
            paragraph.add_run(strong).bold = True
        if rest:
            paragraph.add_run(rest)
    document.save(str(path))
    return path


@pytest.mark.parametrize(
    "paragraphs",
    [
        [("Ann Lee", ""), ("", "One."), ("", "Two."), ("Bo Ray", ""), ("", "Three."), ("Ann Lee", ""), ("", "Four."), ("Bo Ray", ""), ("", "Five.")],
        [("Ann Lee:", " One."), ("", "Two."), ("Bo Ray:", " Three."), ("Ann Lee:", " Four."), ("Bo Ray", ": Five.")],
        [("Ann Lee", " One."), ("", "Two."), ("Bo Ray", " Three."), ("Ann Lee", " Four."), ("Bo Ray", " Five.")],
    ],
)  # fmt: skip
def test_bold_names_in_word_head_the_turns(tmp_path, said, paragraphs):
    source = read_transcript(bold(tmp_path / "talk.docx", *paragraphs))
    assert said(source) == [
        ("Ann Lee", "One.\nTwo."),
        ("Bo Ray", "Three."),
        ("Ann Lee", "Four."),
        ("Bo Ray", "Five."),
    ]


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
P = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def packed(path, document, **parts):
    """A Word file of these parts, each related to the document under its own name."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "".join(f'<Relationship Id="r{name}" Type="{kinds}/{name}" Target="{name}.xml"/>' for name in parts)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", document)
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{relations}</Relationships>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return path


def test_every_body_is_read_and_what_is_beside_the_text_is_counted(tmp_path, said):
    bodies = "".join(f"<w:body>{P.format(words)}</w:body>" for words in ("Facilitator: One.", "Manager 1: Two."))
    path = packed(
        tmp_path / "talk.docx",
        f"<w:document {W}>{bodies}</w:document>",
        header=f"<w:hdr {W}>{P.format('Secret')}</w:hdr>",
        footer=f"<w:ftr {W}>{P.format(' ')}</w:ftr>",
        aFChunk="<html><head><title>T</title></head><body> </body></html>",
    )
    source = read_transcript(path)
    assert said(source) == [("Facilitator", "One."), ("Manager 1", "Two.")]
    assert source.notes == ("headers are left out: 1",)


@pytest.mark.parametrize("content", ["<html><body>Three.</body></html>", "Ann: Three.", "PK\x03\x04"])
def test_words_of_an_embedded_document_are_not_lost_in_silence(tmp_path, content, check_faults):
    document = f"<w:document {W}><w:body>{P.format('Facilitator: One.')}</w:body></w:document>"
    path = packed(tmp_path / "talk.docx", document, aFChunk=content)
    with pytest.raises(ReadError) as error:
        read_transcript(path)
    check_faults(error, (path, "Word document", "in its own text", "got an embedded document", "word/aFChunk.xml"))


def test_a_document_type_in_a_word_file_is_refused(tmp_path):
    document = f'<!DOCTYPE x [<!ENTITY a "b">]><w:document {W}><w:body>{P.format("&a;")}</w:body></w:document>'
    with pytest.raises(ReadError, match="be without declarations of its own"):
        read_transcript(packed(tmp_path / "talk.docx", document))


@pytest.mark.parametrize("written", ["2024-03-12 10:00:05", "12/03/2024 10:00", "12.03.2024"])
def test_a_date_is_no_number_of_seconds(write, written):
    path = write("talk.csv", f"time,speaker,text\n{written},Ann,One.\n")
    with pytest.raises(ReadError, match=r"row 2: time must be a time such as 0:05 or 5.2") as error:
        read_transcript(path)
    assert "a date is no time within a recording" in str(error.value)


@pytest.mark.parametrize("times", [(time(0, 0, 5), time(0, 0, 9)), (timedelta(seconds=5), timedelta(seconds=9))])
def test_the_times_of_a_workbook_are_seconds(tmp_path, times):
    book = Workbook()
    for row in (("Time", "Speaker", "Text"), (times[0], "Ann", "One."), (times[1], "Bo", "Two.")):
        book.active.append(row)
    book.save(tmp_path / "talk.xlsx")
    assert [turn.start for turn in read_transcript(tmp_path / "talk.xlsx").turns] == [5, 9]


def test_a_range_of_times_is_its_start(write):
    path = write("talk.csv", "time,speaker,text\n0:05 - 0:09,Ann,One.\n[0:09 --> 0:11],Bo,Two.\n")
    assert [turn.start for turn in read_transcript(path).turns] == [5, 9]
