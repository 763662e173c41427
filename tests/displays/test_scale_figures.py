"""Scales of every length as figures: sides, colours and legends follow from the scale, and nothing is cut."""

import itertools

import numpy as np
import pandas as pd
import pytest

from cs_research.definitions import find, load_instrument
from cs_research.definitions.instrument import Scale
from cs_research.displays.figures import likert_bars as diverging
from cs_research.displays.figures import likert_bars as figures
from cs_research.displays.figures.layout import point_colours, readable_on
from cs_research.displays.figures.likert_bars import lay_out_legend

#: Linear RGB as people without one kind of cone see it: Machado, Oliveira and Fernandes 2009, severity 1,
#: https://doi.org/10.1109/TVCG.2009.113
SEEN = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}


def linear(colour):
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIE L*a*b* of linear sRGB, white D65."""
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    ratio = np.clip(np.array(to_xyz) @ rgb / [0.9505, 1, 1.089], 0, None)
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(first, second):
    low, high = sorted(float(np.dot([0.2126, 0.7152, 0.0722], linear(c))) for c in (first, second))
    return (high + 0.05) / (low + 0.05)


def scale_of(points, *, neutral=None, upper=None, absent=0, labels=None, kind="ordinal"):
    ids = [f"p{place}" for place in range(points)]
    made = [
        {"id": name, "label": label}
        for name, label in zip(ids, labels or [f"Point {name}" for name in ids], strict=True)
    ]
    made += [{"id": f"n{place}", "label": f"None {place}", "absence": "dont_know"} for place in range(absent)]
    nets = [{"id": "top", "label": "top", "points": ids[-1:]}]
    data = {"id": "s", "kind": kind, "points": made, "neutral": neutral, "upper": upper, "nets": nets}
    return Scale.model_validate(data)


def of_scale(table, scale, texts=("One",)):
    """A distribution with the columns by which it brings its scale to a figure."""
    points = {point.id: point for point in scale.points}
    return table.assign(
        question=[texts[int(item[1:]) % len(texts)] for item in table["item"]],
        scale=scale.id,
        side=[scale.side_of(points[point]) for point in table["point"]],
        order=[list(points).index(point) + 1 for point in table["point"]],
        short=[points[point].brief for point in table["point"]],
    )


def answered(scale, shares, items=1):
    """A distribution and nets as `likert` gives them."""
    rows = [
        {"item": f"q{item}", "group": "all", "point": point.id, "label": point.label, "base": 50, "share": share}
        for item in range(items)
        for point, share in zip(scale.points, shares, strict=True)
    ]  # fmt: skip
    nets = [
        {"item": f"q{item}", "net": "top", "label": "top", "headline": True, "share": shares[-1], "base": 50}
        for item in range(items)
    ]
    return pd.DataFrame(rows), pd.DataFrame(nets)


def placed(scale, shares):
    table, _ = answered(scale, shares)
    return diverging._segments(table, ["q0"], scale).set_index("point")


def test_a_point_above_the_neutral_one_is_right_of_the_line_whatever_the_headline_counts():
    parts = placed(scale_of(5, neutral="p2"), [0.1, 0.2, 0.3, 0.25, 0.15])
    assert parts.loc["p2", "xmin"] == pytest.approx(-0.15)
    assert parts.loc["p2", "xmax"] == pytest.approx(0.15)
    assert parts.loc["p3", "xmin"] == pytest.approx(0.15)
    assert parts.loc["p4", "xmin"] == pytest.approx(0.40)
    assert parts.loc["p0", "xmin"] == pytest.approx(-0.45)


@pytest.mark.parametrize(
    ("scale", "first"),
    [
        (scale_of(2), "p1"),
        (scale_of(4), "p2"),
        (scale_of(4, upper="p1"), "p1"),
        (scale_of(5, upper="p2"), "p2"),
        (scale_of(3), "p0"),
        (scale_of(5), "p0"),
        (scale_of(4, kind="nominal"), "p0"),
        (scale_of(10, upper="p9"), "p9"),
    ],
    ids=["half", "half of four", "named", "named in five", "three", "five", "without order", "last"],
)
def test_the_first_point_of_the_upper_side_starts_at_the_line(scale, first):
    parts = placed(scale, [1 / len(scale.points)] * len(scale.points))
    assert parts.loc[first, "xmin"] == pytest.approx(0)


def test_the_shipped_surveys_have_their_middle_where_their_words_have_it():
    scales = {
        (name, scale.id): scale
        for name in ("yjs-survey/2022", "yjs-survey/annual")
        for scale in load_instrument(find(name)).scales
    }
    assert scales["yjs-survey/2022", "knowledge"].sides.upper == ("good", "very_good", "excellent")
    assert scales["yjs-survey/2022", "confidence"].sides.neutral == "neither"
    assert scales["yjs-survey/2022", "progress"].sides.lower == ("not_starting", "between_1_3")
    assert scales["yjs-survey/2022", "amount_of_work"].sides.lower == ("none",)
    assert scales["yjs-survey/annual", "frequency"].sides.neutral == "sometimes"


def every_scale():
    for points in range(2, 12):
        yield scale_of(points, absent=1)
        yield scale_of(points, kind="nominal", absent=2)
        for name in [f"p{place}" for place in range(points)]:
            yield scale_of(points, neutral=name)
            yield scale_of(points, upper=name)


def test_no_two_points_of_a_scale_have_the_same_colour():
    for scale in every_scale():
        colours = point_colours(scale)
        assert len(set(colours.values())) == len(scale.points), colours


def test_neighbours_differ_in_lightness_so_that_they_are_told_apart_in_greyscale():
    for scale in every_scale():
        colours = point_colours(scale)
        said = [lab(linear(colours[point.id]))[0] for point in scale.substantive]
        assert min(abs(np.diff(said))) >= 4, (scale.sides, said)


def test_each_side_runs_from_light_at_the_middle_to_dark_at_its_end():
    for scale in every_scale():
        colours = point_colours(scale)
        for side, dark_first in ((scale.sides.lower, True), (scale.sides.upper, False)):
            said = [lab(linear(colours[point]))[0] for point in side]
            assert said == sorted(said, reverse=not dark_first)


@pytest.mark.parametrize("kind", SEEN)
def test_colour_blind_readers_tell_the_points_apart(kind):
    for scale in every_scale():
        seen = {point: lab(np.array(SEEN[kind]) @ linear(c)) for point, c in point_colours(scale).items()}
        said = [seen[point.id] for point in scale.substantive]
        assert min(np.linalg.norm(a - b) for a, b in itertools.pairwise(said)) >= 4
        lower, _, upper = scale.sides
        for low, high in itertools.product(lower, upper):  # a side is never taken for the other
            assert np.linalg.norm(seen[low] - seen[high]) >= 8, (kind, scale.sides, low, high)


def test_numbers_can_be_read_on_every_point():
    for scale in every_scale():
        for colour in point_colours(scale).values():
            assert contrast(colour, readable_on(colour)) >= 4.5, colour


def test_a_middle_is_a_point_that_says_something_and_is_named_once(tmp_path):
    from cs_research.errors import DefinitionError

    text = (find("yjs-survey/2022")).read_text(encoding="utf-8")
    wrong = {
        "upper: nowhere": "upper must be a point of this scale",
        "upper: not_sure": "upper must be a point without an absence",
        "neutral: not_sure": "neutral must be a point without an absence",
        "upper: small\n    neutral: small": "upper must be left out if 'neutral' gives the middle",
    }
    for place, (line, said) in enumerate(wrong.items()):
        file = tmp_path / f"{place}.yaml"
        file.write_text(text.replace("upper: small", line), encoding="utf-8")
        with pytest.raises(DefinitionError, match=said):
            load_instrument(file)


LONG = "Neither agree nor disagree with what the statement says of the places where young people spend time"
LABELS = {
    "seven": ["Strongly disagree", "Disagree", "Somewhat disagree", "Neither agree nor disagree",
              "Somewhat agree", "Agree", "Strongly agree"],
    "six": ["Stopped altogether", "Much less", "A little less", "The same as before", "More", "Far more"],
    "eleven": [str(number) for number in range(11)],
    "two": ["No", "Yes"],
    "long": ["Strongly disagree", LONG, "Strongly agree"],
    "word": ["No", "W" * 90],
    "arabic": ["لا أوافق بشدة", "محايد", "أوافق بشدة"],
}  # fmt: skip
TEXTS = {"short": "Short", "long": "How often do staff speak with those who run the places? " * 6}


def within(plot):
    """Draw a figure; every text, in the legend too, lies within the page, and within the panel if it is there."""
    import matplotlib.pyplot as plt
    from matplotlib.text import Text

    with plt.rc_context({"font.family": "DejaVu Sans", "text.parse_math": False}):
        figure = plot.draw()
        figure.draw_without_rendering()
        page = figure.bbox
        for text in figure.findobj(Text):
            if text.get_text().strip() and text.get_visible():
                box = text.get_window_extent()
                inside = box.x0 >= -1 and box.x1 <= page.x1 + 1 and box.y0 >= -1 and box.y1 <= page.y1 + 1
                assert inside, (text.get_text(), box, page)
        for axes in figure.axes:
            panel = axes.get_window_extent()
            for text in axes.texts:
                box = text.get_window_extent()
                assert box.x0 >= panel.x0 - 1, text.get_text()
                assert box.x1 <= panel.x1 + 1, text.get_text()
                assert box.y1 <= panel.y1 + 1, text.get_text()
        plt.close(figure)


@pytest.mark.filterwarnings("ignore:Glyph .* missing:UserWarning")
@pytest.mark.parametrize("narrow", [False, True], ids=["page", "narrow"])
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("labels", LABELS)
def test_no_text_of_a_scale_is_cut(labels, text, narrow):
    scale = scale_of(len(LABELS[labels]), labels=LABELS[labels])
    table, nets = answered(scale, [1 / len(scale.points)] * len(scale.points))
    nets["label"] = LABELS[labels][-1]
    within(figures.likert_bars(of_scale(table, scale, [TEXTS[text]]), nets, made_up=True, narrow=narrow))


@pytest.mark.parametrize("narrow", [False, True], ids=["page", "narrow"])
@pytest.mark.parametrize("shares", [[0, 0, 1, 0, 0], [0, 0, 0, 0, 1], [1, 0, 0, 0, 0]])
def test_a_bar_of_one_answer_is_drawn(shares, narrow):
    scale = scale_of(5, neutral="p2")
    table, nets = answered(scale, shares)
    within(figures.likert_bars(of_scale(table, scale), nets, narrow=narrow))


@pytest.mark.parametrize("narrow", [False, True], ids=["page", "narrow"])
def test_sixty_items_are_rows_of_one_figure(narrow):
    scale = scale_of(5, neutral="p2")
    table, nets = answered(scale, [0.2] * 5, items=60)
    plot = figures.likert_bars(
        of_scale(table, scale, [f"Question {place}" for place in range(60)]), nets, narrow=narrow
    )
    within(plot)


def test_a_point_that_is_not_drawn_is_not_in_the_legend():
    scale = scale_of(3, absent=1)
    hidden = scale.points[-1].model_copy(update={"drawn": False})
    shown = scale.model_copy(update={"points": (*scale.points[:-1], hidden)})
    assert list(diverging._drawn_points(shown)) == ["p0", "p1", "p2"]
    assert list(diverging._drawn_points(scale)) == ["p0", "p1", "p2", "n0"]


def test_a_legend_has_as_many_columns_as_fit():
    assert lay_out_legend(["No", "Yes"], 5).columns == 2
    seven = lay_out_legend(LABELS["seven"], 3.4)
    assert seven.columns < 7
    assert seven.lines == -(-7 // seven.columns)
    assert lay_out_legend(LABELS["long"], 3.4).lines > 3


@pytest.mark.parametrize("narrow", [False, True], ids=["page", "narrow"])
def test_each_question_of_a_trend_has_a_panel_and_its_heading_is_not_cut(narrow):
    from cs_research.displays.figures.comparisons import trend_chart

    heads = {
        "q0": "Measuring whether groups and locations become safer: part way or further",
        "q1": "Measuring whether groups and locations become safer: part way or further",
        "q2": "How often do staff speak with those who run the places where they meet? " * 4,
    }
    shares = pd.DataFrame(
        [
            {"item": item, "wave": wave, "share": 0.5, "low": 0.4, "high": 0.6, "base": 40}
            for item in heads
            for wave in ("2022", "2024")
        ]
    )
    plot = trend_chart(shares, heads, narrow=narrow)
    assert plot.data["panel"].nunique() == 3
    within(plot)


@pytest.mark.parametrize("narrow", [False, True], ids=["page", "narrow"])
def test_options_of_any_length_are_not_cut(narrow):
    table = pd.DataFrame(
        [
            {"point": f"o{place}", "label": label, "share": share, "low": share, "high": share}
            for place, (label, share) in enumerate(((LONG * 3, 1.0), ("Short", 0.0), ("W" * 60, 0.5)))
        ]
    )
    within(figures.multiple_bars(table, narrow=narrow, made_up=True))


def row_middles(plot):
    """Inches from the bottom of the page to the middle of each row's segments, and of the page itself."""
    import matplotlib.pyplot as plt

    figure = plot.draw()
    figure.draw_without_rendering()
    axes = figure.axes[0]
    boxes = [path.get_extents(axes.transData) for group in axes.collections for path in group.get_paths()]
    tall = {round((box.y0 + box.y1) / 2, 1) for box in boxes if box.width > 20 and box.height > 10}
    height = figure.get_size_inches()[1]
    plt.close(figure)
    return sorted((y / figure.dpi for y in tall), reverse=True), height


@pytest.mark.parametrize("narrow", [False, True], ids=["page", "narrow"])
@pytest.mark.parametrize("place", [0, 2, 3])
def test_a_long_question_makes_its_own_row_high_and_no_other(narrow, place):
    def drawn(texts):
        return figures.likert_bars(of_scale(table, scale, texts), nets, narrow=narrow)

    scale = scale_of(2)
    table, nets = answered(scale, [0.5, 0.5], items=4)
    three = "A question that is three lines long with its base on a narrow screen"
    texts = [f"{three} {place}" for place in range(4)]
    even, height = row_middles(drawn(texts))
    texts[place] = TEXTS["long"]
    uneven, more = row_middles(drawn(texts))
    assert len(even) == len(uneven) == 4
    usual = even[0] - even[1]
    apart = [one - other for one, other in itertools.pairwise(uneven)]
    own = {place} if narrow else {place, place + 1}
    for step, gap in enumerate(apart, start=1):
        assert gap > usual * 1.2 if step in own else gap == pytest.approx(usual, abs=0.03), (step, apart)
    assert height + 0.5 < more < height + 2.2
    within(drawn(texts))


@pytest.mark.parametrize("narrow", [False, True], ids=["page", "narrow"])
def test_a_label_above_its_bar_does_not_reach_into_the_row_above(narrow):
    import matplotlib.pyplot as plt

    scale = scale_of(2)
    table, nets = answered(scale, [0.5, 0.5], items=3)
    texts = ["Short", TEXTS["long"], f"Once more: {TEXTS['long']}"]
    figure = figures.likert_bars(of_scale(table, scale, texts), nets, narrow=narrow).draw()
    figure.draw_without_rendering()
    axes = figure.axes[0]
    words = [text for text in axes.texts if "?" in text.get_text()] if narrow else axes.get_yticklabels()[1:]
    bars = [path.get_extents(axes.transData) for group in axes.collections for path in group.get_paths()]
    boxes = [text.get_window_extent() for text in words]
    assert len(boxes) == 2
    for box in boxes:
        assert not narrow or not [bar for bar in bars if bar.height > 10 and box.overlaps(bar)]
    assert not boxes[0].overlaps(boxes[1])
    plt.close(figure)


GAPS = pd.DataFrame(
    [
        {"domain": domain, "confidence": confidence, "confidence_low": max(confidence - 0.1, 0),
         "confidence_high": min(confidence + 0.1, 1), "evidence": evidence, "evidence_low": max(evidence - 0.2, 0),
         "evidence_high": min(evidence + 0.2, 1), "gap": confidence - evidence}
        for domain, confidence, evidence in (("target", 0.79, 0.2), ("framework", 0.5, 0.5), ("outcomes", 1.0, 1.0),
                                             ("partnerships", 0.55, 0.48))
    ]
)  # fmt: skip


def drawn_pieces(plot):
    """The lines and texts of a figure's panel on the page, with the width of each line."""
    import matplotlib.pyplot as plt

    figure = plot.draw()
    figure.draw_without_rendering()
    axes = figure.axes[0]
    lines = [
        (path.get_extents(axes.transData), group.get_linewidths()[0], group.get_edgecolors()[0])
        for group in axes.collections
        for path in group.get_paths()
        if len(group.get_edgecolors())
    ]
    texts = {text: text.get_window_extent() for text in axes.texts if text.get_text()}
    plt.close(figure)
    return lines, texts


@pytest.mark.parametrize("narrow", [False, True], ids=["page", "narrow"])
def test_both_intervals_of_a_gap_are_equally_thick_and_beside_each_other(narrow):
    from matplotlib.colors import to_hex

    labels = {domain: domain.title() for domain in GAPS["domain"]}
    lines, _ = drawn_pieces(figures.gap_chart(GAPS, labels, narrow=narrow))
    found = {"#F46A25": [], "#12436D": []}
    for box, width, colour in lines:
        if (name := to_hex(colour).upper()) in found and box.height < 1:  # a dot has a height
            found[name].append((box.y0, width))
    evidence, confidence = (sorted(rows) for rows in found.values())
    assert len(evidence) == len(confidence) == len(GAPS)
    assert {width for _, width in evidence} == {width for _, width in confidence}
    for (low, width), (high, _) in zip(evidence, confidence, strict=True):
        assert high - low > width


@pytest.mark.parametrize("narrow", [False, True], ids=["page", "narrow"])
def test_the_numbers_of_a_gap_do_not_run_into_each_other(narrow):
    plot = figures.gap_chart(GAPS, {domain: domain.title() for domain in GAPS["domain"]}, narrow=narrow)
    _, texts = drawn_pieces(plot)
    numbers = [box for text, box in texts.items() if text.get_text().isdigit()]
    assert len(numbers) == 2 * len(GAPS)
    assert not [one for one, other in itertools.combinations(numbers, 2) if one.overlaps(other)]
    within(plot)
