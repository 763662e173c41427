"""Tables of a study's triangulation, with decisions and judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cs_research.measures.evidence import cerqual as judging
from cs_research.measures.evidence import convergence as kinds
from cs_research.measures.evidence import gap as gaps
from cs_research.measures.evidence import joint, service_gaps, strategies
from cs_research.measures.evidence import triangulation as claims
from cs_research.measures.evidence.rubric_ratings import share_green
from cs_research.results.catalogue import (
    from_records,
    from_tables,
    has_codings,
    has_ratings,
    responses_of,
    site_codings_of,
)
from cs_research.results.evidence import cells, evidence_domain, gap, has_survey_and_codings
from cs_research.results.ratings import last, ratings_agreement, ratings_domain
from cs_research.results.survey import confidence_claim, confident_points, withheld

if TYPE_CHECKING:
    from cs_research.results.facts import StudyFacts
    from cs_research.results.measured import Records, Results


def _has_strategies_and_accounts(study: StudyFacts) -> bool:
    return study.codings is not None and study.codings.strategies


def _has_linked_sites(study: StudyFacts) -> bool:
    """Return whether some site is a service of the survey."""
    return has_survey_and_codings(study) and study.linked > 0


def _with_status(results: Results, table: pd.DataFrame) -> pd.DataFrame:
    return judging.with_status(table, results.study.pairing, results.records.data.judgements)


@from_tables(
    "quotations",
    "the strongest quotations for and against each claim, with the place each comes from",
    when=has_codings,
)
def quotations(results: Results) -> pd.DataFrame:
    """Return the strongest quotations for and against each claim."""
    return claims.quotations(results[cells], site_codings_of(results.records.data), results.study.pairing)


@from_tables("silent-sources", "the sources that say nothing of a claim", when=has_codings)
def silent_sources(results: Results) -> pd.DataFrame:
    """Return the sources that do not mention a claim."""
    return claims.silent_sources(results[cells], site_codings_of(results.records.data), results.study.pairing)


@from_tables("ledger", "each claim: what the survey says, what the sources show, and the gap between", when=has_codings)
def ledger(results: Results) -> pd.DataFrame:
    """Return the ledger: for each claim, confidence, evidence and the gap between them."""
    codings, settings = site_codings_of(results.records.data), results.study.settings
    table = claims.ledger(
        results.get(confidence_claim),
        results[cells],
        codings,
        results.study.pairing,
        margin=settings.margin,
        level=settings.level,
    )
    return _with_status(results, table)


@from_tables("by-kind", "what the survey and each kind of source say of each claim", when=has_codings)
def by_kind(results: Results) -> pd.DataFrame:
    """Return what the survey and each kind of source say about each claim."""
    study = results.study
    how: dict[str, Any] = {"sites": list(study.sites), "rule": study.settings.evidence}
    confident = results.get(confidence_claim)
    return kinds.by_kind(site_codings_of(results.records.data), study.pairing, confident=confident, **how)


@from_tables(
    "convergence",
    "how far each two kinds of source agree on a claim: proposed by rule, and what people decided",
    when=has_codings,
)
def convergence(results: Results) -> pd.DataFrame:
    """Return how far each two kinds agree on a claim: proposed by rule, and as decided."""
    return kinds.apply_decisions(kinds.convergence(results[by_kind]), results.records.data.decisions)


@from_tables(
    "cerqual",
    "what each finding rests on, what people judged of it, and whether it is final",
    when=has_codings,
)
def cerqual(results: Results) -> pd.DataFrame:
    """Return the basis of each finding, and how it was judged."""
    data = results.records.data
    return judging.findings_table(
        results[cells], site_codings_of(data), results.study.pairing, judgements=data.judgements
    )


@from_records(
    "domain-by-source",
    "coded passages by domain and kind of source, each counted once, and what they say",
    when=has_codings,
)
def domain_by_source(records: Records) -> pd.DataFrame:
    """Return the number of coded passages by domain and kind of source."""
    return joint.domain_by_source(site_codings_of(records.data))


@from_tables(
    "side-by-side",
    "each claim: the survey's statement, what the sources show, and how they fit",
    when=has_codings,
)
def side_by_side(results: Results) -> pd.DataFrame:
    """Return what services say and what sources show and say, claim by claim."""
    study, points = results.study, results.get(confident_points)
    # the ledger without its status, since the table gets its status below
    plain = results[ledger].drop(columns="provisional")
    table = joint.side_by_side(plain, results[quotations], study.instrument, study.pairing, points=points)
    return _with_status(results, table)


@from_tables(
    "statistics-by-theme",
    "each practice: the confidence in its claim, and what is said of it",
    when=has_codings,
)
def statistics_by_theme(results: Results) -> pd.DataFrame:
    """Return each expected practice, under the confidence in its claim."""
    codings, confident = site_codings_of(results.records.data), results.get(confidence_claim)
    table = joint.statistics_by_theme(confident, results[cells], codings, results.study.pairing)
    return _with_status(results, table)


@from_tables(
    "quotations-by-confidence",
    "the quotations under the level of confidence of their claim",
    when=has_survey_and_codings,
)
def quotations_by_confidence(results: Results) -> pd.DataFrame:
    """Return quotations, ordered from the claim that most services are confident of."""
    return joint.quotations_by_confidence(results[quotations], joint.levels(results[confidence_claim]))


@from_records(
    "paper-and-practice",
    "what strategies commit to, and what practitioners voice",
    when=_has_strategies_and_accounts,
)
def paper_and_practice(records: Records) -> pd.DataFrame:
    """Return what strategies commit to, and what practitioners mention."""
    study = records.study
    return strategies.paper_and_practice(
        site_codings_of(records.data), study.pairing, sites=list(study.sites), rule=study.settings.evidence
    )


@from_tables(
    "paired-gap",
    "the mean gap of services that answered and are sites, by domain; empty if they are too few",
    when=_has_linked_sites,
)
def paired_gap(results: Results) -> pd.DataFrame:
    """Return the mean gap of the services with both answers and sources.

    The gap of a single service is in no table, since it reveals that service's answers. Answers to a withheld
    question do not count.
    """
    study, data = results.study, results.records.data
    services = {site.id: site.service for site in data.study.sites if site.service}
    answers = responses_of(data).frame.copy()
    for item in results[withheld]["item"]:
        answers[item] = None
    table = service_gaps.service_gaps(answers, study.instrument, results[cells], study.pairing, services)
    mean = service_gaps.paired_gap(table, margin=study.settings.margin, level=study.settings.level)
    return _with_status(results, mean)


@from_tables(
    "gap_widest",
    "whether the largest gap lies above the others by more than chance may explain",
    when=has_codings,
)
def gap_widest(results: Results) -> pd.DataFrame:
    """Return whether the largest gap of all domains, and of all claims, exceeds the others beyond chance."""
    tables = {"domain": results.get(gap), "claim": results[ledger]}
    rows = [(by, gaps.is_largest_gap(table[table["gap"].notna()])) for by, table in tables.items() if table is not None]
    return pd.DataFrame(rows, columns=["by", "beyond_chance"])


@from_tables("ratings-beside-codings", "ratings and evidence by domain, and how far raters agree", when=has_ratings)
def ratings_beside_codings(results: Results) -> pd.DataFrame:
    """Return ratings and codings together, one row per domain with a rated cell.

    Returns
    -------
    DataFrame
        ``domain, places, score, low, high, green, rated, cells, cannot, missing, evidence, evidence_shown,
        evidence_partly, evidence_cells, together, agreement, alpha, commonest``: the last review of each place, and the
        evidence of all sites of the study with its counts of combinations of practice and site.
    """
    green = share_green(last(results.records)).drop(columns="score")
    shares = results[ratings_domain].rename(columns={"share": "score"}).drop(columns="rated")
    agreed = results[ratings_agreement][["domain", "together", "agreement", "alpha", "commonest"]]
    table = shares.merge(green, on="domain").merge(agreed, on="domain")
    names = {"share": "evidence", **{name: f"evidence_{name}" for name in ("shown", "partly", "cells")}}
    evidence = results.get(evidence_domain)
    if evidence is None:
        evidence = pd.DataFrame(columns=["domain", *names])
    beside = evidence[["domain", *names]].rename(columns=names)
    table = table.merge(beside, on="domain", how="left")
    columns = ["domain", "places", "score", "low", "high", "green", "rated", "cells", "cannot", "missing",
               *names.values(), "together", "agreement", "alpha", "commonest"]  # fmt: skip
    return table[columns]


#: The tables that the command ``triangulate`` writes, if the study has them.
TRIANGULATION = (
    ledger, quotations, silent_sources, by_kind, convergence, cerqual, domain_by_source, side_by_side,
    statistics_by_theme, quotations_by_confidence, paper_and_practice, paired_gap,
)  # fmt: skip
