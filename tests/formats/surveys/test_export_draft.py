"""Instruments drafted from exports: what kind of question each column is, and that the export is read by the draft."""

import pytest

from cs_research.errors import ReadError
from cs_research.formats import read_survey
from cs_research.formats.surveys.export_draft import draft_instrument
from cs_research.formats.surveys.recognition import platform_of
from cs_research.formats.surveys.table import read_table


def drafted(path):
    cells = read_table(path)
    return draft_instrument(platform_of(cells).parse(cells, ()))


@pytest.fixture
def written(tmp_path):
    def write(*rows):
        path = tmp_path / "our survey.csv"
        path.write_text("\n".join(";".join(f'"{cell}"' for cell in row) for row in rows) + "\n", encoding="utf-8")
        return path

    return write


def test_each_kind_of_question_and_the_export_read_by_it(written):
    path = written(
        (
            "Completed at",
            "How often?",
            "Which? [A]",
            "Which? [B]",
            "Which? [C]",
            "Joined",
            "Score",
            "Words",
            "Nothing",
        ),
        ("2026-05-01", "Always", "1", "0", "", "Red, Blue", "3", "one", ""),
        ("2026-05-02", "Never", "0", "0", "", "Red", "1", "two", ""),
        ("2026-05-03", "Never", "1", "1", "", "Blue, Red", "3", "three", ""),
        ("2026-05-04", "Always", "1", "1", "", "Blue", "1", "four", ""),
        ("2026-05-05", "Sometimes", "1", "1", "", "Blue", "1", "five", ""),
        ("2026-05-06", "Don't know", "1", "1", "", "Blue", "1", "six", ""),
        ("2026-05-06", "Don't know", "1", "1", "", "Blue", "1", "seven", ""),
        ("2026-05-06", "Don't know", "1", "1", "", "Blue", "1", "eight", ""),
    )
    found = drafted(path)
    items = {item.id: item for item in found.instrument.items}
    assert {name: item.kind for name, item in items.items()} == {
        "how_often": "single", "which": "multiple", "joined": "multiple", "score": "single", "words": "open",
    }  # fmt: skip
    scale = found.instrument.scale_of(items["how_often"])
    assert [point.label for point in scale.points] == ["Never", "Sometimes", "Always", "Don't know"]
    assert [point.absence for point in scale.points] == [None, None, None, "dont_know"]
    assert scale.kind == "nominal"  # an export does not say that answers have an order
    assert [point.label for point in items["which"].options] == ["A", "B", "C"]
    assert [point.label for point in items["joined"].options] == ["Red", "Blue"]
    assert [point.label for point in found.instrument.points_of(items["score"])] == ["1", "3"]
    told = "\n".join(found.notes)
    for part in ("TO BE WRITTEN", "role: identifier", "'Nothing'", "read as open: 'Words'"):
        assert part in told
    read = read_survey(path, found.instrument)
    assert (len(read), read.report.absent_items, read.report.unknown) == (8, (), ())
    assert read.frame["which.a"].sum() == 7
    assert read.frame["joined.blue"].sum() == 7
    assert read.frame["score"].value_counts().to_dict() == {"1": 6, "3": 2}


def test_no_open_answer_is_in_the_draft(written):
    path = written(("name", "why"), *((f"Person {n}", f"because of {n}") for n in range(9)))
    assert "Person" not in drafted(path).instrument.model_dump_json()
    assert "because" not in drafted(path).instrument.model_dump_json()


def test_an_id_is_never_the_name_of_another_column(written):
    path = written(("a/b", "a_b"), ("x", "1"), ("x", "2"), ("y", "1"), ("y", "2"))
    found = drafted(path).instrument
    assert [(item.id, item.columns) for item in found.items] == [("a_b_2", ("a/b",)), ("a_b", ())]
    assert read_survey(path, found).frame["a_b_2"].notna().all()


def test_an_export_without_an_answer_has_no_draft(written):
    with pytest.raises(ReadError, match="have a column that may be a question"):
        drafted(written(("a", "b"), ("", "n/a"), ("", "")))


def test_a_column_without_a_name_is_noted_and_not_drafted(written):
    path = written(("StartDate", "EndDate", "Status", "Finished", "ResponseId", "Q1", "", "Q2"),
                   *(("", "", "0", "1", f"R_{n}", "a", "b", "c") for n in range(4)))  # fmt: skip
    found = drafted(path)
    assert [item.id for item in found.instrument.items] == ["q1", "q2"]
    assert any("without a name" in note for note in found.notes)


def test_answers_in_one_cell_are_divided_where_the_fewest_options_come_out(tmp_path):
    path = tmp_path / "sources.csv"
    rows = ["News (print, online), Friends", "Friends", "News (print, online)", "Friends, News (print, online)", "a; b"]
    path.write_text("\n".join(["Which;n", *(f'"{row}";1' for row in rows * 2)]) + "\n", encoding="utf-8")
    item = next(item for item in drafted(path).instrument.items if item.id == "which")
    assert [option.label for option in item.options] == ["News (print, online)", "Friends", "a; b"]


def test_only_what_divides_options_on_the_platform_divides_them_in_a_draft(tmp_path):
    """Microsoft Forms puts a semicolon after each option; a comma is part of what was written."""
    path = tmp_path / "forms.csv"
    rows = ["Yes;", "No;", "Yes;No;", "Can do, we have managers;", "Yes;", "No;"]
    lines = [f'{at},1/5/26 10:00,1/5/26 10:1{at},anonymous,,"{row}"' for at, row in enumerate(rows, 1)]
    path.write_text("\n".join(["ID,Start time,Completion time,Email,Name,Ours", *lines]) + "\n", encoding="utf-8")
    found = drafted(path).instrument
    assert [option.label for option in found.items[0].options] == ["Yes", "No", "Can do, we have managers"]
    assert list(read_survey(path, found).frame["ours.yes"]) == [True, False, True, False, True, False]


def test_numbers_with_a_decimal_comma_are_no_answers_to_choose_from(tmp_path):
    path = tmp_path / "hands.csv"
    path.write_text("Hand;Sex\n18,5;M\n18;F\n19,5;M\n18,5;F\n20,5;M\n20;F\n", encoding="utf-8")
    kinds = {item.id: item.kind for item in drafted(path).instrument.items}
    assert kinds == {"hand": "open", "sex": "single"}


def test_what_was_written_beside_an_option_of_the_same_heading_is_not_drafted(tmp_path):
    path = tmp_path / "dinner.csv"
    other = "What? - Other (please specify)"
    path.write_text(f"What? - Rice,{other},{other}\nRice,,\n,Other (please specify),figs\nRice,,\n", encoding="utf-8")
    found = drafted(path)
    (item,) = found.instrument.items
    assert (item.kind, [option.label for option in item.options]) == ("multiple", ["Rice", "Other (please specify)"])
    assert any("written beside an option" in note for note in found.notes)
    assert list(read_survey(path, found.instrument).frame[f"{item.id}.other_please_specify"]) == [False, True, False]
