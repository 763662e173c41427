"""What is behind a figure or table of a report: tables and their code, items and rows, codes and segments, settings.

It names rows of exports and segments of coders, which belong to the team: it is printed, and in no file of a report.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pandas as pd

from cs_research import __version__
from cs_research._locks import Scratch
from cs_research.definitions.study import SurveyFile
from cs_research.errors import Fault, PublishError, closest, join_names
from cs_research.formats.unsupported import first_names
from cs_research.protection import Release, protect, tables
from cs_research.records import Responses
from cs_research.reporting.builder import Builder
from cs_research.reporting.pages import PAGES
from cs_research.reporting.render.cache import code_digest
from cs_research.results import annual, evidence, survey
from cs_research.results.catalogue import TABLES
from cs_research.results.lineage import Lineage, code_of, traced
from cs_research.results.measured import TABLE
from cs_research.study.load import StudyData, load_study
from cs_research.study.waves import export_of

#: The modules whose tables are made from answers to the survey.
_SURVEY = {survey.__name__, annual.__name__}
#: The tables that all others of coded sources are made from.
_CODED = {evidence.cells.name, tables.SEGMENTS.name, tables.SEGMENTS_BY_CODE.name}
#: Columns that say what a row is of, in the order in which they are printed.
_UNITS = ("item", "domain", "claim", "practice", "code", "site", "by", "group", "kind")
_SHOWN = 12


def trace_shown(id: str, study: Path) -> str:
    """Return what is behind a figure or table, line by line.

    Parameters
    ----------
    id
        Its name in the report's folder, with or without folder and suffix, such as ``data/answers-target.csv``; or the
        name of any table of the study, such as ``nets``.

    Raises
    ------
    ResearchError
        The faults of the study; a `PublishError` for a name that its report does not have.
    """
    return Traced(study).text(id)


class Traced:
    """A study with what its pages show, and what each table was made from."""

    def __init__(self, study: Path) -> None:
        self.data = load_study(study)
        results, self.lineage = traced(self.data)
        self.release = protect(results)
        self.shown, self.pages = _shown(self.release)

    def text(self, id: str) -> str:
        """Return what is behind a figure or table, as `trace_shown` does."""
        data, release, pages, lineage = self.data, self.release, self.pages, self.lineage
        name = find(id, self.shown, release)
        frames = self.shown.get(name) or [release[table] for table in [name] if table in release]
        names = list(dict.fromkeys(str(frame.attrs[TABLE]) for frame in frames if TABLE in frame.attrs))
        for table in names:
            release.get(table)
        behind = lineage.behind(names)
        lines = [f"{name}, on the page {join_names(pages[name], 'and')}" if name in pages else f"{name}, on no page"]
        if not names:
            lines.append("It is made from the definitions of the study only.")
        lines += [*_table_lines(names, behind, lineage), *_row_lines(frames)]
        lines += [*_survey_lines(data, frames, behind), *_code_lines(data, frames, behind)]
        settings = ", ".join(f"{key}: {value}" for key, value in data.study.settings.model_dump(mode="json").items())
        lines += [f"Settings: {settings}", f"Code: cs-research {__version__}, SHA-256 {code_digest()}"]
        return "\n".join(lines)


def _shown(release: Release) -> tuple[dict[str, list[pd.DataFrame]], dict[str, list[str]]]:
    """Return the tables behind each figure and file of all pages, and the pages, without drawing anything."""
    pages: dict[str, list[str]] = {}
    with Scratch() as folder:
        builder = Builder(release, folder, ())
        for page in PAGES:
            before = {name: len(frames) for name, frames in builder.shown.items()}
            page.make(builder)
            for name, frames in builder.shown.items():
                if before.get(name) != len(frames):
                    pages.setdefault(name, []).append(page.name)
    return builder.shown, pages


def find(id: str, shown: Collection[str], release: Release) -> str:
    """Return the name of a figure, file or table."""
    name = Path(id).name.split(".")[0].removesuffix("-narrow")
    known = list(dict.fromkeys([*shown, *release.names]))
    if name not in known:
        hint = closest(name, known) or "the files in the folders figures, tables and data of a report have these names"
        raise PublishError(Fault("trace", "id", f"be {join_names(known, limit=8)}", f"'{id}'", hint))
    return name


def _table_lines(names: Sequence[str], behind: Sequence[str], lineage: Lineage) -> Iterator[str]:
    """Yield the tables that are shown and those that they were made from, with the code of each."""
    for table in behind:
        used = ", ".join(lineage.used.get(table, ()))
        label = "Table" if table in names else "  from"
        yield f"{label} {table}: {code_of(table)}{f' (uses {used})' if used else ''}"


def _row_lines(frames: Sequence[pd.DataFrame]) -> Iterator[str]:
    """Yield the number of rows that are shown of each table, and what they are of."""
    for table, frame in {str(frame.attrs.get(TABLE, "definitions")): frame for frame in frames}.items():
        units = [
            f"{column} {first_names(list(frame[column].dropna().astype(str).unique()), _SHOWN)}"
            for column in _UNITS
            if column in frame.columns
        ]
        yield f"Rows: {len(frame)} of {table}{': ' if units else ''}{'; '.join(units)}"


def _units(data: StudyData, frames: Sequence[pd.DataFrame]) -> tuple[list[str], list[str], list[str]]:
    """Return the items, codes and sites of some rows; a domain or claim has those that its claims pair.

    A figure may be given a complete table beside the rows that it draws: what all of them have counts.
    """
    named = {
        column: _common([list(frame[column].dropna()) for frame in frames if column in frame]) for column in _UNITS
    }
    claims = [
        claim
        for claim in data.pairing.claims
        if claim.id in named["claim"] or (claim.domain in named["domain"] and not named["claim"])
    ]
    items = named["item"] or list(dict.fromkeys(side.item for claim in claims for side in claim.confidence))
    codes = [*named["practice"], *named["code"]]
    return items, codes or list(dict.fromkeys(code for claim in claims for code in claim.evidence)), named["site"]


def _common(columns: Sequence[list[str]]) -> list[str]:
    """Return the values that all columns have, in the order of the first."""
    first, *others = columns or [[]]
    return list(dict.fromkeys(value for value in first if all(value in other for other in others)))


def _survey_lines(data: StudyData, frames: Sequence[pd.DataFrame], behind: Sequence[str]) -> Iterator[str]:
    """Yield each item with the rows of each export that answered it."""
    if data.responses is None or data.study.survey is None:
        return
    if not any(TABLES[table].build.__module__ in _SURVEY for table in behind):
        return
    waves: list[tuple[Responses, SurveyFile]] = [(data.responses, data.study.survey)]
    if any(table.endswith("_earlier") for table in behind):
        waves = [*zip(data.earlier, data.study.earlier, strict=True), *waves]
    items, _, _ = _units(data, frames)
    for responses, file in waves:
        kept = _kept_rows(responses, file, data.folder)
        for item in responses.instrument.items:
            columns = [name for name in responses.frame if name == item.id or str(name).startswith(f"{item.id}.")]
            if columns and (item.id in items or not items):
                answered = responses.frame[columns].notna().any(axis=1).tolist()
                rows = [row for row, given in zip(kept, answered, strict=True) if given]
                yield f"Item {item.id}: {len(rows)} rows of {file.file} answer it: {_ranges(rows)}"


def _kept_rows(responses: Responses, file: SurveyFile, folder: Path) -> list[int]:
    """Return the number in the export of each response, in their order."""
    left = {row.row for row in responses.report.left_out}
    return [row for row in export_of(file, folder).numbers.tolist() if row not in left]


def _ranges(rows: Sequence[int]) -> str:
    """Return numbers in order, those that follow each other as a range: ``8 to 47, 50``."""
    spans: list[list[int]] = []
    for row in sorted(rows):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return ", ".join(f"{first}" if first == last else f"{first} to {last}" for first, last in spans) or "none"


def _code_lines(data: StudyData, frames: Sequence[pd.DataFrame], behind: Sequence[str]) -> Iterator[str]:
    """Yield each code with the segments behind it and their sources."""
    if data.codings is None or not _CODED & {*behind}:
        return
    _, codes, sites = _units(data, frames)
    segments = data.codings.table()
    if sites:
        segments = segments[segments["site"].isin(sites)]
    for code in codes or list(segments["code"].unique()):
        found = segments[segments["code"] == code]
        if found.empty:
            yield f"Code {code}: no segment"
            continue
        by_source = (f"{source}: {', '.join(of['segment'])}" for source, of in found.groupby("source", sort=False))
        yield f"Code {code}: {len(found)} segments. {'; '.join(by_source)}"
