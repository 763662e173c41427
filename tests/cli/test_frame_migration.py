"""Moving a study to an extended frame in two steps: decisions listed, then filled in and applied; the pairing too."""

from __future__ import annotations

import csv

import pytest
from typer.testing import CliRunner

from cs_research.cli.commands import app
from cs_research.definitions import load_pairing
from cs_research.study.load import load_study

FRAME = """type: coding-frame
id: ours
version: "1"
extends: coding-frame/2023
title: Ours
source: {title: t, publisher: p, year: 2024}
codes:
  - {id: target.parks, group: target, label: Parks, definition: Parks., use_when: u, not_when: n, example: e, source: s}
  - {id: target.shops, group: target, label: Shops, definition: Shops., use_when: u, not_when: n, example: e, source: s}
changes:
  - {kind: split, codes: [target.space], into: [target.parks, target.shops], reason: They differ.}
  - {kind: retire, codes: [target.reflection], reason: Nobody used it.}
"""
TEXT = "We map the park. We meet the shops. We do both. We reflect. We goal.\n"
CODINGS = (
    "source,turn,coder,code,stance,quote,memo\n"
    "plan,1,AB,target.space,shown,We map the park.,\nplan,1,AB,target.space,shown,We do both.,\n"
    "plan,1,CD,target.space,shown,We meet the shops.,\nplan,1,AB,target.reflection,shown,We reflect.,\n"
    "plan,1,AB,outcomes.goals,shown,We goal.,\n"
)
STUDY = (
    "type: study\nid: a\ntitle: A\ninstrument: yjs-survey/2022\nframe: FRAME\npairing: PAIRING\n"
    "sites: [{id: A, label: Site A}]\nsources: [{id: plan, file: plan.txt, site: A, kind: strategy}]\n"
    "codings: [{file: CODINGS}]\n"
)


@pytest.fixture
def study(tmp_path):
    for name, text in {"plan.txt": TEXT, "codings.csv": CODINGS, "ours.yaml": FRAME}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return write(tmp_path, "coding-frame/2023", "pairing", "codings.csv")


def write(folder, frame, pairing, codings):
    path = folder / "study.yaml"
    path.write_text(
        STUDY.replace("FRAME", frame).replace("PAIRING", pairing).replace("CODINGS", codings), encoding="utf-8"
    )
    return path


def migrate(study, *more: object, to: str = "moved"):
    folder = study.parent
    words = ["frame", "migrate", study, "--frame", folder / "ours.yaml", "--to", folder / to, *more]
    ran = CliRunner().invoke(app, list(map(str, words)))
    return ran.stdout if ran.exit_code == 0 else str(ran.exception)


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def fill(path, decisions):
    """Write the list of decisions again with these in its last column."""
    table = rows(path)
    filled = path.with_name("filled.csv").parent.parent / "filled.csv"
    with filled.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, table[0].keys())
        writer.writeheader()
        writer.writerows({**row, "decision": decisions.get(row["segment"], "")} for row in table)
    return filled


def test_decisions_are_listed_with_a_column_to_fill_in(study):
    printed = migrate(study)
    assert "5 segments before, 5 after; 0 were given a new code, 4 need a person's decision" in printed
    assert "To decide: write a code, several, or none in the column decision, then add --decisions FILE" in printed
    table = rows(study.parent / "moved/decisions.csv")
    assert [(row["segment"], row["code"], row["candidates"], row["decision"]) for row in table] == [
        ("codings-2", "target.space", "target.parks target.shops", ""),
        ("codings-3", "target.space", "target.parks target.shops", ""),
        ("codings-4", "target.space", "target.parks target.shops", ""),
        ("codings-5", "target.reflection", "", ""),
    ]


def test_decisions_that_are_filled_in_are_applied_and_the_others_stay_open(study):
    folder = study.parent
    migrate(study)
    filled = fill(
        folder / "moved/decisions.csv",
        {"codings-2": "target.parks", "codings-3": "target.parks, target.shops", "codings-5": "none"},
    )
    printed = migrate(study, "--decisions", filled, to="decided")
    assert "5 segments before, 5 after; 0 were given a new code, 1 need a person's decision" in printed
    assert f"Decided in {filled}: 3, 1 left out" in printed
    assert [(row["code"], row["quote"]) for row in rows(folder / "decided/codings.csv")] == [
        ("target.parks", "We map the park."), ("target.parks", "We do both."), ("target.shops", "We do both."),
        ("target.space", "We meet the shops."), ("outcomes.goals", "We goal."),
    ]  # fmt: skip
    assert [row["quote"] for row in rows(folder / "decided/left-out.csv")] == ["We reflect."]
    assert [(row["segment"], row["decision"]) for row in rows(folder / "decided/decisions.csv")] == [
        ("codings-4", ""), ("codings-2", "target.parks"), ("codings-3", "target.parks target.shops"),
        ("codings-5", "none"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("decisions", "message"),
    [
        (
            {"codings-2": "target.park"},
            "row 2: decision must be 'target.parks', 'target.shops' or 'none', got 'target.park'",
        ),
        ({"codings-2": "target.parks none"}, "decision must be 'target.parks', 'target.shops' or 'none', got 'none'"),
        ({"codings-5": "target.space"}, "row 5: decision must be "),
    ],
)
def test_a_decision_for_another_code_is_an_error_and_nothing_is_written(study, decisions, message):
    migrate(study)
    filled = fill(study.parent / "moved/decisions.csv", decisions)
    assert message in migrate(study, "--decisions", filled, to="decided")
    assert not (study.parent / "decided").exists()


def test_a_list_of_other_codings_is_an_error(study):
    migrate(study)
    filled = fill(study.parent / "moved/decisions.csv", {"codings-2": "target.parks", "codings-5": "none"})
    lines = CODINGS.splitlines()
    (study.parent / "codings.csv").write_text("\n".join([lines[0], *lines[2:]]) + "\n", encoding="utf-8")
    printed = migrate(study, "--decisions", filled, to="decided")
    assert "segment must be one that needs a decision, got 'codings-5'" in printed


def test_the_pairing_is_written_with_the_new_evidence_and_the_study_moves_to_it(study):
    folder = study.parent
    printed = migrate(study)
    assert "Evidence of the pairing: target.space is now target.parks, target.shops" in printed
    assert "Evidence of the pairing: target.reflection was retired; name another in pairing.yaml" in printed
    pairing = load_pairing(folder / "moved/pairing.yaml")
    evidence = pairing.claims[0].evidence
    assert evidence[-2:] == ("target.parks", "target.shops")
    assert "target.reflection" in evidence
    path = folder / "moved/pairing.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("      - target.reflection\n", ""), encoding="utf-8")
    moved = load_study(write(folder, "ours.yaml", "moved/pairing.yaml", "moved/codings.csv"))
    assert moved.frame.key == "ours/1"
    assert len(moved.codings.segments) == 5


def test_an_old_pairing_with_the_new_frame_names_its_file_and_the_successors(study):
    ran = CliRunner().invoke(app, ["check", str(write(study.parent, "ours.yaml", "pairing", "codings.csv"))])
    printed = " ".join(ran.output.split())
    assert (
        "pairing.yaml, claims[assess_and_record]: evidence must be a practice of frame ours/1, got 'target.space'"
        in printed
    )
    assert (
        "ours/1 split it into 'target.parks' and 'target.shops'; 'cs-research frame migrate' writes a pairing"
        in printed
    )
