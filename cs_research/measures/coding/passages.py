"""Counts of coded passages: text that several coders marked with the same code counts once."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

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
    of different codes, are of different ones. A segment of several turns joins its stretches into one passage.

    Parameters
    ----------
    segments
        Rows of `Codings.table`, with ``source, turn, start, end, code, stance`` at least; the order makes no
        difference. Rows with the same ``segment``, if there is that column, are one segment.

    Returns
    -------
    DataFrame
        One row per passage, by the order of the first of its segments' source, turn and code: ``source, turn, code,
        start, end, stance, segments``. Of a passage of several turns, ``turn, start, end`` are its first stretch.
        ``stance`` is that of all its segments, `MIXED` if they differ, and empty if they have none; ``segments`` is
        how many there are.
    """
    columns = [segments[name].tolist() for name in ("source", "turn", "code", "start", "end")]
    stances = segments["stance"].fillna("").tolist()
    ids = segments["segment"].tolist() if "segment" in segments else range(len(segments))
    grouped: dict[tuple[Hashable, ...], list[tuple[int, int, str, Hashable]]] = {}
    for source, turn, code, start, end, stance, name in zip(*columns, stances, ids, strict=True):
        grouped.setdefault((source, turn, code), []).append((start, end, stance, (code, name)))
    stretches: list[_Stretch] = []
    for key, spans in grouped.items():
        spans.sort(key=lambda span: span[:3])
        place = 0
        for start, end in _merged([span[:2] for span in spans]):
            first = place
            while place < len(spans) and spans[place][0] < end:
                place += 1
            inside = spans[first:place]
            stretches.append(_Stretch((*key, start, end), {it[2] for it in inside}, {it[3] for it in inside}))
    rows = [
        (*it.place, next(iter(it.stances)) if len(it.stances) == 1 else MIXED, len(it.ids)) for it in _joined(stretches)
    ]
    return pd.DataFrame(rows, columns=["source", "turn", "code", "start", "end", "stance", "segments"])


@dataclass
class _Stretch:
    """Text of one turn that segments of one code cover, with their stances and ids."""

    place: tuple[Hashable, ...]
    stances: set[str]
    ids: set[Hashable]


def _joined(stretches: list[_Stretch]) -> list[_Stretch]:
    """Return the stretches with those joined into the first that have a segment in common."""
    owner: dict[Hashable, _Stretch] = {}
    found: dict[int, _Stretch] = {}
    for stretch in stretches:
        home = stretch
        for other in {id(owner[it]): owner[it] for it in stretch.ids if it in owner}.values():
            first, second = (home, other) if id(home) in found else (other, home)
            first.stances |= second.stances
            first.ids |= second.ids
            found.pop(id(second), None)
            home = first
        found.setdefault(id(home), home)
        owner |= dict.fromkeys(home.ids, home)
    return list(found.values())


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
