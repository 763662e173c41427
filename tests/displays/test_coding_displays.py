"""Figures and tables of codings, tested as data and as HTML."""

import re

import pandas as pd
import pytest

from cs_research.displays.figures.coding import agreement_chart, codes_heat_map, saturation_chart
from cs_research.displays.figures.layout import render_plot
from cs_research.displays.tables.coding import (
    agreement_table,
    coder_range_table,
    coders_table,
    cooccurrence_table,
    frequency_table,
    term_counts_table,
    terms_table,
)
from cs_research.errors import PublishError

LABELS = {"a.x": "Journeys", "a.y": "Parks", "b.z": "Shops"}
HEADS = {"a.x": "Places", "a.y": "Places", "b.z": "Trade"}
AGREED = pd.DataFrame(
    {
        "by": "code",
        "group": ["a.x", "a.y", "b.z"],
        "estimate": [0.7, 1.0, float("nan")],
        "low": [0.4, float("nan"), float("nan")],
        "high": [0.9, float("nan"), float("nan")],
        "given_by_any": [10, 4, 0],
        "given_by_all": [7, 4, 0],
    }
)


def words(plot):
    """The texts of a drawn figure."""
    svg = render_plot(plot, "svg")[0].decode("utf-8")
    return [re.sub(r"<[^>]+>", "", text).strip() for text in re.findall(r"<text.*?</text>", svg, flags=re.DOTALL)]


@pytest.mark.parametrize("narrow", [False, True])
def test_agreement_is_a_dot_with_its_interval_under_the_groups_of_codes(narrow):
    plot = agreement_chart(AGREED, LABELS, HEADS, narrow=narrow)
    dots = plot.data
    assert dots[["low", "high"]].dropna().to_numpy().tolist() == [[0.4, 0.9]]
    assert dots["estimate"].tolist() == [0.7, 1.0]  # a code without a number has no dot
    assert dots["kind"].nunique() == 2
    drawn = words(plot)
    assert [text for text in drawn if text in {"Places", "Trade", *LABELS.values()}].count("Places") == 1
    assert {"7 of 10", "4 of 4", *LABELS.values()} <= set(drawn)


def test_codes_of_one_label_are_told_apart_by_their_group():
    plot = agreement_chart(AGREED, dict.fromkeys(LABELS, "Context"), HEADS)
    assert words(plot).count("Context") == 3


def shares(*rows):
    return pd.DataFrame(rows, columns=["by", "column", "id", "share"])


@pytest.mark.parametrize("narrow", [False, True])
def test_the_colour_of_a_tile_depends_on_fixed_limits(narrow):
    table = shares(
        ("kind", "Interview", "a.x", 0.0), ("kind", "Interview", "a.y", 0.0099), ("kind", "Interview", "b.z", 0.01),
        ("site", "Interview", "a.x", 0.0999), ("site", "Interview", "a.y", 0.1), ("site", "Interview", "b.z", 1.0),
    )  # fmt: skip
    tiles = codes_heat_map(table, LABELS, HEADS, narrow=narrow).data
    found = dict(zip(zip(tiles["by"], tiles["id"], strict=True), tiles["bin"], strict=True))
    assert found == {
        ("kind", "a.x"): "none", ("kind", "a.y"): "under 1%", ("kind", "b.z"): "1 to under 2%",
        ("site", "a.x"): "5 to under 10%", ("site", "a.y"): "10% or more", ("site", "b.z"): "10% or more",
    }  # fmt: skip
    assert tiles["x"].nunique() == 2  # a kind and a site of one name are two columns
    texts = dict(zip(zip(tiles["by"], tiles["id"], strict=True), tiles["text"], strict=True))
    assert texts[("kind", "a.x")] == ""
    assert texts[("site", "a.x")] == "10"
    assert texts[("kind", "b.z")] == "1.0"


def test_headings_of_narrow_columns_stay_inside_the_figure():
    names = ["Focus group", "Interview", "Strategy", *(f"Site {letter}" for letter in "ABCDE")]
    table = shares(*(("kind", name, "a.x", 0.1) for name in names))
    plot = codes_heat_map(table, LABELS, HEADS, narrow=True)
    drawn = words(plot)
    assert {"Interview", "Strategy", "Site E"} <= set(drawn)  # no word is torn


def test_the_curve_has_both_orders():
    curve = pd.DataFrame({"place": [1, 2], "codes": [3, 5], "mean": [2.5, 5.0], "low": [1, 5], "high": [4, 5]})
    plot = saturation_chart(curve, orders=200)
    assert plot.data.groupby("kind")["codes"].apply(list).tolist() == [[3.0, 5.0], [2.5, 5.0]]
    assert any("200 random orders" in text for text in words(plot))
    alone = curve.assign(mean=float("nan"), low=float("nan"), high=float("nan"))
    assert saturation_chart(alone, orders=0).data["codes"].tolist() == [3.0, 5.0]


def test_a_label_that_is_missing_is_an_error():
    with pytest.raises(PublishError, match="labels must have a label for every 'group' of table"):
        agreement_chart(AGREED, {}, HEADS)


def test_the_table_of_coders_tells_nothing_found_from_not_coded():
    coders = pd.DataFrame(
        {"source": ["s", "t"], "site": ["A", "A"], "names": ["R; S", "R"], "segments": [2, 0]},
    )
    segments = pd.DataFrame({"source": ["s", "s"], "coder": ["R", "R"]})
    rows = cells_of(coders_table(coders, segments, {"A": "Site <A>"}))
    assert ["s", "2", "0", "2"] in rows
    assert ["t", "0", "–", "0"] in rows
    assert "Site &lt;A&gt;" in coders_table(coders, segments, {"A": "Site <A>"})


def test_the_coders_of_a_class_are_counted_and_have_no_column_each():
    coders = pd.DataFrame({"source": ["s"], "site": ["A"], "names": ["; ".join("ABCDEFGHI")], "segments": [9]})
    rows = cells_of(coders_table(coders, pd.DataFrame({"source": [], "coder": []}), {"A": "Site A"}))
    assert ["s", "9", "9"] in rows


def cells_of(html):
    rows = re.findall(r"<tr.*?</tr>", html, flags=re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, flags=re.DOTALL)]
        for row in rows
    ]


def test_the_table_of_agreement_keeps_a_code_and_a_site_of_one_id_apart():
    parts = []
    for by, estimate in (("code", 0.5), ("site", 0.25)):
        for name in ("percent_agreement", "cohen_kappa", "krippendorff_alpha", "gwet_ac1"):
            parts.append((by, "x", f"The {by}", "Head", name, estimate, 0.1, 0.9, 4, 2))
    names = ["by", "group", "label", "head", "coefficient", "estimate", "low", "high", "given_by_any", "given_by_all"]
    rows = cells_of(agreement_table(pd.DataFrame(parts, columns=names), 0.95))
    assert ["The code", "2\u00a0of\u00a04", "50.0", "0.50", "0.50", "0.50", "0.10\u00a0to\u00a00.90"] in rows
    assert ["The site", "2\u00a0of\u00a04", "25.0", "0.25", "0.25", "0.25", "0.10\u00a0to\u00a00.90"] in rows


def test_frequencies_pairs_and_ranges_are_printed_with_their_units():
    counts = pd.DataFrame(
        [("a.x", "Journeys", 3, 2, 6, 0.204, 1, 1)],
        columns=["id", "label", "segments", "passages", "words", "share", "sources", "sites"],
    )
    assert ["Journeys", "3", "2", "6", "20.4", "1", "1"] in cells_of(frequency_table(counts, HEADS))
    pairs = pd.DataFrame([("a.x", "b.z", 2, 0.5, 5.0)], columns=["code", "other", "together", "jaccard", "lift"])
    row = ["Journeys (Places)", "Shops (Trade)", "2", "0.50", "5.0"]
    assert row in cells_of(cooccurrence_table(pairs, LABELS, HEADS))
    names = ["domain", "share", "low", "high", "coder_low", "coder_high", "widest_low", "widest_high"]
    evidence = pd.DataFrame([("target", 0.2, 0.1, 0.3, 0.2, 0.2, 0.05, 0.4)], columns=names)
    rows = cells_of(coder_range_table(evidence, {"target": "Target"}, 0.95))
    assert ["Target", "20", "10\u00a0to\u00a030", "20", "5\u00a0to\u00a040"] in rows


def test_a_term_is_shown_in_context_with_what_to_say_instead_and_all_is_escaped():
    row = {
        "label": "Risky & poor", "instead": "Say <what>", "why": "It blames.", "kind": "interview", "site": "A",
        "before": "a" * 40 + " he made " + "b" * 11, "match": "<risky>", "after": " choices.", "mark": "quoted",
    }  # fmt: skip
    html = terms_table(pd.DataFrame([row, row | {"mark": ""}]), {"A": "Site A"})
    assert "Risky &amp; poor" in html
    assert "Say &lt;what&gt;" in html
    assert "<strong>&lt;risky&gt;</strong> choices." in html
    assert "… he made bbb" in html  # a context that was cut starts with a complete word
    assert html.count("no mark") == 1
    assert html.count(">quoted<") == 1


def test_counts_of_terms_leave_out_places_without_a_use():
    names = ["label", "kind", "site", "n", "marked", "per_thousand"]
    counts = pd.DataFrame(
        [("Risky", "interview", "A", 3, 1, 2.5), ("Risky", "strategy", "A", 0, 0, 0.0)], columns=names
    )
    rows = cells_of(term_counts_table(counts, {"A": "Site A"}))
    assert ["Interview, Site A", "3", "1", "2.5"] in rows
    assert not any("Strategy" in cell for row in rows for cell in row)
