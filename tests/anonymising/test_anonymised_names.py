"""Names in every way that they are written, and what is asked rather than guessed."""

from __future__ import annotations

import pytest

from cs_research.anonymising.names import NameFinder, listed_names
from cs_research.definitions.anonymising_rules import AnonymisingRules


def found(text, ordinary=(), file="", **rules):
    """The text of each name with its owner's first form, and each doubt."""
    made = AnonymisingRules.model_validate(rules)
    finder = NameFinder(made, listed_names(made), frozenset(ordinary))
    names, doubts = finder.find(text, file)
    owners = {number: each.forms[0] for number, each in enumerate(finder.listed)} | {-1: "kept", -2: "?"}
    return [(text[name.start : name.end], owners[name.owner]) for name in names], [
        (doubt.words, doubt.found) for doubt in doubts
    ]


CHILD = {"Child": ["Jamie Okafor"]}


@pytest.mark.parametrize(
    "written",
    ["Jamie Okafor", "JAMIE OKAFOR", "jamie okafor", "Jamie", "JAMIE", "Okafor", "Jamie\nOkafor", "Jamie\u00a0 Okafor",
     "J Okafor", "J. Okafor", "Jamie-Okafor", "Ja\u00admie", "jamieokafor", "Jamie_Okafor"],
)  # fmt: skip
def test_a_full_name_is_found_however_it_is_written(written):
    assert found(f"We saw {written} there.", people=CHILD)[0] == [(written, "Jamie Okafor")]


def test_possessives_and_plurals_leave_their_ending():
    names, doubts = found("Jamie's bag, the Okafors’ house and all OKAFORS.", people=CHILD)
    assert names == [("Jamie", "Jamie Okafor"), ("Okafor", "Jamie Okafor"), ("OKAFOR", "Jamie Okafor")]
    assert doubts == []


@pytest.mark.parametrize("forms", [["Jamie Okafor"], ["Jamie Okafor", "Jamie O."]])
def test_a_last_initial_takes_its_full_stop_within_a_sentence_only(forms):
    assert found("Jamie O.: Then Jamie O. said so, to Jamie O.", people={"Child": [forms]})[0] == [
        ("Jamie O.", "Jamie Okafor"),
        ("Jamie O.", "Jamie Okafor"),
        ("Jamie O", "Jamie Okafor"),
    ]


@pytest.mark.parametrize("text", ["jamiexx", "Jamieson", "Annual", "SJO", "Jo", "O", "J", "on the okaforian"])
def test_parts_of_words_are_no_names(text):
    assert found(text, people={"Child": [["Jamie Okafor", "JO"], "Ann Lee"]}) == ([], [])


@pytest.mark.parametrize(
    ("listed", "written"),
    [("Sarah O'Neill", "O’Neill"), ("Sarah O'Neill", "ONeill"), ("Sarah O’Neill", "Sarah O'Neill"), ("Siân Rees", "Sian"),
     ("Sian Rees", "SIÂN"), ("Sian Rees", "Sia\u0302n"), ("Rhys Bevan-Jones", "Rhys Bevan Jones"), ("Łukasz Nowak", "Lukasz"),
     ("Gwen ferch Llŷr", "Gwen Ferch Llyr"), ("Mary Ann Lee", "Mary-Ann Lee"), ("D'Arcy", "d’Arcy")],
)  # fmt: skip
def test_apostrophes_accents_and_hyphens_make_no_difference(listed, written):
    assert found(f"It was {written} again", people={"Person": [listed]}) == ([(written, listed)], [])


def test_the_longest_name_is_taken_first():
    rules = {"people": {"Child": ["Jamie Okafor"]}, "places": ["Okafor Road Park", "Okafor Road"]}
    names, _ = found("At Okafor Road Park, not Okafor Road, Jamie", **rules)
    assert names == [
        ("Okafor Road Park", "Okafor Road Park"),
        ("Okafor Road", "Okafor Road"),
        ("Jamie", "Jamie Okafor"),
    ]


def test_initials_are_found_in_capitals_only():
    names, _ = found("JO and J.O. met Jo. J. O. said so", people={"Child": [["Jamie Okafor", "JO"]]})
    assert [name for name, _ in names] == ["JO", "J.O.", "J. O."]


def test_a_first_name_of_two_people_is_asked_about_and_decided_for_a_file():
    people = {"Child": ["Jamie Okafor", "Jamie Price"]}
    names, doubts = found("Then Jamie went.", people=people)
    assert doubts == [("Jamie", "a name of 'Jamie Okafor' or 'Jamie Price'")]
    names, doubts = found("Then Jamie went.", people=people, file="a.txt", in_file={"a.txt": {"Jamie": "Jamie Price"}})
    assert (names, doubts) == ([("Jamie", "Jamie Price")], [])
    assert found("Then Jamie went.", people=people, file="b.txt", in_file={"a.txt": {"Jamie": "Jamie Price"}})[1]


@pytest.mark.parametrize(
    ("text", "asked"),
    [("We met Leah Okafor.", "Leah Okafor"), ("Mrs Okafor came.", "Mrs Okafor"), ("I know Jamie Smith.", "Jamie Smith"),
     ("Leah Okafor went.", "Leah Okafor")],
)  # fmt: skip
def test_a_part_of_a_name_beside_another_name_may_be_another_person(text, asked):
    _, doubts = found(text, people=CHILD)
    assert doubts == [(asked, "part of the name 'Jamie Okafor' beside a word that is not")]


def test_names_of_two_listed_people_beside_each_other_are_asked_about():
    _, doubts = found("So Leah Okafor went.", people={"Child": ["Jamie Okafor", "Leah Price"]})
    assert [words for words, _ in doubts] == ["Leah Okafor", "Leah Okafor"]


@pytest.mark.parametrize(
    "text", ["When Jamie came", "Yes. Jamie I think", "So Jamie May be", "We and Jamie. Leah went"]
)
def test_words_that_are_no_names_beside_a_part_are_not_asked_about(text):
    assert found(text, people=CHILD)[1] == []


WILL = {"people": {"Child": ["Will Carter"]}}


def test_a_name_that_is_a_word_is_asked_about_where_a_sentence_starts():
    _, doubts = found("Will you come? I saw Will there. I will.", ordinary={"will"}, **WILL, words=["Will"])
    assert doubts == [("Will", "a listed name that is an ordinary word too")]
    names, doubts = found("Will you come? I saw Will there. I will.", ["will"], **WILL, words=["Will"], keep=["Will you"],
                          always=["Will"])  # fmt: skip
    assert doubts == []
    assert names == [("Will you", "kept"), ("Will", "Will Carter")]


def test_the_label_of_a_speaker_is_a_name_although_a_line_starts_with_it():
    text = "Will: yes.\n\nWill  0:05\nno\n\n<v Will>so</v>\n\n**Will:** right"
    names, doubts = found(text, ordinary={"will"}, **WILL, words=["Will"])
    assert [name for name, _ in names] == ["Will"] * 4
    assert doubts == []


def test_a_name_in_lower_case_is_asked_about():
    assert found("then will came", **WILL)[1] == [("will", "a listed name in lower case")]
    assert found("then will came", **WILL, words=["Will"]) == ([], [])
    assert found("then will came", **WILL, always=["Will"]) == ([("will", "Will Carter")], [])


def test_a_name_that_is_a_month_is_asked_about_everywhere():
    assert found("We met in May there", people={"Child": ["May Lee"]})[1][0][0] == "May"
    assert found("We met in May 2022", people={"Child": ["May Lee"]}, keep=["May 2022"])[1] == []


def test_places_that_are_words_stay_in_lower_case():
    assert found("He likes reading in Reading.", places=["Reading"]) == ([("Reading", "Reading")], [])


@pytest.mark.parametrize(
    "written",
    ["yng Nghaernarfon", "i Gaernarfon", "a Chaernarfon", "yn Ninbych", "i Ddinbych", "o Fangor", "ym Mangor"],
)
def test_mutated_welsh_places_are_found_after_a_preposition(written):
    _, place = written.split()
    names, _ = found(f"Rydw i'n byw {written} nawr", places=["Caernarfon", "Dinbych", "Bangor"])
    assert [name for name, _ in names] == [place]
    assert found(f"So {place} is a word", places=["Caernarfon", "Dinbych", "Bangor"]) == ([], [])
