"""REDCap's data dictionary, the CSV from which it makes a project.

Text stands as it is, even where it starts with ``=``: REDCap shows what the file holds, so a mark that keeps
a spreadsheet from calculating would be shown too. The file is to be uploaded, not opened in a spreadsheet.
The field annotation, which respondents do not see, keeps the ids of item, scale and answers. REDCap takes
``<b>`` and ``&amp;`` in a text for HTML, and ``[name]`` for the answer to another field.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from cs_research.definitions import Instrument
from cs_research.writers.instruments.form import (
    Answer,
    Asked,
    Section,
    asked_of,
    legal_names,
    ready,
    renamed,
    sections_of,
    texts_of,
)
from cs_research.writers.written import Written

__all__ = ["write"]

#: The headings, in the words that REDCap asks for.
HEADINGS = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
    "Text Validation Min", "Text Validation Max", "Identifier?",
    "Branching Logic (Show field only if...)", "Required Field?", "Custom Alignment",
    "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?", "Field Annotation",
)  # fmt: skip
#: The fields that the dictionary holds.
HELD = frozenset({
    "scales.id", "scales.kind", "scales.points.id", "scales.points.label", "scales.points.value", "items.id",
    "items.kind", "items.text", "items.role", "items.scale", "items.options.id", "items.options.label",
    "items.options.value", "items.asked_if",
})  # fmt: skip

_RECORD = "record_id"
#: Names of columns that REDCap adds itself.
_TAKEN = {
    _RECORD, "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance",
    "redcap_data_access_group", "redcap_survey_identifier",
}  # fmt: skip
_LONGEST = 26
_TYPES = {"single": "radio", "multiple": "checkbox", "open": "notes"}
_VALUE = re.compile(r"-?\d+|[A-Za-z0-9_]+")
_MARKUP = re.compile(r"<[A-Za-z/!]|&#?\w+;")
_PIPED = re.compile(r"\[[a-z][a-z0-9_:-]*\]")
_FORMULA = ("=", "+", "-", "@")
_LINES = re.compile(r"\s*[\r\n]\s*")

Values = Mapping[tuple[str, str], str]


def write(instrument: Instrument) -> Written:
    """The dictionary, and what it could not hold, had to change or add."""
    instrument, lost = ready(instrument, HELD)
    asked = asked_of(instrument)
    sections = sections_of(asked)
    taken = {*_TAKEN, *(f"{part.name}_{end}" for part in sections for end in ("complete", "timestamp"))}
    names = legal_names((question.item.id for question in asked), _legal, taken, _LONGEST)
    values = {
        (question.item.id, answer): value
        for question in asked
        for answer, value in _values(question.answers).items()
    }
    fields = [_record(sections[0])]
    fields += [row for part in sections for row in _fields(part, names, values)]
    stream = StringIO()
    writer = csv.DictWriter(stream, HEADINGS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(fields)
    added = f"added: {_RECORD}, the field that a project must start with"
    changed = (
        added, *renamed(names), *_recoded(asked, values), *_reworded(instrument, asked), *_formulas(fields),
    )  # fmt: skip
    return Written(stream.getvalue().encode("utf-8"), (*lost, *changed))


def _legal(own: str) -> str:
    """Lower-case letters, digits and single underscores, a letter first."""
    name = re.sub(r"[_-]+", "_", own).strip("_")
    return (name if name[0].isalpha() else f"q_{name}")[:_LONGEST].rstrip("_")


def _values(answers: Sequence[Answer]) -> dict[str, str]:
    """The code of each answer: its value where REDCap takes it, else the first number that is free."""
    used = {answer.value.casefold() for answer in answers}
    codes: dict[str, str] = {}
    for answer in answers:
        fits = _VALUE.fullmatch(answer.value) and answer.value.casefold() not in map(
            str.casefold, codes.values()
        )
        free = next(number for number in range(1, len(used) + 2) if str(number) not in used)
        codes[answer.id] = answer.value if fits else str(free)
        used.add(codes[answer.id].casefold())
    return codes


def _record(first: Section) -> dict[str, str]:
    """The field that REDCap numbers records by, which a project must start with."""
    cells = (_RECORD, first.name, "", "text", "Record ID")
    return dict(zip(HEADINGS, cells, strict=False))


def _fields(part: Section, names: Mapping[str, str], values: Values) -> Iterator[dict[str, str]]:
    for place, question in enumerate(part.questions):
        item = question.item
        yield {
            "Variable / Field Name": names[item.id],
            "Form Name": part.name,
            "Section Header": part.label if place == 0 else "",
            "Field Type": "text" if item.role == "identifier" and item.kind == "open" else _TYPES[item.kind],
            "Field Label": item.text,
            "Choices, Calculations, OR Slider Labels": " | ".join(
                f"{values[item.id, answer.id]}, {_choice(answer.label)}" for answer in question.answers
            ),
            "Identifier?": "y" if item.role == "identifier" else "",
            "Branching Logic (Show field only if...)": _branching(question, names, values),
            "Field Annotation": _annotation(question),
        }


def _choice(label: str) -> str:
    """A label on one line; the bar that parts choices is written as HTML, which REDCap shows as a bar."""
    return _LINES.sub(" ", label).replace("|", "&#124;")


def _branching(question: Asked, names: Mapping[str, str], values: Values) -> str:
    """Who is asked; of a choose-all field each code is a box of its own."""
    if question.asked_if is None:
        return ""
    earlier = question.asked_if.item
    form = "[{}({})] = '1'" if question.several else "[{}] = '{}'"
    return " or ".join(
        form.format(names[earlier], values[earlier, point]) for point in question.asked_if.points
    )


def _annotation(question: Asked) -> str:
    """The ids, which no other column has room for: ``id: knowledge; role: question; answers: poor fair``."""
    item = question.item
    parts = [f"id: {item.id}", f"role: {item.role}"]
    parts += [f"scale: {item.scale}"] if item.kind == "single" else []
    parts += [f"answers: {' '.join(answer.id for answer in question.answers)}"] if question.answers else []
    return "; ".join(parts)


def _recoded(asked: Sequence[Asked], values: Values) -> Iterator[str]:
    for question in asked:
        for answer in question.answers:
            code = values[question.item.id, answer.id]
            if code != answer.value:
                owner = question.item.scale or question.item.id
                yield f"value of {owner}.{answer.id}: '{answer.value}' is coded '{code}'"


def _formulas(fields: Sequence[Mapping[str, str]]) -> Iterator[str]:
    names = [row[HEADINGS[0]] for row in fields if any(cell.startswith(_FORMULA) for cell in row.values())]
    if names:
        yield f"taken for formulas by a spreadsheet: open the file in none before it is uploaded: {', '.join(names)}"


def _reworded(instrument: Instrument, asked: Sequence[Asked]) -> Iterator[str]:
    """A line for each thing that the file changes in a text, or that REDCap will when it shows it."""
    texts = list(texts_of(instrument, asked))[1:]  # the title is not in the file
    labels = [(name, text) for name, text in texts if "." in name]
    bars = [name for name, text in labels if "|" in text]
    lines = [name for name, text in labels if _LINES.search(text)]
    html = [name for name, text in texts if _MARKUP.search(text)]
    piped = [name for name, text in texts if _PIPED.search(text)]
    for what, found in (
        ("'|' in a label is written as '&#124;'", bars),
        ("line breaks in a label are written as spaces", lines),
        ("taken for HTML by REDCap", html),
        ("taken for the answer to another field by REDCap", piped),
    ):
        if found:
            yield f"{what}: {', '.join(found)}"
