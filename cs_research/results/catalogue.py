"""Catalogue of tables: each is a function with a name, a description, and the studies that have it.

Code refers to a table by its function, such as ``results[survey.nets]``, so that an editor leads from a number to its
formula and mypy finds a misspelt table. In a notebook ``results["nets"]`` is the same table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from cs_research.records import Codings, Responses
    from cs_research.results.facts import StudyFacts
    from cs_research.results.measured import Records, Results
    from cs_research.study.load import StudyData


@dataclass(frozen=True, eq=False)
class Table:
    """A table of a study: the function that builds it, and which studies have it.

    Attributes
    ----------
    name
        Its name in notebooks, and the name of its file of data.
    description
        What it contains, in one line.
    build
        The function, from `Records` if ``of_records``, else from `Results`.
    exists
        Whether a study has the table.
    of_records
        Whether it depends on the collected data only: it is then built once for results with and without withheld
        numbers.
    """

    name: str
    description: str
    build: Callable[[Any], pd.DataFrame]
    exists: Callable[[StudyFacts], bool]
    of_records: bool


#: Every table by its name.
TABLES: dict[str, Table] = {}


def from_records(
    name: str, description: str, *, when: Callable[[StudyFacts], bool]
) -> Callable[[Callable[[Records], pd.DataFrame]], Table]:
    """Make a table of a function of `Records`; ``when`` returns whether a study has it."""
    return lambda build: _register(Table(name, description, build, when, of_records=True))


def from_tables(
    name: str, description: str, *, when: Callable[[StudyFacts], bool]
) -> Callable[[Callable[[Results], pd.DataFrame]], Table]:
    """Make a table of a function of `Results`; ``when`` returns whether a study has it."""
    return lambda build: _register(Table(name, description, build, when, of_records=False))


def _register(table: Table) -> Table:
    if table.name in TABLES:
        raise ValueError(f"a table of the name '{table.name}' is registered already")
    TABLES[table.name] = table
    return table


def has_survey(study: StudyFacts) -> bool:
    """Return whether the study has a survey."""
    return study.survey is not None


def has_earlier_waves(study: StudyFacts) -> bool:
    """Return whether the survey has earlier waves."""
    return study.survey is not None and bool(study.survey.earlier)


def has_codings(study: StudyFacts) -> bool:
    """Return whether the study has coded sources."""
    return study.codings is not None


def has_coders(study: StudyFacts) -> bool:
    """Return whether the study has the segments of two coders or more."""
    return study.codings is not None and len(study.codings.coders) > 1


def has_sources(study: StudyFacts) -> bool:
    """Return whether the study has sources, coded or not."""
    return study.sources > 0


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


def site_codings_of(data: StudyData) -> Codings:
    """Return the codings of the sources of sites, which are what evidence is counted from."""
    return codings_of(data).of_sites()
