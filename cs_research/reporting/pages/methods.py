"""The methods page: this study's settings, and a worked example with the numbers of one domain."""

from __future__ import annotations

import pandas as pd

from cs_research.definitions import DOMAINS
from cs_research.definitions.categories import LEAST_SITES
from cs_research.displays.figures.layout import format_level, format_percent, format_points, format_verdict
from cs_research.protection import tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import DOMAIN_LABELS, PageContent
from cs_research.reporting.text.findings import join_with_and

_CONFLICT = {
    "partly": "partly",
    "majority": "what most of its segments say, and partly where they are level",
    "shown": "shown, wherever one segment says so",
    "contrary": "contrary, wherever one segment says so",
}
_ROUNDING = {
    "raw": "each percentage on its own, halves up",
    "largest-remainder": "the answers to a question together, by largest remainder, so that they add to 100",
    "unrounded": "to one decimal",
}


def methods_page(builder: Builder) -> PageContent:
    """Return the content of the methods page."""
    domain = _worked_domain(builder)
    return PageContent(
        title="Methods",
        subtitle="What is measured and how, with this study's settings and numbers",
        lists={
            "choices": _choices(builder),
            "confidence": _confidence(builder, domain),
            "evidence": _evidence(builder, domain),
            "gap": _gap(builder, domain),
        },
        worked=DOMAIN_LABELS[domain] if domain else "",
    )


def _choices(builder: Builder) -> list[str]:
    settings = builder.study.settings
    rule, size = settings.evidence, builder.study.population
    method = {
        "hypergeometric": "exact hypergeometric",
        "wilson": "Wilson's, with the finite population correction",
    }
    intervals = method[settings.interval] if size else "Wilson's"
    return [
        f"Population: {f'{size} services' if size else 'not known'}.",
        f"Intervals of answers: {intervals}, at {format_level(settings.level)}.",
        f"Margin: a gap of up to {settings.margin * 100:g} points does not count.",
        f"Withheld: questions that fewer than {builder.release.policy.minimum_base} answered.",
        f"Rounding: {_ROUNDING[settings.rounding]}.",
        f"Coders who count: {join_with_and(list(rule.coders)) if rule.coders else 'all'}.",
        f"A stance counts from {rule.least_segments} segment{'' if rule.least_segments == 1 else 's'} on.",
        f"A cell in which segments disagree: {_CONFLICT[rule.conflict]}.",
    ]


def _worked_domain(builder: Builder) -> str:
    """Return the first domain with both sides; preferably one with a single question, whose arithmetic is shortest."""
    known = [
        domain
        for domain in DOMAINS
        if (row := builder.domain_row(tables.GAP, domain)) is not None and pd.notna(row["gap"])
    ]
    single = [domain for domain in known if len(_side(builder, domain)["items"]) == 1]
    return (single or known or [""])[0]


def _side(builder: Builder, domain: str) -> pd.Series:
    row = builder.domain_row(tables.CONFIDENCE, domain)
    assert row is not None  # the gap has a row only if confidence has one
    return row


def _confidence(builder: Builder, domain: str) -> list[str]:
    if not domain:
        return ["The study has no domain with both sides, so nothing can be worked through."]
    side, instrument = _side(builder, domain), builder.study.instrument
    nets = builder.release[tables.NETS].set_index(["item", "net"])
    lines = []
    for item, name in zip(side["items"], side["nets"], strict=True):
        net = nets.loc[(item, name)]
        scale = instrument.scale_of(instrument.item(item))
        labels = {point.id: point.brief for point in scale.points}
        words = join_with_and([f"“{labels[point]}”" for point in next(n for n in scale.nets if n.id == name).points])
        lines.append(
            f"“{instrument.item(item).short}”: {int(net['n'])} of the {int(net['base'])} services that answered chose "
            f"{words}: {int(net['n'])} / {int(net['base'])} = {net['share']:.4f}, interval {net['low']:.4f} to "
            f"{net['high']:.4f}."
        )
    if len(lines) > 1:
        lines.append(
            f"Confidence is their mean, {side['share']:.4f}. Its interval comes from each service's mean over the "
            f"questions that it answered: {side['low']:.4f} to {side['high']:.4f}."
        )
    size, settings = builder.study.population, builder.study.settings
    if size and settings.interval == "hypergeometric" and len(lines) == 1:
        limits = f"{round(side['low'] * size)} to {round(side['high'] * size)} of {size}"
        lines.append(
            f"The interval in services: {limits}. It holds every number of services under which a count as high, and "
            f"one as low, as the one seen is not rarer than {(1 - settings.level) / 2:.1%} of draws."
        )
    return lines


def _evidence(builder: Builder, domain: str) -> list[str]:
    if not domain:
        return []
    row = builder.domain_row(tables.EVIDENCE_DOMAIN, domain)
    assert row is not None
    by_site = builder.release[tables.EVIDENCE_DOMAIN_SITE]
    sums = [
        f"{builder.study.sites[str(of.site)]} {of.score:g} of {of.cells}"
        for of in by_site[by_site["domain"] == domain].itertuples()
    ]
    shown, partly, contrary, silent = (int(row[state]) for state in ("shown", "partly", "contrary", "silent"))
    again = (
        f"The spread between the sites gives the interval {row['low']:.4f} to {row['high']:.4f}."
        if pd.notna(row["low"])
        else f"No interval: that needs {LEAST_SITES} sites."
    )
    return [
        f"{shown} cells shown count 1, {partly} partly count ½, {contrary} contrary and {silent} silent count 0: "
        f"({shown} + ½ × {partly}) / {int(row['cells'])} = {row['share']:.4f}.",
        f"By site: {join_with_and(sums)}. {again}",
        f"With silent cells left out the share is {row['share_spoken']:.4f}."
        if pd.notna(row["share_spoken"])
        else "No source says anything of this domain.",
    ]


def _gap(builder: Builder, domain: str) -> list[str]:
    if not domain:
        return []
    row = builder.domain_row(tables.GAP, domain)
    assert row is not None
    c, c_low, c_high = (f"{row[name]:.4f}" for name in ("confidence", "confidence_low", "confidence_high"))
    e, e_low, e_high = (f"{row[name]:.4f}" for name in ("evidence", "evidence_low", "evidence_high"))
    gap = f"{row['gap']:.4f}"
    lines = [f"Gap: {c} − {e} = {gap}, which is {format_points(row['gap'])} points."]
    if pd.notna(row["low"]):
        lines += [
            f"Its lower end: {gap} − √(({c} − {c_low})² + ({e_high} − {e})²) = {row['low']:.4f}.",
            f"Its upper end: {gap} + √(({c_high} − {c})² + ({e} − {e_low})²) = {row['high']:.4f}.",
        ]
    lines.append(
        f"Verdict: {format_verdict(row['verdict'], row['caution'])}, {format_percent(row['confidence'])} against "
        f"{format_percent(row['evidence'])} per cent."
    )
    return lines
