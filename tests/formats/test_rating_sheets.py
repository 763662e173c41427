"""Filled forms read back: round trip, forgiving spelling, every fault at once, and nothing lost in silence."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cs_research.definitions import load_rubric
from cs_research.errors import ReadError
from cs_research.formats.rating_sheets import read_ratings
from cs_research.formats.rubric_form import write
from cs_research.records.ratings import Rating, Ratings

#: The cells of a sheet in the order of its rows, 2 to 9.
STEPS = [
    (level, stage)
    for level in ("individual", "context")
    for stage in ("referral", "assessment", "planning", "response")
]


@pytest.fixture(scope="module")
def rubric():
    return load_rubric("rubric/traffic-light")


@pytest.fixture
def form(rubric, tmp_path):
    """Writes a form, fills it in, lets ``alter`` change the workbook, and gives its path."""
    content = write(rubric).content

    def fill(name="heron.xlsx", rater="Heron", day=datetime(2026, 3, 1), place="North", marks=None, alter=None):
        book = load_workbook(BytesIO(content))
        about = book["About"]
        about["B4"], about["B5"], about["B6"] = rater, day, place
        for where, text in (marks or {}).items():
            sheet, cell = where.split("!")
            book[sheet][cell] = text
        if alter:
            alter(book)
        book.save(tmp_path / name)
        return tmp_path / name

    return fill


def faults(paths, rubric):
    with pytest.raises(ReadError) as error:
        read_ratings(paths, rubric)
    return [str(fault).replace(str(paths[0].parent) + "/", "") for fault in error.value.faults]


def notes(ratings, path):
    return [note.replace(str(path.parent) + "/", "") for note in ratings.notes]


def colours(ratings):
    return {rating.cell: rating.colour for rating in ratings.ratings if rating.colour}


def test_what_is_filled_in_is_read_and_what_is_blank_is_missing(form, rubric):
    marks = {
        "Target!F2": "red",
        "Target!G2": "Minutes of 3 March",
        "Target!H2": "=no formula",
        "Outcomes!F9": "cannot be told",
    }
    path = form(marks=marks)
    found = read_ratings([path], rubric)
    assert len(found.ratings) == 32
    assert found.ratings[0] == Rating(
        "target", "individual", "referral", "red", "Heron", date(2026, 3, 1), "North", "Minutes of 3 March",
        "", str(path), 2,
    )  # fmt: skip
    assert found.ratings[31].colour == "cannot be told" and found.ratings[31].row == 9
    assert [rating.cell for rating in found.cannot] == ["outcomes/context/response"]
    assert len(found.missing) == 30
    assert found.notes == ()


def test_every_cell_comes_back_with_its_colour(form, rubric):
    domains = ("Target", "Framework", "Partnerships", "Outcomes")
    given = {
        (sheet, row): ("red", "amber", "green")[(place + row) % 3]
        for place, sheet in enumerate(domains) for row in range(2, 10)
    }  # fmt: skip
    found = read_ratings([form(marks={f"{sheet}!F{row}": colour for (sheet, row), colour in given.items()})], rubric)
    assert colours(found) == {
        "/".join([sheet.lower(), *STEPS[row - 2]]): colour for (sheet, row), colour in given.items()
    }
    assert not found.missing and not found.cannot


def test_the_table_has_a_score_for_each_colour(form, rubric):
    marks = {"Target!F2": "red", "Target!F3": "amber", "Target!F4": "green", "Target!F5": "cannot be told"}
    table = read_ratings([form(marks=marks)], rubric).table()
    assert list(table.columns) == [
        "place", "date", "rater", "domain", "level", "stage", "colour", "score", "evidence", "comment", "file", "row",
    ]  # fmt: skip
    assert table["score"].fillna(-1).tolist()[:5] == [0, 0.5, 1, -1, -1]
    assert table["colour"].tolist()[:5] == ["red", "amber", "green", "cannot be told", ""]


@pytest.mark.parametrize(
    ("written", "colour"),
    [
        ("Red", "red"), (" GREEN ", "green"), ("r", "red"), ("A", "amber"), ("G", "green"), ("amber.", "amber"),
        ("Cannot  be told", "cannot be told"), ("can’t tell", "cannot be told"), ("Cannot tell", "cannot be told"),
        ("   ", ""),
    ],
)  # fmt: skip
def test_colours_may_be_written_in_several_ways(form, rubric, written, colour):
    assert read_ratings([form(marks={"Target!F2": written})], rubric).ratings[0].colour == colour


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (datetime(2026, 3, 1), date(2026, 3, 1)), (datetime(2026, 3, 1, 14, 30), date(2026, 3, 1)),
        ("2026-03-01", date(2026, 3, 1)), ("1 March 2026", date(2026, 3, 1)), ("1st mar 2026", date(2026, 3, 1)),
        ("29-Sept-2028", date(2028, 9, 29)), (" 29 february 2028 ", date(2028, 2, 29)),
    ],
)  # fmt: skip
def test_days_may_be_dates_or_words(form, rubric, written, day):
    assert read_ratings([form(day=written)], rubric).ratings[0].date == day


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("01/03/2026", "'01/03/2026'"), ("soon", "'soon'"), ("1 Marvellous 2026", "'1 Marvellous 2026'"),
        ("30 February 2026", "'30 February 2026'"), (datetime(1926, 3, 1), "'1926-03-01 00:00:00'"), ("20260301", "'20260301'"),
    ],
)  # fmt: skip
def test_what_is_no_day_beyond_doubt_is_a_fault(form, rubric, written, found):
    (fault,) = faults([form(day=written)], rubric)
    assert fault == (
        f"heron.xlsx, sheet About, row 5: date must be a day from 2000 to 2099, got {found}.\n"
        "  Hint: write it as 2026-03-01 or 1 March 2026, since 01/03/2026 could be two days"
    )


def test_a_number_is_a_day_only_where_the_cell_shows_it_as_one(form, rubric):
    def general(book):
        book["About"]["B5"].number_format = "General"

    assert read_ratings([form(day=46082)], rubric).ratings[0].date == date(2026, 3, 1)
    assert "got '46082'" in faults([form(day=46082, alter=general)], rubric)[0]


def test_all_faults_of_all_files_are_told_at_once(form, rubric):
    def alter(book):
        del book["Framework"]
        book["Target"]["I4"] = "target/individual/planing"
        book["Outcomes"]["D2"] = "Something else"

    first = form(
        rater=None,
        day="soon",
        place=" ",
        marks={"Target!F2": "rad", "Target!F3": "yellow", "Target!F5": "7"},
        alter=alter,
    )
    second = form("wren.xlsx", "Wren", marks={"Outcomes!F2": "gren"})
    third = first.parent / "kite.xlsx"
    third.write_bytes(b"no workbook")
    found = faults([first, second, third], rubric)
    assert found.pop().startswith("kite.xlsx: file must be an .xlsx workbook, got ")
    assert [fault.split("\n")[0] for fault in found] == [
        "heron.xlsx, sheet About, row 4: 'Rater (pseudonym)' must be filled in, got nothing.",
        "heron.xlsx, sheet About, row 5: date must be a day from 2000 to 2099, got 'soon'.",
        "heron.xlsx, sheet About, row 6: 'Place or service' must be filled in, got nothing.",
        "heron.xlsx, sheet Target, row 2: rating must be 'red', 'amber', 'green' or 'cannot be told', got 'rad'.",
        "heron.xlsx, sheet Target, row 3: rating must be 'red', 'amber', 'green' or 'cannot be told', got 'yellow'.",
        "heron.xlsx, sheet Target, row 4: cell id must be one of traffic-light/1, got 'target/individual/planing'.",
        "heron.xlsx, sheet Target, row 5: rating must be 'red', 'amber', 'green' or 'cannot be told', got '7'.",
        "heron.xlsx: workbook must have a sheet 'Framework', got About, Target, Partnerships, Outcomes.",
        "heron.xlsx, sheet Outcomes, row 2: descriptions must be those of 'outcomes/individual/referral', "
        "got another text under Amber.",
        "wren.xlsx, sheet Outcomes, row 2: rating must be 'red', 'amber', 'green' or 'cannot be told', got 'gren'.",
    ]
    hints = [fault.split("Hint: ")[1] for fault in found if "did you mean" in fault]
    assert hints == [
        "did you mean 'red'?", "did you mean 'amber'?", "did you mean 'target/individual/planning'?", "did you mean 'green'?",
    ]  # fmt: skip


def test_rows_may_be_sorted_and_the_id_tells_what_was_rated(form, rubric):
    def turn(book):
        sheet = book["Target"]
        rows = [[cell.value for cell in row] for row in sheet["A2:I9"]]
        for place, values in enumerate(reversed(rows), start=2):
            for column, value in enumerate(values, start=1):
                sheet.cell(place, column, value)

    found = read_ratings([form(marks={"Target!F2": "red", "Target!F9": "green"}, alter=turn)], rubric)
    assert colours(found) == {"target/individual/referral": "red", "target/context/response": "green"}
    assert {rating.row for rating in found.ratings if rating.colour == "red"} == {9}


def test_descriptions_that_shifted_are_told_with_the_cell_they_belong_to(form, rubric):
    def shift(book):
        sheet = book["Target"]
        for column in "CDE":
            sheet[f"{column}2"], sheet[f"{column}3"] = sheet[f"{column}3"].value, sheet[f"{column}2"].value

    assert [fault.split("\n")[0] for fault in faults([form(alter=shift)], rubric)] == [
        "heron.xlsx, sheet Target, row 2: descriptions must be those of 'target/individual/referral', "
        "got those of 'target/individual/assessment'.",
        "heron.xlsx, sheet Target, row 3: descriptions must be those of 'target/individual/assessment', "
        "got those of 'target/individual/referral'.",
    ]


def test_other_spaces_and_quotation_marks_are_no_other_description(form, rubric):
    def retype(book):
        text = book["Target"]["C9"].value
        book["Target"]["C9"] = "  " + text.replace(" ", "  ")
        book["Target"]["E9"] = book["Target"]["E9"].value.replace("'", "’")

    assert len(read_ratings([form(alter=retype)], rubric).missing) == 32


def test_ids_that_lack_or_stand_twice_are_faults(form, rubric):
    def alter(book):
        sheet = book["Target"]
        sheet["I2"] = None
        for column in range(1, 10):
            sheet.cell(11, column, sheet.cell(5, column).value)

    assert [fault.split("\n")[0] for fault in faults([form(alter=alter)], rubric)] == [
        "heron.xlsx, sheet Target, row 2: cell id must be given, got nothing.",
        "heron.xlsx, sheet Target, row 11: cell id must appear once, as at heron.xlsx, sheet Target, row 5, "
        "got 'target/individual/response' again.",
    ]


def test_what_is_not_read_is_noted(form, rubric):
    def alter(book):
        book.create_sheet("Scratch")["A1"] = "to do"
        book.create_sheet("Blank")
        book["About"]["A40"], book["About"]["C4"] = "General remark", "that is me"
        sheet = book["Target"]
        sheet["J1"], sheet["J3"], sheet["K5"], sheet["A20"] = "Mood", "good", "see below", "my own line"
        book["Framework"].delete_rows(9)
        for column in range(1, 10):
            book["Outcomes"].cell(10, column, book["Target"].cell(9, column).value)
        book["Target"].delete_rows(9)

    path = form(marks={"Target!F9": "red"}, alter=alter)
    found = read_ratings([path], rubric)
    assert notes(found, path) == [
        "heron.xlsx, sheet About, row 4: not read: 'that is me'",
        "heron.xlsx, sheet About, row 40: not read: 'General remark'",
        "heron.xlsx, sheet Target, row 1: column 10, 'Mood', is not read",
        "heron.xlsx, sheet Target, row 1: column 11, '', is not read",
        "heron.xlsx, sheet Target, row 19: not read: 'my own line'",
        "heron.xlsx, sheet Outcomes, row 10: 'target/context/response' is on the sheet of another domain",
        "heron.xlsx: sheets that are not read: 'Scratch'",
        "heron.xlsx: no row for framework/context/response; taken as left blank",
    ]
    assert colours(found) == {"target/context/response": "red"}
    assert [rating.cell for rating in found.missing if not rating.row] == ["framework/context/response"]


def test_lines_above_the_headings_are_noted(form, rubric):
    def alter(book):
        book["Target"].insert_rows(1)
        book["Target"]["A1"] = "Second draft"

    path = form(marks={"Target!F2": "red"}, alter=alter)
    found = read_ratings([path], rubric)
    assert notes(found, path) == ["heron.xlsx, sheet Target, row 2: the rows above are not read: 'Second draft'"]
    assert found.ratings[0].row == 3 and found.ratings[0].colour == "red"


def test_columns_and_fields_that_lack_or_stand_twice_are_faults(form, rubric):
    def alter(book):
        book["Target"].delete_cols(6)
        book["Framework"]["J1"] = "Comment"
        book["About"].delete_rows(6)
        book["About"]["A30"], book["About"]["B30"] = "Rater (pseudonym)", "Wren"

    assert faults([form(alter=alter)], rubric) == [
        "heron.xlsx, sheet About, row 30: 'Rater (pseudonym)' must appear once, got another.",
        "heron.xlsx, sheet About: 'Place or service' must have a row, got none.",
        "heron.xlsx, sheet Target: sheet must have a column 'Rating', got none.",
        "heron.xlsx, sheet Framework, row 1: column 'Comment' must appear once, got another.",
    ]


def test_a_form_of_another_rubric_is_told_once(form, rubric):
    other = rubric.model_copy(update={"version": "2"})
    assert faults([form()], other) == [
        "heron.xlsx, sheet About, row 3: rubric must be 'traffic-light/2', got 'traffic-light/1'.\n"
        "  Hint: read the file with the rubric that it was made from"
    ]


def test_another_workbook_lacks_every_sheet(form, rubric):
    def alter(book):
        for name in book.sheetnames[1:]:
            del book[name]
        book["About"].title = "Sheet1"

    assert [fault.split(": ", 1)[1] for fault in faults([form(alter=alter)], rubric)] == [
        f"workbook must have a sheet '{name}', got Sheet1."
        for name in ("About", "Target", "Framework", "Partnerships", "Outcomes")
    ]


def test_no_file_is_a_fault(rubric):
    with pytest.raises(ReadError, match="files must be named, got none"):
        read_ratings([], rubric)


def test_the_same_ratings_twice_count_once(form, rubric):
    marks = {"Target!F2": "red", "Target!G2": "minutes"}
    first, copy = form(marks=marks), form("copy.xlsx", marks=marks)
    other = form("other.xlsx", " heron ", place="NORTH", marks={**marks, "Target!G2": "a visit"})
    found = read_ratings([first, copy, other], rubric)
    assert len(found.ratings) == 32 and found.ratings[0].evidence == "minutes"
    assert notes(found, first) == [
        "other.xlsx: Rater (pseudonym) 'heron' is taken for 'Heron'",
        "other.xlsx: Place or service 'NORTH' is taken for 'North'",
        "copy.xlsx: passed over, since it rates as heron.xlsx does",
        "other.xlsx: passed over, since it rates as heron.xlsx does; "
        "its evidence and comments on target/individual/referral differ and are not kept",
    ]


def test_ratings_that_contradict_each_other_are_all_told(form, rubric):
    first = form(marks={"Target!F2": "red", "Target!F3": "green"})
    second = form("again.xlsx", marks={"Target!F2": "green", "Outcomes!F9": "cannot be told"})
    by = "by 'Heron' on 2026-03-01 of 'North'"
    found = [fault.split("\n")[0] for fault in faults([first, second], rubric)]
    assert found == [
        f"again.xlsx, sheet Target, row 2: rating of target/individual/referral {by} must be 'red', "
        "as at heron.xlsx, sheet Target, row 2, got 'green'.",
        f"again.xlsx, sheet Target, row 3: rating of target/individual/assessment {by} must be 'green', "
        "as at heron.xlsx, sheet Target, row 3, got blank.",
        f"again.xlsx, sheet Outcomes, row 9: rating of outcomes/context/response {by} must be blank, "
        "as at heron.xlsx, sheet Outcomes, row 9, got 'cannot be told'.",
    ]


def test_another_day_place_or_rater_is_no_contradiction(form, rubric):
    files = [
        form(marks={"Target!F2": "red"}),
        form("b.xlsx", "Wren", marks={"Target!F2": "green"}),
        form("c.xlsx", day=datetime(2025, 3, 1), marks={"Target!F2": "amber"}),
        form("d.xlsx", place="South", marks={"Target!F2": "green"}),
    ]
    found = read_ratings(files, rubric)
    assert len(found.ratings) == 128
    assert [rating.colour for rating in found.only(place="North").ratings if rating.colour] == [
        "red",
        "green",
        "amber",
    ]
    assert [rating.place for rating in found.only(place="South", day=date(2026, 3, 1)).ratings] == ["South"] * 32
    assert found.table()["rater"].tolist()[32:36] == ["Heron", "Wren", "Heron", "Wren"]


def test_odd_letters_of_a_rubric_come_back_as_its_own(tmp_path, rubric):
    first, *others = rubric.cells
    odd = first.model_copy(update={"red": "a\x07b\r\nc & <d> “e”", "green": "=1+1"})
    odd_rubric = rubric.model_copy(update={"cells": (odd, *others), "version": "1 & <2>"})
    book = load_workbook(BytesIO(write(odd_rubric).content))
    book["About"]["B4"], book["About"]["B5"], book["About"]["B6"] = "Heron", "2026-03-01", "North"
    book.save(tmp_path / "odd.xlsx")
    found = read_ratings([tmp_path / "odd.xlsx"], odd_rubric)
    assert len(found.missing) == 32 and not found.notes


def test_ratings_made_by_hand_are_checked(rubric):
    one = Rating("target", "individual", "referral", "red", "Heron", date(2026, 3, 1), "North", file="h.xlsx", row=2)
    others = (
        Rating("target", "individual", "referral", "green", "Heron", date(2026, 3, 1), "North"),
        Rating("target", "individual", "lunch", "blue", "Heron", date(2026, 3, 1), "North"),
    )
    with pytest.raises(ReadError) as error:
        Ratings(rubric, (one, *others))
    assert [str(fault) for fault in error.value.faults] == [
        "ratings, sheet Target: rating of target/individual/referral by Heron must appear once, "
        "as at h.xlsx, sheet Target, row 2, got another.",
        "ratings, sheet Target: cell must be one of traffic-light/1, got 'target/individual/lunch'.",
        "ratings, sheet Target: rating must be 'red', 'amber', 'green' or 'cannot be told', got 'blue'.",
    ]
