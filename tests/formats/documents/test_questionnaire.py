"""The questionnaire on screen and on paper: read back, every question with its words, answers and routing."""

import io
import re
import zipfile
from datetime import datetime
from functools import cache

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html

from cs_research.definitions import load_instrument, shipped_names
from cs_research.definitions.instrument import (
    Condition,
    Instrument,
    Item,
    Point,
    Population,
    Scale,
    Source,
)
from cs_research.formats.documents import questionnaire

#: Pandoc takes a second for each: what several tests look at is written once.
write_html, write_docx = cache(questionnaire.write_html), cache(questionnaire.write_docx)

LIKES = Scale(
    id="likes",
    points=(
        Point(id="not", label='Not "at all"'),
        Point(id="some", label="Some < half & more"),
        Point(id="lot", label="A lot 🎉"),
        Point(id="unsure", label="I don’t know", absence="dont_know"),
    ),
)
OPTIONS = (
    Point(id="salt", label="Salt </label>"),
    Point(id="sand", label="RETIRED SAND", retired="nobody chose it"),
    Point(id="vinegar", label="Vinegar"),
    Point(id="sauce", label="Sauce,\nany"),
)


def odd() -> Instrument:
    """Routing on single and multiple items, awkward wording, a retired item and a retired option."""
    items = (
        Item(id="who", kind="open", role="identifier", text="Who are you?", source="own"),
        Item(id="fish", kind="single", text="Do you like 'fish' &\n<b>chips</b>?", scale="likes", source="own"),
        Item(id="why", kind="open", text="Why?", asked_if=Condition(item="fish", points=("some", "lot")), source="own"),
        Item(id="old", kind="single", text="RETIRED QUESTION", scale="likes", retired="asked too much", source="own"),
        Item(id="with", kind="multiple", text="With what? Choose all that apply, or none.", options=OPTIONS,
             asked_if=Condition(item="fish", points=("lot",)), source="own"),
        Item(id="1st", kind="single", text="<script>alert('x')</script>", scale="likes", domain="target",
             asked_if=Condition(item="with", points=("salt", "sand", "sauce")), source="own"),
        Item(id="also", kind="multiple", text="Anything else with it?", options=OPTIONS[:1], source="own"),
        Item(id="how", kind="open", text="How?", asked_if=Condition(item="also", points=("salt",)), source="own"),
    )  # fmt: skip
    return Instrument(
        type="instrument",
        id="odd",
        version="1",
        title='Fish & <chips> "survey"',
        description="Line one.\nLine two </p><script>alert(1)</script>",
        source=Source(title="A & B", publisher="<us>", year=2024, url="https://example.org/?a=1&b=2"),
        population=Population(size=12, unit="child", units="children"),
        scales=(LIKES,),
        items=items,
    )


ROUTING = {
    "why": "Answer question 3 only if you chose ‘Some < half & more’ or ‘A lot 🎉’ in question 2. Otherwise go on to question 6.",
    "with": "Answer question 4 only if you chose ‘A lot 🎉’ in question 2. Otherwise go on to question 6.",
    "1st": "Answer question 5 only if you chose ‘Salt </label>’ or ‘Sauce, any’ in question 4. Otherwise go on to question 6.",
    "how": "Answer question 7 only if you chose ‘Salt </label>’ in question 6. Otherwise this is the end.",
}


@pytest.fixture(params=["odd", "yjs-survey/2022", "student-safety"])
def asked(request) -> Instrument:
    if request.param == "odd":
        return odd()
    named = [name for name in shipped_names() if name.startswith(request.param)]
    if not named:
        pytest.skip(f"{request.param} does not ship yet")
    return load_instrument(named[-1])


def texts_of(instrument):
    """The items as a reader must find them again: id, kind, text, and ids and labels of the answers."""
    found = []
    for item in instrument.items:
        if item.retired:
            continue
        points = () if item.kind == "open" else instrument.points_of(item)
        answers = [(point.id, point.label) for point in points if not point.retired]
        found.append((item.id, item.kind, item.text, answers))
    return found


def read_page(content: bytes):
    """The questions of a page, from its inputs, their labels and data attributes."""
    root = html.document_fromstring(content.decode("utf-8"))
    labels = {label.get("for"): label for label in root.iter("label")}
    found = []
    for block in root.find_class("question"):
        inputs = list(block.iter("input", "textarea"))
        assert {box.get("name") for box in inputs} == {block.get("data-item")}
        kinds = {"textarea": "open", "radio": "single", "checkbox": "multiple"}
        (kind,) = {kinds[box.get("type") or box.tag] for box in inputs}
        assert kind == block.get("data-kind")
        answers = [(box.get("value"), labels[box.get("id")].text_content()) for box in inputs if box.tag == "input"]
        (wording,) = block.find_class("text")
        holder = labels[inputs[0].get("id")] if kind == "open" else block.find(".//legend")
        assert wording in list(holder)
        found.append((block.get("data-item"), kind, wording.text_content(), answers))
    return root, found


def read_document(content: bytes):
    """The questions of a document: kind by the boxes, text after the number, labels after the box."""
    document = Document(io.BytesIO(content))
    for name, letter in (
        ("w:softHyphen", "\u00ad"),
        ("w:noBreakHyphen", "\u2011"),
    ):  # which python-docx leaves out
        for mark in list(document.element.iter(qn(name))):
            mark.addprevious(OxmlElement("w:t"))
            mark.getprevious().text = letter
            mark.getparent().remove(mark)
    found: list = []
    routing = ""
    for paragraph in document.paragraphs:
        style, text = paragraph.style.name, paragraph.text
        if style == "Routing":
            routing = text
        elif style == ("Routed Question" if routing else "Question"):
            number, words = text.split("\t", 1)
            found.append([number, "", words, [], routing])
            routing = ""
        elif style == "Options":
            for line in re.split("\n(?=[○☐]\t)", text):
                box, label = line.split("\t", 1)
                found[-1][1] = {"○": "single", "☐": "multiple"}[box]
                found[-1][3].append(label)
        elif style == "Answer Lines":
            assert set(text) <= {"\t", "\n"}
            found[-1][1] = "open"
    return document, found


def test_a_page_is_read_back_item_by_item(asked):
    written = write_html(asked)
    root, found = read_page(written.content)
    assert found == texts_of(asked)
    assert root.findtext(".//h1") == root.findtext(".//title") == asked.title
    assert root.find(".//form").get("data-instrument") == asked.key
    for block in root.find_class("question"):
        item = asked.item(block.get("data-item"))
        assert (block.get("data-role"), block.get("data-domain"), block.get("data-scale")) == (
            item.role, item.domain, item.scale,
        )  # fmt: skip


def test_a_document_is_read_back_item_by_item(asked):
    _, found = read_document(write_docx(asked).content)
    expected = [(kind, text, [label for _, label in answers]) for _, kind, text, answers in texts_of(asked)]
    assert [(kind, text, labels) for _, kind, text, labels, _ in found] == expected
    assert [number for number, *_ in found] == [f"{number}." for number in range(1, len(expected) + 1)]


def test_routing_is_told_in_words_above_its_question():
    root, _ = read_page(write_html(odd()).content)
    told = {
        block.get("data-item"): block.find_class("routing")[0].text_content()
        for block in root.find_class("question")
        if block.find_class("routing")
    }
    assert told == ROUTING
    _, found = read_document(write_docx(odd()).content)
    names = ["who", "fish", "why", "with", "1st", "also", "how"]
    assert {name: routing for name, (*_, routing) in zip(names, found, strict=True) if routing} == ROUTING


def test_routing_is_there_for_programs_too():
    root, _ = read_page(write_html(odd()).content)
    told = {
        block.get("data-item"): (block.get("data-asked-if"), block.get("data-asked-if-points"))
        for block in root.find_class("question")
        if block.get("data-asked-if")
    }
    assert told == {
        "why": ("fish", "some lot"), "with": ("fish", "lot"), "1st": ("with", "salt sauce"), "how": ("also", "salt"),
    }  # fmt: skip


def test_headings_follow_the_instruments_order_in_runs(instrument):
    root, _ = read_page(write_html(instrument).content)
    headings = [
        "About you and your service", "Framework: what guides the work", "Target: what the work is aimed at",
        "Partnerships: who works together", "Outcomes: what changes", "Further questions",
    ]  # fmt: skip
    assert [heading.text for heading in root.iter("h2")] == headings
    assert [len(section.find_class("question")) for section in root.iter("section")] == [5, 1, 2, 1, 1, 6]
    document, _ = read_document(write_docx(instrument).content)
    assert [each.text for each in document.paragraphs if each.style.name == "Heading 1"] == headings
    root, _ = read_page(write_html(odd()).content)
    assert [heading.text for heading in root.iter("h2")] == [
        "About you", "Further questions", "Target: what the work is aimed at", "Further questions (continued)",
    ]  # fmt: skip


def test_how_to_answer_is_said_once():
    root, _ = read_page(write_html(odd()).content)
    hints = {hint.get("id"): hint.text for hint in root.find_class("hint")}
    assert hints == {
        "fish.Hint": "Choose one.", "1st.Hint": "Choose one.", "also.Hint": "Choose all that apply.",
    }  # fmt: skip


def test_who_is_asked_and_where_it_comes_from_stand_above(instrument):
    root, _ = read_page(write_html(instrument).content)
    about = dict(
        zip(
            [term.text for term in root.iter("dt")],
            [said.text.strip() for said in root.iter("dd")],
            strict=True,
        )
    )
    assert about["Who is asked"] == (
        "All Youth Justice Services in England and Wales at the time of the survey (section 2.1). 157 services in all."
    )
    assert about["Drawn from"] == (
        "Exploring Contextual Safeguarding in youth justice services, HM Inspectorate of Probation, "
        "Research & Analysis Bulletin 2023/02, 2023"
    )
    assert about["Questionnaire"] == "yjs-survey/2022"
    document, _ = read_document(write_docx(instrument).content)
    lines = [each.text for each in document.paragraphs if each.style.name == "About"]
    assert f"Who is asked: {about['Who is asked']}" in lines
    assert "This page does not send anything." in root.find_class("note")[0].text_content()


@pytest.mark.parametrize("write", [write_html, write_docx])
def test_retired_wording_is_left_out_and_told(write):
    written = write(odd())
    content = written.content
    if write is write_docx:
        content = b"".join(zipfile.ZipFile(io.BytesIO(content)).read(name) for name in ("word/document.xml",))
    assert b"RETIRED" not in content
    assert "retired: old, with.sand" in written.lost
    assert any(line.startswith("items.asked_if, where it rests on what is retired: 1st") for line in written.lost)


def test_what_is_not_held_is_listed(instrument):
    page = write_html(instrument).lost
    paper = write_docx(instrument).lost
    assert "items.label: service, region, nation and 13 more" in page
    assert "scales.neutral: confidence, agreement" in page
    assert not any(line.startswith(("items.id", "items.role", "items.scale")) for line in page)
    assert {line.split(":")[0] for line in paper} - {line.split(":")[0] for line in page} == {
        "items.id", "items.role", "items.scale", "items.options.id", "scales.id", "scales.points.id",
    }  # fmt: skip


def test_a_page_needs_no_script_and_no_network(asked):
    root, _ = read_page(write_html(asked).content)
    tags = {element.tag for element in root.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "link", "img", "iframe", "button"}
    assert [link.get("href") for link in root.iter("a")] == ["#Questions"]
    addresses = {"src", "action", "formaction", "style", "srcset"}
    named = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in named if name in addresses or name.startswith("on")}
    assert "url(" not in root.findtext(".//style")
    (policy,) = [meta for meta in root.iter("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert policy.get("content").startswith("default-src 'none'")
    assert root.find(".//form").get("method") == "dialog"


def test_a_page_is_built_to_be_used_by_everyone(asked):
    root, found = read_page(write_html(asked).content)
    assert root.get("lang") == "en-GB"
    assert len(list(root.iter("h1"))) == len(list(root.iter("main"))) == 1
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    described = [name for element in root.iter() for name in (element.get("aria-describedby") or "").split()]
    named = [element.get("aria-labelledby") for element in root.iter("section")]
    assert described and set(described + named) <= set(ids)
    boxes = [box.get("id") for box in root.iter("input", "textarea")]
    assert sorted(boxes) == sorted(label.get("for") for label in root.iter("label"))
    assert (
        len(list(root.iter("fieldset")))
        == len(list(root.iter("legend")))
        == sum(kind != "open" for _, kind, _, _ in found)
    )
    style = root.findtext(".//style")
    assert "width: 24px; height: 24px" in style and ":focus-visible" in style
    assert "@media print" in style and "size: A4" in style and "break-inside: avoid" in style


def test_a_document_keeps_each_question_together(asked):
    document, _ = read_document(write_docx(asked).content)
    body = [each for each in document.paragraphs if each.style.name not in {"Title", "About"}]
    kept = []
    for paragraph in body:
        own = paragraph.paragraph_format.keep_with_next
        kept.append(paragraph.style.paragraph_format.keep_with_next if own is None else own)
        assert paragraph.style.paragraph_format.keep_together
    starts = {"Heading 1", "Question", "Routing"}
    for paragraph, following, keeps in zip(body, [*body[1:], None], kept, strict=True):
        last = following is None or (
            following.style.name in starts and paragraph.style.name in {"Options", "Answer Lines"}
        )
        assert keeps is not last, paragraph.text


def test_a_document_has_its_title_language_and_page_numbers(instrument):
    document, _ = read_document(write_docx(instrument).content)
    about = document.core_properties
    assert (about.title, about.language, about.author) == (instrument.title, "en-GB", "")
    assert {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    fields = [each.get(qn("w:instr")) for each in document.sections[0].footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert not document.tables


def test_a_document_is_the_same_bytes_each_time(asked):
    content = write_docx(asked).content
    assert questionnaire.write_docx(asked).content == content
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
    about = Document(io.BytesIO(content)).core_properties
    assert about.created.replace(tzinfo=None) == about.modified.replace(tzinfo=None) == datetime(2000, 1, 1)


def with_text(text: str, **more) -> Instrument:
    item = Item(id="say", kind="open", text=text, source="own")
    source = Source(title="t", publisher="p")
    return Instrument(type="instrument", id="x", version="1", title="x", source=source, items=(item,), **more)


def test_control_characters_are_replaced_and_told():
    instrument = with_text("Ring\x07 the bell\x00?")
    page, paper = write_html(instrument), write_docx(instrument)
    assert read_page(page.content)[1][0][2] == "Ring\ufffd the bell\ufffd?"
    assert read_document(paper.content)[1][0][2] == "Ring\ufffd the bell\ufffd?"
    assert "control characters, U+FFFD instead: say" in page.lost
    assert "control characters, U+FFFD instead: say" in paper.lost


def test_a_long_title_is_shown_whole_and_cut_only_in_the_properties():
    instrument = with_text("Why?").model_copy(update={"title": "word " * 60 + "end"})
    document, _ = read_document(write_docx(instrument).content)
    assert document.paragraphs[0].text == "word " * 60 + "end"
    assert document.core_properties.title == ("word " * 60)[:255]


def test_a_questionnaire_without_domains_has_a_plain_heading():
    root, _ = read_page(write_html(with_text("Why?")).content)
    assert [heading.text for heading in root.iter("h2")] == ["Questions"]


# a soft hyphen at either end of a text has nothing to divide: Word files leave it out
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).filter(
    lambda text: (
        any(letter.isprintable() and not letter.isspace() for letter in text)
        and text.strip() == text.strip().strip("\u00ad")
    )
)


@settings(max_examples=4)
@given(st.lists(WORDS, min_size=20, max_size=30))
@example(
    [
        "↔ or ↩\n↔",
        "a\u00adb",
        "a\u2011b",
        "&amp;#38;",
        "  \u2028x",
        "1. a",
        "[a](b){.c}",
        "$x$ `y` <b>",
        "::: a",
    ]
)
def test_any_wording_comes_back_as_it_was(texts):
    items = [Item(id=f"say{number}", kind="open", text=text, source="own") for number, text in enumerate(texts)]
    many = with_text("x").model_copy(update={"items": tuple(items)})
    wanted = [re.sub("[\ufffe\uffff]", "\ufffd", text.strip()) for text in texts]
    assert [text for _, _, text, _ in read_page(write_html(many).content)[1]] == wanted
    assert [text for _, _, text, _, _ in read_document(write_docx(many).content)[1]] == wanted
