"""``cs-research map`` for codings: the study again, with what is certain and what is left to choose."""

from __future__ import annotations

import csv
import re
import shutil

import pytest
from command_line import typed

from cs_research.cli.coding_map import map_codings
from cs_research.errors import DefinitionError
from cs_research.study.load import load_study


@pytest.fixture
def study(demo_study, tmp_path):
    """The made-up study, and beside its own codings a table of Taguette with other names and no coder."""
    shutil.copytree(demo_study.parent, tmp_path / "study")
    folder = tmp_path / "study"
    rows = list(csv.DictReader((folder / "codings" / "coder-1.csv").read_text(encoding="utf-8").splitlines()))
    with (folder / "codings" / "new.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("id", "document", "tag", "content"))
        for number, row in enumerate(rows, start=1):
            document = row["source"].replace("a-interview", "interview of a")
            tag = row["code"].replace("target.assessments", "target.asessments")
            tag += "" if row["stance"] == "shown" else f".{row['stance']}"
            writer.writerow((number, document, tag, row["quote"]))
    path = folder / "study.yaml"
    path.write_text(re.sub(r"    coded_by: .*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def chosen(text, *choices):
    """The text of a study with some choices taken."""
    for choice in choices:
        text, found = re.subn(rf"# \? (?={choice})", "", text)
        assert found == 1, choice
    return text


def test_the_choices_that_are_taken_make_the_study_readable(study, demo_data):
    to = study.with_name("mapped.yaml")
    said = map_codings(study.parent / "codings" / "new.csv", study, to)
    assert "14 of 15 documents and 29 of 30 codes are the study's, 4 choices left" in said
    text = to.read_text(encoding="utf-8")
    assert text.startswith(study.read_text(encoding="utf-8").split("codings:")[0])
    text = chosen(
        text, r"sources:\n", r'"interview of a": a-interview', r"codes:\n",
        r'"target > asessments": target.assessments', r"coder: …", r"stance: \{by: code, otherwise: shown\}",
    )  # fmt: skip
    text = text.replace("coder: …  #", "coder: Third  #")
    to.write_text(text, encoding="utf-8")
    third = [it for it in load_study(to).codings.segments if it.coder == "Third"]
    first = [it for it in demo_data.codings.segments if it.coder == "Coder 1"]
    keys = ("source", "turn", "start", "end", "code", "stance")
    assert [[getattr(it, key) for key in keys] for it in third] == [[getattr(it, key) for key in keys] for it in first]


def test_an_entry_of_the_study_is_replaced_and_keeps_its_settings(study):
    text = study.read_text(encoding="utf-8")
    entry = "  - file: codings/new.csv\n    coder: Third\n    stance: {by: code, otherwise: shown}\n"
    study.write_text(text.replace("codings:\n", f"codings:\n{entry}"), encoding="utf-8")
    to = study.with_name("mapped.yaml")
    assert "2 choices left" in map_codings(study.parent / "codings" / "new.csv", study, to)
    written = to.read_text(encoding="utf-8")
    assert written.count("codings/new.csv") == 1
    assert '    coder: "Third"\n    stance: {"by": "code", "otherwise": "shown"}\n' in written
    assert written.split("codings:")[1].count("- file: codings/coder-") == 2


def test_a_study_without_codings_gets_them(study):
    text = study.read_text(encoding="utf-8")
    study.write_text(re.sub(r"codings:\n(?:[ -].*\n)+|decisions:.*\n|judgements:.*\n", "", text), encoding="utf-8")
    to = study.with_name("mapped.yaml")
    map_codings(study.parent / "codings" / "coder-1.csv", study, to)
    text = to.read_text(encoding="utf-8")
    assert text.split("\ncodings:\n")[1].startswith('  - file: "codings/coder-1.csv"  # table: 167 coded passages')
    assert len(load_study(to).codings.segments) == 167


def test_the_new_study_is_beside_the_old(study, tmp_path):
    with pytest.raises(DefinitionError, match="be in the folder of"):
        map_codings(study.parent / "codings" / "new.csv", study, tmp_path / "elsewhere.yaml")


def test_the_command_says_which_option_is_for_what(tmp_path):
    ran = typed("map", "x.csv", "--to", "y.yaml", cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "--instrument for a survey, or --study for codings, got neither" in ran.stderr
