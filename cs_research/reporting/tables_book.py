"""All tables of a study as a workbook for people, and the same in OpenDocument where LibreOffice is at hand."""

from __future__ import annotations

import pandas as pd

from cs_research.displays import evidence_sheets, survey_sheets
from cs_research.displays.frame import level_told
from cs_research.displays.shorthand import LEAST_BASE, LOW, NONE, NOT_APPLICABLE, WITHHELD
from cs_research.displays.survey_sheets import Labels
from cs_research.displays.workbook import Sheet, Words, workbook
from cs_research.measures.site_intervals import LEAST_SITES
from cs_research.reporting.account import ROUNDING, account
from cs_research.reporting.builder import Builder
from cs_research.reporting.findings import LABELS

__all__ = ["sheets", "tables_book"]

_MADE_UP = "Made-up data: no service, place or person in this workbook exists."


def tables_book(builder: Builder) -> bytes | None:
    """The bytes of the workbook, or None where the study has no table."""
    made = sheets(builder)
    return workbook(_words(builder), made) if made else None


def sheets(builder: Builder) -> list[Sheet]:
    """A sheet a table that the study has and that has rows, in the order in which a report tells of them.

    The words of people are in none of them.
    """
    labels = _labels(builder)
    survey = {
        "distribution": survey_sheets.answers,
        "nets": survey_sheets.together,
        "multiple": survey_sheets.options,
        "summary": survey_sheets.scores,
        "confidence": survey_sheets.confident,
    }
    made = [
        make(table, labels) for name, make in survey.items() if (table := _rows(builder, name)) is not None
    ]
    for by in ("domain", "practice", "site"):
        if (table := _rows(builder, f"evidence_{by}")) is not None:
            made.append(evidence_sheets.evidence(table, by, labels))
    if (table := _rows(builder, "cells")) is not None:
        made.append(evidence_sheets.cells(table, labels))
    for name in ("gap", "gap_claim"):
        if (table := _rows(builder, name)) is not None:
            made.append(evidence_sheets.gap(table, _bases(builder), labels))
    rest = {
        "sensitivity": evidence_sheets.alternatives,
        "ratings": evidence_sheets.rated,
        "ratings_domain": evidence_sheets.rated_domains,
    }
    made += [
        make(table, labels) for name, make in rest.items() if (table := _rows(builder, name)) is not None
    ]
    return made


def _rows(builder: Builder, name: str) -> pd.DataFrame | None:
    table = builder.tables.get(name)
    return table if table is not None and len(table) else None


def _labels(builder: Builder) -> Labels:
    collected = builder.collected
    sites = {site.id: site.label for site in collected.study.sites}
    asked = {it.id: {side.item for side in it.confidence} for it in collected.pairing.claims}
    hidden = {claim.id for claim in collected.pairing.claims if asked[claim.id] & builder.withheld}
    domains = {claim.domain for claim in collected.pairing.claims if claim.id in hidden}
    practices = collected.frame.practices()
    domain_of = (
        builder.tables["cells"].drop_duplicates("practice").set_index("practice")["domain"].to_dict()
        if "cells" in builder.tables
        else {}
    )
    return Labels(
        items={item.id: item.short for item in collected.instrument.items},
        domains=LABELS,
        practices={code.id: code.label for code in practices},
        claims={claim.id: claim.text for claim in collected.pairing.claims},
        sites=sites,
        domain_of=domain_of,
        withheld=builder.withheld,
        hidden=hidden | domains,
        level=collected.study.settings.level,
        decimals=1 if collected.study.settings.rounding == "unrounded" else 0,
        asked=builder.survey_source(),
        seen=f"Source: {len(collected.sources)} coded sources from {len(sites)} sites.",
    )


def _bases(builder: Builder) -> dict[str, float]:
    """The fewest services behind each domain and claim."""
    collected, bases = builder.collected, {}
    nets = builder.tables["nets"].groupby("item")["base"].min()
    for claim in collected.pairing.claims:
        own = [nets.get(side.item) for side in claim.confidence]
        least = min(
            (float(base) for base in own if base is not None and pd.notna(base)), default=float("nan")
        )
        bases[claim.id] = least
        bases[claim.domain] = min(bases.get(claim.domain, least), least)
    return bases


def _words(builder: Builder) -> Words:
    collected = builder.collected
    instrument, frame, pairing = collected.instrument.key, collected.frame.key, collected.pairing.key
    wave = f" Wave of the survey: {collected.responses.wave}." if collected.responses is not None else ""
    return Words(
        title=collected.study.title,
        warning=_MADE_UP if builder.made_up else "",
        author=", ".join(collected.study.authors),
        intro=(
            f"Every table of the study's reports, one a worksheet.{wave}",
            f"Definitions: {instrument}, {frame}, {pairing}.",
            "Numbers are rounded as they are in the reports; the CSV files beside this workbook have them unrounded.",
        ),
        about=tuple(account(collected, builder.tables)),
        notes=_notes(builder),
        shorthand={
            WITHHELD: (
                f"withheld: fewer than {collected.study.settings.minimum_base} services answered, or it would tell "
                "what so few answered."
            ),
            LOW: f"low reliability: fewer than {LEAST_BASE} services, or fewer than {LEAST_SITES} sites or places.",
            NONE: "not available: nothing was collected or rated that it could be worked out from.",
            NOT_APPLICABLE: "not applicable: such a number has no meaning for this row.",
        },
    )


def _notes(builder: Builder) -> dict[str, str]:
    """The texts of the notes, by the keys that the sheets refer to."""
    settings = builder.collected.study.settings
    level, points = level_told(settings.level), f"{settings.margin * 100:g}"
    return {
        "rounding": ROUNDING[settings.rounding],
        "interval": (
            f"The {level} interval would hold the share of all services if those that answered had been drawn at "
            "random; they were not. That of a mean of several questions comes from each service's own answers."
        ),
        "reliability": (
            f"{LOW} marks a row of low reliability: a share of fewer than {LEAST_BASE} services, or what fewer than "
            f"{LEAST_SITES} sites or places show. “usual” is any other row; its interval tells how sure it is."
        ),
        "several": (
            f"{NOT_APPLICABLE} where a domain has several questions: its per cent is then the mean of theirs, and no "
            "one number of services."
        ),
        "index": "0 where all chose the lowest answer of the scale, 100 where all chose the highest.",
        "evidence": (
            "A cell is one practice at one site: shown or contrary where every segment says so, partly where segments "
            "say partly or disagree, silent where there is none, unless the study sets another rule. Shown counts 1, "
            "partly one half, the rest 0. Silence is absence of evidence; it does not prove that a practice is absent."
        ),
        "sites": (
            f"The {level} interval from the spread between sites: the fewer sites, the wider. Indicative only: sites "
            "volunteered, and fewer than "
            f"{LEAST_SITES} have none."
        ),
        "gap": "Confidence less evidence, in percentage points; below 0 evidence is ahead.",
        "verdict": (
            f"One side outruns the other where the gap is more than {points} points, its interval does not reach 0, "
            f"and its evidence is of at least {LEAST_SITES} sites. Only where the whole interval "
            "lies beyond the margin may the gap be said to be above it."
        ),
        "checks": (
            f"An alternative counts where {LEAST_SITES} sites or places are behind it and one of its numbers differs "
            "from what is published."
        ),
        "status": "Provisional: reviewers have not given every judgement (GRADE-CERQual) that a finding needs.",
        "rubric": "A colour counts from red, 0, to green, the most; cells that nobody could rate are left out.",
    }
