"""Paragraphs as lines of speech: lines about the file are separated, and Otter's and Teams' layouts recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cs_research.errors import Fault, ReadError
from cs_research.formats.transcripts.hints import setting_of
from cs_research.formats.transcripts.labels import clocked, folded, kind_of, label_of, seconds
from cs_research.formats.transcripts.speech import PASSED, UNKNOWN, Line, Speech

#: Its text with the line breaks within, its number in the file, how many of its first characters are bold (-1 in a
#: cell next to others, which is not a name by itself), and whether it is in a table, box or heading.
Paragraph = tuple[str, int, int, bool]

_CLOCK = r"\d{1,2}(?::\d{2}){1,2}"
#: ``Name  0:03``, ``Name (00:03):`` or ``Name [0:03]`` alone on a line, as Otter, Teams and Rev write it.
_TIMED = re.compile(
    rf"^(?P<name>[^\n]{{0,120}}?)(?:(?:\s{{2,}}|\t|^\s*)(?P<clock>{_CLOCK})|\s*[\[(](?P<round>{_CLOCK})[\])])\s*:?\s*$"
)
#: The same with one space, as a sentence and a timetable have it too.
_ONE_SPACE = re.compile(rf"^(?P<name>[^\W\d_][^:\n]{{0,60}}?) (?P<clock>{_CLOCK})(?P<round>(?!))?$")
#: What comes before a time at the end of speech and is no name: a name with its words, or the end of a sentence.
_SPEECH = re.compile(r"[:：]\s+\S|[?!,;]\s*$|(?:\S+\s+){4,}\S*\.\s*$")
_PEOPLE = frozenset({"role", "full", "name"})
_ABOUT_ENDS = ("started transcription", "stopped transcription", "-Meeting Transcript")
#: The last letters of those, and of a name and time.
_ABOUT_LAST = frozenset("nt")
_LAST = frozenset("0123456789)]:")
_ABOUT = re.compile(
    r"^[-–—=_*]{3,}$|(started|stopped) transcription$|^Transcribed by https?://|-Meeting Transcript$"
    r"|^\d+[hm] ?\d+[ms]?( \d+s)?$"
    r"|^\d{1,2} \w+ \d{4},? \d{1,2}:\d{2} ?([ap]m|[AP]M)?$"
)
#: A line that is shorter, or that ends a sentence, ends a paragraph if a file has no blank lines.
_WRAPPED = 60
_ENDS = (".", "?", "!", ":", "…", '"', "”", "’", ")", "*")


def add_paragraphs(speech: Speech, paragraphs: Iterable[Paragraph], *, by_line: bool) -> None:
    """Add every line of the paragraphs; a blank line within one starts another. Lines about the file are noted.

    With ``by_line`` the file has hardly any blank lines, so each line starts a paragraph unless it is wrapped.
    """
    lines, by_number = speech.lines, speech.unit == "line"
    for text, number, bold, apart in paragraphs:
        opens, before = True, ""
        for place, written in enumerate(text.split("\n") if "\n" in text else (text,)):
            line = written.rstrip()
            if not line:
                opens = True
                continue
            letter = line[0].isalpha()
            if line[-1] in _ABOUT_LAST or not letter or line[0] == "T":
                bare = line.lstrip()
                if _about(bare):
                    speech.notes.add(PASSED, bare)
                    continue
            starts = opens or (by_line and not goes_on(before))
            start, cut = (None, 0) if letter else clocked(line)
            strong = bold if bold <= 0 else max(0, min(bold, len(line)) - cut)
            at = number + place if by_number else number
            lines.append(Line(line[cut:] if cut else line, at, starts, start, None, strong, apart))
            opens, bold = False, min(bold, 0)
            if by_line:
                before = line.lstrip()


def goes_on(before: str, least: int = _WRAPPED) -> bool:
    """Return whether a line is full and does not end a sentence, so that the next may continue it."""
    return len(before) >= least and not before.endswith(_ENDS)


def _about(line: str) -> bool:
    """Return whether a line is about the file; its ending and first letter are checked first, for speed."""
    if len(line) >= 300 or not (
        line[0].isdigit() or line[0] in "-–—=_*" or line.startswith("Transcribed by") or line.endswith(_ABOUT_ENDS)
    ):
        return False
    return _ABOUT.search(line) is not None


def with_times(path: Path, speech: Speech, setting: object) -> None:
    """Set the speakers of the lines if they have Otter's layout.

    It is if at least two lines are a name and a time, each has words after it, and the times go up. If they do
    not, the lines may be a timetable: without a setting that is an error.
    """
    if setting == "none":
        return
    found: dict[int, re.Match[str]] = {}
    lines = speech.lines
    possible = [
        place
        for place, line in enumerate(speech.lines)
        if line.text[-1:] in _LAST and ":" in line.text[-8:] and len(line.text) < 160
    ]
    for place in possible:
        if (match := _TIMED.match(lines[place].text)) and not _SPEECH.search(match["name"]):
            found[place] = match
    _with_one_space(path, speech, [place for place in possible if place not in found], found, setting)
    if len(found) < 2:
        return
    heads = {place: _Head(_who(match["name"]), _time(match)) for place, match in sorted(found.items())}
    if all(head.who == UNKNOWN for head in heads.values()) and not _nobody_named(speech, heads):
        speech.lines = list(_with_starts(speech.lines, heads))
        return
    times = [head.start for head in heads.values()]
    followed = sum(place + 1 < len(speech.lines) and place + 1 not in heads for place in heads)
    if times != sorted(times) or followed * 2 < len(heads):
        if setting is None:
            raise ReadError(_timetable(path, speech, list(heads)))
        if setting != "labelled":
            return
    speech.lines = list(_given(speech, heads))
    speech.layout = f"{speech.layout}name and time before each turn"


@lru_cache(maxsize=4096)
def _who(written: str) -> str:
    return written.strip().removesuffix(":").rstrip() or UNKNOWN


def _nobody_named(speech: Speech, heads: dict[int, _Head]) -> bool:
    """Return whether no line opens with a name and a colon: Otter writes times alone for people it does not know."""
    kinds = (
        label.kind for place, line in enumerate(speech.lines) if place not in heads and (label := label_of(line.text))
    )
    return not any(kind in _PEOPLE for kind in kinds)


def _with_starts(lines: Sequence[Line], heads: dict[int, _Head]) -> Iterable[Line]:
    """Yield lines with the time that is alone on the line before, as Google Meet and Happy Scribe write it."""
    start: float | None = None
    for place, line in enumerate(lines):
        if head := heads.get(place):
            start = head.start
        else:
            yield line if start is None else line._replace(start=start, opens=True)
            start = None


class _Head(NamedTuple):
    """A line that names who speaks from a time on."""

    who: str
    start: float


def _with_one_space(
    path: Path, speech: Speech, places: Sequence[int], found: dict[int, re.Match[str]], setting: object
) -> None:
    """Add ``Speaker 1 0:03``, whose single space also occurs in timetables: other names need a setting."""
    doubtful = []
    wanted = set(map(folded, setting)) if isinstance(setting, tuple) else None
    for place in places:
        text = speech.lines[place].text
        match = _ONE_SPACE.match(text) if len(text) <= 80 else None
        if match is None:
            continue
        kind = kind_of(match["name"])
        asked = wanted is not None and folded(match["name"]) in wanted
        if asked or kind == "role" or (setting == "labelled" and kind in _PEOPLE):
            found[place] = match
        elif kind in _PEOPLE and setting is None:
            doubtful.append(place)
    if len(doubtful) > 1:
        raise ReadError(_timetable(path, speech, doubtful))


def _time(found: re.Match[str]) -> float:
    return seconds(found["clock"] or found["round"])


def _given(speech: Speech, heads: dict[int, _Head]) -> Iterable[Line]:
    """Yield lines with text, each with its speaker; one that continues another has the same."""
    head: _Head | None = None
    fresh = False
    for place, line in enumerate(speech.lines):
        if found := heads.get(place):
            if fresh:
                _note_wordless(speech, head)
            head, fresh = found, True
        elif head is None:
            yield line._replace(speaker="" if line.opens else None)
        else:
            yield Line(line.text, line.at, line.opens, head.start, head.who if fresh else None, line.bold, line.apart)
            fresh = False
    if fresh:
        _note_wordless(speech, head)


def _note_wordless(speech: Speech, head: _Head | None) -> None:
    if head is not None:
        speech.notes.add("named without words after it", f"{head.who} at {head.start:g} seconds")


def _timetable(path: Path, speech: Speech, heads: Sequence[int]) -> Fault:
    listing = ", ".join(
        f"'{' '.join(speech.lines[place].text.split())}' ({speech.unit} {speech.lines[place].at})"
        for place in heads[:8]
    )
    more = f" and {len(heads) - 8} more" if len(heads) > 8 else ""
    labelled, none = setting_of(speech.asked_in, "labelled"), setting_of(speech.asked_in, "none")
    hint = f"set {labelled} (each such line names who speaks next) or {none} (they are text)"
    found = f"names and times that may be a timetable: {listing}{more}"
    return Fault(str(path), "transcript", "leave no doubt about who speaks", found, hint)
