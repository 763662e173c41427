"""Symbols in tables and workbooks: marks of what sources show, and letters in place of a number.

This module imports nothing, so that it loads fast in a page's chunks.
"""

from __future__ import annotations

#: The mark of a state, and its label for readers who cannot see the mark.
MARKS = {
    "shown": ("●", "shown"),
    "partly": ("◐", "partly shown"),
    "contrary": ("⊘", "contrary"),
    "silent": ("○", "silent"),
}

#: The mark of a cell on which coders of the same sources differ, and its label.
DIFFER = ("≠", "coders differ")

WITHHELD, NONE, NOT_APPLICABLE, LOW_RELIABILITY = "[c]", "[x]", "[z]", "[u]"
#: The reliability of a number that is not of low reliability.
USUAL = "usual"

#: A note on tables of differences, which may not equal the differences of the shares as printed.
DIFFERENCES = "Differences are calculated before rounding."

#: A share of fewer services is of low reliability.
MIN_BASE = 30


def mark_html(state: str) -> str:
    """Return the HTML of a mark; it is hidden from screen readers, so print its label next to it."""
    return f'<span class="state {state}" aria-hidden="true">{MARKS[state][0]}</span>'
