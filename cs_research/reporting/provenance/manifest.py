"""The manifest of an output: digests of what it was made from and of what was written, with versions and settings.

It has no time, no path of a machine and no name of a user, so that the same files, options and versions give the same
bytes on any machine.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cs_research import __version__
from cs_research._files import shipped, write_text
from cs_research.definitions.study_files import InputFile
from cs_research.protection import StudyFacts
from cs_research.reporting.render.cache import LIBRARIES, code_digest

#: The name of the manifest in an output folder.
MANIFEST = "manifest.json"
#: The version of its layout.
_LAYOUT = 1
#: The part of the package's reports that every page uses.
_TEMPLATES = "reports"


def write_manifest(
    folder: Path, study: StudyFacts, command: str, options: Mapping[str, Any], *, names: bool = False
) -> Path:
    """Write the manifest of all files of a folder, and return its path.

    Parameters
    ----------
    folder
        The output, complete but for the manifest. Files whose names start with a dot are left out.
    study
        The facts of the study, with the files that it was read from.
    command, options
        The command that writes the folder and the options that change its content; no path is among them.
    names
        Whether files are named as in the study's folder. By default they are numbered by the key of the study that
        names them, in its order, such as ``sources 3``: a transcript may be called after a person.
    """
    return write_text(folder / MANIFEST, json.dumps(manifest(folder, study, command, options, names=names), indent=1))


def manifest(
    folder: Path, study: StudyFacts, command: str, options: Mapping[str, Any], *, names: bool = False
) -> dict[str, Any]:
    """Return the content of a manifest; see `write_manifest`."""
    return {
        "manifest": _LAYOUT,
        "study": {"id": study.id, "title": study.title, "made_up": study.made_up},
        "command": {"name": command, "options": dict(options)},
        "settings": study.settings.model_dump(mode="json"),
        "random_numbers": "drawn with seeds that are constants of the code",
        "software": _software(),
        "inputs": [_input(file, number, names) for number, file in _numbered(study.inputs)],
        "definitions": [{"name": file.name, "sha256": file.sha256} for file in study.inputs if file.shipped],
        "templates": _digests(shipped(_TEMPLATES)),
        "outputs": [entry for entry in _digests(folder) if entry["path"] != MANIFEST],
    }


def _software() -> dict[str, Any]:
    return {
        "cs-research": __version__,
        "code_sha256": code_digest(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in sorted(LIBRARIES)},
    }


def _numbered(files: tuple[InputFile, ...]) -> list[tuple[int, InputFile]]:
    """Return the files of the study with their number among those of their role, the shipped ones left out."""
    counts: dict[str, int] = {}
    numbered = []
    for file in files:
        if not file.shipped:
            counts[file.role] = counts.get(file.role, 0) + 1
            numbered.append((counts[file.role], file))
    return numbered


def _input(file: InputFile, number: int, names: bool) -> dict[str, Any]:
    name = file.name if names else f"{file.role} {number}"
    return {"name": name, "role": file.role, "sha256": file.sha256, "bytes": file.bytes}


def _digests(folder: Path) -> list[dict[str, Any]]:
    """Return the path, digest and size of each file of a folder, in the order of their paths."""
    return [
        {"path": name, "sha256": sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in sorted(
            (path.relative_to(folder).as_posix(), path.read_bytes())
            for path in folder.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        )
    ]
