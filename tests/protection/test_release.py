"""A release: what too few answered is missing in every table, also in those that are derived."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from annual_study import write_study

import cs_research
from cs_research.errors import PublishError
from cs_research.protection import Policy, Release, protect
from cs_research.protection.tables import RULES
from cs_research.results import evidence, measure
from cs_research.study.load import load_study

NUMBERS = range(1, 25)


def wave(numbers, high):
    return [(n, "North" if n <= 20 else "South", "High" if n <= high else "Low", "Mid") for n in numbers]


@pytest.fixture(scope="module")
def data(demo_data):
    return demo_data


@pytest.fixture(scope="module")
def results(demo_results):
    return demo_results


@pytest.fixture(scope="module")
def strict(results):
    """A release under which a question that 56 answered is withheld."""
    return protect(results, Policy(minimum_base=57))


def test_a_table_without_either_is_not_released(results, monkeypatch):
    others = {table: rule for table, rule in RULES.items() if table is not evidence.segments}
    monkeypatch.setattr("cs_research.protection.release.RULES", others)
    release = protect(results)
    with pytest.raises(PublishError, match="must have a rule of protection"):
        release["segments"]
    release["cells"]


def test_without_few_answers_the_numbers_are_those_measured(results):
    release = protect(results)
    assert release.withheld == ()
    assert set(release.names) == set(results.names)
    for name in set(release.names) - {"banner", "response", "terms", "coder_disagreements"}:
        pd.testing.assert_frame_equal(release[name], results[name], obj=name, check_dtype=False)


@pytest.mark.parametrize("table", ["distribution", "nets", "summary"])
def test_a_question_that_too_few_answered_is_withheld_in_every_table(results, strict, table):
    assert "record_contexts" in strict.withheld
    rows = strict[table][strict[table]["item"] == "record_contexts"]
    assert rows[["base", "n"] if table != "summary" else ["index", "median"]].isna().all(axis=None)
    assert results[table].loc[results[table]["item"] == "record_contexts", "item"].size == len(rows)


def test_what_is_derived_from_a_withheld_question_is_missing_too(results, strict):
    for name in ("confidence", "gap", "ledger", "side-by-side", "sensitivity"):
        table = strict[name]
        numbers = [column for column in ("share", "confidence", "gap") if column in table]
        rows = table[table["domain"] == "target"]
        assert rows[numbers].drop(columns="evidence", errors="ignore").isna().all(axis=None), name
    assert results["gap"].set_index("domain").loc["target"].notna()["gap"]
    assert strict["gap"].set_index("domain").loc["target", "evidence"] == pytest.approx(0.2)


def test_a_question_withheld_in_an_earlier_wave_is_in_no_trend(tmp_path):
    old = [(n, region, high, "Mid" if n <= 3 else "") for n, region, high, _ in wave(NUMBERS, 10)]
    release = protect(measure(load_study(write_study(tmp_path, wave(NUMBERS, 16), old))))
    nets = release["nets_earlier"].set_index("item")
    assert pd.isna(nets.loc["other", "share"])
    assert nets.loc["knowledge", "share"] == pytest.approx(10 / 24)
    assert set(release["trend"]["item"]) == {"knowledge"}


def test_a_policy_is_a_number_of_services():
    with pytest.raises(PublishError) as raised:
        Policy(minimum_base=-1, minimum_group="ten")
    assert [fault.thing for fault in raised.value.faults] == ["minimum_base", "minimum_group"]
    assert Policy(minimum_base=12).group_base == 12
    assert Policy(minimum_base=3).group_base == 10


def test_settings_give_the_policy(data):
    settings = data.study.settings.model_copy(update={"minimum_base": 57})
    study = data.study.model_copy(update={"settings": settings})
    assert protect(measure(replace(data, study=study))).policy == Policy(minimum_base=57)


def test_other_objects_are_refused_in_one_go(results):
    with pytest.raises(PublishError) as raised:
        protect(pd.DataFrame(), policy=5)
    assert [fault.thing for fault in raised.value.faults] == ["results", "policy"]


def test_a_line_and_a_small_table_say_what_there_is(results):
    release = protect(results)
    assert repr(release).startswith("<Release of study 'made-up-2022', made-up data: ")
    assert "<code>gap</code>" in release._repr_html_()
    with pytest.raises(AttributeError):
        release.policy = Policy()


def test_from_a_study_to_its_reports_in_one_line(demo_study, tmp_path):
    from cs_research import load_study, measure, protect, write_report

    study = load_study(demo_study)
    results = measure(study)
    release = protect(results)
    first = write_report(release, tmp_path / "report", formats=["html"], engine="embedded", only=["methods"])
    assert first == tmp_path / "report" / "methods.html"
    assert "questions that fewer than 5 answered" in first.read_text(encoding="utf-8")
    assert isinstance(release, Release)
    assert {"load_study", "measure", "protect", "write_report"} <= set(cs_research.__all__)
    for wrong in (results, study, None, "study.yaml"):
        with pytest.raises(PublishError, match="write_report: release must be a release"):
            write_report(wrong, tmp_path / "other")
    assert not (tmp_path / "other").exists()
