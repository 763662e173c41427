"""Which of a codebook's codes are groups and which are codes, and the id of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cs_research.errors import Fault, ReadError
from cs_research.readers.frames import packed
from cs_research.readers.instruments.draft import slug

__all__ = ["UNGROUPED", "Found", "Outline", "is_name", "outline", "told"]

#: The label of the group for codes that stand in none.
UNGROUPED = "Codes without a group"

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*")


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
    renamed: list[str] = field(default_factory=list)

    def group_of(self, place: int) -> str:
        """The id of the nearest group at or above a place, or of the group for codes that stand in none."""
        here = self._nearest(place)
        return self.ungrouped if here is None else self.groups[here]

    @property
    def loose(self) -> list[int]:
        """The codes that stand in no group."""
        return [place for place in self.codes if self._nearest(place) is None]

    def _nearest(self, place: int) -> int | None:
        here: int | None = place
        while here is not None and here not in self.groups:
            here = self.found[here].parent
        return here

    def notes(self) -> Iterator[str]:
        """What was decided about groups, codes and ids, a line for each kind of decision."""
        both = [self.found[place].name for place in self.groups if place in self.codes]
        if both:
            yield f"{told(both)}: codes with others below them are groups here, and codes of that group too"
        loose = [self.found[place].name for place in self.loose]
        if loose:
            yield f"{told(loose)}: in no group in the file; in the group '{self.ungrouped}' here"
        barred = [self.found[place].name for place in self.codes if not self.found[place].codable]
        if barred:
            yield f"{told(barred)}: not to be given to a segment in the file; codes like others here"
        nested = [self.found[place].name for place in self.groups if self.found[place].parent is not None]
        if nested:
            yield f"{told(nested)}: groups that stand below others in the file; groups of their own here"
        yield from self.renamed


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
    _name_groups(laid, groups)
    codes = {
        place
        for place, each in enumerate(found)
        if place not in laid.groups or (each.codable and packed.GROUP not in laid.texts[place])
    }
    _name_codes(laid, [place for place in order if place in codes])
    laid.codes = {place: laid.codes[place] for place in sorted(codes)}
    if laid.loose:
        laid.ungrouped = _fresh("codes", set(laid.groups.values()))
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
        lost = [each.name for place, each in enumerate(found) if place not in set(order)]
        rule = "stand below one that leads up to a code without a parent"
        raise ReadError(Fault(str(path), "every code", rule, f"a circle of {told(lost)}"))
    return order


def _name_groups(laid: Outline, places: Sequence[int]) -> None:
    told_ids = [laid.texts[place].get(packed.GROUP, "") for place in places]
    taken = {name for name in told_ids if _NAME.fullmatch(name)}
    used: set[str] = set()
    for place, name in zip(places, told_ids, strict=True):
        if name in used or not _NAME.fullmatch(name):
            made = slug(laid.found[place].part or laid.found[place].name, "group")
            fresh = _fresh(made, taken | used)
            _note_change(laid, place, name, made, fresh)
            name = fresh
        used.add(name)
        laid.groups[place] = name


def _name_codes(laid: Outline, places: Sequence[int]) -> None:
    """An id for each code: the one that it tells, else that of what it stands below and its name."""
    taken = {
        name for name in (laid.texts[place].get(packed.CODE, "") for place in places) if _ID.fullmatch(name)
    }
    used: set[str] = set()
    for place in places:
        name = laid.texts[place].get(packed.CODE, "")
        if name in used or not _ID.fullmatch(name):
            made = _made(laid, place)
            fresh = _fresh(made, taken | used)
            _note_change(laid, place, name, made, fresh)
            name = fresh
        used.add(name)
        laid.codes[place] = name


def _made(laid: Outline, place: int) -> str:
    """An id from the name of a code and the id of what stands above it; a group's code has the group's."""
    if place in laid.groups:
        return laid.groups[place]
    each = laid.found[place]
    own = slug(each.part or each.name, "code")
    if each.parent is None:
        return own
    return f"{laid.codes.get(each.parent) or laid.groups[each.parent]}.{own}"


def _note_change(laid: Outline, place: int, name: str, made: str, fresh: str) -> None:
    label = laid.found[place].name
    if name:
        laid.renamed.append(f"'{label}': the id '{name}' stands twice or is none; '{fresh}' here")
    elif fresh != made:
        laid.renamed.append(f"'{label}': '{made}' is the id of another; '{fresh}' here")


def _fresh(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken."""
    fresh, number = name, 2
    while fresh in taken:
        fresh, number = f"{name}_{number}", number + 1
    return fresh


def is_name(text: str) -> bool:
    """Whether a text can be the id of a group or frame."""
    return bool(_NAME.fullmatch(text))


def told(names: Sequence[str]) -> str:
    """Names for a sentence: the first three, and how many more."""
    shown = ", ".join(f"'{' '.join(name.split())}'" for name in names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown
