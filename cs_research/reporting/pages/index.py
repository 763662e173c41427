"""The index page: the gap of all domains, what helps and hinders, and the data behind it."""

from __future__ import annotations

from functools import partial

import pandas as pd

from cs_research.definitions import DOMAINS
from cs_research.displays.figures import likert_bars as figures
from cs_research.displays.figures.layout import format_level
from cs_research.displays.tables import html as display_tables
from cs_research.protection import tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import (
    DOMAIN_LABELS,
    FigureContent,
    Finding,
    PageContent,
    Summary,
    TableContent,
)
from cs_research.reporting.text import findings

#: The choose-all items that the page draws, and how the title of each begins.
OPENINGS = {"enablers": "Most often chosen as helping", "barriers": "Most often chosen as hindering"}


def index_page(builder: Builder) -> PageContent:
    """Return the content of the index page."""
    figures_of = {"gap": gap_figure(builder), **{item: multiple_figure(builder, item) for item in OPENINGS}}
    return PageContent(
        title=builder.study.title,
        subtitle="What services say of their practice, and what their sources show, in four domains",
        figures=figures_of,
        findings=Finding.all_of(_index_findings(builder, figures_of)),
        tables={item: _multiple_table(builder, item) for item in OPENINGS},
        summaries=tuple(_summary(builder, domain) for domain in DOMAINS),
    )


def _index_findings(builder: Builder, drawn: dict[str, FigureContent | None]) -> list[tuple[str, str]]:
    """Return the main findings: the gap, what helps and hinders, and the data behind them."""
    study = builder.study
    gap = builder.release.get(tables.GAP)
    texts = {"gap": findings.gap_summary(gap, builder.release[tables.EVIDENCE_DOMAIN])} if gap is not None else {}
    found = [(f"{figure.title}.", texts.get(name, "")) for name, figure in drawn.items() if figure]
    parts = []
    if study.survey is not None:
        size = f" of {study.population}" if study.population else ""
        parts.append(f"{study.survey.answered}{size} services gave a usable answer")
    if study.codings is not None:
        sites = len(study.sites)
        parts.append(f"{study.sources} sources from {sites} site{'' if sites == 1 else 's'} were coded")
    return [
        *found,
        (
            "This rests on little or nothing yet:" if not parts else "",
            f"{findings.join_with_and(parts or ['no survey and no codings were read'])}.",
        ),
    ]


def _summary(builder: Builder, domain: str) -> Summary:
    settings = builder.study.settings
    opening, rest = findings.gap_finding(builder.domain_row(tables.GAP, domain), settings.level)
    label = f"{DOMAINS.index(domain) + 1} {DOMAIN_LABELS[domain]}"
    return Summary(page=domain, label=label, finding=f"{opening} {rest}")


def _ticked(builder: Builder, item: str) -> pd.DataFrame | None:
    if tables.MULTIPLE not in builder.release:
        return None
    table = builder.release[tables.MULTIPLE]
    rows = table[(table["item"] == item) & (table["base"].fillna(0) > 0)]
    return rows if len(rows) else None


def multiple_figure(builder: Builder, item: str) -> FigureContent | None:
    """Return bars of a choose-all question; None if nobody, or too few, answered."""
    rows = _ticked(builder, item)
    if rows is None:
        return None
    near = builder.release[tables.NOT_DISTINGUISHABLE]
    alike = [str(label) for label in near.loc[near["item"] == item, "label"]]
    base = int(rows["base"].iloc[0])
    return builder.add_figure(
        item,
        partial(figures.multiple_bars, rows, made_up=builder.made_up),
        title=findings.multiple_title(rows, OPENINGS, item, alike),
        measure=(
            f"“{builder.study.instrument.item(item).text}” Per cent of the {base} services that answered; "
            f"thin lines are {format_level(builder.study.settings.level)} intervals."
        ),
        alt=findings.multiple_alt(rows),
        source=builder.survey_source(),
        data=builder.write_data(item, rows),
    )


def _multiple_table(builder: Builder, item: str) -> TableContent | None:
    rows = _ticked(builder, item)
    if rows is None:
        return None
    text = display_tables.shares_table(rows, item, builder.study.settings.level)
    return TableContent(html=builder.write_html(item, text), title=builder.study.instrument.item(item).short)


def gap_figure(builder: Builder) -> FigureContent | None:
    """Return the chart, drawn once; None if no domain has both confidence and evidence."""
    if tables.GAP not in builder.release or builder.release[tables.GAP]["gap"].isna().all():
        return None
    table = builder.release[tables.GAP][builder.release[tables.GAP]["gap"].notna()]
    sites = len(builder.study.sites)
    level = builder.study.settings.level
    return builder.add_figure(
        "gap",
        partial(figures.gap_chart, table, DOMAIN_LABELS, made_up=builder.made_up),
        title=findings.gap_title(table, widest=findings.is_widest_distinct(builder)),
        measure=(
            "Share of services that are confident, and share of expected practices that sources show, per cent; "
            f"thin lines are {format_level(level)} intervals. Evidence: {sites} site{'' if sites == 1 else 's'}."
            f"{findings.provisional_domains(table)}"
        ),
        alt=findings.gap_alt(table, widest=findings.is_widest_distinct(builder)),
        source=f"{builder.survey_source()} Coded sources of {sites} site{'' if sites == 1 else 's'}.",
        data="data/gap.csv",
    )
