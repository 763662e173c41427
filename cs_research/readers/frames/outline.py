"""Which of a codebook's codes are groups and which are codes, and the id of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cs_research.errors import Fault, ReadError
from cs_research.readers.frames import packed
from cs_research.readers.names import NAME, Names, slug
from cs_research.readers.told import quoted

__all__ = ["UNGROUPED", "Found", "Outline", "outline"]

#: The label of the group for codes that stand in none.
UNGROUPED = "Codes without a group"

#: How many ids of one kind are named one by one in the notes.
_SHOWN = 3

#: What an id is, by the heading that tells it.
_IDS = {packed.GROUP: re.compile(NAME), packed.CODE: re.compile(rf"{NAME}(\.[a-z0-9_-]+)*")}


@dataclass(frozen=True)
class Found:
    """A code as the file has it.

    ``text`` is its description, which may be packed, and ``fields`` are texts by heading that the file
    itself tells apart. ``parent`` is the place of the code above it in the list. ``part`` is what the id is
    made from, where the name says more than that.
    """

    name: str
    text: str = ""
    parent: int | None = None
    codable: bool = True
    part: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Outline:
    """The groups and codes by their place in the list, each with its id; some are both."""

    found: Sequence[Found]
    texts: list[dict[str, str]]
    groups: dict[int, str] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    ungrouped: str = ""
    #: The place of the nearest group at or above each place; None where it stands in none.
    nearest: list[int | None] = field(default_factory=list)
    #: What became of ids that could not stay, by the rule that they broke.
    renamed: dict[str, list[str]] = field(default_factory=dict)

    def group_of(self, place: int) -> str:
        """The id of the nearest group at or above a place, or of the group for codes that stand in none."""
        here = self.nearest[place]
        return self.ungrouped if here is None else self.groups[here]

    @property
    def loose(self) -> list[int]:
        """The codes that stand in no group."""
        return [place for place in self.codes if self.nearest[place] is None]

    def notes(self) -> Iterator[str]:
        """What was decided about groups, codes and ids, a line for each kind of decision."""
        both = [self.found[place].name for place in self.groups if place in self.codes]
        if both:
            yield f"{quoted(both)}: codes with others below them are groups here, and codes of that group too"
        loose = [self.found[place].name for place in self.loose]
        if loose:
            yield f"{quoted(loose)}: in no group in the file; in the group '{self.ungrouped}' here"
        barred = [self.found[place].name for place in self.codes if not self.found[place].codable]
        if barred:
            yield f"{quoted(barred)}: not to be given to a segment in the file; codes like others here"
        nested = [self.found[place].name for place in self.groups if self.found[place].parent is not None]
        if nested:
            yield f"{quoted(nested)}: groups that stand below others in the file; groups of their own here"
        for rule, lines in self.renamed.items():
            yield from lines[:_SHOWN]
            if len(lines) > _SHOWN:
                yield f"{len(lines)} in all have another id here since {rule}"


def outline(found: Sequence[Found], path: Path) -> Outline:
    """Each code of the file as a group, a code or both.

    A group is what its description says is one, and every uppermost code that has others below it or cannot
    be given to a segment. It is a code too where it can be given.
    """
    order = _order(found, path)
    parents = {each.parent for each in found}
    laid = Outline(found, [_texts(each) for each in found])
    groups = [
        place
        for place, (each, texts) in enumerate(zip(found, laid.texts, strict=True))
        if packed.GROUP in texts
        or (each.parent is None and packed.CODE not in texts and (place in parents or not each.codable))
    ]
    _give_ids(laid, groups, packed.GROUP)
    laid.nearest = _nearest(laid, order)
    codes = {
        place
        for place, each in enumerate(found)
        if place not in laid.groups or (each.codable and packed.GROUP not in laid.texts[place])
    }
    _give_ids(laid, [place for place in order if place in codes], packed.CODE)
    laid.codes = {place: laid.codes[place] for place in sorted(codes)}
    if laid.loose:
        laid.ungrouped = Names(laid.groups.values()).fresh("codes")
    return laid


def _texts(each: Found) -> dict[str, str]:
    texts = {**packed.unpack(each.text), **each.fields}
    return {heading: text.strip() for heading, text in texts.items() if text.strip()}


def _order(found: Sequence[Found], path: Path) -> list[int]:
    """The places, each after that of its parent; a `ReadError` where parents go in a circle."""
    below: dict[int | None, list[int]] = {}
    for place, each in enumerate(found):
        below.setdefault(each.parent, []).append(place)
    order: list[int] = []
    waiting = below.get(None, [])[::-1]
    while waiting:
        order.append(waiting.pop())
        waiting += below.get(order[-1], [])[::-1]
    if len(order) < len(found):
        reached = set(order)
        lost = [each.name for place, each in enumerate(found) if place not in reached]
        rule = "stand below one that leads up to a code without a parent"
        raise ReadError(Fault(str(path), "every code", rule, f"a circle of {quoted(lost)}"))
    return order


def _nearest(laid: Outline, order: Sequence[int]) -> list[int | None]:
    """The nearest group at or above each place, where ``order`` has each place after that of its parent."""
    nearest: list[int | None] = [None] * len(order)
    for place in order:
        above = laid.found[place].parent
        nearest[place] = place if place in laid.groups else None if above is None else nearest[above]
    return nearest


def _give_ids(laid: Outline, places: Sequence[int], heading: str) -> None:
    """An id for each group or code: the one that its text tells under the heading, else one that is made."""
    groups = heading == packed.GROUP
    given, made = (laid.groups, _made_for_group) if groups else (laid.codes, _made_for_code)
    told = {place: laid.texts[place].get(heading, "") for place in places}
    names = Names(name for name in told.values() if _IDS[heading].fullmatch(name))
    used: set[str] = set()
    for place, name in told.items():
        own = name in used or not _IDS[heading].fullmatch(name)
        given[place] = _anew(laid, place, name, made(laid, place), names) if own else name
        used.add(given[place])


def _made_for_group(laid: Outline, place: int) -> str:
    return slug(laid.found[place].part or laid.found[place].name, "group")


def _made_for_code(laid: Outline, place: int) -> str:
    """An id from the name of a code and the id of what stands above it; a group's code has the group's."""
    if place in laid.groups:
        return laid.groups[place]
    each = laid.found[place]
    own = slug(each.part or each.name, "code")
    if each.parent is None:
        return own
    return f"{laid.codes.get(each.parent) or laid.groups[each.parent]}.{own}"


def _anew(laid: Outline, place: int, told: str, made: str, names: Names) -> str:
    """The id that was made, told apart from all others; a note where it is another than the file would have."""
    label, fresh = laid.found[place].name, names.fresh(made)
    if told:
        line = f"'{label}': the id '{told}' stands twice or is none; '{fresh}' here"
        laid.renamed.setdefault("theirs stands twice or is none", []).append(line)
    elif fresh != made:
        line = f"'{label}': '{made}' is the id of another; '{fresh}' here"
        laid.renamed.setdefault("the one made from their name is that of another", []).append(line)
    return fresh
