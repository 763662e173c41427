"""A study to a build folder: tables as CSV, figures as SVG and PNG, and the words of every page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from cs_research._files import write_bytes, write_text
from cs_research.definitions import DOMAINS
from cs_research.displays import figures
from cs_research.displays import tables as display_tables
from cs_research.displays.style import rendered
from cs_research.protection import withheld_items
from cs_research.reporting import findings
from cs_research.reporting.account import account, data_notes, left_out, reading_notes
from cs_research.reporting.collect import Collected
from cs_research.reporting.numbers import Tables, tables_of
from cs_research.reporting.quotations import quotations

__all__ = ["INDEX", "build"]

INDEX = "index"
_OPENINGS = {"enablers": "What helps most", "barriers": "What hinders most"}


class _Builder:
    """Writes one study's figures and tables, and notes what each page says of them."""

    def __init__(self, collected: Collected, folder: Path) -> None:
        self.collected, self.folder = collected, folder
        self.tables: Tables = tables_of(collected)
        self.made_up = collected.study.made_up
        self.withheld = withheld_items(self.tables["distribution"]) if "distribution" in self.tables else ()

    def data(self, name: str, table: pd.DataFrame) -> str:
        """Write a table as CSV; its place in the folder."""
        write_text(self.folder / "data" / f"{name}.csv", display_tables.csv_text(table))
        return f"data/{name}.csv"

    def html(self, name: str, text: str) -> str:
        """Write a table as HTML; its place in the folder."""
        write_text(self.folder / "tables" / f"{name}.html", text)
        return f"tables/{name}.html"

    def figure(self, name: str, draw: Callable[[bool], Any], **words: str) -> dict[str, str]:
        """Write a figure in both widths; what a page says of it."""
        figures_folder = self.folder / "figures"
        svg, png = rendered(draw(False), "svg", "png")
        (narrow,) = rendered(draw(True), "svg")
        for suffix, content in ((".svg", svg), (".png", png), ("-narrow.svg", narrow)):
            write_bytes(figures_folder / f"{name}{suffix}", content)
        return {"name": name, **words}

    def row(self, table: str, domain: str) -> pd.Series | None:
        """A domain's row of a table, if there is one."""
        if table not in self.tables:
            return None
        rows = self.tables[table][self.tables[table]["domain"] == domain]
        return rows.iloc[0] if len(rows) else None

    def survey_source(self) -> str:
        """Where the answers of a figure come from."""
        responses = self.collected.responses
        if responses is None:
            return ""
        size = self.collected.population
        of = f" of {size} services" if size else " services"
        return f"Source: survey of services, {responses.wave}; {len(responses)}{of} gave a usable answer."


def build(collected: Collected, folder: Path) -> dict[str, Any]:
    """Write the build folder of a study; the words of every page, also in ``report.json``."""
    builder = _Builder(collected, folder)
    gap = _gap(builder)
    pages = {domain: _domain_page(builder, domain, gap) for domain in DOMAINS}
    pages[INDEX] = _index_page(builder, gap)
    for name in ("distribution", "nets", "summary", "multiple", "confidence", "gap", "cells", "segments"):
        if name in builder.tables:
            builder.data(name, builder.tables[name])
    lists = []
    if collected.responses is not None:
        place = builder.data("left-out", left_out(collected.responses.report))
        lists.append(["Rows left out (CSV)", place])
    if collected.codings is not None:
        place = builder.data("reading-notes", reading_notes(collected.codings))
        lists.append(["Passages passed over (CSV)", place])
    write_text(folder / "data" / "README.txt", data_notes(collected))
    report = {
        "title": collected.study.title,
        "made_up": collected.study.made_up,
        "authors": list(collected.study.authors),
        "definitions": [collected.instrument.key, collected.frame.key, collected.pairing.key],
        "account": account(collected, builder.tables),
        "lists": lists,
        "pages": pages,
    }
    write_text(folder / "report.json", json.dumps(report, ensure_ascii=False, indent=1))
    return report


def _gap(builder: _Builder) -> dict[str, str] | None:
    """The gap chart of all domains, which every page shows."""
    if "gap" not in builder.tables or builder.tables["gap"]["gap"].isna().all():
        return None
    table = builder.tables["gap"][builder.tables["gap"]["gap"].notna()]
    sites = len(builder.collected.study.sites)
    level = builder.collected.study.settings.level
    return builder.figure(
        "gap",
        lambda narrow: figures.gap_chart(table, findings.LABELS, made_up=builder.made_up, narrow=narrow),
        title=findings.gap_title(table),
        measure=(
            "Share of services that are confident, and share of expected practices that sources show, per cent; "
            f"thin lines are {level:.0%} intervals. Evidence: {sites} site{'' if sites == 1 else 's'}."
        ),
        alt=findings.gap_alt(table),
        source=f"{builder.survey_source()} Coded sources of {sites} site{'' if sites == 1 else 's'}.",
        data="data/gap.csv",
    )


def _domain_page(builder: _Builder, domain: str, gap: dict[str, str] | None) -> dict[str, Any]:
    collected, tables = builder.collected, builder.tables
    level = collected.study.settings.level
    number = DOMAINS.index(domain) + 1
    group = next(
        (group for group in collected.frame.groups if group.domain == domain and group.practices), None
    )
    practices = None
    if "cells" in tables:
        mine = tables["cells"].loc[tables["cells"]["domain"] == domain]
        labels = mine.drop_duplicates("practice").set_index("practice")["label"]
        practices = tables["evidence_practice"]
        practices = practices[practices["practice"].isin(labels.index)].copy()
        practices["label"] = practices["practice"].map(labels)
    return {
        "title": f"Domain {number}: {findings.LABELS[domain]}",
        "subtitle": group.question if group else "",
        "claims": [claim.text for claim in collected.pairing.domain(domain)],
        "findings": [
            findings.confidence_finding(
                builder.row("confidence", domain), tables.get("nets"), collected.instrument, level
            ),
            findings.evidence_finding(
                builder.row("evidence_domain", domain), practices, len(collected.study.sites), level
            ),
            findings.gap_finding(builder.row("gap", domain), level),
        ],
        "figures": {"gap": gap, "answers": _answers(builder, domain)},
        "tables": {
            "answers": _answers_table(builder, domain),
            "practices": _practices_table(builder, domain, practices),
        },
        "quotations": quotations(collected, domain),
    }


def _items(builder: _Builder, domain: str) -> list[str]:
    """The single-choice items that speak of a domain and may be shown, in the instrument's order."""
    if "distribution" not in builder.tables:
        return []
    shown = set(builder.tables["distribution"].query("base > 0")["item"]) - set(builder.withheld)
    return [
        item.id for item in builder.collected.instrument.items if item.domain == domain and item.id in shown
    ]


def _answers(builder: _Builder, domain: str) -> dict[str, str] | None:
    """Bars of a domain's items. Items on another scale than the first are in the table only."""
    items = _items(builder, domain)
    if not items:
        return None
    instrument, distribution = builder.collected.instrument, builder.tables["distribution"]
    scale = instrument.item(items[0]).scale
    drawn = [item for item in items if instrument.item(item).scale == scale]
    rows, nets = distribution[distribution["item"].isin(drawn)], builder.tables["nets"]
    asked = f"“{instrument.item(drawn[0]).text}” " if len(drawn) == 1 else ""
    return builder.figure(
        f"answers-{domain}",
        lambda narrow: figures.likert_bars(rows, nets, instrument, made_up=builder.made_up, narrow=narrow),
        title=findings.likert_title(nets, drawn, instrument),
        measure=f"{asked}Per cent of services that answered. Labels under 5 are left out; the table has them.",
        alt=findings.likert_alt(distribution, drawn, instrument),
        source=builder.survey_source(),
        data=builder.data(f"answers-{domain}", distribution[distribution["item"].isin(items)]),
    )


def _answers_table(builder: _Builder, domain: str) -> dict[str, str] | None:
    items = _items(builder, domain)
    if not items:
        return None
    table = builder.tables["distribution"]
    instrument = builder.collected.instrument
    text = display_tables.points_table(
        table[table["item"].isin(items)], {item: instrument.item(item).short for item in items}
    )
    return {
        "html": builder.html(f"answers-{domain}", text),
        "title": "Every answer, with its number of services",
    }


def _practices_table(builder: _Builder, domain: str, practices: pd.DataFrame | None) -> dict[str, str] | None:
    if practices is None or practices.empty:
        return None
    cells = builder.tables["cells"]
    mine = cells[cells["domain"] == domain]
    sites = {site.id: site.label for site in builder.collected.study.sites}
    segments = builder.tables["segments"]
    return {
        "html": builder.html(f"practices-{domain}", display_tables.practices_table(mine, practices, sites)),
        "title": "Which expected practices the sources show, by site",
        "data": builder.data(f"practices-{domain}", mine),
        "segments": builder.data(f"segments-{domain}", segments[segments["domain"] == domain]),
    }


def _index_page(builder: _Builder, gap: dict[str, str] | None) -> dict[str, Any]:
    figures_of = {"gap": gap, **{item: _multiple(builder, item) for item in _OPENINGS}}
    return {
        "title": builder.collected.study.title,
        "subtitle": "What services say of their practice, and what their sources show, in four domains",
        "figures": figures_of,
        "findings": _index_findings(builder, figures_of),
        "tables": {item: _multiple_table(builder, item) for item in _OPENINGS},
        "summaries": [_summary(builder, domain) for domain in DOMAINS],
    }


def _index_findings(builder: _Builder, drawn: dict[str, dict[str, str] | None]) -> list[tuple[str, str]]:
    """What the study found, in a line each: the gap, what helps and hinders, and on what it rests."""
    collected = builder.collected
    found = [(f"{figure['title']}.", "") for figure in drawn.values() if figure]
    parts = []
    if collected.responses is not None:
        size = f" of {collected.population}" if collected.population else ""
        parts.append(f"{len(collected.responses)}{size} services gave a usable answer")
    if collected.codings is not None:
        sites = len(collected.study.sites)
        parts.append(
            f"{len(collected.sources)} sources from {sites} site{'' if sites == 1 else 's'} were coded"
        )
    return [
        *found,
        (
            "This rests on little or nothing yet:" if not parts else "",
            f"{findings.joined(parts or ['no survey and no codings were read'])}.",
        ),
    ]


def _summary(builder: _Builder, domain: str) -> dict[str, str]:
    settings = builder.collected.study.settings
    opening, rest = findings.gap_finding(builder.row("gap", domain), settings.level)
    label = f"{DOMAINS.index(domain) + 1} {findings.LABELS[domain]}"
    return {"page": domain, "label": label, "finding": f"{opening} {rest}"}


def _ticked(builder: _Builder, item: str) -> pd.DataFrame | None:
    if "multiple" not in builder.tables:
        return None
    table = builder.tables["multiple"]
    rows = table[(table["item"] == item) & (table["base"].fillna(0) > 0)]
    return rows if len(rows) else None


def _multiple(builder: _Builder, item: str) -> dict[str, str] | None:
    rows = _ticked(builder, item)
    if rows is None:
        return None
    base = int(rows["base"].iloc[0])
    return builder.figure(
        item,
        lambda narrow: figures.multiple_bars(rows, made_up=builder.made_up, narrow=narrow),
        title=findings.multiple_title(rows, _OPENINGS, item),
        measure=(
            f"“{builder.collected.instrument.item(item).text}” Per cent of the {base} services that answered; "
            f"thin lines are {builder.collected.study.settings.level:.0%} intervals."
        ),
        alt=findings.multiple_alt(rows),
        source=builder.survey_source(),
        data=builder.data(item, rows),
    )


def _multiple_table(builder: _Builder, item: str) -> dict[str, str] | None:
    rows = _ticked(builder, item)
    if rows is None:
        return None
    text = display_tables.shares_table(rows, builder.collected.instrument.item(item).short, item)
    return {"html": builder.html(item, text), "title": builder.collected.instrument.item(item).short}
