"""Decisions of reviewers on the convergence matrix, and their GRADE-CERQual judgements of findings."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from cs_research._yaml import Entry, Name, Problem, Route, Versioned, Words, entries
from cs_research.definitions.rules import texts, unknown_name
from cs_research.errors import Fault

#: How two kinds of source may relate on a claim.
CATEGORIES = ("agreement", "partial agreement", "dissonance", "silence")
Category = Literal["agreement", "partial agreement", "dissonance", "silence"]

#: The fields of a decision, all or none: without any the cell is still open.
_FIELDS = ("category", "reason", "by", "date")


class Decision(Entry):
    """One cell of the matrix: a claim, and a pair of kinds in either order.

    ``category`` is what the person decides, and left out while the cell is open. ``proposed`` is what the rule
    proposed at that time, so that a proposal that has changed since is detected.
    """

    claim: Name
    kinds: tuple[Words, ...]
    proposed: Category | None = None
    category: Category | None = None
    reason: str = ""
    by: str = ""
    date: datetime.date | None = None

    @property
    def pair(self) -> frozenset[str]:
        """The two kinds, without order."""
        return frozenset(self.kinds)


class ConvergenceDecisions(Versioned):
    """What reviewers decided about a study's convergence matrix."""

    type: Literal["convergence"]
    title: str = ""
    study: str = ""
    decisions: Annotated[tuple[Decision, ...], Field(min_length=1)]

    @property
    def taken(self) -> tuple[Decision, ...]:
        """The decisions that have a category."""
        return tuple(decision for decision in self.decisions if decision.category)

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield kinds that are no pair, duplicate cells, and decisions without reason, person or date."""
        seen: set[tuple[str, frozenset[str]]] = set()
        for route, entry in entries(raw, "decisions"):
            kinds = texts(entry.get("kinds"))
            if entry.get("kinds") is not None and len(kinds) != 2:
                yield Problem((*route, "kinds"), "be two kinds of source", f"{len(kinds)}")
            elif len(set(kinds)) == 1:
                yield Problem((*route, "kinds"), "be two different kinds of source", f"'{kinds[0]}' twice")
            cell = (str(entry.get("claim")), frozenset(kinds))
            if cell in seen:
                found = f"{' and '.join(kinds)} twice"
                yield Problem((*route, "kinds"), "appear once for a claim", found)
            seen.add(cell)
            yield from _half(route, entry)

    def misfits(self, claims: Sequence[str], kinds: Sequence[str], study: str) -> Iterator[Problem]:
        """Yield what the decisions name and the matrix of a study does not have."""
        yield from study_problem(self.study, study)
        for place, decision in enumerate(self.decisions):
            route: Route = ("decisions", place)
            if decision.claim not in claims:
                yield unknown_name((*route, "claim"), decision.claim, list(claims), "a claim of the pairing")
            for at, kind in enumerate(decision.kinds):
                if kind not in kinds:
                    yield unknown_name((*route, "kinds", at), kind, list(kinds), "a kind of source of the study")


def _half(route: Route, entry: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the fields that an incomplete decision is missing."""
    given = [part for part in _FIELDS if entry.get(part) not in (None, "")]
    for part in _FIELDS if given else ():
        if part not in given:
            yield Problem((*route, part), f"be given with '{given[0]}'", "nothing")


def study_problem(named: str, study: str) -> Iterator[Problem]:
    """Yield a problem if a file was made for another study; a file that names none fits all."""
    if named and named != study:
        yield Problem(("study",), f"be the id of the study, '{study}'", f"'{named}'")


def misfit_faults(key: str, problems: Iterable[Problem]) -> list[Fault]:
    """Return the faults of a file that is no longer open, by the file's key and the number of the entry."""
    faults = []
    for problem in problems:
        listing, *steps = problem.route
        place = f"{key}, {listing} {int(steps[0]) + 1}" if steps else key
        thing = str(steps[1]) if len(steps) > 1 else str(listing)
        faults.append(Fault(place, thing, problem.rule, problem.found, problem.hint))
    return faults


#: What is judged of each finding, in the order of the approach.
COMPONENTS = ("methodological_limitations", "coherence", "adequacy", "relevance")
#: How much concern a component gives, from the lowest.
CONCERNS = ("no or very minor", "minor", "moderate", "serious")
#: How much confidence the finding deserves overall, from the highest.
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
        """What is still to be judged or recorded; empty if the judgement is complete."""
        levels = {name.replace("_", " "): getattr(self, name).level for name in (*COMPONENTS, "overall")}
        return tuple(name for name, given in {**levels, "by": self.by, "date": self.date}.items() if not given)


class CerqualJudgements(Versioned):
    """What reviewers judged about a study's findings."""

    type: Literal["cerqual"]
    title: str = ""
    study: str = ""
    judgements: Annotated[tuple[Judgement, ...], Field(min_length=1)]

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield duplicate claims, levels that the approach does not have, and levels without a reason."""
        seen: set[str] = set()
        for route, entry in entries(raw, "judgements"):
            claim = str(entry.get("claim"))
            if claim in seen:
                yield Problem((*route, "claim"), "appear once in the list", f"'{claim}' twice")
            seen.add(claim)
            for name in (*COMPONENTS, "overall"):
                judged = entry.get(name)
                if isinstance(judged, Mapping):
                    levels = OVERALL if name == "overall" else CONCERNS
                    yield from _judged((*route, name), judged, levels)

    def misfits(self, claims: Sequence[str], study: str) -> Iterator[Problem]:
        """Yield what the judgements name and a study does not have."""
        yield from study_problem(self.study, study)
        for place, judgement in enumerate(self.judgements):
            if judgement.claim not in claims:
                route = ("judgements", place, "claim")
                yield unknown_name(route, judgement.claim, list(claims), "a claim of the pairing")


def _judged(route: Route, judged: Mapping[str, Any], levels: Sequence[str]) -> Iterator[Problem]:
    level, reason = (str(judged.get(key) or "").strip() for key in ("level", "reason"))
    if level and level not in levels:
        yield unknown_name((*route, "level"), level, list(levels), "a level of the approach")
    if level and not reason:
        yield Problem((*route, "reason"), "be given with a level", "nothing")
    if reason and not level:
        yield Problem((*route, "level"), "be given with a reason", "nothing")
