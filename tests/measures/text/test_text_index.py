"""The index of words: every word once, with its place in the text, whatever letters it is written in."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_research.errors import MeasureError
from cs_research.measures.text.index import index_sources, parts_of, words_between
from cs_research.records import Codings, Segment, Source, Turn


def source(*texts, name="s", site="A", kind="interview", speakers="PQ"):
    turns = tuple(Turn(n, speakers[(n - 1) % len(speakers)], text) for n, text in enumerate(texts, start=1))
    return Source(name, kind, site, "", turns)


def written(index):
    """Each word as it is written in its turn."""
    texts = index.turns["text"].tolist()
    return [texts[row][a:b] for row, a, b in zip(index.rows, index.start, index.end, strict=True)]


def test_words_and_their_places():
    index = index_sources([source("Don't map multi-agency work.", "“Map” IT — don’t.")])
    assert written(index) == ["Don't", "map", "multi-agency", "work", "Map", "IT", "don’t"]
    assert [index.vocabulary[place] for place in index.ids] == [
        "don't", "map", "multi-agency", "work", "map", "it", "don't",
    ]  # fmt: skip
    assert index.rows.tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert index.turns[["source", "site", "kind", "speaker", "turn"]].values.tolist() == [
        ["s", "A", "interview", "P", 1], ["s", "A", "interview", "Q", 2],
    ]  # fmt: skip
    assert repr(index) == "TextIndex(1 sources: 7 words, 5 different)"


def test_letters_of_any_script():
    # combining marks, right to left, beyond the basic plane, ß and İ that change length when folded
    texts = ["naı̈ve Straße", "שלום עולם", "𝒜lice 🌻 bob", "İstanbul", "- ' ’", ""]
    index = index_sources([source(*texts)])
    assert written(index) == ["naı̈ve", "Straße", "שלום", "עולם", "𝒜lice", "bob", "İstanbul"]
    assert "strasse" in index.vocabulary


@settings(max_examples=60)
@given(st.lists(st.text(alphabet="aB ß'’-\n.🌻é1", max_size=20), max_size=5))
def test_words_are_those_of_a_regular_expression(texts):
    index = index_sources([source(*texts)])
    letter = r"[^\W_]"
    pattern = re.compile(rf"{letter}(?:['’-]?{letter})*")
    assert written(index) == [word for text in texts for word in pattern.findall(text)]
    assert [index.vocabulary[at] for at in index.ids] == [it.casefold().replace("’", "'") for it in written(index)]


def test_speakers_can_be_left_out_by_name_only():
    index = index_sources([source("one two", "three")], without=["Q"])
    assert written(index) == ["one", "two"]
    with pytest.raises(
        MeasureError, match=r"speaker to leave out must have a turn, got 'q'\.\n  Hint: did you mean 'Q'"
    ):
        index_sources([source("one", "two")], without=["q"])


def test_no_sources_no_words():
    for sources in ([], [source()], [source("", "...")]):
        index = index_sources(sources)
        assert len(index) == 0
        assert parts_of(index, "site") == {} or not any(mask.any() for mask in parts_of(index, "site").values())


def test_words_of_a_domain_are_those_that_its_codes_cover(frame):
    text = "one two three four"
    sources = (source(text),)
    segments = (
        Segment("1", "s", 1, 0, 7, "one two", "target.assessments", "shown", "R"),
        Segment("2", "s", 1, 4, 13, "two three", "target.group_work", "shown", "S"),
        Segment("3", "s", 1, 8, 18, "three four", "outcomes.goals", "shown", "S"),
    )
    index = index_sources(sources)
    parts = parts_of(index, "domain", Codings(frame, sources, segments))
    assert {name: mask.tolist() for name, mask in parts.items()} == {
        "target": [True, True, True, False],
        "framework": [False] * 4,
        "partnerships": [False] * 4,
        "outcomes": [False, False, True, True],
    }
    with pytest.raises(MeasureError, match="codings must be given if words are divided by domain"):
        parts_of(index, "domain")
    with pytest.raises(MeasureError, match="by must be 'source', 'site', 'kind', 'speaker' or 'domain', got 'place'"):
        parts_of(index, "place")


def test_words_between_two_places_are_those_that_begin_there():
    index = index_sources([source("one two", "three four")])
    spans = index.turns.assign(row=[0, 1], start=[1, 0], end=[7, 6])
    assert words_between(index, spans).tolist() == [1, 1]
    assert words_between(index, spans).dtype == np.int64
