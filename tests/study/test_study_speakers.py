"""Who speaks, as the study says it and as ``check`` and ``read`` print it."""

from __future__ import annotations

import ast
import re
import shlex

import pytest
import yaml
from typer.testing import CliRunner

from cs_research.cli.commands import app
from cs_research.errors import ReadError, ResearchError
from cs_research.formats import read_transcript
from cs_research.formats.transcripts.hints import setting_of
from cs_research.study.check import check_file

TALK = "Ann: One.\n\nmore.\n\nBen: Two.\n\nAnn: Three.\n\nBen: Four.\n\nParks: are bad.\n\nAnn: Five.\n"


@pytest.fixture
def study(tmp_path):
    """A study of a talk and a plan, with these lines under the talk and under the settings."""

    def make(own: str = "", settings: str = ""):
        (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
        (tmp_path / "plan.txt").write_text("Manager 1: a\n\nManager 1: b\n", encoding="utf-8")
        path = tmp_path / "study.yaml"
        path.write_text(
            "type: study\nid: a\ntitle: A\ninstrument: yjs-survey/2022\nframe: coding-frame/2023\npairing: pairing\n"
            "sites: [{id: A, label: Site A}]\nsources:\n"
            f"  - {{id: talk, file: talk.txt, site: A, kind: interview{own}}}\n"
            f"  - {{id: plan, file: plan.txt, site: A, kind: strategy}}\n{settings}",
            encoding="utf-8",
        )
        return path

    return make


def test_a_doubtful_source_is_a_fault_of_the_study(study):
    with pytest.raises(ResearchError) as error:
        check_file(study())
    assert "'Ann' 3 times (lines 1, 7, 13), 'Ben' 2 times (lines 5, 9), 'Parks' once (line 11)" in str(error.value)


@pytest.mark.parametrize(
    ("own", "settings", "told"),
    [
        (", speakers: labelled", "", "talk: 6 turns: Ann (3), Ben (2), Parks (1)"),
        (", speakers: [Ann, Ben]", "", "talk: 5 turns: Ann (3), Ben (2)"),
        (", speakers: none", "", "talk: 7 turns, no speakers"),
        ("", "settings: {speakers: labelled}\n", "talk: 6 turns: Ann (3), Ben (2), Parks (1)"),
        (", speakers: none", "settings: {speakers: labelled}\n", "talk: 7 turns, no speakers"),
    ],
)
def test_the_study_settles_it_and_check_prints_who_speaks(study, own, settings, told):
    assert check_file(study(own, settings)).split("\n") == [
        "study a, no survey, 2 sources", f"    {told}", "    plan: 2 turns, no speakers",
    ]  # fmt: skip


@pytest.mark.parametrize("speakers", ["labeled", "[]", "{a: b}", '""'])
def test_another_word_is_a_fault_at_its_line(study, speakers):
    with pytest.raises(ResearchError) as error:
        check_file(study(f", speakers: {speakers}"))
    [fault] = error.value.faults
    assert fault.rule == "be labelled, none or a list of names"
    assert "line 9" in fault.place


def test_read_prints_who_speaks_in_a_transcript(study):
    path = study().parent / "talk.txt"
    ran = CliRunner().invoke(app, ["read", str(path), "--speakers", "Ann", "--speakers", "Ben"])
    assert ran.exit_code == 0
    assert ran.stdout.replace("\n", " ").endswith(
        "plain text, names of speakers 5 turns: Ann (3), Ben (2) 9 words   "
        "note: before a colon or by itself, and read as words of the text (1): 'Parks: 1' "
    )


def test_read_of_a_doubtful_transcript_is_an_error_that_lists_the_names(study):
    ran = CliRunner().invoke(app, ["read", str(study().parent / "talk.txt")])
    assert ran.exit_code != 0


def settings_in(hint: str, pattern: str) -> list[str]:
    """What a hint says to write, in order."""
    return re.findall(pattern, hint)


NAMES = ["Ann", "Ann Lee (YJS, Leeds)", 'Rob "Bob" Lee', "Yes", "Siân: 2", "O'Neill", "[Ann]", "王芳", "-Ann"]


@pytest.mark.parametrize("name", NAMES)
def test_a_hint_writes_a_name_so_that_it_is_read_back(name):
    assert yaml.safe_load(setting_of("study", [name])) == {"speakers": [name]}
    assert shlex.split(setting_of("command", [name]))[1:] == [name]
    assert ast.literal_eval(setting_of("python", [name]).removeprefix("speakers=")) == [name]


def test_each_hint_of_a_study_can_be_followed(study):
    with pytest.raises(ResearchError) as error:
        check_file(study())
    [fault] = error.value.faults
    assert "say in the study under this source what is meant" in fault.hint
    assert "read_transcript" not in fault.hint
    said = settings_in(fault.hint, r"speakers: (?:\[[^\]]*\]|\w+)")
    assert said == ["speakers: labelled", "speakers: none", "speakers: [Ann]"]
    for setting in said:
        assert check_file(study(f", {setting}"))


def test_each_hint_of_the_command_can_be_followed(study):
    path = study().parent / "talk.txt"
    ran = CliRunner().invoke(app, ["read", str(path)])
    hint = str(ran.exception).partition("Hint: ")[2] or " ".join(ran.stderr.split()).partition("Hint: ")[2]
    said = settings_in(hint, r"--speakers \w+")
    assert said == ["--speakers labelled", "--speakers none", "--speakers Ann"]
    for setting in said:
        again = CliRunner().invoke(app, ["read", str(path), *shlex.split(setting)])
        assert again.exit_code == 0


def test_a_word_and_a_name_together_are_an_error(study):
    path = study().parent / "talk.txt"
    ran = CliRunner().invoke(app, ["read", str(path), "--speakers", "labelled", "--speakers", "Ann"])
    assert isinstance(ran.exception, ResearchError)
    assert "--speakers must be one word, or names, got 'labelled' and 'Ann'" in str(ran.exception)


def test_where_hints_are_asked_in_is_one_of_three(study):
    path = study().parent / "talk.txt"
    with pytest.raises(ReadError, match="asked_in must be 'python', 'study' or 'command', got 'shell'"):
        read_transcript(path, asked_in="shell")
