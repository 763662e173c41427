"""Move codings and answers from one version of a definition to the next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from cs_research.definitions.coding_frame import CodingFrame
from cs_research.definitions.extension import Crossed, Difference, crosswalk, differences
from cs_research.definitions.instrument import Instrument
from cs_research.definitions.pairing import Pairing
from cs_research.errors import Fault, MeasureError, closest, join_names
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
    """Codings under the newer frame; ``moved`` counts those with a new code.

    There are as many segments as before, but for those that repeat another since their codes are one (``joined``),
    until decisions give a segment two codes or leave it out (``left_out``). ``decisions`` are those still to be made,
    ``decided`` those that were, each with its codes.
    """

    codings: Codings
    decisions: tuple[Decision, ...]
    moved: int
    decided: tuple[tuple[Decision, tuple[str, ...]], ...] = ()
    left_out: tuple[Segment, ...] = ()
    joined: int = 0


def migrate(codings: Codings, frame: CodingFrame) -> Migrated:
    """Return codings under a newer frame that extends theirs.

    A segment keeps its code if the newer frame keeps it. Segments of merged codes take the code that
    they were merged into; those of one coder on the same words become one, and are a decision if their
    stances differ. Segments of a split, retired or narrowed code keep it, since only a person can
    say which of the new codes fits, and are listed as decisions. Segments that are left out of every count move too.

    Raises
    ------
    MeasureError
        Where the newer frame does not have every code of the older one, so does not extend it.
    """
    differing = {found.part: found for found in differences(codings.frame, frame)}
    gone = [name for name, found in differing.items() if found.kind == "gone"]
    codings = codings.complete()
    if gone:
        found = f"no code '{gone[0]}'" + (f" and {len(gone) - 1} more" if len(gone) > 1 else "")
        rule = f"have every code of {codings.frame.key}"
        raise MeasureError(Fault("migrate", f"frame {frame.key}", rule, found, "name a frame that extends it"))
    segments = tuple(_moved(segment, differing) for segment in codings.segments)
    decisions = tuple(
        decision for segment in codings.distinct if (decision := _decision(segment, differing)) is not None
    )
    moved = {new.id for new, old in zip(segments, codings.segments, strict=True) if new.code != old.code}
    kept, joined = _joined(segments)
    differing_stances = tuple(
        Decision(
            segment, "codes were merged, and the coder gave them different stances: which remains?", (segment.code,)
        )
        for segment in _contradictions(kept, moved)
    )
    return Migrated(
        replace(codings, frame=frame, segments=kept), decisions + differing_stances, len(moved), joined=joined
    )


def _passages(segments: Iterable[Segment]) -> dict[tuple[object, ...], list[Segment]]:
    """Return the first part of each segment, by its coder, code and words."""
    parts: dict[str, list[Segment]] = {}
    for segment in segments:
        parts.setdefault(segment.id, []).append(segment)
    found: dict[tuple[object, ...], list[Segment]] = {}
    for first, *rest in parts.values():
        places = sorted((part.turn, part.start, part.end) for part in (first, *rest))
        found.setdefault((first.source, first.code, first.coder, *places), []).append(first)
    return found


def _joined(segments: Sequence[Segment]) -> tuple[tuple[Segment, ...], int]:
    """Return the segments, each coder's code, stance and words once with all memos, and how many repeated another."""
    memos: dict[str, str] = {}
    repeats: set[str] = set()
    for same in _passages(segments).values():
        for stance in dict.fromkeys(segment.stance for segment in same):
            first, *others = (segment for segment in same if segment.stance == stance)
            repeats |= {segment.id for segment in others}
            memos[first.id] = "\n".join(dict.fromkeys(it.memo for it in (first, *others) if it.memo))
    kept = (segment for segment in segments if segment.id not in repeats)
    return tuple(replace(segment, memo=memos[segment.id]) for segment in kept), len(repeats)


def _contradictions(segments: Sequence[Segment], moved: Collection[str]) -> Iterator[Segment]:
    for same in _passages(segments).values():
        if len(same) > 1 and any(segment.id in moved for segment in same):
            yield from same


def allowed_codes(decision: Decision, frame: CodingFrame) -> tuple[str, ...]:
    """Return the codes that a decision may give: its candidates, or any code in use where there are none."""
    return decision.candidates or tuple(code.id for code in frame.active)


def decide(migrated: Migrated, chosen: Mapping[str, Sequence[str]]) -> Migrated:
    """Return codings with decisions applied.

    Parameters
    ----------
    chosen
        By the id of a segment the codes that it is given: one, several (it is then as many segments), or none, which
        leaves it out. A segment that is not named keeps its code, and its decision stays to be made.

    Raises
    ------
    MeasureError
        Segments that need no decision, and codes that are not among those that one may give.
    """
    frame = migrated.codings.frame
    open_ones = {decision.segment.id: decision for decision in migrated.decisions}
    faults = []
    for name, codes in chosen.items():
        if name not in open_ones:
            hint = closest(name, open_ones)
            faults.append(Fault("decide", "segment", "be one that needs a decision", f"'{name}'", hint))
            continue
        allowed = allowed_codes(open_ones[name], frame)
        for code in codes:
            if code not in allowed:
                rule = f"be {join_names(allowed)} for segment '{name}'"
                faults.append(Fault("decide", "code", rule, f"'{code}'", closest(code, allowed)))
    if faults:
        raise MeasureError(faults)
    segments: list[Segment] = []
    for segment in migrated.codings.segments:
        codes = chosen.get(segment.id, (segment.code,))
        segments += [
            replace(segment, code=code, id=segment.id if at == 1 else f"{segment.id}-{at}")
            for at, code in enumerate(dict.fromkeys(codes), start=1)
        ]
    kept, joined = _joined(segments)
    return Migrated(
        replace(migrated.codings, segments=kept),
        tuple(each for each in migrated.decisions if each.segment.id not in chosen),
        migrated.moved,
        tuple((each, tuple(chosen[each.segment.id])) for each in migrated.decisions if each.segment.id in chosen),
        tuple(each for each in migrated.codings.segments if not chosen.get(each.id, "kept")),
        migrated.joined + joined,
    )


@dataclass(frozen=True)
class MigratedPairing:
    """A pairing under a newer frame: ``replaced`` are its practices with others in their place, by their ids.

    ``ended`` are practices of its claims that the newer frame ended without others, which a person has to replace.
    """

    pairing: Pairing
    replaced: tuple[tuple[str, tuple[str, ...]], ...]
    ended: tuple[str, ...]


def migrate_pairing(pairing: Pairing, older: CodingFrame, newer: CodingFrame) -> MigratedPairing:
    """Return a pairing whose evidence has the new codes in place of those that were split or merged.

    A practice that was retired stays, so that the pairing is refused until a person names another. A new code that
    was split or merged in turn is replaced as well.
    """
    differing = {found.part: found for found in differences(older, newer)}
    ended = {change_name: change.into for change in newer.changes for change_name in change.names if change.into}

    def successors(code: str) -> tuple[str, ...]:
        if code not in ended or (code in differing and not differing[code].into):
            return (code,)
        return tuple(dict.fromkeys(each for into in ended[code] for each in successors(into)))

    claims = tuple(
        claim.model_copy(
            update={"evidence": tuple(dict.fromkeys(each for code in claim.evidence for each in successors(code)))}
        )
        for claim in pairing.claims
    )
    before = [code for claim in pairing.claims for code in claim.evidence]
    replaced = tuple((code, successors(code)) for code in before if successors(code) != (code,))
    lost = tuple(code for code in before if code in differing and differing[code].kind == "retired")
    fresh = pairing.model_copy(
        update={"claims": claims, "frame": newer.key, "version": f"{pairing.version}.{newer.id}-{newer.version}"}
    )
    return MigratedPairing(fresh, replaced, lost)


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
