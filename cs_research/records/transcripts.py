"""Sources as turns in order, and published reports as passages."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
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


#: The role whose turns a study most often leaves out, and names that transcripts give those who have it.
INTERVIEWER = "interviewer"
_ASKS = re.compile(r"(int|i|iv|ivr|interviewer|interviewr|researcher|moderator|mod|facilitator)\W*\d*", re.IGNORECASE)

_NUMBER = attrgetter("number")


def may_be_interviewer(speaker: str) -> bool:
    """Return whether a speaker's name is one that transcripts give whoever asks, such as Int or Facilitator 2."""
    return bool(_ASKS.fullmatch(speaker))


@dataclass(frozen=True)
class Source:
    """A transcript or document.

    ``turns`` are those that count. ``left_out`` are the turns of speakers whose role the study leaves out of every
    count; they keep their numbers, so that anchors hold. ``date`` is an ISO date or "". ``roles`` gives the role of
    each speaker who has one. ``notes`` say what its reader skipped, and why; ``passed`` is the number of passages that
    are no speech.
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
    date: str = ""
    roles: Mapping[str, str] = field(default_factory=dict, hash=False)
    left_out: tuple[Turn, ...] = ()

    @property
    def speakers(self) -> dict[str, int]:
        """Number of counted turns of each speaker, in the order in which they first speak; "" is unknown."""
        return dict(Counter(turn.speaker for turn in self.turns))

    def turn(self, number: int) -> Turn:
        """Return the turn of that number, counted or left out, or raise IndexError."""
        if 1 <= number <= len(self.turns) and self.turns[number - 1].number == number:
            return self.turns[number - 1]
        for turns in (self.turns, self.left_out):
            at = bisect_left(turns, number, key=_NUMBER)
            if at < len(turns) and turns[at].number == number:
                return turns[at]
        raise IndexError(number)

    @property
    def words(self) -> int:
        """Number of words in the counted turns."""
        return _words(self.turns)

    def without_roles(self, roles: Collection[str]) -> Source:
        """Return the source with the turns of speakers of these roles left out of every count."""
        complete = self.complete()
        outside = {speaker for speaker, role in self.roles.items() if role in roles}
        if not outside & {turn.speaker for turn in complete.turns}:
            return complete
        kept = tuple(turn for turn in complete.turns if turn.speaker not in outside)
        return replace(complete, turns=kept, left_out=tuple(turn for turn in complete.turns if turn.speaker in outside))

    def complete(self) -> Source:
        """Return the source with all its turns, as its file has them."""
        if not self.left_out:
            return self
        return replace(self, turns=tuple(sorted((*self.turns, *self.left_out), key=_NUMBER)), left_out=())


def _words(turns: Sequence[Turn]) -> int:
    return sum(len(turn.text.split()) for turn in turns)


def left_out_note(sources: Sequence[Source]) -> str:
    """Return the roles, turns and words that are left out of every count, as a clause; "" if none is."""
    outside = [turn for source in sources for turn in source.left_out]
    if not outside:
        return ""
    roles = dict.fromkeys(source.roles[turn.speaker] for source in sources for turn in source.left_out)
    words = _words(outside)
    turns = len(outside) + sum(len(source.turns) for source in sources)
    total = words + sum(source.words for source in sources)
    return f"role {' and '.join(roles)}: {len(outside):,} of {turns:,} turns, {words:,} of {total:,} words"


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
