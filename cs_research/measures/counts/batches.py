"""Counting of data larger than memory, by batches of a Parquet file or partitions of Dask.

This is the one place among the measures that opens a file, so that a table of ten million rows never has to
be a DataFrame.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pandas as pd

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError, closest
from cs_research.measures.counts.kernel import Plan, Totals, add_totals, count_frame
from cs_research.records.responses import not_asked

#: Rows of one batch: large enough that reading, not starting, takes the time.
_BATCH = 262_144
#: Partial results that are added in one step of a tree.
_BRANCHES = 8


@accepts(MeasureError)
def from_parquet(path: str | os.PathLike[str], plan: Plan) -> Totals:
    """Return the totals of a Parquet file, or of all files in a folder, batch by batch."""
    try:
        import pyarrow.dataset as ds
        from pyarrow import ArrowInvalid
    except ImportError as error:
        raise _missing_dependency("Parquet") from error
    place = os.fspath(path)
    if not os.path.exists(place):  # noqa: PTH110
        raise MeasureError(Fault(place, "file", "exist", "nothing at that path"))
    try:
        dataset = ds.dataset(place, format="parquet")
    except (ArrowInvalid, FileNotFoundError) as error:  # a folder may hold other files
        hint = "read an export with read_survey, and give what it returns"
        raise MeasureError(Fault(place, "file", "be a Parquet file, or a folder of them", "another", hint)) from error
    names = list(dataset.schema.names)
    for name in plan.columns:
        if name not in names:
            hint = closest(name, names)
            raise MeasureError(Fault(place, "table", f"have the column '{name}'", "none of that name", hint))
    wanted = plan.columns + [n for item in plan.items if (n := not_asked(item.item)) in names]
    # categories created while reading are in the order of their appearance, which is no order of groups
    return _summed(count_frame(frame, plan) for frame in _frames(dataset, wanted, set(plan.columns) - {plan.group}))


def _frames(dataset: Any, wanted: list[str], answers: set[str]) -> Iterator[pd.DataFrame]:
    """Batches as frames. Texts that repeat become categories as they are read, which is what is counted."""
    import pyarrow as pa

    empty = True
    for batch in dataset.to_batches(columns=wanted, batch_size=_BATCH, batch_readahead=2, fragment_readahead=1):
        if batch.num_rows:
            empty = False
            texts = [f.name for f in batch.schema if pa.types.is_string(f.type) or pa.types.is_large_string(f.type)]
            yield batch.to_pandas(categories=[name for name in texts if name in answers], use_threads=False)
    if empty:
        yield dataset.schema.empty_table().select(wanted).to_pandas()


def _summed(parts: Iterator[Totals]) -> Totals:
    """Return the sum of partial results, added as they arrive so that few are in memory."""
    held: list[Totals] = []
    for part in parts:
        held.append(part)
        if len(held) == _BRANCHES:
            held = [add_totals(held)]
    return add_totals(held)


@accepts(MeasureError)
def from_dask(frame: Any, plan: Plan) -> Totals:
    """Return the totals of a Dask DataFrame: one partial result per partition, then a tree of sums."""
    try:
        import dask
        import dask.dataframe as dd
    except ImportError as error:
        raise _missing_dependency("Dask") from error
    if not isinstance(frame, dd.DataFrame):
        rule = "be a DataFrame, the path of a Parquet file, or a Dask DataFrame"
        raise MeasureError(Fault("tally", "frame", rule, type(frame).__name__))
    missing = [name for name in plan.columns if name not in frame.columns]
    if missing:
        hint = closest(missing[0], map(str, frame.columns))
        raise MeasureError(Fault("tally", "column", "be a column of the frame", f"'{missing[0]}'", hint))
    wanted = plan.columns + [n for item in plan.items if (n := not_asked(item.item)) in frame.columns]
    parts = [dask.delayed(count_frame)(part, plan) for part in frame[wanted].to_delayed()]
    while len(parts) > 1:
        parts = [dask.delayed(add_totals)(parts[at : at + _BRANCHES]) for at in range(0, len(parts), _BRANCHES)]
    totals: Totals = dask.compute(parts[0])[0]
    return totals


def _missing_dependency(what: str) -> MeasureError:
    hint = 'install the extra: pip install "cs-research[large]"'
    return MeasureError(Fault("tally", "frame", "be a DataFrame where pyarrow and dask are not installed", what, hint))
