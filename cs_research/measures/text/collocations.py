"""Collocations: words that occur near each other more often than their frequencies explain."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from scipy.special import xlogy

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError
from cs_research.measures.text.index import TextIndex

_GRAMMAR = """
    a about above after again all also am an and any are as at be because been before being below between both but by
    can could did do does doing don't down during each else er even few for from further get go going got had has have
    having he her here hers him his how i i'd i'll i'm i've if in into is isn't it it's its just kind know like made
    make me mean more most much my no not now of off oh okay on one only onto or other our ours out over own quite
    really said same say see she so some sort such than that that's the their theirs them themselves then there these
    they they're they've thing things think this those through to too um under until up us very was wasn't we we're
    we've well were what when where which while who whom why will with would yeah yes you you're your yours
"""
#: English words of grammar, to leave out where words of content are wanted.
FUNCTION_WORDS = frozenset(_GRAMMAR.split())


@accepts(MeasureError)
def collocations(index: TextIndex, *, window: int = 2, least: int = 5, without: Collection[str] = ()) -> pd.DataFrame:
    """Return the pairs of words that occur near each other, with measures of association.

    Parameters
    ----------
    index
        From `index_sources`.
    window
        In how many words in succession the second follows the first: 2 for neighbours. Pairs do not run over the end
        of a turn.
    least
        The least number of times that a pair must occur; at least 1.
    without
        Words whose pairs are left out, such as `FUNCTION_WORDS`. They keep their places: no two words become
        neighbours because one between them is left out.

    Returns
    -------
    DataFrame
        One row per pair, by log-likelihood from the highest, then by the text: ``word, other, together, word_count,
        other_count, log_likelihood, t, chi_square, pmi``. ``together`` is how often ``other`` follows ``word``
        within the window, and the counts are those of the words in all sources. ``log_likelihood`` does
        not say whether a pair is more or less frequent than expected; ``pmi`` does, by its sign.

    Raises
    ------
    MeasureError
        A window below 2, or ``least`` below 1.

    Notes
    -----
    With n = together / (window − 1), n1 and n2 the counts and N all words: t = (n − n1 n2 / N) / √n,
    pmi = log₂(n N / (n1 n2)), and chi_square and log_likelihood are χ² and G² of the table n, n1 − n, n2 − n,
    N − n1 − n2 + n, as in ``nltk.metrics.BigramAssocMeasures``. For rare words G² is nearer its distribution than χ²,
    and pmi is high by chance alone.

    References
    ----------
    Manning and Schütze (1999), Foundations of Statistical Natural Language Processing, chapter 5. Dunning (1993),
    Computational Linguistics 19(1), 61-74. Church and Hanks (1990), Computational Linguistics 16(1), 22-29.

    Examples
    --------
    >>> from cs_research.measures.text.index import index_sources
    >>> from cs_research.records import Source, Turn
    >>> turn = Turn(1, "P", "A safe space. The park is a safe space, not the bus.")
    >>> pairs = collocations(index_sources([Source("s", "interview", "A", "", (turn,))]), least=2)
    >>> pairs[["word", "other", "together"]].values.tolist()
    [['a', 'safe', 2], ['safe', 'space', 2]]
    """
    for thing, value, lowest in (("window", window, 2), ("least", least, 1)):
        if value < lowest:
            raise MeasureError(Fault("collocations", thing, f"be {lowest} or more", str(value)))
    first, second, times = _pairs(index, window, least)
    if without:
        forms = index.vocabulary
        kept = np.array([form not in without for form in forms], dtype=bool)
        both = kept[first] & kept[second]
        first, second, times = first[both], second[both], times[both]
    counts = np.bincount(index.ids, minlength=len(index.vocabulary))
    table = pd.DataFrame(
        {
            "word": index.vocabulary[first],
            "other": index.vocabulary[second],
            "together": times,
            "word_count": counts[first],
            "other_count": counts[second],
            **_association(times / (window - 1), counts[first], counts[second], len(index)),
        }
    )
    return table.sort_values("log_likelihood", ascending=False, kind="stable", ignore_index=True)


def _pairs(index: TextIndex, window: int, least: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the two words of each pair that occurs often enough, and how often it does."""
    forms = np.int64(max(len(index.vocabulary), 1))
    frequent = np.bincount(index.ids, minlength=len(index.vocabulary)) >= (least - 1) // (window - 1) + 1
    keys = []
    for step in range(1, window):
        left, right = index.ids[:-step], index.ids[step:]
        kept = (index.rows[:-step] == index.rows[step:]) & frequent[left] & frequent[right]
        keys.append(left[kept] * forms + right[kept])
    together = np.sort(np.concatenate(keys))
    begins = np.flatnonzero(np.append(-1, together)[:-1] != together)
    times = np.diff(np.append(begins, len(together)))
    pairs = together[begins][times >= least]
    return pairs // forms, pairs % forms, times[times >= least]


def _association(n: np.ndarray, n1: np.ndarray, n2: np.ndarray, total: int) -> dict[str, np.ndarray]:
    """Return the measures of pairs that occur n times, of words that occur n1 and n2 times."""
    cells = [n, n1 - n, n2 - n, total - n1 - n2 + n]
    expected = [
        rows * columns / max(total, 1)
        for rows, columns in ((n1, n2), (n1, total - n2), (total - n1, n2), (total - n1, total - n2))
    ]
    g = 2 * sum(xlogy(o, o) - xlogy(o, e) for o, e in zip(cells, expected, strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        # a cell that is expected to be empty is empty
        chi = sum(
            np.where(e > 0, (o - e) ** 2 / np.where(e > 0, e, 1), 0) for o, e in zip(cells, expected, strict=True)
        )
        return {
            "log_likelihood": np.maximum(np.asarray(g, dtype=float), 0),
            "t": (n - expected[0]) / np.sqrt(n),
            "chi_square": np.asarray(chi, dtype=float),
            "pmi": np.log2(n / expected[0]),
        }
