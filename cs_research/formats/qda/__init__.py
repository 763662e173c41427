"""Codings: the table of layouts, recognised by the content of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cs_research._arguments import accepts
from cs_research.definitions import CodingFrameLike, coding_frame_of
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.delimited import read_rows
from cs_research.formats.qda import tidy_codings as tidy
from cs_research.records.codings import Codings, Segment
from cs_research.records.transcripts import Source

__all__ = ["read_codings"]

#: In order: the first that fits reads the file.
READERS = {"tidy": tidy}


@accepts(ReadError)
def read_codings(
    paths: str | Path | Sequence[str | Path],
    frame: CodingFrameLike,
    sources: Sequence[Source],
    *,
    encodings: Sequence[str | None] | None = None,
) -> Codings:
    """Return the segments of one file or several, each found in its source and checked against the coding frame.

    The coding frame may be given as its name (``coding-frame/2023``) or its file.
    The faults of every file come as one `ReadError`; a segment that cannot be placed is a fault, never
    left out.
    """
    frame = coding_frame_of(frame, "read_codings", ReadError)
    paths = [paths] if isinstance(paths, str | Path) else paths
    by_id = {source.id: source for source in sources}
    segments: list[Segment] = []
    faults: list[Fault] = []
    names = _names(paths)
    for path, encoding in zip(map(Path, paths), encodings or [None] * len(paths), strict=True):
        try:
            rows = read_rows(path, encoding)
            reader = next((reader for reader in READERS.values() if reader.fits(rows)), None)
            if reader is None:
                rule = "have the columns source, coder, code, stance and quote"
                raise ReadError(Fault(rows.place(0), "header", rule, f"'{', '.join(rows.records[0])[:80]}'"))
            segments += reader.read(rows, frame, by_id, names[path])
        except ReadError as error:
            faults += error.faults
    faults += [] if faults else _repeated(segments, names)
    if faults:
        raise ReadError(faults)
    return Codings(frame, tuple(sources), tuple(segments))


def _names(paths: Sequence[str | Path]) -> dict[Path, str]:
    """Return a name for each file, for the ids of its segments: its stem, with its folder's if two share it."""
    stems = [Path(path).stem for path in paths]
    return {
        Path(path): stem if stems.count(stem) == 1 else f"{Path(path).parent.name}-{stem}"
        for path, stem in zip(paths, stems, strict=True)
    }


def _repeated(segments: Sequence[Segment], names: Mapping[Path, str]) -> Iterator[Fault]:
    """Yield codes that one coder gave one passage twice, in one file or in two: both would count."""
    paths = {name: path for path, name in names.items()}
    seen: dict[tuple[str, int, int, int, str, str], str] = {}
    for segment in segments:
        key = (segment.source, segment.turn, segment.start, segment.end, segment.code, segment.coder)
        name, row = segment.id.rsplit("-", 1)
        place = f"{paths[name]}, row {row}"
        if key in seen:
            found = f"'{segment.code}' by {segment.coder} again, first in {seen[key]}"
            yield Fault(place, "segment", "appear once for a coder and code", found)
        seen.setdefault(key, place)
