"""How fast transcripts are read, as ratios measured in one run: ``python tests/benchmarks/transcripts.py [--quick]``.

Each file is made up. The measure is one plain pass over its text: split into lines, each line into words. Seconds
depend on the machine; ratios and growth do not. No test depends on them.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from printed import least, printed

from cs_research.formats import read_transcript

WORDS = [f"word{number}" for number in range(3000)]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def said(rng: random.Random) -> str:
    """Eight made-up words."""
    return " ".join(rng.choices(WORDS, k=8))


def clock(second: int) -> str:
    """A time as captions write it."""
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.000"


def cues(turns: int, payload: Callable[[int, str], str]) -> str:
    """A caption file with a cue a turn."""
    rng = random.Random(1)
    return "WEBVTT\n\n" + "\n\n".join(
        f"{turn}\n{clock(turn)} --> {clock(turn + 1)}\n{payload(turn, said(rng))}" for turn in range(turns)
    )


def texts(turns: int) -> Iterator[tuple[str, str]]:
    """Each layout as text: a name and the content of the file."""
    rng = random.Random(1)
    yield "zoom.vtt", cues(turns, lambda turn, words: f"Speaker {turn % 7}: {words}")
    yield "teams.vtt", cues(turns, lambda turn, words: f"<v Speaker {turn % 7}>{words}</v>")
    yield "names.txt", "\n\n".join(f"Speaker {turn % 7}: {said(rng)}" for turn in range(turns))
    yield (
        "otter.txt",
        "\n".join(f"Ann {'ABCDEFG'[turn % 7]}  {clock(turn)[:-4]}\n{said(rng)}\n" for turn in range(turns)),
    )
    yield (
        "rows.csv",
        "time,speaker,text\n" + "\n".join(f"{turn},Speaker {turn % 7},{said(rng)}" for turn in range(turns)),
    )
    yield "one-turn.txt", "Interviewer: a\n\n" + "\n\n".join(said(rng) for _ in range(turns))


def word(folder: Path, paragraphs: int) -> Path:
    """A Word file of short paragraphs."""
    rng = random.Random(1)
    body = "".join(
        f"<w:p><w:r><w:t>S{number % 7}: {rng.choice(WORDS)} {number}</w:t></w:r></w:p>" for number in range(paragraphs)
    )
    path = folder / f"{paragraphs}.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
    return path


def plain(path: Path) -> list[list[str]]:
    """The least that reading can be."""
    return [line.split() for line in path.read_text(encoding="utf-8").split("\n")]


def plain_word(path: Path) -> int:
    """The least for a Word file: unpack it and have lxml read it, with nothing done to any paragraph."""
    from lxml.etree import iterparse

    with zipfile.ZipFile(path) as archive, archive.open("word/document.xml") as stream:
        return sum(1 for _ in iterparse(stream, tag=f"{{{W[9:-1]}}}p"))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a tenth of the size")
    turns = 30_000 if parser.parse_args().quick else 300_000
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in texts(turns):
            path = folder / file
            path.write_text(content, encoding="utf-8")
            bare = least(lambda path=path: plain(path))
            speakers = "labelled" if file.startswith("one") else None
            ours = least(lambda path=path, speakers=speakers: read_transcript(path, speakers=speakers))
            lines.append(f"{file}, {turns:,} turns / plain pass|{ours:.2f} s|{ours / bare:.1f}|3 s at most for 300,000")
        first = 0.0
        for paragraphs in (turns // 3, turns * 10 // 3):
            path = word(folder, paragraphs)
            bare = least(lambda path=path: plain_word(path))
            ours = least(lambda path=path: read_transcript(path))
            first = first or ours / paragraphs
            lines.append(f"Word, {paragraphs:,} paragraphs / lxml alone|{ours:.2f} s|{ours / bare:.1f}|")
            lines.append(
                f"Word, {paragraphs:,}: seconds a paragraph against the smallest||{ours / paragraphs / first:.2f}|1.2 at most"
            )
    printed(lines)


if __name__ == "__main__":
    sys.exit(main())
