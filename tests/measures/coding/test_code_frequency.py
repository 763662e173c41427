"""How much text has a code: worked by hand, with parents, coders, overlaps and zeros."""

import pytest

from cs_research.errors import MeasureError
from cs_research.measures.coding.frequency import frequency, source_by_code
from cs_research.records import Codings, Segment, Source, Turn

A, B, GOALS, BARRIER = "target.assessments", "target.group_work", "outcomes.goals", "factor.barrier"
#: Ten words of four letters: word n begins at 5 n.
TEXT = "aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii jjjj"


def study(frame, *marks):
    """Segments (source, turn, first word, last word, code, coder)."""
    sources = tuple(
        Source(name, kind, site, "", (Turn(1, "Interviewer", TEXT), Turn(2, "P", TEXT)))
        for name, kind, site in (("a", "interview", "X"), ("b", "strategy", "X"), ("c", "interview", "Y"))
    )
    segments = tuple(
        Segment(
            f"s{n}",
            source,
            turn,
            5 * first,
            5 * last + 4,
            TEXT[5 * first : 5 * last + 4],
            code,
            "shown",
            coder,
        )
        for n, (source, turn, first, last, code, coder) in enumerate(marks)
    )
    return Codings(frame, sources, segments)


MARKS = (
    ("a", 2, 0, 3, A, "R"), ("a", 2, 2, 5, A, "S"),  # one passage of words 0 to 5
    ("a", 2, 4, 7, B, "R"),  # two words that A has too
    ("a", 1, 0, 1, A, "R"), ("c", 2, 0, 9, GOALS, "S"), ("b", 2, 0, 0, BARRIER, "S"),
)  # fmt: skip


def row(table, **keys):
    for name, value in keys.items():
        table = table[table[name] == value]
    (found,) = table[["segments", "passages", "words", "sources", "sites"]].values.tolist()
    return found


def test_codes_groups_and_domains(frame):
    table = frequency(study(frame, *MARKS))
    assert row(table, id=A) == [3, 2, 8, 1, 1]
    assert row(table, id=B) == [1, 1, 4, 1, 1]
    assert row(table, level="group", id="target") == [4, 2, 10, 1, 1]
    assert row(table, level="domain", id="target") == [4, 2, 10, 1, 1]
    assert row(table, level="group", id="factor") == [1, 1, 1, 1, 1]
    assert "factor" not in set(table[table["level"] == "domain"]["id"])
    assert row(table, id="framework.advocacy") == [0] * 5
    one = table[table["id"] == A].iloc[0]
    assert (one["label"], one["parent"], one["text_words"]) == ("Assessments", "target", 60)
    assert one["share"] == pytest.approx(8 / 60)
    assert table.loc[table["level"] == "code", "id"].tolist() == [code.id for code in frame.codes if not code.retired]


def test_by_site_kind_source_speaker_and_coder(frame):
    codings = study(frame, *MARKS)
    assert row(frequency(codings, by="site"), id=A, site="X") == [3, 2, 8, 1, 1]
    assert row(frequency(codings, by="site"), id=A, site="Y") == [0] * 5
    assert row(frequency(codings, by="kind"), level="domain", id="outcomes", kind="interview") == [
        1,
        1,
        10,
        1,
        1,
    ]
    assert row(frequency(codings, by="source"), id=A, source="a") == [3, 2, 8, 1, 1]
    assert row(frequency(codings, by="speaker"), id=A, speaker="Interviewer") == [1, 1, 2, 1, 1]
    by_coder = frequency(codings, by="coder")
    assert row(by_coder, id=A, coder="R") == [2, 2, 6, 1, 1]
    assert row(by_coder, id=A, coder="S") == [1, 1, 4, 1, 1]
    # S coded all three sources, R only the first
    assert by_coder.drop_duplicates("coder").set_index("coder")["text_words"].to_dict() == {"R": 20, "S": 60}
    assert list(frequency(codings, by="site")["text_words"].unique()) == [40, 20]


def test_the_interviewer_can_be_left_out_of_text_and_segments(frame):
    table = frequency(study(frame, *MARKS), without=["Interviewer"])
    assert row(table, id=A) == [2, 1, 6, 1, 1]
    assert set(table["text_words"]) == {30}
    with pytest.raises(MeasureError, match="speaker to leave out must have a turn, got 'Interviewr'"):
        frequency(study(frame), without=["Interviewr"])


def test_nothing_coded_is_zeros_and_no_sources_no_share(frame):
    table = frequency(study(frame))
    assert not table[["segments", "passages", "words"]].to_numpy().any()
    empty = frequency(Codings(frame, (), ()))
    assert empty["share"].isna().all()
    assert frequency(Codings(frame, (), ()), by="site").empty
    with pytest.raises(MeasureError, match=r"by must be .*, got 'person'"):
        frequency(study(frame), by="person")


def test_the_matrix_of_sources_and_codes(frame):
    codings = study(frame, *MARKS)
    table = source_by_code(codings)
    assert list(table.columns[:4]) == ["source", "site", "kind", A]
    assert table[["source", A, B, GOALS, BARRIER]].values.tolist() == [
        ["a", 1, 1, 0, 0], ["b", 0, 0, 0, 1], ["c", 0, 0, 1, 0],
    ]  # fmt: skip
    assert source_by_code(codings, values="segments")[A].tolist() == [3, 0, 0]
    assert source_by_code(codings, values="words")[A].tolist() == [8, 0, 0]
    assert source_by_code(study(frame))[A].tolist() == [0, 0, 0]
    with pytest.raises(MeasureError, match="values must be 'presence', 'segments' or 'words', got 'n'"):
        source_by_code(codings, values="n")
