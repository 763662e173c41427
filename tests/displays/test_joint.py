"""Joint displays: tables with header cells and words, and a heat map as data."""

import io
import re
from itertools import pairwise

import pandas as pd
import pytest

from cs_research.displays.figures.layout import render_plot
from cs_research.displays.tables import joint

LABELS = {
    "target": "Target",
    "framework": "Framework",
    "partnerships": "Partnerships",
    "outcomes": "Outcomes",
}


NAN = float("nan")


def settled(*rows):
    names = ["claim", "first", "second", "first_says", "first_prominence", "second_says", "second_prominence",
             "proposed", "category", "status", "reason", "by", "date", "changed"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


PROPOSED = ("c", "survey", "interview", "shown", "prominent", "partly", "in passing", "partial agreement",
            "partial agreement", "proposed", "", "", "", False)  # fmt: skip
OVERRULED = ("c", "survey", "plans", "shown", "prominent", "silent", "", "silence", "dissonance", "overruled",
             "They <say> it", "R1", "2026-03-01", True)  # fmt: skip
CONFIRMED = ("c", "interview", "plans", "partly", "in passing", "silent", "", "silence", "silence", "confirmed",
             "None does", "R1", "2026-03-01", False)  # fmt: skip


def words(text):
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_the_matrix_has_header_cells_marks_and_words():
    text = joint.convergence_table(settled(PROPOSED, OVERRULED, CONFIRMED), {"c": "Claim & so"})
    assert text.count('scope="col"') == 4
    assert '<th scope="row">Claim &amp; so</th>' in text
    assert '<span class="category" aria-hidden="true">≈</span> partial agreement' in text
    told = words(text)
    assert "≈ partial agreement survey: shown; interview: partly, in passing Proposed by rule." in told
    assert "… silence interview: partly, in passing; plans: silent Confirmed. None does (R1, 2026-03-01)" in told


def test_an_overruled_cell_says_so_and_why():
    text = joint.convergence_table(settled(OVERRULED), {"c": "C"})
    assert "Overruled; the rule proposed silence. They &lt;say&gt; it (R1, 2026-03-01)" in text
    assert "Decided when the rule proposed something else." in text
    assert "≠" in text


def test_a_survey_without_a_number_is_not_said_to_be_silent():
    row = (
        "c",
        "survey",
        "plans",
        "silent",
        "",
        "shown",
        "prominent",
        "silence",
        "silence",
        "proposed",
        "",
        "",
        "",
        False,
    )
    assert "survey: no number; plans: shown" in words(joint.convergence_table(settled(row), {"c": "C"}))


def test_many_pairs_stand_a_pair_a_row():
    rows = [(*PROPOSED[:2], f"kind {number}", *PROPOSED[3:]) for number in range(5)]
    text = joint.convergence_table(settled(*rows), {"c": "C"})
    assert text.count('scope="col"') == 2
    assert text.count('scope="row"') == 5
    assert '<th scope="colgroup" class="gt_group_heading" colspan="2">C</th>' in text
    assert '<th scope="row">survey and kind 4</th>' in text


LEDGER = pd.DataFrame(
    [
        {"claim": "c", "text": "Claim <C>", "confidence": 0.75, "confidence_low": 0.5, "confidence_high": 0.9,
         "cells": 6, "shown": 2, "partly": 2, "contrary": 0, "silent": 2, "evidence": 0.5, "evidence_low": 0.0,
         "evidence_high": 0.75, "gap": 0.25, "low": -0.1, "high": 0.6, "verdict": "cannot be told",
         "caution": "3 sites only", "provisional": True},
        {"claim": "d", "text": "Claim D", "confidence": float("nan"), "confidence_low": float("nan"),
         "confidence_high": float("nan"), "cells": 3, "shown": 0, "partly": 0, "contrary": 0, "silent": 3,
         "evidence": 0.0, "evidence_low": float("nan"), "evidence_high": float("nan"), "gap": float("nan"),
         "low": float("nan"), "high": float("nan"), "verdict": "cannot be told", "caution": "", "provisional": False},
    ]
)  # fmt: skip
QUOTED = pd.DataFrame(
    [{"claim": "c", "side": "for", "rank": 1, "segment": "s0", "source": "a-int", "turn": 2, "site": "A",
      "kind": "interview", "label": "Practice <P>", "stance": "shown", "coders": ("X", "Y"), "quote": "We do <b>it</b>"}]
)  # fmt: skip
SILENT = pd.DataFrame([{"claim": "d", "source": "a-int", "title": "", "kind": "interview", "site": "A"}])


def test_the_ledger_has_numbers_words_and_anchors():
    text = joint.ledger_table(LEDGER, QUOTED, SILENT, {"A": "Site A"}, level=0.9)
    assert text.count('scope="col"') == 2
    assert text.count('scope="colgroup"') == 2
    assert text.count('scope="row"') == 8
    told = words(text)
    assert "Confidence: 75% (90% interval 50 to 90%)" in told
    assert "Evidence score: 50% (90% interval 0 to 75%)" in told
    assert "6 combinations of practice and site: ● 2 shown ◐ 2 partly shown ⊘ 0 contrary ○ 2 silent" in told
    assert "Gap: 25 points (90% interval −10 to 60) Cannot be told (3 sites only) (provisional)" in told
    assert "Practice &lt;P&gt;: shown; Site A, interview, a-int, turn 2; X, Y; s0" in text
    assert "We do &lt;b&gt;it&lt;/b&gt;" in text


def test_what_is_not_there_is_said():
    told = words(joint.ledger_table(LEDGER, QUOTED, SILENT, {"A": "Site A"}))
    assert "Claim D Numbers Confidence: no number Evidence score: 0% 3 combinations" in told
    assert told.endswith(
        "Cannot be told Quotations for none Quotations against none Sources that are silent a-int (interview, Site A)"
    )


def counts(kinds, n=(12, 0, 3, 1)):
    return pd.DataFrame(
        [
            {
                "domain": domain,
                "kind": kind,
                "passages": 3 * many,
                "shown": many,
                "partly": many,
                "contrary": many,
                "per_practice": many / 2,
            }
            for domain, many in zip([*LABELS], n, strict=True)
            for kind in kinds
        ]
    )


def texts(svg):
    return [re.sub(r"<[^>]+>", "", found) for found in re.findall(r"<text[^>]*>(.*?)</text>", svg, flags=re.DOTALL)]


@pytest.mark.parametrize("narrow", [False, True])
def test_tiles_print_every_count_kind_and_domain(narrow):
    plot = joint.source_tiles(counts(["interview", "plans"]), LABELS, made_up=True, narrow=narrow)
    printed = texts(render_plot(plot, "svg")[0].decode("utf-8"))
    assert {
        "36",
        "0",
        "9",
        "3",
        "interview",
        "plans",
        *LABELS.values(),
        "shown",
        "partly",
        "contrary",
    } <= set(printed)
    assert "Made-up data: no real service is shown." in printed


def test_a_domain_without_words_is_left_out():
    table = pd.concat([counts(["plans"]), pd.DataFrame([{"domain": "none", "kind": "plans", "passages": 99, "shown": 99,
                                                         "partly": 0, "contrary": 0, "per_practice": NAN}])])  # fmt: skip
    printed = texts(render_plot(joint.source_tiles(table, LABELS), "svg")[0].decode("utf-8"))
    assert "99" not in printed


def test_the_line_below_a_tile_parts_its_segments():
    table = pd.DataFrame(
        [
            {
                "domain": "target",
                "kind": "plans",
                "passages": 4,
                "shown": 1,
                "partly": 0,
                "contrary": 3,
                "per_practice": 2.0,
            }
        ]
    )
    _, lines = joint._place_tiles(table, narrow=False)
    assert lines["stance"].tolist() == ["shown", "contrary"]
    assert lines["length"].tolist() == pytest.approx([0.96 / 4, 0.96 * 3 / 4])
    assert lines["xend"].iloc[-1] == pytest.approx(0.48)


def test_a_tile_is_dark_by_passages_per_practice():
    table = counts(["plans"], n=(6, 6, 6, 6)).assign(per_practice=[3.0, 6.0, 3.0, 0.0])
    fill = joint._place_tiles(table, narrow=False)[0]["fill"].tolist()
    assert fill[0] == fill[2] != fill[1]
    assert fill[3] == joint._NOTHING


def test_nothing_coded_is_drawn_as_zeros():
    printed = texts(
        render_plot(joint.source_tiles(counts(["plans"], n=(0, 0, 0, 0)), LABELS), "svg")[0].decode("utf-8")
    )
    assert printed.count("0") == 4


@pytest.mark.parametrize("narrow", [False, True])
def test_no_label_is_cut_off(narrow):
    import matplotlib.pyplot as plt

    kinds = [
        "focus group",
        "case file",
        "observation of a multi-agency meeting",
        "strategy document",
        "interview",
    ]
    figure = joint.source_tiles(counts(kinds, n=(333, 0, 3, 1)), LABELS, made_up=True, narrow=narrow).draw()
    figure.savefig(io.BytesIO(), format="png")
    box, page = figure.get_tightbbox(), figure.bbox_inches
    assert box.x0 >= -0.01
    assert box.y0 >= -0.01
    assert box.x1 <= page.x1 + 0.01
    assert box.y1 <= page.y1 + 0.01
    panel = figure.axes[0].get_window_extent()
    for text in figure.axes[0].texts:
        extent = text.get_window_extent()
        assert extent.x0 >= panel.x0 - 1, text.get_text()
        assert extent.x1 <= panel.x1 + 1, text.get_text()
    labels = sorted((label.get_window_extent() for label in figure.axes[0].get_xticklabels()), key=lambda one: one.x0)
    assert all(left.x1 < right.x0 for left, right in pairwise(labels))
    plt.close(figure)
