"""Coders in the evidence: one at a time, and the cells on which they differ."""

import numpy as np
import pandas as pd
import pytest

from cs_research.definitions.study import EvidenceRule
from cs_research.measures.evidence.cells import cells, share_by
from cs_research.measures.evidence.coders import add_coder_range, mark_disagreement, share_by_coder
from cs_research.records import Codings, Segment, Source, Turn

GOALS, CHALLENGE, HIGHLIGHT = "outcomes.goals", "outcomes.reflection_challenge", "outcomes.highlighting"
SITES = ["A", "B", "C"]


def study(frame, *marks):
    """Segments (source, code, stance, coder); sources a1, a2, b1, c1."""
    sources = tuple(
        Source(name, "interview", name[0].upper(), "", (Turn(1, "P", "Some words said."),))
        for name in ("a1", "a2", "b1", "c1")
    )
    segments = tuple(
        Segment(f"s{n}", source, 1, 0, 4, "Some", code, stance, coder)
        for n, (source, code, stance, coder) in enumerate(marks)
    )
    return Codings(frame, sources, segments)


MARKS = (
    ("a1", GOALS, "shown", "R"), ("a1", GOALS, "contrary", "S"), ("a1", CHALLENGE, "shown", "R"),
    ("a2", HIGHLIGHT, "shown", "R"),  # S did not code a2
    ("b1", GOALS, "partly", "R"), ("b1", GOALS, "partly", "S"), ("c1", GOALS, "shown", "R"),
)  # fmt: skip


def test_one_coder_at_a_time_on_the_sites_that_they_coded(frame):
    table = share_by_coder(study(frame, *MARKS), SITES).set_index(["coder", "domain"])
    # R: A 3 of 3, B half of 3, C 1 of 3; S: A 0 of 3 and B half of 3, and C not at all
    assert table.loc[("R", "outcomes"), ["cells", "share", "sites"]].tolist() == [9, 4.5 / 9, 3]
    assert table.loc[("S", "outcomes"), ["cells", "share", "sites"]].tolist() == [6, 0.5 / 6, 2]
    assert np.isnan(table.loc[("S", "outcomes"), "low"])  # two sites give no interval
    one = share_by_coder(study(frame, *MARKS), SITES, rule=EvidenceRule(coders=("S",)))
    assert set(one["coder"]) == {"S"}
    assert share_by_coder(study(frame), SITES).empty


def test_the_interval_takes_the_coders_in(frame):
    codings = study(frame, *MARKS, ("c1", CHALLENGE, "contrary", "S"))
    shares = share_by(cells(codings, SITES), "domain")
    by_coder = share_by_coder(codings, SITES)
    row = add_coder_range(shares, by_coder).set_index("domain").loc["outcomes"]
    own = by_coder[by_coder["domain"] == "outcomes"].set_index("coder")
    assert row["coders"] == 2
    assert (row["coder_low"], row["coder_high"]) == (own.loc["S", "share"], own.loc["R", "share"])
    assert row["widest_low"] == min(row["low"], own["low"].min())
    assert row["widest_high"] == max(row["high"], own["high"].max()) > row["high"]


def test_an_interval_that_a_coder_has_not_leaves_the_widest_open(frame):
    codings = study(frame, *MARKS)
    row = add_coder_range(share_by(cells(codings, SITES), "domain"), share_by_coder(codings, SITES)).iloc[-1]
    assert row["coders"] == 2
    assert pd.isna(row["widest_low"])
    alone = study(frame, *(mark for mark in MARKS if mark[-1] == "R"))
    row = add_coder_range(share_by(cells(alone, SITES), "domain"), share_by_coder(alone, SITES)).iloc[-1]
    assert row["coders"] == 1
    assert row[["coder_low", "coder_high", "widest_low", "widest_high"]].isna().all()


def test_cells_are_marked_where_coders_of_the_same_sources_differ(frame):
    codings = study(frame, *MARKS)
    table = mark_disagreement(cells(codings, SITES), codings).set_index(["practice", "site"])
    marked = table[table["disagree"]]
    assert marked["coder_states"].to_dict() == {
        (GOALS, "A"): "R: shown; S: contrary",
        (CHALLENGE, "A"): "R: shown; S: silent",
    }
    # a2 and c1 had one coder, so that nobody can disagree there
    assert table.loc[(HIGHLIGHT, "A"), ["compared", "disagree", "coder_states"]].tolist() == [2, False, ""]
    assert table.loc[(GOALS, "C"), ["compared", "disagree"]].tolist() == [0, False]
    assert table.loc[(GOALS, "B"), ["compared", "disagree"]].tolist() == [2, False]


@pytest.mark.parametrize("coders", [("R",), ()])
def test_a_rule_with_one_coder_or_no_segments_marks_nothing(frame, coders):
    codings = study(frame, *MARKS) if coders else study(frame)
    rule = EvidenceRule(coders=coders)
    table = mark_disagreement(cells(codings, SITES, rule=rule), codings, rule=rule)
    assert not table["disagree"].any()
    assert set(table["compared"]) == {0}


def test_a_coder_who_found_nothing_in_a_source_counts_as_silent_there(frame):
    codings = study(frame, *MARKS)
    coded_by = {"a1": ["R", "S"], "a2": ["R", "S"], "b1": ["R", "S"], "c1": ["R", "S"]}
    table = mark_disagreement(cells(codings, SITES), codings, coded_by=coded_by).set_index(["practice", "site"])
    assert table.loc[(GOALS, "C"), ["compared", "coder_states"]].tolist() == [2, "R: shown; S: silent"]
    shares = share_by_coder(codings, SITES, coded_by=coded_by).set_index(["coder", "domain"])
    assert shares.loc[("S", "outcomes"), ["cells", "sites"]].tolist() == [9, 3]


def test_a_coder_who_found_nothing_in_the_sources_of_both_is_compared(frame):
    codings = study(frame, ("a1", GOALS, "shown", "R"), ("c1", GOALS, "shown", "S"))
    coded_by = {"a1": ["R", "S"], "c1": ["S"]}
    table = mark_disagreement(cells(codings, SITES), codings, coded_by=coded_by).set_index(["practice", "site"])
    assert table.loc[(GOALS, "A"), "coder_states"] == "R: shown; S: silent"
    assert table["disagree"].sum() == 1
