"""Saved chats of Zoom, and exports of WhatsApp and Teams: who wrote what, message by message.

Zoom writes ``12:03:05 From Ann to Everyone: text`` or, since 2021, the text on lines of its own; to whom a message
went is no part of the name. WhatsApp writes ``[12/03/2024, 10:15:32] Ann: text`` or ``12/03/2024, 10:15 - Ann: text``.
Its dates are not read, since 12/03 is a day in March or in December.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from cs_research.errors import Fault, ReadError
from cs_research.formats.transcripts.hints import setting_of
from cs_research.formats.transcripts.labels import folded, kind_of, label_of, spelled
from cs_research.formats.transcripts.speech import PASSED, Line, Speech

_DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
_ZOOM = re.compile(
    rf"\s*(?P<day>{_DAY}\s+\d{{1,2}}:\d{{2}}:\d{{2}}\s+)?(?:From|Von)\s+(?P<who>\S[^\n]*?)\s*:(?:\s+(?P<words>.*))?$"
)
_TO = re.compile(r"\s+(?:to|an)\s+")
#: Recipients of a message that are not names.
_GROUPS = frozenset(
    {
        "everyone", "me", "alle", "mich", "host", "hosts", "co-hosts", "panelists", "all panelists",
        "hosts and panelists", "everyone in meeting", "everyone (in waiting room)", "waiting room participants",
    }
)  # fmt: skip
_PRIVATE = re.compile(r"\s*\((?:privately|direct message|direktnachricht|privat)\)$", re.IGNORECASE)
_MESSAGE = re.compile(
    rf"[\u200e\u200f\s]*(?P<open>\[)?{_DAY}(?P<comma>,)?\s+\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:\s?[AaPp]\.?[Mm]\.?)?"
    r"(?(open)\]\s*|\s+[-–]\s+)(?P<rest>.*)$"
)
_SENDER = re.compile(r"[\u200e\u200f]*(?P<who>[^:\n]{1,100}?):(?:\s+(?P<words>.*))?$")
#: System messages with a colon: a group was renamed.
_ITSELF = re.compile(r"[“”\"]|\b(?:changed|created|added|removed|pinned|turned|änderte|geändert)\b")
_NO_WORDS = re.compile(
    r"[\u200e\u200f\s]*(?:<[^<>]+>|(?:image|video|audio|sticker|GIF|document|contact card) omitted"
    r"|(?:This message was|You) deleted(?: this message)?\.?|(?:Bild|Video|Audio|Sticker) weggelassen)?\s*",
    re.IGNORECASE,
)
#: Within how many lines of a file a chat starts that is the file.
_HEAD = 3


class _Head(NamedTuple):
    """The line that starts a message; ``who`` is "" if the chat reports about itself."""

    place: int
    who: str
    words: str
    sure: bool = True


def with_chat(path: Path, speech: Speech, setting: object) -> None:
    """Set the senders of the lines if they are a chat.

    Raises
    ------
    ReadError
        If a chat is within another text, or if senders may be subjects (``12/03/2024 10:15 - Visit: …``).
    """
    possible = [
        place for place, line in enumerate(speech.lines) if line.start is not None or not line.text[:1].isalpha()
    ]
    for program, find in _PROGRAMS.items():
        heads = find(path, speech, possible)
        if not any(head.who for head in heads):
            continue
        _all_chat(path, speech, heads, program)
        if setting is None:
            _all_senders(path, speech, heads, program)
        speech.lines = list(_sent(speech, heads))
        speech.layout = f"{speech.layout}chat of {program}"
        return


def _zoom(path: Path, speech: Speech, places: Sequence[int]) -> list[_Head]:
    found = [
        (place, match)
        for place, line in ((place, speech.lines[place]) for place in places)
        if ("From" in line.text[:40] or "Von" in line.text[:40])
        and (match := _ZOOM.match(line.text))
        and (line.start is not None or match["day"])
    ]
    written = [_PRIVATE.sub("", match["who"]) for _, match in found]
    possible = [_senders(names) for names in written]
    known = {senders[0] for senders in possible if len(senders) == 1}
    heads, faults = [], []
    for (place, match), senders in zip(found, possible, strict=True):
        likely = senders if len(senders) == 1 else [who for who in senders if who in known]
        if len(likely) == 1:
            heads.append(_Head(place, likely[0], match["words"] or ""))
            continue
        at = f"{path}, {speech.unit} {speech.lines[place].at}"
        hint = "write the line so that it has one 'to', as: From Ann to Everyone:"
        faults.append(Fault(at, "sender of the message", "be clear", f"'{match['who']}'", hint))
    if faults:
        raise ReadError(faults)
    return heads


def _senders(names: str) -> list[str]:
    """Return who may have sent what ``Ann to Everyone`` heads: one, unless there are several "to" and no group."""
    ends = [found.span() for found in _TO.finditer(names)]
    if not ends:
        return [spelled(names)]
    if folded(names[ends[-1][1] :]) in _GROUPS:
        return [spelled(names[: ends[-1][0]])]
    return [spelled(names[:start]) for start, _ in ends]


def _messages(path: Path, speech: Speech, places: Sequence[int]) -> list[_Head]:  # noqa: ARG001 - asked alike
    heads = []
    for place in places:
        line = speech.lines[place]
        if not (line.text[:1].isdigit() or line.text[:1] in "[\u200e\u200f \t"):
            continue
        match = _MESSAGE.match(line.text)
        if match is None:
            continue
        sender = _SENDER.match(match["rest"])
        if sender is None or _ITSELF.search(sender["who"]):
            heads.append(_Head(place, "", match["rest"]))
        else:
            sure = bool(match["open"] or match["comma"])
            heads.append(_Head(place, spelled(sender["who"]), sender["words"] or "", sure))
    return heads


#: Each finds the heads of its messages among lines that start with a time or with no letter.
_PROGRAMS: dict[str, Callable[[Path, Speech, Sequence[int]], list[_Head]]] = {
    "Zoom": _zoom, "WhatsApp or Teams": _messages,
}  # fmt: skip


def _all_chat(path: Path, speech: Speech, heads: Sequence[_Head], program: str) -> None:
    """Require that a chat is the entire file: within another text the rest would be ambiguous."""
    starts = {head.place for head in heads}
    senders = {folded(head.who) for head in heads}
    other = heads[0].place >= _HEAD
    for number, line in enumerate(speech.lines):
        if number not in starts and not other:
            label = label_of(line.text, line.bold)
            other = label is not None and (folded(label.name) in senders or label.kind == "role")
    if other:
        first = speech.lines[heads[0].place]
        excerpt = f"'{' '.join(first.text.split())[:60]}' in {speech.unit} {first.at}"
        found = f"what looks like a chat of {program} among other text: {len(heads):,} messages, the first {excerpt}"
        hint = f"put the chat in a separate file, or set {setting_of(speech.asked_in, 'none')} (nobody is named)"
        raise ReadError(Fault(str(path), "transcript", "be a chat throughout or contain none", found, hint))


def _all_senders(path: Path, speech: Speech, heads: Sequence[_Head], program: str) -> None:
    """Require a setting for a log with the form of a chat, since subjects of its lines may not be senders."""
    counts = Counter(head.who for head in heads if head.who)
    doubtful = not all(head.sure for head in heads) or any(
        kind_of(name.strip("~ ")) in ("heading", "phrase") or (kind_of(name.strip("~ ")) == "small" and many == 1)
        for name, many in counts.items()
    )
    if doubtful:
        lines = {name: [speech.lines[head.place].at for head in heads if head.who == name][:6] for name in counts}
        excerpt = ", ".join(
            f"'{name}' {'once' if many == 1 else f'{many} times'} ({speech.unit} {', '.join(map(str, lines[name]))})"
            for name, many in counts.most_common(20)
        )
        labelled, none = (setting_of(speech.asked_in, word) for word in ("labelled", "none"))
        hint = f"set {labelled} (these are senders) or {none} (nobody is named)"
        found = f"a file like a chat of {program} in which these may be senders or subjects: {excerpt}"
        raise ReadError(Fault(str(path), "transcript", "leave no doubt about who speaks", found, hint))


def _sent(speech: Speech, heads: Sequence[_Head]) -> Iterable[Line]:
    """Yield lines with text; the first of a message has its sender."""
    starts = {head.place: head for head in heads}
    who: str | None = ""
    start: float | None = None
    for number, line in enumerate(speech.lines):
        head = starts.get(number)
        if head is None:
            if who == "" and line.text.strip():
                yield line._replace(speaker="")
            elif line.text.strip():
                yield line._replace(speaker=who, opens=True, start=start)
                who = None
            continue
        if not head.who:
            speech.notes.add(PASSED, head.words)
            who = ""
            continue
        who, start = head.who, line.start
        empty = _NO_WORDS.fullmatch(head.words)
        if empty and head.words.strip():
            speech.notes.add("messages without words", f"{head.who}: {head.words}")
        elif not empty:
            yield line._replace(text=head.words, speaker=who, opens=True)
            who = None
