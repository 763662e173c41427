"""Coders in the evidence: what each coder's segments alone show, and the cells on which coders differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.definitions import PairingLike
from cs_research.definitions.study import EvidenceRule
from cs_research.errors import MeasureError
from cs_research.measures.coding.coder_agreement import Coders, coders_of
from cs_research.measures.evidence.cells import cells, share_by, with_claims
from cs_research.records.codings import Codings


@accepts(MeasureError)
def share_by_coder(
    codings: Codings,
    sites: Sequence[str],
    by: str = "domain",
    *,
    rule: EvidenceRule | None = None,
    pairing: PairingLike | None = None,
    level: float = 0.95,
    coded_by: Coders | None = None,
) -> pd.DataFrame:
    """Return the share of expected practices by `cells.share_by`, with one coder's segments at a time.

    A coder counts for the sites of which they coded a source, so that a site that somebody did not read is not silent.

    Parameters
    ----------
    codings, sites, rule
        As in `cells.cells`. Of several coders in the rule only those are returned.
    by, level
        As in `cells.share_by`.
    pairing
        If given, only the practices of its claims count.
    coded_by
        As in `coder_agreement.codings`: the coders of each source, so that one who found nothing in it counts.

    Returns
    -------
    DataFrame
        One row per value of ``by`` and coder: ``coder``, then the columns of `cells.share_by`, and ``sites``, how many
        the coder counts for.
    """
    rule = rule or EvidenceRule()
    places = {source.id: source.site for source in codings.sources}
    coded = coders_of(codings, coded_by)
    parts = []
    for coder in [name for name in codings.coders if not rule.coders or name in rule.coders]:
        visited = {places[source] for source, who in coded.items() if coder in who}
        own = [site for site in sites if site in visited]
        table = cells(codings, own, rule=rule.model_copy(update={"coders": (coder,)}))
        table = table if pairing is None else with_claims(table, pairing)
        shares = share_by(table, by, level=level)
        shares.insert(0, "coder", coder)
        parts.append(shares.assign(sites=len(own)))
    if parts:
        return pd.concat(parts, ignore_index=True)
    return pd.DataFrame(columns=["coder", by, "share", "low", "high", "sites"])


@accepts(
    MeasureError,
    shares=Rows("share low high", empty=True),
    by_coder=Rows("coder share low high", empty=True),
)
def add_coder_range(shares: pd.DataFrame, by_coder: pd.DataFrame) -> pd.DataFrame:
    """Return shares of evidence with the range that they have from one coder to another.

    Parameters
    ----------
    shares
        From `cells.share_by`.
    by_coder
        From `share_by_coder`, of the same ``by``.

    Returns
    -------
    DataFrame
        With ``coders``, how many there are; ``coder_low`` and ``coder_high``, the lowest and highest share of
        a single coder; and ``widest_low`` and ``widest_high``, the ends of an interval that holds that of all
        coders together and that of each. They are missing with fewer than two coders; an end is missing if any
        of the intervals is.
    """
    column = next(name for name in shares.columns if name in ("domain", "claim", "practice", "site"))
    grouped = by_coder.groupby(column)
    columns = {"coder_low": grouped["share"].min(), "coder_high": grouped["share"].max()}
    ends = {"widest_low": (grouped["low"], "min"), "widest_high": (grouped["high"], "max")}
    number = grouped["coder"].nunique()
    table = shares.assign(coders=shares[column].map(number).fillna(0).astype("int64"))
    several = (table["coders"] > 1).to_numpy()
    for name, values in columns.items():
        table[name] = np.where(several, table[column].map(values).astype(float), np.nan)
    for name, (of, end) in ends.items():
        complete = of.agg(end).where(of.apply(lambda it: it.notna().all()))
        own = table["low" if end == "min" else "high"].astype(float)
        both = np.stack([table[column].map(complete).astype(float), own])
        table[name] = np.where(several, both.min(axis=0) if end == "min" else both.max(axis=0), np.nan)
    return table


@accepts(MeasureError, table=Rows("practice site", empty=True))
def mark_disagreement(
    table: pd.DataFrame, codings: Codings, *, rule: EvidenceRule | None = None, coded_by: Coders | None = None
) -> pd.DataFrame:
    """Return the cells of evidence with a mark where coders of the same sources come to different states.

    Two coders are compared on the sources of a site that both coded: what only one of them read cannot be disagreed
    on.

    Parameters
    ----------
    table
        From `cells.cells`, also with other columns.
    codings, rule
        As in `cells.cells`.
    coded_by
        As in `share_by_coder`.

    Returns
    -------
    DataFrame
        With ``compared``, how many coders of the site have a source in common with another; ``disagree``, whether
        any two of them come to different states; and ``coder_states``, the states that differ:
        ``A: shown; B: silent``, empty if none do.
    """
    rule = rule or EvidenceRule()
    coded = coders_of(codings, coded_by)
    names = [name for name in codings.coders if not rule.coders or name in rule.coders]
    everyone = rule.model_copy(update={"coders": ()})
    compared: dict[str, set[str]] = {}
    states: dict[tuple[str, str], dict[str, str]] = {}
    for pair in combinations(names, 2):
        common = {source for source, who in coded.items() if set(pair) <= set(who)}
        part = replace(
            codings,
            sources=tuple(source for source in codings.sources if source.id in common),
            segments=tuple(segment for segment in codings.segments if segment.source in common),
        )
        sites = list(dict.fromkeys(source.site for source in part.sources))
        for site in sites:
            compared.setdefault(site, set()).update(pair)
        own = [replace(part, segments=tuple(it for it in part.segments if it.coder == coder)) for coder in pair]
        both = [cells(each, sites, rule=everyone) if sites else pd.DataFrame() for each in own]
        for first, second in zip(*(it.itertuples(index=False) for it in both), strict=True):
            if first.state != second.state:
                found = states.setdefault((first.practice, first.site), {})
                for coder, row in zip(pair, (first, second), strict=True):
                    found.setdefault(coder, row.state)
    keys = list(zip(table["practice"], table["site"], strict=True))
    return table.assign(
        compared=[len(compared.get(site, ())) for _, site in keys],
        disagree=[key in states for key in keys],
        coder_states=["; ".join(f"{who}: {it}" for who, it in states.get(key, {}).items()) for key in keys],
    )
