"""How benchmarks measure, and print what they measured."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Sequence

#: How often each is run.
RUNS = 3


def printed(lines: Sequence[str]) -> None:
    """Print lines whose cells are parted by ``|`` as a table."""
    rows = [line.split("|") for line in lines]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


def least(run: Callable[[], object]) -> float:
    """The least processor time of a few runs: what other programs on the machine add is in the others.

    The search for reference cycles is off, since it depends on what ran before.
    """
    times = []
    for _ in range(RUNS):
        gc.collect()
        gc.disable()
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
        gc.enable()
    return min(times)
