"""How positions are counted: every way that a program was seen to use is found from quotations, or refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.errors import ReadError
from cs_research.formats.qda.offsets import (
    LINE_ENDS,
    UNITS,
    OffsetModel,
    RawText,
    Selected,
    character_widths,
    model_of,
    place,
)

FILE = Path("project.qdpx")
#: Letters beyond the basic plane, accents, Arabic and three line ends before the passages that are coded.
LINES = [
    "Zoë: 😀😀 we drew a map.",
    "مرحبا بكم, he said.",
    "Every café on the way home is marked.",
    "Nobody asked the children.",
]
PASSAGES = ["Every café on the way home is marked.", "Nobody asked the children.", "he said"]


def counted(text: str, passage: str, unit: str, ends: str, mark: bool) -> tuple[int, int]:
    """Where a program that counts in this way says a passage is, worked out by encoding what is before it."""

    def size(part: str) -> int:
        part = part.replace("\n", "\r\n") if ends == "crlf" else part
        return (
            len(part)
            if unit == "characters"
            else len(part.encode("utf-16-le")) // 2
            if unit == "utf-16"
            else len(part.encode())
        )

    at = text.index(passage)
    first = (3 if unit == "utf-8" else 1) if mark else 0
    return first + size(text[:at]), first + size(text[: at + len(passage)])


@pytest.mark.parametrize("mark", [False, True])
@pytest.mark.parametrize("ends", ["lf", "crlf"])
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("file_ends", ["\n", "\r\n"])
def test_every_way_of_counting_is_found_from_quotations(unit, ends, mark, file_ends):
    text = "\n".join(LINES)
    raw = RawText.of("\ufeff" + text.replace("\n", file_ends))
    selected = [Selected("a", *counted(text, each, unit, ends, mark), each) for each in PASSAGES]
    found = place(FILE, {"a": raw}, selected)
    assert [raw.text[start:end] for start, end in zip(found.starts, found.ends, strict=True)] == PASSAGES
    assert (found.model.unit, found.model.mark) == (unit, mark)
    assert "3 of 3 quotations agree" in found.notes[0]


def test_without_quotations_the_edges_of_words_decide():
    text = "\n".join(LINES * 4)
    places = [i for i in range(len(text)) if text.startswith("Every", i)]
    encoded = [len(text[:at].replace("\n", "\r\n").encode("utf-16-le")) // 2 for at in places]
    selected = [Selected("a", at, at + 10, "") for at in encoded]
    found = place(FILE, {"a": RawText.of(text)}, selected)
    assert str(found.model) == "utf-16 crlf"
    assert found.starts.tolist() == places
    assert "4 of 4 selections start and end with words" in found.notes[0]


def test_a_complete_quotation_over_a_line_end_says_where_it_ends():
    text = "a map of where they go,\nand of who walks home. Nobody asked."
    quote = text[: text.index("obody")].replace("\n", " ")
    found = place(FILE, {"a": RawText.of(text)}, [Selected("a", 0, len(quote) + 1, quote)])
    assert (str(found.model), found.ends.tolist()) == ("characters crlf", [len(quote)])


def test_spaces_around_the_same_words_are_no_second_reading():
    text = "a map of\nwhere they go. Nobody asked."
    found = place(FILE, {"a": RawText.of(text)}, [Selected("a", 0, 24, "")])
    assert text[: found.ends[0]].strip() == "a map of\nwhere they go."
    assert "other readings give the same words" in found.notes[0]


def test_the_same_word_of_another_speaker_is_a_second_reading():
    text = "😀😀😀 no no no"
    with pytest.raises(ReadError, match="have one meaning"):
        place(FILE, {"a": RawText.of(text)}, [Selected("a", 7, 9, "")])


def test_a_name_that_a_person_gave_is_no_evidence():
    text = "😀 we walk it with them on the way home."
    selected = [Selected("a", 2, 9, "trust"), Selected("a", 10, 17, "line:6"), Selected("a", 18, 23, "home")]
    found = place(FILE, {"a": RawText.of(text)}, selected, "characters lf")
    assert found.named.tolist() == [-1, -1, -1]


def test_two_readings_that_nothing_decides_are_refused_with_both():
    raw = RawText.of("😀 ab cd")
    with pytest.raises(ReadError) as caught:
        place(FILE, {"a": raw}, [Selected("a", 3, 5, "")])
    message = str(caught.value)
    assert "document 'a': positions 3 to 5" in message
    assert "as characters lf" in message
    assert "as utf-16 lf" in message
    assert "offsets:" in message
    assert place(FILE, {"a": raw}, [Selected("a", 3, 5, "")], "utf-16 lf").starts.tolist() == [2]


def test_a_poor_fit_is_refused_with_its_hits():
    text = "The first passage is here. Another passage is there. A third one is nowhere near."
    selected = [Selected("a", 1, 20, name) for name in ("The first passage is", "Another passage is", "A third one is")]
    with pytest.raises(ReadError, match=r"be where the file's 3 quotations are, got 0 of them as characters lf"):
        place(FILE, {"a": RawText.of(text)}, selected)


def test_a_position_that_is_no_place_is_marked():
    raw = RawText.of("😀 ab")
    selected = [Selected("a", 1, 3, ""), Selected("a", 3, 90, ""), Selected("a", 4, 4, ""), Selected("a", -1, 2, "")]
    assert place(FILE, {"a": raw}, selected, "utf-16 lf").starts.tolist() == [-1, -1, -1, -1]


@pytest.mark.parametrize("words", ["", "utf-16", "bytes lf", "utf-8 cr", "utf-8 lf mark", "utf-8 lf bom bom"])
def test_a_setting_of_other_words_is_refused(words):
    with pytest.raises(ReadError, match="for example: utf-16 crlf"):
        model_of(words, "study.yaml")


@given(st.text(), st.sampled_from(UNITS), st.sampled_from(LINE_ENDS), st.booleans())
def test_every_character_is_found_where_it_was_counted(text, unit, ends, mark):
    raw = RawText.of("\ufeff" + text.replace("\r", ""))
    model = OffsetModel(unit, ends, mark)
    widths = character_widths(raw.text, unit) + np.array(
        [letter == "\n" and ends == "crlf" for letter in raw.text], int
    )
    bounds = np.concatenate([[0], np.cumsum(widths)]).astype(int) + ((3 if unit == "utf-8" else 1) if mark else 0)
    starts, ends_found = raw.positions(model).spans(bounds[:-1], bounds[1:])
    assert starts.tolist() == list(range(len(raw.text)))
    assert ends_found.tolist() == list(range(1, len(raw.text) + 1))
