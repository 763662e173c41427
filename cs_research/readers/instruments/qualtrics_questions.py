"""Qualtrics' types of question as items: matrices become one item a row, named as results name their columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cs_research.definitions.wording import folded
from cs_research.readers.instruments.conditions import of_one_question
from cs_research.readers.instruments.draft import Choice, Kind, Question
from cs_research.readers.instruments.plain_text import plain
from cs_research.readers.instruments.qualtrics_logic import routes, told_of
from cs_research.readers.instruments.qualtrics_notes import tell
from cs_research.readers.instruments.qualtrics_payload import Json, entries, table, words
from cs_research.readers.names import is_name, slug
from cs_research.readers.told import Told

__all__ = ["questions_of"]

#: Ways to show a choice in which more than one may be chosen.
_SEVERAL = {"MAVR", "MAHR", "MACOL", "MSB"}


@dataclass
class _Made:
    """A question, and how logic names its choices: the locator of each, and the choice's value."""

    question: Question
    locators: dict[str, str] = field(default_factory=dict)


def questions_of(payloads: Sequence[Json], told: Told) -> list[Question]:
    """The questions in order; what they do not carry is said in ``told``."""
    known: dict[str, tuple[str, str]] = {}
    questions: list[Question] = []
    for payload in payloads:
        tell(payload, told)
        made = list(_made(payload, told))
        condition = of_one_question([known.get(place) for place in routes(payload.get("DisplayLogic"))])
        if made and condition is None and payload.get("DisplayLogic"):
            when = told_of(payload["DisplayLogic"])
            told.add(f"{_tag(payload)}: is asked only of some ({when}); write its 'asked_if' by hand")
        for each in made:
            each.question.asked_if = condition
            questions.append(each.question)
            known |= {place: (each.question.name, value) for place, value in each.locators.items()}
    _only_own_columns(questions)
    return questions


def _only_own_columns(questions: Sequence[Question]) -> None:
    """Tags that several questions share lead to none of them."""
    counts = Counter(name for question in questions for name in (question.name, *question.columns))
    for question in questions:
        question.columns = tuple(name for name in question.columns if counts[name] == 1)


def _tag(payload: Json) -> str:
    return words(payload, "DataExportTag", "QuestionID") or "question"


def _made(payload: Json, told: Told) -> Iterator[_Made]:
    kind, selector = words(payload, "QuestionType"), words(payload, "Selector")
    if kind == "SBS":
        stem = plain(words(payload, "QuestionText"))
        for _, part in entries(payload.get("AdditionalQuestions")):
            yield from _matrix(part, stem, told)
    elif kind == "Matrix":
        yield from _matrix(payload, "", told)
    elif kind == "MC":
        yield _choice_question(payload, told)
    elif kind in {"Slider", "CS"} or (kind == "TE" and selector == "FORM"):
        for number, row in entries(payload.get("Choices"), payload.get("ChoiceOrder")):
            yield _Made(_row(payload, "", _row_names(payload, number, ""), [row], "open"))
    elif kind == "TE":
        yield _Made(_question(_tag(payload), plain(words(payload, "QuestionText")), "open", ()))


def _question(tag: str, text: str, kind: Kind, choices: Sequence[Choice]) -> Question:
    own = tag if is_name(tag) else ""
    return Question(name=tag, text=text, kind=kind, choices=list(choices), id=own)


def _choice_question(payload: Json, told: Told) -> _Made:
    options = entries(payload.get("Choices"), payload.get("ChoiceOrder"))
    values, choices = _choices(payload, options, told)
    kind: Kind = "multiple" if words(payload, "Selector") in _SEVERAL else "single"
    text = plain(words(payload, "QuestionText"))
    number = words(payload, "QuestionID")
    locators = {f"q://{number}/SelectableChoice/{key}": value for key, value in values.items()}
    return _Made(_question(_tag(payload), text, kind, choices), locators)


def _choices(
    payload: Json, options: Sequence[tuple[str, Json]], told: Told
) -> tuple[dict[str, str], list[Choice]]:
    """The value that exports hold for each choice, and the choices; their names are ids where they can be."""
    recoded, named = table(payload.get("RecodeValues")), table(payload.get("VariableNaming"))
    values = {key: words(recoded, key) or key for key, _ in options}
    names = {key: name for key, _ in options if (name := words(named, key))}
    choices = []
    for key, option in options:
        label = plain(words(option, "Display"))
        name = names.get(key, "")
        own = name if is_name(name) and name != "not_asked" else slug(name or label, "")
        if name and folded(name) not in {folded(label), own}:
            told.add("names of choices that exports may have for their labels are left out", _tag(payload))
        choices.append(Choice(values[key], label, id=own if names else ""))
    return values, choices


def _matrix(payload: Json, stem: str, told: Told) -> Iterator[_Made]:
    """One item a row; of a matrix of texts, one a cell."""
    rows = entries(payload.get("Choices"), payload.get("ChoiceOrder"))
    columns = entries(payload.get("Answers"), payload.get("AnswerOrder"))
    selector, several = words(payload, "Selector"), words(payload, "SubSelector") == "MultipleAnswer"
    if selector == "TE":
        for number, row in rows:
            for key, column in columns:
                names = _row_names(payload, number, f"_{key}_TEXT" if stem else f"_{key}")
                yield _Made(_row(payload, stem, names, [row, column], "open"))
    elif selector in {"Likert", "Bipolar"}:
        values, choices = _choices(payload, columns, told)
        for number, row in rows:
            names = _row_names(payload, number, _column_tag(payload, number))
            question = _row(payload, stem, names, [row], "multiple" if several else "single", choices)
            place = f"q://{words(payload, 'QuestionID')}/SelectableChoice/{number}"
            yield _Made(question, {f"{place}/{key}": value for key, value in values.items()})
    else:
        told.add(f"matrices of the kind '{selector}' are left out", _tag(payload))


def _row(
    payload: Json,
    stem: str,
    names: Sequence[str],
    parts: Sequence[Json],
    kind: Kind,
    choices: Sequence[Choice] = (),
) -> Question:
    """The item of a row, or of a cell where ``parts`` are row and column."""
    texts = [words(payload, "QuestionText"), *(words(part, "Display") for part in parts)]
    told = [stem, *map(plain, texts)]
    question = _question(names[0], " - ".join(text for text in told if text), kind, choices)
    question.columns = tuple(_as_text(names)[1:] if kind == "open" else names[1:])
    return question


def _as_text(names: Sequence[str]) -> list[str]:
    """Names of a column of texts, each as results have it with ``_TEXT`` at its end and without."""
    plain = [name.removesuffix("_TEXT") for name in names]
    return list(dict.fromkeys([*names, *plain, *(f"{name}_TEXT" for name in plain)]))


def _row_names(payload: Json, number: str, end: str) -> list[str]:
    """What results call the column of a row: newer ones by its own tag, older ones with the question's before it."""
    tag, own = _tag(payload), _row_tag(payload, number)
    names = [f"{tag}_{own or number}", *([own] if own else [])]
    if own.startswith(f"{tag}_"):
        names.reverse()
    return [f"{name}{end}" for name in names]


def _row_tag(payload: Json, number: str) -> str:
    return words(table(payload.get("ChoiceDataExportTags")), number)


def _column_tag(payload: Json, number: str) -> str:
    """What a question side by side with others adds to the tags of its rows."""
    told = words(payload, "AnswerDataExportTag")
    return f"_{told}" if told and _row_tag(payload, number) else ""
