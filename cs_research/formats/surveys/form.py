"""An instrument as a form asks it: sections of questions, the numbers exports hold, names made legal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from cs_research.definitions.instrument import Condition, Instrument, Item
from cs_research.formats.files.xml import writable
from cs_research.formats.unsupported import unsupported_fields

#: The words over each section; items that are in none come under the last.
_SECTIONS = {
    "background": "Background",
    "target": "Target",
    "framework": "Framework",
    "partnerships": "Partnerships",
    "outcomes": "Outcomes",
    "further": "Further questions",
}


@dataclass(frozen=True)
class Answer:
    """An answer that is offered. ``value`` is its own, else its place among all that there ever were."""

    id: str
    label: str
    value: str


@dataclass(frozen=True)
class Asked:
    """An item with the answers offered, and who is asked it, retired options left out.

    ``several``: whether the earlier item of ``asked_if`` is choose-all.
    """

    item: Item
    answers: tuple[Answer, ...]
    asked_if: Condition | None = None
    several: bool = False

    @property
    def section(self) -> str:
        """The section of the item."""
        if self.item.role != "question":
            return "background"
        return self.item.domain or "further"


@dataclass(frozen=True)
class Section:
    """Questions of one section that follow each other; ``name`` is numbered where it comes again."""

    name: str
    label: str
    questions: tuple[Asked, ...]


def asked_of(instrument: Instrument) -> tuple[Asked, ...]:
    """The items that are asked, in order."""
    asked = []
    for item in instrument.asked:
        condition = _condition(instrument, item)
        several = condition is not None and instrument.item(condition.item).kind == "multiple"
        places = enumerate(instrument.points_of(item), start=1)
        answers = tuple(Answer(point.id, point.label, point.value or str(place)) for place, point in places)
        asked.append(Asked(item, answers, condition, several))
    return tuple(asked)


def _condition(instrument: Instrument, item: Item) -> Condition | None:
    """Who is asked, as far as the form can say it: a retired item or option is on no form."""
    if item.asked_if is None:
        return None
    earlier = instrument.item(item.asked_if.item)
    gone = {option.id for option in earlier.options if option.retired}
    points = tuple(point for point in item.asked_if.points if point not in gone)
    if earlier.retired or not points:
        return None
    return Condition(item=earlier.id, points=points)


def sections_of(asked: Sequence[Asked]) -> tuple[Section, ...]:
    """The questions in sections, in the instrument's own order."""
    sections: list[Section] = []
    for name, run in groupby(asked, key=lambda question: question.section):
        before = sum(section.label == _SECTIONS[name] for section in sections)
        fresh = f"{name}_{before + 1}" if before else name
        sections.append(Section(fresh, _SECTIONS[name], tuple(run)))
    return tuple(sections)


def ready(instrument: Instrument, held: Collection[str]) -> tuple[Instrument, tuple[str, ...]]:
    """The instrument as a file can hold it, and a line for all that is not held or was replaced."""
    fresh, replaced = writable(instrument)
    return fresh, (*unsupported_fields(instrument, held), *_left_out(instrument), *replaced)


def _left_out(instrument: Instrument) -> Iterator[str]:
    """A line for what forms of any program leave out: orders, unused scales, routes from what is retired."""
    used = [item.scale for item in instrument.asked if item.scale]
    scales = [scale for scale in instrument.scales if scale.id in used]
    ordinal = [scale.id for scale in scales if scale.kind == "ordinal"]
    unused = [scale.id for scale in instrument.scales if scale.id not in used]
    cut = [
        question.item.id
        for question in asked_of(instrument)
        if question.asked_if != instrument.item(question.item.id).asked_if
    ]
    lines = (
        ("scales.kind, that the answers have an order", ordinal),
        ("scales that no item is answered on", unused),
        ("items.asked_if, where it rests on what is retired", cut),
    )
    yield from (f"{what}: {', '.join(names)}" for what, names in lines if names)


def texts_of(instrument: Instrument, asked: Iterable[Asked]) -> Iterator[tuple[str, str]]:
    """Every text that a form shows, with the id of what it belongs to."""
    yield "title", instrument.title
    for question in asked:
        yield question.item.id, question.item.text
        yield from ((f"{question.item.id}.{answer.id}", answer.label) for answer in question.answers)


def legal_names(
    ids: Iterable[str],
    legal: Callable[[str], str],
    taken: Collection[str] = (),
    longest: int = 64,
    joint: str = "_",
) -> dict[str, str]:
    """A name that a program takes for each id: the id itself where it can be, else one close to it.

    A name that is taken has a number after the ``joint``.
    """
    wanted = list(ids)
    used = {*taken, *(name for name in wanted if legal(name) == name and name not in taken)}
    names = {}
    for own in wanted:
        fresh, number = legal(own), 2
        if fresh == own and own not in taken:
            names[own] = own
            continue
        base = fresh
        while fresh in used:
            end = f"{joint}{number}"
            fresh, number = base[: longest - len(end)].rstrip("_-") + end, number + 1
        used.add(fresh)
        names[own] = fresh
    return names


def renamed(names: Mapping[str, str]) -> Iterator[str]:
    """A line for each item that could not keep its id for its name."""
    return (f"items.id: '{own}' is named '{name}'" for own, name in names.items() if own != name)


#: Letters that HTML reads as its own, and white space that it would run together.
_MEANT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\t": "&#9;"}


def as_html(text: str, also: Mapping[str, str] | None = None) -> str:
    """The text as HTML; ``also`` are further letters to write in another way."""
    letters = {ord(letter): written for letter, written in {**_MEANT, **(also or {})}.items()}
    written = text.translate(letters)
    return written.replace("  ", " &#32;").replace("\n ", "\n&#32;").replace("\n", "<br />")
