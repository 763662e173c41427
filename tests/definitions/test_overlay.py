"""Extending a frame: what it may do, what it may not, and what is told of the difference."""

import pytest

from cs_research.definitions import differences, load_frame
from cs_research.errors import DefinitionError

CODE = """  - id: {id}
    group: {group}
    label: {label}
    definition: {definition}
    use_when: When it does.
    not_when: When it does not.
    example: Words.
    source: Ours
"""

BASE = """type: coding-frame
id: base
version: "1"
title: Base
source: {title: T, publisher: P}
stances:
  - {id: shown, label: Shown, definition: D}
  - {id: partly, label: Partly, definition: D}
  - {id: contrary, label: Contrary, definition: D}
groups:
  - {id: g, label: G, definition: D}
codes:
"""


def code(name, *, group="g", label="L", definition="D."):
    return CODE.format(id=name, group=group, label=label, definition=definition)


@pytest.fixture
def base(tmp_path):
    text = BASE + "".join(code(name, label=name) for name in ("g.a", "g.b", "g.c", "g.c.child"))
    (tmp_path / "base.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def extension(folder, *, codes="", changes="", groups="", extends="base.yaml", name="own.yaml"):
    text = (
        f'type: coding-frame\nid: own\nversion: "2"\nextends: {extends}\ntitle: Own\n'
        "source: {title: T, publisher: P}\n"
    )
    for key, part in (("groups", groups), ("codes", codes), ("changes", changes)):
        text += f"{key}:\n{part}" if part else ""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(path):
    with pytest.raises(DefinitionError) as caught:
        load_frame(path)
    return [f"{fault.thing} must {fault.rule}, got {fault.found}" for fault in caught.value.faults]


def change(kind, codes, into="", reason="Because."):
    return f"  - {{kind: {kind}, codes: [{codes}]" + (f", into: [{into}]" if into else "") + f", reason: {reason}}}\n"


def test_an_extension_is_laid_over_its_base(base):
    path = extension(
        base,
        groups="  - {id: mine, label: Mine, definition: D}\n",
        codes=code("mine.new", group="mine") + code("g.a1") + code("g.a2") + code("g.b", label="Better"),
        changes=change("add", "mine.new") + change("split", "g.a", "g.a1, g.a2") + change("relabel", "g.b"),
    )
    frame = load_frame(path)
    assert [code.id for code in frame.codes] == ["g.a", "g.b", "g.c", "g.c.child", "mine.new", "g.a1", "g.a2"]
    assert [code.id for code in frame.active] == ["g.b", "g.c", "g.c.child", "mine.new", "g.a1", "g.a2"]
    assert frame.code("g.a").retired == "split in 2: Because."
    assert frame.code("g.b").label == "Better"
    assert len(frame.stances) == 3
    assert [(d.kind, d.part, d.into) for d in differences(load_frame(base / "base.yaml"), frame)] == [
        ("split", "g.a", ("g.a1", "g.a2")),
        ("reworded", "g.b", ()),
        ("added", "mine.new", ()),
        ("added", "g.a1", ()),
        ("added", "g.a2", ()),
    ]


def test_an_extension_of_an_extension_keeps_the_whole_line(base):
    extension(base, codes=code("g.d"), changes=change("merge", "g.a, g.b", "g.d"))
    last = extension(base, codes=code("g.e"), changes=change("add", "g.e"), extends="own.yaml", name="last.yaml")
    frame = load_frame(last)
    assert frame.code("g.a").retired.startswith("merged in 2")
    assert [(d.kind, d.part, d.into) for d in differences(load_frame(base / "base.yaml"), frame)] == [
        ("merged", "g.a", ("g.d",)),
        ("merged", "g.b", ("g.d",)),
        ("added", "g.d", ()),
        ("added", "g.e", ()),
    ]


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (
            {"codes": code("g.new")},
            ["id must have a change that adds it, got 'g.new' without one"],
        ),
        (
            {"codes": code("g.a", definition="Another meaning.")},
            ["id must leave codes of base/1 as they are, got 'g.a' again"],
        ),
        (
            {"codes": code("g.a", label="g.a", definition="Other."), "changes": change("relabel", "g.a")},
            ["definition must stay as in base/1 if the change is 'relabel', got another text"],
        ),
        (
            {"codes": code("g.x") + code("g.y"), "changes": change("split", "g.a", "g.x, g.y") * 2},
            ["entry 1 must be in one change only, got 'g.a' in 2"] * 2,
        ),
        ({"changes": change("retire", "g.c")}, ["entry 1 must have no children in use, got 'g.c', parent of 'g.c.child'"]),
        ({"changes": change("retire", "g.z")}, ["entry 1 must be a code of base/1, got 'g.z'"]),
        (
            {"codes": code("g.x"), "changes": change("split", "g.a", "g.x")},
            ["into must name two new codes or more in a split, got 1"],
        ),
        (
            {"codes": code("g.x"), "changes": change("merge", "g.a", "g.x")},
            ["codes must name two codes or more in a merge, got 1"],
        ),
        ({"changes": change("merge", "g.a, g.b", "g.x")}, ["entry 1 must be a new code of this file, got 'g.x'"]),
        ({"changes": change("add", "g.x")}, ["entry 1 must be a new code of this file, got 'g.x'"]),
        (
            {"codes": code("h.x", group="h"), "changes": change("add", "h.x")},
            ["group must be a group of this file or of base/1, got 'h'"],
        ),
        (
            {"groups": "  - {id: g, label: G, definition: D}\n"},
            ["id must be new, got 'g', a group of base/1"],
        ),
        ({"changes": change("retire", "g.a", reason="''")}, ["reason must not be empty, got ''"]),
        ({"extends": "none.yaml"}, ["file must exist, got nothing at that path"]),
        ({"extends": "nothing"}, ["extends must be a file or a shipped definition, got 'nothing'"]),
        ({"extends": "own.yaml"}, ["extends must lead to a frame that extends no other, got 'own.yaml', which leads back here"]),
    ],
)  # fmt: skip
def test_what_would_break_the_base_is_told(base, parts, told):
    assert faults(extension(base, **parts)) == told


def test_bases_that_lead_in_a_circle_are_told(base):
    extension(base, extends="b.yaml", name="a.yaml")
    assert faults(extension(base, extends="a.yaml", name="b.yaml")) == [
        "extends must lead to a frame that extends no other, got 'b.yaml', which leads back here"
    ]


def test_a_retired_code_cannot_be_changed_again(base):
    extension(base, changes=change("retire", "g.a"))
    last = extension(base, changes=change("retire", "g.a"), extends="own.yaml", name="last.yaml")
    assert faults(last) == ["entry 1 must be a code that is not retired, got 'g.a', retired in 2: Because."]


def test_a_frame_that_extends_no_other_must_be_whole(tmp_path):
    path = tmp_path / "f.yaml"
    path.write_text('type: coding-frame\nid: f\nversion: "1"\ntitle: F\nsource: {title: T, publisher: P}\n')
    assert faults(path) == [
        "groups must be given in a frame that extends no other, got nothing",
        "codes must be given in a frame that extends no other, got nothing",
        "stances must define when a segment is shown, partly and contrary, got nothing",
    ]
