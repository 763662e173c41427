"""Write the questionnaire as an accessible page to fill in on screen, and as a Word document for paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cs_research.definitions.instrument import Instrument
from cs_research.formats.documents.markdown import (
    attributes,
    block,
    definition_list,
    escape_markdown,
    link,
    span,
)
from cs_research.formats.documents.pandoc import html_page, word_document
from cs_research.formats.documents.questionnaire import (
    Question,
    QuestionGroup,
    Questionnaire,
    build_questionnaire,
)
from cs_research.formats.files.word_document import INK, MUTED, NAVY, Look, content, led_to
from cs_research.formats.unsupported import Written

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
        lines.append(block(_question(question), "", "question", as_="div", **_data_attributes(question)))
    yield block(lines, as_="section", data_section=part.section, aria_labelledby=name)


def _data_attributes(question: Question) -> dict[str, str]:
    """Return the data attributes that are needed to read the question back."""
    item, condition = question.item, question.asked.asked_if
    data = {"item": item.id, "kind": item.kind, "role": item.role, "domain": item.domain, "scale": item.scale}
    if condition:
        data |= {"asked_if": condition.item, "asked_if_points": " ".join(condition.points)}
    return {f"data_{name}": value for name, value in data.items() if value}


def _question(question: Question) -> Iterator[str]:
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
