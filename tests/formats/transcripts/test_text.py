"""Plain text: Otter's layout, names with a colon, documents, and who is speaking."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_research.errors import ReadError
from cs_research.formats import read_transcript
from cs_research.records import Turn

OTTER = (
    "Ann Ash  0:01  \nWhere do young people go after school?\n\n"
    "Ben Birch  1:05  \nThe retail park.\n\nAnd the bus station, a bit.\n\n"
    "  1:02:03\nWho said that?\n\n"
    "Transcribed by https://otter.ai\n"
)

NAMED = """Ann: Where do they go?

Ben: The retail park.

And the bus station.

Ann: Thanks.

Ben: Not at all.
"""


def test_otters_names_and_times_head_the_turns(write):
    source = read_transcript(write("talk.txt", OTTER))
    assert source.turns == (
        Turn(1, "Ann Ash", "Where do young people go after school?", 1.0),
        Turn(2, "Ben Birch", "The retail park.\nAnd the bus station, a bit.", 65.0),
        Turn(3, "Unknown speaker", "Who said that?", 3723.0),
    )
    assert source.layout == "plain text, name and time before each turn"
    assert source.notes == ("passed over, no speech (1): 'Transcribed by https://otter.ai'",)


def test_speech_before_the_first_time_is_of_nobody_known(write):
    source = read_transcript(write("talk.txt", "Team talk, Monday\n\n" + OTTER))
    assert source.notes == (
        "passed over, no speech (1): 'Transcribed by https://otter.ai'",
        "1 of 4 turns have no known speaker",
    )
    assert source.turns[0] == Turn(1, "", "Team talk, Monday")
    assert len(source.turns) == 4


def test_two_turns_are_enough_for_otters_layout(write, said):
    source = read_transcript(write("talk.txt", "Ann Ash  0:01  \nWhere?\n\nBen Birch  0:05  \nThere.\n"))
    assert said(source) == [("Ann Ash", "Where?"), ("Ben Birch", "There.")]


def test_otters_layout_needs_no_blank_lines(write, said):
    source = read_transcript(write("talk.txt", "Ann Ash  0:01\nWhere?\nBen Birch  0:05\nThere.\nAnn Ash  0:09\nAh.\n"))
    assert said(source) == [("Ann Ash", "Where?"), ("Ben Birch", "There."), ("Ann Ash", "Ah.")]


def test_words_that_follow_a_name_and_time_after_a_blank_line_are_that_speakers(write, said):
    text = "Ann Ash  0:01\nWhere?\n\nBen Birch  0:05\n\nThere.\n\nAnn Ash  0:09\nAh.\n"
    assert said(read_transcript(write("talk.txt", text))) == [
        ("Ann Ash", "Where?"),
        ("Ben Birch", "There."),
        ("Ann Ash", "Ah."),
    ]


def test_names_with_a_colon_head_the_turns_and_other_paragraphs_go_on(write):
    source = read_transcript(write("talk.txt", NAMED))
    assert source.turns == (
        Turn(1, "Ann", "Where do they go?"),
        Turn(2, "Ben", "The retail park.\nAnd the bus station."),
        Turn(3, "Ann", "Thanks."),
        Turn(4, "Ben", "Not at all."),
    )
    assert source.layout == "plain text, names of speakers"
    assert source.notes == ()


def test_without_blank_lines_every_line_is_a_paragraph(write, said):
    source = read_transcript(write("talk.txt", NAMED.replace("\n\n", "\n")))
    assert said(source) == said(read_transcript(write("other.txt", NAMED)))


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_any_system_part_the_paragraphs(write, end):
    plain = read_transcript(write("plain.txt", NAMED))
    assert read_transcript(write("other.txt", NAMED.replace("\n", end))).turns == plain.turns


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Ann: ", "Ann"),
        ("Ann Ash-Birch: ", "Ann Ash-Birch"),
        ("Dr. Ann O’Ash (she/her): ", "Dr. Ann O’Ash (she/her)"),
        ("Practitioner 2, North: ", "Practitioner 2, North"),
        ("**Ann Ash:** ", "Ann Ash"),
        ("[Ann Ash] ", "Ann Ash"),
        ("[Ann Ash]: ", "Ann Ash"),
        ("Ann:\n", "Ann"),
        ("Zoë Çelik: ", "Zoë Çelik"),
    ],
)
def test_names_are_told_in_every_way_that_they_are_written(write, said, head, name):
    other = "[Ben] " if head.startswith("[") else "Ben: "
    text = f"{head}Where?\n\n{other}There.\n\n{head}Where there?\n\n{other}Here."
    assert said(read_transcript(write("talk.txt", text))) == [
        (name, "Where?"),
        ("Ben", "There."),
        (name, "Where there?"),
        ("Ben", "Here."),
    ]


def test_clocks_and_addresses_before_a_colon_are_no_names(write, said):
    text = "Ann: We met.\n\n10:30: that was late.\n\n10.15: again.\n\nhttps://nowhere.example twice\n\nhttps://nowhere.example twice\n\nBen: Yes.\n\nAnn: So.\n\nBen: So."
    assert said(read_transcript(write("talk.txt", text), speakers="labelled"))[0] == (
        "Ann",
        "We met.\n10:30: that was late.\n10.15: again.\nhttps://nowhere.example twice\nhttps://nowhere.example twice",
    )


def test_a_clock_before_a_name_is_when_the_turn_starts(write):
    text = "0:05 Ann: Where?\n\n[00:01:10] Ben: There.\n\nAnn: Ah.\n\n1:00:00 Ben: Well."
    assert read_transcript(write("talk.txt", text)).turns == (
        Turn(1, "Ann", "Where?", 5.0),
        Turn(2, "Ben", "There.", 70.0),
        Turn(3, "Ann", "Ah."),
        Turn(4, "Ben", "Well.", 3600.0),
    )


def test_a_turn_of_phrase_before_a_colon_is_speech_and_noted(write, said):
    text = "Ann: Three things.\n\nFirstly: the bus station.\n\nBen: Yes.\n\nAnn: Good.\n\nBen: Fine."
    source = read_transcript(write("talk.txt", text))
    assert said(source)[0] == ("Ann", "Three things.\nFirstly: the bus station.")
    assert source.notes == ("before a colon or by itself, and read as words of the text (1): 'Firstly: 1'",)


def test_a_name_that_stands_once_before_the_first_speaker_is_noted(write):
    text = "Date: 12 May 2022\n\nAnn: Where?\n\nBen: There.\n\nAnn: Ah.\n\nBen: So."
    source = read_transcript(write("talk.txt", text))
    assert any("'Date: 1'" in note for note in source.notes)


def test_words_before_the_first_speaker_are_of_nobody_known(write, said):
    source = read_transcript(write("talk.txt", "Focus group, site A\n\n" + NAMED))
    assert said(source)[:2] == [("", "Focus group, site A"), ("Ann", "Where do they go?")]
    assert source.notes == ("1 of 5 turns have no known speaker",)


def test_a_speakers_name_at_the_start_of_a_line_starts_a_turn_though_no_line_is_blank(write, said):
    """A heading and a closing line stand apart; the talk between them has a line a turn."""
    text = "Focus group, site A\n\nAnn: Where?\nBen: There.\nAnn: Ah.\nBen: So.\n\nEnd of recording."
    assert said(read_transcript(write("talk.txt", text)))[:4] == [
        ("", "Focus group, site A"),
        ("Ann", "Where?"),
        ("Ben", "There."),
        ("Ann", "Ah."),
    ]


def test_paragraphs_that_follow_each_other_with_the_same_name_are_one_turn(write, said):
    """A turn is one speaker's stretch; `Speech.say` says so too."""
    text = "Ann: Where?\n\nAnn: I mean, when it rains.\n\nBen: There.\n\nBen: Or not."
    source = read_transcript(write("talk.txt", text))
    assert [speaker for speaker, _ in said(source)] == ["Ann", "Ben"]


def test_a_document_without_names_has_a_turn_a_paragraph(write):
    source = read_transcript(write("plan.txt", "Our aims\n\nWe will go\nwhere they are.\n\nWe will listen.\n"))
    assert source.turns == (
        Turn(1, "", "Our aims"),
        Turn(2, "", "We will go where they are."),
        Turn(3, "", "We will listen."),
    )
    assert source.layout == "plain text, paragraphs without speakers"


def test_a_clock_before_each_paragraph_of_a_document_is_when_it_starts(write):
    source = read_transcript(write("talk.txt", "00:00:01 One.\n\n00:01:00 Two.\n\n00:02:00 Three.\n"))
    assert source.turns == (Turn(1, "", "One.", 1.0), Turn(2, "", "Two.", 60.0), Turn(3, "", "Three.", 120.0))


def test_a_source_is_called_what_it_is_told_or_else_by_its_file(write):
    path = write("a-focus-group.txt", NAMED)
    plain = read_transcript(path)
    assert (plain.id, plain.kind, plain.site, plain.title, plain.file) == (
        "a-focus-group", "transcript", "", "a-focus-group", str(path),
    )  # fmt: skip
    named = read_transcript(path, id="one", kind="focus group", site="A", title="Talk")
    assert (named.id, named.kind, named.site, named.title) == ("one", "focus group", "A", "Talk")


def test_a_turn_is_found_by_its_number_from_one(write):
    source = read_transcript(write("talk.txt", NAMED))
    assert source.turn(2).speaker == "Ben"
    for number in (0, 5, -1):
        with pytest.raises(IndexError):
            source.turn(number)


@pytest.mark.parametrize(
    ("content", "rule", "found"),
    [
        (b"", "have content", "an empty file"),
        (b"\xd0\xcf\x11\xe0old", "be plain text", "an old Microsoft Office file"),
        (b"\x1f\x8b\x08\x00", "be plain text", "a gzip archive"),
        (b"abc\x00def", "be plain text", "zero bytes"),
    ],
)
def test_what_is_no_text_is_a_fault_that_says_what_it_is(write, content, rule, found, check_faults):
    path = write("talk.txt", content)
    with pytest.raises(ReadError) as error:
        read_transcript(path)
    check_faults(error, (path, rule, found))


def test_binary_junk_is_a_fault(write):
    path = write("talk.txt", bytes(range(128, 256)) * 3)
    with pytest.raises(ReadError) as error:
        read_transcript(path)
    [fault] = error.value.faults
    assert (fault.place, fault.rule, fault.found) == (f"{path}, line 1", "be UTF-8 text", "the byte 0x80")


def test_a_missing_file_is_a_fault(tmp_path, check_faults):
    with pytest.raises(ReadError) as error:
        read_transcript(tmp_path / "talk.txt")
    check_faults(error, (tmp_path / "talk.txt", "must exist"))


def test_another_encoding_is_a_fault_until_it_is_given(write, said):
    path = write("talk.txt", NAMED.replace("retail", "rétail").encode("cp1252"))
    with pytest.raises(ReadError) as error:
        read_transcript(path)
    assert str(error.value).startswith(f"{path}, line 3: file must be UTF-8 text, got the byte 0xe9.\n  Hint: ")
    assert said(read_transcript(path, encoding="cp1252"))[1] == (
        "Ben",
        "The rétail park.\nAnd the bus station.",
    )


def test_utf_16_text_is_read(write, said):
    path = write("talk.txt", NAMED.encode("utf-16"))
    assert said(read_transcript(path)) == said(read_transcript(write("other.txt", NAMED)))


WORDS = st.lists(st.sampled_from(["we", "went", "there", "“quietly”", "it’s", "50%", "&"]), min_size=1, max_size=6)


@settings(deadline=None, max_examples=40)
@given(talk=st.lists(WORDS, min_size=2, max_size=8))
def test_what_speakers_say_in_turn_is_read_back(tmp_path_factory, talk):
    turns = [(("Ann", "Ben")[place % 2], " ".join(words)) for place, words in enumerate([*talk, ["so"], ["yes"]])]
    path = tmp_path_factory.mktemp("talk") / "talk.txt"
    path.write_text("\n\n".join(f"{speaker}: {text}" for speaker, text in turns), encoding="utf-8")
    assert [(turn.speaker, turn.text) for turn in read_transcript(path).turns] == turns


def test_a_role_that_speaks_once_among_speakers_is_a_speaker(write, said):
    """Words given to the wrong speaker are worse than a turn too many."""
    text = "Facilitator: Where?\n\nManager 1: We walk the estate.\n\nFacilitator: And then?\n\nFacilitator: I see.\n"
    source = read_transcript(write("talk.txt", text))
    assert said(source)[1] == ("Manager 1", "We walk the estate.")
    assert source.notes == ()


def test_a_time_at_the_end_of_speech_makes_no_name_of_it(write):
    text = (
        "Interviewer: I mean maybe baseline.[00:31:00]\n\nInterviewee: Yes. Um,[00:38:00]\n\n"
        "Interviewer: And then? [00:39:00]\n\nInterviewee: We went to the park on that day. [00:40:00]\n"
    )
    source = read_transcript(write("talk.txt", text))
    assert [(turn.speaker, turn.text) for turn in source.turns] == [
        ("Interviewer", "I mean maybe baseline.[00:31:00]"),
        ("Interviewee", "Yes. Um,[00:38:00]"),
        ("Interviewer", "And then? [00:39:00]"),
        ("Interviewee", "We went to the park on that day. [00:40:00]"),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("talk.vtt", "WEBVTT\n"), ("talk.txt", "\ufeff"), ("talk.md", "---\ntitle: x\n---\n"),
        ("talk.csv", "time,speaker,text\n"), ("talk.txt", "Ann:\n\nBen:\n\nAnn:\n\nBen:\n"),
    ],
)  # fmt: skip
def test_a_transcript_without_words_is_an_error(write, name, text):
    with pytest.raises(ReadError, match="transcript must contain speech, got no turn of any speaker"):
        read_transcript(write(name, text))


def test_right_to_left_and_astral_letters_are_kept_and_counted_as_code_points(write):
    source = read_transcript(write("talk.txt", "عمر: أين؟\n\nليلى: إلى 🌻 𝒜.\n\nعمر: ثم؟\n\nليلى: البيت.\n"))
    assert source.speakers == {"عمر": 2, "ليلى": 2}
    assert source.turns[1].text == "إلى 🌻 𝒜."
    assert source.turns[1].text[4:7] == "🌻 𝒜"
