"""Two waves compared share by share: nothing in silence, and A against B mirrors B against A."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_research.definitions import Instrument, crosswalk, load_instrument
from cs_research.definitions.extension import Crossed
from cs_research.errors import MeasureError
from cs_research.measures.comparison.multiplicity import adjust_p
from cs_research.measures.comparison.share_tests import difference
from cs_research.measures.comparison.waves import waves
from cs_research.measures.counts.tally import from_counts, tally
from cs_research.measures.shares.weighted_intervals import linearised_error

NUMBERS = ["difference", "error", "low", "high", "p"]


def made(points=("no", "yes"), net=("yes",), **changed):
    items = {
        "q": {"kind": "single", "text": "Q", "scale": "s"},
        "k": {"kind": "single", "text": "K", "scale": "k"},
        "m": {
            "kind": "multiple",
            "text": "M",
            "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
        },
        "o": {"kind": "open", "text": "O"},
    }
    items = {name: items.get(name, {}) | changed.get(name, {}) for name in [*items, *changed]}
    scale = {"id": "s", "points": [{"id": name, "label": name.title()} for name in points]}
    return Instrument(
        type="instrument", id="i", version="1", title="I", source={"title": "t", "publisher": "p"},
        scales=[
            scale | {"nets": [{"id": "net", "label": "net", "points": list(net)}]},
            {"id": "k", "kind": "nominal", "points": [{"id": "x", "label": "X"}, {"id": "y", "label": "Y"}]},
        ],
        items=[{"id": name, "source": "s"} | item for name, item in items.items() if item],
    )  # fmt: skip


def counts(yes, no, instrument=None, item="q", **columns):
    rows = pd.DataFrame({"item": item, "point": ["yes", "no"], "n": [yes, no]}).assign(**columns)
    return from_counts(rows, instrument or made())


SAME = crosswalk(made(), made())


def test_thirty_of_57_then_forty_of_60_of_157():
    table = waves(replace(counts(30, 27), population=157), replace(counts(40, 20), population=157), SAME).set_index(
        "item"
    )
    row = table.loc["q"]
    assert row["difference"] == pytest.approx(0.14035088, abs=5e-9)
    assert row["error"] == pytest.approx(0.071851773, abs=5e-10)
    expected = difference(40, 60, 30, 57, population=157).iloc[0]
    assert row[["low", "high", "p"]].tolist() == pytest.approx(expected[["low", "high", "p"]].tolist())
    assert row[["row", "n_a", "base_a", "n_b", "base_b"]].tolist() == ["net", 30, 57, 40, 60]
    assert row[["status", "flag"]].tolist() == ["compared", ""]


def test_every_item_has_a_line():
    table = waves(counts(30, 27), counts(40, 20), SAME).set_index("item")
    assert table["status"].to_dict() == {
        "q": "compared",
        "k": "not compared: its scale has no net",
        "m": "not compared: not in the tallies",
        "o": "not compared: an open question",
    }
    assert adjust_p(table.reset_index())["p_bh"].notna().tolist() == [True, False, False, False]


def test_a_reworded_item_is_refused_unless_it_is_flagged():
    pair = (made(), made(q={"text": "Another question"}))
    arguments = (counts(30, 27), counts(40, 20), crosswalk(*pair))
    refused = waves(*arguments).set_index("item").loc["q"]
    assert refused[["status", "reason", "flag"]].tolist() == ["not compared: reworded", "text differs", ""]
    assert refused[["share_a", "share_b", *NUMBERS]].isna().all()
    flagged = waves(*arguments, reworded="flag").set_index("item").loc["q"]
    assert flagged[["status", "reason", "flag"]].tolist() == ["compared", "text differs", "reworded"]
    assert flagged["difference"] == pytest.approx(0.14035088)
    with pytest.raises(MeasureError, match="reworded must be 'refuse' or 'flag', got 'ignore'"):
        waves(*arguments, reworded="ignore")


def test_a_scale_of_the_same_name_with_other_points_is_no_silence_either():
    # whatever a crosswalk that somebody wrote by hand may say
    pair = (made(), made(points=("no", "partly", "yes")))
    assert crosswalk(*pair)[0].status == "reworded"
    same = [Crossed("q", "same", True)]
    arguments = (counts(30, 27), counts(40, 20, pair[1]), same)
    assert waves(*arguments).loc[0, "status"] == "not compared: another scale"
    flagged = waves(*arguments, reworded="flag").loc[0]
    assert flagged[["status", "flag"]].tolist() == ["compared", "another scale"]
    other_net = (made(), made(points=("no", "partly", "yes"), net=("partly", "yes")))
    table = waves(counts(30, 27), counts(40, 20, other_net[1]), same, reworded="flag")
    assert table.loc[0, "status"] == "not compared: other points in the net"


def test_new_retired_and_unknown_items_are_rows_with_their_reason():
    lines = [
        Crossed("q", "retired", False, ("r", "k"), "Split in two."),
        Crossed("k", "new", False, reason="Asked for."),
    ]
    table = waves(counts(30, 27), counts(3, 4, item="q"), lines)
    assert table[["item", "status", "reason"]].to_numpy().tolist() == [
        ["q", "not compared: retired", "Split in two.; taken over by 'r' and 'k'"],
        ["k", "not compared: new", "Asked for."],
    ]
    table = waves(counts(30, 27), counts(3, 4), [])
    assert table[["item", "status"]].to_numpy().tolist() == [["q", "not compared: not in the crosswalk"]]


def test_the_shipped_surveys_keep_every_item():
    old, new = load_instrument("yjs-survey/2022"), load_instrument("yjs-survey/annual")
    tallies = [
        from_counts(pd.DataFrame({"item": "knowledge", "point": ["poor", "good"], "n": n}), made)
        for n, made in (([4, 53], old), ([10, 50], new))
    ]
    tallies = [replace(counts, population=size) for counts, size in zip(tallies, (157, 154), strict=True)]
    table = waves(*tallies)
    assert list(table["item"]) == [crossed.item for crossed in crosswalk(old, new)]
    assert table.loc[table["status"] == "compared", "item"].tolist() == ["knowledge"]
    by_item = table.set_index("item")
    assert by_item.loc["appropriate", "status"] == "not compared: reworded"
    assert by_item.loc["best_part", "status"] == "not compared: retired"
    assert by_item.loc["size", "status"] == "not compared: new"
    one = difference(50, 60, 53, 57, population=(154, 157)).iloc[0]
    assert by_item.loc["knowledge", ["low", "high"]].tolist() == pytest.approx(one[["low", "high"]].tolist())


def test_options_and_groups_of_one_wave_alone_have_their_row():
    frame = pd.DataFrame(
        {"m.a": pd.array([True, False, True], dtype="boolean"), "m.b": pd.array([False, True, True], dtype="boolean"),
         "g": ["n", "s", "s"]}
    )  # fmt: skip
    only = made().model_copy(update={"items": made().items[2:3]})
    a, b = (tally(part, only, group="g") for part in (frame, frame[frame["g"] == "s"]))
    table = waves(a, b, SAME[2:3])
    assert table[["group", "row", "share_a", "share_b", "status"]].fillna(-1).to_numpy().tolist() == [
        ["n", "a", 1, -1, "not compared: only in wave A"], ["n", "b", 0, -1, "not compared: only in wave A"],
        ["s", "a", 0.5, 0.5, "compared"], ["s", "b", 1, 1, "compared"],
    ]  # fmt: skip
    assert table["p"].tolist()[2:] == [1, 1]
    assert (waves(b, a, SAME[2:3])["status"] == "not compared: only in wave B").sum() == 2


def test_nobody_answered_is_a_row_with_a_reason():
    table = waves(counts(0, 0), counts(3, 4), SAME)
    assert table.loc[0, "status"] == "not compared: no answers in a wave"
    assert table.loc[0, NUMBERS].isna().all()
    nothing = tally(pd.DataFrame(), made().model_copy(update={"items": ()}))
    empty = waves(nothing, nothing, SAME)
    assert empty["status"].str.startswith("not compared").all()


def weighted(instrument):
    frame = pd.DataFrame({"q": ["yes", "yes", "no", "no", "no"], "w": [2.0, 1.0, 1.0, 3.0, 1.0],
                          "m.a": [True, False, True, True, False], "m.b": [False, True, True, False, True]})  # fmt: skip
    items = [item for item in instrument.items if item.id in ("q", "m")]
    return tally(frame, instrument.model_copy(update={"items": tuple(items)}), weight="w")


def test_weighted_shares_have_the_linearised_error():
    table = waves(weighted(made()), counts(40, 20), SAME)
    row = table.loc[0]
    assert row[["n_a", "base_a", "share_a"]].tolist() == [2, 5, pytest.approx(3 / 8)]
    error = linearised_error(3 / 8, 5, 5, 11, 8)
    assert row["error"] == pytest.approx(np.hypot(error, (40 * 20 / 60**2 / 59) ** 0.5))
    effective = 3 / 8 * 5 / 8 / error**2
    pooled = (effective * 3 / 8 + 40) / (effective + 60)
    z = (40 / 60 - 3 / 8) / (pooled * (1 - pooled) * (1 / effective + 1 / 60)) ** 0.5
    from scipy import stats

    assert row["p"] == pytest.approx(2 * stats.norm.sf(z))
    same = waves(weighted(made()), weighted(made()), SAME)
    assert same.loc[0, ["difference", "p"]].tolist() == [0, 1]


def test_weighted_options_have_the_linearised_error():
    same = waves(weighted(made()), weighted(made()), SAME).set_index("row")
    # option a: weights 2, 1 and 3 of 8 ticked it, squares 14 of 16; option b: 1, 1 and 1, squares 3
    for option, w, squares in (("a", 6, 14), ("b", 3, 3)):
        row = same.loc[option]
        assert row["status"] == "compared"
        assert row["share_a"] == pytest.approx(w / 8)
        variance = 5 / 4 * ((1 - w / 8) ** 2 * squares + (w / 8) ** 2 * (16 - squares)) / 64
        assert row["error"] == pytest.approx((2 * variance) ** 0.5)
        assert row["low"] < 0 < row["high"]


side = st.tuples(st.integers(0, 40), st.integers(0, 40))


@given(side, side, st.sampled_from([None, 100, (100, 90)]))
@settings(max_examples=40)
def test_wave_a_against_b_mirrors_b_against_a(one, other, population):
    sizes = population if isinstance(population, tuple) else (population, population)
    a, b = (replace(counts(*of), population=size) for of, size in zip((one, other), sizes, strict=True))
    forth, back = waves(a, b, SAME).loc[0], waves(b, a, SAME).loc[0]
    assert forth["status"] == back["status"]
    if forth["status"] == "compared":
        assert forth["difference"] == pytest.approx(-back["difference"])
        assert (forth["low"], forth["high"]) == pytest.approx((-back["high"], -back["low"]))
        for name in ("error", "p"):
            assert forth[name] == pytest.approx(back[name], nan_ok=True)
        assert (forth["n_a"], forth["base_b"]) == (back["n_b"], back["base_a"])


@given(side.filter(sum))
@settings(max_examples=20)
def test_identical_waves_are_not_apart(one):
    row = waves(counts(*one), counts(*one), SAME).loc[0]
    assert (row["difference"], row["p"]) == (0, 1)
    assert row["low"] <= 0 <= row["high"]
