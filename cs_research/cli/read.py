"""The output of ``cs-research read``: what happened to each row and column of an export, and its answers."""

from __future__ import annotations

from collections.abc import Iterator

from cs_research.definitions import Instrument
from cs_research.displays.figures.layout import format_percent
from cs_research.errors import join_names
from cs_research.formats.unsupported import first_names
from cs_research.measures.counts.tally import tally
from cs_research.measures.shares import likert
from cs_research.records import ReadReport, Responses

#: Rows that are named one by one.
_ROWS = 20


def summarise_responses(responses: Responses) -> str:
    """Return what happened to each row of an export and a table of its answers, as plain text.

    Nothing is withheld: it is printed for the person who has the export itself, and written nowhere.
    """
    return "\n".join([*_account(responses.report, responses.instrument), "", *_answers(responses)])


def _account(report: ReadReport, instrument: Instrument) -> Iterator[str]:
    yield f"{report.file}: {report.platform}"
    yield f"{report.rows} rows read, {report.kept} kept"
    yield from _left_out(report)
    items = {item.split(".")[0] for _, item in report.matched}
    known = [item.id for item in instrument.items if not item.retired or item.id in items]
    yield f"{len(items)} of {len(known)} items of {instrument.key} found"
    if absent := [item for item in report.absent_items if item in known]:
        yield f"  items without a column: {', '.join(absent)}"
    if report.unmatched_columns:
        yield f"  columns not used: {', '.join(report.unmatched_columns)}"
    for answer in report.unknown:
        rows = first_names(list(map(str, answer.rows)), _ROWS)
        yield f"  read as blank: '{answer.label}' is no answer of '{answer.item}' (rows {rows})"
    for item in dict.fromkeys(item for item, _ in report.unused):
        points = [point for each, point in report.unused if each == item]
        yield f"  nobody chose {join_names(points, 'or', len(points))} of '{item}'"
    for note in report.notes:
        yield f"  note: {note}"
    if report.absences:
        yield f"  not asked and left blank: {report.absences}"


def _left_out(report: ReadReport) -> Iterator[str]:
    """Yield each row that is not among the responses, or one line per reason if there are many."""
    if len(report.left_out) <= _ROWS:
        for row in report.left_out:
            yield f"  row {row.row} left out: {row.reason} ({row.detail})"
        return
    for reason, count in report.reasons().items():
        rows = [str(row.row) for row in report.left_out if row.reason == reason]
        yield f"  {count} rows left out: {reason} (rows {first_names(rows, _ROWS)})"


def _answers(responses: Responses) -> Iterator[str]:
    instrument = responses.instrument
    population = instrument.population.size if instrument.population else None
    if population and population >= len(responses):
        yield f"Intervals are exact, for {population} {instrument.population.units} in all (as {instrument.key} says)."  # type: ignore[union-attr]
    else:
        yield "Intervals are Wilson's, without a known number in all."
        population = None
    absent = set(responses.report.absent_items)
    counts = tally(responses, population=population)
    distribution = likert.distribution(counts)
    multiple = likert.multiple(counts)
    summary = likert.summary(counts).set_index("item")
    for item in instrument.items:
        table = multiple if item.kind == "multiple" else distribution
        rows = table[table["item"] == item.id]
        if item.id in absent or rows.empty:
            continue
        blank = int(counts.table.loc[item.id]["blank"].iloc[0])
        yield f"{item.id}: {item.short} (n = {int(rows['base'].iloc[0])}, {blank} blank)"
        for row in rows.itertuples():
            yield f"  {row.label[:58]:<58} {row.n:>6}  {_shares(row.share, row.low, row.high)}"
        if item.id in summary.index and summary.loc[item.id, "scored"]:
            scored = summary.loc[item.id]
            yield f"  median score {scored['median']:g}, index {scored['index']:.1f} of 100"


def _shares(share: float, low: float, high: float) -> str:
    if share != share:
        return "no answers"
    return f"{format_percent(share):>3}% (95% interval {format_percent(low)} to {format_percent(high)})"
