"""The files that a study names: what they are for, their digests, and the rule that they are in its folder.

Every string of ``study.yaml`` that leads to a file is taken for the name of one, and so are the strings of the YAML
files that it names: no field can be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from cs_research._files import FILE, MAX_BYTES, kind_of, shipped
from cs_research._yaml import Route, parse
from cs_research.errors import DefinitionError, Fault

#: The longest text that is tried as the name of a file.
_MAX_NAME = 255
#: The name of a definition that ships with the package.
_SHIPPED = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)?")
#: The list of files outside the study's folder that a study allows, and what is not read though it is named.
_ALLOW = "allow"


@dataclass(frozen=True)
class NamedFile:
    """A file that a study names.

    Attributes
    ----------
    path
        Where it is.
    name
        Its path in the study's folder, ``allowed/NAME`` if it is outside, or the name of a shipped definition.
    role
        The key of ``study.yaml`` that leads to it, such as ``survey``; ``study`` for the study itself.
    named_in, route
        The YAML file that names it, and where.
    inside
        Whether it is in the study's folder, allowed by it, or shipped with the package.
    """

    path: Path
    name: str
    role: str
    named_in: Path
    route: Route
    inside: bool

    @property
    def shipped(self) -> bool:
        """Whether it comes with the package."""
        return self.path.is_relative_to(shipped("instruments"))


@dataclass(frozen=True)
class InputFile:
    """A file that a study was read from: its name and role as in `NamedFile`, its SHA-256 digest and its bytes."""

    name: str
    role: str
    sha256: str
    bytes: int
    shipped: bool = False


def named_files(study: Path) -> list[NamedFile]:
    """Return the study file and every file that it leads to, in the order in which they are named."""
    found = {study.resolve(): NamedFile(study, study.name, "study", study, (), True)}
    waiting = list(found.values())
    data = _data(study)
    allowed = {(study.parent / word).resolve() for _, word in _strings(data.get(_ALLOW), ())}
    if "ratings" in data and "rubric" not in data:
        data["rubric"] = "rubric/traffic-light"  # the default of `Study`
    while waiting:
        by = waiting.pop(0)
        if by.path.suffix not in {".yaml", ".yml"} or not by.inside:
            continue
        for route, word in _strings(data if by.role == "study" else _data(by.path), ()):
            if (route[0] == _ALLOW and by.role == "study") or (path := _path_of(word, by.path.parent)) is None:
                continue
            actual = path.resolve()
            if actual not in found:
                role = str(route[0]) if by.role == "study" else by.role
                name, inside = _place(actual, path, word, study.parent.resolve(), allowed)
                found[actual] = NamedFile(path, name, role, by.path, route, inside)
                waiting.append(found[actual])
    return list(found.values())


def _place(actual: Path, path: Path, word: str, folder: Path, allowed: set[Path]) -> tuple[str, bool]:
    """Return the name of a file for people, and whether it may be read."""
    if actual.is_relative_to(folder):
        return actual.relative_to(folder).as_posix(), True
    if path.is_relative_to(shipped("instruments")):
        return word, True
    return f"allowed/{actual.name}", actual in allowed


def _path_of(word: str, folder: Path) -> Path | None:
    """Return the file that a string leads to, in a folder or shipped; None if there is none."""
    if not 0 < len(word) < _MAX_NAME or "\n" in word:
        return None
    if kind_of(folder / word) == FILE:
        return folder / word
    ours = shipped("instruments", *f"{word}.yaml".split("/")) if _SHIPPED.fullmatch(word) else None
    return ours if ours is not None and ours.is_file() else None


def _data(path: Path) -> dict[str, Any]:
    """Return the content of a YAML file; nothing if it has faults, which reading the study reports."""
    try:
        data = parse(path).data
    except DefinitionError:
        return {}
    return dict(data) if isinstance(data, dict) else {}


def _strings(value: Any, route: Route) -> Iterator[tuple[Route, str]]:
    if isinstance(value, str):
        yield route, value
    elif isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _strings(inner, (*route, step))


def require_inside(files: list[NamedFile]) -> None:
    """Raise a `DefinitionError` with every file outside the study's folder that the study does not allow by name.

    A link in the folder that leads out of it counts as outside.
    """
    faults = [_outside(file, files[0]) for file in files if not file.inside]
    if faults:
        raise DefinitionError(faults)


def _outside(file: NamedFile, study: NamedFile) -> Fault:
    parsed = parse(file.named_in)
    value: Any = parsed.data
    for step in file.route:
        value = value[step]
    link = ", a link that leads out of it" if file.path.is_symlink() else ""
    hint = f"copy it into the folder, or allow it in {study.path.name}: allow: [{value}]"
    if file.named_in != study.path:
        hint = f"copy it into the folder, or list its path from there under allow: in {study.path.name}"
    return parsed.fault(file.route, "be in the study's folder", f"'{value}'{link}", hint)


def input_file(file: NamedFile) -> InputFile:
    """Return the digest of a file; of one that is too large to be read, nothing but its size."""
    size = file.path.stat().st_size
    if size > MAX_BYTES:
        return InputFile(file.name, file.role, "", size, file.shipped)
    with file.path.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    return InputFile(file.name, file.role, digest, size, file.shipped)
