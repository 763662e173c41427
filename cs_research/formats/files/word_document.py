"""Word documents on A4: styles, language, page numbers, tables, the same bytes each time."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

__all__ = [
    "INK",
    "MUTED",
    "NAVY",
    "ORANGE",
    "Look",
    "add_row",
    "add_table",
    "barred",
    "content",
    "field",
    "fields_filled_in",
    "led_to",
    "linked",
    "marked",
    "new_document",
    "pieced",
]

_NAVY, _RULE = "12436D", "C8CDD2"


def field(paragraph: Any, instruction: str) -> None:
    """Add a field to the end of a paragraph; its value is set when the document is opened."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    made = f'<w:fldSimple {nsdecls("w")} w:instr="{instruction}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(made))


def fields_filled_in(document: Any) -> None:
    """Have Word update all fields when it opens the document; Word asks for permission."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    document.settings.element.find(qn("w:compat")).addprevious(update)


def led_to(style: Any, width: float, leader: str) -> None:
    """Give a style a tab stop at the right margin, with ``DOTS`` or ``LINES`` leading to it."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Cm

    style.paragraph_format.tab_stops.add_tab_stop(Cm(width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER[leader])


def barred(style: Any, colour: str) -> None:
    """Give a style a bar at its left."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    bar = f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{colour}"/>'
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{bar}</w:pBdr>")
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def marked(paragraph: Any, name: str, number: int) -> None:
    """Make a paragraph a target of links."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._p.insert_element_before(start, "w:r")
    paragraph._p.append(end)


def linked(paragraph: Any, text: str, name: str) -> None:
    """Add text to the end of a paragraph that links to a target in the document."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), name)
    run = paragraph.add_run(text)
    run.font.color.rgb = RGBColor.from_string(_NAVY)
    link.append(run._r)
    paragraph._p.append(link)


def add_table(document: Any, header: Sequence[str], widths: Sequence[float]) -> Any:
    """Add a ruled table with a header row that is repeated on each page; widths in centimetres."""
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Cm

    made = document.add_table(rows=1, cols=len(header))
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_RULE}"/>'
        for side in ("top", "bottom", "insideH")
    )
    borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>")
    made._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    _fill(made.rows[0], [[(name, "")] for name in header], widths, header=True)
    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return made


def add_row(made: Any, cells: Sequence[Sequence[tuple[str, str]]], widths: Sequence[float]) -> None:
    """Add a row that stays on one page; each cell is text in pieces, each with its link target or None."""
    _fill(made.add_row(), cells, widths)


def _fill(
    row: Any, cells: Sequence[Sequence[tuple[str, str]]], widths: Sequence[float], header: bool = False
) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for place, (cell, pieces, width) in enumerate(zip(row.cells, cells, widths, strict=True)):
        cell.width = Cm(width)
        paragraph = cell.paragraphs[0]
        paragraph.style = "Cell"
        pieced(paragraph, pieces)
        for run in paragraph.runs:
            run.bold = (header or place == 0) or None


def pieced(paragraph: Any, pieces: Sequence[tuple[str, str]]) -> None:
    """Add text in pieces to the end of a paragraph, each with its link target or None."""
    for text, name in pieces:
        if name:
            linked(paragraph, text, name)
        else:
            paragraph.add_run(text)


NAVY, INK, MUTED, ORANGE = "12436D", "1D1D1B", "555555", "F46A25"
_FONT = "Arial"
_LANGUAGE = "en-GB"
_CREATED = datetime(2000, 1, 1)
#: The longest title that a document's properties can have.
_LONGEST = 255


class Look(NamedTuple):
    """A style: size and space before and after in points, indent in centimetres, height in lines.

    ``kept`` stays on the page of the paragraph that follows.
    """

    size: float
    colour: str
    bold: bool
    before: float
    after: float
    kept: bool = False
    indent: float = 0
    height: float = 1.15


#: The text of the header and footer of any document.
_MARGINS = {name: Look(8.5, MUTED, False, 0, 0) for name in ("Header", "Footer")}


def new_document(title: str, kind: str, looks: Mapping[str, Look], width: float) -> Any:
    """Return an empty document with its styles, ``width`` centimetres between margins, and page numbers.

    Styles that Word does not have are made, based on Normal.
    """
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21.0 - width) / 2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.0)
    for name, look in (_MARGINS | dict(looks)).items():
        if name not in document.styles:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
        _set(document.styles[name], look)
    _set_core_properties(document, title, kind)
    _set_language(document)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for words, instruction in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        foot.add_run(words)
        field(foot, instruction)
    return document


def _set(style: Any, look: Look) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    font = style.font
    font.name, font.size, font.bold, font.italic = _FONT, Pt(look.size), look.bold, False
    font.color.rgb = RGBColor.from_string(look.colour)
    properties = style.element.get_or_add_rPr()
    for spacing in properties.findall(qn("w:spacing")):
        properties.remove(spacing)
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        properties.rFonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("w:hAnsi", "w:cs", "w:eastAsia"):
        properties.rFonts.set(qn(kind), _FONT)
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.line_spacing, layout.left_indent = look.height, Cm(look.indent)
    layout.keep_together, layout.keep_with_next = True, look.kept


def _set_core_properties(document: Any, title: str, kind: str) -> None:
    """Set the core properties of the document."""
    properties = document.core_properties
    properties.title, properties.subject, properties.language = (
        " ".join(title.split())[:_LONGEST],
        kind,
        _LANGUAGE,
    )
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = (
        properties.category
    ) = ""
    properties.created = properties.modified = _CREATED
    properties.revision = 1
    package = document.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # a picture of the empty document
            package.rels.pop(name)


def _set_language(document: Any) -> None:
    """Set British English and the present layout of Word."""
    from docx.oxml.ns import qn

    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), _LANGUAGE)
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    for setting in settings.find(qn("w:compat")).findall(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def content(document: Any) -> bytes:
    """Return the bytes of the file, with one fixed date and system for all members."""
    saved, fixed = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(fixed, "w") as file:
        for name in parts.namelist():
            held = zipfile.ZipInfo(name, _CREATED.timetuple()[:6])
            held.compress_type, held.create_system = zipfile.ZIP_DEFLATED, 0
            file.writestr(held, parts.read(name))
    return fixed.getvalue()
