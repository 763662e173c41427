"""A file as blocks of text, and the edits of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

#: What is looked for in a block: everything, names alone, or a date; ``author`` and ``coder`` are a name as a whole.
BlockKind = Literal["text", "names", "birth", "author", "coder", "nothing"]

#: The heading of a column of a table with dates of birth.
BIRTH_COLUMN = re.compile(r"\s*(?:d\.?o\.?b\.?|date of birth|birth ?date|birthday|dyddiad geni)\b", re.IGNORECASE)


class Block(NamedTuple):
    """A stretch of text of a file; ``place`` names it in messages, counting lines of the file from ``line``."""

    text: str
    place: str
    kind: BlockKind = "text"
    line: int = 0


class Edit(NamedTuple):
    """New words for a stretch of a block."""

    start: int
    end: int
    words: str


class CodedRow(NamedTuple):
    """A row of a table of codings: the blocks of its source, quotation, start and end, and its turn.

    ``start`` and ``end`` are None in a table without places in the turn.
    """

    source: int
    quote: int
    turn: str
    start: int | None = None
    end: int | None = None

    def moved(self, by: int) -> CodedRow:
        """Return the row with blocks that come later."""
        start, end = (None if block is None else block + by for block in (self.start, self.end))
        return CodedRow(self.source + by, self.quote + by, self.turn, start, end)


class CodingTable(NamedTuple):
    """A table of codings."""

    rows: tuple[CodedRow, ...]


@dataclass(frozen=True)
class Document:
    """A file: its blocks, how it is made from their edits, and what of it is left out of the copy."""

    path: Path
    blocks: tuple[Block, ...]
    rebuild: Callable[[Sequence[Sequence[Edit]]], bytes]
    notes: tuple[str, ...] = ()
    codings: CodingTable | None = None

    @property
    def quotes(self) -> frozenset[int]:
        """The blocks that are quotations of codings."""
        return frozenset(row.quote for row in self.codings.rows) if self.codings else frozenset()


def edited(text: str, edits: Sequence[Edit]) -> str:
    """Return a text with its edits, which are in order and do not overlap."""
    parts, at = [], 0
    for start, end, words in edits:
        parts += [text[at:start], words]
        at = end
    return "".join([*parts, text[at:]])
