"""Word documents on A4: styles, language, page numbers, tables, the same bytes each time."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any, NamedTuple

from cs_research._files import CREATED

_RULE = "C8CDD2"


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


NAVY, INK, MUTED, ORANGE = "12436D", "1D1D1B", "555555", "F46A25"
_FONT, _SYMBOLS = "Arial", "Segoe UI Symbol"
_LANGUAGE = "en-GB"
#: The longest title that a document's properties hold.
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
    _letter_styles(document)
    _ruled(document)
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


def _letter_styles(document: Any) -> None:
    """Links in the colour of headings; boxes to tick in a font that has them.

    Where no font is named for boxes, programs choose some of differing widths.
    """
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = RGBColor.from_string(NAVY)
    box = document.styles.add_style("Box", WD_STYLE_TYPE.CHARACTER)
    box.font.name, box.font.size = _SYMBOLS, Pt(14)
    for kind in ("w:eastAsia", "w:cs"):
        box.element.rPr.rFonts.set(qn(kind), _SYMBOLS)


def _ruled(document: Any) -> None:
    """The style that Pandoc gives tables: thin lines above and below each row."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    style = document.styles.add_style("Table", WD_STYLE_TYPE.TABLE)
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_RULE}"/>' for side in ("top", "bottom", "insideH")
    )
    borders = f"<w:tblPr {nsdecls('w')}><w:tblBorders>{lines}</w:tblBorders></w:tblPr>"
    style.element.append(parse_xml(borders))


def opened(made: bytes, title: str, kind: str) -> Any:
    """A document that a program made in the styles of `new_document`, with its properties; rows stay on one page."""
    from docx import Document
    from docx.oxml import OxmlElement

    document = Document(BytesIO(made))
    _set_core_properties(document, title, kind)
    _set_language(document)
    for row in (row for table in document.tables for row in table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.insert(0, OxmlElement("w:cantSplit"))
    return document


def _set_core_properties(document: Any, title: str, kind: str) -> None:
    """Set the title and the other properties of the document."""
    properties = document.core_properties
    properties.title, properties.subject, properties.language = (
        " ".join(title.split())[:_LONGEST],
        kind,
        _LANGUAGE,
    )
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = (
        properties.category
    ) = ""
    properties.created = properties.modified = CREATED
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
            held = zipfile.ZipInfo(name, CREATED.timetuple()[:6])
            held.compress_type, held.create_system = zipfile.ZIP_DEFLATED, 0
            file.writestr(held, parts.read(name))
    return fixed.getvalue()
