"""Catalogue of tables: the function that builds each, and which studies have it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

if TYPE_CHECKING:
    from cs_research.records import Codings, Responses
    from cs_research.results.facts import StudyFacts
    from cs_research.study.load import StudyData

__all__ = [
    "PRODUCERS",
    "Producer",
    "Tables",
    "codings_of",
    "from_records",
    "from_tables",
    "has_codings",
    "has_earlier_waves",
    "has_ratings",
    "has_survey",
    "responses_of",
]

Tables = dict[str, pd.DataFrame]
F = TypeVar("F", bound=Callable[[Any], Any])


@dataclass(frozen=True)
class Producer:
    """A function that builds tables, their names in the order returned, and the condition for having them.

    If ``records``, tables depend on the collected data only, and are built once for `Results` and all results
    derived from them.
    """

    names: tuple[str, ...]
    build: Callable[[Any], pd.DataFrame | tuple[pd.DataFrame, ...]]
    exists: Callable[[StudyFacts], bool]
    records: bool

    def tables(self, given: Any) -> Tables:
        """Return the tables by name."""
        built = self.build(given)
        return dict(zip(self.names, built if isinstance(built, tuple) else (built,), strict=True))


#: Every table's producer by the table's name, in the order in which a report uses them.
PRODUCERS: dict[str, Producer] = {}


def from_records(*names: str, when: Callable[[StudyFacts], bool]) -> Callable[[F], F]:
    """Register a function that builds tables from `Records`; ``when`` returns whether a study has them."""
    return _register_names(names, when, records=True)


def from_tables(*names: str, when: Callable[[StudyFacts], bool]) -> Callable[[F], F]:
    """Register a function that builds tables from `Results`; ``when`` returns whether a study has them."""
    return _register_names(names, when, records=False)


def _register_names(
    names: tuple[str, ...], when: Callable[[StudyFacts], bool], *, records: bool
) -> Callable[[F], F]:
    def register(build: F) -> F:
        if taken := [name for name in names if name in PRODUCERS]:
            raise ValueError(f"a table of the name '{taken[0]}' is registered already")
        PRODUCERS.update(dict.fromkeys(names, Producer(names, build, when, records)))
        return build

    return register


def has_survey(study: StudyFacts) -> bool:
    """Return whether the study has a survey."""
    return study.survey is not None


def has_earlier_waves(study: StudyFacts) -> bool:
    """Return whether the survey has earlier waves."""
    return study.survey is not None and bool(study.survey.earlier)


def has_codings(study: StudyFacts) -> bool:
    """Return whether the study has coded sources."""
    return study.codings is not None


def has_ratings(study: StudyFacts) -> bool:
    """Return whether the study has ratings by the rubric."""
    return study.ratings is not None


def responses_of(data: StudyData) -> Responses:
    """Return the latest wave of a study that has a survey."""
    assert data.responses is not None
    return data.responses


def codings_of(data: StudyData) -> Codings:
    """Return the codings of a study that has coded sources."""
    assert data.codings is not None
    return data.codings
