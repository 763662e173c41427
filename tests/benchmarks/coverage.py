"""How often the intervals of shares, gaps and means hold the truth: ``python tests/benchmarks/coverage.py [--quick]``.

Prints the least, the 5 % quantile and the mean of the coverage over a grid of settings with its mean width, how often
confidence is said to outrun evidence where the true gap is 0, and how often where it is not. No test depends on it; a
few of its settings are in ``tests/measures/test_coverage.py``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from printed import printed

sys.path.insert(0, str(Path(__file__).parent.parent / "measures" / "evidence"))
from coverage_draws import gap_results, mean_results, nested_results, paired_results, site_coverage

SITES, PRACTICES = (3, 4, 5, 6, 8, 10), (2, 3, 6, 10, 17)
CORRELATIONS, SHARES = (0, 0.1, 0.2, 0.3), (0.03, 0.1, 0.2, 0.4, 0.6, 0.9)


def summary(name: str, covered: Iterable[float], rest: str) -> str:
    """A line of the table: coverage over a grid, and what else was counted."""
    found = np.array(list(covered))
    return f"{name}|{len(found)}|{found.min():.3f}|{np.quantile(found, 0.05):.3f}|{found.mean():.3f}|{rest}"


def sites_and_gaps(rng: Any, draws: int, correlations: tuple[float, ...] = CORRELATIONS) -> list[str]:
    """The interval of an evidence share, and of a gap of 0."""
    grid = list(product(SITES, PRACTICES, correlations, SHARES, (False, True)))
    shares = [site_coverage(rng, *setting[:4], draws=draws, halves=setting[4]) for setting in grid]
    gaps = [gap_results(rng, *setting[:4], draws=draws, halves=setting[4]) for setting in grid]
    worst = grid[int(np.argmin([covered for covered, _ in shares]))]
    told = "correlation " + (f"0 to {correlations[-1]}" if len(correlations) > 1 else f"{correlations[0]}")
    return [
        summary(
            f"share, {told}",
            (covered for covered, _ in shares),
            f"width {np.mean([width for _, width in shares]):.2f}; least at {worst}",
        ),
        summary(
            f"gap of 0, {told}",
            (covered for covered, _ in gaps),
            f"false verdicts, most: {max(ahead for _, ahead in gaps):.3f}",
        ),
    ]


def power(rng: Any, draws: int) -> list[str]:
    """How often a gap is found."""
    lines = []
    for sites in (3, 5, 8):
        found = {
            gap: [
                gap_results(rng, sites, practices, correlation, share, gap, draws=draws)
                for practices, correlation, share in product((2, 6, 17), (0, 0.15, 0.3), (0.1, 0.3, 0.45))
            ]
            for gap in (0.2, 0.3, 0.5)
        }
        told = ", ".join(f"{gap:g}: {np.mean([ahead for _, ahead in of]):.2f}" for gap, of in found.items())
        covered = [covered for of in found.values() for covered, _ in of]
        lines.append(summary(f"gap, {sites} sites", covered, f"verdicts at a gap of {told}"))
    return lines


def nested(rng: Any, draws: int) -> list[str]:
    """Sites that are among the services that answered."""
    lines = []
    for between in (-0.7, 0, 0.7):
        found = [
            nested_results(rng, sites, practices, 0.3, share, between, draws=draws)
            for sites, practices, share in product((3, 5, 8), (2, 6, 17), (0.2, 0.4, 0.6))
        ]
        most = f"false verdicts, most: {max(ahead for _, ahead in found):.3f}"
        lines.append(summary(f"gap of 0, sites answered, sides {between}", (c for c, _ in found), most))
    return lines


def paired(rng: Any, draws: int) -> list[str]:
    """Services on both sides."""
    lines = []
    for between in (-0.5, 0, 0.5):
        found = [
            paired_results(rng, services, practices, correlation, share, between, draws=draws)
            for services, practices, correlation, share in product(
                (3, 5, 8, 12), (2, 6, 17), (0, 0.3), (0.1, 0.3, 0.5, 0.7)
            )
        ]
        most = f"false verdicts, most: {max(ahead for _, ahead in found):.3f}"
        lines.append(summary(f"paired gap of 0, sides {between}", (c for c, _ in found), most))
    for services in (3, 5, 8, 12):
        found = [paired_results(rng, services, practices, 0.3, 0.3, 0, 0.5, draws=draws) for practices in (2, 6, 17)]
        rest = f"verdicts at a gap of 0.5: {np.mean([ahead for _, ahead in found]):.2f}"
        lines.append(summary(f"paired gap, {services} services", (c for c, _ in found), rest))
    return lines


def means(rng: Any, draws: int) -> list[str]:
    """The mean of several questions, from respondents and from averaged ends."""
    sizes = ((157, 5), (157, 12), (157, 30), (157, 57), (157, 120), (40, 10), (40, 25))
    grid = product(sizes, (2, 4), (0.05, 0.2, 0.5, 0.85), (0, 0.3, 0.7, 1), (0, 0.1))
    found = [mean_results(rng, *size, *setting, draws=draws) for size, *setting in grid]
    return [
        summary(name, (each[at][0] for each in found), f"width {np.mean([each[at][1] for each in found]):.2f}")
        for at, name in enumerate(("mean, by respondent", "mean, averaged ends"))
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer draws")
    draws = 300 if parser.parse_args().quick else 4000
    rng = np.random.default_rng(2023)
    lines = ["what|settings|least|5 %|mean|beside"]
    lines += sites_and_gaps(rng, draws)
    for correlation in (0.5, 0.7):
        lines += sites_and_gaps(rng, draws, (correlation,))
    lines += [*power(rng, draws), *nested(rng, draws), *paired(rng, draws), *means(rng, draws // 4)]
    printed(lines)


if __name__ == "__main__":
    main()
