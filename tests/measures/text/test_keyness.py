"""Keyness: a worked example that is published in parts, edges, and parts of sources."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from cs_research.errors import MeasureError
from cs_research.measures.text.index import index_sources
from cs_research.measures.text.keyness import keyness, keywords
from cs_research.records import Codings, Segment, Source, Turn


def test_the_worked_example_comes_out():
    # 52 in 50,000 against 57 in 75,000, by the calculator of Lancaster University and by hand
    row = keyness(52, 50_000, 57, 75_000).iloc[0]
    assert row["log_likelihood"] == pytest.approx(2.6517, abs=5e-5)
    assert row["log_likelihood_four"] == pytest.approx(2.654064, abs=5e-7)
    assert row["percent_difference"] == pytest.approx(36.84, abs=5e-3)
    assert row["bic"] == pytest.approx(-9.084, abs=5e-4)
    assert row["log_ratio"] == pytest.approx(0.4525, abs=5e-5)
    assert row[["count", "reference_count", "per_million", "reference_per_million"]].tolist() == [
        52,
        57,
        1040,
        760,
    ]


def test_the_form_of_four_terms_is_scipy_s():
    table = keyness([3, 40, 7], 500, [9, 2, 0], 800)
    for row in table.itertuples():
        cells = [[row.count, 500 - row.count], [row.reference_count, 800 - row.reference_count]]
        expected = chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
        assert row.log_likelihood_four == pytest.approx(expected)


def test_swapping_the_texts_changes_the_sign_of_the_direction_only():
    one, other = keyness(3, 500, 9, 800).iloc[0], keyness(9, 800, 3, 500).iloc[0]
    assert one["log_likelihood"] == pytest.approx(other["log_likelihood"])
    assert one["log_ratio"] == pytest.approx(-other["log_ratio"])
    assert one["percent_difference"] < 0 < other["percent_difference"]


def test_words_that_one_text_or_both_lack():
    table = keyness([5, 0, 0, 4], [100, 100, 100, 100], [0, 5, 0, 4], 100)
    assert np.isnan(table["percent_difference"]).tolist() == [True, False, True, False]
    assert table["percent_difference"].tolist()[1::2] == [-100, 0]
    assert table["log_ratio"].tolist()[:2] == [pytest.approx(np.log2(10)), pytest.approx(-np.log2(10))]
    assert np.isnan(table["log_likelihood"]).tolist() == [False, False, True, False]
    assert table["log_likelihood"].iloc[3] == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((5, 4, 1, 10), "count must be a whole number from 0 to its size.*got 5 of 4"),
        ((1, 4, -1, 10), "reference count must be .* got -1 of 10"),
        ((0, 0, 1, 10), "got 0 of 0"),
        ((1.5, 4, 1, 10), "got 1.5 of 4"),
        ((float("nan"), 4, 1, 10), "got nan of 4"),
        ((1, float("inf"), 1, 10), "got 1 of inf"),
        (
            ([1, 2], [4, 4, 4], 1, 10),
            "counts and sizes must be single numbers or of one length, got 2, 3, 1, 1",
        ),
        (("many", 4, 1, 10), "count must be a number, or numbers, got 'many'"),
    ],
)
def test_counts_that_cannot_be_are_errors(args, message):
    with pytest.raises(MeasureError, match=message):
        keyness(*args)


SOURCES = (
    Source("a", "interview", "A", "", (Turn(1, "P", "the park the park the bus"),)),
    Source("b", "strategy", "A", "", (Turn(1, "", "the plan the plan the plan"),)),
    Source("c", "focus group", "B", "", (Turn(1, "Q", "the bus"),)),
)
INDEX = index_sources(SOURCES)


def test_a_kind_of_source_against_the_others_or_one_of_them():
    table = keywords(INDEX, "kind", "strategy").set_index("word")
    assert table.index[0] == "plan"
    assert table.loc["plan", ["count", "reference_count"]].tolist() == [3, 0]
    assert table.loc["the", ["count", "reference_count"]].tolist() == [3, 4]
    expected = keyness(3, 6, 4, 8).iloc[0]
    assert table.loc["the", "log_likelihood"] == pytest.approx(expected["log_likelihood"])
    one = keywords(INDEX, "kind", "strategy", reference="focus group").set_index("word")
    assert one.loc["the", "reference_count"] == 1
    assert "park" not in one.index


def test_domains_are_compared_on_coded_text(frame):
    segments = (
        Segment("1", "a", 1, 0, 17, "the park the park", "target.assessments", "shown", "R"),
        Segment("2", "c", 1, 0, 7, "the bus", "outcomes.goals", "shown", "R"),
        Segment("3", "a", 1, 0, 8, "the park", "outcomes.goals", "shown", "R"),
    )
    codings = Codings(frame, SOURCES, segments)
    table = keywords(INDEX, "domain", "target", codings=codings).set_index("word")
    # "the park" of both domains counts for the target only
    assert table[["count", "reference_count"]].to_dict("index") == {
        "park": {"count": 2, "reference_count": 0},
        "bus": {"count": 0, "reference_count": 1},
        "the": {"count": 2, "reference_count": 1},
    }
    with pytest.raises(MeasureError, match="'framework' must have words, got none"):
        keywords(INDEX, "domain", "framework", codings=codings)


def test_a_part_that_there_is_not_is_an_error_with_a_hint():
    with pytest.raises(
        MeasureError,
        match=r"(?s)part must be a kind, 'interview'.*got 'interviews'.*did you mean 'interview'",
    ):
        keywords(INDEX, "kind", "interviews")
    with pytest.raises(MeasureError, match="reference must differ from the part, 'interview', got 'interview'"):
        keywords(INDEX, "kind", "interview", reference="interview")
    with pytest.raises(MeasureError, match="reference must be a kind"):
        keywords(INDEX, "kind", "interview", reference="x")
    with pytest.raises(MeasureError, match="all but 'interview'' must have words, got none"):
        keywords(index_sources(SOURCES[:1]), "kind", "interview")
