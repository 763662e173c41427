"""Comparisons of questions on one scale, among the respondents who answered both."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.definitions import InstrumentLike, instrument_of
from cs_research.errors import Fault, MeasureError, join_names
from cs_research.measures.comparison.multiplicity import holm
from cs_research.measures.comparison.pairs import mcnemar

_COLUMNS = ["item", "other", "n", "only_item", "only_other", "difference", "p", "p_holm"]


@accepts(MeasureError)
def compare_questions(frame: pd.DataFrame, instrument: InstrumentLike, items: Sequence[str]) -> pd.DataFrame:
    """Return the difference between the headline shares of each two questions on one scale, with p.

    The denominator is ``n``, respondents who chose a point that is drawn on both questions. Questions on different
    scales are not compared: their answers do not mean the same.

    Parameters
    ----------
    frame
        One row per respondent, as in `Responses.frame`.
    items
        Single-choice items, all on one scale that has a net.

    Returns
    -------
    DataFrame
        One row per pair, in the order of the items: ``item, other, n, only_item, only_other, difference, p, p_holm``.
        ``only_item`` counts respondents in the headline net on the first question and not on the other; ``difference``
        is the share of the first less that of the other, from −1 to 1. ``p`` is McNemar's, exact; ``p_holm`` counts
        all pairs. Missing if nobody answered both.

    Raises
    ------
    MeasureError
        Items on several scales, or on one without a net.

    References
    ----------
    McNemar (1947), doi:10.1007/BF02295996. Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> from cs_research.definitions import load_instrument
    >>> answers = pd.DataFrame({"assess_contexts": ["extremely"] * 8, "record_contexts": ["not_very"] * 7 + [None]})
    >>> table = compare_questions(answers, load_instrument("yjs-survey/2022"), list(answers.columns))
    >>> table[["n", "only_item", "only_other", "difference", "p"]].values.tolist()
    [[7.0, 7.0, 0.0, 1.0, 0.015625]]
    """
    instrument = instrument_of(instrument, "compare_questions", MeasureError)
    scales = {scale.id: scale for scale in (instrument.scale_of(instrument.item(item)) for item in items)}
    if len(scales) > 1 or not all(scale.nets for scale in scales.values()):
        rule = "be on one scale, which has a set of answers to compare"
        raise MeasureError(Fault("compare_questions", "items", rule, join_names(list(scales), "and")))
    rows = []
    for scale in scales.values():
        drawn = [point.id for point in scale.points if point.absence is None or point.drawn]
        answered = {item: frame[item].isin(drawn).to_numpy(dtype=bool) for item in items}
        inside = {item: frame[item].isin(list(scale.nets[0].points)).to_numpy(dtype=bool) for item in items}
        rows = [
            {
                "item": one,
                "other": other,
                **_compare_pair(inside[one], inside[other], answered[one] & answered[other]),
            }
            for one, other in combinations(items, 2)
        ]
    table = pd.DataFrame(rows, columns=_COLUMNS[:-1])
    return table.assign(p_holm=holm(table["p"].to_numpy(dtype=float)))


def _compare_pair(one: np.ndarray, other: np.ndarray, both: np.ndarray) -> dict[str, float]:
    n = int(both.sum())
    first, second = int((one & ~other & both).sum()), int((other & ~one & both).sum())
    if not n:
        return {"n": 0, "only_item": 0, "only_other": 0, "difference": np.nan, "p": np.nan}
    rest = n - first - second
    p = float(mcnemar([[rest, first], [second, 0]])["p_exact"].iloc[0])
    return {"n": n, "only_item": first, "only_other": second, "difference": (first - second) / n, "p": p}
