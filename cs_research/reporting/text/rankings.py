"""What may be ranked: options and questions whose difference is larger than chance explains."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import bdtr

from cs_research.definitions import Instrument
from cs_research.displays.figures.layout import percents
from cs_research.measures.comparison.multiplicity import holm
from cs_research.measures.comparison.question_tests import compare_questions
from cs_research.records import Responses
from cs_research.records.responses import column

__all__ = ["not_distinguishable", "questions_apart"]


def not_distinguishable(rows: pd.DataFrame, responses: Responses, item: str, level: float) -> list[str]:
    """Return the labels of options whose share is not significantly below that of the most chosen.

    Parameters
    ----------
    rows
        The rows of one choose-all item, from `likert.multiple`.
    level
        1 less the chance of a false difference among all pairs of options (Holm).

    Notes
    -----
    All options are chosen by the same respondents: the p is McNemar's, exact, as in `options.compare_options`. All
    pairs count, since the answers themselves choose the option that the others are compared with: with only its own
    pairs, 12 options that are alike gave a false difference in 10 of 100 simulated surveys.
    """
    most = rows["share"].max()
    first = rows.loc[rows["share"] == most, "point"].iloc[0]
    others = rows[rows["share"] < most].sort_values("share", ascending=False, kind="stable")
    points = [first, *rows.loc[rows["point"] != first, "point"]]
    ticked = [responses.frame[column(item, point)].fillna(False).to_numpy(dtype=int) for point in points]
    only = np.array(ticked) @ (1 - np.array(ticked)).T  # who chose one and not the other
    pairs = list(combinations(range(len(points)), 2))
    p = [min(1.0, 2 * bdtr(min(only[i, j], only[j, i]), only[i, j] + only[j, i], 0.5)) for i, j in pairs]
    adjusted = dict(zip(pairs, holm(np.array(p)).tolist(), strict=True))
    return [
        str(row.label) for row in others.itertuples() if adjusted[0, points.index(row.point)] >= 1 - level
    ]


def questions_apart(nets: pd.DataFrame, responses: Responses, level: float) -> str:
    """Return a sentence on the two questions of one scale that lie furthest apart; "" if no two significantly do.

    Compared are questions with the same answers only, on the services that answered both. Of several scales the one
    with the most questions is taken.

    Parameters
    ----------
    nets
        From `likert.nets`, of one group; rows that are withheld have no share.
    """
    instrument = responses.instrument
    shown = nets[nets["headline"] & (nets["base"].fillna(0) > 0)]
    scale = shown["item"].map(lambda item: instrument.scale_of(instrument.item(str(item))).id)
    sizes = scale.value_counts(sort=False)
    if sizes.empty or sizes.max() < 2:
        return ""
    rows = shown[scale == sizes.idxmax()].set_index("item")
    tested = compare_questions(responses.frame, instrument, [str(item) for item in rows.index])
    found = tested[tested["p_holm"] < 1 - level]
    if found.empty:
        return ""
    widest = found.loc[found["difference"].abs().idxmax()]
    names = [str(widest["item"]), str(widest["other"])]
    more, fewer = names if widest["difference"] > 0 else names[::-1]
    label = rows.loc[more, "label"]
    return (
        f"More services say “{label}” on {_told(rows, more, len(responses), instrument)} than on "
        f"{_told(rows, fewer, len(responses), instrument)}; the difference is statistically significant among the "
        f"{int(widest['n'])} that answered both."
    )


def _told(rows: pd.DataFrame, item: str, asked: int, instrument: Instrument) -> str:
    """A question with its share, its count, and how many services are not in its base."""
    row = rows.loc[item]
    left = asked - int(row["base"])
    without = (
        f"; {left} of {asked} services did not answer it or gave an answer that is not counted"
        if left
        else ""
    )
    share = percents(row.to_frame().T)[0]
    return f"“{instrument.item(item).short}” ({share}%, {int(row['n'])} of {int(row['base'])}{without})"
