"""The marks of what a cell shows. They load nothing, so that a page's chunks can have them at once."""

from __future__ import annotations

__all__ = ["MARKS"]

#: The mark of a cell, and its words for those who do not see it.
MARKS = {
    "shown": ("●", "shown"),
    "partly": ("◐", "partly shown"),
    "contrary": ("⊘", "contrary"),
    "silent": ("○", "silent"),
}
