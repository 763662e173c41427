"""Check whether respondents have different weights; equal weights of any value are no weights."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.errors import MeasureError

#: Weights that differ from their mean by less than this part of it are equal but for rounding.
_EQUAL = 1e-5


@accepts(MeasureError, tally=Rows("n weighted_n squared_weights", empty=True))
def equal_weight(tally: pd.DataFrame) -> float | None:
    """Return the one weight that every respondent of a tally has, or None if weights differ.

    Every cell is checked on its sum of weights and of their squares, so that weights which add to the number of
    respondents by chance do not pass. A tally without respondents counts as one with weights of 1.

    Parameters
    ----------
    tally
        From `cs_research.measures.counts.tally.tally`.

    Notes
    -----
    With n, W = Σw and Q = Σw² of a cell and c = ΣW / Σn over all cells: |W − c n| and |Q − c² n| are at most a
    hundred-thousandth of c n and c² n. If all weights of 0 the weights count as different: no share is known.
    """
    parts = [("n", "weighted_n", "squared_weights")]
    if "squared_answered" in tally.columns:
        parts.append(("answered", "weighted_answered", "squared_answered"))
    n, w, q = (np.concatenate([tally[names[at]].to_numpy(dtype=float) for names in parts]) for at in range(3))
    if not n.any():
        return 1.0
    c = float(w.sum() / n.sum())
    if not c > 0:
        return None
    equal = (np.abs(w - c * n) <= _EQUAL * c * n).all() and (np.abs(q - c**2 * n) <= _EQUAL * c**2 * n).all()
    return c if equal else None


@accepts(MeasureError, tally=Rows("n weighted_n squared_weights", empty=True))
def has_weights(tally: pd.DataFrame) -> bool:
    """Return whether respondents of a tally weigh differently."""
    return equal_weight(tally) is None
