"""The questionnaire for people: numbered questions under headings with routing as text, as a page and in Word."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cs_research.definitions.instrument import Instrument, Item
from cs_research.formats.documents.pandoc import (
    attributes,
    block,
    definition_list,
    escape_markdown,
    html_page,
    link,
    span,
    word_document,
)
from cs_research.formats.files.word_document import INK, MUTED, NAVY, Look, content, led_to
from cs_research.formats.surveys.form import Answer, Asked, asked_of, ready, sections_of
from cs_research.formats.unsupported import Written

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


#: The fields of an instrument that the document contains.
SUPPORTED_BY_DOCUMENT = frozenset({
    "id", "version", "title", "description", "source", "population.size", "population.units",
    "population.description", "items.kind", "items.text", "items.domain", "items.asked_if", "items.options.label",
    "scales.kind", "scales.points.label",
})  # fmt: skip
#: The page also contains the ids, so that it can be read back.
SUPPORTED_BY_PAGE = SUPPORTED_BY_DOCUMENT | {
    "items.id", "items.role", "items.scale", "items.options.id", "scales.id", "scales.points.id",
}  # fmt: skip

_ON_SCREEN = """**This page does not send anything.** What you choose or write stays in this
window until you close it. To keep it, print the page or save it as a PDF; to answer on paper, print it first."""
_ON_PAPER = "Mark one circle, or as many boxes as apply; write on the lines."
_ROUTED = " Where a line above a question says who answers it, everybody else goes on as it says."

_WIDTH, _INDENT = 17.0, 0.9
_LOOKS = {
    "Normal": Look(11, INK, False, 0, 6),
    "Title": Look(22, NAVY, True, 0, 10),
    "Heading 1": Look(15, NAVY, True, 20, 6, kept=True),
    "About": Look(10.5, INK, False, 0, 4),
    "Question": Look(11, INK, True, 12, 3, kept=True, indent=_INDENT),
    "Routing": Look(10.5, INK, False, 12, 3, kept=True, indent=_INDENT),
    "Routed Question": Look(11, INK, True, 0, 3, kept=True, indent=_INDENT),
    "How To Answer": Look(10, MUTED, False, 0, 3, kept=True, indent=_INDENT),
    "Options": Look(11, INK, False, 2, 2, indent=_INDENT, height=1.35),
    "Answer Lines": Look(11, INK, False, 8, 6, indent=_INDENT),
}


def write_html(instrument: Instrument) -> Written:
    """Return the page; inputs have the item's id as name and the option's as value, so that it can be read back."""
    shown = build_questionnaire(instrument, SUPPORTED_BY_PAGE)
    return Written(html_page(_markdown(shown), shown.instrument.title, "questionnaire.css"), shown.lost)


def write_docx(instrument: Instrument) -> Written:
    """Return the Word document, the same bytes each time; each question is on one page with its answers."""
    shown = build_questionnaire(instrument, SUPPORTED_BY_DOCUMENT)
    document = word_document(
        _markdown(shown), shown.instrument.title, "Questionnaire", _LOOKS, _WIDTH, styled=_set_tab_stops
    )
    return Written(content(document), shown.lost)


def _set_tab_stops(document: Any) -> None:
    """Set tab stops for numbers and boxes before the text, and lines to write on."""
    from docx.shared import Cm, Pt

    for name in ("Question", "Routed Question"):
        question = document.styles[name].paragraph_format
        question.first_line_indent = Cm(-_INDENT)
        question.tab_stops.add_tab_stop(Cm(_INDENT))
    document.styles["Options"].paragraph_format.tab_stops.add_tab_stop(Cm(2 * _INDENT))
    led_to(document.styles["Answer Lines"], _WIDTH, "LINES")
    document.styles["Answer Lines"].paragraph_format.line_spacing = Pt(30)


def _markdown(shown: Questionnaire) -> str:
    """Return the document as Markdown; its own ids start with a capital, which no item or option does."""
    key = shown.instrument.key
    lines = [
        block(link("Skip to the questions", "#Questions") + attributes("", "skip"), only="html"),
        block(block(f"# {escape_markdown(shown.instrument.title)}", as_="div"), as_="header"),
        block(_main(shown), as_="main"),
        block(block(block(escape_markdown(key), as_="p"), as_="div"), as_="footer", only="html"),
    ]
    return "\n".join(lines)


def _main(shown: Questionnaire) -> Iterator[str]:
    about = definition_list((term, escape_markdown(text)) for term, text in shown.about)
    yield block(about, "", "about", as_="div", style="About")
    yield block(_ON_SCREEN, "", "note", as_="p", only="html")
    routed = any(question.routing for part in shown.parts for question in part.questions)
    yield block(_ON_PAPER + _ROUTED * routed, only="docx", style="About")
    parts = [line for number, part in enumerate(shown.parts, start=1) for line in _group(part, number)]
    form = {"method": "dialog", "autocomplete": "off", "data_instrument": shown.instrument.key}
    yield block(parts, "Questions", as_="form", **form)


def _group(part: QuestionGroup, number: int) -> Iterator[str]:
    name = f"Section.{number}"
    lines = [f"## {escape_markdown(part.heading)} {attributes(name)}\n"]
    for question in part.questions:
        lines.append(block(_print_question(question), "", "question", as_="div", **_data_attributes(question)))
    yield block(lines, as_="section", data_section=part.section, aria_labelledby=name)


def _data_attributes(question: Question) -> dict[str, str]:
    """Return the data attributes that are needed to read the question back."""
    item, condition = question.item, question.asked.asked_if
    data = {"item": item.id, "kind": item.kind, "role": item.role, "domain": item.domain, "scale": item.scale}
    if condition:
        data |= {"asked_if": condition.item, "asked_if_points": " ".join(condition.points)}
    return {f"data_{name}": value for name, value in data.items() if value}


def _print_question(question: Question) -> Iterator[str]:
    name = question.item.id
    if question.routing:
        yield block(escape_markdown(question.routing), f"{name}.Routing", "routing", as_="p", style="Routing")
    style = "Routed Question" if question.routing else "Question"
    number = span(escape_markdown(f"{question.number}."), "", "number")
    wording = number + span(escape_markdown(question.item.text), "", "text")
    if question.item.kind == "open":
        size, lines = ("short", "1") if question.item.role != "question" else ("long", "5")
        yield block(wording, as_="label", for_=name, style=style)
        field = {"name": name, "aria_describedby": _description_ids(question), "lines": lines}
        yield block("", name, size, as_="textarea", style="Answer Lines", **field)
    else:
        choice = [block(wording, as_="legend", style=style), *_answers(question)]
        yield block(choice, name, as_="fieldset", aria_describedby=_description_ids(question))


def _description_ids(question: Question) -> str:
    """Return the ids of a question's hint and routing, if it has them."""
    notes = (("Routing", question.routing), ("Hint", question.hint))
    return " ".join(f"{question.item.id}.{part}" for part, text in notes if text)


def _answers(question: Question) -> Iterator[str]:
    """Yield the hint and the answers: one paragraph in Word, since programs break several over pages."""
    name = question.item.id
    if question.hint:
        yield block(escape_markdown(question.hint), f"{name}.Hint", "hint", as_="p", style="How To Answer")
    kind = "radio" if question.item.kind == "single" else "checkbox"
    answers = (
        f"-   {span(escape_markdown(answer.label), f'{name}.{answer.id}', value=answer.id)}"
        for answer in question.answers
    )
    yield block("\n".join(answers), "", "options", name=name, type=kind, style="Options")
