"""Explain published percentages: which of them a count can give, how, and with what uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cs_research.definitions import PublishedFigures, load_published
from cs_research.displays.figures.layout import format_percent
from cs_research.measures.shares.published import HOW, audit, nearest_run

_WORDS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_DIRECTLY, _SMALLER, _NOT = HOW[0], HOW[-2], HOW[-1]


def report_audit(name: str) -> str:
    """Explain how each percentage of a file, or of the shipped ones, can result from counts, as a table and in text.

    Only published percentages are read, so that there is nothing to protect.
    """
    published = load_published(name)
    rows: list[dict[Any, Any]] = audit(published).to_dict("records")
    source = ", ".join(
        text for text in (published.source.title, published.source.publisher, published.source.reference) if text
    )
    lines = [published.title, f"Source: {source}", _asked(published, rows), "", *_table(rows), ""]
    if any(row["how"] != _NOT for row in rows):
        lines.append(_interval_text(published.population))
    lines += [line for row in rows if (line := _otherwise(row))]
    return "\n".join([*lines, "", _meaning(rows)])


def _asked(published: PublishedFigures, rows: Sequence[dict[Any, Any]]) -> str:
    bases = sorted({row["n"] for row in rows})
    answered = f"{bases[0]}" if len(bases) == 1 else f"{bases[0]} to {bases[-1]}"
    in_all = f", of a population of {published.population}" if published.population is not None else ""
    return f"{_percentages(rows).capitalize()}; {answered} answered{in_all}"


def _table(rows: Sequence[dict[Any, Any]]) -> list[str]:
    """Return the rows under their headings, each column as wide as its longest cell."""
    cells = [("Printed", "Count", "How the printed number results", "95% interval", "Meaning")]
    cells += [(f"{row['percent']}%", _count(row), row["how"], _limits(row), row["label"]) for row in rows]
    widths = [max(len(line[place]) for line in cells) for place in range(4)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[-1]]) for line in cells
    ]


def _count(row: dict[Any, Any]) -> str:
    if row["how"] == _NOT:
        return "none"
    if row["how"] == _SMALLER:
        return f"of {_span(nearest_run(row['smaller_base']))}"
    return f"{_span(row['summed'])} of {row['n']}"


def _limits(row: dict[Any, Any]) -> str:
    return "none" if row["how"] == _NOT else f"{format_percent(row['low'])}% to {format_percent(row['high'])}%"


def _span(numbers: Sequence[int]) -> str:
    """Return ``48``, ``41 or 42`` or ``52 to 55``; counts with gaps are listed."""
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]} to {numbers[-1]}"
    *most, last = map(str, numbers)
    return f"{', '.join(most)} or {last}" if most else last


def _interval_text(population: int | None) -> str:
    in_all = f"all {population}" if population is not None else "everyone"
    return (
        "The interval belongs to the count of its row: where the share of "
        f"{in_all} could lie if those who\nanswered were like a random draw. "
        "It does not cover those who did not answer."
    )


def _otherwise(row: dict[Any, Any]) -> str:
    """Explain a percentage that is not a count rounded once."""
    if row["how"] == _DIRECTLY:
        return ""
    statement = f"{row['percent']}% ({row['id']}): no share of {row['n']} rounds to it"
    if not row["smaller_base"]:
        return f"{statement}, nor one of fewer."
    nearest = nearest_run(row["smaller_base"])
    fewer = len(row["smaller_base"]) - len(nearest)
    more = f", or of {_number(fewer)} smaller {'number' if fewer == 1 else 'numbers'}" if fewer else ""
    return f"{statement}; if some left the question blank, a share of {_span(nearest)} does{more}."


def _meaning(rows: Sequence[dict[Any, Any]]) -> str:
    """Return one sentence on all percentages: how many are explained by one count, and what the others need."""
    accounts = [str(row["how"]) for row in rows]
    directly, smaller, no = (accounts.count(how) for how in (_DIRECTLY, _SMALLER, _NOT))
    added = len(rows) - directly - smaller - no
    parts = [f"{_percentages(rows)}, {_number(directly)} can be a count of those who answered, rounded once"]
    if added:
        parts.append(f"{_number(added)} only if bars were rounded before they were added")
        if any(row["smaller_base"] for row in rows if row["how"] not in {_DIRECTLY, _SMALLER, _NOT}):
            parts[-1] += ", or if fewer answered than the number given"
    if smaller:
        parts.append(f"{_number(smaller)} only if fewer answered than the number given")
    if no:
        parts.append(f"{_number(no)} in none of these ways, so ask the publisher for the counts")
    return f"What this means: of {'; '.join(parts)}."


def _percentages(rows: Sequence[dict[Any, Any]]) -> str:
    return f"{_number(len(rows))} {'percentage' if len(rows) == 1 else 'percentages'}"


def _number(count: int) -> str:
    return _WORDS[count] if count < len(_WORDS) else str(count)
