"""What a Word document has and python-docx has no call for: fields, links, bookmarks, ruled tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = [
    "add_row",
    "add_table",
    "barred",
    "field",
    "fields_filled_in",
    "led_to",
    "linked",
    "marked",
    "pieced",
]

_NAVY, _RULE = "12436D", "C8CDD2"


def field(paragraph: Any, instruction: str) -> None:
    """Put a field at the end of a paragraph; its value is filled in where the document is opened."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    made = f'<w:fldSimple {nsdecls("w")} w:instr="{instruction}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(made))


def fields_filled_in(document: Any) -> None:
    """Have Word fill in all fields when it opens the document; it asks whether it may."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    document.settings.element.find(qn("w:compat")).addprevious(update)


def led_to(style: Any, width: float, leader: str) -> None:
    """Give a style a stop at the right margin, with ``DOTS`` or ``LINES`` that lead there."""
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
    """Make a paragraph a place that links lead to."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._p.insert_element_before(start, "w:r")
    paragraph._p.append(end)


def linked(paragraph: Any, text: str, name: str) -> None:
    """Put text at the end of a paragraph that leads to a place in the document."""
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
    """A ruled table with a header row that stands again on each page; widths in centimetres."""
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
    """A row that stays on one page; each cell is text in pieces, with the place that a piece leads to or nothing."""
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
    """Put text in pieces at the end of a paragraph, each with the place that it leads to or nothing."""
    for text, name in pieces:
        if name:
            linked(paragraph, text, name)
        else:
            paragraph.add_run(text)
