"""Bounds of unknown counts."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from cs_research.protection.feasible import Cells


def table(rows, columns):
    """Cells of a table of which both margins are known."""
    cells = Cells((len(rows), len(columns)))
    for place, total in enumerate(rows):
        cells.add(cells.weights(place), total, total)
    for place, total in enumerate(columns):
        cells.add(cells.weights((slice(None), place)), total, total)
    return cells


def test_a_cell_of_known_margins_has_frechets_bounds():
    cells = table([6, 4], [7, 3])
    assert cells.bounds(cells.weights((0, 0))) == (3, 6)
    assert cells.bounds(cells.weights((1, 1))) == (0, 3)


def test_a_sum_in_an_interval_narrows_a_cell():
    cells = table([6, 4], [7, 3])
    cells.add(cells.weights((0, 0)) - 0.75 * cells.weights(0), -np.inf, -0.5)
    assert cells.bounds(cells.weights((0, 0))) == (3, 4)
    assert cells.bounds(cells.weights((1, 1))) == (0, 1)


def test_bounds_are_those_of_every_table_that_is_possible():
    rows, columns = [4, 3, 2], [5, 3, 1]
    possible = [
        np.array([[a, b, 4 - a - b], [c, d, 3 - c - d], [e, f, 2 - e - f]])
        for a, b, c, d, e, f in itertools.product(range(5), range(5), range(4), range(4), range(3), range(3))
        if min(4 - a - b, 3 - c - d, 2 - e - f) >= 0 and a + c + e == 5 and b + d + f == 3
    ]
    cells = table(rows, columns)
    for index in np.ndindex(3, 3):
        values = [counts[index] for counts in possible]
        assert cells.bounds(cells.weights(index)) == (min(values), max(values)), index


def test_sums_that_cannot_all_hold_are_an_error():
    cells = table([6, 4], [7, 4])
    with pytest.raises(ArithmeticError):
        cells.bounds(cells.weights((0, 0)))
