"""All tables of a study by name, each measured on first use."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, TypeVar

import pandas as pd

from cs_research.errors import Fault, MeasureError, closest, found_of
from cs_research.measures.counts.tally import Tally, tally
from cs_research.results import annual, coding, evidence, ratings, service, survey, triangulation, weighting
from cs_research.results.catalogue import PRODUCERS, Producer, Tables
from cs_research.results.facts import StudyFacts, study_facts
from cs_research.results.schema import schema
from cs_research.results.table_descriptions import TABLES
from cs_research.study.load import StudyData

__all__ = ["NamedTables", "Records", "Results", "Rule", "measure"]

#: The modules that register tables, in the order in which a report uses these.
MODULES = (survey, ratings, coding, evidence, triangulation, annual, service, weighting)

T = TypeVar("T")


class NamedTables(ABC):
    """Tables by name: ``tables["nets"]`` returns a copy, ``tables.names`` the names of all tables of the study."""

    @property
    @abstractmethod
    def study(self) -> StudyFacts:
        """The facts of the study that the tables belong to."""

    @abstractmethod
    def _table(self, name: str) -> pd.DataFrame:
        """Return the table itself, which must not be changed."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tables that the study has, in the order in which a report uses them."""
        return tuple(name for name in TABLES if PRODUCERS[name].exists(self.study))

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in PRODUCERS:
            rule = "be the name of a table, as in .names"
            raise MeasureError(Fault(self._kind, "table", rule, f"{name!r}", closest(str(name), PRODUCERS)))
        if not PRODUCERS[name].exists(self.study):
            rule = f"be one that study '{self.study.id}' has the files for"
            raise MeasureError(Fault(self._kind, "table", rule, f"{name!r}", ".names lists those it has"))
        return self._table(name).copy(deep=False)

    def get(self, name: str) -> pd.DataFrame | None:
        """Return the table, or None if the study has no table of that name."""
        return self[name] if name in self else None  # noqa: SIM401 - this is get

    def __contains__(self, name: object) -> bool:
        return name in PRODUCERS and PRODUCERS[str(name)].exists(self.study)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def description(self, name: str) -> str:
        """Return a one-line description of a table."""
        return TABLES[name]

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
            f"<tr><td><code>{escape(name)}</code></td><td>{escape(TABLES[name])}</td></tr>"
            for name in self.names
        )
        head = "<thead><tr><th scope='col'>Table</th><th scope='col'>What it holds</th></tr></thead>"
        return (
            f"<table><caption>{escape(repr(self).strip('<>'))}</caption>{head}<tbody>{rows}</tbody></table>"
        )


@dataclass(frozen=True, eq=False, repr=False)
class Records:
    """The collected data of a study, with a cache of the tables that depend on it alone."""

    data: StudyData
    study: StudyFacts
    _cache: dict[Any, Any] = field(default_factory=dict)

    def compute_once(self, key: Any, compute: Callable[[], T]) -> T:
        """Return the result of ``compute``, which is called only on the first use of a key."""
        if key not in self._cache:
            self._cache[key] = compute()
        result: T = self._cache[key]
        return result

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
    rules: Mapping[str, Rule] = field(default_factory=dict)
    _cache: Tables = field(default_factory=dict)

    @property
    def study(self) -> StudyFacts:
        """The facts of the study that the tables belong to."""
        return self.records.study

    def with_rules(self, rules: Mapping[str, Rule]) -> Results:
        """Return results in which each rule replaces the table of its name, and other tables are derived from it."""
        return Results(self.records, rules)

    def _table(self, name: str) -> pd.DataFrame:
        if name not in self._cache:
            table = self._measured(PRODUCERS[name])[name]
            rule = self.rules.get(name)
            self._cache[name] = table if rule is None else rule(table, self)
        return self._cache[name]

    def _measured(self, producer: Producer) -> Tables:
        if producer.records:
            return self.records.compute_once(producer.names, lambda: producer.tables(self.records))
        tables = producer.tables(self)
        for name in set(producer.names) - set(self.rules):
            self._cache.setdefault(name, tables[name])
        return tables


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
        raise MeasureError(
            Fault("measure", "study", rule, found_of(data), 'load_study("study.yaml") reads one')
        )
    return Results(Records(data, study_facts(data, service)))
