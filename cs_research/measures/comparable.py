"""Which items of two waves may be compared, and why the others may not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from cs_research.definitions.differences import Crossed
from cs_research.definitions.instrument import Instrument
from cs_research.definitions.wording import folded
from cs_research.errors import check_choice, listed

__all__ = ["COMPARED", "Instruments", "Reworded", "Verdict", "both", "verdicts"]

#: The instrument of both waves, or that of each.
Instruments = Instrument | tuple[Instrument, Instrument]
Reworded = Literal["refuse", "flag"]
COMPARED = "compared"


@dataclass(frozen=True)
class Verdict:
    """Whether an item is compared: ``status`` is `COMPARED`, or says why not; ``flag`` what to say beside it."""

    item: str
    status: str
    flag: str = ""
    reason: str = ""


def both(instruments: Instruments) -> tuple[Instrument, Instrument]:
    """The instrument of either wave."""
    return (instruments, instruments) if isinstance(instruments, Instrument) else instruments


def verdicts(
    crosswalk: Sequence[Crossed], instruments: Instruments, items: Iterable[str], reworded: Reworded
) -> list[Verdict]:
    """What becomes of each item, in the crosswalk's order; ``items`` that it does not name come last, refused.

    An item that is reworded, or whose scale has other points than before, is refused, or with ``flag`` compared
    under a flag. Every item has its line.
    """
    check_choice("comparison", "reworded", reworded, get_args(Reworded))
    first, other = both(instruments)
    found = [_verdict(crossed, first, other, reworded) for crossed in crosswalk]
    named = {verdict.item for verdict in found}
    unnamed = [item for item in dict.fromkeys(items) if item not in named]
    return found + [Verdict(item, "not compared: not in the crosswalk") for item in unnamed]


def _verdict(crossed: Crossed, first: Instrument, other: Instrument, reworded: Reworded) -> Verdict:
    if crossed.status not in ("same", "reworded"):
        taken = f"taken over by {listed(crossed.into, 'and')}" if crossed.into else ""
        reason = "; ".join(filter(None, [crossed.reason, taken]))
        return Verdict(crossed.item, f"not compared: {crossed.status}", reason=reason)
    changed = [] if crossed.comparable else [crossed.status]
    if _points(first, crossed.item) != _points(other, crossed.item):
        changed.append("another scale")
    if not changed:
        return Verdict(crossed.item, COMPARED, reason=crossed.reason)
    told = " and ".join(changed)
    if reworded == "refuse":
        return Verdict(crossed.item, f"not compared: {told}", reason=crossed.reason)
    return Verdict(crossed.item, COMPARED, told, crossed.reason)


def _points(instrument: Instrument, name: str) -> tuple[tuple[object, ...], ...]:
    """What the answers of a single-choice item mean; the crosswalk holds scales together by name alone."""
    item = next((item for item in instrument.items if item.id == name), None)
    if item is None or item.kind != "single":
        return ()
    scale = instrument.scale_of(item)
    return tuple(
        (point.id, folded(point.label), point.absence, point.drawn, scale.scores().get(point.id))
        for point in scale.points
    )
