"""Codings from one version of a frame to the next: none lost, and what needs a person is listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cs_research.definitions.coding_frame import CodingFrame
from cs_research.definitions.differences import Difference, differences
from cs_research.errors import Fault, MeasureError
from cs_research.records.codings import Codings, Segment

__all__ = ["Decision", "Migrated", "migrate"]


@dataclass(frozen=True)
class Decision:
    """A segment that a person has to look at again, why, and the codes it may be given."""

    segment: Segment
    why: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Migrated:
    """Codings under the newer frame, as many segments as before; ``moved`` counts those given a new code."""

    codings: Codings
    decisions: tuple[Decision, ...]
    moved: int


def migrate(codings: Codings, frame: CodingFrame) -> Migrated:
    """Codings under a newer frame that extends theirs.

    A segment keeps its code where the newer frame keeps it. Segments of merged codes take the code that
    they were merged into. Segments of a split, retired or narrowed code keep it, since only a person can
    say which of the new codes fits, and are listed as decisions.

    Raises
    ------
    MeasureError
        Where the newer frame does not have every code of the older one, so does not extend it.
    """
    differing = {found.part: found for found in differences(codings.frame, frame)}
    gone = [name for name, found in differing.items() if found.kind == "gone"]
    if gone:
        found = f"no code '{gone[0]}'" + (f" and {len(gone) - 1} more" if len(gone) > 1 else "")
        rule = f"have every code of {codings.frame.key}"
        raise MeasureError(
            Fault("migrate", f"frame {frame.key}", rule, found, "name a frame that extends it")
        )
    segments = tuple(_moved(segment, differing) for segment in codings.segments)
    decisions = tuple(
        decision for segment in codings.segments if (decision := _decision(segment, differing)) is not None
    )
    moved = sum(new.code != old.code for new, old in zip(segments, codings.segments, strict=True))
    return Migrated(Codings(frame, codings.sources, segments), decisions, moved)


def _moved(segment: Segment, differing: Mapping[str, Difference]) -> Segment:
    found = differing.get(segment.code)
    return replace(segment, code=found.into[0]) if found and found.kind == "merged" else segment


def _decision(segment: Segment, differing: Mapping[str, Difference]) -> Decision | None:
    found = differing.get(segment.code)
    if found is None or found.kind == "merged":
        return None
    if found.kind == "reworded":
        narrowed = set(found.detail.split(", ")) - {"label"}
        return (
            Decision(segment, "the code was narrowed: does it still fit?", (segment.code,))
            if narrowed
            else None
        )
    why = (
        "the code was split: which of the new codes fits?"
        if found.into
        else "the code was retired: what fits now?"
    )
    return Decision(segment, why, found.into)
