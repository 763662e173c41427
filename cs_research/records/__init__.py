"""Records: what fieldwork collected, together with the definition that gives it meaning."""

from cs_research.records.codings import Codings, Segment
from cs_research.records.ratings import Rating, Ratings
from cs_research.records.responses import LeftOut, NoAnswer, ReadReport, Responses, UnknownLabel
from cs_research.records.transcripts import Source, Turn

__all__ = [
    "Codings", "LeftOut", "NoAnswer", "Rating", "Ratings", "ReadReport", "Responses", "Segment", "Source", "Turn",
    "UnknownLabel",
]  # fmt: skip
