"""Delimited text (CSV, TSV, semicolons) as records of strings, with the row and line of each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cs_research._files import read_text, text_stream
from cs_research.errors import Fault, ReadError

_DELIMITERS = (",", ";", "\t", "|")
_QUOTED = re.compile(r'"[^"]*"')
#: Records that are read at a time: few enough to stay in the processor's cache.
_BLOCK = 256
#: The longest cell of a table, and of a text that may contain pictures; in longer ones a mark is not closed.
_LONGEST, _LONGEST_TEXT = 1_000_000, 10_000_000
#: Rows of another width whose line is looked up; a report shows ten faults.
_SHOWN = 100


@dataclass(frozen=True)
class Rows:
    """Every record of a delimited file as strings. Row 1 is the first record of the file."""

    path: Path
    records: tuple[tuple[str, ...], ...]

    def place(self, index: int) -> str:
        """Return a record's location for a message: ``survey.csv, row 3``."""
        return f"{self.path}, row {index + 1}"


def start_of(head: bytes) -> str:
    """Return the text at the start of a file, decoded as far as the first bytes allow."""
    return head.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", "ignore")


class Delimited:
    """A delimited file, read from its start each time it is iterated, block by block.

    The delimiter is the one that the first record has most of, outside quotation marks. ``data`` is the content of
    the file where it is in memory already.
    """

    def __init__(self, path: Path, encoding: str | None = None, data: bytes | None = None) -> None:
        self.path = path
        self._encoding = encoding
        self._data = data
        self._open = text_stream(path, encoding, data=data)
        try:
            first = _QUOTED.sub("", _first_record(self._open())).split("\n", 1)[0]
        except UnicodeDecodeError:
            read_text(path, encoding, data=data)
            raise
        self.delimiter = max(_DELIMITERS, key=first.count)

    def blocks(self) -> Iterator[list[list[str]]]:
        """Yield the records in order, some thousands at a time, each with its own width.

        Raises
        ------
        ReadError
            A quotation mark in an odd place, or one that is not closed: at the line where it opens. Letters
            in another encoding.
        """
        try:
            yield from _blocks(self.path, self._open, self.delimiter, _LONGEST, strict=True)
        except UnicodeDecodeError:
            read_text(self.path, self._encoding, data=self._data)
            raise

    def lines_of(self, records: Iterable[int]) -> dict[int, int]:
        """Return the line of the file in which each of these records (from 0) starts."""
        wanted, found = set(records), {}
        reader = csv.reader(self._open(), delimiter=self.delimiter, strict=True)
        start = 1
        for index, _ in enumerate(reader):
            if index in wanted:
                found[index] = start
                if len(found) == len(wanted):
                    break
            start = reader.line_num + 1
        return found


def read_rows(path: Path, encoding: str | None = None) -> Rows:
    """Return all records of a delimited file, each as wide as the first.

    Wholly blank lines are passed over at the end of the file only; a record of another width is a
    `ReadError`, since a shifted row would put answers under the wrong question.
    """
    source = Delimited(path, encoding)
    records = [tuple(row) for block in source.blocks() for row in block]
    while records and not any(cell.strip() for cell in records[-1]):
        records.pop()
    if not records:
        raise ReadError(empty_fault(path))
    return Rows(path, _same_width(source, records))


def records_of(path: Path, text: str, delimiter: str, *, strict: bool) -> list[tuple[str, ...]]:
    """Return the records of a text with their own width; ``strict`` refuses a quotation mark within a cell."""
    blocks = _blocks(path, lambda: io.StringIO(text), delimiter, _LONGEST_TEXT, strict=strict)
    return [tuple(row) for block in blocks for row in block]


def empty_fault(path: Path) -> Fault:
    """Return the fault of a file that contains only delimiters and spaces."""
    return Fault(str(path), "table", "have a cell with content", "empty cells only")


def width_faults(source: Delimited, width: int, lengths: Mapping[int, int]) -> list[Fault]:
    """Return a fault for each record of another width than the first; ``lengths`` by the record's index, from 0."""
    lines = source.lines_of(list(lengths)[:_SHOWN])
    faults = []
    for index, length in lengths.items():
        line = lines.get(index, index + 1)
        faults.append(
            Fault(
                f"{source.path}, row {index + 1}" + (f" (line {line})" if line != index + 1 else ""),
                "row",
                f"have {width} cells like the first row",
                str(length),
                "a delimiter or a quotation mark inside an answer is often the cause",
            )
        )
    return faults


def _first_record(lines: Iterable[str]) -> str:
    """Return the text of the first record, until its quotation marks close; limited if none does."""
    text, quotes, parts = 0, 0, []
    for line in lines:
        parts.append(line)
        text += len(line)
        quotes += line.count('"')
        if quotes % 2 == 0 or text > _LONGEST:
            break
    return "".join(parts)


def _blocks(
    path: Path, lines: Callable[[], Iterable[str]], delimiter: str, longest: int, *, strict: bool
) -> Iterator[list[list[str]]]:
    csv.field_size_limit(longest)
    reader = csv.reader(lines(), delimiter=delimiter, strict=strict)
    try:
        while block := list(islice(reader, _BLOCK)):
            yield block
    except csv.Error as error:
        raise ReadError(_odd(path, lines(), delimiter, str(error), strict=strict)) from error


def _odd(path: Path, lines: Iterable[str], delimiter: str, message: str, *, strict: bool) -> Fault:
    """Return the fault of a text that is not delimited rows, at the line where the cell in question opens."""
    kept: list[str] = []

    def remembered() -> Iterator[str]:
        for line in lines:
            kept.append(line)
            yield line

    reader = csv.reader(remembered(), delimiter=delimiter, strict=strict)
    start = 1
    try:
        for _ in reader:
            kept.clear()
            start = reader.line_num + 1
    except csv.Error:
        pass
    record = "".join(kept)
    opens, closes = _odd_cell(record, delimiter)
    place = f"{path}, line {start + record.count(chr(10), 0, opens)}"
    if closes:
        after = " ".join(record[closes : closes + 30].split())
        line = start + record.count("\n", 0, closes)
        found = f"'{after}' after the quotation mark in line {line} that closes the one that opens here"
    elif "limit" in message:
        found = f"a cell of more than {csv.field_size_limit():,} characters that opens here"
    else:
        found = "a quotation mark that opens here and is not closed"
    hint = 'a quotation mark inside an answer is written twice (""), and one cell has one at each end'
    return Fault(place, "text", "be delimited rows", found, hint)


def _odd_cell(record: str, delimiter: str) -> tuple[int, int]:
    """Return where the last cell of a record opens, and the index of text after its closing mark (else 0)."""
    at = 0
    while at < len(record):
        if record[at] != '"':
            found = record.find(delimiter, at)
            if found < 0:
                return at, 0
            at = found + 1
            continue
        end = record.find('"', at + 1)
        while end >= 0 and record[end + 1 : end + 2] == '"':
            end = record.find('"', end + 2)
        if end < 0:
            return at, 0
        if record[end + 1 : end + 2] not in {delimiter, "\n", ""}:
            return at, end + 1
        at = end + 2
    return 0, 0


def _same_width(source: Delimited, records: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    width = len(records[0])
    while width > 1 and all(len(row) < width or not row[width - 1].strip() for row in records):
        width -= 1
    odd = {
        index: len(row)
        for index, row in enumerate(records)
        if len(row) < width or any(cell.strip() for cell in row[width:])
    }
    if odd:
        raise ReadError(width_faults(source, width, odd))
    return tuple(row[:width] for row in records)
