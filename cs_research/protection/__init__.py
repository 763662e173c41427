"""Protect results: withhold the numbers that could reveal the answers of a few services."""

from cs_research.protection.release import Release, protect
from cs_research.protection.rules import Policy
from cs_research.results import CodingFacts, ServiceFacts, StudyFacts, SurveyFacts, Table

__all__ = [
    "CodingFacts",
    "Policy",
    "Release",
    "ServiceFacts",
    "StudyFacts",
    "SurveyFacts",
    "Table",
    "protect",
]
