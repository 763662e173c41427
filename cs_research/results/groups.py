"""Answers by the groups of the register."""

from __future__ import annotations

import pandas as pd

from cs_research.measures.shares.response import with_register
from cs_research.records import Responses
from cs_research.study.load import StudyData

__all__ = ["add_groups"]


def add_groups(data: StudyData, responses: Responses) -> pd.DataFrame:
    """Return the answers, with the register's groups if there is a register."""
    who = responses.instrument.identifier
    if data.register is None or who is None:
        return responses.frame
    return with_register(responses.frame, data.register, who.id)
