"""How benchmarks print what they measured."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def printed(lines: Sequence[str]) -> None:
    """Print lines whose cells are parted by ``|`` as a table."""
    rows = [line.split("|") for line in lines]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells).rstrip() + "\n")
