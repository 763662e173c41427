"""Find the coded passages of a program's file in a study's sources, as segments of their turns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cs_research._notebook import count_of
from cs_research.definitions.coding_frame import CodingFrame
from cs_research.definitions.study import CodingFile
from cs_research.errors import Fault, ReadError
from cs_research.formats.qda.coded import CodedFile, CodedPassage
from cs_research.formats.qda.matching import Matching
from cs_research.formats.qda.source_text import Part, SourceText
from cs_research.records.codings import Segment
from cs_research.records.transcripts import Source

#: As many characters as a cell of a spreadsheet contains; a quotation of that length was cut.
_CELL = 32_767
_CUT = re.compile(r"(?:…|\.{3}|\[…\]|\[\.{3}\])\s*$")
_ROW = re.compile(r"row (\d+)$")
#: An apostrophe that keeps a spreadsheet from running the text behind it.
_SHIELDED = ("'=", "'+", "'-", "'@")
#: Faults for which the nearest passage of the source is looked up: a report shows ten.
_COMPARED = 12
#: Words less alike than this, from 0 to 100, are not near.
_ALIKE = 60
#: Places of a quotation that a message lists.
_LISTED = 5


class Placed(NamedTuple):
    """The segments of a file, where each comes from by its id, and notes on what is not among them."""

    segments: tuple[Segment, ...]
    places: Mapping[str, str]
    notes: tuple[str, ...]


def place(
    file: CodedFile, frame: CodingFrame, texts: Mapping[str, SourceText], setting: CodingFile, name: str
) -> Placed:
    """Return the segments of a file, one for each turn that a passage covers, and what was left out with counts.

    Parameters
    ----------
    texts
        The sources of the study by their id.
    name
        The start of each segment's id.

    Raises
    ------
    ReadError
        Every name that is nothing of the study, and every passage that is not in its source, or in several places.
    """
    sources = [text.source for text in texts.values()]
    matching = Matching(file, frame, sources, setting, f" under {Path(setting.file).name} in the study file")
    faults = list(matching.faults())
    segments: list[Segment] = []
    places: dict[str, str] = {}
    compared = cut = 0
    for number, passage in enumerate(matching.passages, start=1):
        source = matching.documents.get(passage.document, "")
        if source not in texts:  # a fault of its own
            continue
        text = texts[source]
        found = _places(passage, text, file.documents.get(passage.document, ""))
        if not found and setting.cut and (found := _beginnings(passage, text)):
            cut += 1
        if len(found) != 1:
            compared += not found
            faults.append(_place_fault(passage, text, found, setting, compare=compared <= _COMPARED))
            continue
        code, stance, coder = _labels(matching, passage)
        row = _ROW.search(passage.place)
        own = f"{name}-{row[1] if row else number}"
        own = own if own not in places else f"{own}.{number}"  # several codes of one row
        places[own] = passage.place
        segments += [
            Segment(own, source, *part, _words(text.source, part), code, stance, coder, passage.memo)
            for part in found[0]
        ]
    if faults:
        raise ReadError(faults)
    notes = [*file.notes, *file.lost, *matching.notes()]
    if cut:
        notes.append(f"{count_of(cut, 'quotation')} cut by the program, read as far as the words go")
    return Placed(tuple(segments), places, tuple(f"{file.file.name}: {note}" for note in notes))


def _labels(matching: Matching, passage: CodedPassage) -> tuple[str, str, str]:
    code = matching.codes.get(matching.code_path(passage), "")
    return code, matching.stance(passage), matching.coder(passage)


def _words(source: Source, part: Part) -> str:
    return source.turn(part.turn).text[part.start : part.end]


def _places(passage: CodedPassage, text: SourceText, document: str) -> list[tuple[Part, ...]]:
    """Return where a passage is; several places if neither the document's text nor the turn decides."""
    quote = passage.quote
    if document and passage.start is not None and passage.end is not None:
        return text.locate(document, passage.start, passage.end)
    if not quote.strip() and _is_turn(passage.turn, text.source):
        words = text.source.turn(int(passage.turn)).text
        return [(Part(int(passage.turn), 0, len(words)),)] if words else []
    found = text.find(quote)
    if not found and quote.startswith(_SHIELDED):
        found = text.find(quote[1:])
    if passage.turn:
        found = [parts for parts in found if str(parts[0].turn) == passage.turn.lstrip("0")]
        if len(found) > 1:
            given = passage.start, passage.end
            found = [parts for parts in found if (parts[0].start, parts[-1].end) == given] or found
    return found


def _beginnings(passage: CodedPassage, text: SourceText) -> list[tuple[Part, ...]]:
    """Return where the words of a quotation are that its program cut at the end."""
    return text.find(_without_cut(passage.quote)) if _is_cut(passage.quote) else []


def _is_cut(quote: str) -> bool:
    return bool(_CUT.search(quote)) or len(quote.encode("utf-16-le")) >= 2 * (_CELL - 1)


def _without_cut(quote: str) -> str:
    return _CUT.sub("", quote)


def _place_fault(
    passage: CodedPassage, text: SourceText, found: Sequence[tuple[Part, ...]], setting: CodingFile, *, compare: bool
) -> Fault:
    source, quote = text.source, passage.quote
    place, excerpt = passage.place, _excerpt(quote)
    if not quote.strip() and passage.start is None and not passage.turn:
        return Fault(place, "quote", "be given", "nothing")
    if passage.turn and not _is_turn(passage.turn, source):
        return Fault(place, "turn", f"be a turn of '{source.id}', 1 to {len(source.turns)}", f"'{passage.turn}'")
    if found:
        column = "one in a column 'turn'"
        if passage.turn:
            column = "where it starts and ends in this turn, in characters from 0, in columns 'start' and 'end'"
        instead = f"name {column}, quote more words, or read the program's project"
        hint = f"it is in turn {_turns(found)}; {instead}"
        return Fault(place, "quote", f"appear once in '{source.id}'", f"{excerpt} {len(found)} times", hint)
    if _is_cut(quote) and not setting.cut and text.find(_without_cut(quote)):
        rule = f"be complete, to be found in '{source.id}'"
        hint = "the program cut it: export it whole, or set cut: keep to read such quotations as far as their words go"
        return Fault(place, "quote", rule, f"{excerpt}, of which only the start is known", hint)
    where = f"turn {passage.turn} of " if passage.turn else ""
    hint = f"copy the words as they are in {source.file}"
    if compare and (near := text.nearest(quote)) and near.likeness >= _ALIKE:
        hint = (
            f"the nearest words, in turn {near.turn} ({near.likeness:.0f} of 100 alike), are '{_cut(near.text, 160)}'"
        )
    return Fault(place, "quote", f"be in {where}'{source.id}'", excerpt, hint)


def _is_turn(turn: str, source: Source) -> bool:
    return turn.isascii() and turn.isdecimal() and 1 <= int(turn) <= len(source.turns)


def _turns(found: Sequence[tuple[Part, ...]]) -> str:
    turns = [str(turn) for turn in sorted({parts[0].turn for parts in found})]
    shown = turns[:_LISTED] + ([f"{len(turns) - _LISTED} more"] if len(turns) > _LISTED else [])
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 2 else shown)


def _excerpt(quote: str) -> str:
    return f"'{_cut(quote, 60)}'"


def _cut(text: str, most: int) -> str:
    return f"{text[:most]}{'…' if len(text) > most else ''}"


def repeated(segments: Sequence[Segment], places: Mapping[str, str]) -> Iterator[Fault]:
    """Yield codes that one coder gave one passage twice, in one file or in two: both would count.

    ``places`` are where each segment comes from, by its id.
    """
    parts: dict[str, list[Segment]] = {}
    for segment in segments:
        parts.setdefault(segment.id, []).append(segment)
    seen: dict[tuple[object, ...], str] = {}
    for name, own in parts.items():
        segment = own[0]
        key = (segment.source, segment.code, segment.coder, *((it.turn, it.start, it.end) for it in own))
        first = seen.setdefault(key, name)
        if first != name:
            found = f"'{segment.code}' by {segment.coder} again, first in {places[first]}"
            yield Fault(places[name], "segment", "appear once for a coder and code", found)
