"""The quotations that bear a domain's evidence out, one for each practice and stance."""

from __future__ import annotations

import pandas as pd

from cs_research.definitions import STANCES
from cs_research.reporting.content import Quotation
from cs_research.study.load import Collected

__all__ = ["quotations"]

_READABLE = (10, 40)


def quotations(collected: Collected, segments: pd.DataFrame | None, domain: str) -> tuple[Quotation, ...]:
    """One quotation for each practice and stance of a domain, in the frame's order.

    Of several the one marked by most coders is taken, then one of 10 to 40 words, then the first. How
    many more there are is told beside it. ``segments`` is `Codings.table`, or None without codings.
    """
    if segments is None:
        return ()
    sites = {site.id: site.label for site in collected.study.sites}
    chosen = []
    by_code = dict(list(segments.groupby(["code", "stance"], sort=False)))
    for practice in collected.frame.practices(domain):
        for stance in STANCES:
            rows = by_code.get((practice.id, stance))
            if rows is not None:
                chosen.append(_chosen(rows, practice.label, stance, sites))
    return tuple(chosen)


def _chosen(rows: pd.DataFrame, label: str, stance: str, sites: dict[str, str]) -> Quotation:
    places = ["source", "turn", "start", "end"]
    grouped = rows.groupby(places, sort=False).agg(
        coders=("coder", "nunique"),
        quote=("quote", "first"),
        speaker=("speaker", "first"),
        kind=("kind", "first"),
        site=("site", "first"),
    )
    words = grouped["quote"].str.split().str.len()
    grouped["readable"] = words.between(*_READABLE)
    ordered = grouped.sort_values(["coders", "readable"], ascending=False, kind="stable")
    first = ordered.iloc[0]
    return Quotation(
        text=str(first["quote"]),
        speaker=str(first["speaker"]),
        kind=str(first["kind"]),
        site=sites[str(first["site"])],
        practice=label,
        stance=stance,
        more=len(ordered) - 1,
    )
