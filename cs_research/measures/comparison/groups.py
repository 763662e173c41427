"""Comparisons of groups and waves: all tests, and the tables that apply them to a tally.

Tests take counts or tallies and return plain tables. What is asked for wrongly is an error; what the answers cannot
give is missing, and a note or status says why. p values are as each test has them: `adjust_p` takes up how many
there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.definitions.categories import NO_GROUP
from cs_research.definitions.instrument import Instrument
from cs_research.errors import MeasureError
from cs_research.measures.comparison.ordinal_tests import (
    kruskal_wallis,
    pairwise_mann_whitney,
)
from cs_research.measures.comparison.rao_scott import rao_scott, without_empty_cells
from cs_research.measures.counts.group_counts import (
    Block,
    counts_by_score,
    item_blocks,
    require_unweighted,
    tally_instrument,
)
from cs_research.measures.counts.tally import Tally
from cs_research.measures.weights.equal_weights import has_weights

_GROUPS = ["item", "row", "test", "groups", "n", "statistic", "df", "df2", "p", "effect", "measure", "note"]
_FEW = "fewer than two groups with answers"
#: A difference of two sums of weights that is a smaller part of them is rounding.
_ROUNDING = 1e-12


@accepts(MeasureError)
def groups(counts: Tally) -> pd.DataFrame:
    """Test all groups at once for each question, and return the size of the effect in [0, 1].

    The denominator is ``n``. Answers on an ordinal scale, without weights, have Kruskal and Wallis's test on the points
    with a score. Those on a nominal scale, and weighted ones, have a chi-squared of all points that are drawn:
    Pearson's, or Rao and Scott's F with weights. Options of a choose-all item have the chi-squared
    of those who ticked against those who did not, one by one, on those who answered the item.

    Parameters
    ----------
    counts
        From `cs_research.measures.counts.tally.tally`, by group. Respondents without a group are left out.

    Returns
    -------
    DataFrame
        One row per single-choice item and one per option, in the order of the instrument: ``item, row, test, groups, n,
        statistic, df, df2, p, effect, measure, note``. ``row`` is the option. ``measure`` says what ``effect`` is:
        epsilon squared or Cramér's V. Missing if there is nothing to test, for the reason in the note.

    Notes
    -----
    See `kruskal_wallis` and `rao_scott`.

    Examples
    --------
    >>> from cs_research.measures.counts.tally import from_counts
    >>> published = pd.DataFrame({"item": "knowledge", "group": ["N", "N", "S", "S"], "point": ["poor", "good"] * 2,
    ...                      "n": [10, 40, 25, 25]})
    >>> groups(from_counts(published, "yjs-survey/2022")).round(4)[["test", "statistic", "p", "effect"]].values.tolist()
    [['Kruskal-Wallis', 9.7912, 0.0018, 0.0989]]
    """
    instrument = tally_instrument(counts, "groups")
    weighted = bool(len(counts.table)) and has_weights(counts.table)
    parts: dict[str, list[dict[str, Any]]] = {}
    for block in item_blocks(counts, "single"):
        ordinal = instrument.scale_of(block.item).kind == "ordinal" and not weighted
        parts[block.item.id] = [
            _test_ranks(block, instrument) if ordinal else _test_points(block, instrument, weighted)
        ]
    for block in item_blocks(counts, "multiple"):
        parts[block.item.id] = list(_test_options(block, weighted))
    rows = [{"item": item.id, "row": ""} | row for item in instrument.items for row in parts.get(item.id, [])]
    return pd.DataFrame(rows, columns=_GROUPS)


@accepts(MeasureError)
def pairs(counts: Tally, *, level: float = 0.95) -> pd.DataFrame:
    """Return for each two groups and ordinal item the probability in [0, 1] that the first answers higher, with p.

    The denominators are ``n`` and ``other_n``, respondents with a score.

    Parameters
    ----------
    counts
        From `cs_research.measures.counts.tally.tally`, by group and without weights. Respondents without a group are
        left out.
    level
        Of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        One row per item and pair, in the order of instrument and groups: ``item`` and the columns of
        `pairwise_mann_whitney`, with ``p_holm`` within the item. An item with fewer than two groups has a row
        with a note.

    Raises
    ------
    MeasureError
        A tally with weights, a level that is none.

    Examples
    --------
    >>> from cs_research.measures.counts.tally import from_counts
    >>> published = pd.DataFrame({"item": "knowledge", "group": ["N", "N", "S", "S"], "point": ["poor", "good"] * 2,
    ...                      "n": [10, 40, 25, 25]})
    >>> table = pairs(from_counts(published, "yjs-survey/2022"))
    >>> table.round(4)[["group", "other", "superiority", "low", "high", "p_holm"]].values.tolist()
    [['N', 'S', 0.65, 0.5337, 0.7484, 0.0018]]
    """
    instrument = tally_instrument(counts, "pairs")
    require_unweighted(counts, "pairs")
    parts = []
    for block in item_blocks(counts, "single"):
        if instrument.scale_of(block.item).kind == "ordinal":
            table = pairwise_mann_whitney(counts_by_score(block, instrument), level=level)
            if not len(table):
                table = pd.DataFrame([{"group": "", "other": "", "method": "", "note": _FEW}], columns=table.columns)
            table.insert(0, "item", block.item.id)
            parts.append(table)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["item", "group", "other"])


def _test_ranks(block: Block, instrument: Instrument) -> dict[str, Any]:
    """Return Kruskal and Wallis's test as a row of `groups`."""
    found = kruskal_wallis(counts_by_score(block, instrument)).iloc[0]
    return {
        "test": "Kruskal-Wallis", "groups": found["groups"], "n": found["n"], "statistic": found["h"],
        "df": found["df"], "df2": np.nan, "p": found["p"], "effect": found["epsilon_squared"],
        "measure": "epsilon squared", "note": found["note"],
    }  # fmt: skip


def _test_points(block: Block, instrument: Instrument, weighted: bool) -> dict[str, Any]:
    """Return a chi-squared test of all points in use as a row of `groups`."""
    scale = instrument.scale_of(block.item)
    drawn = [at for at, point in enumerate(scale.points) if point in scale.base]
    known = block.groups != NO_GROUP
    n, w, squares = (
        pd.DataFrame(array[known][:, drawn], index=block.groups[known])
        for array in (block.n, block.weighted, block.squared)
    )
    return _chi_squared(rao_scott(n, w, squares).iloc[0], weighted)


def _test_options(block: Block, weighted: bool) -> Iterator[dict[str, Any]]:
    """Return a chi-squared test of each offered option as a row of `groups`."""
    known = block.groups != NO_GROUP
    for at in block.offered:
        tables = [
            pd.DataFrame({"yes": ticked, "no": _remaining(answered, ticked)}, index=block.groups[known])
            for ticked, answered in (
                (block.n[known, at], block.of_point["answered"][known, at]),
                (block.weighted[known, at], block.of_point["weighted_answered"][known, at]),
                (block.squared[known, at], block.of_point["squared_answered"][known, at]),
            )
        ]
        yield _chi_squared(rao_scott(*tables).iloc[0], weighted) | {"row": block.points[at]}


def _remaining(answered: np.ndarray, ticked: np.ndarray) -> np.ndarray:
    """Return the sum over those who did not tick; 0 in place of a rounding error if all ticked."""
    rest = answered - ticked
    return np.where(rest > _ROUNDING * answered, rest, 0.0)


def _chi_squared(found: pd.Series, weighted: bool) -> dict[str, Any]:
    names = ("f", "df1", "df2", "p") if weighted else ("pearson", "df", "", "p_pearson")
    statistic, df, df2, p = (found[name] if name else np.nan for name in names)
    return {
        "test": "Rao-Scott F" if weighted else "Pearson", "groups": found["groups"], "n": found["n"],
        "statistic": statistic, "df": df, "df2": df2, "p": p, "effect": found["effect"], "measure": "Cramér's V",
        "note": found["note"] if weighted else without_empty_cells(found["note"]),
    }  # fmt: skip
