"""Judgements of people on how much confidence a finding from sources deserves, by the components of GRADE-CERQual."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from cs_research._yaml import Entry, Problem, Route, Versioned, entries
from cs_research.definitions.decisions import study_problem
from cs_research.definitions.instrument import Name
from cs_research.definitions.rules import unknown

__all__ = ["COMPONENTS", "CONCERNS", "OVERALL", "CerqualJudgements", "Judged", "Judgement"]

#: What is judged of each finding, in the order of the approach.
COMPONENTS = ("methodological_limitations", "coherence", "adequacy", "relevance")
#: How much concern a component gives, from the least.
CONCERNS = ("no or very minor", "minor", "moderate", "serious")
#: How much confidence the finding deserves in all, from the most.
OVERALL = ("high", "moderate", "low", "very low")


class Judged(Entry):
    """A level and the reason for it; both are left out while it is open."""

    level: str = ""
    reason: str = ""


class Judgement(Entry):
    """The judgements on the finding of one claim."""

    claim: Name
    methodological_limitations: Judged = Judged()
    coherence: Judged = Judged()
    adequacy: Judged = Judged()
    relevance: Judged = Judged()
    overall: Judged = Judged()
    by: str = ""
    date: datetime.date | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still to be judged or said, in words; nothing where the judgement is whole."""
        levels = {name.replace("_", " "): getattr(self, name).level for name in (*COMPONENTS, "overall")}
        return tuple(name for name, said in {**levels, "by": self.by, "date": self.date}.items() if not said)


class CerqualJudgements(Versioned):
    """What people judged of a study's findings."""

    type: Literal["cerqual"]
    title: str = ""
    study: str = ""
    judgements: Annotated[tuple[Judgement, ...], Field(min_length=1)]

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Claims that stand twice, levels that are none of the approach's, levels without a reason."""
        seen: set[str] = set()
        for route, entry in entries(raw, "judgements"):
            claim = str(entry.get("claim"))
            if claim in seen:
                yield Problem((*route, "claim"), "stand once in the list", f"'{claim}' twice")
            seen.add(claim)
            for name in (*COMPONENTS, "overall"):
                judged = entry.get(name)
                if isinstance(judged, Mapping):
                    levels = OVERALL if name == "overall" else CONCERNS
                    yield from _judged((*route, name), judged, levels)

    def misfits(self, claims: Sequence[str], study: str) -> Iterator[Problem]:
        """What the judgements name that a study does not have."""
        yield from study_problem(self.study, study)
        for place, judgement in enumerate(self.judgements):
            if judgement.claim not in claims:
                route = ("judgements", place, "claim")
                yield unknown(route, judgement.claim, list(claims), "a claim of the pairing")


def _judged(route: Route, judged: Mapping[str, Any], levels: Sequence[str]) -> Iterator[Problem]:
    level, reason = (str(judged.get(key) or "").strip() for key in ("level", "reason"))
    if level and level not in levels:
        yield unknown((*route, "level"), level, list(levels), "a level of the approach")
    if level and not reason:
        yield Problem((*route, "reason"), "be given with a level", "nothing")
    if reason and not level:
        yield Problem((*route, "level"), "be given with a reason", "nothing")
