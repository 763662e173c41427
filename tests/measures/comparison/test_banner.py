"""Banner tables: letters, bases, low bases, and dashes where nothing can be tested."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cs_research.definitions.instrument import Instrument
from cs_research.displays.tables.html import format_banner
from cs_research.errors import MeasureError
from cs_research.measures.comparison.banner import banner
from cs_research.measures.counts.tally import from_counts, tally


def made():
    points = [{"id": name, "label": name.title()} for name in ("low", "middle", "high")]
    nets = [
        {"id": "top", "label": "middle or high", "points": ["middle", "high"]},
        {"id": "least", "label": "low", "points": ["low"]},
    ]
    return Instrument(
        type="instrument", id="i", version="1", title="I", source={"title": "t", "publisher": "p"},
        scales=[{"id": "s", "points": points, "nets": nets}],
        items=[
            {"id": "q", "kind": "single", "text": "Q", "scale": "s", "source": "s"},
            {"id": "m", "kind": "multiple", "text": "M", "source": "s",
             "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]},
        ],
    )  # fmt: skip


def counts(groups):
    """Group to counts at low, middle and high."""
    rows = [
        {"item": "q", "group": group, "point": point, "n": n}
        for group, numbers in groups.items()
        for point, n in zip(("low", "middle", "high"), numbers, strict=True)
    ]
    return from_counts(pd.DataFrame(rows), made())


THREE = {"north": (10, 30, 10), "south": (30, 15, 5), "west": (20, 20, 10)}


def test_letters_mark_the_columns_that_a_column_lies_above():
    table = banner(counts(THREE), rows="headlines")
    assert list(table.columns) == [
        "item", "row", "label", "group", "letter", "n", "base", "share", "higher_than", "flag",
    ]  # fmt: skip
    # 80, 40 and 60 per cent of 50: z = .4 / sqrt(.6 * .4 / 25) = 4.08, and .2 / sqrt(.7 * .3 / 25) = 2.18 with p .029 and
    # .2 / sqrt(.5 * .5 / 25) = 2 with p .0455; Holm takes 2 * .029, so only the first is below .05
    assert table[["group", "letter", "n", "base", "share", "higher_than"]].to_numpy().tolist() == [
        ["north", "A", 40, 50, 0.8, "B"], ["south", "B", 20, 50, 0.4, ""], ["west", "C", 30, 50, 0.6, ""],
    ]  # fmt: skip
    looser = banner(counts(THREE), rows="headlines", level=0.94)
    # then 2 * .0291 = .058 is below .06, and so is .0583 for the last, which Holm keeps no smaller
    assert looser["higher_than"].tolist() == ["B C", "", "B"]


def test_holm_counts_all_rows_of_an_item():
    table = banner(counts(THREE), level=0.94)
    # six tests now, in mirrored pairs: .029 * 4 is beyond .06
    by_row = table.set_index(["row", "group"])["higher_than"]
    assert by_row["top"].tolist() == ["B", "", ""]
    assert by_row["least"].tolist() == ["", "A", ""]


def test_points_have_rows_too():
    table = banner(counts(THREE), rows="points")
    assert table.groupby("group", sort=False)["share"].sum().tolist() == pytest.approx([1, 1, 1])
    assert set(table["row"]) == {"low", "middle", "high"}


def test_a_low_base_is_flagged_and_not_tested():
    groups = THREE | {"tiny": (0, 0, 8), "none": (0, 0, 0), "(no group)": (40, 0, 0)}
    table = banner(counts(groups), rows="headlines").set_index("group")
    assert table["letter"].to_dict() == {
        "north": "A", "south": "B", "west": "C", "tiny": "D", "none": "E", "(no group)": "",
    }  # fmt: skip
    assert table["flag"].tolist() == ["", "", "", "low base", "no answers", "group not known"]
    assert table["higher_than"].tolist() == ["B", "", "", "–", "–", "–"]
    assert table.loc["tiny", "share"] == 1
    assert pd.isna(table.loc["none", "share"])
    lower = banner(counts(groups), rows="headlines", minimum=5).set_index("group")
    assert (lower.loc["tiny", "flag"], lower.loc["tiny", "higher_than"]) == ("", "B")


def test_one_column_alone_has_nothing_to_test_against():
    table = banner(counts({"north": (10, 30, 10), "tiny": (1, 1, 1)}), rows="headlines")
    assert table["flag"].tolist() == ["nothing to test against", "low base"]
    assert table["higher_than"].tolist() == ["–", "–"]
    whole = banner(counts({"all": (40, 0, 0)}))
    assert set(whole["flag"]) == {"nothing to test against"}
    assert len(banner(tally(pd.DataFrame(), made().model_copy(update={"items": ()})))) == 0


def test_constant_answers_are_tested_and_not_apart():
    table = banner(counts({"a": (40, 0, 0), "b": (50, 0, 0)}))
    assert set(table["higher_than"]) == {""}


def test_a_population_of_each_group_sharpens_the_test():
    groups = {"a": (20, 20, 0), "b": (28, 12, 0)}
    assert banner(counts(groups), rows="headlines")["higher_than"].tolist() == ["", ""]
    known = banner(replace(counts(groups), population={"a": 45, "b": 45}), rows="headlines")
    assert known["higher_than"].tolist() == ["B", ""]
    with pytest.raises(MeasureError, match="population must be given for every group, got none for 'b'"):
        banner(replace(counts(groups), population={"a": 45}))


def test_weighted_shares_are_tested_on_their_effective_size():
    groups = np.repeat(["a", "b"], 60)
    frame = pd.DataFrame(
        {"q": ["low"] * 20 + ["high"] * 40 + ["low"] * 35 + ["high"] * 25, "g": groups,
         "w": [1.0, 3.0] * 60, "m.a": True, "m.b": [True, False] * 60}
    )  # fmt: skip
    table = banner(tally(frame, made(), group="g", weight="w"), rows="headlines")
    q = table[table["item"] == "q"].reset_index()
    # a: weights 40 of 120 low; b: 18 of weight 1 and 17 of weight 3 are low, 69 of 120
    assert q["share"].tolist() == pytest.approx([2 / 3, 51 / 120])
    assert q["higher_than"].tolist() == ["B", ""]
    m = table[table["item"] == "m"]
    # b was ticked by weights of 1 alone in both groups, and a by all
    assert set(m["higher_than"]) == {""}
    assert set(m["flag"]) == {""}
    assert m["share"].tolist() == pytest.approx([1, 0.25, 1, 0.25])


def test_after_z_comes_aa():
    groups = {f"g{place:02}": (20, 20, 0) for place in range(54)}
    letters = banner(counts(groups), rows="headlines")["letter"].tolist()
    assert (letters[0], letters[25], letters[26], letters[51], letters[52]) == ("A", "Z", "AA", "AZ", "BA")


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"rows": "all"}, "rows must be 'headlines', 'nets' or 'points', got 'all'"),
        ({"minimum": 0}, "minimum must be 1 or more, got 0"),
        ({"level": 95}, "level must lie between 0 and 1, got 95"),
    ],
)
def test_wrong_arguments_are_rejected(keywords, message):
    with pytest.raises(MeasureError, match=message):
        banner(counts(THREE), **keywords)


sides = st.tuples(*[st.integers(0, 40)] * 3)


@given(sides, sides)
@settings(max_examples=40)
def test_two_groups_swapped_change_places(one, other):
    forth = banner(counts({"x": one, "y": other}), rows="headlines", minimum=2).set_index("group")
    back = banner(counts({"y": other, "x": one}), rows="headlines", minimum=2).set_index("group")
    swap = {"A": "B", "B": "A", "": "", "–": "–"}
    assert forth.loc["x", "higher_than"] == swap[back.loc["x", "higher_than"]]
    assert forth.loc["y", "higher_than"] == swap[back.loc["y", "higher_than"]]
    assert (forth["flag"] == back.loc[forth.index, "flag"]).all()
    if sum(one) > 1 and sum(other) > 1 and forth["n"].sum() not in (0, forth["base"].sum()):
        n = forth["n"].to_numpy()
        p = stats.chi2_contingency([n, forth["base"].to_numpy() - n], correction=False).pvalue
        assert (forth["higher_than"].str.len().sum() == 1) == (p < 0.05)


# --- as it is read


def test_the_display_has_bases_letters_and_dashes():
    groups = THREE | {"tiny": (0, 3, 5), "none": (0, 0, 0), "(no group)": (1, 1, 0)}
    wide = format_banner(banner(counts(groups)), labels={"q": "How high?"})
    assert list(wide.columns) == ["north (A)", "south (B)", "west (C)", "tiny (D)", "none (E)", "(no group)"]
    assert list(wide.index) == [("How high?", "Base"), ("How high?", "middle or high"), ("How high?", "low")]
    assert wide.iloc[0].tolist() == ["50", "50", "50", "8*", "0", "2"]
    assert wide.iloc[1].tolist() == ["80 B", "40", "60", "100 –", "–", "50 –"]
    assert wide.iloc[2].tolist() == ["20", "60 A", "40", "0 –", "–", "50 –"]


def test_questions_and_answers_of_one_label_stay_apart():
    rows = pd.DataFrame(
        {"item": ["x", "x", "y"], "row": ["a", "b", "a"], "label": "Other", "group": "g", "letter": "A", "n": 4,
         "base": 10, "share": [0.125, 0.3, 0.4], "higher_than": "", "flag": ""}
    )  # fmt: skip
    wide = format_banner(rows, labels={"x": "Q", "y": "Q"})
    assert wide.reset_index().to_numpy().tolist() == [
        ["Q", "Base", "10"], ["Q", "Other", "13"], ["Q", "Other", "30"], ["Q", "Base", "10"], ["Q", "Other", "40"],
    ]  # fmt: skip
