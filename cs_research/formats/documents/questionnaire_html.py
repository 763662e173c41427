"""The questionnaire as one accessible page, to fill in on screen or print: no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from cs_research.definitions.instrument import Instrument
from cs_research.formats.documents.page import page
from cs_research.formats.documents.questionnaire import Part, Question, Questionnaire, questionnaire
from cs_research.formats.surveys.form import Answer
from cs_research.formats.unsupported import Written

__all__ = ["write"]

#: The fields that the page holds.
HELD = frozenset({
    "id", "version", "title", "description", "source", "population.size", "population.units",
    "population.description", "items.id", "items.kind", "items.text", "items.role", "items.domain", "items.scale",
    "items.asked_if", "items.options.id", "items.options.label", "scales.id", "scales.kind",
    "scales.points.id", "scales.points.label",
})  # fmt: skip

_NOTE = """<p class="note"><strong>This page does not send anything.</strong> What you choose or write stays in this
window until you close it. To keep it, print the page or save it as a PDF; to answer on paper, print it first.</p>"""


def write(instrument: Instrument) -> Written:
    """The page. Inputs bear the item's id as name and the option's as value, so that it can be read back."""
    shown = questionnaire(instrument, HELD)
    style = Path(__file__).with_name("questionnaire.css")
    return Written(page(shown.instrument.title, style, _body(shown)), shown.lost)


def _body(shown: Questionnaire) -> Iterator[str]:
    """Names that the page needs itself start with a capital, which no item or option does."""
    key = escape(shown.instrument.key)
    yield '<a class="skip" href="#Questions">Skip to the questions</a>'
    yield f"<header><div>\n<h1>{escape(shown.instrument.title)}</h1>\n</div></header>"
    yield '<main>\n<dl class="about">'
    yield from (f"<dt>{escape(term)}</dt>\n<dd>{escape(said)}</dd>" for term, said in shown.about)
    yield f"</dl>\n{_NOTE}"
    yield f'<form id="Questions" method="dialog" autocomplete="off" data-instrument="{key}">'
    for number, part in enumerate(shown.parts, start=1):
        yield from _part(part, number)
    yield f"</form>\n</main>\n<footer><div><p>{key}</p></div></footer>"


def _part(part: Part, number: int) -> Iterator[str]:
    yield f'<section data-section="{part.section}" aria-labelledby="Section.{number}">'
    yield f'<h2 id="Section.{number}">{escape(part.heading)}</h2>'
    for question in part.questions:
        yield f'<div class="question"{_data(question)}>'
        if question.routing:
            yield f'<p class="routing" id="{question.item.id}.Routing">{escape(question.routing)}</p>'
        yield from _open(question) if question.item.kind == "open" else _choice(question)
        yield "</div>"
    yield "</section>"


def _data(question: Question) -> str:
    """What a program needs to read the question back."""
    item, condition = question.item, question.asked.asked_if
    data = {"item": item.id, "kind": item.kind, "role": item.role, "domain": item.domain, "scale": item.scale}
    if condition:
        data |= {"asked-if": condition.item, "asked-if-points": " ".join(condition.points)}
    return "".join(f' data-{name}="{value}"' for name, value in data.items() if value)


def _wording(question: Question) -> str:
    words = escape(question.item.text)
    return f'<span class="number">{question.number}.</span> <span class="text">{words}</span>'


def _described(question: Question) -> str:
    """The attribute that ties a question to its hint and routing, where it has them."""
    told = (("Routing", question.routing), ("Hint", question.hint))
    ids = [f"{question.item.id}.{part}" for part, words in told if words]
    return f' aria-describedby="{" ".join(ids)}"' if ids else ""


def _open(question: Question) -> Iterator[str]:
    name = question.item.id
    size = "short" if question.item.role != "question" else "long"
    yield f'<label for="{name}">{_wording(question)}</label>'
    yield f'<textarea class="{size}" id="{name}" name="{name}"{_described(question)}></textarea>'


def _choice(question: Question) -> Iterator[str]:
    yield f'<fieldset id="{question.item.id}"{_described(question)}>'
    yield f"<legend>{_wording(question)}</legend>"
    if question.hint:
        yield f'<p class="hint" id="{question.item.id}.Hint">{escape(question.hint)}</p>'
    yield '<div class="options">'
    for answer in question.answers:
        yield _option(question, answer)
    yield "</div>"
    yield "</fieldset>"


def _option(question: Question, answer: Answer) -> str:
    kind = "radio" if question.item.kind == "single" else "checkbox"
    item = question.item.id
    name = f"{item}.{answer.id}"
    box = f'<input type="{kind}" id="{name}" name="{item}" value="{answer.id}">'
    return f'<div class="option">{box}<label for="{name}">{escape(answer.label)}</label></div>'
