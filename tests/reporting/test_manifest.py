"""The manifest, data package and research object of an output: true, complete, and without a path or a time."""

import datetime
import hashlib
import json
import os
import shutil
import subprocess
import sys
import warnings
from dataclasses import replace

import pytest

from cs_research._files import write_text
from cs_research.errors import PublishError
from cs_research.reporting.provenance.manifest import manifest, write_manifest
from cs_research.reporting.provenance.packages import publication_date, research_object
from cs_research.reporting.workbooks import find_libreoffice


@pytest.fixture(scope="module")
def written(demo_report):
    return json.loads((demo_report / "manifest.json").read_text(encoding="utf-8"))


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_file_that_was_written_is_listed_with_its_digest(demo_report, written):
    files = [path for path in demo_report.rglob("*") if path.is_file() and not path.name.startswith(".")]
    there = {path.relative_to(demo_report).as_posix(): sha256(path) for path in files if path.name != "manifest.json"}
    assert {entry["path"]: entry["sha256"] for entry in written["outputs"]} == there


def test_every_file_that_was_read_is_listed_with_its_digest(demo_study, written):
    read = {entry["name"]: (entry["sha256"], entry["bytes"]) for entry in written["inputs"]}
    assert len(read) == 1 + 3 + 1 + 15 + 2 + 4 + 2  # study, waves, register, sources, codings, ratings, decisions
    folder = demo_study.parent
    for name, path in {
        "study 1": demo_study,
        "survey 1": folder / "survey" / "qualtrics.csv",
        "earlier 2": folder / "survey" / "2021.yaml",
        "sources 3": folder / "transcripts" / "b-focus-group.vtt",
        "codings 2": folder / "codings" / "coder-2.csv",
    }.items():
        assert read[name] == (sha256(path), path.stat().st_size)
    there = {sha256(path) for path in folder.rglob("*") if path.is_file()}
    assert {digest for digest, _ in read.values()} <= there
    assert {entry["name"] for entry in written["definitions"]} == {
        "yjs-survey/2022", "coding-frame/2023", "pairing", "rubric/traffic-light",
    }  # fmt: skip
    assert "domain.qmd" in {entry["path"] for entry in written["templates"]}


def test_it_says_how_the_output_was_made(written):
    options = {"engine": "embedded", "formats": ["html", "docx", "pdf"], "only": []}
    assert written["command"] == {"name": "run", "options": options}
    assert written["settings"]["minimum_base"] == 5
    assert set(written["software"]) == {"cs-research", "code_sha256", "python", "libraries"}


def test_no_file_of_the_team_is_named_unless_that_is_asked_for(demo_release, tmp_path):
    write_text(tmp_path / "page.html", "text")
    facts = demo_release.study
    text = write_manifest(tmp_path, facts, "publish", {}).read_text(encoding="utf-8")
    assert not [file.name for file in facts.inputs if not file.shipped and file.name in text]
    named, numbered = (manifest(tmp_path, facts, "publish", {}, names=names)["inputs"] for names in (True, False))
    assert [entry["sha256"] for entry in named] == [entry["sha256"] for entry in numbered]
    assert "sources 3" in [entry["name"] for entry in numbered]


def test_the_data_package_is_valid_and_so_is_every_table(demo_report):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package

        result = Package(str(demo_report / "datapackage.json")).validate()
    assert len(result.tasks) == len(list(demo_report.glob("data/*.csv")))
    assert result.valid, result.flatten(["name", "message"])


def test_the_reference_library_reads_the_research_object(demo_report):
    from rocrate.rocrate import ROCrate

    crate = ROCrate(str(demo_report))
    there = {path.relative_to(demo_report).as_posix() for path in demo_report.rglob("*") if path.is_file()}
    described = {entity.id for entity in crate.data_entities}
    assert described == {name for name in there if not name.startswith(".cs-")} - {"ro-crate-metadata.json"}
    assert crate.root_dataset["license"]
    assert crate.metadata.id == "ro-crate-metadata.json"


def test_the_date_of_publication_is_the_studys_or_that_of_the_environment(demo_release, tmp_path, monkeypatch):
    facts = demo_release.study
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert publication_date(facts) == datetime.date(2000, 1, 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert publication_date(facts) == datetime.date(1970, 1, 2)
    day = datetime.date(2026, 3, 1)
    assert publication_date(replace(facts, date=day)) == day
    root = research_object(tmp_path, replace(facts, date=day, authors=("A. Author",)))["@graph"][1]
    assert (root["datePublished"], root["author"]) == ("2026-03-01", [{"@id": "#author-1"}])
    assert "No date" not in root["description"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    with pytest.raises(PublishError, match="SOURCE_DATE_EPOCH: environment variable must be a number of seconds"):
        publication_date(facts)


AGAIN = """
import sys
from pathlib import Path
from cs_research.cli.run import run
from cs_research.protection import protect
from cs_research.reporting.builder import Builder
from cs_research.reporting.workbooks import WorkbookWriter
from cs_research.results import measure
from cs_research.study.load import load_study
run("study", "out", only=["index", "methods"], engine="embedded")
with WorkbookWriter(Builder(protect(measure(load_study("study"))), Path("book"), ())) as books:
    books.finish()
"""


def test_another_time_zone_locale_folder_and_hash_seed_give_the_same_bytes(demo_study, demo_report, tmp_path):
    folder = tmp_path / "ein anderer Ordner é"
    shutil.copytree(demo_study.parent, folder / "study")
    different = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "77", "PYTHONPATH": ":".join(sys.path)}
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
    subprocess.run([sys.executable, "-c", AGAIN], cwd=folder, env=kept | different, check=True, capture_output=True)
    books = ["tables.xlsx", *(["tables.ods"] if find_libreoffice() else [])]
    assert [name for name in books if sha256(folder / "book" / name) != sha256(demo_report / name)] == []
    made = {path.relative_to(folder / "out").as_posix(): path for path in (folder / "out").rglob("*") if path.is_file()}
    # what lists all pages, or all files, differs in a report of one page
    alone = {
        "index.html",
        "index.docx",
        "index.pdf",
        "methods.html",
        "report.json",
        "manifest.json",
        "ro-crate-metadata.json",
        "datapackage.json",
        "data/README.txt",
    }
    same = [name for name in made if name not in alone and not name.startswith(".cs-")]
    assert {"methods.docx", "methods.pdf", "figures/gap.svg", "figures/gap.png", "data/gap.csv"} <= set(same)
    assert [name for name in same if sha256(made[name]) != sha256(demo_report / name)] == []
