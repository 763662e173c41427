"""Move codings and answers from one version of a definition to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from cs_research.definitions.coding_frame import CodingFrame
from cs_research.definitions.extension import Crossed, Difference, crosswalk, differences
from cs_research.definitions.instrument import Instrument
from cs_research.errors import Fault, MeasureError
from cs_research.records.codings import Codings, Segment
from cs_research.records.responses import Responses, column, columns_of, not_asked


@dataclass(frozen=True)
class Decision:
    """A segment that a person has to review, with the reason and the codes it may be given."""

    segment: Segment
    why: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Migrated:
    """Codings under the newer frame, as many segments as before; ``moved`` counts those with a new code."""

    codings: Codings
    decisions: tuple[Decision, ...]
    moved: int


def migrate(codings: Codings, frame: CodingFrame) -> Migrated:
    """Return codings under a newer frame that extends theirs.

    A segment keeps its code if the newer frame keeps it. Segments of merged codes take the code that
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
        raise MeasureError(Fault("migrate", f"frame {frame.key}", rule, found, "name a frame that extends it"))
    segments = tuple(_moved(segment, differing) for segment in codings.segments)
    decisions = tuple(
        decision for segment in codings.distinct if (decision := _decision(segment, differing)) is not None
    )
    moved = {new.id for new, old in zip(segments, codings.segments, strict=True) if new.code != old.code}
    return Migrated(replace(codings, frame=frame, segments=segments), decisions, len(moved))


def _moved(segment: Segment, differing: Mapping[str, Difference]) -> Segment:
    found = differing.get(segment.code)
    return replace(segment, code=found.into[0]) if found and found.kind == "merged" else segment


def _decision(segment: Segment, differing: Mapping[str, Difference]) -> Decision | None:
    found = differing.get(segment.code)
    if found is None or found.kind == "merged":
        return None
    if found.kind == "reworded":
        narrowed = set(found.detail.split(", ")) - {"label"}
        return Decision(segment, "the code was narrowed: does it still fit?", (segment.code,)) if narrowed else None
    why = "the code was split: which of the new codes fits?" if found.into else "the code was retired: what fits now?"
    return Decision(segment, why, found.into)


_WHY = {
    "split": "the question was split: its answers stay under the older one, and no new one can take them",
    "merged": "the question was merged: its answers stay under the older one, since two may differ",
    "retired": "the question is no longer asked: its answers stay under it",
    "reworded": "the question was reworded: compare years with a flag only",
}


@dataclass(frozen=True)
class AnswerDecision:
    """An item whose answers a person has to review: their number, and the reason."""

    item: str
    status: str
    answers: int
    into: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class MovedAnswers:
    """Answers under the newer instrument, one column for each item or option of the older one.

    Each choose-all option has its column, with 1, 0 or blank, so that a blank stays a blank.
    """

    frame: pd.DataFrame
    decisions: tuple[AnswerDecision, ...]
    answers: int


def migrate_answers(responses: Responses, newer: Instrument) -> MovedAnswers:
    """Return answers under a newer instrument that extends theirs.

    Every answer stays under the id of its question, which the newer instrument still has, retired or not.
    Questions that only the newer one has get no column: they were not put to anybody.

    Raises
    ------
    MeasureError
        Where the newer instrument does not have every item and option of the older one.
    """
    older = responses.instrument
    gone = [found.part for found in differences(older, newer) if found.kind == "gone"]
    if gone:
        more = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
        rule = f"have every item of {older.key}"
        hint = "name an instrument that extends it"
        raise MeasureError(Fault("migrate", f"instrument {newer.key}", rule, f"no '{gone[0]}'{more}", hint))
    known = {item.id for item in older.items}
    decisions = [
        decision
        for crossed in crosswalk(older, newer)
        if crossed.item in known
        for decision in _decisions(crossed, responses)
    ]
    frame = _tidy(responses)
    absent = set(responses.report.absent_items)
    frame = frame[[name for name in frame.columns if name.split(".")[0] not in absent]]
    count = sum(_answered(responses, item.id) for item in older.items)
    return MovedAnswers(frame, tuple(decisions), count)


def _tidy(responses: Responses) -> pd.DataFrame:
    """Return answers as labels, one column per item, or per option of a choose-all item."""
    columns = {}
    for item in responses.instrument.items:
        if item.kind == "multiple":
            for option in item.options:
                name = column(item.id, option.id)
                columns[name] = responses.frame[name].astype("Int64").astype("string").fillna("")
            continue
        answers = responses.frame[item.id].astype("string").fillna("")
        if item.kind == "single":
            labels = {point.id: point.label for point in responses.instrument.points_of(item)}
            answers = answers.map({"": "", **labels})
        columns[item.id] = answers
    return pd.DataFrame(columns)


def _answered(responses: Responses, item: str) -> int:
    """Return the number of respondents who answered an item."""
    names = columns_of(responses.instrument.item(item))
    return int(responses.frame[names].notna().any(axis=1).sum())


def _decisions(crossed: Crossed, responses: Responses) -> Iterator[AnswerDecision]:
    answers = _answered(responses, crossed.item)
    if crossed.status in _WHY and answers:
        reason = f" ({crossed.reason})" if crossed.reason else ""
        why = f"{_WHY[crossed.status]}{reason}"
        yield AnswerDecision(crossed.item, crossed.status, answers, crossed.into, why)
    passed = not_asked(crossed.item)
    if passed in responses.frame and (skipped := int(responses.frame[passed].sum())):
        why = "were not asked it: the newer instrument's own routing is read from the answers again"
        yield AnswerDecision(crossed.item, "routed", skipped, (), f"{skipped} {why}")
