"""The embedded engine against the real Quarto: what each made of the sample of constructs reads the same.

The sample and what Quarto 1.11 made of it stand in ``../shared/quarto-sample``.
"""

from __future__ import annotations

import re
import subprocess

import lxml.html
import pypandoc
import pytest
from pypdf import PdfReader

from cs_research.reporting.render.embedded import Job, render


@pytest.fixture(scope="module")
def sample(shared, tmp_path_factory):
    """The folder that holds the sample in every format, as the embedded engine makes it."""
    folder = tmp_path_factory.mktemp("sample")
    source = shared("quarto-sample/sample.qmd")
    render([Job("sample", source, {"domain": "partnerships"})], folder, ["html", "docx", "pdf"], lambda _: None)
    return folder


@pytest.fixture(scope="module")
def ours(sample):
    page = lxml.html.fromstring((sample / "sample.html").read_text(encoding="utf-8"))
    (main,) = page.xpath("//main")
    return main


@pytest.fixture(scope="module")
def theirs(shared):
    text = shared("quarto-sample/expected/main.html").read_text(encoding="utf-8")
    main = lxml.html.fromstring(text)
    for part in main.xpath("//*[@id='title-block-header'] | //ul[@role='tablist']"):
        part.getparent().remove(part)
    return main


def words(element) -> str:
    """The text of an element as it is read."""
    return " ".join(element.text_content().replace("\u00a0", " ").split())


def floats(main) -> list[tuple[str, str]]:
    """The id and caption of every figure, sub-figure and table, in the order of the page."""
    found = []
    for element in main.iter():
        name = str(element.get("id") or "")
        if re.fullmatch(r"(fig|tbl)-[a-z]+", name):
            captions = element.xpath("./figcaption | ./figure/figcaption | .//caption")
            found.append((name, words(captions[-1]).replace(":", "", 1)))
    return found


def references(main) -> list[tuple[str, str]]:
    links = main.xpath(
        ".//a[starts-with(@href, '#fig-') or starts-with(@href, '#tbl-') or starts-with(@href, '#sec-')]"
    )
    return [(link.get("href"), words(link)) for link in links]


def test_figures_tables_and_their_captions_have_the_same_numbers_in_the_same_order(ours, theirs):
    assert floats(ours) == [
        ("fig-bars", "Figure 1 Confidence outruns evidence"),
        ("tbl-shares", "Table 1 Shares by item"),
        ("fig-two", "Figure 2 Two squares"),
        ("fig-a", "(a) First"),
        ("fig-b", "(b) Second"),
        ("tbl-hand", "Table 2 A hand-written table"),
        ("tbl-plain", "Table 3 Plain data frame"),
    ]
    assert floats(ours) == floats(theirs)


def test_references_read_the_same_and_lead_to_the_same(ours, theirs):
    assert len(references(ours)) == 6
    assert references(ours) == references(theirs)


def test_pictures_have_the_same_alternative_text(ours, theirs):
    output = [image.get("alt") for image in ours.iter("img")]
    assert output == [image.get("alt") for image in theirs.iter("img")]
    assert output[0] == "Two bars. Assess 85 per cent, record 73 per cent."


def test_headings_tables_and_citations_read_the_same(ours, theirs):
    for path in (
        ".//h2",
        ".//thead/tr",
        ".//tbody/tr",
        ".//*[@class='citation']",
        ".//*[@id='refs']/div",
        ".//blockquote",
    ):
        read = [words(element) for element in ours.xpath(path)]
        assert read
        assert read == [words(element) for element in theirs.xpath(path)]


def test_the_page_reads_the_same_from_start_to_end(ours, theirs):
    """Every paragraph of the one is in the other, in the same order; callouts and tabs have their titles too."""
    read = [words(paragraph) for paragraph in ours.iter("p")]
    expected = [words(paragraph) for paragraph in theirs.iter("p")]
    titles = ["Note: How to read this", "Warning"]
    assert [text for text in read if text not in titles] == expected
    complete = words(ours)
    places = [
        complete.index(title) for title in (*titles, "Important: Made-up data", "Chart First tab.", "Table Second tab.")
    ]
    assert places == sorted(places)


def document_words(text: str) -> list[str]:
    """The words that a reader meets, without alternative text and sizes of pictures."""
    plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.findall(r"\w+", re.sub(r"\{[^}]*\}", " ", plain))


def test_the_word_document_reads_the_same(sample, shared):
    made = subprocess.run(
        [pypandoc.get_pandoc_path(), str(sample / "sample.docx"), "--to=markdown", "--wrap=none"],
        capture_output=True, check=True, encoding="utf-8",
    ).stdout  # fmt: skip
    expected = shared("quarto-sample/expected/docx.md").read_text(encoding="utf-8")
    read, meant = (text[text.index("Findings") :] for text in (made, expected))
    assert sorted(set(document_words(read))) == sorted(set(document_words(meant)))
    for caption in ("Figure 1", "Table 1", "(a)", "(b)", "Figure 2", "Table 2", "Table 3"):
        assert caption in read.replace("\u00a0", " ").replace("\\(", "(").replace("\\)", ")")
    order = [
        "1 Findings",
        "### Chart",
        "### Table",
        "Left column",
        "Not in HTML",
        "2 Method",
        "Newcombe, Robert",
    ]
    for text in (read, meant):
        places = [text.replace("\u00a0", " ").index(part) for part in order[1:]]
        assert places == sorted(places)


def test_the_pdf_reads_the_same_but_for_the_style_of_citations(sample, shared):
    text = " ".join(page.extract_text() for page in PdfReader(sample / "sample.pdf").pages)
    read = " ".join(text.replace("\u00a0", " ").split())
    for part in (
        "The domain is partnerships. In all, 85% of 57 services; see Figure 1, Table 1 and Section 2.",
        "Figure 1: Confidence outruns evidence", "Table 1: Shares by item", "How to read this", "Warning",
        "Made-up data", "Nothing here is real.", "First tab.", "(a) First", "(b) Second", "Figure 2: Two squares",
        "Table 2: A hand-written table", "This paragraph was included; share 0.85.", "Not in HTML.",
        "We map with the young person.", "Table 3: Plain data frame", "2 Method",
    ):  # fmt: skip
        assert part in read
    assert "Only in HTML." not in read
