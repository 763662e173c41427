"""Tables of ratings by the rubric."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cs_research.measures.evidence.rubric_ratings import (
    agreement,
    evidence_share,
    heat_map,
    last_reviews,
    share_green,
)
from cs_research.records import Ratings
from cs_research.results.catalogue import from_records, from_tables, has_ratings

if TYPE_CHECKING:
    from cs_research.results.measured import Records, Results

__all__ = ["beside_codings"]


def _ratings_of(records: Records) -> Ratings:
    assert records.data.ratings is not None  # tables of ratings exist only if `has_ratings`
    return records.data.ratings


def _last(records: Records) -> Ratings:
    """Return the last review of each place."""
    return records.compute_once("last reviews", lambda: last_reviews(_ratings_of(records)))


@from_records("ratings", when=has_ratings)
def ratings(records: Records) -> pd.DataFrame:
    """Return the ratings of each cell, review by review."""
    return heat_map(_ratings_of(records))


@from_records("ratings_domain", when=has_ratings)
def ratings_domain(records: Records) -> pd.DataFrame:
    """Return the mean score of each domain."""
    return evidence_share(_ratings_of(records), level=records.study.settings.level)


@from_records("ratings-together", when=has_ratings)
def together(records: Records) -> pd.DataFrame:
    """Return the ratings of each cell over the last reviews of all places."""
    return heat_map(_last(records), by=())


@from_records("ratings_agreement", when=has_ratings)
def rater_agreement(records: Records) -> pd.DataFrame:
    """Return the agreement between raters at the last reviews, over all cells and by domain."""
    return agreement(_last(records))


@from_tables("ratings-beside-codings", when=has_ratings)
def beside_codings(results: Results) -> pd.DataFrame:
    """Return ratings and codings together, one row per domain with a rated cell.

    Returns
    -------
    DataFrame
        ``domain, places, score, low, high, green, rated, cells, cannot, missing, evidence, evidence_shown,
        evidence_partly, evidence_cells, together, agreement, alpha, commonest``: the last review of each place, and the
        evidence of all sites of the study with its counts of combinations of practice and site.
    """
    green = share_green(_last(results.records)).drop(columns="score")
    shares = results["ratings_domain"].rename(columns={"share": "score"}).drop(columns="rated")
    agreed = results["ratings_agreement"][["domain", "together", "agreement", "alpha", "commonest"]]
    table = shares.merge(green, on="domain").merge(agreed, on="domain")
    names = {"share": "evidence", **{name: f"evidence_{name}" for name in ("shown", "partly", "cells")}}
    evidence = results.get("evidence_domain")
    if evidence is None:
        evidence = pd.DataFrame(columns=["domain", *names])
    beside = evidence[["domain", *names]].rename(columns=names)
    table = table.merge(beside, on="domain", how="left")
    columns = ["domain", "places", "score", "low", "high", "green", "rated", "cells", "cannot", "missing",
               *names.values(), "together", "agreement", "alpha", "commonest"]  # fmt: skip
    return table[columns]
