"""Tables of evidence and of the gap between confidence and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cs_research.measures.evidence import cells as measured
from cs_research.measures.evidence import gap as gaps
from cs_research.measures.evidence.cerqual import with_status
from cs_research.measures.evidence.sensitivity import Choices, add_robustness, sensitivity
from cs_research.results.catalogue import (
    codings_of,
    from_records,
    from_tables,
    has_codings,
    has_survey,
)

if TYPE_CHECKING:
    from cs_research.results.facts import StudyFacts
    from cs_research.results.measured import Records, Results

__all__ = ["has_survey_and_codings"]


def has_survey_and_codings(study: StudyFacts) -> bool:
    """Return whether the study has a survey and coded sources."""
    return has_survey(study) and has_codings(study)


@from_records("cells", when=has_codings)
def cells(records: Records) -> pd.DataFrame:
    """Return what each site's sources show of each practice."""
    rule = records.study.settings.evidence
    return measured.cells(codings_of(records.data), list(records.study.sites), rule=rule)


@from_records("segments", when=has_codings)
def segments(records: Records) -> pd.DataFrame:
    """Return every coded segment."""
    return codings_of(records.data).table()


@from_tables("evidence_domain", "evidence_practice", "evidence_site", when=has_codings)
def evidence_shares(results: Results) -> tuple[pd.DataFrame, ...]:
    """Return the share of practices shown, by domain, practice and site."""
    level, of_practices = results.study.settings.level, results["cells"]
    paired = measured.with_claims(of_practices, results.study.pairing)
    return (
        measured.share_by(paired, "domain", level=level),
        measured.share_by(of_practices, "practice", level=level),
        measured.share_by(paired, "site", level=level),
    )


@from_tables("evidence_domain_site", when=has_codings)
def evidence_by_site(results: Results) -> pd.DataFrame:
    """Return the sum of the scores of a domain's paired practices at each site, and the number of its cells."""
    paired = results.study.pairing.practices
    rows = results["cells"]
    rows = rows[rows["practice"].isin(paired)]
    sums = rows.groupby(["domain", "site"], sort=False, observed=True)["score"].agg(["sum", "size"])
    return sums.rename(columns={"sum": "score", "size": "cells"}).reset_index()


@from_tables("sensitivity", when=has_survey_and_codings)
def alternatives(results: Results) -> pd.DataFrame:
    """Return the gap under every alternative, one choice changed at a time."""
    return sensitivity(_choices(results), ratings=results.get("ratings_domain"))


@from_tables("gap", "gap_claim", when=has_survey_and_codings)
def gap_tables(results: Results) -> tuple[pd.DataFrame, ...]:
    """Return confidence, evidence and the gap between them, by domain and by claim."""
    study, data = results.study, results.records.data
    paired = measured.with_claims(results["cells"], study.pairing)
    margin, level = study.settings.margin, study.settings.level
    by_domain = gaps.gap(results["confidence"], paired, margin=margin, level=level)
    by_claim = gaps.gap(results["confidence_claim"], paired, margin=margin, level=level)
    by_domain = add_robustness(by_domain, results["sensitivity"])
    return (
        with_status(by_domain, study.pairing, data.judgements),
        with_status(by_claim, study.pairing, data.judgements),
    )


@from_tables("gap_widest", when=has_codings)
def largest_gap(results: Results) -> pd.DataFrame:
    """Return whether the largest gap of all domains, and of all claims, exceeds the others beyond chance."""
    tables = {"domain": results.get("gap"), "claim": results["ledger"]}
    rows = [
        (by, gaps.is_largest_gap(table[table["gap"].notna()]))
        for by, table in tables.items()
        if table is not None
    ]
    return pd.DataFrame(rows, columns=["by", "beyond_chance"])


@from_tables("gap_bases", when=has_survey_and_codings)
def minimum_bases(results: Results) -> pd.DataFrame:
    """Return the minimum number of services behind the confidence of each domain and claim."""
    nets = results["nets"].groupby("item")["base"].min()
    claims = pd.DataFrame(
        [
            (claim.domain, claim.id, nets.reindex([side.item for side in claim.confidence]).min())
            for claim in results.study.pairing.claims
        ],
        columns=["domain", "of", "base"],
    ).astype({"base": "Float64"})
    domains = claims.groupby("domain", sort=False)["base"].min().rename_axis("of").reset_index()
    return pd.concat([claims[["of", "base"]], domains], ignore_index=True)


def _choices(results: Results) -> Choices:
    """Return the choices that the gap of a study depends on."""
    study, data = results.study, results.records.data
    settings = study.settings
    return Choices(
        tally=results.records.counts,
        pairing=study.pairing,
        codings=codings_of(data),
        sites=dict(study.sites),
        rule=settings.evidence,
        method=settings.interval,
        level=settings.level,
        margin=settings.margin,
        withheld=tuple(results["withheld"]["item"]),
        respondents=None if data.responses is None else data.responses.frame,
    )
