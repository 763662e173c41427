"""The headings of an export made comparable: names, wording, and what a wording has beside its question."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from cs_research.definitions.wording import folded
from cs_research.readers.survey.export import Export

__all__ = ["Heading", "ending", "ends_of", "headings_of", "likeness", "question_of", "unnumbered", "worded"]

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
#: Characters that nobody sees: soft hyphen, zero-width ones, a byte order mark within a cell.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_REQUIRED = re.compile(r"\s*[(\[](required|mandatory)[)\]]$")
#: A question's number before its wording: ``7.``, ``Q7:``, ``9.b.ii.``.
_NUMBER = re.compile(r"(?:q(?:uestion)?\s*)?\d+[a-z]?(?:\.[a-z]{1,4})*[.):]\s+")
#: What Qualtrics adds to the wording of a question that has a write-in.
_SELECTED = re.compile(r"[.:*]*\s*-\s*selected choice")
#: How much of two wordings is compared letter by letter.
_COMPARED = 300
_WORD = re.compile(r"[^\W_]{2,}")


@dataclass(frozen=True)
class Heading:
    """One column's heading: its name and its wording in comparable form.

    ``own`` is the wording where the file has a row for it, else ""; ``text`` is that or the name. ``aside``: a
    write-in or the order in which options were shown, no answer itself.
    """

    index: int
    name: str
    own: str
    text: str
    hidden: bool
    aside: bool


def worded(text: str) -> str:
    """A wording in comparable form: as `folded`, without tags, a colon at its end and marks of a duty to answer."""
    plain = folded(_TAG.sub(" ", text).translate(_UNSEEN))
    return _REQUIRED.sub("", plain).strip(" *:.")


def unnumbered(text: str) -> str:
    """A wording in comparable form without the number of its question."""
    return _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text


def headings_of(export: Export, ignore: Collection[str]) -> list[Heading]:
    """The headings of all columns but those that are to be passed over."""
    passed = {folded(name) for name in ignore}
    return [
        Heading(
            index=index,
            name=folded(name.translate(_UNSEEN)),
            own=worded(text),
            text=worded(text or name),
            hidden=index in export.hidden,
            aside=bool(re.search(r"_TEXT$|_DO(_\d+)?$", name, re.IGNORECASE))
            or "- display order" in folded(text),
        )
        for index, (name, text) in enumerate(zip(export.names, export.texts, strict=True))
        if folded(name) not in passed
    ]


def ending(name: str, base: str) -> str | None:
    """The end of a part's name: ``3`` of ``enablers_3``, ``training`` of ``enablers.training`` or ``[training]``."""
    if not name.startswith(base) or len(name) == len(base):
        return None
    found = re.fullmatch(r"(?:___|[._/#:-])(.+)|\[(.+)\]", name[len(base) :])
    return None if found is None else found.group(1) or found.group(2)


def ends_of(names: Sequence[str]) -> list[str]:
    """The end of each of the names of one question's parts, after all that they share; "" where they share nothing."""
    low, high = min(names), max(names)
    alike = next((at for at, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))
    shared = re.match(r"(.*[._/#:])?", low[:alike])
    begin = len(shared.group()) if shared else 0
    return [name[begin:] if begin else "" for name in names]


def question_of(text: str, question: str) -> tuple[bool, str] | None:
    """Whether a wording is a question's own (True), or what it has after it, as the options of one do."""
    if not text.startswith(question):
        return None
    rest = text[len(question) :]
    if not rest or _SELECTED.fullmatch(rest):
        return True, ""
    if selected := _SELECTED.match(rest):
        rest = rest[selected.end() :]
    found = re.fullmatch(r"[.:*]*\s*-\s*(.+)|[.:*]*\s*\[(.+)\]", rest)
    return None if found is None else (False, found.group(1) or found.group(2))


def likeness(one: str, other: str) -> float:
    """How alike two wordings are, 0 to 1: letters in the same order, or words of the shorter in the longer."""
    letters = SequenceMatcher(None, one[:_COMPARED], other[:_COMPARED], autojunk=False).ratio()
    words = set(_WORD.findall(one)), set(_WORD.findall(other))
    shared = len(words[0] & words[1]) / max(min(map(len, words)), 1)
    return max(letters, shared)
