"""Every table that a study's reports print, by name: measured, and withheld where too few answered."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cs_research.definitions import Instrument
from cs_research.definitions.study import Settings
from cs_research.measures.counts.tally import Tally, tally
from cs_research.measures.evidence import cells as evidence
from cs_research.measures.evidence import gap as gaps
from cs_research.measures.evidence.cerqual import with_status
from cs_research.measures.evidence.confident_answers import confident_answers
from cs_research.measures.evidence.confident_points import confident_points
from cs_research.measures.evidence.rubric_ratings import evidence_share, heat_map
from cs_research.measures.evidence.sensitivity import Choices, checked, sensitivity
from cs_research.measures.shares import likert
from cs_research.measures.shares.rounding import rounded
from cs_research.protection import too_few, withhold
from cs_research.records import Codings, Responses
from cs_research.study.load import Collected

__all__ = ["Tables", "answer_tables", "paired_practices", "tables_of"]

Tables = dict[str, pd.DataFrame]


def tables_of(collected: Collected) -> Tables:
    """The tables by name.

    With a survey: ``distribution``, ``nets``, ``summary``, ``multiple``, ``confidence``, ``confidence_claim``,
    ``confident_points``, ``withheld``. With codings: ``cells``, ``evidence_domain``, ``evidence_practice``,
    ``evidence_site``, ``segments``. With both: ``gap`` (with what `sensitivity.checked` adds), ``gap_claim``,
    ``sensitivity``. With ratings of the rubric: ``ratings``, ``ratings_domain``. See the measure of each name for its
    columns.
    """
    tables: Tables = {}
    settings = collected.study.settings
    counts: Tally | None = None
    if collected.responses is not None:
        counts = tally(collected.responses, population=collected.population)
        tables |= _survey(collected, collected.responses, counts)
    if collected.ratings is not None:
        tables["ratings_domain"] = evidence_share(collected.ratings, level=settings.level)
        tables["ratings"] = heat_map(collected.ratings)
    if collected.codings is not None:
        cells = evidence.cells(
            collected.codings, [site.id for site in collected.study.sites], rule=settings.evidence
        )
        paired = evidence.with_claims(cells, collected.pairing)
        tables["cells"] = cells
        tables["segments"] = collected.codings.table()
        for by in ("domain", "site"):
            tables[f"evidence_{by}"] = evidence.share_by(paired, by, level=settings.level)
        tables["evidence_practice"] = evidence.share_by(cells, "practice", level=settings.level)
        if counts is not None:
            margin, level = settings.margin, settings.level
            gap = gaps.gap(tables["confidence"], paired, margin=margin, level=level)
            by_claim = gaps.gap(tables["confidence_claim"], paired, margin=margin, level=level)
            tables["gap_claim"] = with_status(by_claim, collected.pairing, collected.judgements)
            rated = tables.get("ratings_domain")
            choices = _choices(collected, collected.codings, counts, tuple(tables["withheld"]["item"]))
            tables["sensitivity"] = sensitivity(choices, ratings=rated)
            known = checked(gap, tables["sensitivity"])
            tables["gap"] = with_status(known, collected.pairing, collected.judgements)
    return tables


def _choices(collected: Collected, codings: Codings, counts: Tally, withheld: tuple[str, ...]) -> Choices:
    """What the gap of a study rests on."""
    settings = collected.study.settings
    return Choices(
        tally=counts,
        pairing=collected.pairing,
        codings=codings,
        sites={site.id: site.label for site in collected.study.sites},
        rule=settings.evidence,
        method=settings.interval,
        level=settings.level,
        margin=settings.margin,
        withheld=withheld,
        respondents=None if collected.responses is None else collected.responses.frame,
    )


def paired_practices(collected: Collected) -> set[str]:
    """The practices that some claim takes as its evidence; only these count in a domain's share."""
    return {code for claim in collected.pairing.claims for code in claim.evidence}


def _survey(collected: Collected, responses: Responses, counts: Tally) -> Tables:
    instrument, pairing, settings = collected.instrument, collected.pairing, collected.study.settings
    tables = answer_tables(counts, instrument, settings)
    answers = confident_answers(responses.frame, instrument, pairing)
    how: dict[str, Any] = {"answers": answers, "population": collected.population, "level": settings.level}
    return tables | {
        "confident_points": confident_points(tables["distribution"], instrument, pairing),
        "confidence": gaps.confidence(tables["nets"], pairing, **how),
        "confidence_claim": gaps.confidence(tables["nets"], pairing, by="claim", **how),
    }


def answer_tables(counts: Tally, instrument: Instrument, settings: Settings) -> Tables:
    """The tables of one wave's answers: ``distribution``, ``nets``, ``summary``, ``multiple`` and ``withheld``.

    ``counts`` are from `cs_research.measures.counts.tally.tally`, of one group.
    """
    how: dict[str, Any] = {"method": settings.interval, "level": settings.level}
    raw = {
        "distribution": likert.distribution(counts, **how),
        "nets": likert.nets(counts, **how),
        "multiple": likert.multiple(counts, **how),
        "summary": likert.summary(counts, **how),
    }
    raw["distribution"], raw["nets"] = rounded(
        raw["distribution"], raw["nets"], _points_of_nets(instrument), settings.rounding
    )
    parts = [raw[name] for name in ("distribution", "multiple", "summary")]
    few = too_few(parts, instrument, settings.minimum_base)
    tables = {name: withhold(table, few) for name, table in raw.items()}
    return tables | {"withheld": pd.DataFrame({"item": few}, dtype="string")}


def _points_of_nets(instrument: Instrument) -> dict[tuple[str, str], tuple[str, ...]]:
    """The points of each net of each item."""
    return {
        (item.id, net.id): net.points
        for item in instrument.items
        if item.kind == "single"
        for net in instrument.scale_of(item).nets
    }
