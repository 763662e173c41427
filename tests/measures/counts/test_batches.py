"""The same counts from a DataFrame, a Parquet file and a Dask cluster."""

import numpy as np
import pandas as pd
import pytest

from cs_research.errors import MeasureError
from cs_research.measures.counts import batches as large
from cs_research.measures.counts.tally import tally

pytest.importorskip("pyarrow", reason="the extra 'large' is not installed")

POINTS = ("low", "middle", "high")
ITEMS = {"q": POINTS, "r": (1, 2, 3)}


def made(rows, seed=3):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "q": rng.choice([*POINTS, None], rows),
            "r": pd.array(rng.choice([1.0, 2.0, 3.0, np.nan], rows)),
            "r.not_asked": rng.random(rows) < 0.2,
            "g": rng.choice(["west", "east", "north", None], rows, p=[0.5, 0.3, 0.19, 0.01]),
            "w": rng.random(rows),
        }
    )


def test_a_parquet_file_and_a_folder_are_counted_batch_by_batch(tmp_path, monkeypatch):
    frame = made(5_000)
    frame.to_parquet(tmp_path / "all.parquet")
    (tmp_path / "parts").mkdir()
    frame[:2_000].to_parquet(tmp_path / "parts" / "a.parquet")
    frame[2_000:].to_parquet(tmp_path / "parts" / "b.parquet")
    monkeypatch.setattr(large, "_BATCH", 700)
    whole = tally(frame, ITEMS, group="g", weight="w").table
    for place in (tmp_path / "all.parquet", str(tmp_path / "parts")):
        found = tally(place, ITEMS, group="g", weight="w").table
        pd.testing.assert_frame_equal(found, whole, rtol=1e-12)


def test_a_group_that_only_a_later_batch_has_takes_its_place(tmp_path, monkeypatch):
    frame = pd.DataFrame({"q": ["low", "high", "low"], "g": ["b", "b", "a"]})
    frame.to_parquet(tmp_path / "f.parquet", row_group_size=1)
    monkeypatch.setattr(large, "_BATCH", 1)
    found = tally(tmp_path / "f.parquet", {"q": POINTS}, group="g").table
    assert list(found.index.get_level_values("group").unique()) == ["a", "b"]
    assert list(found["n"]) == [1, 0, 0, 1, 0, 1]


def ways(frame, tmp_path, group="g"):
    """The groups of a tally from memory, from a Parquet file in one batch and in many, and from Dask."""
    from dask import config
    from dask.dataframe import from_pandas

    frame.to_parquet(tmp_path / "one.parquet")
    frame.to_parquet(tmp_path / "many.parquet", row_group_size=1)
    with config.set(scheduler="synchronous"):
        places = [
            frame,
            tmp_path / "one.parquet",
            tmp_path / "many.parquet",
            from_pandas(frame, npartitions=3),
        ]
        return [tally(place, {"q": POINTS}, group=group).table for place in places]


GROUPS = {
    "texts": (["west", "east", None, "north", "east"], ["east", "north", "west", "(no group)"]),
    "whole numbers": ([10, 9, 2, 10, 100], ["2", "9", "10", "100"]),
    "whole numbers, one missing": ([10.0, None, 2.0, 2.0, 100.0], ["2", "10", "100", "(no group)"]),
    "nullable whole numbers": (
        pd.array([10, None, 2, 2, 100], dtype="Int64"),
        ["2", "10", "100", "(no group)"],
    ),
    "decimals": ([2.5, 10.0, 2.0, 2.5, 10.0], ["2", "2.5", "10"]),
    "true or false": ([True, False, True, True, True], ["False", "True"]),
    "categories": (
        pd.Categorical(["often", "never", None, "rarely", "often"], ["never", "rarely", "often", "always"]),
        ["never", "rarely", "often", "always", "(no group)"],
    ),
    "days": (pd.to_datetime(["2024-03-01", "2023-05-01", None, "2024-01-01", "2023-05-01"]), None),
}


@pytest.mark.parametrize("kind", GROUPS)
def test_groups_have_one_order_wherever_the_answers_lie(tmp_path, monkeypatch, kind):
    """Banner letters follow the order of the groups."""
    pytest.importorskip("dask.dataframe")
    values, order = GROUPS[kind]
    monkeypatch.setattr(large, "_BATCH", 2)
    frame = pd.DataFrame({"q": ["low", "high", "low", "middle", "high"], "g": values})
    memory, *others = ways(frame, tmp_path)
    if order:
        assert list(memory.index.get_level_values("group").unique()) == order
    for found in others:
        pd.testing.assert_frame_equal(found, memory)


def test_texts_of_one_batch_are_in_the_order_of_memory(tmp_path):
    frame = pd.DataFrame({"q": ["low", "high"], "g": ["west", "east"]})
    frame.to_parquet(tmp_path / "f.parquet")
    found = tally(tmp_path / "f.parquet", {"q": POINTS}, group="g").table
    pd.testing.assert_frame_equal(found, tally(frame, {"q": POINTS}, group="g").table)


def test_an_empty_file_gives_zeros(tmp_path):
    pd.DataFrame({"q": pd.Series([], dtype="str")}).to_parquet(tmp_path / "f.parquet")
    assert list(tally(tmp_path / "f.parquet", {"q": POINTS}).table["n"]) == [0, 0, 0]


@pytest.mark.parametrize(
    ("name", "items", "message"),
    [
        ("none.parquet", {"q": POINTS}, "file must exist"),
        ("f.parquet", {"p": POINTS}, "table must have the column 'p', got none of that name"),
        ("f.parquet", {"q": ("low",)}, "point of 'q' must be 'low', got 'high'"),
    ],
)
def test_what_cannot_be_counted_is_rejected(tmp_path, name, items, message):
    pd.DataFrame({"q": ["low", "high"]}).to_parquet(tmp_path / "f.parquet")
    with pytest.raises(MeasureError, match=message):
        tally(tmp_path / name, items)


def test_a_frame_of_another_kind_is_refused():
    pytest.importorskip("dask.dataframe")
    with pytest.raises(MeasureError, match="responses must be Responses, a DataFrame, the path of a Parquet file"):
        tally([["low"]], {"q": POINTS})


def test_dask_on_two_workers_counts_the_same():
    dd = pytest.importorskip("dask.dataframe")
    distributed = pytest.importorskip("distributed")
    frame = made(3_000)
    whole = tally(frame, ITEMS, group="g", weight="w").table
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50)
    with cluster, distributed.Client(cluster):
        found = tally(dd.from_pandas(frame, npartitions=11), ITEMS, group="g", weight="w").table
    pd.testing.assert_frame_equal(found, whole, rtol=1e-12)
