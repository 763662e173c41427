"""Cell weights that match respondents to the register, and the balance before and after.

Weights mend a sample that has too many services of one kind and too few of another. They do not mend who
chose to answer within a kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError, check_choice, join_names
from cs_research.measures.weights import margins as registers
from cs_research.measures.weights.effective_size import design_effect, effective_n, numbers_of, weighted_error
from cs_research.measures.weights.margins import Margin
from cs_research.measures.weights.raking import Weights, rake, trim

__all__ = [
    "Weights",
    "balance",
    "cell_weights",
    "design_effect",
    "effective_n",
    "rake",
    "trim",
    "weighted_error",
]

Scale = Literal["respondents", "population"]
Missing = Literal["error", "mean"]


@accepts(MeasureError)
def cell_weights(
    frame: pd.DataFrame,
    by: str | Sequence[str],
    register: pd.DataFrame,
    *,
    scale: Scale = "respondents",
    missing: Missing = "error",
) -> pd.Series:
    """Return the weight of each respondent: its cell's size in the register divided by that among respondents.

    Weights add to the number of respondents, so that their mean is 1; with ``scale="population"`` to the
    number of services in the register. A respondent without a cell is an error, or, with
    ``missing="mean"``, gets the mean weight while the others come to the register among themselves; how
    many they are is recorded in ``attrs``.

    Parameters
    ----------
    frame
        One row per respondent.
    by
        A column, or several whose combinations are the cells.
    register
        The same columns, one row per service; or with a column ``n`` of counts, which are added up if a cell
        has several rows.
    scale
        ``respondents`` or ``population``.
    missing
        ``error`` or ``mean``: what becomes of respondents with a missing value in ``by``.

    Returns
    -------
    Series
        ``weight``, with the index of the frame; ``attrs["missing"]`` counts respondents who got the mean weight
        because their cell is not known.

    Raises
    ------
    MeasureError
        Columns that are missing; services of the register without a cell; counts that are no numbers of 0
        or more; cells of the register without respondents and cells of respondents without a service, all of
        them named; respondents without a cell, unless they get the mean.

    Notes
    -----
    w = (N_c / n_c) · (n / N), with N_c, n_c the services and respondents in the cell and N, n those in all cells;
    times (services / respondents) for the population.

    References
    ----------
    Holt and Smith (1979), doi:10.2307/2344652 (post-stratification).

    Examples
    --------
    >>> answers = pd.DataFrame({"nation": ["england", "england", "england", "wales"]})
    >>> services = pd.DataFrame({"nation": ["england", "wales"], "n": [6, 4]})
    >>> cell_weights(answers, "nation", services).round(4).tolist()
    [0.8, 0.8, 0.8, 1.6]
    >>> cell_weights(answers, "nation", services, scale="population").tolist()
    [2.0, 2.0, 2.0, 4.0]
    """
    check_choice("cell_weights", "scale", scale, get_args(Scale))
    check_choice("cell_weights", "missing", missing, get_args(Missing))
    columns = [by] if isinstance(by, str) else list(by)
    margin = _cells(frame, columns, register)
    what = join_names(columns, "and")
    thing = f"cells of {what}"
    faults = registers.unmatched_categories("cell_weights", thing, margin) + registers.empty_categories(
        "cell_weights", thing, margin
    )
    if missing == "error":
        hint = 'leave them out, or let them have the mean weight with missing="mean"'
        faults = registers.missing_categories("cell_weights", what, margin, hint) + faults
    if faults:
        raise MeasureError(faults)
    n, services = margin.n, margin.count.sum()
    mean, base = (services / len(frame), len(frame)) if scale == "population" else (1.0, services)
    cell = np.divide(margin.count, n, out=np.zeros(len(n)), where=n > 0) * (n.sum() / base)
    weights = np.where(margin.codes >= 0, cell[margin.codes], mean)
    result = pd.Series(weights, index=frame.index, name="weight")
    result.attrs["missing"] = int((margin.codes < 0).sum())
    return result


def _cells(frame: pd.DataFrame, columns: list[str], register: pd.DataFrame) -> Margin:
    """Return the cells of register and respondents, after checking that both have the columns."""
    place = "cell_weights"
    if not columns or len(set(columns)) < len(columns):
        raise MeasureError(Fault(place, "columns", "be given, and once each", ", ".join(map(str, columns)) or "none"))
    faults = registers.column_faults(place, frame, columns, "column")
    if faults:
        raise MeasureError(faults)
    count = registers.counts_by_cell(f"{place}, register", register, columns)
    return registers.margin_of(place, frame, columns, count)


@accepts(MeasureError)
def balance(frame: pd.DataFrame, margins: Mapping[str, Any], weights: Any) -> pd.DataFrame:
    """Compare respondents with the register before and after weighting: shares from 0 to 1, one row per category.

    The denominator of ``before`` is the respondents whose category is known, that of ``after`` their
    weights; ``missing`` counts the others. Categories without respondents have their rows, and so have
    those that the register does not have, with 0 for the register's share.

    Parameters
    ----------
    frame
        One row per respondent.
    margins
        As in `rake`; any margin of the register, also one that was not weighted to.
    weights
        What `rake` returns, or a weight ≥ 0 for each row of the frame; a Series is to have its index.

    Returns
    -------
    DataFrame
        One row per margin and category, in the order given: ``margin, category, register, before, after, n,
        missing, difference_before, difference_after, standardised_before, standardised_after``. ``n`` counts
        respondents. Differences are shares less the register's; standardised ones are in standard deviations
        of the category in the register, the same before and after, and missing if the register's share
        is 0 or 1. Shares are missing if nobody's category is known.

    Raises
    ------
    MeasureError
        Columns that are missing, margins as in `rake`, weights that are no numbers of 0 or more or do not
        belong to the frame.

    Notes
    -----
    With p the register's share: standardised = difference / √(p(1 − p)).

    References
    ----------
    Austin (2009), doi:10.1002/sim.3697 (standardised differences; there with the spread of two samples).

    Examples
    --------
    >>> answers = pd.DataFrame({"nation": ["england", "england", "england", "wales"]})
    >>> table = balance(answers, {"nation": {"england": 0.6, "wales": 0.4}}, [0.8, 0.8, 0.8, 1.6])
    >>> table[["category", "register", "before", "after", "n"]].round(4).values.tolist()
    [['england', 0.6, 0.75, 0.6, 3], ['wales', 0.4, 0.25, 0.4, 1]]
    """
    counts = registers.counts_of("balance", margins)
    faults = registers.column_faults("balance", frame, list(counts), "margin")
    if faults:
        raise MeasureError(faults)
    w = _of_frame(frame, weights)
    placed = (registers.margin_of(name, frame, [name], count) for name, count in counts.items())
    return pd.concat([_balance_rows(margin, w) for margin in placed], ignore_index=True)


def _of_frame(frame: pd.DataFrame, weights: Any) -> np.ndarray:
    values = weights.weights if isinstance(weights, Weights) else weights
    if len(values) != len(frame) or (isinstance(values, pd.Series) and not values.index.equals(frame.index)):
        found = f"{len(values)} for {len(frame)} rows" if len(values) != len(frame) else "another index"
        raise MeasureError(Fault("balance", "weights", "be those of the frame's rows", found))
    return numbers_of("balance", values)


def _balance_rows(margin: Margin, w: np.ndarray) -> pd.DataFrame:
    known = margin.codes >= 0
    after = np.bincount(margin.codes[known], w[known], len(margin.categories))
    spread = np.sqrt(margin.share * (1 - margin.share))
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = {"before": margin.n / margin.n.sum(), "after": after / after.sum()}
        gaps = {name: share - margin.share for name, share in shares.items()}
        standardised = {name: np.where(spread > 0, gap / spread, np.nan) for name, gap in gaps.items()}
    return pd.DataFrame(
        {
            "margin": margin.name,
            "category": list(margin.categories),
            "register": margin.share,
            **shares,
            "n": margin.n,
            "missing": int((~known).sum()),
            **{f"difference_{name}": gap for name, gap in gaps.items()},
            **{f"standardised_{name}": value for name, value in standardised.items()},
        }
    )
