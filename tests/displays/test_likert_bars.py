"""Figures as data: places, order, labels, and that nothing is cut off."""

import io
import re
from fractions import Fraction
from math import floor

import pandas as pd
import pytest

from cs_research.displays.figures import likert_bars as diverging
from cs_research.displays.figures import likert_bars as figures
from cs_research.displays.figures.layout import (
    format_percent,
    format_points,
    mix_with_white,
    point_colours,
    readable_on,
    render_plot,
)
from cs_research.errors import PublishError
from cs_research.formats import read_survey
from cs_research.measures.counts.tally import tally
from cs_research.measures.shares import likert

LABELS = {
    "target": "Target",
    "framework": "Framework",
    "partnerships": "Partnerships",
    "outcomes": "Outcomes",
}


@pytest.fixture(scope="module")
def answers(demo_study, instrument):
    responses = read_survey(demo_study.parent / "survey" / "qualtrics.csv", instrument)
    counts = tally(responses)
    return (
        likert.distribution(counts),
        likert.nets(counts),
        likert.multiple(counts),
    )


def gaps(**rows):
    names = ["domain", "confidence", "confidence_low", "confidence_high", "evidence", "evidence_low",
             "evidence_high", "gap"]  # fmt: skip
    return pd.DataFrame(
        [
            (name, c, max(c - 0.05, 0), min(c + 0.05, 1), e, max(e - 0.05, 0), min(e + 0.05, 1), c - e)
            for name, (c, e) in rows.items()
        ],
        columns=names,
    )


def texts(svg):
    return [re.sub(r"<[^>]+>", "", found) for found in re.findall(r"<text[^>]*>(.*?)</text>", svg, flags=re.DOTALL)]


def svg_of(plot):
    return render_plot(plot, "svg")[0].decode("utf-8")


def test_the_line_parts_the_headline_from_the_rest(answers, instrument):
    distribution, _, _ = answers
    scale = instrument.scale_of(instrument.item("assess_contexts"))
    rows = distribution[distribution["item"] == "assess_contexts"]
    parts = diverging._segments(rows, ["assess_contexts"], scale).set_index("point")
    assert parts.loc["somewhat", "xmin"] == pytest.approx(parts.loc["neither", "xmax"])
    assert parts.loc["neither", "xmin"] == pytest.approx(-parts.loc["neither", "xmax"])
    assert parts["xmax"].sub(parts["xmin"]).sum() == pytest.approx(1)
    assert list(parts.index) == [point.id for point in scale.points]


def test_an_answer_that_says_nothing_stands_apart(answers, instrument):
    distribution, _, _ = answers
    scale = instrument.scale_of(instrument.item("local_work"))
    rows = distribution[distribution["item"] == "local_work"]
    parts = diverging._segments(rows, ["local_work"], scale).set_index("point")
    assert parts.loc["not_sure", "xmin"] > parts.loc["a_lot", "xmax"]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("item", ["knowledge", "assess_contexts", "local_work", "measure_safety", "appropriate"])
def test_bars_of_answers_print_every_point_base_and_headline(answers, instrument, item, narrow):
    distribution, nets, _ = answers
    rows = distribution[distribution["item"] == item]
    svg = svg_of(figures.likert_bars(rows, nets, made_up=True, narrow=narrow))
    printed = " ".join(texts(svg))
    for point in instrument.points_of(instrument.item(item)):
        assert point.brief in printed
    row = nets[(nets["item"] == item) & nets["headline"]].iloc[0]
    assert f"{format_percent(row['share'])}% {row['label']}" in printed
    assert f"n = {row['base']}" in printed
    assert "Made-up data" in printed


def test_real_data_bears_no_mark_of_made_up_data(answers, instrument):
    distribution, nets, _ = answers
    svg = svg_of(figures.likert_bars(distribution[distribution["item"] == "knowledge"], nets))
    assert "Made-up" not in svg


def test_a_figure_is_drawn_from_a_tally_alone_and_shows_itself_in_a_notebook(demo_study):
    counts = tally(read_survey(demo_study.parent / "survey" / "qualtrics.csv", "yjs-survey/2022"))
    table = likert.distribution(counts)
    figure = figures.likert_bars(table[table["item"] == "knowledge"])
    assert "Extremely" not in texts(svg_of(figure))
    assert "n = 57" in texts(svg_of(figure))
    assert hasattr(figure, "_repr_mimebundle_")


def test_a_scale_decides_order_and_colour_whatever_the_order_of_rows(answers, instrument):
    distribution, nets, _ = answers
    for item in ("knowledge", "local_work", "measure_safety", "appropriate"):
        rows = distribution[distribution["item"] == item]
        scale = instrument.scale_of(instrument.item(item))
        rebuilt = figures._scale_of(rows.sample(frac=1, random_state=4))
        assert rebuilt.sides == scale.sides
        assert point_colours(rebuilt) == point_colours(scale)
        assert [point.brief for point in rebuilt.points] == [point.brief for point in scale.points]
        assert svg_of(figures.likert_bars(rows[::-1], nets)) == svg_of(figures.likert_bars(rows, nets))


def test_bars_without_some_answers_are_refused(answers):
    distribution, nets, _ = answers
    rows = distribution[distribution["item"].isin(["assess_contexts", "record_contexts"])]
    with pytest.raises(PublishError, match="'assess_contexts' must have every answer of its scale, got no"):
        figures.likert_bars(rows[1:], nets)
    one = rows[rows["item"] == "assess_contexts"]
    with pytest.raises(PublishError, match=r"'assess_contexts' must have every answer .*, got shares that add to"):
        figures.likert_bars(one[one["side"] == "upper"], nets)


def test_bars_of_options_are_of_one_question(answers):
    with pytest.raises(PublishError, match="table must be of one item, got '"):
        figures.multiple_bars(answers[2])


def test_options_stand_from_the_most_chosen_to_the_least(answers):
    _, _, multiple = answers
    table = multiple[multiple["item"] == "barriers"]
    plot = figures.multiple_bars(table)
    assert plot.data["share"].is_monotonic_decreasing
    assert len(plot.data) == len(table)


def test_the_gap_chart_prints_both_sides_and_the_gap():
    svg = svg_of(figures.gap_chart(gaps(target=(0.79, 0.2), outcomes=(0.3, 0.72)), LABELS))
    printed = texts(svg)
    for said in ("79", "20", "gap 59 points", "30", "72", "gap −42 points", "Target", "Outcomes"):
        assert said in printed


def test_a_side_without_an_interval_is_a_dot_alone():
    table = gaps(target=(0.8, 0.2)).assign(evidence_low=float("nan"), evidence_high=float("nan"))
    assert "20" in texts(svg_of(figures.gap_chart(table, LABELS)))


def test_dots_that_lie_close_have_their_numbers_apart():
    sides = figures._place_dots(gaps(target=(0.50, 0.49)).assign(y=0), panel=6.0).set_index("side")
    assert sides.loc["Confidence", "x"] - sides.loc["Evidence", "x"] > 0.045


@pytest.mark.parametrize("narrow", [False, True])
def test_no_label_of_a_figure_is_cut_off(answers, instrument, narrow):
    import matplotlib.pyplot as plt

    distribution, nets, multiple = answers
    plots = [
        figures.likert_bars(distribution[distribution["item"] == item.id], nets, narrow=narrow)
        for item in instrument.items
        if item.kind == "single" and item.figure
    ]
    full = multiple[multiple["item"] == "barriers"].assign(share=1.0, low=1.0, high=1.0)
    plots += [figures.multiple_bars(full, narrow=narrow)]
    plots += [
        figures.multiple_bars(multiple[multiple["item"] == name], narrow=narrow) for name in ("enablers", "barriers")
    ]
    plots.append(
        figures.gap_chart(
            gaps(partnerships=(1.0, 0.0), target=(1.0, 0.98), outcomes=(0.0, 0.02)),
            LABELS,
            made_up=True,
            narrow=narrow,
        )
    )
    for plot in plots:
        figure = plot.draw()
        figure.savefig(io.BytesIO(), format="png")
        box, page = figure.get_tightbbox(), figure.bbox_inches
        assert box.x0 >= -0.01
        assert box.y0 >= -0.01
        assert box.x1 <= page.x1 + 0.01
        assert box.y1 <= page.y1 + 0.01
        for text in figure.axes[0].texts:  # what leaves the panel is not drawn
            words, panel = text.get_window_extent(), figure.axes[0].get_window_extent()
            assert words.x0 >= panel.x0 - 1, text.get_text()
            assert words.x1 <= panel.x1 + 1, text.get_text()
            assert words.y1 <= panel.y1 + 1, text.get_text()
        plt.close(figure)


def test_a_plot_may_be_rendered_twice_and_is_the_same_each_time():
    plot = figures.gap_chart(gaps(target=(0.8, 0.2)), LABELS, made_up=True)
    assert render_plot(plot, "svg") == render_plot(plot, "svg")
    assert svg_of(plot).count("Made-up data") == 1


def test_tiles_print_every_count_zero_too():
    counts = pd.DataFrame({"domain": ["target", "target", "outcomes", "outcomes"], "kind": ["survey", "strategy"] * 2,
                           "n": [10, 3, 0, 1]})  # fmt: skip
    printed = texts(svg_of(figures.count_tiles(counts, LABELS)))
    assert {"10", "3", "0", "1", "survey", "strategy"} <= set(printed)


def contrast(first, second):
    def luminance(colour):
        channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_numbers_can_be_read_on_every_colour(instrument):
    colours = {colour for scale in instrument.scales for colour in point_colours(scale).values()}
    colours |= {mix_with_white("#F46A25", part / 10) for part in range(11)}
    for colour in colours:
        assert contrast(colour, readable_on(colour)) >= 4.5, colour


def test_colours_follow_the_scale_and_never_the_data(instrument):
    colours = point_colours(instrument.scale_of(instrument.item("knowledge")))
    assert len(set(colours.values())) == 5
    assert colours["excellent"] == "#12436D"


@pytest.mark.parametrize(("share", "text"), [(0.845, "85"), (0.8449, "84"), (0, "0"), (1, "100"), (37 / 57, "65")])
def test_per_cent_are_whole_halves_up(share, text):
    assert format_percent(share) == text


def test_every_share_of_a_whole_base_is_rounded_as_its_fraction_is():
    for base in range(1, 301):
        for count in range(base + 1):
            assert int(format_percent(count / base)) == floor(Fraction(count, base) * 100 + Fraction(1, 2)), (
                count,
                base,
            )


def test_signs_of_mathematics_in_a_label_are_letters():
    table = pd.DataFrame(
        [{"point": "a", "label": "Costs of $5 and $10 {x} a_b^c", "share": 0.5, "low": 0.3, "high": 0.7}]
    )
    assert "Costs of $5 and $10 {x} a_b^c" in " ".join(texts(svg_of(figures.multiple_bars(table, narrow=True))))


def test_a_negative_gap_has_a_minus_sign():
    assert format_points(-0.423) == "−42"
