"""What a file or a format does not support, listed for the user."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cs_research._yaml import Definition
from cs_research.definitions import CodingFrame, Instrument


class UnsupportedFeatures:
    """Features that the target does not support, with the names affected."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, None]] = {}

    def add(self, what: str, *names: str) -> None:
        """Record names under a feature, ignoring duplicates."""
        self._names.setdefault(what, {}).update(dict.fromkeys(names))

    def lines(self) -> tuple[str, ...]:
        """Return lines such as ``text displays are left out (2): intro, thanks``."""
        return tuple(
            f"{what} ({len(names)}): {first_names(list(names), 8)}" if names else what
            for what, names in self._names.items()
        )


def first_names(names: Sequence[str], limit: int = 3) -> str:
    """Return the first names, and how many more: ``a, b, c and 2 more``."""
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def quote_names(names: Sequence[str]) -> str:
    """Return the first names in quotation marks, each on one line, and how many more."""
    return first_names([f"'{' '.join(name.split())}'" for name in names])


#: Fields about the history of a definition, which no form or codebook shows.
_BOOKKEEPING = {"type", "extends", "changes", "items.after", "items.options.after", "options"}


@dataclass(frozen=True)
class Written:
    """The content of a file, and a line for everything that the format does not support."""

    content: bytes
    lost: tuple[str, ...] = ()


def unsupported_fields(definition: Definition, supported: Collection[str]) -> tuple[str, ...]:
    """Return a line for each field that has a value and that the format does not support, with its owners.

    Fields are named by their path without ids: ``title``, ``items.domain``, ``scales.points.score``; a path
    in ``supported`` covers all below it. A field without any supported entry is one line, such as
    ``scales.nets``, and so are retired entries. Fields that a later version of the model adds are listed until a
    writer supports them.
    """
    inside = {path for each in supported for path in _above(each)}
    found: dict[str, list[str]] = {}
    for path, owner in _values(_in_use(definition), "", ""):
        if not {*supported, *_BOOKKEEPING} & set(_above(path)):
            part = next((each for each in _above(path) if each not in inside), path)
            found.setdefault(part, []).append(owner)
    lines = [f"{path}{_with_owners(owners)}" for path, owners in found.items()]
    retired = _retired(definition)
    if retired and "retired" not in supported:
        lines.append(f"retired{_with_owners(retired)}")
    return tuple(lines)


def _above(path: str) -> list[str]:
    """Return the paths that lead to a path, the shortest first, and itself."""
    steps = path.split(".")
    return [".".join(steps[:end]) for end in range(1, len(steps) + 1)]


def _in_use(definition: Definition) -> dict[str, Any]:
    """Return the fields of a definition that were given, without retired entries."""
    if isinstance(definition, Instrument):
        # Not the items as they are asked: those have export values that the author did not write.
        offered = (
            item.model_copy(update={"options": tuple(point for point in item.options if not point.retired)})
            for item in definition.items
            if not item.retired
        )
        definition = definition.model_copy(update={"items": tuple(offered)})
    if isinstance(definition, CodingFrame):
        definition = definition.model_copy(update={"codes": definition.active})
    return definition.model_dump(mode="json", exclude_defaults=True, exclude_none=True)


def _retired(definition: Definition) -> list[str]:
    if isinstance(definition, CodingFrame):
        return [code.id for code in definition.codes if code.retired]
    if isinstance(definition, Instrument):
        items = [item.id for item in definition.items if item.retired]
        options = [(item, point) for item in definition.items for point in item.options if point.retired]
        return [*items, *(f"{item.id}.{point.id}" for item, point in options)]
    return []


def _values(data: Mapping[str, Any], path: str, owner: str) -> Iterator[tuple[str, str]]:
    """Yield the path of each value and the ids of the entries that contain it."""
    for key, value in data.items():
        here = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            yield from _values(value, here, owner)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for entry in value:
                name = str(entry.get("id", ""))
                yield from _values(entry, here, f"{owner}.{name}" if owner and name else owner or name)
        else:
            yield here, owner


def _with_owners(owners: list[str]) -> str:
    named = list(dict.fromkeys(owner for owner in owners if owner))
    return f": {first_names(named)}" if named else ""
