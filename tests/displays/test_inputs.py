"""Every public figure and table says in the house form what is wrong with what it is made from."""

import importlib
import inspect
import pkgutil

import numpy as np
import pandas as pd
import pytest

from cs_research import displays
from cs_research.definitions import load_rubric
from cs_research.displays.figures import likert_bars as figures
from cs_research.displays.figures.comparisons import benchmark_chart, response_chart
from cs_research.displays.figures.layout import render_plot
from cs_research.displays.inputs import LabelsFor, Rows
from cs_research.displays.tables.html import html_table
from cs_research.displays.tables.joint import source_tiles
from cs_research.displays.workbook.survey_sheets import Labels
from cs_research.errors import PublishError, ResearchError

#: They take any table, and say what they lack themselves.
ANY = {"csv_text", "html_table", "format_percents", "schema", "banner_table", "join_list_cells"}


def every_display():
    """Public functions of displays that take a table."""
    found = {}
    for module in pkgutil.walk_packages(displays.__path__, "cs_research.displays."):
        loaded = importlib.import_module(module.name)
        for name in getattr(loaded, "__all__", [name for name in vars(loaded) if name[0] != "_"]):
            made = getattr(loaded, name)
            if inspect.isfunction(made) and "DataFrame" in str(inspect.signature(made)):
                found[f"{made.__module__.rpartition('.')[2]}.{name}"] = made
    return found


DISPLAYS = every_display()

WORDS = {
    "item": "knowledge", "point": "good", "domain": "target", "group": "all", "by": "all", "compared": "all",
    "state": "shown", "stance": "shown", "paper": "shown", "voiced": "shown", "category": "agreement",
    "side": "for", "status": "proposed", "mode": "red", "level": "organisation", "headline": True, "same": True,
    "disagree": False, "kind": "interview", "answers": ("Yes", "No"), "confident": ("Yes",),
    "items": ("knowledge",), "kinds": ("interview",), "coders": ("A",), "paper_sites": ("s",), "unvoiced_sites": (),
    "contradicted_sites": (), "provisional": False, "caution": "", "beyond_margin": False, "counted": True, "significant": "no", "practice_for": "p", "practice_against": "p",
    "uncounted": (), "became": "the same", "own": "Good", "median": "Good", "region": "Fair", "site": "s",
    "practice": "p", "claim": "c", "compare": "yes",
}  # fmt: skip
COUNTS = {
    "n": 20, "base": 40, "invited": 40, "answered": 20, "unanswered": 20, "cells": 4, "raters": 3, "rated": 3,
    "sources": 2, "sites": 2, "segments": 5, "all_sources": 4, "all_sites": 4, "words": 90, "places": 2, "shown": 2,
    "partly": 1, "contrary": 1, "silent": 0, "red": 2, "amber": 1, "green": 0, "cannot": 0, "missing": 0,
    "scored": 20, "dont_know": 0, "not_applicable": 0, "blank": 0, "not_asked": 0, "least_base": 40, "turn": 1,
    "number": 1, "services": 4, "base_a": 40, "base_b": 40, "order": 1, "without_score": 1, "passages": 5, "evidence_shown": 2, "evidence_partly": 1, "evidence_cells": 4,
    "given_by_any": 4, "given_by_all": 3, "together": 2, "place": 1, "codes": 5, "compared": 2, "marked": 1,
}  # fmt: skip
SHARES = {
    "share", "low", "high", "share_a", "share_b", "difference", "p_holm", "rate", "at_or_above", "at_or_below",
    "lower_quartile", "upper_quartile", "index", "median_index", "lower_index", "upper_index", "gap", "score",
    "evidence", "confidence", "confidence_low", "confidence_high", "evidence_low", "evidence_high", "agreement",
    "alpha", "share_spoken", "top_two", "bottom_two", "balance", "mean", "per_practice", "commonest",
    "estimate", "jaccard", "lift", "coder_low", "coder_high", "widest_low", "widest_high", "per_thousand",
    "invited_share", "answered_share", "weighted_share", "weighted_low", "weighted_high", "weighting_change",
}  # fmt: skip
#: What some function has as another kind than most, by its name.
OTHER = {
    "likert_bars.likert_bars": {"side": "upper", "share": 1.0},
    "annual.spread_table": {"median": 2.0, "lower_quartile": 2.0, "upper_quartile": 3.0},
    "survey_sheets.scores_sheet": {"median": 2.0},
    "evidence_sheets.ratings_sheet": {"median": 1.0},
    "codebook.claims_table": {"confidence": ("a",), "evidence": ("b",)},
    "codebook.rubric_table": {"red": "R", "amber": "A", "green": "G"},
    "joint.ledger_table": {"kind": "interview"},
    "triangulation.cerqual_table": {"overall": "high", "status": "final"},
    "comparisons.benchmark_chart": {"compared": "all"},
    "coding.agreement_table": {"coefficient": "krippendorff_alpha"},
}


def needs_of(made):
    """What a function says that it needs."""
    return inspect.getclosurevars(made).nonlocals["arguments"]


def row(name, columns):
    values = {}
    for column in columns:
        values[column] = COUNTS[column] if column in COUNTS else 0.5 if column in SHARES else WORDS.get(column, "words")
    return values | {key: value for key, value in OTHER.get(name, {}).items() if key in columns}


def columns_of(name, argument, need):
    columns = need.columns.split()
    if name == "html.html_table":
        columns = ["Answer", "Number"]
    elif name == "html.banner_table":
        columns = ["All"]
    elif name == "triangulation.cerqual_table":
        from cs_research.definitions.decisions import COMPONENTS

        columns += [*COMPONENTS, *(f"{part}_reason" for part in COMPONENTS)]
    elif name == "evidence_sheets.evidence_sheet":
        columns = ["domain", *columns]
    elif not columns:
        columns = ["item", "share"]
    return columns


ANYTHING = {word: word for word in ("knowledge", "target", "all", "c", "s", "p", "words", "interview")}
LABELS = Labels(*[ANYTHING] * 6, withheld=(), hidden=(), level=0.95, decimals=0, asked="Asked.", seen="Seen.")


@pytest.fixture(scope="module")
def others(instrument):
    rubric = load_rubric("rubric/traffic-light")
    return {"instrument": instrument, "rubric": rubric, "labels": ANYTHING}


def given(name, others, change):
    """Arguments of a function, its tables made of one row and changed."""
    made, arguments = DISPLAYS[name], {}
    needs = needs_of(made)
    for argument in inspect.signature(made).parameters.values():
        need = needs.get(argument.name)
        if isinstance(need, Rows):
            columns = columns_of(name, argument.name, need)
            table = pd.DataFrame([row(name, columns)])
            if name == "html.banner_table":
                table.index = pd.MultiIndex.from_tuples([("Q", "A")], names=["question", "answer"])
            if name == "comparisons.response_chart":  # all services, and one of the groups
                table = pd.concat([table, table.assign(by="nation", group="s")], ignore_index=True)
            arguments[argument.name] = change(argument.name, table)
        elif need is Labels:
            arguments[argument.name] = LABELS
        elif isinstance(need, LabelsFor) or argument.name in {"groups", "labels", "sites", "claims", "short"}:
            arguments[argument.name] = {"s": "A site"} if argument.name == "sites" else ANYTHING
        elif argument.name in others:
            arguments[argument.name] = others[argument.name]
        elif argument.default is argument.empty:
            known = {"waves": ("2022", "2024"), "level": 0.95, "orders": 10, "region": "Region", "name": "made", "by": "domain",
                     "bases": {"target": 20}, "margin": 0.1, "row": "Answer", "group": None}  # fmt: skip
            arguments[argument.name] = known[argument.name]
    return arguments


def result(name, arguments):
    made = DISPLAYS[name](**arguments)
    return render_plot(made, "svg")[0] if type(made).__name__ == "ggplot" else made


def tables_of(name):
    return [argument for argument, need in needs_of(DISPLAYS[name]).items() if isinstance(need, Rows)]


def test_every_display_says_what_it_needs():
    assert len(DISPLAYS) > 40
    for name, made in DISPLAYS.items():
        tables = [
            argument.name
            for argument in inspect.signature(made).parameters.values()
            if "DataFrame" in str(argument.annotation)
        ]
        assert tables == tables_of(name), name
        if made.__name__ not in ANY:
            for argument in tables:
                assert needs_of(made)[argument].columns, (name, argument)


@pytest.mark.parametrize("name", DISPLAYS)
def test_one_row_is_drawn_or_written(name, others):
    assert result(name, given(name, others, lambda _, table: table)) is not None


@pytest.mark.parametrize("name", DISPLAYS)
def test_an_empty_table_is_a_fault_where_nothing_can_be_shown(name, others):
    for argument in tables_of(name):
        arguments = given(name, others, lambda it, table, argument=argument: table.head(0) if it == argument else table)
        if needs_of(DISPLAYS[name])[argument].empty:
            assert result(name, arguments) is not None
        else:
            with pytest.raises(PublishError, match=f"{argument} must have a row, got none"):
                result(name, arguments)


@pytest.mark.parametrize("name", DISPLAYS)
def test_lacking_columns_are_named(name, others):
    for argument in tables_of(name):
        for column in needs_of(DISPLAYS[name])[argument].columns.split():
            arguments = given(
                name,
                others,
                lambda it, table, argument=argument, column=column: (
                    table.drop(columns=column) if it == argument else table
                ),
            )
            with pytest.raises(PublishError, match=rf"{argument} must have the column '{column}'"):
                DISPLAYS[name](**arguments)


@pytest.mark.parametrize("wrong", [None, [1], "table", 3, {"item": ["a"]}, pd.Series([1])], ids=repr)
@pytest.mark.parametrize("name", DISPLAYS)
def test_what_is_no_table_is_a_fault(name, others, wrong):
    for argument in tables_of(name):
        if wrong is None and inspect.signature(DISPLAYS[name]).parameters[argument].default is None:
            continue
        arguments = given(name, others, lambda it, table, argument=argument: wrong if it == argument else table)
        with pytest.raises(PublishError, match=f"{argument} must be a table"):
            DISPLAYS[name](**arguments)


@pytest.mark.parametrize("name", DISPLAYS)
def test_a_row_without_any_number_is_shown_as_such_or_a_fault(name, others):
    def without(_, table):
        numbers = [column for column in table.columns if isinstance(table[column].iloc[0], float | np.integer)]
        return table.assign(**{column: np.nan for column in numbers if not isinstance(table[column].iloc[0], bool)})

    try:
        assert result(name, given(name, others, without)) is not None
    except ResearchError as error:
        assert " must " in str(error)


@pytest.mark.parametrize("name", DISPLAYS)
def test_words_and_definitions_of_another_kind_are_a_fault(name, others):
    for argument, need in needs_of(DISPLAYS[name]).items():
        if not isinstance(need, Rows):
            arguments = given(name, others, lambda _, table: table) | {argument: 7}
            with pytest.raises(PublishError, match=f"{argument} must be a"):
                DISPLAYS[name](**arguments)


def test_ids_without_words_are_named():
    table = pd.DataFrame([row("likert_bars.gap_chart", ["domain", "confidence", "confidence_low", "confidence_high", "evidence", "evidence_low", "evidence_high", "gap"])])  # fmt: skip
    with pytest.raises(
        PublishError, match="labels must have a label for every 'domain' of gaps, got none for 'target'"
    ):
        figures.gap_chart(table, {})
    with pytest.raises(PublishError, match="labels must have a label for a domain of the counts"):
        source_tiles(
            pd.DataFrame([row("", ["kind", "domain", "passages", "per_practice", "shown", "partly", "contrary"])]),
            {},
        )


NETS = pd.DataFrame(columns=["item", "label", "headline", "share"])


def rows_of(*items, **columns):
    one = {"point": "good", "share": 1.0, "base": 10, "question": "Q", "scale": "knowledge", "side": "upper"}
    return pd.DataFrame([{"item": item, "order": 1, "short": "Good"} | one | columns for item in items])


def test_items_on_several_scales_or_of_several_groups_are_faults():
    scales = pd.concat([rows_of("knowledge"), rows_of("assess_contexts", scale="confidence")])
    faults = {
        "items must be on one scale, got the scales 'knowledge' and 'confidence'": scales,
        "distribution must have one row per item and point": rows_of("knowledge", "knowledge"),
        "side of a point must be 'lower', 'neutral', 'upper' or 'none', got 'left'": rows_of("knowledge", side="left"),
    }
    for said, table in faults.items():
        with pytest.raises(PublishError, match=said):
            figures.likert_bars(table, NETS)


def test_numbers_that_are_words_are_a_fault():
    table = pd.DataFrame([{"point": "a", "label": "A", "share": "half", "low": 0.1, "high": 0.9}])
    with pytest.raises(PublishError, match="'share' of table must be numbers, got 'half'"):
        figures.multiple_bars(table)


def test_a_chart_of_response_needs_the_rate_of_all_and_a_group():
    table = pd.DataFrame([row("", ["by", "group", "rate", "answered", "invited"])])
    with pytest.raises(PublishError, match="table must have a group with a rate"):
        response_chart(table, {})
    with pytest.raises(PublishError, match="one row with a rate of all services"):
        response_chart(table.assign(by="region"), {"all": "All"})
    with pytest.raises(PublishError, match="labels must have a label for every group, got none for 'wales'"):
        response_chart(pd.concat([table, table.assign(by="nation", group="wales")]), {})


def test_a_benchmark_needs_all_services():
    columns = ["item", "compared", "index", "median_index", "lower_index", "upper_index", "at_or_below", "n"]
    table = pd.DataFrame([row("", columns)]).assign(compared="region")
    with pytest.raises(PublishError, match="must have a row of all services"):
        benchmark_chart(table, {"knowledge": "Knowledge"})


def test_a_table_lacks_the_columns_that_it_is_laid_out_by():
    with pytest.raises(PublishError, match="table must have the columns 'Question' and 'Why', got Answer"):
        html_table(pd.DataFrame({"Answer": ["a"]}), row="Question", group=None, name="made", words=["Why"])


def test_ids_without_words_in_secondary_mappings_are_named(others):
    for name, argument, wrong in [
        ("joint.ledger_table", "sites", "none for 's'"),
        ("triangulation.quotations_table", "sites", "none for 's'"),
        ("triangulation.paper_table", "sites", "none for 's'"),
        ("annual.response_table", "labels", "none for 'north'"),
        ("annual.response_table", "groups", "none for 'nation'"),
    ]:
        arguments = given(name, others, lambda _, table: table.copy())
        arguments[argument] = {"x": "Another"}
        if name == "annual.response_table":
            arguments["response"] = arguments["response"].assign(by="nation", group="north")
        with pytest.raises(PublishError, match=f"{argument} must have a label .*{wrong}"):
            DISPLAYS[name](**arguments)


def test_a_sheet_names_the_id_that_its_labels_lack(others):
    nothing = Labels(*[{}] * 6, withheld=(), hidden=(), level=0.95, decimals=0, asked="Asked.", seen="Seen.")
    for name, what in [
        ("survey_sheets.answers_sheet", "items must .* none for 'knowledge'"),
        (
            "survey_sheets.confidence_sheet",
            "domains must .* none for 'target'|items must .* none for 'knowledge'",
        ),
        ("evidence_sheets.evidence_sheet", "domains must .* none for 'target'"),
        ("evidence_sheets.gap_sheet", "domains must .* none for 'target'"),
    ]:
        arguments = given(name, others, lambda _, table: table)
        with pytest.raises(PublishError, match=what):
            DISPLAYS[name](**arguments | {"labels": nothing})


def test_a_sheet_of_evidence_needs_what_it_is_by_and_one_of_gaps_its_bases(others):
    arguments = given("evidence_sheets.evidence_sheet", others, lambda _, table: table.drop(columns="domain"))
    with pytest.raises(PublishError, match="table must have the column 'domain'"):
        DISPLAYS["evidence_sheets.evidence_sheet"](**arguments)
    arguments = given("evidence_sheets.gap_sheet", others, lambda _, table: table)
    with pytest.raises(PublishError, match=r"bases must have the smallest base .* none for 'target'"):
        DISPLAYS["evidence_sheets.gap_sheet"](**arguments | {"bases": {}})
