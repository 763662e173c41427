"""Two waves of the same services, item by item."""

import numpy as np
import pandas as pd
import pytest

from cs_research.definitions import Instrument, crosswalk, load_instrument
from cs_research.errors import MeasureError
from cs_research.measures.comparison.paired_waves import paired_waves

POINTS = ["low", "middle", "high"]

# --- matching


# --- whole waves


def made(**changed):
    points = [{"id": name, "label": name.title()} for name in POINTS]
    points.append({"id": "unsure", "label": "Not sure", "absence": "dont_know"})
    items = {
        "service": {"kind": "open", "text": "Service", "role": "identifier"},
        "q": {"kind": "single", "text": "Q", "scale": "s"},
        "kind": {"kind": "single", "text": "Kind", "scale": "k"},
        "m": {
            "kind": "multiple",
            "text": "M",
            "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
        },
        "why": {"kind": "open", "text": "Why?"},
    }
    items = {name: items.get(name, {}) | changed.get(name, {}) for name in [*items, *changed]}
    kinds = [{"id": "x", "label": "X"}, {"id": "y", "label": "Y"}]
    return Instrument(
        type="instrument", id="i", version="1", title="I", source={"title": "t", "publisher": "p"},
        scales=[
            {"id": "s", "points": points, "nets": [{"id": "up", "label": "middle or high", "points": ["middle", "high"]}]},
            {"id": "k", "kind": "nominal", "points": kinds},
        ],
        items=[{"id": name, "source": "s"} | item for name, item in items.items()],
    )  # fmt: skip


def ticks(*answers):
    return pd.array(answers, dtype="boolean")


A = pd.DataFrame(
    {"service": list("abcdef"), "q": ["low", "low", "low", "middle", "unsure", None], "kind": list("xxyyxy"),
     "m.a": ticks(True, True, False, True, None, False), "m.b": ticks(False, False, True, True, None, True)}
)  # fmt: skip
B = pd.DataFrame(
    {"service": list("ABCDEg"), "q": ["middle", "high", "low", "low", "high", "low"], "kind": list("xyyyxy"),
     "m.a": ticks(True, False, True, False, True, True), "m.b": ticks(False, False, False, True, True, True)}
)  # fmt: skip


def test_each_item_of_two_waves_by_hand():
    table = paired_waves(A, B, crosswalk(made(), made()), made()).set_index(["item", "row"])
    q = table.loc[("q", "up"), :]
    # the five that are in both answered twice, not sure among them: middle or high 1 of 5, then 3 of 5
    assert q[["matched", "unanswered", "n"]].tolist() == [5, 0, 5]
    assert q[["share_a", "share_b", "difference"]].tolist() == pytest.approx([0.2, 0.6, 0.4])
    # three came in, one left: 2 * (1 + 4) / 16
    assert q["p_mcnemar"] == pytest.approx(0.625)
    assert q["low"] < 0.4 < q["high"]
    # with a score twice: a and b up, c the same, d down: p = 2 * min(7, 4) / 8, at most 1
    assert q[["up", "same", "down", "p_sign"]].tolist() == [2, 1, 1, 1]
    assert (q["only_a"], q["only_b"], q["without_id_a"], q["status"]) == (1, 1, 0, "compared")
    kind = table.loc[("kind", ""), :]
    assert kind[["n", "chi_squared", "df"]].tolist() == pytest.approx([5, 1, 1])
    assert kind[["share_a", "up", "p_sign"]].isna().all()
    a = table.loc[("m", "a"), :]
    # e left it blank in A; of a to d: yes to no twice, no to yes once
    assert a[["matched", "unanswered", "n"]].tolist() == [5, 1, 4]
    assert a["difference"] == pytest.approx(-0.25)
    assert a["p_mcnemar"] == 1
    assert table.loc[("why", ""), "status"] == "not compared: an open question"


def test_waves_swapped_mirror():
    forth, back = (paired_waves(*frames, crosswalk(made(), made()), made()) for frames in ((A, B), (B, A)))
    assert np.allclose(forth["difference"], -back["difference"], equal_nan=True)
    assert np.allclose(forth["low"], -back["high"], equal_nan=True)
    for name in ("p_mcnemar", "p_sign", "p_stuart_maxwell"):
        assert np.allclose(forth[name], back[name], equal_nan=True)
    assert forth["up"].equals(back["down"])


def test_a_reversed_item_goes_up_the_other_way():
    turned = made(q={"reversed": True})
    row = paired_waves(A, B, crosswalk(turned, turned), turned).set_index("item").loc["q"]
    assert row[["up", "same", "down"]].tolist() == [1, 1, 2]


def test_a_reworded_item_is_never_compared_in_silence():
    pair = (made(), made(q={"text": "Another question"}, m={"text": "Another"}))
    table = paired_waves(A, B, crosswalk(*pair), pair)
    refused = table[table["item"].isin(["q", "m"])]
    assert refused["status"].tolist() == ["not compared: reworded"] * 2
    assert refused[["n", "difference", "p_mcnemar", "p_sign", "p_stuart_maxwell"]].isna().all().all()
    assert refused["reason"].tolist() == ["text differs"] * 2
    flagged = paired_waves(A, B, crosswalk(*pair), pair, reworded="flag").set_index("item")
    assert flagged.loc["q", ["status", "flag"]].tolist() == ["compared", "reworded"]
    assert flagged.loc["q", "difference"] == pytest.approx(0.4)
    assert flagged.loc["kind", "flag"] == ""


def test_options_of_one_wave_alone_and_columns_that_lack_have_their_reason():
    wider = made(
        m={
            "options": [
                {"id": "a", "label": "A"},
                {"id": "c", "label": "C"},
                {"id": "b", "label": "B", "retired": "r"},
            ]
        }
    )
    pair = (made(), wider)
    frame = B.assign(**{"m.c": ticks(True, True, False, False, True, True)})
    table = paired_waves(A, frame, crosswalk(*pair), pair, reworded="flag").set_index(["item", "row"])
    assert table.loc[("m", "a"), "status"] == "compared"
    assert table.loc[("m", "b"), "status"] == "not compared: retired"
    assert table.loc[("m", "c"), "status"] == "not compared: only in wave B"
    lacking = paired_waves(A, B.drop(columns=["q", "m.b"]), crosswalk(made(), made()), made()).set_index("item")
    assert lacking.loc[["q", "m"], "status"].tolist() == ["not compared: not among the answers of wave B"] * 2


def test_nobody_twice_is_no_error():
    table = paired_waves(A, B.assign(service=list("uvwxyz")), crosswalk(made(), made()), made()).set_index("item")
    assert table.loc["q", "status"] == "not compared: nobody answered in both waves"
    assert table.loc["q", ["matched", "n", "only_a", "only_b"]].tolist() == [0, 0, 6, 6]
    assert pd.isna(table.loc["q", "p_sign"])


def test_the_shipped_surveys_have_a_line_for_every_item():
    old, new = load_instrument("yjs-survey/2022"), load_instrument("yjs-survey/annual")
    frame = pd.DataFrame({"service": ["a", "b"], "knowledge": ["poor", "good"]})
    table = paired_waves(frame, frame, crosswalk(old, new), (old, new))
    assert {crossed.item for crossed in crosswalk(old, new)} == set(table["item"])
    assert table[table["status"] == "compared"]["item"].tolist() == ["knowledge"]
    assert table.set_index("item").loc["best_part", "status"] == "not compared: retired"


def test_instruments_without_one_identifier_are_rejected():
    none = made(service={"role": "question"})
    with pytest.raises(MeasureError, match="identifier must be one item of both instruments, got 'service' and none"):
        paired_waves(A, B, (), (made(), none))
    with pytest.raises(MeasureError, match="reworded must be 'refuse' or 'flag', got 'yes'"):
        paired_waves(A, B, (), made(), reworded="yes")
