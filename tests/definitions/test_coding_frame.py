"""The coding frames that ship."""

import re

import pytest

from cs_research.definitions import differences, load_frame


def test_the_frame_has_the_bulletins_practices_and_the_codes_across_domains(frame):
    assert len(frame.codes) == 31
    counts = {domain: len(frame.practices(domain)) for domain in ("target", "framework", "partnerships", "outcomes")}
    assert counts == {"target": 6, "framework": 4, "partnerships": 4, "outcomes": 3}
    others = [code.id for code in frame.codes if code not in frame.practices()]
    assert others == [
        "factor.enabler", "factor.barrier", "factor.benefit", "factor.limitation",
        "understanding.conflated", "understanding.child_in_context", "understanding.misnamed",
        "level.individual", "level.family", "level.group", "level.context",
        "orientation.welfare", "orientation.disruption", "orientation.criminal_justice",
    ]  # fmt: skip


def test_the_frame_of_2024_adds_six_values_and_sixteen_themes_and_alters_nothing(frame):
    newer = load_frame("coding-frame/2024")
    added = [found.part for found in differences(frame, newer)]
    assert {found.kind for found in differences(frame, newer)} == {"added"}
    groups = [name.split(".")[0] for name in added]
    assert {group: groups.count(group) for group in dict.fromkeys(groups)} == {
        "value": 6, "target_learning": 4, "framework_learning": 4, "partnerships_learning": 4, "outcomes_learning": 4,
    }  # fmt: skip
    assert newer.codes[: len(frame.codes)] == frame.codes
    assert newer.practices() == frame.practices()


@pytest.mark.parametrize("version", ["2023", "2024"])
def test_codes_that_a_rule_sends_a_coder_to_exist(version):
    frame = load_frame(f"coding-frame/{version}")
    known = {code.id for code in frame.codes}
    groups = {group.id for group in frame.groups}
    for code in frame.codes:
        named = re.findall(r"\b([a-z]+\.[a-z_]+)", f"{code.use_when} {code.not_when} {code.definition}")
        assert {name for name in named if name.split(".")[0] in groups} <= known, code.id
