"""Workbooks as accessibility asks: one marked table a sheet, no empty cell, nothing live, the same bytes each time."""

import re
import string
from io import BytesIO

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cs_research.displays.workbook.workbook import Sheet, WorkbookText, build_workbook
from cs_research.errors import PublishError

WORDS = WorkbookText(
    title="=1+1",
    intro=("[a](https://example.org) and more",),
    about=("Two rows were left out.",),
    notes={"rounding": "Rounded once.", "unused": "Nobody refers to this."},
    shorthand={"[c]": "withheld.", "[x]": "not available.", "[z]": "not applicable."},
    author="A. Author",
    warning="Made-up data: nothing is real.",
)


def sheet(name="Answers", **changes):
    table = pd.DataFrame(
        {"Question": ["=2+2", "[b](javascript:x) $$c$$", "…"], "Per cent": [7.0, "[c]", 93.0]}, dtype=object
    )
    given = {"title": "=Answers $$x$$ [y](z)", "lead": ("Services.",), "notes": {"Per cent": "rounding"}}
    return Sheet(name, **{"table": table, "decimals": {"Per cent": 1}, **given, **changes})


def opened(content):
    return load_workbook(BytesIO(content))


def rows(page):
    (table,) = page.tables.values()
    return [[cell.value for cell in row] for row in page[table.ref]]


def test_cover_contents_and_notes_come_first_and_every_other_sheet_is_one_marked_table():
    book = opened(build_workbook(WORDS, [sheet(), sheet("Gap")]))
    assert book.sheetnames == ["Cover", "Contents", "Notes", "Answers", "Gap"]
    assert [len(page.tables) for page in book] == [0, 1, 1, 1, 1]
    assert all(table.headerRowCount == 1 for page in book for table in page.tables.values())
    assert not any(page.merged_cells.ranges for page in book)


def test_a_table_ends_its_sheet_and_starts_at_the_left_edge_without_an_empty_cell():
    page = opened(build_workbook(WORDS, [sheet()]))["Answers"]
    (table,) = page.tables.values()
    first, last = table.ref.split(":")
    assert (first[0], last) == ("A", f"{'AB'[page.max_column - 1]}{page.max_row}")
    assert all(value not in (None, "") for row in rows(page) for value in row)
    assert all(page.cell(row, 1).value for row in range(1, page.max_row + 1))


def test_no_text_becomes_a_formula_a_link_or_a_note():
    book = opened(build_workbook(WORDS, [sheet()]))
    assert book["Cover"]["A1"].value == "=1+1"
    assert rows(book["Answers"])[1:] == [["=2+2", 7], ["[b](javascript:x) $$c$$", "[c]"], ["…", 93]]
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    targets = {cell.hyperlink.location or cell.hyperlink.target for cell in cells if cell.hyperlink}
    assert targets == {"'Answers'!A1"}
    assert book["Answers"]["A1"].value.replace("\u2060", "") == "=Answers $$x$$ [y](z)"


def test_headings_refer_to_notes_and_only_those_notes_are_printed():
    book = opened(build_workbook(WORDS, [sheet()]))
    assert rows(book["Answers"])[0] == ["Question", "Per cent\n[note 1]"]
    assert rows(book["Notes"]) == [["Note number", "Note"], [1, "Rounded once."]]


def test_a_shorthand_is_explained_on_its_sheet_and_on_the_cover_and_an_unused_one_nowhere():
    book = opened(build_workbook(WORDS, [sheet()]))
    for name in ("Answers", "Cover"):
        told = [cell.value for cell in book[name]["A"]]
        assert "[c] withheld." in told
        assert not any(str(text).startswith(("[x]", "[z]")) for text in told)


def test_made_up_data_says_so_on_the_cover_the_contents_and_every_table():
    book = opened(build_workbook(WORDS, [sheet(), sheet("Gap")]))
    for name in ("Cover", "Contents", "Answers", "Gap"):
        assert WORDS.warning in [cell.value for cell in book[name]["A"]]


def test_the_document_has_its_properties_and_the_same_bytes_each_time():
    content = build_workbook(WORDS, [sheet()])
    properties = opened(content).properties
    assert (properties.title, properties.creator) == ("=1+1", "A. Author")
    assert properties.description == WORDS.warning
    assert content == build_workbook(WORDS, [sheet()])


def test_numbers_are_numbers_with_their_decimals_at_the_right():
    page = opened(build_workbook(WORDS, [sheet()]))["Answers"]
    (table,) = page.tables.values()
    number = page[table.ref][1][1]
    assert (number.value, number.number_format, number.alignment.horizontal) == (7, "0.0", "right")


def test_every_fault_of_every_sheet_is_told_at_once():
    hollow = pd.DataFrame({"Question": ["a", " "], "Per cent": [1.0, None]}, dtype=object)
    strange = pd.DataFrame({"Question": ["a"], "Per cent": ["[q]"]}, dtype=object)
    sheets = [
        sheet(table=hollow, notes={"Per cent": "nothing"}),
        sheet("Gap", table=strange),
        sheet("Cells", table=strange.iloc[:0]),
    ]
    with pytest.raises(PublishError) as caught:
        build_workbook(WORDS, sheets)
    assert [str(fault) for fault in caught.value.faults] == [
        "workbook, sheet Answers: 'Question' must contain a value or a symbol in every cell, got an empty cell in row 2.",
        "workbook, sheet Answers: 'Per cent' must contain a value or a symbol in every cell, got an empty cell in row 2.",
        "workbook, sheet Answers: note must have an explanation, got 'nothing'.",
        "workbook, sheet Gap: shorthand must have an explanation, got '[q]'.",
        "workbook, sheet Cells: table must have at least one row, got none.",
    ]


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.text(st.sampled_from(string.printable + "=é…[](){}$"), min_size=1, max_size=30).filter(str.strip),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_a_cell_says_it_says_in_the_workbook_too(texts):
    texts = [text for text in texts if not re.fullmatch(r"\[.\]", text)] or ["a"]
    table = pd.DataFrame({"Question": texts, "Per cent": [1.0] * len(texts)}, dtype=object)
    page = opened(build_workbook(WORDS, [sheet(table=table)]))["Answers"]
    evened = [re.sub("\r\n?", "\n", re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", text)) for text in texts]
    assert [
        row[0].replace("_x000D_", "\r").replace("\r\n", "\n").replace("\r", "\n") for row in rows(page)[1:]
    ] == evened
