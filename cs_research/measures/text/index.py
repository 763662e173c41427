"""The words of sources as whole numbers with their offsets: made once, used by every measure of text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.errors import Fault, MeasureError, check_choice, closest, found_of
from cs_research.records.codings import Codings
from cs_research.records.transcripts import Source

#: Columns by which the words of sources can be divided.
PLACES = ("source", "site", "kind", "speaker")

#: Characters that belong to a word if a letter or digit is on both sides: apostrophes and hyphens.
_JOINERS = "'’‘-‐‑\u00ad\u200d"
_PLAIN = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "\u00ad": None, "\u200d": None})


@dataclass(frozen=True, repr=False)
class TextIndex:
    """Every word of some sources, in the order of the text.

    ``turns`` has one row per turn: ``source, site, kind, speaker, turn, text``. The other arrays have one value per
    word: ``ids`` is its place in ``vocabulary``, ``rows`` its row in ``turns``, and ``start`` and ``end`` its offsets
    in the text of the turn, so that ``text[start:end]`` is the word as written. The vocabulary ignores case and the
    form of apostrophes and hyphens.
    """

    turns: pd.DataFrame
    vocabulary: np.ndarray
    ids: np.ndarray
    rows: np.ndarray
    start: np.ndarray
    end: np.ndarray

    def __repr__(self) -> str:
        words, forms = len(self.ids), len(self.vocabulary)
        return f"TextIndex({self.turns['source'].nunique()} sources: {words:,} words, {forms:,} different)"

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {form: place for place, form in enumerate(self.vocabulary)}

    def matching(self, word: str) -> np.ndarray:
        """Return the places in the vocabulary of a word; ``*`` is any number of characters, ``?`` is one."""
        if not set(word) & set("*?"):
            place = self._places.get(word.casefold().translate(_PLAIN))
            return np.array([] if place is None else [place], dtype=np.int64)
        pattern = word_pattern(word)
        found = (place for place, form in enumerate(self.vocabulary) if pattern.fullmatch(form))
        return np.fromiter(found, dtype=np.int64)


@accepts(MeasureError)
def word_pattern(word: str) -> re.Pattern[str]:
    """Return the regular expression of a word in which ``*`` is any number of characters and ``?`` is one."""
    plain = word.casefold().translate(_PLAIN)
    return re.compile("".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in plain))


@accepts(MeasureError)
def index_sources(sources: Sequence[Source], *, without: Collection[str] = ()) -> TextIndex:
    """Return the index of all words of some sources.

    A word is a run of letters, digits and their marks; an apostrophe or hyphen between two of them belongs to it, so
    that "don't" and "multi-agency" are one word each.

    Parameters
    ----------
    sources
        Such as `Codings.sources`.
    without
        Speakers whose turns are left out, such as the interviewer.

    Returns
    -------
    TextIndex
        Turns and words in the order of the sources.

    Raises
    ------
    MeasureError
        A speaker to be left out who has no turn.

    Examples
    --------
    >>> from cs_research.records import Source, Turn
    >>> source = Source("s", "interview", "A", "", (Turn(1, "P", "We don't map multi-agency work. We listen."),))
    >>> index = index_sources([source])
    >>> list(index.vocabulary), index.ids.tolist()
    (['we', "don't", 'map', 'multi-agency', 'work', 'listen'], [0, 1, 2, 3, 4, 0, 5])
    """
    _check_sources(sources, without)
    kept = [
        (source.id, source.site, source.kind, turn.speaker, turn.number, turn.text)
        for source in sources
        for turn in source.turns
        if turn.speaker not in without
    ]
    # objects, so that looking up the text of a word is no conversion
    turns = pd.DataFrame(kept, columns=[*PLACES, "turn", "text"], dtype=object).astype({"turn": np.int64})
    text = "\n".join(row[-1] for row in kept)
    lengths = np.fromiter((len(row[-1]) + 1 for row in kept), dtype=np.int64, count=len(kept))
    begins = np.cumsum(lengths) - lengths
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    inside = _inside_words(text, letters)
    edges = np.diff(np.concatenate(([False], inside, [False])).view(np.int8))
    start, end = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    spaced = np.where(inside, letters, np.uint32(32)).astype("<u4", copy=False)
    words = spaced.tobytes().decode("utf-32-le", "surrogatepass").split()
    ids, vocabulary = _vocabulary(words)
    rows = np.searchsorted(begins, start, side="right") - 1
    return TextIndex(turns, vocabulary, ids, rows, start - begins[rows], end - begins[rows])


def _check_sources(sources: Sequence[Source], without: Collection[str]) -> None:
    for source in sources:
        if not isinstance(source, Source):
            raise MeasureError(Fault("index_sources", "sources", "be a list of Sources", found_of(source)))
    known = {turn.speaker for source in sources for turn in source.turns} if without else set()
    faults = [
        Fault("index_sources", "speaker to leave out", "have a turn", f"'{name}'", closest(name, known))
        for name in without
        if name not in known
    ]
    if faults:
        raise MeasureError(faults)


def _inside_words(text: str, letters: np.ndarray) -> np.ndarray:
    """Return for each character whether it belongs to a word."""
    distinct = set(text)
    kinds = np.zeros(max(map(ord, distinct), default=0) + 1, dtype=np.int8)
    for letter in distinct:
        if unicodedata.category(letter)[0] in "LNM":
            kinds[ord(letter)] = 1
        elif letter in _JOINERS:
            kinds[ord(letter)] = 2
    kind = kinds[letters]
    inside: np.ndarray = kind == 1
    between = np.zeros_like(inside)
    between[1:-1] = (kind[1:-1] == 2) & inside[:-2] & inside[2:]
    inside |= between
    return inside


def _vocabulary(words: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the place of each word in the vocabulary, and the vocabulary in the order of first occurrence."""
    places, forms = pd.factorize(np.array(words, dtype=object))
    folded, vocabulary = pd.factorize(np.array([form.casefold().translate(_PLAIN) for form in forms], dtype=object))
    return folded[places], vocabulary


@accepts(MeasureError)
def parts_of(index: TextIndex, by: str, codings: Codings | None = None) -> dict[str, np.ndarray]:
    """Return which words belong to each part of the sources: by part, one truth value per word.

    Parameters
    ----------
    by
        One of `PLACES`, or ``domain``: the text that has a code of the domain. Text without a domain is in no part
        then, and text of two domains in both.
    codings
        The codings of the same sources, for ``domain``.

    Returns
    -------
    dict
        Parts in the order of the sources; domains in the order of the coding frame.
    """
    check_choice("text", "by", by, [*PLACES, "domain"])
    if by != "domain":
        codes, names = part_codes(index, by)
        return {name: codes == place for place, name in enumerate(names)}
    if codings is None:
        raise MeasureError(Fault("text", "codings", "be given if words are divided by domain", "None"))
    table = codings.table()
    rows = {key: row for row, key in enumerate(zip(index.turns["source"], index.turns["turn"], strict=True))}
    at = np.array([rows.get(key, -1) for key in zip(table["source"], table["turn"], strict=True)], dtype=int)
    position = index.rows * _STEP + index.start
    domains = [group.domain for group in codings.frame.groups if group.domain]
    parts = {}
    for domain in dict.fromkeys(domains):
        chosen = (table["domain"] == domain).to_numpy() & (at >= 0)
        first = np.searchsorted(position, at[chosen] * _STEP + table["start"].to_numpy()[chosen])
        last = np.searchsorted(position, at[chosen] * _STEP + table["end"].to_numpy()[chosen])
        steps = np.bincount(first, minlength=len(index) + 1) - np.bincount(last, minlength=len(index) + 1)
        parts[str(domain)] = np.cumsum(steps)[:-1] > 0
    return parts


@accepts(MeasureError)
def part_codes(index: TextIndex, by: str) -> tuple[np.ndarray, list[str]]:
    """Return the place of the part that each word belongs to, and the parts in the order of the sources.

    Parameters
    ----------
    by
        One of `PLACES`.
    """
    check_choice("text", "by", by, PLACES)
    codes, names = pd.factorize(index.turns[by])
    return codes[index.rows], [str(name) for name in names]


@accepts(MeasureError, spans=Rows("row start end", empty=True))
def words_between(index: TextIndex, spans: pd.DataFrame) -> np.ndarray:
    """Return the number of words that begin in each stretch of text.

    Parameters
    ----------
    spans
        ``row`` of `TextIndex.turns`, ``start`` and ``end``.
    """
    position = index.rows * _STEP + index.start
    ends = [(spans["row"] * _STEP + spans[end]).to_numpy(dtype=np.int64) for end in ("start", "end")]
    return np.asarray(np.searchsorted(position, ends[1]) - np.searchsorted(position, ends[0]))


#: More characters than a turn has: positions in the text are compared as ``row · _STEP + offset``.
_STEP = 1 << 32
