"""Keyword in context: anchors, wildcards, phrases, and nothing across the end of a turn."""

import pytest

from cs_research.errors import MeasureError
from cs_research.measures.text.concordance import concordance
from cs_research.measures.text.index import index_sources
from cs_research.records import Source, Turn

TURNS = (
    Turn(1, "P", "Unsafe places, SAFER streets. A safe place is a safe space"),
    Turn(2, "Q", "space. Don’t say it's safe; safety first 🌻 safe"),
)
INDEX = index_sources([Source("s", "interview", "A", "", TURNS)])


def found(term):
    return concordance(INDEX, term)["match"].tolist()


def test_a_word_a_wildcard_and_a_phrase():
    assert found("safe") == ["safe", "safe", "safe", "safe"]
    assert found("safe*") == ["SAFER", "safe", "safe", "safe", "safety", "safe"]
    assert found("*safe*")[0] == "Unsafe"
    assert found("safe?") == ["SAFER"]
    assert found("safe place") == ["safe place"]
    assert found("SAFE sp*") == ["safe space"]
    assert found("don't say") == ["Don’t say"]
    assert found("space space") == []  # one ends a turn, the other begins the next
    assert found("nothing") == []


def test_anchors_and_context():
    table = concordance(INDEX, "safe", width=12)
    for row in table.itertuples():
        text = TURNS[row.turn - 1].text
        assert text[row.start : row.end] == row.match
        assert text[: row.start].endswith(row.before)
        assert text[row.end :].startswith(row.after)
    assert table.iloc[3].tolist() == [
        "s", "A", "interview", "Q", 2, 43, 47, "ety first 🌻 ", "safe", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("term", "width", "message"),
    [("  ", 60, "term must have a word, got '  '"), ("safe", -1, "width must be 0 or more, got -1")],
)
def test_what_cannot_be_looked_for_is_an_error(term, width, message):
    with pytest.raises(MeasureError, match=message):
        concordance(INDEX, term, width=width)


def test_a_regular_expression_is_taken_letter_by_letter():
    assert found("saf.") == []
    assert found("(") == []
