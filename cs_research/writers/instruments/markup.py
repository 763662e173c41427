"""Plain text as the HTML that survey platforms keep their texts in, so that it is shown as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from cs_research.definitions.instrument import Instrument
from cs_research.writers.instruments.form import Asked

__all__ = ["as_html", "barred_in", "legal", "texts_of"]

#: Letters that HTML reads as its own, and white space that it would run together.
_MEANT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;", "\t": "&#9;"}
#: What no XML file may hold; HTML has no place for it either.
_BARRED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def as_html(text: str, also: Mapping[str, str] | None = None) -> str:
    """The text as HTML; ``also`` are further letters to write in another way."""
    letters = {ord(letter): written for letter, written in {**_MEANT, **(also or {})}.items()}
    written = legal(text).translate(letters)
    return written.replace("  ", " &#32;").replace("\n ", "\n&#32;").replace("\n", "<br />")


def legal(text: str) -> str:
    """The text with U+FFFD for each letter that no file may hold."""
    return _BARRED.sub("\ufffd", text)


def texts_of(instrument: Instrument, asked: Iterable[Asked]) -> Iterator[tuple[str, str]]:
    """Every text that a form shows, with the id of what it belongs to."""
    yield "title", instrument.title
    for question in asked:
        yield question.item.id, question.item.text
        yield from ((f"{question.item.id}.{answer.id}", answer.label) for answer in question.answers)


def barred_in(texts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """A line for the texts with letters that no file of the kind may hold; U+FFFD stands for them."""
    names = list(dict.fromkeys(name for name, text in texts if _BARRED.search(text)))
    return (f"control characters, U+FFFD instead: {', '.join(names)}",) if names else ()
