"""Quotations and segments counted, and a term found where it stands."""

import pandas as pd

from cs_research.definitions import load_lexicon
from cs_research.measures.coding.frequency import mentions, quotations_by_kind, segments_by_code
from cs_research.records import Codings, Segment, Source, Turn

PASSAGES = pd.DataFrame(
    [
        (1, "target", "2.2", "Aims", "", "They speak of ‘contextualised’ safeguarding, wrongly."),
        (2, "target", "2.2", "Aims", "survey", "The Contextualized  Safeguarding team is new."),
        (3, "outcomes", "2.5", "Ends", "survey", "Contextual safeguarding is not that."),
        (4, "", "1", "Start", "interview", "Hello."),
    ],
    columns=["line", "domain", "section", "theme", "kind", "text"],
)


def test_quotations_are_counted_by_domain_and_kind_with_zeros():
    table = quotations_by_kind(PASSAGES).set_index(["domain", "kind"])["n"]
    assert table.to_dict() == {
        ("target", "survey"): 1, ("target", "interview"): 0,
        ("framework", "survey"): 0, ("framework", "interview"): 0,
        ("partnerships", "survey"): 0, ("partnerships", "interview"): 0,
        ("outcomes", "survey"): 1, ("outcomes", "interview"): 0,
        ("", "survey"): 0, ("", "interview"): 1,
    }  # fmt: skip


def test_the_misnomer_is_found_in_both_spellings_and_the_right_term_is_not():
    term = load_lexicon("lexicon/terms").terms[0]
    table = mentions(PASSAGES, term.pattern)
    assert table[["line", "kind"]].values.tolist() == [[1, "authors"], [2, "survey"]]
    assert table["match"].tolist() == ["contextualised’ safeguarding", "Contextualized  Safeguarding"]


def coded(frame, *segments):
    """Segments of two sources of one site and a third of another, each (source, code)."""
    turn = Turn(1, "A", "Some words.", 1)
    sources = tuple(Source(name, site, "interview", "", (turn,)) for name, site in (("a", "x"), ("b", "x"), ("c", "y")))
    made = [
        Segment(f"s{number}", source, 1, 0, 4, "Some", code, "shown", "R1")
        for number, (source, code) in enumerate(segments)
    ]
    return Codings(frame, sources, tuple(made))


def test_segments_are_counted_by_code_with_their_sources_and_sites(frame):
    one, other = (code.id for code in frame.codes[:2])
    table = segments_by_code(coded(frame, ("a", one), ("a", one), ("b", one), ("c", other)))
    assert list(table["code"]) == [code.id for code in frame.codes]
    counts = table.set_index("code")
    assert counts.loc[one].tolist() == [3, 2, 1]
    assert counts.loc[other].tolist() == [1, 1, 1]
    assert counts["segments"].sum() == 4


def test_where_nothing_was_coded_every_code_has_zeros(frame):
    table = segments_by_code(coded(frame))
    assert len(table) == len(frame.codes)
    assert not table[["segments", "sources", "sites"]].to_numpy().any()
