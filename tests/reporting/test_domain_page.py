"""The page of a domain: its sentences have the numbers of the tables, and say what a study does not have."""

import pytest
from annual_study import write_study

from cs_research.protection import protect, tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.pages.domain import domain_page, quotations
from cs_research.results import measure
from cs_research.study.load import load_study


@pytest.fixture(scope="module")
def page(demo_release, tmp_path_factory):
    return domain_page(Builder(demo_release, tmp_path_factory.mktemp("domain"), ()), "target")


def test_the_findings_are_on_confidence_evidence_and_the_gap(demo_release, page):
    evidence = demo_release[tables.EVIDENCE_DOMAIN].set_index("domain").loc["target"]
    assert page.findings[0].title == "Confidence averages 79% over two questions"
    assert page.findings[1].title == f"The evidence score is {evidence['share']:.0%}"
    assert f"Sources show {evidence['shown']:g}, partly show {evidence['partly']:g}" in page.findings[1].text
    assert page.findings[2].title == "Confidence outruns evidence by 59 points"


def test_every_figure_and_table_has_its_data(page):
    assert [name for name, figure in page.figures.items() if figure is None] == []
    assert page.tables["practices"].segments == "data/segments-target.csv"


def test_there_is_one_quotation_for_each_practice_and_stance(demo_release, page):
    found = quotations(demo_release, "target")
    assert page.quotations == found
    assert len({(each.practice, each.stance) for each in found}) == len(found) > 5


def test_a_survey_alone_says_that_nothing_was_coded(tmp_path):
    release = protect(measure(load_study(write_study(tmp_path, [(n, "North", "High", "Mid") for n in range(9)]))))
    page = domain_page(Builder(release, tmp_path / "build", ()), "framework")
    assert page.findings[1].title == "No sources were coded,"
    assert page.figures["gap"] is None and page.figures["answers"].title == "Knowledge: 100% at the top"
    assert page.quotations == ()
