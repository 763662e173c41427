"""The caption of a table in PDF is on the page where the table starts."""

from pathlib import Path

import pypdf
import pytest

from cs_research._files import shipped
from cs_research.reporting.render.embedded import compile_pdf, fonts_folder


def document(filled):
    template = Path(shipped("reports", "embedded", "document.typ")).read_text(encoding="utf-8")
    rules = "\n".join(line for line in template.splitlines() if line.startswith(("#set figure", "#show figure")))
    cells = ", ".join(f"[row {number}], [x]" for number in range(60))
    return f"""
#let sans = "DejaVu Sans"
#let ink = black
#set document(title: "Made up")
#set page(height: 300pt, width: 300pt, margin: 20pt)
{rules}
#block(height: {filled}pt)[above]
#figure(align(center)[#table(columns: 2, table.header([H], [I]), {cells})], caption: [The caption], kind: table)
"""


@pytest.mark.parametrize("filled", [60, 225, 231, 238])
def test_a_caption_is_not_left_at_the_foot_of_the_page_before_its_table(tmp_path, filled):
    path = tmp_path / "made.pdf"
    path.write_bytes(compile_pdf(document(filled), tmp_path, "made.pdf"))
    pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    (caption,) = [number for number, text in enumerate(pages) if "The caption" in text]
    assert "row 0" in pages[caption]
    assert len(pages) > 2


def test_the_fonts_of_a_pdf_are_there(tmp_path):
    """Typst falls back to other fonts in silence if the folder is missing, and pages break elsewhere."""
    assert (fonts_folder() / "DejaVuSans.ttf").is_file()
    path = tmp_path / "made.pdf"
    path.write_bytes(compile_pdf(document(1), tmp_path, "made.pdf"))
    fonts = pypdf.PdfReader(path).pages[0]["/Resources"]["/Font"].values()
    assert any("DejaVu" in font.get_object()["/BaseFont"] for font in fonts)
