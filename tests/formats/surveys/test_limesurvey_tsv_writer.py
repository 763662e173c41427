"""LimeSurvey's tab-separated form: read back item by item, and safe for what LimeSurvey and spreadsheets do to it."""

import csv
import io
import re

from cs_research.formats.surveys.limesurvey import lss_writer as limesurvey
from cs_research.formats.surveys.limesurvey import tab_separated as reader
from cs_research.formats.surveys.limesurvey.tab_separated import write


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter="\t"))


def read_back(written, tmp_path):
    path = tmp_path / "survey.txt"
    path.write_bytes(written.content)
    assert reader.fits(written.content[:4096])
    return reader.read(path).instrument


def test_the_shipped_survey_comes_back_item_by_item(instrument, laid_out, tmp_path):
    back = read_back(write(instrument), tmp_path)
    assert laid_out(back) == laid_out(instrument)
    assert [item.role for item in back.items] == [item.role for item in instrument.items]
    assert back.title == "Contextual Safeguarding in Youth Justice Services, survey of services 2022"


def test_every_survey_that_ships_comes_back_with_its_routes(shipped, laid_out, tmp_path):
    back = read_back(write(shipped), tmp_path)
    assert laid_out(back) == laid_out(shipped)
    assert [item.asked_if for item in back.items] == [item.asked_if for item in shipped.asked]


def test_awkward_texts_ids_values_and_routes_come_back(awkward, laid_out, routes, tmp_path):
    back = read_back(write(awkward), tmp_path)
    assert laid_out(back) == laid_out(awkward)
    found = {item.id: (item.asked_if.item, item.asked_if.points) for item in back.items if item.asked_if}
    assert found == routes


def test_columns_and_rows_are_those_of_limesurvey(awkward):
    content = write(awkward).content
    assert content.startswith(
        b"\xef\xbb\xbfid\trelated_id\tclass\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\tvalidation\t"
        b"mandatory\tother\tdefault\tsame_default\tassessment_value\tcssclass\n"
    )
    rows = table(content)
    kinds = [row["class"] for row in rows]
    assert set(kinds) == {"S", "SL", "G", "Q", "SQ", "A"}
    assert (kinds.count("G"), kinds.count("Q"), kinds.count("SQ"), kinds.count("A")) == (5, 9, 3, 9)
    assert {"name": "language", "text": "en"}.items() <= rows[kinds.index("S") + 2].items()
    first = next(row for row in rows if row["class"] == "A")
    assert (first["id"], first["name"], first["assessment_value"], first["text"]) == ("2", "A1", "1", "Yes")


def test_a_question_stands_below_its_group_and_above_its_answers(awkward):
    order = [(row["class"], row["name"]) for row in table(write(awkward).content) if row["class"] in "GQ"]
    assert order[:6] == [
        ("G", "Background"), ("Q", "service"), ("Q", "qtoken"), ("G", "Target"), ("Q", "q1st"),
        ("Q", "averylongnameofoneit"),
    ]  # fmt: skip


def test_numbers_of_questions_and_options_differ(awkward):
    numbers = [row["id"] for row in table(write(awkward).content) if row["class"] in {"Q", "SQ"}]
    assert sorted(map(int, numbers)) == list(range(1, 13))


def test_no_cell_is_changed_by_limesurvey_or_a_spreadsheet(awkward):
    for row in table(write(awkward).content):
        for cell in row.values():
            assert not re.match('^".*"$', cell)  # LimeSurvey takes such marks off
            assert "\\" not in cell  # and takes a backslash for an escape
            assert "\n" not in cell and "\t" not in cell
        assert row["class"] == "S" or not row["text"].startswith(("=", "+", "-", "@"))


def test_codes_and_losses_are_those_of_the_other_form(awkward):
    assert write(awkward).lost == limesurvey.write(awkward).lost
    assert write(awkward) == write(awkward)
