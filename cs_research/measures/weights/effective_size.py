"""Cost of unequal weights: effective sample size, design effect and standard errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError, check_flag, closest, found_of, join_names
from cs_research.measures.counts.tally import Tally
from cs_research.measures.shares.weighted_intervals import design_size, linearised_error, logit, unseen_limit
from cs_research.measures.weights.raking import Weights


@accepts(MeasureError)
def effective_n(weights: Any = None, *, weighted_n: Any = None, squared_weights: Any = None) -> Any:
    """Return Kish's effective sample size: the number of equally weighted respondents with the same precision.

    It is never above the number of respondents, and equal to it if all weights are. It holds for what
    has nothing to do with the weights; the size behind one share is that of `weighted_error`.

    Parameters
    ----------
    weights
        A weight ≥ 0 for each respondent, or what `rake` returns; respondents who did not answer are to be left
        out.
    weighted_n, squared_weights
        In place of weights: sums of weights and of their squares, such as the columns of a tally; scalars or
        arrays that broadcast.

    Returns
    -------
    float or array
        A number for weights, the shape of the input for sums; missing if all weights are 0.

    Raises
    ------
    MeasureError
        Weights that are missing or below 0; both weights and sums, or one sum without the other.

    Notes
    -----
    (Σw)² / Σw².

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7; Kish (1992), Journal of Official Statistics 8, 183-200.

    Examples
    --------
    >>> round(effective_n([0.8, 0.8, 0.8, 1.6]), 4)
    3.5714
    """
    _, total, squares = _sums("effective_n", weights, None, weighted_n, squared_weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.asarray(total**2 / squares)
    return float(found) if found.ndim == 0 else found


@accepts(MeasureError)
def design_effect(weights: Any = None, *, n: Any = None, weighted_n: Any = None, squared_weights: Any = None) -> Any:
    """Return how much unequal weights multiply the variance: respondents / effective respondents, at least 1.

    Parameters
    ----------
    weights
        As in `effective_n`.
    n, weighted_n, squared_weights
        In place of weights: respondents, sums of weights and of their squares.

    Returns
    -------
    float or array
        As from `effective_n`.

    Raises
    ------
    MeasureError
        As from `effective_n`.

    Notes
    -----
    n Σw² / (Σw)², which is 1 + the squared coefficient of variation of the weights.

    References
    ----------
    As for `effective_n`.

    Examples
    --------
    >>> round(design_effect([0.8, 0.8, 0.8, 1.6]), 4)
    1.12
    """
    if weights is None and n is None:
        raise MeasureError(Fault("design_effect", "n", "be given with sums of weights", "none"))
    size, total, squares = _sums("design_effect", weights, n, weighted_n, squared_weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.asarray(size * squares / total**2)
    return float(found) if found.ndim == 0 else found


def _sums(
    place: str, weights: Any, n: Any, weighted_n: Any, squared_weights: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return respondents, Σw and Σw², from weights or as given."""
    if (weights is None) == (weighted_n is None) or (weighted_n is None) != (squared_weights is None):
        rule = "be given, or weighted_n and squared_weights"
        raise MeasureError(Fault(place, "weights", rule, "both, neither or one of the two"))
    if weights is None:
        size, total, squares = (np.asarray(x, dtype=float) for x in (n, weighted_n, squared_weights))
        return size, total, squares
    w = numbers_of(place, weights)
    return np.asarray(len(w)), np.asarray(w.sum()), np.asarray((w**2).sum())


@accepts(MeasureError)
def numbers_of(place: str, weights: Any) -> np.ndarray:
    """Return weights as an array, after checking them."""
    values = weights.weights if isinstance(weights, Weights) else weights
    if isinstance(values, str):
        raise MeasureError(Fault(place, "weights", "be numbers of 0 or more", found_of(values)))
    w: np.ndarray = pd.Series(values).to_numpy(dtype=float, na_value=np.nan)
    odd = ~np.isfinite(w) | (w < 0)
    if odd.any():
        found = f"{int(odd.sum())} that are missing or below 0"
        raise MeasureError(Fault(place, "weights", "be numbers of 0 or more", found))
    return w


@accepts(MeasureError)
def weighted_error(counts: Tally, *, strata: bool = False, leave_out: Sequence[Any] = ()) -> pd.DataFrame:
    """Return the standard error of each weighted share of a tally, in shares, and its effective sample size.

    The denominator is the weight of all in the group who gave the item an answer, without the points in
    ``leave_out``; blanks and those not asked are not in it. Weights are taken as given: what raking gains where
    an answer goes with a margin, and the doubt about the margins themselves, are not counted.

    Parameters
    ----------
    counts
        From `cs_research.measures.counts.tally.tally`, all groups of it; single-choice items. Its population is N, all
        units that could have answered; with ``strata`` a mapping of each group to its own.
    strata
        Whether each group was drawn for itself, and so many of it. If not, who is in a group was found out by
        asking, and its size is open to chance as well.
    leave_out
        Points that are not in the base, such as "not applicable"; their rows are missing.

    Returns
    -------
    DataFrame
        With the index of the tally: ``base`` respondents in the denominator, ``share``, ``error``,
        ``effective``, the size of a simple random sample with that error, and ``df``, base − 1, for
        `intervals.logit` and `intervals.beta`: ``logit(share * base, base, effective=effective, df=df)``.
        ``effective`` is Kish's if the share is 0 or 1, whose error is 0 and says nothing. Error and
        effective size are missing if the base is below 2, where survey says 0.

    Raises
    ------
    MeasureError
        Choose-all items, whose options do not add up to those who answered (see `likert.multiple`);
        points to leave out that the tally does not have; a population below the number of respondents, or
        one that is not given for each of the strata.

    Notes
    -----
    With b the base, W = Σw and S = Σw² over it, P = Σw and Q = Σw² over those at the point, p = P / W, n the
    respondents drawn and f = 1 − n / N:
    error² = f · n/(n − 1) · ((1 − p)² Q + p² (S − Q)) / W², which is f · n/(n − 1) · Σ w_i² (y_i − p)² / W²
    with y_i 1 at the point and 0 elsewhere. effective = p(1 − p) / error²; W²/S · (n − 1)/n / f if p is 0 or 1.

    It is the number that R's survey gives for ``svyby(~answer, ~group, design, svymean, na.rm = TRUE)`` with
    ``svydesign(ids = ~1, weights = ~weight, fpc = ~N)``. A group is a part of that design: those outside it or without
    an answer stay in it with a score of 0, so that n is everybody tallied under the item, over all groups and
    with blanks and those not asked, and not b. Since the scores w_i (y_i − p) / W of a group add to 0, taking their
    mean off, as survey does, changes nothing, and the sum of squares is left. With ``strata``
    (``strata = ~group``) n and N are the group's. A design that was raked or post-stratified in R has other,
    mostly smaller, errors.

    References
    ----------
    Binder (1983), doi:10.2307/1402588. Lumley (2004), doi:10.18637/jss.v009.i08, and the vignette "Estimates
    in subpopulations" of R package survey.

    Examples
    --------
    >>> from cs_research.measures.counts.tally import tally as count
    >>> answers = pd.DataFrame({"q": ["yes", "yes", "no", "no"], "w": [2.0, 1.0, 1.0, 1.0]})
    >>> weighted_error(count(answers, {"q": ["no", "yes"]}, weight="w")).round(4).values.tolist()
    [[4.0, 0.4, 0.2847, 2.9605, 3.0], [4.0, 0.6, 0.2847, 2.9605, 3.0]]
    """
    check_flag("weighted_error", "strata", strata)
    if not isinstance(counts, Tally):
        raise MeasureError(Fault("weighted_error", "counts", "be a Tally", found_of(counts)))
    cells = _Cells(counts.table, leave_out)
    n = cells.drawn(strata)
    size = cells.size(counts.population, strata, n)
    w, squares = cells.column("weighted_n"), cells.column("squared_weights")
    b, total, all_squares = cells.summed("n"), cells.summed("weighted_n"), cells.summed("squared_weights")
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(cells.counted & (total > 0), w / total, np.nan)
        error = linearised_error(p, b, squares, all_squares - squares, total, population=size, drawn=n)
    effective = design_size(p, error, total, all_squares, n, population=size)
    values = {
        "base": b.astype(np.int64),
        "share": p,
        "error": error,
        "effective": np.where(np.isnan(error), np.nan, effective),
        "df": b.astype(np.int64) - 1,
    }
    return pd.DataFrame(values, index=counts.table.index)


class _Cells:
    """Rows of a tally by item and group."""

    def __init__(self, tally: pd.DataFrame, leave_out: Sequence[Any]) -> None:
        self._tally = tally
        items, groups, points = (tally.index.get_level_values(name) for name in ("item", "group", "point"))
        self._items, names = items.factorize()
        self._groups, self._named = groups.factorize()
        self._cells = self._items * len(self._named) + self._groups
        strange = [point for point in leave_out if point not in points]
        if strange:
            hint = closest(str(strange[0]), points.unique().map(str))
            raise MeasureError(
                Fault("weighted_error", "point to leave out", "be in the tally", f"'{strange[0]}'", hint)
            )
        self.counted = np.ones(len(tally), dtype=bool)
        odd = ~np.isclose(self.summed("n"), tally["answered"])
        odd |= ~np.isclose(self.summed("weighted_n"), tally["weighted_answered"])
        if odd.any():
            found = join_names(list(names[np.unique(self._items[odd])]), "and")
            hint = "take each option as an item of its own, with the points yes and no"
            rule = "be single-choice, its points adding to all who answered"
            raise MeasureError(Fault("weighted_error", "item", rule, found, hint))
        self.counted = ~points.isin(list(leave_out))

    def column(self, name: str) -> np.ndarray:
        """Return a column of the tally."""
        values: np.ndarray = self._tally[name].to_numpy(dtype=float)
        return values

    def summed(self, name: str) -> np.ndarray:
        """Return the sum of a column over the points in the base, on every row of the item and group."""
        sums: np.ndarray = np.bincount(self._cells, np.where(self.counted, self.column(name), 0))[self._cells]
        return sums

    def drawn(self, strata: bool) -> np.ndarray:
        """Return the respondents counted for the item, with any answer or none: of the group, or of all groups."""
        first = np.unique(self._cells, return_index=True)[1]
        everyone = self.column("answered") + self.column("blank") + self.column("not_asked")
        keys = self._cells if strata else self._items
        n: np.ndarray = np.bincount(keys[first], everyone[first])[keys]
        return n

    def size(self, population: Any, strata: bool, n: np.ndarray) -> np.ndarray:
        """Return the population of each row, infinite if it is not to count."""
        if population is None:
            return np.full(len(n), np.inf)
        given = hasattr(population, "items")
        if given != strata:
            rule = "be a number for each of the strata" if strata else "be one number without strata"
            found = "a mapping" if given else f"{population}"
            raise MeasureError(Fault("weighted_error", "population", rule, found))
        sizes = dict(population.items()) if given else dict.fromkeys(self._named, population)
        lacking = [str(name) for name in self._named if name not in sizes]
        if lacking:
            found = f"none for {join_names(lacking, 'and')}"
            raise MeasureError(Fault("weighted_error", "population", "be given for every group", found))
        size: np.ndarray = np.array([float(sizes[name]) for name in self._named])[self._groups]
        few = ~(size >= n)
        if few.any():
            found = f"{size[few][0]:g} for {n[few][0]:g} respondents"
            raise MeasureError(Fault("weighted_error", "population", "hold everybody tallied", found))
        return size


@accepts(MeasureError)
def weighted_share(
    sums: Sequence[Any], base: Any, *, drawn: Any, population: Any, level: float
) -> dict[str, np.ndarray]:
    """Return weighted shares with error, effective size and logit's interval, for weights on any scale.

    The interval of a share of 0 or 1, which has no error, is that of `unseen_limit` on Kish's effective size.

    Parameters
    ----------
    sums
        Σw and Σw² of those who gave the answer, then Σw and Σw² of all who answered.
    base
        Number who answered.
    drawn, population
        As in `linearised_error`.
    level
        Between 0 and 1.

    Returns
    -------
    dict
        ``share, error, effective, low, high``: arrays. Missing if the weights of all who answered are 0.
    """
    w, w2, total, total2, n = (np.asarray(x, dtype=float) for x in (*sums, base))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total > 0, w / total, np.nan)
    error = linearised_error(share, n, w2, total2 - w2, total, population=population, drawn=drawn)
    effective = design_size(share, error, total, total2, drawn, population=population)
    # the base is counted in respondents: in sums of weights the interval would change with their scale
    known = np.where(total > 0, n, 0.0)
    low, high = logit(np.nan_to_num(share) * known, known, effective=effective, df=n - 1, level=level)
    with np.errstate(divide="ignore", invalid="ignore"):
        kish = np.where(n > 1, np.minimum(total**2 / total2, n), np.nan)
    limit = unseen_limit(np.nan_to_num(kish), population=population, level=level)
    low = np.where((share == 1) & (n > 1), 1 - limit, low)
    high = np.where((share == 0) & (n > 1), limit, high)
    return {"share": share, "error": error, "effective": effective, "low": low, "high": high}
