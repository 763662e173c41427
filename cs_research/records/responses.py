"""Responses: what a survey collected, with the instrument that gives its codes meaning."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cs_research._notebook import count_of, small_table
from cs_research.definitions.instrument import Instrument, Item
from cs_research.errors import Fault, ReadError


@dataclass(frozen=True)
class LeftOut:
    """A row of an export that is not among the responses, and why."""

    row: int
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class UnknownLabel:
    """An answer that the item's scale does not have, with its rows."""

    item: str
    label: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class NoAnswer:
    """A text that means no answer, such as NA or -99: in how many cells of an item, and the first rows.

    Of a choose-all item in parts ``item`` is the option's column. ``kind`` is ``nothing`` for a word for nothing,
    ``seen`` for a question that was shown and not answered.
    """

    item: str
    text: str
    kind: str
    cells: int
    rows: tuple[int, ...]


@dataclass(frozen=True)
class ReadReport:
    """What happened to each row and column of an export; nothing in the file is missing from it.

    ``absences`` says what the platform cannot distinguish of not asked, left blank and don't know.
    """

    file: str
    platform: str
    rows: int
    kept: int
    left_out: tuple[LeftOut, ...] = ()
    unknown: tuple[UnknownLabel, ...] = ()
    no_answers: tuple[NoAnswer, ...] = ()
    unused: tuple[tuple[str, str], ...] = ()
    matched: tuple[tuple[str, str], ...] = ()
    unmatched_columns: tuple[str, ...] = ()
    absent_items: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    absences: str = ""

    def reasons(self) -> dict[str, int]:
        """Return the number of rows left out for each reason, in the order of the first such row."""
        counts: dict[str, int] = {}
        for row in self.left_out:
            counts[row.reason] = counts.get(row.reason, 0) + 1
        return counts


def column(item: str, option: str) -> str:
    """Return the name of the column of a choose-all option: ``enablers.training``."""
    return f"{item}.{option}"


def not_asked(item: str) -> str:
    """Return the name of the column that says who was not asked an item."""
    return f"{item}.not_asked"


@dataclass(frozen=True, repr=False)
class Responses:
    """One row per response.

    ``frame`` has, for a single item, an ordered categorical of point ids (missing if asked and
    left blank); for a choose-all item, one nullable boolean column per option (all missing if the
    item was left blank; one option missing in every row if the export has no column for it); for
    an open item, text. An item that is asked of some only has a boolean
    column ``{item}.not_asked`` too. The three absences stay distinct: not asked, left blank, and points
    such as "not sure".
    """

    instrument: Instrument
    wave: str
    frame: pd.DataFrame
    report: ReadReport

    def __post_init__(self) -> None:
        missing = [
            name for item in self.instrument.items for name in columns_of(item) if name not in self.frame.columns
        ]
        if missing:
            raise ReadError(Fault(self.report.file, "frame", "have a column for every item", f"no '{missing[0]}'"))

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        left = f", {count_of(len(self.report.left_out), 'row')} left out" if self.report.left_out else ""
        counts = f"{count_of(len(self), 'response')}, {count_of(len(self.instrument.items), 'question')}"
        return f"Responses({self.instrument.key}, wave {self.wave}: {counts}{left})"

    def _repr_html_(self) -> str:
        """How many answered each question: no answer of any respondent is shown."""
        rows = []
        for item in self.instrument.items:
            answered = self.frame[columns_of(item)].notna().any(axis=1)
            passed = self.frame.get(not_asked(item.id), pd.Series(False, index=self.frame.index)) & ~answered
            rows.append((item.short, int(answered.sum()), int((~answered & ~passed).sum()), int(passed.sum())))
        return small_table(repr(self), ("Question", "Answered", "Blank", "Not asked"), rows)


def columns_of(item: Item) -> list[str]:
    """Return the names of the columns that contain an item's answers."""
    if item.kind == "multiple":
        return [column(item.id, option.id) for option in item.options]
    return [item.id]
