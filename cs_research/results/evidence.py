"""Tables of evidence and of the gap between confidence and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cs_research.measures.evidence import cells as measured
from cs_research.measures.evidence import gap as gaps
from cs_research.measures.evidence import sensitivity as checks
from cs_research.measures.evidence.cerqual import with_status
from cs_research.measures.evidence.coders import add_coder_range, mark_disagreement, share_by_coder
from cs_research.results.catalogue import (
    codings_of,
    from_records,
    from_tables,
    has_coders,
    has_codings,
    has_survey,
    site_codings_of,
)
from cs_research.results.ratings import ratings_domain
from cs_research.results.survey import confidence, confidence_claim, nets, withheld

if TYPE_CHECKING:
    from cs_research.results.facts import StudyFacts
    from cs_research.results.measured import Records, Results


def has_survey_and_codings(study: StudyFacts) -> bool:
    """Return whether the study has a survey and coded sources."""
    return has_survey(study) and has_codings(study)


@from_records("cells", "what each site's sources show of each practice, with the segments behind it", when=has_codings)
def cells(records: Records) -> pd.DataFrame:
    """Return what each site's sources show of each practice."""
    rule, codings = records.study.settings.evidence, site_codings_of(records.data)
    table = measured.cells(codings, list(records.study.sites), rule=rule)
    return mark_disagreement(table, codings, rule=rule, coded_by=records.data.coded_by(codings))


@from_records("segments", "every coded segment, with its words", when=has_codings)
def segments(records: Records) -> pd.DataFrame:
    """Return every coded segment."""
    return codings_of(records.data).table()


@from_tables("evidence_domain", "the share of practices shown, by domain", when=has_codings)
def evidence_domain(results: Results) -> pd.DataFrame:
    """Return the evidence score of each domain, over the practices that claims are paired with."""
    return _with_coders(results, _paired_cells(results), "domain")


@from_tables("evidence_practice", "the share of sites that show each practice", when=has_codings)
def evidence_practice(results: Results) -> pd.DataFrame:
    """Return the evidence score of each practice."""
    return _with_coders(results, results[cells], "practice")


@from_tables("evidence_site", "the share of practices shown, by site", when=has_codings)
def evidence_site(results: Results) -> pd.DataFrame:
    """Return the evidence score of each site, over the practices that claims are paired with."""
    return _with_coders(results, _paired_cells(results), "site")


def _with_coders(results: Results, table: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the shares of some cells, with their range from one coder to another."""
    level = results.study.settings.level
    return add_coder_range(measured.share_by(table, by, level=level), _by_coder(results, by))


def _by_coder(results: Results, by: str) -> pd.DataFrame:
    """Return the shares from one coder at a time, which depend on no protected number."""
    records = results.records
    return records.compute_once(("share by coder", by), lambda: _share_by_coder(records, by))


def _share_by_coder(records: Records, by: str) -> pd.DataFrame:
    study, data = records.study, records.data
    codings = site_codings_of(data)
    return share_by_coder(
        codings,
        list(study.sites),
        by,
        rule=study.settings.evidence,
        pairing=None if by == "practice" else study.pairing,
        level=study.settings.level,
        coded_by=data.coded_by(codings),
    )


@from_tables("evidence_coder", "the share of practices shown, by domain, one coder at a time", when=has_coders)
def evidence_coder(results: Results) -> pd.DataFrame:
    """Return the evidence score of each domain from the segments of one coder at a time."""
    return _by_coder(results, "domain")


def _paired_cells(results: Results) -> pd.DataFrame:
    return measured.with_claims(results[cells], results.study.pairing)


@from_tables("evidence_domain_site", "the scores of a domain's practices at each site, added up", when=has_codings)
def evidence_domain_site(results: Results) -> pd.DataFrame:
    """Return the sum of the scores of a domain's paired practices at each site, and the number of its cells."""
    paired = results.study.pairing.practices
    rows = results[cells]
    rows = rows[rows["practice"].isin(paired)]
    sums = rows.groupby(["domain", "site"], sort=False, observed=True)["score"].agg(["sum", "size"])
    return sums.rename(columns={"sum": "score", "size": "cells"}).reset_index()


@from_tables(
    "sensitivity",
    "the gap under every alternative, one choice changed at a time",
    when=has_survey_and_codings,
)
def sensitivity(results: Results) -> pd.DataFrame:
    """Return the gap under every alternative, one choice changed at a time."""
    return checks.sensitivity(_choices(results), ratings=results.get(ratings_domain))


@from_tables("gap", "confidence, evidence and the gap between them, by domain", when=has_survey_and_codings)
def gap(results: Results) -> pd.DataFrame:
    """Return confidence, evidence and the gap between them, by domain."""
    table = _gaps(results, results[confidence])
    return _with_status(results, checks.add_robustness(table, results[sensitivity]))


@from_tables("gap_claim", "confidence, evidence and the gap between them, by claim", when=has_survey_and_codings)
def gap_claim(results: Results) -> pd.DataFrame:
    """Return confidence, evidence and the gap between them, by claim."""
    return _with_status(results, _gaps(results, results[confidence_claim]))


def _gaps(results: Results, confident: pd.DataFrame) -> pd.DataFrame:
    settings = results.study.settings
    return gaps.gap(confident, _paired_cells(results), margin=settings.margin, level=settings.level)


def _with_status(results: Results, table: pd.DataFrame) -> pd.DataFrame:
    return with_status(table, results.study.pairing, results.records.data.judgements)


@from_tables(
    "gap_bases",
    "the fewest services behind the confidence of each domain and claim",
    when=has_survey_and_codings,
)
def gap_bases(results: Results) -> pd.DataFrame:
    """Return the minimum number of services behind the confidence of each domain and claim."""
    bases = results[nets].groupby("item")["base"].min()
    claims = pd.DataFrame(
        [
            (claim.domain, claim.id, bases.reindex([side.item for side in claim.confidence]).min())
            for claim in results.study.pairing.claims
        ],
        columns=["domain", "of", "base"],
    ).astype({"base": "Float64"})
    domains = claims.groupby("domain", sort=False)["base"].min().rename_axis("of").reset_index()
    return pd.concat([claims[["of", "base"]], domains], ignore_index=True)


def _choices(results: Results) -> checks.Choices:
    """Return the choices that the gap of a study depends on."""
    study, data = results.study, results.records.data
    settings = study.settings
    return checks.Choices(
        tally=results.records.counts,
        pairing=study.pairing,
        codings=site_codings_of(data),
        sites=dict(study.sites),
        rule=settings.evidence,
        method=settings.interval,
        level=settings.level,
        margin=settings.margin,
        withheld=tuple(results[withheld]["item"]),
        respondents=None if data.responses is None else data.responses.frame,
    )
