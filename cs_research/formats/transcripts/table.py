"""Transcripts as tables of time, speaker and text."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from cs_research.errors import Fault, ReadError, join_names
from cs_research.formats.files.delimited import read_rows, start_of
from cs_research.formats.files.workbook import may_be_workbook, sheets_of
from cs_research.formats.transcripts.labels import folded, kind_of, seconds
from cs_research.formats.transcripts.speech import Line, Speech

_TEXT = (
    "text|words|verbatim|transcript|transcription|utterance|content|contents|speech|said|caption|captions|line|sentence|message"
    "|dialogue|dialog|spoken text|what was said|comment|turn|subtitle|body|quote"
    "|testun|geiriau|trawsgrifiad|sgwrs|text der äußerung|wortlaut|äußerung|aussage|inhalt|transkript|texte|texto"
)
_WHO = (
    "speaker|speakers|name|who|person|participant|voice|speaker name|speaker id|speaker label|participant id|role"
    "|initials"
    "|siaradwr|enw|pwy|cyfranogwr|sprecher|sprecherin|sprecher/in|sprecher:in|sprechende|wer|rolle|locuteur|hablante"
)
_START = (
    "time|timestamp|time stamp|start|start time|starttime|begin|begin time|from|timecode|time code|offset|in|clock"
    "|start (s)|start seconds|time (s)|time in|start timestamp|start timecode"
    "|amser|dechrau|zeit|zeitstempel|startzeit|beginn|anfang|uhrzeit|von"
)
_KINDS = {
    folded(alias): kind
    for kind, aliases in (("text", _TEXT), ("speaker", _WHO), ("start", _START))
    for alias in aliases.split("|")
}
_CLOCK = re.compile(
    r"^[\[(]?(?P<clock>\d{1,2}(?::\d{1,2}){1,2}(?:[.,]\d{1,6})?|\d+(?:[.,]\d+)?)\s*s?[\])]?"
    r"(?:\s*(?:-->|[-–—])\s*\d[\d:.,]*\s*s?[\])]?)?$"
)
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b")
_COLONS = re.compile(r"^[\[(]?\d{1,2}(?::\d{1,2}){1,2}(?:[.,]\d{1,3})?[\])]?$")


class Columns(NamedTuple):
    """The columns of a table; ``rest`` are the headings of columns that are not used."""

    text: int
    speaker: int | None
    start: int | None
    rest: tuple[str, ...] = ()


def columns_of(place: str, header: Sequence[str]) -> Columns | None:
    """Return the columns of a header with a text and a speaker or a time; None for another header.

    Two columns of one kind are a `ReadError`: which is meant is not guessed.
    """
    found: dict[str, list[int]] = {"text": [], "speaker": [], "start": []}
    heads = [folded(cell.strip(" *:_").replace("_", " ")) for cell in header]
    for index, head in enumerate(heads):
        if kind := _KINDS.get(head):
            found[kind].append(index)
    if not found["text"] or not (found["speaker"] or found["start"]) or len(heads) < 2:
        return None
    faults = [
        Fault(place, f"column of {kind}", "be one", join_names([header[index] for index in places], "and"))
        for kind, places in found.items()
        if len(places) > 1
    ]
    if faults:
        raise ReadError(faults)
    used = {index for places in found.values() for index in places}
    rest = tuple(header[index] for index in range(len(header)) if index not in used and header[index].strip())
    speaker, start = found["speaker"], found["start"]
    return Columns(found["text"][0], speaker[0] if speaker else None, start[0] if start else None, rest)


def add_rows(path: Path, speech: Speech, columns: Columns, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Add one line per row; a row without a speaker has an unknown one, an invalid time is a `ReadError`."""
    faults = []
    for number, cells in rows:
        words = html.unescape(cells[columns.text]) if columns.text < len(cells) else ""
        who = None
        if columns.speaker is not None:
            who = html.unescape(" ".join(cells[columns.speaker].split())).strip("*_ ").removesuffix(":")
        start = None
        if columns.start is not None and (written := cells[columns.start].strip()):
            clock = _CLOCK.match(written)
            if clock is None:
                rule = "be a time such as 0:05 or 5.2"
                hint = "a date is no time within a recording: leave that column out" if _DATE.match(written) else ""
                faults.append(Fault(f"{path}, {speech.unit} {number}", "time", rule, f"'{written[:40]}'", hint))
                continue
            start = seconds(clock["clock"])
        if not words.strip():
            speech.notes.add("rows without words", f"{speech.unit} {number}")
            continue
        if who == "":
            speech.notes.add("rows without a speaker, of nobody known", f"{speech.unit} {number}")
        speech.lines.append(Line(words, number, True, start, who))
    if columns.rest:
        speech.notes.add("columns that are not used", *columns.rest)
    if faults:
        raise ReadError(faults)


def nameless_of(rows: Sequence[Sequence[str]]) -> Columns | None:
    """Return the columns of a table without a header: one of names, one of text, and possibly one of times."""
    width = len(rows[0]) if rows else 0
    if len(rows) < 2 or width not in (2, 3) or any(len(row) != width for row in rows):
        return None
    clocks = [index for index in range(width) if all(_COLONS.match(row[index].strip()) for row in rows)]
    if len(clocks) > 1 or (width == 3 and not clocks):
        return None
    rest = [index for index in range(width) if index not in clocks]
    if len(rest) == 1:
        return Columns(rest[0], None, clocks[0])
    names = [
        index
        for index in rest
        if all(
            kind_of(" ".join(row[index].split()).rstrip(":")) not in ("sentence", "phrase", "heading")
            for row in rows
            if row[index].strip()
        )
        and any(row[index].strip() for row in rows)
    ]
    if len(names) != 1:
        return None
    return Columns(rest[1 - rest.index(names[0])], names[0], clocks[0] if clocks else None)


_DELIMITERS = ",;\t|"


def delimited_fits(head: bytes) -> bool:
    """Return whether the first line is a header with a column of text and one of speakers or times."""
    first = start_of(head).lstrip("\ufeff\n\r ").split("\n", 1)[0].rstrip("\r")
    delimiter = max(_DELIMITERS, key=first.count)
    if delimiter not in first or len(first) > 1000:
        return False
    header = next(csv.reader([first], delimiter=delimiter), [])
    try:
        return columns_of("", header) is not None
    except ReadError:
        return True  # two columns of one kind, which reading reports


def read_delimited(path: Path, encoding: str | None, *, plain: bool = False) -> Speech:  # noqa: ARG001
    """Return one line per row."""
    return _of(path, read_rows(path, encoding).records, "delimited table")


def workbook_fits(head: bytes) -> bool:
    """Return whether it may be a workbook; opening it shows whether it is."""
    return may_be_workbook(head) and b"xl/" in head


def read_workbook(path: Path, encoding: str | None, *, plain: bool = False) -> Speech:  # noqa: ARG001
    """Return the lines of the first sheet whose first row is such a header."""
    sheets, _ = sheets_of(path)
    for sheet in sheets:
        rows = [row for row in sheet.rows if any(row)]
        if rows and columns_of(str(path), rows[0]) is not None:
            speech = _of(path, rows, "workbook")
            others = [other.name for other in sheets if other is not sheet and other.rows]
            if others:
                speech.notes.add("sheets that are not read", *others)
            return speech
    rule = "have a sheet with columns of words and of speakers or times"
    raise ReadError(Fault(str(path), "workbook", rule, "none", "such as time, speaker, text"))


def _of(path: Path, rows: Sequence[Sequence[str]], layout: str) -> Speech:
    speech = Speech(layout, unit="row")
    columns = columns_of(f"{path}, row 1", rows[0])
    if columns is not None:
        add_rows(path, speech, columns, ((number, row) for number, row in enumerate(rows[1:], start=2)))
    return speech
