"""The page of claims: confidence and evidence of each, agreement of kinds of source, and final findings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from cs_research.definitions.rubric import COLOURS
from cs_research.displays.figures.layout import format_percent
from cs_research.displays.figures.rating_tiles import ratings_heat_map
from cs_research.displays.symbols import DIFFERENCES
from cs_research.displays.tables import joint
from cs_research.displays.tables import triangulation as joint_tables
from cs_research.displays.tables.html import join_list_cells
from cs_research.protection import Table, tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import DOMAIN_LABELS, FigureContent, Finding, PageContent, TableContent
from cs_research.reporting.text import claims_findings as findings
from cs_research.reporting.text.findings import count_of, is_widest_distinct, join_with_and

#: The title of each table.
_TITLES = {
    tables.LEDGER: f"What is claimed, and what the survey and the sources say for and against it. {DIFFERENCES}",
    tables.CONVERGENCE: "How far each two kinds of source agree on each claim",
    tables.PAPER_AND_PRACTICE: "What strategies commit to, and what practitioners voice",
    tables.SIDE_BY_SIDE: "What services say, beside what sources show and say",
    tables.STATISTICS_BY_THEME: "Each expected practice, under the confidence in its claim",
    tables.QUOTATIONS_BY_CONFIDENCE: "Quotations, from the claim that most services are confident of",
    tables.CERQUAL: "What each finding rests on, and what people judged of it",
    tables.PAIRED_GAP: f"Average gap for the services with both survey and source data. {DIFFERENCES}",
}


def claims_page(builder: Builder) -> PageContent | None:
    """Return the content of the page; None if nothing was coded."""
    study = builder.study
    if study.codings is None:
        return None
    release = builder.release
    sites = study.sites
    ledger, rated = release[tables.LEDGER], release.get(tables.RATINGS_BESIDE_CODINGS)
    return PageContent(
        title="Claims",
        subtitle="Confidence against evidence, claim by claim, and how far sources bear each other out",
        findings=Finding.all_of(
            [
                findings.gaps_finding(ledger, widest=is_widest_distinct(builder, claims=True)),
                findings.kinds_finding(release[tables.CONVERGENCE]),
                findings.finals_finding(release[tables.CERQUAL]),
            ]
        ),
        claims=tuple(claim.text for claim in study.pairing.claims),
        figures={"sources": _sources(builder), "ratings": _ratings_figure(builder)},
        tables={**_tables(builder), "rated": _rated_table(builder, rated)},
        lists={
            "why": [
                Finding(
                    f"{DOMAIN_LABELS[row.domain]}: {row.text}{' (provisional)' if row.provisional else ''}",
                    findings.gap_details(release, row.claim, sites),
                )
                for row in ledger.itertuples()
            ],
            "paper": findings.strategy_sentences(release, sites),
            "services": findings.service_sentences(
                release,
                study.linked,
                release.policy.minimum_base,
            ),
            "ratings": findings.rating_sentences(builder, rated),
        },
    )


def _tables(builder: Builder) -> dict[str, TableContent | None]:
    """Return every table of the page with its data; None for a table that the study has no data for."""
    study, release = builder.study, builder.release
    claims = {claim.id: claim.text for claim in study.pairing.claims}
    sites = study.sites
    level = study.settings.level
    displays: dict[Table, Callable[[pd.DataFrame], str]] = {
        tables.LEDGER: lambda of: joint.ledger_table(
            of, release[tables.QUOTATIONS], release[tables.SILENT_SOURCES], sites, level=level
        ),
        tables.CONVERGENCE: lambda of: joint.convergence_table(of, claims),
        tables.PAPER_AND_PRACTICE: lambda of: joint_tables.paper_table(of, claims, sites),
        tables.SIDE_BY_SIDE: joint_tables.side_by_side_table,
        tables.STATISTICS_BY_THEME: lambda of: joint_tables.themes_table(of, claims),
        tables.QUOTATIONS_BY_CONFIDENCE: lambda of: joint_tables.quotations_table(of, claims, sites),
        tables.CERQUAL: joint_tables.cerqual_table,
        tables.PAIRED_GAP: lambda of: joint_tables.paired_gap_table(of, DOMAIN_LABELS, level),
    }
    built: dict[str, TableContent | None] = {}
    for table, display in displays.items():
        rows = release.get(table)
        built[table.name] = (
            None
            if rows is None or rows.empty
            else TableContent(
                html=builder.write_html(table.name, display(rows)),
                title=_TITLES[table],
                data=builder.write_data(table.name, join_list_cells(rows)),
            )
        )
    return built


def _sources(builder: Builder) -> FigureContent | None:
    """Return the heat map of domains by kind of source; None if no passage was coded under a domain."""
    table = builder.release[tables.DOMAIN_BY_SOURCE]
    shown = table[table["domain"].isin(list(DOMAIN_LABELS))]
    if not shown["passages"].sum():
        return None
    parts = [
        f"{row.kind}, {DOMAIN_LABELS[row.domain].lower()}: {row.passages} ({row.shown} shown, {row.partly} partly, "
        f"{row.contrary} contradicted{f', {row.mixed} coded differently' if row.mixed else ''})"
        for row in shown.itertuples()
    ]
    practices = shown.drop_duplicates("domain").set_index("domain")["practices"]
    sizes = ", ".join(f"{DOMAIN_LABELS[str(domain)]} {count}" for domain, count in practices.items())
    total, segments = shown["passages"].sum(), shown["segments"].sum()
    title = f"Coded passages by domain and type of source ({total} different passages)"
    return builder.add_figure(
        "sources-by-domain",
        partial(joint.source_tiles, shown, DOMAIN_LABELS, made_up=builder.made_up),
        title=title,
        measure=(
            f"Text that several coders marked with the same code counts once ({segments} segments in all). "
            f"Domains have different numbers of practices ({sizes}), so the darker a tile, the more passages per "
            "practice. The line below a tile shows the split between shown, partly shown and contradicted."
        ),
        alt=f"{title}. {'; '.join(parts)}.",
        source="Coded sources of the study. Segments under codes of no domain, such as barriers, are in the data only.",
        data=builder.write_data("domain-by-source", table),
    )


def _ratings_figure(builder: Builder) -> FigureContent | None:
    """Return the heat map of the last reviews of all places; None if there are no ratings."""
    ratings = builder.study.ratings
    if ratings is None:
        return None
    table = builder.release[tables.RATINGS_TOGETHER]
    counts = {colour: int(table[colour].sum()) for colour in COLOURS}
    total = sum(counts.values())
    if not total:
        return None
    counts_by_colour = join_with_and([f"{count} {colour}" for colour, count in counts.items()])
    places = count_of(len(ratings.places), "place")
    return builder.add_figure(
        "ratings",
        partial(ratings_heat_map, table, ratings.rubric, made_up=builder.made_up),
        title=(
            f"{format_percent(counts['green'] / total)}% of ratings are green and "
            f"{format_percent(counts['red'] / total)}% are red"
        ),
        measure=(
            f"The colour that most ratings give each cell, over all raters and the last review of each of {places}. "
            "The letter on a tile is its colour's first."
        ),
        alt=(
            f"Heat map of {len(table)} cells by domain, level and stage. {total} ratings: {counts_by_colour}. "
            f"{_by_domain(table)}."
        ),
        source=f"Rubric: {ratings.rubric.title}.",
        data=builder.write_data("ratings-together", table),
    )


def _by_domain(table: pd.DataFrame) -> str:
    """Return the number of ratings of each colour by domain."""
    parts = []
    for domain, part in table.groupby("domain", sort=False):
        counts = ", ".join(f"{int(part[colour].sum())} {colour}" for colour in COLOURS)
        parts.append(f"{DOMAIN_LABELS[str(domain)]}: {counts}")
    return "; ".join(parts)


def _rated_table(builder: Builder, table: pd.DataFrame | None) -> TableContent | None:
    """Return the table of ratings and evidence scores by domain; None if there are no ratings."""
    if table is None or table.empty:
        return None
    level = builder.study.settings.level
    return TableContent(
        html=builder.write_html("rated", joint_tables.rated_table(table, DOMAIN_LABELS, level), table),
        title="Rubric ratings and evidence score by domain",
        data=builder.write_data("ratings-beside-codings", table),
    )
