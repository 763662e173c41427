"""The level of a reproducible analytical pipeline: each line from the files of a study."""

import shutil

import pytest
from command_line import typed

from cs_research._files import write_text
from cs_research.study.pipeline import rap_lines, reached

QA = """type: log
id: checks
version: "1"
kind: qa
entries:
  - {id: one, date: 2022-07-01, text: Recomputed., by: A, signed: B, signed_on: 2022-07-02}
"""


@pytest.fixture
def study(demo_study, tmp_path):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    return tmp_path / "study"


def missing(study):
    return [line.asks for line in rap_lines(study) if not line.met]


def complete(study):
    """Add what each line asks for."""
    write_text(study / ".git" / "HEAD", "ref: refs/heads/main\n")
    write_text(study / ".git" / "refs" / "heads" / "main", "0" * 40 + "\n")
    write_text(study / "README.md", "cs-research run . --to report\nPublished at https://example.org/report\n")
    write_text(study / "qa.yaml", QA)
    with (study / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("\nlogs: [qa.yaml]\n")
    write_text(study / "requirements.txt", "cs-research==0.1.0\n")
    write_text(study / ".github" / "workflows" / "run.yml", "on: {schedule: []}\nrun: cs-research run .\n")
    write_text(study / "CHANGELOG.md", "First.\n")


def test_a_study_of_files_only_reaches_no_level(study):
    assert reached(rap_lines(study)) == ""
    assert missing(study) == [
        "the study file and definitions are under version control",
        "a README gives the steps to make the results again",
        "somebody else reviewed it",
        "code is published, and linked with the report",
        "versions of dependencies are given",
        "a server checks every change",
        "it runs on a schedule or when data arrive",
        "changes are listed",
    ]


def test_with_all_of_it_the_study_is_gold(study):
    complete(study)
    assert missing(study) == []
    assert reached(rap_lines(study)) == "gold"


@pytest.mark.parametrize(
    ("name", "text", "line", "level"),
    [
        (".git/refs/heads/main", None, "the study file and definitions are under version control", ""),
        ("README.md", "Ask us. https://example.org\n", "a README gives the steps to make the results again", ""),
        ("README.md", "cs-research run .\n", "code is published, and linked with the report", ""),
        ("qa.yaml", QA.replace(", signed: B, signed_on: 2022-07-02", ""), "somebody else reviewed it", ""),
        ("requirements.txt", "pandas\n", "versions of dependencies are given", "baseline"),
        ("own.R", "x <- 1\n", "tests check the code", "baseline"),
        (".github/workflows/run.yml", "on: {}\nrun: make\n", "a server checks every change", "silver"),
        ("CHANGELOG.md", None, "changes are listed", "silver"),
    ],
)
def test_without_one_line_the_level_is_below(study, name, text, line, level):
    complete(study)
    if text is None:
        (study / name).unlink()
    else:
        write_text(study / name, text)
    assert line in missing(study)
    assert reached(rap_lines(study)) == level


def test_check_prints_the_level_with_the_evidence(study, tmp_path):
    ran = typed("check", study, "--rap", cwd=tmp_path)
    assert ran.returncode == 0
    assert "no level of baseline, silver and gold" in ran.stdout
    assert "  no   somebody else reviewed it: no log of the kind qa under logs" in ran.stdout
    assert typed("check", tmp_path / "none", "--rap", cwd=tmp_path).returncode == 2
