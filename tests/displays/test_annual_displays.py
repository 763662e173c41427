"""Response, spread and the tables of the annual page and of one service's page."""

import re

import pandas as pd
import pytest

from cs_research.displays.figures.comparisons import response_chart, spread_chart
from cs_research.displays.figures.layout import render_plot
from cs_research.displays.tables import annual
from cs_research.errors import PublishError


def texts(plot):
    """Every text of a figure, as a reader of its SVG finds it."""
    (svg,) = render_plot(plot, "svg")
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg.decode("utf-8"))


RESPONSE = pd.DataFrame(
    [("all", "all", 30, 15, 15, 0.5), ("region", "north", 20, 5, 15, 0.25), ("region", "south", 10, pd.NA, pd.NA, pd.NA)],
    columns=["by", "group", "invited", "answered", "unanswered", "rate"],
)  # fmt: skip


@pytest.mark.parametrize("narrow", [False, True])
def test_a_bar_says_how_many_of_how_many_and_what_is_withheld_has_none(narrow):
    plot = response_chart(RESPONSE, {"north": "North", "south": "South"}, made_up=True, narrow=narrow)
    found = texts(plot)
    assert any("25%" in text and "5 of 20" in text for text in found), found
    assert "North" in found
    assert "South" not in found
    assert set(plot.data["overall"]) == {0.5}


@pytest.mark.parametrize("narrow", [False, True])
def test_the_middle_half_of_services_has_a_row_a_question(narrow):
    names = ["item", "n", "median_index", "lower_index", "upper_index"]
    table = pd.DataFrame([("q", 57, 50, 25, 75), ("r", pd.NA, pd.NA, pd.NA, pd.NA)], columns=names)
    plot = spread_chart(table, {"q": "One", "r": "Other"}, narrow=narrow)
    assert list(plot.data["item"]) == ["q"]
    assert "n = 57" in " ".join(texts(plot))


def test_a_score_is_said_in_the_words_of_its_scale(instrument):
    assert annual.format_score(3, instrument, "knowledge") == "Good"
    assert annual.format_score(3.5, instrument, "knowledge") == "between Good and Very good"
    assert annual.format_score(float("nan"), instrument, "knowledge") == ""
    items = [
        item.model_copy(update={"reversed": True}) if item.id == "knowledge" else item for item in instrument.items
    ]
    turned = instrument.model_copy(update={"items": tuple(items)})
    assert annual.format_score(5, turned, "knowledge") == "Poor"


def test_withheld_numbers_are_marked_in_tables():
    html = annual.response_table(RESPONSE, {"region": "Region"}, {"north": "North", "south": "South"})
    assert html.count("[c]") == 3
    change = pd.DataFrame(
        {"item": ["q", "r"], "label": ["high", "high"], "share_a": [0.5, None], "share_b": [0.25, None],
         "difference": [-0.25, None], "low": [-0.4, None], "high": [-0.01, None], "p_holm": [0.0002, None],
             "base_a": [40, None], "base_b": [40, None], "significant": ["yes", ""]}
    )  # fmt: skip
    html = annual.change_table(change, {"q": "Q", "r": "R"}, ("2021", "2022"), 0.95)
    for said in ("−25", "−40 to −1", "under 0.001", "2021, per cent"):
        assert said in html, said
    assert html.count("[c]") == 7


@pytest.mark.parametrize("score", [-5.0, 0.0, 99.0])
def test_a_score_outside_its_scale_is_a_fault(instrument, score):
    with pytest.raises(PublishError, match="must have a score from"):
        annual.format_score(score, instrument, "knowledge")
