"""The codes of a frame as a tree: groups, their codes, and dotted codes below the code that they name."""

from __future__ import annotations

from dataclasses import dataclass, field

from cs_research.definitions import Code, CodingFrame
from cs_research.definitions.coding_frame import Group

__all__ = ["Branch", "Stem", "reordered", "stems"]


@dataclass(frozen=True)
class Branch:
    """A code and the codes below it."""

    code: Code
    below: list[Branch] = field(default_factory=list)


@dataclass(frozen=True)
class Stem:
    """A group and its uppermost codes."""

    group: Group
    below: list[Branch] = field(default_factory=list)


def stems(frame: CodingFrame) -> list[Stem]:
    """Each group with the active codes in it, in the frame's order.

    A code ``a.b.c`` stands below ``a.b``, or else below ``a``, where that is an active code of its group.
    """
    branches = {code.id: Branch(code) for code in frame.active}
    found = {group.id: Stem(group) for group in frame.groups}
    for branch in branches.values():
        parent = _parent(branch.code, branches)
        (parent.below if parent else found[branch.code.group].below).append(branch)
    return list(found.values())


def _parent(code: Code, branches: dict[str, Branch]) -> Branch | None:
    name = code.id
    while "." in name:
        name = name.rpartition(".")[0]
        if name in branches and branches[name].code.group == code.group:
            return branches[name]
    return None


def reordered(frame: CodingFrame) -> tuple[str, ...]:
    """A line where the tree gives the codes in another order than the frame does."""
    order: list[str] = []
    waiting = [branch for stem in reversed(stems(frame)) for branch in reversed(stem.below)]
    while waiting:
        branch = waiting.pop()
        order.append(branch.code.id)
        waiting += reversed(branch.below)
    same = order == [code.id for code in frame.active]
    return () if same else ("order of the codes: each stands with its group, below the code that it names",)
