"""Dispersion: how evenly words are spread over the sources."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError
from cs_research.measures.text.index import TextIndex, part_codes


@accepts(MeasureError)
def dispersion(index: TextIndex, *, by: str = "source", least: int = 5) -> pd.DataFrame:
    """Return how evenly each word is spread over the parts of the sources.

    Parameters
    ----------
    index
        From `index_sources`.
    by
        The parts: ``source``, ``site``, ``kind`` or ``speaker``. Parts without a word do not count.
    least
        The least number of times that a word must occur; at least 1.

    Returns
    -------
    DataFrame
        One row per word, by its frequency from the highest: ``word, count, parts, with_word, deviation,
        deviation_norm, juilland``. ``with_word`` is the number of the ``parts`` that have the word. ``deviation`` is
        near 0 if a word is spread as the sizes of the parts are, and near 1 if it is all in a small part;
        ``deviation_norm`` is the same with a maximum of exactly 1. ``juilland`` runs the other way: 1 is even. The
        last two are missing for a single part.

    Raises
    ------
    MeasureError
        Parts that cannot be divided so, or ``least`` below 1.

    Notes
    -----
    With s_i the share of all words in part i of n, v_i the share of the word's occurrences and
    p_i the word's frequency in the part: deviation = Σ |v_i − s_i| / 2, deviation_norm = deviation / (1 − min s_i),
    juilland = 1 − sd(p) / mean(p) / √(n − 1), with the standard deviation of n.

    References
    ----------
    Gries (2008), doi:10.1075/ijcl.13.4.02gri. Lijffijt and Gries (2012), doi:10.1075/ijcl.17.1.08lij (the norm).
    Juilland, Brodin and Davidovitch (1970), Frequency Dictionary of French Words.

    Examples
    --------
    >>> from cs_research.measures.text.index import index_sources
    >>> from cs_research.records import Source, Turn
    >>> texts = {"a": "the park the bus", "b": "the park the park"}
    >>> sources = [Source(name, "interview", "A", "", (Turn(1, "P", text),)) for name, text in texts.items()]
    >>> table = dispersion(index_sources(sources), least=3).round(3)
    >>> table[["word", "count", "with_word", "deviation", "juilland"]].values.tolist()
    [['the', 4, 2, 0.0, 1.0], ['park', 3, 2, 0.167, 0.667]]
    """
    if least < 1:
        raise MeasureError(Fault("dispersion", "least", "be 1 or more", str(least)))
    codes, names = part_codes(index, by)
    forms, width = len(index.vocabulary), max(len(names), 1)
    grid = np.bincount(index.ids * width + codes, minlength=forms * width)
    sizes = np.bincount(codes, minlength=width)
    counts = grid.reshape(forms, width)[:, sizes > 0].astype(float)
    sizes = sizes[sizes > 0]
    total = counts.sum(axis=1)
    kept = np.flatnonzero(total >= least)
    counts, total = counts[kept], total[kept]
    s, parts = sizes / max(sizes.sum(), 1), len(sizes)
    rates = counts / sizes
    with np.errstate(divide="ignore", invalid="ignore"):
        deviation = np.abs(counts / total[:, None] - s).sum(axis=1) / 2
        norm = deviation / (1 - s.min(initial=1)) if parts > 1 else np.full(len(kept), np.nan)
        mean = rates.mean(axis=1) if parts else np.zeros(len(kept))
        spread = rates.std(axis=1) / mean / np.sqrt(parts - 1) if parts > 1 else np.full(len(kept), np.nan)
    table = pd.DataFrame(
        {
            "word": index.vocabulary[kept],
            "count": total.astype(np.int64),
            "parts": parts,
            "with_word": (counts > 0).sum(axis=1),
            "deviation": deviation,
            "deviation_norm": norm,
            "juilland": 1 - spread,
        }
    )
    return table.sort_values("count", ascending=False, kind="stable", ignore_index=True)
