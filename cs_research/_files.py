"""Files: text with its encoding checked, complete writes or none, and the files that the package ships."""

from __future__ import annotations

import gc
import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from cs_research._characters import printable
from cs_research._locks import draft
from cs_research.errors import Fault, PublishError, ReadError

#: The date of every document and workbook, so that the same content has the same bytes whenever it is made.
CREATED = datetime(2000, 1, 1)
#: The same day in seconds, for programs that date what they write.
EPOCH = 946_684_800

#: The largest file that is read: ten times a survey of a million rows and twenty columns.
MAX_BYTES = 2 * 2**30

#: Byte order marks, and the encoding of each.
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

#: First bytes of files that are often saved under a wrong name, and the message for each.
_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive (perhaps an .xlsx, .docx or .ods file)"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office file"),
    (b"%PDF", "a PDF"),
    (b"$FL2", "an SPSS .sav file"),
    (b"$FL3", "an SPSS .zsav file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x1f\x8b", "a gzip archive"),
)


def read_bytes(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file.

    A missing, unreadable, empty or too large one is a `ReadError`, and so is what is no file: a folder, a named
    pipe, a socket or a device, which might never end.

    Parameters
    ----------
    max_bytes
        The largest size that is read, in bytes.
    """
    kind = kind_of(path)
    if kind is None:
        near = [other.name for other in path.parent.glob("*")] if path.parent.is_dir() else []
        hint = f"the folder contains {', '.join(sorted(near)[:8])}" if near else ""
        raise ReadError(Fault(str(path), "file", "exist", "nothing at that path", hint))
    if kind != FILE:
        raise ReadError(Fault(str(path), "path", "be a file", kind))
    try:
        with path.open("rb") as stream:
            data = stream.read() if os.fstat(stream.fileno()).st_size <= max_bytes else None
    except OSError as error:
        raise ReadError(Fault(str(path), "file", "be readable", f"'{error.strerror}'")) from error
    if data is None or len(data) > max_bytes:
        found = f"{path.stat().st_size:,} bytes"
        raise ReadError(Fault(str(path), "file", f"be at most {max_bytes:,} bytes", found))
    if not data.strip():
        raise ReadError(Fault(str(path), "file", "have content", "an empty file"))
    return data


#: What `kind_of` calls an ordinary file.
FILE = "a file"
_KINDS = (
    (stat.S_ISREG, FILE),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
)


def kind_of(path: Path) -> str | None:
    """Return what is at a path, in words, without opening it; None if there is nothing.

    A path that no file can have (too long, or a file among its folders) has nothing at it.
    """
    try:
        mode = path.stat().st_mode
    except PermissionError as error:
        raise ReadError(Fault(str(path), "file", "be readable", f"'{error.strerror}'")) from error
    except (OSError, ValueError):
        return None
    return next((words for fits, words in _KINDS if fits(mode)), "a device")


def read_text(path: Path, encoding: str | None = None, *, max_bytes: int = MAX_BYTES, data: bytes | None = None) -> str:
    """Return the text of a file, with line ends as ``\\n`` and no byte order mark.

    The order is: byte order mark, then the declared ``encoding``, else strict UTF-8. Nothing is
    guessed: text in another encoding is a `ReadError` that shows the letters in question. ``data`` is the content
    where it is in memory already.
    """
    data = read_bytes(path, max_bytes=max_bytes) if data is None else data
    _require_text(path, data)
    text = _decode(path, data, encoding)
    if "\x00" in text:
        raise ReadError(Fault(str(path), "file", "be plain text", "zero bytes"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_stream(path: Path, encoding: str | None = None, *, data: bytes | None = None) -> Callable[[], Iterable[str]]:
    """Return a function that yields the lines of a file from the first on, under the rules of `read_text`.

    The text is decoded as it is read, so that a long file is in memory once, as bytes. Letters in another
    encoding are a `UnicodeDecodeError` when they are reached; `read_text` has the complete message.
    """
    content = read_bytes(path) if data is None else data
    _require_text(path, content)
    codec = _bom_encoding(content) or encoding or "utf-8"
    if codec == "utf-16" or b"\x00" in content or not _require_known_codec(codec):
        text = read_text(path, encoding, data=content)
        return lambda: io.StringIO(text)
    return lambda: io.TextIOWrapper(io.BytesIO(content), encoding=codec, newline=None)


def _require_known_codec(codec: str) -> bool:
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=codec)
    except LookupError:
        return False
    return True


def _require_text(path: Path, data: bytes) -> None:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise ReadError(Fault(str(path), "file", "be plain text", kind))


def _bom_encoding(data: bytes) -> str | None:
    """Return the encoding of a byte order mark."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def _decode(path: Path, data: bytes, encoding: str | None) -> str:
    marked = _bom_encoding(data)
    try:
        return data.decode(marked or encoding or "utf-8")
    except LookupError as error:
        raise ReadError(Fault(str(path), "encoding", "be one that Python knows", f"'{encoding}'")) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        around = data[max(0, error.start - 12) : error.end + 12]
        seen, other = (" ".join(around.decode(name, errors="replace").split()) for name in ("cp1252", "mac_roman"))
        raise ReadError(
            Fault(
                f"{path}, line {line}",
                "file",
                f"be {(marked or encoding or 'UTF-8').replace('utf-8-sig', 'UTF-8')} text",
                f"the byte 0x{data[error.start]:02x}",
                f"read as Windows-1252 this reads '{seen}', as text of an older Mac '{other}'; if one is right, give "
                "the encoding cp1252 or mac_roman",
            )
        ) from error


def shipped(*parts: str) -> Path:
    """Return the path of a file that comes with the package, in a checkout or an installed wheel.

    ``instruments/`` and ``reports/`` are at the top of a checkout, and inside the package in a
    wheel.
    """
    inside = Path(str(files("cs_research")))
    root = inside if (inside / "instruments").is_dir() else inside.parent
    return root.joinpath(*parts)


def write_bytes(path: Path, data: bytes, *, private: bool = False) -> Path:
    """Write a complete file: to a draft next to it (see `draft`), then renamed over it.

    A ``private`` file can be read by this user alone, from its draft on.
    A `PublishError` if there is something else than a file at that path, which a rename would replace.
    """
    if (kind := kind_of(path)) not in (None, FILE):
        raise PublishError(Fault(str(path), "output", "be a file", str(kind)))
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with draft(path) as (handle, fresh):
            with os.fdopen(os.dup(handle), "wb") as stream:
                stream.write(data)
            fresh.chmod(0o600 if private else 0o666 & ~umask())
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)  # a full disk names no file
        raise
    return path


def write_text(path: Path, text: str) -> Path:
    """Write UTF-8 text with ``\\n`` line ends and no control characters (see `printable`), all of it or nothing."""
    return write_bytes(path, printable(text).encode("utf-8"))


def umask() -> int:
    """Return the permissions that new files do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def without_collecting() -> Iterator[None]:
    """Switch off the search for reference cycles; afterwards restore it if it was on.

    A file of hundreds of thousands of lines or codes becomes millions of objects, none of which refers back to
    itself: each search goes through all of them and finds nothing. What nothing refers to is freed as always, so
    memory does not grow by it. Where one use is within another, or in another thread, the first to start turns the
    search on again.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
