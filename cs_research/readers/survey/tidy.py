"""Tidy CSV: one header row, one row a response, a column an item (or an option of a choose-all item).

Columns called ``response_id``, ``status``, ``finished`` and ``recorded`` say what they say elsewhere;
every other column is matched to the instrument.
"""

from __future__ import annotations

from cs_research.readers.delimited import Rows
from cs_research.readers.survey.export import Export

__all__ = ["fits", "parse"]

_ROLES = {
    "response_id": "response",
    "respondent_id": "response",
    "status": "status",
    "finished": "finished",
    "recorded": "recorded",
}


def fits(rows: Rows) -> bool:
    """Any table with a header row of names fits."""
    return all(cell.strip() for cell in rows.records[0])


def parse(rows: Rows) -> Export:
    """The export as it stands."""
    names = tuple(cell.strip() for cell in rows.records[0])
    meta = {_ROLES[name.casefold()]: index for index, name in enumerate(names) if name.casefold() in _ROLES}
    return Export(
        path=rows.path,
        platform="tidy CSV",
        names=names,
        texts=("",) * len(names),
        rows=rows.records[1:],
        numbers=tuple(range(2, 1 + len(rows.records))),
        meta=meta,
        hidden=frozenset(meta.values()),
        left={"preview": "preview", "test": "test", "spam": "spam"},
        kept=frozenset({"", "complete", "completed", "live"}),
    )
