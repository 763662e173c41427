"""The methods page: the worked example can be followed with a pocket calculator."""

import re

import pytest
from annual_study import write_study

from cs_research.protection import protect, tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.pages.methods import methods_page
from cs_research.results import measure
from cs_research.study.load import load_study


@pytest.fixture(scope="module")
def page(demo_release, tmp_path_factory):
    return methods_page(Builder(demo_release, tmp_path_factory.mktemp("methods"), ()))


def test_the_gap_is_the_difference_of_the_two_shares_that_are_printed(page, demo_release):
    text = " ".join(page.lists["gap"])
    confidence, evidence, gap = map(float, re.search(r"Gap: ([\d.]+) − ([\d.]+) = ([\d.]+)", text).groups())
    assert gap == pytest.approx(confidence - evidence, abs=1e-4)
    row = demo_release[tables.GAP].set_index("domain").loc[page.worked.lower()]
    assert gap == pytest.approx(row["gap"], abs=1e-4)
    low = float(re.search(r"lower end: .* = (-?[\d.]+)\.$", page.lists["gap"][1])[1])
    assert low == pytest.approx(row["low"], abs=1e-4)


def test_the_share_of_evidence_is_that_of_its_cells(page):
    shown, partly, cells, share = map(
        float, re.search(r"\((\d+) \+ ½ × (\d+)\) / (\d+) = (\d\.\d+)", page.lists["evidence"][0]).groups()
    )
    assert share == pytest.approx((shown + partly / 2) / cells, abs=1e-4)


def test_without_both_sides_nothing_is_worked_through(tmp_path):
    release = protect(measure(load_study(write_study(tmp_path, [(n, "North", "High", "Mid") for n in range(9)]))))
    page = methods_page(Builder(release, tmp_path / "build", ()))
    assert (page.worked, page.lists["gap"]) == ("", [])
    assert page.lists["confidence"] == ["The study has no domain with both sides, so nothing can be worked through."]
