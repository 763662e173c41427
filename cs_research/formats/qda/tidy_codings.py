"""Tidy CSV of codings: one row per coder, segment and code.

Columns ``source, coder, code, stance, quote``; ``turn`` if the same words are in several turns;
``memo`` if wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cs_research.definitions.coding_frame import STANCES, CodingFrame
from cs_research.errors import Fault, ReadError, closest, join_names
from cs_research.formats.files.delimited import Rows
from cs_research.formats.qda.anchor import find_quote
from cs_research.records.codings import Segment
from cs_research.records.transcripts import Source

_NEEDED = ("source", "coder", "code", "stance", "quote")
_KNOWN = (*_NEEDED, "turn", "memo")
#: An apostrophe that keeps a spreadsheet from running the text behind it.
_SHIELDED = ("'=", "'+", "'-", "'@")


def fits(rows: Rows) -> bool:
    """Return whether the header has the columns of this layout."""
    return len(set(_NEEDED) & {cell.strip().casefold() for cell in rows.records[0]}) >= 3


@dataclass(frozen=True)
class _Row:
    place: str
    number: int
    cells: Mapping[str, str]


def read(rows: Rows, frame: CodingFrame, sources: Mapping[str, Source], name: str) -> tuple[Segment, ...]:
    """Return every segment of the file; raise all its faults as one `ReadError`, so that no segment is dropped.

    ``name`` is the start of each segment's id, before its row.
    """
    header = [cell.strip().casefold() for cell in rows.records[0]]
    faults = list(_header_faults(rows, header))
    if faults:
        raise ReadError(faults)
    segments = []
    for index, record in enumerate(rows.records[1:], start=1):
        if not any(cell.strip() for cell in record):
            continue
        cells = dict(zip(header, map(str.strip, record), strict=True))
        cells["stance"] = cells["stance"].casefold()  # spreadsheets start words with a capital
        row = _Row(rows.place(index), index + 1, cells)
        problems = list(_row_faults(row, frame, sources))
        found = [] if problems else _places(row, sources[row.cells["source"]])
        if len(found) == 1:
            segments.append(_segment(row, name, *found[0]))
        elif not problems:
            problems = [_quote_fault(row, sources[row.cells["source"]], found)]
        faults += problems
    if faults:
        raise ReadError(faults)
    return tuple(segments)


def _header_faults(rows: Rows, header: list[str]) -> Iterator[Fault]:
    place, odd = rows.place(0), [name for name in header if name not in _KNOWN]
    for name in _NEEDED:
        if name not in header:
            yield Fault(place, "header", f"have a column '{name}'", join_names(header, "and"), closest(name, odd))
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield Fault(place, f"column '{name}'", "appear once", f"it {header.count(name)} times")
        elif name not in _KNOWN:
            yield Fault(place, "column", f"be {join_names(_KNOWN)}", f"'{name}'", closest(name, _KNOWN))


def _row_faults(row: _Row, frame: CodingFrame, sources: Mapping[str, Source]) -> Iterator[Fault]:
    codes = [code.id for code in frame.codes]
    known = {
        "source": (list(sources), "be a source of the study"),
        "code": (codes, f"be a code of frame {frame.key}"),
        "stance": (list(STANCES), f"be {join_names(STANCES)}"),
    }
    for name, (allowed, rule) in known.items():
        value = row.cells[name]
        if value not in allowed:
            found = f"'{value}'" if value else "nothing"
            yield Fault(row.place, name, rule, found, closest(value, allowed) if value else "")
    for name in ("coder", "quote"):
        if not row.cells[name]:
            yield Fault(row.place, name, "be given", "nothing")
    turn, source = row.cells.get("turn", ""), sources.get(row.cells["source"])
    if turn and source and not (turn.isdecimal() and 1 <= int(turn) <= len(source.turns)):
        rule = f"be a turn of '{source.id}', 1 to {len(source.turns)}"
        yield Fault(row.place, "turn", rule, f"'{turn}'")


def _places(row: _Row, source: Source) -> list[tuple[int, int, int, str]]:
    """Return where the quotation is: turn, start, end and the text as the source has it."""
    wanted = row.cells.get("turn", "")
    turns = [source.turn(int(wanted))] if wanted else source.turns
    quote = row.cells["quote"]
    for words in (quote, quote[1:]) if quote.startswith(_SHIELDED) else (quote,):
        found = [
            (turn.number, start, end, turn.text[start:end])
            for turn in turns
            for start, end in find_quote(turn.text, words)
        ]
        if found:
            return found
    return []


def _segment(row: _Row, name: str, turn: int, start: int, end: int, quote: str) -> Segment:
    return Segment(
        id=f"{name}-{row.number}",
        source=row.cells["source"],
        turn=turn,
        start=start,
        end=end,
        quote=quote,
        code=row.cells["code"],
        stance=row.cells["stance"],
        coder=row.cells["coder"],
        memo=row.cells.get("memo", ""),
    )


def _quote_fault(row: _Row, source: Source, found: list[tuple[int, int, int, str]]) -> Fault:
    quote = row.cells["quote"]
    excerpt = f"'{quote[:60]}{'…' if len(quote) > 60 else ''}'"
    if found:
        turns = sorted({str(place[0]) for place in found}, key=int)
        hint = f"it is in turn {' and '.join(turns)}; name one in a column 'turn', or quote more words"
        return Fault(row.place, "quote", f"appear once in '{source.id}'", f"{excerpt} {len(found)} times", hint)
    where = f"turn {row.cells['turn']} of " if row.cells.get("turn") else ""
    hint = f"copy the words as they are in {source.file}"
    return Fault(row.place, "quote", f"be in {where}'{source.id}'", excerpt, hint)
