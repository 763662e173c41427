"""Bounds of unknown counts, from what is published of their sums."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

#: Bounds nearer to a whole number than this are taken to be that number.
_TOLERANCE = 1e-6


class Cells:
    """Unknown counts in an array, such as by group and answer, and what is known of sums of them.

    Parameters
    ----------
    shape
        Of the array of counts. Each is 0 or more.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape
        self._rows: list[np.ndarray] = []
        self._low: list[float] = []
        self._high: list[float] = []

    def weights(self, index: Any) -> np.ndarray:
        """Return an array of the shape that is 1 at an index of NumPy, and 0 elsewhere."""
        array = np.zeros(self.shape)
        array[index] = 1
        return array

    def add(self, weights: np.ndarray, low: float, high: float = np.inf) -> None:
        """Add that the sum of the counts, each times its weight, lies from ``low`` to ``high``."""
        self._rows.append(weights.ravel())
        self._low.append(low)
        self._high.append(high)

    def bounds(self, weights: np.ndarray) -> tuple[int, int]:
        """Return the smallest and the largest whole number that a sum of counts can be.

        Notes
        -----
        Both ends solve a linear programme (HiGHS) in which counts need not be whole; whole counts allow the same
        numbers or fewer.
        """
        rows, low, high = csr_array(np.array(self._rows)), np.array(self._low), np.array(self._high)
        equal = low == high
        above, below = ~equal & np.isfinite(high), ~equal & np.isfinite(low)
        upper = [rows[above], -rows[below]]
        limits = np.concatenate([high[above], -low[below]])

        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * weights.ravel(),
                A_ub=vstack(upper) if len(limits) else None,
                b_ub=limits if len(limits) else None,
                A_eq=rows[equal] if equal.any() else None,
                b_eq=low[equal] if equal.any() else None,
                method="highs",
            )
            if found.status != 0:
                raise ArithmeticError(f"bounds of counts: {found.message}")
            ends.append(sign * found.fun)
        return int(np.ceil(ends[0] - _TOLERANCE)), int(np.floor(ends[1] + _TOLERANCE))
