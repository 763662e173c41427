"""Differences between two versions of a coding frame or an instrument, entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cs_research.definitions.coding_frame import CodingFrame
from cs_research.definitions.extension.coding_frames import code_parts
from cs_research.definitions.extension.instruments import item_parts
from cs_research.definitions.extension.overlay import ENDS, Change, Part, changed_fields
from cs_research.definitions.instrument import Instrument


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
