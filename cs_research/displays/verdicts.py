"""Format the verdict on a gap, always with its caution."""

from __future__ import annotations

__all__ = ["format_verdict"]


def format_verdict(verdict: str, caution: str) -> str:
    """Return the verdict, with its caution in brackets if there is one."""
    return f"{verdict} ({caution})" if caution else verdict
