"""What ``read`` says of an export, and what a study settles where a column of it fits no option."""

from __future__ import annotations

import csv
import shutil

import pytest

from cs_research.cli.read import summarise_responses
from cs_research.errors import ResearchError
from cs_research.formats import read_survey
from cs_research.study.check import check_file


def test_many_rows_that_are_left_out_are_a_line_for_each_reason(tmp_path, instrument):
    path = tmp_path / "a.csv"
    rows = "".join(f"{'Partial' if at % 2 else 'test'},Good\n" for at in range(60))
    path.write_text(f"status,knowledge\n{rows}live,Good\n", encoding="utf-8")
    lines = summarise_responses(read_survey(path, instrument)).split("\n")
    first = ", ".join(str(row) for row in range(2, 42, 2))
    assert lines[2] == f"  30 rows left out: test (rows {first} and 10 more)"
    assert lines[3].startswith("  30 rows left out: unfinished (rows 3, 5, ")
    assert not any(line.startswith("  row ") for line in lines)


def test_few_rows_that_are_left_out_are_a_line_each(tmp_path, instrument):
    path = tmp_path / "a.csv"
    path.write_text("status,knowledge\nPartial,Good\nComplete,Poor\n", encoding="utf-8")
    lines = summarise_responses(read_survey(path, instrument)).split("\n")
    assert lines[2] == "  row 2 left out: unfinished (status Partial)"


@pytest.fixture
def odd_study(demo_study, tmp_path):
    """The made-up study with one more column at a choose-all question, which is no option of it."""
    folder = tmp_path / "study"
    shutil.copytree(demo_study.parent, folder)
    path = folder / "survey" / "qualtrics.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        names, texts, numbers, *rows = csv.reader(stream)
    at = names.index("Q13_1")
    names.append("Q13_99")
    texts.append(f"{texts[at].rsplit(' - ', 1)[0]} - None of these")
    numbers.append('{"ImportId":"QID13_99"}')
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([names, texts, numbers, *([*row, "1"] for row in rows)])
    return folder / "study.yaml"


@pytest.mark.parametrize("setting", ["  ignore: [Q13_99]\n", "  columns: {barriers.legal: Q13_99}\n"])
def test_a_study_settles_what_a_column_that_fits_no_option_is(odd_study, setting):
    with pytest.raises(ResearchError, match=r"option column 'Q13_99' of 'barriers' must be one of the options"):
        check_file(odd_study)
    text = odd_study.read_text(encoding="utf-8")
    if "columns" in setting:  # the option's own column is then the odd one
        setting += "  ignore: [Q13_11]\n"
    head = "  file: survey/qualtrics.csv\n"
    odd_study.write_text(text.replace(head, head + setting), encoding="utf-8")
    assert "57 of 63 rows kept" in check_file(odd_study)
