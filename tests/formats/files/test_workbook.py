"""Workbooks as sheets of text: what a cell says, and how far a sheet goes."""

from __future__ import annotations

import datetime
from io import BytesIO

import openpyxl
import pytest

from cs_research.errors import ReadError
from cs_research.formats.files.workbook import sheets_of


def book(**sheets):
    made, stream = openpyxl.Workbook(), BytesIO()
    made.remove(made.active)
    for name, cells in sheets.items():
        page = made.create_sheet(name)
        for place, value in cells.items():
            page[place] = value
    made.save(stream)
    return stream.getvalue()


def test_cells_are_text_as_people_see_them(write):
    day = datetime.date(2024, 5, 1)
    path = write("a.xlsx", book(One={"A1": 4.0, "B1": 4.5, "C1": True, "D1": " a ", "E1": day, "F1": 0}))
    (sheet,), names = sheets_of(path)
    assert sheet.rows == (("4", "4.5", "TRUE", "a", "2024-05-01 00:00:00", "0"),)
    assert (sheet.name, names) == ("One", ["One"])
    assert sheet.place(0) == f"{path}, sheet One, row 1"


def test_only_the_sheets_that_are_wanted_are_read(write):
    path = write("a.xlsx", book(Survey={"A1": "a"}, Notes={"A1": "b"}))
    sheets, names = sheets_of(path, ["survey"])
    assert ([sheet.name for sheet in sheets], names) == (["Survey"], ["Survey", "Notes"])


def test_rows_go_as_far_as_anything_is_in_them(write):
    path = write("a.xlsx", book(A={"A1": "a", "C3": "c", "D200000": "", "XFD1": ""}, B={}))
    (sheet, empty), _ = sheets_of(path)
    assert sheet.rows == (("a", "", ""), ("", "", ""), ("", "", "c"))
    assert empty.rows == ()


@pytest.mark.parametrize("place", ["A100001", "BXY1"])
def test_a_sheet_with_more_than_anybody_writes_is_refused(write, place):
    with pytest.raises(ReadError, match="sheet A: sheet must have 100,000 rows and 2,000 columns at most"):
        sheets_of(write("a.xlsx", book(A={place: "a"})))


def test_an_old_workbook_or_one_with_a_password_says_what_to_do(write):
    with pytest.raises(ReadError, match=r"save it as \.xlsx"):
        sheets_of(write("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)))
