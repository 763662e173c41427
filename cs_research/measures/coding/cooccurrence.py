"""Codes that occur together: on the same words, in the same turn, or near each other."""

from __future__ import annotations

from itertools import combinations
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd
from scipy import sparse

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError, check_choice
from cs_research.measures.coding.frequency import coded_words
from cs_research.measures.coding.units import turn_rows
from cs_research.measures.text.index import TextIndex, index_sources
from cs_research.records.codings import Codings

How: TypeAlias = Literal["overlap", "turn", "near"]


@accepts(MeasureError)
def cooccurrence(codings: Codings, how: How = "overlap", *, window: int = 3) -> pd.DataFrame:
    """Return how often each two codes occur together, with Jaccard's index and lift.

    Text that several coders gave a code counts once, whatever the stance.

    Parameters
    ----------
    how
        What is counted: the words that have both codes, for ``overlap``; the turns, for ``turn``; or, for ``near``,
        the stretches of ``window`` turns in succession, each of which begins one turn later. A source that is
        shorter is one stretch.
    window
        Turns of a stretch, 2 or more.

    Returns
    -------
    DataFrame
        One row per pair of codes that are used, in the frame's order: ``code, other, together, code_count,
        other_count, total, jaccard, lift``. The counts are words, turns or stretches with both codes, with
        each, and all of them in all sources. ``jaccard`` is together / (code_count + other_count − together), in
        [0, 1]. ``lift`` is together · total / (code_count · other_count): 1 if the codes are independent of
        each other, above 1 if they attract each other. Both are missing for a code without a word.

    Raises
    ------
    MeasureError
        Another word for ``how``, or a window below 2.

    References
    ----------
    Jaccard (1912), doi:10.1111/j.1469-8137.1912.tb05611.x. Brin, Motwani, Ullman and Tsur (1997),
    doi:10.1145/253262.253325 (lift, there called interest).

    Examples
    --------
    >>> from cs_research.definitions import load_frame
    >>> from cs_research.records import Codings, Segment, Source, Turn
    >>> turns = tuple(Turn(n, "P", "We map places.") for n in range(1, 11))
    >>> source = Source("s", "interview", "A", "", turns)
    >>> given = [("target.assessments", 1), ("target.assessments", 2), ("target.space", 2)]
    >>> segments = tuple(Segment(f"{code}{n}", "s", n, 0, 2, "We", code, "shown", "R") for code, n in given)
    >>> table = cooccurrence(Codings(load_frame("coding-frame/2023"), (source,), segments), "turn")
    >>> table[["together", "code_count", "other_count", "total", "jaccard", "lift"]].values.tolist()
    [[1.0, 2.0, 1.0, 10.0, 0.5, 5.0]]
    """
    check_choice("cooccurrence", "how", how, get_args(How))
    if window < 2:
        raise MeasureError(Fault("cooccurrence", "window", "be 2 or more", str(window)))
    used = {segment.code for segment in codings.segments}
    codes = [code.id for code in codings.frame.codes if code.id in used]
    index = index_sources(codings.sources)
    if how == "overlap":
        marked, words = coded_words(codings, index)
        has, weights = _matrix(marked["unit"], marked["code"], len(words), codes), words.astype(float)
        total = len(index)
    else:
        segments = codings.table()
        rows = turn_rows(index.turns, segments)
        has = _matrix(rows, segments["code"], len(index.turns), codes)
        if how == "near":
            has = _stretches(index, window) @ has
            has.data[:] = 1
        weights, total = np.ones(has.shape[0]), has.shape[0]
    together = (has.T @ sparse.diags_array(weights) @ has).toarray()
    found = []
    for i, j in combinations(range(len(codes)), 2):
        both, one, other = (int(together[at]) for at in ((i, j), (i, i), (j, j)))
        jaccard = both / (one + other - both) if one + other else np.nan
        lift = both * total / (one * other) if one and other else np.nan
        found.append((codes[i], codes[j], both, one, other, total, jaccard, lift))
    names = ["code", "other", "together", "code_count", "other_count", "total", "jaccard", "lift"]
    return pd.DataFrame(found, columns=names)


def _matrix(units: np.ndarray | pd.Series, codes: pd.Series, number: int, order: list[str]) -> sparse.csr_array:
    """Return which units have which codes, as ones: units × codes."""
    place = pd.Index(order).get_indexer(codes)
    ones = np.ones(len(place))
    matrix = sparse.coo_array((ones, (np.asarray(units), place)), shape=(number, len(order))).tocsr()
    matrix.data[:] = 1
    return matrix


def _stretches(index: TextIndex, window: int) -> sparse.csr_array:
    """Return which turns are in each stretch of turns in succession: stretches × turns."""
    rows: list[int] = []
    columns: list[int] = []
    stretch = 0
    sources = pd.factorize(index.turns["source"])[0]
    for first, number in zip(*np.unique(sources, return_index=True, return_counts=True)[1:], strict=True):
        for begin in range(first, first + max(number - window, 0) + 1):
            turns = range(begin, min(begin + window, first + number))
            columns += turns
            rows += [stretch] * len(turns)
            stretch += 1
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(stretch, len(index.turns)))
