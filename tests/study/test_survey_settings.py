"""What ``survey`` in study.yaml says about its export: the platform, and what wordings mean."""

from __future__ import annotations

import re
import shutil

import pytest

from cs_research._files import read_text, write_text
from cs_research.errors import ResearchError
from cs_research.study.load import load_study


def changed(demo_study, folder, settings, wording=None):
    """A copy of the made-up study with more settings of its survey, and another wording in the export."""
    shutil.copytree(demo_study.parent, folder)
    study = folder / "study.yaml"
    text = re.sub(r"^survey:\n", f"survey:\n{settings}", read_text(study), count=1, flags=re.MULTILINE)
    assert settings in text
    write_text(study, text)
    if wording:
        export = folder / "survey" / "qualtrics.csv"
        write_text(export, read_text(export).replace(*wording))
    return study


def test_wordings_of_the_export_are_points_that_the_study_names(demo_study, tmp_path):
    before = load_study(demo_study).responses
    item = next(item for item in before.instrument.items if item.kind == "single" and item.role == "question")
    scale = before.instrument.scale_of(item)
    others = [each.id for each in before.instrument.items if each.kind == "single" and each.scale == scale.id]
    point = scale.points[0]
    given = "\n".join(f"    {name}: {{Quite otherwise: {point.id}}}" for name in others)
    study = changed(
        demo_study,
        tmp_path / "s",
        f"  platform: qualtrics\n  answers:\n{given}\n",
        (point.label, "Quite otherwise"),
    )
    after = load_study(study).responses
    assert after.frame.equals(before.frame)
    assert after.instrument == before.instrument


def test_another_platform_than_the_files_is_a_fault(demo_study, tmp_path):
    with pytest.raises(ResearchError, match="SPSS export must be 'SPSS', got CSV"):
        load_study(changed(demo_study, tmp_path / "s", "  platform: spss\n"))


def test_a_file_in_place_of_its_settings_is_a_fault_that_shows_the_key(tmp_path):
    path = tmp_path / "study.yaml"
    lines = ("type: study", "id: a", "title: A", "instrument: yjs-survey/2022", "frame: coding-frame/2023")
    path.write_text(
        "\n".join([*lines, "pairing: pairing", "services: register.csv", "survey: x.csv\n"]), encoding="utf-8"
    )
    with pytest.raises(ResearchError) as error:
        load_study(path)
    hints = {fault.thing: fault.hint for fault in error.value.faults}
    assert hints["services"] == "give the file by its key (services: {file: register.csv, …})"
    assert hints["survey"] == "give the file by its key (survey: {file: x.csv, …})"
