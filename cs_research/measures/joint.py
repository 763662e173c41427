"""Joint displays as tables: numbers of the survey and words of sources, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cs_research.definitions.coding_frame import STANCES
from cs_research.definitions.instrument import DOMAINS, Instrument
from cs_research.definitions.pairing import Claim, Pairing
from cs_research.definitions.wording import folded
from cs_research.errors import Fault, MeasureError
from cs_research.measures.convergence import kinds_of
from cs_research.measures.evidence import STATES, share_by, with_claims
from cs_research.measures.triangulation import claims_in_order, counted_segments
from cs_research.records.codings import Codings

__all__ = [
    "LEVELS", "LEVELS_OF_SITE", "NO_DOMAIN", "domain_by_source", "levels", "levels_of_sites",
    "quotations_by_confidence", "side_by_side", "statistics_by_theme",
]  # fmt: skip

#: How confident services are of a claim together, from the most.
LEVELS = ("most services confident", "services divided", "most services not confident", "no number")
#: How confident the one service of a site is of a claim, from the most.
LEVELS_OF_SITE = ("confident", "confident in part", "not confident", "no answer")
#: What stands for the domain of codes that have none, such as barriers.
NO_DOMAIN = "none"


def side_by_side(
    ledger: pd.DataFrame, quotations: pd.DataFrame, instrument: Instrument, pairing: Pairing
) -> pd.DataFrame:
    """One row a claim: the survey's statement and share, what sources show with a quotation a side, and their fit.

    Parameters
    ----------
    ledger, quotations
        From `triangulation.ledger` and `triangulation.quotations`.

    Returns
    -------
    DataFrame
        ``domain, claim, text, statement, confidence, confidence_low, confidence_high, shown, partly, contrary, silent,
        evidence, quotation_for, quotation_against, fit, caution``. ``statement`` is the answers that count as
        confident, ``fit`` the verdict on the gap and ``caution`` what is to be said beside it; a side without a
        quotation is empty.
    """
    statements = {claim.id: _statement(claim, instrument) for claim in pairing.claims}
    first = quotations[quotations["rank"] == 1].set_index(["claim", "side"])["quote"].to_dict()
    table = ledger.rename(columns={"verdict": "fit"}).assign(
        statement=ledger["claim"].map(statements),
        quotation_for=[first.get((claim, "for"), "") for claim in ledger["claim"]],
        quotation_against=[first.get((claim, "against"), "") for claim in ledger["claim"]],
    )
    names = [
        "domain", "claim", "text", "statement", "confidence", "confidence_low", "confidence_high", *STATES, "evidence",
        "quotation_for", "quotation_against", "fit", "caution",
    ]  # fmt: skip
    return table[names]


def _statement(claim: Claim, instrument: Instrument) -> str:
    """What a service says that counts as confident: item and answers, for each item of the claim."""
    told = []
    for side in claim.confidence:
        item = instrument.item(side.item)
        labels = {net.id: net.label for net in instrument.scale_of(item).nets}
        told.append(f"{item.short}: {labels[side.net]}")
    return "; ".join(told)


def statistics_by_theme(
    confident: pd.DataFrame | None, cells: pd.DataFrame, codings: Codings, pairing: Pairing
) -> pd.DataFrame:
    """One row a theme, which is a practice of a claim: the claim's confidence beside what is said of the practice.

    Returns
    -------
    DataFrame
        By claim, practices in the pairing's order: ``domain, claim, practice, label, confidence, low, high, shown,
        partly, contrary, silent, evidence, segments, sources``. The states count sites; ``confidence`` is that of the
        whole claim, and missing without a survey; ``segments`` and ``sources`` are those that count.
    """
    paired = with_claims(cells, pairing)
    shares = share_by(paired, "practice").set_index("practice")
    labels = {code.id: code.label for code in codings.frame.practices()}
    segments = counted_segments(cells, codings, pairing)
    numbers = (
        {} if confident is None else confident.set_index("claim")[["share", "low", "high"]].to_dict("index")
    )
    rows: list[dict[str, Any]] = []
    for claim in claims_in_order(pairing):
        said = numbers.get(claim.id, {})
        for code in claim.evidence:
            mine = segments[segments["code"] == code]
            rows.append(
                {
                    "domain": claim.domain,
                    "claim": claim.id,
                    "practice": code,
                    "label": labels[code],
                    "confidence": said.get("share", float("nan")),
                    "low": said.get("low", float("nan")),
                    "high": said.get("high", float("nan")),
                    **{state: int(shares.loc[code, state]) for state in STATES},
                    "evidence": float(shares.loc[code, "share"]),
                    "segments": len(mine),
                    "sources": int(mine["source"].nunique()),
                }
            )
    return pd.DataFrame(rows)


def levels(confident: pd.DataFrame, *, most: float = 0.5) -> pd.DataFrame:
    """How confident services are together, claim by claim (or domain by domain), as one of `LEVELS`.

    Most are confident where the share is beyond ``most``, not confident where the share of the others is, and
    divided between.

    Parameters
    ----------
    confident
        From `gaps.confidence`.

    Returns
    -------
    DataFrame
        ``domain`` (and ``claim``), ``level, share``, in the order of the table.
    """
    keys = [name for name in ("domain", "claim") if name in confident.columns]
    told = [
        LEVELS[3]
        if pd.isna(share)
        else LEVELS[0]
        if share > most
        else LEVELS[2]
        if 1 - share > most
        else LEVELS[1]
        for share in confident["share"]
    ]
    return confident[keys].assign(level=told, share=confident["share"].astype(float)).reset_index(drop=True)


def levels_of_sites(
    frame: pd.DataFrame, instrument: Instrument, pairing: Pairing, services: Mapping[str, str]
) -> pd.DataFrame:
    """How confident the service of each site is of each claim, as one of `LEVELS_OF_SITE`.

    A service is *confident* where it chose confident points at every item of the claim that it answered, *in part* at
    some, and gave *no answer* where it left all of them blank. This is one service's answer: see to it that its site
    cannot be known before it is shown.

    Parameters
    ----------
    frame
        From `Responses.frame`.
    services
        Site to the service's answer to the identifying question, as `Site.service` has it.

    Returns
    -------
    DataFrame
        One row a claim and site that names a service: ``domain, claim, site, level``.

    Raises
    ------
    MeasureError
        An instrument without an identifying question; a service that did not answer, or answered twice.
    """
    named = {site: folded(service) for site, service in services.items() if service}
    if named and instrument.identifier is None:
        raise MeasureError(
            Fault(f"instrument {instrument.key}", "items", "name who answered", "no identifier")
        )
    who = instrument.identifier.id if instrument.identifier else ""
    answered = [folded(str(name)) for name in frame[who]] if who else []
    faults = [
        Fault(f"site '{site}'", "service", "have answered the survey once", f"{answered.count(name)} answers")
        for site, name in named.items()
        if answered.count(name) != 1
    ]
    if faults:
        raise MeasureError(faults)
    rows = [
        (claim.domain, claim.id, site, _level(frame.iloc[answered.index(name)], claim, instrument))
        for claim in claims_in_order(pairing)
        for site, name in named.items()
    ]
    return pd.DataFrame(rows, columns=["domain", "claim", "site", "level"])


def _level(row: pd.Series, claim: Claim, instrument: Instrument) -> str:
    said = []
    for side in claim.confidence:
        nets = {net.id: net.points for net in instrument.scale_of(instrument.item(side.item)).nets}
        if not pd.isna(row[side.item]):
            said.append(row[side.item] in nets[side.net])
    if not said:
        return LEVELS_OF_SITE[3]
    return LEVELS_OF_SITE[0] if all(said) else LEVELS_OF_SITE[1] if any(said) else LEVELS_OF_SITE[2]


def quotations_by_confidence(quotations: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Quotations under the level of confidence of their site, claim or domain, from the most confident.

    Parameters
    ----------
    quotations
        From `triangulation.quotations`.
    told
        From `levels` or `levels_of_sites`.

    Returns
    -------
    DataFrame
        The columns of both, ``level`` first. A quotation of a site that names no service stands last, as not linked.
    """
    keys = [name for name in ("domain", "claim", "site") if name in told.columns]
    table = quotations.merge(told, on=keys, how="left", validate="many_to_one")
    order = [*LEVELS, *LEVELS_OF_SITE, "not linked"]
    table["level"] = table["level"].fillna(order[-1])
    if "share" in table.columns:
        table = table.sort_values("share", ascending=False, kind="stable")
    table = table.sort_values("level", key=lambda column: column.map(order.index), kind="stable")
    names = ["level", *(name for name in table.columns if name != "level")]
    return table[names].reset_index(drop=True)


def domain_by_source(codings: Codings, *, kinds: Sequence[str] | None = None) -> pd.DataFrame:
    """Counts of segments by domain and kind of source, with what they say: for a heat map.

    Every segment is counted, whatever its code and coder, so a stretch that two coders marked counts twice. Codes of
    no domain stand last, under `NO_DOMAIN`.

    Returns
    -------
    DataFrame
        One row a domain and kind, zeros too: ``domain, kind, n, shown, partly, contrary, sources``; ``sources`` is how
        many bear one of the segments.
    """
    table = codings.table()
    table["domain"] = table["domain"].astype(object).where(table["domain"].notna(), NO_DOMAIN)
    rows = []
    for domain in (*DOMAINS, NO_DOMAIN):
        for kind in kinds or kinds_of(codings):
            part = table[(table["domain"] == domain) & (table["kind"] == kind)]
            stances = {stance: int((part["stance"] == stance).sum()) for stance in STANCES}
            rows.append(
                {
                    "domain": domain,
                    "kind": kind,
                    "n": len(part),
                    **stances,
                    "sources": part["source"].nunique(),
                }
            )
    return pd.DataFrame(rows)
