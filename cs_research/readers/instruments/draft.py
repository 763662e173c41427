"""Questions as another program's file has them, made into an instrument to start from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cs_research.definitions.instrument import Condition, Instrument, Item, Point, Scale, Source
from cs_research.definitions.wording import folded
from cs_research.errors import Fault, ReadError

__all__ = ["Choice", "Imported", "Question", "build", "slug"]


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
    kind: Literal["single", "multiple", "open"]
    choices: list[Choice] = field(default_factory=list)
    asked_if: tuple[str, tuple[str, ...]] | None = None
    ordinal: bool = False
    role: Literal["question", "background", "identifier"] = "question"
    note: str = ""
    id: str = ""
    scale: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Imported:
    """An instrument to start from, and what in the file it does not carry."""

    instrument: Instrument
    notes: tuple[str, ...]


def slug(text: str, fallback: str = "x") -> str:
    """A name of lower-case letters, digits and underscores that is close to the text."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40].strip("_") or fallback


def build(
    questions: Sequence[Question], *, path: Path, title: str, platform: str, notes: Sequence[str]
) -> Imported:
    """The instrument that the questions make, valid as it stands; a `ReadError` where there is none.

    Each item keeps the question's own name among its ``columns``, so that the platform's exports find it.
    Questions with the same answers share a scale. A scale is nominal unless the file says that its answers
    have an order, since a median of answers without one would be a wrong number.
    """
    if not questions:
        raise ReadError(Fault(str(path), "file", "hold a question", "none"))
    told = list(notes)
    ids = _names([question.id or slug(question.name, "q") for question in questions])
    by_name = {question.name: (name, question) for name, question in zip(ids, questions, strict=True)}
    scales: dict[tuple[object, ...], Scale] = {}
    labels: set[str] = set()
    items = []
    earlier: set[str] = set()
    for name, question in zip(ids, questions, strict=True):
        points = _points(question, told)
        kind = question.kind
        if kind != "open" and len(points) < (2 if kind == "single" else 1):
            told.append(f"{question.name}: has {len(points)} answers to choose from; read as open")
            kind, points = "open", ()
        text = _words(question.text, question.id) or question.name
        label = "" if folded(text) not in labels else f"{text} ({question.name})"
        labels.add(folded(label or text))
        items.append(
            Item(
                id=name,
                kind=kind,
                text=text,
                label=label,
                role=question.role,
                scale=_scale(scales, points, question) if kind == "single" else None,
                options=points if kind == "multiple" else (),
                columns=tuple(own for own in (question.name, *question.columns) if own != name),
                asked_if=_condition(question, by_name, earlier, told),
                source=f"{path.name}, {question.name}",
                note=question.note,
            )
        )
        earlier.add(question.name)
    if any(scale.kind == "nominal" for scale in scales.values()):
        told.append("scales were read as nominal: set 'kind: ordinal' and nets where answers have an order")
    instrument = Instrument(
        type="instrument",
        id=slug(path.stem, "survey"),
        version="1",
        title=title or path.stem,
        source=Source(title=f"{path.name} ({platform})", publisher="our own file"),
        scales=tuple(scales.values()),
        items=tuple(items),
    )
    return Imported(instrument, tuple(dict.fromkeys(told)))


def _words(text: str, own: str) -> str:
    """The text on one line; as it stands where the file holds an id of ``own``, so that it is ours."""
    return text.strip() if own else " ".join(text.split())


def _names(names: Sequence[str]) -> list[str]:
    """The names, each made distinct by a number where it stands twice."""
    seen: set[str] = set()
    result = []
    for name in names:
        fresh, number = name, 2
        while fresh in seen:
            fresh, number = f"{name}_{number}", number + 1
        seen.add(fresh)
        result.append(fresh)
    return result


def _points(question: Question, told: list[str]) -> tuple[Point, ...]:
    """The answers as points: those whose label stands twice are told apart by their value."""
    seen: set[str] = set()
    points = []
    ids = _names([_point_name(choice) for choice in question.choices])
    values = [choice.value for choice in question.choices]
    whole = all(choice.id or re.fullmatch(r"-?\d+", choice.value) for choice in question.choices)
    whole = whole and all(values) and len(set(values)) == len(values)
    for name, choice in zip(ids, question.choices, strict=True):
        label = _words(choice.label, choice.id) or choice.value
        if folded(label) in seen:
            told.append(
                f"{question.name}: the answer '{label}' stands twice; the second has its value beside it"
            )
            label = f"{label} ({choice.value})"
        seen.add(folded(label))
        aliases = () if whole or not choice.value or folded(choice.value) in seen else (choice.value,)
        seen |= {folded(alias) for alias in aliases}
        value = choice.value if whole else ""
        points.append(Point(id=name, label=label, value=value, aliases=aliases, absence=choice.absence))
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
        name = _names([*taken, question.scale or f"scale_{len(scales) + 1}"])[-1]
        scales[key] = Scale(id=name, kind="ordinal" if question.ordinal else "nominal", points=points)
    return scales[key].id


def _condition(
    question: Question, by_name: dict[str, tuple[str, Question]], earlier: set[str], told: list[str]
) -> Condition | None:
    """Who is asked, where the file says it of answers to an earlier question; else it is told."""
    if question.asked_if is None:
        return None
    name, values = question.asked_if
    if name in earlier:
        item, other = by_name[name]
        ids = _names([_point_name(choice) for choice in other.choices])
        points = tuple(
            point for point, choice in zip(ids, other.choices, strict=True) if choice.value in values
        )
        if len(points) == len(set(values)) and other.kind != "open":
            return Condition(item=item, points=points)
    told.append(
        f"{question.name}: is asked only of some ({name}: {', '.join(values)}); write its 'asked_if' by hand"
    )
    return None
