"""Raking: weights that bring respondents to several margins of a register at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError, join_names
from cs_research.measures.weights import margins as register
from cs_research.measures.weights.margins import Margin

_NO_LIMITS = (0.0, float("inf"))
#: A miss that a sweep leaves larger than this part of it is taken to fall no more.
_STALLED = 0.98
#: Empty combinations that one message names.
_SHOWN = 5
_STILL_FALLS = "the miss still falls from sweep to sweep: allow more of them (most)"


@dataclass(frozen=True, eq=False)
class Sample:
    """Respondents grouped by kind, alike in every margin: ``n`` of each; codes by margin."""

    margins: tuple[Margin, ...]
    kinds: np.ndarray
    n: np.ndarray
    codes: tuple[np.ndarray, ...]

    def shares(self, w: np.ndarray) -> list[np.ndarray]:
        """Return the weighted share of each category, by margin."""
        total = self.n.sum()
        pairs = zip(self.margins, self.codes, strict=True)
        return [np.bincount(codes, self.n * w, len(margin.categories)) / total for margin, codes in pairs]


@dataclass(frozen=True, eq=False)
class Weights:
    """Raked weights and how they were computed.

    ``weights`` has the index of the frame and adds to the number of respondents. ``sweeps`` is how often all
    margins were processed. ``lower`` and ``upper`` are the limits, in multiples of the mean weight;
    ``trimmed`` respondents had a weight beyond them, ``at_limit`` have a limit for their weight now, and
    ``moved`` is the share of all weight that trimming took from some respondents and gave to others.
    """

    weights: pd.Series
    sweeps: int
    lower: float = 0.0
    upper: float = float("inf")
    trimmed: int = 0
    at_limit: int = 0
    moved: float = 0.0
    sample: Sample | None = field(default=None, repr=False)


@accepts(MeasureError)
def rake(
    frame: pd.DataFrame,
    margins: Mapping[str, Any],
    *,
    limit: float | None = None,
    tolerance: float = 1e-9,
    max_sweeps: int = 200,
) -> Weights:
    """Return weights of respondents, mean 1, whose weighted shares match those of every margin.

    The weights add to the number of respondents. Of all weights that meet the margins they are the
    nearest to equal ones, which keeps how the margins hang together among those who answered: nothing is
    assumed of how they do in the register. Nobody may be without a category: leave such respondents out,
    or give them a category of their own with its count.

    Parameters
    ----------
    frame
        One row per respondent.
    margins
        Column to a Series or mapping of category to its count in the register or its share; counts have one
        total, shares add to 1, and some margins may have the one and some the other.
    limit
        The highest weight, as a multiple of the mean; None for none. The same as `trim` afterwards.
    tolerance
        The largest difference of a weighted share from the register's that is let pass.
    max_sweeps
        Sweeps through the margins before it reports that they cannot be met.

    Returns
    -------
    Weights
        See there; ``weights`` is the Series.

    Raises
    ------
    MeasureError
        Columns that are missing; counts that are no numbers of 0 or more; totals that disagree; categories of the
        register without respondents, all of them named, and respondents in categories that the register
        does not have or in none; margins that cannot be met together: which still miss, where, by how much
        and, if no respondent is in two categories at once, in which.

    Notes
    -----
    From w = 1, for each margin in turn: w_i ← w_i · T_c / Σ w_j over the respondents j of i's category c, with
    T_c = n · (register's share of c); until every share is within the tolerance.

    References
    ----------
    Deming and Stephan (1940), doi:10.1214/aoms/1177731829. Deville, Särndal and Sautory (1993),
    doi:10.1080/01621459.1993.10476369 (raking as calibration).

    Examples
    --------
    >>> answers = pd.DataFrame({"nation": list("eeeewww"), "size": list("ssslsll")})
    >>> found = rake(answers, {"nation": {"e": 6, "w": 4}, "size": {"s": 5, "l": 5}})
    >>> found.weights.round(4).tolist()
    [0.9333, 0.9333, 0.9333, 1.4, 0.7, 1.05, 1.05]
    """
    sample = _sample(frame, margins)
    found, sweeps = _fit(sample, _NO_LIMITS, tolerance, max_sweeps)
    weights = pd.Series(found[sample.kinds], index=frame.index, name="weight")
    result = Weights(weights, sweeps, sample=sample)
    return result if limit is None else trim(result, upper=limit, tolerance=tolerance, max_sweeps=max_sweeps)


@accepts(MeasureError)
def trim(
    weights: Weights,
    *,
    lower: float = 0.0,
    upper: float = float("inf"),
    tolerance: float = 1e-9,
    max_sweeps: int = 1000,
) -> Weights:
    """Return raked weights within limits that still meet every margin, with counts of what changed.

    Cutting weights off leaves the margins, and raking again leaves the limits. Here both hold at the end:
    of all weights within the limits that meet the margins, these are the nearest to equal ones. Only the
    limits given count, not those of an earlier trimming.

    Parameters
    ----------
    weights
        From `rake`. Cell weights have no room for trimming: each cell's share fixes its weight.
    lower, upper
        Limits as multiples of the mean weight, 0 ≤ lower ≤ 1 ≤ upper.
    tolerance, max_sweeps
        As in `rake`.

    Returns
    -------
    Weights
        ``trimmed, at_limit`` are respondents, ``moved`` is a share; all three against the weights given.

    Raises
    ------
    MeasureError
        Limits that do not hold the mean; margins that cannot be met within them, as in `rake`.

    Notes
    -----
    After the margins of a sweep u_i = w_i · s_i, w_i ← min(max(u_i, lower), upper), s_i ← u_i / w_i, from s = 1: what
    was cut is remembered, which makes the end point the nearest to equal weights. With v the weights given:
    moved = Σ|w − v| / (2 Σv).

    References
    ----------
    Dykstra (1985), doi:10.1214/aop/1176992918. Potter and Zheng (2015), Methods and issues in trimming extreme
    weights in sample surveys, JSM Proceedings.

    Examples
    --------
    >>> answers = pd.DataFrame({"nation": list("eeeewww"), "size": list("ssslsll")})
    >>> found = trim(rake(answers, {"nation": {"e": 6, "w": 4}, "size": {"s": 5, "l": 5}}), upper=1.3)
    >>> found.weights.round(4).tolist(), found.trimmed, round(found.moved, 4)
    ([0.9667, 0.9667, 0.9667, 1.3, 0.6, 1.1, 1.1], 1, 0.0286)
    """
    if not 0 <= lower <= 1 <= upper:
        rule = "hold the mean weight, 1"
        raise MeasureError(Fault("trim", "limits", rule, f"{lower:g} to {upper:g}"))
    if weights.sample is None:
        hint = "weights that were not raked here know no margins to come back to"
        raise MeasureError(Fault("trim", "weights", "come from rake", "others", hint))
    before = weights.weights.to_numpy()
    found, sweeps = _fit(weights.sample, (lower, upper), tolerance, max_sweeps)
    after = found[weights.sample.kinds]
    beyond = (before < lower * (1 - 1e-12)) | (before > upper * (1 + 1e-12))
    return Weights(
        pd.Series(after, index=weights.weights.index, name="weight"),
        sweeps,
        lower,
        upper,
        trimmed=int(beyond.sum()),
        at_limit=int(((after <= lower) | (after >= upper)).sum()),
        moved=float(np.abs(after - before).sum() / (2 * before.sum())),
        sample=weights.sample,
    )


def _sample(frame: pd.DataFrame, margins: Mapping[str, Any]) -> Sample:
    counts = register.counts_of("rake", margins)
    faults = register.column_faults("rake", frame, list(counts), "margin")
    if faults:
        raise MeasureError(faults)
    placed = tuple(register.margin_of(name, frame, [name], count) for name, count in counts.items())
    hint = "leave them out, or give them a category of their own with its count"
    for margin in placed:
        thing = f"categories of '{margin.name}'"
        faults += register.missing_categories("rake", f"'{margin.name}'", margin, hint)
        faults += register.unmatched_categories("rake", thing, margin) + register.empty_categories(
            "rake", thing, margin
        )
    if faults:
        raise MeasureError(faults)
    kinds, first = register.group_alike([margin.codes for margin in placed])
    return Sample(placed, kinds, np.bincount(kinds), tuple(margin.codes[first] for margin in placed))


def _fit(sample: Sample, limits: tuple[float, float], tolerance: float, max_sweeps: int) -> tuple[np.ndarray, int]:
    """Return the weight of each kind, and the number of sweeps."""
    w, slack = np.ones(len(sample.n)), np.ones(len(sample.n))
    miss = before = float("inf")
    if max_sweeps < 1:
        raise MeasureError(Fault("rake", "max_sweeps", "be 1 or more", str(max_sweeps)))
    for sweep in range(1, max_sweeps + 1):
        w = _sweep(sample, w)
        if limits != _NO_LIMITS:
            w, slack = _clip(w, slack, limits)
        before, miss = miss, max(float(np.abs(gap).max()) for gap in _misses(sample, w))
        if miss <= tolerance:
            return w, sweep
    rule = f"come within {tolerance:g} of the register in {max_sweeps} sweeps"
    if limits != _NO_LIMITS:
        rule += f" with weights from {limits[0]:g} to {limits[1]:g}"
    falls = miss < _STALLED * before
    raise MeasureError(_unmet_margins(sample, w, tolerance, rule, "" if falls else _obstacle(limits)))


def _sweep(sample: Sample, w: np.ndarray) -> np.ndarray:
    """Return the weights after each margin was met in turn."""
    total = sample.n.sum()
    for margin, codes in zip(sample.margins, sample.codes, strict=True):
        now = np.bincount(codes, sample.n * w, len(margin.categories))
        factor = np.divide(total * margin.share, now, out=np.ones(len(now)), where=now > 0)
        w = w * factor[codes]
    return w


def _clip(w: np.ndarray, slack: np.ndarray, limits: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights cut off at the limits, and the excess as a factor for the next sweep."""
    with np.errstate(over="ignore", under="ignore"):
        scaled = w * slack
        cut = np.clip(scaled, *limits)
        return cut, np.divide(scaled, cut, out=np.ones(len(w)), where=cut > 0)


def _misses(sample: Sample, w: np.ndarray) -> list[np.ndarray]:
    """Return weighted share less the register's, by margin and category."""
    pairs = zip(sample.shares(w), sample.margins, strict=True)
    return [share - margin.share for share, margin in pairs]


def _obstacle(limits: tuple[float, float]) -> str:
    if limits != _NO_LIMITS:
        return "the limits leave too little room: widen them, or allow more sweeps (most)"
    return "no weights can meet these margins together: merge categories"


def _unmet_margins(sample: Sample, w: np.ndarray, tolerance: float, rule: str, hint: str) -> list[Fault]:
    """Return a fault for each unmet margin, at its worst category."""
    faults = []
    for at, gap in enumerate(_misses(sample, w)):
        if np.abs(gap).max() <= tolerance:
            continue
        margin, worst = sample.margins[at], int(np.abs(gap).argmax())
        share = margin.share[worst]
        found = f"{share + gap[worst]:.6g} in '{margin.shown(worst)}', {gap[worst]:+.2g} from its {share:.6g}"
        remedy = "; ".join([*_never_together(sample, at, gap, tolerance), hint]) if hint else _STILL_FALLS
        faults.append(Fault("rake", f"margin '{margin.name}'", rule, found, remedy))
    return faults


def _never_together(sample: Sample, at: int, gap: np.ndarray, tolerance: float) -> list[str]:
    """Return categories of other margins without respondents of a category that is not met."""
    lines = []
    margin = sample.margins[at]
    for worst in np.flatnonzero(np.abs(gap) > tolerance):
        inside = sample.codes[at] == worst
        for other, codes in zip(sample.margins, sample.codes, strict=True):
            n = np.bincount(codes[inside], sample.n[inside], len(other.categories))
            empty = [other.shown(place) for place in np.flatnonzero((n == 0) & (other.count > 0))]
            if other is not margin and empty:
                whom = f"no respondent in '{margin.shown(int(worst))}'"
                lines.append(f"{whom} has '{other.name}' {join_names(empty)}")
    return lines[:_SHOWN]
