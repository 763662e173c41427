"""The rules by which an extension changes its base: added, split, merged, retired and reworded entries."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from cs_research._yaml import Entry, Id, Parsed, Route, Words
from cs_research.errors import Fault, closest

#: The changes after which an entry is no longer in use, and the word for its status then.
ENDS = {"split": "split", "merge": "merged", "retire": "retired"}


class Change(Entry):
    """One change. ``into`` are the new entries that replace the old, in a split or a merge.

    ``add`` new parts; ``split`` one ``into`` several; ``merge`` several ``into`` one; ``retire`` parts;
    ``relabel`` or ``narrow`` them. A split, merged or retired part is no longer in use, and stays readable.
    """

    kind: Literal["add", "split", "merge", "retire", "narrow", "relabel"]
    into: tuple[Id, ...] = ()
    reason: Words

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The ids of the entries that are changed."""


class CodeChange(Change):
    """A change to codes of a coding frame."""

    codes: Annotated[tuple[Id, ...], Field(min_length=1)]

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the codes."""
        return self.codes


class ItemChange(Change):
    """A change to items of an instrument, or to options of a choose-all item (``item.option``)."""

    items: Annotated[tuple[Id, ...], Field(min_length=1)]

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the items and options."""
        return self.items


@dataclass(frozen=True)
class Part:
    """A code, item or option: ``fields`` define its meaning, ``route`` is its position in the file."""

    id: str
    fields: Mapping[str, object]
    route: Route = ()
    retired: str = ""


def changed_fields(new: Part, old: Part) -> list[str]:
    """Return the fields in which an entry differs from its older version, in order."""
    return [name for name in old.fields if new.fields[name] != old.fields[name]]


def retired_parts(changes: Sequence[Change], version: str) -> dict[str, str]:
    """Return why each entry is no longer in use, for those that the changes retire."""
    return {
        name: f"{ENDS[change.kind]} in {version}: {change.reason}"
        for change in changes
        if change.kind in ENDS
        for name in change.names
    }


@dataclass(frozen=True)
class Extension:
    """An extension as it is written, to be checked against its base.

    ``own`` are the entries of its file and ``old`` those of the base, both by id; ``allowed`` says which
    fields a kind of change may touch; ``children`` gives the parts, of the file and the base together,
    that cannot live without another.
    """

    noun: str
    key: str
    base: str
    own: Mapping[str, Part]
    old: Mapping[str, Part]
    changes: Sequence[Change]
    parsed: Parsed
    allowed: Mapping[str, frozenset[str]]
    children: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def faults(self) -> list[Fault]:
        """Return all that would break the base, with the line of each."""
        found = list(self._part_faults())
        for place, change in enumerate(self.changes):
            found += self._change_faults(place, change)
        return found or list(self._children_faults())

    def _part_faults(self) -> Iterator[Fault]:
        """Yield entries without a change that adds them, and changes of the base beyond what is allowed."""
        kinds = {name: change.kind for change in self.changes for name in change.names}
        replacements = {name for change in self.changes for name in change.into}
        for part in self.own.values():
            route = (*part.route, "id")
            if part.id not in self.old:
                if kinds.get(part.id) != "add" and part.id not in replacements:
                    hint = f"list it under 'changes', as {{kind: add, {self.key}: [{part.id}], reason: …}}"
                    rule, found = "have a change that adds it", f"'{part.id}' without one"
                    yield self.parsed.fault(route, rule, found, hint)
            elif kinds.get(part.id) not in self.allowed:
                hint = "relabel or narrow it with a reason; another meaning needs a new id"
                rule = f"leave {self.key} of {self.base} as they are"
                yield self.parsed.fault(route, rule, f"'{part.id}' again", hint)
            else:
                kind = kinds[part.id]
                for name in changed_fields(part, self.old[part.id]):
                    if name not in self.allowed[kind]:
                        rule = f"stay as in {self.base} if the change is '{kind}'"
                        yield self.parsed.fault((*part.route, name), rule, "another text")

    def _change_faults(self, place: int, change: Change) -> Iterator[Fault]:
        """Yield names in a change that are unknown, or of the wrong number for its kind."""
        route = ("changes", place)
        mine = [name for name in self.own if name not in self.old]
        times = Counter(name for other in self.changes for name in other.names)
        for at, name in enumerate(change.names):
            where = (*route, self.key, at)
            if change.kind == "add" and name not in mine:
                hint = "" if name in self.old else closest(name, mine)
                yield self.parsed.fault(where, f"be a new {self.noun} of this file", f"'{name}'", hint)
            elif change.kind != "add" and name not in self.old:
                hint = closest(name, self.old)
                yield self.parsed.fault(where, f"be {self._a} of {self.base}", f"'{name}'", hint)
            elif change.kind != "add" and self.old[name].retired:
                found = f"'{name}', {self.old[name].retired}"
                yield self.parsed.fault(where, f"be {self._a} that is not retired", found)
            elif times[name] > 1:
                yield self.parsed.fault(where, "be in one change only", f"'{name}' in {times[name]}")
            elif change.kind in self.allowed and name not in self.own:
                rule = f"be among this file's {self.key} with its new text"
                yield self.parsed.fault(where, rule, f"'{name}' without")
        yield from self._number_faults(route, change, mine)

    @property
    def _a(self) -> str:
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"

    def _number_faults(self, route: Route, change: Change, mine: list[str]) -> Iterator[Fault]:
        needs = {"split": (1, 1, 2, 99), "merge": (2, 99, 1, 1)}.get(change.kind, (1, 999, 0, 0))
        min_names, max_names, min_into, max_into = needs
        if not min_names <= len(change.names) <= max_names:
            rule = f"name {'one' if change.kind == 'split' else 'two'} {self.noun}"
            rule += " in a split" if change.kind == "split" else "s or more in a merge"
            yield self.parsed.fault((*route, self.key), rule, str(len(change.names)))
        if not min_into <= len(change.into) <= max_into:
            rule = {
                "split": f"name two new {self.noun}s or more in a split",
                "merge": f"name one new {self.noun} in a merge",
            }.get(change.kind, "be given only in a split or a merge")
            found = str(len(change.into)) if change.into else "nothing"
            yield self.parsed.fault((*route, "into"), rule, found)
        for at, name in enumerate(change.into if change.kind in {"split", "merge"} else ()):
            if name not in mine:
                rule = f"be a new {self.noun} of this file"
                yield self.parsed.fault((*route, "into", at), rule, f"'{name}'", closest(name, mine))

    def _children_faults(self) -> Iterator[Fault]:
        """Yield retired entries whose children are still in use."""
        retired_ids = {name for change in self.changes if change.kind in ENDS for name in change.names}
        for place, change in enumerate(self.changes):
            for at, name in enumerate(change.names if change.kind in ENDS else ()):
                living = [child for child in self.children.get(name, ()) if child not in retired_ids]
                if living:
                    found = f"'{name}', parent of '{living[0]}'"
                    where = ("changes", place, self.key, at)
                    yield self.parsed.fault(where, "have no children in use", found)
