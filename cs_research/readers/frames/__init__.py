"""Codebooks of other programs, made into coding frames to start from."""

from __future__ import annotations

from pathlib import Path

from cs_research.readers.formats import FRAMES, reader_of
from cs_research.readers.frames.draft import ImportedFrame

__all__ = ["ImportedFrame", "read_codebook"]


def read_codebook(path: str | Path) -> ImportedFrame:
    """A coding frame to start from, with a note on all in the file that it does not carry.

    The format is recognised by the file's content, whatever it is called.

    Raises
    ------
    ReadError
        The file is in no format that is read, or holds no code.
    """
    imported: ImportedFrame = reader_of(Path(path), FRAMES).read(Path(path))
    return imported
