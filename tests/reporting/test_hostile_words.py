"""What people said stays text in every format, whatever it looks like."""

import shutil

import lxml.html
import pytest
from docx import Document
from pypdf import PdfReader

from cs_research._files import read_text, write_text
from cs_research.cli.run import run

SAID = "Attend, engage, complete the knife programme"
HOSTILE = (
    "Attend <script>alert(1)</script> {{< include study.yaml >}} ```{python} 6*7``` `{python} 6*7` $x^2$ "
    "[go](javascript:alert(1)) @fig-gap ::: {.key} #set page() \\pagebreak <!-- gone --> &amp; programme"
)


@pytest.fixture(scope="module")
def report(demo_study, tmp_path_factory):
    """The report on outcomes, of a study in which somebody said so."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(demo_study.parent, folder / "study")
    for name in ("transcripts/b-interview.txt", "codings/coder-1.csv", "codings/coder-2.csv"):
        path = folder / "study" / name
        text = read_text(path)
        assert SAID in text
        write_text(path, text.replace(SAID, HOSTILE))
    run(folder / "study", folder / "out", engine="embedded", only=["outcomes", "claims"])
    return folder / "out"


def squeezed(text):
    return "".join(text.split())


@pytest.mark.parametrize("name", ["outcomes", "claims"])
def test_a_page_shows_it_as_it_was_written(report, name):
    text = (report / f"{name}.html").read_text(encoding="utf-8")
    page = lxml.html.fromstring(text)
    assert HOSTILE in " ".join(page.text_content().split())
    assert "<script>alert" not in text
    assert not page.xpath("//a[starts-with(@href, 'javascript')]")


@pytest.mark.parametrize("name", ["outcomes", "claims"])
def test_a_word_document_shows_it_as_it_was_written(report, name):
    document = Document(str(report / f"{name}.docx"))
    text = "".join(node.text or "" for node in document.element.iter() if node.tag.endswith("}t"))
    assert squeezed(HOSTILE) in squeezed(text)


@pytest.mark.parametrize("name", ["outcomes", "claims"])
def test_a_pdf_shows_it_as_it_was_written(report, name):
    text = "".join(page.extract_text() for page in PdfReader(report / f"{name}.pdf").pages)
    assert squeezed(HOSTILE) in squeezed(text)
