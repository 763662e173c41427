"""The command ``triangulate``: tables, workbook and starter files of a study's triangulation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from cs_research._files import write_bytes, write_text
from cs_research._folders import new_folder, restore_folder
from cs_research.definitions.categories import FINAL, FINDINGS, STATUSES
from cs_research.definitions.decisions import CATEGORIES, COMPONENTS, CONCERNS, OVERALL
from cs_research.displays.tables.html import csv_text, join_list_cells
from cs_research.errors import Fault, PublishError
from cs_research.formats.files.workbook import fit_cell_text, open_workbook
from cs_research.measures.evidence.cells import with_claims
from cs_research.measures.evidence.convergence import kinds_of
from cs_research.measures.evidence.strategies import kinds_of_sides
from cs_research.measures.evidence.triangulation import counted_segments
from cs_research.protection import Release, Table, protect, tables
from cs_research.records import Codings
from cs_research.reporting.provenance.manifest import write_manifest
from cs_research.reporting.text.data_notes import file_lines
from cs_research.results import measure
from cs_research.results.triangulation import TRIANGULATION
from cs_research.study.judgements import decisions_of, judgements_of, kinds_in
from cs_research.study.load import StudyData, load_study

#: Columns of sentences, and their width in letters; the others are as wide as their heading.
_WIDE = {"text": 50, "quote": 70, "title": 40, "silent_sources": 40, "verdict": 28}


def book(title: str, sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """Return the bytes of the workbook. Texts longer than a cell are cut; `cut_texts` lists them."""
    stream = BytesIO()
    with open_workbook(stream, title=title, comments=title) as made:
        for name, table in sheets.items():
            _fill(made, made.add_worksheet(name), table)
    return stream.getvalue()


def _fill(made: Any, page: Any, table: pd.DataFrame) -> None:
    bold = made.add_format({"bold": True, "valign": "top", "bottom": 1})
    text = made.add_format({"text_wrap": True, "valign": "top"})
    number = made.add_format({"valign": "top", "num_format": "0.000"})
    integer = made.add_format({"valign": "top"})
    for column, name in enumerate(table.columns):
        page.set_column(column, column, _WIDE.get(str(name), max(len(str(name)) + 2, 12)))
        page.write_string(0, column, fit_cell_text(str(name)), bold)
        formats = {int: integer, float: number, str: text}
        for row, value in enumerate(table[name].tolist(), start=1):
            cell = _plain(value)
            if isinstance(cell, str):
                page.write_string(row, column, fit_cell_text(cell), text)
            elif cell is not None:
                page.write_number(row, column, cell, formats[type(cell)])
    page.freeze_panes(1, 0)


def _plain(value: Any) -> str | int | float | None:
    """Return the value of a cell; None if it is not a number."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | str) and value == value:
        return value
    return None if pd.isna(value) else str(value)


def cut_texts(sheets: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return a line for each text that the workbook cuts, with its cell; the CSV files have the full text."""
    return [
        f"ledger.xlsx, sheet {name}, row {row}: '{column}' is too long for a cell and is cut; the CSV has all of it"
        for name, table in sheets.items()
        for column in table.columns
        for row, value in enumerate(table[column].tolist(), start=2)
        if isinstance(text := _plain(value), str) and fit_cell_text(text) != text
    ]


#: The sheets of the workbook, and the tables on them.
SHEETS = {
    "Ledger": tables.LEDGER,
    "Quotations": tables.QUOTATIONS,
    "Silent sources": tables.SILENT_SOURCES,
}

_ABOUT = """These files contain only segments that the study's rule counts, except domain-by-source.csv, which counts
all. A silent source has denied nothing: it may not have been asked. Several entries in one cell are separated by
semicolons. Text that a spreadsheet would take for a formula starts with an apostrophe in CSV files.
"""


@dataclass(frozen=True)
class Triangulated:
    """A study with its protected tables; ``notes`` say what is in none of them."""

    collected: StudyData
    release: Release
    notes: tuple[str, ...]


def triangulate(study_path: Path, to: Path, *, decisions: Path | None = None, judgements: Path | None = None) -> str:
    """Write the tables of a study's triangulation to a new folder and return a summary of them.

    Parameters
    ----------
    decisions, judgements
        Files of the types ``convergence`` and ``cerqual``, instead of those that the study names. Without any, every
        category stays as the rule proposes it, and every finding a draft.
    """
    restore_folder(to)
    read = build_triangulation(study_path, decisions=decisions, judgements=judgements)
    study = read.collected.study
    notes = list(read.notes)
    with new_folder(to) as folder:
        for table in _written(read):
            rows = join_list_cells(read.release[table], made_up=study.made_up)
            write_text(folder / f"{table.name}.csv", csv_text(rows))
        sheets = {sheet: join_list_cells(read.release[table], made_up=study.made_up) for sheet, table in SHEETS.items()}
        notes += cut_texts(sheets)
        write_bytes(folder / "ledger.xlsx", book(_titled(study.title, study.made_up), sheets))
        write_text(folder / "README.txt", _readme(read))
        options = _given_files(decisions=decisions, judgements=judgements)
        write_manifest(folder, read.release.study, "triangulate", options)
    return "\n".join([f"Written: {to}", *_summary(read.release), *notes])


def _given_files(**paths: Path | None) -> dict[str, str]:
    """Return the digest of each file that is used instead of one that the study names."""
    return {name: sha256(path.read_bytes()).hexdigest() for name, path in paths.items() if path is not None}


def build_triangulation(
    study_path: Path, *, decisions: Path | None = None, judgements: Path | None = None
) -> Triangulated:
    """The tables of a study's triangulation; faults of the files of decisions and judgements come with their lines."""
    collected = load_study(study_path)
    codings = collected.codings and collected.codings.of_sites()
    if codings is None:
        found = "a study without codings"
        raise PublishError(Fault(str(study_path), "codings", "be named, since claims are compared with them", found))
    study, pairing = collected.study, collected.pairing
    if decisions is not None:
        decided = decisions_of(decisions, study, pairing, kinds_in(study))
        collected = replace(collected, decisions=decided)
    if judgements is not None:
        collected = replace(collected, judgements=judgements_of(judgements, study, pairing))
    release = protect(measure(collected))
    return Triangulated(collected, release, tuple(_notes(release, collected, codings, release[tables.CELLS])))


def _written(read: Triangulated) -> list[Table]:
    """The tables that the study has, in the order of the list of files."""
    return [table for table in TRIANGULATION if table in read.release]


def _readme(read: Triangulated) -> str:
    """What each file of the folder holds."""
    study = read.collected.study
    lines = [
        *file_lines(_written(read)),
        f"ledger.xlsx holds the first three as sheets: {', '.join(SHEETS)}.",
        "manifest.json has the digests of what these files were made from, and of the files.",
    ]
    return "\n".join([_titled(study.title, study.made_up), "", *lines, "", _ABOUT])


def _titled(title: str, made_up: bool) -> str:
    return f"MADE-UP DATA: no service, place or person in these files exists. {title}" if made_up else title


def _summary(release: Release) -> list[str]:
    """What the tables hold, in a line each."""
    matrix, findings = release[tables.CONVERGENCE], release[tables.CERQUAL]
    statuses, found = (_counts(matrix[name], order) for name, order in (("status", STATUSES), ("category", CATEGORIES)))
    quiet = release[tables.SILENT_SOURCES]
    final = int((findings["status"] == FINAL).sum())
    lines = [
        f"{len(release[tables.LEDGER])} claims, {len(release[tables.QUOTATIONS])} quotations; a source is silent on a "
        f"claim {len(quiet)} times",
        f"convergence: {len(matrix)} cells ({found or 'no two kinds'}); {statuses or 'nothing to decide'}",
        f"findings: {final} final, {len(findings) - final} drafts without all their judgements",
    ]
    if changed := int(matrix["changed"].sum()):
        lines.append(f"  look again: {changed} decided when the rule proposed something else (column changed)")
    if tables.PAPER_AND_PRACTICE in release:
        lines.append(f"paper and practice: {_counts(release[tables.PAPER_AND_PRACTICE]['finding'], FINDINGS)}")
    return lines


def _counts(column: pd.Series, order: Sequence[str]) -> str:
    """Return how often each of some values is in a column, in their order."""
    return ", ".join(f"{(column == name).sum()} {name}" for name in order if (column == name).any())


def _notes(release: Release, collected: StudyData, codings: Codings, cells: pd.DataFrame) -> Iterator[str]:
    """What is in none of the tables, and why."""
    counted = counted_segments(cells, codings, collected.pairing)["segment"].nunique()
    passed = int(with_claims(cells, collected.pairing)["uncounted"].map(len).sum())
    others = len(codings.distinct) - counted - passed
    yield (
        f"{counted} of {len(codings.distinct)} segments are about a claim; {others} have codes that no claim takes as "
        f"evidence, and {passed} are not counted by the study's rule"
    )
    if collected.responses is None:
        yield "the study has no survey, so there is no confidence and no gap"
    else:
        absent = release[tables.LEDGER].loc[release[tables.LEDGER]["confidence"].isna(), "claim"]
        if len(absent):
            yield f"confidence is withheld, or was not asked: {', '.join(absent)}"
    paper, practice = kinds_of_sides(codings)
    if not (paper and practice):
        missing = "a strategy or other paper" if practice else "an interview or focus group"
        kinds = ", ".join(kinds_of(codings))
        yield f"paper and practice are not compared: no kind of source is {missing} by its name (kinds: {kinds})"


DECISIONS, JUDGEMENTS = "decisions.yaml", "judgements.yaml"


def write_starters(study_path: Path, to: Path) -> str:
    """Write ``decisions.yaml`` and ``judgements.yaml`` to a folder and return what to do with them.

    Both can be read as they are: empty fields stay open. Existing files are left alone, with a
    `PublishError`.
    """
    places = [to / DECISIONS, to / JUDGEMENTS]
    taken = [
        Fault(str(place), "file", "be new", "a file that exists", "name another folder, or move it")
        for place in places
        if place.exists()
    ]
    if taken:
        raise PublishError(taken)
    read = build_triangulation(study_path)
    write_text(places[1], _judgements(read))
    if read.release[tables.CONVERGENCE].empty:
        return f"Written: {places[1]}\nThe study has one kind of source, so there is nothing to decide on convergence."
    write_text(places[0], _decisions(read))
    return "\n".join([*(f"Written: {place}" for place in places), "Fill in what you decide; the rest stays open."])


def _head(read: Triangulated, kind: str, about: str) -> str:
    study = read.collected.study
    made_up = "# MADE-UP DATA: no service, place or person in this study exists.\n" if study.made_up else ""
    return f"""{made_up}{about}type: {kind}
id: {study.id}-{kind}
version: "1"
study: {study.id}
"""


def _decisions(read: Triangulated) -> str:
    """Return every cell of the matrix, with what each kind says and what the rule proposes."""
    about = f"""# Decisions on the convergence matrix. The rule proposes a category for each claim and two kinds. Where
# you have looked at the segments, write the category that you decide on, your reason, who you are (a pseudonym
# will do) and the date, such as 2026-03-01. The same category confirms the proposal, another overrules it.
# Leave all four empty if nobody has decided. Categories: {", ".join(CATEGORIES)}.
"""
    parts = [_head(read, "convergence", about), "decisions:"]
    for row in read.release[tables.CONVERGENCE].itertuples():
        comment = f"{row.first}: {_with_prominence(row.first_says, row.first_prominence)}; "
        comment += f"{row.second}: {_with_prominence(row.second_says, row.second_prominence)}"
        parts.append(
            f"  - claim: {row.claim}\n    kinds: [{_quoted(row.first)}, {_quoted(row.second)}]  # {_line(comment)}\n"
            f"    proposed: {row.proposed}\n    category:\n    reason:\n    by:\n    date:"
        )
    return "\n".join(parts) + "\n"


def _judgements(read: Triangulated) -> str:
    """Return every claim, with the counts that help to judge it."""
    about = f"""# Judgements on the findings, by the components of GRADE-CERQual (Lewin et al. 2018,
# doi:10.1186/s13012-017-0688-3). A finding stays a draft until all are given, each with its reason.
# Concern in a component: {", ".join(CONCERNS)}. Confidence overall: {", ".join(OVERALL)}.
"""
    parts = [_head(read, "cerqual", about), "judgements:"]
    for row in read.release[tables.CERQUAL].itertuples():
        counts = (
            f"{row.sources} of {row.all_sources} sources, {row.sites} of {row.all_sites} sites; {row.segments} "
            f"segments (shown {row.shown}, partly {row.partly}, contrary {row.contrary}), {row.words} words quoted"
        )
        parts.append(
            f"  - claim: {row.claim}  # {_line(row.text)}\n    # {counts}; kinds: {_line(', '.join(row.kinds))}"
        )
        parts += [f"    {name}:\n      level:\n      reason:" for name in (*COMPONENTS, "overall")]
        parts.append("    by:\n    date:")
    return "\n".join(parts) + "\n"


def _with_prominence(says: str, prominence: str) -> str:
    return f"{says}, {prominence}" if prominence else says


def _line(text: Any) -> str:
    """Return text for a comment, which must be one line."""
    return " ".join(str(text).split())


def _quoted(text: Any) -> str:
    """Return text in quotation marks, as YAML reads it."""
    return json.dumps(str(text), ensure_ascii=False)
