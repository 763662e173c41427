"""Passages: what several coders marked with one code counts once."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cs_research.measures.coding.passages import passages

NAMES = ["source", "turn", "start", "end", "code", "stance", "coder"]


def table(*rows):
    return pd.DataFrame(list(rows), columns=NAMES)


def test_passages_worked_by_hand():
    found = passages(
        table(
            ("s", 1, 0, 10, "a", "shown", "X"),
            ("s", 1, 8, 20, "a", "shown", "Y"),  # overlaps the first: one passage of both
            ("s", 1, 20, 25, "a", "partly", "X"),  # only touches it
            ("s", 1, 0, 10, "b", "shown", "X"),  # another code
            ("s", 2, 0, 10, "a", "shown", "X"),  # another turn
            ("t", 1, 0, 10, "a", "shown", "X"),  # another source, where coders differ
            ("t", 1, 0, 10, "a", "contrary", "Y"),
        )
    )
    assert found[["source", "turn", "code", "start", "end", "stance", "segments"]].to_numpy().tolist() == [
        ["s", 1, "a", 0, 20, "shown", 2],
        ["s", 1, "a", 20, 25, "partly", 1],
        ["s", 1, "b", 0, 10, "shown", 1],
        ["s", 2, "a", 0, 10, "shown", 1],
        ["t", 1, "a", 0, 10, "mixed", 2],
    ]


def test_no_segments_no_passages():
    assert passages(table()).empty


rows_of = st.lists(
    st.tuples(
        st.sampled_from("st"), st.integers(1, 2), st.integers(0, 12), st.integers(1, 6), st.sampled_from("ab"),
        st.sampled_from(["shown", "partly", "contrary"]), st.sampled_from("XY"),
    ).map(lambda row: (row[0], row[1], row[2], row[2] + row[3], *row[4:])),
    max_size=12,
)  # fmt: skip


def keys(found):
    return sorted(found[["source", "turn", "code", "start", "end", "stance"]].itertuples(index=False, name=None))


@given(rows_of, st.randoms())
def test_order_and_a_second_coder_who_marks_the_same_change_nothing(rows, random):
    once = passages(table(*rows))
    again = [*rows, *((*row[:-1], "Z") for row in rows)]
    random.shuffle(again)
    assert keys(passages(table(*again))) == keys(once)


@given(rows_of)
def test_each_segment_is_of_one_passage_and_passages_cover_what_segments_cover(rows):
    found = passages(table(*rows))
    assert found["segments"].sum() == len(rows)

    def covered(spans):
        return {(s, t, c, at) for s, t, start, end, c in spans for at in range(start, end)}

    names = ["source", "turn", "start", "end", "code"]
    assert covered(row[:5] for row in rows) == covered(found[names].itertuples(index=False, name=None))


def test_a_segment_of_several_turns_is_one_passage():
    rows = pd.DataFrame(
        [
            ("s", 1, 5, 20, "a", "shown", "x-1"),
            ("s", 2, 0, 30, "a", "shown", "x-1"),
            ("s", 3, 0, 10, "a", "shown", "x-1"),
            ("s", 3, 8, 12, "a", "partly", "y-1"),  # another coder, on its last turn
            ("s", 2, 0, 30, "b", "shown", "x-1"),  # another code
            ("s", 4, 0, 10, "a", "shown", "y-2"),
        ],
        columns=["source", "turn", "start", "end", "code", "stance", "segment"],
    )
    assert passages(rows)[["turn", "code", "start", "end", "stance", "segments"]].to_numpy().tolist() == [
        [1, "a", 5, 20, "mixed", 2],
        [2, "b", 0, 30, "shown", 1],
        [4, "a", 0, 10, "shown", 1],
    ]
    joined = rows.assign(segment=["x", "y", "y", "z", "b", "z"])
    assert len(passages(joined[joined["code"] == "a"])) == 2
    assert len(passages(rows.assign(segment=["x", "y", "x", "y", "b", "x"]))) == 2
