"""Tables of ratings by the rubric."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cs_research.measures.evidence.rubric_ratings import agreement, evidence_share, heat_map, last_reviews
from cs_research.records import Ratings
from cs_research.results.catalogue import from_records, has_ratings

if TYPE_CHECKING:
    from cs_research.results.measured import Records


def _ratings_of(records: Records) -> Ratings:
    assert records.data.ratings is not None  # tables of ratings exist only if `has_ratings`
    return records.data.ratings


def last(records: Records) -> Ratings:
    """Return the last review of each place."""
    return records.compute_once("last reviews", lambda: last_reviews(_ratings_of(records)))


@from_records("ratings", "each cell of the rubric as its raters see it", when=has_ratings)
def ratings(records: Records) -> pd.DataFrame:
    """Return the ratings of each cell, review by review."""
    return heat_map(_ratings_of(records))


@from_records("ratings_domain", "the mean score of the rubric, by domain", when=has_ratings)
def ratings_domain(records: Records) -> pd.DataFrame:
    """Return the mean score of each domain."""
    return evidence_share(_ratings_of(records), level=records.study.settings.level)


@from_records("ratings-together", "each cell of the rubric over the last reviews of all places", when=has_ratings)
def ratings_together(records: Records) -> pd.DataFrame:
    """Return the ratings of each cell over the last reviews of all places."""
    return heat_map(last(records), by=())


@from_records("ratings_agreement", "how far raters agree, over all cells and by domain", when=has_ratings)
def ratings_agreement(records: Records) -> pd.DataFrame:
    """Return the agreement between raters at the last reviews, over all cells and by domain."""
    return agreement(last(records))
