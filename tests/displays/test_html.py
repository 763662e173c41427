"""Tables: real header cells, escaped text, CSV that no spreadsheet runs."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.displays.tables.html import (
    banner_table,
    csv_text,
    format_banner,
    grouped_table,
    points_table,
    practices_table,
)

CELLS = pd.DataFrame(
    [
        {"practice": "p", "label": "Goals <b>", "site": site, "state": state}
        for site, state in zip("ABCD", ["shown", "partly", "contrary", "silent"], strict=True)
    ]
)
SHARES = pd.DataFrame([{"practice": "p", "share": 0.375}])


def test_the_table_of_practices_has_header_cells_marks_and_words():
    text = practices_table(CELLS, SHARES, {site: f"Site {site}" for site in "ABCD"})
    assert text.count('scope="col"') == 6
    assert text.count('scope="row"') == 1
    for mark, words in {"●": "shown", "◐": "partly shown", "⊘": "contrary", "○": "silent"}.items():
        assert f'aria-hidden="true">{mark}</span> <span class="words">{words}</span>' in text
    assert "38%" in text
    assert "Goals &lt;b&gt;" in text
    assert "<style" not in text


def test_a_cell_on_which_coders_differ_is_marked_and_the_mark_has_words():
    text = practices_table(
        CELLS.assign(disagree=[False, True, False, False]), SHARES, dict(zip("ABCD", "WXYZ", strict=True))
    )
    assert text.count('aria-hidden="true">≠</span> <span class="words">, coders differ</span>') == 1
    assert "≠" not in practices_table(CELLS, SHARES, dict(zip("ABCD", "WXYZ", strict=True)))


def test_a_site_may_not_smuggle_html_in():
    text = practices_table(CELLS, SHARES, {site: f"<i>{site}" for site in "ABCD"})
    assert "<i>" not in text


def test_answers_are_grouped_by_question():
    rows = pd.DataFrame(
        [
            {"item": "q", "label": "Low", "n": 1, "share": 0.25, "low": 0.1, "high": 0.5},
            {"item": "q", "label": "High", "n": 3, "share": 0.75, "low": 0.5, "high": 0.9},
        ]
    )
    text = points_table(rows, {"q": "Question & answer"}, 0.995)
    assert "99.5% interval" in text
    assert "Question &amp; answer" in text
    assert "10 to 50" in text
    assert 'scope="colgroup"' in text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_put_behind_an_apostrophe(start):
    assert csv_text(pd.DataFrame({"quote": [f"{start}1+1"]})).split("\n", 1)[1].lstrip('"').startswith("'")


def test_numbers_are_left_alone():
    assert csv_text(pd.DataFrame({"gap": [-0.5], "segments": [("a", "b")]})) == "gap,segments\n-0.5,a b\n"


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_no_cell_starts_as_a_formula(values):
    import csv
    import io

    read = list(csv.reader(io.StringIO(csv_text(pd.DataFrame({"t": values})), newline="")))[1:]
    assert not any(row and row[0].startswith(("=", "+", "-", "@", "\t", "\r")) for row in read)


ROWS = [["Group"], ["a", "1", "2"], ["b", "3", "4"]]


def test_headings_head_columns_rows_and_groups():
    text = grouped_table("t", ["Name", "One & two", "Three"], ROWS)
    assert text.startswith('<table id="t">\n<thead>')
    assert '<th scope="col">One &amp; two</th>' in text
    assert '<tr><th scope="colgroup" class="gt_group_heading" colspan="3">Group</th></tr>' in text
    assert '<tr><th scope="row">b</th><td>3</td><td>4</td></tr>' in text


def test_widths_stand_before_the_rows():
    text = grouped_table("t", ["A", "B", "C"], ROWS, widths=(20, 40, 40))
    assert text.startswith('<table id="t">\n<colgroup><col style="width: 20%">')


def test_a_banner_table_has_header_cells_with_scope():
    table = pd.DataFrame(
        {"item": "q", "row": "yes", "label": "Yes & more", "group": ["N", "S"], "letter": ["A", "B"], "n": [40, 3],
         "base": [50, 8], "share": [0.8, 0.375], "higher_than": ["", "–"], "flag": ["", "low base"]}
    )  # fmt: skip
    html = banner_table(format_banner(table, labels={"q": "The question"}), "banner")
    assert "Yes &amp; more" in html
    assert re.search(r'<th[^>]*scope="col"[^>]*>N \(A\)</th>', html)
    assert "The question" in html
    assert "8*" in html
