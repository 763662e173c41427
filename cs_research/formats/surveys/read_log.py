"""The log of an export: what was noted while it was read, and what became of each row, column and answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cs_research.definitions.instrument import Instrument
from cs_research.errors import Fault, closest, join_names
from cs_research.formats.surveys.answers import Cell
from cs_research.formats.surveys.cells import Codes, Column
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.match import Match
from cs_research.records.responses import LeftOut, NoAnswer, ReadReport, UnknownLabel, column

#: Rows that a note or a fault names; a near answer is looked for as long as a report shows the fault.
_ROWS, _SHOWN = 5, 10


@dataclass
class Account:
    """What is noted while an export is read."""

    unknown: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    no_answers: list[NoAnswer] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def strange(self, item: str, text: str, numbers: Sequence[int]) -> None:
        """Note an answer that its item's scale does not have."""
        self.unknown.setdefault((item, " ".join(text.split())), []).extend(numbers)

    def of_column(
        self, item: str, cells: Column, kinds: NDArray[np.int64], numbers: Codes, counted: NDArray[np.bool_]
    ) -> None:
        """Note the texts of a column that are no answers; ``kinds`` says what each value is (`Cell`).

        ``counted`` are the rows in which a word for nothing counts.
        """
        for text, rows in cells.places(kinds == Cell.STRANGE):
            self.strange(item, text, numbers[rows].tolist())
        for kind, name in ((Cell.NOTHING, "nothing"), (Cell.SEEN, "seen")):
            for text, rows in cells.places(kinds == kind):
                found = numbers[rows[counted[rows]]]
                if len(found):
                    first = tuple(found[:_ROWS].tolist())
                    self.no_answers.append(NoAnswer(item, text, name, len(found), first))

    def rows_kept(self, what: str, numbers: Codes) -> None:
        """Note rows that were kept all the same, in one line of their kind."""
        if len(numbers):
            self.notes.append(
                f"{what}: {len(numbers)} row{'s' if len(numbers) > 1 else ''} kept ({first_rows(numbers)})"
            )

    def lines(self) -> list[str]:
        """The notes, with a line for each kind of text that is no answer."""
        lines = [
            _no_answers([each for each in self.no_answers if each.kind == kind], what)
            for kind, what in (
                ("nothing", "words for nothing, read as blank"),
                ("seen", "questions that were shown and not answered, read as blank"),
            )
            if any(each.kind == kind for each in self.no_answers)
        ]
        return self.notes + lines


def first_rows(numbers: Sequence[int] | Codes) -> str:
    """``row 4``, or ``rows 4, 5, 6, 7, 8 …``."""
    shown = ", ".join(str(number) for number in numbers[:_ROWS]) + (" …" if len(numbers) > _ROWS else "")
    return f"row{'s' if len(numbers) > 1 else ''} {shown}"


def _no_answers(found: Sequence[NoAnswer], what: str) -> str:
    """``words for nothing, read as blank: 3 cells ('NA' 2, 'nan' 1; 'knowledge' 1, 'enablers' 2; rows 3, 4, 5)``."""
    texts: dict[str, int] = {}
    items: dict[str, int] = {}
    for each in found:
        texts[each.text] = texts.get(each.text, 0) + each.cells
        name = each.item.split(".")[0]
        items[name] = items.get(name, 0) + each.cells
    cells = sum(texts.values())
    rows = sorted({row for each in found for row in each.rows})
    many = cells > _ROWS and len(rows) <= _ROWS
    return (
        f"{what}: {cells} cell{'s' if cells > 1 else ''} ("
        + ", ".join(f"'{text}' {count}" for text, count in texts.items())
        + "; in "
        + ", ".join(f"'{item}' {count}" for item, count in items.items())
        + f"; {first_rows(rows)}{' …' if many else ''})"
    )


def report_of(
    export: Export,
    instrument: Instrument,
    matched: Match,
    left: list[LeftOut],
    frame: pd.DataFrame,
    account: Account,
) -> ReadReport:
    """What became of every row, column and answer of an export."""
    found = {*matched.single, *matched.parts}
    used = matched.used() | export.hidden | export.doubles
    notes = account.lines()
    for item, parts in matched.parts.items():
        lacking = [
            option.id for option in instrument.item(item).options if option.id not in parts and not option.retired
        ]
        if lacking:
            notes.append(
                f"'{item}': no column for the options {join_names(lacking, 'and', 20)}; "
                "they have no share, rather than 0 %"
            )
    return ReadReport(
        file=str(export.path),
        platform=export.platform,
        rows=export.rows,
        kept=len(frame),
        left_out=tuple(left),
        unknown=tuple(
            UnknownLabel(item, label, tuple(sorted(rows))) for (item, label), rows in account.unknown.items()
        ),
        no_answers=tuple(account.no_answers),
        unused=_unused(instrument, matched, found, frame),
        matched=tuple(
            [(export.names[index], item) for item, index in matched.single.items()]
            + [
                (export.names[index], column(item, option))
                for item, parts in matched.parts.items()
                for option, index in parts.items()
            ]
        ),
        unmatched_columns=tuple(name for index, name in enumerate(export.names) if index not in used),
        absent_items=tuple(item.id for item in instrument.items if item.id not in found),
        notes=tuple(notes),
    )


def _unused(
    instrument: Instrument, matched: Match, found: set[str], frame: pd.DataFrame
) -> tuple[tuple[str, str], ...]:
    """Points and options that nobody chose; an option without a column is none of them."""
    unused = []
    for item in instrument.items:
        if item.id not in found or item.kind == "open":
            continue
        if item.kind == "single":
            chosen = {str(point) for point in frame[item.id].dropna().unique()}
        else:
            chosen = {point.id for point in item.options if frame[column(item.id, point.id)].fillna(False).any()}
        offered = matched.parts.get(item.id)
        for point in instrument.points_of(item):
            there = offered is None or point.id in offered
            if there and not point.retired and point.id not in chosen:
                unused.append((item.id, point.label))
    return tuple(unused)


def unknown_faults(export: Export, instrument: Instrument, report: ReadReport) -> list[Fault]:
    """A fault for each answer that its scale does not have."""
    faults = []
    for at, strange in enumerate(report.unknown):
        item = instrument.item(strange.item.split(".")[0])
        labels = [point.label for point in instrument.points_of(item)]
        what = "answer" if item.kind == "single" else "option"
        near = closest(strange.label[:200], labels) if at < _SHOWN else ""
        faults.append(
            Fault(
                f"{export.path}, {first_rows(strange.rows)}",
                f"{what} of '{strange.item}'",
                f"be {join_names(labels)}",
                f"'{strange.label}' {len(strange.rows)} time{'s' if len(strange.rows) > 1 else ''}",
                f"{near + ' ' if near else ''}add it to the point's aliases, say what it is under 'answers' of "
                "the survey (--answer), or read unknown answers as blank",
            )
        )
    return faults
