"""How fast the package starts and a study is reported: ``python tests/benchmarks/reporting.py [--quick]``.

Prints a table. Seconds depend on the machine and on who else uses it: start-up is the best of several runs, beside
that of Python itself. No test depends on them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from printed import printed

#: What is started, and the seconds that it may take.
STARTED = {
    "import cs_research": (["-c", "import cs_research"], "0.3 s at most"),
    "cs-research --help": (["-m", "cs_research", "--help"], "0.5 s at most"),
    "cs-research run --help": (["-m", "cs_research", "run", "--help"], ""),
    "import cs_research.definitions": (["-c", "import cs_research.definitions"], ""),
    "import cs_research.reporting.site": (["-c", "import cs_research.reporting.site"], ""),
    "import cs_research.reporting.build": (["-c", "import cs_research.reporting.build"], ""),
}


def seconds(*words: str) -> float:
    """The time that Python takes with these words, from its start to its end."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def start_up(times: int) -> list[str]:
    """A line for each start, the best of several, after one that is not counted."""
    bare = min(seconds("-c", "pass") for _ in range(times + 1))
    lines = [f"python -c pass|{bare:.3f} s|1.0|"]
    for name, (words, wanted) in STARTED.items():
        seconds(*words)
        best = min(seconds(*words) for _ in range(times))
        lines.append(f"{name}|{best:.3f} s|{best / bare:.1f}|{wanted}")
    return lines


def made(folder: Path) -> Path:
    """The ``study.yaml`` of the made-up study in a new folder."""
    script = (
        "import sys; from pathlib import Path; from cs_research.demo import write_demo; write_demo(Path(sys.argv[1]))"
    )
    seconds("-c", script, str(folder))
    return folder / "study.yaml"


def run(study: Path, to: Path, formats: Sequence[str], only: Sequence[str] = ()) -> float:
    """The time that a process takes for a run by the embedded engine, from its start to its end."""
    script = (
        "import sys; from cs_research.cli.run import run; study, to, formats, only = sys.argv[1:]\n"
        "run(study, to, formats=formats.split(','), engine='embedded', only=only.split())"
    )
    return seconds("-c", script, str(study), str(to), ",".join(formats), " ".join(only))


def reports(formats: Sequence[str]) -> list[str]:
    """The made-up study reported from nothing, again with nothing changed, and one domain alone twice."""
    named = " and ".join(form.upper() for form in formats)
    with tempfile.TemporaryDirectory() as place:
        study = made(Path(place) / "study")
        whole = run(study, Path(place) / "report", formats)
        again = run(study, Path(place) / "report", formats)
        one = run(study, Path(place) / "draft", formats, ["target"])
        one_again = run(study, Path(place) / "draft", formats, ["target"])
    return [
        f"all pages of the made-up study, {named}|{whole:.1f} s|1.0|",
        f"again, with nothing changed|{again:.2f} s|{again / whole:.2f}|3 s at most",
        f"one domain alone, {named}|{one:.1f} s|{one / whole:.2f}|",
        f"one domain again, with nothing changed|{one_again:.2f} s|{one_again / whole:.2f}|3 s at most",
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="start-up only")
    parser.add_argument("--formats", default="html,docx", help="what reports are written as")
    given = parser.parse_args()
    lines = ["what|time|ratio|wanted", *start_up(3 if given.quick else 7)]
    if not given.quick:
        lines += reports(given.formats.split(","))
    printed(lines)


if __name__ == "__main__":
    main()
