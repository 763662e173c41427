"""Pages, Word documents and PDFs as the people meet them who need them most: WCAG 2.2 AA, and its like in documents."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from itertools import pairwise

import lxml.etree
import pytest
from annual_study import write_study
from docx import Document
from pypdf import PdfReader

from cs_research.protection import protect
from cs_research.reporting.pages import PAGES
from cs_research.reporting.site import write_report
from cs_research.results import measure
from cs_research.study.load import load_study

#: The made-up study has no weights: their page is of a study of its own.
NAMES = [page.name for page in PAGES if page.name not in ("weights", "annex")]
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium, without a network."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on the path: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def opened(browser, demo_report):
    """Open a page at a width; closed at the end."""
    contexts = []

    def visit(name, width=1280, folder=None, **how):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, offline=True, **how))
        page = contexts[-1].new_page()
        page.goto(((folder or demo_report) / f"{name}.html").as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def weighted_report(tmp_path_factory):
    """The report of a small study with weights, with its page of weights only."""
    folder = tmp_path_factory.mktemp("weighted")
    rows = [(n, "North" if n <= 20 else "South", "High" if n <= 30 else "Low", "Mid") for n in range(1, 41)]
    register = [(n, "North" if n <= 20 else "South") for n in range(1, 61)]
    study = write_study(folder, rows, register=register, more="weights: {rake: [region]}\n")
    release = protect(measure(load_study(study)))
    return write_report(release, folder / "report", formats=("html",), only=("weights",), engine="embedded").parent


@pytest.mark.parametrize("name", [*NAMES, "weights"])
def test_axe_finds_nothing_with_every_box_and_tab_open(opened, request, name):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(name, folder=request.getfixturevalue("weighted_report") if name == "weights" else None)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    found = Axe().run(page, options=AXE).response["violations"]
    output = [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found]
    assert output == []
    for tab in page.query_selector_all("[role=tab]")[1:]:
        tab.click()
        assert Axe().run(page, options=AXE).response["violations"] == []


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_no_page_scrolls_sideways(opened, width):
    page = opened(NAMES[0], width)
    for name in NAMES:
        page.goto(page.url.rpartition("/")[0] + f"/{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_every_picture_has_words_and_every_page_one_first_heading(opened):
    page = opened(NAMES[0])
    for name in NAMES:
        page.goto(page.url.rpartition("/")[0] + f"/{name}.html")
        assert page.evaluate("document.querySelectorAll('h1').length") == 1
        assert page.evaluate("document.documentElement.lang") == "en-GB"
        alts = page.evaluate("[...document.images].map((image) => image.alt)")
        assert all(len(alt) > 40 for alt in alts), name
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1]))")
        assert all(after - before <= 1 for before, after in pairwise(levels)), name


def test_tabs_are_worked_with_the_keyboard_and_without_a_script_all_is_there(opened):
    page = opened("target")
    chart, numbers = page.query_selector_all("[role=tab]")[:2]
    panels = page.query_selector_all("[role=tabpanel]")[:2]
    assert [panel.is_visible() for panel in panels] == [True, False]
    chart.focus()
    page.keyboard.press("ArrowRight")
    assert [panel.is_visible() for panel in panels] == [False, True]
    assert numbers.get_attribute("aria-selected") == "true"
    plain = opened("target", java_script_enabled=False)
    assert all(panel.is_visible() for panel in plain.query_selector_all(".tab"))


def test_the_skip_link_comes_first_and_leads_to_the_text(opened):
    page = opened("target")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_in_print_boxes_and_tabs_are_open(opened):
    page = opened("target")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert all(panel.is_visible() for panel in page.query_selector_all(".tab"))
    assert page.evaluate("[...document.querySelectorAll('details')].every((d) => d.open)")
    assert not page.query_selector("nav").is_visible()


#: How far each text of a picture lies from its edges, in pixels.
EDGES = """() => {
  const box = document.documentElement.getBoundingClientRect();
  return [...document.querySelectorAll("text")].map((text) => {
    const at = text.getBoundingClientRect();
    const far = [at.left - box.left, box.right - at.right, at.top - box.top, box.bottom - at.bottom];
    return [text.textContent, Math.min(...far)];
  });
}"""


def test_every_label_of_a_figure_is_complete_and_none_is_turned(browser, demo_report):
    page = browser.new_page()
    figures = sorted((demo_report / "figures").glob("*.svg"))
    for figure in figures:
        page.goto(figure.as_uri())
        labels = page.evaluate(EDGES)
        assert labels, figure.name
        assert [text for text, far in labels if far < -1] == [], figure.name
        turned = re.findall(r"rotate\(([-.\d]+)", figure.read_text(encoding="utf-8"))
        assert {float(angle) for angle in turned} <= {0.0}, figure.name
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_word_document_has_title_language_headings_header_rows_and_alternative_text(demo_report, name):
    document = Document(str(demo_report / f"{name}.docx"))
    report = json.loads((demo_report / "report.json").read_text(encoding="utf-8"))
    assert document.core_properties.title == report["pages"][name]["title"]
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles.count("Title") == 1
    levels = [int(style[-1]) for style in styles if style.startswith("Heading ")]
    assert levels
    assert min(levels) == levels[0]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for table in document.tables:
        assert table.rows[0]._tr.find(f"{W}trPr/{W}tblHeader") is not None
    pictures = [node.get("descr") for node in document.element.iter() if node.tag.endswith("}docPr")]
    assert all(words and len(words) > 40 for words in pictures)
    with zipfile.ZipFile(demo_report / f"{name}.docx") as archive:
        language = lxml.etree.fromstring(archive.read("word/styles.xml")).find(f".//{W}lang")
    assert language.get(f"{W}val") == "en-GB"


@pytest.mark.parametrize("name", NAMES)
def test_a_pdf_is_tagged_and_says_its_title_language_and_pictures(demo_report, name):
    """Typst refuses to compile what does not meet PDF/UA-1; here the file itself is asked."""
    reader = PdfReader(demo_report / f"{name}.pdf")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata.title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1" in root["/Metadata"].get_data()
    page = json.loads((demo_report / "report.json").read_text(encoding="utf-8"))["pages"][name]
    alts = {" ".join(str(alt).split()) for alt in figure_descriptions(root["/StructTreeRoot"])}
    assert {" ".join(figure["alt"].split()) for figure in page["figures"].values() if figure} <= alts


def figure_descriptions(element):
    """The alternative text of every figure below an element of a PDF's structure."""
    element = element.get_object()
    if element.get("/S") == "/Figure":
        yield element.get("/Alt", "")
    inner = element.get("/K", [])
    for kid in inner if isinstance(inner, list) else [inner]:
        kid = kid.get_object()
        if hasattr(kid, "get") and ("/K" in kid or kid.get("/S") == "/Figure"):
            yield from figure_descriptions(kid)
