"""Extensions: coding frames and instruments merged with what they extend, and the differences between versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cs_research._yaml import Parsed, Problem, Route
from cs_research.definitions.coding_frame import CodingFrame
from cs_research.definitions.instrument import ExtensionOption, Instrument, Item, Point
from cs_research.definitions.overlay import ENDS, Change, Extension, Part, changed_fields, retired_parts
from cs_research.errors import DefinitionError, Fault, closest

#: The fields that each kind of change may touch in a code that the base has.
_MAY_CHANGE_CODES = {
    "relabel": frozenset({"label"}),
    "narrow": frozenset({"definition", "use_when", "not_when", "example"}),
}
_MEANING = ("group", "label", "definition", "use_when", "not_when", "example")


def code_parts(frame: CodingFrame) -> dict[str, Part]:
    """Return the codes of a frame as components."""
    return {
        code.id: Part(code.id, {name: getattr(code, name) for name in _MEANING}, ("codes", place), code.retired)
        for place, code in enumerate(frame.codes)
    }


def lay_frame(own: CodingFrame, base: CodingFrame, parsed: Parsed) -> CodingFrame:
    """Return the complete frame that an extension and its base form; raise all faults as one `DefinitionError`."""
    living = [code.id for code in base.active] + [code.id for code in own.codes]
    names = {code.id for code in base.codes}
    extension = Extension(
        "code", "codes", base.key, code_parts(own), code_parts(base), own.changes, parsed, _MAY_CHANGE_CODES,
        {name: [child for child in living if child.startswith(f"{name}.")] for name in names},
    )  # fmt: skip
    faults = [*_group_faults(own, base, parsed), *extension.faults()]
    if faults:
        raise DefinitionError(faults)
    mine, over = {code.id: code for code in own.codes}, retired_parts(own.changes, own.version)
    kept = tuple(
        mine.get(code.id, code).model_copy(update={"retired": over.get(code.id, code.retired)}) for code in base.codes
    )
    return own.model_copy(
        update={
            "stances": own.stances or base.stances,
            "groups": base.groups + own.groups,
            "codes": kept + tuple(code for code in own.codes if code.id not in names),
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


#: The fields that each kind of change may touch in an item or option that the base has.
_MAY_CHANGE_ITEMS = {
    "relabel": frozenset({"label", "short"}),
    "narrow": frozenset({"text", "label", "short", "asked_if"}),
}
_ITEM = ("kind", "text", "label", "role", "domain", "scale", "asked_if", "reversed")
_OPTION = ("label", "short", "absence", "score")


def item_parts(instrument: Instrument) -> dict[str, Part]:
    """Return the items of an instrument, and the options of its choose-all items as ``item.option``."""
    parts = {}
    for at, item in enumerate(instrument.items):
        route = ("items", at)
        parts[item.id] = Part(item.id, {name: getattr(item, name) for name in _ITEM}, route, item.retired)
        for place, point in enumerate(item.options):
            part = _option_part(item.id, point, (*route, "options", place))
            parts[part.id] = part
    return parts


def _option_part(item: str, point: Point, route: Route) -> Part:
    fields = {name: getattr(point, name) for name in _OPTION}
    return Part(f"{item}.{point.id}", fields, route, point.retired)


def lay_instrument(own: Instrument, base: Instrument, parsed: Parsed) -> Instrument:
    """Return the complete instrument that an extension and its base form; raise all faults as one error.

    What an item or option of the base leaves out when it is written again stays as it was, and names by
    which exports knew it are kept.
    """
    own = _completed(own, base)
    mine = {item.id: Part(item.id, {name: getattr(item, name) for name in _ITEM}, ("items", at))
            for at, item in enumerate(own.items)}  # fmt: skip
    for at, option in enumerate(own.options):
        part = _option_part(option.item, option, ("options", at))
        mine[part.id] = part
    extension = Extension(
        "item", "items", base.key, mine, item_parts(base), own.changes, parsed, _MAY_CHANGE_ITEMS,
        _children(own, base),
    )  # fmt: skip
    faults = [*_own_faults(own, base, parsed), *extension.faults()]
    if not faults:
        laid = _laid(own, base)
        raw = laid.model_dump(mode="json", exclude_none=True) | {"laid": True}
        faults = [_at_home(problem, own, laid, parsed) for problem in Instrument.merged_problems(raw)]
        faults += _nobody_faults(own, laid, parsed)
    if faults:
        raise DefinitionError(faults)
    return laid


def _completed(own: Instrument, base: Instrument) -> Instrument:
    """Return the extension with the fields that its items and options of the base leave out."""
    items = {item.id: item for item in base.items}
    points = {(item.id, point.id): point for item in base.items for point in item.options}
    return own.model_copy(
        update={
            "items": tuple(_filled(item, items[item.id]) if item.id in items else item for item in own.items),
            "options": tuple(
                _named(option, points[option.item, option.id]) if (option.item, option.id) in points else option
                for option in own.options
            ),
        }
    )


def _filled(item: Item, old: Item) -> Item:
    given = {name: getattr(item, name) for name in item.model_fields_set - {"options"}}
    columns = tuple(dict.fromkeys((*old.columns, *item.columns)))
    return old.model_copy(update=given | {"columns": columns, "after": item.after})


def _named(option: ExtensionOption, old: Point) -> ExtensionOption:
    given = {name: getattr(option, name) for name in option.model_fields_set}
    names = [*old.aliases, *option.aliases, *([old.label] if old.label != option.label else [])]
    kept = old.model_dump(exclude={"aliases"}) | given | {"aliases": tuple(dict.fromkeys(names))}
    return ExtensionOption.model_construct(**kept)


def _children(own: Instrument, base: Instrument) -> dict[str, list[str]]:
    """Return the items still asked that depend on an answer to another item."""
    now = {item.id: item for item in (*base.asked, *own.items)}
    return {name: [item.id for item in now.values() if item.asked_if and item.asked_if.item == name] for name in now}


def _own_faults(own: Instrument, base: Instrument, parsed: Parsed) -> Iterator[Fault]:
    """Yield scales of the base defined again, options of unknown items, and unknown positions."""
    scales = {scale.id for scale in base.scales}
    for at, scale in enumerate(own.scales):
        if scale.id in scales:
            yield parsed.fault(("scales", at, "id"), "be new", f"'{scale.id}', a scale of {base.key}")
    items = {item.id: item for item in (*own.items, *base.items)}
    old = {item.id for item in base.items}
    for at, item in enumerate(own.items):
        if parsed.data["items"][at].get("options") and item.id in old:
            hint = "list new options under 'options' of the file, each with its item"
            yield parsed.fault(("items", at, "options"), "be left out for an item of the base", "options", hint)
        if item.after is not None and item.id in old:
            rule = "be left out for an item of the base, which keeps its place"
            yield parsed.fault(("items", at, "after"), rule, f"'{item.after}'")
        elif item.after is not None and item.after not in items:
            hint = closest(item.after, items)
            yield parsed.fault(("items", at, "after"), "be an item", f"'{item.after}'", hint)
    yield from _circles(own, parsed)
    yield from _kind_faults(own, parsed)
    for at, option in enumerate(own.options):
        known = [item.id for item in base.items if item.kind == "multiple"]
        if option.item not in known:
            rule, hint = f"be a choose-all item of {base.key}", closest(option.item, known)
            yield parsed.fault(("options", at, "item"), rule, f"'{option.item}'", hint)
        elif option.after is not None:
            beside = [point.id for point in items[option.item].options]
            beside += [other.id for other in own.options if other.item == option.item]
            if option.after not in beside:
                hint = closest(option.after, beside)
                yield parsed.fault(("options", at, "after"), "be an option", f"'{option.after}'", hint)


def _kind_faults(own: Instrument, parsed: Parsed) -> Iterator[Fault]:
    """Yield items that replace options, or options that replace options of another item."""
    for at, change in enumerate(own.changes):
        if change.into:
            owners = {name.partition(".")[0] if "." in name else "" for name in (*change.names, *change.into)}
            if len(owners) > 1:
                found = f"{', '.join(change.names)} into {', '.join(change.into)}"
                rule = "be items throughout, or options of one item"
                yield parsed.fault(("changes", at, "into"), rule, found)


def _circles(own: Instrument, parsed: Parsed) -> Iterator[Fault]:
    """Yield new entries that each name the other as the one they follow."""
    lines: dict[str, dict[str, tuple[Route, str]]] = {"": {}}
    for at, item in enumerate(own.items):
        if item.after is not None:
            lines[""][item.id] = (("items", at, "after"), item.after)
    for at, option in enumerate(own.options):
        if option.after is not None:
            lines.setdefault(option.item, {})[option.id] = (("options", at, "after"), option.after)
    for places in lines.values():
        for name, (route, after) in places.items():
            seen = [name]
            while after in places and after not in seen:
                seen.append(after)
                after = places[after][1]
            if after == name:
                rule = "lead to a place of the base"
                yield parsed.fault(route, rule, f"'{places[name][1]}', which leads back here")


def _laid(own: Instrument, base: Instrument) -> Instrument:
    over = retired_parts(own.changes, own.version)
    mine = {item.id: item for item in own.items}
    kept: list[Item] = []
    for item in base.items:
        options = _options(item, [option for option in own.options if option.item == item.id], over)
        retired = over.get(item.id, item.retired)
        fresh = mine.get(item.id, item)
        kept.append(fresh.model_copy(update={"options": options, "retired": retired}))
    known = {item.id for item in base.items}
    return own.model_copy(
        update={
            "population": own.population or base.population,
            "scales": base.scales + own.scales,
            "items": tuple(_placed(kept, [item for item in own.items if item.id not in known])),
            "changes": base.changes + own.changes,
        }
    )


def _options(item: Item, own: Sequence[ExtensionOption], over: dict[str, str]) -> tuple[Point, ...]:
    """Return an item's options with unchanged export values; a new option takes the next free number."""
    if not own and not any(f"{item.id}.{point.id}" in over for point in item.options):
        return item.options
    labels = {option.id: option for option in own}
    values = [point.value or str(place) for place, point in enumerate(item.options, start=1)]
    kept: list[Point] = []
    for point, value in zip(item.options, values, strict=True):
        retired = over.get(f"{item.id}.{point.id}", point.retired)
        fresh = labels.get(point.id, point)
        kept.append(fresh.model_copy(update={"value": fresh.value or value, "retired": retired}))
    new = [option for option in own if option.id not in {point.id for point in item.options}]
    free = max([int(value) for value in values if value.isdecimal()], default=0)
    numbered = [option.model_copy(update={"value": option.value or str(free + at)})
                for at, option in enumerate(new, start=1)]  # fmt: skip
    plain = [Point(**point.model_dump(exclude={"item", "after"})) for point in _placed(kept, numbered)]
    return tuple(plain)


def _nobody_faults(own: Instrument, laid: Instrument, parsed: Parsed) -> Iterator[Fault]:
    """Yield retired options that leave a question without options, or another question without respondents."""
    offered = {item.id: {point.id for point in item.options} for item in laid.asked if item.kind == "multiple"}
    for at, change in enumerate(own.changes):
        items = dict.fromkeys(name.partition(".")[0] for name in change.names if "." in name)
        for item in items if change.kind in ENDS else ():
            where = ("changes", at, "items")
            if not offered.get(item, {""}):
                yield parsed.fault(where, f"leave '{item}' an option", "none")
            for other in laid.asked:
                asked = other.asked_if
                if asked and asked.item == item and not set(asked.points) & offered.get(item, set()):
                    rule = f"leave an answer to '{item}' that '{other.id}' is asked after"
                    yield parsed.fault(where, rule, "none")


T = TypeVar("T", bound=Item | Point)


def _placed(kept: Sequence[T], new: Sequence[T]) -> list[T]:
    """Insert each new entry after the one that it names, else at the end, in the order of the file."""
    result, waiting = list(kept), list(new)
    follows = {entry.id: getattr(entry, "after", None) for entry in new}
    while waiting:
        names = [other.id for other in result]
        entry = next(entry for entry in waiting if getattr(entry, "after", None) in {None, *names})
        waiting.remove(entry)
        after = getattr(entry, "after", None)
        if after is None:
            result.append(entry)
            continue
        at = names.index(after) + 1
        while at < len(names) and _leads(names[at], after, follows):
            at += 1
        result.insert(at, entry)
    return result


def _leads(name: str, to: str, follows: dict[str, str | None]) -> bool:
    """Return whether an entry follows another, directly or through others."""
    after: str | None = name
    while after is not None and after != to:
        after = follows.get(after)
    return after == to


def _at_home(problem: Problem, own: Instrument, laid: Instrument, parsed: Parsed) -> Fault:
    """Return a fault of the merged instrument at the line of the extension that causes it."""
    key, at, *rest = (*problem.route, None, None)
    rest = [step for step in rest if step is not None]
    if key == "items" and isinstance(at, int):
        name = laid.items[at].id
        places = {item.id: place for place, item in enumerate(own.items)}
        if name in places:
            return parsed.fault(("items", places[name], *rest), problem.rule, problem.found, problem.hint)
        options = [place for place, option in enumerate(own.options) if option.item == name]
        if options:
            return parsed.fault(("options", options[0], "id"), problem.rule, problem.found, problem.hint)
    if key == "scales" and isinstance(at, int) and laid.scales[at] in own.scales:
        route = ("scales", own.scales.index(laid.scales[at]), *rest)
        return parsed.fault(route, problem.rule, problem.found, problem.hint)
    return parsed.fault(("changes",), problem.rule, problem.found, problem.hint)


@dataclass(frozen=True)
class Difference:
    """One difference from an older version. ``into`` are the entries that replace the old one."""

    kind: str
    part: str
    into: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class Crossed:
    """One line of a crosswalk. ``status``: same, reworded, new, split, merged, retired or gone.

    ``comparable``: whether answers of both versions may be compared without a flag.
    """

    item: str
    status: str
    comparable: bool
    into: tuple[str, ...] = ()
    reason: str = ""


def differences(old: CodingFrame | Instrument, new: CodingFrame | Instrument) -> tuple[Difference, ...]:
    """Return what differs from ``old`` to ``new``: added, split, merged, retired, reworded or removed.

    Splits and merges follow from the changes that ``new`` or the versions between make; entries of two that
    do not extend each other are matched by their ids alone. Entries of an instrument are its items, and
    the options of its choose-all items as ``item.option``.
    """
    before, after = _parts(old), _parts(new)
    retiring = {name: change for name, change in _changes(old, new).items() if change.kind in ENDS}
    found = []
    for name, part in before.items():
        if name not in after:
            found.append(Difference("gone", name, detail="the newer one has nothing of that id"))
        elif after[name].retired and not part.retired:
            change = retiring.get(name)
            kind = ENDS[change.kind] if change else "retired"
            found.append(Difference(kind, name, change.into if change else (), after[name].retired))
        elif different := changed_fields(after[name], part):
            found.append(Difference("reworded", name, detail=", ".join(sorted(different))))
    found += [Difference("added", name) for name, part in after.items() if name not in before]
    return tuple(found)


def crosswalk(old: Instrument, new: Instrument) -> tuple[Crossed, ...]:
    """Return the status of each item of either version: same, reworded, new, split, merged, retired or gone.

    An item is the same if its question, answers and routing are; a label that only figures print does
    not count. One whose wording, options or routing differ is reworded: its answers are not comparable
    without a flag. Items come in the newer version's order, those that are gone last.
    """
    found = {difference.part: difference for difference in differences(old, new)}
    change_of = _changes(old, new)
    rows = []
    retired = {item.id for item in old.items if item.retired}
    for item in (*new.items, *(item for item in old.items if item.id not in item_parts(new))):
        if item.id in retired:
            continue
        own = found.get(item.id)
        options = [d for name, d in found.items() if name.startswith(f"{item.id}.") and d.detail != "short"]
        reason = change_of[item.id].reason if item.id in change_of else ""
        if own and own.kind == "added":
            rows.append(Crossed(item.id, "new", False, reason=reason))
        elif own and own.kind != "reworded":
            rows.append(Crossed(item.id, own.kind, False, own.into, reason or own.detail))
        elif options or (own and own.detail != "label") or _other_points(old, new, item.id):
            detail = [f"{own.detail} differ" if "," in own.detail else f"{own.detail} differs"] if own else []
            detail += ["its scale has other points"] if _other_points(old, new, item.id) else []
            detail += [f"{option.kind} {option.part}" for option in options]
            reasons = [
                reason,
                *(change_of[option.part].reason for option in options if option.part in change_of),
            ]
            detail += [text for text in dict.fromkeys(reasons) if text]
            rows.append(Crossed(item.id, "reworded", False, reason="; ".join(detail)))
        else:
            rows.append(Crossed(item.id, "same", True, reason=reason))
    return tuple(rows)


def _other_points(old: Instrument, new: Instrument, name: str) -> bool:
    """Return whether a scale of the same name has other answers, as in instruments without a common base."""
    items = [instrument.item(name) for instrument in (old, new)]
    if any(item.kind != "single" for item in items):
        return False
    one, other = (
        [(point.id, point.label) for point in instrument.points_of(item)]
        for instrument, item in zip((old, new), items, strict=True)
    )
    return one != other


def _parts(definition: CodingFrame | Instrument) -> dict[str, Part]:
    return code_parts(definition) if isinstance(definition, CodingFrame) else item_parts(definition)


def _changes(old: CodingFrame | Instrument, new: CodingFrame | Instrument) -> Mapping[str, Change]:
    """Return the change that affects each entry, of those made since ``old``."""
    all_changes: tuple[Change, ...] = new.changes
    since = all_changes[len(old.changes) :] if all_changes[: len(old.changes)] == old.changes else all_changes
    return {name: change for change in since for name in change.names}
