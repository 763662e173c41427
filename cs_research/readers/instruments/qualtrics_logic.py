"""Who is asked a question, where Qualtrics' display logic says it in the plainest way."""

from __future__ import annotations

from typing import Any

from cs_research.readers.instruments.plain_text import plain
from cs_research.readers.instruments.qualtrics_payload import entries, words

__all__ = ["routes", "told_of"]


def routes(logic: Any) -> list[str]:
    """The choices of which one must have been chosen, by their locators; none where more is said than that."""
    found: list[str] = []
    for _, expression in _expressions(logic):
        chosen = words(expression, "LogicType") == "Question" and words(expression, "Operator") == "Selected"
        either = not found or words(expression, "Conjuction") == "Or"
        if not chosen or not either:
            return []
        found.append(words(expression, "LeftOperand", "ChoiceLocator"))
    return found


def told_of(logic: Any) -> str:
    """The logic in Qualtrics' own words."""
    told = [plain(words(expression, "Description")) for _, expression in _expressions(logic)]
    return " ".join(" ".join(told).split()) or "by display logic"


def _expressions(logic: Any) -> list[tuple[str, dict[str, Any]]]:
    """The expressions of all groups."""
    return [expression for _, group in entries(logic) for expression in entries(group)]
