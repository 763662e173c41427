"""The quotations that support or contradict a domain's practices, as a page reads them."""

from __future__ import annotations

from typing import Any

from cs_research.protection import Release

__all__ = ["quotations"]


def quotations(release: Release, domain: str) -> list[dict[str, Any]]:
    """One quotation for each practice and stance of a domain, with how many more there are; none without codings."""
    table = release.get("practice_quotations")
    if table is None:
        return []
    return [
        {
            **{name: str(row[name]) for name in ("text", "speaker", "kind", "site", "practice", "stance")},
            "more": int(row["more"]),
        }
        for _, row in table[table["domain"] == domain].iterrows()
    ]
