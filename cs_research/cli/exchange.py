"""Import and export definitions, each with the list of what was not carried over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cs_research._files import write_bytes, write_text
from cs_research._yaml import yaml_text
from cs_research.cli.reading import Reading
from cs_research.definitions import CodingFrame, Instrument, load_frame, load_instrument
from cs_research.errors import Fault, PublishError
from cs_research.formats.definition_files import (
    FRAMES,
    INSTRUMENTS,
    format_of,
    read_codebook,
    read_instrument,
)
from cs_research.formats.surveys.export_draft import draft_instrument
from cs_research.formats.surveys.recognition import platform_of
from cs_research.formats.surveys.table import read_table
from cs_research.formats.unsupported import Written
from cs_research.protection.answer_counts import count_answers

#: How the names of definitions end.
DEFINITIONS = (".yaml", ".yml")


def export_instrument(
    name: str,
    to: str,
    file: Path | None,
    *,
    data: Path | None = None,
    minimum: int = 5,
    reading: Reading | None = None,
) -> str:
    """Write an instrument in another program's format; return the path and what the format does not support.

    ``data`` is a survey export, whose frequencies go into a DDI codebook; items that fewer than ``minimum``
    answered are withheld.
    """
    known = format_of(to, INSTRUMENTS)
    instrument = load_instrument(name)
    if data is None:
        return put(known.write(instrument), file or Path(_name(instrument) + known.suffix))
    if to != "ddi":
        hint = "only ddi contains frequencies"
        raise PublishError(Fault("--data", "option", "be used with --to ddi", f"--to {to}", hint))
    responses = (reading or Reading()).read(data, instrument)
    written = known.write(instrument, responses, count_answers(instrument, responses, minimum))
    return put(written, file or Path(_name(instrument) + known.suffix))


def export_frame(name: str, to: str, file: Path | None) -> str:
    """Write a coding frame in another program's format; return the path and what the format does not support."""
    known = format_of(to, FRAMES)
    frame = load_frame(name)
    return put(known.write(frame), file or Path(_name(frame) + known.suffix))


def import_instrument(path: Path, to: Path) -> str:
    """Write another program's instrument as a file to start from; return what was not carried over."""
    imported = read_instrument(path)
    found = imported.instrument
    about = f"{len(found.items)} items, {len(found.scales)} scales"
    return _started(found, imported.notes, path, to, about, "instrument")


def draft_from_export(
    path: Path, to: Path, *, platform: str = "auto", encoding: str | None = None, sheet: str | None = None
) -> str:
    """Write an instrument to start from, drafted from an export of answers; what is to be written by hand."""
    new_definition(to)
    cells = read_table(path, encoding, sheet)
    imported = draft_instrument(platform_of(cells, platform).parse(cells, ()))
    found = imported.instrument
    about = f"{len(found.items)} items, {len(found.scales)} scales"
    return _started(found, imported.notes, path, to, about, "instrument")


def import_frame(path: Path, to: Path) -> str:
    """Write another program's codebook as a file to start from; return what was not carried over."""
    imported = read_codebook(path)
    return _started(imported.frame, imported.notes, path, to, f"{len(imported.frame.codes)} codes", "frame")


def _name(definition: Instrument | CodingFrame) -> str:
    return f"{definition.id}-{definition.version}"


def put(written: Written, to: Path) -> str:
    """Write a new file; return its path and what the format does not support."""
    _must_be_new(to)
    write_bytes(to, written.content)
    if not written.lost:
        return f"Written: {to}"
    lines = "\n".join(f"  {line}" for line in written.lost)
    return f"Written: {to}\nNot in the file:\n{lines}"


def _started(
    definition: Instrument | CodingFrame, notes: Sequence[str], path: Path, to: Path, about: str, what: str
) -> str:
    new_definition(to)
    comment = f"Made from {path.name}: a file to start from.\n" + "\n".join(f"- {note}" for note in notes)
    write_text(to, yaml_text(definition, comment))
    lines = "".join(f"\n  note: {note}" for note in notes)
    return f"Written: {to}, {about}{lines}\nLook it through, then: cs-research {what} check {to}"


def _must_be_new(to: Path, suffixes: Sequence[str] = ()) -> None:
    """Refuse a file that exists, and one whose name has none of the suffixes, if any are given.

    Both are a `PublishError`; its hint gives a name that would do.
    """
    faults = []
    if to.exists():
        faults.append(Fault(str(to), "file", "be new", "something that exists", "choose another name"))
    if suffixes and to.suffix not in suffixes:
        found = f"'{to.suffix}'" if to.suffix else f"'{to.name}', which has no suffix"
        hint = f"for example {to.with_suffix(suffixes[0])}" if to.name else ""
        faults.append(Fault(str(to), "file", f"end in {' or '.join(suffixes)}", found, hint))
    if faults:
        raise PublishError(faults)


def new_definition(to: Path) -> None:
    """Refuse a path that is not a new .yaml file; see `_must_be_new`."""
    _must_be_new(to, DEFINITIONS)
