"""Files as blocks of text that can be edited and written again: plain text, captions, tables, and Word documents."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from cs_research._files import read_text
from cs_research.anonymising.blocks import BIRTH_COLUMN, Block, BlockKind, CodedRow, CodingTable, Document, Edit, edited
from cs_research.anonymising.word_file import WordFile
from cs_research.errors import Fault, ReadError
from cs_research.formats.files.delimited import Delimited
from cs_research.formats.files.workbook import WrittenSheet, find_long_texts, sheets_of, workbook


def read_plain(path: Path, encoding: str | None) -> Document:
    """Return a text, Markdown or caption file as one block; it is written as UTF-8."""
    text = read_text(path, encoding)
    block = Block(text, str(path), line=1)
    return Document(path, (block,), lambda edits: edited(text, edits[0]).encode("utf-8"))


#: Lines of captions with times, and the number or id before them: nothing is looked for in their digits.
_TIMES = re.compile(r"(?:^[^\n\s]+\n)?^[^\n]*-->[^\n]*$", re.MULTILINE)


def without_times(text: str) -> str:
    """Return the text of captions with spaces in place of its lines of times, so that every letter keeps its place."""
    return _TIMES.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text) if "-->" in text else text


_CODING_COLUMNS: dict[str, BlockKind] = {
    "source": "names",
    "coder": "coder",
    "code": "nothing",
    "stance": "nothing",
    "turn": "nothing",
    "start": "nothing",
    "end": "nothing",
}


def _table_blocks(place: str, rows: Sequence[Sequence[str]]) -> tuple[list[Block], CodingTable | None]:
    """Return one block for each cell, row by row, and which blocks are codings."""
    header = [cell.strip().casefold().lstrip("\ufeff") for cell in rows[0]] if rows else []
    codings = {"source", "code", "quote"} <= set(header)
    kinds: list[BlockKind] = [
        "birth" if BIRTH_COLUMN.match(name) else (_CODING_COLUMNS.get(name, "text") if codings else "text")
        for name in header
    ]
    blocks: list[Block] = []
    coded = []
    for number, row in enumerate(rows, start=1):
        if codings and number > 1:
            cells = dict(zip(header, range(len(blocks), len(blocks) + len(row)), strict=False))
            turn = row[header.index("turn")] if "turn" in header else ""
            row_blocks = cells["source"], cells["quote"], turn.strip(), cells.get("start"), cells.get("end")
            coded.append(CodedRow(*row_blocks))
        for index, cell in enumerate(row):
            kind = kinds[index] if number > 1 and index < len(kinds) else "text"
            blocks.append(Block(cell, f"{place}, row {number}", kind))
    return blocks, CodingTable(tuple(coded)) if codings else None


def _rows_again(rows: Sequence[Sequence[str]], edits: Sequence[Sequence[Edit]]) -> list[list[str]]:
    cells = iter(edits)
    return [[edited(cell, next(cells)) for cell in row] for row in rows]


def read_delimited(path: Path, encoding: str | None) -> Document:
    """Return a table as blocks; it is written with the same delimiter, as UTF-8."""
    source = Delimited(path, encoding)
    rows = [row for block in source.blocks() for row in block]
    blocks, codings = _table_blocks(str(path), rows)

    def rebuild(edits: Sequence[Sequence[Edit]]) -> bytes:
        stream = io.StringIO()
        csv.writer(stream, delimiter=source.delimiter, lineterminator="\n").writerows(_rows_again(rows, edits))
        return stream.getvalue().encode("utf-8")

    return Document(path, tuple(blocks), rebuild, codings=codings)


def read_workbook(path: Path, _: str | None) -> Document:
    """Return the sheets of a workbook as blocks; they are written as text, without formats, formulas and comments."""
    sheets, _names = sheets_of(path)
    blocks: list[Block] = []
    codings: list[CodedRow] = []
    for sheet in sheets:
        start = len(blocks) + 1
        found, coded = _table_blocks(f"{path}, sheet {sheet.name}", sheet.rows)
        blocks += [Block(sheet.name, f"{path}, sheet {sheet.name}"), *found]
        codings += [row.moved(start) for row in (coded.rows if coded else ())]

    def rebuild(edits: Sequence[Sequence[Edit]]) -> bytes:
        at, written = 0, []
        for sheet in sheets:
            cells = sum(len(row) for row in sheet.rows)
            name = edited(sheet.name, edits[at]).translate(_NO_SHEET_NAME)
            rows = _rows_again(sheet.rows, edits[at + 1 : at + 1 + cells])
            header = rows[0] if rows else []
            written.append(WrittenSheet(name[:31], header, [20] * len(header), rows[1:]))
            at += 1 + cells
        for new in written:
            for row, _text in find_long_texts(new):
                place = f"{path}, sheet {new.name}, row {row}"
                raise ReadError(Fault(place, "cell", "be at most 32,767 characters long in the copy", "more"))
        return workbook("", written)

    notes = ("written as text: formats, formulas, comments and pictures of the workbook are not in the copy",)
    return Document(path, tuple(blocks), rebuild, notes, CodingTable(tuple(codings)) if codings else None)


_NO_SHEET_NAME = str.maketrans("[]", "()")


def read_word(path: Path, _: str | None) -> Document:
    """Return the texts of every part of a Word document as blocks; see `cs_research.anonymising.word_file`."""
    file = WordFile(path)
    blocks = [Block(text, f"{path}, {place}", kind) for text, place, kind in file.texts()]
    return Document(path, tuple(blocks), file.rebuild, tuple(file.notes))


#: How a file is read, by the ending of its name; no other is copied.
READERS: dict[str, Callable[[Path, str | None], Document]] = {
    ".docx": read_word,
    **dict.fromkeys((".txt", ".md", ".markdown", ".vtt", ".srt"), read_plain),
    **dict.fromkeys((".csv", ".tsv"), read_delimited),
    ".xlsx": read_workbook,
}
