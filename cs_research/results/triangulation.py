"""Tables of a study's triangulation, with decisions and judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cs_research.measures.evidence.cerqual import findings_table, with_status
from cs_research.measures.evidence.convergence import apply_decisions, by_kind, convergence
from cs_research.measures.evidence.joint import (
    domain_by_source,
    levels,
    quotations_by_confidence,
    side_by_side,
    statistics_by_theme,
)
from cs_research.measures.evidence.service_gaps import paired_gap, service_gaps
from cs_research.measures.evidence.strategies import paper_and_practice
from cs_research.measures.evidence.triangulation import ledger, quotations, silent_sources
from cs_research.results.catalogue import (
    codings_of,
    from_records,
    from_tables,
    has_codings,
    responses_of,
)
from cs_research.results.evidence import has_survey_and_codings

if TYPE_CHECKING:
    from cs_research.results.facts import StudyFacts
    from cs_research.results.measured import Records, Results

__all__ = ["TRIANGULATION"]

#: The tables that the command ``triangulate`` writes, if the study has them.
TRIANGULATION = (
    "ledger", "quotations", "silent-sources", "by-kind", "convergence", "cerqual", "domain-by-source", "side-by-side",
    "statistics-by-theme", "quotations-by-confidence", "paper-and-practice", "paired-gap",
)  # fmt: skip


def _has_strategies_and_accounts(study: StudyFacts) -> bool:
    return study.codings is not None and study.codings.strategies


def _has_linked_sites(study: StudyFacts) -> bool:
    """Return whether some site is a service of the survey."""
    return has_survey_and_codings(study) and study.linked > 0


def _with_status(results: Results, table: pd.DataFrame) -> pd.DataFrame:
    return with_status(table, results.study.pairing, results.records.data.judgements)


@from_tables("quotations", when=has_codings)
def strongest_quotations(results: Results) -> pd.DataFrame:
    """Return the strongest quotations for and against each claim."""
    return quotations(results["cells"], codings_of(results.records.data), results.study.pairing)


@from_tables("silent-sources", when=has_codings)
def sources_without_mention(results: Results) -> pd.DataFrame:
    """Return the sources that do not mention a claim."""
    return silent_sources(results["cells"], codings_of(results.records.data), results.study.pairing)


@from_tables("ledger", when=has_codings)
def both_sides_of_claims(results: Results) -> pd.DataFrame:
    """Return the ledger: for each claim, confidence, evidence and the gap between them."""
    codings, settings = codings_of(results.records.data), results.study.settings
    table = ledger(
        results.get("confidence_claim"),
        results["cells"],
        codings,
        results.study.pairing,
        margin=settings.margin,
        level=settings.level,
    )
    return _with_status(results, table)


@from_tables("by-kind", when=has_codings)
def kinds(results: Results) -> pd.DataFrame:
    """Return what the survey and each kind of source say about each claim."""
    study = results.study
    how: dict[str, Any] = {"sites": list(study.sites), "rule": study.settings.evidence}
    confident = results.get("confidence_claim")
    return by_kind(codings_of(results.records.data), study.pairing, confident=confident, **how)


@from_tables("convergence", when=has_codings)
def agreement_of_kinds(results: Results) -> pd.DataFrame:
    """Return how far each two kinds agree on a claim: proposed by rule, and as decided."""
    return apply_decisions(convergence(results["by-kind"]), results.records.data.decisions)


@from_tables("cerqual", when=has_codings)
def judged_findings(results: Results) -> pd.DataFrame:
    """Return the basis of each finding, and how it was judged."""
    data = results.records.data
    return findings_table(
        results["cells"], codings_of(data), results.study.pairing, judgements=data.judgements
    )


@from_records("domain-by-source", when=has_codings)
def passages_by_source(records: Records) -> pd.DataFrame:
    """Return the number of coded passages by domain and kind of source."""
    return domain_by_source(codings_of(records.data))


@from_tables("side-by-side", when=has_codings)
def claims_side_by_side(results: Results) -> pd.DataFrame:
    """Return what services say and what sources show and say, claim by claim."""
    study, points = results.study, results.get("confident_points")
    # the ledger without its status, since the table gets its status below
    plain = results["ledger"].drop(columns="provisional")
    table = side_by_side(plain, results["quotations"], study.instrument, study.pairing, points=points)
    return _with_status(results, table)


@from_tables("statistics-by-theme", when=has_codings)
def themes(results: Results) -> pd.DataFrame:
    """Return each expected practice, under the confidence in its claim."""
    codings, confident = codings_of(results.records.data), results.get("confidence_claim")
    table = statistics_by_theme(confident, results["cells"], codings, results.study.pairing)
    return _with_status(results, table)


@from_tables("quotations-by-confidence", when=has_survey_and_codings)
def ordered_quotations(results: Results) -> pd.DataFrame:
    """Return quotations, ordered from the claim that most services are confident of."""
    return quotations_by_confidence(results["quotations"], levels(results["confidence_claim"]))


@from_records("paper-and-practice", when=_has_strategies_and_accounts)
def strategies_and_accounts(records: Records) -> pd.DataFrame:
    """Return what strategies commit to, and what practitioners mention."""
    study = records.study
    return paper_and_practice(
        codings_of(records.data), study.pairing, sites=list(study.sites), rule=study.settings.evidence
    )


@from_tables("paired-gap", when=_has_linked_sites)
def mean_gap(results: Results) -> pd.DataFrame:
    """Return the mean gap of the services with both answers and sources.

    The gap of a single service is in no table, since it reveals that service's answers. Answers to a withheld
    question do not count.
    """
    study, data = results.study, results.records.data
    services = {site.id: site.service for site in data.study.sites if site.service}
    answers = responses_of(data).frame.copy()
    for item in results["withheld"]["item"]:
        answers[item] = None
    table = service_gaps(answers, study.instrument, results["cells"], study.pairing, services)
    mean = paired_gap(table, margin=study.settings.margin, level=study.settings.level)
    return _with_status(results, mean)
