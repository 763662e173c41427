"""REDCap's data dictionary, read from its page or its API, and written."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from cs_research.definitions import Instrument
from cs_research.errors import Fault, ReadError, join_names
from cs_research.formats.files.delimited import read_rows, start_of
from cs_research.formats.names import NAME
from cs_research.formats.surveys.form import (
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
from cs_research.formats.surveys.instrument_draft import (
    Choice,
    Imported,
    Kind,
    Question,
    build,
    plain,
    redcap_condition,
    role_of,
)
from cs_research.formats.unsupported import UnsupportedFeatures, Written

#: Each column as the page heads it and as the API does, by the name it has here; the first four are needed.
_COLUMNS = {
    "name": ("Variable / Field Name", "field_name"),
    "type": ("Field Type", "field_type"),
    "label": ("Field Label", "field_label"),
    "choices": ("Choices, Calculations, OR Slider Labels", "select_choices_or_calculations"),
    "form": ("Form Name", "form_name"),
    "header": ("Section Header", "section_header"),
    "note": ("Field Note", "field_note"),
    "validation": (
        "Text Validation Type OR Show Slider Number", "text_validation_type_or_show_slider_number",
    ),
    "least": ("Text Validation Min", "text_validation_min"),
    "most": ("Text Validation Max", "text_validation_max"),
    "identifier": ("Identifier?", "identifier"),
    "logic": ("Branching Logic (Show field only if...)", "branching_logic"),
    "required": ("Required Field?", "required_field"),
    "alignment": ("Custom Alignment", "custom_alignment"),
    "number": ("Question Number (surveys only)", "question_number"),
    "matrix": ("Matrix Group Name", "matrix_group_name"),
    "ranking": ("Matrix Ranking?", "matrix_ranking"),
    "annotation": ("Field Annotation", "field_annotation"),
}  # fmt: skip
_NEEDED = ("name", "type", "label", "choices")
_USED = {
    "name", "type", "label", "choices", "form", "header", "note", "validation", "identifier", "logic", "matrix",
}  # fmt: skip
_KINDS: dict[str, Kind] = {
    "radio": "single", "dropdown": "single", "yesno": "single", "truefalse": "single",
    "checkbox": "multiple", "text": "open", "notes": "open",
}  # fmt: skip
#: The answers of types that carry none in the dictionary.
_FIXED = {"yesno": "1, Yes | 0, No", "truefalse": "1, True | 0, False"}
_RICH = re.compile(r'<div class="rich-text-field-label">')
#: Columns that say nothing more where our own writer filled them.
_OURS = ("form", "header", "identifier", "annotation")
#: What our own writer keeps in the annotation.
_OWN = re.compile(
    rf"id: (?P<id>{NAME}); role: (?P<role>question|background|identifier)(?:; scale: (?P<scale>{NAME}))?"
    rf"(?:; answers: (?P<answers>{NAME}(?: {NAME})*))?"
)

Field = Mapping[str, str]


def fits(head: bytes) -> bool:
    """Whether the first line has the headings of a dictionary."""
    first = start_of(head).lstrip().split("\n", 1)[0].lower()
    heads = zip(_COLUMNS["name"], _COLUMNS["type"], strict=True)
    return any(name.lower() in first and kind.lower() in first for name, kind in heads)


@dataclass
class _Dictionary:
    """What the fields hold."""

    path: Path
    questions: dict[str, Question] = field(default_factory=dict)
    kept: list[Field] = field(default_factory=list)
    heading: tuple[str, str] = ("", "")
    unsupported: UnsupportedFeatures = field(default_factory=UnsupportedFeatures)
    faults: list[Fault] = field(default_factory=list)


def read(path: Path) -> Imported:
    """The questions of the dictionary, and all that they leave out.

    The first field is left out where it is the record id, which the project numbers and nobody answers.
    Branching logic is taken over where it rests on the answers to one earlier field. In a dictionary that our
    own writer made, ids are those of the instrument it was made from.
    """
    fields, unknown = _fields(path)
    book = _Dictionary(path)
    for number, row in fields:
        _take(book, number, row)
    if book.faults:
        raise ReadError(book.faults)
    _identifiers(book)
    notes = [*book.unsupported.lines(), *_left(book.kept), *unknown]
    return build(list(book.questions.values()), path=path, title="", platform="REDCap data dictionary", notes=notes)


def _fields(path: Path) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """The rows by our names for the columns, each with its number, and a line for columns not known."""
    rows = read_rows(path)
    known = {heading.lower(): key for key, forms in _COLUMNS.items() for heading in forms}
    first = [" ".join(cell.split()).lower() for cell in rows.records[0]]
    keys = [known.get(cell, "") for cell in first]
    faults = [
        Fault(rows.place(0), "headings", f"hold {join_names(_COLUMNS[key])}", _seen(rows.records[0]))
        for key in _NEEDED
        if key not in keys
    ]
    twice = sorted({key for key in keys if key and keys.count(key) > 1})
    for key in twice:
        cells = [cell for cell, own in zip(rows.records[0], keys, strict=True) if own == key]
        faults.append(Fault(rows.place(0), "headings", "be unique", join_names(cells, "and")))
    if faults:
        raise ReadError(faults)
    missing = {"NA"} if "field_name" in first else set()  # R writes it for an empty cell of an API export
    fields = []
    for number, record in enumerate(rows.records[1:], start=2):
        row = {key: cell.strip() for key, cell in zip(keys, record, strict=True) if key}
        fields.append((number, {key: "" if cell in missing else cell for key, cell in row.items()}))
    strange = [cell for cell, key in zip(rows.records[0], keys, strict=True) if not key]
    return fields, [f"columns that are not known are left out: {', '.join(strange)}"] if strange else []


def _seen(cells: Sequence[str]) -> str:
    return ", ".join(f"'{cell}'" for cell in cells[:6]) + (", …" if len(cells) > 6 else "")


def _take(book: _Dictionary, number: int, row: Field) -> None:
    """One field: a question, or a note of what is none."""
    name, kind, form = row["name"], row["type"].lower(), row.get("form", "")
    place = f"{book.path}, row {number}"
    first = number == 2
    if row.get("header") or form != book.heading[0]:
        book.heading = (form, row.get("header", ""))
    if not name:
        book.faults.append(Fault(place, "field", "have a name", "none"))
    elif name in book.questions:
        book.faults.append(Fault(place, "name of the field", "be unique", f"'{name}' again"))
    elif first and kind == "text" and re.search(r"(^|_)id$|record", name):
        book.unsupported.add("the record id is left out, since nobody is asked it", name)
    elif kind not in _KINDS:
        book.unsupported.add(f"fields of type '{kind}' are left out", name)
    else:
        if first:
            book.unsupported.add("the first field, by which REDCap distinguishes records, is read as a question", name)
        _question(book, place, name, row)


def _question(book: _Dictionary, place: str, name: str, row: Field) -> None:
    kind = row["type"].lower()
    own = _own(row)
    question = Question(name, _label(book, name, row["label"], own=own is not None), _KINDS[kind])
    if question.kind != "open":
        question.choices = list(_choices(book, place, row, own))
    if row.get("validation"):
        book.unsupported.add(f"fields for '{row['validation']}' are read as open", name)
    if own:
        question.id, question.scale = own["id"], own["scale"] or ""
        question.role = role_of(own["role"])
        row = {**row, **dict.fromkeys(_OURS, "")}
    question.note = _note(row, "" if own else book.heading[1])
    _route(book, question, row.get("logic", ""))
    book.questions[name] = question
    book.kept.append(row)


def _note(row: Field, heading: str) -> str:
    """The heading above a field, which may be half of its question, and its own note."""
    parts = [f"under the heading: {plain(heading)}"] if heading else []
    parts += [f"field note: {plain(row['note'])}"] if row.get("note") else []
    return "; ".join(" ".join(part.split()) for part in parts)


def _own(row: Field) -> re.Match[str] | None:
    """What our own writer put into the annotation, where it still fits the choices."""
    own = _OWN.fullmatch(row.get("annotation", ""))
    count = len((own["answers"] or "").split()) if own else 0
    choices = row["choices"].count("|") + 1 if row["choices"] else 0
    return own if own and count == choices else None


def _label(book: _Dictionary, name: str, label: str, *, own: bool) -> str:
    """The words of a label; those that REDCap's editor wrote as HTML without it."""
    if not label:
        book.unsupported.add("fields without a label have their name for it", name)
    if not own and _RICH.search(label):
        book.unsupported.add("labels lose how they are set", name)
        return plain(label)
    if not own and re.search(r"\[[a-z][a-z0-9_]*\]", label):
        book.unsupported.add("labels show an earlier answer where they have [a name]", name)
    return label


def _choices(book: _Dictionary, place: str, row: Field, own: re.Match[str] | None) -> Iterator[Choice]:
    """``1, Red | 2, Green`` as answers. A label may hold commas; the first separates it from its code."""
    join_names = _FIXED.get(row["type"].lower()) or row["choices"]
    ids = (own["answers"] or "").split() if own else []
    for at, part in enumerate(join_names.split("|")):
        code, _, label = (piece.strip() for piece in part.partition(","))
        if not code or not label:
            found = f"'{part.strip()[:40]}'" if part.strip() else "nothing"
            thing = f"choice {at + 1} of '{row['name']}'"
            book.faults.append(Fault(place, thing, "be a code, a comma and a label", found))
            continue
        yield Choice(code, label.replace("&#124;", "|"), id=ids[at] if ids else "")


def _route(book: _Dictionary, question: Question, logic: str) -> None:
    """Who is asked, as far as the model can say it; else it is noted."""
    if not logic:
        return
    routed = redcap_condition(logic)
    earlier = book.questions.get(routed.name) if routed else None
    if routed and earlier and earlier.kind == ("multiple" if routed.ticked else "single"):
        known = {choice.value for choice in earlier.choices}
        if set(routed.values) <= known and not (routed.equal and routed.ticked):
            question.asked_if = (routed.name, routed.values)
            return
    rule = " ".join(logic.split())
    book.unsupported.add(f"asked only where {rule}; write 'asked_if' by hand", question.name)


def _identifiers(book: _Dictionary) -> None:
    """Make the one flagged field the identifier; of several, none is. Our own forms have roles already."""
    flagged = [row["name"] for row in book.kept if row.get("identifier", "").lower() == "y"]
    if len(flagged) == 1:
        book.questions[flagged[0]].role = "identifier"
    elif flagged:
        book.unsupported.add("fields flagged as identifiers; give the one that names who answered that role", *flagged)


def _left(kept: Sequence[Field]) -> Iterator[str]:
    """A line for each column that has values and is left out, and for forms and matrices."""
    for key, (heading, _) in _COLUMNS.items():
        count = sum(bool(row.get(key)) for row in kept)
        if count and key not in _USED:
            yield f"column '{heading}': {count} value{'' if count == 1 else 's'} left out"
    forms = list(dict.fromkeys(row["form"] for row in kept if row.get("form")))
    if len(forms) > 1:
        yield f"forms are left out: {', '.join(forms)}"


#: The headings, in the words that REDCap asks for.
HEADINGS = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
    "Text Validation Min", "Text Validation Max", "Identifier?",
    "Branching Logic (Show field only if...)", "Required Field?", "Custom Alignment",
    "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?", "Field Annotation",
)  # fmt: skip
#: The fields that the dictionary holds.
SUPPORTED = frozenset({
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
    instrument, lost = ready(instrument, SUPPORTED)
    asked = asked_of(instrument)
    sections = sections_of(asked)
    taken = {*_TAKEN, *(f"{part.name}_{end}" for part in sections for end in ("complete", "timestamp"))}
    names = legal_names((question.item.id for question in asked), _legal, taken, _LONGEST)
    values = {
        (question.item.id, answer): value for question in asked for answer, value in _values(question.answers).items()
    }
    fields = [_record(sections[0])]
    fields += [row for part in sections for row in _redcap_fields(part, names, values)]
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
        fits = _VALUE.fullmatch(answer.value) and answer.value.casefold() not in map(str.casefold, codes.values())
        free = next(number for number in range(1, len(used) + 2) if str(number) not in used)
        codes[answer.id] = answer.value if fits else str(free)
        used.add(codes[answer.id].casefold())
    return codes


def _record(first: Section) -> dict[str, str]:
    """The field that REDCap numbers records by, which a project must start with."""
    cells = (_RECORD, first.name, "", "text", "Record ID")
    return dict(zip(HEADINGS, cells, strict=False))


def _redcap_fields(part: Section, names: Mapping[str, str], values: Values) -> Iterator[dict[str, str]]:
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
    return " or ".join(form.format(names[earlier], values[earlier, point]) for point in question.asked_if.points)


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
