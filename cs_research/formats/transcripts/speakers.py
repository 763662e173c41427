"""Decide which of the names in a file are speakers. Nobody is guessed: two readings are an error.

A file is unambiguous if its layout names who speaks (voice tags, Otter's and Teams' name and time, a column of
speakers), or if the text before colons, in brackets or in bold can be read in one way:

* it is only headings, turns of phrase and fragments of sentences: nobody is named;
* every paragraph or caption opens with a name, and there are several: all are speakers, even who speaks once;
* every name is a role ("Facilitator", "Practitioner 2", "P1"), and at least a quarter of the paragraphs open with
  one;
* every name is there at least twice (once if ``#``, ``@`` or ``>>`` marks it), there are several, and at least
  three fifths of the paragraphs open with one, or a quarter if all are roles, names of two words or more, or
  marked by bold or brackets;
* a few names are there once each, and hardly any paragraph opens with one: nobody is named, and the account lists
  them.

A bracket alone ("[Child 1] went home.") before lower case leaves doubt: it may open a sentence about them.

Where somebody speaks, what may be a heading after the first name, and a group ("Everyone"), a subject ("School") or
an uncertain name ("Sophie?", "?", "The Chair", "(Ben)" or "P1 -" among names with colons) anywhere leaves doubt, since
its words are theirs or the speaker's before. Where each name is there once, so does a heading before the first.

Names within a line, also of a layout's speakers, or without the mark of the others, headings, tables and boxes are
treated in `unlabelled`.

All else is an error that lists the names with their number and lines, and the study says what is meant.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cs_research.errors import Fault, ReadError, closest, join_names
from cs_research.formats.transcripts.hints import setting_of
from cs_research.formats.transcripts.labels import IN_BRACKETS, LONGEST, Label, alone, before_colon, folded, label_of
from cs_research.formats.transcripts.paragraphs import goes_on
from cs_research.formats.transcripts.speech import UNKNOWN, Line, Speech
from cs_research.formats.transcripts.unlabelled import check_layout, check_names, with_parts_of_nobody

#: ``labelled``, ``none``, a list of names, or nothing if the file is to be read as it is.
Setting = str | Sequence[str] | None

_NAMES = frozenset({"role", "full", "name", "small"})
#: What may or may not be a person: the study decides.
_DOUBT = frozenset({"heading", "anybody"})
#: What in brackets may be somebody.
_BRACKETED = frozenset({"role", "full", "name", "anybody"})
#: Styles in which a name that is there once can be nothing else.
_ONCE = frozenset({"mark", "bracketed"})
#: Styles that occur within sentences too.
_LOOSE = frozenset({"dash", "timed", "weak"})
#: Styles by which the words after a bracket on its own line are somebody's.
_NAMED_BY = frozenset({"colon", "mark", "bold", "bracketed"})
_WHERE = {
    "python": "in read_transcript",
    "study": "in the study under this source",
    "command": "after the command",
}
_MARKED = frozenset({"bracket", "bracketed", "mark", "bold"})
#: Pairs of letters for who asks and who answers.
_PAIRS = (
    frozenset("qa"),
    frozenset("ir"),
    frozenset("ip"),
    frozenset("fp"),
    frozenset("ib"),
    frozenset("fa"),
)
#: The share of paragraphs that open with a name if names are plain words, and if they can be nothing else.
_MAJORITY, _HALF, _FEW = 0.6, 0.5, 0.25


class _Name(NamedTuple):
    """A name in a file: the words it consists of, how it is written, and where."""

    kind: str
    styles: frozenset[str]
    places: list[int]

    @property
    def sure(self) -> bool:
        return self.kind in {"role", "full"} or bool(self.styles & _MARKED)


def check_setting(speakers: Setting) -> tuple[str, ...] | str | None:
    """Return the setting as a word or a tuple of names; raise a `ReadError` for another word."""
    if speakers is None or speakers in ("labelled", "none"):
        return speakers
    if isinstance(speakers, str):
        rule = "be 'labelled', 'none' or a list of names"
        hint = closest(speakers, ["labelled", "none"]) or f"a single name is a list too: [{speakers}]"
        raise ReadError(Fault("read_transcript", "speakers", rule, f"'{speakers}'", hint))
    names = tuple(speakers)
    if not names or any(not isinstance(name, str) or not name.strip() for name in names):
        raise ReadError(Fault("read_transcript", "speakers", "name at least one", f"{list(names)!r}"))
    return names


def named(path: Path, speech: Speech, setting: tuple[str, ...] | str | None) -> list[Label | None] | None:
    """Return the label of each line that names a speaker, or None if no line does.

    Raises
    ------
    ReadError
        If the file can be read in two ways and ``setting`` does not decide, or names a speaker who is not in the file.
    """
    if setting == "none":
        speech.lines = [line._replace(speaker=None) for line in speech.lines]
        return None
    if any(line.speaker is not None for line in speech.lines):
        _only(path, speech, setting)
        check_layout(path, speech, setting)
        return with_parts_of_nobody(speech, [None] * len(speech.lines))
    labels = _labels(speech.lines)
    if not speech.captions:
        _with_names_alone(speech.lines, labels, set(map(folded, setting)) if isinstance(setting, tuple) else None)
    if isinstance(setting, tuple):
        labels = _with_bare_brackets(_in_one_spelling(speech, labels))
        chosen = _listed(path, speech, labels, setting)
    else:
        labels = _in_one_spelling(speech, _without_wrapped(speech, _without_asides(speech, labels)))
        labels = labels if setting else _with_bare_brackets(labels)
        chosen = _decided(path, speech, _with_other_marks(speech, labels), setting)
    if not chosen:
        return None
    kept = [label if label is not None and label.name in chosen else None for label in labels]
    kept = _with_changes(speech, with_parts_of_nobody(speech, kept))
    check_names(path, speech, kept, setting)
    return kept


def _labels(lines: Sequence[Line]) -> list[Label | None]:
    """Return the label of each line. Nearly all are ``Ann: Where?``, whose names are looked up."""

    def before(text: str) -> Label | None:
        end = text.find(": ", 0, LONGEST + 1)
        return before_colon(text[:end]) if end > 0 else None

    return [(None if line.bold else before(line.text)) or label_of(line.text, line.bold) for line in lines]


def _without_wrapped(speech: Speech, labels: list[Label | None]) -> list[Label | None]:
    """Drop names that continue the sentence of the line before; with a capital they are in doubt."""
    wrapped: dict[str, list[int]] = defaultdict(list)
    free: set[str] = set()
    least = 1 if speech.captions else 60
    for place, (line, label) in enumerate(zip(speech.lines, labels, strict=True)):
        if label is None:
            continue
        inner = label.name[:1].islower() if speech.captions else not line.opens
        if inner and place and goes_on(speech.lines[place - 1].text.strip(), least):
            wrapped[label.name].append(place)
        else:
            free.add(label.name)
    if not wrapped:
        return labels
    capitals = any(not name[:1].islower() for name in free)
    for name, places in wrapped.items():
        if name in free:
            continue
        drop = name[:1].islower() and capitals and not speech.captions
        for place in places:
            label = labels[place]
            if label is not None and label.kind in _NAMES:
                labels[place] = None if drop else label._replace(kind="anybody")
    return labels


def _without_asides(speech: Speech, labels: list[Label | None]) -> list[Label | None]:
    """Drop brackets alone on their line before a named line or at the end: they introduce no words."""
    if not any(label is not None and label.style == "bracket" for label in set(labels)):
        return labels

    def aside(place: int, label: Label | None) -> bool:
        if label is None or label.style != "bracket" or speech.lines[place].text[label.words :].strip():
            return False
        after = labels[place + 1] if place + 1 < len(labels) else None
        return place + 1 == len(labels) or (after is not None and after.style in _NAMED_BY)

    return [
        label._replace(kind="phrase") if label is not None and aside(place, label) else label
        for place, label in enumerate(labels)
    ]


def _with_bare_brackets(labels: list[Label | None]) -> list[Label | None]:
    """Doubt ``[Child 1] went home`` where ``[Child 1]:`` speaks: it may go on with the words of the speaker before."""
    counts = Counter(label for label in labels if label is not None and label.kind in _NAMES)
    marked = {label.name for label in counts if label.style in _NAMED_BY}
    bare = sum(count for label, count in counts.items() if label.style == "bracket")
    if not bare or 2 * bare >= counts.total():
        return labels
    return [
        label._replace(name=f"[{label.name}]", kind="anybody")
        if label is not None and label.style == "bracket" and label.name in marked
        else label
        for label in labels
    ]


def _in_one_spelling(speech: Speech, labels: list[Label | None]) -> list[Label | None]:
    """Give each name its most frequent spelling: ``ANN`` and ``ann`` are ``Ann``."""
    spellings: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    kinds: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for label, count in Counter(labels).items():
        if label is not None and label.kind != "sentence":
            counts[label.name] += count
            kinds[label.name] = label.kind
    for name, count in counts.items():
        spellings[folded(name)][name] = count
    usual = {
        name: max(several, key=lambda name: (kinds[name] != "small", several[name]))
        for several in spellings.values()
        if len(several) > 1
        for name in several
    }
    other = {name: best for name, best in usual.items() if name != best and kinds[best] in _NAMES}
    if not other:
        return labels
    speech.notes.add("spellings of one name", *(f"{name} is {best}" for name, best in other.items()))
    return [
        label._replace(name=other[label.name], kind=kinds[other[label.name]])
        if label is not None and label.name in other
        else label
        for label in labels
    ]


def _with_other_marks(speech: Speech, labels: list[Label | None]) -> list[Label | None]:
    """Accept names before a dash, time or other mark if all are written so, never in captions.

    If names have colons it may be one; a single such word among lines without names belongs to a sentence.
    """
    counts = Counter(label for label in labels if label is not None)
    loose = sum(count for label, count in counts.items() if label.style in _LOOSE)
    if not loose:
        return labels
    others = {label.name for label in counts if label.style not in _LOOSE and label.kind in _NAMES}
    few = speech.captions or (not others and loose < _FEW * len(labels))

    def kept(line: Line, label: Label | None) -> Label | None:
        if label is None or label.style not in _LOOSE:
            return label
        clear = label.name in others or label.kind == "role" or (label.style != "weak" and others)
        if few or not (clear or label.style != "weak") or (others and not line.opens):
            return None
        return label._replace(kind="anybody") if others else label

    return [kept(line, label) for line, label in zip(speech.lines, labels, strict=True)]


def _with_changes(speech: Speech, labels: list[Label | None]) -> list[Label | None]:
    """Add changes of speaker without a name: ``>>``, and a dash in a caption with several."""
    marked = [(place, line) for place, line in enumerate(speech.lines) if line.text[:1] in ">-–"]
    dashed = [line for _, line in marked if speech.captions and line.text[:2] in ("- ", "– ")]
    several = {line.start for line in dashed if not line.opens}
    for place, line in marked:
        changed = line.text.startswith(">>") or (line.text[:2] in ("- ", "– ") and line.start in several)
        if changed and labels[place] is None:
            labels[place] = Label("", "name", "mark", len(line.text) - len(line.text.lstrip(">-– ")))
    return labels


def _with_names_alone(lines: Sequence[Line], labels: list[Label | None], wanted: set[str] | None) -> None:
    """Add names alone on their line: bold, a role, or repeated; and the text after them."""
    found: dict[str, list[tuple[int, Label]]] = defaultdict(list)
    last = len(lines) - 1
    for place, line in enumerate(lines):
        if labels[place] is not None or not line.opens or place == last or len(line.text) > 120:
            continue
        after, label = lines[place + 1], alone(line.text, line.bold)
        if label is None or labels[place + 1] is not None or (0 < after.bold == len(after.text.rstrip())):
            continue
        doubtful = label.kind == "anybody" and label.style == "bold"
        if label.kind in _NAMES or doubtful or (wanted and folded(label.name) in wanted):
            found[label.name].append((place, label))
    for name, places in found.items():
        sure = places[0][1].style == "bold" or (wanted is not None and folded(name) in wanted)
        if sure or len(places) > 1 or places[0][1].kind == "role":
            for place, label in places:
                labels[place] = label
        elif any(label is not None and label.kind in _NAMES for label in labels[: places[0][0]]):
            place, label = places[0]
            labels[place] = label._replace(kind="anybody")


def _only(path: Path, speech: Speech, setting: tuple[str, ...] | str | None) -> None:
    """Require that a layout's speakers and the study's list are the same."""
    if not isinstance(setting, tuple):
        return
    there = {folded(line.speaker): line.speaker for line in speech.lines if line.speaker}
    _known(path, setting, list(there.values()))
    more = [name for key, name in there.items() if key not in set(map(folded, setting)) and name != UNKNOWN]
    if more:
        rule = "be all that the file names"
        raise ReadError(Fault(str(path), "list of speakers", rule, f"it without {join_names(more, 'and')}"))


def _known(path: Path, setting: Sequence[str], there: Sequence[str]) -> None:
    folds = {folded(name) for name in there}
    faults = [
        Fault(str(path), "each name in speakers", "be in the file", f"'{name}' nowhere", closest(name, there))
        for name in setting
        if folded(name) not in folds
    ]
    if faults:
        raise ReadError(faults)


def _listed(path: Path, speech: Speech, labels: list[Label | None], setting: tuple[str, ...]) -> set[str]:
    """Return the names of the study's list, as the file writes them."""
    wanted = set(map(folded, setting))
    there = list(dict.fromkeys(label.name for label in labels if label is not None))
    _known(path, setting, there)
    chosen = {name for name in there if folded(name) in wanted and name[:1] != "["}
    _note_rest(speech, labels, chosen)
    return chosen


def _note_rest(speech: Speech, labels: Sequence[Label | None], chosen: set[str]) -> None:
    rest: dict[str, int] = defaultdict(int)
    for label, count in Counter(labels).items():
        if label is not None and label.name not in chosen and label.kind != "sentence":
            rest[label.name] += count
    listing = [f"{name}: {count}" for name, count in rest.items()]
    if listing:
        speech.notes.add("before a colon or by itself, and read as words of the text", *listing)


def _names(speech: Speech, labels: Sequence[Label | None]) -> dict[str, _Name]:
    """Return every name with the words it consists of, in the order of the file."""
    names: dict[str, _Name] = {}
    for line, label in zip(speech.lines, labels, strict=True):
        if label is None or label.kind == "sentence":
            continue
        known = names.get(label.name)
        if known is None:
            names[label.name] = _Name(label.kind, frozenset({label.style}), [line.at])
        else:
            known.places.append(line.at)
    return _pairs(_without_sentences(_without_brackets(names)))


def _without_sentences(names: dict[str, _Name]) -> dict[str, _Name]:
    """Doubt ``Manager training matters`` if it is there once and ``Manager`` speaks: both may be a sentence's."""

    def goes_on(key: str) -> bool:
        words = IN_BRACKETS.sub("", key).split()
        return any(
            " ".join(words[:end]) in names and any(word.islower() for word in words[end:])
            for end in range(1, len(words))
        )

    return {
        key: name._replace(kind="anybody")
        if name.kind in ("role", "full") and len(name.places) == 1 and goes_on(key)
        else name
        for key, name in names.items()
    }


def _without_brackets(names: dict[str, _Name]) -> dict[str, _Name]:
    """Drop brackets, as placeholders and sounds, if names have colons; with a name in them they are in doubt."""

    def total(*styles: frozenset[str]) -> int:
        return sum(len(name.places) for name in names.values() if name.styles in styles and name.kind in _NAMES)

    bare, marked = total(frozenset({"bracket"})), total(frozenset({"bracketed"}))
    both = total(frozenset({"bracket", "bracketed"}))
    others = sum(len(name.places) for name in names.values() if name.kind in _NAMES) - bare - marked - both
    if others < bare + marked + both and not marked + others > bare + both:
        return names
    return {
        key: name._replace(kind="anybody") if name.styles == {"bracket"} else name
        for key, name in names.items()
        if name.styles != {"bracket"} or (name.kind in _BRACKETED and not key.isdigit())
    }


def _pairs(names: dict[str, _Name]) -> dict[str, _Name]:
    """Accept ``Q`` and ``A`` as roles if both are used."""
    letters = {key.casefold() for key in names if len(key) == 1}
    pair = frozenset().union(*(pair for pair in _PAIRS if pair <= letters)) if letters else frozenset()
    return {key: name._replace(kind="role") if key.casefold() in pair else name for key, name in names.items()}


class _Share(NamedTuple):
    """The number of paragraphs or captions, and of those that open with a name."""

    units: int
    opened: int

    @property
    def part(self) -> float:
        return self.opened / self.units if self.units else 0.0


def _share(speech: Speech, labels: Sequence[Label | None], names: dict[str, _Name]) -> _Share:
    """Count paragraphs and names without headings and turns of phrase, which are neither."""
    people = {
        id(label) for label in labels if label is not None and label.name in names and names[label.name].kind in _NAMES
    }
    others = [place for place, label in enumerate(labels) if id(label) not in people]
    units = opened = len(labels) - len(others)
    for place in others:
        line, label = speech.lines[place], labels[place]
        if (
            (label is None or label.name not in names)
            and line.opens
            and not line.apart
            and not _heads(speech, labels, place - 1, people)
        ):
            units += 1
    return _Share(units, opened)


def _heads(speech: Speech, labels: Sequence[Label | None], place: int, people: set[int]) -> bool:
    """Return whether a line is a name without words."""
    label = labels[place] if place >= 0 else None
    return label is not None and id(label) in people and not speech.lines[place].text[label.words :].strip()


def _decided(path: Path, speech: Speech, labels: list[Label | None], setting: str | None) -> set[str]:
    names = _names(speech, labels)
    found = {key: name for key, name in names.items() if name.kind in _NAMES}
    capitals = not any(name.kind == "small" and len(name.places) > 1 for name in found.values())
    found = {
        key: name
        for key, name in found.items()
        if name.kind != "small" or len(name.places) > 1 or name.styles & _MARKED or not capitals
    }
    possible = _DOUBT if found else _DOUBT | _NAMES  # without any found, names in lower case may be speakers
    doubtful = {key: name for key, name in names.items() if key in found or name.kind in possible}
    if setting == "labelled":
        if not doubtful:
            hint = f"set {setting_of(speech.asked_in, 'none')} if nobody is named, or list the names"
            raise ReadError(Fault(str(path), "transcript", "name speakers, as 'labelled' says", "no name", hint))
        _note_rest(speech, labels, set(doubtful))
        return set(doubtful)
    share = _share(speech, labels, found | {key: name for key, name in names.items() if name.kind not in _NAMES})
    reading = _reading(found, share, captions=speech.captions) if found else _without_names(speech, labels, names)
    doubt = reading == "labelled" and (_is_doubtful(names, found) or _opens_sentences(speech, labels, found))
    if reading == "unclear" or doubt:
        raise ReadError(_two_readings(path, speech, doubtful))
    chosen = set(found) if reading == "labelled" else set()
    _note_rest(speech, labels, chosen)
    return chosen


def _reading(names: dict[str, _Name], share: _Share, *, captions: bool) -> str:
    """Return ``labelled``, ``none`` or ``unclear``; the module docstring has the rules."""
    roles = [name for name in names.values() if name.kind == "role"]
    repeated = any(len(name.places) > 1 for name in names.values())
    all_open = share.opened == share.units
    if not repeated and not roles and share.part < (_HALF if len(names) == 1 else _FEW):
        return "none"
    if len(names) == 1:
        [name] = names.values()
        clear = bool(roles) and (all_open or (repeated and share.part >= _FEW))
        clear = clear or (captions and all_open and repeated and name.kind == "full")
    elif all_open:
        clear = captions or repeated or bool(roles)
    elif all(len(name.places) > 1 or name.kind == "role" or name.styles & _ONCE for name in names.values()):
        plain = any(name.styles <= _LOOSE | {"alone"} and not name.sure for name in names.values())
        least = _FEW if all(name.sure for name in names.values()) else _MAJORITY
        clear = share.part >= least and not plain
    else:
        clear = False
    return "labelled" if clear else "unclear"


def _without_names(speech: Speech, labels: Sequence[Label | None], names: dict[str, _Name]) -> str:
    """Return ``unclear`` if most paragraphs open with a possible name, such as ``1`` or ``Police``; else ``none``."""
    roles = {key: name._replace(kind="role") if name.kind == "anybody" else name for key, name in names.items()}
    share = _share(speech, labels, roles)
    return "unclear" if share.opened > 1 and share.part >= _MAJORITY else "none"


def _is_doubtful(names: dict[str, _Name], found: dict[str, _Name]) -> bool:
    """Return whether a label that may not be a name leaves doubt about who speaks.

    "Action:" or "Everyone:" after somebody spoke may be theirs, another's or nobody's. Before, "Parents:" or
    "Police:" make the names behind them subjects too, and so does "Action:" if each name is there once; "Date:"
    at the head of a file does not.
    """
    first = min(name.places[0] for name in found.values())
    once = all(len(name.places) == 1 for name in found.values())
    return any(
        name.kind in _DOUBT and (name.kind == "anybody" or once or name.places[-1] > first) for name in names.values()
    )


def _opens_sentences(speech: Speech, labels: Sequence[Label | None], found: dict[str, _Name]) -> bool:
    """Return whether text goes on in lower case after a bracket: ``[Child 1] went home.`` may be about the child."""
    return any(
        label is not None
        and label.style == "bracket"
        and label.name in found
        and (rest := line.text[label.words :].lstrip())
        and (rest[0].islower() or rest[0] in "'’")
        for line, label in zip(speech.lines, labels, strict=True)
    )


def _two_readings(path: Path, speech: Speech, names: dict[str, _Name]) -> Fault:
    listing = []
    for key, name in list(names.items())[:20]:
        places = ", ".join(map(str, name.places[:6])) + (" …" if len(name.places) > 6 else "")
        many = len(name.places)
        word = speech.unit if many == 1 else f"{speech.unit}s"
        listing.append(f"'{key}' {'once' if many == 1 else f'{many} times'} ({word} {places})")
    more = f" and {len(names) - 20} more" if len(names) > 20 else ""
    labelled, none, some = (setting_of(speech.asked_in, value) for value in ("labelled", "none", [next(iter(names))]))
    hint = (
        f"say {_WHERE[speech.asked_in]} what is meant: {labelled} (these are all speakers), {none} (nobody is named) "
        f"or a list such as {some} (only those are speakers, all else is text)"
    )
    if speech.asked_in == "python":
        hint += "; in a study: speakers: labelled, speakers: none or a list of names"
    found = f"a file that can be read in two ways, with {', '.join(listing)}{more}"
    return Fault(str(path), "transcript", "leave no doubt about who speaks", found, hint)
