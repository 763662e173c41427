"""Workbooks: text that stays text, the same bytes each time."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook

from cs_research.formats.files.workbook import WrittenSheet, find_long_texts, workbook

ODD = ["=1+1", "-9", "https://example.org", "1", "+44", "@x", "{=SUM(A1)}", "a\nb", ""]
SHEETS = [
    WrittenSheet("One", ("A", "B"), (10, 20), [("x", text) for text in ODD]),
    WrittenSheet("Two", ("C",), (5,), [("\U0001f600" * 20_000,), ("short",)]),
]


def test_text_is_text_whatever_it_looks_like():
    book = load_workbook(BytesIO(workbook("Title", SHEETS)))
    assert book.sheetnames == ["One", "Two"]
    assert [row[1] or "" for row in book["One"].iter_rows(values_only=True)] == ["B", *ODD]
    cells = [cell for row in book["One"].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    assert book["One"].freeze_panes == "A2"
    assert (book.properties.title, book.properties.creator) == ("Title", None)


def test_text_that_no_cell_holds_is_cut_between_two_letters_and_told():
    assert [(number, len(text)) for number, text in find_long_texts(SHEETS[1])] == [(2, 20_000)]
    assert find_long_texts(SHEETS[0]) == []
    found = load_workbook(BytesIO(workbook("T", SHEETS)))["Two"]["A2"].value
    assert found == "\U0001f600" * 16_383


def test_two_builds_are_the_same_to_the_byte():
    assert workbook("T", SHEETS) == workbook("T", SHEETS)
