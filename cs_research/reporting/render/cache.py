"""Reuse the output of an earlier run, if digests of its inputs have not changed."""

from __future__ import annotations

import json
import platform
import shutil
from collections.abc import Sequence
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cs_research._files import FILE, MAX_BYTES, kind_of, shipped, write_text
from cs_research._folders import unchanged
from cs_research.definitions.study_files import named_files

_KEYS = ".cs-research-keys.json"
#: The entry of the complete folder among the names of files.
_FOLDER = ""
#: Programs and libraries that compute numbers and write images and pages.
LIBRARIES = (
    "numpy", "pandas", "scipy", "matplotlib", "plotnine", "great-tables", "nbclient", "pypandoc-binary", "typst",
    "python-docx", "gptables",
)  # fmt: skip


def digest(*parts: bytes | str) -> str:
    """Return one digest of several parts, which also depends on the boundaries between them."""
    hashed = sha256()
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else part
        hashed.update(f"{len(data)}:".encode())
        hashed.update(data)
    return hashed.hexdigest()


def describe_value(value: Any) -> str:
    """Return a text of a value that is the same in every process; for a partial, its function and arguments."""
    if isinstance(value, partial):
        return f"{value.func.__module__}.{value.func.__qualname__}{describe_value([*value.args, value.keywords])}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(describe_value, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {describe_value(inner)}' for key, inner in value.items())}}}"
    if hasattr(value, "to_json") and hasattr(value, "dtypes"):
        orders = [list(kind.categories) if hasattr(kind, "categories") else str(kind) for kind in value.dtypes]
        return f"{orders} {value.to_json(orient='split', double_precision=15, default_handler=str)}"
    return str(value.model_dump_json()) if hasattr(value, "model_dump_json") else repr(value)


@cache
def code_digest() -> str:
    """Return a digest of this package's code, of the libraries that it writes reports with, and of Python."""
    root = Path(__file__).parents[2]
    own = sorted(root.rglob("*.py"))
    makers = [f"{name} {version(name)}" for name in LIBRARIES]
    return digest(platform.python_version(), *makers, *(part for path in own for part in _name_and_bytes(path, root)))


def inputs_digest(study: Path) -> str:
    """Return a digest of a study file, every file that it names, and the shipped definitions and documents."""
    parts: list[bytes | str] = [code_digest()]
    for name in ("instruments", "reports"):
        root = Path(str(shipped(name)))
        parts += [part for path in sorted(root.rglob("*")) if path.is_file() for part in _name_and_bytes(path, root)]
    if kind_of(study) == FILE:
        for path in sorted(file.path for file in named_files(study) if file.inside and not file.shipped):
            parts += _name_and_bytes(path, study.parent)
    return digest(*parts)


def _name_and_bytes(path: Path, root: Path) -> tuple[str, bytes]:
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    small = path.stat().st_size <= MAX_BYTES  # reading the study reports a larger file as an error
    return name, path.read_bytes() if small else b""


class Reuse:
    """The output of an earlier run, and the keys of what the current run writes.

    Parameters
    ----------
    earlier
        The folder that the earlier run wrote; it need not exist.
    """

    def __init__(self, earlier: Path) -> None:
        self._earlier = earlier
        self._unchanged = unchanged(earlier)
        self._known = self._read()
        self._keys: dict[str, str] = {}

    def _read(self) -> dict[str, str]:
        path = self._earlier / _KEYS
        if not path.is_file():
            return {}
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, RecursionError):
            return {}  # if the list cannot be read, everything is written again
        return known if isinstance(known, dict) else {}

    def restore(self, folder: Path, names: Sequence[str], key: str) -> bool:
        """Copy files of the earlier run to ``folder`` if their key is unchanged; return whether they were copied."""
        self._keys |= dict.fromkeys(names, key)
        if not all(self._known.get(name) == key and name in self._unchanged for name in names):
            return False
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(self._earlier / name, folder / name)
        return True

    def is_unchanged(self, key: str) -> bool:
        """Return whether the earlier folder is complete, unmodified and was written under this key."""
        return bool(self._unchanged) and self._known.get(_FOLDER) == key

    def save(self, folder: Path, key: str) -> None:
        """Save the keys in ``folder`` for the next run."""
        write_text(folder / _KEYS, json.dumps({_FOLDER: key, **self._keys}, indent=0, sort_keys=True))
