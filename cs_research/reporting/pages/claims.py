"""The page of claims: confidence and evidence of each, agreement of kinds of source, and final findings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from cs_research.displays.tables import joint
from cs_research.displays.tables import triangulation as joint_tables
from cs_research.displays.tables.html import join_list_cells
from cs_research.displays.workbook.symbols import DIFFERENCES
from cs_research.protection import Release
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import FigureContent, Finding, PageContent, TableContent
from cs_research.reporting.text import claims_findings as findings
from cs_research.reporting.text.findings import is_widest_distinct
from cs_research.reporting.text.labels import LABELS
from cs_research.reporting.text.ratings import rated_html, rating_sentences, ratings_figure

__all__ = ["claims_page"]

#: The title of each table.
_TITLES = {
    "ledger": "What is claimed, and what the survey and the sources say for and against it",
    "convergence": "How far each two kinds of source agree on each claim",
    "paper-and-practice": "What strategies commit to, and what practitioners voice",
    "side-by-side": "What services say, beside what sources show and say",
    "statistics-by-theme": "Each expected practice, under the confidence in its claim",
    "quotations-by-confidence": "Quotations, from the claim that most services are confident of",
    "cerqual": "What each finding rests on, and what people judged of it",
    "paired-gap": "Average gap for the services with both survey and source data",
}
#: Tables that print a gap next to the two shares that it is the difference of.
_OF_GAPS = ("ledger", "paired-gap")


def claims_page(builder: Builder) -> PageContent | None:
    """Return the content of the page; None if nothing was coded."""
    study = builder.study
    if study.codings is None:
        return None
    tables = builder.release
    sites = study.sites
    ledger, rated = tables["ledger"], tables.get("ratings-beside-codings")
    return PageContent(
        title="Claims",
        subtitle="Confidence against evidence, claim by claim, and how far sources bear each other out",
        findings=Finding.all_of(
            [
                findings.gaps_finding(ledger, widest=is_widest_distinct(builder, claims=True)),
                findings.kinds_finding(tables["convergence"]),
                findings.finals_finding(tables["cerqual"]),
            ]
        ),
        claims=tuple(claim.text for claim in study.pairing.claims),
        figures={"sources": _sources(builder, tables), "ratings": ratings_figure(builder)},
        tables={**_tables(builder, tables), "rated": rated_html(builder, rated)},
        lists={
            "why": [
                Finding(
                    f"{LABELS[row.domain]}: {row.text}{' (provisional)' if row.provisional else ''}",
                    findings.gap_details(tables, row.claim, sites),
                )
                for row in ledger.itertuples()
            ],
            "paper": findings.strategy_sentences(tables, sites),
            "services": findings.service_sentences(
                tables,
                study.linked,
                study.settings.minimum_base,
            ),
            "ratings": rating_sentences(builder, rated),
        },
    )


def _tables(builder: Builder, tables: Release) -> dict[str, TableContent | None]:
    """Return every table of the page with its data; None for a table that the study has no data for."""
    study = builder.study
    claims = {claim.id: claim.text for claim in study.pairing.claims}
    sites = study.sites
    level = study.settings.level
    drawn: dict[str, Callable[[pd.DataFrame], str]] = {
        "ledger": lambda of: joint.ledger_table(
            of, tables["quotations"], tables["silent-sources"], sites, level=level
        ),
        "convergence": lambda of: joint.convergence_table(of, claims),
        "paper-and-practice": lambda of: joint_tables.paper_table(of, claims, sites),
        "side-by-side": joint_tables.side_by_side_table,
        "statistics-by-theme": lambda of: joint_tables.themes_table(of, claims),
        "quotations-by-confidence": lambda of: joint_tables.quotations_table(of, claims, sites),
        "cerqual": joint_tables.cerqual_table,
        "paired-gap": lambda of: joint_tables.paired_gap_table(of, LABELS, level),
    }
    built: dict[str, TableContent | None] = dict.fromkeys(drawn)
    for name, draw in drawn.items():
        if name in tables and len(tables[name]):
            built[name] = TableContent(
                html=builder.html(name, draw(tables[name])),
                title=f"{_TITLES[name]}. {DIFFERENCES}" if name in _OF_GAPS else _TITLES[name],
                data=builder.data(name, join_list_cells(tables[name])),
            )
    return built


def _sources(builder: Builder, tables: Release) -> FigureContent | None:
    """Return the heat map of domains by kind of source; None if no passage was coded under a domain."""
    table = tables["domain-by-source"]
    shown = table[table["domain"].isin(list(LABELS))]
    if not shown["passages"].sum():
        return None
    parts = [
        f"{row.kind}, {LABELS[row.domain].lower()}: {row.passages} ({row.shown} shown, {row.partly} partly, "
        f"{row.contrary} contradicted{f', {row.mixed} coded differently' if row.mixed else ''})"
        for row in shown.itertuples()
    ]
    practices = shown.drop_duplicates("domain").set_index("domain")["practices"]
    sizes = ", ".join(f"{LABELS[str(domain)]} {count}" for domain, count in practices.items())
    total, segments = shown["passages"].sum(), shown["segments"].sum()
    title = f"Coded passages by domain and type of source ({total} different passages)"
    return builder.figure(
        "sources-by-domain",
        partial(joint.source_tiles, shown, LABELS, made_up=builder.made_up),
        title=title,
        measure=(
            f"Text that several coders marked with the same code counts once ({segments} segments in all). "
            f"Domains have different numbers of practices ({sizes}), so the darker a tile, the more passages per "
            "practice. The line below a tile shows the split between shown, partly shown and contradicted."
        ),
        alt=f"{title}. {'; '.join(parts)}.",
        source="Coded sources of the study. Segments under codes of no domain, such as barriers, are in the data only.",
        data=builder.data("domain-by-source", table),
    )
