"""A LimeSurvey survey as its files have it: questions with their parts and answers, in one language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cs_research.readers.instruments.draft import Role, role_of
from cs_research.readers.names import NAME
from cs_research.readers.told import Told

__all__ = ["Answer", "Kept", "Part", "Row", "Survey"]


@dataclass(frozen=True)
class Part:
    """A subquestion: an option of a choose-all question, or a row or column of an array."""

    code: str
    text: str
    scale: str = "0"
    relevance: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer to choose, with the number that assessments count for it."""

    code: str
    text: str
    scale: str = "0"
    assessment: str = ""


@dataclass
class Row:
    """A question with all that belongs to it. ``number`` is LimeSurvey's own, by which old conditions name it."""

    code: str
    type: str
    text: str
    number: str = ""
    help: str = ""
    other: bool = False
    mandatory: bool = False
    pattern: str = ""
    relevance: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def kept(self) -> Kept:
        """The ids that our own files keep among the CSS classes."""
        return Kept.of(self.attributes.get("cssclass", ""))


@dataclass(frozen=True)
class Kept:
    """Ids of an item, its scale and its options (by their code), as our own files keep them; else empty."""

    id: str = ""
    role: Role = "question"
    scale: str = ""
    options: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, classes: str) -> Kept:
        """What the classes ``id-``, ``role-``, ``scale-`` and ``option-`` tell."""
        found: dict[str, str] = {}
        options: dict[str, str] = {}
        for name in classes.split():
            if told := re.fullmatch(rf"(id|role|scale)-({NAME})", name):
                found[told.group(1)] = told.group(2)
            elif told := re.fullmatch(rf"option-([A-Za-z0-9]+)-({NAME})", name):
                options[told.group(1)] = told.group(2)
        if "id" not in found:
            return cls()
        return cls(found["id"], role_of(found.get("role", "")), found.get("scale", ""), options)


@dataclass
class Survey:
    """The title and questions of a survey, and what was already found that no instrument carries."""

    title: str = ""
    rows: list[Row] = field(default_factory=list)
    told: Told = field(default_factory=Told)
