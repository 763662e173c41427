"""Marks and symbols: one for each meaning, and a mark is never read out."""

from cs_research.displays import symbols
from cs_research.displays.symbols import MARKS, mark_html
from cs_research.measures.evidence.cells import STATES


def test_every_state_has_a_mark_of_its_own_with_a_label():
    assert set(MARKS) == set(STATES)
    assert len({mark for mark, _ in MARKS.values()}) == len({label for _, label in MARKS.values()}) == len(MARKS)


def test_a_mark_is_hidden_from_screen_readers():
    assert mark_html("partly") == '<span class="state partly" aria-hidden="true">◐</span>'


def test_each_reason_for_a_missing_number_has_its_own_symbol():
    reasons = [symbols.WITHHELD, symbols.NONE, symbols.NOT_APPLICABLE, symbols.LOW_RELIABILITY]
    assert len(set(reasons)) == 4
    assert all(reason[0] == "[" and reason[-1] == "]" for reason in reasons)
