"""The gap: how far what services are confident of lies from what their sources show."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cs_research.definitions.instrument import DOMAINS
from cs_research.definitions.pairing import Pairing
from cs_research.errors import Fault, MeasureError
from cs_research.measures.evidence import share_by

__all__ = ["VERDICTS", "confidence", "gap"]

#: With fewer sites an interval of sites drawn again says too little for a verdict.
_LEAST_SITES = 3

VERDICTS = ("confidence outruns evidence", "in step", "evidence outruns confidence", "cannot be told")


def confidence(nets: pd.DataFrame, pairing: Pairing) -> pd.DataFrame:
    """The share of services that are confident, by domain: the mean over the items of its claims.

    The denominator of an item is its own base (see `likert.nets`), so that a question that some left
    blank is not taken for doubt. With several items the ends of their intervals are averaged as well,
    which is as wide as it could be: it would be exact if the same services were confident of each.

    Parameters
    ----------
    nets
        From `likert.nets`, one group.

    Returns
    -------
    DataFrame
        One row a domain that has a claim, in the framework's order: ``domain, items, n, base, share,
        low, high``. ``items`` and ``nets`` are tuples of ids; ``n`` and ``base`` are those of the single item, and
        missing where there are several; ``least_base`` is the smallest base. A domain with an item whose
        numbers are withheld has no numbers.
    """
    rows = []
    for domain in DOMAINS:
        pairs = [(side.item, side.net) for claim in pairing.domain(domain) for side in claim.confidence]
        found = [_net(nets, item, net) for item, net in dict.fromkeys(pairs)]
        if not found:
            continue
        table = pd.DataFrame(found)
        whole = bool(table["base"].notna().all())
        alone = whole and len(table) == 1
        rows.append(
            {
                "domain": domain,
                "items": tuple(table["item"]),
                "nets": tuple(table["net"]),
                "n": int(table["n"].iloc[0]) if alone else pd.NA,
                "base": int(table["base"].iloc[0]) if alone else pd.NA,
                "least_base": int(table["base"].min()) if whole else pd.NA,
                **{name: float(table[name].mean(skipna=False)) for name in ("share", "low", "high")},
            }
        )
    names = ["domain", "items", "nets", "n", "base", "least_base", "share", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def _net(nets: pd.DataFrame, item: str, net: str) -> pd.Series:
    rows = nets[(nets["item"] == item) & (nets["net"] == net)]
    if len(rows) != 1:
        found = f"{len(rows)} rows for net '{net}' of '{item}'"
        raise MeasureError(Fault("confidence", "table of nets", "have one row an item and net", found))
    return rows.iloc[0]


def gap(
    confident: pd.DataFrame, cells: pd.DataFrame, *, margin: float = 0.1, level: float = 0.95
) -> pd.DataFrame:
    """Confidence share minus evidence share, by domain, in shares from −1 to 1.

    The two sides are of different units: services that answered, and cells of site and practice. A
    positive gap says that more services are confident than practices are shown.

    Parameters
    ----------
    confident
        From `confidence`.
    cells
        From `evidence.cells`.
    margin
        The least gap that counts, in [0, 1).

    Returns
    -------
    DataFrame
        One row a domain that has both sides: ``domain, confidence, confidence_low, confidence_high,
        evidence, evidence_low, evidence_high, gap, low, high, verdict``.

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
    evidence = share_by(cells, "domain", level=level).rename(columns={"share": "evidence"})
    columns = ["domain", "evidence", "low", "high"]
    table = (
        confident.rename(columns={"share": "confidence"})[["domain", "confidence", "low", "high"]]
        .merge(evidence[columns], on="domain", suffixes=("_confidence", "_evidence"))
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
    down = np.hypot(c - table["confidence_low"], table["evidence_high"] - e)
    up = np.hypot(table["confidence_high"] - c, e - table["evidence_low"])
    table["low"] = (table["gap"] - down).clip(-1, 1)
    table["high"] = (table["gap"] + up).clip(-1, 1)
    sites = cells.groupby("domain")["site"].nunique()
    table["verdict"] = [
        _verdict(row.gap, row.low, row.high, margin) if sites[row.domain] >= _LEAST_SITES else VERDICTS[3]
        for row in table.itertuples()
    ]
    names = [
        "domain", "confidence", "confidence_low", "confidence_high",
        "evidence", "evidence_low", "evidence_high", "gap", "low", "high", "verdict",
    ]  # fmt: skip
    return table[names]


def _verdict(gap: float, low: float, high: float, margin: float) -> str:
    if pd.isna(gap) or pd.isna(low) or pd.isna(high):
        return VERDICTS[3]
    if gap > margin and low > 0:
        return VERDICTS[0]
    if gap < -margin and high < 0:
        return VERDICTS[2]
    return VERDICTS[1] if low >= -margin and high <= margin else VERDICTS[3]
