"""LimeSurvey's tab-separated form of a survey (.txt), to be looked over in a spreadsheet and imported.

One row for each setting, group, question, option and answer; a question belongs to the group above it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from cs_research.definitions.instrument import Instrument
from cs_research.writers.instruments.form import ready, sections_of
from cs_research.writers.instruments.limesurvey_codes import (
    BRACES,
    HELD,
    LANGUAGE,
    Coded,
    changed_in,
    coded_of,
    settings_of,
)
from cs_research.writers.instruments.markup import as_html
from cs_research.writers.written import Written

__all__ = ["write"]

#: The columns in LimeSurvey's own order; the last two are attributes of a question and of an answer.
COLUMNS = (
    "id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation",
    "mandatory", "other", "default", "same_default", "assessment_value", "cssclass",
)  # fmt: skip

#: LimeSurvey strips quotation marks round a cell and takes a backslash before one for an escape.
_MARKS = {**BRACES, '"': "&quot;", "\\": "&#92;"}
#: What a spreadsheet takes for the start of a formula.
_FORMULA = {"=": "&#61;", "+": "&#43;", "-": "&#45;", "@": "&#64;"}

Row = Mapping[str, str]


def write(instrument: Instrument) -> Written:
    """The file, and what it could not hold or had to change."""
    instrument, lost = ready(instrument, HELD)
    coded = coded_of(instrument)
    stream = io.StringIO()
    table = csv.DictWriter(stream, COLUMNS, restval="", delimiter="\t", lineterminator="\n")
    table.writeheader()
    table.writerows(_rows(instrument, coded))
    return Written(stream.getvalue().encode("utf-8-sig"), (*lost, *changed_in(instrument, coded)))


def _rows(instrument: Instrument, coded: Sequence[Coded]) -> Iterator[Row]:
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
            yield from _question(by_id[asked.item.id], str(qid), number)
            number += len(asked.answers) if asked.item.kind == "multiple" else 0


def _question(question: Coded, qid: str, number: int) -> Iterator[Row]:
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
