"""Plain text and Markdown: Otter's layout, names at the start of a line, or a document without speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from cs_research._files import read_text
from cs_research.formats.transcripts.paragraphs import add_paragraphs
from cs_research.formats.transcripts.speech import Speech

_BLANK = re.compile(r"\n\s*\n")
#: With fewer paragraphs a file has hardly any blank lines, and each line is one.
_FEW = 3


def fits(head: bytes) -> bool:
    """Return whether it is not an archive: everything else is tried as text."""
    return not head.startswith(b"PK")


def read(path: Path, encoding: str | None, *, plain: bool = False) -> Speech:  # noqa: ARG001
    """Return every line, in paragraphs separated by blank lines."""
    text = read_text(path, encoding)
    speech = Speech("plain text, ")
    add_paragraphs(speech, [(text, 1, 0, False)], by_line=len(list(islice(_paragraphs(text), _FEW))) < _FEW)
    return speech


def paragraphs(path: Path, encoding: str | None) -> list[str]:
    """Return the paragraphs of the file, separated by blank lines, with their line breaks."""
    return list(_paragraphs(read_text(path, encoding)))


def _paragraphs(text: str) -> Iterator[str]:
    start = 0
    for end, after in chain((found.span() for found in _BLANK.finditer(text)), [(len(text), 0)]):
        part = text[start:end].strip("\n")
        start = after
        if part.strip():
            yield part
