"""Sheets of evidence: few sites are of low reliability, and a site by itself has no interval."""

from dataclasses import replace

import pandas as pd
import pytest

from cs_research.displays.workbook.evidence_sheets import evidence_sheet
from cs_research.displays.workbook.survey_sheets import Labels
from cs_research.errors import PublishError

LABELS = Labels(
    items={}, domains={"target": "Target"}, practices={}, claims={}, sites={"A": "Site A", "B": "Site B", "C": "Site C"},
    domain_of={}, withheld=(), hidden=(), level=0.95, decimals=0, asked="", seen="Source: made-up.",
)  # fmt: skip
ROW = {"cells": 8, "shown": 1, "partly": 2, "contrary": 1, "silent": 4, "share": 0.25, "share_spoken": 0.5}
EVIDENCE = pd.DataFrame([{"domain": "target", "site": "A", **ROW, "low": 0.1, "high": 0.6}])


def test_shares_are_per_cent_with_their_cells_and_interval():
    row = evidence_sheet(EVIDENCE, LABELS, by="domain").table.iloc[0]
    assert row[["Domain", "Cells of practice and site", "Evidence (per cent of cells)"]].tolist() == [
        "Target",
        8,
        25,
    ]
    assert row[["95% interval, lower end (per cent)", "95% interval, upper end (per cent)"]].tolist() == [
        10,
        60,
    ]
    assert row["Reliability"] == "usual"


def test_fewer_than_three_sites_are_of_low_reliability():
    two = replace(LABELS, sites={"A": "Site A", "B": "Site B"})
    assert evidence_sheet(EVIDENCE, two, by="domain").table["Reliability"].tolist() == ["[u]"]


def test_a_site_has_no_interval_between_sites():
    sheet = evidence_sheet(EVIDENCE, LABELS, by="site")
    assert sheet.table["Site"].tolist() == ["Site A"]
    assert not [name for name in sheet.table.columns if "interval" in name or name == "Reliability"]


def test_a_table_of_something_else_is_refused():
    with pytest.raises(PublishError, match="must have the column 'practice'"):
        evidence_sheet(EVIDENCE, LABELS, by="practice")
