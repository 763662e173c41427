"""Labels of speakers, coders and raters that may name somebody."""

from __future__ import annotations

import shutil

import pytest

from cs_research.cli.publish import publish
from cs_research.errors import PublishError
from cs_research.protection.names import labels_that_may_name, may_name
from cs_research.study.load import load_study

SAFE = [
    "Practitioner 2", "Facilitator", "Manager A", "P1", "YP 3", "Team manager", "Head of service", "Unknown", "Coder 1",
    "Rater 2", "Police officer", "Participant (group 1)", "Child 1", "[Child 1]", "Senior practitioner 12", "2", "",
]  # fmt: skip
NAMES = [
    "Dan", "Dr Okafor", "Sarah O'Neill", "Siân", "practitioner (Leah)", "Manager Smith", "dan", "DAN", "J Okafor",
    "李", "Ann-Marie", "Practitioner 2 – Kim", "coder_ann",
]  # fmt: skip


@pytest.mark.parametrize("label", SAFE)
def test_roles_numbers_and_letters_name_nobody(label):
    assert not may_name(label)


@pytest.mark.parametrize("label", NAMES)
def test_any_other_word_may_be_a_name(label):
    assert may_name(label)


def test_a_study_may_have_roles_of_its_own():
    assert may_name("Panel member 2") and not may_name("Panel member 2", ["panel member"])


def test_a_label_that_may_name_somebody_stops_a_publication(demo_study, tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(demo_study.parent, folder)
    study, codings = folder / "study.yaml", folder / "codings" / "coder-1.csv"
    assert list(labels_that_may_name(load_study(study))) == []
    codings.write_text(codings.read_text(encoding="utf-8").replace("Coder 1", "Ann Berg"), encoding="utf-8")
    text = study.read_text(encoding="utf-8").replace("[Coder 1, Coder 2]", "[Ann Berg, Coder 2]")
    study.write_text(text, encoding="utf-8")
    with pytest.raises(PublishError, match="coder must have a role and a number in place of a name, got 'Ann Berg'"):
        publish(study, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    study.write_text(text.replace("publishing:\n", "publishing:\n  accepted_names: [ann berg]\n"), encoding="utf-8")
    assert list(labels_that_may_name(load_study(study))) == []
