"""The form given out, and filled forms reported in text and tables."""

import csv
from datetime import datetime

import pytest
from openpyxl import load_workbook

from cs_research.cli.ratings import export_rubric, report_ratings
from cs_research.errors import DefinitionError, PublishError, ReadError

SHEETS = ("Target", "Framework", "Partnerships", "Outcomes")
ANSWERS = {"r": "red", "a": "amber", "g": "green", "?": "cannot be told", "-": None}
BEFORE, AFTER = datetime(2025, 3, 1), datetime(2026, 3, 1)


@pytest.fixture
def form(tmp_path, monkeypatch):
    """Fills in an exported form: eight letters a domain, in the order of the rows."""
    monkeypatch.chdir(tmp_path)
    export_rubric("traffic-light", "xlsx", tmp_path / "blank.xlsx")

    def fill(name, rater, day, place, *marks, evidence="minutes"):
        book = load_workbook(tmp_path / "blank.xlsx")
        book["About"]["B4"], book["About"]["B5"], book["About"]["B6"] = rater, day, place
        for sheet, letters in zip(SHEETS, marks, strict=True):
            for row, letter in enumerate(letters, start=2):
                book[sheet][f"F{row}"], book[sheet][f"G{row}"] = ANSWERS[letter], evidence
        book.save(tmp_path / name)
        return tmp_path / name

    return fill


def rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_rubric_is_written_under_its_own_name_and_never_over_another_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    output = "Written: traffic-light-1.xlsx\nNot in the file:\n  colours.score: red, amber, green\n  cells.source\n  cells.note"
    assert export_rubric("rubric/traffic-light", "xlsx") == output
    with pytest.raises(PublishError, match="file must be new, got something that exists"):
        export_rubric("traffic-light", "xlsx")
    with pytest.raises(PublishError, match="format must be 'xlsx', got 'docx'"):
        export_rubric("traffic-light", "docx")
    with pytest.raises(DefinitionError, match="be a file or a shipped definition, got 'green-light'"):
        export_rubric("green-light", "xlsx")


def test_two_reviews_by_two_raters_are_reported_in_full(form, tmp_path):
    files = [
        form("h1.xlsx", "Heron", BEFORE, "North", "rrrraaaa", "rrrrrrrr", "gggggggg", "-------?"),
        form("w1.xlsx", "Wren", BEFORE, "North", "raaraaaa", "rrrrrrrr", "gggggggg", "--------"),
        form("h2.xlsx", "Heron", AFTER, "North", "gggggggg", "rrrrrrrr", "gggggggr", "aa------"),
        form("w2.xlsx", "Wren", AFTER, "North", "gggggggg", "rrrrrrrr", "gggggggr", "a-------", evidence="-"),
        form("h3.xlsx", "Heron", AFTER, "South", "rrrrrrrr", "rrrrrrrr", "rrrrrrrr", "rrrrrrrr"),
    ]
    # Before, the two differ on target/individual/assessment and /planning only: 22 of 24 cells agree. After, in
    # North, on none of 25. Together 47 of 49 = 95.9%.
    output = report_ratings(files, "traffic-light", tmp_path / "out").replace(f"{tmp_path}/", "")
    lines = output.splitlines()
    assert lines[:4] == [
        "traffic-light/1: 5 files with ratings",
        "  North, 2025-03-01, by Heron, Wren: 22 red, 10 amber, 16 green, 1 cannot be told, 15 missing",
        "  North, 2026-03-01, by Heron, Wren: 18 red, 3 amber, 30 green, 0 cannot be told, 13 missing",
        "  South, 2026-03-01, by Heron: 32 red, 0 amber, 0 green, 0 cannot be told, 0 missing",
    ]
    assert lines[4:11] == [
        "Missing: 28",
        "  h1.xlsx: outcomes/individual/referral, outcomes/individual/assessment, outcomes/individual/planning, "
        "outcomes/individual/response, outcomes/context/referral, outcomes/context/assessment, outcomes/context/planning",
        "  w1.xlsx: outcomes/individual/referral, outcomes/individual/assessment, outcomes/individual/planning, "
        "outcomes/individual/response, outcomes/context/referral, outcomes/context/assessment, outcomes/context/planning, "
        "outcomes/context/response",
        "  h2.xlsx: outcomes/individual/planning, outcomes/individual/response, outcomes/context/referral, "
        "outcomes/context/assessment, outcomes/context/planning, outcomes/context/response",
        "  w2.xlsx: outcomes/individual/assessment, outcomes/individual/planning, outcomes/individual/response, "
        "outcomes/context/referral, outcomes/context/assessment, outcomes/context/planning, outcomes/context/response",
        "Cannot be told: 1",
        "  h1.xlsx: outcomes/context/response",
    ]
    # Target before: scores 0, 1/4, 1/4, 0, 1/2 four times: 2.5 / 8 = 0.3125
    assert lines[11:16] == [
        "Share of green and mean score, over rated cells:",
        "  North, 2025-03-01, target: 0% green, score 0.31; 8 of 8 cells rated",
        "  North, 2025-03-01, framework: 0% green, score 0.00; 8 of 8 cells rated",
        "  North, 2025-03-01, partnerships: 100% green, score 1.00; 8 of 8 cells rated",
        "  North, 2025-03-01, outcomes: none rated; 0 of 8 cells rated",
    ]
    assert lines[18] == "  North, 2026-03-01, partnerships: 88% green, score 0.88; 8 of 8 cells rated"
    # Of 98 values 40 are red, 12 amber, 46 green: middles of ranks 20, 46, 75. Two cells of red and amber:
    # observed 2·2·26² / 98, by chance 2 (40·12·26² + 12·46·29² + 40·46·55²) / 98·97; alpha 1 − 27.59 / 1336.99
    assert lines[24] == (
        "Agreement between raters: 96% of pairs, Krippendorff's ordinal alpha 0.98, over 49 cells with two colours or more"
    )
    assert lines[25:] == [
        "Change in North from 2025-03-01 to 2026-03-01: 8 up, 1 down, 15 stayed, 2 newly rated, 6 not rated",
        "Reviewed once, so there is no change to report: South",
        "Cells on which raters differ: 2 (target/individual/assessment, target/individual/planning)",
        # The 25 colours of w2.xlsx, of 48 + 51 + 32
        "Rated without evidence noted: 25 of 131",
        "These files have raters' names and comments as the forms do: they are for your own eyes.",
        "Written to out: heat-map.csv, share-green.csv, agreement.csv, change.csv, without-evidence.csv, missing.csv",
    ]


def test_the_tables_say_what_the_words_say(form, tmp_path):
    files = [
        form("h1.xlsx", "Heron", BEFORE, "North", "rrrraaaa", "rrrrrrrr", "gggggggg", "-------?"),
        form("h2.xlsx", "Heron", AFTER, "North", "gggggggg", "rrrrrrrr", "gggggggr", "aa------", evidence=None),
    ]
    out = tmp_path / "out"
    report_ratings(files, "rubric/traffic-light", out)
    assert {path.name for path in out.iterdir() if not path.name.startswith(".")} == {
        "heat-map.csv", "share-green.csv", "agreement.csv", "change.csv", "without-evidence.csv", "missing.csv",
    }  # fmt: skip
    heat = rows(out / "heat-map.csv")
    assert len(heat) == 64
    assert (heat[0]["place"], heat[0]["date"], heat[0]["mode"], heat[0]["mean"]) == (
        "North",
        "2025-03-01",
        "red",
        "0.0",
    )
    green = rows(out / "share-green.csv")
    assert [(row["date"], row["domain"], row["green"], row["score"]) for row in green][:4] == [
        ("2025-03-01", "target", "0.0", "0.25"), ("2025-03-01", "framework", "0.0", "0.0"),
        ("2025-03-01", "partnerships", "1.0", "1.0"), ("2025-03-01", "outcomes", "", ""),
    ]  # fmt: skip
    change = rows(out / "change.csv")
    assert [row["moved"] for row in change[:8]] == ["up"] * 8
    assert change[0]["same_raters"] == "True"
    bare = rows(out / "without-evidence.csv")
    assert len(bare) == 26 and {row["date"] for row in bare} == {"2026-03-01"}
    missing = rows(out / "missing.csv")
    assert [row["why"] for row in missing] == ["left blank"] * 7 + ["cannot be told"] + ["left blank"] * 6
    assert missing[7]["cell"] == "outcomes/context/response" and missing[7]["row"] == "9"
    agreement = rows(out / "agreement.csv")
    assert [row["place"] for row in agreement[::5]] == ["all", "North", "North"]
    assert agreement[0]["together"] == "0" and agreement[0]["alpha"] == ""


def test_one_review_by_one_rater_has_no_change_and_no_agreement(form, tmp_path):
    path = form("h.xlsx", "Heron", AFTER, "North", *["gggggggg"] * 4)
    output = report_ratings([path], "traffic-light", tmp_path / "out")
    assert "Missing: none\nCannot be told: none\n" in output
    assert "Agreement between raters: no cell has colours from two" in output
    assert "Cells on which raters differ: none\nRated without evidence noted: 0 of 32" in output
    assert "Reviewed once, so there is no change to report: North" in output
    assert not (tmp_path / "out" / "change.csv").exists()


def test_agreement_without_any_variation_is_stated_to_be_undefined(form, tmp_path):
    files = [form(f"{name}.xlsx", name, AFTER, "North", *["gggggggg"] * 4) for name in ("Heron", "Wren")]
    output = report_ratings(files, "traffic-light", tmp_path / "out")
    assert (
        "100% of pairs, Krippendorff's ordinal alpha undefined, since all colours are the same, over 32 cells" in output
    )


def test_other_raters_are_reported_beside_a_change(form, tmp_path):
    files = [
        form("a.xlsx", "Heron", BEFORE, "North", *["aaaaaaaa"] * 4),
        form("b.xlsx", "Wren", AFTER, "North", "gaaaaaaa", *["aaaaaaaa"] * 3),
    ]
    output = report_ratings(files, "traffic-light", tmp_path / "out")
    assert (
        "Change in North from 2025-03-01 to 2026-03-01: 1 up, 31 stayed; 32 of 32 cells rated twice by other raters"
        in output
    )


def test_three_reviews_are_compared_each_with_the_next(form, tmp_path):
    days = [BEFORE, AFTER, datetime(2027, 3, 1)]
    files = [
        form(f"{day.year}.xlsx", "Heron", day, "North", *[letter * 8] * 4)
        for day, letter in zip(days, "rga", strict=True)
    ]
    output = report_ratings(files, "traffic-light", tmp_path / "out")
    assert "Change in North from 2025-03-01 to 2026-03-01: 32 up\n" in output
    assert "Change in North from 2026-03-01 to 2027-03-01: 32 down\n" in output


def test_contradictions_stop_and_nothing_is_written(form, tmp_path):
    first = form("a.xlsx", "Heron", AFTER, "North", *["gggggggg"] * 4)
    second = form("b.xlsx", "Heron", AFTER, "North", *["rrrrrrrr"] * 4)
    with pytest.raises(ReadError) as error:
        report_ratings([first, second], "traffic-light", tmp_path / "out")
    assert len(error.value.faults) == 32
    assert "... and 22 more faults." in str(error.value)
    assert not (tmp_path / "out").exists()


def test_notes_are_reported_and_text_of_raters_is_no_formula_in_the_tables(form, tmp_path):
    path = form("h.xlsx", "Heron", AFTER, "=North", *["gggggggg"] * 4, evidence=None)
    book = load_workbook(path)
    book["Target"]["H2"] = "+ see the plan"
    book["Target"]["H2"].data_type = "s"
    book["About"]["B6"].data_type = "s"
    book.create_sheet("Scratch")["A1"] = "x"
    book.save(path)
    output = report_ratings([path], "traffic-light", tmp_path / "out")
    assert "h.xlsx: sheets that are not read: 'Scratch'" in output
    assert rows(tmp_path / "out" / "without-evidence.csv")[0]["place"] == "'=North"
    assert rows(tmp_path / "out" / "without-evidence.csv")[0]["comment"] == "'+ see the plan"
