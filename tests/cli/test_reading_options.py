"""Every command that reads an export takes the same options, and reads with them what it could not read without."""

import csv
import shutil
from io import StringIO

import pytest
from typer.testing import CliRunner

from cs_research.cli.commands import app
from cs_research.study import fieldwork
from cs_research.study.fieldwork import read_fieldwork

OLDER = """type: instrument
id: small
version: "1"
title: Small
source: {title: T, publisher: P, year: 2023}
scales:
  - {id: s, kind: nominal, points: [{id: low, label: Low}, {id: high, label: High}]}
items:
  - {id: service, kind: open, role: identifier, text: Service, source: x}
  - {id: knowledge, kind: single, text: Knowledge, scale: s, source: x}
"""
#: A column and a wording of another name, a column that is an option to nobody, a status, and not UTF-8.
EXPORT = "Who;How much;spare;Status\nÉ1;Quite high;x;Pending\nÉ2;Low;y;complete\n"
OPTIONS = [
    "--column", "service=Who", "--column", "knowledge=How much", "--answer", "knowledge=Quite high=high",
    "--ignore", "spare", "--status", "Pending=keep", "--encoding", "cp1252", "--platform", "tidy",
]  # fmt: skip
COMMANDS = {
    "read": ["read", "export.csv", "--instrument", "small.yaml"],
    "pathways": ["pathways", "export.csv", "--instrument", "small.yaml", "--to", "out"],
    "migrate": ["instrument", "migrate", "export.csv", "--from", "small.yaml", "--instrument", "newer.yaml", "--to", "out"],
    "export": ["instrument", "export", "small.yaml", "--to", "ddi", "--data", "export.csv", "--minimum", "0", "--file", "out.xml"],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "small.yaml").write_text(OLDER, encoding="utf-8")
    newer = OLDER.replace('version: "1"', 'version: "2"')
    (tmp_path / "newer.yaml").write_text(newer, encoding="utf-8")
    (tmp_path / "export.csv").write_text(EXPORT, encoding="cp1252")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_the_options_for_reading(folder, name):
    assert CliRunner().invoke(app, COMMANDS[name]).exit_code != 0
    ran = CliRunner().invoke(app, [*COMMANDS[name], *OPTIONS])
    assert ran.exit_code == 0, ran.exception
    if name == "read":
        assert "2 rows read, 2 kept" in ran.stdout
    if name == "pathways":
        rows = list(csv.DictReader(StringIO((folder / "out" / "by-service.csv").read_text(encoding="utf-8-sig"))))
        assert rows == [{"service": "É1", "knowledge": "High"}, {"service": "É2", "knowledge": "Low"}]
        assert "for your own eyes" in ran.stdout
    if name == "migrate":
        assert "2 of 2 rows kept" in ran.stdout
    if name == "export":
        assert "Written: out.xml" in ran.stdout


@pytest.mark.parametrize(
    ("option", "value", "mentioned"),
    [
        ("--column", "knowledge", "ITEM=COLUMN"),
        ("--answer", "knowledge=high", "ITEM=WORDING=POINT"),
        ("--status", "keep", "VALUE=REASON"),
    ],
)
@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_of_another_form_is_a_fault(folder, name, option, value, mentioned):
    ran = CliRunner().invoke(app, [*COMMANDS[name], option, value])
    assert mentioned in str(ran.exception)


def test_options_for_reading_without_an_export_are_a_fault(folder):
    ran = CliRunner().invoke(app, ["instrument", "export", "small.yaml", "--to", "html", "--platform", "tidy"])
    assert "--data must be given where the options for reading are" in str(ran.exception)
    assert not list(folder.glob("*.html"))


def test_fieldwork_opens_its_export_once(demo_study, tmp_path, monkeypatch):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    opened = []
    own = fieldwork.export_of

    def counted(file, folder):
        opened.append(file.file)
        return own(file, folder)

    for module in ("fieldwork", "waves"):
        monkeypatch.setattr(f"cs_research.study.{module}.export_of", counted)
    field = read_fieldwork(tmp_path / "study")
    assert opened == ["survey/qualtrics.csv"]
    assert len(field.written) == field.responses.report.rows
