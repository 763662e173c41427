"""The summary page: one line for each domain, and what was chosen as helping and hindering."""

import pytest
from annual_study import write_study

from cs_research.definitions import DOMAINS
from cs_research.protection import protect, tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.pages.index import gap_figure, index_page, multiple_figure
from cs_research.results import measure
from cs_research.study.load import load_study


@pytest.fixture(scope="module")
def builder(demo_release, tmp_path_factory):
    return Builder(demo_release, tmp_path_factory.mktemp("index"), ())


def test_each_domain_has_a_line_that_leads_to_its_page(builder):
    page = index_page(builder)
    assert [summary.page for summary in page.summaries] == list(DOMAINS)
    gaps = builder.release[tables.GAP].set_index("domain")["gap"]
    for summary in page.summaries:
        assert f"{gaps[summary.page]:.0%}".removesuffix("%") in summary.finding


def test_the_chart_of_gaps_is_drawn_once_for_all_pages(builder):
    assert gap_figure(builder) == gap_figure(builder)
    assert builder.withheld == set()


def test_the_title_names_options_that_are_not_distinguishable_from_the_first(builder):
    title = multiple_figure(builder, "enablers").title
    near = builder.release[tables.NOT_DISTINGUISHABLE]
    labels = near.loc[near["item"] == "enablers", "label"]
    assert len(labels)
    assert f"not statistically distinguishable from {labels.iloc[0]}" in title


def test_a_study_with_one_side_has_no_chart_of_gaps(tmp_path):
    release = protect(measure(load_study(write_study(tmp_path, [(n, "North", "High", "Mid") for n in range(9)]))))
    builder = Builder(release, tmp_path / "build", ())
    assert gap_figure(builder) is None
    assert [summary.finding for summary in index_page(builder).summaries] == [
        "The two sides cannot be compared, because one of them is missing."
    ] * 4
