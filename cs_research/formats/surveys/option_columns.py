"""Headings of an export made comparable, and the columns of choose-all options."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from cs_research.definitions.instrument import Item
from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, join_names
from cs_research.formats.surveys.answers import whole
from cs_research.formats.surveys.export import Export, numbered_name

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
#: Characters that nobody sees: soft hyphen, zero-width ones, a byte order mark within a cell.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_REQUIRED = re.compile(r"\s*[(\[](required|mandatory)[)\]]$")
#: A question's number before its wording: ``7.``, ``Q7:``, ``9.b.ii.``.
_NUMBER = re.compile(r"(?:q(?:uestion)?\s*)?\d+[a-z]?(?:\.[a-z]{1,4})*[.):]\s+")
#: What Qualtrics adds to the wording of a question that has a write-in.
_SELECTED = re.compile(r"[.:*]*\s*-\s*selected choice")
#: How much of two wordings is compared letter by letter.
_COMPARED = 300
_WORD = re.compile(r"[^\W_]{2,}")


@dataclass(frozen=True)
class Heading:
    """One column's heading: its name and its wording in comparable form.

    ``own`` is the wording where the file has a row for it, else ""; ``text`` is that or the name. ``part`` is what the
    column asks within its question; ``numbered`` is the name that no other column has. ``aside``: a write-in or the
    order in which options were shown, no answer itself.
    """

    index: int
    name: str
    own: str
    text: str
    hidden: bool
    aside: bool
    part: str = ""
    names_too: tuple[str, ...] = ()
    numbered: str = ""


def worded(text: str) -> str:
    """Normalise a wording as `normalise_text` does, without tags, a colon at its end and marks of a required answer."""
    plain = normalise_text(_TAG.sub(" ", text).translate(_UNSEEN))
    return _REQUIRED.sub("", plain).strip(" *:.")


def unnumbered(text: str) -> str:
    """A wording in comparable form without the number of its question."""
    return _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text


def headings_of(export: Export, ignore: Collection[str], named: Collection[str] = ()) -> list[Heading]:
    """The headings of all columns but those to ``ignore``, and those that are doubles and not ``named``."""
    passed = {normalise_text(name) for name in ignore}
    wanted = {normalise_text(name) for name in named}
    doubles = {index for index in export.doubles if not wanted & export.called(index)}
    return [
        Heading(
            index=index,
            name=normalise_text(name.translate(_UNSEEN)),
            own=worded(text),
            text=worded(text or name),
            hidden=index in export.hidden,
            aside=bool(re.search(r"_TEXT$|_DO(_\d+)?$", name, re.IGNORECASE))
            or re.search(r"- display order|^display order:", normalise_text(text)) is not None
            or index in export.asides,
            part=worded(export.part(index)),
            names_too=tuple(map(normalise_text, export.names_too[index])) if export.names_too else (),
            numbered=normalise_text(numbered_name(export.names, index)),
        )
        for index, (name, text) in enumerate(zip(export.names, export.texts, strict=True))
        if index not in doubles and not passed & export.called(index)
    ]


def ending(name: str, base: str) -> str | None:
    """The end of a part's name: ``3`` of ``enablers_3``, ``training`` of ``enablers.training`` or ``[training]``.

    A question that is the name of its columns has its parts after a hyphen or in brackets.
    """
    if not name.startswith(base) or len(name) == len(base):
        return None
    found = re.fullmatch(r"(?:___|[._/#:-]|\s+-\s+)(.+)|\s*\[([^\]]+)\]", name[len(base) :])
    return None if found is None else found.group(1) or found.group(2)


def shared_start(texts: Sequence[str]) -> str:
    """What all of several texts start with."""
    low, high = min(texts), max(texts)
    alike = next((at for at, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))
    return low[:alike]


def ends_of(names: Sequence[str]) -> list[str]:
    """The end of each of the names of one question's parts, after all that they share; "" where they share nothing."""
    shared = re.match(r"(.*[._/#:])?", shared_start(names))
    begin = len(shared.group()) if shared else 0
    return [name[begin:] if begin else "" for name in names]


def question_of(text: str, question: str) -> tuple[bool, str] | None:
    """Whether a wording is a question's own (True), or what it has after it, as the options of one do."""
    if not text.startswith(question):
        return None
    rest = text[len(question) :]
    if not rest or _SELECTED.fullmatch(rest):
        return True, ""
    if selected := _SELECTED.match(rest):
        rest = rest[selected.end() :]
    found = re.fullmatch(r"[.:*]*\s*-\s*(.+)|[.:*]*\s*\[(.+)\]", rest)
    return None if found is None else (False, found.group(1) or found.group(2))


def likeness(one: str, other: str) -> float:
    """How alike two wordings are, 0 to 1: letters in the same order, or words of the shorter in the longer."""
    letters = SequenceMatcher(None, one[:_COMPARED], other[:_COMPARED], autojunk=False).ratio()
    words = set(_WORD.findall(one)), set(_WORD.findall(other))
    shared = len(words[0] & words[1]) / max(min(map(len, words)), 1)
    return max(letters, shared)


#: Wordings less alike than this are not taken for one option, whatever their number.
_ALIKE = 0.5


@dataclass(frozen=True)
class Part:
    """A column of one option: the end of its name and the wording after the question, "" where there is none.

    ``option`` is given where the study says itself which option the column holds.
    """

    heading: Heading
    end: str
    wording: str
    option: str = ""


@dataclass(frozen=True)
class _Known:
    """The options of an item by what they may be recognised by."""

    item: Item
    ids: Mapping[str, str]
    numbers: Mapping[str, str]
    labels: Mapping[str, str]

    @classmethod
    def of(cls, item: Item) -> _Known:
        return cls(
            item,
            {normalise_text(option.id): option.id for option in item.options},
            {
                normalise_text(option.value) or str(place): option.id
                for place, option in enumerate(item.options, start=1)
            },
            {worded(label): option.id for option in item.options for label in (option.label, *option.aliases)},
        )

    def by_wording(self, wording: str) -> str | None:
        """The option whose label a wording is, or ends with after a hyphen; the longest label that fits."""
        wording = worded(wording)
        if wording in self.labels:
            return self.labels[wording]
        fits = [label for label in self.labels if wording.endswith((f"-{label}", f"- {label}"))]
        return self.labels[max(fits, key=len)] if fits else None

    def near(self, wording: str) -> list[tuple[float, str]]:
        """The options from the most alike to the least."""
        scores: dict[str, float] = {}
        for label, option in (*self.labels.items(), *self.ids.items()):
            scores[option] = max(scores.get(option, 0), likeness(wording, label))
        return sorted(((score, option) for option, score in scores.items()), reverse=True)


def options_of(item: Item, parts: Sequence[Part], export: Export) -> tuple[dict[str, int], list[str], list[Fault]]:
    """The column of each option; notes on those recognised by their number; faults of those that fit none.

    An option's id at the end of the name goes first, then the wording, then the number at the end of the name: it
    is taken only where the numbers of the other columns agree with their wording, and where the wording of this
    one is not nearer to another option.
    """
    known = _Known.of(item)
    by_wording = {part: known.by_wording(part.wording or part.end) for part in parts if not _is_number(part)}
    numbered = all(
        known.numbers.get(whole(part.end)) == option
        for part, option in by_wording.items()
        if option and part.wording and part.end and normalise_text(part.end) not in known.ids
    )
    found: dict[str, int] = {}
    notes: list[str] = []
    faults: list[Fault] = []
    for part in parts:
        option, note = _option(part, known, by_wording.get(part), numbered=numbered)
        if option is None:
            faults.append(_unmatched(part, known, export, note))
        elif option in found:
            first, second = (export.named(at) for at in (found[option], part.heading.index))
            thing, hint = f"column of '{item.id}.{option}'", f"list the other under 'ignore' (--ignore '{second}')"
            found_twice = f"'{first}' and '{second}'"
            faults.append(Fault(f"{export.path}, header", thing, "be there once", found_twice, hint))
        else:
            found[option] = part.heading.index
            notes += [f"'{export.names[part.heading.index]}' ({note})"] if note else []
    if notes:
        notes = [
            f"'{item.id}': options that are worded otherwise were recognised by the number at the end of the column's "
            f"name: {', '.join(notes)}"
        ]
    return found, notes, faults


def _is_number(part: Part) -> bool:
    """Whether a column has no wording for its option, and a number at the end of its name at most."""
    return not part.wording and (not part.end or whole(part.end).lstrip("-").isdecimal())


def _option(part: Part, known: _Known, worded_as: str | None, *, numbered: bool) -> tuple[str | None, str]:
    """The option of a column and what is to be noted of it, or None and what is in doubt."""
    named = part.option or known.ids.get(normalise_text(part.end))
    if named:
        if worded_as and worded_as != named and not part.option:
            return None, f"the name says '{named}', the wording '{worded_as}'"
        return named, ""
    if worded_as:
        return worded_as, ""
    number = known.numbers.get(whole(part.end))
    if number is None or not part.wording:
        return number, ""
    near = known.near(part.wording)
    score = next(score for score, option in near if option == number)
    if not numbered:
        return None, "numbers of other columns are not those of their options"
    if score < _ALIKE or near[0][0] > score:
        return None, f"its number says '{number}'"
    return number, f"'{number}'"


def _unmatched(part: Part, known: _Known, export: Export, doubt: str) -> Fault:
    """The fault of an option column that fits no option, with the options that are near."""
    name = export.names[part.heading.index]
    text = export.texts[part.heading.index]
    labels = {option.id: option.label for option in known.item.options}
    wording = part.wording or part.end
    near = [option for score, option in known.near(wording) if score >= _ALIKE][:3]
    like = f"near to it: {', '.join(f'{option} ({labels[option]})' for option in near)}; " if near else ""
    first = near[0] if near else known.item.options[0].id
    return Fault(
        f"{export.path}, header",
        f"option column '{name}' of '{known.item.id}'",
        f"be one of the options {join_names(list(labels), 'or', 20)}",
        (f"the wording '{text}'" if text else f"'{part.end or wording}' at its end") + (f" ({doubt})" if doubt else ""),
        f"{like}say which it is under 'columns' (for instance {known.item.id}.{first}: {name}), add its wording to "
        f"the option's aliases, say that none applies (answers: {{{known.item.id}: {{'{wording}': none}}}}), or list "
        "the column under 'ignore' if it is no option",
    )
