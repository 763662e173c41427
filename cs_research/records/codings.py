"""Codings: the segments that coders gave codes, anchored in the turns of their sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

import pandas as pd

from cs_research._notebook import count_of, small_table
from cs_research.definitions.coding_frame import CodingFrame
from cs_research.records.transcripts import Source, left_out_note


@dataclass(frozen=True)
class Segment:
    """A passage of one turn to which a coder gave a code: ``turn.text[start:end] == quote``.

    A passage that covers several turns has one ``Segment`` for each of them, all with the same ``id``: counts count
    ids, and every word has its own speaker.
    """

    id: str
    source: str
    turn: int
    start: int
    end: int
    quote: str
    code: str
    stance: str
    coder: str
    memo: str = ""


@dataclass(frozen=True, repr=False)
class Codings:
    """The segments of a study that count, with the sources and the coding frame that they refer to.

    ``left_out`` are segments in turns of speakers whose role is left out of every count; see `without_roles`.
    ``notes`` say what the files of codings contain that is not among the segments, with counts.
    """

    frame: CodingFrame
    sources: tuple[Source, ...]
    segments: tuple[Segment, ...]
    left_out: tuple[Segment, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def distinct(self) -> tuple[Segment, ...]:
        """The first part of each segment, for counts: a segment of several turns counts once."""
        return tuple({segment.id: segment for segment in reversed(self.segments)}.values())[::-1]

    @property
    def coders(self) -> tuple[str, ...]:
        """Everybody who coded, also those whose segments are all left out of the counts."""
        return tuple(dict.fromkeys(segment.coder for segment in (*self.segments, *self.left_out)))

    def without_roles(self, roles: Collection[str]) -> Codings:
        """Return codings without the turns of speakers of these roles, and without the segments in them.

        Every measure counts ``sources`` and ``segments``, so none can include what is left out.
        """
        whole = self.complete()
        sources = tuple(source.without_roles(roles) for source in whole.sources)
        outside = {(source.id, turn.number) for source in sources for turn in source.left_out}
        return replace(
            whole,
            sources=sources,
            segments=tuple(each for each in whole.segments if (each.source, each.turn) not in outside),
            left_out=tuple(each for each in whole.segments if (each.source, each.turn) in outside),
        )

    def complete(self) -> Codings:
        """Return codings with all turns and segments, for files that other programs read."""
        sources = tuple(source.complete() for source in self.sources)
        return replace(self, sources=sources, segments=self.segments + self.left_out, left_out=())

    def of_sites(self) -> Codings:
        """Return the codings of sources that have a site: answers to the survey come from everywhere."""
        sources = tuple(source for source in self.sources if source.site)
        known = {source.id for source in sources}
        return replace(
            self,
            sources=sources,
            segments=tuple(each for each in self.segments if each.source in known),
            left_out=tuple(each for each in self.left_out if each.source in known),
        )

    @property
    def left_out_note(self) -> str:
        """What is left out of every count: roles, turns, words and segments; "" if nothing is."""
        note = left_out_note(self.sources)
        counted = {segment.id for segment in self.segments}
        outside = {segment.id for segment in self.left_out} - counted
        return f"{note}, {len(outside):,} of {len(counted | outside):,} segments" if note else ""

    def __repr__(self) -> str:
        coders = len({segment.coder for segment in self.segments})
        counts = (
            count_of(len(self.distinct), "segment"),
            count_of(len(self.sources), "source"),
            count_of(coders, "coder"),
        )
        return f"Codings({self.frame.key}: {', '.join(counts)})"

    def _repr_html_(self) -> str:
        """How many segments and sources each code has, in the order of the coding frame."""
        segments = Counter(segment.code for segment in self.distinct)
        sources = Counter(code for code, _ in {(segment.code, segment.source) for segment in self.segments})
        rows = [
            (code.label, code.id, segments[code.id], sources[code.id]) for code in self.frame.codes if segments[code.id]
        ]
        return small_table(repr(self), ("Code", "Id", "Segments", "Sources"), rows)

    def table(self) -> pd.DataFrame:
        """Return one row per segment and turn: its fields, with its source's and its code's."""
        sources = {source.id: source for source in self.sources}
        groups = {code.id: self.frame.group(code.group) for code in self.frame.codes}
        rows = [
            {
                "segment": segment.id,
                "site": sources[segment.source].site,
                "kind": sources[segment.source].kind,
                "source": segment.source,
                "turn": segment.turn,
                "start": segment.start,
                "end": segment.end,
                "speaker": sources[segment.source].turn(segment.turn).speaker,
                "part": sources[segment.source].turn(segment.turn).part,
                "group": groups[segment.code].id,
                "domain": groups[segment.code].domain,
                "code": segment.code,
                "stance": segment.stance,
                "coder": segment.coder,
                "quote": segment.quote,
                "memo": segment.memo,
            }
            for segment in self.segments
        ]
        names = [
            "segment", "site", "kind", "source", "turn", "start", "end", "speaker", "part",
            "group", "domain", "code", "stance", "coder", "quote", "memo",
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=names)
