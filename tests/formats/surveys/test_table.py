"""One table from every kind of file: text in any encoding, workbook, Parquet, SPSS, Stata, and what is packed."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import datetime

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from openpyxl import Workbook

from cs_research.errors import ReadError
from cs_research.formats import read_survey
from cs_research.formats.surveys.table import read_table

ID = "12345678901234567890"  # more than a float holds
ROWS = [
    ["respondent_id", "confident", "why", "amount"],
    [ID, "Not sure", "Café – £5", "4"],
    ["12345678901234567891", "Somewhat confident", "", ""],
    ["12345678901234567892", "", "two\nlines", "2.5"],
]


def delimited(delimiter=",", encoding="utf-8"):
    """The rows as text, every cell in quotation marks."""
    return "".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in ROWS).encode(
        encoding
    )


def workbook(*sheets):
    """A workbook of named sheets with their rows."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet():
    """The rows in columns, of which one holds numbers."""
    head, *rows = ROWS
    frame = pd.DataFrame([[cell or None for cell in row] for row in rows], columns=head)
    out = io.BytesIO()
    frame.assign(amount=frame["amount"].astype(float)).to_parquet(out)
    return out.getvalue()


SHEET = [
    ROWS[0],
    *[[*row[:3], float(row[3]) if row[3] else None] for row in ROWS[1:]],
]
FILES = {
    "comma": (delimited(), None),
    "tab": (delimited("\t"), None),
    "semicolon": (delimited(";"), None),
    "UTF-8 with a mark": (delimited(encoding="utf-8-sig"), None),
    "UTF-16": (delimited("\t", "utf-16"), None),
    "Windows": (delimited(";", "cp1252"), "cp1252"),
    "workbook": (workbook(("Responses", SHEET), ("Empty", [])), None),
    "Parquet": (parquet(), None),
    "packed text": (gzip.compress(delimited(), mtime=0), None),
    "packed workbook": (gzip.compress(workbook(("Responses", SHEET)), mtime=0), None),
}


@pytest.mark.parametrize("kind", FILES)
def test_one_table_is_read_from_every_kind_of_file_whatever_its_name(draw, write, kind):
    content, encoding = FILES[kind]
    path = write("export.csv", content)
    small = draw(
        {"id": "respondent_id", "kind": "open"},
        {"id": "confident"},
        {"id": "why", "kind": "open"},
        {"id": "amount", "kind": "open"},
    )
    responses = read_survey(path, small, encoding=encoding, ignore=["respondent_id"])
    frame = responses.frame
    assert [None if pd.isna(value) else value for value in frame["confident"]] == [
        "not_sure",
        "somewhat",
        None,
    ]
    assert [None if pd.isna(value) else value for value in frame["why"]] == ["Café – £5", None, "two\nlines"]
    assert [None if pd.isna(value) else value for value in frame["amount"]] == ["4", None, "2.5"]
    cells = read_table(path, encoding)
    assert [cells.columns[0].values[code] for code in cells.columns[0].codes[1:]] == [row[0] for row in ROWS[1:]]
    assert responses.report.file == str(path)


def test_moments_numbers_and_truth_values_of_a_workbook_are_what_the_program_shows(write):
    rows = [
        ["when", "day", "n", "yes"],
        [datetime(2024, 3, 1, 9, 15, 2, 999_900), datetime(2024, 3, 1), 3.0, True],
    ]
    cells = read_table(write("a.xlsx", workbook(("S", rows))))
    assert [column.values[column.codes[1]] for column in cells.columns] == [
        "2024-03-01 09:15:03", "2024-03-01 00:00:00", "3", "TRUE",
    ]  # fmt: skip


def test_a_workbook_with_two_tables_asks_which(draw, write):
    path = write("a.xlsx", workbook(("First", [["confident"], ["Not sure"]]), ("Second", [["confident"], ["x"]])))
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "confident"}))
    [fault] = error.value.faults
    assert (fault.rule, fault.found) == ("have one sheet of answers", "'First' and 'Second'")
    assert "--sheet 'First'" in fault.hint
    assert len(read_survey(path, draw({"id": "confident"}), sheet="first")) == 1
    with pytest.raises(ReadError, match="sheet must be 'First' or 'Second', got 'Frist'"):
        read_survey(path, draw({"id": "confident"}), sheet="Frist")
    with pytest.raises(ReadError, match="sheet must be given for a workbook"):
        read_survey(write("a.csv", b"confident\nNot sure\n"), draw({"id": "confident"}), sheet="First")


def test_a_summary_with_a_sheet_for_each_question_is_refused(draw, write):
    rows = [["How confident are you?"], ["Answer Choices", "Responses", ""], ["Not sure", 0.5, 3]]
    path = write("a.xlsx", workbook(("Question 1", rows), ("Question 2", rows)))
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "confident"}))
    [fault] = error.value.faults
    assert fault.found == "a summary with a sheet for each of 2 questions"
    assert "All responses data" in fault.hint


def test_an_archive_named_csv_is_told_with_what_it_holds(draw, write):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("survey.csv", "confident\n")
    with pytest.raises(ReadError) as error:
        read_survey(write("a.csv", out.getvalue()), draw({"id": "confident"}))
    [fault] = error.value.faults
    assert fault.found == "a zip archive that holds 'survey.csv'"
    assert fault.hint == "unpack it and give the file inside"


@pytest.mark.parametrize(
    "text",
    [
        "Our survey\nHow confident?\nAnswer Choices,Responses,\nNot sure,40.00%,4\nVery,60.00%,6\n,Answered,10\n",
        'Q1 How confident?;;\n;;\n"Answer Choices";"Responses";\nNot sure;40,00%;4\n',
        "Q2. How sure are you of each?\n,Not at all,,Very,,Total,Weighted Average\nPlaces,10.00%,1,90.00%,9,10,1.9\n",
    ],
)
def test_a_summary_saved_as_text_is_refused_as_what_it_is(draw, write, text):
    with pytest.raises(ReadError) as error:
        read_survey(write("a.csv", text), draw({"id": "confident"}))
    (fault,) = error.value.faults
    assert (fault.rule, fault.found) == (
        "hold a row for each response",
        "a summary of counts, as SurveyMonkey writes it",
    )
    assert "All responses data" in fault.hint


def test_a_blank_row_within_a_table_is_no_response(draw, write):
    small = draw({"id": "confident"}, {"id": "why", "kind": "open"})
    path = write("a.csv", "confident,why\nNot sure,x\n,\n , \nNot sure,\n")
    responses = read_survey(path, small)
    assert len(responses) == 2
    assert [(row.row, row.reason) for row in responses.report.left_out] == [(3, "empty row"), (4, "empty row")]
    assert len(read_survey(path, small, keep=["empty row"])) == 4


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (gzip.compress(b"confident\nNot sure\n" * 50, mtime=0)[:-12], "be complete"),
        (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "hold a file"),
        (gzip.compress(b" \n", mtime=0), "have content"),
        (b"PAR1\x00\x00", "be a complete Parquet file"),
        (b"<stata_dta><header>", "be a complete Stata file"),
    ],
    ids=["cut short", "packed twice", "packed nothing", "Parquet", "Stata"],
)
def test_a_broken_file_is_told(draw, write, content, rule):
    path = write("a.csv", content)
    with pytest.raises(ReadError) as error:
        read_survey(path, draw({"id": "confident"}))
    assert error.value.faults[0].rule == rule
    assert error.value.faults[0].place.startswith(str(path))


def test_a_million_columns_are_refused(write):
    path = write("a.csv", ",".join(["a"] * 1_000_000) + "\n")
    with pytest.raises(ReadError, match="table must have 20,000 columns at most, got 1,000,000 in its first row"):
        read_table(path)


LABELS = {"q1": {1.0: "Not at all", 2.0: "Very", 9.0: "Refused"}}
FRAME = pd.DataFrame({"q1": [1.0, 2.0, 9.0, np.nan, 8.0], "text": ["a", "", "c", "d", "e"]})


def test_labels_of_a_statistics_file_are_its_cells_and_declared_missing_values_stay_apart(tmp_path):
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(
        FRAME, str(path), variable_value_labels=LABELS, column_labels={"q1": "How confident?"},
        missing_ranges={"q1": [{"lo": 8, "hi": 9}]},
    )  # fmt: skip
    cells = read_table(path)
    assert (cells.format, cells.rows, cells.head[0], cells.head[1]) == (
        "SPSS", 8, ("q1", "text"), ("How confident?", ""),
    )  # fmt: skip
    first = cells.columns[0]
    assert [first.values[code] for code in first.codes[3:]] == ["Not at all", "Very", "Refused", "", "8"]
    assert first.absences == {"8": "nothing", "Refused": "nothing"}


@pytest.mark.parametrize("count", [1, 3])
def test_a_large_file_that_two_processes_read_keeps_the_order_of_its_variables(tmp_path, count):
    numbers = np.arange(70_000 // count, dtype=float) / 7
    names = [f"v{at}" for at in range(count)]
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pd.DataFrame({name: numbers + at for at, name in enumerate(names)}), str(path))
    assert path.stat().st_size > 500_000
    cells = read_table(path)
    assert cells.head[0] == tuple(names)
    assert cells.rows == len(numbers) + 3
    for at, column in enumerate(cells.columns):
        last = column.values[column.codes[-1]]
        assert float(last) == pytest.approx(numbers[-1] + at)


def test_a_stata_file_in_another_encoding_is_read_with_it(tmp_path):
    path = tmp_path / "a.dta"
    pyreadstat.write_dta(FRAME, str(path), variable_value_labels={"q1": {1: "TrXs", 2: "Very"}}, version=15)
    path.write_bytes(path.read_bytes().replace(b"TrXs", b"Tr\xe8s"))
    with pytest.raises(ReadError) as error:
        read_table(path)
    (fault,) = error.value.faults
    assert (fault.rule, fault.found) == ("be UTF-8", "other bytes")
    assert "--encoding" in fault.hint
    assert "Très" in read_table(path, "latin1").columns[0].values


def test_a_stata_file_gives_its_labels(tmp_path):
    path = tmp_path / "a.dta"
    pyreadstat.write_dta(FRAME, str(path), variable_value_labels={"q1": {1: "Not at all", 2: "Very"}})
    first = read_table(path).columns[0]
    assert [first.values[code] for code in first.codes[3:]] == ["Not at all", "Very", "9", "", "8"]
