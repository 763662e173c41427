"""What is replaced in a document, and by which words: names, numbers and addresses, the longest where they overlap."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cs_research.anonymising.blocks import Block, Edit
from cs_research.anonymising.documents import without_times
from cs_research.anonymising.identifiers import find_dates, find_identifiers
from cs_research.anonymising.names import Doubt, NameFinder
from cs_research.anonymising.pseudonyms import Pseudonyms
from cs_research.definitions.anonymising_rules import AUTHOR, CODER, name_words

#: What is between two blocks when they are read as one text: more line ends than anything spans.
_APART = "\n\n\n"


class Span(NamedTuple):
    """A stretch of a block to be replaced: by the pseudonym of who is ``listed``, else by that of a value of a kind.

    A stretch that is kept has no kind and nobody who is listed.
    """

    start: int
    end: int
    listed: int = -1
    kind: str = ""
    value: str = ""


class BlockDoubt(NamedTuple):
    """A doubt in the block of that number."""

    block: int
    doubt: Doubt


def find_spans(blocks: Sequence[Block], file: str, finder: NameFinder) -> tuple[list[list[Span]], list[BlockDoubt]]:
    """Return what is to be replaced in each block, in order and without overlap, and what a person has to decide."""
    found: list[list[Span]] = [[] for _ in blocks]
    doubts: list[BlockDoubt] = []
    read = [number for number, block in enumerate(blocks) if block.kind in ("text", "birth", "names")]
    starts, texts, at = [], [], 0
    for number in read:
        starts.append(at)
        texts.append(blocks[number].text)
        at += len(blocks[number].text) + len(_APART)
    text = _APART.join(texts)
    spans = _all_spans(blocks, read, text, starts, finder)
    names, unclear = finder.find(text, file)
    spans += [Span(name.start, name.end, name.owner, "name" if name.owner != -1 else "") for name in names]
    for span in _apart(spans):
        number = bisect_right(starts, span.start) - 1
        start, block = starts[number], read[number]
        found[block].append(span._replace(start=span.start - start, end=min(span.end - start, len(texts[number]))))
    for doubt in unclear:
        number = bisect_right(starts, doubt.at) - 1
        block, place = read[number], doubt.at - starts[number]
        hidden = any(
            span.start <= place < span.end and span.listed == -1 and span.kind != "name" for span in found[block]
        )
        unknown = any(span.listed == -2 for span in found[block])
        if not hidden and (unknown or blocks[block].kind != "names"):  # the case of a file's name tells nothing
            doubts.append(BlockDoubt(block, doubt._replace(at=place)))
    for number, each in enumerate(blocks):
        if each.kind in ("author", "coder") and each.text.strip():
            found[number] = [_whole(each, file, finder)]
    return found, doubts


def _all_spans(
    blocks: Sequence[Block], read: Sequence[int], text: str, starts: Sequence[int], finder: NameFinder
) -> list[Span]:
    """Return numbers, addresses and the study's own patterns; dates in columns of dates of birth."""
    plain = without_times(text)
    spans = [Span(each.start, each.end, -1, each.kind, each.value) for each in find_identifiers(plain)]
    for other in finder.rules.also:
        for match in re.finditer(other.pattern, plain):
            if match[0].strip():
                spans.append(Span(*match.span(), -1, other.label, " ".join(match[0].casefold().split())))
    spans = [span for span in spans if blocks[read[bisect_right(starts, span.start) - 1]].kind != "names"]
    for start, number in zip(starts, read, strict=True):
        if blocks[number].kind == "birth":
            spans += [
                Span(start + each.start, start + each.end, -1, each.kind, each.value)
                for each in find_dates(blocks[number].text)
            ]
    return spans


def _whole(block: Block, file: str, finder: NameFinder) -> Span:
    """Return the span of a name that is all of a block: of who is listed, or else of an author or a coder."""
    people = {
        name.owner for name in finder.find(block.text, file)[0] if name.owner >= 0 and finder.listed[name.owner].person
    }
    if len(people) == 1:
        return Span(0, len(block.text), people.pop(), "name")
    if block.kind == "coder" and re.fullmatch(r"(?:coder|rater)[ _-]?(?:\d+|[a-z])", block.text.strip(), re.IGNORECASE):
        return Span(0, len(block.text))
    return Span(0, len(block.text), -1, CODER if block.kind == "coder" else AUTHOR, " ".join(name_words(block.text)))


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield spans without overlap, in order: of those that overlap the longest, widened by what sticks out of it."""
    group: list[Span] = []
    end = -1
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if group and span.start >= end:
            yield _of_group(group)
            group, end = [], -1
        group.append(span)
        end = max(end, span.end)
    if group:
        yield _of_group(group)


def _of_group(group: Sequence[Span]) -> Span:
    best = max(group, key=lambda span: (span.end - span.start, not span.kind))
    start, end = min(span.start for span in group), max(span.end for span in group)
    if not best.kind and (start, end) != (best.start, best.end):  # what is kept covers only a part of a name
        best = max((span for span in group if span.kind), key=lambda span: span.end - span.start)
    return best._replace(start=start, end=end)


#: What goes with a word and is before a line end that follows it.
_AFTER = re.compile(r"(?:['’]s)?[^\w\s\[(@+#]{0,3}[ \t]?")


def edits_of(
    text: str, spans: Sequence[Span], pseudonyms: Pseudonyms, counts: Counter[str] | None = None
) -> list[Edit]:
    """Return the edits that replace each span by its pseudonym; a line end within a name is after it."""
    edits = []
    for start, end, listed, kind, value in spans:
        if not kind:
            continue
        written = text[start:end]
        words = pseudonyms.listed(listed) if listed >= 0 else pseudonyms.found(kind, value, written)
        if counts is not None:
            counts[words[1:].rpartition(" ")[0]] += 1
        if "\n" in written and (after := _AFTER.match(text, end)):
            words, end = f"{words}{after[0].rstrip()}\n", after.end()
        edits.append(Edit(start, end, words))
    return edits
