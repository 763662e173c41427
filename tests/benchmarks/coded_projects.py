"""How fast a large project is read, and in how much memory: ``python tests/benchmarks/coded_projects.py [--quick]``.

Prints a table: the size of the ``.qdpx``, seconds, the most memory beyond what the program had before, and that memory
as a multiple of the file. Seconds depend on the machine; growth and multiples hardly do. No test depends on them.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from uuid import UUID

from printed import printed

#: What the issue of speed names.
SOURCES, SEGMENTS = 500, 100_000
SYLLABLES = (
    "an",
    "be",
    "co",
    "de",
    "er",
    "fo",
    "gra",
    "hi",
    "in",
    "ja",
    "ke",
    "lo",
    "ma",
    "ne",
    "or",
    "pe",
    "ri",
    "st",
    "to",
    "wa",
)


def vocabulary(chance: random.Random) -> tuple[list[str], list[float]]:
    """Return made-up words and how often each is used, so that texts pack about as well as English does."""
    words = ["".join(chance.choices(SYLLABLES, k=chance.choice([1, 1, 2, 3, 4]))) for _ in range(4000)]
    return words, [1 / rank for rank in range(1, len(words) + 1)]


def project(path: Path, sources: int, segments: int) -> None:
    """Write a project of texts of 3,000 made-up words, with selections by two people."""
    chance = random.Random(1)

    def guid() -> str:
        return str(UUID(int=chance.getrandbits(128)))

    words, weights = vocabulary(chance)
    users, codes = [guid(), guid()], [guid() for _ in range(60)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = ['<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="made up"><Users>']
        parts += [f'<User guid="{each}" name="Coder {number}"/>' for number, each in enumerate(users)]
        parts += ["</Users><CodeBook><Codes>"]
        parts += [f'<Code guid="{each}" name="Code {number}" isCodable="true"/>' for number, each in enumerate(codes)]
        parts += ["</Codes></CodeBook><Sources>"]
        for number in range(sources):
            spoken = chance.choices(words, weights, k=3000)
            text = " ".join(word + chance.choice(["", "", "", "", ".", ",", "\n"]) for word in spoken)
            archive.writestr(f"sources/{number}.txt", text)
            parts.append(f'<TextSource guid="{guid()}" name="{number}" plainTextPath="internal://{number}.txt">')
            for _ in range(segments // sources):
                start = text.index(" ", chance.randrange(len(text) - 400)) + 1
                end = text.index(" ", start + chance.randrange(20, 300))
                name = text[start : min(end, start + 60)].replace("\n", " ")
                parts.append(
                    f'<PlainTextSelection guid="{guid()}" name="{name}" startPosition="{start}" endPosition="{end}">'
                    f'<Coding guid="{guid()}" creatingUser="{chance.choice(users)}">'
                    f'<CodeRef targetGUID="{chance.choice(codes)}"/></Coding></PlainTextSelection>'
                )
            parts.append("</TextSource>")
        archive.writestr("project.qde", "".join([*parts, "</Sources></Project>"]))


def read_once(path: Path) -> None:
    """Read a project; print its passages, the seconds, and the growth of memory in bytes."""
    from cs_research.formats.qda.projects import read_project

    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    passages = len(read_project(path).passages)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    sys.stdout.write(f"{passages} {time.process_time() - start} {grown * 1024}")


def measured(sources: int, segments: int, path: Path) -> str:
    """A line of the table."""
    project(path, sources, segments)
    size = path.stat().st_size
    out = subprocess.run([sys.executable, __file__, "--file", str(path)], capture_output=True, text=True, check=True)
    passages, seconds, grown = out.stdout.split()
    memory = float(grown)
    return f"{sources}|{passages}|{size / 1e6:.1f}|{float(seconds):.2f}|{memory / 1e6:.0f}|{memory / size:.1f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--file", type=Path)
    given = parser.parse_args()
    if given.file:
        read_once(given.file)
        return
    small = 10 if given.quick else 1
    lines = ["sources|passages|MB|s|MB of memory|times the file"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.qdpx"
        lines += [measured(SOURCES // part // small, SEGMENTS // part // small, path) for part in (10, 3, 1)]
    printed(lines)


if __name__ == "__main__":
    main()
