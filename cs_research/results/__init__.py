"""All tables of a study by name, with their schema."""

from cs_research.results.catalogue import Table
from cs_research.results.facts import (
    CodingFacts,
    RatingFacts,
    RegisterFacts,
    ServiceFacts,
    StudyFacts,
    SurveyFacts,
)
from cs_research.results.measured import NamedTables, Results, Rule, measure

__all__ = [
    "CodingFacts",
    "NamedTables",
    "RatingFacts",
    "RegisterFacts",
    "Results",
    "Rule",
    "ServiceFacts",
    "StudyFacts",
    "SurveyFacts",
    "Table",
    "measure",
]
