"""The tables of a study's triangulation, by the name of their file: measured once for files and for pages."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cs_research.errors import Fault, PublishError
from cs_research.measures.evidence.cerqual import findings_table, with_status
from cs_research.measures.evidence.convergence import by_kind, convergence, settled
from cs_research.measures.evidence.joint import (
    domain_by_source,
    levels,
    quotations_by_confidence,
    side_by_side,
    statistics_by_theme,
)
from cs_research.measures.evidence.service_gaps import paired_gap, service_gaps
from cs_research.measures.evidence.strategies import kinds_of_sides, paper_and_practice
from cs_research.measures.evidence.triangulation import ledger, quotations, silent_sources
from cs_research.protection import withhold_services
from cs_research.results.tables import Tables
from cs_research.study.load import Collected

__all__ = ["parted", "triangulation_tables"]


def triangulation_tables(collected: Collected, measured: Tables) -> Tables:
    """The tables by name, with what people decided and judged.

    Always: ``ledger``, ``quotations``, ``silent-sources``, ``by-kind``, ``convergence``, ``cerqual``,
    ``domain-by-source``, ``side-by-side``, ``statistics-by-theme``. With a survey: ``quotations-by-confidence``. With
    strategies and accounts: ``paper-and-practice``. Where sites name their service: ``paired-gap``. See the
    measure of each name for its columns; those by claim or domain have ``provisional`` too, from `cerqual.with_status`.

    Parameters
    ----------
    measured
        From `numbers.tables_of`.

    Raises
    ------
    PublishError
        A study without codings.
    """
    codings, pairing, settings = collected.codings, collected.pairing, collected.study.settings
    if codings is None:
        raise PublishError(Fault(collected.study.id, "codings", "be named by the study", "none"))
    sites, cells = [site.id for site in collected.study.sites], measured["cells"]
    confident = measured.get("confidence_claim")
    how: dict[str, Any] = {"margin": settings.margin, "level": settings.level}
    book_of = ledger(confident, cells, codings, pairing, **how)
    quoted = quotations(cells, codings, pairing)
    said = by_kind(codings, pairing, confident=confident, sites=sites, rule=settings.evidence)
    tables = {
        "ledger": book_of,
        "quotations": quoted,
        "silent-sources": silent_sources(cells, codings, pairing),
        "by-kind": said,
        "convergence": settled(convergence(said), collected.decisions),
        "cerqual": findings_table(cells, codings, pairing, judgements=collected.judgements),
        "domain-by-source": domain_by_source(codings),
        "side-by-side": side_by_side(
            book_of, quoted, collected.instrument, pairing, points=measured.get("confident_points")
        ),
        "statistics-by-theme": statistics_by_theme(confident, cells, codings, pairing),
    }
    if confident is not None:
        tables["quotations-by-confidence"] = quotations_by_confidence(quoted, levels(confident))
    if all(kinds_of_sides(codings)):
        tables["paper-and-practice"] = paper_and_practice(
            codings, pairing, sites=sites, rule=settings.evidence
        )
    tables |= _of_services(collected, measured)
    for name in ("ledger", "side-by-side", "statistics-by-theme", "paired-gap"):
        if name in tables:
            tables[name] = with_status(tables[name], pairing, collected.judgements)
    return tables


def parted(table: pd.DataFrame, *, made_up: bool = False) -> pd.DataFrame:
    """The table with entries parted by semicolons, and a column that says so where its data is made up."""
    plain = table.assign(data="made up") if made_up else table.copy()
    for name in plain.columns:
        if any(isinstance(value, tuple) for value in plain[name]):
            plain[name] = ["; ".join(map(str, value)) for value in plain[name]]
    return plain


def _of_services(collected: Collected, measured: Tables) -> Tables:
    """The mean gap of services that are on both sides, where enough of them are.

    The gap of a single service is in no table, since it tells how that service answered. Answers to a question that
    is withheld do not count.
    """
    services = {site.id: site.service for site in collected.study.sites if site.service}
    if collected.responses is None or not services:
        return {}
    frame = collected.responses.frame.copy()
    for item in measured["withheld"]["item"]:
        frame[item] = None
    table = service_gaps(frame, collected.instrument, measured["cells"], collected.pairing, services)
    settings = collected.study.settings
    mean = paired_gap(table, margin=settings.margin, level=settings.level)
    return {"paired-gap": withhold_services(mean, settings.minimum_base)}
