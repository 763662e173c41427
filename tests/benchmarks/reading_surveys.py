"""How fast survey exports are read, as ratios measured in one run: ``python tests/benchmarks/reading_surveys.py [--quick]``.

Prints a table. Made-up exports (a million rows and 20 columns; Qualtrics' three header rows and 200 MB) are read by
``read_survey`` and, as strings, by ``pandas.read_csv``, an SPSS file of 66,690 rows and 81 columns by ``read_survey`` and by
``pyreadstat`` alone, each in a process of its own; memory is the peak of that process and its children. No test depends
on it.
"""

from __future__ import annotations

import argparse
import csv
import json
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


def qualtrics(path: Path, rows: int, seed: int = 1) -> Path:
    """A Qualtrics export: seventeen columns about answering, forty scales, ten options, three open questions."""
    rng = np.random.default_rng(seed)
    about = [
        "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
        "ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference",
        "LocationLatitude", "LocationLongitude", "DistributionChannel", "UserLanguage",
    ]  # fmt: skip
    ids = [name[0].lower() + name[1:] for name in about]
    ids[5], ids[8] = "duration", "_recordId"
    names = [
        *(f"q{item}" for item in range(40)),
        *(f"help_{at}" for at in range(1, 11)),
        *(f"why{at}" for at in range(3)),
    ]
    labels = [*POINTS, ""]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow([*about, *names])
        writer.writerow(
            [
                *about,
                *(f"What helps? - Option {name[5:]}" if name.startswith("help") else f"{name}?" for name in names),
            ]
        )
        writer.writerow([json.dumps({"ImportId": name}) for name in [*ids, *(f"QID{at}" for at in range(len(names)))]])
        for row in range(rows):
            when = f"2024-03-{1 + row % 28:02} {row % 24:02}:{row % 60:02}:00"
            scales, ticks = rng.integers(0, len(labels), 40), rng.integers(0, 2, 10)
            writer.writerow(
                [
                    when, when, "IP Address", f"10.{row % 256}.0.1", "100", str(60 + row % 900), "True", when, f"R_{row:08}",
                    "", "", "", "", f"{50 + row % 100 / 100:.4f}", "-1.2500", "anonymous", "EN",
                    *(labels[code] for code in scales), *(f"Option {at}" if tick else "" for at, tick in enumerate(ticks, 1)),
                    *("" if (row + at) % 4 == 0 else f"because of “{row}”, and so on, at some length" for at in range(3)),
                ]
            )  # fmt: skip
    return path


def qualtrics_ours(path: Path) -> int:
    """Read the Qualtrics export with this package."""
    from cs_research.definitions.instrument import Instrument
    from cs_research.formats import read_survey

    points = [{"id": f"p{place}", "label": label} for place, label in enumerate(POINTS)]
    options = [
        {"id": f"o{at}", "label": f"Option {at}", "aliases": ["Yes, this helps"] if at == 1 else []}
        for at in range(1, 11)
    ]
    items = [
        *({"id": f"q{item}", "kind": "single", "text": f"q{item}", "scale": "s", "source": "s"} for item in range(40)),
        {"id": "help", "kind": "multiple", "text": "What helps?", "source": "s", "options": options},
        *({"id": f"why{at}", "kind": "open", "text": f"why{at}", "source": "s"} for at in range(3)),
    ]  # fmt: skip
    instrument = Instrument(
        type="instrument", id="b", version="1", title="B", source={"title": "t", "publisher": "p"},
        scales=[{"id": "s", "points": points}], items=items,
    )  # fmt: skip
    return len(read_survey(path, instrument, unknown="blank"))


def spss(path: Path, rows: int, seed: int = 1) -> Path:
    """An SPSS file, compressed: 81 variables with four labelled values each."""
    import pandas as pd
    import pyreadstat

    rng = np.random.default_rng(seed)
    codes = rng.integers(1, 6, (rows, 81)).astype(float)
    codes[codes == 5] = np.nan
    names = [f"V{at}" for at in range(81)]
    labels = dict(enumerate(("Strongly disagree", "Disagree", "Agree", "Strongly agree"), 1))
    frame = pd.DataFrame(codes, columns=names)
    pyreadstat.write_sav(frame, str(path), variable_value_labels=dict.fromkeys(names, labels), compress=True)
    return path


def spss_ours(path: Path) -> int:
    """Read the SPSS file with this package."""
    from cs_research.definitions.instrument import Instrument
    from cs_research.formats import read_survey

    labels = ("Strongly disagree", "Disagree", "Agree", "Strongly agree")
    points = [{"id": f"p{place}", "label": label} for place, label in enumerate(labels)]
    items = [
        {
            "id": f"v{at}",
            "kind": "single",
            "text": f"V{at}",
            "scale": "s",
            "source": "s",
            "columns": [f"V{at}"],
        }
        for at in range(81)
    ]
    instrument = Instrument(
        type="instrument", id="b", version="1", title="B", source={"title": "t", "publisher": "p"},
        scales=[{"id": "s", "points": points}], items=items,
    )  # fmt: skip
    return len(read_survey(path, instrument))


def pyreadstat(path: Path) -> int:
    """Read the SPSS file by the library alone."""
    import pyreadstat as library

    return len(library.read_sav(path, user_missing=True)[0])


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


READERS = {
    "ours": ours, "pandas": pandas, "refused": refused, "qualtrics": qualtrics_ours, "spss": spss_ours, "pyreadstat": pyreadstat,
}  # fmt: skip


def measured(name: str, path: Path) -> tuple[float, float]:
    """Seconds and the peak memory in MB of one reader in a process of its own."""
    ran = subprocess.run(
        [sys.executable, __file__, "--read", name, str(path)], capture_output=True, text=True, check=True
    )
    seconds, peak = map(float, ran.stdout.split())
    return seconds, peak


def child(name: str, path: str) -> None:
    """Read a file and print seconds, and the peak memory in MB."""
    # Loading of what reads is not counted; that of the processes which it starts is.
    import pandas as pd  # noqa: F401
    import pyreadstat  # noqa: F401

    import cs_research.formats
    import cs_research.formats.surveys.statistics_files  # noqa: F401

    start = time.perf_counter()
    READERS[name](Path(path))
    taken = time.perf_counter() - start
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    sys.stdout.write(f"{taken} {peak / 1024}\n")


def compared(path: Path, readers: tuple[str, str], name: str, most: int) -> list[str]:
    """Two readers on one file, each three times in turn, the fastest run of each."""
    runs = [tuple(measured(reader, path) for reader in readers) for _ in range(3)]
    own, other = (min(run[at] for run in runs) for at in (0, 1))
    return [
        f"{name}, time|{own[0]:.1f} s|{own[0] / other[0]:.2f}|{most} at most",
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
        lines = ["what|measured|ratio|wanted"]
        path = spss(Path(folder) / "a.zsav", 66_690 // part)
        lines += compared(path, ("spss", "pyreadstat"), f"{66_690 // part:,} × 81 .zsav: read_survey / pyreadstat", 2)
        path = qualtrics(Path(folder) / "qualtrics.csv", 212_000 // part)
        size = path.stat().st_size / 1e6
        lines += compared(
            path,
            ("qualtrics", "pandas"),
            f"Qualtrics, {size:.0f} MB: read_survey / pandas.read_csv(dtype=str)",
            2,
        )
        rows = 1_000_000 // part
        name = f"{rows:,} × 20: read_survey / pandas.read_csv(dtype=str)"
        lines += compared(made(Path(folder) / "tidy.csv", rows), ("ours", "pandas"), name, 2)
        odd = Path(folder) / "odd.csv"
        odd.write_text('id,why\n1,"it never ends\n' + "2,ok and more text\n" * (1_100_000 // part), encoding="utf-8")
        seconds, peak = measured("refused", odd)
        size = odd.stat().st_size / 2**20
        lines.append(
            f"a mark not closed in {size:.0f} MB: refused, peak memory|{seconds:.2f} s, {peak:.0f} MB||300 MB at most"
        )
    printed(lines)


if __name__ == "__main__":
    main()
