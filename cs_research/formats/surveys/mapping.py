"""Which columns and wordings of an export may be which items and points of an instrument, for a person to decide.

What the reader of exports finds by itself is certain. All else is a list of candidates, each with its likeness from 0
to 100: nothing is taken for another because it is near.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from cs_research.definitions.instrument import Instrument, Item, Point
from cs_research.definitions.wording import normalise_text
from cs_research.formats.surveys.answers import Answers, absent, ticked
from cs_research.formats.surveys.cells import Column
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.match import Match, search
from cs_research.formats.surveys.option_columns import Heading, headings_of, shared_start, unnumbered, worded

How = Literal["exact", "folded", "near"]

#: Candidates less alike than this, from 0 to 100, are not listed, and how many are at most.
_ALIKE, _MOST = 50, 3
#: How much the likeness of the wording counts beside that of the answers.
_WORDING = 0.6
#: Distinct answers of a column that are looked at.
_ANSWERS = 30
#: The question and the option in the heading of a column that holds one option.
_PART = re.compile(r"(.+?)(?:\s+-\s+(.+)|(?<=[?.:…])\s*-\s*(.+)|\s*\[(.+)\])", re.DOTALL)
#: The same in a name, as REDCap writes it.
_CODED = re.compile(r"(.+?)___(.+)")
#: The code of a question in the names of its columns: ``Q10`` of ``Q10_1``, ``helped`` of ``helped[SQ001]``.
_NUMBERED = re.compile(r"(.*[^\W_].*?)(?:_|\.|\[[A-Za-z]*)\d+\]?")
#: The end of a question that stands before each of its options.
_BEFORE_OPTION = re.compile(r".*[:?.)…-]\s+", re.DOTALL)


@dataclass(frozen=True)
class Candidate:
    """A column of the export; ``name`` is its heading, ``wording`` its question where the export has one beside."""

    index: int
    name: str
    wording: str
    how: How
    score: float
    samples: tuple[str, ...]


@dataclass(frozen=True)
class OptionColumn:
    """A column of one option, with the options of the item from the most alike; one that is sure has a score of 100."""

    column: Candidate
    options: tuple[tuple[Point, float], ...]


@dataclass(frozen=True)
class Question:
    """A question of the export with a column for each option, which may be a choose-all item."""

    text: str
    score: float
    columns: tuple[OptionColumn, ...]


@dataclass(frozen=True)
class OpenItem:
    """An item that the reader does not find, with the columns, or the questions in several columns, that it may be."""

    item: Item
    columns: tuple[Candidate, ...]
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Columns:
    """All items of an instrument: ``found`` (item, or ``item.option``, to its column), the open ones, and the rest.

    ``options`` are columns of items that were found which fit none of their options, by item.
    """

    found: Mapping[str, Candidate]
    open: tuple[OpenItem, ...]
    options: Mapping[str, tuple[OptionColumn, ...]]
    unused: tuple[Candidate, ...]


@dataclass(frozen=True)
class UnknownAnswer:
    """A wording that no point of an item has, in ``count`` cells, with the points that are near."""

    item: Item
    wording: str
    count: int
    points: tuple[tuple[Point, float], ...]


def map_columns(export: Export, instrument: Instrument, chosen: Mapping[str, str] | None = None) -> Columns:
    """The column of each item that the reader finds, and for every other item the columns that it may be.

    Parameters
    ----------
    chosen
        Item, or ``item.option``, to column name: what is decided already, as in a study's ``columns``.
    """
    result = search(export, instrument, chosen or {})
    names = {item.id: item for item in instrument.items}
    places = _places(result)
    found = {key: _found(export, names[key.partition(".")[0]], index) for key, index in places.items()}
    free = [heading for heading in headings_of(export, ()) if heading.index not in result.used() and not heading.hidden]
    options = dict(_loose_options(export, instrument, result, free))
    loose = {part.column.index for parts in options.values() for part in parts}
    free = [heading for heading in free if heading.index not in loose and not heading.aside]
    items = [
        item for item in instrument.asked if item.id not in {*result.single, *result.parts, *result.scales, *options}
    ]
    unused = tuple(_candidate(export, heading.index, "near", 0) for heading in free)
    return Columns(found, tuple(_open(export, item, instrument, free) for item in items), options, unused)


def _places(result: Match) -> dict[str, int]:
    """Item or ``item.option`` to its column, without columns that two claim."""
    places = dict(result.single)
    for item, parts in result.parts.items():
        places |= {f"{item}.{option}": index for option, index in parts.items()}
    claims = Counter(places.values())
    return {key: index for key, index in places.items() if claims[index] == 1}


def _found(export: Export, item: Item, index: int) -> Candidate:
    name, text = export.names[index], export.texts[index]
    exact = name in (item.id, *item.columns) or item.text in (name, text)
    return _candidate(export, index, "exact" if exact else "folded", 100)


def _candidate(export: Export, index: int, how: How, score: float) -> Candidate:
    name, text, part = export.names[index], export.texts[index], export.part(index)
    wording = " ".join((text if text.endswith(part) else f"{text} - {part}").split())
    if normalise_text(wording) == normalise_text(name):
        wording = ""
    column = export.columns[index]
    return Candidate(index, name, wording, how, round(score, 1), samples(column))


def has_own_name(export: Export, column: Candidate) -> bool:
    """Whether no other column has the name of this one, so that a study can name it."""
    return sum(normalise_text(name) == normalise_text(column.name) for name in export.names) == 1


def samples(column: Column, most: int = 3) -> tuple[str, ...]:
    """The most frequent answers of a column, at most three, on one line each and cut to 60 letters."""
    counted = sorted(_answers(column).items(), key=lambda each: -each[1])
    return tuple(_cut(" ".join(value.split())) for value, _ in counted[:most])


def _cut(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _answers(column: Column) -> dict[str, int]:
    """The answers of a column, each with the number of its cells; words for nothing are none."""
    return {value: len(rows) for value, rows in column.places(column.seen()) if absent(value) is None}


def _open(export: Export, item: Item, instrument: Instrument, free: Sequence[Heading]) -> OpenItem:
    scored = [(heading, _score(export, item, instrument, heading)) for heading in free]
    near = sorted((each for each in scored if each[1] >= _ALIKE), key=lambda each: -each[1])[:_MOST]
    columns = tuple(_candidate(export, heading.index, "near", score) for heading, score in near)
    if item.kind != "multiple":
        return OpenItem(item, columns)
    questions = sorted(_questions(export, item, free), key=lambda each: -each.score)[:_MOST]
    parts = {part.column.index for question in questions for part in question.columns}
    return OpenItem(item, tuple(each for each in columns if each.index not in parts), tuple(questions))


def _score(export: Export, item: Item, instrument: Instrument, heading: Heading) -> float:
    """How alike an item and a column are, from 0 to 100: their wordings, and where there are points their answers."""
    wording = max(_alike(one, other) for one in _wordings(item) for other in _headed(export, heading))
    if item.role == "identifier":  # names differ from row to row, as do long lists of ticked options
        counts = _answers(export.columns[heading.index])
        names = sum(";" not in value for value in counts)
        return _WORDING * wording + (1 - _WORDING) * 100 * names / max(sum(counts.values()), 1)
    if item.kind == "open":
        return wording
    answers = _likeness_of_answers(export, item, instrument, heading.index)
    return _WORDING * wording + (1 - _WORDING) * answers


def _wordings(item: Item) -> list[str]:
    return [unnumbered(worded(text)) for text in (item.text, item.short, *item.columns)]


def _headed(export: Export, heading: Heading) -> list[str]:
    part = worded(export.part(heading.index))
    both = heading.text if heading.text.endswith(part) else f"{heading.text} {part}"
    texts = [heading.text, both, part]
    return [unnumbered(text) for text in texts if text] or [heading.name]


def _alike(one: str, other: str) -> float:
    """How alike two wordings are, in letters, in words in any order, or in the words of the shorter one."""
    shared = 0.9 if min(len(one.split()), len(other.split())) > 2 else 0.6
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other), shared * fuzz.token_set_ratio(one, other))


def _likeness_of_answers(export: Export, item: Item, instrument: Instrument, index: int) -> float:
    """How much the answers of a column are those of an item: the mean over the distinct ones, 0 to 100."""
    points = instrument.points_of(item)
    known = Answers(points, export.separators)
    scores = []
    for value in list(_answers(export.columns[index]))[:_ANSWERS]:
        pieces = [value]
        if item.kind == "multiple" and (several := known.several(value))[0]:
            scores += [100.0] * len(several[0])
            pieces = several[1]
        scores += [_answer_score(piece, points, known) for piece in pieces]
    return sum(scores) / len(scores) if scores else 0


def _answer_score(text: str, points: Sequence[Point], known: Answers) -> float:
    if known.by_number(text):
        return 50  # any question may have such numbers
    if known.one(text):
        return 100
    near = _near_points(text, points)
    return near[0][1] if near else 0


def _near_points(text: str, points: Iterable[Point], most: int = _MOST) -> list[tuple[Point, float]]:
    """The points with a label most like a text, from the most alike; those that are not are left out."""
    plain = worded(text)
    scored = [
        (point, max(_alike(plain, worded(label)) for label in (point.label, point.brief, *point.aliases)))
        for point in points
        if not point.retired
    ]
    near = sorted((each for each in scored if each[1] >= _ALIKE), key=lambda each: -each[1])
    return [(point, round(score, 1)) for point, score in near[:most]]


def _stem(text: str, part: str) -> str:
    """A wording without the part that some exports repeat at its end, after a hyphen or in brackets."""
    for end in (part, f"[{part}]"):
        if text.endswith(end):
            return text.removesuffix(end).rstrip().removesuffix("-").rstrip()
    return text


def heading_parts(export: Export, heading: Heading) -> tuple[str, str] | None:
    """The question and the option, or the row of a grid, in a column's heading; None where it has no two parts."""
    name, text = export.names[heading.index], export.texts[heading.index]
    if part := export.part(heading.index):
        return _stem(text or name, part), part
    found = _PART.fullmatch(text or name) or _CODED.fullmatch(name)
    if found is None:
        return None
    stem, *ends = found.groups()
    return stem.strip(), next(end for end in ends if end is not None).strip()


def _questions(export: Export, item: Item, free: Sequence[Heading]) -> Iterator[Question]:
    """Questions with a column for each of several options that may be a choose-all item."""
    groups: dict[str, list[tuple[Heading, str]]] = {}
    numbered: dict[str, list[Heading]] = {}
    for heading in free:
        if split := heading_parts(export, heading):
            groups.setdefault(split[0], []).append((heading, split[1]))
        elif heading.own and (code := _NUMBERED.fullmatch(export.names[heading.index])):
            numbered.setdefault(code.group(1), []).append(heading)
    for text, columns in (*groups.items(), *(_by_code(export, *each) for each in numbered.items())):
        if len(columns) < 2 or not all(_may_tick(export, heading) for heading, _ in columns):
            continue
        parts = tuple(_option_column(export, item, heading, end) for heading, end in columns)
        own = max(_alike(worded(text), wording) for wording in _wordings(item))
        fit = sum(part.options[0][1] if part.options else 0 for part in parts) / len(parts)
        score = (own + fit) / 2
        if score >= _ALIKE:
            yield Question(text, round(score, 1), parts)


def _by_code(export: Export, code: str, headings: Sequence[Heading]) -> tuple[str, list[tuple[Heading, str]]]:
    """The question of columns with one code, which is what their wordings share or the code, and their options."""
    texts = [export.texts[heading.index] for heading in headings]
    shared = _BEFORE_OPTION.match(shared_start(texts))
    stem = shared.group() if shared else ""
    parts = [(heading, text.removeprefix(stem)) for heading, text in zip(headings, texts, strict=True)]
    return stem.rstrip(" \n:-") or code, parts


def _may_tick(export: Export, heading: Heading) -> bool:
    """Whether a column may say of one option whether it was chosen: not the row of a grid with several answers."""
    values = _answers(export.columns[heading.index])
    return heading.index in export.written or len(values) < 2 or all(ticked(value) is not None for value in values)


def _option_column(export: Export, item: Item, heading: Heading, end: str) -> OptionColumn:
    labels = {worded(label): point for point in item.options for label in (point.label, *point.aliases)}
    sure = labels.get(worded(end))
    options = [(sure, 100.0)] if sure else _near_points(end, item.options)
    return OptionColumn(_candidate(export, heading.index, "near", 0), tuple(options))


def _loose_options(
    export: Export, instrument: Instrument, result: Match, free: Sequence[Heading]
) -> Iterator[tuple[str, tuple[OptionColumn, ...]]]:
    """Columns that the reader takes for options of an item, and that fit none of them."""
    for item in instrument.asked:
        if item.kind != "multiple" or item.id in result.single:
            continue
        bases = {normalise_text(name) for name in (item.id, *item.columns)} | {worded(item.text)}
        parts = [
            (heading, split[1])
            for heading in free
            if not heading.aside and (split := heading_parts(export, heading)) and worded(split[0]) in bases
        ]
        if parts:
            yield item.id, tuple(_option_column(export, item, heading, end) for heading, end in parts)


def map_answers(
    export: Export, instrument: Instrument, columns: Mapping[str, str], ignore: Sequence[str] = ()
) -> tuple[UnknownAnswer, ...]:
    """Every wording of the export that no point of its item has, with the points that are near.

    Parameters
    ----------
    columns, ignore
        As a study's survey has them.
    """
    result = search(export, instrument, columns, ignore)
    unknown = []
    for item in instrument.items:
        if item.kind == "open" or item.id not in result.single:
            continue
        points = instrument.points_of(item)
        known = Answers(points, export.separators)
        for wording, count in _strange(export.columns[result.single[item.id]], item, known).items():
            unknown.append(UnknownAnswer(item, wording, count, tuple(_near_points(wording, points))))
    return tuple(unknown)


def _strange(column: Column, item: Item, known: Answers) -> dict[str, int]:
    """The wordings that are no point of an item, each with the number of its cells."""
    found: dict[str, int] = {}
    for value, count in _answers(column).items():
        if known.one(value):
            continue
        pieces = [value]
        if item.kind == "multiple":
            pieces = [] if ticked(value) is not None else known.several(value)[1]
        for piece in pieces:
            found[piece] = found.get(piece, 0) + count
    return found
