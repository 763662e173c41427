"""Content of a printed questionnaire: numbered questions under headings, with routing as text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cs_research.definitions.instrument import Instrument, Item
from cs_research.formats.surveys.form import Answer, Asked, asked_of, ready, sections_of

_HEADINGS = {
    "target": "Target: what the work is aimed at",
    "framework": "Framework: what guides the work",
    "partnerships": "Partnerships: who works together",
    "outcomes": "Outcomes: what changes",
    "further": "Further questions",
}
_HINTS = {"single": "Choose one.", "multiple": "Choose all that apply.", "open": ""}


@dataclass(frozen=True)
class Question:
    """One question; ``hint`` explains how to answer; ``chosen`` and ``routing`` are empty if all are asked.

    ``chosen`` names the answers that lead here: ``‘A’ or ‘B’ in question 2``. ``routing`` is a sentence with
    these, and with the question at which all others continue.
    """

    number: int
    asked: Asked
    hint: str
    chosen: str
    routing: str

    @property
    def item(self) -> Item:
        """The item that is asked."""
        return self.asked.item

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers that are offered; empty for an open question."""
        return self.asked.answers if self.item.kind != "open" else ()


@dataclass(frozen=True)
class QuestionGroup:
    """Questions under one heading; ``section`` is background, a domain, or further."""

    section: str
    heading: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Questionnaire:
    """The content of a questionnaire; ``lost`` has a line for each field of the instrument left out."""

    instrument: Instrument
    about: tuple[tuple[str, str], ...]
    parts: tuple[QuestionGroup, ...]
    lost: tuple[str, ...]


def build_questionnaire(instrument: Instrument, supported: Collection[str]) -> Questionnaire:
    """Return the questionnaire of the items that are asked, in the instrument's order.

    Parameters
    ----------
    supported
        The fields that the format can contain; the others are reported in ``lost``.
    """
    instrument, lost = ready(instrument, supported)
    asked = asked_of(instrument)
    numbers = {each.item.id: number for number, each in enumerate(asked, start=1)}
    questions = {name: _question(asked, number, numbers) for name, number in numbers.items()}
    return Questionnaire(
        instrument=instrument,
        about=tuple(_about(instrument)),
        parts=tuple(_question_groups(asked, questions, instrument)),
        lost=lost,
    )


def _question(asked: Sequence[Asked], number: int, numbers: Mapping[str, int]) -> Question:
    """Return the ``number``-th question, without its hint if its wording contains the same."""
    current = asked[number - 1]
    hint = _HINTS[current.item.kind]
    if hint.rstrip(".").casefold() in current.item.text.casefold():
        hint = ""
    if current.asked_if is None:
        return Question(number, current, hint, "", "")
    earlier = numbers[current.asked_if.item]
    labels = [answer.label for answer in asked[earlier - 1].answers if answer.id in current.asked_if.points]
    chosen = f"{_join_with_or(labels)} in question {earlier}"
    onward = number + _count_skipped(asked[number - 1 :])
    otherwise = f"go on to question {onward}" if onward <= len(asked) else "this is the end"
    routing = f"Answer question {number} only if you chose {chosen}. Otherwise {otherwise}."
    return Question(number, current, hint, chosen, routing)


def _join_with_or(labels: Sequence[str]) -> str:
    """Return ``‘A’, ‘B’ or ‘C’``, without line breaks in labels."""
    quoted = [f"‘{' '.join(label.split())}’" for label in labels]
    return " or ".join(part for part in (", ".join(quoted[:-1]), quoted[-1]) if part)


def _count_skipped(onward: Sequence[Asked]) -> int:
    """Return the number of consecutive questions skipped by those who skip the first."""
    first = onward[0]
    skipped: list[str] = []
    for asked in onward:
        condition, same = asked.asked_if, first.asked_if
        if condition is None or same is None:
            break
        within = condition.item == same.item and set(condition.points) <= set(same.points)
        if not within and condition.item not in skipped:
            break
        skipped.append(asked.item.id)
    return len(skipped)


def _question_groups(
    asked: Sequence[Asked], questions: Mapping[str, Question], instrument: Instrument
) -> Iterator[QuestionGroup]:
    plain = {each.section for each in asked} <= {"background", "further"}
    seen: set[str] = set()
    for section in sections_of(asked):
        name = section.questions[0].section
        heading = _HEADINGS.get(name) or _background_heading(instrument)
        if name == "further" and plain:
            heading = "Questions"
        title = f"{heading} (continued)" if name in seen else heading
        yield QuestionGroup(name, title, tuple(questions[each.item.id] for each in section.questions))
        seen.add(name)


def _background_heading(instrument: Instrument) -> str:
    """Return the heading of background questions; it mentions a service only if the unit is a service."""
    population = instrument.population
    return "About you and your service" if population and population.unit == "service" else "About you"


def _about(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """Yield the facts above the questions: description, population and source, by name."""
    if instrument.description:
        yield "What it is", instrument.description
    population = instrument.population
    if population is not None:
        about = f"{population.description.rstrip('.')}. " if population.description else ""
        unit = population.unit if population.size == 1 else population.units
        yield "Who is asked", f"{about}{population.size:,} {unit} in all."
    source = instrument.source
    parts = [source.title, source.publisher, source.reference, str(source.year or "")]
    yield "Drawn from", ", ".join(part for part in [*parts, source.url, source.doi] if part)
    yield "Questionnaire", instrument.key
