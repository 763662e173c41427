"""Pairs of answers: the same services in two waves, and questions on one scale in one wave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from scipy.sparse.csgraph import connected_components

from cs_research._arguments import Numbers, accepts
from cs_research.definitions import InstrumentLike, instrument_of
from cs_research.definitions.service_names import service_key
from cs_research.errors import Fault, MeasureError, closest, join_names
from cs_research.measures.comparison.multiplicity import holm
from cs_research.measures.shares.intervals import clopper_pearson


@dataclass(frozen=True)
class Paired:
    """Services matched between two waves, and the number that could not be matched.

    ``table`` counts the services that answered in both: one row per point in the first wave, one column per point in
    the other. ``matched`` are in both waves; of these ``unanswered`` left the item blank, or were not asked, in one
    of them. ``only_first`` and ``only_other`` are in one wave alone; ``first_without_id`` and ``other_without_id`` are
    rows that do not say who answered.
    """

    table: pd.DataFrame
    matched: int
    unanswered: int
    only_first: int
    only_other: int
    first_without_id: int
    other_without_id: int


@accepts(MeasureError)
def pair_waves(frame: pd.DataFrame, other: pd.DataFrame, id: str, item: str, points: Sequence[Any]) -> Paired:
    """Return the answers of the same services in two waves as a table of integers, and counts of the unmatched.

    The table holds services that answered the item in both waves: what `mcnemar`, `sign_test` and `stuart_maxwell`
    take. It has every point; if "not sure" is to be left out, as for the sign test, take
    ``table.loc[scored, scored]``.

    Parameters
    ----------
    frame, other
        One row per service, as in `Responses.frame`: the first wave and the other.
    id
        The column that names the service in both. Case, spaces and kinds of dashes make no difference.
    item
        The column with answers, of the same name in both.
    points
        The points of the item in order.

    Returns
    -------
    Paired

    Raises
    ------
    MeasureError
        A column that is missing, a service twice in one wave, an answer that is none of the points.

    Examples
    --------
    >>> first = pd.DataFrame({"service": ["A", "B", "C"], "q": ["low", "low", "high"]})
    >>> other = pd.DataFrame({"service": ["b", "c ", "D"], "q": ["high", "high", "low"]})
    >>> found = pair_waves(first, other, "service", "q", ["low", "high"])
    >>> found.table.values.tolist(), found.matched, found.only_first, found.only_other
    ([[0, 1], [0, 1]], 2, 1, 1)
    """
    _present(frame, item, "frame")
    _present(other, item, "other frame")
    at, other_at, counts = match_rows(frame, other, id)
    codes, other_codes = (answer_codes(answers[item], points) for answers in (frame, other))
    n = count_pairs(codes[at], other_codes[other_at], len(points))
    labels = pd.Index(list(points))
    table = pd.DataFrame(n, index=labels.rename("first"), columns=labels.rename("other"))
    return Paired(table, len(at), len(at) - int(n.sum()), *counts)


@accepts(MeasureError)
def count_pairs(codes: np.ndarray, other: np.ndarray, points: int) -> np.ndarray:
    """Count the moves from each point to each other; −1 means no answer and is left out."""
    both = (codes >= 0) & (other >= 0)
    n = np.bincount(codes[both] * points + other[both], minlength=points**2)
    return n.reshape(points, points)


@accepts(MeasureError)
def match_rows(
    frame: pd.DataFrame, other: pd.DataFrame, id: str
) -> tuple[np.ndarray, np.ndarray, tuple[int, int, int, int]]:
    """Return the rows of the services in both frames, in the first one's order, and counts of all others.

    The counts: only in the first, only in the other, without an identifier in the first and in the other.
    """
    _present(frame, id, "frame")
    _present(other, id, "other frame")
    places, nameless = _row_positions(frame[id], "frame")
    other_places, other_nameless = _row_positions(other[id], "other frame")
    both = [name for name in places if name in other_places]
    at = np.array([places[name] for name in both], dtype=np.int64)
    other_at = np.array([other_places[name] for name in both], dtype=np.int64)
    counts = (len(places) - len(both), len(other_places) - len(both), nameless, other_nameless)
    return at, other_at, counts


def _present(frame: pd.DataFrame, name: str, what: str) -> None:
    if name not in frame.columns:
        hint = closest(name, map(str, frame.columns))
        raise MeasureError(Fault("pair_waves", "column", f"be in the {what}", f"'{name}'", hint))


def _row_positions(ids: pd.Series, what: str) -> tuple[dict[str, int], int]:
    """Return the row of each service, and the number of rows that name none."""
    names = [service_key(value) for value in ids]
    places = {name: at for at, name in enumerate(names) if name}
    times = Counter(names)
    twice = [name for name in places if times[name] > 1]
    if twice:
        raise MeasureError(
            Fault("pair_waves", f"services of the {what}", "appear once", f"{join_names(twice, 'and')} again")
        )
    return places, times[""]


@accepts(MeasureError)
def answer_codes(answers: pd.Series, points: Sequence[Any]) -> np.ndarray:
    """Return the position of each answer among the points, −1 if there is none."""
    values = answers.astype(object)
    codes: np.ndarray = pd.Index(list(points)).get_indexer(values)
    unknown = values[(codes < 0) & values.notna().to_numpy()]
    if len(unknown):
        rule = f"be {join_names([str(point) for point in points])}"
        raise MeasureError(Fault("pair_waves", f"point of '{answers.name}'", rule, f"'{unknown.iloc[0]}'"))
    return codes


@accepts(MeasureError)
def mcnemar(table: Numbers) -> pd.DataFrame:
    """Return McNemar's tests of a yes or no that the same services gave twice: exact, corrected and uncorrected.

    The denominator of the tests is ``changed``, services that answered differently; ``n`` counts all.

    Parameters
    ----------
    table
        Two by two integers: one row per answer in the first wave, a column the same answer in the other.

    Returns
    -------
    DataFrame
        One row: ``n, changed, only_first, only_other, p_exact, chi_squared, p, chi_squared_corrected, p_corrected``.
        ``only_first`` gave the first answer in the first wave only, ``only_other`` in the other only. With nobody who
        changed the statistics are 0 and each p is 1.

    Raises
    ------
    MeasureError
        Another shape, numbers that are not integers or below 0.

    Notes
    -----
    b = only_first, c = only_other: chi_squared = (b − c)² / (b + c), corrected (|b − c| − 1)² / (b + c), and
    0 if b = c as in R; on 1 degree of freedom. p_exact doubles the smaller tail of a binomial of b + c
    with chance one half. ``statsmodels.stats.contingency_tables.mcnemar``.

    References
    ----------
    McNemar (1947), doi:10.1007/BF02295996.

    Examples
    --------
    >>> mcnemar([[794, 86], [150, 570]]).round(4)[["chi_squared", "chi_squared_corrected"]].values.tolist()
    [[17.3559, 16.8178]]
    """
    from statsmodels.stats import contingency_tables as tables  # type: ignore[import-untyped]

    n = _square(table, "mcnemar")
    if n.shape != (2, 2):
        raise MeasureError(Fault("mcnemar", "table", "be two by two", f"{n.shape[0]} by {n.shape[1]}"))
    b, c = int(n[0, 1]), int(n[1, 0])
    row: dict[str, Any] = {
        "n": int(n.sum()),
        "changed": b + c,
        "only_first": b,
        "only_other": c,
        "p_exact": 1.0,
    }
    for name, correction in (("", False), ("_corrected", True)):
        row |= {f"chi_squared{name}": 0.0, f"p{name}": 1.0}
        if b != c:
            found = tables.mcnemar(n, exact=False, correction=correction)
            row |= {f"chi_squared{name}": float(found.statistic), f"p{name}": float(found.pvalue)}
    if b + c:
        row["p_exact"] = float(tables.mcnemar(n, exact=True).pvalue)
    return pd.DataFrame([row])


@accepts(MeasureError)
def sign_test(table: Numbers, *, level: float = 0.95) -> pd.DataFrame:
    """Return the sign test of ordinal answers: the share in [0, 1] of changed answers that moved up, and its exact p.

    The denominator of the share is up + down; services that gave the same answer twice say nothing here and are
    counted as ``same``.

    Parameters
    ----------
    table
        Integers, as many rows as columns: one row per point in the first wave, a column in the other, from the
        least to the most. Points without a score are to be left out.
    level
        Of the interval, between 0 and 1.

    Returns
    -------
    DataFrame
        One row: ``n, up, same, down, share, low, high, p``. Clopper and Pearson's interval. With nobody who moved the
        share is missing and p is 1.

    Raises
    ------
    MeasureError
        A table that is not square, numbers that are not integers or below 0.

    Notes
    -----
    p = 2 min(P(X ≤ up), P(X ≥ up)), at most 1, of a binomial of up + down with chance one half:
    ``scipy.stats.binomtest``.

    References
    ----------
    Dixon and Mood (1946), doi:10.1080/01621459.1946.10501898.

    Examples
    --------
    >>> sign_test([[3, 6, 2], [1, 8, 4], [0, 1, 5]]).round(4)[["up", "same", "down", "p"]].values.tolist()
    [[12.0, 16.0, 2.0, 0.0129]]
    """
    n = _square(table, "sign_test")
    up, down = int(np.triu(n, 1).sum()), int(np.tril(n, -1).sum())
    low, high = clopper_pearson(up, up + down, level=level)
    p = float(stats.binomtest(up, up + down).pvalue) if up + down else 1.0
    share = up / (up + down) if up + down else np.nan
    row = {"n": int(n.sum()), "up": up, "same": int(np.trace(n)), "down": down}
    return pd.DataFrame([row | {"share": share, "low": low, "high": high, "p": p}])


@accepts(MeasureError)
def stuart_maxwell(table: Numbers) -> pd.DataFrame:
    """Return Stuart and Maxwell's chi-squared test of equal distributions of the same services in both waves.

    The denominator is ``n``, services that answered in both. Of two points it is `mcnemar`, uncorrected.

    Parameters
    ----------
    table
        Integers, as many rows as columns, as for `sign_test`; points in any order, "not sure" among them if
        it is drawn.

    Returns
    -------
    DataFrame
        One row: ``n, changed, chi_squared, df, p``. With nobody who changed chi-squared is 0 on 0 and p is 1.

    Raises
    ------
    MeasureError
        As for `sign_test`.

    Notes
    -----
    d the differences of the margins but one, S their covariance, S_kk = n_k. + n_.k − 2 n_kk, S_kl = −(n_kl + n_lk):
    chi_squared = dᵀ S⁻¹ d, from ``statsmodels.stats.contingency_tables.SquareTable.homogeneity``. Where services moved
    only within separate sets of points S has no inverse: then the statistics of the sets add, and df is the points
    less the sets. A point that nobody moved from or to is a set of its own.

    References
    ----------
    Stuart (1955), doi:10.1093/biomet/42.3-4.412. Maxwell (1970), doi:10.1192/bjp.116.535.651.

    Examples
    --------
    >>> stuart_maxwell([[3, 6, 2], [1, 8, 4], [0, 1, 5]]).round(4).values.tolist()
    [[30.0, 14.0, 7.2542, 2.0, 0.0266]]
    """
    from statsmodels.stats.contingency_tables import SquareTable  # type: ignore[import-untyped]

    n = _square(table, "stuart_maxwell")
    moved = n - np.diag(np.diag(n))
    sets, which = connected_components(moved + moved.T, directed=False)
    chi, df = 0.0, 0
    for part in range(sets):
        inside = np.flatnonzero(which == part)
        if len(inside) > 1:
            found = SquareTable(n[np.ix_(inside, inside)], shift_zeros=False).homogeneity()
            chi, df = chi + float(found.statistic), df + int(found.df)
    p = float(stats.chi2.sf(chi, df)) if df else 1.0
    return pd.DataFrame([{"n": int(n.sum()), "changed": int(moved.sum()), "chi_squared": chi, "df": df, "p": p}])


def _square(table: Any, place: str) -> np.ndarray:
    n = np.asarray(table, dtype=float)
    if n.ndim != 2 or n.shape[0] != n.shape[1] or n.shape[0] < 2:
        found = " by ".join(map(str, n.shape))
        raise MeasureError(Fault(place, "table", "have as many rows as columns, two or more", found))
    odd = ~((n >= 0) & (n == np.floor(n)) & np.isfinite(n))
    if odd.any():
        raise MeasureError(Fault(place, "table", "hold integers of 0 or more", f"{n[odd][0]:g}"))
    return n.astype(np.int64)


_COLUMNS = ["item", "other", "n", "only_item", "only_other", "difference", "p", "p_holm"]


@accepts(MeasureError)
def compare_questions(frame: pd.DataFrame, instrument: InstrumentLike, items: Sequence[str]) -> pd.DataFrame:
    """Return the difference between the headline shares of each two questions on one scale, with p.

    The denominator is ``n``, respondents who chose a point that is drawn on both questions. Questions on different
    scales are not compared: their answers do not mean the same.

    Parameters
    ----------
    frame
        One row per respondent, as in `Responses.frame`.
    items
        Single-choice items, all on one scale that has a net.

    Returns
    -------
    DataFrame
        One row per pair, in the order of the items: ``item, other, n, only_item, only_other, difference, p, p_holm``.
        ``only_item`` counts respondents in the headline net on the first question and not on the other; ``difference``
        is the share of the first less that of the other, from −1 to 1. ``p`` is McNemar's, exact; ``p_holm`` counts
        all pairs. Missing if nobody answered both.

    Raises
    ------
    MeasureError
        Items on several scales, or on one without a net.

    References
    ----------
    McNemar (1947), doi:10.1007/BF02295996. Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> from cs_research.definitions import load_instrument
    >>> answers = pd.DataFrame({"assess_contexts": ["extremely"] * 8, "record_contexts": ["not_very"] * 7 + [None]})
    >>> table = compare_questions(answers, load_instrument("yjs-survey/2022"), list(answers.columns))
    >>> table[["n", "only_item", "only_other", "difference", "p"]].values.tolist()
    [[7.0, 7.0, 0.0, 1.0, 0.015625]]
    """
    instrument = instrument_of(instrument, "compare_questions", MeasureError)
    scales = {scale.id: scale for scale in (instrument.scale_of(instrument.item(item)) for item in items)}
    if len(scales) > 1 or not all(scale.nets for scale in scales.values()):
        rule = "be on one scale, which has a set of answers to compare"
        raise MeasureError(Fault("compare_questions", "items", rule, join_names(list(scales), "and")))
    rows = []
    for scale in scales.values():
        drawn = [point.id for point in scale.points if point.absence is None or point.drawn]
        answered = {item: frame[item].isin(drawn).to_numpy(dtype=bool) for item in items}
        inside = {item: frame[item].isin(list(scale.nets[0].points)).to_numpy(dtype=bool) for item in items}
        rows = [
            {
                "item": one,
                "other": other,
                **_compare_pair(inside[one], inside[other], answered[one] & answered[other]),
            }
            for one, other in combinations(items, 2)
        ]
    table = pd.DataFrame(rows, columns=_COLUMNS[:-1])
    return table.assign(p_holm=holm(table["p"].to_numpy(dtype=float)))


def _compare_pair(one: np.ndarray, other: np.ndarray, both: np.ndarray) -> dict[str, float]:
    n = int(both.sum())
    first, second = int((one & ~other & both).sum()), int((other & ~one & both).sum())
    if not n:
        return {"n": 0, "only_item": 0, "only_other": 0, "difference": np.nan, "p": np.nan}
    rest = n - first - second
    p = float(mcnemar([[rest, first], [second, 0]])["p_exact"].iloc[0])
    return {"n": n, "only_item": first, "only_other": second, "difference": (first - second) / n, "p": p}
