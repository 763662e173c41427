"""The page on protection, and pages of a publication that say what is withheld."""

from __future__ import annotations

import pytest

from cs_research.protection import POLICIES, Policy, account, protect
from cs_research.reporting.builder import Builder
from cs_research.reporting.pages.annual import annual_page
from cs_research.reporting.pages.domain import domain_page
from cs_research.reporting.pages.protection import protection_page


@pytest.fixture(scope="module")
def national(demo_results):
    return protect(demo_results, Policy.for_publication(demo_results.study))


def test_the_page_of_the_team_says_that_nothing_is_protected(demo_results, tmp_path):
    page = protection_page(Builder(protect(demo_results), tmp_path, ()))
    assert "is for the study's team" in page.lists["policy"][0]
    assert "Do not pass this report on" in page.lists["limits"][-1]


def test_the_page_of_a_publication_has_its_settings_and_what_is_withheld(national, tmp_path):
    page = protection_page(Builder(national, tmp_path, ()))
    text = " ".join(page.lists["policy"])
    assert text.startswith("Policy: national.")
    assert "closer than 3 is withheld" in text
    settings = (tmp_path / page.tables["settings"].html).read_text(encoding="utf-8")
    for words in ("minimum_base", "areas, as halves", "North; Midlands and East; South and Wales"):
        assert words in settings
    withheld = (tmp_path / page.tables["withheld"].html).read_text(encoding="utf-8")
    assert "numbers of an area would give those of a few services" in withheld
    assert (tmp_path / page.tables["withheld"].data).is_file()


def test_the_account_counts_what_is_withheld_with_its_reason(national):
    found = account(national).set_index("what")
    assert found.loc["Region; Nation", "number"] == 2
    assert found.loc["shares by area", ["status", "number"]].tolist() == ["half", 18]
    assert found["reason"].ne("").all()


@pytest.mark.parametrize("name", ["small_population", "strict"])
def test_merged_answers_are_counted_too(demo_results, name):
    found = account(protect(demo_results, POLICIES[name]))
    assert set(found.loc[found["table"].str.startswith("distribution"), "status"]) == {"merged"}


def test_the_annual_page_of_a_publication_has_areas_and_separate_samples(national, tmp_path):
    page = annual_page(Builder(national, tmp_path, ()))
    assert page.tables["groups"].title == "Whether at least half answered so, by area"
    groups = (tmp_path / page.tables["groups"].html).read_text(encoding="utf-8")
    assert "Midlands and East" in groups
    assert "half or more" in groups
    assert "%" not in groups
    response = (tmp_path / page.tables["response"].html).read_text(encoding="utf-8")
    assert "North East" not in response
    assert any("compared as separate samples, since shares of those" in note for note in page.lists["change"])


def test_a_table_of_answers_says_which_are_shown_together(demo_results, tmp_path):
    page = domain_page(Builder(protect(demo_results, POLICIES["small_population"]), tmp_path, ()), "target")
    answers = (tmp_path / page.tables["answers"].html).read_text(encoding="utf-8")
    assert "together with" in answers
    assert page.figures["answers"] is None
