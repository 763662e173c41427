"""What a domain comes to, in three sentences: confidence, evidence, and the gap between them."""

from __future__ import annotations

import pandas as pd

from cs_research.reporting import findings
from cs_research.reporting.builder import Builder
from cs_research.reporting.numbers import paired_practices

__all__ = ["domain_findings", "practices_of"]


def domain_findings(builder: Builder, domain: str) -> list[tuple[str, str]]:
    """The three findings of a domain, each a bold opening and the rest."""
    collected = builder.collected
    level = collected.study.settings.level
    confident, shown = builder.row("confidence", domain), builder.row("evidence_domain", domain)
    sites = len(collected.study.sites)
    practices = practices_of(builder, domain)
    if practices is not None:  # others are in no domain's share
        practices = practices[practices["practice"].isin(paired_practices(collected))]
    return [
        findings.confidence_finding(
            confident,
            builder.tables.get("nets"),
            collected.instrument,
            level,
            builder.tables.get("confident_points"),
        ),
        findings.evidence_finding(shown, practices, sites, level),
        findings.gap_finding(builder.row("gap", domain), level),
    ]


def practices_of(builder: Builder, domain: str) -> pd.DataFrame | None:
    """The share of sites that show each practice of a domain, with its label; None without codings."""
    if "cells" not in builder.tables:
        return None
    mine = builder.tables["cells"].loc[builder.tables["cells"]["domain"] == domain]
    labels = mine.drop_duplicates("practice").set_index("practice")["label"]
    practices = builder.tables["evidence_practice"]
    practices = practices[practices["practice"].isin(labels.index)].copy()
    practices["label"] = practices["practice"].map(labels)
    return practices
