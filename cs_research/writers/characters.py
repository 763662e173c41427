"""Characters that XML and HTML have no place for: every format here is one of them, or is kept in them later."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

from cs_research._characters import evened, printable
from cs_research._yaml import Definition

__all__ = ["writable"]

_REPLACED = "control characters, U+FFFD instead"
_EVENED = "line ends of another kind, made the common one"

D = TypeVar("D", bound=Definition)


def writable(definition: D) -> tuple[D, tuple[str, ...]]:
    """The definition with U+FFFD for each such character and one kind of line end, and what was changed where."""
    found: dict[str, dict[str, None]] = {}
    fields = {name: _written(value, "", name, found) for name, value in definition}
    lines = tuple(f"{what}: {', '.join(places)}" for what, places in found.items())
    return (definition.model_copy(update=fields) if found else definition), lines


def _written(value: Any, owner: str, field: str, found: dict[str, dict[str, None]]) -> Any:
    """A value of a definition; ``owner`` is the part with an id that it stands in, else ``field`` tells where."""
    if isinstance(value, BaseModel):
        here = ".".join(filter(None, [owner, getattr(value, "id", "")]))
        return value.model_copy(
            update={name: _written(each, here, name if here else field, found) for name, each in value}
        )
    if isinstance(value, tuple):
        return tuple(_written(each, owner, field, found) for each in value)
    if not isinstance(value, str):
        return value
    even = evened(value)
    fresh = printable(even)
    for changed, what in ((fresh != even, _REPLACED), (even != value, _EVENED)):
        if changed:
            found.setdefault(what, {})[owner or field] = None
    return fresh
