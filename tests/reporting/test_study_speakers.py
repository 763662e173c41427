"""Who speaks, as the study says it and as ``check`` and ``read`` print it."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from cs_research.cli.commands import app
from cs_research.errors import ResearchError
from cs_research.reporting.check import check_file

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
    assert "'Ann' 3 times (lines 1, 7, 13), 'Ben' 2 times (lines 5, 9), 'Parks' once (line 11)" in str(
        error.value
    )


@pytest.mark.parametrize(
    ("own", "settings", "told"),
    [
        (", speakers: labelled", "", "talk: 6 turns: Ann 3, Ben 2, Parks 1"),
        (", speakers: [Ann, Ben]", "", "talk: 5 turns: Ann 3, Ben 2"),
        (", speakers: none", "", "talk: 7 turns, no speakers"),
        ("", "settings: {speakers: labelled}\n", "talk: 6 turns: Ann 3, Ben 2, Parks 1"),
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
        "plain text, names of speakers 5 turns: Ann 3, Ben 2 9 words   "
        "note: before a colon or by itself, and read as words of the text (1): 'Parks: 1' "
    )


def test_read_of_a_doubtful_transcript_is_an_error_that_lists_the_names(study):
    ran = CliRunner().invoke(app, ["read", str(study().parent / "talk.txt")])
    assert ran.exit_code != 0
