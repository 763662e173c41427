"""A study to a build folder: tables as CSV, figures as SVG and PNG, and the words of every page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cs_research._files import write_text
from cs_research.definitions import DOMAINS, CaseStudyTemplate
from cs_research.displays import figures
from cs_research.displays import tables as display_tables
from cs_research.displays.frame import level_told
from cs_research.displays.sensitivity import sensitivity_chart
from cs_research.measures.case_studies import segments_by_part
from cs_research.records import Codings
from cs_research.reporting import findings
from cs_research.reporting.account import account, data_notes, left_out, reading_notes
from cs_research.reporting.builder import FORMATS, Builder
from cs_research.reporting.collect import Collected
from cs_research.reporting.index_page import index_page
from cs_research.reporting.methods_page import METHODS, methods_page
from cs_research.reporting.quotations import quotations

__all__ = ["INDEX", "build"]

INDEX = "index"
#: The tables that are saved under their own name.
_SAVED = (
    "distribution", "nets", "summary", "multiple", "confidence", "gap", "gap_claim", "sensitivity", "cells", "segments",
    "evidence_domain", "evidence_practice", "evidence_site", "ratings", "ratings_domain",
)  # fmt: skip


def build(collected: Collected, folder: Path, formats: Sequence[str] = FORMATS) -> dict[str, Any]:
    """Write the build folder of a study; the words of every page, also in ``report.json``.

    Figures are drawn as the ``formats`` of the reports need them.
    """
    builder = Builder(collected, folder, formats)
    gap = _gap(builder)
    pages = {domain: _domain_page(builder, domain, gap) for domain in DOMAINS}
    pages[INDEX] = index_page(builder, gap)
    pages[METHODS] = methods_page(builder)
    for name in _SAVED:
        if name in builder.tables:
            builder.data(name, builder.tables[name])
    lists = [["What each file of data holds", "data/README.txt"]]
    if collected.responses is not None:
        place = builder.data("left-out", left_out(collected.responses.report))
        lists.append(["Rows left out (CSV)", place])
    if collected.codings is not None:
        place = builder.data("reading-notes", reading_notes(collected.codings))
        lists.append(["Passages passed over (CSV)", place])
        if collected.templates:
            place = builder.data("segments-by-part", _by_part(collected.codings, collected.templates))
            lists.append(["Segments by part of the case studies (CSV)", place])
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


def _by_part(codings: Codings, templates: dict[str, CaseStudyTemplate]) -> pd.DataFrame:
    """Segments by part, a template at a time."""
    table = codings.table()
    parts = []
    for template in dict.fromkeys(templates.values()):
        sources = [source for source, its in templates.items() if its == template]
        counts = segments_by_part(table[table["source"].isin(sources)], template)
        counts.insert(0, "template", template.key)
        parts.append(counts)
    return pd.concat(parts, ignore_index=True)


def _gap(builder: Builder) -> dict[str, str] | None:
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
            f"thin lines are {level_told(level)} intervals. Evidence: {sites} site{'' if sites == 1 else 's'}."
        ),
        alt=findings.gap_alt(table),
        source=f"{builder.survey_source()} Coded sources of {sites} site{'' if sites == 1 else 's'}.",
        data="data/gap.csv",
    )


def _domain_page(builder: Builder, domain: str, gap: dict[str, str] | None) -> dict[str, Any]:
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
        "figures": {
            "gap": gap,
            "answers": _answers(builder, domain),
            "sensitivity": _sensitivity(builder, domain),
        },
        "tables": {
            "answers": _answers_table(builder, domain),
            "practices": _practices_table(builder, domain, practices),
        },
        "quotations": quotations(collected, domain),
    }


def _sensitivity(builder: Builder, domain: str) -> dict[str, str] | None:
    """The gap of a domain under every alternative."""
    if "sensitivity" not in builder.tables:
        return None
    table = builder.tables["sensitivity"]
    rows = table[(table["domain"] == domain) & table["gap"].notna()]
    if rows.empty:
        return None
    margin = builder.collected.study.settings.margin
    return builder.figure(
        f"sensitivity-{domain}",
        lambda narrow: sensitivity_chart(rows, margin=margin, made_up=builder.made_up, narrow=narrow),
        title=findings.sensitivity_title(rows),
        measure=(
            "Gap in percentage points, one choice changed at a time; lines are "
            f"{level_told(builder.collected.study.settings.level)} intervals. The grey band is the margin of "
            f"{margin * 100:g} points."
        ),
        alt=findings.sensitivity_alt(rows),
        source="Every alternative is worked out from the same answers and segments.",
        data=builder.data(f"sensitivity-{domain}", rows),
    )


def _items(builder: Builder, domain: str) -> list[str]:
    """The single-choice items that speak of a domain and may be shown, in the instrument's order."""
    if "distribution" not in builder.tables:
        return []
    shown = set(builder.tables["distribution"].query("base > 0")["item"]) - builder.withheld
    return [
        item.id for item in builder.collected.instrument.items if item.domain == domain and item.id in shown
    ]


def _answers(builder: Builder, domain: str) -> dict[str, str] | None:
    """Bars of a domain's items. Items on another scale than the first are in the table only."""
    items = _items(builder, domain)
    if not items:
        return None
    instrument, distribution = builder.collected.instrument, builder.tables["distribution"]
    scale = instrument.item(items[0]).scale
    drawn = [item for item in items if instrument.item(item).scale == scale]
    rows, nets = distribution[distribution["item"].isin(drawn)], builder.tables["nets"]
    asked = f"“{instrument.item(drawn[0]).text}” " if len(drawn) == 1 else ""
    left = [f"“{instrument.item(item).short}”" for item in items if item not in drawn]
    others = f" In the table only, since on another scale: {findings.joined(left)}." if left else ""
    return builder.figure(
        f"answers-{domain}",
        lambda narrow: figures.likert_bars(rows, nets, instrument, made_up=builder.made_up, narrow=narrow),
        title=findings.likert_title(nets, drawn, instrument),
        measure=f"{asked}Per cent of services that answered. Labels under 5 are left out; the table has them.{others}",
        alt=findings.likert_alt(distribution, drawn, instrument),
        source=builder.survey_source(),
        data=builder.data(f"answers-{domain}", distribution[distribution["item"].isin(items)]),
    )


def _answers_table(builder: Builder, domain: str) -> dict[str, str] | None:
    items = _items(builder, domain)
    if not items:
        return None
    table = builder.tables["distribution"]
    instrument = builder.collected.instrument
    text = display_tables.points_table(
        table[table["item"].isin(items)],
        {item: instrument.item(item).short for item in items},
        builder.collected.study.settings.level,
    )
    return {
        "html": builder.html(f"answers-{domain}", text),
        "title": "Every answer, with its number of services",
    }


def _practices_table(builder: Builder, domain: str, practices: pd.DataFrame | None) -> dict[str, str] | None:
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
