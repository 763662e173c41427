"""Codebooks of other programs: the table of formats, told apart by what is in the file."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError

__all__ = ["READERS", "read_codebook"]

#: The modules, each loaded when a file is read. In order: the first that fits reads it; any table with a
#: column of names comes last.
READERS = ("refi", "taguette", "table")


def read_codebook(path: str | Path) -> Any:
    """A coding frame to start from, with a note on all in the file that it does not carry.

    The format is recognised by the file's content, whatever it is called.

    Raises
    ------
    ReadError
        The file is in no format that is read, or holds no code.
    """
    place = Path(path)
    head = read_bytes(place)[:4096]
    for name in READERS:
        reader = import_module(f"{__name__}.{name}")
        if reader.fits(head):
            return reader.read(place)
    rule = "be a REFI-QDA codebook, a Taguette codebook, or a table with a column of names"
    raise ReadError(Fault(str(place), "file", rule, "something else"))
