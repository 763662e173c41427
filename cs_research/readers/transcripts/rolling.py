"""Captions that roll: each repeats the lines that are still on the screen, and its words are to be read once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from cs_research.readers.transcripts.labels import seconds
from cs_research.readers.transcripts.speech import Notes

__all__ = ["Cue", "unrolled"]

_CLOCK = re.compile(r"\s*(\d+(?::\d+)*(?:[.,]\d+)?)")
#: A silence that parts two turns, and how long a turn of nobody known may be, in seconds.
_PAUSE, _LONGEST = 1.0, 60.0


class Cue(NamedTuple):
    """A caption with its times and lines; ``opens`` is whether it starts a turn where nobody is named."""

    start: float
    end: str
    lines: list[str]
    at: int
    opens: bool = True


def unrolled(cues: Sequence[Cue], notes: Notes, *, stamped: bool) -> list[Cue]:
    """The captions without the lines that they repeat, where they roll; else as they are.

    They roll where one starts with what the one before ended with in most of the file, or at all where words
    have times of their own (``stamped``), as live captions do. Somebody who says a thing twice is left as they are.
    """
    repeats = [_repeated(before.lines, after.lines) for before, after in pairwise(cues)]
    rolling = sum(lines > 0 or letters > 0 for lines, letters in repeats)
    if not rolling or not (stamped or (len(cues) > 2 and rolling * 2 >= len(cues) - 1)):
        return list(cues)
    fresh: list[Cue] = []
    begun = end = float("-inf")
    for cue, (lines, letters) in zip(cues, [(0, 0), *repeats], strict=True):
        rest = cue.lines[lines:]
        if letters:
            rest = [rest[0][letters:].strip(), *rest[1:]]
        if rest:
            opens = cue.start - end >= _PAUSE or cue.start - begun > _LONGEST
            begun = cue.start if opens else begun
            fresh.append(Cue(cue.start, cue.end, rest, cue.at, opens))
        end = _end(cue)
    notes.add(f"rolling captions: what {rolling:,} of them repeat of the one before was read once")
    return fresh


def _end(cue: Cue) -> float:
    """When a caption ends, from what follows the arrow of its timing; its start where that is no time."""
    clock = _CLOCK.match(cue.end)
    return seconds(clock[1]) if clock else cue.start


def _repeated(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many first lines of a caption are the last of the one before, and letters of a line that grew."""
    if not before or not after or not (after[0] in before or after[0].startswith(before[-1])):
        return 0, 0
    for many in range(min(len(before), len(after)), 0, -1):
        if list(before[-many:]) == list(after[:many]):
            return many, 0
    grew = f"{before[-1]} "
    return (0, len(grew)) if after[0].startswith(grew) else (0, 0)
