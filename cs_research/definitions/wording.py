"""Wording made alike, so that a label is known again whatever typed it."""

from __future__ import annotations

import html
import unicodedata

__all__ = ["folded"]

_ALIKE = {
    **dict.fromkeys(map(ord, "‐‑‒–—−"), "-"),
    ord("‘"): "'",
    ord("’"): "'",
    ord("“"): '"',
    ord("”"): '"',
}


def folded(text: str) -> str:
    """Text for comparison: entities, dashes, quotation marks, case, spaces and a last full stop made alike."""
    plain = unicodedata.normalize("NFKC", html.unescape(text)).translate(_ALIKE)
    return " ".join(plain.casefold().split()).rstrip(".")
