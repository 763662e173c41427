"""LimeSurvey's survey file (.lss), in the layout of version 6.

Question codes are up to 20 letters and digits, answer codes up to 5. What had to change is kept among the CSS
classes of the question, which LimeSurvey keeps through import and export and shows to nobody:
``id-local_work role-question scale-amount_of_work option-1-none option-2-small``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree
from zlib import crc32

from cs_research.definitions.instrument import Instrument
from cs_research.formats.surveys.form import (
    Answer,
    Asked,
    Section,
    as_html,
    asked_of,
    legal_names,
    ready,
    renamed,
    sections_of,
    texts_of,
)
from cs_research.formats.unsupported import Written

#: The fields that both of LimeSurvey's forms hold.
HELD = frozenset({
    "title", "scales.id", "scales.kind", "scales.points.id", "scales.points.label", "scales.points.value",
    "items.id", "items.kind", "items.text", "items.role", "items.scale", "items.options.id",
    "items.options.label", "items.options.value", "items.asked_if",
})  # fmt: skip

LANGUAGE = "en"
#: LimeSurvey takes text in braces for an expression, unless it is written so.
BRACES = {"{": "&#123;", "}": "&#125;"}

#: Settings of a survey that say "as in the group of surveys": by a letter, a word or a number.
_INHERITED = {
    "I": (
        "anonymized", "format", "savetimings", "datestamp", "usecookie", "allowregister", "allowsave",
        "autoredirect", "allowprev", "printanswers", "ipaddr", "ipanonymize", "refurl", "publicstatistics",
        "publicgraphs", "listpublic", "htmlemail", "sendconfirmation", "tokenanswerspersistence", "assessments",
        "showxquestions", "showgroupinfo", "shownoanswer", "showqnumcode", "showwelcome", "showprogress",
        "nokeyboard", "alloweditaftercompletion",
    ),
    "inherit": ("admin", "adminemail", "template", "bounce_email", "emailresponseto", "emailnotificationto"),
    "-1": ("tokenlength", "questionindex", "navigationdelay"),
    "E": ("usecaptcha",),
}  # fmt: skip

_LONGEST = 20
#: Codes that LimeSurvey refuses, and operators of its expressions.
_RESERVED = {
    "lang", "sid", "savedid", "token", "qid", "gid", "sgq", "self", "that", "this", "time", "other",
    "and", "or", "eq", "ne", "lt", "le", "gt", "ge",
}  # fmt: skip
_TYPES = {"single": "L", "multiple": "M", "open": "T"}
_ANSWER_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,4}|0|[1-9][0-9]{0,4}")
_PLACE = re.compile(r"[1-9][0-9]{0,4}")
_INTEGER = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True)
class Coded:
    """A question under its codes. ``codes`` are in the order of ``asked.answers``; ``type`` is LimeSurvey's letter.

    ``by_value``: whether the codes are made of the export values.
    """

    asked: Asked
    code: str
    type: str
    codes: tuple[str, ...]
    by_value: bool
    relevance: str

    @property
    def answers(self) -> tuple[tuple[str, Answer], ...]:
        """Each answer under its code."""
        return tuple(zip(self.codes, self.asked.answers, strict=True))

    @property
    def classes(self) -> str:
        """The CSS classes that keep the ids."""
        item = self.asked.item
        scale = [f"scale-{item.scale}"] if item.scale and item.kind == "single" else []
        options = [f"option-{code}-{answer.id}" for code, answer in self.answers]
        return " ".join([f"id-{item.id}", f"role-{item.role}", *scale, *options])

    @property
    def assessments(self) -> tuple[str, ...]:
        """The number of each answer: its export value if all of them are integers, else 0."""
        values = [answer.value for answer in self.asked.answers]
        integers = all(_INTEGER.fullmatch(value) for value in values)
        return tuple(values) if integers else ("0",) * len(values)


def coded_of(instrument: Instrument) -> tuple[Coded, ...]:
    """The items that are asked, each under its codes."""
    asked = asked_of(instrument)
    # Capitals make no difference to LimeSurvey, and ids have none.
    names = legal_names((question.item.id for question in asked), _question_code, longest=_LONGEST, joint="")
    by_id: dict[str, Coded] = {}
    for question in asked:
        short = question.item.kind == "open" and question.item.role == "identifier"
        letter = "S" if short else _TYPES[question.item.kind]
        codes, by_value = _codes(question)
        route = _relevance(question, by_id)
        code = names[question.item.id]
        by_id[question.item.id] = Coded(question, code, letter, codes, by_value, route)
    return tuple(by_id.values())


def _question_code(own: str) -> str:
    """Letters and digits of an id, a letter first."""
    plain = re.sub(r"[^a-z0-9]", "", own)
    if not plain[:1].isalpha() or plain in _RESERVED:
        plain = f"q{plain}"
    return plain[:_LONGEST]


def _codes(question: Asked) -> tuple[tuple[str, ...], bool]:
    """The code of each answer, and whether it is made of the export values: else of the places."""
    values = [answer.value for answer in question.answers]
    legal = _PLACE if question.item.kind == "multiple" else _ANSWER_CODE
    by_value = all(legal.fullmatch(value) for value in values) and _apart(values)
    if question.item.kind == "multiple":
        numbers = map(int, values) if by_value else range(1, len(values) + 1)
        return tuple(f"SQ{number:03d}" for number in numbers), by_value
    if by_value:
        return tuple(values), True
    return tuple(f"A{place}" for place, _ in enumerate(values, start=1)), False


def _apart(values: Sequence[str]) -> bool:
    """Whether values differ by more than capitals, which a database may not distinguish."""
    return len({value.casefold() for value in values}) == len(values)


def _relevance(question: Asked, earlier: dict[str, Coded]) -> str:
    """Who is asked, as an expression; in a choose-all item one of the options is enough."""
    if question.asked_if is None:
        return "1"
    other = earlier[question.asked_if.item]
    codes = [code for code, answer in other.answers if answer.id in question.asked_if.points]
    if other.type == "M":
        parts = [f'{other.code}_{code}.NAOK == "Y"' for code in codes]
    else:
        parts = [f'{other.code}.NAOK == "{code}"' for code in codes]
    return f"({' or '.join(parts)})"


def changed_in(instrument: Instrument, coded: Sequence[Coded]) -> Iterator[str]:
    """A line for each thing that had to change for LimeSurvey."""
    yield from renamed({question.asked.item.id: question.code for question in coded})
    for question in coded:
        own = question.asked.item.id
        if question.by_value:
            continue
        if question.type == "M":
            yield f"items.options.value: the options of '{own}' have codes by their place, SQ001 and on"
            continue
        kept = _apart(question.assessments)
        status = "kept as their assessment values" if kept else "not kept"
        yield f"scales.points.value: answers of '{own}' have the codes A1 and on, their values are {status}"
    texts = texts_of(instrument, [question.asked for question in coded])
    names = dict.fromkeys(name for name, text in texts if "{" in text or "}" in text)
    if names:
        yield f"braces, which LimeSurvey takes for expressions, are written &#123; and &#125;: {', '.join(names)}"


def settings_of(instrument: Instrument) -> dict[str, str]:
    """The settings of the survey. Its number is the same each time; LimeSurvey takes another if it is in use."""
    number = str(100_000 + crc32(instrument.key.encode()) % 900_000)
    inherited = {name: setting for setting, names in _INHERITED.items() for name in names}
    own = {"sid": number, "gsid": "1", "language": LANGUAGE, "additional_languages": "", "usetokens": "N"}
    return own | inherited


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
