"""The words of a page in each format, as a reader meets them, to compare what two engines made."""

from __future__ import annotations

import subprocess
from pathlib import Path

import lxml.html
import pypandoc
from pypdf import PdfReader

__all__ = ["alternative_texts", "captions_and_pictures", "words_of"]


def words_of(path: Path) -> list[str]:
    """Every word of an HTML page, a Word document or a PDF, in order."""
    text = {".html": _of_page, ".docx": _of_word, ".pdf": _of_pdf}[path.suffix](path)
    return text.replace("\u00a0", " ").split()


def alternative_texts(path: Path) -> list[str]:
    """The alternative text of each picture of a page or a Word document."""
    if path.suffix == ".html":
        return [str(image.get("alt")) for image in _parsed(path).iter("img")]
    from docx import Document

    shown = Document(str(path)).element.body.iter("{*}docPr")
    return [str(picture.get("descr")) for picture in shown]


def captions_and_pictures(path: Path) -> list[str]:
    """What a Word document has of captions and pictures, in order."""
    from docx import Document

    kinds = [
        "picture" if paragraph._p.xpath(".//pic:pic") else paragraph.style.name
        for paragraph in Document(str(path)).paragraphs
    ]
    return [kind for kind in kinds if kind == "picture" or "Caption" in kind]


def _parsed(path: Path) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(path.read_text(encoding="utf-8"))


def _of_page(path: Path) -> str:
    page = _parsed(path)
    for part in page.xpath("//script | //style"):
        part.drop_tree()
    return str(page.text_content())


def _of_word(path: Path) -> str:
    command = [pypandoc.get_pandoc_path(), str(path), "--to=plain", "--wrap=none"]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


def _of_pdf(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)
