"""Characters that XML has no place for: files of codebooks are XML, or go through programs that use it."""

from __future__ import annotations

import re
from typing import Any

from cs_research.definitions import CodingFrame

__all__ = ["writable"]

_BARRED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(frame: CodingFrame) -> tuple[CodingFrame, tuple[str, ...]]:
    """The frame with U+FFFD for each such character and one kind of line end, and what was replaced where."""
    lines: list[str] = []
    data = _written(frame.model_dump(mode="python"), "", lines)
    return (frame.model_copy(update=_parts(frame, data)), tuple(lines)) if lines else (frame, ())


def _parts(frame: CodingFrame, data: dict[str, Any]) -> dict[str, Any]:
    """The fields of the frame, those that hold parts among them as the parts' own models."""
    held: dict[str, Any] = {}
    for name, value in frame:
        if isinstance(value, tuple):
            held[name] = tuple(
                part.model_copy(update=fresh) for part, fresh in zip(value, data[name], strict=True)
            )
        elif hasattr(value, "model_copy"):
            held[name] = value.model_copy(update=data[name])
        else:
            held[name] = data[name]
    return held


def _written(value: Any, place: str, lines: list[str]) -> Any:
    if isinstance(value, dict):
        name = f"{place} of {value['id']}" if place and "id" in value else place
        return {key: _written(each, f"{key}, {name}" if name else key, lines) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return tuple(_written(each, place, lines) for each in value)
    if not isinstance(value, str):
        return value
    even = value.replace("\r\n", "\n").replace("\r", "\n")
    fresh, times = _BARRED.subn("\ufffd", even)
    if times:
        what = "a character" if times == 1 else f"{times} characters"
        lines.append(f"{place}: {what} that XML has no place for, U+FFFD instead")
    if even != value:
        lines.append(f"{place}: line ends of another kind, made the common one")
    return fresh
