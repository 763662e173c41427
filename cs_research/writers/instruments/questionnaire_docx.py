"""The questionnaire as a Word document: boxes to tick, lines to write on, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any, NamedTuple

from cs_research.definitions.instrument import Instrument
from cs_research.writers.instruments.questionnaire import Part, Question, printable, questionnaire
from cs_research.writers.written import Written, not_held

__all__ = ["write"]

_HELD = {
    "id", "version", "title", "description", "source", "population.size", "population.units",
    "population.description", "items.kind", "items.text", "items.domain", "items.asked_if", "items.options.label",
    "scales.points.label",
}  # fmt: skip

_NAVY, _INK, _MUTED = "12436D", "1D1D1B", "555555"
_FONT, _SYMBOLS = "Arial", "Segoe UI Symbol"
_WIDTH, _INDENT = 17.0, 0.9
_BOXES = {"single": "○", "multiple": "☐"}
#: A moment that never changes, so that the same questionnaire is the same file.
_DATE = datetime(2000, 1, 1)


class _Look(NamedTuple):
    """A style: size and space before and after in points, indent in centimetres, height in lines."""

    size: float
    colour: str
    bold: bool
    before: float
    after: float
    indent: float = 0
    height: float = 1.15


_STYLES = {
    "Normal": _Look(11, _INK, False, 0, 6),
    "Title": _Look(22, _NAVY, True, 0, 10),
    "Heading 1": _Look(15, _NAVY, True, 20, 6),
}
_OWN = {
    "About": _Look(10.5, _INK, False, 0, 4),
    "Question": _Look(11, _INK, True, 12, 3, _INDENT),
    "Routing": _Look(10.5, _INK, False, 12, 3, _INDENT),
    "How To Answer": _Look(10, _MUTED, False, 0, 3, _INDENT),
    "Options": _Look(11, _INK, False, 2, 2, _INDENT, 1.35),
    "Answer Lines": _Look(11, _INK, False, 8, 6, _INDENT),
}
#: Those that stay on the page of the paragraph that follows.
_KEPT = ("Heading 1", "Question", "Routing", "How To Answer")
_NOTE = "Mark one circle, or as many boxes as apply; write on the lines."
_ROUTED = " Where a line above a question says who answers it, everybody else goes on as it says."
#: The longest title that a document's properties hold.
_LONGEST = 255


def write(instrument: Instrument) -> Written:
    """The document: a heading a section, and each question on one page with its answers."""
    from docx import Document

    shown = questionnaire(instrument)
    document = Document()
    _page(document)
    _styles(document)
    _properties(document, shown.title)
    document.add_paragraph(printable(shown.title), style="Title")
    for term, said in shown.about:
        paragraph = document.add_paragraph(style="About")
        paragraph.add_run(f"{term}: ").bold = True
        paragraph.add_run(printable(said))
    routed = any(question.routing for part in shown.parts for question in part.questions)
    document.add_paragraph(_NOTE + _ROUTED * routed, style="About")
    for part in shown.parts:
        _part(document, part)
    stream = io.BytesIO()
    document.save(stream)
    return Written(_dated(stream.getvalue()), (*not_held(instrument, _HELD), *shown.lost))


def _part(document: Any, part: Part) -> None:
    document.add_paragraph(part.heading, style="Heading 1")
    for question in part.questions:
        _question(document, question)


def _question(document: Any, question: Question) -> None:
    if question.routing:
        document.add_paragraph(printable(question.routing), style="Routing")
    wording = document.add_paragraph(f"{question.number}.\t{printable(question.item.text)}", style="Question")
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
        paragraph.add_run(f"\t{printable(answer.label)}")


def _symbol(run: Any) -> None:
    """The box in a font that has it; without one named, programs choose fonts of differing widths."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run.font.name, run.font.size = _SYMBOLS, Pt(14)
    for kind in ("w:eastAsia", "w:cs"):
        run._r.rPr.rFonts.set(qn(kind), _SYMBOLS)


def _page(document: Any) -> None:
    """A4, and the page's number at the foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21.0 - _WIDTH) / 2)
    section.top_margin = section.bottom_margin = Cm(2.0)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for words, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        foot.add_run(words)
        code = f'<w:fldSimple {nsdecls("w")} w:instr="{field}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        foot._p.append(parse_xml(code))


def _styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    styles = document.styles
    for name in _OWN:
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    for name, look in (_STYLES | _OWN).items():
        _set(styles[name], look)
    styles["Question"].paragraph_format.first_line_indent = Cm(-_INDENT)
    styles["Question"].paragraph_format.tab_stops.add_tab_stop(Cm(_INDENT))
    styles["Options"].paragraph_format.tab_stops.add_tab_stop(Cm(2 * _INDENT))
    lines = styles["Answer Lines"].paragraph_format
    lines.tab_stops.add_tab_stop(Cm(_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
    lines.line_spacing = Pt(30)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _set(style: Any, look: _Look) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    style.font.name, style.font.size, style.font.bold = _FONT, Pt(look.size), look.bold
    style.font.color.rgb = RGBColor.from_string(look.colour)
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.line_spacing, layout.left_indent = look.height, Cm(look.indent)
    layout.keep_together = True
    layout.keep_with_next = style.name in _KEPT


def _properties(document: Any, title: str) -> None:
    about = document.core_properties
    about.title, about.language = printable(title)[:_LONGEST], "en-GB"
    about.author = about.last_modified_by = about.comments = ""
    about.created = about.modified = _DATE
    about.revision = 1


def _dated(data: bytes) -> bytes:
    """The archive with one date on all its parts, in place of the clock's."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as fresh:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=_DATE.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            fresh.writestr(entry, old.read(name))
    return stream.getvalue()
