"""Suggested codes: found by the frame's patterns, and no codings until a person accepts them."""

import pytest

from cs_research.definitions import load_frame
from cs_research.errors import DefinitionError, MeasureError
from cs_research.measures.coding.frequency import segments_by_code
from cs_research.measures.coding.suggestions import accept_suggestions, suggestions
from cs_research.records import Codings, Source, Turn

TEXT = "We map safe places with them. Then we MAP the bus. Nobody asked, e.g. the school."
SOURCES = (Source("a", "interview", "X", "", (Turn(1, "Interviewer", "Do you map?"), Turn(2, "P", TEXT))),)


@pytest.fixture(scope="module")
def patterned(frame):
    """The shipped frame with patterns for two codes, and one for a code that is retired."""
    patterns = {0: (r"\bmap\b", "places"), 1: ("school",)}
    codes = tuple(
        code.model_copy(update={"patterns": patterns.get(place, ())}) for place, code in enumerate(frame.codes)
    )
    retired = codes[2].model_copy(update={"patterns": ("bus",), "retired": "out of use"})
    return frame.model_copy(update={"codes": (*codes[:2], retired, *codes[3:])})


def test_sentences_are_suggested_once_for_a_code(patterned):
    first, second = (code.id for code in patterned.codes[:2])
    table = suggestions(SOURCES, patterned, without=["Interviewer"])
    assert table[["code", "turn", "start", "end", "quote", "words"]].values.tolist() == [
        [first, 2, 0, 29, "We map safe places with them.", "map; places"],
        [first, 2, 30, 50, "Then we MAP the bus.", "MAP"],
        [second, 2, 51, 81, "Nobody asked, e.g. the school.", "school"],
    ]
    assert set(table["suggested_by"]) == {"pattern"}
    assert not table[["coder", "stance"]].to_numpy().any()
    assert len(suggestions(SOURCES, patterned)) == 4


def test_only_what_a_person_accepts_becomes_a_coding(patterned):
    table = suggestions(SOURCES, patterned)
    assert accept_suggestions(table) == ()
    table.loc[1, ["coder", "stance"]] = ["R", "partly"]
    (segment,) = accept_suggestions(table)
    assert (segment.coder, segment.stance, segment.quote) == ("R", "partly", TEXT[:29])
    assert segment.memo == "suggested by a pattern"
    counts = segments_by_code(Codings(patterned, SOURCES, (segment,)))
    assert counts["segments"].sum() == 1


@pytest.mark.parametrize(
    ("coder", "stance", "message"),
    [
        ("", "shown", "coder in row 2 must be who accepts it, got nothing"),
        ("R", "", "stance in row 2 must be 'shown', 'partly' or 'contrary', got nothing"),
        ("R", "shwn", "(?s)stance in row 2 must be .* got 'shwn'.*did you mean 'shown'"),
    ],
)
def test_half_an_acceptance_is_an_error(patterned, coder, stance, message):
    table = suggestions(SOURCES, patterned)
    table.loc[1, ["coder", "stance"]] = [coder, stance]
    with pytest.raises(MeasureError, match=message):
        accept_suggestions(table)


def test_a_frame_without_patterns_suggests_nothing(frame):
    bare = frame.model_copy(update={"codes": tuple(code.model_copy(update={"patterns": ()}) for code in frame.codes)})
    assert suggestions(SOURCES, bare).empty
    assert list(suggestions((), bare).columns) == list(suggestions(SOURCES, bare).columns)


def test_a_pattern_that_is_no_regular_expression_is_an_error_of_the_file(tmp_path, frame):
    text = (  # the first code of the shipped frame, with a pattern that is not closed
        "type: coding-frame\nid: own\nversion: '1'\ntitle: Own\nextends: coding-frame/2023\n"
        "source: {title: T, publisher: P, year: 2024}\n"
        "changes:\n  - {kind: add, codes: [target.own], reason: to test}\n"
        "codes:\n  - {id: target.own, group: target, label: Own code, definition: D, use_when: U, not_when: N, example: E,\n"
        "     source: S, patterns: ['(map', map]}\n"
    )
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"must be a regular expression, got 'missing \)"):
        load_frame(path)
    path.write_text(text.replace("'(map'", r"'\bmap'"), encoding="utf-8")
    assert load_frame(path).code("target.own").patterns == (r"\bmap", "map")
