"""Where the words of a quotation stand in a turn, whatever quotation marks and spaces were typed."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

__all__ = ["find_quote"]

_ALIKE = {**dict.fromkeys("‘’`´", "'"), **dict.fromkeys("“”", '"'), **dict.fromkeys("‐‑‒–—−", "-")}


def find_quote(text: str, quote: str) -> list[tuple[int, int]]:
    """Every (start, end) at which ``quote`` stands in ``text``.

    Spaces, line breaks, curly or straight quotation marks, kinds of dash, and case make no difference,
    since tools change them on the way; the words and their order do.
    """
    plain, places = _plain(text)
    wanted, _ = _plain(quote)
    wanted = wanted.strip()
    found, at = [], plain.find(wanted) if wanted else -1
    while at >= 0:
        found.append((places[at], places[at + len(wanted) - 1] + 1))
        at = plain.find(wanted, at + 1)
    return found


@lru_cache(maxsize=4096)  # a turn is looked through once for each quotation
def _plain(text: str) -> tuple[str, tuple[int, ...]]:
    """Text with its variants made alike, and for each character its place in the original."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        alike = " " if letter.isspace() else _ALIKE.get(letter) or unicodedata.normalize("NFKC", letter)
        if alike == " " and (not letters or letters[-1] == " "):
            continue
        for part in alike.casefold():
            letters.append(part)
            places.append(place)
    return "".join(letters), tuple(places)
