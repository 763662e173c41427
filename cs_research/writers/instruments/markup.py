"""Plain text as the HTML that survey platforms keep their texts in, so that it is shown as it was written."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["as_html"]

#: Letters that HTML reads as its own, and white space that it would run together.
_MEANT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\t": "&#9;"}


def as_html(text: str, also: Mapping[str, str] | None = None) -> str:
    """The text as HTML; ``also`` are further letters to write in another way."""
    letters = {ord(letter): written for letter, written in {**_MEANT, **(also or {})}.items()}
    written = text.translate(letters)
    return written.replace("  ", " &#32;").replace("\n ", "\n&#32;").replace("\n", "<br />")
