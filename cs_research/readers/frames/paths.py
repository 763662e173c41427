"""Names that are paths, such as ``community.onboarding``, made into codes below others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cs_research.readers.frames.outline import Found

__all__ = ["nested"]

#: A name that is divided more often is no path.
_DEEPEST = 100


def nested(found: Sequence[Found], separator: str) -> tuple[list[Found], list[str]]:
    """The codes, uppermost ones below another where their name starts with its name and the separator.

    Names stay whole. The second value is a note on how many were divided.
    """
    tops: dict[str, int] = {}
    for place, each in enumerate(found):
        if each.parent is None:
            tops.setdefault(each.name, place)
    result = []
    for each in found:
        above = each.name
        while each.parent is None and 0 < above.count(separator) < _DEEPEST:
            above = above.rpartition(separator)[0]
            if above in tops:
                part = each.name[len(above) + len(separator) :]
                each = replace(each, parent=tops[above], part=part)
        result.append(each)
    divided = sum(bool(new.part) and not old.part for new, old in zip(result, found, strict=True))
    notes = [f"names with '{separator}' stand below the code that they start with: {divided}"]
    return result, notes if divided else []
