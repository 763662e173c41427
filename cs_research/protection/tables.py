"""The tables that a release may have, each with the rule that withholds its numbers, or why it needs none.

Displays and pages refer to a table by its name here, such as ``release[tables.NETS]``; a table of `cs_research.results`
that is not here is in no release. The order is that in which a report uses the tables.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from cs_research.protection.disclosure import Withholding
from cs_research.results import (
    Results,
    Table,
    annual,
    coding,
    evidence,
    planned,
    ratings,
    service,
    survey,
    triangulation,
    weighting,
)

#: Returns a table as it may be released, from the table as measured and the results that contain it.
Withhold = Callable[[Withholding, pd.DataFrame, Results], pd.DataFrame]

#: By table: the rule, or why it needs none.
RULES: dict[Table, Withhold | str] = {}


def released(table: Table, rule: Withhold | str) -> Table:
    """Return the table, after recording what of it is withheld.

    Parameters
    ----------
    rule
        The rule that withholds its numbers, or the reason why it needs none, as a clause about the table.
    """
    if table in RULES:
        raise ValueError(f"table '{table.name}' has a rule already")
    RULES[table] = rule
    return table


_DERIVED = "is derived from tables that are protected"
_SOURCES = "is of coded sources and ratings, which hold no answer to the survey"
_CODERS = "names coders only by the pseudonyms of the files of codings"
_READ = "says what became of rows and passages of the files read"

DISTRIBUTION = released(survey.distribution, Withholding.withhold_items)
NETS = released(survey.nets, Withholding.withhold_items)
MULTIPLE = released(survey.multiple, Withholding.withhold_items)
SUMMARY = released(survey.summary, Withholding.withhold_items)
ABSENCES = released(survey.absences, Withholding.withhold_items)
DISTRIBUTION_EARLIER = released(survey.distribution_earlier, Withholding.withhold_earlier)
NETS_EARLIER = released(survey.nets_earlier, Withholding.withhold_earlier)
MULTIPLE_EARLIER = released(survey.multiple_earlier, Withholding.withhold_earlier)
SUMMARY_EARLIER = released(survey.summary_earlier, Withholding.withhold_earlier)
WITHHELD = released(survey.withheld, Withholding.list_items)
CONFIDENCE = released(survey.confidence, _DERIVED)
CONFIDENCE_CLAIM = released(survey.confidence_claim, _DERIVED)
CONFIDENT_POINTS = released(survey.confident_points, _DERIVED)
NOT_DISTINGUISHABLE = released(survey.not_distinguishable, _DERIVED)
QUESTIONS_APART = released(survey.questions_apart, _DERIVED)
CELLS = released(evidence.cells, _SOURCES)
SEGMENTS = released(evidence.segments, _SOURCES)
EVIDENCE_DOMAIN = released(evidence.evidence_domain, _SOURCES)
EVIDENCE_PRACTICE = released(evidence.evidence_practice, _SOURCES)
EVIDENCE_SITE = released(evidence.evidence_site, _SOURCES)
EVIDENCE_DOMAIN_SITE = released(evidence.evidence_domain_site, _SOURCES)
EVIDENCE_CODER = released(evidence.evidence_coder, _SOURCES)
SEGMENTS_BY_CODE = released(coding.segments_by_code, _SOURCES)
SEGMENTS_BY_PART = released(coding.segments_by_part, _SOURCES)
PRACTICE_QUOTATIONS = released(coding.practice_quotations, _SOURCES)
CODERS = released(coding.coders, _CODERS)
CODER_AGREEMENT = released(coding.coder_agreement, _CODERS)
CODER_DISAGREEMENTS = released(coding.coder_disagreements, Withholding.only_coded_words)
CODE_FREQUENCY = released(coding.code_frequency, _SOURCES)
CODE_COOCCURRENCE = released(coding.code_cooccurrence, _SOURCES)
SOURCE_BY_CODE = released(coding.source_by_code, _SOURCES)
CODE_SATURATION = released(coding.code_saturation, _SOURCES)
SATURATION_CURVE = released(coding.saturation_curve, _SOURCES)
OWN_CODE_QUOTATIONS = released(coding.own_code_quotations, _SOURCES)
TERMS = released(coding.terms, Withholding.leave_out_speakers)
TERM_COUNTS = released(coding.term_counts, _SOURCES)
SUGGESTIONS = released(coding.suggestions, Withholding.leave_out_speakers)
GAP = released(evidence.gap, _DERIVED)
GAP_CLAIM = released(evidence.gap_claim, _DERIVED)
GAP_WIDEST = released(triangulation.gap_widest, _DERIVED)
GAP_BASES = released(evidence.gap_bases, _DERIVED)
SENSITIVITY = released(evidence.sensitivity, Withholding.withhold_alternatives)
LEFT_OUT = released(survey.left_out, _READ)
READING_NOTES = released(coding.reading_notes, _READ)
RATINGS = released(ratings.ratings, _SOURCES)
RATINGS_DOMAIN = released(ratings.ratings_domain, _SOURCES)
RATINGS_TOGETHER = released(ratings.ratings_together, _SOURCES)
RATINGS_AGREEMENT = released(ratings.ratings_agreement, _SOURCES)
RATINGS_BESIDE_CODINGS = released(triangulation.ratings_beside_codings, _SOURCES)
LEDGER = released(triangulation.ledger, _DERIVED)
QUOTATIONS = released(triangulation.quotations, _SOURCES)
SILENT_SOURCES = released(triangulation.silent_sources, _SOURCES)
BY_KIND = released(triangulation.by_kind, _DERIVED)
CONVERGENCE = released(triangulation.convergence, _DERIVED)
CERQUAL = released(triangulation.cerqual, _SOURCES)
DOMAIN_BY_SOURCE = released(triangulation.domain_by_source, _SOURCES)
SIDE_BY_SIDE = released(triangulation.side_by_side, _DERIVED)
STATISTICS_BY_THEME = released(triangulation.statistics_by_theme, _DERIVED)
QUOTATIONS_BY_CONFIDENCE = released(triangulation.quotations_by_confidence, _DERIVED)
PAPER_AND_PRACTICE = released(triangulation.paper_and_practice, _SOURCES)
PAIRED_GAP = released(triangulation.paired_gap, Withholding.withhold_services)
SPREAD = released(annual.spread, Withholding.withhold_spread)
RESPONSE = released(annual.response, Withholding.withhold_response)
RESPONSE_TEST = released(annual.response_test, _DERIVED)
BANNER = released(annual.banner, Withholding.choose_banner)
WEIGHTING = released(weighting.weighting, "describes weights, which depend on who answered and not on answers")
WEIGHTING_BALANCE = released(weighting.weighting_balance, Withholding.withhold_balance)
WEIGHTED = released(weighting.weighted, Withholding.withhold_weighted)
TREND = released(annual.trend, _DERIVED)
MATCHED = released(annual.matched, Withholding.compare_apart)
CHANGE_TESTED = released(annual.change_tested, Withholding.withhold_changes)
CHANGE = released(annual.change, _DERIVED)
COMPARISONS = released(planned.comparisons, "lists comparisons and tests, without a number")
QUESTIONNAIRE = released(annual.questionnaire, "compares two questionnaires")
BENCHMARK = released(service.benchmark, Withholding.withhold_benchmark)
ANSWERS = released(service.answers, "is derived from tables that are protected, and from the service's own answers")
CHOICES = released(service.choices, Withholding.leave_out_choices)
