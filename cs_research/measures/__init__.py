"""Measures: functions from records, or tables, to a plain DataFrame."""

from cs_research.measures.counts.tally import tally
from cs_research.measures.shares import likert

__all__ = ["likert", "tally"]
