"""Normalise text for the search of quotations, whatever quotation marks, spaces and accents were typed."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache

_ALIKE = {
    **dict.fromkeys("‘’`´‚‛‹›′ʼ", "'"), **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‐‑‒–—―−", "-"),
}  # fmt: skip
#: Invisible marks: soft hyphen, zero-width spaces and joiners, marks of direction, byte order mark.
_UNSEEN = frozenset(
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
) | frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufe0e\ufe0f")

_ONE_TO_ONE = str.maketrans(_ALIKE | {"\u00a0": " "})
_TO_PLAIN = _ONE_TO_ONE | str.maketrans(dict.fromkeys(_UNSEEN, "") | {"…": "..."})
#: Spaces that become fewer or other ones.
_WORD = re.compile(r"\S+")
_SPACING = re.compile(r"^\s|\s\s|[^\S ]")


@lru_cache(maxsize=256)  # a turn is looked through once for each quotation
def normalised_places(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Return normalised text, and where each of its characters starts and ends in the original.

    Spaces, line breaks, kinds of quotation mark and dash, case, accents composed or not, ligatures, ``...`` for ``…``
    and invisible marks (soft hyphen, zero-width space) make no difference, since tools change them; the words and their
    order do.
    """
    plain = text.translate(_ONE_TO_ONE)
    if plain.isascii() and not _SPACING.search(plain):  # most turns: every character keeps its place
        return plain.casefold(), range(len(plain)), range(1, len(plain) + 1)
    letters: list[str] = []
    starts, ends = array("L"), array("L")
    if plain.isascii():  # with line breaks: word by word
        for word in _WORD.finditer(plain):
            if letters:
                starts.append(ends[-1])
                ends.append(ends[-1] + 1)
            letters.append(word[0])
            starts.extend(range(word.start(), word.end()))
            ends.extend(range(word.start() + 1, word.end() + 1))
        return " ".join(letters).casefold(), starts, ends
    for start, end, cluster in _clusters(text):
        alike = " " if cluster.isspace() else _ALIKE.get(cluster) or unicodedata.normalize("NFKC", cluster)
        alike = unicodedata.normalize("NFD", alike.casefold())
        if alike == " " and (not letters or letters[-1] == " "):
            continue
        for part in alike:
            letters.append(part)
            starts.append(start)
            ends.append(end)
    return "".join(letters), starts, ends


def normalise(text: str) -> str:
    """Return a text without the differences that `normalised_places` ignores, and without spaces around it."""
    plain = text.translate(_TO_PLAIN)
    if plain.isascii():  # most quotations; the same as below, but much faster
        return " ".join(plain.split()).casefold()
    return normalised_places(text)[0].strip()


def _clusters(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each letter with the accents that follow it, without invisible marks, and its start and end."""
    start = end = 0
    cluster = ""
    for place, letter in enumerate(text):
        if letter in _UNSEEN:
            continue
        if cluster and unicodedata.combining(letter):
            cluster, end = cluster + letter, place + 1
            continue
        if cluster:
            yield start, end, cluster
        cluster, start, end = letter, place, place + 1
    if cluster:
        yield start, end, cluster
