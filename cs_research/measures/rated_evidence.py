"""The rubric as a second source of evidence, beside what coded segments show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from cs_research.definitions.instrument import DOMAINS
from cs_research.measures.ratings import share_green
from cs_research.measures.site_intervals import LEAST_SITES, site_interval
from cs_research.records.ratings import Ratings

__all__ = ["evidence_share", "last_reviews"]


def last_reviews(ratings: Ratings) -> Ratings:
    """The ratings of the last review of each place."""
    last: dict[str, Any] = {}
    for rating in ratings.ratings:
        last[rating.place] = max(rating.date, last.get(rating.place, rating.date))
    return replace(ratings, ratings=tuple(r for r in ratings.ratings if r.date == last[r.place]))


def evidence_share(ratings: Ratings, *, level: float = 0.95) -> pd.DataFrame:
    """The mean score by domain with an interval: the rubric's own share of evidence, in [0, 1].

    The denominator is rated cells, as in `share_green`. The interval is
    `site_intervals.site_interval`, over the places that were reviewed; with fewer than three there is none. Only the
    last review of each place counts.

    Returns
    -------
    DataFrame
        One row a domain: ``domain, places, rated, share, low, high``.
    """
    table = share_green(last_reviews(ratings), ["place", "domain"])
    rows = []
    for domain in DOMAINS:
        own = table[(table["domain"] == domain) & (table["rated"] > 0)]
        if own.empty:
            continue
        sums, sizes = (own["score"] * own["rated"]).to_numpy(dtype=float), own["rated"].to_numpy(dtype=float)
        enough = len(own) >= LEAST_SITES
        low, high = site_interval(sums, sizes, level=level) if enough else (float("nan"), float("nan"))
        rows.append((domain, len(own), int(sizes.sum()), float(sums.sum() / sizes.sum()), low, high))
    return pd.DataFrame(rows, columns=["domain", "places", "rated", "share", "low", "high"])
