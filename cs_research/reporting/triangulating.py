"""Both kinds of evidence of a study read together, as files: ledger, quotations, convergence, findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from cs_research._files import write_bytes, write_text
from cs_research._folders import new_folder, put_right
from cs_research.definitions.decisions import CATEGORIES
from cs_research.displays.tables import csv_text
from cs_research.errors import Fault, PublishError
from cs_research.measures.cerqual import FINAL
from cs_research.measures.convergence import STATUSES, kinds_of
from cs_research.measures.evidence import with_claims
from cs_research.measures.paper_and_practice import FINDINGS, kinds_of_sides
from cs_research.measures.triangulation import counted_segments
from cs_research.records import Codings
from cs_research.reporting.collect import Collected, collect
from cs_research.reporting.judging import decisions_of, judgements_of, kinds_in
from cs_research.reporting.numbers import Tables, tables_of
from cs_research.reporting.triangulation_book import book, cut_texts
from cs_research.reporting.triangulation_tables import parted, triangulation_tables

__all__ = ["Triangulated", "read_together", "triangulate"]

#: The sheets of the workbook, and the tables on them.
SHEETS = {"Ledger": "ledger", "Quotations": "quotations", "Silent sources": "silent-sources"}

_FILES = """ledger.csv, ledger.xlsx      each claim: what the survey says, what the sources show, and the gap between
quotations.csv               the strongest quotations for and against each claim, with the place each comes from
silent-sources.csv           the sources that say nothing of a claim
by-kind.csv                  what the survey and each kind of source say of each claim
convergence.csv              how far each two kinds agree on a claim: proposed by rule, and what people decided
cerqual.csv                  what each finding rests on, what people judged of it, and whether it is final
domain-by-source.csv         coded passages by domain and kind of source, each counted once, and what they say
side-by-side.csv             each claim: the survey's statement, what the sources show, and how they fit
statistics-by-theme.csv      each practice: the confidence in its claim, and what is said of it
quotations-by-confidence.csv the quotations under the level of confidence of their claim (with a survey)
paper-and-practice.csv       what strategies have on paper against what practitioners voice (with both kinds of source)
paired-gap.csv               the mean gap of services that answered and are sites, by domain; empty if too few

Only segments that the study's rule counts stand in these files, but for domain-by-source.csv, which counts all. A
silent source has denied nothing: it may not have been asked. Several entries in one cell are parted by semicolons.
Text that a spreadsheet would take for a formula stands behind an apostrophe in CSV files.
"""


@dataclass(frozen=True)
class Triangulated:
    """A study's tables by the name of their file, without suffix; ``notes`` tell what is in none of them."""

    collected: Collected
    tables: Tables
    notes: tuple[str, ...]


def triangulate(
    study_path: Path, to: Path, *, decisions: Path | None = None, judgements: Path | None = None
) -> str:
    """Write the tables of a study's triangulation to a new folder; a few lines on what they hold.

    Parameters
    ----------
    decisions, judgements
        Files of the types ``convergence`` and ``cerqual``, instead of those that the study names. Without any, every
        category stays as the rule proposes it, and every finding a draft.
    """
    put_right(to)
    read = read_together(study_path, decisions=decisions, judgements=judgements)
    study = read.collected.study
    notes = list(read.notes)
    with new_folder(to) as folder:
        for name, table in read.tables.items():
            write_text(folder / f"{name}.csv", csv_text(parted(table, made_up=study.made_up)))
        sheets = {sheet: parted(read.tables[name], made_up=study.made_up) for sheet, name in SHEETS.items()}
        notes += cut_texts(sheets)
        write_bytes(folder / "ledger.xlsx", book(_titled(study.title, study.made_up), sheets))
        write_text(folder / "README.txt", f"{_titled(study.title, study.made_up)}\n\n{_FILES}")
    return "\n".join([f"Written: {to}", *_told(read.tables), *notes])


def read_together(
    study_path: Path, *, decisions: Path | None = None, judgements: Path | None = None
) -> Triangulated:
    """The tables of a study's triangulation; faults of the files of decisions and judgements come with their lines."""
    collected = collect(study_path)
    codings = collected.codings
    if codings is None:
        found = "a study without codings"
        raise PublishError(
            Fault(str(study_path), "codings", "be named, since claims are held against them", found)
        )
    study, pairing = collected.study, collected.pairing
    if decisions is not None:
        decided = decisions_of(decisions, study, pairing, kinds_in(study))
        collected = replace(collected, decisions=decided)
    if judgements is not None:
        collected = replace(collected, judgements=judgements_of(judgements, study, pairing))
    measured = tables_of(collected)
    tables = triangulation_tables(collected, measured)
    return Triangulated(collected, tables, tuple(_notes(tables, collected, codings, measured["cells"])))


def _titled(title: str, made_up: bool) -> str:
    return f"MADE-UP DATA: no service, place or person in these files exists. {title}" if made_up else title


def _told(tables: Tables) -> list[str]:
    """What the tables hold, in a line each."""
    matrix, findings = tables["convergence"], tables["cerqual"]
    statuses, found = (
        _counts(matrix[name], order) for name, order in (("status", STATUSES), ("category", CATEGORIES))
    )
    quiet = tables["silent-sources"]
    final = int((findings["status"] == FINAL).sum())
    lines = [
        f"{len(tables['ledger'])} claims, {len(tables['quotations'])} quotations; a source is silent on a claim "
        f"{len(quiet)} times",
        f"convergence: {len(matrix)} cells ({found or 'no two kinds'}); {statuses or 'nothing to decide'}",
        f"findings: {final} final, {len(findings) - final} drafts without all their judgements",
    ]
    if changed := int(matrix["changed"].sum()):
        lines.append(
            f"  look again: {changed} decided when the rule proposed something else (column changed)"
        )
    if "paper-and-practice" in tables:
        lines.append(f"paper and practice: {_counts(tables['paper-and-practice']['finding'], FINDINGS)}")
    return lines


def _counts(column: pd.Series, order: Sequence[str]) -> str:
    """How often each of some words stands in a column, in that order."""
    return ", ".join(f"{(column == name).sum()} {name}" for name in order if (column == name).any())


def _notes(tables: Tables, collected: Collected, codings: Codings, cells: pd.DataFrame) -> Iterator[str]:
    """What is in none of the tables, and why."""
    counted = len(counted_segments(cells, codings, collected.pairing))
    passed = int(with_claims(cells, collected.pairing)["uncounted"].map(len).sum())
    others = len(codings.segments) - counted - passed
    yield (
        f"{counted} of {len(codings.segments)} segments speak to a claim; {others} bear codes that no claim takes as "
        f"evidence, and {passed} are not counted by the study's rule"
    )
    if collected.responses is None:
        yield "the study has no survey, so nothing is said of confidence, and no gap can be told"
    else:
        absent = tables["ledger"].loc[tables["ledger"]["confidence"].isna(), "claim"]
        if len(absent):
            yield f"confidence is withheld, or was not asked: {', '.join(absent)}"
    paper, practice = kinds_of_sides(codings)
    if not (paper and practice):
        lacking = "a strategy or other paper" if practice else "an interview or focus group"
        kinds = ", ".join(kinds_of(codings))
        yield f"paper and practice are not compared: no kind of source is {lacking} by its name (kinds: {kinds})"
