"""The page of one domain: its findings, figures, tables and quotations."""

from __future__ import annotations

from functools import partial

from cs_research.definitions import DOMAINS
from cs_research.definitions.categories import LEAST_SITES
from cs_research.displays.figures import likert_bars as figures
from cs_research.displays.figures.layout import format_level
from cs_research.displays.figures.sensitivity import sensitivity_chart
from cs_research.displays.tables import html as display_tables
from cs_research.protection import Release, tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import (
    DOMAIN_LABELS,
    FigureContent,
    Finding,
    PageContent,
    Quotation,
    TableContent,
)
from cs_research.reporting.pages.index import gap_figure
from cs_research.reporting.text import findings
from cs_research.reporting.text.claims_findings import gap_details
from cs_research.reporting.text.findings import domain_findings, practices_of, ratings_finding


def domain_page(builder: Builder, domain: str) -> PageContent:
    """Return the content of a domain's page."""
    study = builder.study
    number = DOMAINS.index(domain) + 1
    group = next((group for group in study.coding_frame.groups if group.domain == domain and group.practices), None)
    return PageContent(
        title=f"Domain {number}: {DOMAIN_LABELS[domain]}",
        subtitle=group.question if group else "",
        claims=tuple(claim.text for claim in study.pairing.domain(domain)),
        findings=Finding.all_of(domain_findings(builder, domain)),
        figures={
            "gap": gap_figure(builder),
            "answers": _answers(builder, domain),
            "sensitivity": _sensitivity(builder, domain),
        },
        tables={
            "answers": _answers_table(builder, domain),
            "practices": _practices_table(builder, domain),
        },
        lists={"why": _why(builder, domain), "ratings": ratings_finding(builder, domain)},
        quotations=quotations(builder.release, domain),
    )


def _why(builder: Builder, domain: str) -> list[str]:
    """Return the details behind the gap, claim by claim."""
    if tables.LEDGER not in builder.release:
        return ["No sources were coded, so nothing can be said of why the two sides part."]
    sites = builder.study.sites
    claims = builder.study.pairing.domain(domain)
    return [gap_details(builder.release, claim.id, sites) for claim in claims]


def _sensitivity(builder: Builder, domain: str) -> FigureContent | None:
    """Return the chart of a domain's gap under every alternative; None without such alternatives."""
    if tables.SENSITIVITY not in builder.release:
        return None
    table = builder.release[tables.SENSITIVITY]
    rows = table[(table["domain"] == domain) & table["gap"].notna()]
    if rows.empty:
        return None
    margin = builder.study.settings.margin
    return builder.add_figure(
        f"sensitivity-{domain}",
        partial(sensitivity_chart, rows, margin=margin, made_up=builder.made_up),
        title=findings.sensitivity_title(rows),
        measure=(
            "Gap in percentage points, one choice changed at a time; lines are "
            f"{format_level(builder.study.settings.level)} intervals. The grey band is the margin of "
            f"{margin * 100:g} points. Grey rows are no checks: their numbers are the same, or fewer than "
            f"{LEAST_SITES} sites or places are behind them."
        ),
        alt=findings.sensitivity_alt(rows),
        source="Every alternative is worked out from the same answers and segments.",
        data=builder.write_data(f"sensitivity-{domain}", rows),
    )


def _items(builder: Builder, domain: str) -> list[str]:
    """Return the single-choice items of a domain that may be shown, in the instrument's order."""
    if tables.DISTRIBUTION not in builder.release:
        return []
    shown = set(builder.release[tables.DISTRIBUTION].query("base > 0")["item"]) - builder.withheld
    return [item.id for item in builder.study.instrument.items if item.domain == domain and item.id in shown]


def _answers(builder: Builder, domain: str) -> FigureContent | None:
    """Return bars of a domain's items. Items on a scale other than the first one's are in the table only."""
    items = _items(builder, domain)
    if not items:
        return None
    instrument, distribution = builder.study.instrument, builder.release[tables.DISTRIBUTION]
    scale = instrument.item(items[0]).scale
    drawn = [item for item in items if instrument.item(item).scale == scale]
    rows, nets = distribution[distribution["item"].isin(drawn)], builder.release[tables.NETS]
    asked = f"“{instrument.item(drawn[0]).text}” " if len(drawn) == 1 else ""
    left = [f"“{instrument.item(item).short}”" for item in items if item not in drawn]
    others = f" In the table only, since on another scale: {findings.join_with_and(left)}." if left else ""
    return builder.add_figure(
        f"answers-{domain}",
        partial(figures.likert_bars, rows, nets, made_up=builder.made_up),
        title=findings.likert_title(nets, drawn, instrument),
        measure=f"{asked}Per cent of services that answered. Labels under 5 are left out; the table has them.{others}",
        alt=findings.likert_alt(distribution, drawn, instrument),
        source=builder.survey_source(),
        data=builder.write_data(f"answers-{domain}", distribution[distribution["item"].isin(items)]),
    )


def _answers_table(builder: Builder, domain: str) -> TableContent | None:
    table = builder.release.get(tables.DISTRIBUTION)
    if table is None:
        return None
    items = _items(builder, domain)
    if "shown" in table:  # the numbers of answers that are shown together
        merged = set(table.loc[table["shown"] != "", "item"])
        items += [item.id for item in builder.study.instrument.items if item.domain == domain and item.id in merged]
    if not items:
        return None
    instrument = builder.study.instrument
    text = display_tables.points_table(
        table[table["item"].isin(items)],
        {item: instrument.item(item).short for item in items},
        builder.study.settings.level,
    )
    return TableContent(
        html=builder.write_html(f"answers-{domain}", text),
        title="Every answer, with its number of services",
    )


def _practices_table(builder: Builder, domain: str) -> TableContent | None:
    practices = practices_of(builder, domain)
    if practices is None or practices.empty:
        return None
    cells = builder.release[tables.CELLS]
    mine = cells[cells["domain"] == domain]
    sites = builder.study.sites
    segments = builder.release[tables.SEGMENTS]
    return TableContent(
        html=builder.write_html(f"practices-{domain}", display_tables.practices_table(mine, practices, sites)),
        title="Which expected practices the sources show, by site",
        data=builder.write_data(f"practices-{domain}", mine),
        segments=builder.write_data(f"segments-{domain}", segments[segments["domain"] == domain]),
    )


def quotations(release: Release, domain: str) -> tuple[Quotation, ...]:
    """Return one quotation per practice and stance of a domain, with the number of others; none without codings."""
    table = release.get(tables.PRACTICE_QUOTATIONS)
    if table is None:
        return ()
    return tuple(
        Quotation(
            text=str(row["text"]),
            speaker=str(row["speaker"]),
            kind=str(row["kind"]),
            site=str(row["site"]),
            practice=str(row["practice"]),
            stance=str(row["stance"]),
            more=int(row["more"]),
        )
        for _, row in table[table["domain"] == domain].iterrows()
    )
