"""The bulletin: the numbered figures of the questionnaire, and findings on all domains."""

import pytest
from annual_study import write_study

from cs_research.definitions import DOMAINS
from cs_research.protection import Policy, protect
from cs_research.reporting.builder import Builder
from cs_research.reporting.pages.bulletin import bulletin_page
from cs_research.results import measure
from cs_research.study.load import load_study


@pytest.fixture(scope="module")
def page(demo_release, tmp_path_factory):
    return bulletin_page(Builder(demo_release, tmp_path_factory.mktemp("bulletin"), ()))


def test_the_seven_figures_are_those_that_the_questionnaire_numbers(page, instrument):
    numbered = {item.figure: item for item in instrument.items if item.figure}
    for number in range(1, 8):
        assert numbered[number].text in page.figures[str(number)].measure


def test_the_findings_are_the_gap_a_difference_of_questions_and_what_was_chosen_most(page):
    titles = [title for title, _ in page.findings]
    assert titles[0].startswith("Confidence outruns evidence in three of four domains")
    assert titles[-1] == "What services chose as helping and as hindering."
    assert [len(page.lists[domain]) for domain in DOMAINS] == [3] * 4


def test_a_question_that_too_few_answered_has_no_figure(demo_study, tmp_path):
    release = protect(measure(load_study(demo_study)), Policy(minimum_base=57))
    page = bulletin_page(Builder(release, tmp_path, ()))
    withheld = {item.figure for item in release.study.instrument.items if item.id in release.withheld}
    shown = {number for number in range(1, 8) if page.figures[str(number)] is not None}
    assert shown == set(range(1, 8)) - withheld
    assert withheld & set(range(1, 8))


def test_a_questionnaire_without_numbered_figures_lists_its_questions(tmp_path):
    release = protect(measure(load_study(write_study(tmp_path, [(n, "North", "High", "Mid") for n in range(9)]))))
    page = bulletin_page(Builder(release, tmp_path / "build", ()))
    assert [page.figures[str(number)] for number in range(1, 8)] == [None] * 7
    assert "Knowledge" in page.lists["beyond"][0]
    assert [title for title, _ in page.findings] == ["Questions differ."]
