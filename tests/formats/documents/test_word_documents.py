"""The Word documents, opened by Pandoc as a program of its own would open them."""

import json

import pypandoc
import pytest

from cs_research.definitions import load_frame, load_instrument
from cs_research.formats.definition_files import FRAMES, INSTRUMENTS


@pytest.fixture
def opened(tmp_path):
    def read(content):
        path = tmp_path / "document.docx"
        path.write_bytes(content)
        return json.loads(pypandoc.convert_file(str(path), "json"))

    return read


def texts(node):
    """The words of a document, in order."""
    if isinstance(node, dict):
        if node.get("t") == "Str":
            return node["c"]
        return " " if node.get("t") in {"Space", "SoftBreak", "LineBreak"} else texts(node.get("c", []))
    return "".join(map(texts, node)) if isinstance(node, list) else ""


def headings(document):
    return [(block["c"][0], texts(block["c"][2])) for block in document["blocks"] if block["t"] == "Header"]


def test_the_questionnaire_has_a_title_headings_and_every_question(opened):
    instrument = load_instrument("yjs-survey/annual")
    document = opened(INSTRUMENTS["docx"].write(instrument).content)
    assert texts(document["meta"]["title"]["c"]) == instrument.title
    assert len(headings(document)) >= 5
    whole = texts(document["blocks"])
    for item in instrument.asked:
        assert " ".join(item.text.split()) in whole, item.id
    assert "What do you value most in your role?" not in whole  # retired


def test_the_codebook_has_every_group_and_code(opened):
    frame = load_frame("coding-frame/2024")
    document = opened(FRAMES["docx"].write(frame).content)
    found = [text for _, text in headings(document)]
    for group in frame.groups:
        assert any(group.label in text for text in found), group.id
    whole = texts(document["blocks"])
    for code in frame.active:
        assert code.definition in whole, code.id
