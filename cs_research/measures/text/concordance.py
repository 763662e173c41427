"""Keyword in context: where a word or phrase occurs, with the text around it and its place in the source."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.errors import Fault, MeasureError
from cs_research.measures.text.index import PLACES, TextIndex

_CONTEXT = [*PLACES, "turn", "start", "end", "before", "match", "after"]


@accepts(MeasureError)
def concordance(index: TextIndex, term: str, *, width: int = 60) -> pd.DataFrame:
    """Return every occurrence of a word or phrase with the text around it, ignoring case.

    Parameters
    ----------
    index
        From `index_sources`.
    term
        Words separated by spaces, which must follow each other in one turn. In a word ``*`` matches any number of
        characters and ``?`` for one: ``safe*``, ``safe* place?``.
    width
        Characters of the turn shown on each side, at most.

    Returns
    -------
    DataFrame
        One row per occurrence in the order of the text: ``source, site, kind, speaker, turn, start, end, before, match,
        after``. ``start`` and ``end`` are offsets in the text of the turn, in characters.

    Raises
    ------
    MeasureError
        A term without a word, or a negative width.

    Examples
    --------
    >>> from cs_research.measures.text.index import index_sources
    >>> from cs_research.records import Source, Turn
    >>> turn = Turn(1, "P", "It felt unsafe. We made the park safer, and the safe space stayed safe.")
    >>> index = index_sources([Source("s", "interview", "A", "", (turn,))])
    >>> concordance(index, "safe*", width=9)[["start", "before", "match", "after"]].values.tolist()
    [[33, 'the park ', 'safer', ', and the'], [48, ' and the ', 'safe', ' space st'], [66, 'e stayed ', 'safe', '.']]
    """
    first, words = find_phrase(index, term)
    last = first + words - 1
    spans = pd.DataFrame({"row": index.rows[first], "start": index.start[first], "end": index.end[last]})
    return in_context(spans, index.turns, width=width)


@accepts(MeasureError)
def find_phrase(index: TextIndex, term: str) -> tuple[np.ndarray, int]:
    """Return the place of the first word of each occurrence of a term, and the number of its words.

    Parameters
    ----------
    term
        As in `concordance`.
    """
    words = term.split()
    if not words:
        raise MeasureError(Fault("concordance", "term", "have a word", f"'{term}'"))
    places = [index.matching(word) for word in words]
    first = np.flatnonzero(_among(index, index.ids, places[0]))
    first = first[first + len(words) <= len(index)]
    for step, these in enumerate(places[1:], start=1):
        first = first[_among(index, index.ids[first + step], these)]
        first = first[index.rows[first + step] == index.rows[first]]
    return first, len(words)


def _among(index: TextIndex, ids: np.ndarray, places: np.ndarray) -> np.ndarray:
    if len(places) == 1:
        return np.asarray(ids == places[0])
    chosen: np.ndarray = np.zeros(len(index.vocabulary), dtype=bool)
    chosen[places] = True
    return np.asarray(chosen[ids])


@accepts(MeasureError, spans=Rows("row start end", empty=True), turns=Rows("text", empty=True))
def in_context(spans: pd.DataFrame, turns: pd.DataFrame, *, width: int = 60) -> pd.DataFrame:
    """Return the text of stretches of turns, and the text around each.

    Parameters
    ----------
    spans
        One row per stretch: ``row`` is the row of ``turns``, ``start`` and ``end`` are offsets in its text.
    turns
        `TextIndex.turns`.
    width
        As in `concordance`.

    Returns
    -------
    DataFrame
        As from `concordance`, in the order of ``spans``.
    """
    if width < 0:
        raise MeasureError(Fault("concordance", "width", "be 0 or more", str(width)))
    rows, starts, ends = (spans[name].tolist() for name in ("row", "start", "end"))
    columns = {name: turns[name].to_numpy()[spans["row"].to_numpy(dtype=int)] for name in (*PLACES, "turn")}
    texts: Collection[str] = turns["text"].to_numpy()[rows] if rows else []
    cut = list(zip(texts, starts, ends, strict=True))
    made = {
        **columns,
        "start": starts,
        "end": ends,
        "before": [text[max(0, start - width) : start] for text, start, _ in cut],
        "match": [text[start:end] for text, start, end in cut],
        "after": [text[end : end + width] for text, _, end in cut],
    }
    return pd.DataFrame(made, columns=_CONTEXT)
