"""Characters that must not reach a terminal, page or sheet: they move a cursor, hide text or reverse it.

These are the control characters but for tab and line end, embeddings, overrides and isolates of direction (U+202A to
U+202E, U+2066 to U+206F), annotations between lines (U+FFF9 to U+FFFB), tags (U+E0000 to U+E007F), halves of characters
(surrogates), U+FFFE and U+FFFF. Tags stay where they belong: in the flags of Wales, Scotland, England and the like.
What Welsh, Arabic and emoji are written with stays too: joiners, marks of direction (U+200E, U+200F, U+061C),
variation selectors, soft hyphens.
"""

from __future__ import annotations

import re

_BARRED = re.compile(
    "(?P<flag>\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ud800-\udfff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)


def evened(text: str) -> str:
    """Return text with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def printable(text: str) -> str:
    """Return text for pages and sheets: one kind of line end, and U+FFFD for each unsafe character.

    >>> printable("red\\x1b[31m")
    'red�[31m'
    """
    return _BARRED.sub(lambda found: found["flag"] or "\ufffd", evened(text))


def visible(text: str) -> str:
    r"""Text for a terminal: each character that it does not get is written as Python writes it.

    >>> print(visible("red\x1b[31m"))
    red\x1b[31m
    """
    return _BARRED.sub(lambda found: found["flag"] or _escape(found[0]), text)


def _escape(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")
