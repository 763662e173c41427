"""Saved chats of Zoom, WhatsApp and Teams: who wrote what, and files that only look like one."""

from __future__ import annotations

import pytest

from cs_research.errors import ReadError
from cs_research.formats import read_transcript

ZOOM = (
    "12:03:05 From Ann Lee to Everyone:\n\tWhere?\n\tAnd: when?\n12:03:09 From Ben  to  Ann Lee(Privately):\n\tThere.\n"
)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        (ZOOM, [("Ann Lee", "Where?\nAnd: when?"), ("Ben", "There.")]),
        ("12:03:05\t From Ann Lee : Where?\n12:03:09\t From Ben to Ann Lee (Privately) : There: now.\n", [("Ann Lee", "Where?"), ("Ben", "There: now.")]),
        ("2024-03-12 12:03:05 From Ann to Everyone:\nWhere?\n2024-03-12 12:03:09 From Ben to Everyone:\nThere.\n", [("Ann", "Where?"), ("Ben", "There.")]),
        ("12:03:05 From Walk to School to Everyone : Where?\n12:03:09 From Ben to Walk to School : There.\n12:04:00 From Walk to School to Ben : So.\n12:04:00 From Ben : So.", [("Walk to School", "Where?"), ("Ben", "There."), ("Walk to School", "So."), ("Ben", "So.")]),
        ("12:03:05 Von  Ann  an  Alle : Wo?\n12:03:09 Von  Ben  an  Alle : Dort.\n", [("Ann", "Wo?"), ("Ben", "Dort.")]),
        ("[12/03/2024, 10:15:32] Ann: Where?\n[12/03/2024, 10:15:39] ~\u202fBen: There: now.\nAnd there.\n\u200e[12/03/2024, 10:16:00] Ann: \u200eimage omitted\n", [("Ann", "Where?"), ("~ Ben", "There: now.\nAnd there.")]),
        (
            "12/03/2024, 10:15 - Messages and calls are end-to-end encrypted.\n12/03/2024, 10:15 - Ann: Where?\n"
            "12/03/2024, 10:16 - Ann changed the group name from “A: b” to “C”\n12/03/2024, 10:17 - +44 7700 900123: There.\n",
            [("Ann", "Where?"), ("+44 7700 900123", "There.")],
        ),
        ("12.03.24, 10:15 - Ann: Where?\n12.03.24, 10:17 - Ben: There.\n", [("Ann", "Where?"), ("Ben", "There.")]),
        ("3/12/24, 10:15\u202fAM - Ann: Where?\n3/12/24, 1:17\u202fPM - Ben: There.\n", [("Ann", "Where?"), ("Ben", "There.")]),
        ("[12/03/2024 10:15] Ann Lee: Where?\n[12/03/2024 10:16] Bo Ray: There.\n", [("Ann Lee", "Where?"), ("Bo Ray", "There.")]),
    ],
)  # fmt: skip
def test_messages_have_their_senders(write, said, text, pairs):
    source = read_transcript(write("chat.txt", text))
    assert said(source) == pairs
    assert source.layout.startswith("plain text, chat of ")


def test_a_sender_with_to_in_the_name_is_not_guessed(write):
    path = write("chat.txt", "12:03:05 From Walk to School to Ben : So.\n12:04:00 From Al to Bo : So.")
    with pytest.raises(ReadError, match="line 1: sender of the message must be clear, got 'Walk to School to Ben'"):
        read_transcript(path)


def test_what_is_no_message_is_counted(write):
    text = "12/03/2024, 10:15 - Ann left\n12/03/2024, 10:15 - Ben: <Media omitted>\n12/03/2024, 10:16 - Ben: So.\n"
    source = read_transcript(write("chat.txt", text))
    assert source.passed == 1
    assert source.notes == (
        "passed over, no speech (1): 'Ann left'",
        "messages without words (1): 'Ben: <Media omitted>'",
    )


def test_the_times_of_zoom_are_kept(write):
    assert [turn.start for turn in read_transcript(write("chat.txt", ZOOM)).turns] == [43385, 43389]


def test_a_chat_in_word_is_read(word, said):
    source = read_transcript(word("12:03:05 From Ann to Everyone: Where?", "12:03:09 From Ben to Everyone: There."))
    assert said(source) == [("Ann", "Where?"), ("Ben", "There.")]


TALK = "Facilitator: Where?\n\nSophie: There.\n\nFacilitator: Why?\n\nSophie: Dark.\n\n{}"


@pytest.mark.parametrize(
    "text",
    [
        TALK.format("12:03:05 From Ann to Everyone: Hello"),
        TALK.format("[12/03/2024, 10:15:32] Ann: Hello"),
        "12:03:05 From Sophie to Everyone: Hello\n\nFacilitator: Where?\n\nSophie: There.",
    ],
)
def test_a_chat_within_a_transcript_is_an_error_that_says_what_it_looks_like(write, text):
    path = write("talk.txt", text)
    for speakers in (None, "labelled"):
        with pytest.raises(ReadError, match=r"what looks like a chat of .* among other text: 1 messages, the first"):
            read_transcript(path, speakers=speakers)
    assert set(read_transcript(path, speakers="none").speakers) == {""}


@pytest.mark.parametrize(
    "text",
    [
        "12/03/2024, 10:15 - Visit: nobody in.\n13/03/2024, 10:15 - Email: sent.\n",
        "12/03/2024 10:15 - Mother: rang.\n13/03/2024 10:15 - School: rang.\n",
    ],
)
def test_a_log_in_the_form_of_a_chat_may_have_subjects(write, text):
    path = write("log.txt", text)
    with pytest.raises(ReadError, match="may be senders or subjects: '") as error:
        read_transcript(path)
    assert "set speakers='labelled' (these are senders) or speakers='none'" in str(error.value)
    assert len(read_transcript(path, speakers="labelled").speakers) == 2
    assert read_transcript(path, speakers="none").speakers == {"": 2}
