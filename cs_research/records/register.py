"""The register: every service that could be asked, with the groups it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from cs_research.definitions.service_names import service_key


@dataclass(frozen=True)
class Register:
    """One row per service.

    ``frame`` has the column ``service``, with the values of the instrument's identifier, and a column for each of
    ``groups``, items of the instrument: an ordered categorical of point ids, missing if the register has no value.
    ``aliases`` leads from other names of a service to the one in ``frame``; ``outside`` are names that the study says
    are of no service of the register, ``blank`` for answers without a name.
    """

    file: str
    frame: pd.DataFrame
    groups: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    outside: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)

    def sizes(self, group: str) -> dict[str, int]:
        """Return the number of services in each category of a group, in the order of the scale, with zeros."""
        counts = self.frame[group].value_counts(sort=False)
        return {str(name): int(n) for name, n in counts.items()}

    @cached_property
    def names(self) -> dict[str, str]:
        """The register's name of each service by every form that it is known by; see `service_key`."""
        own = {service_key(name): str(name) for name in self.frame["service"]}
        return {service_key(alias): name for alias, name in self.aliases.items()} | own

    def place(self, name: Any) -> int:
        """The row of the service that a name is of, from 0; -1 where it is of none."""
        known = self.names.get(service_key(name))
        return -1 if known is None else self._rows[known]

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {str(name): row for row, name in enumerate(self.frame["service"])}

    def renamed(self, names: pd.Series) -> pd.Series:
        """Names of services with the register's own in place of every other form; those it does not know stay."""
        return names.map(lambda name: self.names.get(service_key(name), name), na_action="ignore")

    def unmatched(self, names: Iterable[Any]) -> list[str]:
        """The names that are of no service here and not ``outside``, in their order; ``""`` for no name."""
        outside = {"" if name == "blank" else service_key(name) for name in self.outside}
        known = self.names.keys() | outside
        return ["" if pd.isna(name) else str(name) for name in names if service_key(name) not in known]
