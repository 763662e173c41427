"""Ids made from what other programs call things."""

from __future__ import annotations

from cs_research.formats.names import Names, distinct, is_name, slug


def test_names_that_stand_twice_are_told_apart_by_a_number():
    assert distinct(["a", "b", "a", "a", "a_2"]) == ["a", "b", "a_2", "a_3", "a_2_2"]


def test_a_name_that_is_taken_is_never_given():
    names = Names(["a", "a_2"])
    assert [names.fresh("a"), names.fresh("a"), names.fresh("b")] == ["a_3", "a_4", "b"]


def test_a_name_given_very_often_takes_no_time():
    assert distinct(["code"] * 100_000)[-1] == "code_100000"


def test_slugs_are_names_or_the_fallback():
    assert slug("Café & Alter (2)") == "cafe_alter_2"
    assert slug("安全", "code") == "code"
    assert slug("a" * 39 + " b") == "a" * 39


def test_what_can_be_an_id():
    assert [is_name(text) for text in ("a-b_1", "1st", "-a", "A", "a.b", "", "a\n")] == [
        True, True, False, False, False, False, False,
    ]  # fmt: skip
