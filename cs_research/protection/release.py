"""A release: the tables of a study that may be shown and saved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd

from cs_research.errors import Fault, PublishError, found_of
from cs_research.protection import tables
from cs_research.protection.disclosure import Withholding
from cs_research.protection.policy import TEAM_NOTICE, Policy
from cs_research.protection.tables import RULES
from cs_research.results import NamedTables, Results, StudyFacts, Table


@dataclass(frozen=True, eq=False, repr=False)
class Release(NamedTables):
    """The tables of a study, with the numbers missing that its policy withholds.

    ``release["nets"]`` is a table, ``release.names`` the names of all, ``release.withheld`` the questions of the latest
    wave whose numbers are withheld. Displays and reports are built from a release only.
    """

    policy: Policy
    _protected: Results
    #: Whether the study has weights, which a publication leaves out.
    weighted: bool = False

    @property
    def study(self) -> StudyFacts:
        """The facts of the study that the tables belong to."""
        return self._protected.study

    @property
    def withheld(self) -> tuple[str, ...]:
        """The questions of the latest wave whose numbers are withheld, in the instrument's order."""
        return tuple(self[tables.WITHHELD]["item"]) if tables.WITHHELD in self else ()

    @property
    def notice(self) -> str:
        """The sentence that every page shows on whom it is for."""
        return f"Protected under the policy “{self.policy.name}”." if self.policy.protects else TEAM_NOTICE

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tables that the study has, in the order in which a report uses them."""
        return tuple(table.name for table in RULES if table in self)

    def _table(self, table: Table) -> pd.DataFrame:
        if table not in RULES:
            rule = "have a rule of protection, or a reason why it needs none"
            raise PublishError(Fault("release", f"table '{table.name}'", rule, "neither"))
        return self._protected[table]


def protect(results: Results, policy: Policy | None = None) -> Release:
    """Return the tables of a study with the numbers missing that could reveal what a few answered.

    Numbers to withhold are decided on the tables as measured; all other tables are then derived from the protected
    ones. So a withheld question is missing in each mean, gap and title that would depend on it.

    Parameters
    ----------
    results
        From `cs_research.measure`.
    policy
        The policy; that of what only the team sees if left out. `Policy.for_publication` returns the one under which
        a study is published.

    Raises
    ------
    PublishError
        If ``results`` or ``policy`` is of another type.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from cs_research import load_study, measure, write_demo
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     release = protect(measure(load_study(write_demo(Path(folder) / "study"))))
    >>> release
    <Release of study 'made-up-2022', made-up data: 68 tables>
    """
    faults: list[Fault] = []
    if not isinstance(results, Results):
        faults.append(Fault("protect", "results", "be what measure returns", found_of(results)))
    if policy is not None and not isinstance(policy, Policy):
        faults.append(Fault("protect", "policy", "be a Policy", found_of(policy)))
    if faults:
        raise PublishError(faults)
    policy = Policy.of(results.study) if policy is None else policy
    weighted = results.study.weights is not None
    if policy.protects:
        results = results.without_weights()
    withholding = Withholding(results, policy)
    rules = {table: partial(rule, withholding) for table, rule in RULES.items() if callable(rule)}
    return Release(policy, results.with_rules(rules), weighted)
