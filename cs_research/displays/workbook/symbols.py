"""Format numbers for a workbook's cells, with a symbol such as ``[c]`` if there is none."""

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
#: The reliability of a number that is not of low reliability.
USUAL = "usual"

#: A note on tables of differences, which may not equal the differences of the shares as printed.
DIFFERENCES = "Differences are calculated before rounding."

#: A share of fewer services is of low reliability.
MIN_BASE = 30


def to_percents(shares: Sequence[Any], why: Sequence[str], *, decimals: int = 0) -> list[float | str]:
    """Return shares or gaps in per cent, halves rounded away from zero; the symbol of its row if missing.

    Parameters
    ----------
    why
        The symbol of each row, used if its number is missing.
    """
    return [
        reason if pd.isna(share) else _round_half_up(float(share) * 100, decimals)
        for share, reason in zip(shares, why, strict=True)
    ]


def _round_half_up(value: float, decimals: int) -> float:
    size = floor(abs(value) * 10**decimals + 0.5 + 1e-9) / 10**decimals
    return copysign(size, value) if size else 0.0


def to_numbers(values: Sequence[Any], why: Sequence[str], *, decimals: int | None = None) -> list[Any]:
    """Return counts as integers, or numbers to some decimals; the symbol of its row if missing."""
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
    """Return ``[u]`` if a row's number is of low reliability, its symbol if it has no number, else "usual"."""
    return [
        number if isinstance(number, str) else LOW_RELIABILITY if doubtful else USUAL
        for doubtful, number in zip(low, numbers, strict=True)
    ]
