"""The bare Word document that a codebook is written into: styles, A4, language, page numbers, fixed bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from cs_research.writers.frames.word_parts import field

__all__ = ["content", "new_document"]

_NAVY, _INK, _MUTED, _ORANGE = "12436D", "1D1D1B", "555555", "F46A25"
_FONT = "Arial"
_LANGUAGE = "en-GB"
_CREATED = datetime(2000, 1, 1)
#: Style, size in points, colour, bold, space before and after in points.
_STYLES = (
    ("Normal", 10.5, _INK, False, 0, 5),
    ("Title", 24, _NAVY, True, 0, 6),
    ("Subtitle", 12, _MUTED, False, 0, 2),
    ("Heading 1", 17, _NAVY, True, 20, 5),
    ("Heading 2", 12.5, _INK, True, 14, 0),
    ("TOC Heading", 13, _NAVY, True, 16, 4),
    ("Header", 8.5, _MUTED, False, 0, 0),
    ("Footer", 8.5, _MUTED, False, 0, 0),
)
#: Styles of our own, based on Normal.
_OWN = (
    ("Code Id", 9, _MUTED, False, 0, 4),
    ("Code Example", 10.5, _INK, False, 3, 5),
    ("Code Source", 9, _MUTED, False, 0, 0),
    ("Contents 1", 10.5, _NAVY, True, 5, 1),
    ("Contents 2", 10, _INK, False, 0, 1),
    ("Cell", 10, _INK, False, 2, 2),
)


def new_document(title: str, key: str) -> Any:
    """An empty document on A4, its title and version at the head of each page and the page's number at the foot."""
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.0)
    for name, *look in _STYLES:
        _set(document.styles[name], look)
    for name, *look in _OWN:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _set(style, look)
    _shaped(document)
    _told(document, title)
    _settled(document)
    section.header.paragraphs[0].text = f"{title} ({key})"
    foot = section.footer.paragraphs[0]
    foot.add_run("Page ")
    field(foot, "PAGE")
    foot.add_run(" of ")
    field(foot, "NUMPAGES")
    return document


def _set(style: Any, look: Sequence[Any]) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    size, colour, bold, before, after = look
    font = style.font
    font.name, font.size, font.bold, font.italic = _FONT, Pt(size), bold, False
    font.color.rgb = RGBColor.from_string(colour)
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
    layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), 1.15
    layout.keep_with_next = style.name.startswith(("Heading", "TOC Heading"))


def _shaped(document: Any) -> None:
    """The bar at an example, the indents and page numbers of the contents."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Cm

    example = document.styles["Code Example"]
    example.paragraph_format.left_indent = Cm(0.5)
    bar = f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{_ORANGE}"/>'
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{bar}</w:pBdr>")
    properties = example.element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    for name, indent in (("Contents 1", 0.0), ("Contents 2", 0.5)):
        layout = document.styles[name].paragraph_format
        layout.left_indent = Cm(indent)
        layout.tab_stops.add_tab_stop(Cm(16.4), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    document.styles["Contents 1"].paragraph_format.keep_with_next = True


def _told(document: Any, title: str) -> None:
    """What the document says of itself."""
    told = document.core_properties
    told.title, told.subject, told.language = title[:255], "Codebook", _LANGUAGE
    told.author = told.last_modified_by = told.comments = told.keywords = told.category = ""
    told.created = told.modified = _CREATED
    told.revision = 1
    package = document.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # a picture of the empty document
            package.rels.pop(name)


def _settled(document: Any) -> None:
    """British English, the present layout of Word, and page numbers that Word fills in when it opens the file."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), _LANGUAGE)
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    compat = settings.find(qn("w:compat"))
    for setting in compat.findall(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    compat.addprevious(update)


def content(document: Any) -> bytes:
    """The bytes of the file: those of its parts, with one and the same date."""
    saved, fixed = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as file:
        for part in parts.infolist():
            held = zipfile.ZipInfo(part.filename, _CREATED.timetuple()[:6])
            held.compress_type, held.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            file.writestr(held, parts.read(part))
    return fixed.getvalue()
