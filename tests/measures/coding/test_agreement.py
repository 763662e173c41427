"""Agreement: values published by others, terms worked out by hand, and what each metric must keep."""

import csv

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_research.errors import MeasureError
from cs_research.measures.coding.agreement import (
    METRICS,
    coincidences,
    distances,
    expected_disagreement,
    krippendorff_alpha,
    observed_disagreement,
    percent_agreement,
)

NONE = float("nan")


def rows(text):
    return [
        [NONE if mark == "." else int(mark) for mark in line.split()] for line in text.strip().splitlines()
    ]


#: Krippendorff (2011), section C: four observers, twelve units.
FOUR = rows("""
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
""")
THREE = rows("""
. . . . . 3 4 1 2 1 1 3 3 . 3
1 . 2 1 3 3 4 3 . . . . . . .
. . 2 1 3 4 4 . 2 1 1 3 3 . 4
""")


@pytest.mark.parametrize(
    ("judgements", "published"),
    [
        (FOUR, {"nominal": 0.743421, "ordinal": 0.815388, "interval": 0.849107, "ratio": 0.797403}),
        (THREE, {"nominal": 0.691358, "ordinal": 0.806721, "interval": 0.810845, "ratio": 0.808944}),
    ],
)
def test_published_values_come_out(judgements, published):
    for metric, value in published.items():
        assert krippendorff_alpha(judgements, metric) == pytest.approx(value, abs=1e-6), metric


def test_the_published_share_of_pairs_that_agree_comes_out():
    # Units 1, 3, 4, 5, 7, 9, 10 and 11 agree wholly; 2 and 8 in 3 of 6 pairs; 6 in none; 12 has one value only.
    assert percent_agreement(FOUR) == pytest.approx(9 / 11)


def test_the_coincidences_are_those_that_the_article_prints():
    # The article's table of coincidences for the four observers.
    assert coincidences(FOUR).round(6).to_numpy().tolist() == [
        [7, pytest.approx(4 / 3), pytest.approx(1 / 3), pytest.approx(1 / 3), 0],
        [pytest.approx(4 / 3), 10, pytest.approx(4 / 3), pytest.approx(1 / 3), 0],
        [pytest.approx(1 / 3, abs=1e-6), pytest.approx(4 / 3), 8, pytest.approx(1 / 3), 0],
        [pytest.approx(1 / 3), pytest.approx(1 / 3), pytest.approx(1 / 3), 4, 0],
        [0, 0, 0, 0, 3],
    ]


def test_each_term_is_what_it_is_on_paper():
    # Two coders, four units: 1-1, 1-1, 2-2, 2-4. Eight values: four 1, three 2, one 4.
    judgements = [[1, 1, 2, 2], [1, 1, 2, 4]]
    together = coincidences(judgements)
    assert together.to_numpy().tolist() == [[4, 0, 0], [0, 2, 1], [0, 1, 0]]
    assert list(together.index) == [1, 2, 4]
    # nominal: 2 of 8 pairs differ; by chance 2 (4·3 + 4·1 + 3·1) = 38 of 56
    nominal = distances(together, "nominal")
    assert observed_disagreement(together, nominal) == 2 / 8
    assert expected_disagreement(together, nominal) == 38 / 56
    assert krippendorff_alpha(judgements, "nominal") == pytest.approx(1 - (2 / 8) / (38 / 56))
    # ordinal: middles of ranks 2, 5.5 and 7.5
    assert distances(together, "ordinal").to_numpy().tolist() == [
        [0, 12.25, 30.25],
        [12.25, 0, 4],
        [30.25, 4, 0],
    ]
    # interval: 1, 9 and 4; observed 2·4 / 8; by chance 2 (12·1 + 4·9 + 3·4) / 56
    interval = distances(together, "interval")
    assert interval.to_numpy().tolist() == [[0, 1, 9], [1, 0, 4], [9, 4, 0]]
    assert observed_disagreement(together, interval) == 1
    assert expected_disagreement(together, interval) == pytest.approx(120 / 56)
    # ratio: (1/3)², (3/5)², (2/6)²
    assert distances(together, "ratio").iloc[0].tolist() == [0, pytest.approx(1 / 9), pytest.approx(9 / 25)]
    assert distances(together, "ratio").iloc[1, 2] == pytest.approx(1 / 9)


def test_what_has_no_variation_or_no_pair_cannot_be_told():
    assert pd.isna(krippendorff_alpha([[1, 1], [1, 1]], "ordinal"))
    assert percent_agreement([[1, 1], [1, 1]]) == 1
    for judgements in ([], [[1, 2, 3]], [[1, NONE], [NONE, 2]]):
        assert pd.isna(krippendorff_alpha(judgements, "interval"))
        assert pd.isna(percent_agreement(judgements))


def test_words_of_any_kind_can_be_nominal():
    words = [["shown", "silent", None, 1], ["shown", "partly", "x", 1]]
    # Units 1 and 4 agree, 2 does not, 3 has one value. Values: shown 2, 1 twice, silent, partly: 6 in all.
    # observed 2/6; by chance 2 (2·2 + 2·1 + 2·1 + 2·1 + 2·1 + 1·1) / 30 = 26/30
    assert krippendorff_alpha(words, "nominal") == pytest.approx(1 - (2 / 6) / (26 / 30))
    assert krippendorff_alpha([[frozenset("ab"), 1], [frozenset("ab"), "b"]], "nominal") == pytest.approx(
        1 - (2 / 4) / (10 / 12)
    )


def test_two_zeros_are_alike_on_a_ratio_scale():
    # Values 0, 0, 1, 0: observed δ(0, 1)² = 1 in 2 of 4; by chance 2·3·1 / 12
    assert krippendorff_alpha([[0, 1], [0, 0]], "ratio") == pytest.approx(1 - (2 / 4) / (6 / 12))


@pytest.mark.parametrize(
    ("judgements", "metric", "message"),
    [
        (
            [[1], [2]],
            "ordinl",
            "metric must be 'nominal', 'ordinal', 'interval' or 'ratio', got 'ordinl'.*'ordinal'",
        ),
        ([["red"], ["green"]], "ordinal", "agreement, ordinal: value must be a finite number, got 'green'"),
        ([[1.0], [float("inf")]], "interval", "value must be a finite number, got inf"),
        ([[True], [False]], "interval", "value must be a finite number, got False"),
        ([[1], [-2]], "ratio", "value must be a finite number of at least 0, got -2"),
    ],
)
def test_values_and_metrics_are_checked(judgements, metric, message):
    with pytest.raises(MeasureError, match=f"(?s){message}"):
        krippendorff_alpha(judgements, metric)


def test_every_odd_value_is_rejected():
    with pytest.raises(MeasureError) as error:
        krippendorff_alpha([["a", "b"], ["a", "c"]], "interval")
    assert len(error.value.faults) == 3


VALUES = st.lists(
    st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=6, max_size=6), min_size=2, max_size=4
)


@given(VALUES)
def test_order_of_coders_and_units_makes_no_difference(judgements):
    turned = [list(reversed(row)) for row in reversed(judgements)]
    for metric in METRICS:
        first, second = (
            krippendorff_alpha(pd.DataFrame(rows, dtype=float), metric) for rows in (judgements, turned)
        )
        assert (pd.isna(first) and pd.isna(second)) or first == pytest.approx(second)
        assert pd.isna(first) or first <= 1 + 1e-12


@given(VALUES)
def test_only_the_order_matters_to_ordinal_and_only_proportion_to_ratio(judgements):
    table = pd.DataFrame(judgements, dtype=float)
    for metric, other in (("ordinal", table**3 + 7), ("interval", 3 * table - 2), ("ratio", 5 * table)):
        first, second = krippendorff_alpha(table, metric), krippendorff_alpha(other, metric)
        assert (pd.isna(first) and pd.isna(second)) or first == pytest.approx(second, abs=1e-9), metric


def test_files_with_published_values_of_two_programs(shared):
    folder = shared("data/agreement/icr")
    seen = 0
    for table, column in (("freelon-2010-table-09.csv", 8), ("freelon-2010-table-10.csv", 8)):
        with (folder / table).open(encoding="utf-8") as stream:
            published = {row[0]: row[column] for row in csv.reader(stream)}
        for name, value in published.items():
            path = folder / f"freelon-2010-{name.lower().replace('.', '')}-recal.csv"
            if path.exists():
                units = pd.read_csv(path, header=None).replace(999, NONE)
                alpha = krippendorff_alpha(units.T, "nominal")
                assert alpha == pytest.approx(float(value), abs=6e-4), name
                seen += 1
    assert seen >= 6
