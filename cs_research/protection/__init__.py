"""Protection: from all that was measured to what may be shown and saved."""

from cs_research.protection.policy import Policy
from cs_research.protection.release import Release, protect
from cs_research.results import CodingFacts, ServiceFacts, StudyFacts, SurveyFacts

__all__ = ["CodingFacts", "Policy", "Release", "ServiceFacts", "StudyFacts", "SurveyFacts", "protect"]
