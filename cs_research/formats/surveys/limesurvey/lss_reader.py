"""LimeSurvey's survey file (.lss) read as an instrument to start from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.xml import root_of
from cs_research.formats.names import slug
from cs_research.formats.surveys.instrument_draft import (
    Choice,
    Imported,
    Kind,
    Question,
    build,
    of_one_question,
    plain,
)
from cs_research.formats.surveys.limesurvey.structure import (
    Answer,
    OriginalIds,
    Row,
    Subquestion,
    Survey,
    always,
    record_unsupported,
    record_unsupported_group,
    routes,
)

_POINTS_5 = tuple((str(point), str(point)) for point in range(1, 6))
#: Answers that LimeSurvey brings along: of a question, and of each row of an array.
_OWN_ANSWERS = {
    "5": _POINTS_5,
    "Y": (("Y", "Yes"), ("N", "No")),
    "G": (("F", "Female"), ("M", "Male")),
    "A": _POINTS_5,
    "B": tuple((str(point), str(point)) for point in range(1, 11)),
    "C": (("Y", "Yes"), ("U", "Uncertain"), ("N", "No")),
    "E": (("I", "Increase"), ("S", "Same"), ("D", "Decrease")),
}
_NUMBERED = {"5", "A", "B"}
_SINGLE = {"L", "!", "O", "5", "Y", "G"}
_MULTIPLE = {"M", "P"}
_ROWS = {"F", "H", "A", "B", "C", "E"}
_OPEN = {"S", "T", "U", "N", "D"}
_SEVERAL_OPEN = {"K", "Q"}
_CELLS = {":", ";"}


@dataclass(frozen=True)
class _Made:
    """A question, and the variables of expressions that mean it: value in there to value of a choice."""

    question: Question
    variables: dict[str, dict[str, str]]


def questions_of(survey: Survey) -> list[Question]:
    """The questions in order; what they do not carry is added to ``survey.unsupported``."""
    known: dict[tuple[str, str], tuple[str, str]] = {}
    questions = []
    for row in survey.rows:
        record_unsupported(row, survey.unsupported)
        made = list(_made(row))
        condition = of_one_question([known.get(answer) for answer in routes(row.relevance)])
        if made and condition is None and not always(row.relevance):
            condition_text = " ".join(row.relevance.split())
            survey.unsupported.add(f"{row.code}: is asked only where {condition_text}; write its 'asked_if' by hand")
        for each in made:
            each.question.asked_if = condition
            questions.append(each.question)
            for name, values in each.variables.items():
                known |= {(name, code): (each.question.name, value) for code, value in values.items()}
    return questions


def _made(row: Row) -> Iterator[_Made]:
    if row.type in _SINGLE:
        yield _single(row)
    elif row.type in _MULTIPLE:
        yield _multiple(row)
    elif row.type in _OPEN:
        yield _open(row, row.code, plain(row.text))
    elif row.type in _ROWS or row.type == "1":
        yield from _array(row)
    elif row.type in _SEVERAL_OPEN:
        for part in row.subquestions:
            yield _open(row, f"{row.code}[{part.code}]", _joined(row.text, part.text))
    elif row.type in _CELLS:
        for name, text in _cells(row):
            yield _open(row, f"{row.code}[{name}]", text)


def _open(row: Row, name: str, text: str) -> _Made:
    return _Made(_question(row, name, text, "open"), {})


def _question(row: Row, name: str, text: str, kind: Kind, choices: Sequence[Choice] = ()) -> Question:
    kept = row.kept
    complete = name == row.code
    help_text = plain(row.help)
    return Question(
        name=name,
        text=text,
        kind=kind,
        choices=list(choices),
        ordinal=row.type in _NUMBERED,
        role=kept.role,
        note=f"Help text: {help_text}" if help_text else "",
        id=kept.id if complete else "",
        scale=kept.scale if complete and kind == "single" else "",
    )


def _joined(*texts: str) -> str:
    return " - ".join(words for words in map(plain, texts) if words).replace("&", "&amp;").replace("<", "&lt;")


def _single(row: Row) -> _Made:
    kept = row.kept
    answers = row.answers or own_answers(row)
    values = {answer.code: answer.code for answer in answers}
    assessments = [answer.assessment for answer in answers]
    places = [f"A{place}" for place, _ in enumerate(answers, start=1)]
    if kept.id and list(values) == places and len(set(assessments)) == len(assessments):
        values = {answer.code: answer.assessment for answer in answers}
    choices = [_choice(kept, answer, values[answer.code]) for answer in answers]
    if row.other and row.type in {"L", "!"}:
        choices.append(Choice("-oth-", _other(row)))
        values["-oth-"] = "-oth-"
    question = _question(row, row.code, plain(row.text), "single", choices)
    return _Made(question, {row.code: values, f"X{row.number}": values})


def _choice(kept: OriginalIds, own: Answer | Subquestion, value: str) -> Choice:
    """An answer. One that was added to a question of ours has no id yet, and takes that of its label."""
    label = plain(own.text) or own.code
    return Choice(value, label, id=kept.options.get(own.code) or (slug(label, "answer") if kept.id else ""))


def own_answers(row: Row) -> list[Answer]:
    """Return the answers that LimeSurvey brings along for a question of this type."""
    return [Answer(code, text) for code, text in _OWN_ANSWERS.get(row.type, ())]


def _other(row: Row) -> str:
    return plain(row.attributes.get("other_replace_text", "")) or "Other"


def _multiple(row: Row) -> _Made:
    kept = row.kept
    choices = []
    variables: dict[str, dict[str, str]] = {}
    for part in row.subquestions:
        numbered = re.fullmatch(r"SQ0*([1-9]\d*)", part.code) if kept.id else None
        value = numbered.group(1) if numbered else part.code
        choices.append(_choice(kept, part, value))
        for name in (f"{row.code}_{part.code}", f"X{row.number}{part.code}"):
            variables[name] = {"Y": value}
    if row.other:
        choices.append(Choice("other", _other(row)))
    return _Made(_question(row, row.code, plain(row.text), "multiple", choices), variables)


def _array(row: Row) -> Iterator[_Made]:
    """One item a row; of an array with two scales, one for each."""
    for part in row.subquestions:
        for scale in ("0", "1") if row.type == "1" else ("0",):
            answers = [answer for answer in row.answers if answer.scale == scale] or own_answers(row)
            choices = [Choice(answer.code, plain(answer.text)) for answer in answers]
            values = {answer.code: answer.code for answer in answers}
            name, end = f"{row.code}[{part.code}]", ""
            variables = {f"{row.code}_{part.code}": values, f"X{row.number}{part.code}": values}
            if row.type == "1":
                name += f"[{int(scale) + 1}]"
                end = row.attributes.get(f"dualscale_header{'AB'[int(scale)]}", "") or f"scale {int(scale) + 1}"
                variables = {f"{own}{mark}{scale}": values for own in variables for mark in ("_", "#")}
            text = _joined(row.text, part.text or part.code, end)
            yield _Made(_question(row, name, text, "single", choices), variables)


def _cells(row: Row) -> Iterator[tuple[str, str]]:
    """The cells of an array of texts or numbers: ``SQ001_SQ002`` and the words of question, row and column."""
    for part in row.subquestions:
        for column in row.subquestions:
            if part.scale == "0" and column.scale == "1":
                words = _joined(row.text, part.text or part.code, column.text or column.code)
                yield f"{part.code}_{column.code}", words


_KINDS = ("Survey", "Group", "Question")
#: Tables that an instrument has no place for: what is reported of each, and the field that names its rows.
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
    survey = survey_of(_root(path))
    questions = questions_of(survey)
    notes = survey.unsupported.lines()
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
        texts_of = {row.get(key, ""): row for row in self.all(texts) if row.get("language", "") in {"", self.language}}
        return [{**texts_of.get(row.get(key, ""), {}), **row} for row in rows]


def survey_of(root: Element) -> Survey:
    """Return the survey of a file, in its base language."""
    tables = _Tables(root)
    survey = Survey()
    for name in tables.others:
        survey.unsupported.add("texts in other languages are left out", name)
    settings = [
        row for row in tables.all("surveys_languagesettings") if row.get("surveyls_language") == tables.language
    ]
    if settings:
        survey.title = plain(settings[0].get("surveyls_title", ""))
        for name in _SURVEY_TEXTS:
            if plain(settings[0].get(name, "")):
                survey.unsupported.add("texts about the complete survey are left out", name.removeprefix("surveyls_"))
    groups = _in_order(tables.own("groups", "group_l10ns", "gid"), "group_order")
    for group in groups:
        name = plain(group.get("group_name", "")) or group.get("gid", "")
        record_unsupported_group(name, group.get("grelevance", ""), survey.unsupported)
    survey.rows = _rows(tables, [group.get("gid", "") for group in groups])
    _record_tables(tables, survey)
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
            row.subquestions.append(
                Subquestion(
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
        number = record.get(key, "")
        return int(number) if re.fullmatch(r"-?\d+", number) else 0

    return sorted(records, key=place)


def _record_tables(tables: _Tables, survey: Survey) -> None:
    for name, (what, field) in _ASIDE.items():
        for record in tables.all(name):
            survey.unsupported.add(what, record.get(field, "") or record.get("id", ""))
    codes = {row.number: row.code for row in survey.rows}
    for record in tables.all("defaultvalues"):
        survey.unsupported.add("answers filled in beforehand are left out", codes.get(record.get("qid", ""), "?"))
    open_to_all = {row.number for row in survey.rows if always(row.relevance)}
    for record in tables.all("conditions"):
        if record.get("qid", "") in open_to_all:
            code = codes[record["qid"]]
            what = "conditions of an older kind: write 'asked_if' of these by hand"
            survey.unsupported.add(
                what, f"{code} ({record.get('cfieldname')} {record.get('method')} {record.get('value')})"
            )
