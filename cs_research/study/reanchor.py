"""Move segments to the text of a transcript that was corrected after coding."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import pandas as pd
from rapidfuzz.distance import Indel
from rapidfuzz.fuzz import ratio

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError
from cs_research.records.codings import Segment
from cs_research.records.transcripts import Source, Turn

#: The least similarity of a segment's words before and after, if they are not the same.
THRESHOLD = 0.8
_TOKEN = re.compile(r"\w+|[^\w\s]")
_COLUMNS = [
    "segment", "source", "coder", "code", "how", "similarity", "turn", "words", "new_turn", "new_words", "speaker",
    "new_speaker", "why",
]  # fmt: skip


@dataclass(frozen=True)
class Placed:
    """What became of a segment.

    ``how`` is ``exact`` where the same words are in the corrected text, ``aligned`` where they are the ones between
    the same neighbours, and ``not placed``. ``similarity`` is that of the words, from 0 to 1. ``why`` says what a
    person should look at.
    """

    old: Segment
    new: Segment | None
    how: Literal["exact", "aligned", "not placed"]
    similarity: float
    speaker: str
    new_speaker: str = ""
    why: str = ""


@dataclass(frozen=True)
class Reanchored:
    """All segments of a source, in their order, before and after its text was corrected."""

    placed: tuple[Placed, ...]

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments that have a place in the corrected text."""
        return tuple(each.new for each in self.placed if each.new is not None)

    @property
    def to_check(self) -> tuple[Placed, ...]:
        """Those not placed, with other words, or of another speaker."""
        return tuple(each for each in self.placed if each.how != "exact" or each.why)

    def table(self) -> pd.DataFrame:
        """Return one row per segment: words, turn and speaker before and after, and how it was placed."""
        rows = [
            (
                each.old.id, each.old.source, each.old.coder, each.old.code, each.how, round(each.similarity, 3),
                each.old.turn, each.old.quote, each.new.turn if each.new else pd.NA,
                each.new.quote if each.new else "", each.speaker, each.new_speaker, each.why,
            )
            for each in self.placed
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=_COLUMNS).astype({"new_turn": "Int64"})


@accepts(MeasureError)
def reanchor(segments: Sequence[Segment], before: Source, after: Source, *, threshold: float = THRESHOLD) -> Reanchored:
    """Return segments of a source at their places in its corrected text.

    Both texts are aligned word by word (longest common subsequence). The words of a segment are then those between
    the same neighbours. If they are the same the segment is placed; if they differ it is placed where their similarity
    is at least ``threshold``; else it is not placed, as is a segment whose words are now in two turns, since either
    could be meant. Nothing is searched for elsewhere in the text, unless its words are there once before and once
    after.

    Parameters
    ----------
    segments
        Those of other sources are refused. Segments of one id (a passage of several turns) are placed together or not
        at all.
    before, after
        The source as it was coded, and as it is now.
    threshold
        Similarity is the share of letters in common, 2 M / T with M letters in their longest common subsequence and T
        letters in both.

    Raises
    ------
    MeasureError
        Segments of another source or whose words are not in ``before``; a threshold outside 0 to 1.

    Examples
    --------
    >>> from cs_research.records import Segment, Source, Turn
    >>> old = Source("s", "interview", "A", "", (Turn(1, "P", "We map the bark."), Turn(2, "P", "And talk.")))
    >>> new = Source("s", "interview", "A", "", (Turn(1, "P", "Yes."), Turn(2, "P", "We map the park. And talk.")))
    >>> coded = [Segment("x-2", "s", 1, 3, 15, "map the bark", "c", "shown", "R")]
    >>> reanchor(coded, old, new).table()[["how", "similarity", "new_turn", "new_words"]].values.tolist()
    [['aligned', 0.917, 2, 'map the park']]
    """
    before, after = before.complete(), after.complete()
    _check(segments, before, threshold)
    places = _Places(before, after)
    found = [_place(segment, places, threshold) for segment in segments]
    return Reanchored(tuple(_together(found)))


def _check(segments: Sequence[Segment], before: Source, threshold: float) -> None:
    faults = []
    if not 0 <= threshold <= 1:
        faults.append(Fault("reanchor", "threshold", "be from 0 to 1", str(threshold)))
    numbers = {turn.number: turn for turn in before.turns}
    for segment in segments:
        if segment.source != before.id:
            found = f"segment '{segment.id}' of '{segment.source}'"
            faults.append(Fault("reanchor", "segments", f"be of source '{before.id}'", found))
            continue
        turn = numbers.get(segment.turn)
        if turn is None or turn.text[segment.start : segment.end] != segment.quote:
            found = f"'{segment.quote[:60]}' (segment '{segment.id}')"
            faults.append(
                Fault("reanchor", "words of each segment", f"be in turn {segment.turn} of the old text", found)
            )
    if faults:
        raise MeasureError(faults)


class _Token(NamedTuple):
    """A word or sign, by the place of its turn in the source and its place in the turn."""

    turn: int
    start: int
    end: int
    text: str


class _Places:
    """Both texts as words and signs, and for each of the old text its place in the new one, if it is there."""

    def __init__(self, before: Source, after: Source) -> None:
        self.before, self.after = before, after
        self.old, self.new = _tokens(before.turns), _tokens(after.turns)
        self.moved = dict(_aligned(before.turns, after.turns, self.old, self.new))
        self.matched = sorted(self.moved)
        self.turn_of = {turn.number: place for place, turn in enumerate(before.turns)}
        self.first = [token.turn for token in self.old]

    def within(self, segment: Segment) -> tuple[int, int]:
        """Return the first of the tokens that a segment has letters of, and the one after the last."""
        turn = self.turn_of[segment.turn]
        low, high = bisect_left(self.first, turn), bisect_right(self.first, turn)
        inside = [
            at for at in range(low, high) if self.old[at].end > segment.start and self.old[at].start < segment.end
        ]
        return (inside[0], inside[-1] + 1) if inside else (low, low)

    def range_of(self, first: int, after: int) -> tuple[int, int] | None:
        """Return the tokens of the new text for some of the old one: first and the one after the last.

        Words at the edges that were replaced are as many as before, as far as the neighbours leave room.
        """
        low, high = bisect_left(self.matched, first), bisect_left(self.matched, after)
        if low == high:
            return None
        inside = self.matched[low:high]
        least = self.moved[self.matched[low - 1]] + 1 if low else 0
        most = self.moved[self.matched[high]] if high < len(self.matched) else len(self.new)
        start = max(least, self.moved[inside[0]] - (inside[0] - first))
        end = min(most, self.moved[inside[-1]] + 1 + (after - 1 - inside[-1]))
        return start, end


def _tokens(turns: Sequence[Turn]) -> list[_Token]:
    return [
        _Token(place, found.start(), found.end(), found[0])
        for place, turn in enumerate(turns)
        for found in _TOKEN.finditer(turn.text)
    ]


def _aligned(
    before: Sequence[Turn], after: Sequence[Turn], old: Sequence[_Token], new: Sequence[_Token]
) -> Iterator[tuple[int, int]]:
    """Yield the places of tokens that both texts have in common: those of equal turns, and words between these."""
    starts = _starts(old, len(before)), _starts(new, len(after))
    last = (0, 0)
    steps = Indel.opcodes([turn.text for turn in before], [turn.text for turn in after])
    equal = [(step.src_start, step.src_end, step.dest_start, step.dest_end) for step in steps if step.tag == "equal"]
    for first, end, first_new, end_new in [*equal, (len(before), len(before), len(after), len(after))]:
        low, least = starts[0][last[0]], starts[1][last[1]]
        words = [each.text for each in old[low : starts[0][first]]]
        for step in Indel.opcodes(words, [each.text for each in new[least : starts[1][first_new]]]):
            if step.tag == "equal":
                yield from zip(
                    range(low + step.src_start, low + step.src_end),
                    range(least + step.dest_start, least + step.dest_end),
                    strict=True,
                )
        yield from zip(
            range(starts[0][first], starts[0][end]), range(starts[1][first_new], starts[1][end_new]), strict=True
        )
        last = (end, end_new)


def _starts(tokens: Sequence[_Token], turns: int) -> list[int]:
    """Return the place of the first token of each turn, and the number of all."""
    places = [token.turn for token in tokens]
    return [bisect_left(places, turn) for turn in range(turns + 1)]


def _place(segment: Segment, places: _Places, threshold: float) -> Placed:
    speaker = places.before.turn(segment.turn).speaker
    first, after = places.within(segment)
    found = places.range_of(first, after) if first < after else None
    new = None if found is None else _new_segment(segment, places, first, after, *found)
    if new is None or new.quote != segment.quote:
        new = _only(segment, places) or new
    if new is None:
        why = "none of its words has a place" if found is None else "its words are now in two turns"
        return Placed(segment, None, "not placed", 0.0, speaker, why=why)
    who = places.after.turn(new.turn).speaker
    same = 1.0 if new.quote == segment.quote else ratio(segment.quote, new.quote) / 100
    if same < threshold:
        return Placed(segment, None, "not placed", same, speaker, who, f"too little in common with '{new.quote}'")
    why = "" if who == speaker else "another speaker"
    return Placed(segment, new, "exact" if new.quote == segment.quote else "aligned", same, speaker, who, why)


def _new_segment(segment: Segment, places: _Places, first: int, after: int, start: int, end: int) -> Segment | None:
    """Return a segment at some tokens of the new text; None if they are in two turns.

    If the old one starts or ends within a word that is still there, or with space beside it, so does the new one.
    """
    tokens = places.new[start:end]
    if not tokens or tokens[0].turn != tokens[-1].turn:
        return None
    turn = places.after.turns[tokens[0].turn]
    low, high = tokens[0].start, tokens[-1].end
    before, last = segment.start - places.old[first].start, segment.end - places.old[after - 1].end
    if places.moved.get(first) == start and (before > 0 or turn.text[max(0, low + before) : low].isspace()):
        low = max(0, low + before)
    if places.moved.get(after - 1) == end - 1 and (last < 0 or turn.text[high : high + last].isspace()):
        high += last
    return replace(segment, turn=turn.number, start=low, end=high, quote=turn.text[low:high])


def _only(segment: Segment, places: _Places) -> Segment | None:
    """Return a segment where its exact words are, if they are once in the old text and once in the new one."""
    if sum(turn.text.count(segment.quote) for turn in places.before.turns) != 1:
        return None
    found = [turn for turn in places.after.turns if segment.quote in turn.text]
    if len(found) != 1 or found[0].text.count(segment.quote) != 1:
        return None
    start = found[0].text.index(segment.quote)
    return replace(segment, turn=found[0].number, start=start, end=start + len(segment.quote))


def _together(found: Sequence[Placed]) -> Iterator[Placed]:
    """Yield what became of each segment; parts of one id are placed together, and no code twice on one passage."""
    lost = {each.old.id for each in found if each.new is None}
    taken: dict[tuple[object, ...], Segment] = {}
    for each in found:
        new = each.new
        if new is None:
            yield each
            continue
        key = (new.turn, new.start, new.end, new.code, new.coder)
        if new.id in lost:
            yield replace(each, new=None, how="not placed", why="another part of the same segment is not placed")
        elif key in taken:
            why = f"the words that segment '{taken[key].id}' has the same code on"
            yield replace(each, new=None, how="not placed", why=why)
        else:
            taken[key] = new
            yield each
