"""WebVTT captions, as Teams, Zoom and Stream write them, and SubRip; rolling captions are read once."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, repeat
from pathlib import Path
from typing import NamedTuple

from cs_research._files import read_text
from cs_research.formats.transcripts.labels import seconds
from cs_research.formats.transcripts.speech import Line, Notes, Speech, single_spaced

_CLOCK = re.compile(r"\s*(\d+(?::\d+)*(?:[.,]\d+)?)")
#: The pause between two turns of unknown speakers, and the longest such turn, in seconds.
_PAUSE, _LONGEST = 1.0, 60.0


class _Cue(NamedTuple):
    """A caption as written: its start (None without one), the text after the arrow, its payload and first line."""

    start: float | None
    end: str
    payload: str
    at: int


#: A caption, its lines that are new, and whether it starts a turn if nobody is named.
_New = tuple[_Cue, list[str], bool]


def _unrolled(cues: Sequence[_Cue], notes: Notes) -> Iterable[_New]:
    """Return the captions without the lines that they repeat, if they roll; else with all.

    They roll if one starts with what the one before ended with in most of the file, or at all if words
    have their own times, as live captions do. A speaker who says something twice is left unchanged.
    """
    texts = [_lines(cue.payload) for cue in cues]
    repeats = [_repeated(before, after) for before, after in pairwise(texts)]
    rolling = len(repeats) - repeats.count((0, 0))
    stamped = rolling > 0 and any("<" in cue.payload and _STAMP.search(cue.payload) for cue in cues)
    if not rolling or not (stamped or (len(cues) > 2 and rolling * 2 >= len(cues) - 1)):
        return zip(cues, texts, repeat(True))
    notes.add(f"rolling captions: what {rolling:,} of them repeat of the one before was read once")
    return _fresh(cues, texts, [(0, 0), *repeats])


def _fresh(cues: Sequence[_Cue], texts: Sequence[list[str]], repeats: Sequence[tuple[int, int]]) -> Iterator[_New]:
    begun = end = float("-inf")
    for cue, text, (lines, letters) in zip(cues, texts, repeats, strict=True):
        start = cue.start or 0.0
        rest = text[lines:]
        if letters:
            rest = [rest[0][letters:].strip(), *rest[1:]]
        if rest:
            opens = start - end >= _PAUSE or start - begun > _LONGEST
            begun = start if opens else begun
            yield cue, rest, opens
        end = _end(cue)


def _end(cue: _Cue) -> float:
    """Return when a caption ends, from the text after the arrow of its timing; its start if that is not a time."""
    clock = _CLOCK.match(cue.end)
    return seconds(clock[1]) if clock else cue.start or 0.0


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
#: A payload as nearly all with voices are: all of it is one voice, without tags within.
_ONE_VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:\s+([^>]*))?>([^<]*)(?:</v\s*>)?")
_SKIPPED = "passed over, a note in the file"
_ASIDE = re.compile(r"^(NOTE|STYLE|REGION)\b")


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


def _blocks(text: str, speech: Speech) -> Iterator[_Cue]:
    """Yield each cue, and the text between cues; the head of the file and its notes and styles are skipped.

    A cue is its timing, with an id on the line before, and the lines up to a blank one or the next timing.
    """
    lines = text.split("\n")
    at = _after_head(lines)
    timings = list(_timings(lines, at))
    limits = [*(place for place, _, _ in timings[1:]), len(lines)]
    for (place, start, behind), limit in zip(timings, limits, strict=bool(timings)):
        while at < place and not lines[at].strip():
            at += 1
        end = place + 1
        while end < limit and lines[end].strip():
            end += 1
        if at + 1 < place or (at < place and _ASIDE.match(lines[at])):
            begin = place - 1 if lines[place - 1].strip() and not lines[place - 2].strip() else place
            yield from _between(lines, at, begin, speech)
            if _ASIDE.match(lines[begin]):
                speech.notes.add(_SKIPPED, "\n".join(lines[begin:end]))
                at = end
                continue
        at = end
        if end == limit < len(lines) and lines[end - 1].strip().isdigit() and end > place + 2:
            end -= 1  # the id of the next cue, without a blank line before it
        payload = lines[place + 1] if end == place + 2 else "\n".join(lines[place + 1 : end])
        yield _Cue(start, behind, payload.strip(), place + 2)
    yield from _between(lines, at, len(lines), speech)


def _timings(lines: Sequence[str], at: int) -> Iterator[tuple[int, float, str]]:
    """Yield where the lines with a timing are, when it starts, and what is behind its arrow."""
    for place in [place for place in range(at, len(lines)) if "-->" in lines[place]]:
        clock, _, behind = lines[place].partition("-->")
        negative = clock[:1] == "-"  # as Teams writes moments before the recording
        try:
            start = seconds(clock[1:] if negative else clock)
        except ValueError:  # no time: the line is text
            continue
        yield place, -start if negative else start, behind


def _after_head(lines: Sequence[str]) -> int:
    """Return where the cues start: behind the first block, if that is the head."""
    at = next((place for place, line in enumerate(lines) if line.strip()), 0)
    if not lines[at].lstrip().startswith("WEBVTT"):
        return at
    end = at + 1
    while end < len(lines) and lines[end].strip() and "-->" not in lines[end]:
        end += 1
    return at + 1 if end < len(lines) and "-->" in lines[end] else end


def _between(lines: Sequence[str], at: int, end: int, speech: Speech) -> Iterator[_Cue]:
    """Yield the blocks of text without a timing; a note or style is skipped."""
    while at < end:
        begin = at
        while at < end and lines[at].strip():
            at += 1
        block = "\n".join(lines[begin:at]).strip()
        if _ASIDE.match(block):
            speech.notes.add(_SKIPPED, block)
        elif block:
            yield _Cue(None, "", block, begin + 1)
        at += 1


def _timed(blocks: Iterator[_Cue], speech: Speech) -> Iterator[_Cue]:
    """Yield cues with text, each with its time. A blank line after the timing does not separate its text from it."""
    empty: _Cue | None = None
    last = 0.0
    for block in blocks:
        after_tag = block.payload.find(">") + 1
        has_text = block.payload[after_tag : after_tag + 1].isalnum() or _plain(block.payload)
        if block.start is None:
            if empty is not None and has_text:
                yield block._replace(start=empty.start, end=empty.end)
            elif has_text:
                what = "no time is before it; read at its place"
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


def _note_empty(block: _Cue, speech: Speech) -> None:
    speech.notes.add("cues without words", f"{block.start:g} seconds")


def _voices(blocks: Sequence[_Cue], speech: Speech) -> list[Line]:
    """Return one line per voice; text without a voice tag has an unknown speaker.

    A tag that is closed in a later cue, before any other is opened, names all text up to there.
    """
    lines: list[Line] = []
    opened, waiting = "", 0  # the voice that no tag has closed yet, and the first line after its cue
    for block in blocks:
        payload = block.payload
        one = _ONE_VOICE.fullmatch(payload)
        before = ""
        if one is None and opened and _CLOSED.search(payload[: payload.find("<v") if "<v" in payload else None]):
            before = opened
            lines[waiting:] = [line._replace(speaker=opened) for line in lines[waiting:]]
        for name, words in _parts(payload, before) if one is None else ((_named(one[1]), one[2]),):
            text = _plain(words)
            if text:
                lines.append(Line(text, block.at, True, block.start, name))
        if "<v" in payload or before:
            last = payload[payload.rfind("<v") :] if "<v" in payload else payload
            opened, waiting = "" if "</v" in last else _voice_of(last), len(lines)
    for line in lines:
        if not line.speaker:
            speech.notes.add("words without a voice tag, of nobody known", line.text)
    return lines


def _voice_of(payload: str) -> str:
    found = _VOICE.match(payload)
    return _named(found["name"]) if found else ""


def _parts(payload: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield each voice of a cue with its text; ``name`` for text before the first tag, "" after a closing one."""
    at = 0
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


def _without_voices(cues: Sequence[_Cue], speech: Speech) -> list[Line]:
    """Return one line per caption; each line in it that may open with a name is separate."""
    lines: list[Line] = []
    for cue, texts, opens in _unrolled(cues, speech.notes):
        if len(texts) == 1:
            lines.append(Line(texts[0], cue.at, opens, cue.start))
            continue
        texts = texts if any(":" in text for text in texts) else [" ".join(texts)]
        lines += [Line(text, cue.at + place, opens and place == 0, cue.start) for place, text in enumerate(texts)]
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
    return single_spaced(text)
