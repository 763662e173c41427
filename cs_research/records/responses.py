"""Responses: what a survey collected, with the instrument that gives its codes meaning."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cs_research.definitions.instrument import Instrument, Item
from cs_research.errors import Fault, ReadError

__all__ = ["LeftOut", "NoAnswer", "ReadReport", "Responses", "UnknownLabel", "column", "not_asked"]


@dataclass(frozen=True)
class LeftOut:
    """A row of an export that is not among the responses, and why."""

    row: int
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class UnknownLabel:
    """An answer that the item's scale does not have, with the rows it stands in."""

    item: str
    label: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class NoAnswer:
    """A text that stands for no answer, such as NA or -99: in how many cells of an item, and the first rows.

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
    """What became of an export: nothing that was in the file is missing from this account.

    ``absences`` says what the platform cannot tell apart of not asked, left blank and don't know.
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
        """How many rows were left out for each reason, in the order of the first such row."""
        counts: dict[str, int] = {}
        for row in self.left_out:
            counts[row.reason] = counts.get(row.reason, 0) + 1
        return counts


def column(item: str, option: str) -> str:
    """The column of a choose-all option: ``enablers.training``."""
    return f"{item}.{option}"


def not_asked(item: str) -> str:
    """The column that says who was not asked an item."""
    return f"{item}.not_asked"


@dataclass(frozen=True)
class Responses:
    """One row a response.

    ``frame`` has, for a single item, an ordered categorical of point ids (missing where asked and
    left blank); for a choose-all item, a nullable boolean column an option (all missing where the
    item was left blank; one option missing in every row where the export has no column for it); for
    an open item, text. An item that is asked of some only has a boolean
    column ``{item}.not_asked`` too. The three absences stay apart: not asked, left blank, and points
    such as "not sure".
    """

    instrument: Instrument
    wave: str
    frame: pd.DataFrame
    report: ReadReport

    def __post_init__(self) -> None:
        missing = [
            name
            for item in self.instrument.items
            for name in columns_of(item)
            if name not in self.frame.columns
        ]
        if missing:
            raise ReadError(
                Fault(self.report.file, "frame", "have a column for every item", f"no '{missing[0]}'")
            )

    def __len__(self) -> int:
        return len(self.frame)


def columns_of(item: Item) -> list[str]:
    """The columns that hold an item's answers."""
    if item.kind == "multiple":
        return [column(item.id, option.id) for option in item.options]
    return [item.id]
