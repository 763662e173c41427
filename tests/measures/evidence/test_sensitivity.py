"""Sensitivity, on a study small enough to work on paper: 4 respondents, 3 sites, 2 practices.

The item has three points; "much" and "most" count as confident. Answers: most, much, some, most.
Cells (score): practice one is shown at A (1), disagreed on at B (shown by X, contrary by Y: partly, 1/2), silent at C (0);
practice two is shown at A (1) and silent at B and C (0).
"""

import pandas as pd
import pytest

from cs_research.definitions.coding_frame import Code, CodingFrame, Group, StanceRule
from cs_research.definitions.instrument import Instrument, Source
from cs_research.definitions.pairing import Claim, Confident, Pairing
from cs_research.definitions.study import EvidenceRule
from cs_research.errors import MeasureError
from cs_research.measures.counts.tally import tally
from cs_research.measures.evidence import cells as evidence
from cs_research.measures.evidence import gap as gaps
from cs_research.measures.evidence.cells import site_interval
from cs_research.measures.evidence.sensitivity import Choices, add_robustness, sensitivity
from cs_research.records import Codings, Segment, Turn
from cs_research.records import Source as Document

SITES = {"A": "Site A", "B": "Site B", "C": "Site C"}


@pytest.fixture
def choices():
    cited = Source(title="t", publisher="p")
    points = [{"id": name, "label": name.title()} for name in ("none", "some", "much", "most")]
    instrument = Instrument(
        type="instrument", id="i", version="1", title="I", source=cited,
        scales=[{"id": "s", "points": points, "nets": [{"id": "yes", "label": "yes", "points": ["much", "most"]}]}],
        items=[{"id": "q", "kind": "single", "text": "Q", "scale": "s", "source": "s"}],
    )  # fmt: skip
    group = Group(id="target", label="T", definition="D", practices=True, domain="target")
    codes = [
        Code(
            id=f"target.{name}",
            group="target",
            label=name,
            definition="D",
            use_when="U",
            not_when="N",
            example="E",
            source="s",
        )
        for name in ("one", "two")
    ]
    stances = [StanceRule(id=name, label=name, definition="D") for name in ("shown", "partly", "contrary")]
    frame = CodingFrame(
        type="coding-frame",
        id="f",
        version="1",
        title="F",
        source=cited,
        stances=stances,
        groups=[group],
        codes=codes,
    )
    claim = Claim(
        id="c", domain="target", text="C", confidence=[Confident(item="q", net="yes")],
        evidence=["target.one", "target.two"], source="s",
    )  # fmt: skip
    pairing = Pairing(type="pairing", id="p", version="1", title="P", instrument="i", frame="f", claims=[claim])
    marks = [
        ("A", "one", "shown", "X"), ("B", "one", "shown", "X"), ("B", "one", "contrary", "Y"), ("A", "two", "shown", "Y"),
    ]  # fmt: skip
    sources = tuple(Document(s.lower(), "interview", s, s, (Turn(1, "", "Some words said."),)) for s in SITES)
    segments = tuple(
        Segment(f"s{at}", site.lower(), 1, 0, 4, "Some", f"target.{code}", stance, coder)
        for at, (site, code, stance, coder) in enumerate(marks)
    )
    frame_of = pd.DataFrame({"q": ["most", "much", "some", "most"]})
    return Choices(
        tally(frame_of, instrument, population=9),
        pairing,
        Codings(frame, sources, segments),
        SITES,
    )


def test_every_number_of_the_small_study(choices):
    table = sensitivity(choices).set_index("alternative")
    shares = {(name, side): row[side] for name, row in table.iterrows() for side in ("confidence", "evidence")}
    expected = {
        # 3 of 4 confident; 1 + 1/2 + 0 + 1 + 0 + 0 of 6 cells
        "as published": (3 / 4, 2.5 / 6),
        "only the highest answer is confident": (2 / 4, 2.5 / 6),
        "one answer more is confident": (4 / 4, 2.5 / 6),
        # three cells of which something is said: 1, 1/2 and 1
        "silent cells are left out": (3 / 4, 2.5 / 3),
        # at B one says shown and one contrary: level, so partly all the same
        "where segments disagree: the majority": (3 / 4, 2.5 / 6),
        "where segments disagree: shown": (3 / 4, 3 / 6),
        "where segments disagree: contrary": (3 / 4, 2 / 6),
        # B and C: 1/2 of 4 cells; A and C: 2 of 4; A and B: 2.5 of 4
        "without Site A": (3 / 4, 0.5 / 4),
        "without Site B": (3 / 4, 2 / 4),
        "without Site C": (3 / 4, 2.5 / 4),
        # X: one at A and B; Y: two at A, and contrary at B
        "X alone": (3 / 4, 2 / 6),
        "Y alone": (3 / 4, 1 / 6),
    }
    sides = ("confidence", "evidence")
    assert shares == pytest.approx(
        {(name, side): pair[at] for name, pair in expected.items() for at, side in enumerate(sides)}
    )
    assert (table["gap"] - (table["confidence"] - table["evidence"])).abs().max() < 1e-12


def test_two_sites_give_no_verdict_and_so_another_than_three(choices):
    table = sensitivity(choices).set_index("alternative")
    assert table.loc["as published", "same"]
    assert set(table.loc[["without Site A", "without Site B", "without Site C"], "verdict"]) == {"cannot be told"}


def test_the_gap_and_its_interval_of_the_small_study(choices):
    row = sensitivity(choices).iloc[0]
    # site totals of 2 cells: 2, 1/2, 0
    assert (row["confidence"], row["evidence"]) == (0.75, pytest.approx(2.5 / 6))
    below, above = site_interval([2, 0.5, 0], 2)
    # 4 of 9 services answered, 3 of them confident. Were 3 of the 9 confident, all 3 would be drawn with chance
    # C(3, 3) C(6, 1) / C(9, 4) = 6/126 = .048, not rarer than .025, and with 2 of 9 there are no 3 to draw; were 8 of 9
    # confident, 3 or fewer would be drawn with chance C(8, 3) C(1, 1) / 126 = 56/126, and with 9 of 9 always 4. So the
    # interval of confidence is 3/9 to 8/9, and squares are added as
    # low = gap - sqrt((c - c_low)^2 + (e_high - e)^2), high = gap + sqrt((c_high - c)^2 + (e - e_low)^2)
    low = 0.75 - 2.5 / 6 - ((0.75 - 3 / 9) ** 2 + (above - 2.5 / 6) ** 2) ** 0.5
    high = 0.75 - 2.5 / 6 + ((8 / 9 - 0.75) ** 2 + (2.5 / 6 - below) ** 2) ** 0.5
    assert (row["low"], row["high"]) == pytest.approx((low, high))
    assert (row["sites"], row["caution"]) == (3, "3 sites only")


def rated(places, share=0.0, low=0.0, high=0.1):
    return pd.DataFrame([{"domain": "target", "places": places, "share": share, "low": low, "high": high}])


@pytest.mark.parametrize(
    ("places", "verdict", "caution", "counted"),
    [
        (2, "cannot be told", "fewer than 3 places", False),
        (3, "confidence outruns evidence", "3 places only", True),
        (4, "confidence outruns evidence", "", True),
    ],
)
def test_ratings_take_the_place_of_codings_from_three_places_on(choices, places, verdict, caution, counted):
    row = sensitivity(choices, ratings=rated(places)).iloc[-1]
    assert (row["kind"], row["gap"], row["sites"]) == ("ratings", pytest.approx(0.75), places)
    assert row[["verdict", "caution", "counted"]].tolist() == [verdict, caution, counted]
    assert pd.isna(row["low"]) == pd.isna(row["high"]) == (places < 3)


def test_ratings_of_places_that_nobody_counted_have_no_verdict(choices):
    row = sensitivity(choices, ratings=rated(4).drop(columns="places")).iloc[-1]
    assert row[["verdict", "sites", "counted"]].tolist() == ["cannot be told", 0, False]


def test_no_row_of_two_sites_has_an_interval_or_counts(choices):
    rows = sensitivity(choices).set_index("alternative").loc[[f"without Site {site}" for site in "ABC"]]
    assert rows[["low", "high"]].isna().all(axis=None)
    assert rows["sites"].tolist() == [2, 2, 2]
    assert not rows["counted"].any()


def test_a_check_counts_only_where_a_number_differs(choices):
    table = sensitivity(choices).set_index("alternative")
    # at B the majority settles nothing; C is silent on both practices, so that two sites are left without silence
    assert table.index[table["counted"]].tolist() == [
        "only the highest answer is confident",
        "one answer more is confident",
        "where segments disagree: shown",
        "where segments disagree: contrary",
        "X alone",
        "Y alone",
    ]


def test_what_a_verdict_depends_on(choices):
    table = sensitivity(choices, ratings=rated(4))
    gap = table[table["kind"] == "as published"].drop(columns=["kind", "alternative", "same", "counted"])
    row = add_robustness(gap, table).iloc[0]
    # six alternatives and the ratings count, and only the ratings give a verdict
    assert row[["checks", "checks_same", "depends_on"]].tolist() == [7, 6, "ratings"]


def test_withheld_items_have_no_numbers(choices):
    from dataclasses import replace

    table = sensitivity(replace(choices, withheld=("q",)))
    assert table["gap"].isna().all()
    assert set(table["verdict"]) == {"cannot be told"}


def test_the_rule_of_the_study_is_what_is_published(choices):
    from dataclasses import replace

    strict = replace(choices, rule=EvidenceRule(conflict="contrary", coders=("X", "Y")))
    table = sensitivity(strict).set_index("alternative")
    assert table.loc["as published", "evidence"] == pytest.approx(2 / 6)
    assert table.loc["where segments disagree: partly", "evidence"] == pytest.approx(2.5 / 6)


def test_a_stance_counts_from_so_many_segments(choices):
    cells = evidence.cells(choices.codings, list(SITES), rule=EvidenceRule(least_segments=2))
    assert set(cells["state"]) == {"silent"}
    assert cells["uncounted"].map(len).sum() == 4


def test_a_coder_who_did_not_code_is_rejected(choices):
    with pytest.raises(MeasureError, match="coder must be one of those who coded, 'X' or 'Y', got 'Z'"):
        evidence.cells(choices.codings, list(SITES), rule=EvidenceRule(coders=("Z",)))


def test_the_gap_by_claim_is_that_of_the_domain_where_it_has_one_claim(choices):
    cells = evidence.with_claims(evidence.cells(choices.codings, list(SITES)), choices.pairing)
    from cs_research.measures.shares import likert

    table = likert.nets(choices.tally)
    by_claim = gaps.gap(gaps.confidence(table, choices.pairing, by="claim"), cells)
    by_domain = gaps.gap(gaps.confidence(table, choices.pairing), cells)
    assert by_claim["claim"].tolist() == ["c"]
    pd.testing.assert_frame_equal(by_claim.drop(columns="claim"), by_domain)
    with pytest.raises(MeasureError, match="silence must be 'none' or 'left out', got 'half'"):
        gaps.gap(gaps.confidence(table, choices.pairing), cells, silence="half")
