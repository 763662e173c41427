"""Qualtrics' survey file (.qsf) read as an instrument to start from."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.json_file import json_of
from cs_research.formats.names import is_name, slug
from cs_research.formats.surveys.instrument_draft import (
    Choice,
    Imported,
    Kind,
    Question,
    build,
    of_one_question,
    pictured,
    plain,
)
from cs_research.formats.unsupported import UnsupportedFeatures

Json = dict[str, Any]


def table(value: Any) -> Json:
    """A table by its keys; a list, which PHP writes for keys from 0 on, by the places."""
    if isinstance(value, list):
        return {str(place): entry for place, entry in enumerate(value)}
    return {str(key): entry for key, entry in value.items()} if isinstance(value, dict) else {}


def words(held: Json, *names: str) -> str:
    """The first of the fields that holds a text or a number, as text; "" where none does."""
    found = (held.get(name) for name in names)
    texts = (str(value).strip() for value in found if isinstance(value, str | int | float))
    return next((text for text in texts if text), "")


def entries(value: Any, order: Any = None) -> list[tuple[str, Json]]:
    """The entries of a table that are tables themselves, in the order given; those not in it come last."""
    held = {key: entry for key, entry in table(value).items() if isinstance(entry, dict)}
    named = [str(key) for key in order] if isinstance(order, list) else []
    keys = [*dict.fromkeys(key for key in named if key in held), *(key for key in held if key not in named)]
    return [(key, held[key]) for key in keys]


def routes(logic: Any) -> list[str]:
    """The choices of which one must have been chosen, by their locators; none if it says more than that."""
    found: list[str] = []
    for _, expression in _expressions(logic):
        chosen = words(expression, "LogicType") == "Question" and words(expression, "Operator") == "Selected"
        either = not found or words(expression, "Conjuction") == "Or"
        if not chosen or not either:
            return []
        found.append(words(expression, "LeftOperand", "ChoiceLocator"))
    return found


def describe_logic(logic: Any) -> str:
    """The logic in Qualtrics' own words."""
    texts = [plain(words(expression, "Description")) for _, expression in _expressions(logic)]
    return " ".join(" ".join(texts).split()) or "by display logic"


def _expressions(logic: Any) -> list[tuple[str, dict[str, Any]]]:
    """The expressions of all groups."""
    return [expression for _, group in entries(logic) for expression in entries(group)]


_TYPES = {
    "Matrix": "matrices, read as one item for each row",
    "SBS": "matrices side by side, read as one item for each row of each",
    "Slider": "sliders, read as open without their scale",
    "CS": "sums to share out, read as one open item for each part",
    "DB": "text displays are left out",
    "RO": "rankings are left out",
    "PGR": "groupings are left out",
    "Timing": "measures of time are left out",
    "Meta": "browser data are left out",
    "Captcha": "checks for robots are left out",
    "FileUpload": "uploads of files are left out",
}
_READ = {"MC", "TE", *_TYPES}
_FIELDS = {
    "Randomization": "answers in random order, read in their own",
    "DynamicChoices": "choices carried over from another question are left out",
    "GradingData": "scores are left out",
    "DefaultChoices": "answers filled in beforehand are left out",
    "QuestionJS": "scripts are left out",
    "ChoiceGroups": "groups of choices, read as one list",
    "RecodeValues_Unsafe": "values that were never saved are left out",
}


def record_unsupported(payload: Json, unsupported: UnsupportedFeatures) -> None:
    """Say of a question what an item does not carry."""
    tag, kind = words(payload, "DataExportTag", "QuestionID"), words(payload, "QuestionType")
    if kind in _TYPES:
        unsupported.add(_TYPES[kind], tag)
    elif kind not in _READ:
        unsupported.add(f"questions of the type '{kind}' are left out", tag)
    _record_settings(payload, tag, unsupported)
    for _, part in entries(payload.get("AdditionalQuestions")):
        own = words(part, "DataExportTag") or tag
        _record_settings(part, own, unsupported)
        if part.get("DisplayLogic"):
            unsupported.add("parts of a question that only some are shown, read as always shown", own)


def _record_settings(payload: Json, tag: str, unsupported: UnsupportedFeatures) -> None:
    for name, what in _FIELDS.items():
        if payload.get(name):
            unsupported.add(what, tag)
    for language in table(payload.get("Language")):
        unsupported.add("texts in other languages are left out", language)
    settings = table(table(payload.get("Validation")).get("Settings"))
    if words(settings, "ForceResponse") == "ON":
        unsupported.add("that an answer is required", tag)
    if words(settings, "Type") not in {"None", ""}:
        unsupported.add("limits on what may be answered", tag)
    parts = [part for _, part in entries(payload.get("Choices")) + entries(payload.get("Answers"))]
    _record_parts(tag, parts, unsupported)
    texts = [words(payload, "QuestionText"), *(words(part, "Display") for part in parts)]
    if any("${" in text for text in texts):
        unsupported.add("piped text stays in texts as it is", tag)
    if any(pictured(text) for text in texts) or any(part.get("Image") for part in parts):
        unsupported.add("pictures and films in texts are left out", tag)


def _record_parts(tag: str, parts: list[Json], unsupported: UnsupportedFeatures) -> None:
    if any(words(part, "TextEntry").lower() in {"true", "on", "1"} for part in parts):
        unsupported.add("write-ins beside choices are left out", tag)
    if any(part.get("ExclusiveAnswer") for part in parts):
        unsupported.add("choices that rule out all others, read like the others", tag)
    if any(part.get("DisplayLogic") for part in parts):
        unsupported.add("choices that only some are shown, read as always shown", tag)


#: Ways to show a choice in which more than one may be chosen.
_SEVERAL = {"MAVR", "MAHR", "MACOL", "MSB"}


@dataclass
class _Made:
    """A question, and how logic names its choices: the locator of each, and the choice's value."""

    question: Question
    locators: dict[str, str] = field(default_factory=dict)


def questions_of(payloads: Sequence[Json], unsupported: UnsupportedFeatures) -> list[Question]:
    """The questions in order; what they do not carry is added to ``unsupported``."""
    known: dict[str, tuple[str, str]] = {}
    questions: list[Question] = []
    for payload in payloads:
        record_unsupported(payload, unsupported)
        made = list(_made(payload, unsupported))
        condition = of_one_question([known.get(place) for place in routes(payload.get("DisplayLogic"))])
        if made and condition is None and payload.get("DisplayLogic"):
            when = describe_logic(payload["DisplayLogic"])
            unsupported.add(f"{_tag(payload)}: is asked only of some ({when}); write its 'asked_if' by hand")
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


def _made(payload: Json, unsupported: UnsupportedFeatures) -> Iterator[_Made]:
    kind, selector = words(payload, "QuestionType"), words(payload, "Selector")
    if kind == "SBS":
        stem = plain(words(payload, "QuestionText"))
        for _, part in entries(payload.get("AdditionalQuestions")):
            yield from _matrix(part, stem, unsupported)
    elif kind == "Matrix":
        yield from _matrix(payload, "", unsupported)
    elif kind == "MC":
        yield _choice_question(payload, unsupported)
    elif kind in {"Slider", "CS"} or (kind == "TE" and selector == "FORM"):
        for number, row in entries(payload.get("Choices"), payload.get("ChoiceOrder")):
            yield _Made(_row(payload, "", _row_names(payload, number, ""), [row], "open"))
    elif kind == "TE":
        yield _Made(_question(_tag(payload), plain(words(payload, "QuestionText")), "open", ()))


def _question(tag: str, text: str, kind: Kind, choices: Sequence[Choice]) -> Question:
    own = tag if is_name(tag) else ""
    return Question(name=tag, text=text, kind=kind, choices=list(choices), id=own)


def _choice_question(payload: Json, unsupported: UnsupportedFeatures) -> _Made:
    options = entries(payload.get("Choices"), payload.get("ChoiceOrder"))
    values, choices = _choices(payload, options, unsupported)
    kind: Kind = "multiple" if words(payload, "Selector") in _SEVERAL else "single"
    text = plain(words(payload, "QuestionText"))
    number = words(payload, "QuestionID")
    locators = {f"q://{number}/SelectableChoice/{key}": value for key, value in values.items()}
    return _Made(_question(_tag(payload), text, kind, choices), locators)


def _choices(
    payload: Json, options: Sequence[tuple[str, Json]], unsupported: UnsupportedFeatures
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
        if name and normalise_text(name) not in {normalise_text(label), own}:
            unsupported.add("names of choices that exports may have for their labels are left out", _tag(payload))
        choices.append(Choice(values[key], label, id=own if names else ""))
    return values, choices


def _matrix(payload: Json, stem: str, unsupported: UnsupportedFeatures) -> Iterator[_Made]:
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
        values, choices = _choices(payload, columns, unsupported)
        for number, row in rows:
            names = _row_names(payload, number, _column_tag(payload, number))
            question = _row(payload, stem, names, [row], "multiple" if several else "single", choices)
            place = f"q://{words(payload, 'QuestionID')}/SelectableChoice/{number}"
            yield _Made(question, {f"{place}/{key}": value for key, value in values.items()})
    else:
        unsupported.add(f"matrices of the kind '{selector}' are left out", _tag(payload))


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
    shown = [stem, *map(plain, texts)]
    question = _question(names[0], " - ".join(text for text in shown if text), kind, choices)
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
    tag = words(payload, "AnswerDataExportTag")
    return f"_{tag}" if tag and _row_tag(payload, number) else ""


#: Parts of the flow that are no block: what is reported of each.
_FLOW = {
    "Branch": "branches in the flow: write 'asked_if' of the items below them by hand",
    "BlockRandomizer": "blocks in random order, read in their own",
    "Group": "groups in the flow, read as if they were none",
    "EmbeddedData": "embedded data are left out",
    "EndSurvey": "ends of the survey within the flow are left out",
}


_HALF = re.compile("[\ud800-\udfff]")


def fits(head: bytes) -> bool:
    """Whether a file starts as Qualtrics' survey files do."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and bool(re.search(rb'"Survey(Entry|Elements)"\s*:', start))


def read(path: Path) -> Imported:
    """The questions of the file, in the order that they are asked in.

    Raises
    ------
    ReadError
        The file is no survey of Qualtrics, or holds no question.
    """
    unsupported = UnsupportedFeatures()
    content = _content(path, unsupported)
    by_kind: dict[str, list[Json]] = {}
    for _, element in entries(content.get("SurveyElements")):
        by_kind.setdefault(words(element, "Element"), []).append(element)
    _record_elements(by_kind, unsupported)
    payloads = {words(element, "PrimaryAttribute"): table(element.get("Payload")) for element in by_kind.get("SQ", [])}
    numbers = list(_numbers(by_kind, payloads, unsupported))
    questions = questions_of([payloads[number] for number in numbers], unsupported)
    title = words(table(content.get("SurveyEntry")), "SurveyName")
    return build(questions, path=path, title=title, platform="Qualtrics", notes=unsupported.lines())


def _content(path: Path, unsupported: UnsupportedFeatures) -> Json:
    content = json_of(path)
    if _HALF.search(text := json.dumps(content, ensure_ascii=False)):
        content = json.loads(_HALF.sub("\ufffd", text))
        unsupported.add("halves of characters, U+FFFD instead")
    if not isinstance(content, dict) or not isinstance(content.get("SurveyElements"), list):
        found = "JSON without 'SurveyElements'"
        raise ReadError(Fault(str(path), "file", "be a survey that Qualtrics exported (.qsf)", found))
    return content


def _record_elements(by_kind: dict[str, list[Json]], unsupported: UnsupportedFeatures) -> None:
    """Record what is not a question: quotas, scores, notes."""
    for element in by_kind.get("QO", []):
        unsupported.add("quotas are left out", words(table(element.get("Payload")), "Name") or "quota")
    for element in by_kind.get("SCO", []):
        for _, category in entries(table(element.get("Payload")).get("ScoringCategories")):
            unsupported.add("rules for scores are left out", words(category, "Name", "ID"))
    if notes := by_kind.get("NT", []):
        unsupported.add(
            "notes that people wrote to each other are left out",
            *(words(each, "PrimaryAttribute") for each in notes),
        )


def _numbers(
    by_kind: dict[str, list[Json]], payloads: dict[str, Json], unsupported: UnsupportedFeatures
) -> Iterator[str]:
    """The questions' numbers, block by block as the flow has them; those that no respondent is asked are recorded."""
    blocks = {
        words(block, "ID"): block for element in by_kind.get("BL", []) for _, block in entries(element.get("Payload"))
    }
    order = [
        name
        for element in by_kind.get("FL", [])
        for name in _flow(table(element.get("Payload")).get("Flow"), blocks, unsupported)
    ]
    in_use = [name for name, block in blocks.items() if words(block, "Type") != "Trash"]
    asked: list[str] = []
    for name in dict.fromkeys(order or in_use):
        asked += [number for number in _in_block(blocks.get(name, {}), payloads, unsupported) if number not in asked]
    yield from asked if blocks else payloads
    left = [number for number in payloads if number not in asked] if blocks else []
    if left:
        tags = [words(payloads[number], "DataExportTag") or number for number in left]
        unsupported.add("questions in the trash, or in no block of the flow, are left out", *tags)


def _flow(flow: Any, blocks: dict[str, Json], unsupported: UnsupportedFeatures) -> Iterator[str]:
    """The blocks that the flow leads through, those below branches and groups among them."""
    for _, part in entries(flow):
        kind, name = words(part, "Type"), words(part, "ID")
        if kind in {"Block", "Standard"} and name in blocks:
            yield name
        elif kind not in {"Block", "Standard", "Root"}:
            what = _FLOW.get(kind, f"parts of the flow of the type '{kind}' are left out")
            unsupported.add(what, words(part, "Description", "FlowID") or kind)
        yield from _flow(part.get("Flow"), blocks, unsupported)


def _in_block(block: Json, payloads: dict[str, Json], unsupported: UnsupportedFeatures) -> Iterator[str]:
    name = words(block, "Description", "ID")
    if block:
        unsupported.add("blocks are left out", name)
    options = table(block.get("Options"))
    if words(options, "Looping") not in {"None", ""}:
        unsupported.add("blocks that are asked several times, read as asked once", name)
    if words(options, "RandomizeQuestions").lower() not in {"false", ""}:
        unsupported.add("blocks with questions in random order, read in their own", name)
    for _, element in entries(block.get("BlockElements")):
        number = words(element, "QuestionID")
        if number in payloads:
            yield number
            if element.get("SkipLogic"):
                tag = words(payloads[number], "DataExportTag") or number
                unsupported.add("skips to another place: write 'asked_if' of what is skipped by hand", tag)
