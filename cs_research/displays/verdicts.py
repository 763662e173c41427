"""A verdict on a gap as it is printed: never without what is to be said beside it."""

from __future__ import annotations

__all__ = ["format_verdict"]


def format_verdict(verdict: str, caution: str) -> str:
    """The verdict, and in brackets why there is none or what it rests on."""
    return f"{verdict} ({caution})" if caution else verdict
