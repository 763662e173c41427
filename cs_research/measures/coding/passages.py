"""Counts of coded passages: text that several coders marked with the same code counts once."""

from __future__ import annotations

import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.errors import MeasureError

#: What a passage shows if its segments differ.
MIXED = "mixed"


@accepts(MeasureError, segments=Rows("source turn start end code stance", empty=True))
def passages(segments: pd.DataFrame) -> pd.DataFrame:
    """Return the distinct passages behind some segments.

    A passage is a stretch of one turn of a source that is covered without a gap by segments of the same code, whoever
    gave it. Segments of one code that overlap are of one passage; segments that only touch, and overlapping segments
    of different codes, are of different ones.

    Parameters
    ----------
    segments
        Rows of `Codings.table`, with ``source, turn, start, end, code, stance`` at least; the order makes no
        difference.

    Returns
    -------
    DataFrame
        One row per passage, by the order of the first of its segments' source, turn and code: ``source, turn, code,
        start, end, stance, segments``. ``stance`` is that of all its segments, `MIXED` if they differ, and empty
        if they have none; ``segments`` is how many there are.
    """
    rows = []
    for (source, turn, code), part in segments.groupby(["source", "turn", "code"], sort=False):
        for start, end in merged_spans(list(zip(part["start"], part["end"], strict=True))):
            inside = part[(part["start"] < end) & (part["end"] > start)]
            stances = set(inside["stance"].fillna(""))
            stance = stances.pop() if len(stances) == 1 else MIXED
            rows.append((source, turn, code, start, end, stance, len(inside)))
    names = ["source", "turn", "code", "start", "end", "stance", "segments"]
    return pd.DataFrame(rows, columns=names)


@accepts(MeasureError)
def merged_spans(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans without overlap that cover the given ones, in order; spans that only touch are not merged."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
