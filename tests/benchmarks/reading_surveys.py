"""How fast survey exports are read, as ratios measured in one run: ``python tests/benchmarks/reading_surveys.py [--quick]``.

Prints a table. A made-up export of a million rows and 20 columns is read by ``read_survey`` and, as strings, by
``pandas.read_csv``, each in a process of its own; memory is the peak of that process. No test depends on it.
"""

from __future__ import annotations

import argparse
import csv
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from printed import printed

POINTS = [
    "Not at all confident",
    "Not very confident",
    "Somewhat confident",
    "Extremely confident",
    "Not sure",
]
SINGLE, OPTIONS = 11, 4


def made(path: Path, rows: int, seed: int = 1) -> Path:
    """An export: four columns about answering, eleven scales, four options, one open question."""
    rng = np.random.default_rng(seed)
    labels = [*POINTS, ""]
    head = ["response_id", "status", "finished", "recorded", *(f"q{item}" for item in range(SINGLE))]
    head += [*(f"help_{option}" for option in range(1, OPTIONS + 1)), "why"]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        for row in range(rows):
            scales = rng.integers(0, len(labels), SINGLE)
            ticks = rng.integers(0, 2, OPTIONS)
            writer.writerow(
                [
                    f"R_{row:08}", "Complete", "True", f"2024-03-{1 + row % 28:02} {row % 24:02}:{row % 60:02}:00",
                    *(labels[code] for code in scales), *("1" if tick else "" for tick in ticks),
                    "" if row % 5 == 0 else f"because of “{row}”, and so on",
                ]
            )  # fmt: skip
    return path


def ours(path: Path) -> int:
    """Read with this package."""
    from cs_research.definitions.instrument import Instrument
    from cs_research.formats import read_survey

    points = [{"id": f"p{place}", "label": label} for place, label in enumerate(POINTS)]
    items = [
        *({"id": f"q{item}", "kind": "single", "text": f"q{item}", "scale": "s", "source": "s"} for item in range(SINGLE)),
        {"id": "help", "kind": "multiple", "text": "help", "source": "s",
         "options": [{"id": f"o{place}", "label": f"Option {place}"} for place in range(OPTIONS)]},
        {"id": "why", "kind": "open", "text": "why", "source": "s"},
    ]  # fmt: skip
    instrument = Instrument(
        type="instrument", id="b", version="1", title="B", source={"title": "t", "publisher": "p"},
        scales=[{"id": "s", "points": points}], items=items,
    )  # fmt: skip
    return len(read_survey(path, instrument))


def pandas(path: Path) -> int:
    """Read as strings by the library that everyone compares with."""
    import pandas as pd

    return len(pd.read_csv(path, dtype=str))


def refused(path: Path) -> int:
    """Refuse a file whose quotation mark is not closed."""
    from cs_research.errors import ReadError

    try:
        return ours(path)
    except ReadError:
        return 0


READERS = {"ours": ours, "pandas": pandas, "refused": refused}


def measured(name: str, path: Path) -> tuple[float, float]:
    """Seconds and the peak memory in MB of one reader in a process of its own."""
    ran = subprocess.run(
        [sys.executable, __file__, "--read", name, str(path)], capture_output=True, text=True, check=True
    )
    seconds, peak = map(float, ran.stdout.split())
    return seconds, peak


def child(name: str, path: str) -> None:
    """Read a file and print seconds, and the peak memory in MB."""
    import pandas as pd  # noqa: F401  # so that its loading is not counted

    start = time.perf_counter()
    READERS[name](Path(path))
    taken = time.perf_counter() - start
    sys.stdout.write(f"{taken} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}\n")


def compared(folder: Path, rows: int) -> list[str]:
    """Both readers on one file, each twice in turn, the faster run of each."""
    path = made(folder / f"{rows}.csv", rows)
    runs = [(measured("ours", path), measured("pandas", path)) for _ in range(2)]
    own, other = (min(run[at] for run in runs) for at in (0, 1))
    name = f"{rows:,} × 20: read_survey / pandas.read_csv(dtype=str)"
    return [
        f"{name}, time|{own[0]:.1f} s|{own[0] / other[0]:.2f}|4 at most",
        f"{name}, peak memory|{own[1]:.0f} MB|{own[1] / other[1]:.2f}|3 at most",
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows")
    parser.add_argument("--read", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        child(*given.read)
        return
    part = 10 if given.quick else 1
    with tempfile.TemporaryDirectory() as folder:
        lines = ["what|measured|ratio|wanted", *compared(Path(folder), 1_000_000 // part)]
        odd = Path(folder) / "odd.csv"
        odd.write_text(
            'id,why\n1,"it never ends\n' + "2,ok and more text\n" * (1_100_000 // part), encoding="utf-8"
        )
        seconds, peak = measured("refused", odd)
        size = odd.stat().st_size / 2**20
        lines.append(
            f"a mark not closed in {size:.0f} MB: refused, peak memory|{seconds:.2f} s, {peak:.0f} MB||300 MB at most"
        )
    printed(lines)


if __name__ == "__main__":
    main()
