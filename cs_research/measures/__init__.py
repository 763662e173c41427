"""Measures: functions from records, or tables, to a plain DataFrame."""

from cs_research.measures.tally import tally

__all__ = ["tally"]
