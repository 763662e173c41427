"""Questions of another program's file made into an instrument to start from."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import chain, count
from pathlib import Path
from typing import Literal

from cs_research.definitions.instrument import Condition, Instrument, Item, Point, Scale, Source
from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError
from cs_research.formats.names import distinct, slug
from cs_research.formats.unsupported import quote_names

Kind = Literal["single", "multiple", "open"]
Role = Literal["question", "background", "identifier"]

#: An item with the value and id of each of its answers.
Earlier = tuple[Item, list[tuple[str, str]]]


@dataclass(frozen=True)
class Choice:
    """An answer as the file has it: the name or number that exports hold, and its label.

    ``id`` is only to be given where the file itself holds the option's id.
    """

    value: str
    label: str
    absence: Literal["dont_know", "not_applicable"] | None = None
    id: str = ""


@dataclass
class Question:
    """A question as the file has it. ``asked_if`` is another question's ``name`` and values of its choices.

    ``ordinal`` is only to be True where the file itself says that the answers have an order. ``id`` and
    ``scale`` are only to be given where the file itself holds the ids of the item and of its scale; ``columns``
    are further names that exports use.
    """

    name: str
    text: str
    kind: Kind
    choices: list[Choice] = field(default_factory=list)
    asked_if: tuple[str, tuple[str, ...]] | None = None
    ordinal: bool = False
    role: Role = "question"
    note: str = ""
    id: str = ""
    scale: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Imported:
    """An instrument to start from, and what in the file it does not carry."""

    instrument: Instrument
    notes: tuple[str, ...]


def role_of(text: str) -> Role:
    """The role of that name; a question where there is none."""
    roles: dict[str, Role] = {"background": "background", "identifier": "identifier"}
    return roles.get(text, "question")


def build(questions: Sequence[Question], *, path: Path, title: str, platform: str, notes: Sequence[str]) -> Imported:
    """The instrument that the questions make, valid as it is; a `ReadError` where there is none.

    Each item keeps the question's own name among its ``columns``, so that the platform's exports find it.
    Questions with the same answers share a scale. A scale is nominal unless the file says that its answers
    have an order, since a median of answers without one would be a wrong number.
    """
    if not questions:
        raise ReadError(Fault(str(path), "file", "hold a question", "none"))
    remarks = list(notes)
    ids = distinct([question.id or slug(question.name, "q") for question in questions])
    scales: dict[tuple[object, ...], Scale] = {}
    labels: set[str] = set()
    items: list[Item] = []
    earlier: dict[str, Earlier | None] = {}
    for name, question in zip(ids, questions, strict=True):
        kind, points = _answers(question, remarks)
        text = _words(question.text, question.id) or question.name
        label = _apart(text, question.name, labels)
        labels.add(normalise_text(label))
        item = Item(
            id=name,
            kind=kind,
            text=text,
            label=label if label != text else "",
            role=question.role,
            scale=_scale(scales, points, question) if kind == "single" else None,
            options=points if kind == "multiple" else (),
            columns=tuple(own for own in (question.name, *question.columns) if own != name),
            asked_if=_condition(question, earlier, remarks),
            source=f"{path.name}, {question.name}",
            note=question.note,
        )
        items.append(item)
        values = [(choice.value, point.id) for choice, point in zip(question.choices, points, strict=False)]
        # A name that appears twice leads to neither.
        earlier[question.name] = None if question.name in earlier else (item, values)
    if any(scale.kind == "nominal" for scale in scales.values()):
        remarks.append("scales were read as nominal: set 'kind: ordinal' and nets where answers have an order")
    instrument = Instrument(
        type="instrument",
        id=slug(path.stem, "survey"),
        version="1",
        title=title or path.stem,
        source=Source(title=f"{path.name} ({platform})", publisher="our own file"),
        scales=tuple(scales.values()),
        items=tuple(items),
    )
    return Imported(instrument, tuple(dict.fromkeys(remarks)))


def _words(text: str, own: str) -> str:
    """The text on one line; as it is if the file holds an id of ``own``, so that it is ours."""
    return text.strip() if own else " ".join(text.split())


def _apart(label: str, mark: str, taken: Collection[str]) -> str:
    """The label, with a mark behind it where it is taken, and a number where that is taken too."""
    wanted = chain([label, f"{label} ({mark})"], (f"{label} ({mark}, {number})" for number in count(2)))
    return next(each for each in wanted if normalise_text(each) not in taken)


def _answers(question: Question, remarks: list[str]) -> tuple[Kind, tuple[Point, ...]]:
    """The kind of the item and its points; too few to choose from make it an open one."""
    points = _points(question, remarks)
    if question.kind == "open" or len(points) >= (2 if question.kind == "single" else 1):
        return question.kind, points
    labels = f", {quote_names([point.label for point in points])}" if points else ""
    remarks.append(f"{question.name}: has {len(points)} answers to choose from{labels}; read as open")
    return "open", ()


def _points(question: Question, remarks: list[str]) -> tuple[Point, ...]:
    """The answers as points: those whose label appears twice are distinguished by their value."""
    seen: set[str] = set()
    points = []
    ids = distinct(_point_name(choice) for choice in question.choices)
    values = [choice.value.strip() for choice in question.choices]
    integers = all(
        choice.id or re.fullmatch(r"-?\d+", value) for choice, value in zip(question.choices, values, strict=True)
    )
    integers = integers and all(values) and len(set(values)) == len(values)
    for name, choice, value in zip(ids, question.choices, values, strict=True):
        wanted = _words(choice.label, choice.id) or value or "no label"
        label = _apart(wanted, value, seen)
        if label != wanted:
            remarks.append(f"{question.name}: the answer '{wanted}' appears twice; the second has its value added")
        seen.add(normalise_text(label))
        aliases = () if integers or not value or normalise_text(value) in seen else (value,)
        seen |= {normalise_text(alias) for alias in aliases}
        own = value if integers else ""
        points.append(Point(id=name, label=label, value=own, aliases=aliases, absence=choice.absence))
    return tuple(points)


def _point_name(choice: Choice) -> str:
    """A readable value stays the name; a number gives way to the label."""
    name = choice.id or slug(
        choice.value if re.search(r"[A-Za-z]{2}", choice.value) else choice.label, f"a{slug(choice.value)}"
    )
    return "not_asked_answer" if name == "not_asked" else name


def _scale(scales: dict[tuple[object, ...], Scale], points: tuple[Point, ...], question: Question) -> str:
    key = (points, question.ordinal, question.scale)
    if key not in scales:
        taken = [scale.id for scale in scales.values()]
        name = distinct([*taken, question.scale or f"scale_{len(scales) + 1}"])[-1]
        scales[key] = Scale(id=name, kind="ordinal" if question.ordinal else "nominal", points=points)
    return scales[key].id


def _condition(question: Question, earlier: Mapping[str, Earlier | None], remarks: list[str]) -> Condition | None:
    """Who is asked, where the file says it of answers to an earlier question; else a remark is added."""
    if question.asked_if is None:
        return None
    name, values = question.asked_if
    item, known = earlier.get(name) or (None, [])
    points = tuple(point for value, point in known if value in values)
    if item and item.kind != "open" and len(points) == len(set(values)):
        return Condition(item=item.id, points=points)
    remarks.append(
        f"{question.name}: is asked only of some ({name}: {', '.join(values)}); write its 'asked_if' by hand"
    )
    return None


#: Elements that are on lines of their own, and those whose content nobody is shown.
_BLOCKS = {
    "address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_HIDDEN = {"script", "style"}
#: Marks the edge of a block until all lines are known; no text that is read holds it.
_EDGE = "\x00"


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._hidden += tag in _HIDDEN
        if tag == "br":
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self.parts.append(_EDGE)

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))
        if tag in _BLOCKS:
            self.parts.append(_EDGE)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def plain(html: str) -> str:
    """The words of the HTML, entities as letters, a line for each ``<br>`` and each block.

    White space in the HTML itself is one space, as on a page; what is written as an entity stays.
    """
    words = _Words()
    source = re.sub(r"[ \t\r\n]+", " ", html.replace(_EDGE, ""))
    words.feed(re.sub(r"(<br\s*/?>) ", r"\1", source, flags=re.IGNORECASE))
    words.close()
    return "\n".join(line.strip() for line in "".join(words.parts).split(_EDGE) if line.strip())


def pictured(html: str) -> bool:
    """Whether the HTML shows something that is no text."""
    return bool(re.search(r"<(img|video|audio|iframe|object|svg)\b", html, re.IGNORECASE))


#: What anybody writes of one question; brackets in what is longer would take very long to match.
_LONGEST = 5_000
_QUOTED = r"""(?:'(?P<a>[^']*)'|"(?P<b>[^"]*)"|(?P<c>-?\d+))"""
_EQUAL = re.compile(rf"\$\{{(?P<name>[^}}]+)\}}\s*=\s*{_QUOTED}")
_SELECTED = re.compile(rf"selected\(\s*\$\{{(?P<name>[^}}]+)\}}\s*,\s*{_QUOTED}\s*\)")
_FIELD = re.compile(rf"\[(?P<name>\w+)\]\s*=\s*{_QUOTED}")
_BOX = re.compile(r"""\[(?P<name>\w+)\((?P<a>[^()]+)\)\]\s*=\s*(?:'1'|"1"|1)""")


@dataclass(frozen=True)
class Routed:
    """A question's name and the answers to it, one of which is enough.

    ``equal``: whether the complete answer is compared; ``ticked``: whether options are asked for one by one.
    """

    name: str
    values: tuple[str, ...]
    equal: bool
    ticked: bool


def of_one_question(answers: Sequence[tuple[str, str] | None]) -> tuple[str, tuple[str, ...]] | None:
    """An earlier question and the values of its choices, one of which is enough.

    ``answers`` are pairs of the two, None for one that is not known; None where they say anything else.
    """
    known = [answer for answer in answers if answer is not None]
    if not known or len(known) < len(answers) or len({name for name, _ in known}) > 1:
        return None
    return known[0][0], tuple(value for _, value in known)


def xlsform_condition(expression: str) -> Routed | None:
    """``${item} = 'a'`` or ``selected(${item}, 'a')``, or several of one question joined by ``or``."""
    return _routed(expression, _EQUAL, _SELECTED)


def redcap_condition(logic: str) -> Routed | None:
    """``[item] = '1'`` or, for a checkbox, ``[item(2)] = '1'``, or several of one field joined by ``or``."""
    return _routed(logic, _FIELD, _BOX)


def _routed(expression: str, equal: re.Pattern[str], ticked: re.Pattern[str]) -> Routed | None:
    """What an expression says; None where it says more than a list of answers can."""
    if len(expression) > _LONGEST:
        return None
    names, values, kinds = set(), [], set()
    for part in re.split(r"\s+or\s+", _bare(expression), flags=re.IGNORECASE):
        found = {form: form.fullmatch(_bare(part)) for form in (equal, ticked)}
        form, match = next(((form, match) for form, match in found.items() if match), (None, None))
        if match is None:
            return None
        groups = match.groupdict()
        names.add(groups["name"].strip())
        values.append(next(groups[key] for key in "abc" if groups.get(key) is not None).strip())
        kinds.add(form)
    if len(names) != 1:
        return None
    return Routed(names.pop(), tuple(dict.fromkeys(values)), equal in kinds, ticked in kinds)


def _bare(expression: str) -> str:
    """An expression without the brackets around it."""
    text = expression.strip()
    while text.startswith("(") and _closing(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closing(text: str) -> int:
    """Where the bracket that a text starts with is closed; -1 where it is not."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place
    return -1
