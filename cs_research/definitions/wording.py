"""Normalised wording, so that a label is recognised however it was typed."""

from __future__ import annotations

import html
import re
import unicodedata
from numbers import Number
from typing import Any

_ALIKE = {
    **dict.fromkeys(map(ord, "‐‑‒–—−"), "-"),
    ord("‘"): "'",
    ord("’"): "'",
    ord("“"): '"',
    ord("”"): '"',
}


#: An integer that a spreadsheet wrote as a decimal.
_DECIMAL = re.compile(r"^\s*(\d+)\.0+\s*$")


def normalise_text(text: str) -> str:
    """Return text for comparison: entities, dashes, quotation marks, case, spaces and a last full stop normalised."""
    if text.isascii() and "&" not in text:  # what follows would change nothing more
        return " ".join(text.lower().split()).rstrip(".")
    plain = unicodedata.normalize("NFKC", html.unescape(text)).translate(_ALIKE)
    return " ".join(plain.casefold().split()).rstrip(".")


def name_key(value: Any) -> str:
    """Return the text by which the name of a service, site, place or rater is compared; empty if there is no name.

    Case, spaces, kinds of dashes and quotation marks, composed and decomposed accents, invisible characters and a
    last full stop make no difference. An accent does. ``12.0`` is the same name as ``12``, since spreadsheets turn
    integers into decimals.

    Examples
    --------
    >>> name_key(" Pen‑y‑Bont  YJS.") == name_key("pen-y-bont yjs"), name_key("Ynys Môn") == name_key("Ynys Mon")
    (True, False)
    """
    if not isinstance(value, (str, Number)) or value != value:
        return ""
    visible = "".join(letter for letter in str(value) if unicodedata.category(letter) != "Cf")
    return normalise_text(_DECIMAL.sub(r"\1", visible))
