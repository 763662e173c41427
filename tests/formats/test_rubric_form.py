"""The form for raters: its sheets, what can be typed over, how it prints, and that text stays text."""

import re
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cs_research.definitions import load_rubric
from cs_research.errors import PublishError
from cs_research.formats.rating_sheets import read_ratings
from cs_research.formats.rubric_form import write
from cs_research.records.ratings import Rating

COLUMNS = ["Level", "Stage", "Red", "Amber", "Green", "Rating", "Evidence noted", "Comment", "Cell id"]


@pytest.fixture(scope="module")
def rubric():
    return load_rubric("rubric/traffic-light")


@pytest.fixture(scope="module")
def written(rubric):
    return write(rubric)


@pytest.fixture(scope="module")
def book(written):
    return load_workbook(BytesIO(written.content))


def changed(rubric, **fields):
    """The rubric with other fields in its first cell, which is target/individual/referral."""
    first, *others = rubric.cells
    return rubric.model_copy(update={"cells": (first.model_copy(update=fields), *others)})


def parts(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_a_sheet_about_the_review_and_one_a_domain(book):
    assert book.sheetnames == ["About", "Target", "Framework", "Partnerships", "Outcomes"]
    assert book.properties.title == "Contextual Safeguarding system review: a traffic light rubric"
    assert book.properties.subject == "traffic-light/1"


def test_each_row_is_a_cell_with_its_three_descriptions_and_its_id(book):
    rows = list(book["Target"].iter_rows(values_only=True))
    assert list(rows[0]) == COLUMNS
    assert [row[8] for row in rows[1:]] == [
        "target/individual/referral", "target/individual/assessment", "target/individual/planning",
        "target/individual/response", "target/context/referral", "target/context/assessment",
        "target/context/planning", "target/context/response",
    ]  # fmt: skip
    assert rows[1][:2] == ("Level 1: children, young people and families", "Referral")
    assert rows[1][2].startswith("When a young person is referred, nothing is recorded")
    assert rows[1][3].startswith("Where harm took place, and which peers")
    assert rows[1][4].startswith("Whenever a young person has been referred")
    assert all(row[5:8] == (None, None, None) for row in rows[1:])


def test_the_first_sheet_says_who_what_and_how(book):
    rows = {row[0]: row[1:] for row in book["About"].iter_rows(values_only=True)}
    assert rows["Rubric"][0] == "traffic-light/1"
    for name in ("Rater (pseudonym)", "Date of review", "Place or service"):
        assert rows[name][0] is None and rows[name][1]
    assert rows["Red"][0] == "The approach is absent at this point of the system, or the system works against it."
    assert rows["Cannot be told"][0] == "You looked, and what you found does not say."
    assert rows["Planning"] == (
        "Wherever in the system plans are drawn up, settled and kept under review.",
        "Stage",
    )
    assert "Contextual Safeguarding research programme" in rows["Drawn from"][0]


def test_only_what_raters_fill_in_can_be_typed_over(book):
    unlocked = {
        sheet.title: {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
        for sheet in book
    }
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book)
    assert unlocked["About"] == {"B4", "B5", "B6"}
    for name in book.sheetnames[1:]:
        assert unlocked[name] == {f"{column}{row}" for column in "FGH" for row in range(2, 10)}


def test_ratings_are_chosen_from_a_list_and_the_day_is_a_date(book):
    (rule,) = book["Outcomes"].data_validations.dataValidation
    assert (rule.type, str(rule.sqref), rule.formula1) == (
        "list",
        "F2:F9",
        '"red,amber,green,cannot be told"',
    )
    assert rule.allow_blank
    (day,) = book["About"].data_validations.dataValidation
    assert (day.type, str(day.sqref)) == ("date", "B5")
    assert book["About"]["B5"].number_format == "d mmmm yyyy"


def test_headings_are_marked_stay_in_sight_and_no_cell_is_merged(book):
    for sheet in book:
        assert not sheet.merged_cells.ranges
        (table,) = sheet.tables.values()
        assert table.headerRowCount == 1 and table.autoFilter is None
        assert sheet.freeze_panes == ("A2" if sheet.title == "About" else "C2")
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row)
        assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())
    assert book["Framework"].tables["form_framework"].ref == "A1:I9"


def test_sheets_print_on_a4_across_one_page_wide_with_headings_on_each(book):
    for sheet in book:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in {None, 1}  # what is not said is 1
        assert int(sheet.page_setup.fitToHeight) == 0
        assert sheet.print_title_rows == "$1:$1"


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_bear_their_word_and_words_can_be_read_on_them(book):
    sheet = book["Target"]
    for cell in [*sheet[1], *sheet[2]]:
        fill = cell.fill.fgColor.rgb[2:] if cell.fill.fill_type else "FFFFFF"
        contrast = (luminance(fill) + 0.05) / (luminance(cell.font.color.rgb[2:]) + 0.05)
        assert contrast >= 4.5, cell.coordinate
    fills = {cell.value: cell.fill.fgColor.rgb for cell in sheet[1][2:5]}
    assert len(set(fills.values())) == 3 and list(fills) == ["Red", "Amber", "Green"]
    rules = {rule.formula[0] for area in sheet.conditional_formatting for rule in area.rules}
    assert rules == {'"red"', '"amber"', '"green"'}


def test_what_the_form_does_not_hold_is_told(written):
    assert written.lost == ("colours.score: red, amber, green", "cells.source", "cells.note")


def test_the_same_rubric_gives_the_same_bytes(rubric, written):
    assert write(rubric).content == written.content


def test_text_never_becomes_a_formula_a_link_or_a_number(rubric):
    odd = changed(rubric, red="=1+1", amber="https://example.org", green="42")
    content = write(odd.model_copy(update={"title": "=2+2"})).content
    book = load_workbook(BytesIO(content))
    row = book["Target"][2]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in row[2:5]] == [
        ("=1+1", "s", None), ("https://example.org", "s", None), ("42", "s", None),
    ]  # fmt: skip
    assert book["About"]["B2"].data_type == "s"
    assert not any("<f>" in text for name, text in parts(content).items() if "worksheets" in name)


def test_what_xml_has_no_place_for_is_replaced_and_told(rubric):
    odd = changed(rubric, red="a\x07b\r\nc", green="one\rtwo").model_copy(update={"description": "x\x00y"})
    written = write(odd)
    row = load_workbook(BytesIO(written.content))["Target"][2]
    assert (row[2].value, row[4].value) == ("a\ufffdb\nc", "one\ntwo")
    assert set(written.lost[-2:]) == {
        "control characters, U+FFFD instead: description, cells",
        "line ends of another kind, made the common one: cells",
    }


def test_an_ampersand_in_the_version_is_no_code_of_the_footer(rubric):
    content = write(rubric.model_copy(update={"version": "1 & 2"})).content
    footer = re.search(r"<oddFooter>(.*?)</oddFooter>", parts(content)["xl/worksheets/sheet2.xml"])
    assert footer[1] == "&amp;Ltraffic-light/1 &amp;&amp; 2&amp;C&amp;A&amp;RPage &amp;P of &amp;N"


def test_a_colour_under_another_name_keeps_both(rubric):
    colours = tuple(
        colour.model_copy(update={"label": "Yellow"}) if colour.id == "amber" else colour for colour in rubric.colours
    )
    book = load_workbook(BytesIO(write(rubric.model_copy(update={"colours": colours})).content))
    rows = {row[0]: row[2] for row in book["About"].iter_rows(values_only=True)}
    assert (rows["Amber"], rows["Red"]) == ("The rubric calls it Yellow.", None)


def test_a_text_that_no_cell_holds_is_refused(rubric):
    with pytest.raises(PublishError, match="sheet Target, row 2: cell must have 32,767 letters at most, got 32,768"):
        write(changed(rubric, red="x" * 32_768))


def test_a_form_that_holds_one_raters_answers_is_read_back_as_they_were(rubric, tmp_path):
    day = date(2026, 3, 1)
    said = [
        Rating(
            "target",
            "individual",
            "referral",
            "green",
            "Rater 1",
            day,
            "Place A",
            "=two plans",
            "seen on a visit",
        ),
        Rating("outcomes", "context", "response", "cannot be told", "Rater 1", day, "Place A"),
    ]
    content = write(rubric, filled=said).content
    assert content == write(rubric, filled=said).content
    (tmp_path / "form.xlsx").write_bytes(content)
    read = read_ratings([tmp_path / "form.xlsx"], rubric)
    assert read.notes == ()
    given = [rating for rating in read.ratings if rating.colour]
    assert [replace(rating, file="", row=0) for rating in given] == said
    assert len(read.missing) == 30
