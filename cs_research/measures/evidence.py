"""Evidence: what sources show of the expected practices, by site, practice and domain."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from cs_research.records.codings import Codings

__all__ = ["DRAWS", "EXACT_SITES", "SCORES", "STATES", "cells", "share_by", "site_interval"]

#: What a cell of site and practice may be, and what it counts as evidence.
SCORES = {"shown": 1.0, "partly": 0.5, "contrary": 0.0, "silent": 0.0}
STATES = tuple(SCORES)

#: Up to so many sites every way of drawing them again is worked out; beyond, a seeded draw.
EXACT_SITES = 8
DRAWS = 20_000


def cells(codings: Codings, sites: Sequence[str]) -> pd.DataFrame:
    """What the sources of each site show of each practice: shown, partly, contrary or silent.

    All coders count alike. A cell is *silent* where no segment bears the practice's code; *shown* or
    *contrary* where every segment says so; and *partly* where segments say partly, or disagree. Silence
    is a site's, not a source's: one segment in one of its sources breaks it.

    Parameters
    ----------
    sites
        Every site of the fieldwork, so that one without a segment has its cells too.

    Returns
    -------
    DataFrame
        One row a practice and site, in the frame's and the given order: ``domain, practice, label,
        site, state, score, shown, partly, contrary, segments``; the three counts are of segments, and
        ``segments`` is a tuple of their ids.
    """
    table = codings.table()
    found = dict(list(table.groupby(["code", "site"], sort=False)))
    rows = []
    for code in codings.frame.practices():
        for site in sites:
            part = found.get((code.id, site), table.iloc[:0])
            counts = {stance: int((part["stance"] == stance).sum()) for stance in STATES[:3]}
            state = _state(counts)
            rows.append(
                {
                    "domain": codings.frame.group(code.group).domain,
                    "practice": code.id,
                    "label": code.label,
                    "site": site,
                    "state": state,
                    "score": SCORES[state],
                    **counts,
                    "segments": tuple(part["segment"]),
                }
            )
    names = ["domain", "practice", "label", "site", "state", "score", *STATES[:3], "segments"]
    return pd.DataFrame(rows, columns=names)


def _state(counts: dict[str, int]) -> str:
    said = [stance for stance, count in counts.items() if count]
    if not said:
        return "silent"
    return said[0] if len(said) == 1 else "partly"


def share_by(table: pd.DataFrame, by: str, *, level: float = 0.95) -> pd.DataFrame:
    """The share of expected practices that sources show, by ``domain``, ``practice`` or ``site``.

    The denominator of ``share`` is every cell; a silent cell counts as no evidence. ``share_spoken``
    leaves silent cells out of the denominator. The interval is that of drawing sites again, so a single
    site, shares by site, and shares of which no source says anything have none.

    Parameters
    ----------
    table
        From `cells`.

    Returns
    -------
    DataFrame
        One row a value of ``by``, in the table's order: ``by, cells, shown, partly, contrary, silent,
        share, share_spoken, low, high``. The four states are counts of cells.
    """
    rows = []
    for name in dict.fromkeys(table[by]):
        part = table[table[by] == name]
        states = part["state"].value_counts()
        spoken = part[part["state"] != "silent"]
        told = by != "site" and len(spoken) > 0
        low, high = site_interval(part, level=level) if told else (np.nan, np.nan)
        rows.append(
            {
                by: name,
                "cells": len(part),
                **{state: int(states.get(state, 0)) for state in STATES},
                "share": float(part["score"].mean()),
                "share_spoken": float(spoken["score"].mean()) if len(spoken) else np.nan,
                "low": low,
                "high": high,
            }
        )
    names = [by, "cells", *STATES, "share", "share_spoken", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def site_interval(table: pd.DataFrame, *, level: float = 0.95, seed: int = 2023) -> tuple[float, float]:
    """The percentile bootstrap interval of the share of practices shown: (low, high) in [0, 1].

    Sites are what is drawn again, since what one site's sources say of one practice is not independent
    of what they say of the next. Up to eight sites every way of drawing them is worked out with its
    probability, so there is no error of simulation; beyond that 20,000 seeded draws are made. Missing
    for fewer than two sites.

    Notes
    -----
    With m sites, a draw that holds site i k_i times (Σ k_i = m) has probability m! / (Π k_i! · m^m);
    its share is Σ k_i s_i / m, s_i being the mean score of site i's cells.

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, doi:10.1201/9780429246593, chapter 13
    (percentile interval). Fisher and Hall (1991), Journal of Statistical Planning and Inference 27,
    157 to 169 (the bootstrap worked out exactly).
    """
    means = table.groupby("site", sort=False)["score"].mean().to_numpy()
    m = len(means)
    if m < 2:
        return float("nan"), float("nan")
    if m <= EXACT_SITES:
        draws, chances = _all_draws(m)
    else:
        draws = np.random.default_rng(seed).multinomial(m, np.full(m, 1 / m), size=DRAWS)
        chances = np.full(DRAWS, 1 / DRAWS)
    shares = draws @ means / m
    order = np.argsort(shares, kind="stable")
    reached = np.cumsum(chances[order])
    tail = (1 - level) / 2
    ends = np.searchsorted(reached, [tail - 1e-12, 1 - tail - 1e-12])
    low, high = shares[order][np.minimum(ends, len(shares) - 1)]
    return float(low), float(high)


def _all_draws(m: int) -> tuple[np.ndarray, np.ndarray]:
    """Every way of drawing m of m with replacement, as counts, and the chance of each."""
    bars = np.array(list(combinations(range(2 * m - 1), m - 1))).reshape(-1, m - 1)
    edges = np.column_stack([np.full(len(bars), -1), bars, np.full(len(bars), 2 * m - 1)])
    draws = np.diff(edges, axis=1) - 1
    ways = np.array([factorial(k) for k in range(m + 1)], dtype=float)
    return draws, factorial(m) / ways[draws].prod(axis=1) / float(m) ** m
