"""Counts of coded passages: text that several coders marked with the same code counts once."""

from __future__ import annotations

from collections.abc import Hashable

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
    columns = [segments[name].tolist() for name in ("source", "turn", "code", "start", "end")]
    stances = segments["stance"].fillna("").tolist()
    grouped: dict[tuple[Hashable, ...], list[tuple[int, int, str]]] = {}
    for source, turn, code, start, end, stance in zip(*columns, stances, strict=True):
        grouped.setdefault((source, turn, code), []).append((start, end, stance))
    rows = []
    for key, spans in grouped.items():
        spans.sort()
        place = 0
        for start, end in _merged([span[:2] for span in spans]):
            first = place
            while place < len(spans) and spans[place][0] < end:
                place += 1
            found = {stance for _, _, stance in spans[first:place]}
            rows.append((*key, start, end, found.pop() if len(found) == 1 else MIXED, place - first))
    names = ["source", "turn", "code", "start", "end", "stance", "segments"]
    return pd.DataFrame(rows, columns=names)


@accepts(MeasureError)
def merged_spans(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans without overlap that cover the given ones, in order; spans that only touch are not merged."""
    return _merged(spans)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
