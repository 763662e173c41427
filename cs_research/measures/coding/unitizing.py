"""Unitizing alpha: agreement on where the text of a code begins and ends, and not only on whether it is there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.errors import Fault, MeasureError
from cs_research.measures.coding.passages import merged_spans

#: Krippendorff gave three measures this name, with different numbers; this one is computed.
EDITION = "Krippendorff 1995, 2004"


@accepts(MeasureError, units=Rows("coder code start length", empty=True))
def unitizing_alpha(units: pd.DataFrame, *, begin: int, length: int, coders: Sequence[str] = ()) -> pd.DataFrame:
    """Return Krippendorff's alpha for unitizing, edition of 1995 and 2004, by code and over all codes.

    Coders mark units of a continuum, such as the characters of a text. Where two units overlap, the squares of the
    distances between their ends disagree; a unit where another coder has none disagrees by the square of its length.
    Later editions of the measure, of 2013 and 2016, weigh overlaps in other ways and give other numbers.

    Parameters
    ----------
    units
        One row per unit: ``coder``, ``code``, ``start`` and ``length`` in whole numbers. Units of one coder and code
        must not overlap.
    begin, length
        Where the continuum begins and how long it is.
    coders
        Those who read the continuum; if left out, those who have a unit.

    Returns
    -------
    DataFrame
        One row per code in the order of the units, then one with the code "" for all of them: ``code, coders, units,
        length, observed, expected, estimate, edition, note``. ``observed`` and ``expected`` are disagreements,
        summed over codes in the last row. The estimate is missing for fewer than two coders.

    Raises
    ------
    MeasureError
        Units outside the continuum, without length, or that overlap others of the same coder and code; a continuum
        without length.

    Notes
    -----
    For m coders on a continuum of length L, with the sections (units and the gaps between them) g of coder i
    beginning at b_ig with length l_ig, and N units of the code: observed = Σ_{i≠j} Σ_g Σ_h δ²_igjh / (m (m − 1) L²).
    δ² is (b_ig − b_jh)² + (b_ig + l_ig − b_jh − l_jh)² for two units that overlap, the squared length of a unit within
    a gap, and 0 otherwise. expected = (2 / L) Σ_i Σ_units [(N − 1)(2 l³ − 3 l² + l) / 3 + l² Σ_gaps (l_gap − l + 1)] /
    (m L (m L − 1) − Σ l (l − 1)), gaps of any coder that are at least as long as the unit.

    References
    ----------
    Krippendorff (1995), doi:10.2307/271061. Krippendorff (2004), Content Analysis, second edition, pages 251 to 256.

    Examples
    --------
    >>> marks = [("R", "park", 2, 6), ("S", "park", 3, 6), ("R", "bus", 20, 5)]
    >>> table = unitizing_alpha(
    ...     pd.DataFrame(marks, columns=["coder", "code", "start", "length"]), begin=0, length=40
    ... )
    >>> table.round(3)[["code", "estimate"]].values.tolist()
    [['park', 0.961], ['bus', -0.25], ['', 0.623]]
    """
    _check_units(units, begin, length)
    names = list(coders) or list(dict.fromkeys(units["coder"]))
    rows: list[tuple[str, int, float, float]] = []
    for code in dict.fromkeys(units["code"]):
        part = units[units["code"] == code]
        spans = [
            part.loc[part["coder"] == coder, ["start", "length"]].sort_values("start").to_numpy(dtype=float)
            for coder in names
        ]
        rows.append((code, len(part), *_disagreements(spans, float(begin), float(length))))
    rows.append(("", len(units), sum(row[2] for row in rows), sum(row[3] for row in rows)))
    table = pd.DataFrame(rows, columns=["code", "units", "observed", "expected"])
    few = len(names) < 2 or not len(units)
    room = np.where((table["expected"] > 0) & (not few), table["expected"], np.nan)
    table = table.assign(coders=len(names), length=length, estimate=1 - table["observed"] / room, edition=EDITION)
    table["note"] = np.where(
        table["estimate"].isna(), "fewer than two coders marked units" if few else "no variation", ""
    )
    return table[["code", "coders", "units", "length", "observed", "expected", "estimate", "edition", "note"]]


def _disagreements(spans: list[np.ndarray], begin: float, length: float) -> tuple[float, float]:
    """Return observed and expected disagreement of one code, from the start and length of each coder's units."""
    m = len(spans)
    gaps = [_gaps(each, begin, length) for each in spans]
    # a unit within a gap is a pair of sections from both sides
    observed = sum(
        _overlaps(spans[i], spans[j]) + 2 * _within(spans[i], gaps[j]) for i in range(m) for j in range(m) if i != j
    )
    sizes = np.concatenate([each[:, 1] for each in spans])
    free = np.concatenate([each[:, 1] for each in gaps])
    chance = (len(sizes) - 1) / 3 * (2 * sizes**3 - 3 * sizes**2 + sizes)
    room = np.where(free >= sizes[:, None], free - sizes[:, None] + 1, 0).sum(axis=1)
    total = m * length * (m * length - 1) - (sizes * (sizes - 1)).sum()
    expected = 2 / length * (chance + sizes**2 * room).sum() / total if total > 0 else 0.0
    return (observed / (m * (m - 1) * length**2) if m > 1 else 0.0), float(expected)


def _gaps(spans: np.ndarray, begin: float, length: float) -> np.ndarray:
    """Return the start and length of the gaps between units."""
    starts = np.concatenate(([begin], spans.sum(axis=1)))
    ends = np.concatenate((spans[:, 0], [begin + length]))
    kept = ends > starts
    return np.stack([starts[kept], (ends - starts)[kept]], axis=1)


def _overlaps(units: np.ndarray, others: np.ndarray) -> float:
    """Return the squared differences of the ends of units that overlap, summed."""
    start, end = units[:, :1], units.sum(axis=1)[:, None]
    other_start, other_end = others[:, 0], others.sum(axis=1)
    overlap = (start < other_end) & (other_start < end)
    return float((((start - other_start) ** 2 + (end - other_end) ** 2) * overlap).sum())


def _within(units: np.ndarray, gaps: np.ndarray) -> float:
    """Return the squared lengths of units that lie within a gap, summed."""
    inside = (units[:, :1] >= gaps[:, 0]) & (units.sum(axis=1)[:, None] <= gaps.sum(axis=1))
    return float((units[:, 1] ** 2 * inside.any(axis=1)).sum())


def _check_units(units: pd.DataFrame, begin: int, length: int) -> None:
    if length < 1:
        raise MeasureError(Fault("unitizing_alpha", "length", "be 1 or more", str(length)))
    faults = []
    for name in ("start", "length"):
        numbers = pd.to_numeric(units[name], errors="coerce")
        if numbers.isna().any() or (numbers % 1 != 0).any():
            odd = units[name][numbers.isna() | (numbers % 1 != 0)].iloc[0]
            found = f"'{odd}'" if isinstance(odd, str) else str(odd)
            faults.append(Fault("unitizing_alpha", name, "be a whole number in every row", found))
    if faults:
        raise MeasureError(faults)
    ordered = units.sort_values("start", kind="stable")
    for (coder, code), part in ordered.groupby(["coder", "code"], sort=False):
        start, size = part["start"].to_numpy(), part["length"].to_numpy()
        last = begin
        for at, each in zip(start.tolist(), size.tolist(), strict=True):
            place, found = f"unit of '{coder}' and '{code}'", f"{at} with length {each}"
            if each < 1 or at < begin or at + each > begin + length:
                rule = f"have a length and lie between {begin} and {begin + length}"
                faults.append(Fault("unitizing_alpha", place, rule, found))
            elif at < last:
                faults.append(Fault("unitizing_alpha", place, "not overlap the one before", found))
            last = max(last, at + each)
    if faults:
        raise MeasureError(faults)


@accepts(MeasureError, turns=Rows("text", empty=True), segments=Rows("row start end coder code", empty=True))
def continuum(turns: pd.DataFrame, segments: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the units of coded turns for `unitizing_alpha`, and the length of their continuum.

    The turns follow each other, one character apart. Segments of one coder and code that overlap are one unit.

    Parameters
    ----------
    turns
        `TextIndex.turns`, or some of its rows: ``text``, with the row as index.
    segments
        From `Codings.table`, with ``row``; those in other turns are left out.

    Returns
    -------
    (DataFrame, int)
        ``coder, code, start, length``; the continuum begins at 0.
    """
    lengths = turns["text"].str.len().astype("int64") + 1
    begins = lengths.cumsum() - lengths
    inside = segments[segments["row"].isin(turns.index)]
    at = begins.loc[inside["row"]].to_numpy()
    moved = inside.assign(start=inside["start"].to_numpy() + at, end=inside["end"].to_numpy() + at)
    rows = [
        (coder, code, start, end - start)
        for (coder, code), part in moved.groupby(["coder", "code"], sort=False)
        for start, end in merged_spans(list(zip(part["start"].tolist(), part["end"].tolist(), strict=True)))
    ]
    return pd.DataFrame(rows, columns=["coder", "code", "start", "length"]), int(lengths.sum())
