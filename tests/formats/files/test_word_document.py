"""Bare Word documents: looks, properties, and bytes that do not depend on the day or the machine."""

from __future__ import annotations

import zipfile
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn

from cs_research.formats.files.word_document import INK, NAVY, Look, content, new_document

LOOKS = {
    "Normal": Look(11, INK, False, 0, 6),
    "Own": Look(9, NAVY, True, 3, 4, kept=True, indent=1, height=2),
}


def made():
    document = new_document("A\n title ", "Example", LOOKS, 16.0)
    document.add_paragraph("Words", style="Own")
    return content(document)


def test_styles_are_as_they_are_looked():
    document = Document(BytesIO(made()))
    own = document.styles["Own"]
    assert (own.base_style.name, own.font.name, own.font.size.pt, own.font.bold) == (
        "Normal",
        "Arial",
        9,
        True,
    )
    layout = own.paragraph_format
    assert (layout.space_before.pt, layout.space_after.pt, layout.line_spacing) == (3, 4, 2)
    assert (round(layout.left_indent.cm, 2), layout.keep_with_next, layout.keep_together) == (1, True, True)
    assert document.styles["Footer"].font.size.pt == 8.5
    section = document.sections[0]
    assert round(section.page_width.cm - section.left_margin.cm - section.right_margin.cm, 2) == 16.0


def test_a_document_says_what_it_is_and_in_which_language():
    document = Document(BytesIO(made()))
    told = document.core_properties
    assert (told.title, told.subject, told.language, told.author) == ("A title", "Example", "en-GB", "")
    assert {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert document.settings.element.find(qn("w:updateFields")) is None


def test_the_same_bytes_on_any_day_and_machine():
    assert made() == made()
    with zipfile.ZipFile(BytesIO(made())) as archive:
        parts = archive.infolist()
    assert {(part.date_time, part.create_system, part.compress_type) for part in parts} == {
        ((2000, 1, 1, 0, 0, 0), 0, zipfile.ZIP_DEFLATED)
    }
    assert not [part.filename for part in parts if part.filename.endswith((".jpeg", ".png"))]
