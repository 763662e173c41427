"""Quotations of coding programs, found in the turns of a source whatever labels and time stamps they contain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.formats.qda.source_text import Part, SourceText
from cs_research.records import Source, Turn

TURNS = (
    ("Interviewer", "How do you map places?"),
    ("Ann Lee", "We draw a map. Yes."),
    ("Ben", "Yes. At 10:30 we walk there\nwith them."),
    ("Ann Lee", "Yes."),
)


def source(*turns):
    return Source("s", "interview", "A", "", tuple(Turn(n, *turn) for n, turn in enumerate(turns, start=1)), "s.txt")


@pytest.fixture(scope="module")
def text():
    return SourceText(source(*TURNS))


ALL = [Part(1, 0, 22), Part(2, 0, 19), Part(3, 0, 38)]


@pytest.mark.parametrize(
    "quote",
    [
        "How do you map places? We draw a map. Yes. Yes. At 10:30 we walk there with them.",
        "How do you map places?\nWe draw a map. Yes.\n\nYes. At 10:30 we walk there with them.",
        "Interviewer: How do you map places?\nAnn Lee: We draw a map. Yes.\nBen: Yes. At 10:30 we walk there with them.",
        "How do you map places?\nANN LEE:\tWe draw a map. Yes.\nBen:\u00a0Yes. At 10:30 we walk there with\u00a0them.",
        "Interviewer   0:03\nHow do you map places?\nAnn Lee   0:09\nWe draw a map. Yes.\nBen   0:15\nYes. At 10:30 we walk "
        "there with them.",
        "[00:00:03] Interviewer: How do you map places?\n[00:00:09] Ann Lee: We draw a map. Yes.\n[00:00:15] Ben: Yes. At "
        "10:30 we walk there with them.",
        "**Interviewer:** How do you map places?\n**Ann Lee:** We draw a map. Yes.\n**Ben:** Yes. At 10:30 we walk there "
        "with them.",
        "er: How do you map places?\nAnn Lee: We draw a map. Yes.\nBen: Yes. At 10:30 we walk there with them.\nAnn L",
        "How do you map places? Ann Lee: We draw a map. Yes. Ben: Yes. At 10:30 we walk there with them. Ann Lee:",
    ],
)
def test_a_quotation_over_turns_is_found_with_labels_and_time_stamps_between_them(text, quote):
    assert text.find(quote) == [tuple(ALL)]


def test_voice_tags_and_cue_times_of_web_captions_are_no_words(text):
    quote = (
        "<v Ann Lee>We draw a map. Yes.</v>\n\n00:00:15.000 --> 00:00:17.500\n<v Ben>Yes. At 10:30 we walk there\n"
        "00:00:18.000 --> 00:00:19.500\nwith them."
    )
    assert text.find(quote) == [tuple(ALL[1:])]  # the time that is spoken is one


@pytest.mark.parametrize(
    "quote",
    [
        "How do you map places? Ben: We draw a map.",  # another speaker's label
        "How do you map places? Yes, we draw a map.",  # other words
        "We draw Ann Lee: a map.",  # a label within a turn
        "We draw a map. Ben: Yes. At 10:30",  # words left out between the turns
        "",
        "Ann Lee:",
        " … ",
    ],
)
def test_other_words_are_not_found(text, quote):
    assert text.find(quote) == []


def test_every_place_is_returned_in_the_order_of_the_turns(text):
    assert text.find("Yes.") == [(Part(2, 15, 19),), (Part(3, 0, 4),), (Part(4, 0, 4),)]
    assert text.find("Yes. Yes.") == [(Part(2, 15, 19), Part(3, 0, 4))]


def test_the_label_at_the_start_says_which_turn_it_is(text):
    assert text.find("Ann Lee: Yes.") == [(Part(4, 0, 4),)]
    assert text.find("Ben: Yes.") == [(Part(3, 0, 4),)]


DOCUMENT = "\n".join(f"{who}: {words}" for who, words in TURNS)


@pytest.mark.parametrize(("at", "part"), [(0, Part(2, 15, 19)), (1, Part(3, 0, 4)), (2, Part(4, 0, 4))])
def test_the_text_of_the_document_tells_places_apart(text, at, part):
    starts = [n for n in range(len(DOCUMENT)) if DOCUMENT.startswith("Yes.", n)]
    assert text.locate(DOCUMENT, starts[at], starts[at] + 4) == [(part,)]


def test_text_around_it_decides_where_the_document_has_the_words_more_often_than_the_source():
    turns = source(("Ann", "Ann came."), ("Ben", "Did Ann come?"))
    document = "Ann: Ann came.\nBen: Did Ann come?"
    assert len(SourceText(turns).locate(document, 0, 3)) != 1  # a label is no speech
    found = [SourceText(turns).locate(document, at, at + 3) for at in (5, 24)]
    assert document[5:8] == document[24:27] == "Ann"
    assert found == [[(Part(1, 0, 3),)], [(Part(2, 4, 7),)]]


def test_places_stay_several_where_no_text_decides():
    turns = source(("Ann", "Yes. Yes."), ("Ben", "Yes."))
    assert len(SourceText(turns).locate("Yes.", 0, 4)) == 3


def test_the_nearest_words_are_those_of_one_letter_off(text):
    near = text.nearest("We drew a map")
    assert (near.turn, near.text, round(near.likeness)) == (2, "We draw a map", 92)
    assert SourceText(source()).nearest("map") is None


WORDS = st.lists(
    st.sampled_from(["map", "place", "walk", "“Yes”", "e\u0301t\u00e9", "ﬁne", "\U0001f600", "—"]), min_size=1
)


@given(st.lists(st.tuples(st.sampled_from(["Ann", "Ben", ""]), WORDS.map(" ".join)), min_size=1, max_size=5), st.data())
def test_any_stretch_of_the_turns_is_found_where_it_is(turns, data):
    made = source(*turns)
    first = data.draw(st.integers(0, len(turns) - 1))
    last = data.draw(st.integers(first, len(turns) - 1))
    parts = [Part(n + 1, 0, len(turns[n][1])) for n in range(first, last + 1)]
    for label in (True, False):
        between = [f"{who}: {words}" if label and who else words for who, words in turns[first : last + 1]]
        found = SourceText(made).find("\n".join(between))
        assert tuple(parts) in found
        for place in found:
            words = " ".join(made.turn(part.turn).text[part.start : part.end] for part in place)
            assert words.split() == " ".join(words for _, words in turns[first : last + 1]).split()
