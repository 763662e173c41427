"""All groups and each pair of them, tested with what their scale and weights allow."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cs_research.definitions.instrument import Instrument
from cs_research.errors import MeasureError
from cs_research.measures.comparison import groups as comparison
from cs_research.measures.comparison.rao_scott import rao_scott
from cs_research.measures.counts.group_counts import by_group
from cs_research.measures.counts.tally import from_counts, tally


def made(**extra):
    agree = [{"id": name, "label": name.title()} for name in ("no", "partly", "yes")]
    agree.append({"id": "unsure", "label": "Not sure", "absence": "dont_know"})
    items = [
        {"id": "q", "kind": "single", "text": "Q", "scale": "agree", "source": "s", **extra},
        {"id": "kind", "kind": "single", "text": "Kind", "scale": "kind", "source": "s"},
        {"id": "m", "kind": "multiple", "text": "M", "source": "s",
         "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]},
    ]  # fmt: skip
    kinds = [{"id": "x", "label": "X"}, {"id": "y", "label": "Y"}]
    return Instrument(
        type="instrument", id="x", version="1", title="X", source={"title": "t", "publisher": "p"}, items=items,
        scales=[{"id": "agree", "points": agree}, {"id": "kind", "kind": "nominal", "points": kinds}],
    )  # fmt: skip


def counts(rows, instrument=None):
    names = ["item", "group", "point", "n"]
    return from_counts(pd.DataFrame(rows, columns=names).assign(answered=10), instrument or made())


ROWS = [
    ("q", "n", "no", 1), ("q", "n", "partly", 2), ("q", "n", "yes", 6), ("q", "n", "unsure", 4),
    ("q", "s", "no", 5), ("q", "s", "partly", 3), ("q", "s", "yes", 1), ("q", "(no group)", "yes", 7),
    ("kind", "n", "x", 6), ("kind", "n", "y", 3), ("kind", "s", "x", 2), ("kind", "s", "y", 7),
    ("m", "n", "a", 8), ("m", "n", "b", 4), ("m", "s", "a", 2), ("m", "s", "b", 4),
]  # fmt: skip


def test_groups_have_the_test_that_their_scale_allows():
    table = comparison.groups(counts(ROWS))
    assert table[["item", "row", "test", "groups", "n"]].to_numpy().tolist() == [
        ["q", "", "Kruskal-Wallis", 2, 18],
        ["kind", "", "Pearson", 2, 18],
        ["m", "a", "Pearson", 2, 20],
        ["m", "b", "Pearson", 2, 20],
    ]
    expected = stats.kruskal([1] + [2] * 2 + [3] * 6, [1] * 5 + [2] * 3 + [3])
    assert (table["statistic"][0], table["p"][0]) == pytest.approx((expected.statistic, expected.pvalue))
    # 6, 3 against 2, 7: 18 (42 - 6)^2 / (9 * 9 * 8 * 10); V = sqrt(chi2 / n)
    assert table["statistic"][1] == pytest.approx(18 * 36**2 / 6480)
    assert table["effect"][1] == pytest.approx((36**2 / 6480) ** 0.5)
    # 8 of 10 against 2 of 10: 20 (64 - 4)^2 / 10^4
    assert table["statistic"][2] == pytest.approx(7.2)
    assert (table["statistic"][3], table["p"][3]) == pytest.approx((0, 1))


def test_weights_take_the_test_of_ranks_away():
    frame = pd.DataFrame(
        {"q": ["no", "yes", "yes", "no"], "m.a": [True, False, True, True], "m.b": [True, True, False, True],
         "kind": "x", "g": list("nnss"), "w": [1.0, 2.0, 1.0, 3.0]}
    )  # fmt: skip
    weighted = tally(frame, made(), group="g", weight="w")
    table = comparison.groups(weighted).set_index(["item", "row"])
    assert table.loc[("q", ""), "test"] == "Rao-Scott F"
    assert table.loc[("kind", ""), "note"] == "all gave the same answer"
    # option a: n ticked with weight 1 of 3, s with all of 4
    found = rao_scott(*(pd.DataFrame(cells) for cells in (
        [[1, 1], [2, 0]], [[1, 2], [4, 0]], [[1, 4], [10, 0]],
    ))).iloc[0]  # fmt: skip
    row = table.loc[("m", "a")]
    assert row[["test", "statistic", "p"]].tolist() == ["Rao-Scott F", *found[["f", "p"]]]
    assert pd.notna(row["p"])
    with pytest.raises(MeasureError, match="tally must have no weights for a test of ranks, got weights"):
        comparison.pairs(weighted)


def test_pairs_of_a_tally():
    table = comparison.pairs(counts(ROWS))
    assert table[["item", "group", "other", "n", "other_n"]].to_numpy().tolist() == [["q", "n", "s", 9, 9]]
    # 1 low, 2 middle, 6 high against 5, 3, 1: 1 * 2.5 + 2 * 6.5 + 6 * 8.5
    assert table["u"].item() == 66.5
    assert table["p_holm"].item() == table["p"].item()


def test_one_group_alone_has_a_row_with_a_reason():
    alone = counts([row for row in ROWS if row[1] == "n"])
    assert comparison.pairs(alone)["note"].tolist() == ["fewer than two groups with answers"]
    assert set(comparison.groups(alone)["note"]) == {"fewer than two groups with answers"}
    assert len(comparison.groups(tally(pd.DataFrame(), made().model_copy(update={"items": ()})))) == 0


def test_nobody_answered_is_a_row_with_a_reason():
    frame = pd.DataFrame({"q": [None, None], "kind": None, "m.a": None, "m.b": None, "g": ["n", "s"]})
    table = comparison.groups(tally(frame, made(), group="g"))
    assert table["p"].isna().all()
    assert table["note"].str.startswith("fewer than two groups with answers").all()
    assert comparison.pairs(tally(frame, made(), group="g"))["note"].tolist() == ["a group without answers"]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["no", "partly", "yes", "unsure", None]), st.sampled_from("ns")), min_size=2, max_size=30),
       st.randoms(use_true_random=False))  # fmt: skip
def test_the_order_of_respondents_does_not_matter(rows, random):
    shuffled = rows[:]
    random.shuffle(shuffled)
    found = []
    for order in (rows, shuffled):
        frame = pd.DataFrame(order, columns=["q", "g"])
        frame["g"] = pd.Categorical(frame["g"], categories=["n", "s"])
        only = made().model_copy(update={"items": made().items[:1]})
        counted = tally(frame, only, group="g")
        found.append((comparison.groups(counted), comparison.pairs(counted)))
    for one, other in zip(*found, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_a_tally_by_group_holds_scores_alone():
    table = by_group(counts(ROWS), "q")
    assert table.to_numpy().tolist() == [[1, 2, 6], [5, 3, 1]]
    assert list(table.index) == ["n", "s"]
    mirrored = by_group(counts(ROWS, made(reversed=True)), "q")
    assert mirrored.to_numpy().tolist() == [[6, 2, 1], [1, 3, 5]]


@pytest.mark.parametrize("item", ["kind", "m", "qq"])
def test_an_item_without_scores_is_rejected(item):
    with pytest.raises(
        MeasureError,
        match=f"item must be a single-choice item of the tally on an ordinal scale, got '{item}'",
    ):
        by_group(counts(ROWS), item)
