"""The commands that write sources as text and move codings to a corrected transcript."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from cs_research.cli.commands import app
from cs_research.formats import read_transcript
from cs_research.study.load import load_study

OLD = "Int: Where?\n\nDan: We map the bark.\n\nInt: And?\n\nDan: We meet every week with the shops.\n"
NEW = "Int: Where, please?\n\nDan: We map the park.\n\nInt: And?\n\nDan: It is over.\n"
CODINGS = (
    "source,turn,coder,code,stance,quote,memo\n"
    "talk,2,AB,target.space,shown,We map the bark,\ntalk,4,AB,target.space,shown,every week with the shops,\n"
    "talk,1,AB,target.space,shown,Where,\nplan,1,AB,target.space,shown,We plan,\n"
)
STUDY = (
    "type: study\nid: a\ntitle: A\ninstrument: yjs-survey/2022\nframe: coding-frame/2023\npairing: pairing\n"
    "sites: [{id: A, label: Site A}]\nsources:\n"
    "  - {id: talk, file: FILE, site: A, kind: interview, date: 2024-05-01, roles: {Int: interviewer}}\n"
    "  - {id: plan, file: plan.txt, site: A, kind: strategy}\ncodings: [{file: CODINGS}]\n"
    "settings: {leave_out: [interviewer]}\n"
)


@pytest.fixture
def study(tmp_path):
    texts = {"talk.txt": OLD, "corrected.txt": NEW, "plan.txt": "We plan.\n\nMore.\n", "codings.csv": CODINGS}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    path = tmp_path / "study.yaml"
    path.write_text(STUDY.replace("FILE", "talk.txt").replace("CODINGS", "codings.csv"), encoding="utf-8")
    return path


def run(*arguments: object):
    ran = CliRunner().invoke(app, ["sources", *map(str, arguments)])
    return ran.exit_code, ran.stdout if ran.exit_code == 0 else str(ran.exception)


def test_codings_move_to_the_corrected_file_and_are_read_from_there(study):
    folder = study.parent
    code, printed = run("reanchor", study, "talk", folder / "corrected.txt", "--to", folder / "moved")
    assert code == 0
    assert "talk: 3 segments, 1 with the same words, 1 with changed words, 1 not placed\n" in printed
    assert "1 segment of other sources: as before" in printed
    assert "aligned: codings-2, target.space: 'We map the bark' -> 'We map the park'" in printed
    assert "not placed: codings-3, target.space: 'every week with the shops'" in printed
    assert (folder / "codings.csv").read_text(encoding="utf-8") == CODINGS
    study.write_text(STUDY.replace("FILE", "corrected.txt").replace("CODINGS", "moved/codings.csv"), encoding="utf-8")
    codings = load_study(study).codings.complete()
    assert [(each.source, each.turn, each.quote) for each in codings.segments] == [
        ("plan", 1, "We plan"), ("talk", 2, "We map the park"), ("talk", 1, "Where"),
    ]  # fmt: skip


def test_another_source_or_a_file_that_is_not_there_is_an_error_and_writes_nothing(study):
    folder = study.parent
    code, printed = run("reanchor", study, "tolk", folder / "corrected.txt", "--to", folder / "moved")
    assert (code, "source must be a source of the study that has a file, got 'tolk'" in printed) == (1, True)
    assert "talk" in printed.partition("Hint:")[2]
    assert run("reanchor", study, "talk", folder / "gone.txt", "--to", folder / "moved")[0] == 1
    assert not (folder / "moved").exists()


def test_sources_are_written_as_text_that_reads_back_with_all_turns(study):
    folder = study.parent / "texts"
    assert run("text", study, "--to", folder)[0] == 0
    assert sorted(path.name for path in folder.glob("[!.]*")) == ["plan.txt", "sources.csv", "talk.txt"]
    assert read_transcript(folder / "talk.txt").turns == read_transcript(study.parent / "talk.txt").turns
    assert (folder / "sources.csv").read_text(encoding="utf-8-sig").splitlines()[:2] == [
        "source,title,kind,site,date,speakers,roles,turns,words",
        "talk,talk,interview,A,2024-05-01,Int; Dan,Int: interviewer,4,13",
    ]
