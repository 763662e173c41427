"""The account of an export: what was noted while it was read, and what became of all that it held."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from cs_research.definitions.instrument import Instrument
from cs_research.errors import Fault, closest, listed
from cs_research.readers.survey.columns import Match
from cs_research.readers.survey.export import Export
from cs_research.records.responses import LeftOut, ReadReport, UnknownLabel, column

__all__ = ["Account", "report_of", "unknown_faults"]


@dataclass
class Account:
    """What is noted while an export is read."""

    unknown: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def strange(self, item: str, cell: str, number: int) -> None:
        """Note an answer that its item's scale does not have."""
        self.unknown.setdefault((item, " ".join(cell.split())), []).append(number)


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
    used = matched.used() | export.hidden
    for item, parts in matched.parts.items():
        lacking = [
            option.id
            for option in instrument.item(item).options
            if option.id not in parts and not option.retired
        ]
        if lacking:
            account.notes.append(f"'{item}': no column for the options {listed(lacking, 'and', 20)}")
    return ReadReport(
        file=str(export.path),
        platform=export.platform,
        rows=len(export.rows),
        kept=len(frame),
        left_out=tuple(left),
        unknown=tuple(
            UnknownLabel(item, label, tuple(rows)) for (item, label), rows in account.unknown.items()
        ),
        unused=_unused(instrument, found, frame),
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
        notes=tuple(account.notes),
    )


def _unused(instrument: Instrument, found: set[str], frame: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    unused = []
    for item in instrument.items:
        if item.id not in found or item.kind == "open":
            continue
        for point in instrument.points_of(item):
            chosen = frame[item.id] == point.id if item.kind == "single" else frame[column(item.id, point.id)]
            if not point.retired and not chosen.fillna(False).any():
                unused.append((item.id, point.label))
    return tuple(unused)


def unknown_faults(export: Export, instrument: Instrument, report: ReadReport) -> list[Fault]:
    """A fault for each answer that its scale does not have."""
    faults = []
    for strange in report.unknown:
        item = instrument.item(strange.item.split(".")[0])
        labels = [point.label for point in instrument.points_of(item)]
        rows = ", ".join(map(str, strange.rows[:5])) + (" …" if len(strange.rows) > 5 else "")
        what = "answer" if item.kind == "single" else "option"
        near = closest(strange.label, labels)
        faults.append(
            Fault(
                f"{export.path}, row{'s' if len(strange.rows) > 1 else ''} {rows}",
                f"{what} of '{strange.item}'",
                f"be {listed(labels)}",
                f"'{strange.label}' {len(strange.rows)} time{'s' if len(strange.rows) > 1 else ''}",
                f"{near + ' ' if near else ''}add it to the point's aliases, or read unknown answers as blank",
            )
        )
    return faults
