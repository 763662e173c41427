"""What weighted shares reveal of a small group: found by trying every way to divide the answers. Made-up numbers."""

from itertools import product

import numpy as np
import pytest

from cs_research.protection.weighted_shares import Cells, reveals, rows_that_reveal


def cells(base, register):
    """Return cells of these numbers of respondents and of services, each a group of its own."""
    base, register = np.array(base), np.array(register)
    weight = register / base * base.sum() / register.sum()
    groups = {str(at): np.arange(len(base)) == at for at in range(len(base))}
    return Cells(base, weight, groups, int(register.sum()), 0.95)


def possible(counts, known, group):
    """Return how many numbers of answers a reader must leave open in a group, by every division there is."""
    ways = np.array(list(product(*(range(size + 1) for size in known.base))))
    ways = ways[ways.sum(axis=1) == sum(counts)]
    shown = known.published(ways) == known.published(np.array([counts]))
    return len(set(ways[shown.all(axis=1), group]))


def test_three_groups_are_worked_out_from_the_weighted_share_in_whole_per_cents():
    """9 of 31 said so; 33 per cent weighted: of all divisions only that with 4 of 6 in the first group fits."""
    known = cells([6, 13, 12], [20, 14, 13])
    assert possible((4, 2, 3), known, 0) < 3
    assert reveals(np.array([4, 2, 3]), known, 10)
    assert not reveals(np.array([4, 2, 3]), known, 6)  # no group is small


@pytest.mark.parametrize(
    ("base", "register"), [([6, 13, 12], [20, 14, 13]), ([5, 7, 20], [9, 15, 30]), ([8, 8, 9, 6], [10, 12, 30, 9])]
)
def test_what_is_published_leaves_three_numbers_open_in_each_small_group(base, register):
    known = cells(base, register)
    rng = np.random.default_rng(1)
    published = 0
    for _ in range(25):
        counts = np.array([rng.integers(0, size + 1) for size in base])
        if reveals(counts, known, 10):
            continue
        published += 1
        for group, size in enumerate(base):
            if size < 10:
                natural = min(size, counts.sum()) - max(0, counts.sum() - (sum(base) - size)) + 1
                assert possible(tuple(counts), known, group) >= min(3, natural)
    assert published or min(base) == 6


def test_a_share_of_nobody_or_of_all_reveals_no_more_than_its_count():
    known = cells([6, 13, 12], [20, 14, 13])
    assert not reveals(np.array([0, 0, 0]), known, 10)
    assert not reveals(known.base, known, 10)


def test_one_answer_shows_the_group_that_gave_it():
    known = cells([6, 13, 12], [20, 14, 13])
    assert reveals(np.array([1, 0, 0]), known, 10)


def test_a_row_within_another_reveals_by_what_is_between_them():
    known = cells([7, 12, 14, 20], [12, 14, 20, 22])
    wide, narrow = np.array([4, 0, 5, 15]), np.array([3, 0, 5, 15])
    assert [reveals(row, known, 10) for row in (wide, narrow, wide - narrow)] == [False, False, True]
    assert rows_that_reveal([wide, narrow], known, 10) == [False, False]
    assert rows_that_reveal([wide, narrow], known, 10, [(0, 1)]) == [True, False]


def test_groups_of_several_cells_are_looked_at_too():
    known = cells([3, 3, 20, 20], [9, 9, 22, 24])
    both = np.array([True, True, False, False])
    known = Cells(known.base, known.weight, {"both": both}, known.population, 0.95)
    counts = np.array([3, 2, 4, 6])
    assert reveals(counts, known, 10)
    assert not reveals(counts, known, 6)
