"""Segments at their places in a transcript that was corrected, and those without one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.errors import MeasureError
from cs_research.records import Segment, Source, Turn
from cs_research.study.reanchor import reanchor


def source_of(*turns: tuple[str, str], name: str = "s") -> Source:
    return Source(name, "interview", "A", "", tuple(Turn(n, *turn) for n, turn in enumerate(turns, start=1)))


def coded(source: Source, turn: int, words: str, *, code: str = "c", id: str = "x-2", coder: str = "R") -> Segment:
    start = source.turn(turn).text.index(words)
    return Segment(id, source.id, turn, start, start + len(words), words, code, "shown", coder)


OLD = source_of(
    ("I", "Where do they go?"), ("P", "We map the bark and the bus. They go to the park."), ("I", "And then?"),
    ("P", "They go to the park. Nothing else, I think."),
)  # fmt: skip


def moved(after: Source, *segments: Segment, **how: float):
    return reanchor(segments, OLD, after, **how).placed


def places(placed):
    return [(each.how, each.new and (each.new.turn, each.new.quote)) for each in placed]


def test_the_same_words_are_found_where_their_neighbours_are():
    after = source_of(
        ("I", "Good morning."), ("I", "Where do they go?"), ("P", "We map the park and the bus. They go to the park."),
        ("I", "And then?"), ("P", "Well. They go to the park. Nothing else, I think."),
    )  # fmt: skip
    first, second = coded(OLD, 2, "They go to the park"), coded(OLD, 4, "They go to the park", id="x-3")
    placed = moved(after, first, second)
    assert places(placed) == [("exact", (3, "They go to the park")), ("exact", (5, "They go to the park"))]
    assert [each.new.start for each in placed] == [29, 6]
    assert [each.new.id for each in placed] == ["x-2", "x-3"]


def test_changed_words_are_placed_by_alignment_and_listed():
    after = source_of(("I", "Where do they go?"), ("P", "We map the park and the bus. They go to the park."))
    result = reanchor([coded(OLD, 2, "map the bark and")], OLD, after)
    assert places(result.placed) == [("aligned", (2, "map the park and"))]
    assert result.placed[0].similarity == pytest.approx(2 * 15 / 32)
    row = result.table().iloc[0]
    assert (row["words"], row["new_words"], row["new_turn"]) == ("map the bark and", "map the park and", 2)
    assert result.to_check == result.placed


def test_words_at_the_edge_that_were_replaced_are_part_of_it():
    after = source_of(("I", "Where do they go?"), ("P", "We chart the bark, and the bus. They go to the park."))
    assert places(moved(after, coded(OLD, 2, "map the bark"), threshold=0.5)) == [("aligned", (2, "chart the bark"))]
    assert places(moved(after, coded(OLD, 2, "map the bark"), threshold=0.99)) == [("not placed", None)]


@pytest.mark.parametrize(
    ("after", "why"),
    [
        ((("P", "We map"), ("I", "the bark and the bus.")), "its words are now in two turns"),
        ((("P", "Nothing of the kind."),), "too little in common with"),
        ((("P", "Something different was said here"),), "none of its words has a place"),
    ],
)
def test_what_has_no_place_is_listed_with_the_reason(after, why):
    [placed] = moved(source_of(*after), coded(OLD, 2, "map the bark"))
    assert placed.new is None
    assert placed.how == "not placed"
    assert placed.why.startswith(why)


def test_another_speaker_of_the_same_words_is_listed():
    after = source_of(("I", "Where do they go?"), ("Q", OLD.turns[1].text))
    [placed] = reanchor([coded(OLD, 2, "map the bark")], OLD, after).to_check
    assert (placed.how, placed.speaker, placed.new_speaker, placed.why) == ("exact", "P", "Q", "another speaker")


def test_words_that_moved_elsewhere_are_found_only_if_they_are_there_once():
    after = source_of(("P", "Nothing else, I think."), ("I", "Where do they go?"), ("P", "We map the bark."))
    assert places(moved(after, coded(OLD, 4, "Nothing else, I think"))) == [("exact", (1, "Nothing else, I think"))]


def test_parts_of_one_segment_are_placed_together_or_not_at_all():
    parts = coded(OLD, 2, "the bus"), coded(OLD, 3, "And then?")
    placed = moved(source_of(("P", "We map the bark and the bus. They go to the park.")), *parts)
    assert [each.new for each in placed] == [None, None]
    assert placed[0].why == "another part of the same segment is not placed"


def test_two_segments_that_fall_on_one_passage_are_not_both_placed():
    after = source_of(("P", "They go to the park."))
    both = coded(OLD, 2, "They go to the park."), coded(OLD, 4, "They go to the park.", id="x-3")
    placed = moved(after, *both)
    assert sum(each.new is not None for each in placed) == 1


def test_segments_of_another_source_or_text_and_a_wrong_threshold_are_refused():
    wrong = Segment("x-2", "s", 2, 0, 4, "Us m", "c", "shown", "R")
    with pytest.raises(MeasureError) as error:
        reanchor([coded(source_of(("P", "a b"), name="t"), 1, "a b"), wrong], OLD, OLD, threshold=2)
    assert [fault.thing for fault in error.value.faults] == ["threshold", "segments", "words of each segment"]


@given(st.data())
def test_an_unchanged_text_keeps_every_segment(data):
    texts = data.draw(st.lists(st.text("ab .𝒜é\n", min_size=1, max_size=20), min_size=1, max_size=5))
    source = source_of(*((str(n % 2), text) for n, text in enumerate(texts)))
    turn = data.draw(st.integers(1, len(texts)))
    text = texts[turn - 1]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    segment = Segment("x-2", "s", turn, start, end, text[start:end], "c", "shown", "R")
    [placed] = reanchor([segment], source, source).placed
    if placed.new is not None:
        assert placed.new.quote.strip() == segment.quote.strip()
    else:
        assert not segment.quote.strip()


@given(st.data())
def test_words_that_are_placed_are_those_of_the_new_text(data):
    words = st.lists(st.sampled_from(["we", "map", "the", "park", "bus", "and."]), min_size=1, max_size=12)
    old, new = (source_of(*(("P", " ".join(data.draw(words))) for _ in range(3))) for _ in range(2))
    turn = data.draw(st.integers(1, 3))
    text = old.turn(turn).text
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    segment = Segment("x-2", "s", turn, start, end, text[start:end], "c", "shown", "R")
    for each in reanchor([segment], old, new, threshold=0.5).segments:
        assert new.turn(each.turn).text[each.start : each.end] == each.quote
