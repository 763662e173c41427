"""Questions of any kind made into an instrument that is valid as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research._yaml import yaml_text
from cs_research.definitions import load_instrument
from cs_research.errors import ReadError
from cs_research.formats.surveys.instrument_draft import Choice, Question, build


def built(*questions: Question):
    return build(questions, path=Path("form.x"), title="", platform="a test", notes=())


def test_texts_that_stand_twice_are_told_apart_whatever_they_are_told_apart_by():
    questions = [
        Question("b", "Why?", "open"),
        Question("c", "why? (d)", "open"),
        Question("d", "Why?", "open"),
        Question("e", "WHY?", "open"),
    ]
    items = built(*questions).instrument.items
    assert [(item.text, item.label) for item in items] == [
        ("Why?", ""), ("why? (d)", ""), ("Why?", "Why? (d, 2)"), ("WHY?", "WHY? (e)"),
    ]  # fmt: skip


def test_answers_that_stand_twice_are_told_apart_whatever_they_are_told_apart_by():
    choices = [Choice("1", "Yes"), Choice("2", "Yes (3)"), Choice("3", "YES"), Choice("", "")]
    found = built(Question("a", "A?", "single", [*choices, Choice("", "")]))
    assert [point.label for point in found.instrument.scales[0].points] == [
        "Yes", "Yes (3)", "YES (3, 2)", "no label", "no label ()",
    ]  # fmt: skip
    assert "a: the answer 'YES' appears twice; the second has its value added" in found.notes


def test_a_condition_on_what_was_read_as_open_is_told():
    first = Question("a", "A?", "single", [Choice("1", "Yes")])
    found = built(first, Question("b", "B?", "open", asked_if=("a", ("1",))))
    assert found.instrument.item("b").asked_if is None
    assert "b: is asked only of some (a: 1); write its 'asked_if' by hand" in found.notes


def test_a_condition_on_a_name_that_stands_twice_is_told():
    twice = [Question("a", text, "single", [Choice("1", "Yes"), Choice("2", "No")]) for text in ("A?", "B?")]
    found = built(*twice, Question("c", "C?", "open", asked_if=("a", ("1",))))
    assert [item.id for item in found.instrument.items] == ["a", "a_2", "c"]
    assert found.instrument.item("c").asked_if is None
    assert "c: is asked only of some (a: 1); write its 'asked_if' by hand" in found.notes


def test_no_question_is_no_instrument():
    with pytest.raises(ReadError, match="file must hold a question, got none"):
        built()


WORDS = st.sampled_from(["", " ", "A", "a", "A (1)", "a (a)", "1", "not asked", "not_asked", "é", "=1", "\u2028", "A."])
TEXTS = WORDS | st.text(st.characters(codec="utf-8"), max_size=4)
QUESTIONS = st.builds(
    Question,
    name=st.sampled_from(["a", "A", "Q1", "q1", "安", "not_asked", "A (1)"]),
    text=TEXTS,
    kind=st.sampled_from(["single", "multiple", "open"]),
    choices=st.lists(st.builds(Choice, value=TEXTS, label=TEXTS), max_size=5),
    asked_if=st.none() | st.tuples(st.sampled_from(["a", "Q1", "b"]), st.lists(WORDS, min_size=1).map(tuple)),
    ordinal=st.booleans(),
    role=st.sampled_from(["question", "background", "identifier"]),
    note=TEXTS,
)


@given(st.lists(QUESTIONS, min_size=1, max_size=5))
def test_whatever_a_file_holds_makes_an_instrument_that_loads_again(tmp_path_factory, questions):
    found = built(*questions)
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(yaml_text(found.instrument, "\n".join(found.notes)), encoding="utf-8", newline="")
    assert load_instrument(str(path)) == found.instrument
