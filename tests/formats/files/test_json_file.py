"""Files of other programs that are nested without end are refused at once, with the line."""

import time

import pytest

from cs_research.errors import ReadError
from cs_research.formats.definition_files import CODEBOOK_READERS, INSTRUMENT_READERS, reader_of
from cs_research.formats.files.json_file import json_of
from cs_research.formats.files.xml import root_of

DEEP = 100_000
QSF = '{"SurveyEntry": {},\n"SurveyElements":\n'


@pytest.mark.parametrize("ends", [True, False])
@pytest.mark.parametrize("levels", [101, 900, DEEP])
def test_json_without_an_end_is_refused(tmp_path, levels, ends, check_faults):
    path = tmp_path / "deep.qsf"
    path.write_text(QSF + "[" * levels + ("]" * levels + "}" if ends or levels == 101 else ""))
    start = time.process_time()
    with pytest.raises(ReadError) as caught:
        reader_of(path, INSTRUMENT_READERS).read(path)
    assert time.process_time() - start < 3
    if ends or levels == DEEP:
        check_faults(caught, (f"{path}, line 3", "JSON", "100 levels"))


def test_json_that_is_nested_as_surveys_are_is_read(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"a": ' + "[" * 99 + '"[[[", 1, null, true' + "]" * 99 + "}")
    assert list(json_of(path)) == ["a"]


def test_json_with_a_number_of_any_length_is_an_error_and_no_traceback(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("[" + "9" * 5000 + "]")
    with pytest.raises(ReadError, match="file must be JSON"):
        json_of(path)


@pytest.mark.parametrize(
    ("start", "family"),
    [
        ("<CodeBook>\n<Codes>\n", CODEBOOK_READERS),
        ("<document>\n<LimeSurveyDocType>Survey</LimeSurveyDocType>\n", INSTRUMENT_READERS),
    ],
)
def test_xml_without_an_end_is_refused(tmp_path, start, family, check_faults):
    path = tmp_path / "deep.xml"
    ends = start.split("\n", 1)[0].replace("<", "</")
    middle = "<Code name='a'>" * DEEP + "</Code>" * DEEP
    path.write_text(start + middle + ("</Codes>" if "Codes" in start else "") + ends)
    began = time.process_time()
    with pytest.raises(ReadError) as caught:
        reader_of(path, family).read(path)
    assert time.process_time() - began < 3
    check_faults(caught, (f"{path}, line 3", "XML", "200 levels"))


def test_xml_that_is_nested_as_codebooks_are_is_read(tmp_path):
    data = ("<a>" * 200 + "</a>" * 200).encode()
    assert root_of(tmp_path, data).tag == "a"
