"""Positions of the rows of a figure: a long label makes only its row higher."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

__all__ = ["RowPositions", "row_positions"]


class RowPositions(NamedTuple):
    """Middles of rows in units of a common row's height; the first is at 0 and the others below.

    In the data of a figure row ``i`` is at ``-i``, and its content within half a row of that.

    Attributes
    ----------
    low, high
        The limits of the panel, in the units of ``middles``.
    more
        Additional height of all rows, in common rows.
    """

    middles: tuple[float, ...]
    low: float
    high: float
    more: float

    @property
    def limits(self) -> tuple[float, float]:
        """The limits of the panel in data units."""
        return self.low - self.middles[-1] - (len(self.middles) - 1), self.high

    def transform(self) -> Any:
        """Return the transform from data to page, for a plotnine scale."""
        from mizani.transforms import trans

        on_page, in_data = self._on_page, self._in_data

        class Rows(trans):  # type: ignore[misc,no-untyped-call,unused-ignore]
            def transform(self, x: Any) -> Any:
                return on_page(x)

            def inverse(self, x: Any) -> Any:
                return in_data(x)

        return Rows(transform_is_linear=True)  # a stretch of each row is; no lines between rows are asked for

    def _on_page(self, y: Any) -> Any:
        given = np.asarray(y, dtype=float)
        row = np.clip(np.rint(-np.nan_to_num(given)), 0, len(self.middles) - 1).astype(int)
        return np.asarray(self.middles)[row] + given + row

    def _in_data(self, y: Any) -> Any:
        given, middles = np.asarray(y, dtype=float), np.asarray(self.middles)
        row = np.abs(np.nan_to_num(given)[..., None] - middles).argmin(axis=-1)
        return given - middles[row] - row


def row_positions(above: Sequence[float], below: Sequence[float], top: float) -> RowPositions:
    """Return the positions of rows of one height, with additional space above or below some of them.

    Parameters
    ----------
    above, below
        Additional space that each row needs.
    top
        From the middle of the first row to the top of the panel, without additional space.
    """
    steps = [1 + under + over for under, over in zip(below[:-1], above[1:], strict=True)]
    middles = tuple(accumulate(steps, lambda at, step: at - step, initial=0.0))
    return RowPositions(middles, middles[-1] - 0.55 - below[-1], top + above[0], sum(above) + sum(below))
