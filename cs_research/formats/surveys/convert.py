"""An export and an instrument to responses, with a report on all that was in the file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cs_research.definitions.instrument import Instrument, Item, Point
from cs_research.errors import Fault, ReadError, join_names
from cs_research.formats.surveys.answers import Answers, Cell, absent, normalise_text, ticked
from cs_research.formats.surveys.cells import Codes, Column
from cs_research.formats.surveys.completion import unfinished
from cs_research.formats.surveys.duplicates import duplicates
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.given_answers import (
    BLANK,
    GivenAnswers,
    blanked,
    others_of,
    unmet,
    with_answers,
    without_none,
)
from cs_research.formats.surveys.match import Match, match
from cs_research.formats.surveys.read_log import Account, first_rows, report_of, unknown_faults
from cs_research.records.responses import Responses, column, not_asked

#: What becomes of an answer that its scale does not have.
UNKNOWN = ("error", "blank")

_NUMBERS = "'{}': numbers were read as export values of the {}; check them against the platform's recode values"

Mask = NDArray[np.bool_]


def convert(  # noqa: PLR0913 - as `read_survey`
    export: Export,
    instrument: Instrument,
    *,
    wave: str,
    columns: Mapping[str, str],
    ignore: Collection[str],
    keep: Collection[str],
    unknown: str,
    status: Mapping[str, str],
    answers: GivenAnswers,
    services: Mapping[str, str] | None = None,
) -> Responses:
    """The responses of an export. See `cs_research.formats.surveys.read_survey`."""
    asked, instrument = instrument, with_answers(instrument, answers)
    matched = match(export, instrument, columns, ignore)
    export = _with_scales(export, matched)
    export = blanked(export, matched, answers, asked)
    if faults := list(_routes(export, instrument, matched)):
        raise ReadError(faults)
    account = Account(notes=[*export.notes, *matched.notes])
    account.notes += unmet(export, matched, answers, {item.id: item for item in instrument.items})
    left = unfinished(export, matched, columns=columns, ignore=ignore, keep=keep, status=status)
    if "duplicate" not in keep:
        rest = np.setdiff1d(np.arange(export.rows), [row.row - export.first for row in left])
        left += duplicates(export, instrument, matched, rest.astype(np.intp), account, services)
    left = sorted(left, key=lambda row: row.row)
    gone = np.array([row.row - export.first for row in left], dtype=np.intp)
    rows = np.setdiff1d(np.arange(export.rows), gone, assume_unique=True)
    given = {item: {normalise_text(wording) for wording in wordings} for item, wordings in answers.items()}
    kept = _Kept(export, matched, rows, account, others_of(answers), given)
    read = {item.id: _answers(item, instrument, kept) for item in instrument.items}
    answered = np.zeros(len(rows), dtype=bool)
    for of_item in read.values():
        answered |= of_item.answered
    account.rows_kept("no question was answered", kept.numbers[~answered])
    frame = pd.DataFrame(
        {name: series for item in asked.items for name, series in without_none(read[item.id].columns, item).items()},
        index=range(len(rows)),
    )
    frame = _routed(frame, instrument, read, {*matched.single, *matched.parts}, account)
    report = replace(report_of(export, asked, matched, left, frame, account), absences=export.absences)
    if account.faults:
        raise ReadError(account.faults)
    if account.unknown and unknown == "error":
        raise ReadError(unknown_faults(export, asked, report))
    return Responses(asked, wave, frame, report)


def _with_scales(export: Export, matched: Match) -> Export:
    """The export with one more column for each item that has a column for each number of its scale."""
    names, columns, faults = list(export.names), list(export.columns), []
    for item, parts in matched.scales.items():
        ticks = np.stack([export.columns[at].each([*map(ticked, export.columns[at].values)]) for at in parts.values()])
        chosen = ticks == True  # noqa: E712 - None is neither
        if len(twice := np.flatnonzero(chosen.sum(axis=0) > 1)):
            faults.append(_several_answers(export, item, parts, twice))
        codes = np.where(chosen.any(axis=0), chosen.argmax(axis=0), len(parts)).astype(np.int32)
        matched.single[item] = len(columns)
        ends = [export.names[at] for at in parts.values()]
        names.append(f"{ends[0]} … {ends[-1]}")
        columns.append(Column(codes, (*parts, "")))
    if faults:
        raise ReadError(faults)
    more = len(names) - len(export.names)
    return replace(
        export, names=tuple(names), columns=tuple(columns), texts=(*export.texts, *[""] * more),
        parts=(*export.parts, *[""] * more) if export.parts else (),
        names_too=(*export.names_too, *[()] * more) if export.names_too else (),
    )  # fmt: skip


def _several_answers(export: Export, item: str, parts: Mapping[str, int], rows: Codes) -> Fault:
    """The fault of rows with a tick in several columns of a question that has one answer."""
    return Fault(
        f"{export.path}, {first_rows(export.numbers[rows])}",
        f"'{item}', which has a column for each answer ('{export.names[next(iter(parts.values()))]}' …),",
        "have one answer in a row",
        "several",
        "make it a choose-all item of the instrument if several answers are meant",
    )


def _routes(export: Export, instrument: Instrument, matched: Match) -> Iterator[Fault]:
    """Options that decide who was asked a question and that have no column, while others of their item have."""
    for item in instrument.items:
        condition = item.asked_if
        parts = matched.parts.get(condition.item) if condition else None
        if condition is None or parts is None or item.id not in {*matched.single, *matched.parts}:
            continue
        retired = {option.id for option in instrument.item(condition.item).options if option.retired}
        for option in condition.points:
            if option in parts or option in retired:
                continue
            name = column(condition.item, option)
            there = [f"'{each}' ('{export.names[index]}')" for each, index in parts.items()]
            listed = f"{', '.join(there[:-1])} and {there[-1]}" if len(there) > 1 else there[0]
            yield Fault(
                f"{export.path}, header",
                f"option '{name}', which decides who was asked '{item.id}',",
                "have a column",
                f"columns of '{condition.item}' for {listed} only",
                f"say which column it is under 'columns' ({name}: its column); export the question again with all its "
                f"options; or take the option out of 'asked_if' of '{item.id}' where it was not offered",
            )


@dataclass(frozen=True)
class _Kept:
    """An export without the rows that are left out."""

    export: Export
    matched: Match
    rows: Codes
    account: Account
    others: Mapping[str, str]
    given: Mapping[str, Collection[str]]

    @property
    def numbers(self) -> Codes:
        return self.rows + self.export.first

    def column(self, index: int) -> Column:
        return self.export.columns[index].of(self.rows)

    def all_rows(self) -> Mask:
        return np.ones(len(self.rows), dtype=bool)


@dataclass(frozen=True)
class _Read:
    """The answers to one item: its columns in the frame, who answered, and who was shown it and did not."""

    columns: dict[str, pd.Series]
    answered: Mask
    shown: Mask


def _answers(item: Item, instrument: Instrument, kept: _Kept) -> _Read:
    """The answers to one item, and a note of every cell of it that holds none."""
    place = kept.matched.single.get(item.id)
    if place is None and item.id not in kept.matched.parts:
        return _absent(item, instrument, len(kept.rows))
    if place is None:
        return _in_parts(item, kept)
    cells = kept.column(place)
    if item.kind == "open":
        return _open(item, cells, kept)
    points = instrument.points_of(item)
    if item.kind == "single":
        return _single(item, cells, points, kept)
    return _joined(item, cells, points, kept)


def _absent(item: Item, instrument: Instrument, rows: int) -> _Read:
    """An item that the export does not hold."""
    nobody = np.zeros(rows, dtype=bool)
    points = [] if item.kind == "open" else list(instrument.points_of(item))
    if item.kind == "multiple":
        columns = _of_options(item, np.zeros((rows, len(points)), dtype=bool), nobody)
    elif item.kind == "single":
        columns = {item.id: _of_points(points, np.full(rows, -1))}
    else:
        columns = {item.id: pd.Series([None] * rows, dtype="string")}
    return _Read(columns, nobody, nobody)


def _of_points(points: Collection[Point], codes: NDArray[np.int64]) -> pd.Series:
    kind = pd.CategoricalDtype([point.id for point in points], ordered=True)
    return pd.Series(pd.Categorical.from_codes(codes, dtype=kind))


def _of_options(
    item: Item, chosen: Mask, answered: Mask, offered: Collection[str] | None = None
) -> dict[str, pd.Series]:
    """A column an option; one that was not ``offered`` is missing throughout, since nobody could tick it."""
    nobody = np.zeros(len(answered), dtype=bool)
    columns = {}
    for at, option in enumerate(item.options):
        of_option = answered if offered is None or option.id in offered else nobody
        columns[column(item.id, option.id)] = pd.Series(pd.arrays.BooleanArray(chosen[:, at] & of_option, ~of_option))
    return columns


def _open(item: Item, cells: Column, kept: _Kept) -> _Read:
    kinds = np.array(
        [_DECLARED.get(cells.absences.get(value, "")) or absent(value) or 0 for value in cells.values],
        dtype=np.int64,
    )
    texts = np.array(
        [value if kind == 0 else None for value, kind in zip(cells.values, kinds, strict=True)], dtype=object
    )
    kept.account.of_column(item.id, cells, kinds, kept.numbers, kept.all_rows())
    by_row = cells.each(kinds)
    series = pd.Series(cells.each(texts), dtype="string")
    return _Read({item.id: series}, by_row == 0, by_row == Cell.SEEN)


def _single(item: Item, cells: Column, points: Collection[Point], kept: _Kept) -> _Read:
    answers = Answers(list(points))
    places = {point.id: at for at, point in enumerate(points)}
    seen = cells.seen()
    kinds = np.full(len(cells.values), int(Cell.BLANK))
    numbers = False
    other = kept.others.get(item.id)
    others: dict[int, str] = {}
    for at in np.flatnonzero(seen).tolist():
        value = cells.values[at]
        point = answers.one(value) if value else None
        if value in cells.absences and answers.by_number(value):
            point = None  # the file's own word goes before a number's place on the scale
        kinds[at] = places[point] if point else _no_answer(value, cells)
        numbers = numbers or (point is not None and answers.by_number(value))
        if other and kinds[at] == Cell.STRANGE:
            kinds[at] = places[other]
            others[at] = value
    _note_others(item, cells, others, kept)
    kept.account.of_column(item.id, cells, kinds, kept.numbers, kept.all_rows())
    if numbers:
        _note_numbers(item, points, "scale, least first", kept)
    by_row = cells.each(kinds)
    return _Read({item.id: _of_points(points, np.maximum(by_row, -1))}, by_row >= 0, by_row == Cell.SEEN)


#: What a file itself declares to be no answer (`Column.absences`).
_DECLARED = {"nothing": Cell.NOTHING, "seen": Cell.SEEN}


def _no_answer(value: str, cells: Column) -> int:
    if declared := cells.absences.get(value):
        return int(_DECLARED[declared])
    kind = absent(value)
    return int(Cell.STRANGE if kind is None else kind)


def _note_numbers(item: Item, points: Collection[Point], of: str, kept: _Kept) -> None:
    """Note that numbers were read, or that neither the platform nor the instrument gives them a meaning."""
    if not kept.export.counts_from and not all(point.value for point in points):
        kept.account.faults.append(_without_values(item, points, kept))
    kept.account.notes.append(_NUMBERS.format(item.id, of))


def _without_values(item: Item, points: Collection[Point], kept: _Kept) -> Fault:
    """The fault of numbers whose meaning neither the platform nor the instrument gives."""
    place = kept.matched.single[item.id]
    first = next(point for point in points if not point.value)
    return Fault(
        f"{kept.export.path}, column '{kept.export.names[place]}'",
        f"numbers of '{item.id}'",
        "have a meaning that the instrument gives",
        f"no export value for '{first.id}'",
        f"{kept.export.platform} may count from 0, from the most to the least or in another order: name its "
        "questionnaire under 'definition' of the survey (--definition), give each point its 'value', say under "
        "'answers' what each number is, or export the answers as text",
    )


def _note_others(item: Item, cells: Column, others: Mapping[int, str], kept: _Kept) -> None:
    """Note the texts that 'answers' reads as one point."""
    if others:
        count = int(np.isin(cells.codes, list(others)).sum())
        texts = list(dict.fromkeys(others.values()))
        kept.account.notes.append(
            f"'{item.id}': {count} cell{'s' if count > 1 else ''} with a text that is no answer of it read as "
            f"'{kept.others[item.id]}', as 'answers' says ({len(texts)} different text{'s' if len(texts) > 1 else ''})"
        )


def _joined(item: Item, cells: Column, points: Collection[Point], kept: _Kept) -> _Read:
    """Options ticked, several in one cell. A part that is no option is strange, the others count."""
    answers = Answers(list(points), kept.export.separators)
    settled = {value for value in cells.values if normalise_text(value) in kept.given.get(item.id, ())}
    places = {point.id: at for at, point in enumerate(points)}
    chosen = np.zeros((len(cells.values), len(places)), dtype=bool)
    kinds = np.full(len(cells.values), int(Cell.BLANK))
    strange: dict[int, list[str]] = {}
    other = kept.others.get(item.id)
    others: dict[int, str] = {}
    passed = 0
    for at in np.flatnonzero(cells.seen()).tolist():
        value = cells.values[at]
        ways = answers.readings(value)
        if len(ways) > 1 and value not in settled:
            kept.account.faults.append(_ambiguous(item, value, ways, cells, at, kept))
        found, parts = ways[0]
        odd = [part for part in parts if normalise_text(part) not in cells.absences]
        if len(odd) < len(parts):
            passed += int((cells.codes == at).sum())
        kind = None if found else _DECLARED.get(cells.absences.get(value, "")) or absent(value)
        if odd and kind is None and other:
            others[at] = "; ".join(odd)
            found, odd = [*found, other], []
        kinds[at] = 0 if found else int(Cell.BLANK if kind is None else kind)
        chosen[at, [places[point] for point in found]] = True
        if odd and kind is None:
            strange[at] = odd
    if passed:
        cells_passed = f"{passed} cell{'' if passed == 1 else 's'}"
        kept.account.notes.append(f"'{item.id}': parts of {cells_passed} passed over, as 'answers' says ({BLANK})")
    _note_others(item, cells, others, kept)
    _note_strange(item, cells, strange, kept)
    kept.account.of_column(item.id, cells, kinds, kept.numbers, kept.all_rows())
    if any(re.fullmatch(r"[\d.,;|\s]+", cells.values[at]) for at in np.flatnonzero(kinds == 0)):
        _note_numbers(item, item.options, "options, in order", kept)
    by_row = cells.each(kinds)
    answered = by_row == 0
    return _Read(_of_options(item, chosen[cells.codes], answered), answered, by_row == Cell.SEEN)


def _ambiguous(
    item: Item, value: str, ways: Sequence[tuple[list[str], list[str]]], cells: Column, at: int, kept: _Kept
) -> Fault:
    """The fault of a joined cell that can be divided into options in several ways."""
    rows = kept.numbers[np.flatnonzero(cells.codes == at)]
    options = " or ".join(join_names(options, "and") for options, _ in ways)
    return Fault(
        f"{kept.export.path}, {first_rows(rows)}",
        f"options of '{item.id}'",
        "be divided in one way",
        f"'{value}', which is {options}",
        "export the question with a column for each option; or, where the whole cell is one option, say so under "
        f"'answers' of the survey (answers: {{{item.id}: {{'{value}': {ways[0][0][0]}}}}}; --answer)",
    )


def _note_strange(item: Item, cells: Column, strange: Mapping[int, list[str]], kept: _Kept) -> None:
    """Parts of joined cells that are no option, in the order of the rows."""
    flags = np.zeros(len(cells.values), dtype=bool)
    flags[list(strange)] = True
    for _, rows in cells.places(flags):
        for part in strange[int(cells.codes[rows[0]])]:
            kept.account.strange(item.id, part, kept.numbers[rows].tolist())


def _in_parts(item: Item, kept: _Kept) -> _Read:
    """Options ticked, a column each.

    Who ticked one, or has an explicit no, answered; an empty cell of such a row is a no. Cells that say that there
    is no answer are none: a row of them was left blank. An option without a column is missing in every row.
    """
    parts = kept.matched.parts[item.id]
    rows = len(kept.rows)
    chosen = np.zeros((rows, len(item.options)), dtype=bool)
    answered, shown = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
    read = []
    for at, option in enumerate(item.options):
        if option.id not in parts:
            continue
        place = parts[option.id]
        cells = kept.column(place)
        written = place in kept.export.written or kept.others.get(item.id) == option.id
        kinds = _ticks(cells, option, kept.export.part(place), written=written)
        by_row = cells.each(kinds)
        chosen[:, at] = by_row == 1
        answered |= by_row >= 0
        shown |= by_row == Cell.SEEN
        read.append((option, cells, kinds))
    for option, cells, kinds in read:
        kept.account.of_column(column(item.id, option.id), cells, kinds, kept.numbers, ~answered)
    return _Read(_of_options(item, chosen, answered, parts), answered, shown & ~answered)


def _ticks(cells: Column, option: Point, part: str, *, written: bool) -> NDArray[np.int64]:
    """For each value of an option's column 1 for a tick, 0 for a no, else what it is instead (`Cell`).

    A tick is the option's label, or what heads the column (``part``); where people write beside the option, any text.
    """
    labels = {normalise_text(name) for name in (option.label, *option.aliases, part) if name}
    kinds = np.full(len(cells.values), int(Cell.BLANK))
    for at in np.flatnonzero(cells.seen()).tolist():
        value = cells.values[at]
        tick = True if value and normalise_text(value) in labels else ticked(value)
        kinds[at] = _no_answer(value, cells) if tick is None else int(tick)
        if written and kinds[at] == Cell.STRANGE:
            kinds[at] = 1
    return kinds


def _routed(
    frame: pd.DataFrame,
    instrument: Instrument,
    read: Mapping[str, _Read],
    found: set[str],
    account: Account,
) -> pd.DataFrame:
    """Mark who was not asked; an answer that was given all the same is kept, and is noted."""
    added = {}
    for item in instrument.items:
        condition = item.asked_if
        if condition is None:
            continue
        if condition.item not in found:
            added[not_asked(item.id)] = pd.Series(False, index=frame.index)
            account.notes.append(
                f"'{item.id}': it is not known who was asked, since no column holds '{condition.item}'"
            )
            continue
        earlier = instrument.item(condition.item)
        if earlier.kind == "multiple":
            chosen = frame[[column(earlier.id, name) for name in condition.points]].fillna(False).any(axis=1)
        else:
            chosen = frame[earlier.id].isin(condition.points)
        passed = ~chosen.to_numpy(dtype=bool)
        answers = read[item.id]
        if (odd := int((answers.answered & passed).sum())) > 0:
            account.notes.append(f"'{item.id}': {odd} answered though routing passes them by; kept as asked")
        added[not_asked(item.id)] = pd.Series(passed & ~answers.answered & ~answers.shown, index=frame.index)
    return frame.assign(**added) if added else frame
