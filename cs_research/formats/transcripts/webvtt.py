"""WebVTT captions, as Teams, Zoom and Stream write them, and SubRip; rolling captions are read once."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from cs_research._files import read_text
from cs_research.formats.transcripts.labels import seconds
from cs_research.formats.transcripts.speech import Line, Notes, Speech

__all__ = ["Cue", "fits", "read", "unrolled"]

_CLOCK = re.compile(r"\s*(\d+(?::\d+)*(?:[.,]\d+)?)")
#: The pause between two turns of unknown speakers, and the longest such turn, in seconds.
_PAUSE, _LONGEST = 1.0, 60.0


class Cue(NamedTuple):
    """A caption with its times and lines; ``opens`` is whether it starts a turn if nobody is named."""

    start: float
    end: str
    lines: list[str]
    at: int
    opens: bool = True


def unrolled(cues: Sequence[Cue], notes: Notes, *, stamped: bool) -> list[Cue]:
    """Return the captions without the lines that they repeat, if they roll; else unchanged.

    They roll if one starts with what the one before ended with in most of the file, or at all if words
    have their own times (``stamped``), as live captions do. A speaker who says something twice is left unchanged.
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
    """Return when a caption ends, from the text after the arrow of its timing; its start if that is not a time."""
    clock = _CLOCK.match(cue.end)
    return seconds(clock[1]) if clock else cue.start


def _repeated(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """Return how many first lines repeat the last of the caption before, and letters of a line that grew."""
    if not before or not after or not (after[0] in before or after[0].startswith(before[-1])):
        return 0, 0
    for many in range(min(len(before), len(after)), 0, -1):
        if list(before[-many:]) == list(after[:many]):
            return many, 0
    grew = f"{before[-1]} "
    return (0, len(grew)) if after[0].startswith(grew) else (0, 0)


_TIMING = re.compile(r"^\s*(?P<start>-?[\d:]+[.,]?\d*)\s*-->\s*(?P<end>-?[\d:]+[.,]?\d*)")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:\s+(?P<name>[^>]*))?>")
_CLOSED = re.compile(r"</v\s*>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|</?>|<\d[\d:.]*>|\{\\[^}\n]*\}")
_STAMP = re.compile(r"<\d[\d:.]*>")
_CUE_CLOCK = re.compile(r"\s*-?[\d:]+[.,]?\d*\s*")
#: A cue as nearly all are: an id of any kind (no note or style), the timing, the payload.
_CUE = re.compile(
    r"([^\n>NSR][^\n>]*\n)?[ \t]*(-?[\d:]+[.,]?\d*)[ \t]*-->([^\n]*)(?:\n(.*))?",
    re.DOTALL,
)
#: A payload as nearly all with voices are: all of it is one voice, without tags within.
_ONE_VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:\s+([^>]*))?>([^<]*)(?:</v\s*>)?")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_ASIDES = frozenset("NSR")
_ASIDE = re.compile(r"^(NOTE|STYLE|REGION)\b")


class _Block(NamedTuple):
    """A cue as written: its start (None without a timing), the text after the arrow, its payload, its first line."""

    start: float | None
    end: str
    payload: str
    at: int


def fits(head: bytes) -> bool:
    """Return whether it is WebVTT, or SubRip, which has a timing in its second line."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if wide else "utf-8-sig", errors="replace").replace("\r\n", "\n").lstrip()
    lines = text.split("\n")
    return text.startswith("WEBVTT") or any(_TIMING.match(line) for line in lines[:2])


def read(path: Path, encoding: str | None, *, plain: bool = False) -> Speech:  # noqa: ARG001
    """Return cues in order of time. ``plain`` makes no difference, as tags are never text."""
    speech = Speech("WebVTT", captions=True)
    blocks = list(_timed(_blocks(read_text(path, encoding), speech), speech))
    if any("<v" in block.payload and _VOICE.search(block.payload) for block in blocks):
        lines = _voices(blocks, speech)
    else:
        lines = _without_voices(blocks, speech)
    starts = [line.start or 0.0 for line in lines]
    if any(after < before for before, after in pairwise(starts)):
        lines.sort(key=lambda line: line.start or 0.0)
        speech.notes.add("cues stood out of order and were sorted by time")
    speech.lines = lines
    return speech


def _blocks(text: str, speech: Speech) -> Iterator[_Block]:
    """Yield the text between blank lines; the head of the file and its notes and styles are skipped."""
    at = 1
    for place, block in enumerate(_BLANK_LINE.split(text)):
        number, at = at, at + block.count("\n") + 2
        if place == 0 and block.lstrip().startswith("WEBVTT"):
            block = block.lstrip().partition("\n")[2]
            number += 1
            if "-->" not in block:
                continue
        if (cue := _CUE.fullmatch(block)) is not None:
            name, start, end, payload = cue.groups("")
            yield _Block(_signed(start), end, payload.strip(), number + (name != "") + 1)
            continue
        bare = block.lstrip("\n")
        number += len(block) - len(bare)
        if bare[:1] in _ASIDES and _ASIDE.match(bare):
            speech.notes.add("passed over, a note in the file", bare)
            continue
        before, arrow, after = bare.partition("-->")
        name, _, start = before.rpartition("\n")
        if arrow and "\n" not in name and _CUE_CLOCK.fullmatch(start):
            end, _, payload = after.partition("\n")
            yield _Block(_signed(start), end, payload.strip(), number + ("\n" in before) + 1)
        elif bare.strip():
            yield _Block(None, "", bare.strip(), number)


def _timed(blocks: Iterator[_Block], speech: Speech) -> Iterator[_Block]:
    """Yield cues with text, each with its time. A blank line after the timing does not separate its text from it."""
    empty: _Block | None = None
    last = 0.0
    for block in blocks:
        has_text = block.payload and ("<" not in block.payload or _plain(block.payload))
        if block.start is None:
            if empty is not None and has_text:
                yield block._replace(start=empty.start, end=empty.end)
            elif has_text:
                what = "no time stands before it; read at the place where it stands"
                speech.notes.add(what, block.payload)
                yield block._replace(start=last)
            empty = None
            continue
        if empty is not None:
            _note_empty(empty, speech)
        empty = None if has_text else block
        last = block.start
        if has_text:
            yield block
    if empty is not None:
        _note_empty(empty, speech)


def _note_empty(block: _Block, speech: Speech) -> None:
    speech.notes.add("cues without words", f"{block.start:g} seconds")


def _voices(blocks: Sequence[_Block], speech: Speech) -> list[Line]:
    """Add one line per voice; text without a voice tag has an unknown speaker."""
    lines: list[Line] = []
    for block in blocks:
        one = _ONE_VOICE.fullmatch(block.payload)
        for name, words in _parts(block.payload) if one is None else ((_named(one[1]), one[2]),):
            text = _plain(words)
            if text:
                lines.append(Line(text, block.at, True, block.start, name))
                if not name:
                    speech.notes.add("words without a voice tag, of nobody known", text)
    return lines


def _parts(payload: str) -> Iterator[tuple[str, str]]:
    """Yield each voice of a cue with its text; "" for text before the first tag or after a closing one."""
    at, name = 0, ""
    for voice in _VOICE.finditer(payload):
        yield from _until_closed(name, payload[at : voice.start()])
        at, name = voice.end(), _named(voice["name"])
    yield from _until_closed(name, payload[at:])


@lru_cache(maxsize=4096)
def _named(written: str | None) -> str:
    """Return the name in a voice tag; "" if it has none."""
    return " ".join(html.unescape(written or "").split())


def _until_closed(name: str, words: str) -> Iterator[tuple[str, str]]:
    text, *rest = _CLOSED.split(words, maxsplit=1)
    yield name, text
    yield from (("", after) for after in rest)


def _without_voices(blocks: Sequence[_Block], speech: Speech) -> list[Line]:
    """Add one line per caption; each line in it that may open with a name is separate."""
    stamped = any("<" in block.payload and _STAMP.search(block.payload) for block in blocks)
    cues = [Cue(block.start or 0.0, block.end, _lines(block.payload), block.at) for block in blocks]
    cues = unrolled(cues, speech.notes, stamped=stamped)
    lines: list[Line] = []
    for cue in cues:
        if len(cue.lines) == 1:
            lines.append(Line(cue.lines[0], cue.at, cue.opens, cue.start))
            continue
        texts = cue.lines if any(":" in line for line in cue.lines) else [" ".join(cue.lines)]
        lines += [
            Line(text, cue.at + place, place == 0 and cue.opens, cue.start)
            for place, text in enumerate(texts)
        ]
    return lines


def _lines(payload: str) -> list[str]:
    """Return the lines of a payload that have text."""
    if "\n" not in payload:
        return [_plain(payload)]
    return [line for part in payload.split("\n") if (line := _plain(part))]


def _plain(text: str) -> str:
    if "<" in text or "{" in text:
        text = _TAG.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.split())


def _signed(clock: str) -> float:
    """Return seconds; Teams writes moments before the recording with a minus sign."""
    clock = clock.strip()
    return -seconds(clock[1:]) if clock.startswith("-") else seconds(clock)
