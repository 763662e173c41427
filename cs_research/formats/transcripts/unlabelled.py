"""Lines without a label among lines with one: whose words they may be.

The words after a name of a speaker that is no label, within a line or at its start without the mark that the others
have, may be that person's or the speaker's before, who only names them. That is an error until the study says what is
meant; then it is a note. Headings, tables and boxes that name nobody are of nobody known, and so is what follows them
up to the next name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from cs_research.errors import Fault, ReadError
from cs_research.formats.transcripts.hints import setting_of
from cs_research.formats.transcripts.labels import ABBREVIATION, Label, kind_of
from cs_research.formats.transcripts.speech import Line, Speech

#: What comes before a name within a line: the end of a sentence, a tab or gap, a bracket, a slash, a dash or emphasis.
_BEFORE = r"(?:[.?!…][\"”’')\]]*\s+|\t\s*|\s{3,}|[\[({]\s*|\s[/|–—-]+\s+|(?<!\w)[*_]{1,3})"
#: Somebody who is named nowhere else, after a tab or a gap.
_STRANGER = re.compile(r"(?:\t\s*|\s{3,})(?P<name>[^\W\d_][^:：\n\t]{0,59}?)\s?[:：]\s")
#: Words that start speech and do not go on with a sentence about somebody: "Ann I disagree", "Ann yes".
_OPENINGS = (
    r"(?:i|i['’](?:m|d|ve|ll)|we|we['’](?:re|d|ve|ll)|you|it['’]s|that['’]s|there['’]s|yes|yeah|yep|no|nope|ok|okay|well"
    r"|um|uh|er|erm|hm+|mm+|what|why|where|how|because|exactly|hello|hi|thanks|sorry|ydw|na|ie|ja|nein|ich|wir)\b"
)
#: Marks between a name and words other than those that `labels.label_of` reads. A comma is an address: "Ann, where?"
_MARKS = r"(?:\s*(?:[~=*_|\\/…]+|\.{2,}|[-=]+>)\s*(?=\S))"
#: A heading by its form: Markdown's, bold, numbered as a part, or the end of the recording.
_HEADING = re.compile(
    r"#{1,6}\s+\S|\*\*[^*]+\*\*$|__[^_]+__$"
    r"|(?:(?:agenda )?item|part|section|chapter|theme|topic|question|activity|exercise|task)\s+\d+\b[^.?!,;]*$"
    r"|(?:end|start) of (?:the )?(?:interview|recording|transcript|session|meeting|focus group|part)\b[^.?!,;]*$",
    re.IGNORECASE,
)
_LONGEST_HEADING = 80
_KINDS = frozenset({"role", "full", "name"})
_SHOWN = 20

#: A name with the numbers of the lines that have it.
_Places = dict[str, list[int]]


def check_names(path: Path, speech: Speech, labels: Sequence[Label | None], setting: Sequence[str] | None) -> None:
    """Require that names of speakers are labels or within a sentence.

    Raises
    ------
    ReadError
        If the words after such a name may be that person's, and ``setting`` does not say what is meant.
    """
    names = sorted({label.name for label in labels if label is not None and label.name}, key=len, reverse=True)
    if not names:
        return
    known = "|".join(map(re.escape, names))
    _report(
        path, speech, setting, "within lines", _within(speech, labels, known),
        "start a new line before each name, or, if a name is quoted",
    )  # fmt: skip
    _report(
        path, speech, setting, "at the start of lines, without a colon", _unmarked(speech, labels, known),
        "write a colon after each name that speaks, or, if the words are about that person",
    )  # fmt: skip


def with_parts_of_nobody(speech: Speech, labels: list[Label | None]) -> list[Label | None]:
    """Give headings, tables and boxes that name nobody a label without a name, and note those after a name."""
    if speech.captions:
        return labels
    lines = speech.lines
    bare = [
        place
        for place, (line, label) in enumerate(zip(lines, labels, strict=True))
        if label is None and line.speaker is None and line.opens
    ]
    if not bare:
        return labels
    named = {line.at for line, label in zip(lines, labels, strict=True) if line.apart and label is not None}
    capitals = sum(line.text.isupper() for line in lines) * 2 < len(lines)
    first = next((place for place, label in enumerate(labels) if label or lines[place].speaker is not None), 0)
    last = 0
    for place in bare:
        line = lines[place]
        if line.at not in named if line.apart else _heads(line, capitals=capitals):
            labels[place] = Label("", "name", "mark", 0)
            if place > first and last != line.at:
                what = "headings, tables and boxes that name nobody, of nobody known"
                speech.notes.add(what, line.text)
            last = line.at
    return labels


def _heads(line: Line, *, capitals: bool) -> bool:
    """Return whether a line is a heading by its form; also by two words in ``capitals``, if few lines have those."""
    text = line.text
    if len(text) > _LONGEST_HEADING:
        return False
    if capitals and " " in text and text.isupper() and text[-1].isalnum():
        return True
    return 0 < len(text) <= line.bold or _HEADING.match(text) is not None


def _report(path: Path, speech: Speech, setting: object, where: str, found: _Places, hint: str) -> None:
    if not found:
        return
    listing = [f"'{name}' ({speech.unit} {', '.join(map(str, at[:6]))})" for name, at in found.items()]
    if setting is None:
        hint += f", set {setting_of(speech.asked_in, 'labelled')}: such names are then words of the text"
        names = f"names of speakers {where}: {', '.join(listing[:_SHOWN])}"
        raise ReadError(Fault(str(path), "transcript", "leave no doubt about who speaks", names, hint))
    things = (f"{name}: {speech.unit} {', '.join(map(str, at))}" for name, at in found.items())
    speech.notes.add(f"names {where.replace('lines', 'a line')}, read as words of the text", *things)


def _within(speech: Speech, labels: Sequence[Label | None], known: str) -> _Places:
    inner = re.compile(rf"{_BEFORE}({known})\s?(?:[*_]{{1,3}})?[:：](?=\s|[*_]|$)", re.IGNORECASE)
    within: _Places = defaultdict(list)
    for line, label in zip(speech.lines, labels, strict=True):
        text, start = line.text, label.words if label is not None else 0
        if text.find(":", start) < 0 and "：" not in text:
            continue
        for found in inner.finditer(text, start):
            within[found[1]].append(line.at)
        if label is not None and ("\t" in text or "   " in text):
            for name in _strangers(text, start):
                if line.at not in within[name]:
                    within[name].append(line.at)
    return {name: places for name, places in within.items() if places}


def _strangers(text: str, start: int) -> Iterator[str]:
    for found in _STRANGER.finditer(text, start):
        if kind_of(found["name"]) in _KINDS:
            yield found["name"]


def _unmarked(speech: Speech, labels: Sequence[Label | None], known: str) -> _Places:
    """Return names at the start of lines that have no label; before any words if the line has a time of its own."""
    who = rf"[\"“'‘*_\[(<]{{0,3}}({known}|{ABBREVIATION.pattern})"
    plain = re.compile(rf"{who}(?:{_MARKS}|[*_\])>]*\s+(?={_OPENINGS}))", re.IGNORECASE)
    timed = re.compile(rf"{who}(?!\w|['’]\w)\W*(?=\w)", re.IGNORECASE)
    unmarked: _Places = defaultdict(list)
    for place in [place for place, label in enumerate(labels) if label is None]:
        line = speech.lines[place]
        if not (line.opens or line.start is not None):
            continue
        pattern = timed if line.start is not None and not speech.captions else plain
        if (found := pattern.match(line.text)) and not _in_small(found[1], line):
            unmarked[found[1]].append(line.at)
    return unmarked


def _in_small(name: str, line: Line) -> bool:
    """Return whether a word such as "will" or "int" starts a sentence of its own in small letters."""
    return name.islower() and line.text[:1].islower() and not any(map(str.isdigit, name))
