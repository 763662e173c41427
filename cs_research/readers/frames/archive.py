"""One part of a zip archive, read without taking the archive's word for anything."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from lzma import LZMAError
from pathlib import Path

from cs_research.errors import Fault, ReadError

__all__ = ["names_of", "part_of"]

_MOST_PARTS = 10_000
#: What one part may unpack to, and how often what it was packed into.
_MOST_BYTES = 128 * 2**20
_MOST_RATIO = 100
#: Below this a high ratio does no harm.
_SMALL = 2**20


def names_of(path: Path) -> list[str]:
    """The names of an archive's parts; a `ReadError` for a broken one, or one with names that play tricks."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ReadError(Fault(str(path), "file", "be a whole archive", "a broken one")) from error
    if len(parts) > _MOST_PARTS:
        raise ReadError(Fault(str(path), "archive", f"hold at most {_MOST_PARTS:,} parts", f"{len(parts):,}"))
    faults = list(_faults(path, parts))
    if faults:
        raise ReadError(faults)
    return [part.filename for part in parts]


def _faults(path: Path, parts: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    for name, times in Counter(part.filename.casefold() for part in parts).items():
        if times > 1:
            yield Fault(str(path), "each part of the archive", "have its own name", f"'{name}' {times} times")
    for part in parts:
        # The name as stored: opening an archive turns some separators into others.
        name = part.orig_filename
        if re.match(r"[/\\]|[A-Za-z]:", name) or ".." in re.split(r"[/\\]", name):
            yield Fault(str(path), "each part of the archive", "stay within it", f"'{name}'")
        elif "\\" in name or "\0" in name:
            rule = "have a name without backslashes and zero bytes"
            yield Fault(str(path), "each part of the archive", rule, repr(name))
        if stat.S_ISLNK(part.external_attr >> 16):
            yield Fault(str(path), "each part of the archive", "be a file or folder", f"the link '{name}'")
        if part.flag_bits & 0x1:
            yield Fault(str(path), "each part of the archive", "be without a password", f"'{name}' with one")


def part_of(path: Path, name: str, left: int = _MOST_BYTES) -> bytes:
    """The content of one part; a `ReadError` where it unpacks to more than ``left`` bytes or out of proportion."""
    try:
        with zipfile.ZipFile(path) as archive:
            packed = archive.getinfo(name).compress_size
            with archive.open(name) as stream:
                content = stream.read(left + 1)
    except (
        zipfile.BadZipFile, zlib.error, LZMAError, OSError, ValueError, EOFError, NotImplementedError,
    ) as error:  # fmt: skip
        raise ReadError(Fault(f"{path}, {name}", "part", "be whole", "a broken one")) from error
    if len(content) > left or len(content) > max(_SMALL, _MOST_RATIO * packed):
        found = f"more than {min(len(content), left):,} bytes out of {packed:,}"
        raise ReadError(Fault(f"{path}, {name}", "part", "unpack to an ordinary size", found))
    return content
