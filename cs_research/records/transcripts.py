"""Sources: transcripts and documents, as turns in the order they were spoken or written."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Source", "Turn"]


@dataclass(frozen=True)
class Turn:
    """One speaker's stretch. ``number`` counts from 1; ``start`` is seconds into the recording.

    ``part`` is the id of the part of its template that a paragraph of a case study stands in.
    """

    number: int
    speaker: str
    text: str
    start: float | None = None
    part: str = ""


@dataclass(frozen=True)
class Source:
    """A transcript or document. ``notes`` tell what its reader passed over, and why."""

    id: str
    kind: str
    site: str
    title: str
    turns: tuple[Turn, ...]
    file: str = ""
    layout: str = ""
    notes: tuple[str, ...] = ()

    def turn(self, number: int) -> Turn:
        """The turn of that number; IndexError where there is none."""
        if not 1 <= number <= len(self.turns):
            raise IndexError(number)
        return self.turns[number - 1]

    @property
    def words(self) -> int:
        """Number of words in all turns."""
        return sum(len(turn.text.split()) for turn in self.turns)
