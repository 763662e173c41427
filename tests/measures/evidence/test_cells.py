"""Evidence by site, practice and domain, and its interval over a few sites: worked on paper, in fractions and by bisection."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.errors import MeasureError
from cs_research.measures.evidence import cells as evidence
from cs_research.measures.evidence.cells import site_interval
from cs_research.records import Codings, Segment, Source, Turn

SITES = ["A", "B", "C"]


def codings(frame, *marks):
    """Segments given as (site, code, stance, coder)."""
    sources = [Source(site.lower(), "interview", site, site, (Turn(1, "P", "Some words said."),)) for site in SITES]
    segments = [
        Segment(f"s{number}", site.lower(), 1, 0, 4, "Some", code, stance, coder)
        for number, (site, code, stance, coder) in enumerate(marks)
    ]
    return Codings(frame, tuple(sources), tuple(segments))


def state(frame, site, code, *marks):
    table = evidence.cells(codings(frame, *marks), SITES)
    return table[(table["site"] == site) & (table["practice"] == code)].iloc[0]


GOALS, CHALLENGE, HIGHLIGHT = "outcomes.goals", "outcomes.reflection_challenge", "outcomes.highlighting"


@pytest.mark.parametrize(
    ("stances", "expected", "score"),
    [
        ([], "silent", 0),
        (["shown"], "shown", 1),
        (["shown", "shown"], "shown", 1),
        (["partly"], "partly", 0.5),
        (["shown", "partly"], "partly", 0.5),
        (["shown", "contrary"], "partly", 0.5),
        (["contrary"], "contrary", 0),
    ],
)
def test_a_cell_is_what_its_segments_say(frame, stances, expected, score):
    marks = [("A", GOALS, stance, f"coder {n}") for n, stance in enumerate(stances)]
    row = state(frame, "A", GOALS, *marks)
    assert (row["state"], row["score"], len(row["segments"])) == (expected, score, len(stances))


def test_shares_worked_by_hand(frame):
    # outcomes has 3 practices, so 9 cells at 3 sites: A shown and partly, B contrary, the rest silent
    table = evidence.cells(
        codings(frame, ("A", GOALS, "shown", "1"), ("A", HIGHLIGHT, "partly", "1"), ("B", GOALS, "contrary", "2")),
        SITES,
    )
    row = evidence.share_by(table, "domain").set_index("domain").loc["outcomes"]
    assert row[["cells", "shown", "partly", "contrary", "silent"]].tolist() == [9, 1, 1, 1, 6]
    assert row["share"] == pytest.approx(1.5 / 9)
    assert row["share_spoken"] == pytest.approx(1.5 / 3)
    by_site = evidence.share_by(table[table["domain"] == "outcomes"], "site").set_index("site")
    assert by_site["share"].tolist() == pytest.approx([0.5, 0, 0])
    by_practice = evidence.share_by(table, "practice").set_index("practice")
    assert by_practice.loc[GOALS, "share"] == pytest.approx(1 / 3)
    assert by_practice.loc[CHALLENGE, "share"] == 0
    assert np.isnan(by_practice.loc[CHALLENGE, "share_spoken"])


def test_each_cell_leads_to_its_segments(frame):
    row = state(frame, "B", GOALS, ("A", GOALS, "shown", "1"), ("B", GOALS, "partly", "1"))
    assert row["segments"] == ("s1",)


def cells_of(totals, practices, domain="outcomes"):
    """Cells of sites with so many practices each, the first ones shown."""
    rows = [
        {
            "domain": domain,
            "practice": str(at),
            "site": str(site),
            "state": "shown" if score else "silent",
            "score": score,
        }
        for site, total in enumerate(totals)
        for at in range(practices)
        for score in [min(max(total - at, 0), 1)]
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("totals", "practices", "ends"),
    [
        ([0, 0, 0, 0, 0], 6, (0, 0.219284)),
        ([1, 2, 3, 1, 2], 6, (0.117176, 0.570537)),
        ([1, 0.5, 0, 1], 2, (0.077486, 0.686754)),
    ],
)
def test_the_interval_is_that_of_few_sites(totals, practices, ends):
    row = evidence.share_by(cells_of(totals, practices), "domain").iloc[0]
    assert (row["low"], row["high"]) == pytest.approx(ends, abs=5e-7)


def test_fewer_than_three_sites_have_a_share_and_no_interval():
    row = evidence.share_by(cells_of([1, 2], 6), "domain").iloc[0]
    assert row["share"] == pytest.approx(3 / 12)
    assert row[["low", "high"]].isna().all()


def test_a_site_has_no_interval():
    assert evidence.share_by(cells_of([1, 2, 3], 6), "site")[["low", "high"]].isna().all(axis=None)


def test_a_practice_has_the_interval_of_one_cell_a_site():
    row = evidence.share_by(cells_of([1, 0, 1, 0, 0, 1, 0, 0], 1), "practice").iloc[0]
    assert (row["low"], row["high"]) == pytest.approx((0.088669, 0.725575), abs=5e-7)


def test_a_silent_site_lowers_the_first_share_and_leaves_the_second(frame):
    marks = [("A", GOALS, "shown", "1"), ("B", HIGHLIGHT, "partly", "1")]
    fewer = evidence.share_by(evidence.cells(codings(frame, *marks), ["A", "B"]), "domain").set_index("domain")
    more = evidence.share_by(evidence.cells(codings(frame, *marks), SITES), "domain").set_index("domain")
    assert more.loc["outcomes", "share"] < fewer.loc["outcomes", "share"]
    assert more.loc["outcomes", "share_spoken"] == fewer.loc["outcomes", "share_spoken"]


MARKS = st.tuples(
    st.sampled_from(["A", "B"]),
    st.sampled_from([GOALS, HIGHLIGHT, CHALLENGE]),
    st.sampled_from(["shown", "partly", "contrary"]),
    st.sampled_from(["1", "2"]),
)


@given(st.lists(MARKS, min_size=1, max_size=6, unique=True))
def test_a_silent_site_never_raises_the_first_share_and_never_moves_the_second(frame, marks):
    few, many = (
        evidence.share_by(evidence.cells(codings(frame, *marks), sites), "domain").set_index("domain").loc["outcomes"]
        for sites in (["A", "B"], SITES)
    )
    # the same scores over 9 cells and not over 6
    assert many["share"] == pytest.approx(few["share"] * 6 / 9)
    assert many["share_spoken"] == pytest.approx(few["share_spoken"])


WORKED = [
    ([0, 0, 0], 6, 0, 0.353852),
    ([0, 0, 0, 0, 0], 6, 0, 0.219284),
    ([6, 6, 6, 6, 6], 6, 0.780716, 1),
    ([0, 1, 0.5, 2, 0], 3, 0.048638, 0.559067),
    ([1, 2, 3, 1, 2], 6, 0.117176, 0.570537),
    ([0, 0, 0, 0, 6], 6, 0, 0.538729),
    ([3, 3, 3, 3, 3], 6, 0.265861, 0.734139),
    ([2, 1, 0], 2, 0.119590, 0.880410),
    ([1, 0.5, 0, 1], 2, 0.077486, 0.686754),
    ([5, 7.5, 2, 9, 4, 6], 17, 0.159224, 0.549654),
    ([1, 0, 1, 0, 0, 1, 0, 0], 1, 0.088669, 0.725575),
    ([1, 3, 0, 2, 1], [2, 5, 1, 6, 3], 0.163683, 0.710374),
]


@pytest.mark.parametrize(("totals", "practices", "low", "high"), WORKED)
def test_worked_values(totals, practices, low, high):
    assert site_interval(totals, practices) == pytest.approx((low, high), abs=5e-7)


def test_sites_without_practices_do_not_count():
    assert site_interval([1, 2, 0, 3, 1, 2], [6, 6, 0, 6, 6, 6]) == site_interval([1, 2, 3, 1, 2], 6)


@pytest.mark.parametrize(("totals", "practices"), [([3], [6]), ([], []), ([3, 0, 0], [6, 0, 0]), ([0, 0], [0, 0])])
def test_fewer_than_two_sites_have_none(totals, practices):
    assert np.isnan(site_interval(totals, practices)).all()


def test_several_sets_of_sites_at_once():
    low, high = site_interval([[0, 0, 0], [2, 1, 0], [3, 0, 0]], [[6, 6, 6], [2, 2, 2], [6, 0, 0]])
    assert low == pytest.approx([0, 0.119590, np.nan], abs=5e-7, nan_ok=True)
    assert high == pytest.approx([0.353852, 0.880410, np.nan], abs=5e-7, nan_ok=True)


@pytest.mark.parametrize(("totals", "found"), [([3, 7], "7 of 6"), ([-1, 2], "-1 of 6"), ([np.nan, 1], "nan of 6")])
def test_a_total_beyond_its_practices_is_an_error(totals, found):
    with pytest.raises(MeasureError, match=f"total must lie between 0 and the practices of its site, got {found}"):
        site_interval(totals, 6)


def test_a_level_that_is_no_probability_is_an_error():
    with pytest.raises(MeasureError, match="level must lie between 0 and 1, got 95"):
        site_interval([1, 2, 3], 6, level=95)


FEW_SITES = st.lists(
    st.integers(1, 8).flatmap(lambda n: st.tuples(st.integers(0, 2 * n), st.just(n))), min_size=2, max_size=10
)


@given(FEW_SITES)
def test_the_share_is_within(sites):
    halves, practices = (list(column) for column in zip(*sites, strict=True))
    low, high = site_interval(np.divide(halves, 2), practices)
    assert 0 <= low <= sum(halves) / 2 / sum(practices) <= high <= 1


@given(st.integers(1, 17), st.integers(2, 10), st.data())
def test_one_practice_more_hardly_lowers_an_end(practices, sites, data):
    halves = data.draw(st.lists(st.integers(0, 2 * practices), min_size=sites, max_size=sites))
    low, high = site_interval(np.divide(halves, 2), practices)
    halves[data.draw(st.integers(0, sites - 1))] = 2 * practices
    more = site_interval(np.divide(halves, 2), practices)
    assert more[0] > low - 0.005
    assert more[1] > high - 0.005


@given(FEW_SITES)
def test_what_is_not_shown_mirrors_what_is(sites):
    halves, practices = (list(column) for column in zip(*sites, strict=True))
    low, high = site_interval(np.divide(halves, 2), practices)
    other = site_interval([n - half / 2 for half, n in zip(halves, practices, strict=True)], practices)
    assert other == pytest.approx((1 - high, 1 - low), abs=1e-12)
