"""Agreement: values published by others, terms worked out by hand, intervals, and what each level must keep."""

import csv
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_research.errors import MeasureError
from cs_research.measures.coding import chance
from cs_research.measures.coding.agreement import (
    LEVELS,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
)

NONE = float("nan")
ALL = (percent_agreement, cohen_kappa, fleiss_kappa, krippendorff_alpha, gwet_ac1)


def units(text):
    """Lines of coders, as articles print them, turned into units × coders."""
    rows = [[NONE if mark == "." else int(mark) for mark in line.split()] for line in text.strip().splitlines()]
    return [list(column) for column in zip(*rows, strict=True)]


#: Krippendorff (2011), section C: four observers, twelve units.
FOUR = units("""
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
""")
THREE = units("""
. . . . . 3 4 1 2 1 1 3 3 . 3
1 . 2 1 3 3 4 3 . . . . . . .
. . 2 1 3 4 4 . 2 1 1 3 3 . 4
""")
#: Cohen (1960), page 45: counts of two judges.
COHEN = [
    [row, column]
    for row, counts in enumerate([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    for column, times in enumerate(counts)
    for _ in range(times)
]
#: Fleiss (1971), table 1: how many of six psychiatrists gave each of 30 patients each of five diagnoses.
FLEISS = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040
03300 10050 02031 00501 30012 51000 02040 10203 00006 01050 02013 20040
10041 05010 40002 02040 10500 00006
"""


def estimate(table):
    return float(table["estimate"].iloc[0])


def value(made, *args, **options):
    return estimate(made(*args, draws=0, **options))


@pytest.mark.parametrize(
    ("table", "published"),
    [
        (FOUR, {"nominal": 0.743421, "ordinal": 0.815388, "interval": 0.849107, "ratio": 0.797403}),
        (THREE, {"nominal": 0.691358, "ordinal": 0.806721, "interval": 0.810845, "ratio": 0.808944}),
    ],
)
def test_published_values_of_alpha_come_out(table, published):
    assert set(published) == set(LEVELS)
    for level, expected in published.items():
        assert value(krippendorff_alpha, table, level) == pytest.approx(expected, abs=1e-6), level


def test_the_other_coefficients_that_are_published_for_the_same_data_come_out():
    # Gwet (2014) on the four observers; units 2 and 8 agree in 3 of 6 pairs, 6 in none, 12 has one value only
    assert value(percent_agreement, FOUR) == pytest.approx(9 / 11)
    assert value(fleiss_kappa, FOUR) == pytest.approx(0.76117, abs=5e-6)
    found = gwet_ac1(FOUR, draws=0).iloc[0]
    assert found["estimate"] == pytest.approx(0.77544, abs=5e-6)
    assert found["standard_error"] == pytest.approx(0.14295, abs=5e-6)
    assert (found["error_low"], found["error_high"]) == (pytest.approx(0.46081, abs=5e-6), 1)
    assert (found["units"], found["left_out"], found["coders"], found["values"]) == (12, 0, 4, 5)


def test_cohen_s_example_and_its_maximum_come_out():
    found = cohen_kappa(COHEN).iloc[0]
    assert found["estimate"] == pytest.approx(0.491525, abs=1e-6)
    assert found["maximum"] == pytest.approx(0.830508, abs=1e-6)
    assert 0.38 < found["low"] < 0.41 < 0.57 < found["high"] < 0.6  # Cohen's own error of .049 gives .395 to .588


def test_fleiss_s_example_comes_out():
    table = [[place for place, times in enumerate(row) for _ in range(int(times))] for row in FLEISS.split()]
    assert len(table) == 30
    found = fleiss_kappa(table, draws=0).iloc[0]
    assert found["estimate"] == pytest.approx(0.430, abs=5e-4)
    assert 1 - found["observed"] == pytest.approx(0.5556, abs=5e-5)
    # the article squares shares of three digits: .144² + .144² + .167² + .306² + .239²
    assert 1 - found["expected"] == pytest.approx(0.2201, abs=2e-4)


def test_ac1_stays_high_where_one_value_prevails():
    table = [["yes", "yes"]] * 8 + [["no", "no"], ["yes", "no"]]
    assert value(percent_agreement, table) == pytest.approx(0.9)
    assert value(gwet_ac1, table) == pytest.approx(0.8658, abs=5e-5)
    assert value(fleiss_kappa, table) == pytest.approx(0.6078, abs=5e-5)  # Scott's pi
    # a third value that nobody gave makes agreement by chance rarer
    assert value(gwet_ac1, table, categories=3) > value(gwet_ac1, table)
    with pytest.raises(MeasureError, match="categories must be 2 or more, as many as occur, got 1"):
        gwet_ac1(table, categories=1)


def test_alpha_on_paper():
    # Two coders, four units: 1-1, 1-1, 2-2, 2-4. Eight values: four 1, three 2, one 4.
    table = [[1, 1], [1, 1], [2, 2], [2, 4]]
    # nominal: 2 of 8 pairs differ; by chance 2 (4·3 + 4·1 + 3·1) = 38 of 56
    # ordinal: middles of ranks 2, 5.5 and 7.5; by chance 2 (12·12.25 + 4·30.25 + 3·4) of 56
    # interval: 1, 9 and 4; observed 2·4 / 8; by chance 2 (12·1 + 4·9 + 3·4) / 56
    # ratio: (1/3)², (3/5)², (2/6)²
    for level, observed, expected in (
        ("nominal", 2 / 8, 38 / 56),
        ("ordinal", 2 * 4 / 8, 2 * (12 * 12.25 + 4 * 30.25 + 3 * 4) / 56),
        ("interval", 1, 120 / 56),
        ("ratio", 2 / 9 / 8, 2 * (12 / 9 + 4 * 9 / 25 + 3 / 9) / 56),
    ):
        found = krippendorff_alpha(table, level, draws=0).iloc[0]
        assert found["observed"] == pytest.approx(observed), level
        assert found["expected"] == pytest.approx(expected), level
        assert found["estimate"] == pytest.approx(1 - observed / expected), level


def test_what_has_no_variation_or_no_pair_has_no_alpha_and_says_why():
    for level in LEVELS:
        same = krippendorff_alpha([[1, 1], [1, 1]], level).iloc[0]
        assert pd.isna(same["estimate"])
        assert same["note"] == "all values are the same"
    assert value(percent_agreement, [[1, 1], [1, 1]]) == 1
    for table in ([], [[1], [2], [3]], [[1, NONE], [NONE, 2]]):
        for made in ALL:
            found = made(table).iloc[0]
            assert pd.isna(found["estimate"]), made.__name__
            assert found["note"] == "no unit has two values"


def test_words_of_any_kind_can_be_nominal():
    words = [["shown", "shown"], ["silent", "partly"], [None, "x"], [1, 1]]
    # Units 1 and 4 agree, 2 does not, 3 has one value. Values: shown 2, 1 twice, silent, partly: 6 in all.
    # observed 2/6; by chance 2 (2·2 + 2·1 + 2·1 + 2·1 + 2·1 + 1·1) / 30 = 26/30
    assert value(krippendorff_alpha, words) == pytest.approx(1 - (2 / 6) / (26 / 30))
    assert krippendorff_alpha(words)["left_out"].tolist() == [1]


def test_two_zeros_are_alike_on_a_ratio_scale():
    # Values 0, 0, 1, 0: observed δ(0, 1)² = 1 in 2 of 4; by chance 2·3·1 / 12
    assert value(krippendorff_alpha, [[0, 0], [1, 0]], "ratio") == pytest.approx(1 - (2 / 4) / (6 / 12))


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        (
            [[1, 2]],
            {"level": "ordinl"},
            "level must be 'nominal', 'ordinal', 'interval' or 'ratio', got 'ordinl'.*'ordinal'",
        ),
        (
            [["red", "green"]],
            {"level": "ordinal"},
            "agreement, ordinal: value must be a finite number, got 'green'",
        ),
        ([[1.0, float("inf")]], {"level": "interval"}, "value must be a finite number, got inf"),
        ([[True, False]], {"level": "interval"}, "value must be a finite number, got False"),
        ([[1, -2]], {"level": "ratio"}, "value must be a finite number of at least 0, got -2"),
        ([[1, 2]], {"draws": -1}, "draws must be 0 or more, got -1"),
        ([[1, 2]], {"confidence_level": 95}, "level must lie between 0 and 1, got 95"),
    ],
)
def test_values_and_options_are_checked(table, options, message):
    with pytest.raises(MeasureError, match=f"(?s){message}"):
        krippendorff_alpha(table, **options)


def test_every_odd_value_is_rejected():
    with pytest.raises(MeasureError) as error:
        krippendorff_alpha([["a", "a"], ["b", "c"]], "interval")
    assert len(error.value.faults) == 3


VALUES = st.lists(st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=3, max_size=3), min_size=2, max_size=6)


def same(first, second):
    return (pd.isna(first) and pd.isna(second)) or first == pytest.approx(second, abs=1e-9)


@settings(max_examples=30)
@given(VALUES)
def test_order_of_coders_and_units_makes_no_difference(rows):
    table, turned = (
        pd.DataFrame(rows, dtype=float),
        pd.DataFrame([row[::-1] for row in rows[::-1]], dtype=float),
    )
    for made in ALL:
        assert same(value(made, table), value(made, turned)), made.__name__
    for level in LEVELS:
        first = value(krippendorff_alpha, table, level)
        assert same(first, value(krippendorff_alpha, turned, level))
        assert pd.isna(first) or first <= 1 + 1e-12


@settings(max_examples=30)
@given(VALUES)
def test_only_the_order_matters_to_ordinal_and_only_proportion_to_ratio(rows):
    table = pd.DataFrame(rows, dtype=float)
    for level, other in (("ordinal", table**3 + 7), ("interval", 3e6 * table - 2), ("ratio", 5 * table)):
        assert same(value(krippendorff_alpha, table, level), value(krippendorff_alpha, other, level)), level


def slow_alpha(rows, level):
    """Krippendorff's alpha from every pair of values, as the definition has it."""
    pairable = [[it for it in row if not pd.isna(it)] for row in rows]
    pairable = [row for row in pairable if len(row) > 1]
    every = [it for row in pairable for it in row]

    def squared(c, k):
        if level == "ordinal":
            ranks = {it: sum(x < it for x in every) + sum(x == it for x in every) / 2 for it in (c, k)}
            return (ranks[c] - ranks[k]) ** 2
        return {
            "nominal": c != k,
            "interval": (c - k) ** 2,
            "ratio": ((c - k) / (c + k)) ** 2 if c + k else 0,
        }[level]

    inside = sum(2 * squared(c, k) / (len(row) - 1) for row in pairable for c, k in combinations(row, 2))
    across = sum(2 * squared(c, k) for c, k in combinations(every, 2))
    return 1 - (inside / len(every)) / (across / (len(every) * (len(every) - 1)))


@pytest.mark.parametrize("level", LEVELS)
def test_weights_of_patterns_give_what_units_drawn_again_give(level):
    rng = np.random.default_rng(4)
    truth = rng.integers(1, 5, 25)
    table = np.where(rng.random((25, 3)) < 0.6, truth[:, None], rng.integers(1, 5, (25, 3))).astype(float)
    table[rng.random(table.shape) < 0.1] = np.nan
    table = table[(~np.isnan(table)).sum(axis=1) > 1]
    assert value(krippendorff_alpha, table, level) == pytest.approx(slow_alpha(table.tolist(), level))
    patterns = chance.patterns_of(pd.DataFrame(table)).without_order()
    (weights,) = chance.resampled(patterns.times, 6, seed=1)
    found = chance.estimate_of(chance.terms_of("krippendorff_alpha", patterns, level=level)(weights))
    for times, estimate in zip(weights, found, strict=True):
        assert times.sum() == len(table)
        again = [
            [patterns.values[code] for code in codes if code >= 0]
            for codes, number in zip(patterns.codes, times, strict=True)
            for _ in range(int(number))
        ]
        assert estimate == pytest.approx(slow_alpha(again, level))


def test_resamples_are_the_bootstrap_of_units():
    # the share of 30 units that agree: its resamples have the standard error √(p (1 − p) / 30)
    table = [[1, 1]] * 21 + [[1, 2]] * 9
    found = percent_agreement(table, draws=4000, confidence_level=0.6826895).iloc[0]
    assert (found["high"] - found["low"]) / 2 == pytest.approx(np.sqrt(0.7 * 0.3 / 30), rel=0.1)


def test_the_same_seed_gives_the_same_interval_and_another_one_does_not():
    ends = [tuple(cohen_kappa(COHEN, seed=seed)[["low", "high"]].iloc[0]) for seed in (1, 1, 2)]
    assert ends[0] == ends[1] != ends[2]


def test_an_interval_that_would_mislead_is_missing_or_has_a_note():
    full = percent_agreement([[1, 1]] * 40 + [[2, 2]] * 40).iloc[0]
    assert pd.isna(full["low"])
    assert full["note"] == "no interval: every resample gives the same value"
    rare = krippendorff_alpha([[0, 0]] * 99 + [[1, 1]]).iloc[0]
    assert pd.isna(rare["high"])
    assert "resamples have no variation" in rare["note"]
    assert "11 units are few" in krippendorff_alpha(FOUR)["note"].iloc[0]


def test_kappa_of_several_coders_is_the_mean_over_their_pairs():
    pairs = [[[row[i], row[j]] for row in FOUR] for i, j in combinations(range(4), 2)]
    kappas = [value(cohen_kappa, pair) for pair in pairs]
    found = cohen_kappa(FOUR, draws=0).iloc[0]
    assert found["estimate"] == pytest.approx(np.mean(kappas))
    assert pd.isna(found["maximum"])


def test_the_example_of_hayes_and_krippendorff_comes_out(shared):
    # Hayes and Krippendorff (2007), page 84: five observers, forty reports
    table = pd.read_csv(shared("data/agreement/icr") / "hayes-krippendorff-2007.csv")
    assert value(krippendorff_alpha, table, "ordinal") == pytest.approx(0.7598, abs=5e-5)


def test_files_with_published_values_of_two_programs(shared):
    folder = shared("data/agreement/icr")
    seen = 0
    columns = {percent_agreement: 1, fleiss_kappa: 3, cohen_kappa: 5, krippendorff_alpha: 8}
    for table in ("freelon-2010-table-09.csv", "freelon-2010-table-10.csv"):
        with (folder / table).open(encoding="utf-8") as stream:
            published = list(csv.reader(stream))[1:]
        for row in published:
            path = folder / f"freelon-2010-{row[0].lower().replace('.', '')}-recal.csv"
            if path.exists():
                judged = pd.read_csv(path, header=None).replace(999, NONE)
                for made, column in columns.items():
                    if row[column] == "NA":
                        continue
                    scale = 0.01 if made is percent_agreement else 1
                    expected = float(row[column]) * scale
                    found = value(made, judged)
                    if pd.isna(found):  # the programs print 1 where there is no variation
                        assert expected == 1
                    else:
                        digits = len(row[column].partition(".")[2])
                        assert found == pytest.approx(expected, abs=0.6 * scale * 10**-digits), row[0]
                    seen += 1
    assert seen >= 30
