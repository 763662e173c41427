"""Sentences of the annual page: a change is stated only if it is significant."""

import pandas as pd

from cs_research.definitions.categories import COMPARED
from cs_research.reporting.text import annual_findings as findings

LABELS = {"a": "Knowledge", "b": "Training"}


def change(*rows):
    names = ["item", "label", "share_a", "share_b", "difference", "low", "high", "p_holm", "significant"]
    return pd.DataFrame(rows, columns=names).assign(row="", status=COMPARED, reason="", interval_level=0.95)


ROSE = ("a", "good", 0.44, 0.70, 0.26, 0.1, 0.4, 0.004, "yes")
FLAT = ("b", "had it", 0.60, 0.70, 0.09, -0.03, 0.2, 0.188, "no")


def test_only_significant_changes_are_counted():
    assert list(findings.significant_changes(change(ROSE, FLAT))["item"]) == ["a"]
    assert findings.significant_changes(change(FLAT)).empty


def test_the_title_names_what_changed_and_says_so_where_nothing_did():
    title = findings.change_title(change(ROSE, FLAT), ("2022", "2023"), LABELS)
    assert "Knowledge" in title
    assert "Training" not in title
    assert "Knowledge" not in findings.change_title(change(FLAT), ("2022", "2023"), LABELS)
