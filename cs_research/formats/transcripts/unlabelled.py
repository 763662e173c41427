"""Lines without a label among lines with one: whose words they may be.

The words after a name of a speaker that is no label, within a line or at its start without the mark that the others
have, may be that person's or the speaker's before, who only names them. That is an error until the study says what is
meant; then it is a note. Headings, tables and boxes that name nobody are of nobody known, and so is what follows them
up to the next name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from cs_research.errors import Fault, ReadError
from cs_research.formats.transcripts.hints import setting_of
from cs_research.formats.transcripts.labels import ABBREVIATION, FUNCTION, LONGEST, PHRASES, SOUNDS, Label, kind_of
from cs_research.formats.transcripts.speech import Line, Speech

#: What comes before a name within a line: the end of a sentence, a tab or gap, a bracket, a slash, a dash or emphasis.
_BEFORE = r"(?:[.?!…][\"”’')\]]*\s+|\t\s*|\s{3,}|[\[({]\s*|\s[/|–—-]+\s+|(?<!\w)[*_]{1,3})"
#: Somebody who is named nowhere else, after a tab or a gap.
_STRANGER = re.compile(r"(?:\t\s*|\s{3,})(?P<name>[^\W\d_][^:：\n\t]{0,59}?)\s?[:：]\s")
#: Words that start speech and do not go on with a sentence about somebody: "Ann I disagree", "Ann yes".
_OPENINGS = (
    r"(?:i|i['’](?:m|d|ve|ll)|we|we['’](?:re|d|ve|ll)|you|it['’]s|that['’]s|there['’]s|yes|yeah|yep|no|nope|ok|okay|well"
    r"|um|uh|er|erm|hm+|mm+|what|why|where|how|because|exactly|hello|hi|thanks|sorry|ydw|na|ie|ja|nein|ich|wir"
    r"|not|nothing|maybe|perhaps|don['’]t|can['’]t|oh|ah|agree|same|they|my|but|if|so|nid|ond|aber|nicht)\b"
)
#: Words that come before a name in a sentence: "we asked Ben: why?".
_BEFORE_A_NAME = frozenset(
    """
    ask asks asked asking mean meant tell tells told telling say says said call calls called named is was are were be am
    s it's that's like as than to with by for from of about at on in into and or but met saw see know knew had have only
    i you he she we they the a an my your his her our their this that no not
    """.casefold().split()
)
#: What goes on with a sentence about the person: "Ann is right: we went."
_VERBS = r"(?:is|was|isn['’]t|wasn['’]t|has|had|will|would|can|could|does|did|might|must|should)\b"
#: A gesture or sound in brackets: "Ann (nods)".
_SOUND = rf"\s*[(\[][^)\]]*\b(?:{'|'.join(sorted(SOUNDS))})\b"
#: Marks between a name and words other than those that `labels.label_of` reads. A comma is an address: "Ann, where?"
_MARKS = rf"(?:\s*(?:[~=*_|\\/…∶﹕꞉]+|\.{{2,}}|[-=]+>)\s*(?=\S)|[–—](?=\w)|{_SOUND})"
#: One to three words between a name and the colon: "Ann says:", "[Ann and Ben together:]".
_WORDS = rf"(?:\s+(?!{_VERBS})[^\s:：.?!,;]+(?:\s+[^\s:：.?!,;]+){{0,2}}\s?[:：](?=[\s\])]|$))"
#: What lists, quoted messages and marks put before a name.
_LEAD = r"(?:(?:[-–—•>]+|\d{1,5}[.)])\s*)?[\"“'‘*_\[(<]{0,3}"
#: Somebody who is named nowhere else, after a time.
_NEWCOMER = re.compile(
    rf"(?P<name>[^\W\d_][\w’'-]*(?:\s(?:[^\W\d_][\w’'-]*|\d{{1,3}})){{0,2}}?)(?:\s*…|\.{{3}})?\s+(?={_OPENINGS})",
    re.IGNORECASE,
)
#: Names that are words of a sentence in small letters: "will you go".
_NAMES_AND_WORDS = frozenset(
    """
    art bill bob chase dean dawn drew faith frank grace guy hope int jack joy mark may miles mod pat penny res rich
    rob rose sky spk sue summer will yp
    """.casefold().split()
)
#: A heading by its form: Markdown's, bold, numbered as a part, or the end of the recording.
_HEADING = re.compile(
    r"#{1,6}\s+\S|\*\*[^*]+\*\*$|__[^_]+__$"
    r"|(?:(?:agenda )?item|part|section|chapter|theme|topic|question|activity|exercise|task)\s+\d+\b[^.?!,;]*$"
    r"|(?:end|start) of (?:the )?(?:interview|recording|transcript|session|meeting|focus group|part)\b[^.?!,;]*$",
    re.IGNORECASE,
)
_LONGEST_HEADING = 80
_COLON = re.compile(r"\s?[:：](?=\s|$)")
#: What to do about a name within a line.
_QUOTED = "start a new line before each name, or, if a name is quoted"
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
    colon = "write a colon after each name that speaks, or, if"
    _refuse(
        _doubt(
            path, speech, setting, "before a mark that is no colon", _other_marks(speech, labels),
            f"{colon} all these words are that person's", read_as="names of speakers",
        ),
        _doubt(path, speech, setting, "within lines", _within(speech, labels, dict.fromkeys(names)), _QUOTED),
        _doubt(
            path, speech, setting, "at the start of lines, without a colon", _unmarked(speech, labels, names),
            f"{colon} the words are about that person",
        ),
    )  # fmt: skip


def check_layout(path: Path, speech: Speech, setting: Sequence[str] | None) -> None:
    """Require that words which the layout gives to one speaker do not have the name of another before a colon.

    Raises
    ------
    ReadError
        If they do, and ``setting`` does not say what is meant.
    """
    names = {line.speaker for line in speech.lines if line.speaker}
    if names:
        by_length = dict.fromkeys(sorted(names, key=len, reverse=True))
        within = _within(speech, [None] * len(speech.lines), by_length)
        _refuse(_doubt(path, speech, setting, "within lines", within, _QUOTED))


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


def _refuse(*doubts: Fault | None) -> None:
    faults = [doubt for doubt in doubts if doubt is not None]
    if faults:
        raise ReadError(faults)


def _doubt(
    path: Path,
    speech: Speech,
    setting: object,
    where: str,
    found: _Places,
    hint: str,
    read_as: str = "words of the text",
) -> Fault | None:
    """Return the fault that asks what these names are; note how they are read if ``setting`` says so."""
    if not found:
        return None
    if setting is not None:
        things = (f"{name}: {speech.unit} {', '.join(map(str, at))}" for name, at in found.items())
        speech.notes.add(f"names {where.replace('lines', 'a line')}, read as {read_as}", *things)
        return None
    listing = [f"'{name}' ({speech.unit} {', '.join(map(str, at[:6]))})" for name, at in found.items()]
    hint += f", set {setting_of(speech.asked_in, 'labelled')}: such names are then {read_as}"
    names = f"names of speakers {where}: {', '.join(listing[:_SHOWN])}"
    return Fault(str(path), "transcript", "leave no doubt about who speaks", names, hint)


def _within(speech: Speech, labels: Sequence[Label | None], known: Collection[str]) -> _Places:
    """Return names before a colon within lines, but not in a sentence such as "we asked Ben: no"."""
    inner = re.compile(rf"{_BEFORE}({_one_of(known)})\s?(?:[*_]{{1,3}})?[:：](?=\s|[*_]|$)", re.IGNORECASE)
    within: _Places = defaultdict(list)
    who: str | None = None
    for line, label in zip(speech.lines, labels, strict=True):
        who = who if line.speaker is None else line.speaker
        text, start = line.text, label.words if label is not None else 0
        if text.find(":", start) < 0 and "：" not in text:
            continue
        names = [found[1] for found in inner.finditer(text, start)]
        names += _before_colons(text, start, known)
        if label is not None and ("\t" in text or "   " in text):
            names += _strangers(text, start)
        for name in dict.fromkeys(names):
            if who not in ("", name):
                within[name].append(line.at)
    return within


def _before_colons(text: str, start: int, known: Collection[str]) -> Iterator[str]:
    """Yield names that open a text or follow a word of it; looked up, since there may be thousands."""
    for colon in _COLON.finditer(text, start):
        words = text[max(start, colon.start() - LONGEST) : colon.start()].split()
        for first in range(len(words)):
            name = " ".join(words[first:])
            if name in known:
                if not first or (len(name) > 1 and not _goes_on(words[first - 1], first == 1)):
                    yield name
                break


def _goes_on(word: str, first: bool) -> bool:
    """Return whether a word and a name are parts of a sentence; an "and" before the first name of a line is not."""
    word = word.casefold().strip("“\"'(:：")
    return word in _BEFORE_A_NAME and not (first and word in ("and", "but"))


def _other_marks(speech: Speech, labels: Sequence[Label | None]) -> _Places:
    """Return names before a dash, full stop or other mark, if most lines with names have a colon: "Ann – he left"."""
    counts = Counter(label for label in labels if label is not None)
    other = {label for label in counts if label.style in ("dash", "weak")}
    if not other or 2 * sum(counts[label] for label in other) > counts.total():
        return {}
    places: _Places = defaultdict(list)
    for line, label in zip(speech.lines, labels, strict=True):
        if label in other:
            places[label.name].append(line.at)
    return places


def _strangers(text: str, start: int) -> Iterator[str]:
    for found in _STRANGER.finditer(text, start):
        if kind_of(found["name"]) in _KINDS:
            yield found["name"]


def _one_of(names: Iterable[str]) -> str:
    return "|".join(map(re.escape, names))


def _unmarked(speech: Speech, labels: Sequence[Label | None], names: Sequence[str]) -> _Places:
    """Return names at the start of lines that have no label; before any words if the line has a time of its own."""
    known, in_capitals = _one_of(names), _one_of({name.upper() for name in names} - set(names)) or "(?!)"
    who = rf"{_LEAD}({known}|{ABBREVIATION.pattern})"
    plain = re.compile(rf"{who}(?:{_MARKS}|[\"”'’*_\])>]*(?:\s*\([^)]*\))?(?:\s+|\.)(?={_OPENINGS}))", re.IGNORECASE)
    others = re.compile(rf"{_LEAD}(?:({known}){_WORDS}|({in_capitals})\s+(?=[^\W\d_]))")
    timed = re.compile(rf"{who}(?!\w|['’]\w)\W*(?=\w)", re.IGNORECASE)
    unmarked: _Places = defaultdict(list)
    for place in [place for place, label in enumerate(labels) if label is None]:
        line = speech.lines[place]
        if not (line.opens or line.start is not None):
            continue
        own_time = line.start is not None and not speech.captions
        name = None
        if (found := (timed if own_time else plain).match(line.text)) and not _in_small(found[1], line):
            name = found[1]
        elif own_time:
            name = _newcomer(line.text)
        elif (found := others.match(line.text)) and (found[1] or not line.text.isupper()):
            name = found[found.lastindex or 0]
        if name is not None:
            unmarked[name].append(line.at)
    return unmarked


def _newcomer(text: str) -> str | None:
    """Return a name that no line has as its label, before words that start speech: "Carl I disagree"."""
    found = _NEWCOMER.match(text)
    if found is None:
        return None
    first = found["name"].split()[0].casefold()
    is_word = first in FUNCTION or first in PHRASES or first.endswith("ly")
    return None if is_word or kind_of(found["name"]) not in _KINDS else found["name"]


def _in_small(name: str, line: Line) -> bool:
    """Return whether a word such as "will" or "int" starts a sentence of its own in small letters."""
    return name in _NAMES_AND_WORDS and line.text[:1].islower()
