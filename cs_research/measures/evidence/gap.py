"""Gap between the confidence that services report and the evidence of their sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cs_research._arguments import Numbers, Rows, accepts
from cs_research.definitions import PairingLike, pairing_of
from cs_research.definitions.categories import CAUTIONS, LEAST_SITES, VERDICTS
from cs_research.definitions.instrument import DOMAINS
from cs_research.definitions.pairing import Claim, Pairing
from cs_research.errors import Fault, MeasureError, check_choice
from cs_research.measures.evidence.cells import share_by
from cs_research.measures.evidence.confident_answers import mean_interval

#: How a silent cell counts: as no evidence, or not at all.
SILENCE = ("none", "left out")

#: Method of the interval of a mean of several questions.
BY_RESPONDENT, AVERAGED = "respondents' means", "averaged ends"


@accepts(MeasureError, nets=Rows("item net n base share low high", empty=True))
def confidence(
    nets: pd.DataFrame,
    pairing: PairingLike,
    *,
    by: str = "domain",
    answers: pd.DataFrame | None = None,
    population: Any = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the share of services that are confident, by domain or by claim: the mean over its items.

    The denominator of an item is its own base (see `likert.nets`), so that a question that some left
    blank is not taken for doubt. The interval of several items is that of `confident_answers.mean_interval`, which
    takes up how far a service's answers go together. Where only counts are known, the ends of the items' intervals are
    averaged: that is as wide as it could be, and would be right if the same services were confident of each.

    Parameters
    ----------
    nets
        From `likert.nets`, one group.
    by
        ``domain`` or ``claim``.
    answers
        From `confident_answers.confident_answers`, the respondents whom ``nets`` counts, each once and without
        weights; None if only counts are known, such as published ones.
    population, level
        N and the level of the interval of several items; those of ``nets``.

    Returns
    -------
    DataFrame
        One row per domain that has a claim, in the framework's order, or one per claim: ``domain`` (and ``claim``),
        ``items, nets, n, base, least_base, share, low, high, method``. ``items`` and ``nets`` are tuples of ids; ``n``
        and ``base`` are those of the single item, and missing if there are several; ``least_base`` is the smallest
        base. ``method`` is that of the single item, or `BY_RESPONDENT` or `AVERAGED`. A domain with an item whose
        numbers are withheld has no numbers.

    Raises
    ------
    MeasureError
        An item that has not one row for its net; answers that are not those which the nets count; another ``by``.
    """
    pairing = pairing_of(pairing, "confidence", MeasureError)
    rows = []
    for names, claims in _sides(pairing, by):
        pairs = [(side.item, side.net) for claim in claims for side in claim.confidence]
        found = [_net(nets, item, net) for item, net in dict.fromkeys(pairs)]
        table = pd.DataFrame(found)
        is_complete = bool(table["base"].notna().all())
        alone = is_complete and len(table) == 1
        rows.append(
            {
                **names,
                "items": tuple(table["item"]),
                "nets": tuple(table["net"]),
                "n": int(table["n"].iloc[0]) if alone else pd.NA,
                "base": int(table["base"].iloc[0]) if alone else pd.NA,
                "least_base": int(table["base"].min()) if is_complete else pd.NA,
                "share": float(table["share"].mean(skipna=False)),
                **_interval(table, answers, population, level),
            }
        )
    columns = ["domain", *(["claim"] if by == "claim" else [])]
    columns += ["items", "nets", "n", "base", "least_base", "share", "low", "high", "method"]
    return pd.DataFrame(rows, columns=columns)


def _interval(table: pd.DataFrame, answers: pd.DataFrame | None, population: Any, level: float) -> dict[str, Any]:
    """Return the interval of the mean of some items, and its method."""
    low, high = (float(table[name].mean(skipna=False)) for name in ("low", "high"))
    if pd.isna(low) or pd.isna(high):
        return {"low": np.nan, "high": np.nan, "method": ""}
    if len(table) == 1:
        return {"low": low, "high": high, "method": table["method"].iloc[0] if "method" in table else ""}
    if answers is None:
        return {"low": low, "high": high, "method": AVERAGED}
    mine = answers[list(zip(table["item"], table["net"], strict=True))]
    _check_answers(mine, table)
    low, high = mean_interval(mine, population=population, level=level)
    return {"low": low, "high": high, "method": BY_RESPONDENT}


def _check_answers(answers: pd.DataFrame, table: pd.DataFrame) -> None:
    """Raise `MeasureError` for answers of respondents other than those counted, and for counts with weights."""
    for item, share, row in zip(table["item"], answers.mean(), table.itertuples(), strict=True):
        if int(answers[item].count().iloc[0]) != row.base or not np.isclose(share, row.share):
            rule = "be of the respondents that the nets count, without weights"
            found = f"another base or share of '{item}'"
            raise MeasureError(Fault("confidence", "answers", rule, found, "leave answers out"))


def _sides(pairing: Pairing, by: str) -> Iterator[tuple[dict[str, str], Sequence[Claim]]]:
    """Return each domain that has claims, or each claim, with its claims."""
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


@accepts(
    MeasureError,
    confident=Rows("domain share low high", empty=True),
    cells=Rows("domain site state score", empty=True),
)
def gap(
    confident: pd.DataFrame,
    cells: pd.DataFrame,
    *,
    margin: float = 0.1,
    level: float = 0.95,
    silence: str = "none",
) -> pd.DataFrame:
    """Return confidence share minus evidence share, by domain or by claim, in shares from −1 to 1.

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
        ``none``: a silent cell is no evidence. ``left out``: the share is of cells that are mentioned.

    Returns
    -------
    DataFrame
        One row per domain or claim that has both sides: ``domain`` (and ``claim``), ``confidence, confidence_low,
        confidence_high, evidence, evidence_low, evidence_high, gap, low, high, verdict, beyond_margin, sites,
        caution``; the last seven are those of `judged`. ``sites`` have cells that count.

    Raises
    ------
    MeasureError
        Another word for ``silence``.
    """
    by = "claim" if "claim" in confident.columns else "domain"
    check_choice("gap", "silence", silence, SILENCE)
    counted_cells = cells if silence == "none" else cells[cells["state"] != "silent"]
    evidence = share_by(counted_cells, by, level=level)
    evidence["sites"] = evidence[by].map(counted_cells.groupby(by)["site"].nunique()).astype("int64")
    evidence["silent"] = evidence["silent"] == evidence["cells"]
    columns = {"low": "evidence_low", "high": "evidence_high", "share": "evidence"}
    evidence = evidence[[by, *columns, "sites", "silent"]].rename(columns=columns)
    keys = ["domain", "claim"] if by == "claim" else ["domain"]
    columns = {"low": "confidence_low", "high": "confidence_high", "share": "confidence"}
    table = confident[[*keys, *columns]].rename(columns=columns).merge(evidence, on=by)
    names = [
        *keys, "confidence", "confidence_low", "confidence_high",
        "evidence", "evidence_low", "evidence_high", "gap", "low", "high", "verdict",
        "beyond_margin", "sites", "caution",
    ]  # fmt: skip
    return add_verdicts(table, margin=margin)[names]


@accepts(
    MeasureError,
    table=Rows(
        "confidence confidence_low confidence_high evidence evidence_low evidence_high sites silent",
        empty=True,
    ),
)
def add_verdicts(table: pd.DataFrame, *, margin: float) -> pd.DataFrame:
    """Return the table with gap, interval and verdict; no interval or verdict below `LEAST_SITES` sites.

    Parameters
    ----------
    table
        ``confidence`` and ``evidence``, each with ``_low`` and ``_high``; ``sites``, the number that the evidence is
        of; and ``silent``, whether no source says anything.
    margin
        The least gap that counts, in [0, 1).

    Returns
    -------
    DataFrame
        With ``gap, low, high`` from −1 to 1; ``verdict``; ``beyond_margin``, whether the interval lies beyond the
        margin on one side, without which nobody may write that a gap is above it; and ``caution``, one of `CAUTIONS` or
        empty.

    Notes
    -----
    With c, e the shares and (c_l, c_h), (e_l, e_h) their intervals: low = (c − e) − √((c − c_l)² +
    (e_h − e)²), high = (c − e) + √((c_h − c)² + (e − e_l)²). One side outruns the other if
    the gap is beyond the margin and its interval holds no 0; they are in step if the interval
    lies within ± margin; else, and with fewer than three sites or no segment, the verdict is "cannot be told".

    Three sites are the fewest for a verdict because of its error. In the simulations of
    `cells.site_interval`, if the true gap was 0, "confidence outruns evidence" was reported in .03 of draws
    at most, from 3 to 10 sites alike. But three sites find little: true gaps of .2, .3 and .5 were found in .06, .27
    and .83 of draws, with five sites in .20, .58 and .96, and with eight in .44, .80 and .99. Where a verdict rests on
    three, ``caution`` says so. Where the true gap is exactly the margin, a verdict is given in up to half of draws.

    The two sides count as independent, though sites may be among the services that answered. That matters little: in
    simulations of 157 services, 57 of which answered and 3 to 8 of these were sites, the gap was covered in .94 of
    draws or more, and false verdicts were .04 or fewer, whether a service's confidence and its evidence correlated by
    −.7, 0 or .7; with −.7 coverage is least. ``tests/benchmarks/coverage.py`` has these as well.

    References
    ----------
    Zou and Donner (2008), doi:10.1002/sim.3095, equations 2 and 3 (square-and-add).
    """
    few, three = table["sites"] < LEAST_SITES, table["sites"] == LEAST_SITES
    known = ~(few | table["silent"])
    c, e = table["confidence"].astype(float), table["evidence"].astype(float)
    limits = (table[f"{side}_{end}"].astype(float) for side in ("confidence", "evidence") for end in ("low", "high"))
    c_low, c_high, e_low, e_high = limits
    low, high = square_and_add(c, c_low, c_high, e, e_low, e_high)
    low, high = low.where(known), high.where(known)
    verdicts = [verdict(*row, margin) for row in zip(c - e, low, high, strict=True)]
    cautions = np.select([few, table["silent"], three], [CAUTIONS[1], CAUTIONS[2], CAUTIONS[0]], "")
    return table.assign(
        gap=c - e,
        low=low,
        high=high,
        verdict=verdicts,
        beyond_margin=(low > margin) | (high < -margin),
        caution=cautions,
    )


@accepts(MeasureError, table=Rows("gap low high", empty=True))
def is_largest_gap(table: pd.DataFrame) -> bool:
    """Return whether the largest gap is significantly larger than each other one.

    Each difference has an interval by square-and-add from those of the two gaps. Gaps that share respondents and sites
    mostly rise and fall together, so that it is rather too wide. Without an interval no gap is the largest, and neither
    does a single gap.

    Parameters
    ----------
    table
        ``gap, low, high``, from `gap`.
    """
    known = table[table["gap"].notna()]
    first = known.loc[known["gap"].idxmax()] if len(known) > 1 else None
    if first is None or known[["low", "high"]].isna().any(axis=None):
        return False
    rest = known.drop(index=first.name)
    low, _ = square_and_add(first["gap"], first["low"], first["high"], rest["gap"], rest["low"], rest["high"])
    return bool((low > 0).all())


@accepts(MeasureError)
def square_and_add(
    c: Numbers, c_low: Numbers, c_high: Numbers, e: Numbers, e_low: Numbers, e_high: Numbers
) -> tuple[Any, Any]:
    """Return the interval of c − e, from −1 to 1, from the intervals of c and e; see the notes of `add_verdicts`."""
    low = c - e - np.hypot(c - c_low, e_high - e)
    high = c - e + np.hypot(c_high - c, e - e_low)
    return np.clip(low, -1, 1), np.clip(high, -1, 1)


@accepts(MeasureError)
def verdict(gap: float, low: float, high: float, margin: float) -> str:
    """Return the verdict on a gap and its interval against a margin."""
    if pd.isna(gap) or pd.isna(low) or pd.isna(high):
        return VERDICTS[3]
    if gap > margin and low > 0:
        return VERDICTS[0]
    if gap < -margin and high < 0:
        return VERDICTS[2]
    return VERDICTS[1] if low >= -margin and high <= margin else VERDICTS[3]
