"""Extending an instrument: laid over its base, refused where it would break it, and told apart from it."""

import pytest

from cs_research.definitions import crosswalk, differences, load_instrument
from cs_research.errors import DefinitionError

BASE = """type: instrument
id: base
version: "1"
title: Base
source: {title: T, publisher: P}
scales:
  - id: much
    points:
      - {id: little, label: Little}
      - {id: lot, label: A lot}
items:
  - {id: first, kind: single, scale: much, text: 'How much of the first?', source: S}
  - {id: second, kind: single, scale: much, text: 'How much of the second?', source: S}
  - {id: more, kind: open, text: 'What more?', source: S, asked_if: {item: first, points: [lot]}}
  - id: where
    kind: multiple
    text: Where?
    source: S
    options:
      - {id: hall, label: Hall}
      - {id: yard, label: Yard}
      - {id: else, label: Somewhere else}
"""


@pytest.fixture
def base(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    return tmp_path


def single(name, text="What of it?", **more):
    rest = "".join(f", {key}: {value}" for key, value in more.items())
    return f"  - {{id: {name}, kind: single, scale: {more.pop('on', 'much')}, text: '{text}', source: S{rest}}}\n"


def change(kind, names, into="", reason="Because."):
    told = f", into: [{into}]" if into else ""
    return f"  - {{kind: {kind}, items: [{names}]{told}, reason: {reason}}}\n"


def extension(folder, *, extends="base.yaml", name="own.yaml", **parts):
    text = (
        f'type: instrument\nid: own\nversion: "2"\nextends: {extends}\ntitle: Own\nsource: {{title: T, publisher: P}}\n'
    )
    text += "".join(f"{key}:\n{part}" for key, part in parts.items())
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(path):
    with pytest.raises(DefinitionError) as caught:
        load_instrument(path)
    return [
        f"{fault.place.split(', ', 1)[1]}: {fault.thing} must {fault.rule}, got {fault.found}"
        for fault in caught.value.faults
    ]


def test_an_extension_is_laid_over_its_base(base):
    path = extension(
        base,
        scales="  - {id: yes_no, points: [{id: y, label: Yes}, {id: n, label: No}]}\n",
        items=single("new", after="first").replace("much", "yes_no")
        + single("newer", "And of that?", after="first")
        + single("last", "And of the last?")
        + single("second", "How much of the second this year?"),
        options="  - {item: where, id: tram, label: Tram stop, after: hall}\n"
        "  - {item: where, id: yard, label: Playground}\n",
        changes=change("add", "new, newer, last, where.tram")
        + change("narrow", "second")
        + change("relabel", "where.yard")
        + change("retire", "where.else"),
    )
    instrument = load_instrument(path)
    assert [item.id for item in instrument.items] == [
        "first",
        "new",
        "newer",
        "second",
        "more",
        "where",
        "last",
    ]
    where = instrument.item("where")
    assert [(point.id, point.label, point.value) for point in where.options] == [
        ("hall", "Hall", "1"),
        ("tram", "Tram stop", "4"),
        ("yard", "Playground", "2"),
        ("else", "Somewhere else", "3"),
    ]
    assert where.options[3].retired == "retired in 2: Because."
    assert [point.id for point in instrument.asked[5].options] == ["hall", "tram", "yard"]
    assert instrument.item("second").text == "How much of the second this year?"
    assert [scale.id for scale in instrument.scales] == ["much", "yes_no"]
    old = load_instrument(base / "base.yaml")
    assert [(d.kind, d.part, d.detail) for d in differences(old, instrument)] == [
        ("reworded", "second", "text"),
        ("reworded", "where.yard", "label"),
        ("retired", "where.else", "retired in 2: Because."),
        ("added", "new", ""),
        ("added", "newer", ""),
        ("added", "where.tram", ""),
        ("added", "last", ""),
    ]
    assert [(c.item, c.status, c.comparable) for c in crosswalk(old, instrument)] == [
        ("first", "same", True),
        ("new", "new", False),
        ("newer", "new", False),
        ("second", "reworded", False),
        ("more", "same", True),
        ("where", "reworded", False),
        ("last", "new", False),
    ]


def test_new_items_after_one_another_keep_the_order_of_the_file(base):
    items = single("x", "X", after="first") + single("y", "Y", after="x") + single("z", "Z", after="first")
    instrument = load_instrument(extension(base, items=items, changes=change("add", "x, y, z")))
    assert [item.id for item in instrument.items][:4] == ["first", "x", "y", "z"]


def test_what_is_left_out_of_an_item_stays_and_older_names_are_still_read(base):
    text = BASE.replace("text: Where?", "text: Where?\n    columns: [Q9]").replace(
        "label: Yard}", "label: Yard, aliases: [Court], short: Y}"
    )
    (base / "base.yaml").write_text(text, encoding="utf-8")
    path = extension(
        base,
        items="  - {id: where, kind: multiple, text: 'Where today?', source: S}\n",
        options="  - {item: where, id: yard, label: Playground}\n",
        changes=change("narrow", "where") + change("relabel", "where.yard"),
    )
    where = load_instrument(path).item("where")
    assert where.columns == ("Q9",)
    assert (where.options[1].label, where.options[1].short) == ("Playground", "Y")
    assert where.options[1].aliases == ("Court", "Yard")


def test_an_item_may_follow_one_that_the_file_lists_later(base):
    items = single("x", "X", after="y") + single("y", "Y", after="first")
    instrument = load_instrument(extension(base, items=items, changes=change("add", "x, y")))
    assert [item.id for item in instrument.items][:3] == ["first", "y", "x"]


def test_what_only_figures_print_leaves_years_comparable_and_a_retired_option_leaves_the_values(base):
    path = extension(
        base,
        options="  - {item: where, id: yard, label: Yard, short: Y}\n",
        changes=change("relabel", "where.yard") + change("retire", "where.hall", reason="Pulled down."),
    )
    old, new = load_instrument(base / "base.yaml"), load_instrument(path)
    assert [(point.id, point.value) for point in new.asked[3].options] == [("yard", "2"), ("else", "3")]
    assert crosswalk(old, new)[3].reason == "retired where.hall; Pulled down."
    path = extension(
        base,
        options="  - {item: where, id: yard, label: Yard, short: Y}\n",
        changes=change("relabel", "where.yard"),
    )
    assert crosswalk(old, load_instrument(path))[3].comparable


def test_another_scale_of_the_same_name_is_no_comparison(base):
    (base / "other.yaml").write_text(BASE.replace("label: A lot", "label: Very much"), encoding="utf-8")
    found = crosswalk(load_instrument(base / "base.yaml"), load_instrument(base / "other.yaml"))
    assert [(c.item, c.status, c.reason) for c in found][:3] == [
        ("first", "reworded", "its scale has other points"),
        ("second", "reworded", "its scale has other points"),
        ("more", "same", ""),
    ]


def test_a_retired_item_is_no_longer_asked_and_its_label_is_free(base):
    path = extension(
        base,
        items=single("third", "How much of the second?"),
        changes=change("add", "third") + change("retire", "second"),
    )
    instrument = load_instrument(path)
    assert [item.id for item in instrument.asked] == ["first", "more", "where", "third"]
    assert instrument.item("second").retired == "retired in 2: Because."
    assert [(c.item, c.status, c.reason) for c in crosswalk(load_instrument(base / "base.yaml"), instrument)][1] == (
        "second",
        "retired",
        "Because.",
    )


def test_split_and_merged_items_name_what_takes_over(base):
    path = extension(
        base,
        items=single("parts", "How much of a part?") + single("rest", "How much of the rest?"),
        options="  - {item: where, id: out, label: Outside}\n",
        changes=change("split", "second", "parts, rest") + change("merge", "where.hall, where.yard", "where.out"),
    )
    old, new = load_instrument(base / "base.yaml"), load_instrument(path)
    assert [(d.kind, d.part, d.into) for d in differences(old, new)][:3] == [
        ("split", "second", ("parts", "rest")),
        ("merged", "where.hall", ("where.out",)),
        ("merged", "where.yard", ("where.out",)),
    ]


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"items": single("new")}, ["line 8, items[new]: id must have a change that adds it, got 'new' without one"]),
        (
            {"items": single("first")},
            ["line 8, items[first]: id must leave items of base/1 as they are, got 'first' again"],
        ),
        (
            {"items": single("second", "Other?"), "changes": change("relabel", "second")},
            ["line 8, items[second]: text must stay as in base/1 if the change is 'relabel', got another text"],
        ),
        (
            {"changes": change("retire", "first")},
            ["line 8, changes[1].items: entry 1 must have no children in use, got 'first', parent of 'more'"],
        ),
        (
            {"changes": change("retire", "where.cellar")},
            ["line 8, changes[1].items: entry 1 must be an item of base/1, got 'where.cellar'"],
        ),
        (
            {"items": single("new", on="mich", after="third").replace(", on: mich", ""), "changes": change("add", "new")},
            ["line 8, items[new]: after must be an item, got 'third'"],
        ),
        (
            {"items": single("new").replace("much", "mich"), "changes": change("add", "new")},
            ["line 8, items[new]: scale must be one of the file's scales, 'much', got 'mich'"],
        ),
        (
            {"items": single("new", "How much of the first?"), "changes": change("add", "new")},
            ["line 8, items[new]: text must differ from that of 'first', got 'How much of the first?'"],
        ),
        (
            {"options": "  - {item: wher, id: x, label: X}\n", "changes": change("add", "wher.x")},
            ["line 8, options[x]: item must be a choose-all item of base/1, got 'wher'"],
        ),
        (
            {"options": "  - {item: where, id: x, label: Hall}\n", "changes": change("add", "where.x")},
            ["line 8, options[x]: id must differ from that of 'hall', got 'Hall'"],
        ),
        (
            {"options": "  - {item: where, id: x, label: X, after: cellar}\n", "changes": change("add", "where.x")},
            ["line 8, options[x]: after must be an option, got 'cellar'"],
        ),
        (
            {"items": single("first", "How much of the first?", after="where"), "changes": change("narrow", "first")},
            ["line 8, items[first]: after must be left out for an item of the base, which keeps its place, got 'where'"],
        ),
        (
            {"items": single("x", "X", after="y") + single("y", "Y", after="x"), "changes": change("add", "x, y")},
            [
                "line 8, items[x]: after must lead to a place of the base, got 'y', which leads back here",
                "line 9, items[y]: after must lead to a place of the base, got 'x', which leads back here",
            ],
        ),
        (
            {
                "items": single("x", "X"),
                "options": "  - {item: where, id: y, label: Y}\n",
                "changes": change("split", "where.hall", "where.y, x"),
            },
            ["line 12, changes[1]: into must be items throughout, or options of one item, got where.hall into where.y, x"],
        ),
        (
            {"changes": change("retire", "where.hall, where.yard, where.else")},
            ["line 8, changes[1]: items must leave 'where' an option, got none"],
        ),
        (
            {
                "items": single("x", "X", asked_if="{item: where, points: [hall]}"),
                "changes": change("add", "x") + change("retire", "where.hall"),
            },
            ["line 11, changes[2]: items must leave an answer to 'where' that 'x' is asked after, got none"],
        ),
        (
            {"scales": "  - {id: much, points: [{id: y, label: Yes}, {id: n, label: No}]}\n"},
            ["line 8, scales[much]: id must be new, got 'much', a scale of base/1"],
        ),
        (
            {"extends": "own.yaml"},
            ["line 4: extends must lead to an instrument that extends no other, got 'own.yaml', which leads back here"],
        ),
    ],
)  # fmt: skip
def test_what_would_break_the_base_is_told(base, parts, told):
    assert faults(extension(base, **parts)) == told


def test_an_instrument_that_extends_none_has_no_changes_and_no_places(tmp_path):
    path = tmp_path / "i.yaml"
    text = BASE.replace("source: S}", "source: S, after: second}", 1)
    path.write_text(text + "changes:\n" + change("retire", "second"), encoding="utf-8")
    assert faults(path) == [
        "line 23: changes must be in an instrument that extends another, got no 'extends'",
        "line 12, items[first]: after must be in an instrument that extends another, got no 'extends'",
    ]
