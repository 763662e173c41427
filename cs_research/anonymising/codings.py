"""Quotations of codings in the words of the anonymised sources, and whether those are read as the sources were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cs_research.anonymising.blocks import Block, Document, Edit, edited
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
    try:
        new = read_transcript(copy, speakers=setting)
    except ReadError as error:
        return f"its copy has {error.faults[0].found}"
    blocks = [Block(turn.text, "") for turn in old.turns]
    spans, _ = find_spans(blocks, file, finder)
    edits = [tuple(edits_of(block.text, each, pseudonyms)) for block, each in zip(blocks, spans, strict=True)]
    return AnonymisedSource(old, new, tuple(edits))


def anchored_quotations(
    document: Document, sources: Mapping[str, AnonymisedSource | str]
) -> tuple[dict[int, str], dict[int, str]]:
    """Return the words of each quotation in the copy of its source, and why any others have no place there.

    Both are by the number of the quotation's block. A quotation that begins or ends within a name is widened to the
    pseudonym.
    """
    placed, left = {}, {}
    for source_block, quote_block, turn in document.codings.rows if document.codings else ():
        name, quote = document.blocks[source_block].text.strip(), document.blocks[quote_block].text
        source = sources.get(name, "its source is not in the folder")
        if isinstance(source, str):
            left[quote_block] = source
            continue
        found = _in_copy(source, quote, turn) if source.alike else []
        if len(found) == 1:
            placed[quote_block] = found[0]
        elif not source.alike:
            left[quote_block] = "the copy of its source is not read with the same turns"
        else:
            several = "its words are in several places that differ"
            left[quote_block] = several if found else "its words are not in its source"
    return placed, left


def _in_copy(source: AnonymisedSource, quote: str, turn: str) -> list[str]:
    """Return the words of a quotation as the copy has them; several if it is in places that differ."""
    found: dict[str, None] = {}
    turns = [each for each in source.original.turns if not turn or str(each.number) == turn]
    for each in turns:
        edits, new = source.edits[each.number - 1], source.copy.turn(each.number).text
        for start, end in _places(each.text, quote):
            words = _between(each.text, edits, start, end)
            if _places(new, words):
                found[words] = None
    return list(found)


def _places(text: str, quote: str) -> list[tuple[int, int]]:
    """Return every start and end of a quotation in the text of a turn."""
    turn = Source("", "", "", "", (Turn(1, "", text),))
    return [(part.start, part.end) for (part,) in SourceText(turn).find(quote)]


def _between(text: str, edits: Sequence[Edit], start: int, end: int) -> str:
    """Return the edited words of a stretch, widened to the edits that it touches."""
    touched = [edit for edit in edits if edit.start < end and edit.end > start]
    first = min([start, *(edit.start for edit in touched)])
    last = max([end, *(edit.end for edit in touched)])
    return edited(text[first:last], [Edit(e.start - first, e.end - first, e.words) for e in touched])
