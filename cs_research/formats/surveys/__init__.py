"""Survey exports of any platform, read as the responses to an instrument."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from cs_research._arguments import accepts
from cs_research.definitions import InstrumentLike, instrument_of
from cs_research.errors import Fault, ReadError, check_choice
from cs_research.formats.surveys.code_labels import with_code_labels, with_wordings
from cs_research.formats.surveys.completion import KEEP, REASONS
from cs_research.formats.surveys.convert import UNKNOWN, convert
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.given_answers import GivenAnswers
from cs_research.formats.surveys.recognition import AUTO, platform_of
from cs_research.formats.surveys.table import read_table
from cs_research.records.responses import Responses

__all__ = ["REASONS", "open_export", "read_survey"]


@accepts(ReadError)
def read_survey(  # noqa: PLR0913 - each is a choice of its own about one file
    path: str | Path | Export,
    instrument: InstrumentLike,
    *,
    wave: str = "",
    platform: str = AUTO,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    answers: GivenAnswers | None = None,
    ignore: Collection[str] = (),
    encoding: str | None = None,
    keep: Collection[str] = (),
    unknown: str = "error",
    status: Mapping[str, str] | None = None,
    services: Mapping[str, str] | None = None,
    definition: str | Path | None = None,
) -> Responses:
    """The responses in a survey export, and a report on every row and column in it.

    Rows of previews, tests, spam, unfinished and screened-out answers and duplicates are left out and listed; of
    two answers of one respondent (same response id, or same identifying item) the later is kept. An answer is
    unfinished where a column such as ``Finished``, ``Completed`` or REDCap's ``survey_complete`` says so, and where
    the time of its submission (LimeSurvey's ``submitdate``) is empty. A status that is not known is an error. An
    answer that its scale does not have is an error too, or with ``unknown="blank"`` counts as left blank and is
    listed.

    Parameters
    ----------
    path
        The export: CSV, TSV, .xlsx, .ods, Parquet, SPSS, Stata or a LimeSurvey archive, or any of them packed by gzip.
        Or what `open_export` returns; then platform, sheet and encoding are not used.
    instrument
        The instrument, its name (``yjs-survey/2022``) or its file.
    wave
        The year or round; the instrument's version where left out.
    platform
        Which platform wrote it (`cs_research.formats.surveys.recognition.PLATFORMS`); ``auto`` recognises it by its
        content.
    sheet
        The sheet of a workbook, where several hold a table.
    columns
        Item id to column name, for columns that are not called what the instrument calls them; of a
        choose-all item the name that its columns start with, or, for ``item.option``, the column of one option.
    answers
        By item, wordings of the export and the point that each is, such as ``{"knowledge": {"Quite good": "good"}}``;
        ``blank`` for no answer, ``none`` where it says of a choose-all item that none of its options applies, which
        is an answer, and the wording ``*`` for every text that is no answer of the item.
    ignore
        Names of columns that are not read, such as a column of a choose-all item that is no option, or a
        ``finished`` that says something else here.
    encoding
        Only for files that are not UTF-8.
    keep
        Reasons (`REASONS`) for which rows are not to be left out.
    unknown
        ``error`` or ``blank``: what becomes of an answer that its scale does not have.
    status
        What a status that is not known is: ``keep`` for an answer, else the reason for which its rows are left out.
        ``blank`` is the name of a blank cell.
    services
        From other names of services, as `cs_research.definitions.service_names.service_key` writes them, to the one of
        each service: its answers under several names are those of one respondent. See `Register.names`.
    definition
        The questionnaire as the platform wrote it (Qualtrics' .qsf, the key of Jisc Online surveys, …), where the
        export holds numbers: it has the wording of each, and so the point. Without it numbers are the export values of
        the instrument.

    Raises
    ------
    ReadError
        All faults of the file at once: no such file, another encoding, rows of uneven width, a column
        twice, an option column that fits no option, no column that matches, statuses or answers that are not known,
        no row left.
    """
    instrument = instrument_of(instrument, "read_survey", ReadError)
    status = status or {}
    for what, given, known in (
        ("keep", keep, REASONS),
        ("unknown", (unknown,), UNKNOWN),
        ("status", status.values(), KEEP),
    ):
        for name in given:
            check_choice("options", what, name, known, ReadError)
    if isinstance(path, Export):
        export = path
    else:
        export = open_export(path, platform=platform, sheet=sheet, encoding=encoding, ignore=ignore)
    answers = answers or {}
    if definition is not None:
        export = with_wordings(Path(definition), export)
        answers = with_code_labels(Path(definition), export, instrument, columns or {}, ignore, answers)
    responses = convert(
        export,
        instrument,
        wave=wave or instrument.version,
        columns=columns or {},
        ignore=ignore,
        keep=keep,
        unknown=unknown,
        status=status,
        services=services,
        answers=answers,
    )
    if not len(responses):
        counted = ", ".join(f"{count} {reason}" for reason, count in responses.report.reasons().items())
        hint = f"all are left out ({counted}); keep them by name if they are meant" if counted else ""
        raise ReadError(Fault(str(export.path), "export", "have a row that is an answer", f"{export.rows} rows", hint))
    return responses


@accepts(ReadError)
def open_export(
    path: str | Path,
    *,
    platform: str = AUTO,
    sheet: str | None = None,
    encoding: str | None = None,
    ignore: Collection[str] = (),
) -> Export:
    """Return the table of an export with its headings, before it is matched to an instrument; see `read_survey`."""
    if Path(path).suffix in {".yaml", ".yml"}:
        raise ReadError(Fault(str(path), "export", "be a table of answers", "a YAML file"))
    cells = read_table(Path(path), encoding, sheet)
    wrote = platform_of(cells, platform)
    return replace(wrote.parse(cells, ignore), absences=wrote.absences)
