"""WebVTT captions, as Teams and Zoom write them, and SubRip.

See https://www.w3.org/TR/webvtt1/. Speakers stand in voice tags (``<v Name>``) or before a colon;
a cue without one belongs to the speaker before it.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from cs_research._files import read_text
from cs_research.readers.transcripts.speech import Speech, seconds

__all__ = ["fits", "read"]

_TIMING = re.compile(r"(?m)^\s*(?P<start>-?[\d:]+[.,]?\d*)\s*-->\s*-?[\d:]+[.,]?\d*")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+(?P<name>[^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|</?>|<\d[\d:.]*>")
_NAMED = re.compile(r"^(?P<name>[^\W\d][\w .,'’()&/-]{0,40}?):\s+(?=\S)")
_ASIDE = re.compile(r"^(NOTE|STYLE|REGION)\b")


@dataclass(frozen=True)
class _Cue:
    start: float
    speaker: str
    text: str


def fits(head: bytes) -> bool:
    """WebVTT says what it is; SubRip has a timing in its second line."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if wide else "utf-8-sig", errors="replace").replace("\r\n", "\n").lstrip()
    lines = text.split("\n")
    return text.startswith("WEBVTT") or any(_TIMING.match(line) for line in lines[:2])


def read(path: Path, encoding: str | None) -> Speech:
    """Cues in order of time, those of one speaker that follow each other joined to a turn."""
    speech = Speech("WebVTT")
    cues: list[_Cue] = []
    for block in re.split(r"\n[ \t]*\n", read_text(path, encoding)):
        cues += _cues(block.strip("\n"), speech)
    cues = _with_names(cues, speech)
    ordered = sorted(cues, key=lambda cue: cue.start)
    if ordered != cues:
        speech.notes.append("cues stood out of order and were sorted by time")
    for speaker, start, text in _joined(_carried(ordered)):
        speech.say(speaker, text, start)
    return speech


def _cues(block: str, speech: Speech) -> list[_Cue]:
    if block.lstrip().startswith("WEBVTT"):
        block = block.lstrip().partition("\n")[2]
        if not _TIMING.search(block):
            return []
    if not block.strip():
        return []
    if _ASIDE.match(block):
        speech.notes.append(f"passed over, a note in the file: '{' '.join(block.split())[:80]}'")
        return []
    lines = block.split("\n")
    timing = next((index for index, line in enumerate(lines[:2]) if _TIMING.match(line)), None)
    if timing is None:
        speech.notes.append(
            f"no time stands before '{' '.join(lines)[:60]}'; read at the place where it stands"
        )
        return [_Cue(float("nan"), "", _plain(" ".join(lines)))]
    start = _signed(_TIMING.match(lines[timing])["start"])  # type: ignore[index]
    payload = " ".join(lines[timing + 1 :])
    if not _plain(payload):
        speech.notes.append(f"no words at {lines[timing].split('-->')[0].strip()}")
        return []
    voices = list(_VOICE.finditer(payload))
    if not voices:
        return [_Cue(start, "", _plain(payload))]
    ends = [*(voice.start() for voice in voices[1:]), len(payload)]
    before = _plain(payload[: voices[0].start()])
    return ([_Cue(start, "", before)] if before else []) + [
        _Cue(start, html.unescape(voice["name"]).strip(), _plain(payload[voice.end() : end]))
        for voice, end in zip(voices, ends, strict=True)
    ]


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def _signed(clock: str) -> float:
    """Seconds; Teams writes moments before the recording with a minus sign."""
    return -seconds(clock[1:]) if clock.startswith("-") else seconds(clock)


def _with_names(cues: list[_Cue], speech: Speech) -> list[_Cue]:
    """Zoom's ``Name: text``, where a name stands before a colon more than once; missing times filled."""
    counts = Counter(found["name"] for cue in cues if not cue.speaker and (found := _NAMED.match(cue.text)))
    named, last = [], 0.0
    for cue in cues:
        last = last if cue.start != cue.start else cue.start
        found = None if cue.speaker else _NAMED.match(cue.text)
        if found and counts[found["name"]] > 1:
            named.append(_Cue(last, found["name"], cue.text[found.end() :]))
        else:
            if found and any(count > 1 for count in counts.values()):
                speech.notes.append(f"'{found['name']}:' stands once and was read as speech")
            named.append(_Cue(last, cue.speaker, cue.text))
    return named


def _carried(cues: list[_Cue]) -> list[_Cue]:
    carried, speaker = [], ""
    for cue in cues:
        speaker = cue.speaker or speaker
        carried.append(_Cue(cue.start, speaker, cue.text))
    return carried


def _joined(cues: list[_Cue]) -> list[tuple[str, float, str]]:
    joined: list[tuple[str, float, str]] = []
    for cue in cues:
        if joined and joined[-1][0] == cue.speaker and cue.speaker:
            speaker, start, text = joined[-1]
            joined[-1] = (speaker, start, f"{text} {cue.text}")
        else:
            joined.append((cue.speaker, cue.start, cue.text))
    return joined
