"""Who speaks: paragraphs of a transcript to turns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from cs_research.records.transcripts import Turn

__all__ = ["Speech", "seconds", "turns_of"]

#: ``Name  0:03`` alone on a line, as Otter and Teams write it; Otter leaves unknown speakers blank.
_TIMED = re.compile(r"^(?P<name>[^\n]{0,60}?)(?:\s{2,}|^)(?P<clock>\d{1,2}(?::\d{2}){1,2})\s*$")
#: ``Name: text``, ``**Name:** text``, ``[Name] text``; a clock or an address before the colon is no name.
_NAMED = re.compile(
    r"^(?:\[(?P<bracket>[^\]\n]{1,40})\]:?|\*{0,2}(?P<name>[^\W\d][\w .,'’()&/-]{0,40}?):\*{0,2})\s+(?=\S)"
)
_CLOCK = re.compile(r"^\[?(?P<clock>\d{1,2}(?::\d{2}){1,2})\]?\s+(?=\S)")
_ABOUT = re.compile(
    r"(started|stopped) transcription$|^Transcribed by https?://|-Meeting Transcript$"
    r"|^\d+[hm] ?\d+[ms]?( \d+s)?$"
    r"|^\d{1,2} \w+ \d{4},? \d{1,2}:\d{2} ?([ap]m)?$",
    re.IGNORECASE,
)


@dataclass
class Speech:
    """Turns, the layout they were written in, and what was passed over."""

    layout: str
    turns: list[Turn] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def say(self, speaker: str, text: str, start: float | None = None) -> None:
        """Add a turn; speech of the same speaker that follows at once joins the turn before."""
        words = " ".join(text.split())
        if words:
            self.turns.append(Turn(len(self.turns) + 1, speaker.strip(), words, start))

    def go_on(self, text: str) -> None:
        """Add a paragraph to the last turn."""
        words = " ".join(text.split())
        if words and self.turns:
            last = self.turns[-1]
            self.turns[-1] = Turn(last.number, last.speaker, f"{last.text}\n{words}", last.start)


def seconds(clock: str) -> float:
    """``1:02:03`` as seconds."""
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def turns_of(paragraphs: Sequence[str]) -> Speech:
    """The turns of a transcript or document, from its paragraphs.

    Three layouts are told apart: a line with name and time before each turn; a name and colon at the
    start; or no speakers, where every paragraph is a turn. A paragraph without a name goes on with the
    turn before it. A name that stands once only may be a heading within somebody's speech: it is read
    as speech, and noted.
    """
    spoken = [text for text in paragraphs if not _ABOUT.search(text.strip())]
    passed = [text.strip() for text in paragraphs if _ABOUT.search(text.strip())]
    if sum(bool(_TIMED.match(text.split("\n")[0])) for text in spoken) >= 2:
        speech = _timed(spoken)
    else:
        names = Counter(_name(text) for text in spoken if _name(text))
        known = {name for name, count in names.items() if count > 1}
        speech = _named(spoken, known) if known else _unnamed(spoken)
    speech.notes += [f"passed over, no speech: '{text[:80]}'" for text in passed]
    return speech


def _timed(paragraphs: Sequence[str]) -> Speech:
    speech = Speech("name and time before each turn")
    for paragraph in paragraphs:
        head, _, rest = paragraph.partition("\n")
        found = _TIMED.match(head)
        if found:
            speech.say(found["name"] or "Unknown speaker", rest or " ", seconds(found["clock"]))
            if not rest.strip():
                speech.notes.append(f"no words at {found['clock']}")
        elif speech.turns:
            speech.go_on(paragraph)
        else:
            speech.notes.append(f"passed over, before the first speaker: '{paragraph.strip()[:80]}'")
    return speech


def _name(paragraph: str) -> str:
    found = _NAMED.match(_CLOCK.sub("", paragraph))
    return (found["bracket"] or found["name"]).strip() if found else ""


def _named(paragraphs: Sequence[str], known: set[str]) -> Speech:
    speech = Speech("name and colon")
    for paragraph in paragraphs:
        clock = _CLOCK.match(paragraph)
        text, name = _CLOCK.sub("", paragraph), _name(paragraph)
        if name in known:
            start = seconds(clock["clock"]) if clock else None
            speech.say(name, _NAMED.sub("", text, count=1), start)
        elif speech.turns:
            if name:
                speech.notes.append(f"'{name}:' stands once and was read as speech")
            speech.go_on(text)
        elif name:
            speech.say(name, _NAMED.sub("", text, count=1))
        else:
            speech.notes.append(f"passed over, before the first speaker: '{text.strip()[:80]}'")
    return speech


def _unnamed(paragraphs: Sequence[str]) -> Speech:
    speech = Speech("paragraphs without speakers")
    for paragraph in paragraphs:
        clock = _CLOCK.match(paragraph)
        speech.say("", _CLOCK.sub("", paragraph), seconds(clock["clock"]) if clock else None)
    return speech
