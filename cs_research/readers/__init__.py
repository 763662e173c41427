"""Readers: exports of survey platforms, transcripts and codings, recognised by their content."""

from cs_research.readers.codings import read_codings
from cs_research.readers.survey import read_survey
from cs_research.readers.transcripts import read_quotations, read_transcript

__all__ = ["read_codings", "read_quotations", "read_survey", "read_transcript"]
