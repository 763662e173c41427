"""Files of the wrong kind: what they are, and which command reads them."""

from __future__ import annotations

import pytest

from cs_research.errors import ReadError
from cs_research.formats.definition_files import read_codebook, read_instrument

QDC = '<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>'
WORD = b"PK\x03\x04" + bytes(26) + b"word/document.xml"
QSF = '{"SurveyEntry": {}, "SurveyElements": []}'


@pytest.mark.parametrize("content", [QDC, "tag,description\na,b\n"])
def test_a_codebook_is_no_questionnaire(write, content):
    with pytest.raises(ReadError) as caught:
        read_instrument(write("a.x", content))
    assert "or an SPSS .sav, got a codebook.\n  Hint: cs-research frame import reads it" in str(caught.value)


@pytest.mark.parametrize("content", [QSF, "field_name,form_name,field_type\n", "class\ttype/scale\tname\ttext\n"])
def test_a_questionnaire_is_no_codebook(write, content):
    with pytest.raises(ReadError) as caught:
        read_codebook(write("a.x", content))
    assert "got a questionnaire.\n  Hint: cs-research instrument import reads it" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("<!doctype html>\n<html>", "a web page"),
        ('<?xml version="1.0"?><codeBook/>', "XML of another kind"),
        ('{"a": 1}', "JSON of another kind"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG", "something else"),
        (WORD, "a Word document or another archive"),
    ],
)
@pytest.mark.parametrize("read", [read_codebook, read_instrument])
def test_other_files_are_named(write, read, content, found):
    with pytest.raises(ReadError) as caught:
        read(write("a.x", content))
    assert f", got {found}.\n  Hint: what export writes as html, docx or " in str(caught.value)
