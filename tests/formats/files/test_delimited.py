"""Delimited text: the delimiter, the width of rows, and where a row stands."""

from __future__ import annotations

import csv
import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_research.errors import ReadError
from cs_research.formats.files.delimited import read_rows

#: Cells that a CSV writer can write: any text but line ends of other kinds, zero bytes and half characters.
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=12)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_the_first_record_has_most_of(write, delimiter):
    rows = [["id", "level", "why"], ["1", "Low", '"no, none; a\tlot | of it"']]
    path = write("a.csv", "\n".join(delimiter.join(row) for row in rows))
    assert read_rows(path).records == (("id", "level", "why"), ("1", "Low", "no, none; a\tlot | of it"))


def test_delimiters_within_quotation_marks_do_not_count(write):
    path = write("a.csv", 'id;"Which, if any, of these, helps?"\n1;"Training"\n')
    assert read_rows(path).records == (("id", "Which, if any, of these, helps?"), ("1", "Training"))


def test_line_breaks_and_doubled_quotation_marks_within_a_cell_are_kept(write):
    path = write("a.csv", 'id,why\n1,"She said ""no"",\nand left"\n2,ok\n')
    rows = read_rows(path)
    assert rows.records == (("id", "why"), ("1", 'She said "no",\nand left'), ("2", "ok"))
    assert rows.place(2) == f"{path}, row 3"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system_part_the_rows(write, end):
    path = write("a.csv", end.join(["id,level", "1,Low", "2,High"]))
    assert read_rows(path).records == (("id", "level"), ("1", "Low"), ("2", "High"))


def test_a_byte_order_mark_is_no_part_of_the_first_name(write):
    path = write("a.csv", b"\xef\xbb\xbfid,level\n1,Low\n")
    assert read_rows(path).records[0] == ("id", "level")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_byte_order_mark_goes_before_the_declared_encoding(write, encoding):
    path = write("a.csv", b"\xef\xbb\xbfid,level\n1,caf\xc3\xa9\n")
    assert read_rows(path, encoding).records == (("id", "level"), ("1", "café"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_with_a_byte_order_mark_is_read(write, encoding):
    path = write("a.tsv", "\ufeffid\tlevel\n1\tcafé – 3\n".encode(encoding))
    assert read_rows(path).records == (("id", "level"), ("1", "café – 3"))


def test_utf_16_that_breaks_off_is_a_read_error(write):
    path = write("a.csv", "\ufeffid,level\n".encode("utf-16-le") + b"x")
    with pytest.raises(ReadError, match=r"a\.csv.*: .+ must .+, got .+\."):
        read_rows(path)


def test_blank_lines_at_the_end_are_passed_over(write):
    path = write("a.csv", "id,level\n1,Low\n\n,,\n  ,\n\n")
    assert read_rows(path).records == (("id", "level"), ("1", "Low"))


def test_an_empty_last_column_is_passed_over_even_where_rows_leave_it_out(write):
    path = write("a.csv", "id,level,,\n1,Low,,\n2,High\n3,Low,\n")
    assert read_rows(path).records == (("id", "level"), ("1", "Low"), ("2", "High"), ("3", "Low"))


def test_a_last_column_with_a_name_stays_though_nobody_fills_it(write):
    path = write("a.csv", "id,level,why\n1,Low,\n")
    assert read_rows(path).records == (("id", "level", "why"), ("1", "Low", ""))


def test_every_row_of_another_width_is_told_at_once(write, check_faults):
    path = write("a.csv", "id,level,why\n1,Low\n2,High,fine\n3,Low,yes,no\n")
    with pytest.raises(ReadError) as error:
        read_rows(path)
    hint = "a quotation mark inside an answer is often the cause"
    check_faults(error, (f"{path}, row 2", "3 cells", "got 2", hint), (f"{path}, row 4", "3 cells", "got 4", hint))


def test_at_most_ten_faults_are_shown_and_the_rest_are_counted(write):
    path = write("a.csv", "id,level\n" + "1,2,3\n" * 13)
    with pytest.raises(ReadError) as error:
        read_rows(path)
    assert len(error.value.faults) == 13
    assert str(error.value).count("must have 2 cells") == 10
    assert str(error.value).endswith("\n... and 3 more faults.")


def test_a_blank_line_between_rows_is_a_fault_since_a_row_may_be_lost_there(write):
    path = write("a.csv", "id,level\n1,Low\n\n2,High\n")
    with pytest.raises(ReadError) as error:
        read_rows(path)
    assert [(fault.place, fault.found) for fault in error.value.faults] == [(f"{path}, row 3", "0")]


MARKS = 'Hint: a quotation mark inside an answer is written twice (""), and one cell has one at each end'


@pytest.mark.parametrize(
    ("end", "found"),
    [
        ("2,ok\n", "a quotation mark that opens here and is not closed"),
        ("", "a quotation mark that opens here and is not closed"),
        (
            '2,"ok"\n',
            "'ok\"' after the quotation mark in line 5 that closes the one that opens here",
        ),
        ("2,ok\n" * 200_001, "a cell of more than 1,000,000 characters that opens here"),
    ],
)
def test_an_unclosed_quotation_mark_is_a_fault_at_the_line_where_it_opens(write, end, found, check_faults):
    path = write("a.csv", f'id,why\n0,"two\nlines"\n1,"it never ends\n{end}')
    with pytest.raises(ReadError) as error:
        read_rows(path)
    check_faults(error, (f"{path}, line 4", "be delimited rows", found, MARKS))


def test_an_unclosed_quotation_mark_in_the_header_is_a_fault_in_its_line(write):
    path = write("a.csv", 'id,"why\n' + "1,ok\n" * 10)
    with pytest.raises(ReadError, match=r"a\.csv, line 1: text must be delimited rows"):
        read_rows(path)


def test_an_unclosed_quotation_mark_in_a_long_file_is_refused_at_little_cost(write):
    """20 MB took 2.4 GB and more than a minute when the whole text was searched for its other half."""
    path = write("a.csv", 'id,why\n1,"it never ends\n' + "2,ok and more text\n" * 1_050_000)
    tracemalloc.start()
    with pytest.raises(ReadError, match=r"a\.csv, line 2: text must be delimited rows"):
        read_rows(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * path.stat().st_size


def test_a_row_of_another_width_is_told_with_its_line_where_that_differs(write):
    path = write("a.csv", 'id,level,why\n1,Low,"two\nlines"\n2,High\n')
    with pytest.raises(ReadError, match=r"a\.csv, row 3 \(line 4\): row must have 3 cells"):
        read_rows(path)


@pytest.mark.parametrize("content", [b",,,\n,,,\n", b"\xef\xbb\xbf\n", b'""\n'])
def test_a_file_with_nothing_in_any_cell_is_a_read_error(write, content):
    path = write("a.csv", content)
    with pytest.raises(ReadError, match=r"a\.csv.*: .+ must .+, got .+\."):
        read_rows(path)


@settings(deadline=None, max_examples=80)
@given(body=st.lists(st.tuples(CELL, CELL, CELL), max_size=6), delimiter=st.sampled_from(",;\t|"))
def test_what_a_csv_writer_wrote_is_read_back(tmp_path_factory, body, delimiter):
    header = ("id", "level", "why")
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows([header, *body])
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(out.getvalue().encode("utf-8"))
    while body and not any(cell.strip() for cell in body[-1]):
        body = body[:-1]
    assert read_rows(path).records == (header, *body)
