"""Transcripts of real talk, and the parser edge cases of webvtt-py; see ``data/INDEX.md``."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from cs_research.formats import read_transcript
from cs_research.records import Turn

FOLDER = "data/transcripts"
DERIVED = ["zoom_style.vtt", "teams_style.vtt", "speaker.srt", "otter_style.txt"]


@pytest.mark.parametrize("name", DERIVED)
def test_one_talk_in_four_layouts_has_the_same_speakers_and_words(shared, said, name):
    talk = said(read_transcript(shared(f"{FOLDER}/derived/teams_style.vtt")))
    source = read_transcript(shared(f"{FOLDER}/derived/{name}"))
    assert said(source) == talk
    assert len(talk) == 35
    assert Counter(speaker for speaker, _ in talk) == {"Michael Kennedy": 18, "Trevor Manz": 17}
    assert source.words == 3208
    assert (talk[1], source.turns[1].number) == (("Trevor Manz", "Yeah, thanks for having me again."), 2)


@pytest.mark.parametrize("name", DERIVED)
def test_one_talk_in_four_layouts_has_the_same_times_to_the_second(shared, name):
    source = read_transcript(shared(f"{FOLDER}/derived/{name}"))
    starts = [int(turn.start) for turn in source.turns]
    assert starts[:4] + starts[-1:] == [1, 5, 8, 17, 1078]
    assert starts == sorted(starts)


@pytest.mark.parametrize("name", DERIVED)
def test_every_word_of_a_caption_file_is_in_a_turn(shared, name):
    path = shared(f"{FOLDER}/derived/{name}")
    source = read_transcript(path)
    text = path.read_text(encoding="utf-8-sig")
    wordy = re.sub(r"(?m)^.*-->.*$|^WEBVTT$|^[\da-f-]+(/\d+-\d+)?$|^Transcribed by .*$|<[^>]*>", "", text)
    wordy = re.sub(r"(?m)^(Michael Kennedy|Trevor Manz)(: |  \d+:\d+ *$)", "", wordy)
    assert " ".join(turn.text for turn in source.turns).split() == wordy.split()


def test_the_footer_of_otter_is_noted(shared):
    assert read_transcript(shared(f"{FOLDER}/derived/otter_style.txt")).notes == (
        "passed over, no speech (1): 'Transcribed by https://otter.ai'",
    )


@pytest.mark.parametrize("suffix", ["vtt", "txt"])
def test_a_talk_without_speakers_has_a_turn_a_caption(shared, suffix):
    source = read_transcript(shared(f"{FOLDER}/talkpython/000_tptm_introducing_the_show.{suffix}"))
    assert len(source.turns) == 52
    assert {turn.speaker for turn in source.turns} == {""}
    assert source.words == 530
    assert source.turns[-1].text == "developers, developers, developers, developers."
    assert [int(turn.start) for turn in source.turns[:3]] == [0, 6, 36]
    assert source.notes == ()


def test_a_talk_in_markdown_has_its_speakers_and_the_paragraphs_that_go_on(shared):
    source = read_transcript(shared(f"{FOLDER}/markdown/go-time-1.md"))
    assert Counter(turn.speaker for turn in source.turns) == {
        "Erik St. Martin": 36, "Brian Ketelsen": 32, "Carlisia Thompson": 20,
    }  # fmt: skip
    assert source.words == 5146
    assert source.turns[0].text.split("\n")[1].startswith("We've got a great show lined up today.")
    assert source.notes == ("backslashes that Markdown puts before signs are left out: 10",)
    assert sum(turn.text.count("[") for turn in source.turns) == 4


def test_a_talk_in_a_word_document_has_its_speakers_and_its_title_is_noted(shared):
    source = read_transcript(shared(f"{FOLDER}/docx/go-time-1.docx"))
    assert source.layout == "Word document, names of speakers"
    assert Counter(turn.speaker for turn in source.turns) == {
        "": 1, "Erik St. Martin": 21, "Brian Ketelsen": 20, "Carlisia Thompson": 12,
    }  # fmt: skip
    assert source.words == 2626 + 1
    assert source.turns[0] == Turn(1, "", "go-time-1")
    assert source.notes == ("1 of 54 turns have no known speaker",)


@pytest.mark.parametrize(
    ("name", "texts", "notes"),
    [
        ("captions_with_bom.vtt", [1, 2, 3, 4], []),
        ("sample.srt", [1, 2, 3, 4, 5], []),
        ("sample.vtt", list(range(1, 17)), []),
        ("missing_caption_text.vtt", [1, 3, 4, 5], ["cues without words (1): '7 seconds'"]),
        ("missing_caption_text.srt", [1, 3, 4, 5], ["cues without words (1): '7 seconds'"]),
        (
            "missing_timeframe.vtt",
            [1, 2, 3, 4, 5, 6, 7],
            ["no time is before it; read at its place (1): 'Caption text #2'"],
        ),
    ],
)
def test_the_edge_cases_of_a_caption_parser_are_read(shared, name, texts, notes):
    source = read_transcript(shared(f"{FOLDER}/webvtt-py/{name}"))
    assert [turn.text for turn in source.turns] == [f"Caption text #{number}" for number in texts]
    assert list(source.notes) == notes
    assert source.turns[0].start == 0.5


def test_notes_in_a_real_caption_file_are_noted(shared):
    source = read_transcript(shared(f"{FOLDER}/webvtt-py/comments.vtt"))
    assert [(turn.start, turn.text) for turn in source.turns] == [
        (135.0, "- Ta en kopp varmt te. - Det är inte varmt."),
        (140.0, "- Har en kopp te. - Det smakar som te."),
        (145.0, "- Ta en kopp"),
    ]
    assert source.notes[0].startswith("passed over, a note in the file (2): ")


def test_tags_in_a_real_caption_file_go_and_words_stay(shared):
    source = read_transcript(shared(f"{FOLDER}/webvtt-py/cue_tags.vtt"))
    assert [(turn.start, turn.text) for turn in source.turns] == [
        (16.5, "When the moon hits your eye"),
        (18.5, "Like a big-a pizza pie"),
        (20.5, "That's amore"),
    ]


def test_every_real_transcript_at_hand_is_read(shared):
    """Files without speakers that are read as text have none; all others are counted above, by name."""
    files = sorted(path for path in shared(FOLDER).rglob("*") if path.is_file())
    read = {path.name: len(read_transcript(path).turns) for path in files}
    assert read == {
        "otter_style.txt": 35, "speaker.srt": 35, "teams_style.vtt": 35, "zoom_style.vtt": 35, "go-time-1.docx": 54,
        "go-time-1.md": 88, "000_tptm_introducing_the_show.txt": 52, "000_tptm_introducing_the_show.vtt": 52,
        "captions_with_bom.vtt": 4, "comments.vtt": 3, "cue_tags.vtt": 3, "missing_caption_text.srt": 4,
        "missing_caption_text.vtt": 4, "missing_timeframe.vtt": 7, "sample.srt": 5, "sample.vtt": 16,
    }  # fmt: skip
