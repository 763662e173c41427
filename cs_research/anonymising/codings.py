"""Quotations of codings in the words of the anonymised sources, and whether those are read as the sources were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from cs_research.anonymising.blocks import Block, CodedRow, Document, Edit, edited
from cs_research.anonymising.names import NameFinder
from cs_research.anonymising.pseudonyms import Pseudonyms
from cs_research.anonymising.replacement import edits_of, find_spans
from cs_research.errors import ReadError
from cs_research.formats.qda.source_text import SourceText
from cs_research.formats.transcripts import read_transcript
from cs_research.records.transcripts import Source, Turn


@dataclass(frozen=True)
class AnonymisedSource:
    """A source and its copy, both read as turns, and the edits that lead from one to the other."""

    original: Source
    copy: Source
    edits: tuple[tuple[Edit, ...], ...]

    @cached_property
    def searchable(self) -> tuple[tuple[SourceText, SourceText], ...]:
        """Each turn of the original with that of the copy, prepared for the search of quotations."""
        return tuple(zip(_searchable(self.original), _searchable(self.copy), strict=True))

    @property
    def alike(self) -> bool:
        """Whether the copy has as many turns, so that the numbers of turns still hold."""
        return len(self.original.turns) == len(self.copy.turns)


def read_pair(
    original: Path, file: str, copy: Path, finder: NameFinder, pseudonyms: Pseudonyms, encoding: str | None
) -> AnonymisedSource | str:
    """Return a source with its copy, or why it cannot be read as turns.

    A source whose speakers are in doubt without a setting of the study is read as text without speakers: it has the
    same words.
    """
    try:
        old, setting = read_transcript(original, encoding=encoding), None
    except ReadError:
        setting = "none"
        try:
            old = read_transcript(original, encoding=encoding, speakers=setting)
        except ReadError as error:
            return str(error.faults[0].found)
    if set(old.speakers) == {""}:
        setting = "none"  # a pseudonym in brackets at the start of a paragraph looks like a label
    try:
        new = read_transcript(copy, speakers=setting)
    except ReadError as error:
        return f"its copy has {error.faults[0].found}"
    blocks = [Block(turn.text, "") for turn in old.turns]
    spans, _ = find_spans(blocks, file, finder)
    edits = [tuple(edits_of(block.text, each, pseudonyms)) for block, each in zip(blocks, spans, strict=True)]
    return AnonymisedSource(old, new, tuple(edits))


class Anchored(NamedTuple):
    """The words of a quotation in a copy, and where they are in its turn."""

    words: str
    start: int


def anchored_quotations(
    document: Document, sources: Mapping[str, AnonymisedSource | str]
) -> tuple[dict[int, str], dict[int, str]]:
    """Return the words of each block of a quotation or its place in the copy, and why any quotations have no place.

    Both are by the number of the block. A quotation that begins or ends within a name is widened to the pseudonym. The
    start and end of one that has no place are emptied.
    """
    placed: dict[int, str] = {}
    left: dict[int, str] = {}
    for row in document.codings.rows if document.codings else ():
        name = document.blocks[row.source].text.strip()
        source = sources.get(name, "its source is not in the folder")
        found = _in_copy(source, document, row) if isinstance(source, AnonymisedSource) and source.alike else []
        words = {each.words for each in found}
        if len(words) == 1:
            placed[row.quote] = found[0].words
        elif isinstance(source, str):
            left[row.quote] = source
        elif not source.alike:
            left[row.quote] = "the copy of its source is not read with the same turns"
        else:
            several = "its words are in several places that differ"
            left[row.quote] = several if found else "its words are not in its source"
        only = found[0] if len(found) == 1 else None
        if row.start is not None:
            placed[row.start] = str(only.start) if only else ""
        if row.end is not None:
            placed[row.end] = str(only.start + len(only.words)) if only else ""
    return placed, left


def _in_copy(source: AnonymisedSource, document: Document, row: CodedRow) -> list[Anchored]:
    """Return the quotation as the copy has it: several if it is in several places and its start is that of none."""
    quote = document.blocks[row.quote].text
    given = "" if row.start is None else document.blocks[row.start].text.strip()
    found, exact = [], []
    for each in source.original.turns:
        if row.turn and str(each.number) != row.turn:
            continue
        edits, (old, new) = source.edits[each.number - 1], source.searchable[each.number - 1]
        for start, end in _places(old, quote):
            anchored = _between(each.text, edits, start, end)
            starts = [at for at, _ in _places(new, anchored.words)]
            if starts:
                # the copy is read again, which may change spaces before the quotation
                found.append(anchored._replace(start=min(starts, key=lambda at: abs(at - anchored.start))))
                exact += [found[-1]] if given == str(start) else []
    return exact or found


def _places(turn: SourceText, quote: str) -> list[tuple[int, int]]:
    """Return every start and end of a quotation in a turn."""
    return [(part.start, part.end) for (part,) in turn.find(quote)]


def _searchable(source: Source) -> tuple[SourceText, ...]:
    """Return each turn as a text of its own, so that a quotation is found within one turn."""
    return tuple(SourceText(Source("", "", "", "", (Turn(1, "", turn.text),))) for turn in source.turns)


def _between(text: str, edits: Sequence[Edit], start: int, end: int) -> Anchored:
    """Return the edited words of a stretch and where they start, widened to the edits that it touches."""
    touched = [edit for edit in edits if edit.start < end and edit.end > start]
    first = min([start, *(edit.start for edit in touched)])
    last = max([end, *(edit.end for edit in touched)])
    words = edited(text[first:last], [Edit(e.start - first, e.end - first, e.words) for e in touched])
    return Anchored(words, len(edited(text[:first], [edit for edit in edits if edit.end <= first])))
