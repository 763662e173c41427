"""Units of text that codes are compared on, and the segments that cover them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.errors import MeasureError, check_choice

Unit: TypeAlias = Literal["character", "turn", "sentence"]
UNITS: tuple[str, ...] = get_args(Unit)

#: More characters than a turn has: places in the text are compared as ``row · _STEP + offset``.
_STEP = 1 << 32

_ABBREVIATIONS = """
    mr mrs ms dr prof st rev sgt insp supt no nos p pp para sec ch fig approx dept e.g i.e cf vs etc a.m p.m
"""
#: Short forms whose full stop does not end a sentence.
_SHORT_FORMS = frozenset(_ABBREVIATIONS.split())


@accepts(MeasureError, turns=Rows("source turn", empty=True), segments=Rows("source turn", empty=True))
def turn_rows(turns: pd.DataFrame, segments: pd.DataFrame) -> np.ndarray:
    """Return the row of ``turns`` that each segment is in, −1 for a turn that is not among them.

    Parameters
    ----------
    turns
        `TextIndex.turns`.
    segments
        From `Codings.table`.
    """
    rows = {key: row for row, key in enumerate(zip(turns["source"], turns["turn"], strict=True))}
    keys = zip(segments["source"], segments["turn"], strict=True)
    return np.array([rows.get(key, -1) for key in keys], dtype=np.int64)


@accepts(MeasureError, turns=Rows("text", empty=True), segments=Rows("row start end", empty=True))
def units_of(turns: pd.DataFrame, segments: pd.DataFrame, unit: Unit) -> pd.DataFrame:
    """Return the units of some turns.

    Characters that the same segments cover are one row, a stretch between two ends of segments.

    Parameters
    ----------
    turns
        `TextIndex.turns`.
    segments
        One row per segment: ``row`` of ``turns``, ``start`` and ``end``.
    unit
        ``character``, ``turn`` or ``sentence``.

    Returns
    -------
    DataFrame
        One row per unit, in the order of the text: ``row, start, end, size``. ``size`` is 1, or the number of
        characters. Turns without text have none.
    """
    check_choice("coding", "unit", unit, UNITS)
    lengths = turns["text"].str.len().to_numpy(dtype=np.int64)
    rows = np.arange(len(turns), dtype=np.int64)
    if unit == "sentence":
        spans = [(row, *span) for row, text in enumerate(turns["text"]) for span in sentences(text)]
        table = pd.DataFrame(spans, columns=["row", "start", "end"], dtype=np.int64)
    elif unit == "turn":
        table = pd.DataFrame({"row": rows, "start": 0, "end": lengths})
    else:
        cuts = np.concatenate(
            [
                rows * _STEP,
                rows * _STEP + lengths,
                *((segments["row"] * _STEP + segments[end]).to_numpy(np.int64) for end in ("start", "end")),
            ]
        )
        cuts = np.unique(cuts)
        row, offset = cuts // _STEP, cuts % _STEP
        same = row[:-1] == row[1:]
        table = pd.DataFrame({"row": row[:-1][same], "start": offset[:-1][same], "end": offset[1:][same]})
    table = table[table["end"] > table["start"]].reset_index(drop=True)
    return table.assign(size=table["end"] - table["start"] if unit == "character" else 1)


@accepts(MeasureError)
def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of a text starts and ends, by nltk's Punkt with British short forms.

    Punkt is not trained on a corpus here, so that no data is needed.

    References
    ----------
    Kiss and Strunk (2006), doi:10.1162/coli.2006.32.4.485.

    Examples
    --------
    >>> list(sentences("Mr. Hall came, e.g. on Mondays. He left at 5."))
    [(0, 31), (32, 45)]
    """
    yield from _splitter().span_tokenize(text)


@cache
def _splitter() -> Any:
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = set(_SHORT_FORMS)
    return PunktSentenceTokenizer(parameters)


@accepts(MeasureError, units=Rows("row start end", empty=True), segments=Rows("row start end", empty=True))
def covered(units: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Return which units each segment covers, whole or in part.

    Parameters
    ----------
    units
        From `units_of`.
    segments
        As in `units_of`; those in no row (−1) cover none.

    Returns
    -------
    DataFrame
        One row per segment and unit: ``segment`` and ``unit`` are their positions.
    """
    begins = (units["row"] * _STEP + units["start"]).to_numpy(dtype=np.int64)
    ends = (units["row"] * _STEP + units["end"]).to_numpy(dtype=np.int64)
    base = segments["row"].to_numpy(dtype=np.int64) * _STEP
    first = np.searchsorted(ends, base + segments["start"].to_numpy(dtype=np.int64), side="right")
    last = np.searchsorted(begins, base + segments["end"].to_numpy(dtype=np.int64), side="left")
    number = np.where(base < 0, 0, np.maximum(last - first, 0))
    segment = np.repeat(np.arange(len(segments)), number)
    within = np.arange(len(segment)) - np.repeat(np.cumsum(number) - number, number)
    return pd.DataFrame({"segment": segment, "unit": np.repeat(first, number) + within})
