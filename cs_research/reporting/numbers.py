"""Every table that a study's reports print, by name: measured, and withheld where too few answered."""

from __future__ import annotations

import pandas as pd

from cs_research.measures import evidence, gaps, likert
from cs_research.measures.tally import tally
from cs_research.protection import withhold
from cs_research.reporting.collect import Collected

__all__ = ["Tables", "tables_of"]

Tables = dict[str, pd.DataFrame]


def tables_of(collected: Collected) -> Tables:
    """The tables by name.

    With a survey: ``distribution``, ``nets``, ``summary``, ``multiple``, ``confidence``. With codings:
    ``cells``, ``evidence_domain``, ``evidence_practice``, ``evidence_site``, ``segments``. With both:
    ``gap``. See the measure of each name for its columns.
    """
    tables: Tables = {}
    settings = collected.study.settings
    if collected.responses is not None:
        counts = tally(collected.responses.frame, collected.instrument)
        how = {
            "population": collected.population,
            "method": settings.interval,
            "level": settings.level,
        }
        for name, measure in (
            ("distribution", likert.distribution),
            ("nets", likert.nets),
            ("multiple", likert.multiple),
        ):
            table = measure(counts, collected.instrument, **how)  # type: ignore[arg-type]
            tables[name] = withhold(table, settings.minimum_base)
        summary = likert.summary(counts, collected.instrument)
        tables["summary"] = withhold(summary, settings.minimum_base, base="scored")
        tables["confidence"] = gaps.confidence(tables["nets"], collected.pairing)
    if collected.codings is not None:
        cells = evidence.cells(collected.codings, [site.id for site in collected.study.sites])
        tables["cells"] = cells
        tables["segments"] = collected.codings.table()
        for by in ("domain", "practice", "site"):
            tables[f"evidence_{by}"] = evidence.share_by(cells, by, level=settings.level)
    if "confidence" in tables and "cells" in tables:
        tables["gap"] = gaps.gap(
            tables["confidence"], tables["cells"], margin=settings.margin, level=settings.level
        )
    return tables
