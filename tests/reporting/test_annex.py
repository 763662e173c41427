"""The analysis plan beside what was compared, and logs whose unsigned entries block a publication."""

import shutil

import pytest
from command_line import typed

from cs_research._files import write_text
from cs_research.cli.run import run
from cs_research.errors import ResearchError
from cs_research.results import measure
from cs_research.study.load import load_study
from cs_research.study.plans import unsigned_entries

PLAN = """type: analysis-plan
id: plan
version: "1"
study: made-up-2022
date: 2022-03-01
registered: osf.io/made-up
comparisons:
  - {compare: gap, of: [target, framework], test: square-and-add, reason: the bulletin's question}
  - {compare: waves, test: separate}
  - {compare: response, of: [region, size], test: simulated chi-squared}
deviations:
  - {compare: waves, reason: most services answered both waves}
  - {compare: response, of: [size], reason: the register has no size}
"""
LOG = """type: log
id: checks
version: "1"
kind: qa
entries:
  - {id: figure-1, date: 2022-07-01, text: Recomputed <b>by hand</b>., outcome: Same, by: A, signed: Lead, signed_on: 2022-07-02}
  - {id: figure-2, date: 2022-07-01, text: Recomputed., by: A}
"""


@pytest.fixture(scope="module")
def study(demo_study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("planned") / "study"
    shutil.copytree(demo_study.parent, folder)
    path = folder / "study.yaml"
    write_text(folder / "plan.yaml", PLAN)
    write_text(folder / "qa.yaml", LOG)
    write_text(path, path.read_text(encoding="utf-8") + "\nplan: plan.yaml\nlogs: [qa.yaml]\n")
    return path


def test_each_comparison_is_as_planned_otherwise_or_exploratory(study):
    table = measure(load_study(study))["comparisons"]
    rows = {(row.compare, row.of): (row.planned, row.used, row.plan_status, row.reason) for row in table.itertuples()}
    assert rows["gap", "target"] == ("square-and-add", "square-and-add", "as planned", "the bulletin's question")
    assert rows["waves", "knowledge"] == ("separate", "paired", "another test", "most services answered both waves")
    assert rows["response", "region"] == ("simulated chi-squared", "simulated chi-squared", "as planned", "")
    assert rows["response", "size"] == ("simulated chi-squared", "", "not made", "the register has no size")
    assert rows["gap", "outcomes"] == ("", "square-and-add", "exploratory", "")
    assert rows["response", "nation"][2] == "exploratory"
    assert len(rows) == len(table)


def test_the_annex_lists_them_and_the_logs_without_a_name(study, tmp_path):
    run(study, tmp_path / "out", formats=["html"], engine="embedded", only=["annex"])
    page = (tmp_path / "out" / "annex.html").read_text(encoding="utf-8")
    assert "Signed on 2022-07-02" in page
    assert "1 not signed: the study cannot be published yet." in page
    assert "Recomputed &lt;b&gt;by hand&lt;/b&gt;." in page
    assert "Lead" not in page
    plan = next(file for file in load_study(study).inputs if file.role == "plan")
    assert plan.sha256 in page
    assert "osf.io/made-up" in page


def test_unsigned_entries_are_listed_at_their_line(study):
    data = load_study(study)
    (fault,) = unsigned_entries(data.study, data.folder)
    assert fault.place == f"{study.parent / 'qa.yaml'}, line 7, entries[figure-2]"
    assert "signed must be given before a study is published, got nothing at 'figure-2'" in str(fault)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("test: separate", "test: sign test", 9, "be 'paired' or 'separate' where waves are compared"),
        ("compare: waves", "compare: weeks", 9, "be 'gap'"),
        ("of: [target, framework]", "of: [target, target]", 8, "be planned once"),
        ("study: made-up-2022", "study: other", 4, "be the id of the study"),
        ("date: 2022-03-01", "date: soon", 5, "be a date such as"),
    ],
)
def test_a_plan_is_checked_strictly(study, tmp_path, old, new, line, said):
    shutil.copytree(study.parent, tmp_path / "study")
    assert old in PLAN
    write_text(tmp_path / "study" / "plan.yaml", PLAN.replace(old, new, 1))
    with pytest.raises(ResearchError) as caught:
        load_study(tmp_path / "study")
    assert f"plan.yaml, line {line}" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("signed: Lead, ", "", "signed must be given with the other half of the signature"),
        (", signed_on: 2022-07-02", "", "signed_on must be given with the other half"),
        ("signed: Lead", "signed: a", "signed must be another than who made the check, got 'a'"),
        ("signed_on: 2022-07-02", "signed_on: 2022-06-02", "signed_on must be on or after 2022-07-01"),
        ("id: figure-2", "id: figure-1", "id must appear once"),
    ],
)
def test_a_signature_is_complete_and_of_somebody_else(tmp_path, old, new, said):
    assert old in LOG
    write_text(tmp_path / "qa.yaml", LOG.replace(old, new, 1))
    ran = typed("check", tmp_path / "qa.yaml", cwd=tmp_path)
    assert (ran.returncode, said in ran.stderr) == (2, True), ran.stderr


def test_check_says_what_a_plan_and_a_log_hold(study):
    ran = typed("check", study.parent / "plan.yaml", study.parent / "qa.yaml", cwd=study.parent)
    assert "analysis plan plan/1: 3 comparisons planned" in ran.stdout
    assert "log checks/1: 1 of 2 entries not signed" in ran.stdout
