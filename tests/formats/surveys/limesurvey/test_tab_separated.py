"""LimeSurvey's tab-separated form as LimeSurvey and spreadsheets write it, and as we write it."""

import csv
import io
import re

import pytest

from cs_research.errors import ReadError
from cs_research.formats.surveys.limesurvey import lss_writer as limesurvey
from cs_research.formats.surveys.limesurvey import tab_separated as limesurvey_tsv
from cs_research.formats.surveys.limesurvey.tab_separated import write

HEAD = "id\trelated_id\tclass\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\tmandatory\tother\tdefault\thidden"


@pytest.fixture
def imported(tmp_path):
    def read(*rows, head=HEAD):
        path = tmp_path / "survey.txt"
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8-sig")
        return limesurvey_tsv.read(path)

    return read


def test_rows_belong_to_what_stands_above_them(imported):
    back = imported(
        "\t\tS\t\tlanguage\t\ten",
        "\t\tSL\t\tsurveyls_title\t\tOn <b>tea</b>\t\ten",
        "\t\tSL\t\tsurveyls_title\t\tÜber Tee\t\tde",
        "1\t\tG\t1\tFirst\tage > 1\t\t\ten",
        '5\t\tQ\tL\ttea\t1\t"Do you ""like"" tea?"\tSay so\ten\tY\tN\tA1\t1',
        "5\t\tA\t0\tA1\t\tYes\t\ten",
        "5\t\tA\t0\tA2\t\t'=No\t\ten",
        '6\t\tQ\tM\twith\t"((tea.NAOK == ""A1""))"\tWith what?\t\ten\tN\tY',
        "7\t\tSQ\t0\tmilk\t1\tMilk\t\ten",
        "\t\tSQ\t\tother\t\tOther\t\ten",
        "6\t\tQ\tM\twith\t\tWomit?\t\tde\tN\tY",
        "\t\tQTA\t\tHalf",
    )
    instrument = back.instrument
    assert instrument.title == "On tea"
    tea, milk = instrument.items
    assert (tea.kind, tea.text, tea.note) == ("single", 'Do you "like" tea?', "Help text: Say so")
    assert [point.label for point in instrument.scales[0].points] == ["Yes", "=No"]
    assert (milk.kind, [option.label for option in milk.options]) == ("multiple", ["Milk", "Other"])
    assert (milk.asked_if.item, milk.asked_if.points) == ("tea", ("yes",))
    for line in (
        "texts in other languages are left out (1): de", "quotas are left out (1): Half",
        "answers filled in beforehand are left out (1): tea", "that an answer is required (1): tea",
        "hidden questions, read like the others (1): tea", "write-ins beside 'other' are left out (1): with",
        "groups that only some are asked: write 'asked_if' of their items by hand (1): First (where age > 1)",
    ):  # fmt: skip
        assert line in back.notes


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (f"{HEAD}\n\t\tS\t\tlanguage\t\ten\n", "must hold a question, got none"),
        (
            "id,class,name\n1,Q,a\n",
            "must name LimeSurvey's columns, got none called class, name, text, type/scale",
        ),
        (f'{HEAD}\n\t\tQ\tT\t"{"x" * 10_000_001}"\n', "must be delimited rows, got"),
    ],
)
def test_broken_files_are_refused_in_one_sentence(tmp_path, content, told):
    path = tmp_path / "broken.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        limesurvey_tsv.read(path)
    (fault,) = caught.value.faults
    assert told in str(fault)


def test_only_its_own_files_fit():
    assert limesurvey_tsv.fits(b"\xef\xbb\xbf" + HEAD.encode() + b"\n1\t\tQ")
    assert limesurvey_tsv.fits(b'"class"\t"type/scale"\t"name"\t"text"\r\n')
    assert not limesurvey_tsv.fits(b"type,name,label\n")
    assert not limesurvey_tsv.fits(b"")


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter="\t"))


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
