"""Readers: exports of survey platforms, transcripts and codings, recognised by their content."""

from cs_research.readers.codings import read_codings
from cs_research.readers.ratings import read_ratings
from cs_research.readers.survey import read_survey
from cs_research.readers.transcripts import read_quotations, read_transcript
from cs_research.readers.transcripts.case_study import read_case_study

__all__ = [
    "read_case_study",
    "read_codings",
    "read_quotations",
    "read_ratings",
    "read_survey",
    "read_transcript",
]
