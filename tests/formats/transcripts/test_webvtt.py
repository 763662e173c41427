"""Captions of Teams and Zoom, SubRip, and the traps that real .vtt files hold."""

from __future__ import annotations

import pytest

from cs_research.errors import ReadError
from cs_research.formats import read_transcript

TEAMS = """WEBVTT

4c1d0000-0000-4000-8000-000000000001/1-0
00:00:01.800 --> 00:00:04.000
<v Ann Ash>Where do young people go</v>

4c1d0000-0000-4000-8000-000000000001/1-1
00:00:04.000 --> 00:00:05.500
<v Ann Ash>after school?</v>

4c1d0000-0000-4000-8000-000000000002/2-0
00:00:06.250 --> 00:00:09.000
<v Ben Birch>The retail park &amp; the
bus station.</v>

4c1d0000-0000-4000-8000-000000000003/3-0
01:02:03.500 --> 01:02:04.000
<v Ann Ash>Thanks.</v>
"""

ZOOM = """WEBVTT

1
00:00:01.800 --> 00:00:04.000
Ann Ash: Where do young people go

2
00:00:04.000 --> 00:00:05.500
after school?

3
00:00:06.250 --> 00:00:09.000
Ben Birch: The retail park &amp; the bus station.

4
01:02:03.500 --> 01:02:04.000
Ann Ash: Thanks.

5
01:02:05.000 --> 01:02:06.000
Ben Birch: Note: it closes at six.
"""


def cues(*payloads: str) -> str:
    """A file with a cue a second for each payload."""
    blocks = [f"00:00:{second:02d}.000 --> 00:00:{second:02d}.900\n{text}" for second, text in enumerate(payloads, 1)]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def test_the_cues_of_one_speaker_in_teams_make_one_turn(write, said):
    source = read_transcript(write("talk.vtt", TEAMS))
    assert said(source) == [
        ("Ann Ash", "Where do young people go after school?"),
        ("Ben Birch", "The retail park & the bus station."),
        ("Ann Ash", "Thanks."),
    ]
    assert [turn.start for turn in source.turns] == [1.8, 6.25, 3723.5]
    assert [turn.number for turn in source.turns] == [1, 2, 3]
    assert (source.layout, source.notes, source.words) == ("WebVTT", (), 15)


def test_a_zoom_cue_without_a_name_belongs_to_the_speaker_before_it(write, said):
    source = read_transcript(write("talk.vtt", ZOOM))
    assert said(source) == [
        ("Ann Ash", "Where do young people go after school?"),
        ("Ben Birch", "The retail park & the bus station."),
        ("Ann Ash", "Thanks."),
        ("Ben Birch", "Note: it closes at six."),
    ]
    assert source.notes == ()


def test_subrip_is_read_like_webvtt(write, said):
    text = ZOOM.removeprefix("WEBVTT\n\n").replace("00:01.800", "00:01,800").replace("06.250", "06,250")
    source = read_transcript(write("talk.srt", text))
    assert said(source) == said(read_transcript(write("talk.vtt", ZOOM)))
    assert [turn.start for turn in source.turns] == [1.8, 6.25, 3723.5, 3725.0]


@pytest.mark.parametrize("file", [TEAMS, ZOOM])
@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_change_nothing(write, said, file, end, mark):
    plain = read_transcript(write("plain.vtt", file))
    other = read_transcript(write("other.vtt", mark + file.replace("\n", end)))
    assert other.turns == plain.turns
    assert other.notes == ()


def test_the_name_of_the_file_decides_nothing(write):
    assert read_transcript(write("talk.txt", TEAMS)).layout == "WebVTT"


@pytest.mark.parametrize(
    ("timing", "start"),
    [
        ("00:05.500 --> 00:06.000", 5.5),
        ("0:0:5.5 --> 0:0:6.0", 5.5),
        ("00:00:05,500 --> 00:00:06,000", 5.5),
        ("00:00:05.500 --> 00:00:06.000 align:start position:10%", 5.5),
        ("  100:00:05.000-->100:00:06.000", 360005.0),
    ],
)
def test_times_are_read_in_every_way_that_they_are_written(write, timing, start):
    source = read_transcript(write("talk.vtt", f"WEBVTT\n\n{timing}\nHello there.\n"))
    assert [(turn.text, turn.start) for turn in source.turns] == [("Hello there.", start)]


def test_cues_that_start_before_the_recording_come_first(write, said):
    text = "WEBVTT\n\n-0:0:2.5 --> 0:0:0.1\n<v Ann>First.</v>\n\n0:0:0.5 --> 0:0:1.0\n<v Ben>Second.</v>\n"
    assert said(read_transcript(write("talk.vtt", text))) == [("Ann", "First."), ("Ben", "Second.")]


def test_notes_styles_and_regions_are_no_speech_and_are_noted(write, said):
    text = (
        "WEBVTT - Team talk\nKind: captions\n\nNOTE\nMade by Cam\non a Monday\n\nSTYLE\n::cue { color: red }\n\n"
        "REGION\nid:one\n\n1\n00:01.000 --> 00:02.000\nNOTE this well.\n\nNOTE Confidence: 0.9\n"
    )
    source = read_transcript(write("talk.vtt", text))
    assert said(source) == [("", "NOTE this well.")]
    assert source.notes == (
        "passed over, a note in the file (4): 'NOTE Made by Cam on a Monday', 'STYLE ::cue { color: red }', "
        "'REGION id:one', 'NOTE Confidence: 0.9'",
    )


@pytest.mark.parametrize(
    ("payload", "speaker", "text"),
    [
        ("<v Ann>never closed", "Ann", "never closed"),
        ("<v.loud.first Ann Ash>in a class</v>", "Ann Ash", "in a class"),
        ("<v Ann>a <i>slanted</i> and <c.colorE5E5E5>grey</c> word</v>", "Ann", "a slanted and grey word"),
        ("<v Ann>When <00:17.500>the <00:00:18.000>clock stands</v>", "Ann", "When the clock stands"),
        ("<v Ann>children <18 and >10</v>", "Ann", "children <18 and >10"),
        (
            "<v Ann>under &lt;18&gt; &amp; over&nbsp;ten, isn&#39;t it</v>",
            "Ann",
            "under <18> & over ten, isn't it",
        ),
        ("<v Ann>over\ntwo lines</v>", "Ann", "over two lines"),
        ("<lang en>no voice</lang>", "", "no voice"),
    ],
)
def test_tags_go_and_words_stay(write, said, payload, speaker, text):
    assert said(read_transcript(write("talk.vtt", cues(payload)))) == [(speaker, text)]


def test_a_voice_that_a_later_cue_closes_speaks_up_to_there(write, said):
    text = cues("<v Ann>Where do", "they go", "these days?</v> So", "<v Ben>Home.", "and", "<v Ann>Oh.</v>", "well")
    source = read_transcript(write("talk.vtt", text))
    assert said(source) == [
        ("Ann", "Where do they go these days?"), ("", "So"), ("Ben", "Home."), ("", "and"), ("Ann", "Oh."), ("", "well"),
    ]  # fmt: skip
    assert source.notes[0] == "words without a voice tag, of nobody known (3): 'So', 'and', 'well'"


def test_two_voices_in_one_cue_are_two_turns(write, said):
    source = read_transcript(write("talk.vtt", cues("So, <v Ann>one.</v> <v Ben>two.")))
    assert said(source) == [("", "So,"), ("Ann", "one."), ("Ben", "two.")]


def test_entities_in_a_name_are_letters_like_those_in_speech(write, said):
    source = read_transcript(write("talk.vtt", cues("<v Jo O&apos;Neill>Hello.</v>")))
    assert said(source) == [("Jo O'Neill", "Hello.")]


def test_cues_without_words_are_noted(write, said):
    text = (
        "WEBVTT\n\n1\n00:01.000 --> 00:02.000\n<v Ann></v>\n\n00:03.000 --> 00:04.000\n\n00:05.000 --> 00:06.000\nHi.\n"
    )
    source = read_transcript(write("talk.vtt", text))
    assert said(source) == [("", "Hi.")]
    assert source.notes == ("cues without words (2): '1 seconds', '3 seconds'",)


def test_words_without_a_time_are_read_where_they_stand_and_noted(write, said):
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\nTwo\nand a half.\n\n00:03.000 --> 00:04.000\nThree.\n"
    source = read_transcript(write("talk.vtt", text))
    assert said(source) == [("", "One."), ("", "Two and a half."), ("", "Three.")]
    assert [turn.start for turn in source.turns] == [1.0, 1.0, 3.0]
    assert source.notes == ("no time is before it; read at its place (1): 'Two and a half.'",)


def test_cues_out_of_order_are_sorted_by_time_and_noted(write, said):
    text = "WEBVTT\n\n00:05.000 --> 00:06.000\n<v Ben>Two.</v>\n\n00:01.000 --> 00:02.000\n<v Ann>One.</v>\n"
    source = read_transcript(write("talk.vtt", text))
    assert said(source) == [("Ann", "One."), ("Ben", "Two.")]
    assert source.notes == ("cues stood out of order and were sorted by time",)


def test_cues_at_the_same_time_keep_the_order_of_the_file(write, said):
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ben>One.</v>\n\n00:01.000 --> 00:02.000\n<v Ann>Two.</v>\n"
    source = read_transcript(write("talk.vtt", text))
    assert said(source) == [("Ben", "One."), ("Ann", "Two.")]
    assert source.notes == ()


def test_a_cue_straight_below_the_first_line_loses_no_words(write, said):
    text = "WEBVTT\n00:01.000 --> 00:02.000\n<v Ann>One.</v>\n\n00:03.000 --> 00:04.000\n<v Ben>Two.</v>\n"
    assert said(read_transcript(write("talk.vtt", text))) == [("Ann", "One."), ("Ben", "Two.")]


def test_a_word_before_a_colon_that_stands_once_is_read_as_speech(write, said):
    talk = cues("Ann: One.", "Firstly: the bus.", "Ben: Two.", "Ann: Three.", "Ben: Four.")
    assert said(read_transcript(write("talk.vtt", talk))) == [
        ("Ann", "One. Firstly: the bus."),
        ("Ben", "Two."),
        ("Ann", "Three."),
        ("Ben", "Four."),
    ]


def test_who_speaks_once_is_a_speaker_where_every_caption_has_a_name(write, said):
    source = read_transcript(write("talk.vtt", cues("Ann: One.", "Ben: Sorry I am late.", "Ann: Two.")))
    assert said(source)[1] == ("Ben", "Sorry I am late.")
    assert source.notes == ()


def test_utf_16_captions_are_captions(write, said):
    source = read_transcript(write("talk.vtt", TEAMS.encode("utf-16")))
    assert source.layout == "WebVTT"
    assert said(source)[0] == ("Ann Ash", "Where do young people go after school?")


def test_captions_without_any_words_are_a_fault(write, check_faults):
    path = write("talk.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n")
    with pytest.raises(ReadError) as error:
        read_transcript(path)
    check_faults(error, (path, "speech", "no turn of any speaker"))


def test_captions_in_another_encoding_are_a_fault_until_it_is_given(write, said, check_faults):
    path = write("talk.vtt", cues("<v Ann>We can’t say.</v>").encode("cp1252"))
    with pytest.raises(ReadError) as error:
        read_transcript(path)
    check_faults(error, (f"{path}, line 4", "UTF-8", "0x92", "Windows-1252", "'v Ann>We can’t say.</v>'", "cp1252"))
    assert said(read_transcript(path, encoding="cp1252")) == [("Ann", "We can’t say.")]


def test_a_cue_without_a_blank_line_before_it_is_a_cue_of_its_own(write, said):
    text = "WEBVTT\n\n1\n00:01.000 --> 00:02.000\n<v Ann>One.\n2\n00:03.000 --> 00:04.000\n<v Ben>Two."
    source = read_transcript(write("talk.vtt", text))
    assert said(source) == [("Ann", "One."), ("Ben", "Two.")]
    assert [turn.start for turn in source.turns] == [1.0, 3.0]


def test_an_arrow_after_what_is_no_time_is_text_and_noted(write):
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>One.\n\n00::03 --> 00:04\n<v Ben>Two."
    source = read_transcript(write("talk.vtt", text))
    assert source.notes[0].startswith("no time is before it; read at its place (1): '00::03 -->")
    assert source.speakers == {"Ann": 1, "": 1, "Ben": 1}
