"""The gap: how far what services are confident of lies from what their sources show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cs_research.definitions.instrument import DOMAINS
from cs_research.definitions.pairing import Claim, Pairing
from cs_research.errors import Fault, MeasureError, check_choice
from cs_research.measures.evidence import share_by

__all__ = ["LEAST_SITES", "SILENCE", "VERDICTS", "confidence", "gap", "square_and_add", "verdict"]

#: With fewer sites an interval of sites drawn again says too little for a verdict.
LEAST_SITES = 3

#: How a silent cell counts: as no evidence, or not at all.
SILENCE = ("none", "left out")

VERDICTS = ("confidence outruns evidence", "in step", "evidence outruns confidence", "cannot be told")


def confidence(nets: pd.DataFrame, pairing: Pairing, *, by: str = "domain") -> pd.DataFrame:
    """The share of services that are confident, by domain or by claim: the mean over its items.

    The denominator of an item is its own base (see `likert.nets`), so that a question that some left
    blank is not taken for doubt. With several items the ends of their intervals are averaged as well,
    which is as wide as it could be: it would be exact if the same services were confident of each.

    Parameters
    ----------
    nets
        From `likert.nets`, one group.
    by
        ``domain`` or ``claim``.

    Returns
    -------
    DataFrame
        One row a domain that has a claim, in the framework's order, or one a claim: ``domain`` (and ``claim``),
        ``items, nets, n, base, least_base, share, low, high``. ``items`` and ``nets`` are tuples of ids; ``n`` and
        ``base`` are those of the single item, and missing where there are several; ``least_base`` is the smallest
        base. A domain with an item whose numbers are withheld has no numbers.

    Raises
    ------
    MeasureError
        An item that has not one row for its net; another ``by``.
    """
    rows = []
    for names, claims in _sides(pairing, by):
        pairs = [(side.item, side.net) for claim in claims for side in claim.confidence]
        found = [_net(nets, item, net) for item, net in dict.fromkeys(pairs)]
        table = pd.DataFrame(found)
        whole = bool(table["base"].notna().all())
        alone = whole and len(table) == 1
        rows.append(
            {
                **names,
                "items": tuple(table["item"]),
                "nets": tuple(table["net"]),
                "n": int(table["n"].iloc[0]) if alone else pd.NA,
                "base": int(table["base"].iloc[0]) if alone else pd.NA,
                "least_base": int(table["base"].min()) if whole else pd.NA,
                **{name: float(table[name].mean(skipna=False)) for name in ("share", "low", "high")},
            }
        )
    columns = ["domain", *(["claim"] if by == "claim" else [])]
    columns += ["items", "nets", "n", "base", "least_base", "share", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _sides(pairing: Pairing, by: str) -> Iterator[tuple[dict[str, str], Sequence[Claim]]]:
    """Each domain that has claims, or each claim, with the claims it holds."""
    check_choice("confidence", "by", by, ("domain", "claim"))
    for domain in DOMAINS:
        claims = pairing.domain(domain)
        if by == "claim":
            yield from (({"domain": domain, "claim": claim.id}, [claim]) for claim in claims)
        elif claims:
            yield {"domain": domain}, claims


def _net(nets: pd.DataFrame, item: str, net: str) -> pd.Series:
    rows = nets[(nets["item"] == item) & (nets["net"] == net)]
    if len(rows) != 1:
        found = f"{len(rows)} rows for net '{net}' of '{item}'"
        raise MeasureError(Fault("confidence", "table of nets", "have one row an item and net", found))
    return rows.iloc[0]


def gap(
    confident: pd.DataFrame,
    cells: pd.DataFrame,
    *,
    margin: float = 0.1,
    level: float = 0.95,
    silence: str = "none",
) -> pd.DataFrame:
    """Confidence share minus evidence share, by domain or by claim, in shares from −1 to 1.

    The two sides are of different units: services that answered, and cells of site and practice. A
    positive gap says that more services are confident than practices are shown.

    Parameters
    ----------
    confident
        From `confidence`. With a column ``claim`` the gap is by claim.
    cells
        From `evidence.cells`; by claim, from `evidence.with_claims`.
    margin
        The least gap that counts, in [0, 1).
    silence
        ``none``: a silent cell is no evidence. ``left out``: the share is of cells of which something is said.

    Returns
    -------
    DataFrame
        One row a domain or claim that has both sides: ``domain`` (and ``claim``), ``confidence, confidence_low,
        confidence_high, evidence, evidence_low, evidence_high, gap, low, high, verdict``.

    Raises
    ------
    MeasureError
        Another word for ``silence``.

    Notes
    -----
    With c, e the shares and (c_l, c_h), (e_l, e_h) their intervals: low = (c − e) − √((c − c_l)² +
    (e_h − e)²), high = (c − e) + √((c_h − c)² + (e − e_l)²). One side outruns the other where
    the gap is beyond the margin and its interval holds no 0; they are in step where the whole interval
    lies within ± margin; else, and with fewer than three sites or no segment, it cannot be told.

    References
    ----------
    Zou and Donner (2008), doi:10.1002/sim.3095, equations 2 and 3 (square-and-add).
    """
    by = "claim" if "claim" in confident.columns else "domain"
    check_choice("gap", "silence", silence, SILENCE)
    spoken = cells if silence == "none" else cells[cells["state"] != "silent"]
    sites = list(dict.fromkeys(cells["site"]))
    evidence = share_by(spoken, by, level=level, sites=sites).rename(columns={"share": "evidence"})
    keys = ["domain", "claim"] if by == "claim" else ["domain"]
    table = (
        confident.rename(columns={"share": "confidence"})[[*keys, "confidence", "low", "high"]]
        .merge(evidence[[by, "evidence", "low", "high"]], on=by, suffixes=("_confidence", "_evidence"))
        .rename(
            columns={
                "low_confidence": "confidence_low",
                "high_confidence": "confidence_high",
                "low_evidence": "evidence_low",
                "high_evidence": "evidence_high",
            }
        )
    )
    c, e = table["confidence"], table["evidence"]
    table["gap"] = c - e
    table["low"], table["high"] = square_and_add(
        c, table["confidence_low"], table["confidence_high"], e, table["evidence_low"], table["evidence_high"]
    )
    visited = cells.groupby(by)["site"].nunique()
    table["verdict"] = [
        verdict(row.gap, row.low, row.high, margin)
        if visited[getattr(row, by)] >= LEAST_SITES
        else VERDICTS[3]
        for row in table.itertuples()
    ]
    names = [
        *keys, "confidence", "confidence_low", "confidence_high",
        "evidence", "evidence_low", "evidence_high", "gap", "low", "high", "verdict",
    ]  # fmt: skip
    return table[names]


def square_and_add(c: Any, c_low: Any, c_high: Any, e: Any, e_low: Any, e_high: Any) -> tuple[Any, Any]:
    """The interval of c − e from the intervals of both, each on its own; see the notes of `gap`."""
    low = c - e - np.hypot(c - c_low, e_high - e)
    high = c - e + np.hypot(c_high - c, e - e_low)
    return np.clip(low, -1, 1), np.clip(high, -1, 1)


def verdict(gap: float, low: float, high: float, margin: float) -> str:
    """What a gap and its interval say against a margin, in words."""
    if pd.isna(gap) or pd.isna(low) or pd.isna(high):
        return VERDICTS[3]
    if gap > margin and low > 0:
        return VERDICTS[0]
    if gap < -margin and high < 0:
        return VERDICTS[2]
    return VERDICTS[1] if low >= -margin and high <= margin else VERDICTS[3]
