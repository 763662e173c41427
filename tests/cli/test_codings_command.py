"""The commands for codings: what they write, and what a new user meets on the way."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile

import pyreadstat
import pytest
import yaml
from command_line import typed

from cs_research.study.load import load_study


@pytest.fixture(scope="module")
def exported(demo_study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported")
    for name in ("qdpx", "tidy", "matrix", "matrix-sav"):
        ran = typed("codings", "export", demo_study, "--to", name, cwd=folder)
        assert ran.returncode == 0, ran.stderr
        (folder / f"{name}.log").write_text(ran.stdout, encoding="utf-8")
    return folder


def test_every_format_is_named_after_the_study(exported):
    assert sorted(path.name for path in exported.glob("made-up*")) == [
        "made-up-2022-codings.csv", "made-up-2022-matrix.csv", "made-up-2022-matrix.sav", "made-up-2022.qdpx",
    ]  # fmt: skip


def with_codings(demo_study, folder, file):
    shutil.copytree(demo_study.parent, folder)
    shutil.copy(file, folder / "codings" / file.name)
    study = yaml.safe_load((folder / "study.yaml").read_text(encoding="utf-8"))
    study["codings"] = [{"file": f"codings/{file.name}"}]
    (folder / "study.yaml").write_text(yaml.safe_dump(study, sort_keys=False), encoding="utf-8")
    return load_study(folder / "study.yaml")


@pytest.mark.parametrize("name", ["made-up-2022.qdpx", "made-up-2022-codings.csv"])
def test_what_is_exported_is_read_again_with_no_settings(exported, demo_study, demo_data, tmp_path, name):
    def facts(codings):
        return sorted(
            (it.source, it.turn, it.start, it.end, it.code, it.stance, it.coder, it.memo) for it in codings.segments
        )

    again = with_codings(demo_study, tmp_path / "again", exported / name)
    assert facts(again.codings) == facts(demo_data.codings)


def test_the_matrix_says_the_same_to_r_and_spss(exported, demo_data):
    table, _ = pyreadstat.read_sav(exported / "made-up-2022-matrix.sav")
    lines = (exported / "made-up-2022-matrix.csv").read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[3:] for row in lines[1:]] == [
        [str(int(cell)) for cell in row[3:]] for row in table.values.tolist()
    ]
    coded = {(it.source, it.code) for it in demo_data.codings.segments}
    assert sum(row.count(",1") for row in lines[1:]) == len(coded)


def test_what_is_not_in_a_file_is_listed_and_nothing_is_overwritten(demo_study, exported):
    assert "Not in the file:\n  stances: 1 whatever" in (exported / "matrix.log").read_text(encoding="utf-8")
    again = typed("codings", "export", demo_study, cwd=exported)
    assert again.returncode == 2
    assert "file must be new" in again.stderr


def test_a_format_with_another_name_or_a_study_without_codings_is_refused(demo_study, tmp_path):
    ran = typed("codings", "export", demo_study, "--to", "matrx")
    assert ran.returncode == 2
    assert "did you mean 'matrix'?" in ran.stderr
    typed("init", tmp_path / "new")
    ran = typed("codings", "export", tmp_path / "new", "--to", "tidy")
    assert ran.returncode == 2
    assert "codings must be listed, to be exported, got none" in ran.stderr


def test_a_project_becomes_a_study_that_loads(exported, demo_data, tmp_path):
    ran = typed("codings", "import", exported / "made-up-2022.qdpx", "--to", tmp_path / "new")
    assert ran.returncode == 0, ran.stderr
    assert "15 sources" in ran.stdout
    assert "335 coded passages" in ran.stdout
    assert "174 of 174 quotations agree" in ran.stdout
    study = load_study(tmp_path / "new")
    assert len(study.codings.distinct) == len(demo_data.codings.distinct)
    assert {(it.quote, it.code, it.stance, it.coder) for it in study.codings.segments} == {
        (it.quote, it.code, it.stance, it.coder) for it in demo_data.codings.segments
    }


def test_a_folder_that_was_filled_in_is_not_overwritten(exported, tmp_path):
    typed("codings", "import", exported / "made-up-2022.qdpx", "--to", tmp_path / "new")
    with (tmp_path / "new" / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("# ours\n")
    ran = typed("codings", "import", exported / "made-up-2022.qdpx", "--to", tmp_path / "new")
    assert ran.returncode == 2
    assert "study.yaml, added or changed by hand" in ran.stderr


def test_settings_of_the_import_are_in_the_study(tmp_path):
    path = tmp_path / "p.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sources/a.txt", "😀 ab cd")
        archive.writestr(
            "project.qde",
            '<Project name="p"><CodeBook><Codes><Code guid="c" name="Maps"/></Codes></CodeBook><Sources><TextSource '
            'name="a" plainTextPath="a.txt"><PlainTextSelection startPosition="3" endPosition="5"><Coding><CodeRef '
            'targetGUID="c"/></Coding></PlainTextSelection></TextSource></Sources></Project>',
        )
    ran = typed("codings", "import", path, "--to", tmp_path / "new")
    assert ran.returncode == 2
    assert "offsets" in ran.stderr
    assert not (tmp_path / "new").exists()
    ran = typed("codings", "import", path, "--to", tmp_path / "new", "--offsets", "utf-16 lf")
    assert ran.returncode == 0, ran.stderr
    assert "offsets: utf-16 lf" in (tmp_path / "new" / "study.yaml").read_text(encoding="utf-8")


def test_several_projects_of_a_database_are_asked_for(tmp_path):
    path = tmp_path / "t.sqlite3"
    base = sqlite3.connect(path)
    base.executescript(
        "CREATE TABLE projects (id, name); INSERT INTO projects VALUES (1, 'One'), (2, 'Two');"
        "CREATE TABLE tags (id, project_id, path, description);"
        "CREATE TABLE documents (id, project_id, name, contents); INSERT INTO documents VALUES (1, 2, 'a', '<p>b</p>');"
    )
    base.close()
    ran = typed("codings", "import", path, "--to", tmp_path / "new")
    assert ran.returncode == 2
    assert "'One (1)', 'Two (2)'" in ran.stderr
    assert "setting project" in ran.stderr
    assert typed("codings", "import", path, "--to", tmp_path / "new", "--project", "Two").returncode == 0


def test_what_is_no_project_is_refused(tmp_path):
    (tmp_path / "x.txt").write_text("words")
    for each, words in (("x.txt", "be a REFI-QDA project"), ("absent", "exist")):
        ran = typed("codings", "import", tmp_path / each, "--to", tmp_path / "new")
        assert ran.returncode == 2
        assert words in ran.stderr
