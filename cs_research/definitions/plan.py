"""The analysis plan, written before data are seen, and logs of checks, decisions and assumptions."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from cs_research._yaml import Entry, Name, Problem, Versioned, Words, entries
from cs_research.definitions.decisions import study_problem
from cs_research.definitions.rules import duplicate_ids, texts

#: What a report compares, and the tests that it may use for it.
TESTS = {
    "gap": ("square-and-add",),
    "claims": ("square-and-add",),
    "paired-gap": ("square-and-add",),
    "waves": ("paired", "separate"),
    "groups": ("two proportions",),
    "response": ("simulated chi-squared",),
}
Compared = Literal["gap", "claims", "paired-gap", "waves", "groups", "response"]
#: What the entries of each kind of log are called.
LOGS = {"qa": "Quality assurance", "decisions": "Decisions", "assumptions": "Assumptions"}


class PlannedComparison(Entry):
    """A comparison that was planned: what is compared, of which units, with which test, and why.

    ``of`` are domains, claims, items or groups of services; all of them if it is left out.
    """

    compare: Compared
    of: tuple[Name, ...] = ()
    test: Words
    reason: str = ""


class Deviation(Entry):
    """The reason why a planned comparison was not made as planned."""

    compare: Compared
    of: tuple[Name, ...] = ()
    reason: Words
    date: datetime.date | None = None


class AnalysisPlan(Versioned):
    """What a study was to compare. ``registered`` says where the plan was published, such as an address."""

    type: Literal["analysis-plan"]
    title: str = ""
    study: str = ""
    date: datetime.date
    registered: str = ""
    comparisons: Annotated[tuple[PlannedComparison, ...], Field(min_length=1)]
    deviations: tuple[Deviation, ...] = ()

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield tests that a comparison does not have, and units that are planned twice."""
        seen: set[tuple[str, str]] = set()
        for route, entry in entries(raw, "comparisons"):
            kind, test = str(entry.get("compare")), str(entry.get("test"))
            if kind in TESTS and entry.get("test") and test not in TESTS[kind]:
                allowed = " or ".join(f"'{name}'" for name in TESTS[kind])
                yield Problem((*route, "test"), f"be {allowed} where {kind} are compared", f"'{test}'")
            units = texts(entry.get("of")) or [""]
            for unit in units:
                if (kind, unit) in seen or ((kind, "") in seen and kind in TESTS):
                    found = f"'{unit}' of {kind} twice" if unit else f"all of {kind}, and some of them elsewhere"
                    yield Problem((*route, "of"), "be planned once", found)
                seen.add((kind, unit))

    def misfits(self, study: str) -> Iterator[Problem]:
        """Yield what shows that the plan is for another study."""
        yield from study_problem(self.study, study)


class LogEntry(Entry):
    """One entry: what was checked, decided or assumed, and who signed it.

    ``by`` and ``signed`` are pseudonyms or roles; no page shows them.
    """

    id: Name
    date: datetime.date
    text: Words
    outcome: str = ""
    by: str = ""
    signed: str = ""
    signed_on: datetime.date | None = None


class Log(Versioned):
    """A log of quality assurance, decisions or assumptions."""

    type: Literal["log"]
    kind: Literal["qa", "decisions", "assumptions"]
    title: str = ""
    study: str = ""
    entries: Annotated[tuple[LogEntry, ...], Field(min_length=1)]

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield duplicate ids, half a signature, and checks that are signed by the one who made them."""
        yield from duplicate_ids(raw, "entries")
        for route, entry in entries(raw, "entries"):
            signed, day, by = (str(entry.get(key) or "").strip() for key in ("signed", "signed_on", "by"))
            if bool(signed) != bool(day):
                missing = "signed_on" if signed else "signed"
                hint = "a signature is who signed (a role or pseudonym) and when"
                yield Problem((*route, missing), "be given with the other half of the signature", "nothing", hint)
            if raw.get("kind") == "qa" and signed and signed.casefold() == by.casefold():
                yield Problem((*route, "signed"), "be another than who made the check", f"'{signed}'")
            if signed and day and day < str(entry.get("date")):
                yield Problem((*route, "signed_on"), f"be on or after {entry.get('date')}", day)

    def misfits(self, study: str) -> Iterator[Problem]:
        """Yield what shows that the log is for another study."""
        yield from study_problem(self.study, study)

    @property
    def unsigned(self) -> tuple[int, ...]:
        """The positions of entries that nobody signed."""
        return tuple(place for place, entry in enumerate(self.entries) if not entry.signed)
