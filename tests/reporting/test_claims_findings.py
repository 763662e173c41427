"""Sentences on claims: counts agree with their nouns, and nothing is said where there is nothing."""

import pandas as pd
import pytest

from cs_research.protection import tables
from cs_research.reporting.text import claims_findings as findings
from cs_research.reporting.text.findings import count_of


def test_a_number_agrees_with_its_noun():
    assert [count_of(number, "place") for number in (0, 1, 2)] == ["0 places", "1 place", "2 places"]


def test_without_a_gap_no_claim_is_weighed():
    title, text = findings.gaps_finding(pd.DataFrame({"gap": [float("nan")]}), widest=False)
    assert f"{title} {text}".startswith("No claim can be weighed, because")


def test_one_kind_of_source_has_no_comparison(demo_release):
    title, _ = findings.kinds_finding(demo_release[tables.CONVERGENCE].iloc[:0])
    assert title == "There is one kind of source,"


def test_the_counts_of_comparisons_add_up_to_all(demo_release):
    matrix = demo_release[tables.CONVERGENCE]
    _, text = findings.kinds_finding(matrix)
    counts = [int(word) for word in text.split(":")[1].split(".")[0].replace(",", " ").split() if word.isdigit()]
    assert sum(counts) == len(matrix)


@pytest.mark.parametrize("rows", [slice(0, 0), slice(0, 1), slice(None)])
def test_drafts_and_final_findings_add_up(demo_release, rows):
    table = demo_release[tables.CERQUAL].iloc[rows]
    title, text = findings.finals_finding(table)
    assert title.endswith(f"of {len(table)} findings are final.")
    assert ("draft" in text) == (len(table) > int(title.split()[0]))


def test_details_of_a_gap_name_practices_that_nobody_mentions(demo_release):
    claim = demo_release[tables.LEDGER]["claim"].iloc[0]
    text = findings.gap_details(demo_release, claim, demo_release.study.sites)
    row = demo_release[tables.LEDGER].set_index("claim").loc[claim]
    assert f"sources do not mention {row['silent']} and contradict {row['contrary']}" in text
