"""Where a quotation is in a turn, whatever quotation marks, spaces and accents were typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_research.formats.qda.source_text import SourceText
from cs_research.records import Source, Turn


def find_quote(text, quote):
    """Every place of a quotation in a source of one turn."""
    source = Source("s", "interview", "A", "", (Turn(1, "", text),))
    return [(part.start, part.end) for (part,) in SourceText(source).find(quote)]


TEXT = "We draw a map – a big one – of where they go.\nIt’s red where they “turn over”."


@pytest.mark.parametrize(
    ("quote", "exact"),
    [
        ("We draw a map", "We draw a map"),
        ("a map - a big one", "a map – a big one"),
        ("a map — a big one", "a map – a big one"),
        ("where they go. It's red", "where they go.\nIt’s red"),
        ("where   they\tgo.\n\nIt`s red", "where they go.\nIt’s red"),
        ('they "turn over".', "they “turn over”."),
        ("  of where they go. ", "of where they go."),
        ("WE DRAW A MAP", "We draw a map"),
        ("We\u00a0draw\u2009a map", "We draw a map"),
        (TEXT, TEXT),
    ],
)
def test_spaces_quotes_dashes_and_case_make_no_difference(quote, exact):
    [(start, end)] = find_quote(TEXT, quote)
    assert TEXT[start:end] == exact


@pytest.mark.parametrize(
    "quote", ["We drew a map", "map big one", "a map, a big one", "go It’s red", "they turn over", "", "  \n"]
)
def test_other_words_or_no_words_are_not_found(quote):
    assert find_quote(TEXT, quote) == []


@pytest.mark.parametrize(
    ("text", "quote", "places"),
    [
        ("no time, no time", "no time", [(0, 7), (9, 16)]),
        ("aaa", "aa", [(0, 2), (1, 3)]),
        ("", "a", []),
        ("a", "a", [(0, 1)]),
        ("  a  b  ", "a b", [(2, 6)]),
        ("wait… what", "wait... what", [(0, 10)]),
        ("die Straße hinab", "STRASSE", [(4, 10)]),
        ("the ﬁrst map", "first", [(4, 8)]),
        ("𝒜 map 🗺 here", "map 🗺", [(2, 7)]),
        ("tŷ gŵyl", "ty\u0302 gw\u0302yl", [(0, 7)]),
        ("ty\u0302 gw\u0302yl dda", "gŵyl", [(4, 9)]),
        ("ty\u0302", "ty", []),
        ("tŷ", "ty", []),
        ("un\u00adsafe pla\u200bce", "unsafe place", [(0, 14)]),
        ("unsafe place", "un\u00adsafe\ufeff place", [(0, 12)]),
        ("„So“ und «so»", '"so" und "so"', [(0, 13)]),
        ("‚so‘ ‹so›", "'so' 'so'", [(0, 9)]),
        ("wait... what", "wait… what", [(0, 12)]),
        ("İ ﬃ", "ffi", [(2, 3)]),
    ],
)
def test_every_place_is_found_and_counted_in_the_letters_of_the_text(text, quote, places):
    assert find_quote(text, quote) == places


LETTERS = st.sampled_from("aAbé ß’“”–\n\t,.'\"-  …🗺")
SWAPS = {"’": "'", "“": '"', "”": '"', "–": "-", "\n": "  ", " ": "\u00a0 \n", "…": "..."}


@settings(deadline=None, max_examples=200)
@given(text=st.text(LETTERS, min_size=1, max_size=40), data=st.data())
def test_any_stretch_is_found_whatever_quotes_and_spaces_were_changed(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    stretch = text[start:end].strip()
    typed = "".join(SWAPS.get(letter, letter) if data.draw(st.booleans()) else letter for letter in stretch)
    found = find_quote(text, f" {typed}\n")
    if not stretch:
        assert found == []
        return
    first = start + len(text[start:end]) - len(text[start:end].lstrip())
    assert (first, first + len(stretch)) in found


@settings(deadline=None, max_examples=100)
@given(text=st.text(max_size=40), quote=st.text(max_size=6))
def test_what_is_found_lies_within_the_text_in_order(text, quote):
    found = find_quote(text, quote)
    assert found == sorted(set(found))
    assert all(0 <= start < end <= len(text) for start, end in found)


@settings(deadline=None, max_examples=100)
@given(text=st.text(min_size=1, max_size=40))
def test_a_whole_text_is_found_in_itself(text):
    found = find_quote(text, text)
    assert bool(found) == bool(text.strip())
