"""Zip archives (workbooks, Word documents, projects), read without trusting what they state about themselves."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from cs_research._files import read_bytes
from cs_research.errors import Fault, ReadError

#: How an archive starts, and how files of Office before 2007 and those with a password do.
ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: The errors of any library for an archive whose content does not follow the standard.
BROKEN = (
    zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, SyntaxError, EOFError,
    OSError, ArithmeticError, RuntimeError, AssertionError,
)  # fmt: skip

_MAX_PARTS = 10_000
#: The unpacked size allowed for one member, for all, and for all XML, which takes many times as much memory.
_MAX_PART, _MAX_TOTAL, _MAX_XML = 128 * 2**20, 512 * 2**20, 64 * 2**20
#: The largest ratio of unpacked to packed size; below ``_SMALL`` a high ratio does no harm.
_MAX_RATIO, _SMALL = 100, 2**20
#: Other ways to pack have no limit on what is unpacked at once, and no program that is read here uses them.
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
#: The kind of archive that has a member of that name.
_KINDS = {
    "word/document.xml": "a Word document",
    "xl/workbook.xml": "an Excel workbook",
    "content.xml": "an OpenDocument file",
}


def names_of(path: Path) -> list[str]:
    """Return the names of an archive's members; raise a `ReadError` if it is broken or has unsafe names."""
    return [part.filename for part in _parts(path, "a complete archive")]


def checked(path: Path, main: str, kind: str) -> Path:
    """Return the path of an archive that has the ``main`` member of its ``kind`` and fits into memory."""
    parts = _parts(path, kind)
    names = {part.filename for part in parts}
    if main not in names:
        found = next((other for name, other in _KINDS.items() if name in names), "another kind of archive")
        ending = ".docx" if main.startswith("word/") else ".xlsx"
        hint = f"open it in LibreOffice and save it as {ending}" if "OpenDocument" in found else ""
        raise ReadError(Fault(str(path), "file", f"be {kind}", found, hint))
    # No member unpacks to more than it states, or reading it fails.
    size, packed = sum(part.file_size for part in parts), path.stat().st_size
    xml = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if size > _MAX_TOTAL or xml > _MAX_XML or size > max(_SMALL, _MAX_RATIO * packed):
        found = f"{size:,} bytes, {xml:,} of them XML, out of {packed:,}"
        raise ReadError(Fault(str(path), "archive", "unpack to an ordinary size", found))
    return path


def read_member(path: Path, name: str) -> bytes:
    """Return the content of one member; raise a `ReadError` if it unpacks to too much or out of proportion."""
    try:
        with zipfile.ZipFile(path) as archive:
            packed = archive.getinfo(name).compress_size
            with archive.open(name) as stream:
                content = stream.read(_MAX_PART + 1)
    except BROKEN as error:
        raise ReadError(Fault(f"{path}, {name}", "part", "be complete", "a broken one")) from error
    _require_ordinary_size(f"{path}, {name}", len(content), packed)
    return content


class Members:
    """The members of an archive that is opened once, with a limit on what all of them unpack to."""

    def __init__(self, path: Path) -> None:
        self.names = names_of(path)
        self._path = path
        self._archive = zipfile.ZipFile(path)
        self._unpacked = 0

    def __enter__(self) -> Members:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def read(self, name: str) -> bytes:
        """Return the content of one member, with the limits of `read_member`."""
        with self.open(name) as stream:
            content = stream.read()
        self._unpacked += len(content)
        if self._unpacked > _MAX_TOTAL:
            found = f"{self._unpacked:,} bytes or more"
            raise ReadError(Fault(str(self._path), "archive", "unpack to an ordinary size", found))
        return content

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open one member to be read in pieces, with the limits of `read_member`."""
        place = f"{self._path}, {name}"
        try:
            with self._archive.open(name) as stream:
                yield cast("BinaryIO", _Limited(place, stream, self._archive.getinfo(name).compress_size))
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as error:
            raise ReadError(Fault(place, "part", "be complete", "a broken one")) from error


class _Limited:
    """A member of an archive that is read until it unpacks to too much."""

    def __init__(self, place: str, stream: IO[bytes], packed: int) -> None:
        self._place, self._stream, self._packed, self._read = place, stream, packed, 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; raise a `ReadError` once there are too many."""
        content = self._stream.read(size if size >= 0 else _MAX_PART + 1)
        self._read += len(content)
        _require_ordinary_size(self._place, self._read, self._packed)
        return content


def _require_ordinary_size(place: str, size: int, packed: int) -> None:
    if size > min(_MAX_PART, max(_SMALL, _MAX_RATIO * packed)):
        found = f"{min(size, _MAX_PART):,} bytes or more out of {packed:,}"
        raise ReadError(Fault(place, "part", "unpack to an ordinary size", found))


def _parts(path: Path, kind: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except BROKEN as error:
        found = "a broken archive" if read_bytes(path).startswith(ZIP) else "something else"
        raise ReadError(Fault(str(path), "file", f"be {kind}", found)) from error
    if len(parts) > _MAX_PARTS:
        raise ReadError(Fault(str(path), "archive", f"contain at most {_MAX_PARTS:,} parts", f"{len(parts):,}"))
    faults = list(_faults(path, parts))
    if faults:
        raise ReadError(faults)
    return parts


def _faults(path: Path, parts: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    thing = "each part of the archive"
    for name, times in Counter(part.filename.casefold() for part in parts).items():
        if times > 1:
            yield Fault(str(path), thing, "have its own name", f"'{name}' {times} times")
    for part in parts:
        # The name as stored: opening an archive turns some separators into others.
        name = part.orig_filename
        if re.match(r"[/\\]|[A-Za-z]:", name) or ".." in re.split(r"[/\\]", name):
            yield Fault(str(path), thing, "stay within it", f"'{name}'")
        elif "\0" in name:
            yield Fault(str(path), thing, "have a name without zero bytes", repr(name))
        if stat.S_ISLNK(part.external_attr >> 16):
            yield Fault(str(path), thing, "be a file or folder", f"the link '{name}'")
        if part.flag_bits & 0x1:
            yield Fault(str(path), thing, "be without a password", f"'{name}' with one")
        if part.compress_type not in _PACKED:
            yield Fault(str(path), thing, "be stored or deflated", f"'{name}' packed in another way")
