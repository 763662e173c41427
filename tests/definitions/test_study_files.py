"""The files that a study names: all of them are found, and those outside its folder are not read."""

import hashlib
import shutil
import time
from pathlib import Path

import pytest
from command_line import typed

from cs_research._files import write_text
from cs_research.definitions.study_files import input_file, named_files
from cs_research.errors import ResearchError
from cs_research.study.load import load_study


@pytest.fixture
def study(demo_study, tmp_path):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    return tmp_path / "study" / "study.yaml"


def test_every_file_of_the_made_up_study_is_named_with_its_role_and_digest(demo_study):
    folder = demo_study.parent
    files = [file for file in named_files(demo_study) if not file.shipped]
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {file.name for file in files} == there - {"MADE-UP.txt", ".cs-research.json"}
    roles = {file.name: file.role for file in files}
    assert roles["study.yaml"] == "study"
    assert roles["survey/qualtrics.csv"] == "survey"
    assert roles["survey/2021.yaml"] == "earlier"
    assert roles["codings/coder-1.csv"] == "codings"
    read = input_file(next(file for file in files if file.name == "register.csv"))
    content = (folder / "register.csv").read_bytes()
    assert (read.sha256, read.bytes) == (hashlib.sha256(content).hexdigest(), len(content))


def test_shipped_definitions_are_named_with_all_that_they_lead_to(demo_study):
    shipped = {file.name for file in named_files(demo_study) if file.shipped}
    assert shipped == {"yjs-survey/2022", "coding-frame/2023", "pairing", "rubric/traffic-light"}


def named_in(study, old, new):
    write_text(study, study.read_text(encoding="utf-8").replace(old, new, 1))


def outside(study):
    """Move the register out of the study's folder."""
    shutil.move(study.parent / "register.csv", study.parent.parent / "register.csv")
    named_in(study, "register.csv", "../register.csv")


def absolute(study):
    outside(study)
    named_in(study, "../register.csv", str(study.parent.parent / "register.csv"))


def link(study):
    outside(study)
    named_in(study, "../register.csv", "register.csv")
    (study.parent / "register.csv").symlink_to("../register.csv")


def linked_folder(study):
    (study.parent.parent / "elsewhere").mkdir()
    shutil.move(study.parent / "register.csv", study.parent.parent / "elsewhere" / "register.csv")
    (study.parent / "links").symlink_to(study.parent.parent / "elsewhere")
    named_in(study, "register.csv", "links/register.csv")


@pytest.mark.parametrize("place", [outside, absolute, link, linked_folder])
def test_a_file_outside_is_read_only_if_it_is_allowed_by_name(study, place, check_faults):
    place(study)
    name = next(line.split(": ")[1] for line in study.read_text().splitlines() if "register.csv" in line)
    with pytest.raises(ResearchError) as caught:
        load_study(study)
    check_faults(
        caught, (f"{study}, line 21, services", "file must be in the study's folder", name, f"allow: [{name}]")
    )
    write_text(study, study.read_text(encoding="utf-8") + f"\nallow: [{name}]\n")
    data = load_study(study)
    assert len(data.register) == 157
    register = next(file for file in data.inputs if file.role == "services")
    assert "/" not in register.name.removeprefix("allowed/")


def test_another_file_of_an_allowed_name_is_not_read(study):
    outside(study)
    (study.parent / "other").mkdir()
    write_text(study.parent / "other" / "register.csv", "Service\n")
    write_text(study, study.read_text(encoding="utf-8") + "\nallow: [other/register.csv]\n")
    with pytest.raises(ResearchError, match="be in the study's folder"):
        load_study(study)


def test_what_a_definition_of_the_study_names_is_under_the_same_rule(study, check_faults):
    shutil.copy(Path(__file__).parents[2] / "instruments" / "pairing.yaml", study.parent / "pairing.yaml")
    named_in(study, "pairing: pairing", "pairing: pairing.yaml")
    named_in(study.parent / "pairing.yaml", "instrument: yjs-survey/2022", "instrument: ../secret.yaml")
    write_text(study.parent.parent / "secret.yaml", "type: instrument\n")
    with pytest.raises(ResearchError) as caught:
        load_study(study)
    check_faults(caught, (f"{study.parent / 'pairing.yaml'}, line 11", "instrument must be in the study's folder"))


@pytest.mark.parametrize("command", [("check",), ("run", "--to", "out"), ("fieldwork",), ("next", "--wave", "2031")])
def test_each_command_refuses_it_in_a_second_and_writes_nothing(study, tmp_path, command):
    outside(study)
    (tmp_path / "register.csv").unlink()
    with (tmp_path / "register.csv").open("wb") as stream:
        stream.truncate(40 * 2**30)  # it would take minutes to read
    name, *options = command
    started = time.monotonic()
    ran = typed(name, study, *options, cwd=tmp_path)
    assert ran.returncode == 2
    assert "must be in the study's folder" in ran.stderr
    assert time.monotonic() - started < 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["register.csv", "study"]
