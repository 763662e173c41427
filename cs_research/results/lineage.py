"""Which tables a table was made from, recorded while it is built."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from cs_research.results.catalogue import TABLES, Table
from cs_research.results.facts import study_facts
from cs_research.results.measured import Records, Results, Rule
from cs_research.study.load import StudyData

_PACKAGE = Path(__file__).parents[2]


@dataclass
class Lineage:
    """The tables that each table used, by name, in the order in which they were asked for."""

    used: dict[str, dict[str, None]] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    @contextmanager
    def building(self, table: Table) -> Iterator[None]:
        """Record the tables that are asked for within the block as used by ``table``."""
        if self._open and self._open[-1] != table.name:
            self.used.setdefault(self._open[-1], {})[table.name] = None
        self._open.append(table.name)
        try:
            yield
        finally:
            self._open.pop()

    def behind(self, names: Mapping[str, None] | list[str]) -> list[str]:
        """Return these tables and all that they were made from, each once."""
        found, waiting = dict.fromkeys(names), list(names)
        while waiting:
            for name in self.used.get(waiting.pop(), {}):
                if name not in found:
                    found[name] = None
                    waiting.append(name)
        return list(found)


@dataclass(frozen=True, eq=False, repr=False)
class _TracedRecords(Records):
    lineage: Lineage = field(default_factory=Lineage)

    def __getitem__(self, table: Table) -> pd.DataFrame:
        with self.lineage.building(table):
            return super().__getitem__(table)


@dataclass(frozen=True, eq=False, repr=False)
class _TracedResults(Results):
    lineage: Lineage = field(default_factory=Lineage)

    def with_rules(self, rules: Mapping[Table, Rule]) -> Results:
        return _TracedResults(self.records, rules, lineage=self.lineage)

    def _table(self, table: Table) -> pd.DataFrame:
        with self.lineage.building(table):
            return super()._table(table)


def traced(data: StudyData) -> tuple[Results, Lineage]:
    """Return all tables of a study, as `measure` does, and what each is made from once it has been used."""
    lineage = Lineage()
    return _TracedResults(_TracedRecords(data, study_facts(data), lineage=lineage), lineage=lineage), lineage


def code_of(name: str) -> str:
    """Return the function that builds a table and the line where it starts: ``results/survey.py, line 50, nets``."""
    build: Callable[[Any], pd.DataFrame] = TABLES[name].build
    path = Path(inspect.getsourcefile(build) or "")
    place = path.relative_to(_PACKAGE) if path.is_relative_to(_PACKAGE) else Path(path.name)
    return f"{place.as_posix()}, line {inspect.getsourcelines(build)[1]}, {build.__name__}"
