"""LimeSurvey's tab-separated form of a survey (.txt), read and written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cs_research._files import read_text
from cs_research.definitions.instrument import Instrument
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.delimited import records_of, start_of
from cs_research.formats.surveys.form import as_html, ready, sections_of
from cs_research.formats.surveys.instrument_draft import Imported, build, plain
from cs_research.formats.surveys.limesurvey.lss_reader import questions_of
from cs_research.formats.surveys.limesurvey.lss_writer import (
    BRACES,
    LANGUAGE,
    SUPPORTED,
    CodedQuestion,
    changed_in,
    coded_of,
    settings_of,
)
from cs_research.formats.surveys.limesurvey.structure import (
    Answer,
    Row,
    Subquestion,
    Survey,
    record_unsupported_group,
)
from cs_research.formats.unsupported import Written

_NEEDED = {"class", "type/scale", "name", "text"}
#: Columns that are no attribute of a question.
_PLAIN = {
    *_NEEDED, "id", "related_id", "relevance", "help", "language", "validation", "mandatory", "other",
    "default", "same_default",
}  # fmt: skip
_ASIDE = {
    "QTA": "quotas are left out",
    "AS": "rules for scores are left out",
    "C": "conditions of an older kind are left out",
}


def fits(head: bytes) -> bool:
    """Whether the first line of a file names the columns of the form."""
    names = {name.strip(' "') for line in start_of(head).splitlines()[:1] for name in line.split("\t")}
    return names >= _NEEDED


def read(path: Path) -> Imported:
    """The questions of the file, in its base language.

    Raises
    ------
    ReadError
        The file is no such table, or holds no question.
    """
    survey = _survey(path)
    questions = questions_of(survey)
    notes = survey.unsupported.lines()
    return build(questions, path=path, title=survey.title, platform="LimeSurvey", notes=notes)


def _records(path: Path) -> list[dict[str, str]]:
    """The rows, without the mark that LimeSurvey puts before what a spreadsheet would compute."""
    records = records_of(path, read_text(path), "\t", strict=False)
    names = records[0] if records else ()
    if not set(names) >= _NEEDED:
        missing = ", ".join(sorted(_NEEDED - set(names)))
        raise ReadError(Fault(str(path), "first line", "name LimeSurvey's columns", f"none called {missing}"))
    cells = ([cell[1:] if cell.startswith("'=") else cell for cell in row] for row in records[1:] if row)
    return [{name: row[place] if place < len(row) else "" for place, name in enumerate(names)} for row in cells]


def _survey(path: Path) -> Survey:
    survey = Survey()
    records = _records(path)
    settings = {row["name"]: row["text"] for row in records if row["class"] == "S"}
    language = settings.get("language", "")
    for row in records:
        own = row.get("language", "")
        if own and language and own != language:
            survey.unsupported.add("texts in other languages are left out", own)
        elif row["class"] == "SL" and row["name"] == "surveyls_title":
            survey.title = plain(row["text"])
        else:
            _take(row, survey)
    return survey


def _take(row: Mapping[str, str], survey: Survey) -> None:
    """Put a row where it belongs: below the question or group above it."""
    kind, name = row["class"], row["name"]
    last = survey.rows[-1] if survey.rows else None
    if kind == "G":
        record_unsupported_group(plain(name), row.get("relevance", ""), survey.unsupported)
    elif kind == "Q":
        survey.rows.append(_question(row))
        if row.get("default"):
            survey.unsupported.add("answers filled in beforehand are left out", name)
    elif kind == "SQ" and last and not (name == "other" and last.other):
        scale = row["type/scale"] or "0"
        last.subquestions.append(Subquestion(name, row["text"], scale, row.get("relevance", "")))
    elif kind == "A" and last:
        scale = row["type/scale"] or "0"
        last.answers.append(Answer(name, row["text"], scale, row.get("assessment_value", "")))
    elif kind in _ASIDE:
        survey.unsupported.add(_ASIDE[kind], name)


def _question(row: Mapping[str, str]) -> Row:
    return Row(
        code=row["name"].strip() or f"Q{row.get('id', '')}",
        type=row["type/scale"],
        text=row["text"],
        number=row.get("id", ""),
        help=row.get("help", ""),
        other=row.get("other") == "Y",
        mandatory=row.get("mandatory") in {"Y", "S"},
        pattern=row.get("validation", ""),
        relevance=row.get("relevance", ""),
        attributes={name: cell for name, cell in row.items() if name not in _PLAIN and cell},
    )


#: The columns in LimeSurvey's own order; the last two are attributes of a question and of an answer.
COLUMNS = (
    "id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation",
    "mandatory", "other", "default", "same_default", "assessment_value", "cssclass",
)  # fmt: skip

#: LimeSurvey strips quotation marks round a cell and takes a backslash before one for an escape.
_MARKS = {**BRACES, '"': "&quot;", "\\": "&#92;"}
#: What a spreadsheet takes for the start of a formula.
_FORMULA = {"=": "&#61;", "+": "&#43;", "-": "&#45;", "@": "&#64;"}

FormRow = Mapping[str, str]


def write(instrument: Instrument) -> Written:
    """The file, and what it could not hold or had to change."""
    instrument, lost = ready(instrument, SUPPORTED)
    coded = coded_of(instrument)
    stream = io.StringIO()
    table = csv.DictWriter(stream, COLUMNS, restval="", delimiter="\t", lineterminator="\n")
    table.writeheader()
    table.writerows(_rows(instrument, coded))
    return Written(stream.getvalue().encode("utf-8-sig"), (*lost, *changed_in(instrument, coded)))


def _rows(instrument: Instrument, coded: Sequence[CodedQuestion]) -> Iterator[FormRow]:
    for name, setting in settings_of(instrument).items():
        yield {"class": "S", "name": name, "text": setting}
    title = _cell(instrument.title)
    yield {"class": "SL", "name": "surveyls_title", "text": title, "language": LANGUAGE}
    by_id = {question.asked.item.id: question for question in coded}
    number = len(coded)
    qid = 0
    for place, section in enumerate(sections_of([question.asked for question in coded]), start=1):
        yield {
            "id": str(place), "class": "G", "type/scale": str(place), "name": _cell(section.label),
            "relevance": "1", "language": LANGUAGE,
        }  # fmt: skip
        for asked in section.questions:
            qid += 1
            yield from _limesurvey_tsv_question(by_id[asked.item.id], str(qid), number)
            number += len(asked.answers) if asked.item.kind == "multiple" else 0


def _limesurvey_tsv_question(question: CodedQuestion, qid: str, number: int) -> Iterator[FormRow]:
    """A question and its answers; ``number`` is the last that an option above has."""
    yield {
        "id": qid, "class": "Q", "type/scale": question.type, "name": question.code,
        "relevance": question.relevance, "text": _cell(question.asked.item.text), "language": LANGUAGE,
        "mandatory": "N", "other": "N", "same_default": "0", "cssclass": question.classes,
    }  # fmt: skip
    for order, (code, answer) in enumerate(question.answers):
        row = {"type/scale": "0", "name": code, "text": _cell(answer.label), "language": LANGUAGE}
        if question.type == "M":
            yield {"id": str(number + order + 1), "class": "SQ", "relevance": "1", "other": "N", **row}
        else:
            yield {"id": qid, "class": "A", "assessment_value": question.assessments[order], **row}


def _cell(text: str) -> str:
    """The text as HTML in one cell on one line, such that no program reads anything into it."""
    written = as_html(text, _MARKS)
    return _FORMULA.get(written[:1], written[:1]) + written[1:]
