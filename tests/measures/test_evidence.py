"""Evidence, on a study small enough to work on paper."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.measures import evidence
from cs_research.records import Codings, Segment, Source, Turn

SITES = ["A", "B", "C"]


def codings(frame, *marks):
    """Segments given as (site, code, stance, coder)."""
    sources = [
        Source(site.lower(), "interview", site, site, (Turn(1, "P", "Some words said."),)) for site in SITES
    ]
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
        codings(
            frame, ("A", GOALS, "shown", "1"), ("A", HIGHLIGHT, "partly", "1"), ("B", GOALS, "contrary", "2")
        ),
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


def brute_force(means, level=0.95):
    """Every one of the m^m ordered draws, counted one by one."""
    draws = sorted(np.mean(draw) for draw in product(means, repeat=len(means)))
    tail = (1 - level) / 2
    reached = np.arange(1, len(draws) + 1) / len(draws)
    return tuple(draws[int(np.searchsorted(reached, end - 1e-12))] for end in (tail, 1 - tail))


def table_of(means):
    return pd.DataFrame({"site": [str(n) for n in range(len(means))], "score": means})


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=2, max_size=5))
def test_the_exact_bootstrap_equals_brute_force(means):
    assert evidence.site_interval(table_of(means)) == pytest.approx(brute_force(means), abs=1e-9)


@given(st.lists(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=3), min_size=2, max_size=4))
def test_the_exact_bootstrap_equals_brute_force_where_sites_differ_in_cells(sites):
    rows = [(str(number), score) for number, scores in enumerate(sites) for score in scores]
    table = pd.DataFrame(rows, columns=["site", "score"])
    draws = sorted(
        sum(map(sum, draw)) / sum(map(len, draw)) for draw in product(sites, repeat=len(sites))
    )  # each of the m^m ordered draws
    reached = np.arange(1, len(draws) + 1) / len(draws)
    ends = [draws[int(np.searchsorted(reached, end - 1e-12))] for end in (0.025, 0.975)]
    assert evidence.site_interval(table) == pytest.approx(ends, abs=1e-9)


def test_five_sites_are_drawn_in_126_ways():
    draws, chances = evidence._all_draws(5)
    assert draws.shape == (126, 5)
    assert (draws.sum(axis=1) == 5).all()
    assert chances.sum() == pytest.approx(1)


def test_many_sites_are_drawn_from_a_seed():
    means = list(np.linspace(0, 1, 12))
    first, second = evidence.site_interval(table_of(means)), evidence.site_interval(table_of(means))
    assert first == second
    # the standard error of the mean of 12 drawn again is .09, so the interval is about .33 to .67
    assert first == pytest.approx((0.32, 0.68), abs=0.03)


def test_one_site_has_no_interval():
    assert np.isnan(evidence.site_interval(table_of([0.5]))).all()


def test_a_silent_site_lowers_the_first_share_and_leaves_the_second(frame):
    marks = [("A", GOALS, "shown", "1"), ("B", HIGHLIGHT, "partly", "1")]
    fewer = evidence.share_by(evidence.cells(codings(frame, *marks), ["A", "B"]), "domain").set_index(
        "domain"
    )
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
        evidence.share_by(evidence.cells(codings(frame, *marks), sites), "domain")
        .set_index("domain")
        .loc["outcomes"]
        for sites in (["A", "B"], SITES)
    )
    # the same scores over 9 cells and not over 6
    assert many["share"] == pytest.approx(few["share"] * 6 / 9)
    assert many["share_spoken"] == pytest.approx(few["share_spoken"])
