"""Totals of the kernel: those of parts add to those of all."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cs_research.measures.counts.kernel import Plan, add_totals, count_frame

POINTS = ("low", "middle", "high")


def made(rows, seed=3):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "q": rng.choice([*POINTS, None], rows),
            "r": pd.array(rng.choice([1.0, 2.0, 3.0, np.nan], rows)),
            "r.not_asked": rng.random(rows) < 0.2,
            "g": rng.choice(["west", "east", "north", None], rows, p=[0.5, 0.3, 0.19, 0.01]),
            "w": rng.random(rows),
        }
    )


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_totals_of_parts_add_to_the_totals_of_all(sizes):
    parts = [made(size, seed) for seed, size in enumerate(sizes)]
    items = tuple(large_plan().items)
    plan = Plan(items, "g", "w")
    together = count_frame(pd.concat(parts, ignore_index=True), plan)
    summed = add_totals([count_frame(part, plan) for part in parts])
    assert summed.groups == together.groups
    for mine, theirs in zip(summed.counts, together.counts, strict=True):
        np.testing.assert_allclose(mine[0], theirs[0])


def large_plan():
    from cs_research.measures.counts.kernel import Asked

    return Plan((Asked("q", POINTS, False), Asked("r", (1, 2, 3), False)))
