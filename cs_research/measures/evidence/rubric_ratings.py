"""Ratings by the rubric: colours, share of green, agreement, change, and their evidence score.

A review is all ratings of one place on one date. *Rated* means given a colour: ``cannot be told`` is an
answer without one, and *missing* is what was left blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.definitions.categories import CANNOT, LEAST_SITES
from cs_research.definitions.instrument import DOMAINS
from cs_research.definitions.rubric import COLOURS
from cs_research.errors import Fault, MeasureError, check_choice, join_names
from cs_research.measures.coding.agreement import krippendorff_alpha, percent_agreement
from cs_research.measures.evidence.cells import site_interval
from cs_research.records.ratings import Ratings

_CELL = ["domain", "level", "stage"]
_UNIT = ["place", "date", *_CELL]
#: What shares may be grouped by.
BY = ("place", "date", "rater", *_CELL)
#: What may have become of a cell from one review to the next.
MOVES = ("up", "down", "stayed", "newly rated", "no longer rated", "not rated")
#: What people write if no evidence was noted.
_NOTHING = {"", "none", "no", "nil", "no evidence", "n/a", "na", "not applicable"}
_NEAR = 1e-9


@accepts(MeasureError)
def heat_map(ratings: Ratings, by: Sequence[str] = ("place", "date")) -> pd.DataFrame:
    """Return the ratings of each cell by the raters of each review, with how far they differ.

    Parameters
    ----------
    by
        What parts reviews; nothing takes all places and dates together, so that a rater counts once for each.

    Returns
    -------
    DataFrame
        One row per review and cell, by place and date, then in the rubric's order: ``by``, then ``domain, level,
        stage, raters, red, amber, green, cannot, missing, mean, median, mode, disagree``. ``raters`` is how many
        gave a colour, the next five count raters by answer; ``mean`` and ``median`` are of the scores of those who
        gave a colour; ``mode`` is the colour that most gave, several joined by a stroke (``red/amber``), and empty
        if nobody gave one; ``disagree`` records that two colours or more were given.
    """
    for key in by:
        check_choice("heat_map", "by", key, ("place", "date"))
    units = [*by, *_CELL]
    rows = [_rate_cell(names, part) for names, part in _units(ratings.table(), units)]
    counts = ["raters", *COLOURS, "cannot", "missing"]
    columns = [*units, *counts, "mean", "median", "mode", "disagree"]
    return pd.DataFrame(rows, columns=columns).astype({**dict.fromkeys(counts, int), "disagree": bool})


def _units(table: pd.DataFrame, keys: list[str]) -> list[tuple[dict[str, Any], pd.DataFrame]]:
    """Return the rows of each value of the keys, in the order of the first."""
    groups = table.groupby(keys, sort=False)
    return [(dict(zip(keys, names, strict=True)), part) for names, part in groups]


def _rate_cell(names: dict[str, Any], part: pd.DataFrame) -> dict[str, Any]:
    """Return the ratings of one cell by its raters."""
    counts = {colour: int((part["colour"] == colour).sum()) for colour in COLOURS}
    highest_count = max(counts.values())
    return {
        **names,
        "raters": sum(counts.values()),
        **counts,
        "cannot": int((part["colour"] == CANNOT).sum()),
        "missing": int((part["colour"] == "").sum()),
        "mean": float(part["score"].mean()),
        "median": float(part["score"].median()),
        "mode": "/".join(colour for colour, count in counts.items() if count == highest_count > 0),
        "disagree": sum(count > 0 for count in counts.values()) > 1,
    }


@accepts(MeasureError)
def share_green(ratings: Ratings, by: str | Sequence[str] = "domain") -> pd.DataFrame:
    """Return the share of green and the mean score, by domain or other parts, to compare with coded evidence.

    Both are means over rated cells of what the cell's raters say on average, so that a cell counts once however
    many rated it. The denominator is cells that at least one rater gave a colour; those rated ``cannot be told`` and
    those that are missing are counted beside. Reviews of several places or dates are taken together, unless ``by``
    names them or `Ratings.only` chose one.

    Parameters
    ----------
    by
        One or several of ``place``, ``date``, ``rater``, ``domain``, ``level`` and ``stage``.

    Returns
    -------
    DataFrame
        One row per value of ``by``: what it is by, then ``cells, rated, cannot, missing, green, score``. A cell is
        that of one review; ``cells`` is the sum of the next three. ``green`` and ``score`` are in [0, 1], and
        missing if no cell is rated.

    Raises
    ------
    MeasureError
        Another ``by``.

    Notes
    -----
    With r_i raters who gave cell i a colour, g_i of them green, and s_i the sum of their scores, over the m rated
    cells: green = (1/m) Σ g_i / r_i, score = (1/m) Σ s_i / r_i.
    """
    keys = [by] if isinstance(by, str) else list(by)
    for key in keys:
        check_choice("share_green", "by", key, BY)
    units = [*keys, *(key for key in _UNIT if key not in keys)]
    cells = pd.DataFrame([_rate_cell(names, part) for names, part in _units(ratings.table(), units)])
    rows = []
    for names, part in _units(cells, keys) if len(cells) else []:
        rated = part[part["raters"] > 0]
        cannot = int(((part["raters"] == 0) & (part["cannot"] > 0)).sum())
        rows.append(
            {
                **names,
                "cells": len(part),
                "rated": len(rated),
                "cannot": cannot,
                "missing": len(part) - len(rated) - cannot,
                "green": float((rated["green"] / rated["raters"]).mean()),
                "score": float(rated["mean"].mean()),
            }
        )
    return pd.DataFrame(rows, columns=[*keys, "cells", "rated", "cannot", "missing", "green", "score"])


@accepts(MeasureError)
def agreement(ratings: Ratings) -> pd.DataFrame:
    """Return how far raters of the same review agree on colours, over all domains and in each.

    A unit is a cell of one review; a rater who gave it no colour is missing there. Colours are ranks: red and
    green lie further apart than red and amber.

    Returns
    -------
    DataFrame
        ``all`` first, then one row per domain: ``domain, raters, cells, together, agreement, alpha, commonest``.
        ``raters`` gave at least one colour, ``cells`` have one, ``together`` have two or more and are what the last
        three are of: the share of pairs of raters that agree (see `agreement.percent_agreement`), Krippendorff's
        ordinal alpha, and the share of the most frequent colour. All are missing if no cell has two colours, and
        alpha if all colours are the same.

    Notes
    -----
    Alpha compares disagreement with that expected by chance. Where nearly all colours are the same hardly any is
    expected, and one pair that differs moves alpha far, even below 0, while raters agree on nearly every cell. From a
    ``commonest`` of `ONE_COLOUR` on, alpha is to be read with that note.

    References
    ----------
    Feinstein and Cicchetti (1990), doi:10.1016/0895-4356(90)90158-L (high agreement beside low chance-corrected
    agreement).
    """
    table = ratings.table()
    rated = table[table["colour"].isin(COLOURS)]
    rows = []
    for domain in ["all", *dict.fromkeys(table["domain"])]:
        part = rated if domain == "all" else rated[rated["domain"] == domain]
        sheet = _by_rater(part)
        rows.append(
            {
                "domain": domain,
                "raters": len(sheet),
                "cells": sheet.shape[1],
                "together": int((sheet.notna().sum() > 1).sum()),
                "agreement": percent_agreement(sheet.T, draws=0)["estimate"].iloc[0],
                "alpha": krippendorff_alpha(sheet.T, "ordinal", draws=0)["estimate"].iloc[0],
                "commonest": _commonest(sheet),
            }
        )
    return pd.DataFrame(rows)


def _commonest(sheet: pd.DataFrame) -> float:
    """Return the share of the most frequent colour in cells with two or more colours; missing without such a cell."""
    together = sheet.loc[:, sheet.notna().sum() > 1].to_numpy(dtype=float)
    given = together[~np.isnan(together)]
    return float(np.unique(given, return_counts=True)[1].max() / given.size) if given.size else np.nan


def _by_rater(rated: pd.DataFrame) -> pd.DataFrame:
    """Return one row per rater and one column per cell of a review, colours by their rank."""
    ranks = rated.assign(rank=[float(COLOURS.index(colour)) for colour in rated["colour"]])
    return ranks.pivot(index="rater", columns=_UNIT, values="rank")


@accepts(MeasureError)
def change(ratings: Ratings, before: date, after: date) -> pd.DataFrame:
    """Return the changes from one review to a later one, in each place that was reviewed on both dates.

    A cell moved up if the mean score of its raters rose. ``same_raters`` records whether the same people gave it
    a colour both times: if they did not, the change may be one of people.

    Parameters
    ----------
    before, after
        Dates of reviews, the earlier one first.

    Returns
    -------
    DataFrame
        One row per place and cell: ``place, before, after, domain, level, stage, mode_before, mode_after, mean_before,
        mean_after, same_raters, moved``. ``moved`` is one of `MOVES`; modes and means are those of `heat_map`.

    Raises
    ------
    MeasureError
        A date without a review, dates in the wrong order, or no place that was reviewed on both.
    """
    places = _places_reviewed_twice(ratings, before, after)
    table = heat_map(ratings)
    cells = {names: part.iloc[0] for names, part in table.groupby(_UNIT)}
    raters = _raters(ratings)
    rows = []
    for place, *cell in dict.fromkeys(table[["place", *_CELL]].itertuples(index=False, name=None)):
        if place in places:
            units = [(place, day, *cell) for day in (before, after)]
            mode_before, mode_after = (cells[unit]["mode"] if unit in cells else "" for unit in units)
            old, new = (float(cells[unit]["mean"]) if unit in cells else np.nan for unit in units)
            first, last = (raters.get(unit, frozenset()) for unit in units)
            rows.append(
                (
                    place,
                    before,
                    after,
                    *cell,
                    mode_before,
                    mode_after,
                    old,
                    new,
                    bool(first) and first == last,
                    _direction(old, new),
                )
            )
    names = [
        "place", "before", "after", *_CELL, "mode_before", "mode_after", "mean_before", "mean_after",
        "same_raters", "moved",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _places_reviewed_twice(ratings: Ratings, before: date, after: date) -> set[str]:
    """Return the places that were reviewed on both dates."""
    places: dict[date, set[str]] = {}
    for rating in ratings.ratings:
        places.setdefault(rating.date, set()).add(rating.place)
    known = [str(day) for day in sorted(places)]
    for day in (before, after):
        if day not in places:
            rule = f"be a date with a review, {join_names(known)}" if known else "be a date with a review"
            raise MeasureError(Fault("change", "date", rule, f"'{day}'"))
    if before >= after:
        raise MeasureError(Fault("change", "dates", "be an earlier and a later one", f"{before} and {after}"))
    both = places[before] & places[after]
    if not both:
        found = f"no place on {before} and {after}"
        raise MeasureError(Fault("change", "reviews", "be of one place at least", found))
    return both


def _raters(ratings: Ratings) -> dict[tuple[Any, ...], frozenset[str]]:
    """Return the raters who gave each cell of each review a colour."""
    table = ratings.table()
    rated = table[table["colour"].isin(COLOURS)]
    return {names: frozenset(part["rater"]) for names, part in rated.groupby(_UNIT)}


def _direction(old: float, new: float) -> str:
    if pd.isna(old):
        return MOVES[5] if pd.isna(new) else MOVES[3]
    if pd.isna(new):
        return MOVES[4]
    return MOVES[2] if abs(new - old) < _NEAR else MOVES[0] if new > old else MOVES[1]


@accepts(MeasureError)
def without_evidence(ratings: Ratings) -> pd.DataFrame:
    """Return the colours that were given without naming their evidence.

    A stroke, or words such as "none", are no evidence either.

    Returns
    -------
    DataFrame
        One row per rating, in the order of `Ratings.table`: ``place, date, rater, domain, level, stage, colour,
        evidence, comment, file, row``.
    """
    table = ratings.table()
    evidence_text = table["evidence"].str.casefold().str.strip(" .,;:-–—_/?")
    bare = table[table["colour"].isin(COLOURS) & evidence_text.isin(_NOTHING)]
    return bare.drop(columns="score").reset_index(drop=True)


@accepts(MeasureError)
def last_reviews(ratings: Ratings) -> Ratings:
    """Return the ratings of the last review of each place."""
    last: dict[str, Any] = {}
    for rating in ratings.ratings:
        last[rating.place] = max(rating.date, last.get(rating.place, rating.date))
    return replace(ratings, ratings=tuple(r for r in ratings.ratings if r.date == last[r.place]))


@accepts(MeasureError)
def evidence_share(ratings: Ratings, *, level: float = 0.95) -> pd.DataFrame:
    """Return the mean score by domain with an interval: the rubric's share of evidence, in [0, 1].

    The denominator is rated cells, as in `share_green`. The interval is
    `cells.site_interval`, over the places that were reviewed; with fewer than three there is none. Only the
    last review of each place counts.

    Returns
    -------
    DataFrame
        One row per domain: ``domain, places, rated, share, low, high``.
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
