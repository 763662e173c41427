"""The annual page: sentences from the numbers, nobody named, nothing lost in silence."""

import re

import pytest
from annual_study import collected

from cs_research.reporting.annual_page import annual_page
from cs_research.reporting.builder import Builder
from cs_research.reporting.collect import collect


def wave(numbers, high):
    return [(n, "North" if n <= 20 else "South", "High" if n <= high else "Low", "Mid") for n in numbers]


NUMBERS = range(1, 25)
REGISTER = [(number, "North" if number <= 20 else "South") for number in range(1, 31)]


def page(folder, *given, **how):
    study, _ = collected(folder, *given, **how)
    return annual_page(Builder(study, folder / "build", ("html",)))


def test_a_study_with_neither_waves_nor_register_has_no_page(tmp_path):
    assert page(tmp_path, wave(NUMBERS, 12)) is None


def test_three_findings_and_titles_say_what_the_numbers_say(tmp_path):
    words = page(tmp_path, wave(NUMBERS, 18), wave(NUMBERS, 6), REGISTER)
    assert [" ".join(found) for found in words["findings"]] == [
        "24 of 30 services answered (80%), from 40% in South to 100% in North. 6 did not answer.",
        "The one share that is compared moved from 1 to 2: “at the top” on “Knowledge” went from 25 to 75% "
        "(50 points, 95% interval 39 to 59), among the 24 services that answered both.",
        "Services lie furthest apart on “Knowledge”: the middle half of 24 answer from “Mid” to “High”.",
    ]
    assert words["figures"]["response"]["title"] == "Response runs from 40% to 100%, and is lowest in South"
    assert words["figures"]["trend"]["title"] == "“at the top” rose on “Knowledge” from 1 to 2"


def test_where_nothing_moved_the_page_says_so(tmp_path):
    words = page(tmp_path, wave(NUMBERS, 12), wave(NUMBERS, 12))
    assert words["findings"][1][0] == "No share moved from 1 to 2 by more than chance may explain:"
    assert words["findings"][1][1] == "1 question compared, among the 24 services that answered both."
    assert words["figures"]["response"] is None
    assert words["lists"]["response"] == ["The study names no register: who is missing cannot be told."]


def test_a_register_alone_gives_response_and_no_change(tmp_path):
    words = page(tmp_path, wave(range(1, 26), 12), register=[*REGISTER[:24], (99, "South")])
    assert words["figures"]["trend"] is None
    assert words["tables"]["change"] is None
    assert (
        " ".join(words["findings"][1])
        == "This is the first wave: there is nothing earlier to hold it against."
    )
    assert words["lists"]["response"][1].startswith("1 that answered is not in the register")


def test_what_is_not_compared_is_listed_with_its_reason(tmp_path):
    words = page(tmp_path, wave(NUMBERS, 18), wave(NUMBERS, 6))
    told = "Not compared with an earlier wave, for the reason in the table: Other?."
    assert told in words["lists"]["change"]
    html = (tmp_path / "build" / words["tables"]["questionnaire"]["html"]).read_text(encoding="utf-8")
    assert "asked in other words, so that its answers are of another question" in html


def test_no_service_is_named_in_anything_that_is_written(tmp_path):
    words = page(tmp_path, wave(range(1, 26), 12), wave(NUMBERS, 6), [*REGISTER[:24], (99, "South")])
    assert not re.search(r"Service \d", str(words))
    for path in (tmp_path / "build").rglob("*.*"):
        assert not re.search(r"Service \d", path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("name", ["response", "trend", "spread"])
def test_the_figures_of_the_made_up_study_tell_their_finding(demo_study, tmp_path, name):
    words = annual_page(Builder(collect(demo_study), tmp_path, ("html",)))
    figure = words["figures"][name]
    assert figure["alt"].startswith(figure["title"])
    for suffix in (".svg", "-narrow.svg"):
        assert (tmp_path / "figures" / f"{name}{suffix}").is_file()
    assert (tmp_path / figure["data"]).is_file()
