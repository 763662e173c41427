"""The questionnaire as a Word document: boxes to tick, lines to write on, the same bytes each time."""

from __future__ import annotations

from typing import Any

from cs_research.definitions.instrument import Instrument
from cs_research.formats.documents.questionnaire import Part, Question, questionnaire
from cs_research.formats.files.word_document import INK, MUTED, NAVY, Look, content, led_to, new_document
from cs_research.formats.unsupported import Written

__all__ = ["write"]

#: The fields that the document holds.
HELD = frozenset({
    "id", "version", "title", "description", "source", "population.size", "population.units",
    "population.description", "items.kind", "items.text", "items.domain", "items.asked_if", "items.options.label",
    "scales.kind", "scales.points.label",
})  # fmt: skip

_SYMBOLS = "Segoe UI Symbol"
_WIDTH, _INDENT = 17.0, 0.9
_BOXES = {"single": "○", "multiple": "☐"}
_LOOKS = {
    "Normal": Look(11, INK, False, 0, 6),
    "Title": Look(22, NAVY, True, 0, 10),
    "Heading 1": Look(15, NAVY, True, 20, 6, kept=True),
    "About": Look(10.5, INK, False, 0, 4),
    "Question": Look(11, INK, True, 12, 3, kept=True, indent=_INDENT),
    "Routing": Look(10.5, INK, False, 12, 3, kept=True, indent=_INDENT),
    "How To Answer": Look(10, MUTED, False, 0, 3, kept=True, indent=_INDENT),
    "Options": Look(11, INK, False, 2, 2, indent=_INDENT, height=1.35),
    "Answer Lines": Look(11, INK, False, 8, 6, indent=_INDENT),
}
_NOTE = "Mark one circle, or as many boxes as apply; write on the lines."
_ROUTED = " Where a line above a question says who answers it, everybody else goes on as it says."


def write(instrument: Instrument) -> Written:
    """The document: a heading a section, and each question on one page with its answers."""
    shown = questionnaire(instrument, HELD)
    document = _empty(shown.instrument.title)
    document.add_paragraph(shown.instrument.title, style="Title")
    for term, said in shown.about:
        paragraph = document.add_paragraph(style="About")
        paragraph.add_run(f"{term}: ").bold = True
        paragraph.add_run(said)
    routed = any(question.routing for part in shown.parts for question in part.questions)
    document.add_paragraph(_NOTE + _ROUTED * routed, style="About")
    for part in shown.parts:
        _part(document, part)
    return Written(content(document), shown.lost)


def _empty(title: str) -> Any:
    """The document with places for numbers and boxes before the text, and with lines to write on."""
    from docx.shared import Cm, Pt

    document = new_document(title, "Questionnaire", _LOOKS, _WIDTH)
    question, options, lines = (
        document.styles[name].paragraph_format for name in ("Question", "Options", "Answer Lines")
    )
    question.first_line_indent = Cm(-_INDENT)
    question.tab_stops.add_tab_stop(Cm(_INDENT))
    options.tab_stops.add_tab_stop(Cm(2 * _INDENT))
    led_to(document.styles["Answer Lines"], _WIDTH, "LINES")
    lines.line_spacing = Pt(30)
    return document


def _part(document: Any, part: Part) -> None:
    document.add_paragraph(part.heading, style="Heading 1")
    for question in part.questions:
        _question(document, question)


def _question(document: Any, question: Question) -> None:
    if question.routing:
        document.add_paragraph(question.routing, style="Routing")
    wording = document.add_paragraph(f"{question.number}.\t{question.item.text}", style="Question")
    if question.routing:
        wording.paragraph_format.space_before = 0
    if question.hint:
        document.add_paragraph(question.hint, style="How To Answer")
    if question.item.kind == "open":
        lines = 1 if question.item.role != "question" else 5
        document.add_paragraph("\n".join("\t" * lines), style="Answer Lines")
    if question.answers:
        _options(document.add_paragraph(style="Options"), question)


def _options(paragraph: Any, question: Question) -> None:
    """A line for each answer: programs tear rows of many paragraphs, be they marked as kept together or not."""
    for answer in question.answers:
        if answer is not question.answers[0]:
            paragraph.add_run().add_break()
        _symbol(paragraph.add_run(_BOXES[question.item.kind]))
        paragraph.add_run(f"\t{answer.label}")


def _symbol(run: Any) -> None:
    """The box in a font that has it; without one named, programs choose fonts of differing widths."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run.font.name, run.font.size = _SYMBOLS, Pt(14)
    for kind in ("w:eastAsia", "w:cs"):
        run._r.rPr.rFonts.set(qn(kind), _SYMBOLS)
