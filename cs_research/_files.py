"""Files: text with its encoding checked, writes that are whole or absent, and what the package ships."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from cs_research.errors import Fault, PublishError, ReadError

__all__ = [
    "new_folder",
    "read_bytes",
    "read_text",
    "shipped",
    "text_stream",
    "unchanged",
    "write_bytes",
    "write_text",
]

#: Byte order marks, and the encoding that each tells.
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

#: First bytes of what is often saved under a wrong name, and what to say of it.
_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive (perhaps an .xlsx, .docx or .ods file)"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office file"),
    (b"%PDF", "a PDF"),
    (b"$FL2", "an SPSS .sav file"),
    (b"$FL3", "an SPSS .zsav file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x1f\x8b", "a gzip archive"),
)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file; a missing, unreadable or empty one is a `ReadError`."""
    if not path.exists():
        near = [other.name for other in path.parent.glob("*")] if path.parent.is_dir() else []
        hint = f"the folder holds {', '.join(sorted(near)[:8])}" if near else ""
        raise ReadError(Fault(str(path), "file", "exist", "nothing at that path", hint))
    if path.is_dir():
        raise ReadError(Fault(str(path), "path", "be a file", "a folder"))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(Fault(str(path), "file", "be readable", f"'{error.strerror}'")) from error
    if not data.strip():
        raise ReadError(Fault(str(path), "file", "have content", "an empty file"))
    return data


def read_text(path: Path, encoding: str | None = None) -> str:
    """The text of a file, with line ends as ``\\n`` and no byte order mark.

    The order is: byte order mark, then the declared ``encoding``, else strict UTF-8. Nothing is
    guessed: text in another encoding is a `ReadError` that shows the letters in question.
    """
    data = read_bytes(path)
    _no_signature(path, data)
    text = _decode(path, data, encoding)
    if "\x00" in text:
        raise ReadError(Fault(str(path), "file", "be plain text", "zero bytes"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_stream(path: Path, encoding: str | None = None) -> Callable[[], Iterable[str]]:
    """The lines of a file from the first on, each time that it is called, under the rules of `read_text`.

    The text is decoded as it is read, so that a long file is in memory once, as bytes. Letters in another
    encoding are a `UnicodeDecodeError` where they are reached; `read_text` says it in full.
    """
    data = read_bytes(path)
    _no_signature(path, data)
    codec = _marked(data) or encoding or "utf-8"
    if codec == "utf-16" or b"\x00" in data or not _known(codec):
        text = read_text(path, encoding)
        return lambda: io.StringIO(text)
    return lambda: io.TextIOWrapper(io.BytesIO(data), encoding=codec, newline=None)


def _known(codec: str) -> bool:
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=codec)
    except LookupError:
        return False
    return True


def _no_signature(path: Path, data: bytes) -> None:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise ReadError(Fault(str(path), "file", "be plain text", kind))


def _marked(data: bytes) -> str | None:
    """The encoding that a byte order mark tells."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def _decode(path: Path, data: bytes, encoding: str | None) -> str:
    marked = _marked(data)
    try:
        return data.decode(marked or encoding or "utf-8")
    except LookupError as error:
        raise ReadError(Fault(str(path), "encoding", "be one that Python knows", f"'{encoding}'")) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        around = data[max(0, error.start - 12) : error.end + 12]
        seen = " ".join(around.decode("cp1252", errors="replace").split())
        raise ReadError(
            Fault(
                f"{path}, line {line}",
                "file",
                f"be {(marked or encoding or 'UTF-8').replace('utf-8-sig', 'UTF-8')} text",
                f"the byte 0x{data[error.start]:02x}",
                f"read as Windows-1252 the place says '{seen}'; if that is right, give the encoding cp1252",
            )
        ) from error


def shipped(*parts: str) -> Path:
    """Where a file that comes with the package lies, in a checkout or an installed wheel.

    ``instruments/`` and ``reports/`` stand at the top of a checkout, and inside the package in a
    wheel.
    """
    inside = Path(str(files("cs_research")))
    root = inside if (inside / "instruments").is_dir() else inside.parent
    return root.joinpath(*parts)


def write_bytes(path: Path, data: bytes) -> Path:
    """Write a file whole: to a temporary name beside it, then renamed over it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        fresh.chmod(0o666 & ~_umask())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return path


def write_text(path: Path, text: str) -> Path:
    """Write UTF-8 text with ``\\n`` line ends, whole or not at all."""
    return write_bytes(path, text.encode("utf-8"))


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A temporary folder that takes ``target``'s place only when the block ends without an error.

    An existing ``target`` is replaced only where it is empty, or holds just what an earlier run wrote: a
    list of its files stays in it. A file that was added or changed since is a `PublishError`, so that
    nobody's own work is lost.
    """
    target = target.resolve()
    if target.exists() and not target.is_dir():
        raise PublishError(Fault(str(target), "output", "be a folder", "a file"))
    _only_ours(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    except OSError as error:
        raise PublishError(
            Fault(str(target), "output folder", "be writable", f"'{error.strerror}'")
        ) from error
    try:
        yield fresh
        write_text(fresh / _LIST, json.dumps(_digests(fresh), indent=0))
        fresh.chmod(0o777 & ~_umask())
        _swap(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


#: The list of the files that a run wrote, with what they held.
_LIST = ".cs-research.json"
#: Hidden files that an output folder may hold.
_OURS = (".cs-research", ".DS_Store")


def _digests(folder: Path) -> dict[str, str]:
    """Each file of a folder and the digest of its content; names that start with a dot are passed over."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def _only_ours(target: Path) -> None:
    """Refuse a folder that holds anything but what an earlier run wrote there."""
    here = [path.name for path in target.iterdir()] if target.is_dir() else []
    if target.is_dir() and (Path.cwd() == target or target in Path.cwd().parents):
        raise PublishError(
            Fault(str(target), "output folder", "be another than the current one", "where you are")
        )
    if not here:
        return
    written = _list_of(target)
    if written is None:
        others = [name for name in here if name != _LIST] or here
    else:
        others = [name for name, digest in _digests(target).items() if written.get(name) != digest]
        others += [name for name in here if name.startswith(".") and not name.startswith(_OURS)]
    if others:
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        found = f"one with {', '.join(sorted(others)[:3])}{more}, added or changed by hand"
        hint = "move what you want to keep, or name a folder that does not exist yet"
        rule = "be new, empty or as an earlier run left it"
        raise PublishError(Fault(str(target), "output folder", rule, found, hint))


def unchanged(folder: Path) -> set[str]:
    """The files of a folder that are as an earlier run left them, if they all are; else none."""
    written = _list_of(folder)
    return set(written) if written is not None and _digests(folder) == written else set()


def _list_of(target: Path) -> dict[str, str] | None:
    """The list that an earlier run left; None where there is none that can be read."""
    try:
        written = json.loads((target / _LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return written if isinstance(written, dict) else None


def _swap(fresh: Path, target: Path) -> None:
    """Put ``fresh`` where ``target`` was; the old folder goes only after the new one stands."""
    old = fresh.with_name(f"{fresh.name}.old")
    try:
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    except OSError as error:
        if old.exists() and not target.exists():
            old.rename(target)
        found = f"'{error.strerror}'"
        raise PublishError(Fault(str(target), "output folder", "be free to be replaced", found)) from error
    shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
