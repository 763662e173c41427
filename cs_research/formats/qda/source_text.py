"""The text of a source as coding programs have it: turns one after another, with or without labels of speakers."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from cs_research.formats.qda.anchor import normalise, normalised_places
from cs_research.records.transcripts import Source

#: Time stamps of transcripts, of a line of their own, in brackets or after a name, and voice tags of WebVTT.
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_MARKS = re.compile(
    rf"(?:^\d+[ \t]*\n)?^[ \t]*{_CLOCK}[ \t]*-->[ \t]*{_CLOCK}[^\n]*$"
    rf"|\\?[\[(<]{_CLOCK}\\?[\])>]|(?<!\S){_CLOCK}[ \t]*$|</v>|<v\b[ .]?",
    re.MULTILINE,
)
#: Longest label of a speaker in a quotation, in characters.
_LABEL = 80
#: Quotations are compared for likeness by this many characters.
_COMPARED = 2_000
#: How much text around a quotation is looked at, in characters, to tell its places apart.
_AROUND = (20, 80, 320, 1_280)


class Part(NamedTuple):
    """Where a quotation is in one turn: ``turn.text[start:end]``."""

    turn: int
    start: int
    end: int


class Near(NamedTuple):
    """The passage of a source that is most like a quotation, from 0 to 100."""

    turn: int
    text: str
    likeness: float


class SourceText:
    """The normalised turns of a source, one after another, to find quotations in."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._turns = [normalised_places(turn.text) for turn in source.turns]
        plain = [text.rstrip() for text, _, _ in self._turns]
        self._starts, self._ends, at = [], [], 0
        for text in plain:
            self._starts.append(at)
            self._ends.append(at + len(text))
            at += len(text) + 1
        self.text = " ".join(plain)
        self._names = [normalise(turn.speaker) for turn in source.turns]

    def find(self, quote: str) -> list[tuple[Part, ...]]:
        """Return every place of a quotation, as its part in each turn that it covers.

        Labels of speakers and time stamps between the turns of the quotation, before and after them make no
        difference; other words do.
        """
        return list(dict.fromkeys(self._parts(*span) for span in self._spans(quote)))

    def nearest(self, quote: str) -> Near | None:
        """Return the passage that is most like a quotation, None for a source without text."""
        wanted = normalise(quote)[:_COMPARED]
        found = fuzz.partial_ratio_alignment(wanted, self.text) if wanted and self.text else None
        if found is None or found.dest_end <= found.dest_start:
            return None
        parts = self._parts(found.dest_start, found.dest_end)
        if not parts:
            return None
        words = " ".join(self.source.turn(part.turn).text[part.start : part.end] for part in parts)
        return Near(parts[0].turn, words, found.score)

    def locate(self, document: str, start: int, end: int) -> list[tuple[Part, ...]]:
        """Return the place of ``document[start:end]``, or every place of its words if the document does not decide.

        It decides if the document and the source have the words the same number of times, since they have them in the
        same order; or else if they occur once in the source with more of the text before or after them. Words that
        the document has more often, such as a name in labels of speakers, have no place unless that decides.
        """
        spans = self._spans(document[start:end])
        own, rank = _rank(document, start, end)
        if len(own) == len(spans):
            return [self._parts(*span) for span in spans[rank : rank + 1]]
        for around in _AROUND if spans else ():
            after = self._spans(document[start : _word_end(document, end + around)])
            before = self._spans(document[_word_start(document, start - around) : end])
            found = [
                span
                for span in spans
                if (len(after) == 1 and self._goes_on(span, after[0], document[start : end + around]))
                or (len(before) == 1 and span[1] == before[0][1])
            ]
            if len(found) == 1:
                return [self._parts(*found[0])]
        return [self._parts(*span) for span in spans] if len(spans) > 1 else []

    def _goes_on(self, span: tuple[int, int], longer: tuple[int, int], words: str) -> bool:
        """Return whether a longer quotation starts as a place does, and not with a label of the same words."""
        start, end = span
        return start == longer[0] and f"{normalise(words)} ".startswith(self.text[start : end + 1])

    def _spans(self, quote: str) -> list[tuple[int, int]]:
        """Return where a quotation is in `text`."""
        found = list(_occurrences(self.text, normalise(quote)))
        if found:
            return found
        for text in dict.fromkeys((quote, _MARKS.sub("\n", quote))):
            if found := sorted(set(self._labelled(normalise(text)))):
                return found
        return []

    def _labelled(self, quote: str) -> Iterator[tuple[int, int]]:
        """Yield the places of a quotation that contains labels of speakers at the start of turns."""
        for starts, body in self._beginnings(quote):
            for at in starts:
                end = self._follow(body, at) if body else None
                if end is not None and end > at:
                    yield at, end

    def _beginnings(self, quote: str) -> Iterator[tuple[list[int], str]]:
        """Yield where in `text` the quotation may start, with what is left of it after a label."""
        first = quote.split(" ", 1)[0]
        if first:
            yield [at for at, _ in _occurrences(self.text, first)], quote
        for name in dict.fromkeys(filter(None, self._names)):
            if cut := _after_label(quote, name, whole=False):
                yield [at for at, who in zip(self._starts, self._names, strict=True) if who == name], quote[cut:]

    def _follow(self, quote: str, at: int) -> int | None:
        """Return where the quotation ends in `text` if it starts at a place, over the ends of turns; else None."""
        turn, read = self._turn_at(at), 0
        while True:
            rest = self.text[at : self._ends[turn]]
            left = quote[read:]
            if len(left) <= len(rest):
                return at + len(left) if rest.startswith(left) else None
            if not left.startswith(rest):
                return None
            read += len(rest)
            end, turn = self._ends[turn], turn + 1
            while read < len(quote) and quote[read] == " ":
                read += 1
            if turn == len(self._names):
                return end if read == len(quote) else None
            name, left = self._names[turn], quote[read:]
            if not left or (name and len(left) < _LABEL and f"{name}:".startswith(left)):
                return end
            read += _after_label(left, name, whole=True)
            if read == len(quote):
                return end
            at = self._starts[turn]

    def _turn_at(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def _parts(self, start: int, end: int) -> tuple[Part, ...]:
        """Return the part of each turn that a stretch of `text` covers."""
        parts = []
        for index in range(self._turn_at(start), len(self._starts)):
            if self._starts[index] >= end:
                break
            _, begins, ends = self._turns[index]
            first = max(start - self._starts[index], 0)
            last = min(end, self._ends[index]) - self._starts[index]
            if first < last:
                parts.append(Part(self.source.turns[index].number, begins[first], ends[last - 1]))
        return tuple(parts)


def _occurrences(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Yield where a normalised text has another, a letter with all its accents or not at all."""
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        if not _is_accent(text[end : end + 1]):
            yield at, end
        at = text.find(wanted, at + 1)


def _is_accent(letter: str) -> bool:
    return bool(letter) and not letter.isascii() and bool(unicodedata.combining(letter))


@lru_cache(maxsize=4096)
def _label_pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"[\[(<*#@]*{re.escape(name)}[\])>*]*\s*(?:[:>]|(?:-|\.)(?=\s))?[\])>*]*\s*")


def _after_label(quote: str, name: str, *, whole: bool) -> int:
    """Return how much of the start of a normalised quotation is the label of a speaker, 0 for none.

    Unless it must be ``whole``, a quotation may start within the label, if a colon follows.
    """
    if not name:
        return 0
    if found := _label_pattern(name).match(quote):
        return found.end()
    if whole:
        return 0
    head, colon, _ = quote[:_LABEL].partition(":")
    head = head.rstrip(" *])>")
    if not colon or not name.endswith(head):
        return 0
    after = quote.index(":") + 1
    return after + len(quote[after:]) - len(quote[after:].lstrip(" *])>"))


def _rank(document: str, start: int, end: int) -> tuple[list[tuple[int, int]], int]:
    """Return the places of a passage's words in a normalised document, and which of them the passage is."""
    text, begins, _ = normalised_places(document)
    own = list(_occurrences(text, normalise(document[start:end])))
    rank = next((number for number, (at, _) in enumerate(own) if begins[at] >= start), len(own) - 1)
    return own, rank


def _word_start(document: str, at: int) -> int:
    """Return where the word at a place starts: a part of a word would be in other words too."""
    at = max(at, 0)
    while at and not document[at - 1].isspace():
        at -= 1
    return at


def _word_end(document: str, at: int) -> int:
    at = min(at, len(document))
    while at < len(document) and not document[at].isspace():
        at += 1
    return at
