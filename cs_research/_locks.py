"""Locks that the system releases when a process ends, to distinguish the files of killed runs from those in use.

A temporary file or folder has a name of its kind, and its process holds a lock for as long as it works. A later
process that can take the lock knows that the first has ended, and cleans up.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Errors of a file system that has no locks.
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}
#: The suffix of the name of a draft; `tempfile` adds eight letters.
_DRAFT = ".cs-research-draft-"
_DRAFTS = re.compile(r"\..+\.cs-research-draft-[a-z0-9_]{8}", re.DOTALL)
#: Bytes of a file's own name that the name of its draft has: a name has 255 at most.
_MAX = 200
#: What the lock of a scratch folder has at its end; the folder has the same name without it.
_LOCK = ".cs-research-lock"
_LOCKS = re.compile(r"cs-[a-z0-9_]{8}\.cs-research-lock")
#: Where a file has to be closed to be renamed, its draft is without a lock for a moment: seconds that it is spared.
_CLOSED = 60 if sys.platform == "win32" else 0


@contextmanager
def draft(path: Path) -> Iterator[tuple[int, Path]]:
    """Yield a file next to ``path``, open and locked, that replaces it when the block ends without an error.

    Drafts that dead processes left in the folder are removed first.
    """
    _clear_drafts(path.parent)
    name = os.fsencode(path.name)[:_MAX].decode("utf-8", "ignore")
    handle, fresh = _claim_new_file(path.parent, f".{name}{_DRAFT}", "")
    try:
        try:
            yield handle, fresh
            if not _CLOSED:
                fresh.replace(path)
        finally:
            os.close(handle)
        if _CLOSED:
            fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _clear_drafts(folder: Path) -> None:
    """Remove the drafts of dead processes; files in use, or with another kind of name, are left alone."""
    for path in _files_of_kind(folder, _DRAFTS):
        handle = _lock_if_abandoned(path)
        if handle is None:
            continue
        if time.time() - os.fstat(handle).st_mtime >= _CLOSED:
            release(handle, path)
        else:
            os.close(handle)


class Scratch:
    """A folder in the system's temporary one, removed at the end of the block.

    Where its process is killed in the block, the next scratch folder clears it away.

    Parameters
    ----------
    place
        The folder to use instead of the system's temporary one.

    Attributes
    ----------
    path
        Where it is.
    """

    def __init__(self, place: Path | None = None) -> None:
        place = Path(tempfile.gettempdir()) if place is None else place
        _clear_scratch(place)
        self._handle, self._lock = _claim_new_file(place, "cs-", _LOCK)
        self.path = _scratch_folder(self._lock)
        try:
            self.path.mkdir(mode=0o700)
        except BaseException:
            release(self._handle, self._lock)
            raise

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Remove the folder. What a program still writes there is left for the next run to remove."""
        _remove(self.path, self._handle, self._lock)


def _clear_scratch(place: Path) -> None:
    """Remove the scratch folders of dead processes."""
    for lock in _files_of_kind(place, _LOCKS):
        handle = _lock_if_abandoned(lock)
        if handle is not None:
            _remove(_scratch_folder(lock), handle, lock)


def _scratch_folder(lock: Path) -> Path:
    return lock.with_name(lock.name.removesuffix(_LOCK))


def _remove(folder: Path, handle: int, lock: Path) -> None:
    """Remove a scratch folder, and its lock if nothing of it is left."""
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)
    if os.path.lexists(folder):
        os.close(handle)
    else:
        release(handle, lock)


def _files_of_kind(folder: Path, kind: re.Pattern[str]) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if kind.fullmatch(path.name)]
    except OSError:  # a folder may be written to and not listed
        return []


def _claim_new_file(folder: Path, prefix: str, suffix: str) -> tuple[int, Path]:
    """Return a new file, open and locked; if another process removed it in between, try again."""
    while True:
        handle, name = tempfile.mkstemp(suffix, prefix, folder)
        try:
            if _try_lock(handle, Path(name)):
                return handle, Path(name)
        except BlockingIOError:
            pass
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return handle, Path(name)
            release(handle, Path(name))
            raise
        os.close(handle)


def _lock_if_abandoned(path: Path) -> int | None:
    """Return an open lock on a file of this user's that no process holds; else None."""
    try:
        seen = path.lstat()
        if not stat.S_ISREG(seen.st_mode) or seen.st_uid != getattr(os, "getuid", lambda: 0)():
            return None
        handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return None
    try:
        if _try_lock(handle, path):
            return handle
    except OSError:  # a process holds it, or that cannot be known
        pass
    os.close(handle)
    return None


def locked(path: Path) -> int | None:
    """Return the lock of that path, open, with the process's number in it; None if the file system has none.

    A `BlockingIOError` if another process holds it.
    """
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if _try_lock(handle, path):
                os.ftruncate(handle, 0)
                os.write(handle, str(os.getpid()).encode())
                return handle
        except OSError as error:
            os.close(handle)
            if error.errno not in _NO_LOCKS:
                raise
            path.unlink(missing_ok=True)
            return None
        os.close(handle)


def _try_lock(handle: int, path: Path) -> bool:
    """Lock an open file; return whether it is still at that path, since another process may have removed it."""
    _lock(handle)
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def release(handle: int, path: Path) -> None:
    """Remove a locked file and release its lock."""
    if _CLOSED:
        os.close(handle)
        path.unlink(missing_ok=True)
    else:
        path.unlink(missing_ok=True)
        os.close(handle)


if sys.platform == "win32":

    def _lock(handle: int) -> None:  # pragma: no cover
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(errno.EAGAIN, error.strerror) from error

else:

    def _lock(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
