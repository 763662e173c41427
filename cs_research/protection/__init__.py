"""Protect results: withhold the numbers that could reveal the answers of a few services."""

from cs_research.protection.account import account
from cs_research.protection.areas import AREA
from cs_research.protection.disclosure import FEW
from cs_research.protection.policy import POLICIES, Policy
from cs_research.protection.release import Release, protect
from cs_research.results import CodingFacts, ServiceFacts, StudyFacts, SurveyFacts, Table

__all__ = [
    "AREA",
    "FEW",
    "POLICIES",
    "CodingFacts",
    "Policy",
    "Release",
    "ServiceFacts",
    "StudyFacts",
    "SurveyFacts",
    "Table",
    "account",
    "protect",
]
