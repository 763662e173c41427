"""A survey export as its platform wrote it: strings, before any of them is given a meaning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Export"]


@dataclass(frozen=True)
class Export:
    """The columns and rows of an export.

    ``names`` are the platform's own column names and ``texts`` the wording of each question ("" where
    the platform gives none). ``numbers`` are the rows' places in the file, counted from 1. ``meta``
    leads from ``response``, ``status``, ``finished`` and ``recorded`` to the columns that say so;
    ``hidden`` are columns about the act of answering, which no item asks for. ``left`` says for each
    status that is no real answer why its rows are left out; ``kept`` are the statuses of real ones.
    """

    path: Path
    platform: str
    names: tuple[str, ...]
    texts: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    meta: dict[str, int]
    hidden: frozenset[int] = frozenset()
    left: dict[str, str] | None = None
    kept: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    def cell(self, row: int, role: str) -> str:
        """What a row says in a column about the act of answering; "" where there is no such column."""
        index = self.meta.get(role)
        return "" if index is None else self.rows[row][index].strip()
