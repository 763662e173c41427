"""Every word chosen from a list is checked, in every public function that takes one."""

import importlib
import inspect
import pkgutil
from dataclasses import replace
from typing import Literal, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd
import pytest

from cs_research.cli.exchange import export_frame, export_instrument
from cs_research.cli.publish import publish
from cs_research.cli.ratings import export_rubric
from cs_research.cli.run import run, service_report
from cs_research.definitions import crosswalk, load_frame, load_instrument, load_rubric
from cs_research.displays.figures import layout as style
from cs_research.displays.workbook import evidence_sheets
from cs_research.displays.workbook.survey_sheets import Labels
from cs_research.errors import ResearchError
from cs_research.formats.definition_files import FRAMES, format_of
from cs_research.formats.surveys import read_survey
from cs_research.measures.coding import agreement, frequency
from cs_research.measures.coding.cooccurrence import cooccurrence
from cs_research.measures.coding.units import Unit, units_of
from cs_research.measures.comparison.banner import banner
from cs_research.measures.comparison.ordinal_tests import mann_whitney, pairwise_mann_whitney
from cs_research.measures.comparison.paired_waves import paired_waves
from cs_research.measures.comparison.rao_scott import rao_scott
from cs_research.measures.comparison.share_tests import difference, share_rows
from cs_research.measures.comparison.waves import verdicts, waves
from cs_research.measures.counts.group_counts import item_blocks, share_table
from cs_research.measures.counts.tally import tally
from cs_research.measures.evidence import cells as evidence
from cs_research.measures.evidence import gap as gaps
from cs_research.measures.evidence import rubric_ratings as ratings
from cs_research.measures.evidence.coders import share_by_coder
from cs_research.measures.scales import reliability as scales
from cs_research.measures.scales.score_table import select_rows
from cs_research.measures.shares import likert, rounding
from cs_research.measures.shares.intervals import interval
from cs_research.measures.text.dispersion import dispersion
from cs_research.measures.text.index import index_sources, part_codes, parts_of
from cs_research.measures.text.keyness import keywords
from cs_research.measures.weights import cell_weights as weighting  # fmt: skip
from cs_research.protection import Release
from cs_research.records import Codings, Responses, Segment, Source, Turn
from cs_research.records.ratings import Ratings
from cs_research.reporting.site import check_options, write_report, write_service_report
from cs_research.results import Results, StudyFacts
from cs_research.results.measured import Records
from cs_research.study.load import StudyData

SURVEY = load_instrument("yjs-survey/2022")
FRAME = pd.DataFrame({"service": list("abcd"), "knowledge": ["poor", "good", "good", "fair"], "g": list("xxyy")})
ITEMS = SURVEY.model_copy(update={"items": tuple(item for item in SURVEY.items if item.id == "knowledge")})
TALLY = tally(FRAME, ITEMS, group="g")
SCORES = pd.DataFrame(np.random.default_rng(1).integers(1, 5, (9, 3)), columns=list("abc"))
LINES = crosswalk(SURVEY, SURVEY)
RATED = Ratings(load_rubric("rubric/traffic-light"), ())
CELLS = pd.DataFrame(columns=["domain", "practice", "site", "state", "score"])
CONFIDENT = pd.DataFrame(columns=["domain", "share", "low", "high"])
CODED = Codings(load_frame("coding-frame/2023"), (), ())
CODED_ONCE = Codings(
    CODED.frame,
    (Source("s", "interview", "A", "", (Turn(1, "P", "Some"),)),),
    (Segment("1", "s", 1, 0, 4, "Some", CODED.frame.codes[0].id, "shown", "R"),),
)
TURNS = pd.DataFrame(columns=["row", "start", "end", "text"])

#: Function and parameter to a call that is right but for the word.
EVIDENCE = pd.DataFrame(
    [
        {
            "cells": 4,
            "shown": 1,
            "partly": 0,
            "contrary": 0,
            "silent": 3,
            "share": 0.25,
            "share_spoken": 1.0,
            "low": 0.1,
            "high": 0.6,
        }
    ]
)
LABELS = Labels({}, {}, {}, {}, {}, {}, (), (), 0.95, 0, "", "")
CALLS = {
    ("agreement.krippendorff_alpha", "level"): lambda w: agreement.krippendorff_alpha([[1, 2], [1, 1]], w),
    ("coder_agreement.codings", "unit"): lambda w: agreement.codings(CODED, w),
    ("coder_agreement.codings", "by"): lambda w: agreement.codings(CODED, by=[w]),
    ("coder_agreement.codings", "uncoded"): lambda w: agreement.codings(CODED, uncoded=w),
    ("coder_agreement.disagreements", "unit"): lambda w: agreement.disagreements(CODED, w),
    ("units.units_of", "unit"): lambda w: units_of(TURNS, TURNS, w),
    ("frequency.frequency", "by"): lambda w: frequency.frequency(CODED, by=w),
    ("frequency.source_by_code", "values"): lambda w: frequency.source_by_code(CODED, values=w),
    ("cooccurrence.cooccurrence", "how"): lambda w: cooccurrence(CODED, w),
    ("index.parts_of", "by"): lambda w: parts_of(index_sources(()), w),
    ("index.part_codes", "by"): lambda w: part_codes(index_sources(()), w),
    ("keyness.keywords", "by"): lambda w: keywords(index_sources(()), w, "part"),
    ("dispersion.dispersion", "by"): lambda w: dispersion(index_sources(()), by=w),
    ("coders.share_by_coder", "by"): lambda w: share_by_coder(CODED_ONCE, ["A"], w),
    ("banner.banner", "rows"): lambda w: banner(TALLY, rows=w),
    ("group_counts.item_blocks", "kind"): lambda w: list(item_blocks(TALLY, w)),
    ("group_counts.share_table", "method"): lambda w: share_table([], [], None, w, 0.95),
    ("waves.verdicts", "reworded"): lambda w: verdicts(LINES, SURVEY, [], w),
    ("cells.share_by", "by"): lambda w: evidence.share_by(CELLS, w),
    ("gap.confidence", "by"): lambda w: gaps.confidence(likert.nets(TALLY), "pairing", by=w),
    ("gap.gap", "silence"): lambda w: gaps.gap(CONFIDENT, CELLS, margin=0.1, silence=w),
    ("share_tests.share_rows", "rows"): lambda w: share_rows(TALLY, w),
    ("intervals.interval", "method"): lambda w: interval(1, 2, population=None, method=w),
    ("likert.distribution", "method"): lambda w: likert.distribution(TALLY, method=w),
    ("likert.nets", "method"): lambda w: likert.nets(replace(TALLY, population=157), method=w),
    ("likert.summary", "method"): lambda w: likert.summary(TALLY, method=w),
    ("likert.summary", "net"): lambda w: likert.summary(TALLY, net={w: "good"}),
    ("likert.multiple", "method"): lambda w: likert.multiple(TALLY, method=w),
    ("likert.multiple", "base"): lambda w: likert.multiple(TALLY, base=w),
    ("ordinal_tests.mann_whitney", "method"): lambda w: mann_whitney([1, 2], [2, 1], method=w),
    ("ordinal_tests.mann_whitney", "correction"): lambda w: mann_whitney([1, 2], [2, 1], correction=w),
    ("ordinal_tests.pairwise_mann_whitney", "method"): lambda w: pairwise_mann_whitney(
        [[1, 2], [2, 1]], method=w
    ),
    ("ordinal_tests.pairwise_mann_whitney", "correction"): lambda w: pairwise_mann_whitney(
        [[1, 2], [2, 1]], correction=w
    ),
    ("paired_waves.paired_waves", "reworded"): lambda w: paired_waves(FRAME, FRAME, LINES, SURVEY, reworded=w),
    ("rao_scott.rao_scott", "unbiased"): lambda w: rao_scott(*[[[1, 2], [2, 1]]] * 3, unbiased=w),
    ("rubric_ratings.heat_map", "by"): lambda w: ratings.heat_map(RATED, [w]),
    ("rubric_ratings.share_green", "by"): lambda w: ratings.share_green(RATED, w),
    ("rounding.add_percent", "policy"): lambda w: rounding.add_percent(pd.DataFrame(), pd.DataFrame(), {}, w),
    ("latent.omega", "missing"): lambda w: scales.omega(SCORES, missing=w),
    ("latent.ordinal_alpha", "missing"): lambda w: scales.ordinal_alpha(SCORES, missing=w),
    ("score_table.select_rows", "missing"): lambda w: select_rows(SCORES, w),
    ("reliability.alpha", "missing"): lambda w: scales.alpha(SCORES, missing=w),
    ("reliability.alpha_if_dropped", "missing"): lambda w: scales.alpha_if_dropped(SCORES, missing=w),
    ("waves.waves", "reworded"): lambda w: waves(TALLY, TALLY, LINES, reworded=w),
    ("effective_size.weighted_error", "strata"): lambda w: weighting.weighted_error(TALLY, strata=w),
    ("cell_weights.cell_weights", "scale"): lambda w: weighting.cell_weights(FRAME, "g", FRAME, scale=w),
    ("cell_weights.cell_weights", "missing"): lambda w: weighting.cell_weights(FRAME, "g", FRAME, missing=w),
    ("evidence_sheets.evidence_sheet", "by"): lambda w: evidence_sheets.evidence_sheet(EVIDENCE, LABELS, by=w),
    ("layout.render_plot", "kinds"): lambda w: style.render_plot(None, w),
    ("surveys.read_survey", "unknown"): lambda w: read_survey("x.csv", SURVEY, wave="1", unknown=w),
    ("surveys.read_survey", "keep"): lambda w: read_survey("x.csv", SURVEY, wave="1", keep=[w]),
    ("surveys.read_survey", "status"): lambda w: read_survey("x.csv", SURVEY, wave="1", status={"a": w}),
    ("definition_files.format_of", "name"): lambda w: format_of(w, FRAMES),
    ("exchange.export_frame", "to"): lambda w: export_frame("coding-frame/2023", w, None),
    ("exchange.export_instrument", "to"): lambda w: export_instrument("yjs-survey/2022", w, None),
    ("ratings.export_rubric", "to"): lambda w: export_rubric("rubric/2023", w),
    ("site.check_options", "engine"): lambda w: check_options(["html"], w),
    ("site.check_options", "formats"): lambda w: check_options([w], "auto"),
    ("site.check_options", "only"): lambda w: check_options(["html"], "auto", [w]),
    ("site.write_report", "engine"): lambda w: write_report(None, "to", engine=w),
    ("site.write_report", "formats"): lambda w: write_report(None, "to", formats=[w]),
    ("site.write_report", "only"): lambda w: write_report(None, "to", only=[w]),
    ("site.write_service_report", "engine"): lambda w: write_service_report(None, "to", engine=w),
    ("site.write_service_report", "formats"): lambda w: write_service_report(None, "to", formats=[w]),
    ("run.run", "engine"): lambda w: run("study.yaml", "to", engine=w),
    ("run.run", "formats"): lambda w: run("study.yaml", "to", formats=[w]),
    ("run.run", "only"): lambda w: run("study.yaml", "to", only=[w]),
    ("run.service_report", "engine"): lambda w: service_report("study.yaml", "s", "to", engine=w),
    ("run.service_report", "formats"): lambda w: service_report("study.yaml", "s", "to", formats=[w]),
    ("publish.publish", "engine"): lambda w: publish("study.yaml", "to", engine=w),
    ("publish.publish", "formats"): lambda w: publish("study.yaml", "to", formats=[w]),
}  # fmt: skip

#: Parameters with one of these names are words from a list, wherever they have no type that says so.
NAMES = {
    "base", "by", "correction", "engine", "formats", "keep", "kinds", "method", "metric", "missing", "only", "policy",
    "reworded", "rows", "scale", "silence", "strata", "to", "unbiased", "unit", "unknown",
}  # fmt: skip

#: Names that mean something else in these functions: a table, a path, a choice that another function checks.
OTHERS = {
    ("service.service", "engine"), ("service.service", "formats"), ("layout.point_colours", "scale"),
    ("convergence.cells_of_kinds", "kinds"), ("joint.domain_by_source", "kinds"), ("build.build", "formats"),
    ("build.build", "only"), ("convert.convert", "keep"), ("convert.convert", "unknown"), ("embedded.render", "formats"),
    ("quarto.render", "formats"), ("judgements.decisions_of", "kinds"), ("site.uses_quarto", "engine"),
    ("site.frame_metadata", "formats"), ("crosswalk.migrate_answers", "to"), ("cell_weights.cell_weights", "by"),
    ("html.grouped_table", "rows"), ("cells.cells_of_rows", "rows"), ("pandoc.table", "rows"), ("form_reader.table_of", "rows"), ("run.run", "to"),
    ("coding_tables.coder_agreement", "unit"), ("coding_tables.coder_agreement", "by"), ("coding_tables.main_points", "to"),
    ("coding_tables.write_coding", "to"), ("publish.publish", "to"), ("coding_exchange.export_codings", "to"), ("offsets.character_widths", "unit"),
    ("run.service_report", "to"), ("site.write_report", "to"), ("site.write_service_report", "to"),
    ("extension_starter.write_instrument_extension", "base"),
    ("completion.unfinished", "keep"), ("table.nameless_of", "rows"), ("table.add_rows", "rows"), ("option_columns.ending", "base"),
}  # fmt: skip


def functions():
    """Every public function that a module defines, as ``module.name`` and itself."""
    for package in (
        "measures",
        "displays",
        "formats",
        "protection",
        "study",
        "results",
        "reporting",
        "cli",
    ):
        root = importlib.import_module(f"cs_research.{package}")
        for found in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
            module = importlib.import_module(found.name)
            for name in getattr(module, "__all__", sorted(vars(module))):
                made = getattr(module, name)
                own = inspect.isfunction(made) and made.__module__ == module.__name__
                if own and not name.startswith("_"):
                    yield f"{module.__name__.rsplit('.', 1)[-1]}.{name}", made


#: Types that modules name and import for a checker of types only.
TYPES = {
    "Unit": Unit,
    **{made.__name__: made for made in (Codings, Records, Release, Responses, Results, StudyData, StudyFacts)},
}


def chosen_words():
    """Function and parameter of every word that is chosen from a list."""
    for name, made in functions():
        if "typer.models" in str(get_type_hints(made, localns=TYPES, include_extras=True)):
            continue  # a command: Typer refuses its words
        hints = get_type_hints(made, localns=TYPES)
        for parameter in inspect.signature(made).parameters.values():
            hint = hints.get(parameter.name)
            listed = any(get_origin(part) is Literal for part in (hint, *get_args(hint)))
            words = hint in (str, bool) or "str" in str(hint)
            if listed or (parameter.name in NAMES and words and hint is not None):
                yield name, parameter.name


def test_every_function_that_takes_a_word_from_a_list_is_tried_here():
    found = set(chosen_words())
    assert found - set(CALLS) - OTHERS == set()
    assert len(found & set(CALLS)) > 35


@pytest.mark.parametrize(("function", "parameter"), CALLS)
def test_a_word_that_is_not_on_the_list_is_an_error_that_shows_the_list(function, parameter):
    with pytest.raises(ResearchError) as raised:
        CALLS[function, parameter]("banana")
    said = str(raised.value)
    assert "got 'banana'" in said
    assert " must be " in said


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (("likert.distribution", "method", "wilsen"), "did you mean 'wilson'?"),
        (("likert.multiple", "base", "answerd"), "did you mean 'answered'?"),
        (("reliability.alpha", "missing", "pairwize"), "did you mean 'pairwise'?"),
        (("gap.confidence", "by", "claims"), "did you mean 'claim'?"),
        (("banner.banner", "rows", "point"), "did you mean 'points'?"),
        (("rounding.add_percent", "policy", "largest_remainder"), "did you mean 'largest-remainder'?"),
        (("surveys.read_survey", "unknown", "blnk"), "did you mean 'blank'?"),
    ],
)
def test_a_near_match_is_named(call, hint):
    function, parameter, word = call
    with pytest.raises(ResearchError) as raised:
        CALLS[function, parameter](word)
    assert hint in str(raised.value)


@pytest.mark.parametrize("level", [0, 1, 95, -0.1, float("nan"), True, "banana", None])
def test_a_level_that_is_no_probability_is_refused(level):
    for call in (
        lambda: likert.nets(TALLY, level=level),
        lambda: mann_whitney([1, 2], [2, 1], level=level),
        lambda: waves(TALLY, TALLY, LINES, level=level),
        lambda: scales.alpha(SCORES, level=level),
        lambda: difference(1, 2, 1, 2, level=level),
    ):
        with pytest.raises(ResearchError, match="level must lie between 0 and 1"):
            call()
