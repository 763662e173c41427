"""What ``cs-research fieldwork`` prints and writes: who answered, who did not, and what that can change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from cs_research._files import write_text
from cs_research._folders import new_folder
from cs_research.definitions.service_names import near_told
from cs_research.definitions.wording import normalise_text
from cs_research.displays.figures.layout import format_percent
from cs_research.displays.tables.html import csv_text
from cs_research.measures.shares.response import answers_by_day, composition, response, worst_case
from cs_research.study.fieldwork import Fieldwork, read_fieldwork


def report_fieldwork(path: Path, to: Path | None) -> str:
    """Response by group, names in doubt, several answers of one service, days, and bounds under non-response.

    While a name is in doubt no rate is given. With ``to`` the tables go into a folder too, those who did not answer
    with all columns of the register.
    """
    field = read_fieldwork(path)
    unmatched = field.unmatched()
    tables = _tables(field, settled=not unmatched)
    lines = [*_about(field), *_unmatched(unmatched), *_several(field), *_silent(field, unmatched)]
    if not unmatched:
        lines += [*_response(field, tables), *_composition(field, tables), *_bounds(field, tables)]
    lines += _days(field, tables)
    if to is not None:
        if field.register is not None:
            tables["non-responders"] = field.missing()
        tables["unmatched"] = _unmatched_table(unmatched)
        tables["several-answers"] = _several_table(field)
        with new_folder(to) as folder:
            for name, table in tables.items():
                write_text(folder / f"{name}.csv", csv_text(table))
        lines += ["", "These files name services: they are for your own eyes."]
        lines += [f"Written: {to / name}.csv" for name in tables]
    return "\n".join(lines)


def _tables(field: Fieldwork, *, settled: bool) -> dict[str, pd.DataFrame]:
    """The tables by their file names; those with rates only when every name is settled."""
    made: dict[str, pd.DataFrame] = {}
    if settled and field.register is not None:
        made["response"] = response(field.register, field.services)
        made["composition"] = composition(field.register, field.services)
    size = field.size
    if settled and size is not None:
        frame = field.responses.frame
        if field.register is not None:
            frame = frame[[field.register.place(name) >= 0 for name in field.services]]
        made["worst-case"] = worst_case(frame, field.instrument, size)
    if field.days is not None:
        made["days"] = answers_by_day([day for row in field.kept if (day := field.days[row])])
    return made


def _about(field: Fieldwork) -> Iterator[str]:
    report, register = field.responses.report, field.register
    yield f"{report.file}: {report.rows} rows, {report.kept} answers kept"
    for reason, count in report.reasons().items():
        yield f"  {count} left out: {reason}"
    yield (f"Register: {register.file}, {len(register)} services" if register else "The study names no register.")


def _unmatched(unmatched: dict[str, list[tuple[str, float]]]) -> Iterator[str]:
    if not unmatched:
        return
    count = len(unmatched)
    yield ""
    yield f"Not in the register: {count} name{'' if count == 1 else 's'}. No rate is given until each is settled:"
    yield "  give it as another name of its service (services.aliases), or list it under services.outside"
    for name, near in unmatched.items():
        candidates = f"near to it: {near_told(near)}" if near else "nothing near"
        who = f"'{name}'" if name else "an answer without a name (blank)"
        yield f"  {who}; {candidates}"


def _several(field: Fieldwork) -> Iterator[str]:
    groups = list(field.under_several_rows())
    if groups:
        yield ""
        yield f"Services with several answers: {len(groups)}. The latest is kept:"
    for _, rows in groups:
        listed = (f"row {row} '{name}'{' (kept)' if kept else ''}" for row, name, kept in rows)
        yield f"  {', '.join(listed)}"


def _silent(field: Fieldwork, unmatched: dict[str, list[tuple[str, float]]]) -> Iterator[str]:
    if field.register is None:
        return
    near = {service for found in unmatched.values() for service, _ in found}
    missing = list(field.missing()[_name_column(field)])
    yield ""
    yield f"Without an answer: {len(missing)}{' at most' if unmatched else ''} (--to FOLDER writes them for reminders)"
    if doubtful := [name for name in missing if name in near]:
        yield f"  in doubt, since a name above is near: {', '.join(doubtful)}"


def _name_column(field: Fieldwork) -> str:
    assert field.study.services is not None
    wanted = normalise_text(field.study.services.name)
    return next(str(name) for name in field.missing().columns if normalise_text(str(name)) == wanted)


def _labels(field: Fieldwork, by: str) -> dict[str, str]:
    points = field.instrument.points_of(field.instrument.item(by))
    return {point.id: point.brief for point in points}


def _response(field: Fieldwork, tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    if "response" not in tables:
        return
    for by, rows in tables["response"].groupby("by", sort=False):
        yield ""
        if by == "all":
            row = rows.iloc[0]
            yield f"Response: {row['answered']} of {row['invited']} ({format_percent(row['rate'])}%)"
            continue
        yield f"Response by {field.instrument.item(str(by)).short.lower()}:"
        labels = _labels(field, str(by))
        for row in rows.itertuples():
            rate = f" ({format_percent(row.rate)}%)" if row.invited else ""
            yield f"  {labels.get(row.group, row.group):<26} {row.answered:>4} of {row.invited:>4}{rate}"


def _composition(field: Fieldwork, tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    if "composition" not in tables:
        return
    for by, rows in tables["composition"].groupby("by", sort=False):
        name = field.instrument.item(str(by)).short.lower()
        p = rows["p"].iloc[0]
        yield ""
        verdict = "differ from" if p < 0.05 else "do not clearly differ from"
        yield f"By {name} those who answered {verdict} the register (p = {p:.3g}; share of answers, of the register):"
        labels = _labels(field, str(by))
        for row in rows[rows["invited"] > 0].itertuples():
            own = format_percent(row.answered_share) if row.answered_share == row.answered_share else "-"
            yield f"  {labels.get(row.group, row.group):<26} {own:>4}% {format_percent(row.invited_share):>4}%"


def _bounds(field: Fieldwork, tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    if "worst-case" not in tables or tables["worst-case"].empty:
        return
    yield ""
    yield f"What those who did not answer can change: the least and the most of all {field.size}"
    for row in tables["worst-case"].itertuples():
        if not row.base:
            continue
        item = field.instrument.item(row.item)
        net = field.instrument.scale_of(item).nets[0].label
        bounds = f"between {format_percent(row.low)}% and {format_percent(row.high)}%"
        yield f"  {item.short}: {row.n} of {row.base} {net} ({format_percent(row.share)}%); of all {row.size} {bounds}"


def _days(field: Fieldwork, tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    yield ""
    if "days" not in tables or tables["days"].empty:
        yield "The export does not have the day on which answers came in, or its dates can be read in several ways."
        return
    yield "Answers by day, and in all:"
    for row in tables["days"].itertuples():
        if row.answers:
            yield f"  {row.day} {row.answers:>4} {row.total:>5}"
    if without := sum(not field.days[row] for row in field.kept) if field.days else 0:
        yield f"  without a day {without:>4}"


def _unmatched_table(unmatched: dict[str, list[tuple[str, float]]]) -> pd.DataFrame:
    rows = [
        (name, service, score) for name, near in unmatched.items() for service, score in (near or [("", float("nan"))])
    ]
    return pd.DataFrame(rows, columns=["name", "near", "likeness"])


def _several_table(field: Fieldwork) -> pd.DataFrame:
    rows = [
        (number, row, name, "yes" if kept else "no")
        for number, (_, group) in enumerate(field.under_several_rows(), start=1)
        for row, name, kept in group
    ]
    return pd.DataFrame(rows, columns=["service", "row", "name", "kept"])
