"""How fast codebooks of other programs are read: ``python tests/benchmarks/codebooks.py [--quick]``.

Prints a table: seconds of a codebook and of one ten times its size, the growth, and the ratio to parsing the
same XML and nothing else. Seconds depend on the machine; ratios and growth do not. No test depends on them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from defusedxml.ElementTree import fromstring
from printed import least, printed

from cs_research.formats.definition_files import read_codebook

#: How many codes the issue of speed names.
CODES = 100_000


def code(name: str, within: str = "") -> str:
    """A code of a REFI-QDA codebook, with those within it."""
    told = f"What the code {name} means."
    return f'<Code name="{name}" guid="g" isCodable="true"><Description>{told}</Description>{within}</Code>'


def grouped(codes: int, each: int) -> str:
    """Groups of ``each`` codes, the group counted."""
    groups = range(codes // each)
    return "".join(code(f"Group {g}", "".join(code(f"Theme {g} {k}") for k in range(1, each))) for g in groups)


def chains(codes: int, deep: int = 50) -> str:
    """Chains of codes that are nested as deep as this."""
    one = ""
    for step in range(deep):
        one = code(f"Step {step}", one)
    return one * (codes // deep)


#: Codebooks by their shape. Each is a case in which a search through a list would show.
SHAPES: dict[str, Callable[[int], str]] = {
    "groups of 100": lambda codes: grouped(codes, 100),
    "groups of 2": lambda codes: grouped(codes, 2),
    "one group": lambda codes: grouped(codes, codes),
    "no group": lambda codes: "".join(code(f"Theme {k}") for k in range(codes)),
    "one name for all": lambda codes: code("Theme") * codes,
    "50 deep": chains,
}


def measured(name: str, shape: Callable[[int], str], codes: int, path: Path) -> str:
    """A line of the table."""
    taken = []
    for size in (codes // 10, codes):
        body = shape(size)
        path.write_text(f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{body}</Codes></CodeBook>')
        taken.append(least(lambda: read_codebook(path)))
    bare = least(lambda: fromstring(path.read_bytes(), forbid_dtd=True))
    small, large = taken
    return f"{name}|{codes:,}|{small:.2f}|{large:.2f}|{large / small:.1f}|{large / bare:.1f}"


def main() -> None:
    """Measure every shape and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the codes")
    codes = CODES // 10 if parser.parse_args().quick else CODES
    lines = ["codebook|codes|s of a tenth|s|growth (10 is linear)|to bare parsing"]
    with tempfile.TemporaryDirectory() as folder:
        lines += [measured(name, shape, codes, Path(folder) / "made.qdc") for name, shape in SHAPES.items()]
    printed(lines)


if __name__ == "__main__":
    main()
