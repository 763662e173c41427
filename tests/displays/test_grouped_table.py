"""A table made by hand: what heads what."""

from cs_research.displays.tables.html import grouped_table

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
