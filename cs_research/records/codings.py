"""Codings: the segments that coders gave codes, anchored in the turns of their sources."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cs_research.definitions.coding_frame import CodingFrame
from cs_research.records.transcripts import Source

__all__ = ["Codings", "Segment"]


@dataclass(frozen=True)
class Segment:
    """A passage of one turn to which a coder gave a code: ``turn.text[start:end] == quote``."""

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


@dataclass(frozen=True)
class Codings:
    """All segments of a study, with the sources and the coding frame that they refer to."""

    frame: CodingFrame
    sources: tuple[Source, ...]
    segments: tuple[Segment, ...]

    def table(self) -> pd.DataFrame:
        """Return one row per segment: its fields, and ``site``, ``kind``, ``part``, ``group`` and ``domain``."""
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
