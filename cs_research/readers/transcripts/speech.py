"""Who speaks: paragraphs of a transcript to turns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from cs_research.records.transcripts import Turn

__all__ = ["UNKNOWN", "Speech", "seconds", "turns_of"]

#: Otter leaves the name of a speaker it does not know blank.
UNKNOWN = "Unknown speaker"

#: ``Name  0:03`` alone on a line, as Otter and Teams write it.
_TIMED = re.compile(r"^(?P<name>[^\n]{0,60}?)(?:\s{2,}|^)(?P<clock>\d{1,2}(?::\d{2}){1,2})\s*$")
#: ``Name: text``, ``**Name:** text``, ``[Name] text``; a clock or an address before the colon is no name.
_NAMED = re.compile(
    r"^(?:\[(?P<bracket>[^\]\n]{1,40})\]:?|\*{0,2}(?P<name>[^\W\d][\w .,'’()&/-]{0,40}?):\*{0,2})(?:\s+(?=\S)|\s*$)"
)
_CLOCK = re.compile(r"^\[?(?P<clock>\d{1,2}(?::\d{2}){1,2})\]?\s+(?=\S)")
#: What a speaker is called who has no name: "Manager 1", "Social worker".
_SPEAKER = re.compile(
    r"\d$|\b(manager|practitioner|interviewer|facilitator|moderator|participant|speaker|respondent|researcher"
    r"|worker|officer|chair|observer)\b",
    re.IGNORECASE,
)
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
        """Add a turn; a named speaker's words that follow their own at once join the turn before."""
        name, words = speaker.strip(), " ".join(text.split())
        if not words:
            return
        last = self.turns[-1] if self.turns else None
        if last and last.speaker == name and name and name != UNKNOWN:
            self.go_on(words, new_paragraph=True)
        else:
            self.turns.append(Turn(len(self.turns) + 1, name, words, start))

    def go_on(self, text: str, *, new_paragraph: bool) -> None:
        """Add words to the last turn, on a line of their own where a paragraph starts."""
        words, last = " ".join(text.split()), self.turns[-1]
        if words:
            joint = "\n" if new_paragraph else " "
            self.turns[-1] = Turn(last.number, last.speaker, f"{last.text}{joint}{words}", last.start)


def seconds(clock: str) -> float:
    """``1:02:03`` as seconds."""
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def turns_of(paragraphs: Sequence[str]) -> Speech:
    """The turns of a transcript or document, from its paragraphs.

    Three layouts are told apart: a line with name and time before each turn; a name and colon at the
    start of a line; or no speakers, where every paragraph is a turn. What stands under no name goes on
    with the turn before it. A name that stands once only may be a heading within somebody's speech:
    where most paragraphs open with a speaker, "Manager 1" or another role is one too; else it is read as
    speech. Either way it is noted.
    """
    lines, passed = _lines(paragraphs)
    names = Counter(name for text, _ in lines if (name := _name(text)))
    known = {name for name, count in names.items() if count > 1}
    opened = [_name(text) for text, starts in lines if starts]
    mostly = bool(known) and sum(name in known for name in opened) * 2 >= len(opened)
    once = {name for name in opened if _SPEAKER.search(name) and name not in known}
    if not known and len(names) > 1 and all(opened):
        known = set(opened)
    elif mostly:
        known |= once
    if sum(bool(_TIMED.match(text)) for text, _ in lines) >= 2:
        speech = _timed(lines)
    elif known:
        speech = _named(lines, known)
        told = "stands once, at the start of a paragraph, and was read as a speaker"
        speech.notes += [f"'{name}:' {told}" for name in names if name in known and names[name] == 1]
    else:
        speech = _unnamed(lines)
        speech.notes += [f"'{name}:' stands once and was read as speech" for name in names]
    speech.notes += [f"passed over, no speech: '{text[:80]}'" for text in passed]
    return speech


Line = tuple[str, bool]


def _lines(paragraphs: Sequence[str]) -> tuple[list[Line], list[str]]:
    """Every line of speech, and whether it starts a paragraph; and the lines that are about the file."""
    lines: list[Line] = []
    passed = []
    by_line = len(paragraphs) < 3  # hardly any blank lines: every line starts a paragraph
    for paragraph in paragraphs:
        starts = True
        for line in paragraph.split("\n"):
            if _ABOUT.search(line.strip()):
                passed.append(line.strip())
            elif line.strip():
                lines.append((line, starts or by_line))
                starts = False
    return lines, passed


def _timed(lines: Sequence[Line]) -> Speech:
    speech = Speech("name and time before each turn")
    waiting: tuple[str, float] | None = None
    for text, starts in lines:
        found = _TIMED.match(text)
        if found:
            if waiting:
                speech.notes.append(f"no words of {waiting[0]} at {waiting[1]:g} seconds")
            waiting = (found["name"].strip() or UNKNOWN, seconds(found["clock"]))
        elif waiting:
            speech.say(waiting[0], text, waiting[1])
            waiting = None
        elif speech.turns:
            speech.go_on(text, new_paragraph=starts)
        else:
            speech.notes.append(f"passed over, before the first speaker: '{text.strip()[:80]}'")
    if waiting:
        speech.notes.append(f"no words of {waiting[0]} at {waiting[1]:g} seconds")
    return speech


def _name(line: str) -> str:
    found = _NAMED.match(_CLOCK.sub("", line))
    return (found["bracket"] or found["name"]).strip() if found else ""


def _named(lines: Sequence[Line], known: set[str]) -> Speech:
    speech = Speech("name and colon")
    waiting: tuple[str, float | None] | None = None
    for line, starts in lines:
        clock = _CLOCK.match(line)
        start = seconds(clock["clock"]) if clock else None
        text, name = _CLOCK.sub("", line), _name(line)
        words = _NAMED.sub("", text, count=1)
        if name in known or (name and not speech.turns and not waiting):
            if name not in known:
                speech.notes.append(f"'{name}:' stands once, before all others, and was read as a speaker")
            speech.say(name, words, start)
            waiting = None if words.strip() else (name, start)
        elif waiting:
            speech.say(waiting[0], text, waiting[1])
            waiting = None
        elif speech.turns:
            if name:
                speech.notes.append(f"'{name}:' stands once and was read as speech")
            speech.go_on(text, new_paragraph=starts)
        else:
            speech.notes.append(f"passed over, before the first speaker: '{text.strip()[:80]}'")
    return speech


def _unnamed(lines: Sequence[Line]) -> Speech:
    """A turn a paragraph."""
    speech = Speech("paragraphs without speakers")
    for line, starts in lines:
        clock = _CLOCK.match(line)
        text = _CLOCK.sub("", line)
        if starts:
            speech.say("", text, seconds(clock["clock"]) if clock else None)
        else:
            speech.go_on(text, new_paragraph=False)
    return speech
