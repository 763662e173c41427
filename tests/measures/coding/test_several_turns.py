"""A segment of several turns counts once in every count of segments, and its words in every count of words."""

from __future__ import annotations

import pytest

from cs_research.definitions import load_frame, load_pairing
from cs_research.definitions.study import EvidenceRule
from cs_research.measures.coding.coder_agreement import coders_by_source
from cs_research.measures.coding.frequency import frequency, segments_by_code
from cs_research.measures.evidence.cells import cells
from cs_research.measures.evidence.cerqual import findings_table
from cs_research.measures.evidence.joint import domain_by_source
from cs_research.measures.evidence.triangulation import ledger
from cs_research.records import Codings, Segment, Source, Turn

CODE = "target.assessments"
TURNS = tuple(Turn(n, who, "We map places.") for n, who in enumerate(("Int", "Ann", "Int", "Ann"), start=1))


def piece(id, turn, stance="shown", coder="R"):
    return Segment(id, "s", turn, 0, 14, "We map places.", CODE, stance, coder)


@pytest.fixture(scope="module")
def codings():
    """One segment of three turns, one of one turn by the same coder, and one by another that overlaps the first."""
    frame = load_frame("coding-frame/2023")
    segments = (
        piece("r-1", 1), piece("r-1", 2), piece("r-1", 3), piece("r-2", 4, "contrary"), piece("s-1", 2, coder="S"),
    )  # fmt: skip
    return Codings(frame, (Source("s", "interview", "A", "", TURNS),), segments)


def test_segments_and_passages_count_it_once_and_words_all_of_it(codings):
    row = frequency(codings).iloc[0]
    assert row[["id", "segments", "passages", "words", "share"]].tolist() == [CODE, 3, 2, 12, 1.0]
    assert segments_by_code(codings).set_index("code").loc[CODE, "segments"] == 3
    by_speaker = frequency(codings, by="speaker").set_index(["id", "speaker"])
    assert by_speaker.loc[(CODE, "Int"), ["segments", "passages", "words"]].tolist() == [1, 1, 6]
    assert coders_by_source(codings)["segments"].tolist() == [3]
    assert repr(codings) == "Codings(coding-frame/2023: 3 segments, 1 source, 2 coders)"


def test_the_evidence_counts_it_once(codings):
    pairing = load_pairing("pairing")
    found = cells(codings, ["A"])
    row = found[found["practice"] == CODE].iloc[0]
    assert (row["shown"], row["contrary"], row["segments"]) == (2, 1, ("r-1", "r-2", "s-1"))
    twice = cells(codings, ["A"], rule=EvidenceRule(coders=("R",), least_segments=2))
    assert twice.set_index("practice").loc[CODE, "state"] == "silent"  # three turns are not three segments
    claims = ledger(None, found, codings, pairing)
    counted = claims[claims["segments_for"] > 0].iloc[0]
    assert counted[["segments_for", "segments_against", "passages_for"]].tolist() == [2, 1, 1]
    summary = findings_table(found, codings, pairing)
    row = summary[summary["segments"] > 0].iloc[0]
    assert row[["segments", "shown", "contrary", "words"]].tolist() == [3, 2, 1, 12]
    table = domain_by_source(codings)
    assert table[table["segments"] > 0][["segments", "passages"]].values.tolist() == [[3, 2]]
