"""The page of weights: both shares side by side, the register beside respondents, and how far weights go."""

from dataclasses import asdict

import pytest
from annual_study import write_study

from cs_research.protection import Policy, protect
from cs_research.reporting.builder import Builder
from cs_research.reporting.pages.weights import weights_page
from cs_research.reporting.workbooks import build_sheets
from cs_research.results import measure
from cs_research.study.load import load_study

# 20 services in the north, 40 in the south; 20 of each answered, 20 and 10 of them "High"
REGISTERED = [(n, "North" if n <= 20 else "South") for n in range(1, 61)]
ROWS = [(n, "North" if n <= 20 else "South", "High" if n <= 30 else "Low", "Mid") for n in range(1, 41)]


def builder(folder, more="weights: {rake: [region]}\n", policy=None, **how):
    path = write_study(folder, how.pop("rows", ROWS), register=REGISTERED, more=more, **how)
    return Builder(protect(measure(load_study(path)), policy), folder / "build", ("html",))


def page(*given, **how):
    made = weights_page(builder(*given, **how))
    return None if made is None else asdict(made)


def test_a_study_without_weights_has_no_page(tmp_path):
    assert page(tmp_path, more="") is None


def test_findings_give_the_change_the_cost_and_the_difference_from_the_register(tmp_path):
    # the north weighs 2/3, the south 4/3: 20 * 2/3 + 10 * 4/3 of 40 is 66.7%; 40² over 20 * 4/9 + 20 * 16/9 is 36
    change, cost, difference = (" ".join(found) for found in page(tmp_path)["findings"])
    assert "by more than 8 points" in change
    assert "75% without weights, 67% with weights" in change
    assert "40 weighted services are as precise as 36.0 services" in cost
    assert "between 0.67 and 1.33" in cost
    assert "33% of the services in the register and 50% of those that answered" in difference


def test_both_tables_are_written_with_their_data(tmp_path):
    made = page(tmp_path)
    html = (tmp_path / "build" / made["tables"]["weighted"]["html"]).read_text(encoding="utf-8")
    assert "30 of 40" in html
    assert ">75<" in html
    assert ">67<" in html
    balance = (tmp_path / "build" / made["tables"]["balance"]["data"]).read_text(encoding="utf-8")
    assert "region,south,40,20," in balance
    weighted = (tmp_path / "build" / made["tables"]["weighted"]["data"]).read_text(encoding="utf-8")
    assert ",0.67," in weighted
    assert "0.6666666666666666,0.8166666666666667,0.67,0.56,0.76," in weighted  # only the unweighted interval has more


def test_how_weights_were_made_names_limit_merged_categories_and_services_outside(tmp_path):
    more = 'weights: {rake: [region], limit: 2, merge: {region: {"All regions": [north, south]}}}\n'
    rows = [*ROWS, (99, "North", "High", "Mid")]
    method = page(tmp_path, more, rows=rows, outside="Service 99")["lists"]["method"]
    assert "raking" in method[0]
    assert "above 2 times the mean; none reached" in method[1]
    assert "All regions (North and South)" in method[2]
    assert method[3].startswith("1 service that answered is not in the register")


def test_withheld_shares_are_said_to_be_withheld(tmp_path):
    made = page(tmp_path, policy=Policy(minimum_group=30))
    # nobody said "High" to the second question: with weights that is 0 too, and is not withheld
    assert made["findings"][0][0] == "Weighting changes no headline share that is shown (1 withheld)"
    html = (tmp_path / "build" / made["tables"]["weighted"]["html"]).read_text(encoding="utf-8")
    assert ">75<" in html
    assert ">67<" not in html


def test_the_workbook_has_a_sheet_of_weighted_shares(tmp_path):
    sheets = {sheet.name: sheet.table for sheet in build_sheets(builder(tmp_path))}
    row = sheets["Weighted"].iloc[0]
    assert row["Per cent"] == pytest.approx(0.75) or row["Per cent"] == 75
    assert row["Weighted (per cent)"] in (67, pytest.approx(0.67))
