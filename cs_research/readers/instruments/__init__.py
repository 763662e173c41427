"""Questionnaires of other programs, made into instruments to start from."""

from __future__ import annotations

from pathlib import Path

from cs_research.readers.formats import INSTRUMENTS, reader_of
from cs_research.readers.instruments.draft import Imported

__all__ = ["Imported", "read_instrument"]


def read_instrument(path: str | Path) -> Imported:
    """An instrument to start from, with a note on all in the file that it does not carry.

    The format is recognised by the file's content, whatever it is called.

    Raises
    ------
    ReadError
        The file is in no format that is read, or holds no question.
    """
    imported: Imported = reader_of(Path(path), INSTRUMENTS).read(Path(path))
    return imported
