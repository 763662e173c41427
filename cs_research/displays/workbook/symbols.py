"""Numbers as a workbook's cells show them: per cent and points as numbers, and a shorthand where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from math import copysign, floor
from typing import Any

import pandas as pd

__all__ = [
    "DIFFERENCES",
    "LOW_RELIABILITY",
    "MIN_BASE",
    "NONE",
    "NOT_APPLICABLE",
    "USUAL",
    "WITHHELD",
    "label_reliability",
    "to_numbers",
    "to_percents",
]

WITHHELD, NONE, NOT_APPLICABLE, LOW_RELIABILITY = "[c]", "[x]", "[z]", "[u]"
#: What stands where a number is no less reliable than its interval says.
USUAL = "usual"

#: What a table of differences says of its numbers, which may not be those of the shares as they are printed.
DIFFERENCES = "Differences are calculated before rounding."

#: A share of fewer services is of low reliability.
MIN_BASE = 30


def to_percents(shares: Sequence[Any], why: Sequence[str], *, decimals: int = 0) -> list[float | str]:
    """Shares or gaps in per cent, halves rounded away from zero; the reason where there is none.

    Parameters
    ----------
    why
        The shorthand of each row.
    """
    return [
        reason if pd.isna(share) else _round_half_up(float(share) * 100, decimals)
        for share, reason in zip(shares, why, strict=True)
    ]


def _round_half_up(value: float, decimals: int) -> float:
    size = floor(abs(value) * 10**decimals + 0.5 + 1e-9) / 10**decimals
    return copysign(size, value) if size else 0.0


def to_numbers(values: Sequence[Any], why: Sequence[str], *, decimals: int | None = None) -> list[Any]:
    """Counts, or numbers to some decimals; the reason where there is none."""
    return [
        reason
        if pd.isna(value)
        else (
            int(_round_half_up(float(value), 0))
            if decimals is None
            else _round_half_up(float(value), decimals)
        )
        for value, reason in zip(values, why, strict=True)
    ]


def label_reliability(low: Sequence[bool], numbers: Sequence[Any]) -> list[str]:
    """``[u]`` where a row's number is of low reliability, and where it has no number the reason for that."""
    return [
        number if isinstance(number, str) else LOW_RELIABILITY if doubtful else USUAL
        for doubtful, number in zip(low, numbers, strict=True)
    ]
