"""What is behind a figure or table: the rows, items, codes and code, by hand counted in the made-up study."""

import csv

import pytest
from command_line import typed

from cs_research.cli.trace import Traced, find
from cs_research.errors import PublishError


@pytest.fixture(scope="module")
def made_up(demo_study):
    """The made-up study, read and measured once."""
    return Traced(demo_study)


@pytest.fixture(scope="module")
def answers(made_up):
    return made_up.text("answers-target")


def line_of(text, start):
    (line,) = [line for line in text.splitlines() if line.startswith(start)]
    return line


def test_a_figure_of_answers_leads_to_items_and_rows_of_the_export(answers, demo_study):
    assert answers.startswith(
        "answers-target, on the page 'target'\nTable distribution: cs_research/results/survey.py, line "
    )
    items = [line.split()[1] for line in answers.splitlines() if line.startswith("Item ")]
    assert items == ["assess_contexts:", "record_contexts:"]
    line = line_of(answers, "Item assess_contexts")
    rows = {
        number
        for part in line.rsplit(": ", 1)[1].split(", ")
        for first, _, last in [part.partition(" to ")]
        for number in range(int(first), int(last or first) + 1)
    }
    with (demo_study.parent / "survey" / "qualtrics.csv").open(encoding="utf-8", newline="") as stream:
        written = list(csv.reader(stream))
    (column,) = [
        place
        for place, text in enumerate(written[1])
        if "assesses harm from outside the family in the settings" in text
    ][:1]
    left = {4, 5, 6, 7, 48, 49}  # previews, a test, a duplicate, unfinished
    scored = {
        number for number, row in enumerate(written, 1) if number > 3 and row[column].strip() and number not in left
    }
    assert rows == scored
    assert f"{len(scored)} rows of survey/qualtrics.csv" in line


def test_a_table_of_practices_leads_to_codes_and_segments(made_up, demo_study):
    text = made_up.text("tables/practices-outcomes.html")
    wanted = {}
    for coder in (1, 2):
        with (demo_study.parent / "codings" / f"coder-{coder}.csv").open(encoding="utf-8") as stream:
            for number, row in enumerate(csv.DictReader(stream), start=2):
                wanted.setdefault(row["code"], []).append(f"coder-{coder}-{number}")
    for code in ("outcomes.goals", "outcomes.highlighting"):
        line = line_of(text, f"Code {code}:")
        assert f"{len(wanted[code])} segments" in line
        assert [part for part in wanted[code] if part not in line] == []
    assert "Item " not in text


def test_earlier_waves_and_derived_tables_are_behind_a_trend(made_up):
    text = made_up.text("data/trend.csv")
    assert "from change: " in text
    assert "of survey/2021.csv answer it" in text
    assert "of survey/qualtrics.csv answer it" in text


def test_settings_and_the_version_of_the_code_are_behind_every_number(answers):
    assert "minimum_base: 5" in answers
    assert line_of(answers, "Code: cs-research 0.1.0, SHA-256 ")


def test_every_figure_and_table_of_a_report_has_an_id(demo_report, made_up):
    for folder in ("figures", "tables", "data"):
        for path in (demo_report / folder).iterdir():
            if path.name != "README.txt":
                assert find(path.name, made_up.shown, made_up.release)
    assert [name for name, frames in made_up.shown.items() if not frames and name in made_up.pages] == []


def test_an_unknown_id_ends_with_a_near_one(made_up, tmp_path):
    with pytest.raises(PublishError, match="did you mean 'answers-target'"):
        made_up.text("answer-target")
    assert typed("trace", "gap", tmp_path / "none.yaml", cwd=tmp_path).returncode == 2
    assert list(tmp_path.iterdir()) == []
