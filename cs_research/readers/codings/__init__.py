"""Codings: the table of layouts, told apart by what is in the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cs_research.definitions.coding_frame import CodingFrame
from cs_research.errors import Fault, ReadError
from cs_research.readers.codings import tidy
from cs_research.readers.delimited import read_rows
from cs_research.records.codings import Codings, Segment
from cs_research.records.transcripts import Source

__all__ = ["read_codings"]

#: In order: the first that fits reads the file.
READERS = {"tidy": tidy}


def read_codings(
    paths: Sequence[str | Path],
    frame: CodingFrame,
    sources: Sequence[Source],
    *,
    encodings: Sequence[str | None] | None = None,
) -> Codings:
    """The segments of all files, each found in its source and checked against the frame.

    The faults of every file come as one `ReadError`; a segment that cannot be placed is a fault, never
    left out.
    """
    by_id = {source.id: source for source in sources}
    segments: list[Segment] = []
    faults: list[Fault] = []
    for path, encoding in zip(map(Path, paths), encodings or [None] * len(paths), strict=True):
        try:
            rows = read_rows(path, encoding)
            reader = next((reader for reader in READERS.values() if reader.fits(rows)), None)
            if reader is None:
                rule = "have the columns source, coder, code, stance and quote"
                raise ReadError(Fault(rows.place(0), "header", rule, f"'{', '.join(rows.records[0])[:80]}'"))
            segments += reader.read(path, frame, by_id, encoding)
        except ReadError as error:
            faults += error.faults
    if faults:
        raise ReadError(faults)
    return Codings(frame, tuple(sources), tuple(segments))
