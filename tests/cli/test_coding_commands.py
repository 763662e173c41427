"""The commands coding, words and agreement, and their functions, as a user types them."""

import pandas as pd
import pytest
from command_line import typed

import cs_research
from cs_research.errors import ResearchError


def test_words_shows_each_use_in_context_and_writes_it(demo_study, tmp_path):
    ran = typed("words", demo_study, "--term", "chooses to assoc*", "--to", tmp_path / "found.csv")
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert lines[0].startswith("a-focus-group ")
    assert lines[0].endswith("I still catch myself typing that he [chooses to associate].")
    assert lines[1] == "'chooses to assoc*': 1 use in 1 source"
    table = pd.read_csv(tmp_path / "found.csv")
    assert table[["source", "kind", "match"]].values.tolist() == [
        ["a-focus-group", "focus group", "chooses to associate"]
    ]


def test_a_word_that_nobody_uses_is_no_error(demo_study):
    assert typed("words", demo_study, "--term", "xyzzy").stdout == "'xyzzy': 0 uses in 0 sources\n"


@pytest.mark.parametrize(
    ("given", "mentioned"),
    [
        (("words", "STUDY", "--term", " "), ("term must have a word", "got ' '")),
        (("words", "STUDY", "--term", "a", "--to", "found.txt"), ("--to must end in .csv", "'found.txt'")),
        (("words", "STUDY"), ("--term",)),
        (("agreement", "STUDY", "--by", "cod"), ("--by must be", "got 'cod'", "did you mean 'code'?")),
        (("agreement", "STUDY", "--unit", "word"), ("unit must be 'character', 'turn' or 'sentence'", "got 'word'")),
        (("coding", "nowhere"), ("nowhere", "must exist")),
    ],
)
def test_wrong_arguments_end_with_a_sentence(demo_study, tmp_path, given, mentioned):
    ran = typed(*(demo_study if word == "STUDY" else word for word in given), cwd=tmp_path)
    assert ran.returncode == 2
    assert all(text in ran.stderr for text in mentioned)
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_agreement_prints_a_row_for_each_code_and_writes_the_disagreements(demo_study, tmp_path):
    ran = typed("agreement", demo_study, "--to", tmp_path / "out")
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert lines[0] == "15 of 15 sources count: two coders or more coded them."
    row = next(line for line in lines if line.startswith("partnerships.criminal_justice"))
    assert row.split() == [
        "partnerships.criminal_justice", "5", "of", "7", "98.9", "0.83", "0.83", "0.49", "to", "1.00", "0.99",
    ]  # fmt: skip
    differ = pd.read_csv(tmp_path / "out" / "disagreements.csv")
    assert len(differ) == 10
    names = {path.name for path in (tmp_path / "out").glob("*.csv")}
    assert names == {"agreement.csv", "coders.csv", "disagreements.csv"}


def test_the_functions_give_what_the_commands_print(demo_study):
    table = cs_research.coder_agreement(demo_study, by=["pair"])
    assert table["pair"].unique().tolist() == ["Coder 1 and Coder 2"]
    found = cs_research.find_words(demo_study, "safe*")
    assert len(found) == 34  # counted in fieldwork.yaml and strategies.yaml
    assert found["match"].str.casefold().str.startswith("safe").all()


STUDY = """type: study
id: small
title: Small
instrument: yjs-survey/2022
frame: coding-frame/2023
pairing: pairing
"""
SOURCES = """sites: [{id: A, label: Site A}]
sources: [{id: talk, file: talk.txt, site: A, kind: interview, speakers: labelled}]
codings: [{file: one.csv}]
"""


@pytest.fixture
def small(tmp_path):
    """Return the study of one talk in two files, coded by these coders."""

    def make(*coders):
        (tmp_path / "talk.txt").write_text("Ann: We draw their week.\n\nBen: Yes.\n", encoding="utf-8")
        rows = [f"talk,{coder},target.assessments,shown,We draw their week." for coder in coders]
        (tmp_path / "one.csv").write_text("\n".join(["source,coder,code,stance,quote", *rows, ""]), encoding="utf-8")
        path = tmp_path / "study.yaml"
        path.write_text(STUDY + SOURCES, encoding="utf-8")
        return path

    return make


def test_coding_writes_the_tables_and_figures_of_the_page(small, tmp_path):
    folder = cs_research.write_coding(small("R", "S"), tmp_path / "out")
    figures = {path.name for path in (folder / "figures").iterdir()}
    assert {"coding-agreement.svg", "coding-codes.png", "coding-codes-narrow.svg"} <= figures
    data = {path.name for path in (folder / "data").glob("*.csv")}
    assert {"coder_agreement.csv", "code_frequency.csv", "source_by_code.csv", "terms.csv"} <= data
    readme = (folder / "data" / "README.txt").read_text(encoding="utf-8")
    assert "code_saturation.csv" in readme


def test_a_study_without_sources_or_with_one_coder_is_an_error(small, tmp_path):
    path = tmp_path / "study.yaml"
    path.write_text(STUDY, encoding="utf-8")
    with pytest.raises(ResearchError, match=r"sources must be named by the study, got none"):
        cs_research.find_words(path, "safe")
    path = small("R")
    with pytest.raises(ResearchError, match=r"codings must have two coders or more, got R"):
        cs_research.coder_agreement(path)
    ran = typed("coding", path)
    assert ran.returncode == 0
    assert "agreement between coders cannot be calculated" in ran.stdout


def test_what_a_study_leaves_out_is_in_no_count_and_is_listed(small, tmp_path):
    path = small("R", "S")
    talk = "Ann: We draw their week.\n\nBen: Yes, a group.\n\nAnn: No group.\n"
    (tmp_path / "talk.txt").write_text(talk, encoding="utf-8")
    with (tmp_path / "one.csv").open("a", encoding="utf-8") as file:
        file.write('talk,S,target.group_work,shown,"Yes, a group."\n')
    roles = "settings: {roles: {Ben: interviewer, Ann: practitioner}, leave_out: [interviewer]}\n"
    path.write_text(STUDY + SOURCES + roles, encoding="utf-8")
    of_text = "role interviewer: 1 of 3 turns, 3 of 9 words"
    for given in (["coding", path], ["agreement", path], ["words", path, "--term", "group"]):
        ran = typed(*given)
        assert ran.returncode == 0, ran.stderr
        assert f"Left out of every count, by {of_text}, 1 of 3 segments." in " ".join(ran.stdout.split()), given
        assert ("stances are not compared" in ran.stdout) == (given[0] == "agreement")
    assert "'group': 1 use in 1 source" in ran.stdout
    for name, said in (
        ("tidy", "In the file, but left out of every count of the study, by"),
        ("matrix", "what the study leaves out of every count, by"),
    ):
        ran = typed("codings", "export", path, "--to", name, "--file", tmp_path / name)
        assert f"{said} {of_text}, 1 of 3 segments" in " ".join(ran.stdout.split())
    assert "Yes, a group." in (tmp_path / "tidy").read_text(encoding="utf-8")
    head, row = (line.split(",") for line in (tmp_path / "matrix").read_text(encoding="utf-8").splitlines())
    coded = dict(zip(head, row, strict=True))
    assert (coded["target.assessments"], coded["target.group_work"]) == ("1", "0")
