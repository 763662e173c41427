"""The register: every service that could be asked, with the groups it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

__all__ = ["Register"]


@dataclass(frozen=True)
class Register:
    """One row per service.

    ``frame`` has the column ``service``, with the values of the instrument's identifier, and a column for each of
    ``groups``, items of the instrument: an ordered categorical of point ids, missing if the register has no value.
    """

    file: str
    frame: pd.DataFrame
    groups: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)

    def sizes(self, group: str) -> dict[str, int]:
        """Return the number of services in each category of a group, in the order of the scale, with zeros."""
        counts = self.frame[group].value_counts(sort=False)
        return {str(name): int(n) for name, n in counts.items()}
