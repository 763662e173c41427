"""Codebooks of other programs, made into coding frames to start from."""

from __future__ import annotations

from pathlib import Path

from cs_research.readers.collecting import without_collecting
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
    reader = reader_of(Path(path), FRAMES)
    with without_collecting():
        imported: ImportedFrame = reader.read(Path(path))
    return imported
