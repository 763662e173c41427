"""Transcripts and documents: the table of layouts, told apart by what is in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError
from cs_research.readers.transcripts import text, webvtt, word
from cs_research.readers.transcripts.quotations import read_quotations
from cs_research.readers.transcripts.speech import Speech
from cs_research.records.transcripts import Source

__all__ = ["read_quotations", "read_transcript"]


class Reader(NamedTuple):
    """One layout: whether the first bytes are its, and the speech in the file."""

    fits: Callable[[bytes], bool]
    read: Callable[[Path, str | None], Speech]


#: In order: the first that fits reads the file; plain text comes last because it fits almost anything.
READERS: dict[str, Reader] = {
    "webvtt": Reader(webvtt.fits, webvtt.read),
    "word": Reader(word.fits, word.read),
    "text": Reader(text.fits, text.read),
}


def read_transcript(
    path: str | Path,
    *,
    id: str = "",
    kind: str = "transcript",
    site: str = "",
    title: str = "",
    encoding: str | None = None,
) -> Source:
    """A transcript or document as turns, with notes on all that was passed over.

    The layout (.vtt of Teams or Zoom, .docx, .txt of Otter or with names) is recognised by the file's
    content, whatever it is called. Turn text has single spaces; a paragraph that goes on with a turn
    stands on a line of its own. A `ReadError` says what is wrong with a file that cannot be read.
    """
    place = Path(path)
    head = read_bytes(place)[:4096]
    reader = next(reader for reader in READERS.values() if reader.fits(head))
    speech = reader.read(place, encoding)
    if not speech.turns:
        raise ReadError(Fault(str(place), "transcript", "hold speech", "no turn of any speaker"))
    return Source(
        id=id or place.stem,
        kind=kind,
        site=site,
        title=title or place.stem,
        turns=tuple(speech.turns),
        file=str(place),
        layout=speech.layout,
        notes=tuple(speech.notes),
    )
