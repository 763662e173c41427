"""Evidence: what sources show of the expected practices, by site, practice and domain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.definitions import PairingLike, pairing_of
from cs_research.definitions.categories import LEAST_SITES
from cs_research.definitions.study import EvidenceRule
from cs_research.errors import Fault, MeasureError, check_choice, closest, join_names
from cs_research.measures.evidence.site_intervals import site_interval
from cs_research.records.codings import Codings, Segment

#: Groupings of shares of evidence; ``claim`` if the table has claims.
BY = ("domain", "claim", "practice", "site")

#: What a cell of site and practice may be, and what it counts as evidence.
SCORES = {"shown": 1.0, "partly": 0.5, "contrary": 0.0, "silent": 0.0}
STATES = tuple(SCORES)


@accepts(MeasureError)
def cells(codings: Codings, sites: Sequence[str], *, rule: EvidenceRule | None = None) -> pd.DataFrame:
    """Return what the sources of each site show of each practice: shown, partly, contrary or silent.

    By the rule that holds if none is given, all coders count alike. A cell is *silent* if no segment
    has the practice's code; *shown* or *contrary* if every segment says so; and *partly* if segments
    say partly, or disagree. Silence is a site's, not a source's: one segment in one of its sources breaks it.

    Parameters
    ----------
    sites
        Every site of the fieldwork, so that one without a segment has its cells too.
    rule
        Another rule; see `cs_research.definitions.study.EvidenceRule`.

    Returns
    -------
    DataFrame
        One row per practice and site, in the frame's and the given order: ``domain, practice, label,
        site, state, score, shown, partly, contrary, segments, uncounted``; the three counts are of segments that
        count, ``segments`` is a tuple of the ids of all segments with the code there, and ``uncounted`` of
        those among them that the rule leaves out.

    Raises
    ------
    MeasureError
        A coder of the rule who gave no segment.
    """
    rule = rule or EvidenceRule()
    _known_coders(codings, rule)
    places = {source.id: source.site for source in codings.sources}
    found: dict[tuple[str, str], list[Segment]] = {}
    for segment in codings.segments:
        found.setdefault((segment.code, places[segment.source]), []).append(segment)
    rows = []
    for code in codings.frame.practices():
        for site in sites:
            own = found.get((code.id, site), [])
            counted = _counted_segments(own, rule)
            counts = Counter(segment.stance for segment in counted)
            state = _state({stance: counts[stance] for stance in STATES[:3]}, rule.conflict)
            rows.append(
                {
                    "domain": codings.frame.group(code.group).domain,
                    "practice": code.id,
                    "label": code.label,
                    "site": site,
                    "state": state,
                    "score": SCORES[state],
                    **{stance: counts[stance] for stance in STATES[:3]},
                    "segments": tuple(segment.id for segment in own),
                    "uncounted": tuple(segment.id for segment in own if segment not in counted),
                }
            )
    names = ["domain", "practice", "label", "site", "state", "score", *STATES[:3], "segments", "uncounted"]
    return pd.DataFrame(rows, columns=names)


def _known_coders(codings: Codings, rule: EvidenceRule) -> None:
    known = list(dict.fromkeys(segment.coder for segment in codings.segments))
    for coder in rule.coders:
        if coder not in known:
            what = f"be one of those who coded, {join_names(known) if known else 'nobody'}"
            raise MeasureError(Fault("evidence", "coder", what, f"'{coder}'", closest(coder, known)))


def _counted_segments(segments: Sequence[Segment], rule: EvidenceRule) -> list[Segment]:
    """Return the segments of a cell that the rule counts."""
    kept = [segment for segment in segments if not rule.coders or segment.coder in rule.coders]
    times = Counter(segment.stance for segment in kept)
    return [segment for segment in kept if times[segment.stance] >= rule.least_segments]


def _state(counts: dict[str, int], conflict: str) -> str:
    stances = [stance for stance, count in counts.items() if count]
    if not stances:
        return "silent"
    if len(stances) == 1:
        return stances[0]
    if conflict in stances:
        return conflict
    highest_count = max(counts.values())
    first = [stance for stance in stances if counts[stance] == highest_count]
    return first[0] if conflict == "majority" and len(first) == 1 else "partly"


@accepts(MeasureError, table=Rows("practice", empty=True))
def with_claims(table: pd.DataFrame, pairing: PairingLike) -> pd.DataFrame:
    """Return the cells of paired practices, with the ``claim`` of each practice; the others are left out."""
    pairing = pairing_of(pairing, "with_claims", MeasureError)
    claims = {code: claim.id for claim in pairing.claims for code in claim.evidence}
    paired = table[table["practice"].isin(list(claims))]
    return paired.assign(claim=paired["practice"].map(claims))


@accepts(MeasureError, table=Rows("site state score", empty=True))
def share_by(table: pd.DataFrame, by: str, *, level: float = 0.95) -> pd.DataFrame:
    """Return the share of expected practices that sources show, by ``domain``, ``claim``, ``practice`` or ``site``.

    The denominator of ``share`` is every cell; a silent cell counts as no evidence. ``share_spoken``
    leaves silent cells out of the denominator. The interval is `site_intervals.site_interval`, over the sites that
    have cells; shares of fewer than three sites, and shares by site, have none.

    Parameters
    ----------
    table
        From `cells`, without the cells that are not to count.

    Returns
    -------
    DataFrame
        One row per value of ``by``, in the table's order: ``by, cells, shown, partly, contrary, silent,
        share, share_spoken, low, high``. The four states are counts of cells.
    """
    check_choice("evidence", "by", by, BY)
    rows = []
    for name in dict.fromkeys(table[by]):
        part = table[table[by] == name]
        states = part["state"].value_counts()
        mentioned = part[part["state"] != "silent"]
        of = part.groupby("site", sort=False)["score"].agg(["sum", "size"])
        has_interval = by != "site" and len(of) >= LEAST_SITES
        low, high = site_interval(of["sum"], of["size"], level=level) if has_interval else (np.nan, np.nan)
        rows.append(
            {
                by: name,
                "cells": len(part),
                **{state: int(states.get(state, 0)) for state in STATES},
                "share": float(part["score"].mean()),
                "share_spoken": float(mentioned["score"].mean()) if len(mentioned) else np.nan,
                "low": low,
                "high": high,
            }
        )
    names = [by, "cells", *STATES, "share", "share_spoken", "low", "high"]
    return pd.DataFrame(rows, columns=names)
