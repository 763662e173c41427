"""Descriptions of all columns: type, title, unit, denominator and limits."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from cs_research.definitions import DOMAINS
from cs_research.definitions.categories import FINDINGS, PROMINENCE, STATUSES, VERDICTS
from cs_research.definitions.decisions import CATEGORIES, CONCERNS, OVERALL
from cs_research.definitions.plan import TESTS
from cs_research.measures.evidence.cells import STATES


class Column(NamedTuple):
    """A column: Table Schema type, title, description with unit and denominator, and limits or allowed values."""

    type: str
    title: str
    description: str
    minimum: float | None = None
    maximum: float | None = None
    among: tuple[str, ...] = ()


def text(title: str, description: str, among: Collection[str] = ()) -> Column:
    """Return a text column; ``among`` are the allowed values, if limited."""
    return Column("string", title, description, among=tuple(among))


def count(title: str, description: str) -> Column:
    """Return a column of integers from 0."""
    return Column("integer", title, description, minimum=0)


def share(title: str, description: str) -> Column:
    """Return a column of numbers from 0 to 1."""
    return Column("number", title, description, 0, 1)


def difference(title: str, description: str) -> Column:
    """Return a column of numbers from -1 to 1."""
    return Column("number", title, description, -1, 1)


def number(title: str, description: str, minimum: float | None = None, maximum: float | None = None) -> Column:
    """Return a column of numbers between two limits."""
    return Column("number", title, description, minimum, maximum)


def flag(title: str, description: str) -> Column:
    """Return a column of booleans."""
    return Column("boolean", title, description)


def date(title: str, description: str) -> Column:
    """Return a column of dates, such as 2026-03-01."""
    return Column("date", title, description)


_OF_DIFFERENCE = "of its interval, as a share, from -1 to 1; empty where there is none"
_OF_SCORES = "in scores; empty where nobody has a score"

COLUMNS: dict[str, Column] = {
    # what a row is of
    "item": text("Question", "Id of the question in the instrument"),
    "items": text("Questions", "Ids of the questions, with a space between them"),
    "group": text("Group", "Group of services; all where there is one"),
    "by": text("Grouping", "What services are grouped by"),
    "wave": text("Wave", "Wave of the survey"),
    "wave_a": text("Earlier wave", "The earlier of two waves"),
    "wave_b": text("Later wave", "The later of two waves"),
    "point": text("Answer", "Id of the answer in its scale, or of the option"),
    "net": text("Answers taken together", "Id of the set of answers in its scale; empty where the scale has none"),
    "nets": text("Sets of answers", "Ids of the sets of answers, a question each, with a space between them"),
    "label": text("Label", "Words of the answer, the set of answers, the practice or the question"),
    "absence": text("Absence", "Kind of answer without a score, such as not sure; empty for others"),
    "headline": flag("Headline", "Whether it is the first set of answers of its scale"),
    "domain": text("Domain", "Domain of Contextual Safeguarding", ("", "all", "none", *DOMAINS)),
    "claim": text("Claim", "Id of the claim in the pairing"),
    "practice": text("Practice", "Id of the practice in the coding frame"),
    "site": text("Site", "Id of the site of fieldwork, a pseudonym"),
    "kind": text("Kind", "Kind of source, or of what is changed or compared"),
    "alternative": text("Alternative", "What is decided otherwise than in what is published"),
    "place": text("Place", "Place that the rubric was filled in for"),
    "date": date("Date", "Date of the review or decision"),
    "level": text("Level", "Level of the rubric"),
    "stage": text("Stage", "Stage of the rubric"),
    "template": text("Template", "Case-study template and its version"),
    "part": text("Part", "Part of a case study; empty elsewhere"),
    "heading": text("Heading", "Heading of the part"),
    "code": text("Code", "Id of the code in the coding frame"),
    # counts and shares of answers
    "n": count("Number", "Services that gave the answer, or segments; empty where withheld"),
    "base": count("Base", "Services that answered the question: what the share is of; empty where withheld"),
    "base_a": count("Base, earlier wave", "Services that answered in the earlier wave"),
    "base_b": count("Base, later wave", "Services that answered in the later wave"),
    "least_base": count("Smallest base", "The smallest base of several questions"),
    "share": share("Share", "Share from 0 to 1 of the base or, for evidence, of cells; empty where there is none"),
    "share_a": share("Share, earlier wave", "Share from 0 to 1 of the earlier wave's base"),
    "share_b": share("Share, later wave", "Share from 0 to 1 of the later wave's base"),
    "low": share("Lower end", "Lower end of the share's interval, from 0 to 1; empty where there is none"),
    "high": share("Upper end", "Upper end of the share's interval, from 0 to 1; empty where there is none"),
    "percent": number("Per cent", "The share in per cent, rounded by the study's policy", 0, 101),
    "method": text("Method", "Method of the interval"),
    "top_two": share("Two highest answers", "Share of the base; empty with fewer than four answers to choose from"),
    "bottom_two": share("Two lowest answers", "Share of the base; empty with fewer than four to choose from"),
    "balance": difference("Balance", "Share above the middle of the scale less the share below it, from -1 to 1"),
    "scored": count("With a score", "Services whose answer has a score"),
    "without_score": count(
        "Not among them", "Services without an answer that has a score: blank, not asked, not sure or does not apply"
    ),
    "dont_know": count("Do not know", "Services that chose an answer such as not sure"),
    "not_applicable": count("Does not apply", "Services that said that it does not apply to them"),
    "absent": count("Without a score", "Services that do not know, or to which it does not apply"),
    "blank": count("Left blank", "Services that were asked and gave no answer"),
    "not_asked": count("Not asked", "Services that were not asked"),
    "median": number("Median", f"Median {_OF_SCORES}"),
    "index": number("Index", "Mean score, from 0 for all lowest to 100 for all highest", 0, 100),
    "median_index": number("Median on the index", "Median from 0 to 100", 0, 100),
    "lower_index": number("Lower quartile on the index", "From 0 to 100", 0, 100),
    "upper_index": number("Upper quartile on the index", "From 0 to 100", 0, 100),
    "lower_quartile": number("Lower quartile", f"A quarter of services score no higher, {_OF_SCORES}"),
    "upper_quartile": number("Upper quartile", f"A quarter of services score no lower, {_OF_SCORES}"),
    # response and waves
    "invited": count("Invited", "Services on the register"),
    "answered": count("Answered", "Services that answered; empty where withheld"),
    "unanswered": count("Did not answer", "Services invited that did not answer; empty where withheld"),
    "rate": share("Response rate", "Answered as a share of invited, from 0 to 1"),
    "invited_share": share("Share of the register", "Services of the group as a share of the register, from 0 to 1"),
    "answered_share": share("Share of respondents", "The same for services in the register that answered"),
    "weighted_share": share(
        "Weighted share", "Share from 0 to 1 of the weights of the services that answered, to two decimals for answers"
    ),
    "weighted_low": share("Weighted, lower end", "Lower end of the weighted share's interval, to two decimals"),
    "weighted_high": share("Weighted, upper end", "Upper end of the weighted share's interval, to two decimals"),
    "weighting_change": difference("Change by weighting", "Weighted share less share, both to two decimals"),
    "groups": text("Groups", "Groups of the register that weights are made from, with a space between them"),
    "weighted": count("Weighted", "Services with a weight: those that answered and are in the register"),
    "outside": count("Without a weight", "Services that answered and are not in the register"),
    "least_weight": number("Smallest weight", "As a multiple of the mean weight", 0),
    "most_weight": number("Largest weight", "As a multiple of the mean weight", 0),
    "at_limit": count("At the limit", "Services with the largest weight that the study allows"),
    "effective": number("Effective size", "Services with equal weights that are as precise (Kish)", 0),
    "design_effect": number("Design effect", "Services with a weight divided by the effective size", 1),
    "difference": difference("Difference", "Share of the later wave less that of the earlier, from -1 to 1"),
    "p": share("p", "Probability of a difference as large where there is none"),
    "p_holm": share("p, corrected", "The same, corrected for the number of comparisons by Holm's method"),
    "interval_level": share(
        "Level of the interval", "Level at which Holm's method decides on the row, from 0 to 1; its interval has it too"
    ),
    "significant": text(
        "Significant", "Whether p, corrected, and the interval rule out that there is no difference", ("", "yes", "no")
    ),
    "status": text("Status", "Whether it is compared, and else why not"),
    "became": text("What became of it", "What the crosswalk says of the question from wave to wave"),
    "reworded": flag("Reworded", "Whether the wording changed from wave to wave"),
    "both": count("Both waves", "Services that answered both waves"),
    "only_a": count("Earlier wave only", "Services that answered the earlier wave alone"),
    "only_b": count("Later wave only", "Services that answered the later wave alone"),
    "letter": text("Letter", "Letter of the group, by which others refer to it"),
    "higher_than": text("Higher than", "Letters of groups whose share is lower, past chance; a dash where not tested"),
    "flag": text("Flag", "Why a share is not tested"),
    # evidence and gap
    "state": text("State", "What the site's sources show of the practice", STATES),
    "score": number("Score", "What the state counts as evidence: 1, one half or 0", 0, 1),
    "cells": count("Cells", "Cells of practice and site: what the share is of"),
    "shown": count("Shown", "Cells that are shown; in a table of cells, segments that say so"),
    "partly": count("Partly", "Cells that are partly shown; in a table of cells, segments that say so"),
    "contrary": count("Contrary", "Cells to the contrary; in a table of cells, segments that say so"),
    "silent": count("Silent", "Cells of which no source says anything"),
    "segments": text("Segments", "Ids of the segments behind the cell, with a space between them"),
    "uncounted": text("Segments left out", "Ids of those among them that the rule of evidence leaves out"),
    "share_spoken": share("Share where something is said", "Share of the cells that are not silent, from 0 to 1"),
    "confidence": share("Confidence", "Share of services that are confident, from 0 to 1"),
    "confidence_low": share("Confidence, lower end", "Lower end of its interval, from 0 to 1"),
    "confidence_high": share("Confidence, upper end", "Upper end of its interval, from 0 to 1"),
    "evidence": share("Evidence", "Share of cells that sources show, from 0 to 1"),
    "evidence_low": share("Evidence, lower end", "Lower end of its interval, from 0 to 1"),
    "evidence_high": share("Evidence, upper end", "Upper end of its interval, from 0 to 1"),
    "beyond_margin": flag("Beyond the margin", "Whether the whole interval of the gap lies beyond the margin"),
    "caution": text("Caution", "Why there is no verdict, or what is to be said beside it; empty for others"),
    "counted": flag("Counts", "Whether it checks the verdict: three sites or places at least, and other numbers"),
    "checks": count("Checks", "Alternatives that count as checks of the verdict"),
    "checks_same": count("Checks, same verdict", "Alternatives among them under which the verdict holds"),
    "depends_on": text("Depends on", "Kinds of choice that change the verdict, with a semicolon between them"),
    "gap": difference("Gap", "Confidence less evidence, from -1 to 1"),
    "verdict": text("Verdict", "Which side outruns the other, by the study's margin", VERDICTS),
    "same": flag("Same verdict", "Whether the verdict is that of what is published"),
    # ratings of the rubric
    "places": count("Places", "Places that were reviewed"),
    "rated": count("Rated cells", "Cells of the rubric with a colour: what the share is of"),
    "raters": count("Raters", "Raters who gave a colour"),
    "red": count("Red", "Raters who said red"),
    "amber": count("Amber", "Raters who said amber"),
    "green": count("Green", "Raters who said green"),
    "cannot": count("Cannot tell", "Raters who said that they cannot tell"),
    "missing": count("Not filled in", "Raters who left the cell empty"),
    "mean": number("Mean score", "Mean of the colours' scores, from 0 for red; empty without a colour", 0),
    "mode": text("Most given", "Colour that most raters gave, several with a stroke between them"),
    "disagree": flag("Disagree", "Whether raters gave two colours or more"),
    "compared": count("Coders compared", "Coders of the site who have a source in common with another coder"),
    "coder_states": text("States by coder", "The different states that coders come to; empty where they agree"),
    "coder_low": share("Lowest coder", "Lowest share from one coder's segments alone; empty with one coder"),
    "coder_high": share("Highest coder", "Highest share from one coder's segments alone; empty with one coder"),
    "widest_low": share("Lower end with coders", "Lowest end of the intervals of all coders together and of each"),
    "widest_high": share("Upper end with coders", "Highest end of the intervals of all coders together and of each"),
    # codings and the wording of sources
    "coefficient": text("Coefficient", "Percent agreement, Cohen's or Fleiss's kappa, Krippendorff's alpha, or AC1"),
    "turns": count("Turns", "Turns of the text that two or more coders judged"),
    "units": count("Units", "Units of the text that two or more coders judged: here turns"),
    "codes": count("Codes", "Number of codes"),
    "given_by_any": count("Given by any", "Units, summed over codes, to which at least one coder gave the code"),
    "given_by_all": count("Given by all", "Units, summed over codes, to which every coder gave the code"),
    "prevalence": share("Prevalence", "Share of coders' judgements that give the code, from 0 to 1"),
    "observed": number("Observed disagreement", "Disagreement of coders: 0 is none", 0),
    "expected": number("Expected disagreement", "Disagreement that chance would give; 1 for percent agreement", 0),
    "estimate": number("Estimate", "1 less observed over expected disagreement; 1 is full agreement", None, 1),
    "names": text("Names", "Pseudonyms of the coders, with a semicolon between them"),
    "counts": flag("Counts", "Whether two or more coders coded it, so that it counts for agreement"),
    "given_by": text("Given by", "Coders who gave the code, with the stance"),
    "not_given_by": text("Not given by", "Coders of the source who did not give the code"),
    "parent": text("Parent", "Group of the code, or domain of the group; empty for a domain"),
    "text_words": count("Words of the text", "All words of the sources, site, kind or source: what the share is of"),
    "how": text("Counted in", "overlap counts words with both codes, turn counts turns with both", ("overlap", "turn")),
    "other": text("Other code", "Id of the other code of the pair"),
    "code_count": count("With the code", "Words or turns with the code"),
    "other_count": count("With the other code", "Words or turns with the other code"),
    "total": count("All", "All words or turns of the sources"),
    "jaccard": share("Jaccard's index", "Together as a share of words or turns with either code, from 0 to 1"),
    "lift": number("Lift", "Together, divided by what independent codes would give: above 1 for attraction", 0),
    "uncoded": count("Uncoded sources", "Sources without a segment, which do not count"),
    "run": count("Run", "Sources in succession that are looked at for new codes"),
    "threshold": share("Threshold", "Share of the base's codes at or below which a run's new codes are saturation"),
    "base_codes": count("Codes of the base", "Codes of the first sources"),
    "reached": text("Reached", "Sources before the run and in it, such as 4+2; empty if not reached"),
    "last_ratio": number("Last ratio", "New codes of the last run as a share of the base's codes", 0),
    "orders": count("Random orders", "Random orders of the sources"),
    "orders_reached": count("Random orders that reach it", "How many of the random orders reach saturation"),
    "new": count("New codes", "Codes that no source before has"),
    "term": text("Term", "Id of the term in the lexicon"),
    "before": text("Before", "The text before it in the turn"),
    "match": text("Match", "The words that match the term"),
    "after": text("After", "The text after it in the turn"),
    "mark": text("Mark", "Why its speaker may be criticising the term; empty for other uses"),
    "instead": text("Instead", "What to say instead"),
    "why": text("Why", "Why the term is watched"),
    "marked": count("Marked", "Uses among them in quotation marks or about the term itself"),
    "per_thousand": number("Per 1,000 words", "Uses without a mark in 1,000 words", 0),
    "more": count("More", "Other passages with the code and, for a practice, the stance"),
    "suggested_by": text("Suggested by", "pattern: a rule, and no person", ("pattern",)),
    # definitions, as the codebook prints them
    "about": text("About the group", "What the group of codes is for"),
    "definition": text("Definition", "What the code means"),
    "use_when": text("Use when", "When the code is given"),
    "not_when": text("Not when", "When it is not given"),
    "example": text("Example", "A made-up example"),
    "retired": text("Retired", "Why the code is no longer given; empty for others"),
    "sites": count("Sites", "Sites with such a segment; for a gap, sites or places that its evidence is of"),
    "usage": text("Usage", "Number of segments and sources with the code, as text"),
    "number": count("Number", "Place of the question in the questionnaire"),
    "text": text("Text", "The question or the claim, word for word"),
    "asked": text("Asked of", "Whom the question is asked; empty where it is everybody"),
    "answers": text("Answers", "The answers in their order"),
    "confident": text("Confident", "The answers that count as confident"),
    # segments, and what was left out
    "segment": text("Segment", "Id of the coded segment"),
    "source": text("Source", "Id of the transcript or document"),
    "sources": count("Sources", "Sources with such a segment"),
    "turn": count("Turn", "Number of the speaker's stretch in its source"),
    "start": count("Start", "Character of the turn at which the segment starts"),
    "end": count("End", "Character of the turn before which it ends"),
    "speaker": text("Speaker", "Role of the speaker, a pseudonym"),
    "stance": text("Stance", "What the segment says of the practice; empty for other codes"),
    "coder": text("Coder", "Who gave the code"),
    "quote": text("Words", "The words of the segment"),
    "memo": text("Memo", "What the coder noted"),
    "row": count("Row", "Row of the export, the header being row 1"),
    "reason": text("Reason", "Why"),
    # the analysis plan
    "compare": text("Comparison", "What is compared", TESTS),
    "of": text("Of", "Domain, claim, question or grouping that is compared"),
    "planned": text("Planned test", "Test of the analysis plan; empty where the comparison was not planned"),
    "used": text("Test used", "Test of the report; empty where the comparison was not made"),
    "plan_status": text("Status", "As planned, another test, not made, or exploratory"),
    "detail": text("Detail", "What was found there"),
    "file": text("File", "Name of the file that was read"),
    "layout": text("Layout", "How the file was laid out"),
    "note": text("Note", "What the reader passed over, or read in its own way"),
}  # fmt: skip

#: Columns that hold something else in tables that have all the columns named first.
BESIDE: dict[tuple[str, ...], dict[str, Column]] = {
    ("gap",): {
        "low": difference("Lower end", f"Lower end {_OF_DIFFERENCE}"),
        "high": difference("Upper end", f"Upper end {_OF_DIFFERENCE}"),
    },
    ("difference",): {
        "low": difference("Lower end", f"Lower end {_OF_DIFFERENCE}"),
        "high": difference("Upper end", f"Upper end {_OF_DIFFERENCE}"),
        "row": text("Answers", "Id of the set of answers or of the option"),
    },
    ("higher_than",): {"row": text("Answers", "Id of the set of answers or of the answer")},
    ("lower_quartile",): {
        "low": number("Lower end", f"Lower end of the median's interval, {_OF_SCORES}"),
        "high": number("Upper end", f"Upper end of the median's interval, {_OF_SCORES}"),
    },
    ("coder_states",): {"disagree": flag("Coders differ", "Whether coders of the same sources come to other states")},
    ("coder_low",): {"coders": count("Coders", "Coders with a segment of the domain, practice or site's sources")},
    ("coefficient", "given_by_any"): {
        "by": text("By", "What the row is of", ("all", "code", "pair", "site")),
        "group": text("Group", "Id of the code, names of the pair, or id of the site"),
        "coders": count("Coders", "Coders who are compared"),
        "sources": count("Sources", "Sources that two or more of them coded"),
        "low": number("Lower end", "Lower end of the bootstrap interval of turns", None, 1),
        "high": number("Upper end", "Upper end of the bootstrap interval of turns", None, 1),
        "note": text("Note", "Why a number or interval is missing"),
        "caution": text("Caution", "Where a rare or very common code makes the coefficient mislead"),
    },
    ("names", "counts"): {
        "segments": count("Segments", "Segments of all coders"),
        "coders": count("Coders", "How many coded it"),
        "reason": text("Reason", "Why it does not count; empty if it does"),
    },
    ("given_by", "not_given_by"): {
        "text": text("Words", "What the coders marked; in a release without the rest of the turn"),
        "end": count("End", "Character of the turn before which it ends"),
        "difference": text("Difference", "Whether the code or its stance differs", ("code", "stance")),
    },
    ("text_words", "level"): {
        "by": text("By", "What the text is divided by", ("all", "site", "kind", "source")),
        "group": text("Group", "The site, kind or source; all where it is not divided"),
        "level": text("Level", "Code, group of codes or domain", ("code", "group", "domain")),
        "id": text("Id", "Id of the code, group or domain"),
        "segments": count("Segments", "Segments, of every coder"),
        "passages": count("Passages", "Different passages; text that several coders marked counts once"),
        "words": count("Words", "Words with the code, whoever gave it"),
        "share": share("Share of the text", "Words with the code as a share of all words, from 0 to 1"),
    },
    ("jaccard", "lift"): {"together": count("Together", "Words or turns with both codes")},
    ("orders_reached",): {
        "base": count("Base", "First sources, whose codes new ones are compared with"),
        "median": number("Median", "Sources before the run in half of the random orders; empty if fewer reach it", 0),
        "low": number("Lower end", "Sources before the run in 2.5% of the random orders", 0),
        "high": number("Upper end", "Sources before the run in 97.5% of the random orders", 0),
    },
    ("new", "codes", "place"): {
        "place": count("Place", "Number of sources so far"),
        "codes": count("Codes", "Codes of all sources so far"),
        "mean": number("Mean", "Mean number of codes of as many sources in random order", 0),
        "low": number("Lower end", "Lower end of the random orders, at the level of intervals", 0),
        "high": number("Upper end", "Upper end of the random orders, at the level of intervals", 0),
    },
    ("term", "match"): {
        "group": text("Group", "Group of the term in the lexicon"),
        "end": count("End", "Character of the turn before which it ends"),
    },
    ("term", "per_thousand"): {
        "group": text("Group", "Group of the term in the lexicon"),
        "n": count("Uses", "Uses of the term, marked ones among them"),
        "words": count("Words", "Words of that kind of source and site"),
    },
    ("suggested_by", "coder"): {
        "words": text("Words", "The words that the pattern matched"),
        "quote": text("Sentence", "The sentence that has them"),
        "coder": text("Coder", "Empty: to be filled in by who accepts the suggestion"),
        "stance": text("Stance", "Empty: to be filled in by who accepts the suggestion"),
    },
    ("segment",): {"group": text("Group", "Id of the group of codes in the coding frame")},
    ("definition",): {
        "group": text("Group", "Group of codes"),
        "segments": count("Segments", "Segments that bear the code"),
        "source": text("Source", "Where the definition comes from"),
    },
    ("number", "text"): {
        "part": text("Part", "Part of the questionnaire"),
        "kind": text("Kind", "How the question is answered"),
        "source": text("Source", "Where the question comes from"),
    },
    ("claim", "text", "source"): {
        "domain": text("Domain", "Domain of Contextual Safeguarding"),
        "confidence": text("Confidence", "Questions and answers that speak of the claim"),
        "evidence": text("Evidence", "Practices that speak of the claim"),
        "source": text("Source", "Where the claim comes from"),
    },
    ("stage", "source"): {
        "domain": text("Domain", "Domain of the rubric"),
        "red": text("Red", "When the cell is red"),
        "amber": text("Amber", "When the cell is amber"),
        "green": text("Green", "When the cell is green"),
        "source": text("Source", "Where the words come from"),
    },
}


_COMPONENTS = {
    "methodological_limitations": "Methodological limitations",
    "coherence": "Coherence",
    "adequacy": "Adequacy",
    "relevance": "Relevance",
}

CLAIM_COLUMNS: dict[str, Column] = {
    # the ledger
    "evidence_spoken": share("Evidence where something is said", "Share of the cells that are not silent, from 0 to 1"),
    "segments_for": count("Segments for", "Segments that count for the claim"),
    "segments_against": count("Segments against", "Segments that count against the claim"),
    "passages": count("Passages", "Different passages behind the segments; what several coders marked counts once"),
    "passages_for": count("Passages for", "Different passages behind the segments for the claim"),
    "passages_against": count("Passages against", "Different passages behind the segments against the claim"),
    "practices": count("Practices", "Practices that the coding frame has in the domain"),
    "per_practice": number("Passages per practice", "Passages divided by practices; empty without practices", 0),
    "silent_sources": text("Silent sources", "Ids of the sources that say nothing of the claim"),
    "statement": text("Statement", "What the survey asked, and which answers count as confident"),
    "quotation_for": text("Quotation for", "The strongest quotation for the claim; empty where there is none"),
    "quotation_against": text("Quotation against", "The strongest quotation against it; empty where there is none"),
    "practice_for": text("Practice of the quotation for", "Label of the practice that the quotation is on"),
    "practice_against": text("Practice of the quotation against", "Label of the practice that the quotation is on"),
    "provisional": flag("Provisional", "Whether people have still to judge something that the finding needs"),
    "fit": text("Fit", "How the two sides fit"),
    # how kinds of source agree
    "first": text("First kind", "One kind of source, or the survey"),
    "second": text("Second kind", "The other kind of source"),
    "first_says": text("First kind says", "What it says of the claim"),
    "second_says": text("Second kind says", "What it says of the claim"),
    "first_prominence": text("First kind, prominence", "How prominently it says so", PROMINENCE),
    "second_prominence": text("Second kind, prominence", "How prominently it says so", PROMINENCE),
    "proposed": text("Proposed", "What the rule proposes", CATEGORIES),
    "category": text("Category", "What holds: the rule's proposal, or what a person decided"),
    "changed": flag("Changed", "Whether the rule proposed something else when a person decided"),
    "paper": text("On paper", "What strategies and other papers say of the practice"),
    "voiced": text("Voiced", "What practitioners say of it"),
    "finding": text("Finding", "How paper and practice compare over all sites, and at one site", FINDINGS),
    "paper_sites": text("Sites on paper", "Sites whose papers show the practice, at least in part"),
    "voiced_sites": text("Sites on paper that voice it", "Sites of those whose practitioners voice it"),
    "contradicted_sites": text(
        "Sites on paper that contradict it", "Sites of those whose practitioners say the contrary"
    ),
    "unvoiced_sites": text("Sites that do not voice it", "Sites of those whose practitioners do not speak of it"),
    "unheard_sites": text("Sites without practitioners", "Sites of those where no practitioner was heard"),
    "segments_paper": count("Segments on paper", "Segments of papers"),
    "segments_voiced": count("Segments voiced", "Segments of practitioners' talk"),
    # judgements of confidence
    "all_sources": count("All sources", "Sources of the study"),
    "all_sites": count("All sites", "Sites of the study"),
    "kinds": text("Kinds", "Kinds of source that speak of the claim"),
    "words": count("Words", "Words of the segments"),
    **{
        name: text(title, "Concern, as people judged it; empty while open", CONCERNS)
        for name, title in _COMPONENTS.items()
    },
    **{f"{name}_reason": text(f"{title}, why", "The reason given") for name, title in _COMPONENTS.items()},
    "overall": text("Overall", "Confidence in the finding, as people judged it; empty while open", OVERALL),
    "overall_reason": text("Overall, why", "The reason given"),
    # quotations and ratings
    "side": text("Side", "Whether it speaks for the claim or against it", ("for", "against")),
    "rank": count("Rank", "Place among the quotations of its side, the strongest first"),
    "coders": text("Coders", "Who gave the code to this stretch"),
    "services": count("Services", "Services that stand on both sides"),
    "evidence_shown": count("Evidence: shown", "Combinations of practice and site that sources show"),
    "evidence_partly": count("Evidence: partly", "Combinations that sources partly show"),
    "evidence_cells": count("Evidence: combinations", "Combinations of practice and site in all"),
    "commonest": share(
        "Commonest colour",
        "Share of the colour that raters gave most, where two or more rated; from 0.9 on alpha is unstable",
    ),
    "together": count("Rated together", "Cells that two raters or more gave a colour"),
    "agreement": share("Agreement", "Share of the pairs of raters' colours that are alike, from 0 to 1"),
    "alpha": number(
        "Alpha", "Krippendorff's alpha for ordered colours; 1 is full agreement, 0 that of chance", None, 1
    ),
}

CLAIM_BESIDE: dict[tuple[str, ...], dict[str, Column]] = {
    ("proposed",): {
        "silent": text("Silent", "Which of the two kinds say nothing of the claim"),
        "status": text("Status", "What became of the proposal", STATUSES),
        "by": text("By", "Who decided, a pseudonym"),
        "reason": text("Reason", "Why they decided so"),
    },
    ("coherence",): {
        "segments": count("Segments", "Segments that count for or against the claim"),
        "sites": count("Sites", "Sites with such a segment"),
        "status": text("Status", "Final, or which judgements a draft lacks"),
        "by": text("By", "Who judged, a pseudonym"),
    },
    ("per_practice",): {
        "segments": count("Segments", "Coded segments, of every coder"),
        "shown": count("Shown", "Passages that all their segments call shown"),
        "partly": count("Partly", "Passages that all their segments call partly shown"),
        "contrary": count("Contrary", "Passages that all their segments call contrary"),
        "mixed": count("Mixed", "Passages of which coders differ"),
    },
    ("passages", "practice"): {
        "segments": count("Segments", "Segments that count"),
        "shown": count("Shown", "Sites that show the practice"),
        "partly": count("Partly", "Sites that partly show it"),
        "contrary": count("Contrary", "Sites whose sources say the contrary"),
        "silent": count("Silent", "Sites of which no source says anything of it"),
    },
    ("rank",): {"level": text("Level", "How confident services are of the claim, in words")},
    ("agreement",): {
        "score": share("Mean score", "Mean of the ratings: red 0, amber one half, green 1"),
        "green": share("Green", "Share of the rated cells that are green, from 0 to 1"),
    },
}
