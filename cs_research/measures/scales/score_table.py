"""Selection of rows and items of a table of scores, and alpha of a matrix."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError, check_choice, join_names

#: Whether those who left an item blank leave the table, or only the pairs with that item.
Missing = Literal["listwise", "pairwise"]

#: With fewer respondents a covariance says too little.
_LEAST = 3
#: What is below this share of the variances is 0 but for rounding.
_NOTHING = 1e-12
#: As far below 0 as rounding takes the smallest eigenvalue of items that depend on each other.
_NEGATIVE = 1e-6


@accepts(MeasureError)
def select_rows(scores: pd.DataFrame, missing: str, *, min_items: int = 2) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the rows that are used, and their counts: ``items, n, complete, left_out``.

    Listwise those that are complete; pairwise those with any score.

    Raises
    ------
    MeasureError
        Fewer than ``min_items`` items, an item given twice, scores that are no finite numbers, a ``missing`` that
        is neither.
    """
    check_choice("scale", "missing", missing, get_args(Missing))
    faults = []
    if scores.shape[1] < min_items:
        faults.append(Fault("scale", "scores", f"have {min_items} items or more", str(scores.shape[1])))
    if scores.columns.has_duplicates:
        twice = join_names([str(name) for name in scores.columns[scores.columns.duplicated()]], "and")
        faults.append(Fault("scale", "items", "appear once each", f"{twice} again"))
    for place, name in enumerate(scores.columns):
        column = scores.iloc[:, place]
        if not pd.api.types.is_numeric_dtype(column):
            hint = "scales.scores makes numbers of answers"
            faults.append(Fault("scale", f"scores of '{name}'", "be numbers", str(column.dtype), hint))
        elif np.isinf(column.to_numpy(dtype=float, na_value=np.nan)).any():
            faults.append(Fault("scale", f"scores of '{name}'", "be finite", "an infinite one"))
    if faults:
        raise MeasureError(faults)
    table = scores.astype(float)
    complete = table.notna().all(axis=1)
    used = table[complete if missing == "listwise" else table.notna().any(axis=1)]
    account = {"n": len(used), "complete": int(complete.sum()), "left_out": len(table) - len(used)}
    return used, {"items": table.shape[1], **account}


@accepts(MeasureError)
def too_few_answers(used: pd.DataFrame) -> str:
    """Return a note that fewer than three respondents answered two items, or every item; "" if enough did."""
    given = used.notna().to_numpy().astype(int)
    both = given.T @ given
    if both.min() >= _LEAST:
        return ""
    if given.all():
        return f"fewer than {_LEAST} respondents answered every item"
    i, j = np.unravel_index(int(both.argmin()), both.shape)
    pair = join_names(list(dict.fromkeys([str(used.columns[i]), str(used.columns[j])])), "and")
    return f"fewer than {_LEAST} respondents answered {pair}"


@accepts(MeasureError)
def obstacle(used: pd.DataFrame) -> str:
    """Return why the scale cannot be measured, too few respondents or items that do not vary; "" if it can."""
    flat = [str(name) for name in used.columns if used[name].nunique() < 2]
    return too_few_answers(used) or (f"everyone gave the same answer to {join_names(flat, 'and')}" if flat else "")


@accepts(MeasureError)
def constant_sum(c: np.ndarray) -> str:
    """Return a note that the sum of the items does not vary, from their covariances; "" if it does."""
    return "" if c.sum() > _NOTHING * np.trace(c) else "the sum of the items does not vary"


@accepts(MeasureError)
def inconsistent_covariances(c: np.ndarray) -> str:
    """Return a note that pairwise covariances or correlations are inconsistent; "" if they are not."""
    smallest = np.linalg.eigvalsh(c)[0]
    return "no set of respondents could have these correlations" if smallest < -_NEGATIVE * np.trace(c) else ""


@accepts(MeasureError)
def alpha_from_covariances(c: np.ndarray) -> float:
    """Return alpha from covariances or correlations: k / (k − 1) · (1 − trace / sum); missing if the sum is 0."""
    k = len(c)
    return float("nan") if constant_sum(c) else float(k / (k - 1) * (1 - np.trace(c) / c.sum()))


@accepts(MeasureError)
def item_rest(c: np.ndarray, place: int) -> float:
    """Return the correlation of one item with the sum of the others; missing if one of them does not vary."""
    inner = np.delete(np.delete(c, place, axis=0), place, axis=1)
    if constant_sum(inner) or c[place, place] <= 0:
        return float("nan")
    return float((c[place].sum() - c[place, place]) / np.sqrt(c[place, place] * inner.sum()))


@accepts(MeasureError)
def negative_items(used: pd.DataFrame, c: np.ndarray) -> str:
    """Return the items whose correlation with the others is below 0, from covariances; "" if there are none."""
    names = [str(name) for place, name in enumerate(used.columns) if item_rest(c, place) < 0]
    return f"running against the rest: {join_names(names, 'and')}" if names else ""
