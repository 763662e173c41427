"""The codes of a frame as a tree: groups, their codes, and dotted codes below the code whose id they extend."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cs_research.definitions import Code, CodingFrame
from cs_research.definitions.coding_frame import Group
from cs_research.formats.files.xml import writable
from cs_research.formats.unsupported import unsupported_fields


@dataclass(frozen=True)
class Placed:
    """A code, its parent if any, and its depth: 1 directly below its group."""

    code: Code
    above: Code | None
    depth: int


@dataclass(frozen=True)
class Stem:
    """A group and its codes, each after its parent."""

    group: Group
    codes: tuple[Placed, ...]


def stems(frame: CodingFrame) -> list[Stem]:
    """Return each group with its active codes, in the frame's order.

    A code ``a.b.c`` is below ``a.b``, or else below ``a``, if that is an active code of its group.
    """
    known = {code.id: code for code in frame.active}
    below: dict[tuple[str, str], list[Code]] = {}
    for code in frame.active:
        above = _above(code, known)
        below.setdefault((code.group, above.id if above else ""), []).append(code)
    return [Stem(group, tuple(_placed(group, below))) for group in frame.groups]


def _above(code: Code, known: dict[str, Code]) -> Code | None:
    name = code.id
    while "." in name:
        name = name.rpartition(".")[0]
        if name in known and known[name].group == code.group:
            return known[name]
    return None


def _placed(group: Group, below: dict[tuple[str, str], list[Code]]) -> Iterator[Placed]:
    waiting = [Placed(code, None, 1) for code in reversed(below.get((group.id, ""), []))]
    while waiting:
        here = waiting.pop()
        yield here
        under = below.get((group.id, here.code.id), [])
        waiting += [Placed(code, here.code, here.depth + 1) for code in reversed(under)]


def ready(frame: CodingFrame, supported: Collection[str]) -> tuple[CodingFrame, tuple[str, ...]]:
    """Return the frame as a file can store it, and a line for everything unsupported, moved or replaced."""
    fresh, replaced = writable(frame)
    order = [placed.code.id for stem in stems(frame) for placed in stem.codes]
    moved = order != [code.id for code in frame.active]
    line = "order of the codes: each is with its group, below the code that it names"
    return fresh, (*unsupported_fields(frame, supported), *((line,) if moved else ()), *replaced)
