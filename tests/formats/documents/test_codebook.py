"""The codebook for a coders' meeting, as a page and as a Word document."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import html

from cs_research.definitions import load_frame
from cs_research.formats.documents import codebook
from cs_research.formats.documents.codebook import build_codebook

#: Pandoc takes a second for each: what several tests look at is written once.
write_html, write_docx = cache(codebook.write_html), cache(codebook.write_docx)
ALL = ["2023", "2024", "awkward"]


@pytest.fixture(scope="module", params=ALL)
def any_frame(request, awkward):
    return awkward if request.param == "awkward" else load_frame(f"coding-frame/{request.param}")


def page_of(frame):
    return html.document_fromstring(write_html(frame).content.decode("utf-8"))


def document_of(frame):
    return Document(io.BytesIO(write_docx(frame).content))


def squeezed(text):
    return " ".join(text.split())


def texts_of(code):
    """All texts of a code that people read."""
    return (code.id, code.label, code.definition, code.use_when, code.not_when, code.example, code.source)


def test_every_text_of_every_code_is_on_the_page(any_frame):
    page = page_of(any_frame)
    articles = {article.get("id"): squeezed(article.text_content()) for article in page.iter("article")}
    assert list(articles) == [f"code-{entry.id}" for entry in build_codebook(any_frame).entries]
    assert len(articles) == len(any_frame.active)
    for code in any_frame.active:
        shown = articles[f"code-{code.id}"]
        for text in texts_of(code):
            assert squeezed(text) in shown
    whole = squeezed(page.text_content())
    for group in any_frame.groups:
        assert squeezed(group.definition) in whole
        assert squeezed(group.question) in whole
    for stance in any_frame.stances:
        assert squeezed(stance.definition) in whole
    for text in (any_frame.title, any_frame.description, any_frame.source.title, any_frame.source.publisher):
        assert squeezed(text) in whole


def test_every_text_of_every_code_is_in_the_document(any_frame):
    document = document_of(any_frame)
    shown = squeezed("\n".join(paragraph.text for paragraph in document.paragraphs))
    for code in any_frame.active:
        for text in texts_of(code):
            assert squeezed(text) in shown
    for group in any_frame.groups:
        assert squeezed(group.definition) in shown
        assert squeezed(group.question) in shown
    for text in (any_frame.title, any_frame.description, any_frame.source.title, any_frame.source.publisher):
        assert squeezed(text) in shown


def test_two_builds_are_the_same_bytes(any_frame):
    assert codebook.write_html(any_frame).content == write_html(any_frame).content
    assert codebook.write_docx(any_frame).content == write_docx(any_frame).content


def test_the_page_stands_alone_and_is_in_order_for_readers_of_all_kinds(any_frame):
    page = page_of(any_frame)
    assert page.get("lang") == "en-GB"
    assert page.findtext(".//title")
    assert not page.xpath("//script | //link | //img | //iframe | //*[@src]")
    assert "url(" not in page.findtext(".//style")
    assert "@import" not in page.findtext(".//style")
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3 | //h4 | //h5")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert page.xpath("//body/*")[0].get("href") == "#main"
    assert {link[1:] for link in page.xpath("//a/@href") if link.startswith("#")} <= set(ids)
    for name in page.xpath("//@aria-labelledby"):
        assert name in ids
    for table in page.iter("table"):
        assert len(table.xpath("./thead/tr/th[@scope='col']")) == len(table.xpath("./tbody/tr[1]/*"))


def test_what_is_typed_into_a_frame_is_text_and_never_markup(awkward):
    text = write_html(awkward).content.decode()
    assert "<b>bold</b>" not in text
    assert "<tags>" not in text
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; &lt;!-- not --&gt; ]]&gt; &amp;amp; &amp;#10;" in text
    trick = awkward.model_copy(update={"source": awkward.source.model_copy(update={"url": "javascript:alert(1)"})})
    assert not [link for link in page_of(trick).xpath("//a/@href") if "javascript" in link]


def test_ids_within_rules_lead_to_their_codes():
    page = page_of(load_frame("coding-frame/2023"))
    (article,) = page.xpath("//article[@id='code-target.assessments']")
    assert article.xpath(".//a/@href") == [
        "#code-target.context_weighting", "#code-framework.identification", "#code-target.multi_agency",
    ]  # fmt: skip


def test_an_extension_tells_its_changes_and_their_reasons():
    book = build_codebook(load_frame("coding-frame/2024"))
    assert [change.what for change in book.changes] == ["Added"] * 5
    assert book.changes[0].codes[:2] == ("value.collaborative", "value.ecological")
    page = page_of(load_frame("coding-frame/2024"))
    (changes,) = page.xpath("//section[@id='changes']")
    assert len(changes.xpath(".//tbody/tr")) == 5
    assert not page_of(load_frame("coding-frame/2023")).xpath("//section[@id='changes' or @id='retired']")
    facts = dict(book.facts)
    assert facts["Extends"].startswith("coding-frame/2023. ")
    assert facts["Version"] == "2024 (coding-frame/2024)"
    assert facts["Holds"] == "53 codes in 13 groups"


def test_retired_codes_stand_in_a_list_of_their_own_with_the_reason(awkward):
    page = page_of(awkward)
    (row,) = page.xpath("//section[@id='retired']//tbody/tr")
    assert [cell.text_content() for cell in row] == [
        'Gone\nb-2.gone\nThe "second"', "What b-2.gone is.", "merged in 1.10: it said the same as 'plain' <so>",
    ]  # fmt: skip
    assert not page.xpath("//article[@id='code-b-2.gone']")
    table = document_of(awkward).tables[-1]
    assert [cell.text for cell in table.rows[1].cells] == [
        'Gone\nb-2.gone\nThe "second"', "What b-2.gone is.", "merged in 1.10: it said the same as 'plain' <so>",
    ]  # fmt: skip


def test_what_is_left_out_is_listed(awkward):
    assert write_html(load_frame("coding-frame/2024")).lost == ()
    assert write_docx(load_frame("coding-frame/2024")).lost == ()
    assert write_docx(awkward).lost == (
        "order of the codes: each is with its group, below the code that it names",
        "rules, examples and sources of retired codes: b-2.gone",
    )


def test_the_document_has_headings_language_properties_and_page_numbers():
    frame = load_frame("coding-frame/2024")
    document = document_of(frame)
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[:2] == ["Subtitle", "Title"]
    assert (styles.count("Heading 1"), styles.count("Heading 2")) == (15, 53)
    told = document.core_properties
    assert (told.title, told.language, told.author) == (frame.title, "en-GB", "")
    assert told.created == told.modified == datetime(2000, 1, 1, tzinfo=UTC)
    languages = {element.get(qn("w:val")) for element in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    foot = document.sections[0].footer._element.xml
    assert 'w:instr="PAGE"' in foot
    assert 'w:instr="NUMPAGES"' in foot
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)


def test_tables_of_the_document_repeat_their_header(awkward):
    for table in document_of(awkward).tables:
        first, *others = [row._tr.trPr for row in table.rows]
        assert first.find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:tblHeader")) is None for row in others)


def test_codes_called_as_other_parts_are_have_places_of_their_own(awkward):
    names = ("a", "a-label", "stances", "changes", "main", "group-a")
    codes = tuple(awkward.codes[0].model_copy(update={"id": name, "label": name}) for name in names)
    frame = awkward.model_copy(update={"codes": codes})
    ids = page_of(frame).xpath("//@id")
    assert len(ids) == len(set(ids))
    body = document_of(frame).element.body
    places = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert len(places) == len(set(places)) == 1 + 3 + 6 + 1


def test_contents_lead_to_headings_and_codes_stay_on_one_page(any_frame):
    document = document_of(any_frame)
    body = document.element.body
    places = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert len(places) == len(set(places))
    within = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} - {None}
    assert within and within <= set(places)
    fields = [each.get(qn("w:instr")).split()[1] for each in body.iter(qn("w:fldSimple"))]
    assert sorted(fields) == sorted(places)
    code = [p.style for p in document.paragraphs if p.style.name in {"Heading 2", "Code Id", "Code Example"}]
    first = next(place for place, p in enumerate(document.paragraphs) if p.style.name == "Heading 2")
    ends = [place for place, p in enumerate(document.paragraphs) if p.style.name == "Code Source"]
    code += [p.style for p in document.paragraphs[first : ends[0]]]
    assert all(style.paragraph_format.keep_with_next and style.paragraph_format.keep_together for style in code)


def test_parts_of_the_document_bear_one_date_and_are_whole_xml(awkward):
    with zipfile.ZipFile(io.BytesIO(write_docx(awkward).content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if name.endswith((".jpeg", ".png"))]
        for name in archive.namelist():
            if re.search(r"\.(xml|rels)$", name):
                ElementTree.fromstring(archive.read(name))
