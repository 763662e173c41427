"""LimeSurvey's survey file (.lss), in the layout of version 6: tables of its database as XML.

Settings are left to be inherited, so that a survey takes those of the place that it is imported to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.etree import ElementTree

from cs_research.definitions.instrument import Instrument
from cs_research.writers.instruments.form import Section, ready, sections_of
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

#: The layout of LimeSurvey's database in version 6, and its names for the looks of each type of question.
_LAYOUT = "641"
_THEMES = {"L": "listradio", "M": "multiplechoice", "S": "shortfreetext", "T": "longfreetext"}

_GROUPS = ("gid", "sid", "group_order", "randomization_group", "grelevance")
_GROUP_TEXTS = ("id", "gid", "group_name", "description", "language")
_QUESTIONS = (
    "qid", "parent_qid", "sid", "gid", "type", "title", "preg", "other", "mandatory", "encrypted",
    "question_order", "scale_id", "same_default", "relevance", "question_theme_name", "modulename", "same_script",
)  # fmt: skip
_QUESTION_TEXTS = ("id", "qid", "question", "help", "script", "language")
_ANSWERS = ("aid", "qid", "code", "sortorder", "assessment_value", "scale_id")
_ANSWER_TEXTS = ("id", "aid", "answer", "language")
_ATTRIBUTES = ("qid", "attribute", "value", "language")

Row = Mapping[str, str]


def write(instrument: Instrument) -> Written:
    """The file, and what it could not hold or had to change."""
    instrument, lost = ready(instrument, HELD)
    coded = coded_of(instrument)
    root = ElementTree.Element("document")
    ElementTree.SubElement(root, "LimeSurveyDocType").text = "Survey"
    ElementTree.SubElement(root, "DBVersion").text = _LAYOUT
    ElementTree.SubElement(ElementTree.SubElement(root, "languages"), "language").text = LANGUAGE
    for name, fields, rows in _tables(instrument, coded):
        _table(root, name, fields, list(rows))
    ElementTree.indent(root, space=" ")
    content = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return Written(content + b"\n", (*lost, *changed_in(instrument, coded)))


def _tables(
    instrument: Instrument, coded: Sequence[Coded]
) -> Iterator[tuple[str, Sequence[str], Iterable[Row]]]:
    """The tables in LimeSurvey's own order."""
    settings = settings_of(instrument)
    number = settings["sid"]
    sections = sections_of([question.asked for question in coded])
    answers = list(_answers(coded))
    questions = list(_questions(coded, sections, number))
    parts = [row for row in questions if row["parent_qid"] != "0"]
    yield "answers", _ANSWERS, answers
    yield "answer_l10ns", _ANSWER_TEXTS, answers
    yield "groups", _GROUPS, _groups(sections, number)
    yield "group_l10ns", _GROUP_TEXTS, _groups(sections, number)
    yield "questions", _QUESTIONS, [row for row in questions if row["parent_qid"] == "0"]
    yield "subquestions", _QUESTIONS, parts
    yield "question_l10ns", _QUESTION_TEXTS, questions
    yield "question_attributes", _ATTRIBUTES, _attributes(coded)
    yield "surveys", tuple(settings), [settings]
    texts = {
        "surveyls_survey_id": settings["sid"],
        "surveyls_language": LANGUAGE,
        "surveyls_title": _html(instrument.title),
    }
    yield "surveys_languagesettings", tuple(texts), [texts]


def _html(text: str) -> str:
    return as_html(text, BRACES)


def _groups(sections: Sequence[Section], number: str) -> Iterator[Row]:
    for place, section in enumerate(sections, start=1):
        yield {
            "id": str(place), "gid": str(place), "sid": number, "group_order": str(place),
            "grelevance": "1", "group_name": _html(section.label), "language": LANGUAGE,
        }  # fmt: skip


def _questions(coded: Sequence[Coded], sections: Sequence[Section], number: str) -> Iterator[Row]:
    """The questions, numbered from 1, then the options of choose-all items, numbered on."""
    places = {
        question.item.id: (str(group), str(place))
        for group, section in enumerate(sections, start=1)
        for place, question in enumerate(section.questions, start=1)
    }
    part = len(coded)
    parts: list[Row] = []
    for qid, question in enumerate(coded, start=1):
        group, place = places[question.asked.item.id]
        common = {
            "sid": number, "gid": group, "other": "N", "mandatory": "N", "encrypted": "N", "scale_id": "0",
            "same_default": "0", "same_script": "0", "language": LANGUAGE,
        }  # fmt: skip
        yield {
            **common, "id": str(qid), "qid": str(qid), "parent_qid": "0", "type": question.type,
            "title": question.code, "question_order": place, "relevance": question.relevance,
            "question_theme_name": _THEMES[question.type], "question": _html(question.asked.item.text),
        }  # fmt: skip
        for order, (code, answer) in enumerate(question.answers if question.type == "M" else ()):
            part += 1
            parts.append({
                **common, "id": str(part), "qid": str(part), "parent_qid": str(qid), "type": "T", "title": code,
                "question_order": str(order), "relevance": "1", "question": _html(answer.label),
            })  # fmt: skip
    yield from parts


def _answers(coded: Sequence[Coded]) -> Iterator[Row]:
    number = 0
    for qid, question in enumerate(coded, start=1):
        if question.type != "L":
            continue
        for order, (code, answer) in enumerate(question.answers):
            number += 1
            yield {
                "id": str(number), "aid": str(number), "qid": str(qid), "code": code, "sortorder": str(order),
                "assessment_value": question.assessments[order], "scale_id": "0",
                "answer": _html(answer.label), "language": LANGUAGE,
            }  # fmt: skip


def _attributes(coded: Sequence[Coded]) -> Iterator[Row]:
    for qid, question in enumerate(coded, start=1):
        yield {"qid": str(qid), "attribute": "cssclass", "value": question.classes}


def _table(root: ElementTree.Element, name: str, fields: Sequence[str], rows: Sequence[Row]) -> None:
    """A table with the names of its fields and its rows; one without rows is left out, as LimeSurvey does."""
    if not rows:
        return
    table = ElementTree.SubElement(root, name)
    names = ElementTree.SubElement(table, "fields")
    for field in fields:
        ElementTree.SubElement(names, "fieldname").text = field
    holder = ElementTree.SubElement(table, "rows")
    for row in rows:
        element = ElementTree.SubElement(holder, "row")
        for field in fields:
            ElementTree.SubElement(element, field).text = row.get(field) or None
