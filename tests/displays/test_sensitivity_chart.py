"""The gap under every alternative: dots, intervals, and which alternatives check the verdict."""

import re

import pandas as pd
import pytest

from cs_research.displays.figures.layout import render_plot
from cs_research.displays.figures.sensitivity import sensitivity_chart


def texts(plot):
    """Every text of a figure, as a reader of its SVG finds it."""
    (svg,) = render_plot(plot, "svg")
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg.decode("utf-8"))


@pytest.mark.parametrize("narrow", [False, True])
def test_an_alternative_with_another_verdict_stands_out(narrow):
    names = ["domain", "kind", "alternative", "gap", "low", "high", "same", "counted"]
    rows = [
        ("target", "as published", "as published", 0.3, 0.1, 0.5, True, False),
        ("target", "silence", "silent cells are left out", 0.05, -0.1, 0.2, False, True),
        ("target", "one site left out", "without Site A", 0.4, float("nan"), float("nan"), False, False),
    ]
    plot = sensitivity_chart(pd.DataFrame(rows, columns=names), margin=0.1, made_up=True, narrow=narrow)
    assert list(plot.data["inside"] == "#FFFFFF") == [False, True, False]
    assert list(plot.data["says"]) == [
        "the published verdict holds",
        "another verdict",
        "not a check",
    ]
    assert plot.data["y"].is_monotonic_decreasing
    found = texts(plot)
    for said in ("as published", "silent cells are left out", "30", "5", "40", "another verdict"):
        assert said in found, said


@pytest.mark.parametrize("narrow", [False, True])
def test_the_number_of_a_dot_without_an_interval_is_beside_it(narrow):
    import matplotlib.pyplot as plt

    names = ["domain", "kind", "alternative", "gap", "low", "high", "same", "counted"]
    rows = [
        ("target", "as published", "as published", 0.3, -0.6, 0.9, True, False),
        ("target", "ratings", "ratings of the rubric", 0.4, float("nan"), float("nan"), False, False),
    ]
    plot = sensitivity_chart(pd.DataFrame(rows, columns=names), margin=0.1, narrow=narrow)
    figure = plot.draw()
    figure.draw_without_rendering()
    axes = figure.axes[0]
    (number,) = (text.get_window_extent() for text in axes.texts if text.get_text() == "40")
    dot = axes.transData.transform((0.4, 0))[0]
    assert number.x0 - dot > 7 * figure.dpi / 72  # a dot has a radius of about 5 points
    plt.close(figure)
