"""What the page of one service shows of others, under the policies of a publication."""

from __future__ import annotations

from dataclasses import replace

import pytest
from annual_study import write_study

from cs_research.protection import POLICIES, protect
from cs_research.results import measure
from cs_research.study.load import load_study

NATIONAL = POLICIES["national"]


def results(folder, answered, service="Service 01"):
    rows = [(n, "North" if n <= 12 else "South", "High" if n % 2 else "Low", "Mid") for n in range(1, answered + 1)]
    register = [(n, "North" if n <= 12 else "South") for n in range(1, 41)]
    return measure(load_study(write_study(folder, rows, register=register)), service=service)


def benchmark(release):
    return release["benchmark"].set_index("item").loc["knowledge"]


def test_no_number_of_a_region_is_shown(tmp_path):
    release = protect(results(tmp_path, 30), NATIONAL)
    assert release["benchmark"]["compared"].unique().tolist() == ["all"]
    assert release["answers"]["region"].isna().all()


@pytest.mark.parametrize(("answered", "shown"), [(21, True), (20, False)])
def test_quartiles_need_twenty_others(tmp_path, answered, shown):
    row = benchmark(protect(results(tmp_path, answered), NATIONAL))
    assert [row[name] == row[name] for name in ("median", "lower_quartile", "at_or_above")] == [shown] * 3


def test_merged_answers_show_no_share_that_says_at_least_as_much(tmp_path):
    row = benchmark(protect(results(tmp_path, 30), POLICIES["small_population"]))
    assert row[["at_or_above", "at_or_below", "low", "high"]].isna().all()


def test_the_strict_policy_compares_with_nobody(tmp_path):
    row = benchmark(protect(results(tmp_path, 30), POLICIES["strict"]))
    assert row[["median", "lower_quartile", "upper_quartile", "at_or_above"]].isna().all()


def test_two_neighbours_who_exchange_their_answers_leave_the_page_as_it_is(tmp_path):
    """The first of the South says what the first of the North said, and the other way round."""
    first = results(tmp_path / "a", 30, "Service 03")
    rows = [(n, "North" if n <= 12 else "South", "High" if n % 2 else "Low", "Mid") for n in range(1, 31)]
    rows[1], rows[12] = (*rows[1][:2], "High", "Mid"), (*rows[12][:2], "Low", "Mid")
    register = [(n, "North" if n <= 12 else "South") for n in range(1, 41)]
    other = measure(load_study(write_study(tmp_path / "b", rows, register=register)), service="Service 03")
    for name in ("benchmark", "answers"):
        pages = [protect(made, replace(NATIONAL, areas={}))[name] for made in (first, other)]
        assert pages[0].equals(pages[1]), name
