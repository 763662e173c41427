"""Wording made alike, so that a label is known again whatever typed it."""

from __future__ import annotations

import html
import re
import unicodedata

__all__ = ["evened", "folded", "printable"]

_ALIKE = {
    **dict.fromkeys(map(ord, "‐‑‒–—−"), "-"),
    ord("‘"): "'",
    ord("’"): "'",
    ord("“"): '"',
    ord("”"): '"',
}


#: What XML, and so a workbook and a page, has no place for.
_BARRED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def evened(text: str) -> str:
    """Text with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def printable(text: str) -> str:
    """Text with U+FFFD for every character that XML has no place for."""
    return _BARRED.sub("\ufffd", text)


def folded(text: str) -> str:
    """Text for comparison: entities, dashes, quotation marks, case, spaces and a last full stop made alike."""
    if text.isascii() and "&" not in text:  # what follows would change nothing more
        return " ".join(text.lower().split()).rstrip(".")
    plain = unicodedata.normalize("NFKC", html.unescape(text)).translate(_ALIKE)
    return " ".join(plain.casefold().split()).rstrip(".")
