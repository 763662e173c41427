"""All tables of a study by name, each measured on first use."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any, TypeVar

import pandas as pd

from cs_research.errors import Fault, MeasureError, closest, found_of
from cs_research.measures.counts.tally import Tally, tally
from cs_research.results import annual, coding, evidence, planned, ratings, service, survey, triangulation, weighting
from cs_research.results.catalogue import TABLES, Table
from cs_research.results.facts import StudyFacts, study_facts
from cs_research.results.schema import schema
from cs_research.study.load import StudyData

#: The modules that have the tables.
MODULES = (survey, ratings, evidence, coding, triangulation, annual, service, weighting, planned)

#: The key of the name of a table among the ``attrs`` of its copies.
TABLE = "table"

T = TypeVar("T")


class NamedTables(ABC):
    """Tables by name: ``tables["nets"]`` returns a copy, ``tables.names`` the names of all tables of the study.

    Code refers to a table by the `Table` itself.
    """

    @property
    @abstractmethod
    def study(self) -> StudyFacts:
        """The facts of the study that the tables belong to."""

    @abstractmethod
    def _table(self, table: Table) -> pd.DataFrame:
        """Return the table itself, which must not be changed."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tables that the study has."""
        return tuple(name for name, table in TABLES.items() if table.exists(self.study))

    def __getitem__(self, table: str | Table) -> pd.DataFrame:
        known = _find(table)
        if known is None:
            rule = "be the name of a table, as in .names"
            raise MeasureError(Fault(self._kind, "table", rule, repr(table), closest(str(table), TABLES)))
        if not known.exists(self.study):
            rule = f"be one that study '{self.study.id}' has the files for"
            hint = ".names lists those it has"
            raise MeasureError(Fault(self._kind, "table", rule, repr(known.name), hint))
        copy = self._table(known).copy(deep=False)
        copy.attrs[TABLE] = known.name  # rows and columns that are taken from it keep this
        return copy

    def get(self, table: str | Table) -> pd.DataFrame | None:
        """Return the table, or None if the study has no such table."""
        return self[table] if table in self else None  # noqa: SIM401 - this is get

    def __contains__(self, table: object) -> bool:
        known = _find(table)
        return known is not None and known.exists(self.study)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def schema(self, table: pd.DataFrame) -> dict[str, Any]:
        """Return the Table Schema of one of the tables, or of some of its rows and columns."""
        return schema(table)

    @property
    def _kind(self) -> str:
        return type(self).__name__.lower()

    def __repr__(self) -> str:
        made_up = ", made-up data" if self.study.made_up else ""
        return f"<{type(self).__name__} of study '{self.study.id}'{made_up}: {len(self)} tables>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>{escape(name)}</code></td><td>{escape(TABLES[name].description)}</td></tr>"
            for name in self.names
        )
        head = "<thead><tr><th scope='col'>Table</th><th scope='col'>What it holds</th></tr></thead>"
        return f"<table><caption>{escape(repr(self).strip('<>'))}</caption>{head}<tbody>{rows}</tbody></table>"


def _find(table: object) -> Table | None:
    """Return the table of a name, or the table itself."""
    return table if isinstance(table, Table) else TABLES.get(str(table))


@dataclass(frozen=True, eq=False, repr=False)
class Records:
    """The collected data of a study, and the tables that depend on it alone: ``records[annual.matched]``."""

    data: StudyData
    study: StudyFacts
    _cache: dict[Any, Any] = field(default_factory=dict)

    def compute_once(self, key: Any, compute: Callable[[], T]) -> T:
        """Return the result of ``compute``, which is called only on the first use of a key."""
        if key not in self._cache:
            self._cache[key] = compute()
        result: T = self._cache[key]
        return result

    def __getitem__(self, table: Table) -> pd.DataFrame:
        return self.compute_once(table, lambda: table.build(self))

    @property
    def counts(self) -> Tally:
        """The tally of the latest wave."""
        responses = self.data.responses
        if responses is None:
            raise MeasureError(Fault(self.study.id, "survey", "be named by the study", "none"))
        return self.compute_once("counts", lambda: tally(responses, population=self.data.population))


#: Returns the replacement of a table, from the table as measured and the results that contain it.
Rule = Callable[[pd.DataFrame, "Results"], pd.DataFrame]


@dataclass(frozen=True, eq=False, repr=False)
class Results(NamedTables):
    """All tables of a study as measured; each of ``rules`` replaces a table, from which others are derived.

    No number is withheld. Displays and reports take a release from `cs_research.protection.protect`.
    """

    records: Records
    rules: Mapping[Table, Rule] = field(default_factory=dict)
    _cache: dict[Table, pd.DataFrame] = field(default_factory=dict)

    @property
    def study(self) -> StudyFacts:
        """The facts of the study that the tables belong to."""
        return self.records.study

    def with_rules(self, rules: Mapping[Table, Rule]) -> Results:
        """Return results in which each rule replaces its table, and other tables are derived from it."""
        return Results(self.records, rules)

    def without_weights(self) -> Results:
        """Return results of the same study without tables of weights."""
        return Results(replace(self.records, study=replace(self.study, weights=None)), self.rules)

    def _table(self, table: Table) -> pd.DataFrame:
        if table not in self._cache:
            measured = self.records[table] if table.of_records else table.build(self)
            rule = self.rules.get(table)
            self._cache[table] = measured if rule is None else rule(measured, self)
        return self._cache[table]


def measure(data: StudyData, *, service: str | None = None) -> Results:
    """Return all tables of a study, each measured on first use.

    Parameters
    ----------
    data
        From `cs_research.load_study`.
    service
        The service that answered and that a report is for; the results then have its place among the others too.

    Raises
    ------
    MeasureError
        If ``data`` is of another type.
    PublishError
        If the service did not answer.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from cs_research import load_study, write_demo
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     results = measure(load_study(write_demo(Path(folder) / "study")))
    >>> "nets" in results.names
    True
    """
    if not isinstance(data, StudyData):
        rule = "be a study that was read"
        raise MeasureError(Fault("measure", "study", rule, found_of(data), 'load_study("study.yaml") reads one'))
    return Results(Records(data, study_facts(data, service)))
