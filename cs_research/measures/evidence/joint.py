"""Joint displays as tables: survey numbers and quotations from sources, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.definitions import InstrumentLike, PairingLike, instrument_of, pairing_of
from cs_research.definitions.coding_frame import STANCES
from cs_research.definitions.instrument import DOMAINS, Instrument
from cs_research.definitions.pairing import Claim
from cs_research.errors import MeasureError
from cs_research.measures.coding.passages import MIXED, passages
from cs_research.measures.evidence.cells import STATES, share_by, with_claims
from cs_research.measures.evidence.convergence import kinds_of
from cs_research.measures.evidence.service_gaps import responses_of_services
from cs_research.measures.evidence.triangulation import counted_segments
from cs_research.records.codings import Codings

#: Levels of confidence of services together in a claim, highest first.
LEVELS = ("most services confident", "services divided", "most services not confident", "no number")
#: Levels of confidence of the service of a site in a claim, highest first.
LEVELS_OF_SITE = ("confident", "confident in part", "not confident", "no answer")
#: The domain of codes that have none, such as barriers.
NO_DOMAIN = "none"


@accepts(MeasureError)
def side_by_side(
    ledger: pd.DataFrame,
    quotations: pd.DataFrame,
    instrument: InstrumentLike,
    pairing: PairingLike,
    *,
    points: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return one row per claim: the survey's statement and share, evidence with a quotation per side, and their fit.

    Parameters
    ----------
    ledger, quotations
        From `triangulation.ledger` and `triangulation.quotations`.
    points
        From `confident_points.confident_points`; the statement then has the share of each answer.

    Returns
    -------
    DataFrame
        ``domain, claim, text, statement, confidence, confidence_low, confidence_high, shown, partly, contrary, silent,
        evidence, quotation_for, practice_for, quotation_against, practice_against, fit, caution``. ``statement`` is the
        answers that count as confident, ``practice_for`` and ``practice_against`` are the labels of the practices that
        the quotations are on, ``fit`` is the verdict on the gap and ``caution`` what is to be shown with it; a side
        without a quotation is empty.
    """
    pairing = pairing_of(pairing, "side_by_side", MeasureError)
    instrument = instrument_of(instrument, "side_by_side", MeasureError)
    statements = {claim.id: _statement(claim, instrument, points) for claim in pairing.claims}
    first = quotations[quotations["rank"] == 1].set_index(["claim", "side"])
    quoted = {
        f"{column}_{side}": [first[name].to_dict().get((claim, side), "") for claim in ledger["claim"]]
        for side in ("for", "against")
        for column, name in (("quotation", "quote"), ("practice", "label"))
    }
    table = ledger.rename(columns={"verdict": "fit"}).assign(
        statement=ledger["claim"].map(statements),
        **quoted,
    )
    names = [
        "domain", "claim", "text", "statement", "confidence", "confidence_low", "confidence_high", *STATES, "evidence",
        "quotation_for", "practice_for", "quotation_against", "practice_against", "fit", "caution",
    ]  # fmt: skip
    return table[names]


def _statement(claim: Claim, instrument: Instrument, points: pd.DataFrame | None) -> str:
    """Return the answers of a confident service: item and answers, for each item of the claim."""
    statements = []
    for side in claim.confidence:
        item = instrument.item(side.item)
        labels = {net.id: net.label for net in instrument.scale_of(item).nets}
        shares = "" if points is None else _shares(points, claim, side.item)
        statements.append(f"{item.short}: {labels[side.net]}{shares}")
    return "; ".join(statements)


def _shares(points: pd.DataFrame, claim: Claim, item: str) -> str:
    """Return the number of services that chose each answer that counts, in brackets; empty if withheld."""
    mine = points[(points["claim"] == claim.id) & (points["item"] == item)]
    if mine["n"].isna().any() or not (mine["base"] > 0).any():
        return ""
    parts = ", ".join(f"{row.label} {row.n}" for row in mine.itertuples())
    return f" ({parts}, of {mine['base'].iloc[0]})"


@accepts(MeasureError)
def statistics_by_theme(
    confident: pd.DataFrame | None, cells: pd.DataFrame, codings: Codings, pairing: PairingLike
) -> pd.DataFrame:
    """Return one row per theme, a practice of a claim: the claim's confidence and the evidence on the practice.

    Returns
    -------
    DataFrame
        By claim, practices in the pairing's order: ``domain, claim, practice, label, confidence, low, high, shown,
        partly, contrary, silent, evidence, segments, passages, sources``. The states count sites; ``confidence`` is
        that of the claim, and missing without a survey; ``segments``, different ``passages`` (see
        `passages.passages`) and ``sources`` are those that count.
    """
    pairing = pairing_of(pairing, "statistics_by_theme", MeasureError)
    paired = with_claims(cells, pairing)
    shares = share_by(paired, "practice").set_index("practice")
    labels = {code.id: code.label for code in codings.frame.practices()}
    segments = counted_segments(cells, codings, pairing)
    numbers = {} if confident is None else confident.set_index("claim")[["share", "low", "high"]].to_dict("index")
    rows: list[dict[str, Any]] = []
    for claim in pairing.ordered_claims:
        claim_numbers = numbers.get(claim.id, {})
        for code in claim.evidence:
            mine = segments[segments["code"] == code]
            rows.append(
                {
                    "domain": claim.domain,
                    "claim": claim.id,
                    "practice": code,
                    "label": labels[code],
                    "confidence": claim_numbers.get("share", float("nan")),
                    "low": claim_numbers.get("low", float("nan")),
                    "high": claim_numbers.get("high", float("nan")),
                    **{state: int(shares.loc[code, state]) for state in STATES},
                    "evidence": float(shares.loc[code, "share"]),
                    "segments": mine["segment"].nunique(),
                    "passages": len(passages(mine)),
                    "sources": int(mine["source"].nunique()),
                }
            )
    return pd.DataFrame(rows)


@accepts(MeasureError, confident=Rows("domain share", empty=True))
def levels(confident: pd.DataFrame, *, majority: float = 0.5) -> pd.DataFrame:
    """Return how confident services are of each claim (or domain), as one of `LEVELS`.

    Most are confident if the share is beyond ``majority``, not confident if the share of the others is, and
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
    claim_levels = [
        LEVELS[3]
        if pd.isna(share)
        else LEVELS[0]
        if share > majority
        else LEVELS[2]
        if 1 - share > majority
        else LEVELS[1]
        for share in confident["share"]
    ]
    return confident[keys].assign(level=claim_levels, share=confident["share"].astype(float)).reset_index(drop=True)


@accepts(MeasureError)
def levels_of_sites(
    frame: pd.DataFrame, instrument: InstrumentLike, pairing: PairingLike, services: Mapping[str, str]
) -> pd.DataFrame:
    """Return how confident the service of each site is of each claim, as one of `LEVELS_OF_SITE`.

    A service is *confident* if it chose confident points at every item of the claim that it answered, *in part* at
    some, and gave *no answer* if it left all of them blank or chose what no base counts, such as "not applicable"
    (see `Scale.confident`). This is one service's answer: see to it that its site
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
        One row per claim and site that names a service: ``domain, claim, site, level``.

    Raises
    ------
    MeasureError
        An instrument without an identifying question; a service that no response, or more than one, names.
    """
    pairing = pairing_of(pairing, "levels_of_sites", MeasureError)
    instrument = instrument_of(instrument, "levels_of_sites", MeasureError)
    answered = responses_of_services(frame, instrument, services)
    rows = [
        (claim.domain, claim.id, site, _level(frame.iloc[at], claim, instrument))
        for claim in pairing.ordered_claims
        for site, at in answered.items()
    ]
    return pd.DataFrame(rows, columns=["domain", "claim", "site", "level"])


def _level(row: pd.Series, claim: Claim, instrument: Instrument) -> str:
    chosen = [
        instrument.scale_of(instrument.item(side.item)).confident(row[side.item], side.net) for side in claim.confidence
    ]
    answered = [choice for choice in chosen if choice is not None]
    if not answered:
        return LEVELS_OF_SITE[3]
    return LEVELS_OF_SITE[0] if all(answered) else LEVELS_OF_SITE[1] if any(answered) else LEVELS_OF_SITE[2]


@accepts(MeasureError, quotations=Rows("domain claim", empty=True), levels_table=Rows("level", empty=True))
def quotations_by_confidence(quotations: pd.DataFrame, levels_table: pd.DataFrame) -> pd.DataFrame:
    """Return quotations by level of confidence of their site, claim or domain, most confident first.

    Parameters
    ----------
    quotations
        From `triangulation.quotations`.
    levels_table
        From `levels` or `levels_of_sites`.

    Returns
    -------
    DataFrame
        The columns of both, ``level`` first. A quotation of a site that names no service comes last, as not linked.
    """
    keys = [name for name in ("domain", "claim", "site") if name in levels_table.columns]
    table = quotations.merge(levels_table, on=keys, how="left", validate="many_to_one")
    order = [*LEVELS, *LEVELS_OF_SITE, "not linked"]
    table["level"] = table["level"].fillna(order[-1])
    if "share" in table.columns:
        table = table.sort_values("share", ascending=False, kind="stable")
    table = table.sort_values("level", key=lambda column: column.map(order.index), kind="stable")
    names = ["level", *(name for name in table.columns if name != "level")]
    return table[names].reset_index(drop=True)


@accepts(MeasureError)
def domain_by_source(codings: Codings, *, kinds: Sequence[str] | None = None) -> pd.DataFrame:
    """Count coded passages by domain and kind of source, with their stance: for a heat map.

    Every code and coder counts; text that several coders marked with the same code is one passage (see
    `passages.passages`). Domains have different numbers of practices, so they are compared by ``per_practice``, not by
    their counts. Codes of no domain come last, under `NO_DOMAIN`.

    Returns
    -------
    DataFrame
        One row per domain and kind, zeros too: ``domain, kind, segments, passages, shown, partly, contrary, mixed,
        practices, per_practice, sources``. The stances count passages, ``mixed`` those of which coders differ;
        ``practices`` is how many the frame has in the domain, and ``per_practice`` is passages divided by that, missing
        for `NO_DOMAIN`; ``sources`` is how many have one of the segments.
    """
    table = codings.table()
    table["domain"] = table["domain"].astype(object).where(table["domain"].notna(), NO_DOMAIN)
    practices: Counter[str | None] = Counter(
        codings.frame.group(code.group).domain for code in codings.frame.practices()
    )
    rows = []
    for domain in (*DOMAINS, NO_DOMAIN):
        for kind in kinds or kinds_of(codings):
            part = table[(table["domain"] == domain) & (table["kind"] == kind)]
            found = passages(part)
            expected = practices[domain]
            rows.append(
                {
                    "domain": domain,
                    "kind": kind,
                    "segments": part["segment"].nunique(),
                    "passages": len(found),
                    **{stance: int((found["stance"] == stance).sum()) for stance in (*STANCES, MIXED)},
                    "practices": expected,
                    "per_practice": len(found) / expected if expected else float("nan"),
                    "sources": part["source"].nunique(),
                }
            )
    return pd.DataFrame(rows)
