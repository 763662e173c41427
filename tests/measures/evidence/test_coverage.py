"""How often intervals hold a known truth, and how often a verdict is wrong: seeded, in settings with the worst ones.

The long grid is ``tests/benchmarks/coverage.py``.
"""

import numpy as np
import pytest
from coverage_draws import gap_results, mean_results, nested_results, paired_results, site_coverage

DRAWS = 1000

#: Sites, practices, correlation between practices of a site, true share. The first three cover least in the long grid.
SETTINGS = [
    (8, 2, 0.3, 0.6),
    (8, 17, 0.3, 0.4),
    (5, 17, 0.3, 0.6),
    (5, 2, 0.3, 0.03),
    (3, 17, 0.3, 0.4),
    (3, 2, 0, 0.6),
]


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_interval_of_an_evidence_share_covers_it(setting):
    covered, width = site_coverage(np.random.default_rng(2023), *setting, draws=DRAWS)
    assert covered >= 0.93
    assert width < 0.75


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_interval_of_a_gap_covers_it_and_a_gap_of_0_is_hardly_taken_for_one(setting):
    covered, ahead = gap_results(np.random.default_rng(2023), *setting, draws=DRAWS)
    assert covered >= 0.93
    assert ahead <= 0.06


def test_a_large_gap_is_found():
    results = {
        sites: gap_results(np.random.default_rng(2023), sites, 6, 0.3, 0.3, 0.5, draws=DRAWS) for sites in (3, 5, 8)
    }
    assert all(covered >= 0.93 for covered, _ in results.values())
    power = [ahead for _, ahead in results.values()]
    assert power == sorted(power)
    assert power[1] > 0.9


@pytest.mark.parametrize("between", [-0.7, 0, 0.7])
def test_sites_may_be_among_the_services_that_answered(between):
    covered, ahead = nested_results(np.random.default_rng(2023), 5, 6, 0.3, 0.4, between, draws=DRAWS)
    assert covered >= 0.93
    assert ahead <= 0.06


@pytest.mark.parametrize(("services", "practices"), [(3, 17), (5, 6), (8, 6), (12, 2)])
def test_the_paired_gap_covers_where_the_sides_are_independent(services, practices):
    covered, ahead = paired_results(np.random.default_rng(2023), services, practices, 0.3, 0.5, 0, draws=DRAWS)
    assert covered >= 0.93
    assert ahead <= 0.06


@pytest.mark.parametrize(
    ("population", "respondents", "questions", "share", "correlation", "blank"),
    [
        (157, 57, 4, 0.05, 0.7, 0.1),
        (157, 120, 4, 0.2, 0.7, 0),
        (157, 57, 2, 0.85, 0.3, 0.1),
        (40, 10, 2, 0.5, 0, 0),
    ],
)
def test_the_mean_of_several_questions_is_covered_by_less_than_averaged_ends(
    population, respondents, questions, share, correlation, blank
):
    (covered, width), (_, averaged) = mean_results(
        np.random.default_rng(2023),
        population,
        respondents,
        questions,
        share,
        correlation,
        blank,
        draws=DRAWS,
    )
    assert covered >= 0.93
    assert width < averaged
