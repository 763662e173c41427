"""An export and an instrument to responses, with an account of all that was in the file."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import pandas as pd

from cs_research.definitions.instrument import Instrument, Item
from cs_research.errors import ReadError
from cs_research.readers.survey.account import Account, report_of, unknown_faults
from cs_research.readers.survey.answers import Answers, folded, ticked, whole
from cs_research.readers.survey.columns import Match, match
from cs_research.readers.survey.duplicates import duplicates
from cs_research.readers.survey.export import Export
from cs_research.records.responses import LeftOut, Responses, column, not_asked

__all__ = ["REASONS", "UNKNOWN", "convert"]

#: Why a row may be left out; each can be kept by name.
REASONS = ("preview", "test", "spam", "synthetic", "unfinished", "duplicate")
#: What becomes of an answer that its scale does not have.
UNKNOWN = ("error", "blank")

_NUMBERS = (
    "'{}': numbers were read as export values of the {}; check them against the platform's recode values"
)


def convert(
    export: Export,
    instrument: Instrument,
    *,
    wave: str,
    columns: Mapping[str, str],
    keep: Collection[str],
    unknown: str,
) -> Responses:
    """The responses of an export. See `cs_research.readers.survey.read_survey`."""
    matched = match(export, instrument, columns)
    account = Account(notes=list(export.notes))
    left = _left_out(export, instrument, matched, keep, account)
    gone = {row.row for row in left}
    rows = [index for index, number in enumerate(export.numbers) if number not in gone]
    frame = pd.DataFrame(index=range(len(rows)))
    for item in instrument.items:
        for name, series in _answers(item, instrument, export, matched, rows, account).items():
            frame[name] = series
    _routing(frame, instrument, {*matched.single, *matched.parts}, account)
    report = report_of(export, instrument, matched, left, frame, account)
    if account.unknown and unknown == "error":
        raise ReadError(unknown_faults(export, instrument, report))
    return Responses(instrument, wave, frame, report)


def _left_out(
    export: Export, instrument: Instrument, matched: Match, keep: Collection[str], account: Account
) -> list[LeftOut]:
    left = []
    candidates = []
    for index, number in enumerate(export.numbers):
        reason, detail = _not_an_answer(export, index, keep, account)
        if reason:
            left.append(LeftOut(number, reason, detail))
        else:
            candidates.append(index)
    if "duplicate" not in keep:
        left += duplicates(export, instrument, matched, candidates, account)
    return sorted(left, key=lambda row: row.row)


def _not_an_answer(export: Export, index: int, keep: Collection[str], account: Account) -> tuple[str, str]:
    """Why a row is no finished answer of a respondent, with what the file says of it."""
    status, finished = export.cell(index, "status"), export.cell(index, "finished")
    reason = (export.left or {}).get(folded(whole(status)), "")
    if reason and reason not in keep:
        return reason, f"status {status}"
    number = export.numbers[index]
    if status and not reason and folded(whole(status)) not in export.kept:
        account.notes.append(f"row {number}: status '{status}' is unknown; the row was kept")
    done = ticked(finished) if finished else True
    if done is None:
        account.notes.append(f"row {number}: finished '{finished}' is unknown; the row was kept")
    if done is False and "unfinished" not in keep:
        return "unfinished", f"finished {finished}"
    if not any(cell.strip() for place, cell in enumerate(export.rows[index]) if place not in export.hidden):
        account.notes.append(f"row {number}: no question was answered; the row was kept")
    return "", ""


def _answers(
    item: Item,
    instrument: Instrument,
    export: Export,
    matched: Match,
    rows: list[int],
    account: Account,
) -> dict[str, pd.Series]:
    """The columns of one item in the frame of responses."""
    place = matched.single.get(item.id)
    cells = [("" if place is None else export.rows[index][place].strip()) for index in rows]
    numbers = [export.numbers[index] for index in rows]
    if item.kind == "open":
        return {item.id: pd.Series([cell or None for cell in cells], dtype="string")}
    points = instrument.points_of(item)
    answers = Answers(points)
    if item.kind == "single":
        values = _single(item, cells, numbers, answers, account)
        kind = pd.CategoricalDtype([point.id for point in points], ordered=True)
        return {item.id: pd.Series(values, dtype=kind)}
    chosen = (
        _joined(item, cells, numbers, answers, account)
        if place is not None
        else _in_parts(item, export, matched.parts.get(item.id, {}), rows, account)
    )
    return {
        column(item.id, point.id): pd.Series(
            [None if row is None else point.id in row for row in chosen], dtype="boolean"
        )
        for point in points
    }


def _single(
    item: Item, cells: list[str], numbers: list[int], answers: Answers, account: Account
) -> list[str | None]:
    values: list[str | None] = []
    for cell, number in zip(cells, numbers, strict=True):
        point = answers.one(cell) if cell else None
        if cell and point is None:
            account.strange(item.id, cell, number)
        values.append(point)
    if any(cell and answers.by_number(cell) for cell in cells):
        account.notes.append(_NUMBERS.format(item.id, "scale, least first"))
    return values


def _joined(
    item: Item, cells: list[str], numbers: list[int], answers: Answers, account: Account
) -> list[set[str] | None]:
    chosen: list[set[str] | None] = []
    for cell, number in zip(cells, numbers, strict=True):
        found, strange = answers.several(cell)
        for part in strange:
            account.strange(item.id, part, number)
        chosen.append(set(found) if found else None)
    if any(re.fullmatch(r"[\d.,;|\s]+", cell) for cell in cells if cell):
        account.notes.append(_NUMBERS.format(item.id, "options, in order"))
    return chosen


def _in_parts(
    item: Item, export: Export, parts: Mapping[str, int], rows: list[int], account: Account
) -> list[set[str] | None]:
    """Options ticked, a column each. A row with every column empty was left blank, which is not zero."""
    labels = {
        option.id: {folded(name) for name in (option.label, *option.aliases)} for option in item.options
    }
    chosen: list[set[str] | None] = []
    for index in rows:
        cells = {option: export.rows[index][place].strip() for option, place in parts.items()}
        found = set()
        for option, cell in cells.items():
            told = True if folded(cell) in labels[option] else ticked(cell)
            if cell and told is None:
                account.strange(f"{item.id}.{option}", cell, export.numbers[index])
            elif told:
                found.add(option)
        chosen.append(found if any(cells.values()) else None)
    return chosen


def _routing(frame: pd.DataFrame, instrument: Instrument, found: set[str], account: Account) -> None:
    """Mark who was not asked; an answer that was given all the same stands, and is noted."""
    for item in instrument.items:
        condition = item.asked_if
        if condition is None:
            continue
        if condition.item not in found:
            frame[not_asked(item.id)] = False
            account.notes.append(
                f"'{item.id}': who was asked cannot be told, since no column holds '{condition.item}'"
            )
            continue
        earlier = instrument.item(condition.item)
        if earlier.kind == "multiple":
            chosen = frame[[column(earlier.id, name) for name in condition.points]].fillna(False).any(axis=1)
        else:
            chosen = frame[earlier.id].isin(condition.points)
        names = [name for name in frame.columns if name == item.id or name.startswith(f"{item.id}.")]
        answered = frame[names].notna().any(axis=1)
        if (odd := int((answered & ~chosen).sum())) > 0:
            account.notes.append(f"'{item.id}': {odd} answered though routing passes them by; kept as asked")
        frame[not_asked(item.id)] = ~chosen & ~answered
