"""Hand-written YAML: strings stay what was typed, and every fault of a file is told at once."""

from typing import Literal

import pytest

from cs_research._yaml import Definition, Entry, Id, Problem, entries, load
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
    text = (
        "title: ''\nparts:\n  - id: one\n    kind: frist\n    colour: red\n  - id: forbidden\n    size: big\n"
    )
    assert faults_of(tmp_path, text) == [
        "whole.yaml, line 4, parts[one]: kind must be 'first' or 'second', got 'frist'.\n"
        "  Hint: did you mean 'first'?",
        "whole.yaml, line 5, parts[one]: colour must be one of the keys 'id', 'kind' or 'size', got an unknown key.",
        "whole.yaml, line 7, parts[forbidden]: size must be a whole number, got 'big'.",
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
        ("title: a\ntitle: b\n", "whole.yaml, line 2: title must stand once, got the key twice."),
        ("version: 2\n", "whole.yaml, line 1: title must be given, got nothing."),
        ("- a\n- b\n", "whole.yaml, line 1: file must be a mapping of keys to values, got something else."),
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
