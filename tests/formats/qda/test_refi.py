"""The REFI-QDA codebook: what it holds comes back as it was, and it fits the published schema."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from cs_research._yaml import yaml_text
from cs_research.definitions import Code, load_frame
from cs_research.formats.definition_files import FRAMES, read_codebook
from cs_research.formats.qda import descriptions as packed
from cs_research.formats.qda import refi

SPACE = {"q": "urn:QDA-XML:codebook:1.0"}


@pytest.fixture(scope="module", params=["2023", "2024", "awkward"])
def any_frame(request, awkward):
    return awkward if request.param == "awkward" else load_frame(f"coding-frame/{request.param}")


def test_every_code_group_and_text_comes_back(any_frame, tmp_path):
    path = tmp_path / "x.qdc"
    path.write_bytes(refi.write(any_frame).content)
    found = read_codebook(path).frame
    assert {code.id: code for code in found.codes} == {code.id: code for code in any_frame.active}
    assert found.groups == any_frame.groups
    assert found.stances == any_frame.stances
    assert (found.key, found.title) == (any_frame.key, any_frame.title)
    assert (found.description, found.source) == (any_frame.description, any_frame.source)


def test_the_order_of_shipped_codes_comes_back(tmp_path):
    frame = load_frame("coding-frame/2024")
    path = tmp_path / "x.qdc"
    path.write_bytes(refi.write(frame).content)
    assert read_codebook(path).frame.codes == frame.codes


def test_what_comes_back_loads_as_a_file_of_ones_own(any_frame, tmp_path):
    (tmp_path / "x.qdc").write_bytes(refi.write(any_frame).content)
    found = read_codebook(tmp_path / "x.qdc")
    (tmp_path / "x.yaml").write_text(yaml_text(found.frame, "\n".join(found.notes)), encoding="utf-8")
    assert load_frame("x.yaml", tmp_path) == found.frame


def test_codebooks_fit_the_published_schema(any_frame, shared):
    schema = etree.XMLSchema(file=str(shared("data/refi_qda/schemas/Codebook.xsd")))
    schema.assertValid(etree.fromstring(refi.write(any_frame).content))
    schema.assertValid(etree.fromstring(refi.write(any_frame, colours=False).content))


def test_two_builds_are_the_same_bytes(any_frame):
    assert refi.write(any_frame).content == refi.write(any_frame).content


def guids(frame):
    root = etree.fromstring(refi.write(frame).content)
    return {code.get("name"): code.get("guid") for code in root.iterfind(".//q:Code", SPACE)}


def test_a_code_keeps_its_guid_from_version_to_version():
    old, new = guids(load_frame("coding-frame/2023")), guids(load_frame("coding-frame/2024"))
    assert old.items() <= new.items()
    assert (len(old), len(new)) == (39, 66)
    assert old["Assessments"] == "c0fb4706-bbc7-5c07-9f4d-6d343350572c"
    assert old["Domain 1: Target"] == "ef604b9d-ecb5-59cd-84c3-41374afac33b"


def test_groups_cannot_be_given_and_dotted_codes_stand_below_their_parent(awkward):
    root = etree.fromstring(refi.write(awkward).content)

    def names(element):
        return [child.get("name") for child in element.iterfind("q:Code", SPACE)]

    codes = root.find("q:Codes", SPACE)
    assert names(codes) == ["A & <B>", 'The "second"', "Without codes"]
    assert [group.get("isCodable") for group in codes] == ["false", "false", "false"]
    first, second, _ = codes
    assert names(first) == ['=HYPERLINK("https://example.org")', "Other"]
    one = first.findall("q:Code", SPACE)[0]
    assert names(one) == ["Other"]
    assert names(one.find("q:Code", SPACE)) == ["Deepest \\ of all"]
    assert names(second) == ["Other", "Other"]
    assert {code.get("isCodable") for code in first.iterfind(".//q:Code", SPACE)} == {"true"}


def test_a_description_reads_as_a_page_of_a_codebook():
    root = etree.fromstring(refi.write(load_frame("coding-frame/2023")).content)
    text = root.findtext(".//q:Code[@name='Assessments']/q:Description", namespaces=SPACE)
    assert text.startswith("Assessment establishes, with the young person, which places feel safe and which do not.")
    assert re.findall(r"(?m)^[A-Z][A-Za-z ]+:$", text) == [
        "Use when:", "Do not use when:", "Example:", "Source:", "Code:",
    ]  # fmt: skip
    assert text.endswith("\n\nSource:\nsection 2.2, Assessments\n\nCode:\ntarget.assessments")


def test_a_set_of_all_codes_stands_for_the_frame():
    root = etree.fromstring(refi.write(load_frame("coding-frame/2023")).content)
    (whole,) = root.iterfind("q:Sets/q:Set", SPACE)
    assert whole.get("name") == "Contextual Safeguarding in Youth Justice Services: a coding frame"
    assert len(whole.findall("q:MemberCode", SPACE)) == 31
    assert "\n\nVersion:\n2023\n\n" in whole.findtext("q:Description", namespaces=SPACE)


def test_retired_codes_are_left_out_and_listed(awkward):
    written = refi.write(awkward)
    assert "b-2.gone" not in written.content.decode()
    assert written.lost == (
        "retired: b-2.gone",
        "order of the codes: each is with its group, below the code that it names",
    )
    assert refi.write(load_frame("coding-frame/2024")).lost == ()


def test_codes_come_back_from_a_program_that_drops_sets_and_takes_every_code_for_codable(tmp_path):
    frame = load_frame("coding-frame/2024")
    text = refi.write(frame).content.decode().replace('isCodable="false"', 'isCodable="true"')
    text = re.sub(r"(?s)<Sets>.*</Sets>", "", text).replace("\n\n", "\n\n \n")
    (tmp_path / "back.qdc").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    found = read_codebook(tmp_path / "back.qdc")
    assert found.frame.codes == frame.codes
    assert found.frame.groups == frame.groups
    assert found.notes == (
        "not carried over: 66 identifiers (GUIDs) and 66 colours",
        "stances: to be written for 3 of 3",
    )


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_stand_out_from_white_and_are_one_for_each_group():
    assert all(1.05 / (luminance(colour) + 0.05) >= 4.5 for colour in refi.COLOURS)
    root = etree.fromstring(refi.write(load_frame("coding-frame/2023")).content)
    groups = root.findall("q:Codes/q:Code", SPACE)
    assert len({group.get("color") for group in groups}) == 8
    for group in groups:
        assert {code.get("color") for code in group.iterfind("q:Code", SPACE)} == {group.get("color")}
    assert b"color" not in refi.write(load_frame("coding-frame/2023"), colours=False).content


def test_characters_that_xml_has_no_place_for_are_replaced_and_listed(awkward, tmp_path):
    first = awkward.codes[0].model_copy(update={"definition": "a\x07b\ufffe", "example": "one\r\ntwo\rthree"})
    frame = awkward.model_copy(update={"codes": (first,), "title": "bell \x07", "changes": ()})
    written = refi.write(frame)
    assert written.lost == (
        "control characters, U+FFFD instead: title, a.one",
        "line ends of another kind, made the common one: a.one",
    )
    (tmp_path / "x.qdc").write_bytes(written.content)
    found = read_codebook(tmp_path / "x.qdc").frame
    assert found.title == "bell \ufffd"
    assert (found.codes[0].definition, found.codes[0].example) == ("a\ufffdb\ufffd", "one\ntwo\nthree")


#: Texts of lines that are headings, escaped headings, or anything else.
LINES = st.one_of(
    st.sampled_from(["Use when:", "Example: ", "\\Code:", "\\\\Group:\t", "Definition:", "", " ", "="]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12),
)
TEXTS = st.lists(LINES, min_size=1, max_size=6).map("\n".join).map(str.strip).filter(bool)


@given(st.lists(TEXTS, min_size=5, max_size=5))
def test_any_texts_come_back_from_one_description(texts):
    headings = [packed.DEFINITION, packed.USE_WHEN, packed.NOT_WHEN, packed.EXAMPLE, packed.CODE]
    parts = list(zip(headings, texts, strict=True))
    text = packed.pack(parts)
    assert list(packed.unpack(text).items()) == parts
    assert not text.startswith(("=", "+", "-", "@"))


@given(st.lists(TEXTS, min_size=6, max_size=6))
def test_any_texts_come_back_from_a_codebook(frame, tmp_path_factory, texts):
    names = ("label", "definition", "use_when", "not_when", "example", "source")
    code = Code(id="target.any", group="target", **dict(zip(names, texts, strict=True)))
    written = refi.write(frame.model_copy(update={"codes": (code,)}))
    assume(not written.lost)  # a character that XML has no place for
    path = tmp_path_factory.getbasetemp() / "any.qdc"
    path.write_bytes(written.content)
    assert read_codebook(path).frame.codes == (code,)


@pytest.mark.parametrize("name", ["qdc", "taguette", "taguette-xlsx", "nvivo"])
def test_patterns_come_back(name, tmp_path):
    frame = load_frame("coding-frame/2023")
    patterns = {frame.codes[0].id: (r"\bmaps?\b", "walk(ed|ing)?\nhome"), frame.codes[3].id: ("Use when:",)}
    codes = tuple(code.model_copy(update={"patterns": patterns.get(code.id, ())}) for code in frame.codes)
    written = FRAMES[name].write(frame.model_copy(update={"codes": codes}))
    path = tmp_path / f"x{FRAMES[name].suffix}"
    path.write_bytes(written.content)
    found = {code.id: code.patterns for code in read_codebook(path).frame.codes if code.patterns}
    assert found == {**patterns, frame.codes[0].id: (r"\bmaps?\b", r"walk(ed|ing)?\nhome")}


@pytest.mark.parametrize("name", ["outline", "html", "docx"])
def test_formats_that_show_no_patterns_say_so(name):
    frame = load_frame("coding-frame/2023")
    codes = (frame.codes[0].model_copy(update={"patterns": ("map",)}), *frame.codes[1:])
    lost = FRAMES[name].write(frame.model_copy(update={"codes": codes})).lost
    assert any(line.startswith("codes.patterns") and frame.codes[0].id in line for line in lost)
