"""Hand-written YAML: strings stay what was typed, and every fault of a file is told at once."""

import time
from typing import Literal

import pytest

from cs_research._yaml import Definition, Entry, Id, Problem, entries, load, parse, parse_text
from cs_research.errors import DefinitionError


class Part(Entry):
    id: Id
    kind: Literal["first", "second"] = "first"
    size: int = 0


class Whole(Definition):
    title: str
    version: str = ""
    parts: tuple[Part, ...] = ()

    @classmethod
    def problems(cls, raw):
        for route, part in entries(raw, "parts"):
            if part.get("id") == "forbidden":
                yield Problem((*route, "id"), "be another", "'forbidden'", "choose 'free'")


def written(tmp_path, text):
    path = tmp_path / "whole.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(tmp_path, text):
    path = written(tmp_path, text)
    with pytest.raises(DefinitionError) as caught:
        load(path, Whole)
    return [str(fault).replace(str(path), "whole.yaml") for fault in caught.value.faults]


def test_values_stay_what_was_typed(tmp_path):
    whole = load(written(tmp_path, "title: no\nversion: 1.10\nparts:\n  - {id: a, size: 0123}\n"), Whole)
    assert (whole.title, whole.version, whole.parts[0].size) == ("no", "1.10", 123)


def test_every_fault_of_a_file_is_told_at_once_with_line_and_id(tmp_path):
    text = "title: ''\nparts:\n  - id: one\n    kind: frist\n    colour: red\n  - id: forbidden\n    size: big\n"
    assert faults_of(tmp_path, text) == [
        "whole.yaml, line 4, parts[one]: kind must be 'first' or 'second', got 'frist'.\n  Hint: did you mean 'first'?",
        "whole.yaml, line 5, parts[one]: colour must be one of the keys 'id', 'kind' or 'size', got an unknown key.",
        "whole.yaml, line 7, parts[forbidden]: size must be an integer, got 'big'.",
        "whole.yaml, line 6, parts[forbidden]: id must be another, got 'forbidden'.\n  Hint: choose 'free'",
    ]


def test_problems_between_parts_are_told_even_where_the_fields_are_sound(tmp_path):
    assert len(faults_of(tmp_path, "title: t\nparts:\n  - id: forbidden\n  - id: forbidden\n")) == 2


def test_a_definition_made_in_python_is_checked_too():
    with pytest.raises(ValueError, match="must be another, got 'forbidden'"):
        Whole(title="t", parts=[{"id": "forbidden"}])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("title: a\ntitle: b\n", "whole.yaml, line 2: title must appear once, got the key twice."),
        ("version: 2\n", "whole.yaml, line 1: title must be given, got nothing."),
        ("- a\n- b\n", "whole.yaml, line 1: file must be a mapping of keys to values, got a list."),
        (
            "title: a: b\n",
            "whole.yaml, line 1: text must be YAML, got 'mapping values are not allowed here'.\n"
            "  Hint: text with ': ' in it needs quotation marks round it",
        ),
        (
            "title: 'open\nversion: 2\n",
            "whole.yaml, line 1: text must be YAML, got 'found unexpected end of stream'.\n"
            "  Hint: a quotation mark opens here and is not closed",
        ),
        ("title: &x a\nversion: *x\n", "whole.yaml, line 2: YAML must be without aliases, got '*x'."),
        ("title: t\nparts: one\n", "whole.yaml, line 2: parts must be a list, got 'one'."),
        (
            "title: t\nparts:\n  - id: Not An Id\n",
            "whole.yaml, line 3, parts[Not An Id]: id must be lower-case letters, digits, hyphens and underscores, "
            "got 'Not An Id'.",
        ),
    ],
)
def test_each_kind_of_fault_has_its_sentence(tmp_path, text, fault):
    assert faults_of(tmp_path, text) == [fault]


def test_a_billion_laughs_are_refused_before_they_grow(tmp_path):
    text = "title: t\na: &a [x, x]\nb: &b [*a, *a]\nparts: [*b, *b]\n"
    assert "must be without aliases" in faults_of(tmp_path, text)[0]


def test_an_empty_or_missing_file_is_told(tmp_path):
    assert faults_of(tmp_path, "") == ["whole.yaml: file must have content, got an empty file."]
    with pytest.raises(DefinitionError, match="file must exist, got nothing at that path"):
        load(tmp_path / "none.yaml", Whole)


def test_a_model_cannot_be_changed():
    whole = Whole(title="t")
    with pytest.raises(ValueError, match="frozen"):
        whole.title = "other"


DEEP = 100_000
BROKEN = {
    "brackets": ("title: t\nparts:\n  " + "[" * DEEP, "line 3: YAML must be nested at most 50 levels deep"),
    "braces": ("title: " + "{a: " * DEEP, "line 1: YAML must be nested at most 50 levels deep"),
    "lists": ("title:\n" + "- " * DEEP + "a", "line 2: YAML must be nested at most 50 levels deep"),
    "questions": ("title:\n  " + "? " * DEEP + "a", "line 2: YAML must be nested at most 50 levels deep"),
    "levels": (
        "".join(f"{' ' * depth}a:\n" for depth in range(1_900)),
        "line 51: YAML must be nested at most 50 levels deep",
    ),
    "ten thousand levels": (
        "".join(f"{' ' * depth}a:\n" for depth in range(10_000)),
        "file must be at most 2,000,000 bytes, got 50,025,000 bytes",
    ),
    "one bracket a line": ("title:\n" + " [\n" * DEEP, "line 51: YAML must be nested at most 50 levels deep"),
    "alias": ("title: &x a\nversion: *x\n", "line 2: YAML must be without aliases, got '*x'"),
    "alias to itself": ("title: &x [*x]\n", "line 1: YAML must be without aliases, got '*x'"),
    "merge key": ("title: t\n<<: {version: a}\n", "line 2: YAML must be without merge keys, got '<<'"),
    "tag": ("title: !!python/object/apply:os.system [ls]\n", "line 1: YAML must be without tags, got '!!python"),
    "own tag": ("title: !secret t\n", "line 1: YAML must be without tags, got '!secret'"),
    "two documents": ("title: t\n---\ntitle: u\n", "line 2: YAML must contain one document, got a second one, after"),
    "key of a list": ("title: t\n? [a, b]\n: c\n", "line 2: key must be text, got a list or a mapping"),
    "tab": ("title: t\nparts:\n\t- id: a\n", "line 3: text must be YAML"),
    "control": ("title: t\nversion: a\x1b[31m\n", "line 2: text must contain no control characters, got the character U+001B"),
    "too large": ("# " + "x" * 2_000_000 + "\ntitle: t\n", "file must be at most 2,000,000 bytes, got 2,000,012 bytes"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_what_no_hand_written_file_needs_is_refused_at_once(tmp_path, kind):
    text, said = BROKEN[kind]
    start = time.process_time()
    faults = faults_of(tmp_path, text)
    assert time.process_time() - start < 1
    assert len(faults) == 1
    assert said in faults[0]


def test_bytes_that_are_no_utf_8_are_told_with_their_line(tmp_path):
    path = tmp_path / "whole.yaml"
    path.write_bytes("title: t\nversion: café\n".encode("latin-1"))
    with pytest.raises(DefinitionError, match=r"line 2: file must be UTF-8 text, got the byte 0xe9"):
        load(path, Whole)


def test_fifty_levels_are_read(tmp_path):
    path = written(tmp_path, "a: " + "[" * 49 + "]" * 49 + "\n")
    assert not parse(path).faults


def test_an_anchor_that_nothing_refers_to_and_directives_do_no_harm(tmp_path):
    assert load(written(tmp_path, "%YAML 1.1\n---\ntitle: &x a\n"), Whole).title == "a"


def test_a_file_that_is_read_again_after_a_change_is_read_anew(tmp_path):
    first = parse(written(tmp_path, "title: a\n"))
    first.data["title"] = "changed by whoever read it"
    assert parse(tmp_path / "whole.yaml").data == {"title": "a"}
    assert parse(written(tmp_path, "title: b\n")).data == {"title": "b"}


def test_a_part_of_a_file_has_the_lines_of_the_file(tmp_path):
    parsed = parse_text("a: 1\na: 2\n", tmp_path / "page.qmd", first=7)
    assert str(parsed.faults[0]) == f"{tmp_path / 'page.qmd'}, line 8: a must appear once, got the key twice."
    with pytest.raises(DefinitionError, match=r"page\.qmd, line 8: YAML must be without aliases"):
        parse_text("a: &x 1\nb: *x\n", tmp_path / "page.qmd", first=7)


@pytest.mark.parametrize(
    ("text", "found"), [("# only a comment\n", "nothing"), ("- a\n- b\n", "a list"), ("hello\n", "'hello'")]
)
def test_what_stands_in_place_of_a_mapping_is_named(tmp_path, text, found):
    (tmp_path / "a.yaml").write_text(text)
    faults = parse(tmp_path / "a.yaml").faults
    assert [(fault.rule, fault.found) for fault in faults] == [("be a mapping of keys to values", found)]
