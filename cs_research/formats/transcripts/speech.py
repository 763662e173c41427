"""Lines of a transcript, and the turns that they form once the speakers are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cs_research.formats.transcripts.labels import Label, clocked, spelled
from cs_research.records.transcripts import Turn

#: Otter leaves the name of a speaker it does not know blank.
UNKNOWN = "Unknown speaker"

_SHOWN = 20


class Line(NamedTuple):
    """A line, paragraph or caption. ``at`` is its number in the file, ``opens`` whether it starts a paragraph.

    ``speaker`` is None unless the layout itself names who speaks; "" is somebody who is not known. The first
    ``bold`` characters are bold. ``apart`` is text in a table, box or heading of a document, which is nobody's
    unless it names somebody.
    """

    text: str
    at: int
    opens: bool = True
    start: float | None = None
    speaker: str | None = None
    bold: int = 0
    apart: bool = False


class Notes:
    """Notes on a file, with similar items grouped in one line with their number."""

    def __init__(self) -> None:
        self._things: dict[str, list[str]] = {}

    def add(self, what: str, *things: str) -> None:
        """Record items under a note."""
        self._things.setdefault(what, []).extend(" ".join(thing.split())[:80] for thing in things)

    def count(self, what: str) -> int:
        """Return the number of items under a note."""
        return len(self._things.get(what, ()))

    def lines(self) -> tuple[str, ...]:
        """``passed over, no speech (2): '27m 42s', 'Ann started transcription'``."""
        return tuple(
            f"{what} ({len(things):,}): {self._listed(things)}" if things else what
            for what, things in self._things.items()
        )

    @staticmethod
    def _listed(things: list[str]) -> str:
        more = f" and {len(things) - _SHOWN:,} more" if len(things) > _SHOWN else ""
        return ", ".join(f"'{thing}'" for thing in things[:_SHOWN]) + more


#: The note on text that is about the file and is not speech.
PASSED = "passed over, no speech"


@dataclass
class Speech:
    """Lines as the layout gives them, and what was skipped.

    ``captions`` are joined by a space, paragraphs by a line break. ``unit`` is what ``Line.at`` counts. ``asked_in`` is
    where the setting is written, for hints; see `hints`.
    """

    layout: str
    lines: list[Line] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    captions: bool = False
    unit: str = "line"
    asked_in: str = "python"


def single_spaced(text: str) -> str:
    """Return a text with one space between words, and none around it.

    The space is the only white space that counts as printable, so most texts need not be split.
    """
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(text.split())


def turns_of(speech: Speech, labels: Sequence[Label | None] | None) -> list[Turn]:
    """Return the turns of all lines, if ``labels`` are those that name a speaker (None: nobody is named).

    A named speaker's words that follow their own at once are one turn. A line without a name goes on with the
    turn before; before the first name its speaker is unknown. Time is linear in the text.
    """
    return _unnamed(speech) if labels is None else _Turns(speech).of(labels)


class _Turns:
    """Turns while they are built: the texts of the current one, joined when it ends."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech
        self.paragraph = " " if speech.captions else "\n"
        self.turns: list[Turn] = []
        self.texts: list[str] = []
        self.speaker, self.start = "", None  # type: tuple[str, float | None]
        self.waiting: tuple[str, float | None] | None = None

    def of(self, labels: Iterable[Label | None]) -> list[Turn]:
        """Return all turns."""
        for line, label in zip(self.speech.lines, labels, strict=True):
            if line.speaker is not None:
                self.add_speech(spelled(line.speaker), single_spaced(line.text), line.start)
            elif label is None:
                self.go_on(line)
            else:
                start, cut = (line.start if label.start is None else label.start), label.words
                if start is None and line.text[cut : cut + 2].lstrip().startswith(("[", "(")):  # "Ann: [0:05] Where?"
                    start, behind = clocked(line.text[cut:])
                    cut += behind
                words = single_spaced(line.text[cut:])
                if self.waiting:
                    self.wait(None)
                if words:
                    self.add_speech(label.name, words, start)
                else:
                    self.wait((label.name, start))
        self.wait(None)
        self.end()
        return self.turns

    def add_speech(self, speaker: str, words: str, start: float | None) -> None:
        """Add text of a speaker; text of an unknown speaker is a separate turn."""
        if not words:
            return
        if speaker == self.speaker and speaker and speaker != UNKNOWN and self.texts:
            self.texts.append(self.paragraph + words)
            return
        if self.texts:
            self.end()
        self.speaker, self.start, self.texts = speaker, start, [words]

    def go_on(self, line: Line) -> None:
        """Add text without a name, of the speaker who was just named or of the one before."""
        words = single_spaced(line.text)
        if self.waiting and words:
            speaker, start = self.waiting
            self.waiting = None
            self.add_speech(speaker, words, start)
        elif words and self.speaker:
            self.texts.append((self.paragraph if line.opens else " ") + words)
        elif words and self.texts and not line.opens:
            self.texts.append(" " + words)
        else:
            self.add_speech("", words, line.start)

    def wait(self, who: tuple[str, float | None] | None) -> None:
        """Record a name that has no text yet."""
        if self.waiting:
            name, start = self.waiting
            at = "" if start is None else f" at {start:g} seconds"
            self.speech.notes.add("named without words after it", f"{name}{at}")
        self.waiting = who

    def end(self) -> None:
        """End the current turn."""
        if self.texts:
            self.turns.append(Turn(len(self.turns) + 1, self.speaker, "".join(self.texts), self.start))
        self.texts = []


def _unnamed(speech: Speech) -> list[Turn]:
    """Return one turn per paragraph or caption."""
    turns = _Turns(speech)
    for line in speech.lines:
        words = single_spaced(line.text)
        if not line.opens and turns.texts:
            turns.texts.append(f" {words}")
        else:
            turns.add_speech("", words, line.start)
    turns.end()
    return turns.turns
