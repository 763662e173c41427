"""Quotations and segments counted, and a term found where it stands."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cs_research.definitions import load_lexicon
from cs_research.measures.coding.frequency import mentions, passages, quotations_by_kind, segments_by_code
from cs_research.records import Codings, Segment, Source, Turn

PASSAGES = pd.DataFrame(
    [
        (1, "target", "2.2", "Aims", "", "They speak of ‘contextualised’ safeguarding, wrongly."),
        (2, "target", "2.2", "Aims", "survey", "The Contextualized  Safeguarding team is new."),
        (3, "outcomes", "2.5", "Ends", "survey", "Contextual safeguarding is not that."),
        (4, "", "1", "Start", "interview", "Hello."),
    ],
    columns=["line", "domain", "section", "theme", "kind", "text"],
)


def test_quotations_are_counted_by_domain_and_kind_with_zeros():
    table = quotations_by_kind(PASSAGES).set_index(["domain", "kind"])["n"]
    assert table.to_dict() == {
        ("target", "survey"): 1, ("target", "interview"): 0,
        ("framework", "survey"): 0, ("framework", "interview"): 0,
        ("partnerships", "survey"): 0, ("partnerships", "interview"): 0,
        ("outcomes", "survey"): 1, ("outcomes", "interview"): 0,
        ("", "survey"): 0, ("", "interview"): 1,
    }  # fmt: skip


def test_the_misnomer_is_found_in_both_spellings_and_the_right_term_is_not():
    term = load_lexicon("lexicon/terms").terms[0]
    table = mentions(PASSAGES, term.pattern)
    assert table[["line", "kind"]].values.tolist() == [[1, "authors"], [2, "survey"]]
    assert table["match"].tolist() == ["contextualised’ safeguarding", "Contextualized  Safeguarding"]


def coded(frame, *segments):
    """Segments of two sources of one site and a third of another, each (source, code)."""
    turn = Turn(1, "A", "Some words.", 1)
    sources = tuple(
        Source(name, site, "interview", "", (turn,)) for name, site in (("a", "x"), ("b", "x"), ("c", "y"))
    )
    made = [
        Segment(f"s{number}", source, 1, 0, 4, "Some", code, "shown", "R1")
        for number, (source, code) in enumerate(segments)
    ]
    return Codings(frame, sources, tuple(made))


def test_segments_are_counted_by_code_with_their_sources_and_sites(frame):
    one, other = (code.id for code in frame.codes[:2])
    table = segments_by_code(coded(frame, ("a", one), ("a", one), ("b", one), ("c", other)))
    assert list(table["code"]) == [code.id for code in frame.codes]
    counts = table.set_index("code")
    assert counts.loc[one].tolist() == [3, 2, 1]
    assert counts.loc[other].tolist() == [1, 1, 1]
    assert counts["segments"].sum() == 4


def test_where_nothing_was_coded_every_code_has_zeros(frame):
    table = segments_by_code(coded(frame))
    assert len(table) == len(frame.codes)
    assert not table[["segments", "sources", "sites"]].to_numpy().any()


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
    return sorted(
        found[["source", "turn", "code", "start", "end", "stance"]].itertuples(index=False, name=None)
    )


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
