"""Quotations that support or contradict a domain's practices, for its page."""

from __future__ import annotations

from cs_research.protection import Release, tables
from cs_research.reporting.content import Quotation

__all__ = ["quotations"]


def quotations(release: Release, domain: str) -> tuple[Quotation, ...]:
    """Return one quotation per practice and stance of a domain, with the number of others; none without codings."""
    table = release.get(tables.PRACTICE_QUOTATIONS)
    if table is None:
        return ()
    return tuple(
        Quotation(
            text=str(row["text"]),
            speaker=str(row["speaker"]),
            kind=str(row["kind"]),
            site=str(row["site"]),
            practice=str(row["practice"]),
            stance=str(row["stance"]),
            more=int(row["more"]),
        )
        for _, row in table[table["domain"] == domain].iterrows()
    )
