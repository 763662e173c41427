"""Build the data-quality notes of a report, and the guide to its data files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import fill

import pandas as pd

from cs_research.definitions import Instrument
from cs_research.definitions.categories import ASSUMED_CORRELATION, ASSUMED_SITES, LEAST_SITES
from cs_research.displays.figures.layout import format_level
from cs_research.protection import FEW, CodingFacts, Release, StudyFacts, SurveyFacts, Table, tables
from cs_research.reporting.pages.index import OPENINGS
from cs_research.reporting.text.findings import join_with_and


def processing_notes(release: Release) -> list[str]:
    """Return sentences on rows, blank answers, sources, codings, intervals and rules, in that order."""
    study = release.study
    notes = []
    if study.survey is None:
        notes.append("The study names no survey, so nothing is said of confidence.")
    else:
        notes += _survey(release, study.survey)
    if study.codings is None:
        read = f" {study.sources} sources were read." if study.sources else ""
        notes.append(f"The study names no codings, so nothing is said of evidence.{read}")
    else:
        notes += _fieldwork(study, study.codings)
    return notes + _rules(release)


def _survey(release: Release, survey: SurveyFacts) -> list[str]:
    instrument, report = release.study.instrument, survey.report
    labels = {item.id: item.short for item in instrument.items}
    name = report.file.replace("\\", "/").rsplit("/", 1)[-1]
    reasons = join_with_and([f"{count} {reason}" for reason, count in report.reasons().items()] or ["none"])
    notes = [
        f"{report.rows} rows were read from {name} ({report.platform}) and {report.kept} were kept. "
        f"Rows left out: {reasons}."
    ]
    without_numbers = {*report.absent_items, *release.withheld}
    summary = release[tables.SUMMARY]
    summary = summary[~summary["item"].isin(without_numbers)]
    table = release[tables.ABSENCES]
    absences = table[~table["item"].isin(without_numbers)]
    blank = [f"{row.blank} at “{labels[row.item]}”" for row in absences[absences["blank"] > 0].itertuples()]
    if blank:
        notes.append(
            f"Left blank, and so outside the base: {join_with_and(blank)}. A choose-all question "
            "counts as left blank where the export has neither a tick nor a no at any of its options."
        )
    passed = [f"{row.not_asked} at “{labels[row.item]}”" for row in absences[absences["not_asked"] > 0].itertuples()]
    if passed:
        notes.append(f"Not asked, and so outside the base: {join_with_and(passed)}.")
    for text, waves in survey.absences.items():
        of = f"{join_with_and(list(waves))}: " if survey.earlier else ""
        notes.append(f"{of}{text if of else text[0].upper() + text[1:]}.")
    notes += _without_score(summary, instrument)
    shown = {item.id for item in instrument.items if item.role == "question"} - without_numbers
    parts = [f"“{point}” at “{labels[item]}”" for item, point in report.unused if item in shown]
    if parts:
        notes.append(f"Answers that nobody chose keep their place, with zero: {join_with_and(parts)}.")
    for unknown in report.unknown:
        notes.append(
            f"“{unknown.label}” is no answer of “{unknown.item}” and was read as blank, {len(unknown.rows)} times."
        )
    if report.unmatched_columns:
        notes.append(f"Columns that no item asks for were not used: {join_with_and(report.unmatched_columns)}.")
    absent = [labels[item] for item in report.absent_items if not instrument.item(item).retired]
    if absent:
        notes.append(f"The export has no column for: {join_with_and(absent)}.")
    quoted = release.study.codings.answers if release.study.codings else ()
    unread = [
        item.short
        for item in instrument.items
        if item.kind == "open" and item.role == "question" and item.id not in {*without_numbers, *quoted}
    ]
    if unread:
        notes.append(f"Answers in respondents' own words were read and are not printed here: {join_with_and(unread)}.")
    return notes + [f"{note[0].upper()}{note[1:]}." for note in report.notes]


def _without_score(summary: pd.DataFrame, instrument: Instrument) -> list[str]:
    """Return how answers such as "not sure" were counted."""
    notes = []
    for row in summary[summary["absent"] > 0].itertuples():
        points = instrument.points_of(instrument.item(str(row.item)))
        drawn = all(point.drawn for point in points if point.absence)
        how = "drawn and counted in the base" if drawn else "counted in the base only where they are drawn"
        notes.append(
            f"{int(row.absent)} chose an answer such as “not sure” at “{instrument.item(str(row.item)).short}”: {how}, "
            "without a score."
        )
    return notes


def _fieldwork(study: StudyFacts, codings: CodingFacts) -> list[str]:
    kinds, coders = codings.kinds, codings.coders
    left_out = [f"Left out of every count, by {codings.left_out}."] if codings.left_out else []
    agree = " How far coders agree is on the page Coding." if len(coders) > 1 else ""
    return [
        f"{codings.sources} sources ({join_with_and([f'{kind}: {count}' for kind, count in kinds.items()])}), "
        f"{codings.words:,} words, from {len(study.sites)} sites. {codings.passed} passages that are no "
        "speech were passed over; all are listed.",
        f"{codings.segments} segments ({join_with_and([f'{coder}: {count}' for coder, count in coders.items()])}); "
        f"every one was found in its source{'' if left_out else ', and none was left out'}. A stretch that two coders "
        f"gave one code is two segments.{agree}",
        f"{codings.others} of the segments bear codes other than practices, such as barriers or levels of "
        "intervention; they are in the list of segments and in none of the figures.",
        *left_out,
        *([_UNREAD.format(count=codings.unread)] if codings.unread else []),
    ]


#: Notes may have names of people, so that a report counts and does not list them.
_UNREAD = "cs-research check lists {count} notes on the files of codings, such as content that is no segment."


def _rules(release: Release) -> list[str]:
    study, settings = release.study, release.study.settings
    notes = []
    if study.survey is not None:
        method = {"hypergeometric": "exact hypergeometric", "wilson": "Wilson"}[settings.interval]
        size = study.population
        of = f" for {size} services in all" if size else ", without a known number of services in all"
        notes.append(
            f"Intervals of answers are {method if size else 'Wilson'} intervals at {format_level(settings.level)}{of}. "
            "They would hold for a random draw; who answered was not drawn at random."
        )
        labels = {item.id: item.short for item in study.instrument.items}
        for reason, items in release[tables.WITHHELD].groupby("reason", sort=False)["item"]:
            why = f"answered by fewer than {release.policy.minimum_base}" if reason == FEW else f"since {reason}"
            notes.append(f"Withheld, {why}: {join_with_and([labels[item] for item in items])}.")
    if study.codings is not None:
        notes.append(
            "A cell of practice and site is shown or contrary where every segment says so, partly where segments say "
            "partly or disagree, and silent where there is none. Shown counts 1, partly one half, the rest 0. "
            "Silence is absence of evidence; it does not prove that the practice is absent."
        )
        notes.append(
            f"The interval of an evidence share is a score interval of the sites' own spread, pooled with that of "
            f"{ASSUMED_SITES} sites whose practices correlate by {ASSUMED_CORRELATION:g}: the fewer sites, the wider. "
            "It is indicative only, since sites volunteered. That of a mean of questions comes from each service's own "
            "answers; that of a gap adds both sides' by squares."
        )
        notes.append(
            f"One side is said to outrun the other where the gap is more than {settings.margin * 100:g} points, its "
            f"interval does not reach 0, and its evidence is of at least {LEAST_SITES} sites. Fewer have no interval."
        )
    notes += _shown_elsewhere(study)
    return [*notes, ROUNDING[settings.rounding]]


#: The sentence for each rounding policy.
ROUNDING = {
    "raw": (
        "Percentages are rounded once, from counts, halves up; those of several answers taken together are rounded "
        "from their own count. Columns may therefore add to 99 or 101."
    ),
    "largest-remainder": (
        "Percentages of the answers to a question are rounded together, by largest remainder, so that they add to "
        "100; those of several answers taken together are what their answers add to, and may differ by one from "
        "their own count's."
    ),
    "unrounded": (
        "Percentages of answers are given to one decimal; they are shares of counts, and finer than what so few "
        "services can tell."
    ),
}


def _shown_elsewhere(study: StudyFacts) -> list[str]:
    """Return sentences on practices and questions that are in tables but in no share or figure."""
    notes = []
    unpaired = [code.label for code in study.coding_frame.practices() if code.id not in study.pairing.practices]
    if unpaired:
        notes.append(
            f"Practices of no claim, shown in the tables and counted in no share of a domain: "
            f"{join_with_and(unpaired)}."
        )
    undrawn = [
        item.short
        for item in study.instrument.items
        if item.kind == "multiple" and item.id not in OPENINGS and not item.retired
    ]
    if study.survey is not None and undrawn:
        notes.append(f"Choose-all questions without a figure of their own, in multiple.csv: {join_with_and(undrawn)}.")
    return notes


#: Descriptions of files that are subsets of named tables, or belong to one page.
_OTHERS = {
    "codebook-*.csv": "what was asked and coded: questions, codes, claims, and the cells of the rubric",
    "answers-*.csv, practices-*.csv, segments-*.csv, sensitivity-*.csv": (
        "the same, for one domain; the others, for one figure"
    ),
}
_SCHEMAS = (
    "NAME.schema.json beside each NAME.csv is its Table Schema: what every column holds, its unit and its limits."
)
_WORKBOOK = "tables.xlsx, one folder up, holds the tables as they are printed, a sheet each."
_COLUMNS = """\
Columns: n respondents, base those they are a share of, share in [0, 1], low and high its interval. An empty
cell means that there is no number, or that it is withheld because too few services answered. Text that a
spreadsheet would take for a formula stands behind an apostrophe.
"""


def data_notes(release: Release, saved: Iterable[str]) -> str:
    """Return the text of the README of the data folder: what each file contains.

    Parameters
    ----------
    saved
        Names of the files in the folder, without suffix. There is one line per named table.
    """
    made_up = "MADE-UP DATA: no service, place or person in these files exists.\n\n" if release.study.made_up else ""
    files = "\n".join([*_saved_lines(saved), *_lines(_OTHERS)])
    return f"{made_up}Data of: {release.study.title}\n\n{files}\n\n{_SCHEMAS}\n{_WORKBOOK}\n\n{_COLUMNS}"


def service_data_notes(release: Release, saved: Iterable[str]) -> str:
    """Return the text of the README of the data of one service's report; see `data_notes`."""
    service = release.study.service
    made_up = "MADE-UP DATA: no service in these files exists.\n\n" if release.study.made_up else ""
    whom = (
        f"For {service.name if service else ''} only. Do not pass this folder on or publish it: "
        "it holds one service's answers."
    )
    files = "\n".join(_saved_lines(saved))
    return f"{made_up}{whom}\n\n{files}\n\n{_SCHEMAS}\n\n{_COLUMNS}"


def _saved_lines(saved: Iterable[str]) -> list[str]:
    names = set(saved)
    return file_lines(table for table in tables.RULES if table.name in names)


def file_lines(written: Iterable[Table]) -> list[str]:
    """Return one line per table: the name of its CSV file, and what it contains."""
    return _lines({f"{table.name}.csv": table.description for table in written})


def _lines(files: Mapping[str, str]) -> list[str]:
    return [
        fill(f"{name:<27} {text}", 118, subsequent_indent=" " * 28, break_on_hyphens=False)
        for name, text in files.items()
    ]
