"""The claim ledger, on a study small enough to work on paper; see `triangulation_study`."""

from dataclasses import replace
from random import Random

import pandas as pd
import pytest
from triangulation_study import RULE, SEGMENTS, SITES, codings, confident, pairing

from cs_research.errors import MeasureError
from cs_research.measures.evidence import cells as evidence
from cs_research.measures.evidence.cells import site_interval
from cs_research.measures.evidence.triangulation import counted_segments, ledger, quotations, silent_sources


@pytest.fixture
def study():
    coded = codings()
    return evidence.cells(coded, SITES, rule=RULE), coded, pairing()


def test_every_number_of_the_ledger(study):
    table = ledger(confident(), *study).set_index("claim")
    assert list(table.index) == ["c", "d"]
    c, d = table.loc["c"], table.loc["d"]
    # practice one: A shown, B contrary and shown so partly, C silent; two: A shown and partly so partly, B shown, C silent
    assert c[["cells", "shown", "partly", "contrary", "silent"]].tolist() == [6, 2, 2, 0, 2]
    assert (c["evidence"], c["evidence_spoken"]) == pytest.approx((3 / 6, 3 / 4))
    # sites A and B have 1.5 of 2 cells, C none
    below, above = site_interval([1.5, 1.5, 0], 2)
    assert (c["evidence_low"], c["evidence_high"]) == pytest.approx((below, above))
    assert c["gap"] == pytest.approx(1 / 4)
    assert c["low"] == pytest.approx(1 / 4 - ((3 / 4 - 3 / 9) ** 2 + (above - 1 / 2) ** 2) ** 0.5)
    assert c["high"] == pytest.approx(1 / 4 + ((8 / 9 - 3 / 4) ** 2 + (1 / 2 - below) ** 2) ** 0.5)
    assert c[["verdict", "caution"]].tolist() == ["cannot be told", "3 sites only"]
    # practice three: contrary at C, silent at A and B
    assert d[["cells", "shown", "partly", "contrary", "silent"]].tolist() == [3, 0, 0, 1, 2]
    above = site_interval([0, 0, 0], 1)[1]
    assert d[["evidence", "evidence_spoken", "evidence_low", "evidence_high"]].tolist() == [0, 0, 0, above]
    low = 0.5 - (0.25**2 + above**2) ** 0.5
    assert d[["gap", "low", "high"]].tolist() == pytest.approx([0.5, low, 0.75])
    assert low < 0
    assert d["verdict"] == "cannot be told"


def test_the_ledger_counts_segments_and_names_the_silent(study):
    table = ledger(confident(), *study).set_index("claim")
    # for c: s0, s1, s2, s4, s5, s6; against: s3; s9 and s10 are Z's and do not count
    assert table.loc["c", ["segments_for", "segments_against", "sources"]].tolist() == [6, 1, 4]
    assert table.loc["d", ["segments_for", "segments_against", "sources"]].tolist() == [0, 1, 1]
    # s0 and s1 are one passage
    assert table.loc["c", ["passages_for", "passages_against"]].tolist() == [5, 1]
    assert table["silent_sources"].to_dict() == {"c": ("c-int",), "d": ("a-int", "b-int", "a-str", "b-str")}


def test_without_a_survey_nothing_is_said_of_the_gap(study):
    table = ledger(None, *study)
    assert table[["confidence", "gap", "low", "high"]].isna().all(axis=None)
    assert set(table["verdict"]) == {"cannot be told"}
    assert table["evidence"].tolist() == [0.5, 0]


def test_a_withheld_share_leaves_the_evidence(study):
    few = confident()
    few.loc[0, ["share", "low", "high"]] = float("nan")
    row = ledger(few, *study).iloc[0]
    assert pd.isna(row["gap"])
    assert (row["evidence"], row["verdict"]) == (0.5, "cannot be told")


def test_a_claim_without_cells_is_rejected(study):
    cells, coded, paired = study
    with pytest.raises(MeasureError, match="ledger: cells must have those of every claim, got none of 'd'"):
        ledger(confident(), cells[cells["domain"] == "target"], coded, paired)


def test_a_silent_source_has_its_uncounted_segments_told(study):
    table = silent_sources(*study).set_index(["claim", "source"])
    assert table.loc[("c", "c-int")].to_dict() == {
        "domain": "target", "title": "Title of c-int", "kind": "interview", "site": "C", "words": 8, "uncounted": 1,
    }  # fmt: skip
    assert table["uncounted"].sum() == 1


def test_sources_of_a_site_without_cells_are_no_part_of_the_study(study):
    _, coded, paired = study
    cells = evidence.cells(coded, ["A", "B"], rule=RULE)
    assert set(silent_sources(cells, coded, paired)["site"]) == {"A", "B"}


def test_the_strongest_stand_first(study):
    table = quotations(*study, max_quotations=9)
    c = table[(table["claim"] == "c") & (table["side"] == "for")]
    # s0 and s1 are level, given by two coders in overlapping stretches: the earlier stands, and the other with it;
    # then those of one coder by length, 6, 4 and 2 words, and partly last, though it has 3
    assert c["segment"].tolist() == ["s0", "s2", "s6", "s4", "s5"]
    assert c["rank"].tolist() == [1, 2, 3, 4, 5]
    assert c["words"].tolist() == [3, 6, 4, 2, 3]
    assert c["coders"].tolist()[:2] == [("X", "Y"), ("X",)]
    assert c["segments"].tolist()[0] == ("s0", "s1")
    against = table[table["side"] == "against"]
    assert against[["claim", "segment"]].to_numpy().tolist() == [["c", "s3"], ["d", "s7"]]


def test_each_quotation_has_its_anchor(study):
    row = quotations(*study).iloc[1]
    anchor = row[["source", "turn", "start", "end", "site", "kind", "practice", "stance"]]
    assert anchor.tolist() == ["a-int", 2, 0, 21, "A", "interview", "target.two", "shown"]
    assert row["quote"] == "we do it week by week"


def test_at_most_so_many_a_side_and_the_long_come_after_those_that_fit(study):
    assert quotations(*study, max_quotations=2)["segment"].tolist() == ["s0", "s2", "s3", "s7"]
    # s2 has 6 words, beyond 4: it comes after s6 and s4, and before what is only partly
    table = quotations(*study, max_quotations=9, max_words=4)
    assert table.loc[table["side"] == "for", "segment"].tolist() == ["s0", "s6", "s4", "s2", "s5"]


def test_the_shorter_of_two_that_are_too_long_comes_first(study):
    table = quotations(*study, max_quotations=9, max_words=1)
    assert table.loc[table["side"] == "for", "segment"].tolist() == ["s0", "s4", "s6", "s2", "s5"]


def test_the_order_of_segments_changes_no_quotation(study):
    cells, coded, paired = study
    expected = quotations(cells, coded, paired, max_quotations=9)
    for seed in range(5):
        mixed = list(SEGMENTS)
        Random(seed).shuffle(mixed)
        again = replace(coded, segments=tuple(mixed))
        pd.testing.assert_frame_equal(quotations(cells, again, paired, max_quotations=9), expected)


def test_segments_of_no_claim_and_of_coders_who_do_not_count_are_left_out(study):
    table = counted_segments(*study)
    assert table["segment"].tolist() == ["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"]
    assert table["side"].tolist() == ["for"] * 3 + ["against"] + ["for"] * 3 + ["against"]
