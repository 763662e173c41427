"""Reliability of several items taken as one scale.

What is asked for wrongly is an error. What the answers cannot give is missing, and ``note`` says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.stats import f as f_distribution

from cs_research._arguments import accepts
from cs_research.definitions import InstrumentLike, instrument_of
from cs_research.definitions.instrument import Instrument, Item, Scale
from cs_research.errors import Fault, MeasureError, closest, join_names
from cs_research.measures.scales import score_table as base
from cs_research.measures.scales.latent import omega, ordinal_alpha
from cs_research.measures.scales.score_table import Missing
from cs_research.measures.shares.bounds import check_level

__all__ = ["alpha", "alpha_if_dropped", "omega", "ordinal_alpha", "scores"]

_NAN = float("nan")
#: With fewer respondents there is no interval.
_LEAST = 3


@accepts(MeasureError)
def scores(
    frame: pd.DataFrame, instrument: InstrumentLike, items: Sequence[str], *, reverse: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the score of each respondent on each item, in scores of the scale.

    Missing if the item was left blank or not asked, and if the point chosen says nothing of the
    matter asked, such as "not sure".

    Parameters
    ----------
    frame
        One row per respondent, as in `Responses.frame`.
    items
        Single-choice items, all on one ordinal scale.
    reverse
        Those of them whose wording runs the other way; their scores are mirrored.

    Returns
    -------
    DataFrame
        One row per respondent, with the index of the frame; one numeric column per item, in the order given.

    Raises
    ------
    MeasureError
        Items that are unknown, not single-choice, given twice, on different scales or a nominal one; a
        column that is missing, a point outside the scale; ``reverse`` with an item that is not among them.

    Notes
    -----
    s as `Scale.scores` has it, mirrored: s_min + s_max − s.

    Examples
    --------
    >>> from cs_research.definitions import load_instrument
    >>> answers = pd.DataFrame({"assess_contexts": ["extremely", "neither"], "record_contexts": [None, "not_very"]})
    >>> scores(answers, load_instrument("yjs-survey/2022"), list(answers.columns)).values.tolist()
    [[5.0, nan], [3.0, 2.0]]
    """
    instrument = instrument_of(instrument, "scores", MeasureError)
    known = {item.id: item for item in instrument.items if item.kind == "single"}
    _check_names(frame, known, items, reverse)
    scale = _common_scale(instrument, [known[item] for item in items])
    _check_points(frame, scale, items)
    worth = scale.scores()
    score_sum = min(worth.values(), default=0) + max(worth.values(), default=0)
    table = {item: frame[item].astype(object).map(worth).astype(float) for item in items}
    mirrored = {item: score_sum - values if item in reverse else values for item, values in table.items()}
    return pd.DataFrame(mirrored, index=frame.index)


@accepts(MeasureError)
def alpha(scores: pd.DataFrame, *, missing: Missing = "listwise", level: float = 0.95) -> pd.DataFrame:
    """Return Cronbach's alpha of the items, at most 1 on complete answers, with Feldt's interval.

    The denominator is ``n``. Listwise, which is the default, n counts those who answered every item, so
    that all numbers rest on the same respondents, as the interval supposes. Pairwise, as in R's psych, each
    covariance rests on those who answered both items and each variance on those who answered the one; n
    counts those who answered any item, and the interval still takes ``complete`` for its n. Those who are
    not in n are counted as ``left_out``.

    Parameters
    ----------
    scores
        From `scores`: two columns or more, one row per respondent.
    missing
        ``listwise`` or ``pairwise``.
    level
        Of the interval, between 0 and 1.

    Returns
    -------
    DataFrame
        One row: ``items, n, complete, left_out, alpha, low, high, standardised, mean_r, note``.
        ``standardised`` is alpha of items brought to one variance, ``mean_r`` the mean correlation of two
        items. They are missing if fewer than three answered or an item does not vary, alpha also if
        the sum does not; the interval also if fewer than three answers are complete or alpha is above
        1, as it can be pairwise. An item that runs against the rest is named in ``note``: it may have to
        be reversed.

    Raises
    ------
    MeasureError
        Fewer than two items, an item given twice, scores that are no finite numbers; ``missing`` or
        ``level`` that is neither.

    Notes
    -----
    C the covariances of k items, V their sum, t the sum of the variances, R the correlations from C:
    alpha = k / (k − 1) · (1 − t / V), standardised the same on R, mean_r = (ΣR − k) / (k (k − 1)),
    low = 1 − (1 − alpha) F(1 − (1 − level) / 2), high = 1 − (1 − alpha) F((1 − level) / 2), with F the quantile
    of F on n − 1 and (n − 1)(k − 1) degrees of freedom.

    References
    ----------
    Cronbach (1951), doi:10.1007/BF02310555. Feldt, Woodruff and Salih (1987),
    doi:10.1177/014662168701100107, formulas 6 and 7. Revelle, R package psych, alpha.

    Examples
    --------
    >>> table = pd.DataFrame({"a": [1, 2, 3, 4], "b": [1, 2, 4, 3], "c": [2, 1, 3, 4]})
    >>> alpha(table).round(4)[["n", "alpha", "low", "high", "note"]].to_dict("records")
    [{'n': 4, 'alpha': 0.8919, 'low': 0.2866, 'high': 0.9927, 'note': ''}]
    """
    check_level(level, "alpha")
    used, row = base.select_rows(scores, missing)
    row |= dict.fromkeys(("alpha", "low", "high", "standardised", "mean_r"), _NAN)
    row["note"] = base.obstacle(used)
    if not row["note"]:
        k, c = used.shape[1], used.cov().to_numpy()
        r = c / np.sqrt(np.outer(np.diag(c), np.diag(c)))
        row["alpha"] = base.alpha_from_covariances(c)
        row["low"], row["high"] = _feldt(row["alpha"], k, row["complete"], level)
        row["standardised"], row["mean_r"] = (
            base.alpha_from_covariances(r),
            float((r.sum() - k) / (k * (k - 1))),
        )
        wide = "too few complete answers for an interval" if row["complete"] < _LEAST else ""
        notes = (base.constant_sum(c), base.negative_items(used, c), base.inconsistent_covariances(c), wide)
        row["note"] = "; ".join(filter(None, notes))
    return pd.DataFrame([row])


def _feldt(estimate: float, k: int, n: int, level: float) -> tuple[float, float]:
    if n < _LEAST or estimate > 1:
        return _NAN, _NAN
    tails = [(1 + level) / 2, (1 - level) / 2]
    low, high = 1 - (1 - estimate) * f_distribution.ppf(tails, n - 1, (n - 1) * (k - 1))
    return float(low), float(high)


@accepts(MeasureError)
def alpha_if_dropped(scores: pd.DataFrame, *, missing: Missing = "listwise") -> pd.DataFrame:
    """Return, for each item, alpha without it and its correlation with the sum of the other items.

    The denominators are those of `alpha`, one base for all items; ``n`` is who gave the item an answer
    that counts for its mean and standard deviation.

    Parameters
    ----------
    scores, missing
        As for `alpha`.

    Returns
    -------
    DataFrame
        One row per item, in the order of the columns: ``item, n, alpha, item_rest, mean, sd, note``. ``mean``
        and ``sd`` in scores, sd with n − 1. ``alpha`` is missing if `alpha` of the rest is, or only one
        item is left, for the reason that ``note`` gives; ``item_rest`` if the item or the rest does not
        vary.

    Raises
    ------
    MeasureError
        As for `alpha`.

    Notes
    -----
    With C as in `alpha`: item_rest of i = Σ_j≠i C_ij / √(C_ii Σ_j≠i Σ_l≠i C_jl).

    References
    ----------
    As for `alpha`.

    Examples
    --------
    >>> table = pd.DataFrame({"a": [1, 2, 3, 4], "b": [1, 2, 4, 3], "c": [2, 1, 3, 4]})
    >>> alpha_if_dropped(table).round(4)[["item", "alpha", "item_rest"]].values.tolist()
    [['a', 0.75, 0.8944], ['b', 0.8889, 0.7379], ['c', 0.8889, 0.7379]]
    """
    used, _ = base.select_rows(scores, missing)
    few = base.too_few_answers(used)
    c = np.zeros((used.shape[1], used.shape[1])) if few else used.cov().to_numpy()
    rows = []
    for place, item in enumerate(used.columns):
        without, note = _without(used, c, place)
        rows.append(
            {
                "item": item,
                "n": int(used[item].count()),
                "alpha": _NAN if few else without,
                "item_rest": base.item_rest(c, place),
                "mean": float(used[item].mean()),
                "sd": float(used[item].std()),
                "note": few or note,
            }
        )
    return pd.DataFrame(rows)


def _without(used: pd.DataFrame, c: np.ndarray, place: int) -> tuple[float, str]:
    """Return alpha of the other items, from the covariances of all; or why there is none."""
    rest = used.drop(columns=used.columns[place])
    inner = np.delete(np.delete(c, place, axis=0), place, axis=1)
    note = "one item is left" if rest.shape[1] < 2 else base.obstacle(rest) or base.constant_sum(inner)
    return _NAN if note else base.alpha_from_covariances(inner), note


def _check_names(frame: pd.DataFrame, known: Mapping[str, Item], items: Sequence[str], reverse: Sequence[str]) -> None:
    faults = []
    for name in items:
        if name not in known:
            hint = closest(name, known)
            faults.append(Fault("scores", "item", "be a single-choice item", f"'{name}'", hint))
        elif name not in frame.columns:
            hint = closest(name, map(str, frame.columns))
            faults.append(Fault("scores", "item", "be a column of the frame", f"'{name}'", hint))
    if not items or len(set(items)) < len(items):
        faults.append(Fault("scores", "items", "be given, and once each", ", ".join(items) or "none"))
    for name in reverse:
        if name not in items:
            hint = closest(name, items)
            faults.append(Fault("scores", "reversed item", "be among the items", f"'{name}'", hint))
    if faults:
        raise MeasureError(faults)


def _common_scale(instrument: Instrument, items: Sequence[Item]) -> Scale:
    scales = {scale.id: scale for scale in map(instrument.scale_of, items)}
    if len(scales) > 1:
        raise MeasureError(Fault("scores", "items", "be on one scale", join_names(list(scales), "and")))
    scale = next(iter(scales.values()))
    if scale.kind != "ordinal":
        raise MeasureError(Fault("scores", f"scale '{scale.id}'", "be ordinal", scale.kind))
    return scale


def _check_points(frame: pd.DataFrame, scale: Scale, items: Sequence[str]) -> None:
    points = [point.id for point in scale.points]
    faults = []
    for item in items:
        answers = frame[item].astype(object)
        strange = answers[answers.notna() & ~answers.isin(points)]
        if len(strange):
            found = f"'{strange.iloc[0]}'"
            faults.append(Fault("scores", f"point of '{item}'", f"be {join_names(points)}", found))
    if faults:
        raise MeasureError(faults)
