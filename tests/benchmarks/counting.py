"""How fast counting is, as ratios measured in one run: ``python tests/benchmarks/counting.py [--quick]``.

Prints a table. Seconds depend on the machine; ratios and growth do not. No test depends on them.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from printed import printed

from cs_research.definitions.instrument import Instrument
from cs_research.measures.counts.tally import tally
from cs_research.measures.shares import likert

POINTS = [f"p{place}" for place in range(5)]
BLOCK = 65_536
#: The shapes that the issue of speed names: rows, items, groups.
SMALL, MIDDLE, LARGE = (66_690, 81, 3), (1_000_000, 60, 200), (10_000_000, 30, 3)


def median_seconds(run: Callable[[], object], times: int = 5) -> float:
    """The median time of several runs, after one that is not counted."""
    run()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[times // 2]


def made(rows: int, items: int, groups: int, seed: int = 1) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Made-up answers: categoricals with some blanks, a group and weights."""
    rng = np.random.default_rng(seed)
    columns: dict[str, object] = {
        f"q{item}": pd.Categorical.from_codes(rng.integers(-1, 5, rows).astype(np.int8), POINTS, ordered=True)
        for item in range(items)
    }
    names = [f"g{group:03}" for group in range(groups)]
    columns["g"] = pd.Categorical.from_codes(rng.integers(0, groups, rows).astype(np.int16), names)
    columns["w"] = rng.random(rows)
    return pd.DataFrame(columns), {f"q{item}": POINTS for item in range(items)}


def bare(codes: list[np.ndarray], groups: np.ndarray, width: int, weights: np.ndarray | None) -> np.ndarray:
    """The least that counting can be: ``bincount`` over small codes, in blocks, with nothing checked."""
    size = (int(groups.max()) + 1) * width
    totals = np.zeros((3, len(codes), size))
    squares = None if weights is None else weights**2
    for start in range(0, len(groups), BLOCK):
        part = slice(start, start + BLOCK)
        begins = groups[part] * width + 1
        for at, column in enumerate(codes):
            cells = begins + column[part]
            totals[0, at] += np.bincount(cells, minlength=size)
            if weights is not None and squares is not None:
                totals[1, at] += np.bincount(cells, weights[part], minlength=size)
                totals[2, at] += np.bincount(cells, squares[part], minlength=size)
    return totals


def against_the_bare_loop(shape: tuple[int, int, int], weighted: bool) -> list[str]:
    """tally against a bare loop over the same codes, and against crosstab item by item."""
    rows, items, groups = shape
    frame, asked = made(rows, items, groups)
    codes = [frame[name].cat.codes.to_numpy() for name in asked]
    group_codes = frame["g"].cat.codes.to_numpy().astype(np.int64)
    weights = frame["w"].to_numpy() if weighted else None
    least = median_seconds(lambda: bare(codes, group_codes, 6, weights))
    ours = median_seconds(lambda: tally(frame, asked, group="g", weight="w" if weighted else None))
    name = f"{rows:,} × {items}, {groups} groups" + (", weighted" if weighted else "")
    lines = [f"tally / bare loop, {name}|{ours:.3f} s|{ours / least:.2f}|1.6 at most"]
    if not weighted:
        start = time.perf_counter()
        for item in list(asked)[:10]:
            pd.crosstab(frame["g"], frame[item])
        cross = (time.perf_counter() - start) * items / 10
        lines.append(f"crosstab / tally, {name}|{cross:.2f} s|{cross / ours:.0f}|50 at least")
    return lines


def summaries() -> list[str]:
    """The full summary with exact intervals of 100 items in 200 groups, after the tally."""
    frame, asked = made(1_000_000, 100, 200)
    source = {"title": "t", "publisher": "p"}
    points = [{"id": name, "label": name} for name in POINTS]
    nets = [{"id": "top", "label": "top", "points": POINTS[3:]}]
    instrument = Instrument(
        type="instrument", id="b", version="1", title="B", source=source,
        scales=[{"id": "s", "points": points, "nets": nets}],
        items=[{"id": name, "kind": "single", "text": name, "scale": "s", "source": "s"} for name in asked],
    )  # fmt: skip
    counts = tally(frame, instrument, group="g")
    taken = median_seconds(lambda: likert.summary(replace(counts, population=1_000_000)), 3)
    return [f"summary of 100 items × 200 groups, exact intervals|{taken:.2f} s||1 s at most"]


def parquet(folder: Path, rows: int, items: int) -> Path:
    """A Parquet file of that many rows, written a million at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / f"{rows}.parquet"
    writer = None
    for seed, start in enumerate(range(0, rows, 1_000_000)):
        frame, _ = made(min(1_000_000, rows - start), items, 3, seed)
        table = pa.Table.from_pandas(frame, preserve_index=False)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()
    return path


def larger_than_memory(largest: tuple[int, int, int]) -> list[str]:
    """Seconds and peak memory of each file, each counted by a process of its own."""
    rows, items, _ = largest
    lines, first = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        for size in (rows // 10, rows * 3 // 10, rows):
            path = parquet(Path(folder), size, items)
            ran = subprocess.run(
                [sys.executable, __file__, "--count", str(path), str(items)],
                capture_output=True,
                text=True,
                check=True,
            )
            seconds, peak = map(float, ran.stdout.split())
            first = first or seconds / size
            lines.append(
                f"Parquet, {size:,} × {items}: seconds a row against the smallest; peak memory|"
                f"{seconds:.2f} s, {peak:.0f} MB|{seconds / size / first:.2f}|1.2 and 1,000 MB at most"
            )
        lines.append(on_dask(path, items, seconds))
    return lines


def on_dask(path: Path, items: int, alone: float) -> str:
    """Two workers against one process, both with the cluster's start-up."""
    import dask.dataframe as dd
    from distributed import Client, LocalCluster

    start = time.perf_counter()
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50)
    with cluster, Client(cluster):
        begun = time.perf_counter() - start
        frame = dd.read_parquet(path, split_row_groups=True)
        asked = {f"q{item}": POINTS for item in range(items)}
        start = time.perf_counter()
        tally(frame, asked, group="g", weight="w")
        taken = time.perf_counter() - start
    ratio = (begun + taken) / (begun + alone)
    return f"Dask, two workers / one process and the cluster's start-up|{taken:.2f} s|{ratio:.2f}|1.1 at most"


def count(path: str, items: int) -> None:
    """Count a file and print seconds and peak memory in MB."""
    import pyarrow.dataset  # noqa: F401  # so that its loading is not counted

    start = time.perf_counter()
    tally(path, {f"q{item}": POINTS for item in range(items)}, group="g", weight="w")
    taken = time.perf_counter() - start
    sys.stdout.write(f"{taken} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}\n")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows")
    parser.add_argument("--count", nargs=2, metavar=("FILE", "ITEMS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.count:
        count(given.count[0], int(given.count[1]))
        return
    part = 10 if given.quick else 1
    lines = ["what|time|ratio|wanted"]
    for shape in (SMALL, (MIDDLE[0] // part, *MIDDLE[1:])):
        for weighted in (False, True):
            lines += against_the_bare_loop(shape, weighted)
    lines += summaries()
    lines += larger_than_memory((LARGE[0] // part, *LARGE[1:]))
    printed(lines)


if __name__ == "__main__":
    main()
