"""Plain text and Markdown: Otter's layout, names at the start of a line, or a document without speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from cs_research._files import read_text
from cs_research.formats.transcripts.paragraphs import Paragraph, add_paragraphs
from cs_research.formats.transcripts.speech import Speech

__all__ = ["fits", "paragraphs", "read"]


def fits(head: bytes) -> bool:
    """Return whether it is not an archive: everything else is tried as text."""
    return not head.startswith(b"PK")


def read(path: Path, encoding: str | None, *, plain: bool = False) -> Speech:  # noqa: ARG001
    """Return every line, in paragraphs separated by blank lines."""
    found = list(_numbered(read_text(path, encoding)))
    speech = Speech("plain text, ")
    add_paragraphs(speech, found, by_line=len(found) < 3)
    return speech


def paragraphs(path: Path, encoding: str | None) -> list[str]:
    """Return the paragraphs of the file, separated by blank lines, with their line breaks."""
    return [text for text, _, _ in _numbered(read_text(path, encoding))]


def _numbered(text: str) -> Iterator[Paragraph]:
    """Yield each paragraph with the number of its first line."""
    at = 1
    for part in re.split(r"\n[ \t\f\v\u00a0]*\n", text):
        number, at = at, at + part.count("\n") + 2
        bare = part.strip("\n")
        if bare.strip():
            yield bare, number + len(part) - len(part.lstrip("\n")), 0
