"""Readers and writers of other programs' files: survey exports, transcripts and codings, recognised by content."""

from __future__ import annotations

from cs_research.formats.qda import read_codings
from cs_research.formats.rating_sheets import read_ratings
from cs_research.formats.surveys import read_survey
from cs_research.formats.transcripts import read_quotations, read_transcript
from cs_research.formats.transcripts.case_study import read_case_study

__all__ = [
    "read_case_study",
    "read_codings",
    "read_quotations",
    "read_ratings",
    "read_survey",
    "read_transcript",
]
