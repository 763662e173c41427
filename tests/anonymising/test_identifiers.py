"""Numbers and addresses: check digits, one value for each way of writing, and what is not found."""

from __future__ import annotations

import time

import pytest

from cs_research.anonymising.identifiers import birth_value, find_identifiers, is_nhs_number


def values(text):
    return {(found.kind, found.value) for found in find_identifiers(text)}


@pytest.mark.parametrize(("digits", "valid"), [("9434765919", True), ("9434765870", True), ("9434765918", False)])
def test_the_check_digit_of_an_nhs_number(digits, valid):
    # 943 476 5919 is the example of the NHS Data Model and Dictionary: 299 mod 11 is 2, and 11 - 2 is 9.
    assert is_nhs_number(digits) is valid


def test_a_remainder_of_one_gives_no_valid_number():
    assert not any(is_nhs_number(f"000000006{last}") for last in range(10))  # 6 * 2 is 12, 12 mod 11 is 1


@pytest.mark.parametrize(
    ("ways", "kind", "value"),
    [
        (["07700 900123", "+44 7700 900123", "0044 7700 900 123", "+44 (0)7700 900123", "(+44) 7700 900123", "7700900123"],
         "Phone number", "07700900123"),
        (["(0161) 496 0000", "0161 496 0000", "+441614960000"], "Phone number", "01614960000"),
        (["bb1 2ab", "BB12AB", "BB1-2AB"], "Postcode", "BB12AB"),
        (["AB123456C", "ab 12 34 56 c"], "National Insurance number", "AB123456C"),
        (["A@Example.org", "a (at) example.org"], "E-mail address", "a@example.org"),
        (["http://www.example.org/x/", "www.example.org/x"], "Web address", "example.org/x"),
    ],
)  # fmt: skip
def test_one_number_has_one_value_however_it_is_written(ways, kind, value):
    assert all((kind, value) in values(f"It is {way} now") for way in ways)


@pytest.mark.parametrize(
    ("date", "value"),
    [("14 March 2007", "2007-03-14"), ("14.3.2007", "2007-03-14"), ("2007/03/14", "2007-03-14"), ("3 Mai 2008", "2008-05-03"),
     ("14.3.07", "14.3.07"), ("March  2007", "march 2007")],
)  # fmt: skip
def test_dates_of_birth_have_one_value_if_the_year_is_whole(date, value):
    assert birth_value(date) == value


@pytest.mark.parametrize(
    "text",
    ["They live in BB1.", "oh seven seven double oh nine", "Ring 496 0000.", "He turned 14 on 14/03/2021.", "the fourteenth",
     "It is between the park and the road.", "AB123456 is the case", "jay99 posted"],
)  # fmt: skip
def test_what_is_not_found_is_known(text):
    assert find_identifiers(text) == []


@pytest.mark.parametrize("part", ["A-", "a.", "(0", "1 ", "Flat 1 ", "12 ABC "])
def test_long_runs_without_end_take_time_in_proportion(part):
    start = time.process_time()
    find_identifiers(part * 20_000)
    assert time.process_time() - start < 2  # ten seconds where time grows with the square
