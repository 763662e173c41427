"""A questionnaire as people meet it: numbered questions under headings, and routing in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cs_research.definitions.instrument import Instrument, Item
from cs_research.formats.surveys.form import Answer, Asked, asked_of, ready, sections_of

__all__ = ["Question", "QuestionGroup", "Questionnaire", "build_questionnaire"]

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
    """One question. ``hint`` says how to answer; ``chosen`` and ``routing`` are empty where all are asked.

    ``chosen`` names the answers that lead here: ``‘A’ or ‘B’ in question 2``. ``routing`` says so in a
    sentence, and where everybody else goes on.
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
        """The answers that are offered; none for an open question."""
        return self.asked.answers if self.item.kind != "open" else ()


@dataclass(frozen=True)
class QuestionGroup:
    """Questions that stand together under a heading; ``section`` is background, a domain, or further."""

    section: str
    heading: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Questionnaire:
    """All that a questionnaire shows of an ``instrument``; ``lost`` has a line for all that it does not."""

    instrument: Instrument
    about: tuple[tuple[str, str], ...]
    parts: tuple[QuestionGroup, ...]
    lost: tuple[str, ...]


def build_questionnaire(instrument: Instrument, held: Collection[str]) -> Questionnaire:
    """The questionnaire of the items that are asked, in the instrument's own order; ``held`` as in `not_held`."""
    instrument, lost = ready(instrument, held)
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
    """The ``number``-th question, its hint left out where its own wording says the same."""
    own = asked[number - 1]
    hint = _HINTS[own.item.kind]
    if hint.rstrip(".").casefold() in own.item.text.casefold():
        hint = ""
    if own.asked_if is None:
        return Question(number, own, hint, "", "")
    place = numbers[own.asked_if.item]
    labels = [answer.label for answer in asked[place - 1].answers if answer.id in own.asked_if.points]
    chosen = f"{_join_with_or(labels)} in question {place}"
    onward = number + _count_skipped(asked[number - 1 :])
    rest = f"go on to question {onward}" if onward <= len(asked) else "this is the end"
    routing = f"Answer question {number} only if you chose {chosen}. Otherwise {rest}."
    return Question(number, own, hint, chosen, routing)


def _join_with_or(labels: Sequence[str]) -> str:
    """``‘A’, ‘B’ or ‘C’``, each on one line."""
    quoted = [f"‘{' '.join(label.split())}’" for label in labels]
    return " or ".join(part for part in (", ".join(quoted[:-1]), quoted[-1]) if part)


def _count_skipped(onward: Sequence[Asked]) -> int:
    """How many questions in a row those skip who skip the first."""
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
        told = f"{heading} (continued)" if name in seen else heading
        yield QuestionGroup(name, told, tuple(questions[each.item.id] for each in section.questions))
        seen.add(name)


def _background_heading(instrument: Instrument) -> str:
    """Only a service is named: with other units, such as people, the words would not fit."""
    population = instrument.population
    return "About you and your service" if population and population.unit == "service" else "About you"


def _about(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """What stands above the questions: what this is, who is asked, and what it was drawn from."""
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
