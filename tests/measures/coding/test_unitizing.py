"""Unitizing alpha: the published example, its limits, and units that cannot be."""

from dataclasses import replace

import pandas as pd
import pytest

from cs_research.errors import MeasureError
from cs_research.measures.coding import agreement
from cs_research.measures.coding.unitizing import EDITION, continuum, unitizing_alpha
from cs_research.measures.coding.units import turn_rows
from cs_research.measures.text.index import index_sources
from cs_research.records import Codings, Segment, Source, Turn


def units(*rows):
    return pd.DataFrame(rows, columns=["coder", "code", "start", "length"])


#: Krippendorff (2004), page 254: two observers, two categories, a continuum from 150 to 450.
BOOK = units(
    ("i", "c", 225, 70), ("i", "c", 370, 30), ("i", "k", 180, 60), ("i", "k", 300, 50),
    ("j", "c", 220, 80), ("j", "c", 355, 20), ("j", "c", 400, 20), ("j", "k", 180, 60), ("j", "k", 300, 50),
)  # fmt: skip


def test_the_book_s_example_comes_out():
    found = unitizing_alpha(BOOK, begin=150, length=300).set_index("code")
    assert found.loc["c", "estimate"] == pytest.approx(0.728599, abs=1e-6)
    assert found.loc["k", "estimate"] == 1
    assert found.loc["", "estimate"] == pytest.approx(0.8587, abs=5e-5)
    assert set(found["edition"]) == {EDITION} == {"Krippendorff 1995, 2004"}
    assert found["units"].tolist() == [5, 4, 9]


def test_order_and_place_of_the_continuum_make_no_difference():
    moved = BOOK.assign(start=BOOK["start"] + 1000).iloc[::-1]
    first = unitizing_alpha(BOOK, begin=150, length=300).set_index("code")["estimate"]
    assert unitizing_alpha(moved, begin=1150, length=300).set_index("code")["estimate"].to_dict() == pytest.approx(
        first.to_dict()
    )


def test_one_coder_has_none():
    found = unitizing_alpha(units(("i", "c", 0, 5)), begin=0, length=10)
    assert found["estimate"].isna().all()
    assert found["note"].tolist() == ["fewer than two coders marked units"] * 2


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [("i", "c", 5, 10), ("i", "c", 12, 2)],
            "unit of 'i' and 'c' must not overlap the one before, got 12",
        ),
        ([("i", "c", 25, 10)], "must have a length and lie between 0 and 30, got 25 with length 10"),
        ([("i", "c", 5, 0)], "must have a length and lie between 0 and 30, got 5 with length 0"),
        ([("i", "c", 5.5, 2)], "start must be a whole number in every row, got 5.5"),
        ([("i", "c", "x", 2)], "start must be a whole number in every row, got 'x'"),
    ],
)
def test_units_that_cannot_be_are_errors(rows, message):
    with pytest.raises(MeasureError, match=message):
        unitizing_alpha(units(*rows), begin=0, length=30)


def test_segments_become_units_of_one_continuum(frame):
    sources = tuple(
        Source(name, "interview", "A", "", (Turn(1, "P", "x" * 10), Turn(2, "P", "y" * 20))) for name in "abc"
    )
    code = frame.codes[0].id
    segments = tuple(
        Segment(f"s{n}", source, turn, start, end, "", code, "shown", coder)
        for n, (source, turn, start, end, coder) in enumerate(
            [("a", 1, 2, 6, "R"), ("a", 1, 4, 8, "R"), ("a", 2, 0, 5, "S"), ("b", 1, 0, 9, "R"), ("c", 2, 1, 3, "R"),
             ("c", 2, 1, 3, "S")]
        )
    )  # fmt: skip
    codings = Codings(frame, sources, segments)
    table, turns = codings.table(), index_sources(codings.sources).turns
    table["row"] = turn_rows(turns, table)
    found, length = continuum(turns[turns["source"] != "b"], table)
    # without b, c begins at 32 and its second turn at 32 + 11; overlapping segments of R are one unit
    assert length == 64
    assert sorted(found[["coder", "start", "length"]].values.tolist()) == [
        ["R", 2, 6], ["R", 44, 2], ["S", 11, 5], ["S", 44, 2],
    ]  # fmt: skip
    alpha = unitizing_alpha(found, begin=0, length=length)
    assert alpha["estimate"].notna().all()
    # the same sources and numbers by way of the study's codings
    table = agreement.codings(codings, "character", draws=0)
    row = table[table["coefficient"] == "unitizing_alpha"].iloc[0]
    assert row["estimate"] == pytest.approx(alpha["estimate"].iloc[0])
    assert row["note"] == "no interval; edition Krippendorff 1995, 2004"
    pooled = agreement.codings(codings, "character", by=["site"], draws=0).iloc[-1]
    assert (pooled["coefficient"], pooled["estimate"]) == (
        "unitizing_alpha",
        pytest.approx(alpha["estimate"].iloc[-1]),
    )
    # a third coder has read a only
    third = replace(codings, segments=(*segments, replace(segments[0], id="t", coder="T")))
    every = agreement.codings(third, "character", draws=0).iloc[-1]
    only_a, length = continuum(turns[turns["source"] == "a"], third.table().assign(row=turn_rows(turns, third.table())))
    assert every["estimate"] == pytest.approx(unitizing_alpha(only_a, begin=0, length=length)["estimate"].iloc[-1])
