"""Quotations counted, and a term found where it stands."""

import pandas as pd

from cs_research.definitions import load_lexicon
from cs_research.measures.frequency import mentions, quotations_by_kind

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
