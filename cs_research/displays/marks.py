"""Marks of the states of a cell. This module imports nothing, so that it loads fast in a page's chunks."""

from __future__ import annotations

__all__ = ["MARKS", "mark_html"]

#: The mark of a state, and its label for readers who cannot see the mark.
MARKS = {
    "shown": ("●", "shown"),
    "partly": ("◐", "partly shown"),
    "contrary": ("⊘", "contrary"),
    "silent": ("○", "silent"),
}


def mark_html(state: str) -> str:
    """Return the HTML of a mark; it is hidden from screen readers, so print its label next to it."""
    return f'<span class="state {state}" aria-hidden="true">{MARKS[state][0]}</span>'
