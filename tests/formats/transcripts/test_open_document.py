"""OpenDocument texts: paragraphs, bold names and tables as in Word documents, and files that are broken or made to harm."""

from __future__ import annotations

import zipfile

import pytest

from cs_research.errors import ReadError
from cs_research.formats import read_transcript
from cs_research.records import Turn

ODT = "application/vnd.oasis.opendocument.text"
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{of}:1.0"'
    for name, of in {"office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
                     "fo": "xsl-fo-compatible"}.items()
)  # fmt: skip
STYLES = (
    '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="T2" style:family="text" style:parent-style-name="T1"/>'
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Heading_20_1"/>'
)
NAMED = (
    '<text:p><text:span text:style-name="T1">Ann Ash</text:span> Where do they go?</text:p>'
    '<text:p><text:span text:style-name="T2">Ben Birch</text:span> The park.</text:p>'
    '<text:p><text:span text:style-name="T1">Ann Ash</text:span> And then?</text:p>'
    '<text:p><text:span text:style-name="T1">Ben Birch</text:span> Home.</text:p>'
)


@pytest.fixture
def odt(tmp_path):
    """An OpenDocument file of this body, or of this whole content."""

    def make(
        body: str = "", *, content: str = "", kind: str = ODT, more: dict[str, str] | None = None, name="talk.odt"
    ):
        content = content or (
            f'<?xml version="1.0"?><office:document-content {SPACES}><office:automatic-styles>{STYLES}'
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>"
        )
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
            for part, text in {"content.xml": content, **(more or {})}.items():
                archive.writestr(part, text)
        return path

    return make


def paragraphs(*texts):
    return "".join(f"<text:p>{text}</text:p>" for text in texts)


def test_names_with_colons_are_speakers_and_white_space_is_as_the_format_has_it(odt):
    source = read_transcript(
        odt(
            paragraphs(
                "Ann:  Where<text:s text:c='3'/>do\n they go?", "Ben: The <text:a>retail park</text:a>.", "And the bus.",
                "Ann: And<text:line-break/>then?", "Ben: Home.",
            )
        )
    )  # fmt: skip
    assert source.turns == (
        Turn(1, "Ann", "Where do they go?"),
        Turn(2, "Ben", "The retail park.\nAnd the bus."),
        Turn(3, "Ann", "And then?"),
        Turn(4, "Ben", "Home."),
    )
    assert source.layout == "OpenDocument text, names of speakers"


def test_bold_names_are_speakers_also_by_a_style_that_takes_it_from_another(odt):
    assert [(turn.speaker, turn.text) for turn in read_transcript(odt(NAMED)).turns] == [
        ("Ann Ash", "Where do they go?"), ("Ben Birch", "The park."), ("Ann Ash", "And then?"), ("Ben Birch", "Home."),
    ]  # fmt: skip


def test_headings_by_element_or_style_are_of_nobody(odt):
    body = NAMED + '<text:h>Part two</text:h><text:p text:style-name="P1">The park</text:p>' + NAMED
    source = read_transcript(odt(body))
    assert source.speakers == {"Ann Ash": 4, "Ben Birch": 4, "": 2}
    assert [turn.text for turn in source.turns if not turn.speaker] == ["Part two", "The park"]


def table(*rows):
    cells = "".join(
        f"<table:table-row>{''.join(f'<table:table-cell><text:p>{c}</text:p></table:table-cell>' for c in row)}"
        "</table:table-row>"
        for row in rows
    )
    return f"<table:table>{cells}</table:table>"


def test_a_table_of_time_speaker_and_text_is_read_by_its_columns(odt):
    source = read_transcript(
        odt(table(("Time", "Speaker", "Text"), ("0:05", "DB", "Where?"), ("0:09", "RA", "There.")))
    )
    assert source.turns == (Turn(1, "DB", "Where?", 5.0), Turn(2, "RA", "There.", 9.0))
    assert source.layout == "OpenDocument text, table of speakers"


def test_lists_sections_and_boxes_are_read_in_order(odt):
    body = (
        "<text:section><text:p>Aims</text:p><text:list><text:list-item><text:p>Map places</text:p></text:list-item>"
        "<text:list-item><text:p>Talk</text:p></text:list-item></text:list></text:section>"
        "<text:p>End<draw:frame><draw:text-box><text:p>A box</text:p></draw:text-box></draw:frame> here</text:p>"
    )
    assert [turn.text for turn in read_transcript(odt(body), kind="strategy").turns] == [
        "Aims", "Map places", "Talk", "End here", "A box",
    ]  # fmt: skip


def test_notes_comments_and_deleted_text_are_no_words_and_are_counted(odt):
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:p>We map.<text:note text:note-class="footnote"><text:note-body><text:p>See page 2</text:p>'
        "</text:note-body></text:note><office:annotation><text:p>why?</text:p></office:annotation> We talk.</text:p>"
        "<text:table-of-content><text:p>Aims 3</text:p></text:table-of-content>"
    )
    source = read_transcript(odt(body), kind="strategy")
    assert [turn.text for turn in source.turns] == ["We map. We talk."]
    assert source.notes == (
        "footnotes are left out: 1", "comments are left out: 1", "tables of contents are left out: 1",
        "tracked changes are read as if they were accepted",
    )  # fmt: skip


def test_speech_in_a_comment_is_refused(odt):
    body = paragraphs(
        "Ann: One.",
        "Ben: Two.",
        "Ann: Three.",
        "Ben: Four.<office:annotation><text:p>Ann: No.</text:p></office:annotation>",
    )
    with pytest.raises(ReadError, match=r"'Ann: No\.' in its comments"):
        read_transcript(odt(body))


def test_a_spreadsheet_is_no_text(odt):
    content = (
        f"<office:document-content {SPACES}><office:body><office:spreadsheet/></office:body></office:document-content>"
    )
    with pytest.raises(ReadError, match="must be an OpenDocument text, got another kind of OpenDocument"):
        read_transcript(odt(content=content, kind="application/vnd.oasis.opendocument.spreadsheet"))


ENTITIES = (
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f"<office:document-content {SPACES}><office:body><office:text><text:p>&b;</text:p></office:text></office:body>"
    "</office:document-content>"
)


@pytest.mark.parametrize(
    ("how", "rule"),
    [
        ({"content": ENTITIES}, "be without declarations of its own"),
        ({"content": f"<office:document-content {SPACES}><office:body>"}, "be complete XML"),
        ({"body": "<text:p>" + "a" * 30_000_000 + "</text:p>"}, "unpack to an ordinary size"),
        ({"body": "<text:section>" * 300 + "</text:section>" * 300}, "be nested at most 200 levels deep"),
        ({"body": paragraphs("a"), "more": {"../evil": "x"}}, "stay within it"),
        ({"body": ""}, "contain speech"),
    ],
    ids=["entities", "cut off", "bomb", "deep", "outside", "empty"],
)
def test_files_made_to_harm_broken_or_empty_are_clear_errors(odt, how, rule):
    with pytest.raises(ReadError) as error:
        read_transcript(odt(**how))
    assert rule in str(error.value)


def test_astral_and_right_to_left_characters_are_kept(odt):
    source = read_transcript(odt(paragraphs("🌻 שלום עולם 𝒜", "نعم")), kind="plan")
    assert [turn.text for turn in source.turns] == ["🌻 שלום עולם 𝒜", "نعم"]
    assert source.turns[0].text[2:6] == "שלום"
