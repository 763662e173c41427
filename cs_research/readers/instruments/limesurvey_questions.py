"""LimeSurvey's types of question as items: arrays become one item a row, named as results name their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cs_research.readers.instruments.conditions import of_one_question
from cs_research.readers.instruments.draft import Choice, Kind, Question
from cs_research.readers.instruments.limesurvey_model import Answer, Kept, Part, Row, Survey
from cs_research.readers.instruments.limesurvey_notes import tell
from cs_research.readers.instruments.limesurvey_routes import always, routes
from cs_research.readers.instruments.plain_text import plain
from cs_research.readers.names import slug

__all__ = ["questions_of"]

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
    """A question, and the variables of expressions that stand for it: value in there to value of a choice."""

    question: Question
    variables: dict[str, dict[str, str]]


def questions_of(survey: Survey) -> list[Question]:
    """The questions in order; what they do not carry is said in ``survey.told``."""
    known: dict[tuple[str, str], tuple[str, str]] = {}
    questions = []
    for row in survey.rows:
        tell(row, survey.told)
        made = list(_made(row))
        condition = of_one_question([known.get(answer) for answer in routes(row.relevance)])
        if made and condition is None and not always(row.relevance):
            told = " ".join(row.relevance.split())
            survey.told.add(f"{row.code}: is asked only where {told}; write its 'asked_if' by hand")
        for each in made:
            each.question.asked_if = condition
            questions.append(each.question)
            for name, values in each.variables.items():
                known |= {(name, told): (each.question.name, value) for told, value in values.items()}
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
        for part in row.parts:
            yield _open(row, f"{row.code}[{part.code}]", _joined(row.text, part.text))
    elif row.type in _CELLS:
        for name, text in _cells(row):
            yield _open(row, f"{row.code}[{name}]", text)


def _open(row: Row, name: str, text: str) -> _Made:
    return _Made(_question(row, name, text, "open"), {})


def _question(row: Row, name: str, text: str, kind: Kind, choices: Sequence[Choice] = ()) -> Question:
    kept = row.kept
    whole = name == row.code
    help_text = plain(row.help)
    return Question(
        name=name,
        text=text,
        kind=kind,
        choices=list(choices),
        ordinal=row.type in _NUMBERED,
        role=kept.role,
        note=f"Help text: {help_text}" if help_text else "",
        id=kept.id if whole else "",
        scale=kept.scale if whole and kind == "single" else "",
    )


def _joined(*texts: str) -> str:
    return (
        " - ".join(words for words in map(plain, texts) if words).replace("&", "&amp;").replace("<", "&lt;")
    )


def _single(row: Row) -> _Made:
    kept = row.kept
    answers = row.answers or _own_answers(row)
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


def _choice(kept: Kept, own: Answer | Part, value: str) -> Choice:
    """An answer. One that was added to a question of ours has no id yet, and takes that of its label."""
    label = plain(own.text) or own.code
    return Choice(value, label, id=kept.options.get(own.code) or (slug(label, "answer") if kept.id else ""))


def _own_answers(row: Row) -> list[Answer]:
    return [Answer(code, text) for code, text in _OWN_ANSWERS.get(row.type, ())]


def _other(row: Row) -> str:
    return plain(row.attributes.get("other_replace_text", "")) or "Other"


def _multiple(row: Row) -> _Made:
    kept = row.kept
    choices = []
    variables: dict[str, dict[str, str]] = {}
    for part in row.parts:
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
    for part in row.parts:
        for scale in ("0", "1") if row.type == "1" else ("0",):
            answers = [answer for answer in row.answers if answer.scale == scale] or _own_answers(row)
            choices = [Choice(answer.code, plain(answer.text)) for answer in answers]
            values = {answer.code: answer.code for answer in answers}
            name, end = f"{row.code}[{part.code}]", ""
            variables = {f"{row.code}_{part.code}": values, f"X{row.number}{part.code}": values}
            if row.type == "1":
                name += f"[{int(scale) + 1}]"
                end = (
                    row.attributes.get(f"dualscale_header{'AB'[int(scale)]}", "") or f"scale {int(scale) + 1}"
                )
                variables = {f"{own}{mark}{scale}": values for own in variables for mark in ("_", "#")}
            text = _joined(row.text, part.text or part.code, end)
            yield _Made(_question(row, name, text, "single", choices), variables)


def _cells(row: Row) -> Iterator[tuple[str, str]]:
    """The cells of an array of texts or numbers: ``SQ001_SQ002`` and the words of question, row and column."""
    for part in row.parts:
        for column in row.parts:
            if part.scale == "0" and column.scale == "1":
                words = _joined(row.text, part.text or part.code, column.text or column.code)
                yield f"{part.code}_{column.code}", words
