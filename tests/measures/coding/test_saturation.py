"""Saturation: the worked example of the article's notation, and the effect of the order of sources."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from cs_research.errors import MeasureError
from cs_research.measures.coding.saturation import run_ratios, saturation, saturation_curve
from cs_research.records import Codings, Segment, Source, Turn

NEW = [20, 9, 5, 3, 2, 1, 0, 1, 0]


def study(frame, has, sites=None):
    """Sources with the numbers of the codes that they have."""
    sources = tuple(
        Source(f"s{n}", "interview", (sites or "X" * len(has))[n], "", (Turn(1, "P", "Some words."),))
        for n in range(len(has))
    )
    segments = tuple(
        Segment(f"{n}-{code}", f"s{n}", 1, 0, 4, "Some", frame.codes[code].id, "shown", "R")
        for n, codes in enumerate(has)
        for code in codes
    )
    return Codings(frame, sources, segments)


def test_the_worked_example():
    # new codes by interview 20, 9, 5, 3 | 2, 1, 0, 1, 0: base 37
    runs = run_ratios(NEW, base=4, run=2)
    assert runs["base_codes"].unique().tolist() == [37]
    assert runs["ratio"].round(4).tolist() == [0.0811, 0.0270, 0.0270, 0.0270]
    assert runs.loc[runs["ratio"] <= 0.05, "sources"].iloc[0] == "5+2"
    assert not (runs["ratio"] == 0).any()
    assert run_ratios([1, 2], base=4).empty
    assert run_ratios([0, 0, 0], base=1, run=1)["ratio"].isna().all()


def test_where_it_is_reached_and_how_far_that_depends_on_the_order(frame):
    has = [[0, 1, 2], [0, 1], [2, 3], [0], [1], [4]]
    row = saturation(study(frame, has), base=2, run=2, threshold=0.25).iloc[0]
    # new codes 3, 0, 1, 0, 0, 1: runs after 2 sources 1/3, after 3 sources 0/3
    assert row[["site", "sources", "uncoded", "codes", "base_codes", "reached"]].tolist() == [
        "",
        6,
        0,
        5,
        3,
        "3+2",
    ]
    assert row["last_ratio"] == pytest.approx(1 / 3)

    def reached(order):
        seen, new = set(), []
        for at in order:
            new.append(len(set(has[at]) - seen))
            seen |= set(has[at])
        base = sum(new[:2])
        return next((n for n in range(2, 5) if sum(new[n : n + 2]) <= 0.25 * base), np.inf)

    every = [reached(order) for order in permutations(range(6))]
    share = np.isfinite(every).mean()
    assert row["orders"] == 1000
    assert row["orders_reached"] / 1000 == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / 1000))
    assert row["median"] == np.quantile(every, 0.5, method="inverted_cdf")
    again = saturation(study(frame, has), base=2, run=2, threshold=0.25).iloc[0]
    assert again.equals(row)


def test_sites_and_sources_without_a_segment(frame):
    codings = study(frame, [[0], [1], [], [0], [1]], sites="XXXYY")
    table = saturation(codings, base=1, run=1, draws=0)
    assert table[["site", "sources", "uncoded", "codes", "reached"]].values.tolist() == [
        ["", 4, 1, 2, "2+1"], ["X", 2, 1, 2, ""], ["Y", 2, 0, 2, ""],
    ]  # fmt: skip
    few = saturation(codings, base=2, run=1).set_index("site").loc["X"]
    assert few["note"] == "fewer than 3 sources with a code, the base and a run"
    assert pd.isna(few["last_ratio"])


def test_the_curve_and_the_order_that_the_study_gives(frame):
    codings = study(frame, [[0, 1], [0], [2]])
    table = saturation_curve(codings, draws=2000)
    whole = table[table["site"] == ""]
    assert whole[["place", "source", "new", "codes"]].values.tolist() == [
        [1, "s0", 2, 2],
        [2, "s1", 0, 2],
        [3, "s2", 1, 3],
    ]
    # after one source 2, 1 or 1 codes; after two 2, 3 or 2
    assert whole["mean"].tolist() == pytest.approx([4 / 3, 7 / 3, 3], abs=0.05)
    assert whole["low"].tolist() == [1, 2, 3]
    turned = saturation_curve(codings, order=["s2", "s1"], draws=0)
    assert turned.loc[turned["site"] == "", ["source", "codes"]].values.tolist() == [["s2", 1], ["s1", 2]]
    assert turned["mean"].isna().all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"base": 0}, "base must be 1 or more, got 0"), ({"run": 0}, "run must be 1 or more"),
        ({"threshold": 1.0}, "threshold must be at least 0 and below 1, got 1"),
        ({"draws": -1}, "draws must be 0 or more"),
        ({"order": ["s9"]}, "source in order must be a source of the codings, got 's9'"),
        ({"order": ["s0", "s0"]}, "source in order must be named once, got 's0' again"),
    ],
)  # fmt: skip
def test_options_are_checked(frame, options, message):
    with pytest.raises(MeasureError, match=message):
        saturation(study(frame, [[0], [1]]), **options)


def test_numbers_of_new_codes_are_checked():
    with pytest.raises(MeasureError, match=r"new codes must be whole numbers of at least 0, got 1\.5"):
        run_ratios([1, 1.5])


def test_nothing_coded(frame):
    for codings in (study(frame, [[], []]), Codings(frame, (), ())):
        table = saturation(codings)
        assert table.loc[table["site"] == "", "sources"].tolist() == [0]
        assert saturation_curve(codings).empty
