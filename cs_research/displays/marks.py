"""The marks of what a cell shows. They load nothing, so that a page's chunks can have them at once."""

from __future__ import annotations

__all__ = ["MARKS", "mark_html"]

#: The mark of a cell, and its words for those who do not see it.
MARKS = {
    "shown": ("●", "shown"),
    "partly": ("◐", "partly shown"),
    "contrary": ("⊘", "contrary"),
    "silent": ("○", "silent"),
}


def mark_html(state: str) -> str:
    """HTML of a mark, which is drawn on a page; its words stand beside it for those who do not see it."""
    return f'<span class="state {state}" aria-hidden="true">{MARKS[state][0]}</span>'
