"""The coding frame: codes with their definitions, and what a segment may say of its code.

A frame is independent or extends another; see `cs_research.definitions.overlay` for what an extension may do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from cs_research._yaml import Entry, Id, Name, Problem, Versioned, Words, entries
from cs_research.definitions.instrument import Domain, Source
from cs_research.definitions.overlay import CodeChange
from cs_research.definitions.rules import duplicate_ids, pattern_problems, unknown_name

#: What a segment says of its code, from the most favourable to the least.
STANCES = ("shown", "partly", "contrary")
Stance = Literal["shown", "partly", "contrary"]


class StanceRule(Entry):
    """When a coder gives a segment this stance."""

    id: Stance
    label: Words
    definition: Words


class Group(Entry):
    """Codes that belong together; ``practices`` if they are what a domain expects to see."""

    id: Name
    label: Words
    definition: Words
    practices: bool = False
    domain: Domain | None = None
    question: str = ""


class Code(Entry):
    """One theme. ``retired`` says why a code is no longer given; segments that have it stay readable.

    ``aliases`` are other names that coding programs have for it, each a label or a path such as ``Barriers > Time``.
    ``patterns`` are regular expressions, searched without regard to case, for text that may be looked at for the code.
    """

    id: Id
    group: Name
    label: Words
    definition: Words
    use_when: Words
    not_when: Words
    example: Words
    source: Words
    retired: str = ""
    aliases: tuple[Words, ...] = ()
    patterns: tuple[Words, ...] = ()


class CodingFrame(Versioned):
    """A complete coding frame, or the content of an extension before it is merged with its base."""

    type: Literal["coding-frame"]
    title: Words
    description: str = ""
    source: Source
    extends: Words | None = None
    stances: tuple[StanceRule, ...] = ()
    groups: tuple[Group, ...] = ()
    codes: tuple[Code, ...] = ()
    changes: tuple[CodeChange, ...] = ()

    def code(self, name: str) -> Code:
        """Return the code of that id, or raise KeyError."""
        return {code.id: code for code in self.codes}[name]

    def group(self, name: str) -> Group:
        """Return the group of that id, or raise KeyError."""
        return {group.id: group for group in self.groups}[name]

    @property
    def active(self) -> tuple[Code, ...]:
        """The codes that coders give; the others are retired."""
        return tuple(code for code in self.codes if not code.retired)

    def practices(self, domain: str | None = None) -> tuple[Code, ...]:
        """Return the active codes that are expected practices, of one domain or of all, in the frame's order."""
        groups = {group.id for group in self.groups if group.practices and (domain is None or group.domain == domain)}
        return tuple(code for code in self.active if code.group in groups)

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield duplicate names, codes of unknown groups, and practices without a domain."""
        for key in ("stances", "groups", "codes"):
            yield from duplicate_ids(raw, key)
        if raw.get("extends") is None:
            yield from _alone(raw)
        groups = dict.fromkeys(str(group.get("id")) for _, group in entries(raw, "groups"))
        for route, group in entries(raw, "groups"):
            practices = str(group.get("practices", "")).lower() in {"true", "yes", "1"}
            if practices and group.get("domain") is None:
                yield Problem((*route, "domain"), "be given for a group of practices", "nothing")
        for route, code in entries(raw, "codes"):
            name = str(code.get("group"))
            if name not in groups and raw.get("extends") is None:
                yield unknown_name((*route, "group"), name, list(groups), "one of the file's groups")
            patterns = code.get("patterns")
            for place, pattern in enumerate(patterns if isinstance(patterns, list | tuple) else ()):
                yield from pattern_problems((*route, "patterns", place), pattern)


def _alone(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is missing from a frame that extends no other."""
    for key in ("groups", "codes"):
        if not raw.get(key):
            yield Problem((key,), "be given in a frame that extends no other", "nothing")
    found = [str(stance.get("id")) for _, stance in entries(raw, "stances")]
    if sorted(found) != sorted(STANCES):
        given = ", ".join(found) or "nothing"
        yield Problem(("stances",), "define when a segment is shown, partly and contrary", given)
    if raw.get("changes"):
        yield Problem(("changes",), "be in a frame that extends another", "no 'extends'")
