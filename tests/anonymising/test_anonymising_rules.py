"""Rules that are wrong: every fault of the file at once, and never two people under one pseudonym."""

from __future__ import annotations

import pytest

from cs_research._yaml import load
from cs_research.definitions.anonymising_rules import AnonymisingRules, fold, name_words
from cs_research.errors import DefinitionError


@pytest.fixture
def faults(tmp_path):
    def read(text):
        path = tmp_path / "rules.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(DefinitionError) as raised:
            load(path, AnonymisingRules)
        return [
            (fault.place.rpartition("rules.yaml, ")[2], fault.rule, fault.found, fault.hint)
            for fault in raised.value.faults
        ]

    return read


def test_forms_of_one_person_in_a_flat_list_are_two_readings(faults):
    ((place, rule, found, hint),) = faults("people: {Child: [Jamie Okafor, Jamie]}")
    assert (place, rule, found) == (
        "line 1, people.Child",
        "be no part of another person's name",
        "'Jamie', part of 'Jamie Okafor'",
    )
    assert "[Jamie Okafor, Jamie]" in hint
    assert "in_file" in hint


def test_a_form_of_two_people_is_one_fault(faults):
    ((place, rule, found, _),) = faults("people:\n  Child: [Ann Lee]\n  Staff:\n    - [Bo Ray, ANN LEE]")
    assert (place, rule) == ("line 4, people.Staff", "have forms that no other entry has")
    assert found == "'ANN LEE', which is also entry 1 of 'Child'"


def test_every_fault_is_reported_at_once(faults):
    text = """
people:
  Postcode: [Ann]
  Child: ["12"]
keep: [Bo]
places: [Bo]
words: [Nobody]
also: [{label: Case, pattern: "("}, {label: Number, pattern: "x*"}]
in_file: {a.txt: {Ann: Nemo}}
names: [x]
"""
    rules = [rule.split(",")[0] for _, rule, _, _ in faults(text)]
    assert rules == [
        "be one of the keys 'type'", "differ from the label of what is found without a list",
        "differ from the words of 'keep'", "have letters in each form", "be a name of the file's lists",
        "be a name of the file's lists", "be a regular expression", "match something",
    ]  # fmt: skip


def test_a_label_has_no_numbers_or_brackets(faults):
    assert len(faults("people: {'Child 1': [Ann], '[x]': [Bo]}")) == 2


def test_folding_keeps_the_place_of_every_letter():
    text = "Sia\u0302n ﬁrst ŵ’s"
    plain, at = fold(text)
    assert plain == "Sian first w's"
    assert [text[at[place]] for place in range(len(plain))] == list("Sian ﬁﬁrst ŵ’s")
    assert at[-1] == len(text)
    assert name_words("Mary-Ann O’Neill & Co") == ("mary", "ann", "o", "neill", "and", "co")
