"""Plain text: Otter's layout, names with a colon, or a document without speakers."""

from __future__ import annotations

import re
from pathlib import Path

from cs_research._files import read_text
from cs_research.readers.transcripts.speech import Speech, turns_of

__all__ = ["fits", "paragraphs", "read"]


def fits(head: bytes) -> bool:
    """Anything that is no archive is tried as text."""
    return not head.startswith(b"PK")


def read(path: Path, encoding: str | None) -> Speech:
    """Paragraphs are parted by blank lines."""
    speech = turns_of(paragraphs(path, encoding))
    speech.layout = f"plain text, {speech.layout}"
    return speech


def paragraphs(path: Path, encoding: str | None) -> list[str]:
    """The paragraphs of the file, parted by blank lines, with the line breaks within them."""
    text = read_text(path, encoding).strip("\n")
    return [part for part in re.split(r"\n\s*\n", text) if part.strip()]
