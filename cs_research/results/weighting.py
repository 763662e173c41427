"""Tables of weights: how far respondents differ from the register, what weighting changes, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cs_research.measures.counts.tally import tally
from cs_research.measures.shares import likert
from cs_research.measures.weights.cell_weights import balance
from cs_research.measures.weights.effective_size import design_effect, effective_n
from cs_research.results import survey
from cs_research.results.catalogue import from_records, from_tables, responses_of
from cs_research.study.weights import StudyWeights, register_counts

if TYPE_CHECKING:
    from cs_research.results.facts import StudyFacts
    from cs_research.results.measured import Records, Results

_WEIGHT, _CELL = "weight", "weight_cell"


def _has_weights(study: StudyFacts) -> bool:
    """Return whether the study weights the services that answered."""
    return study.weights is not None


def _weights_of(records: Records) -> StudyWeights:
    assert records.data.weights is not None  # as `_has_weights` says
    return records.data.weights


@from_records(
    "weighting",
    "what weights cost: their range, and how many services with equal weights are as precise",
    when=_has_weights,
)
def weighting(records: Records) -> pd.DataFrame:
    """Return one row: the range of the weights, and how many equally weighted services are as precise."""
    given = _weights_of(records)
    row = {
        "kind": "raking" if given.rule.rake else "cells",
        "groups": " ".join(given.rule.groups),
        "invited": len(given.register),
        "weighted": len(given.weights),
        "outside": given.outside,
        "least_weight": given.weights.min(),
        "most_weight": given.weights.max(),
        "at_limit": given.at_limit,
        "effective": effective_n(given.weights),
        "design_effect": design_effect(given.weights),
    }
    return pd.DataFrame([row])


@from_records(
    "weighting_balance",
    "each group in the register, among the services that answered, and after weighting",
    when=_has_weights,
)
def weighting_balance(records: Records) -> pd.DataFrame:
    """Return the shares of each category in the register, and among respondents before and after weighting."""
    given = _weights_of(records)
    margins = register_counts(given.register)
    table = balance(given.groups, margins, given.weights)
    table["invited"] = [int(margins[row.margin][row.category]) for row in table.itertuples()]
    names = {"margin": "by", "category": "group", "n": "answered", "register": "invited_share",
             "before": "answered_share", "after": "weighted_share"}  # fmt: skip
    return table.rename(columns=names)[
        ["by", "group", "invited", "answered", "invited_share", "answered_share", "weighted_share"]
    ].astype({"answered": "Int64", "answered_share": "Float64", "weighted_share": "Float64"})


@from_tables("weighted", "shares of all services that answered, and weighted to the register", when=_has_weights)
def weighted(results: Results) -> pd.DataFrame:
    """Return the share of each set of answers and option, of all that answered and weighted to the register.

    A weighted share is of the weight of the services in the register that answered the question. It is missing where
    the share without weights is.
    """
    data, given = results.records.data, _weights_of(results.records)
    frame = responses_of(data).frame.loc[given.weights.index].assign(**{_WEIGHT: given.weights})
    counts = tally(frame, data.instrument, weight=_WEIGHT, population=len(given.register))
    how: dict[str, Any] = {"level": data.study.settings.level}
    shares = pd.concat([_named(likert.nets(counts, **how)), _named(likert.multiple(counts, **how))])
    own = pd.concat([_named(results[survey.nets]), _named(results[survey.multiple])], ignore_index=True)
    found = shares.set_index(["item", "row"])[["share", "low", "high"]]
    found.columns = pd.Index([f"weighted_{name}" for name in found.columns])
    table = own.join(found.astype("Float64"), on=["item", "row"])
    hidden = table["share"].isna()
    table.loc[hidden, list(found.columns)] = pd.NA
    table["weighting_change"] = table["weighted_share"] - table["share"].astype("Float64")
    return table


def counts_by_cell(records: Records) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return who gave each set of answers and option by cell of the groups that were weighted, and the cells.

    The first table has the columns ``item, row, group, n, base``, with a cell's number as group; the second has a row
    for each cell, with its categories and ``weight``.
    """
    given = _weights_of(records)
    by = [str(group) for group in given.groups.columns]
    cells = given.groups.astype(str).assign(**{_WEIGHT: given.weights.round(9)})
    number = cells.groupby([*by, _WEIGHT], sort=False).ngroup()
    frame = responses_of(records.data).frame.loc[given.weights.index].assign(**{_CELL: number.astype(str)})
    counts = tally(frame, records.data.instrument, group=_CELL, population=None)
    parts = [_of_cells(likert.nets(counts), "net"), _of_cells(likert.multiple(counts), "point")]
    known = cells.assign(**{_CELL: number.astype(str)}).drop_duplicates(_CELL).set_index(_CELL)
    return pd.concat(parts, ignore_index=True), known


def _of_cells(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return table.rename(columns={name: "row"})[["item", "row", "group", "n", "base"]]


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that tables of sets of answers and of options share; ``row`` is the set or option."""
    named = table.rename(columns={"net": "row", "point": "row"})
    if "headline" not in named.columns:
        named["headline"] = False
    return named[["item", "row", "label", "headline", "n", "base", "share", "low", "high"]]
