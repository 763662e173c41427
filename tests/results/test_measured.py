"""Results: every table named once, measured when asked for, and refused in the house form."""

from __future__ import annotations

import pandas as pd
import pytest

from cs_research.errors import MeasureError, ResearchError
from cs_research.results import Results, Table, evidence, measure, service, survey
from cs_research.results.catalogue import TABLES, from_records
from cs_research.results.measured import MODULES
from cs_research.results.schema import describe_column
from cs_research.study.load import load_study


@pytest.fixture(scope="module")
def results(demo_results):
    return demo_results


def fault_of(call):
    with pytest.raises(ResearchError) as raised:
        call()
    (fault,) = raised.value.faults
    return fault


def test_every_table_is_named_and_described_once():
    assert [name for name, table in TABLES.items() if table.name != name] == []
    assert not [
        name
        for name, table in TABLES.items()
        if table.description.endswith(".") or not table.description or not table.build.__doc__
    ]
    with pytest.raises(ValueError, match="'nets'"):
        from_records("nets", "the same again", when=bool)(lambda records: pd.DataFrame())


def test_a_table_is_a_function_of_its_name():
    """So the graph of the results is readable, and an editor leads from each use to the function."""
    for module in MODULES:
        tables = {name: it for name, it in vars(module).items() if isinstance(it, Table)}
        assert [name for name, it in tables.items() if name != it.name.replace("-", "_")] == []
        defined = {it.build.__name__ for it in tables.values() if it.build.__module__ == module.__name__}
        assert defined <= set(tables)
    known = {it for module in MODULES for it in vars(module).values() if isinstance(it, Table)}
    assert known == set(TABLES.values())


def test_a_name_and_its_table_are_the_same(results):
    pd.testing.assert_frame_equal(results["nets"], results[survey.nets])
    assert survey.nets in results
    assert service.benchmark not in results
    assert results.get(service.benchmark) is None


def test_the_names_are_those_of_the_tables_that_the_study_has(results, tmp_path):
    assert {"nets", "gap", "ledger", "trend", "ratings"} <= set(results.names)
    assert "benchmark" not in results
    assert "segments-by-part" not in results  # no source follows a template
    assert results.get("benchmark") is None
    for name in results:
        assert isinstance(results[name], pd.DataFrame), name


def test_a_table_is_measured_once_and_when_asked_for(demo_study):
    fresh = measure(load_study(demo_study))
    assert not fresh._cache
    fresh["cells"]
    assert set(fresh._cache) == {evidence.cells}  # a report of one page measures what that page shows


def test_whoever_changes_a_table_changes_their_own_copy(results):
    before = results["nets"]["share"].tolist()
    mine = results["nets"]
    mine["share"] = 0.0
    mine.loc[0, "n"] = 999
    assert results["nets"]["share"].tolist() == before
    assert results["nets"].loc[0, "n"] != 999


def test_a_table_in_place_of_another_changes_what_is_derived_from_it_and_nothing_else(results):
    derived = results.with_rules({survey.confidence: lambda table, _: table.assign(share=float("nan"))})
    assert derived["gap"]["gap"].isna().all()
    assert results["gap"]["gap"].notna().all()
    pd.testing.assert_frame_equal(derived["gap_claim"], results["gap_claim"])


@pytest.mark.parametrize(
    ("name", "rule", "hint"),
    [
        ("nest", "be the name of a table, as in .names", "did you mean 'nets'?"),
        ("benchmark", "be one that study 'made-up-2022' has the files for", ".names lists"),
        (3, "be the name of a table, as in .names", ""),
    ],
)
def test_a_table_that_there_is_not_is_an_error_with_what_may_be_meant(results, name, rule, hint):
    fault = fault_of(lambda: results[name])
    assert (fault.place, fault.thing, fault.rule, fault.found) == ("results", "table", rule, repr(name))
    assert hint in fault.hint


@pytest.mark.parametrize("given", [None, "study.yaml", pd.DataFrame(), 3])
def test_only_a_study_that_was_read_is_measured(given):
    with pytest.raises(MeasureError, match="be a study that was read"):
        measure(given)


def test_a_line_and_a_small_table_say_what_there_is(results):
    assert repr(results) == f"<Results of study 'made-up-2022', made-up data: {len(results.names)} tables>"
    html = results._repr_html_()
    assert html.count("<tr>") == len(results.names) + 1
    assert "<th scope='col'>What it holds</th>" in html
    assert "<code>nets</code></td><td>answers taken together" in html


def test_words_of_a_study_are_escaped(results, demo_study):
    from dataclasses import replace

    data = load_study(demo_study)
    odd = replace(data, study=data.study.model_copy(update={"id": "<script>"}))
    assert "<script>" not in measure(odd)._repr_html_()


def test_the_schema_of_a_table_is_that_of_its_columns(results):
    schema = results.schema(results["nets"])
    assert [field["name"] for field in schema["fields"]] == list(results["nets"].columns)
    assert describe_column("share", results["nets"].columns).maximum == 1


def test_results_are_frozen(results):
    with pytest.raises(AttributeError):
        results.rules = {}
    assert isinstance(results, Results)
