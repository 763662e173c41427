"""Extending a coding frame without breaking it: an extension laid over its base, and what differs.

Ids are stable and retired codes stay readable. The meaning of a code is never changed under its id: a
label may be reworded, a definition narrowed, each with its reason; anything else needs a new id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cs_research._yaml import Parsed
from cs_research.definitions.coding_frame import Change, Code, CodingFrame
from cs_research.errors import DefinitionError, Fault, closest

__all__ = ["Difference", "differences", "laid_over"]

#: The fields that each kind of change may touch in a code that the base has.
_MAY_CHANGE = {
    "relabel": {"label"},
    "narrow": {"definition", "use_when", "not_when", "example"},
}
_ENDS = {"split": "split", "merge": "merged", "retire": "retired"}


@dataclass(frozen=True)
class Difference:
    """One thing in which a frame differs from an older one. ``into`` are the codes that take over."""

    kind: str
    code: str
    into: tuple[str, ...] = ()
    detail: str = ""


def laid_over(own: CodingFrame, base: CodingFrame, parsed: Parsed) -> CodingFrame:
    """The whole frame that an extension makes of its base; all faults as one `DefinitionError`."""
    faults = [*_group_faults(own, base, parsed), *_code_faults(own, base, parsed)]
    for place, change in enumerate(own.changes):
        faults += _change_faults(place, change, own, base, parsed)
    if not faults:
        faults += _children_faults(own, base, parsed)
    if faults:
        raise DefinitionError(faults)
    mine = {code.id: code for code in own.codes}
    ended = {
        code: f"{_ENDS[change.kind]} in {own.version}: {change.reason}"
        for change in own.changes
        if change.kind in _ENDS
        for code in change.codes
    }
    kept = tuple(
        mine.get(code.id, code).model_copy(update={"retired": ended.get(code.id, code.retired)})
        for code in base.codes
    )
    known = {code.id for code in base.codes}
    return own.model_copy(
        update={
            "stances": own.stances or base.stances,
            "groups": base.groups + own.groups,
            "codes": kept + tuple(code for code in own.codes if code.id not in known),
            "changes": base.changes + own.changes,
        }
    )


def _group_faults(own: CodingFrame, base: CodingFrame, parsed: Parsed) -> Iterator[Fault]:
    old = {group.id for group in base.groups}
    for place, group in enumerate(own.groups):
        if group.id in old:
            yield parsed.fault(("groups", place, "id"), "be new", f"'{group.id}', a group of {base.key}")
    known = old | {group.id for group in own.groups}
    for place, code in enumerate(own.codes):
        if code.group not in known:
            rule = f"be a group of this file or of {base.key}"
            hint = closest(code.group, known)
            yield parsed.fault(("codes", place, "group"), rule, f"'{code.group}'", hint)


def _code_faults(own: CodingFrame, base: CodingFrame, parsed: Parsed) -> Iterator[Fault]:
    """Codes that no change accounts for, and codes of the base altered beyond what their change allows."""
    old = {code.id: code for code in base.codes}
    said = {code: change.kind for change in own.changes for code in change.codes}
    made = {code for change in own.changes for code in change.into}
    for place, code in enumerate(own.codes):
        route = ("codes", place, "id")
        if code.id not in old:
            if said.get(code.id) != "add" and code.id not in made:
                hint = f"list it under 'changes', as {{kind: add, codes: [{code.id}], reason: …}}"
                yield parsed.fault(route, "have a change that adds it", f"'{code.id}' without one", hint)
        elif said.get(code.id) not in _MAY_CHANGE:
            hint = "relabel or narrow it with a reason; another meaning needs a new id"
            yield parsed.fault(route, f"leave codes of {base.key} as they are", f"'{code.id}' again", hint)
        else:
            allowed = _MAY_CHANGE[said[code.id]]
            for name in sorted(_altered(code, old[code.id]) - allowed):
                rule = f"stay as in {base.key} where the change is '{said[code.id]}'"
                yield parsed.fault(("codes", place, name), rule, "another text")


def _altered(code: Code, old: Code) -> set[str]:
    return {
        name
        for name in ("group", "label", "definition", "use_when", "not_when", "example")
        if getattr(code, name) != getattr(old, name)
    }


def _change_faults(
    place: int, change: Change, own: CodingFrame, base: CodingFrame, parsed: Parsed
) -> Iterator[Fault]:
    """What a change names that is not there, or not in the number that its kind needs."""
    route = ("changes", place)
    old = {code.id: code for code in base.codes}
    mine = [code.id for code in own.codes if code.id not in old]
    times = Counter(code for other in own.changes for code in other.codes)
    for at, code in enumerate(change.codes):
        where = (*route, "codes", at)
        if change.kind == "add" and code not in mine:
            rule = "be a new code of this file"
            yield parsed.fault(where, rule, f"'{code}'", "" if code in old else closest(code, mine))
        elif change.kind != "add" and code not in old:
            yield parsed.fault(where, f"be a code of {base.key}", f"'{code}'", closest(code, old))
        elif change.kind != "add" and old[code].retired:
            yield parsed.fault(where, "be a code that is not retired", f"'{code}', {old[code].retired}")
        elif times[code] > 1:
            yield parsed.fault(where, "stand in one change only", f"'{code}' in {times[code]}")
        elif change.kind in _MAY_CHANGE and code not in {entry.id for entry in own.codes}:
            yield parsed.fault(where, "stand among this file's codes with its new text", f"'{code}' without")
    yield from _into_faults(route, change, mine, parsed)


def _into_faults(
    route: tuple[str | int, ...], change: Change, mine: list[str], parsed: Parsed
) -> Iterator[Fault]:
    needs = {"split": (1, 1, 2, 99), "merge": (2, 99, 1, 1)}.get(change.kind, (1, 999, 0, 0))
    least, most, least_into, most_into = needs
    if not least <= len(change.codes) <= most:
        rule = "name one code in a split" if change.kind == "split" else "name two codes or more in a merge"
        yield parsed.fault((*route, "codes"), rule, str(len(change.codes)))
    if not least_into <= len(change.into) <= most_into:
        rule = {
            "split": "name two new codes or more in a split",
            "merge": "name one new code in a merge",
        }.get(change.kind, "stand only in a split or a merge")
        yield parsed.fault((*route, "into"), rule, str(len(change.into)) if change.into else "nothing")
    for at, code in enumerate(change.into if change.kind in {"split", "merge"} else ()):
        if code not in mine:
            rule = "be a new code of this file"
            yield parsed.fault((*route, "into", at), rule, f"'{code}'", closest(code, mine))


def _children_faults(own: CodingFrame, base: CodingFrame, parsed: Parsed) -> Iterator[Fault]:
    """A retired code whose children are still given would leave them without their parent."""
    ended = {code for change in own.changes if change.kind in _ENDS for code in change.codes}
    living = [code.id for code in base.active if code.id not in ended]
    living += [code.id for code in own.codes if code.id not in {old.id for old in base.codes}]
    for place, change in enumerate(own.changes):
        for at, code in enumerate(change.codes if change.kind == "retire" else ()):
            children = [child for child in living if child.startswith(f"{code}.")]
            if children:
                found = f"'{code}', parent of '{children[0]}'"
                yield parsed.fault(("changes", place, "codes", at), "have no living children", found)


def differences(old: CodingFrame, new: CodingFrame) -> tuple[Difference, ...]:
    """What differs from ``old`` to ``new``: added, split, merged, retired, reworded, and what is gone.

    Splits and merges are told by the changes that ``new`` or the frames between make; codes of two frames
    that do not extend each other are held together by their ids alone.
    """
    before, after = ({code.id: code for code in frame.codes} for frame in (old, new))
    told = _told(old, new)
    found = []
    for name, code in before.items():
        if name not in after:
            found.append(Difference("gone", name, detail="the newer frame has no such code"))
        elif after[name].retired and not code.retired:
            change = told.get(name)
            kind = _ENDS[change.kind] if change else "retired"
            found.append(Difference(kind, name, change.into if change else (), after[name].retired))
        elif altered := _altered(after[name], code):
            found.append(Difference("reworded", name, detail=", ".join(sorted(altered))))
    found += [Difference("added", name) for name, code in after.items() if name not in before]
    return tuple(found)


def _told(old: CodingFrame, new: CodingFrame) -> Mapping[str, Change]:
    """The change that ended each code, of those made since ``old``."""
    since = new.changes[len(old.changes) :] if new.changes[: len(old.changes)] == old.changes else new.changes
    return {code: change for change in since if change.kind in _ENDS for code in change.codes}
