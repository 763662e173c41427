"""Merge a coding frame with the one that it extends."""

from __future__ import annotations

from collections.abc import Iterator

from cs_research._yaml import Parsed
from cs_research.definitions.coding_frame import CodingFrame
from cs_research.definitions.extension.overlay import Extension, Part, retired_parts
from cs_research.errors import DefinitionError, Fault, closest

#: The fields that each kind of change may touch in a code that the base has.
_MAY_CHANGE = {
    "relabel": frozenset({"label"}),
    "narrow": frozenset({"definition", "use_when", "not_when", "example"}),
}
_MEANING = ("group", "label", "definition", "use_when", "not_when", "example")


def code_parts(frame: CodingFrame) -> dict[str, Part]:
    """Return the codes of a frame as components."""
    return {
        code.id: Part(
            code.id, {name: getattr(code, name) for name in _MEANING}, ("codes", place), code.retired
        )
        for place, code in enumerate(frame.codes)
    }


def lay_frame(own: CodingFrame, base: CodingFrame, parsed: Parsed) -> CodingFrame:
    """Return the complete frame that an extension and its base form; raise all faults as one `DefinitionError`."""
    living = [code.id for code in base.active] + [code.id for code in own.codes]
    names = {code.id for code in base.codes}
    extension = Extension(
        "code", "codes", base.key, code_parts(own), code_parts(base), own.changes, parsed, _MAY_CHANGE,
        {name: [child for child in living if child.startswith(f"{name}.")] for name in names},
    )  # fmt: skip
    faults = [*_group_faults(own, base, parsed), *extension.faults()]
    if faults:
        raise DefinitionError(faults)
    mine, over = {code.id: code for code in own.codes}, retired_parts(own.changes, own.version)
    kept = tuple(
        mine.get(code.id, code).model_copy(update={"retired": over.get(code.id, code.retired)})
        for code in base.codes
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
