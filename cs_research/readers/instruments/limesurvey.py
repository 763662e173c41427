"""LimeSurvey's survey, group and question files (.lss, .lsg, .lsq), with texts in tables of their own or not."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError
from cs_research.readers.instruments.draft import Imported, build
from cs_research.readers.instruments.limesurvey_model import Answer, Part, Row, Survey
from cs_research.readers.instruments.limesurvey_notes import tell_group
from cs_research.readers.instruments.limesurvey_questions import questions_of
from cs_research.readers.instruments.limesurvey_routes import always
from cs_research.readers.instruments.plain_text import plain
from cs_research.readers.xml_file import root_of

__all__ = ["fits", "read"]

_KINDS = ("Survey", "Group", "Question")
#: Tables that an instrument has no place for: what is told of each, and the field that names its rows.
_ASIDE = {
    "quota": ("quotas are left out", "name"),
    "assessments": ("rules for scores are left out", "name"),
}
_SURVEY_TEXTS = ("surveyls_description", "surveyls_welcometext", "surveyls_endtext", "surveyls_policy_notice")

Record = dict[str, str]


def fits(head: bytes) -> bool:
    """Whether a file starts as LimeSurvey's survey, group and question files do."""
    kinds = "|".join(_KINDS).encode()
    return bool(re.search(rb"<LimeSurveyDocType>\s*(<!\[CDATA\[)?\s*(" + kinds + rb")\b", head))


def read(path: Path) -> Imported:
    """The questions of the file, in its base language.

    Raises
    ------
    ReadError
        The file is no XML, is another of LimeSurvey's files, or holds no question.
    """
    survey = _survey(_root(path))
    questions = questions_of(survey)
    notes = survey.told.lines()
    return build(questions, path=path, title=survey.title, platform="LimeSurvey", notes=notes)


def _root(path: Path) -> Element:
    root = root_of(path, read_bytes(path))
    kind = (root.findtext("LimeSurveyDocType") or "").strip()
    if kind not in _KINDS:
        found = f"'{kind}'" if kind else "another XML file"
        raise ReadError(Fault(str(path), "file", "be a LimeSurvey survey, group or question", found))
    return root


class _Tables:
    """The tables of a file, and the language that texts are read in."""

    def __init__(self, root: Element) -> None:
        self._root = root
        languages = [(element.text or "").strip() for element in root.findall("languages/language")]
        base = [record.get("language", "") for record in self.all("surveys")]
        self.language = next((name for name in [*base, *languages] if name), "")
        self.others = [name for name in languages if name and name != self.language]

    def all(self, name: str) -> list[Record]:
        """The rows of a table."""
        rows = self._root.findall(f"{name}/rows/row")
        return [{field.tag: (field.text or "").strip() for field in row} for row in rows]

    def own(self, name: str, texts: str, key: str) -> list[Record]:
        """The rows of a table with their texts, from the table of texts where the file has one."""
        rows = self.all(name)
        if self._root.find(texts) is None:
            return [row for row in rows if row.get("language", self.language) in {"", self.language}]
        told = {
            row.get(key, ""): row for row in self.all(texts) if row.get("language", "") in {"", self.language}
        }
        return [{**told.get(row.get(key, ""), {}), **row} for row in rows]


def _survey(root: Element) -> Survey:
    tables = _Tables(root)
    survey = Survey()
    for name in tables.others:
        survey.told.add("texts in other languages are left out", name)
    settings = [
        row
        for row in tables.all("surveys_languagesettings")
        if row.get("surveyls_language") == tables.language
    ]
    if settings:
        survey.title = plain(settings[0].get("surveyls_title", ""))
        for name in _SURVEY_TEXTS:
            if plain(settings[0].get(name, "")):
                survey.told.add("texts of the survey as a whole are left out", name.removeprefix("surveyls_"))
    groups = _in_order(tables.own("groups", "group_l10ns", "gid"), "group_order")
    for group in groups:
        name = plain(group.get("group_name", "")) or group.get("gid", "")
        tell_group(name, group.get("grelevance", ""), survey.told)
    survey.rows = _rows(tables, [group.get("gid", "") for group in groups])
    _tell_tables(tables, survey)
    return survey


def _rows(tables: _Tables, groups: list[str]) -> list[Row]:
    """The questions in the order that they are asked in, each with its parts, answers and attributes."""
    records = tables.own("questions", "question_l10ns", "qid")
    questions = [record for record in records if record.get("parent_qid", "0") in {"", "0"}]
    places = {name: place for place, name in enumerate(groups)}
    questions = _in_order(questions, "question_order")
    questions.sort(key=lambda record: places.get(record.get("gid", ""), len(places)))
    rows = {record.get("qid", ""): _row(record) for record in questions}
    parts = tables.own("subquestions", "question_l10ns", "qid")
    parts += [record for record in records if record.get("parent_qid", "0") not in {"", "0"}]
    for record in _in_order(parts, "question_order"):
        if row := rows.get(record.get("parent_qid", "")):
            row.parts.append(
                Part(
                    record.get("title", ""),
                    record.get("question", ""),
                    record.get("scale_id", "") or "0",
                    record.get("relevance", ""),
                )
            )
    for record in _in_order(tables.own("answers", "answer_l10ns", "aid"), "sortorder"):
        if row := rows.get(record.get("qid", "")):
            code, text = record.get("code", ""), record.get("answer", "")
            scale, assessment = record.get("scale_id", "") or "0", record.get("assessment_value", "")
            row.answers.append(Answer(code, text, scale, assessment))
    for record in tables.all("question_attributes"):
        row = rows.get(record.get("qid", ""))
        if row and record.get("language", "") in {"", tables.language}:
            row.attributes[record.get("attribute", "")] = record.get("value", "")
    return list(rows.values())


def _row(record: Record) -> Row:
    return Row(
        code=record.get("title", "") or f"Q{record.get('qid', '')}",
        type=record.get("type", ""),
        text=record.get("question", ""),
        number=record.get("qid", ""),
        help=record.get("help", ""),
        other=record.get("other") == "Y",
        mandatory=record.get("mandatory") in {"Y", "S"},
        pattern=record.get("preg", ""),
        relevance=record.get("relevance", ""),
    )


def _in_order(records: list[Record], key: str) -> list[Record]:
    def place(record: Record) -> int:
        told = record.get(key, "")
        return int(told) if re.fullmatch(r"-?\d+", told) else 0

    return sorted(records, key=place)


def _tell_tables(tables: _Tables, survey: Survey) -> None:
    for name, (what, field) in _ASIDE.items():
        for record in tables.all(name):
            survey.told.add(what, record.get(field, "") or record.get("id", ""))
    codes = {row.number: row.code for row in survey.rows}
    for record in tables.all("defaultvalues"):
        survey.told.add("answers filled in beforehand are left out", codes.get(record.get("qid", ""), "?"))
    open_to_all = {row.number for row in survey.rows if always(row.relevance)}
    for record in tables.all("conditions"):
        if record.get("qid", "") in open_to_all:
            code = codes[record["qid"]]
            what = "conditions of an older kind: write 'asked_if' of these by hand"
            survey.told.add(
                what, f"{code} ({record.get('cfieldname')} {record.get('method')} {record.get('value')})"
            )
