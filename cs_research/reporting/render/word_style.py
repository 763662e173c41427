"""The styles of Word reports: Pandoc's reference document, adapted to the design of the pages."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from cs_research._files import write_bytes
from cs_research.formats.files.word_document import INK, MUTED, NAVY, ORANGE, barred, content, field

_FONT = "Arial"
#: Style, size in points, colour, bold, space before and after in points.
_STYLES = (
    ("Normal", 11, INK, False, 0, 6),
    ("Body Text", 11, INK, False, 0, 7),
    ("First Paragraph", 11, INK, False, 0, 7),
    ("Compact", 9.5, INK, False, 2, 2),
    ("Title", 24, NAVY, True, 0, 4),
    ("Subtitle", 13, MUTED, False, 0, 14),
    ("Heading 1", 18, NAVY, True, 20, 6),
    ("Heading 2", 15, NAVY, True, 18, 5),
    ("Heading 3", 12, NAVY, True, 12, 4),
    ("Image Caption", 10, INK, False, 10, 4),
    ("Table Caption", 10, INK, True, 10, 4),
    ("Block Text", 11, INK, False, 6, 4),
)
#: Additional styles, based on body text: size, colour, bold, space before and after.
_OWN = (
    ("Source Note", 9.5, MUTED, False, 2, 8),
    ("Made Up", 11, "6B4E00", False, 0, 8),
    ("Box Title", 11, INK, True, 8, 4),
    ("Quotation", 11, INK, False, 8, 1),
    ("Quotation Source", 9.5, MUTED, False, 0, 6),
    ("Contrary Quotation", 11, INK, False, 8, 1),
    ("Contrary Quotation Source", 9.5, MUTED, False, 0, 6),
)


def reference_document(path: Path) -> Path:
    """Write the reference document that Pandoc takes a report's styles from, and return its path."""
    import pypandoc
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm

    printed = subprocess.run(
        [pypandoc.get_pandoc_path(), "--print-default-data-file=reference.docx"],
        capture_output=True,
        check=True,
    )
    path.write_bytes(printed.stdout)
    document = Document(str(path))
    for section in document.sections:
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin = section.bottom_margin = Cm(2.3)
    for name, size, colour, bold, before, after in _STYLES:
        _set(document.styles[name], size, colour, bold, before, after)
    for name, size, colour, bold, before, after in _OWN:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Body Text"]
        _set(style, size, colour, bold, before, after)
        if "Quotation" in name:
            style.paragraph_format.left_indent = Cm(0.5)
            style.paragraph_format.keep_with_next = not name.endswith("Source")
            barred(style, INK if name.startswith("Contrary") else ORANGE)
    _numbered(document.sections[0].footer)
    _ruled(document.styles["Table"])
    write_bytes(path, content(document))
    return path


def _set(style: Any, size: float, colour: str, bold: bool, before: float, after: float) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    font = style.font
    font.name, font.size, font.bold, font.italic = _FONT, Pt(size), bold, False
    font.color.rgb = RGBColor.from_string(colour)
    properties = style.element.rPr
    for spacing in properties.findall(qn("w:spacing")):
        properties.remove(spacing)
    fonts = properties.rFonts
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("w:hAnsi", "w:cs"):
        fonts.set(qn(kind), _FONT)
    layout = style.paragraph_format
    layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), 1.15
    layout.alignment = WD_ALIGN_PARAGRAPH.LEFT
    layout.keep_with_next = style.name.startswith(("Heading", "Image Caption", "Table Caption", "Box Title"))


def _ruled(style: Any) -> None:
    """Draw a thin line under every row of a table."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    properties = style.element.find(f"{{{style.element.nsmap['w']}}}tblPr")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="C8CDD2"/>' for side in ("top", "bottom", "insideH"))
    properties.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))


def _numbered(footer: Any) -> None:
    """Add the page number to the footer."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    field(footer.paragraphs[0], "PAGE")
