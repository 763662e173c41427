"""Codings of coding programs and tables, recognised by the content of the file."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cs_research._arguments import accepts
from cs_research._files import read_bytes
from cs_research.definitions import CodingFrameLike, coding_frame_of
from cs_research.definitions.study import CodingFile
from cs_research.errors import Fault, ReadError, join_names
from cs_research.formats.qda import nvivo_report
from cs_research.formats.qda.coded import CodedFile
from cs_research.formats.qda.coding_table import read_coded_table
from cs_research.formats.qda.placing import place, repeated
from cs_research.formats.qda.projects import is_project, read_project
from cs_research.formats.qda.source_text import SourceText
from cs_research.records.codings import Codings, Segment
from cs_research.records.transcripts import Source

__all__ = ["read_coded_file", "read_codings"]


@accepts(ReadError)
def read_codings(
    files: str | Path | CodingFile | Sequence[str | Path | CodingFile],
    frame: CodingFrameLike,
    sources: Sequence[Source],
    *,
    folder: str | Path = "",
) -> Codings:
    """Return the segments of one file or several, each found in its source and checked against the coding frame.

    Parameters
    ----------
    files
        Files of a coding program, or tables. A `cs_research.definitions.study.CodingFile` has the settings with which
        a file is read, as ``codings`` of a study has them: whose codings they are, where stances come from, other
        names.
    frame
        Also its name (``coding-frame/2023``) or file.
    sources
        Where the passages are found. One that covers several turns is a `Segment` for each of them, with one id.
    folder
        Where relative paths of ``files`` start.

    Raises
    ------
    ReadError
        The faults of every file: names of documents and codes that are nothing of the study, each once with those
        that are near; segments without coder or stance; quotations that are not in their source, with the nearest
        words, or in several places; a passage that a coder gave the same code twice. No segment is left out.
    """
    frame = coding_frame_of(frame, "read_codings", ReadError)
    given = [files] if isinstance(files, str | Path | CodingFile) else files
    settings = [it if isinstance(it, CodingFile) else CodingFile(file=str(it)) for it in given]
    paths = [Path(folder) / setting.file for setting in settings]
    texts = {source.id: SourceText(source) for source in sources}
    segments: list[Segment] = []
    faults: list[Fault] = []
    notes: list[str] = []
    places: dict[str, str] = {}
    for path, setting, name in zip(paths, settings, _names(paths), strict=True):
        try:
            found = place(read_coded_file(path, setting), frame, texts, setting, name)
        except ReadError as error:
            faults += error.faults
            continue
        segments += found.segments
        notes += found.notes
        places |= found.places
    faults += [] if faults else repeated(segments, places)
    if faults:
        raise ReadError(faults)
    return Codings(frame, tuple(sources), tuple(segments), notes=tuple(notes))


def read_coded_file(path: Path, setting: CodingFile) -> CodedFile:
    """Return the coded passages of a file, with the program's own names of documents, codes and coders."""
    if is_project(path):
        _require_no_table_settings(path, setting)
        return read_project(path, offsets=setting.offsets, project=setting.project)
    if setting.offsets or setting.project:
        given = "offsets" if setting.offsets else "project"
        raise ReadError(Fault(str(path), given, "be left out for a file that is no program's project", "it"))
    data = read_bytes(path)
    if data.startswith(b"\x1f\x8b"):
        return _read_packed(path, data, setting)
    if nvivo_report.fits(path):
        return nvivo_report.read_coded(path, setting)
    return read_coded_table(path, setting)


def _require_no_table_settings(path: Path, setting: CodingFile) -> None:
    given = [name for name in ("sheet", "columns", "separator", "encoding") if getattr(setting, name)]
    if given:
        rule = "be left out for a program's project, which is no table"
        raise ReadError(Fault(str(path), join_names(given, "and"), rule, "it" if len(given) == 1 else "them"))


def _read_packed(path: Path, data: bytes, setting: CodingFile) -> CodedFile:
    from cs_research.formats.surveys.table import unpack

    with tempfile.TemporaryDirectory() as folder:
        inner = Path(folder) / path.stem
        inner.write_bytes(unpack(path, data))
        try:
            found = read_coded_file(inner, setting)
        except ReadError as error:
            faults = [replace(fault, place=fault.place.replace(str(inner), str(path))) for fault in error.faults]
            raise ReadError(faults) from error
        passages = [replace(it, place=it.place.replace(str(inner), str(path))) for it in found.passages]
        return replace(found, file=path, passages=tuple(passages))


def _names(paths: Sequence[Path]) -> list[str]:
    """Return a name for each file, for the ids of its segments: its stem, with its folder's if two have the same."""
    stems = [path.stem for path in paths]
    return [
        path.stem if stems.count(path.stem) == 1 else f"{path.parent.name}-{path.stem}-{number}"
        for number, path in enumerate(paths, start=1)
    ]
