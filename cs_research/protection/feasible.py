"""Bounds of unknown counts, from what is published of their sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
        self._program: dict[str, Any] | None = None

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
        self._program = None

    def bounds(self, weights: np.ndarray) -> tuple[int, int]:
        """Return the smallest and the largest whole number that a sum of counts can be.

        Notes
        -----
        Both ends solve a linear programme (HiGHS) in which counts need not be whole; whole counts allow the same
        numbers or fewer.
        """
        ends = [float((weights * self._least(sign * weights)).sum()) for sign in (1, -1)]
        return _inward(*ends)

    def narrow(self, targets: Sequence[np.ndarray], width: int) -> Iterator[int]:
        """Yield the places of the sums whose bounds differ by less than ``width``.

        Counts that were found for one sum are values of all others, which then need no programme of their own.
        """
        sums = np.array([weights.ravel() for weights in targets])
        low, high = np.full(len(sums), np.inf), np.full(len(sums), -np.inf)
        for place, weights in enumerate(targets):
            for sign in (1, -1):
                least, most = _inward(low[place], high[place]) if np.isfinite(low[place]) else (0, -1)
                if most - least >= width:
                    break
                values = sums @ self._least(sign * weights).ravel()
                low, high = np.minimum(low, values), np.maximum(high, values)
            least, most = _inward(low[place], high[place])
            if most - least < width:
                yield place

    def _least(self, weights: np.ndarray) -> np.ndarray:
        """Return the counts for which a weighted sum is smallest."""
        if self._program is None:
            rows, low, high = csr_array(np.array(self._rows)), np.array(self._low), np.array(self._high)
            equal = low == high
            above, below = ~equal & np.isfinite(high), ~equal & np.isfinite(low)
            limits = np.concatenate([high[above], -low[below]])
            self._program = {"A_eq": rows[equal], "b_eq": low[equal]} if equal.any() else {}
            if len(limits):
                self._program |= {"A_ub": vstack([rows[above], -rows[below]]), "b_ub": limits}
        found = linprog(weights.ravel(), **self._program, method="highs")
        if found.status != 0:
            raise ArithmeticError(f"bounds of counts: {found.message}")
        counts: np.ndarray = found.x.reshape(self.shape)
        return counts


def _inward(low: float, high: float) -> tuple[int, int]:
    """Return the smallest and largest whole number from one end to the other."""
    return int(np.ceil(low - _TOLERANCE)), int(np.floor(high + _TOLERANCE))
