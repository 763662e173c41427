"""The same services in two waves: held together by their identifier, with a count of those that are in one alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cs_research.definitions.wording import name_key
from cs_research.errors import Fault, MeasureError, closest, listed

__all__ = ["Paired", "answer_codes", "counted_pairs", "matched", "paired"]


@dataclass(frozen=True)
class Paired:
    """Services of two waves held together, and how many could not be.

    ``table`` counts the services that answered in both: a row a point in the first wave, a column a point in the
    other. ``matched`` are in both waves; of these ``unanswered`` left the item blank, or were not asked, in one of
    them. ``only_first`` and ``only_other`` are in one wave alone; ``first_without_id`` and ``other_without_id`` are
    rows that do not say who answered.
    """

    table: pd.DataFrame
    matched: int
    unanswered: int
    only_first: int
    only_other: int
    first_without_id: int
    other_without_id: int


def paired(frame: pd.DataFrame, other: pd.DataFrame, id: str, item: str, points: Sequence[Any]) -> Paired:
    """The answers of the same services in two waves, as a table of whole numbers, and counts of the unmatched.

    The table holds services that answered the item in both waves: what `mcnemar`, `sign_test` and `stuart_maxwell`
    take. It has every point; where "not sure" is to be left out, as for the sign test, take
    ``table.loc[scored, scored]``.

    Parameters
    ----------
    frame, other
        One row a service, as in `Responses.frame`: the first wave and the other.
    id
        The column that names the service in both. Case, spaces and kinds of dashes make no difference.
    item
        The column with answers, of the same name in both.
    points
        The points of the item in order.

    Returns
    -------
    Paired

    Raises
    ------
    MeasureError
        A column that is missing, a service twice in one wave, an answer that is none of the points.

    Examples
    --------
    >>> first = pd.DataFrame({"service": ["A", "B", "C"], "q": ["low", "low", "high"]})
    >>> other = pd.DataFrame({"service": ["b", "c ", "D"], "q": ["high", "high", "low"]})
    >>> found = paired(first, other, "service", "q", ["low", "high"])
    >>> found.table.values.tolist(), found.matched, found.only_first, found.only_other
    ([[0, 1], [0, 1]], 2, 1, 1)
    """
    _present(frame, item, "frame")
    _present(other, item, "other frame")
    at, other_at, counts = matched(frame, other, id)
    codes, other_codes = (answer_codes(answers[item], points) for answers in (frame, other))
    n = counted_pairs(codes[at], other_codes[other_at], len(points))
    labels = pd.Index(list(points))
    table = pd.DataFrame(n, index=labels.rename("first"), columns=labels.rename("other"))
    return Paired(table, len(at), len(at) - int(n.sum()), *counts)


def counted_pairs(codes: np.ndarray, other: np.ndarray, points: int) -> np.ndarray:
    """How many went from each point to each; −1 is no answer, and is left out."""
    both = (codes >= 0) & (other >= 0)
    n = np.bincount(codes[both] * points + other[both], minlength=points**2)
    return n.reshape(points, points)


def matched(
    frame: pd.DataFrame, other: pd.DataFrame, id: str
) -> tuple[np.ndarray, np.ndarray, tuple[int, int, int, int]]:
    """The rows of the services that are in both frames, in the first one's order, and counts of all others.

    The counts: only in the first, only in the other, without an identifier in the first and in the other.
    """
    _present(frame, id, "frame")
    _present(other, id, "other frame")
    places, nameless = _places(frame[id], "frame")
    other_places, other_nameless = _places(other[id], "other frame")
    both = [name for name in places if name in other_places]
    at = np.array([places[name] for name in both], dtype=np.int64)
    other_at = np.array([other_places[name] for name in both], dtype=np.int64)
    counts = (len(places) - len(both), len(other_places) - len(both), nameless, other_nameless)
    return at, other_at, counts


def _present(frame: pd.DataFrame, name: str, what: str) -> None:
    if name not in frame.columns:
        hint = closest(name, map(str, frame.columns))
        raise MeasureError(Fault("paired", "column", f"be in the {what}", f"'{name}'", hint))


def _places(ids: pd.Series, what: str) -> tuple[dict[str, int], int]:
    """The row of each service, and how many rows name none."""
    names = [name_key(value) for value in ids]
    places = {name: at for at, name in enumerate(names) if name}
    times = Counter(names)
    twice = [name for name in places if times[name] > 1]
    if twice:
        raise MeasureError(
            Fault("paired", f"services of the {what}", "stand once", f"{listed(twice, 'and')} again")
        )
    return places, times[""]


def answer_codes(answers: pd.Series, points: Sequence[Any]) -> np.ndarray:
    """The place of each answer among the points, −1 where there is none."""
    told = answers.astype(object)
    codes: np.ndarray = pd.Index(list(points)).get_indexer(told)
    strange = told[(codes < 0) & told.notna().to_numpy()]
    if len(strange):
        rule = f"be {listed([str(point) for point in points])}"
        raise MeasureError(Fault("paired", f"point of '{answers.name}'", rule, f"'{strange.iloc[0]}'"))
    return codes
