"""Figures that compare services: between waves, and one service among all."""

import re

import pandas as pd
import pytest

from cs_research.displays.figures.comparisons import benchmark_chart, trend_chart
from cs_research.displays.figures.layout import render_plot


def texts(plot):
    """Every text of a figure, as a reader of its SVG finds it."""
    (svg,) = render_plot(plot, "svg")
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg.decode("utf-8"))


@pytest.fixture
def trend():
    rows = [("q", 2022, 0.5, 0.4, 0.6, 57), ("q", 2023, 0.625, 0.5, 0.7, 60), ("q", 2024, 1.0, 0.9, 1.0, 61)]
    table = pd.DataFrame(rows, columns=["item", "wave", "share", "low", "high", "base"])
    return table.assign(reworded=[False, False, True])


@pytest.mark.parametrize("narrow", [False, True])
def test_a_line_breaks_where_the_question_was_reworded(trend, narrow):
    plot = trend_chart(trend, {"q": "The question"}, made_up=True, narrow=narrow)
    assert plot.data["stretch"].nunique() == 2
    assert list(plot.data["inside"] == "#FFFFFF") == [False, False, True]
    found = texts(plot)
    for said in (
        "50%",
        "63%",
        "100%",
        "2022",
        "n = 57",
        "n = 61",
        "The question",
        "Made-up data: no real service is shown.",
    ):
        assert said in found, said


def test_a_wave_in_which_it_was_not_asked_says_so(trend):
    trend.loc[1, ["share", "low", "high", "base"]] = float("nan")
    found = texts(trend_chart(trend, {"q": "Q"}))
    assert "not asked" in found
    assert "63%" not in found


@pytest.fixture
def service():
    names = ["item", "compared", "n", "index", "median_index", "lower_index", "upper_index", "at_or_below"]
    rows = [
        ("q", "all", 57, 75, 50, 25, 75, 0.9), ("q", "wales", 6, 75, 25, 0, 50, 1.0),
        ("r", "all", 55, float("nan"), 50, 25, 75, float("nan")), ("r", "wales", 6, float("nan"), 100, 0, 50, 1.0),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


@pytest.mark.parametrize("narrow", [False, True])
def test_one_service_stands_among_all(service, narrow):
    plot = benchmark_chart(service, {"q": "One", "r": "Other"}, made_up=True, narrow=narrow)
    assert list(plot.data["item"]) == ["q", "r"]
    found = " ".join(texts(plot))
    assert "n = 57 · 90% at or below" in found
    assert "n = 55 · no answer" in found
    assert "Median of its region" in found


def test_without_a_region_the_legend_names_the_service_only(service):
    found = texts(benchmark_chart(service[service["compared"] == "all"], {"q": "One", "r": "Other"}))
    assert "This service" in found
    assert "Median of its region" not in found
