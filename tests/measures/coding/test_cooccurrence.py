"""Codes that occur together: counted by hand on words, turns and stretches of turns."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_research.errors import MeasureError
from cs_research.measures.coding.cooccurrence import cooccurrence
from cs_research.records import Codings, Segment, Source, Turn

A, B, C = "target.assessments", "target.group_work", "outcomes.goals"
TEXT = "aaaa bbbb cccc dddd"


def study(frame, *marks, turns=(5, 2)):
    """Segments (source, turn, first word, last word, code)."""
    sources = tuple(
        Source(name, "interview", "X", "", tuple(Turn(n + 1, "P", TEXT) for n in range(number)))
        for name, number in zip("ab", turns, strict=True)
    )
    segments = tuple(
        Segment(f"s{n}", source, turn, 5 * first, 5 * last + 4, "", code, "shown", "R")
        for n, (source, turn, first, last, code) in enumerate(marks)
    )
    return Codings(frame, sources, segments)


MARKS = (
    ("a", 1, 0, 2, A),
    ("a", 1, 1, 3, B),
    ("a", 2, 0, 0, A),
    ("a", 2, 3, 3, B),
    ("a", 4, 0, 3, C),
    ("b", 1, 0, 0, A),
)


def counts(table, code, other):
    (found,) = table[(table["code"] == code) & (table["other"] == other)].to_dict("records")
    return [found[name] for name in ("together", "code_count", "other_count", "total")], found


def test_overlap_is_counted_in_words(frame):
    table = cooccurrence(study(frame, *MARKS))
    numbers, row = counts(table, A, B)
    assert numbers == [2, 5, 4, 28]
    assert (row["jaccard"], row["lift"]) == pytest.approx((2 / 7, 2 * 28 / 20))
    assert counts(table, A, C)[0] == [0, 5, 4, 28]
    assert table[["code", "other"]].values.tolist() == [[A, B], [A, C], [B, C]]


def test_turns(frame):
    numbers, row = counts(cooccurrence(study(frame, *MARKS), "turn"), A, B)
    assert numbers == [2, 3, 2, 7]
    assert (row["jaccard"], row["lift"]) == pytest.approx((2 / 3, 2 * 7 / 6))


def test_near_is_counted_in_stretches_that_end_with_their_source(frame):
    # a: turns 1-3, 2-4, 3-5; b: its two turns. A in 1-3, 2-4 and b; C in 2-4 and 3-5
    numbers, _ = counts(cooccurrence(study(frame, *MARKS), "near"), A, C)
    assert numbers == [1, 3, 2, 4]
    numbers, _ = counts(cooccurrence(study(frame, *MARKS), "near", window=2), A, C)
    assert numbers == [0, 3, 2, 5]
    numbers, _ = counts(cooccurrence(study(frame, *MARKS), "near", window=99), A, C)
    assert numbers == [1, 2, 1, 2]


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"),
            st.integers(1, 2),
            st.integers(0, 3),
            st.integers(0, 3),
            st.sampled_from([A, B, C]),
        ),
        max_size=8,
    ),
    st.sampled_from(["overlap", "turn", "near"]),
)
def test_a_second_coder_and_the_order_change_nothing_and_limits_hold(frame, marks, how):
    marks = [(*where, min(first, last), max(first, last), code) for *where, first, last, code in marks]
    table = cooccurrence(study(frame, *marks), how)
    assert cooccurrence(study(frame, *marks[::-1], *marks), how).equals(table)
    assert (table["together"] <= table[["code_count", "other_count"]].min(axis=1)).all()
    assert table["jaccard"].dropna().between(0, 1).all()


def test_what_cannot_be_counted(frame):
    assert cooccurrence(study(frame)).empty
    assert cooccurrence(Codings(frame, (), ()), "near").empty
    with pytest.raises(MeasureError, match="how must be 'overlap', 'turn' or 'near', got 'close'"):
        cooccurrence(study(frame), "close")
    with pytest.raises(MeasureError, match="window must be 2 or more, got 1"):
        cooccurrence(study(frame), "near", window=1)
