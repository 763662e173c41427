"""Sources as turns in order, and published reports as passages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

#: Words of a kind of source that is written: it has no speakers unless the study gives some.
DOCUMENTS = frozenset({
    "strategy", "strategies", "plan", "plans", "policy", "policies", "protocol", "protocols", "procedure",
    "procedures", "guidance", "guideline", "guidelines", "framework", "document", "documents", "report", "reports",
    "assessment", "assessments", "assetplus", "form", "forms", "letter", "letters", "newsletter", "leaflet",
    "website", "webpage", "page", "minutes", "agenda", "specification", "standard", "standards", "charter",
    "handbook", "manual", "toolkit", "file", "files", "record", "records", "log", "study", "studies", "article",
    "contract", "agreement", "brief", "briefing", "paper", "bulletin",
})  # fmt: skip
#: Words of a kind of source in which people talk, whatever it is about.
_TALK = frozenset({
    "interview", "interviews", "group", "groups", "transcript", "transcripts", "meeting", "meetings",
    "conversation", "discussion", "talk", "call", "workshop", "podcast", "recording", "session", "hearing",
    "webinar", "panel",
})  # fmt: skip


def is_document(kind: str) -> bool:
    """Return whether a kind of source is a document: it has a word of `DOCUMENTS` and none for people who talk."""
    words = set(re.findall(r"[^\W\d_]+", kind.casefold()))
    return bool(words & DOCUMENTS) and not words & _TALK


class Turn(NamedTuple):
    """What one speaker says without interruption; the speaker is "" if unknown, or in a document.

    ``number`` counts from 1; ``start`` is seconds into the recording.

    ``part`` is the id of the section of its template that a paragraph of a case study is in.
    """

    number: int
    speaker: str
    text: str
    start: float | None = None
    part: str = ""


@dataclass(frozen=True)
class Source:
    """A transcript or document.

    ``notes`` say what its reader skipped, and why; ``passed`` is the number of passages that are no speech.
    """

    id: str
    kind: str
    site: str
    title: str
    turns: tuple[Turn, ...]
    file: str = ""
    layout: str = ""
    notes: tuple[str, ...] = ()
    passed: int = 0

    @property
    def speakers(self) -> dict[str, int]:
        """Number of turns of each speaker, in the order in which they first speak; "" is an unknown speaker."""
        return dict(Counter(turn.speaker for turn in self.turns))

    def turn(self, number: int) -> Turn:
        """Return the turn of that number, or raise IndexError."""
        if not 1 <= number <= len(self.turns):
            raise IndexError(number)
        return self.turns[number - 1]

    @property
    def words(self) -> int:
        """Number of words in all turns."""
        return sum(len(turn.text.split()) for turn in self.turns)


@dataclass(frozen=True)
class Passage:
    """A paragraph, or a quotation that was joined across page breaks.

    ``kind`` is the kind of source a quotation comes from (focus group, survey, strategy …) and "" for
    the authors' own words. ``line`` is where it starts in the file.
    """

    line: int
    domain: str
    section: str
    theme: str
    kind: str
    text: str


@dataclass(frozen=True)
class Publication:
    """All passages in order; ``notes`` say what could not be read as it appeared to be meant."""

    file: str
    passages: tuple[Passage, ...]
    notes: tuple[str, ...] = ()

    @property
    def quotations(self) -> tuple[Passage, ...]:
        """The passages that quote somebody."""
        return tuple(passage for passage in self.passages if passage.kind)

    def table(self) -> pd.DataFrame:
        """Return one row per passage, with the fields of `Passage`."""
        names = ["line", "domain", "section", "theme", "kind", "text"]
        return pd.DataFrame([vars(passage) for passage in self.passages], columns=names)
