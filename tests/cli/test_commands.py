"""The command line as a new user types it, wrong arguments included."""

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from command_line import typed

from cs_research._files import shipped, write_text


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file())


@pytest.fixture
def study(demo_study, tmp_path):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    return tmp_path / "study" / "study.yaml"


def test_demo_writes_a_study_and_reports_and_prints_where_they_are(tmp_path):
    ran = typed("demo", "--to", "d", "--formats", "html", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    lines = ran.stdout.splitlines()
    assert lines[0] == f"Made-up study: {Path('d') / 'study' / 'study.yaml'}"
    assert lines[1] == f"Its reports, to open in a browser: {(tmp_path / 'd' / 'report' / 'index.html').resolve()}"
    assert (tmp_path / "d" / "report" / "index.html").is_file()
    assert typed("demo", "--to", "d", "--formats", "html", cwd=tmp_path).returncode == 0


def test_init_then_check_then_run(tmp_path):
    assert (
        typed("init", "mine", cwd=tmp_path).stdout
        == "Fill in mine/study.yaml, then: cs-research check mine/study.yaml\n"
    )
    assert typed("check", "mine", cwd=tmp_path).stdout == "ok  mine/study.yaml  study our-study, no survey, 0 sources\n"
    assert typed("run", "mine/study.yaml", "--to", "out", "--formats", "html", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out" / "target.html").is_file()


def test_check_says_what_sound_files_hold(study):
    ran = typed("check", study, study.parent, shipped("instruments"))
    assert ran.returncode == 0
    said = ran.stdout.splitlines()
    assert (
        said[0]
        == f"ok  {study}  study made-up-2022, 57 of 63 rows kept, 50 of 50 rows kept in 2021, a register of 157 services, 15 sources, 335 segments"
    )
    assert said.count(said[0]) == 2  # by its own name, and in its folder
    for told in (
        "coding frame coding-frame/2023: 31 codes, 17 practices",
        "coding frame coding-frame/2024: 53 codes, 17 practices",
        "pairing pairing/1: 4 claims",
        "rubric traffic-light/1: 96 descriptors in 32 cells",
        "instrument yjs-survey/2022: 16 items, 9 scales",
    ):
        assert any(line.endswith(told) for line in said), told


def test_check_lists_every_fault_of_every_file_once(study, tmp_path):
    for name in ("a", "b"):
        text = shipped("instruments", "yjs-survey", "2022.yaml").read_text(encoding="utf-8")
        write_text(tmp_path / "defs" / f"{name}.yaml", text.replace("scale: confidence", "scale: confidense"))
    coder = study.parent / "codings" / "coder-1.csv"
    write_text(coder, coder.read_text(encoding="utf-8").replace("target.assessments", "target.asessments"))
    ran = typed("check", tmp_path / "defs", study)
    assert ran.returncode == 2
    assert [line[:2] for line in ran.stdout.splitlines()] == ["--", "--", "--"]
    assert ran.stderr.count("got 'confidense'") == 4
    assert ran.stderr.count("near: 'target.assessments'") == 1
    assert "Traceback" not in ran.stderr


def test_read_accounts_for_every_row_and_prints_the_answers(study):
    ran = typed("read", study.parent / "survey" / "qualtrics.csv", "--instrument", "yjs-survey/2022")
    assert ran.returncode == 0
    assert "63 rows read, 57 kept" in ran.stdout
    assert "  row 7 left out: duplicate (same service as row 28, which is later)" in ran.stdout
    assert "16 of 16 items of yjs-survey/2022 found" in ran.stdout
    assert (
        "assess_contexts: Assessing harm in the contexts where young people spend time (n = 55, 2 blank)" in ran.stdout
    )
    chosen_by_nobody = [line for line in ran.stdout.splitlines() if line.startswith("  nobody chose")]
    assert any("'4'" in line and line.endswith(" of 'measure_safety'") for line in chosen_by_nobody)
    assert len(chosen_by_nobody) == len({line.rpartition(" of ")[2] for line in chosen_by_nobody})


def test_read_with_a_column_of_another_name_and_rows_kept(tmp_path):
    write_text(
        tmp_path / "i.yaml",
        """type: instrument
id: small
version: "1"
title: Small
source: {title: T, publisher: P, year: 2023}
scales: [{id: s, points: [{id: low, label: Low}, {id: high, label: High}]}]
items: [{id: q, kind: single, text: Q, scale: s, source: x}]
""",
    )
    write_text(tmp_path / "e.csv", "answer,status\nLow,live\nHigh,preview\nhihg,live\n")
    words = ("read", "e.csv", "--instrument", "i.yaml", "--column", "q=answer")
    ran = typed(*words, cwd=tmp_path)
    assert ran.returncode == 2
    for part in ("e.csv, row 4: ", "'q'", "'Low' or 'High'", "got 'hihg'", "Hint: did you mean 'High'?"):
        assert part in ran.stderr
    ran = typed(*words, "--unknown", "blank", "--keep", "preview", cwd=tmp_path)
    assert ran.returncode == 0
    assert "3 rows read, 3 kept" in ran.stdout
    assert "read as blank: 'hihg' is no answer of 'q' (rows 4)" in ran.stdout
    assert "q: Q (n = 2, 1 blank)" in ran.stdout


def broken(study, how):
    """Break one thing of the study; what the message must say."""
    folder = study.parent
    export, coder = folder / "survey" / "qualtrics.csv", folder / "codings" / "coder-1.csv"
    text = export.read_text(encoding="utf-8")
    if how == "missing":
        export.unlink()
        return f"{study}, line 12, survey: file must exist, got nothing at {export}."
    if how == "empty":
        export.write_bytes(b"")
        return "qualtrics.csv: file must have content, got an empty file."
    if how == "encoding":
        export.write_bytes(text.replace("Another role", "Caf\u00e9 owner").encode("cp1252"))
        return "file must be UTF-8 text, got the byte 0xe9."
    if how == "label":
        write_text(export, text.replace("Very good", "Vrey good"))
        return "answer of 'knowledge' must be 'Poor', 'Fair', 'Good', 'Very good' or 'Excellent', got 'Vrey good' 24 times."
    if how == "code":
        write_text(coder, coder.read_text(encoding="utf-8").replace("target.group_work", "target.groupwork"))
        return "code must be a code of frame coding-frame/2023, got 'target.groupwork'"
    path = folder / "own.yaml"
    shipped_text = shipped("instruments", "yjs-survey", "2022.yaml").read_text(encoding="utf-8")
    write_text(path, shipped_text.replace("scale: knowledge", "scale: knowlege"))
    write_text(
        study,
        study.read_text(encoding="utf-8").replace("instrument: yjs-survey/2022", "instrument: own.yaml"),
    )
    return "items[knowledge]: scale must be one of the file's scales,"


@pytest.mark.parametrize("how", ["missing", "empty", "encoding", "label", "code", "scale"])
def test_bad_input_gives_one_clear_error_and_no_output(study, how):
    said = broken(study, how)
    before = files(study.parent.parent)
    ran = typed("run", study, "--to", study.parent.parent / "out")
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stdout == ""
    assert files(study.parent.parent) == before


def test_a_column_twice_is_told(study):
    export = study.parent / "survey" / "qualtrics.csv"
    text = export.read_text(encoding="utf-8")
    head = text.split("\n", 1)[0]
    write_text(export, text.replace(head, head.replace(",Q2,", ",role,").replace(",Q3,", ",Role,"), 1))
    ran = typed("run", study, "--to", study.parent.parent / "out")
    assert ran.returncode == 2
    assert "column of 'role' must be there once, got 'role' (column" in ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "none.yaml", "--to", "out"), "none.yaml: study must exist"),
        (("run", "none.yaml"), "Missing option '--to'"),
        (("check",), "Missing argument"),
        (("check", "nowhere"), "nowhere: file must exist"),
        (("read", "e.csv", "--instrument", "yjs-survey/202"), "did you mean 'yjs-survey/2022'?"),
        (
            ("read", "e.csv", "--instrument", "yjs-survey/2022", "--column", "knowledge"),
            "option must be ITEM=COLUMN",
        ),
        (
            ("read", "e.csv", "--instrument", "yjs-survey/2022", "--unknown", "skip"),
            "unknown must be 'error' or 'blank'",
        ),
        (
            ("read", "e.csv", "--instrument", "yjs-survey/2022", "--keep", "previews"),
            "did you mean 'preview'?",
        ),
        (("rnu",), "No such command 'rnu'"),
        (
            ("demo", "--engine", "latex", "--to", "d"),
            "engine must be 'auto', 'embedded' or 'quarto', got 'latex'.",
        ),
    ],
)
def test_wrong_arguments_end_with_status_2_and_a_sentence(tmp_path, words, said):
    write_text(tmp_path / "e.csv", "knowledge\nGood\n")
    ran = typed(*words, cwd=tmp_path)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_demo_with_wrong_options_writes_nothing(tmp_path):
    assert typed("demo", "--formats", "odt", "--to", "d", cwd=tmp_path).returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    ran = typed("init", tmp_path / "file" / "study")
    assert ran.returncode == 2
    assert "must be readable and writable" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_run_takes_the_folder_of_a_study_too(study):
    ran = typed("run", study.parent, "--to", study.parent.parent / "out", "--formats", "html", "--only", "methods")
    assert ran.returncode == 0, ran.stderr
    assert sorted(path.name for path in (study.parent.parent / "out").glob("*.html")) == ["methods.html"]


def test_a_missing_question_that_the_pairing_needs_is_told_and_may_be_passed_over(study):
    export = study.parent / "survey" / "qualtrics.csv"
    text = export.read_text(encoding="utf-8")
    wording = "How would you rate your own knowledge and understanding of Contextual Safeguarding?"
    write_text(export, text.replace(wording, "Another wording").replace(",Q6,", ",knowlege,", 1))
    ran = typed("check", study)
    assert ran.returncode == 2
    for part in (
        f"{export}: columns",
        "'knowledge'",
        "did you mean 'knowlege'?",
        "survey.columns",
        "survey.without",
    ):
        assert part in ran.stderr
    write_text(
        study,
        study.read_text(encoding="utf-8").replace('  wave: "2022"', '  wave: "2022"\n  without: [knowledge]'),
    )
    assert typed("check", study).returncode == 0


def test_a_student_extends_the_frame_and_moves_the_codings(study, tmp_path):
    words = ("frame", "extend", "coding-frame/2023", "--to", "own.yaml")
    assert typed(*words, cwd=tmp_path).returncode == 0
    assert "file must be new, got something that exists" in typed(*words, cwd=tmp_path).stderr
    assert (
        typed("check", "own.yaml", cwd=tmp_path).stdout == "ok  own.yaml  coding frame own/1: 32 codes, 17 practices\n"
    )
    assert typed("frame", "diff", "coding-frame/2023", "own.yaml", cwd=tmp_path).stdout == "added     own.example\n"
    ran = typed("frame", "migrate", study, "--frame", "coding-frame/2024", "--to", "moved", cwd=tmp_path)
    assert ran.stdout.startswith("coding-frame/2023 to coding-frame/2024: 335 segments before, 335 after;")
    text = study.read_text(encoding="utf-8").replace("coding-frame/2023", "coding-frame/2024")
    shutil.copy(tmp_path / "moved" / "codings.csv", study.parent / "codings" / "moved.csv")
    write_text(study, text[: text.index("codings:")] + "codings:\n  - file: codings/moved.csv\n")
    assert "15 sources, 335 segments\n" in typed("check", study).stdout


def test_the_version_is_that_of_the_installed_package():
    ran = typed("--version")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"cs-research {version('cs-research')}\n", "")


def test_without_words_the_commands_are_listed():
    ran = typed()
    for command in ("demo", "init", "check", "read", "run"):
        assert command in ran.stdout + ran.stderr


@pytest.mark.parametrize("words", [["--help"], ["frame", "--help"], ["instrument", "--help"]])
def test_help_names_every_command_in_one_whole_line(words):
    ran = subprocess.run(
        [sys.executable, "-m", "cs_research", *words],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "80"},
    )
    commands = ran.stdout.partition("Commands:\n")[2].splitlines()
    assert len(commands) >= 6
    for line in commands:
        assert re.fullmatch(r"  [a-z-]+ +[A-Z].*\.", line), line
        assert not line.endswith("..."), line
