"""Polychoric correlations against published tables and against the model's own."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal, norm

from cs_research.errors import MeasureError
from cs_research.measures.scales import latent as polychoric

#: Olsson (1979), as in the help of psych::polychoric
OLSSON = np.array([[13, 6, 0], [69, 113, 22], [41, 132, 104]])


@pytest.mark.parametrize("rho", [-0.99, -0.4, 0.0, 0.3, 0.95])
def test_the_bivariate_normal_is_that_of_scipy(rho):
    h, k = np.array([-2.0, -0.3, 0, 0, 0, 1.2, 3]), np.array([0.5, 0, 0, 2, -1, -1.2, 3])
    expected = multivariate_normal.cdf(np.column_stack([h, k]), cov=[[1, rho], [rho, 1]])
    assert polychoric.bivariate_normal(h, k, rho) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("rho", [-0.9, 0.0, 0.5])
def test_at_the_origin_it_is_an_arcsine(rho):
    at = np.zeros(1)
    expected = 0.25 + np.arcsin(rho) / (2 * np.pi)
    assert polychoric.bivariate_normal(at, at, rho)[0] == pytest.approx(expected, abs=1e-14)


def test_olssons_table():
    # Olsson reports .49, rows cut at -1.77 and -.14, columns at -.69 and .67
    assert polychoric.polychoric_correlation(OLSSON) == pytest.approx(0.49, abs=5e-3)
    assert polychoric.thresholds(OLSSON.sum(axis=1)) == pytest.approx([-1.77, -0.14], abs=5e-3)
    assert polychoric.thresholds(OLSSON.sum(axis=0)) == pytest.approx([-0.69, 0.67], abs=5e-3)


@pytest.mark.parametrize(
    ("rows", "columns", "both", "rho"),
    [
        # Kirk (1973), as in the help of psych::tetrachoric: margins, share of both, correlation
        (0.5, 0.5, 0.333333, 0.5),
        (0.5, 0.5, 0.1150267, -0.75),
        (0.5, 0.5, 0.397584, 0.8),
        (0.158655254, 0.158655254, 0.145003, 0.99),
    ],
)
def test_kirks_tetrachoric_correlations(rows, columns, both, rho):
    table = [[both, rows - both], [columns - both, 1 - rows - columns + both]]
    assert polychoric.polychoric_correlation(np.array(table)) == pytest.approx(rho, abs=1e-4)


def test_a_lopsided_table_comes_out_as_in_mplus():
    # psych::tetrachoric(matrix(c(61661, 1610, 85, 20), 2, 2)): Mplus reports .35
    table = np.array([[61661, 85], [1610, 20]])
    assert polychoric.polychoric_correlation(table) == pytest.approx(0.35, abs=5e-3)


@pytest.mark.parametrize("rho", [-0.8, 0.1, 0.6])
def test_a_table_made_by_the_model_gives_its_correlation_back(rho):
    a, b = [-9, -1.0, 0.2, 9], [-9, -0.5, 0.0, 0.9, 9]
    at = np.array([[(x, y) for y in b] for x in a])
    below = multivariate_normal.cdf(at, cov=[[1, rho], [rho, 1]])
    cells = np.diff(np.diff(below, axis=0), axis=1)
    assert polychoric.polychoric_correlation(10_000 * cells) == pytest.approx(rho, abs=1e-5)
    assert polychoric.polychoric_correlation(cells[::-1]) == pytest.approx(-rho, abs=1e-5)


def test_rows_that_nobody_chose_are_left_out():
    wide = np.insert(np.insert(OLSSON, 1, 0, axis=0), 3, 0, axis=1)
    assert polychoric.polychoric_correlation(wide) == pytest.approx(
        polychoric.polychoric_correlation(OLSSON), abs=1e-12
    )


def test_perfect_agreement_goes_to_the_end():
    assert polychoric.polychoric_correlation(np.diag([5, 5, 5])) == pytest.approx(1, abs=1e-4)
    assert polychoric.polychoric_correlation(np.diag([5, 5, 5])[::-1]) == pytest.approx(-1, abs=1e-4)


def test_one_row_has_no_correlation():
    assert np.isnan(polychoric.polychoric_correlation(np.array([[3, 4], [0, 0]])))
    assert np.isnan(polychoric.polychoric_correlation(np.zeros((2, 2))))


@pytest.mark.parametrize(
    ("counts", "options", "message"),
    [
        ([3, 4], {}, "counts must be a table, got 1 dimensions"),
        ([[3, -4], [1, 2]], {}, "counts must be 0 or more, got -4"),
        ([[3, np.nan], [1, 2]], {}, "counts must be 0 or more, got nan"),
        (
            [[3, 4], [1, 2]],
            {"row_cuts": [0.0, 1.0]},
            "cuts must be one fewer than rows and columns, got 2 and 1",
        ),
    ],
)
def test_what_is_no_table_is_an_error(counts, options, message):
    with pytest.raises(MeasureError, match=message):
        polychoric.polychoric_correlation(np.array(counts), **options)


def test_a_matrix_holds_the_correlations_of_pairs():
    rows = [(i, j) for i in range(3) for j in range(3) for _ in range(OLSSON[i, j])]
    scores = pd.DataFrame(rows, columns=["x", "y"]).assign(z=2.0, w=lambda table: -table["x"])
    table = polychoric.polychoric_matrix(scores)
    assert table.loc["x", "y"] == table.loc["y", "x"] == pytest.approx(polychoric.polychoric_correlation(OLSSON))
    assert table.loc["w", "y"] == pytest.approx(-table.loc["x", "y"], abs=1e-6)
    assert table.loc["x", "x"] == 1
    assert table["z"].isna().all()
    assert table.loc["z"].isna().all()


def test_a_matrix_takes_cuts_from_all_who_answered_and_pairs_from_those_who_answered_both():
    rows = [(i, j) for i in range(3) for j in range(3) for _ in range(OLSSON[i, j])]
    scores = pd.DataFrame(rows, columns=["x", "y"])
    more = pd.concat([scores, pd.DataFrame({"x": [0.0] * 100})], ignore_index=True)
    found = polychoric.polychoric_matrix(more).loc["x", "y"]

    def likelihood(rho):
        shares = OLSSON.sum(axis=1) + np.array([100, 0, 0]), OLSSON.sum(axis=0)
        a, b = ([-9, *norm.ppf(np.cumsum(share)[:-1] / share.sum()), 9] for share in shares)
        at = np.array([[(x, y) for y in b] for x in a])
        below = multivariate_normal.cdf(at, cov=[[1, rho], [rho, 1]])
        return (OLSSON * np.log(np.diff(np.diff(below, axis=0), axis=1))).sum()

    assert likelihood(found) > likelihood(found - 1e-3)
    assert likelihood(found) > likelihood(found + 1e-3)
    assert abs(found - polychoric.polychoric_matrix(scores).loc["x", "y"]) > 5e-3
    apart = pd.DataFrame({"x": [1, 2, np.nan, np.nan], "y": [np.nan, np.nan, 1, 2]})
    assert np.isnan(polychoric.polychoric_matrix(apart).loc["x", "y"])


def test_with_the_tolerance_of_r_the_correlations_are_those_of_psych(shared):
    # R: psych::alpha(psych::polychoric(bfi[1:5] with A1 reversed)$rho)$total$std.alpha. psych searches with
    # R's optimize, whose default tolerance is the fourth root of the machine's precision.
    table = pd.read_csv(shared("data/spss/psych/bfi.csv"))[["A1", "A2", "A3", "A4", "A5"]]
    table["A1"] = 7 - table["A1"]
    cuts = {item: polychoric.thresholds(table[item].value_counts().sort_index().to_numpy()) for item in table}
    sum_r = 5.0
    for one, other in combinations(table.columns, 2):
        counts = pd.crosstab(table[one], table[other]).to_numpy()
        rho = polychoric.polychoric_correlation(
            counts, row_cuts=cuts[one], column_cuts=cuts[other], tolerance=np.finfo(float).eps ** 0.25
        )
        sum_r += 2 * rho
    assert 5 / 4 * (1 - 5 / sum_r) == pytest.approx(0.7589921786, abs=5e-10)
