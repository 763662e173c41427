"""Output folders: the old or the new one exists at every moment, and files of killed runs are soon removed.

A run writes to a draft beside the folder, ``.NAME.cs-research-XXXXXXXX``, and has the lock
``.NAME.cs-research-lock``. The system gives the lock up when the process ends, however it ends: a draft that is found
while the lock can be had is a dead run's, and is removed. Draft and folder change places in one step if the system
has such a step (Linux, macOS). Elsewhere the old folder is set aside first, as ``….old``, and the next run puts it
back if it is missing.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from glob import escape
from hashlib import sha256
from pathlib import Path

from cs_research._files import kind_of, umask, write_text
from cs_research._locks import locked, release
from cs_research.errors import Fault, PublishError

#: The list of the files that a run wrote, with digests of their content.
LIST = ".cs-research.json"
#: Hidden files that an output folder may contain.
_OURS = (".cs-research", ".DS_Store")
_MARK, _OLD = ".cs-research-", ".old"


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Yield a temporary folder that replaces ``target`` only if the block ends without an error.

    An existing ``target`` is replaced only if it is empty, or contains just what an earlier run wrote: a
    list of its files stays in it. A file that was added or changed since is a `PublishError`, so that
    no other work is lost; so is a second run on the same folder at the same time.
    """
    target = target.resolve()
    _check_target(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_writable(target, error) from error
    with _exclusive(target):
        _require_own_output(target)
        try:
            fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}{_MARK}"))
        except OSError as error:
            raise _not_writable(target, error) from error
        try:
            yield fresh
            write_text(fresh / LIST, json.dumps(_digests(fresh), indent=0))
            fresh.chmod(0o777 & ~umask())
            _require_own_output(target)  # a run may take minutes, in which somebody worked in the old folder
            _replace_folder(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def restore_folder(target: Path) -> None:
    """Remove what killed runs on ``target`` left, and put the folder back if they had set it aside.

    A `PublishError` if a run on ``target`` is at work, or if there is something that no run may replace: it is
    reported before the study is read.
    """
    target = target.resolve()
    _check_target(target)
    if any(_leftovers(target)):
        with _exclusive(target):
            pass


def _check_target(target: Path) -> None:
    """Refuse a path that cannot be replaced by a folder."""
    kind = kind_of(target)
    if kind not in (None, "a folder"):
        raise PublishError(Fault(str(target), "output", "be a folder", str(kind)))
    if not target.name or Path.cwd() == target or target in Path.cwd().parents:
        raise PublishError(Fault(str(target), "output folder", "be another than the current one", "where you are"))


def _not_writable(target: Path, error: OSError) -> PublishError:
    return PublishError(Fault(str(target), "output folder", "be writable", f"'{error.strerror}'"))


def _digests(folder: Path) -> dict[str, str]:
    """Return each file of a folder and the digest of its content; names that start with a dot are skipped."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def _require_own_output(target: Path) -> None:
    """Refuse a folder that contains anything but what an earlier run wrote there."""
    here = [path.name for path in target.iterdir()] if target.is_dir() else []
    if not here:
        return
    written = _read_list(target)
    if written is None:
        others = [name for name in here if name != LIST] or here
    else:
        others = [name for name, digest in _digests(target).items() if written.get(name) != digest]
        others += [name for name in here if name.startswith(".") and not name.startswith(_OURS)]
        others += [
            path.relative_to(target).as_posix()
            for path in target.rglob("*")
            if kind_of(path) not in ("a file", "a folder")
        ]
    if others:
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        found = f"one with {', '.join(sorted(others)[:3])}{more}, added or changed by hand"
        hint = "move what you want to keep, or name a folder that does not exist yet"
        rule = "be new, empty or as an earlier run left it"
        raise PublishError(Fault(str(target), "output folder", rule, found, hint))


def unchanged(folder: Path) -> set[str]:
    """Return the files of a folder that are as an earlier run left them, if they all are; else an empty list."""
    written = _read_list(folder)
    return set(written) if written is not None and _digests(folder) == written else set()


def _read_list(target: Path) -> dict[str, str] | None:
    """Return the list that an earlier run left; None if there is none that can be read."""
    path = target / LIST
    if kind_of(path) != "a file":
        return None
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return written if isinstance(written, dict) else None


@contextmanager
def _exclusive(target: Path) -> Iterator[None]:
    """Hold the lock of a folder, after cleaning up what killed runs left."""
    path = target.with_name(f".{target.name}{_MARK}lock")
    try:
        handle = locked(path)
    except BlockingIOError as error:
        found = f"another run at work on it{_lock_holder(path)}"
        hint = "wait until it is done, or name another folder"
        rule = "be written by one run at a time"
        raise PublishError(Fault(str(target), "output folder", rule, found, hint)) from error
    except OSError as error:
        raise _not_writable(target, error) from error
    if handle is None:  # a killed run's draft cannot be distinguished from one in use
        yield
        return
    try:
        _clear(target)
        yield
    finally:
        release(handle, path)


def _lock_holder(path: Path) -> str:
    """Return the number of the process that holds a lock, for a message."""
    try:
        number = path.read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""
    return f" (process {number})" if number.isdigit() else ""


def _leftovers(target: Path) -> Iterator[Path]:
    """Yield drafts, folders set aside and locks next to a folder."""
    yield from target.parent.glob(f".{escape(target.name)}{_MARK}*")


def _clear(target: Path) -> None:
    """Put back a folder that was set aside and not replaced; remove every other draft."""
    for draft in sorted(path for path in _leftovers(target) if path.is_dir() and not path.is_symlink()):
        if draft.name.endswith(_OLD) and not target.exists():
            draft.rename(target)
        else:
            shutil.rmtree(draft, ignore_errors=True)


def _replace_folder(fresh: Path, target: Path) -> None:
    """Replace ``target`` by ``fresh``; afterwards ``fresh`` is the old folder, or does not exist."""
    try:
        if not target.exists():
            fresh.rename(target)
        elif not _exchange()(os.fsencode(fresh), os.fsencode(target)):
            _rename_both(fresh, target)
    except OSError as error:
        found = f"'{error.strerror}'"
        raise PublishError(Fault(str(target), "output folder", "be free to be replaced", found)) from error


def _rename_both(fresh: Path, target: Path) -> None:
    """Rename both folders; `_clear` restores the old one if a run is killed in between."""
    old = fresh.with_name(f"{fresh.name}{_OLD}")
    try:
        target.rename(old)
        fresh.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


@cache
def _exchange() -> Callable[[bytes, bytes], bool]:
    """Ask the system to exchange two paths; return False if it cannot."""
    import ctypes

    swap = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
    if sys.platform.startswith("linux"):
        library, name, here = ctypes.CDLL(None, use_errno=True), "renameat2", -100  # AT_FDCWD
        if hasattr(library, name):
            return lambda one, other: bool(library.renameat2(here, one, here, other, swap) == 0)
    elif sys.platform == "darwin":
        library = ctypes.CDLL(None, use_errno=True)
        if hasattr(library, "renamex_np"):
            return lambda one, other: bool(library.renamex_np(one, other, swap) == 0)
    return lambda *_: False
