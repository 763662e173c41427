"""What the columns of the tables about claims hold: ledger, convergence, judgements, paper and practice, quotations."""

from __future__ import annotations

from cs_research.definitions.cerqual import CONCERNS, OVERALL
from cs_research.definitions.decisions import CATEGORIES
from cs_research.displays.column_kinds import Column, count, flag, number, share, text
from cs_research.measures.convergence import PROMINENCE, STATUSES
from cs_research.measures.paper_and_practice import FINDINGS

__all__ = ["CLAIM_BESIDE", "CLAIM_COLUMNS"]

_COMPONENTS = {
    "methodological_limitations": "Methodological limitations",
    "coherence": "Coherence",
    "adequacy": "Adequacy",
    "relevance": "Relevance",
}

CLAIM_COLUMNS: dict[str, Column] = {
    # the ledger
    "evidence_spoken": share(
        "Evidence where something is said", "Share of the cells that are not silent, from 0 to 1"
    ),
    "segments_for": count("Segments for", "Segments that count for the claim"),
    "segments_against": count("Segments against", "Segments that count against the claim"),
    "passages": count(
        "Passages", "Different passages behind the segments; what several coders marked counts once"
    ),
    "passages_for": count("Passages for", "Different passages behind the segments for the claim"),
    "passages_against": count("Passages against", "Different passages behind the segments against the claim"),
    "practices": count("Practices", "Practices that the coding frame has in the domain"),
    "per_practice": number(
        "Passages per practice", "Passages divided by practices; empty without practices", 0
    ),
    "silent_sources": text("Silent sources", "Ids of the sources that say nothing of the claim"),
    "statement": text("Statement", "What the survey asked, and which answers count as confident"),
    "quotation_for": text(
        "Quotation for", "The strongest quotation for the claim; empty where there is none"
    ),
    "quotation_against": text(
        "Quotation against", "The strongest quotation against it; empty where there is none"
    ),
    "practice_for": text("Practice of the quotation for", "Label of the practice that the quotation is on"),
    "practice_against": text(
        "Practice of the quotation against", "Label of the practice that the quotation is on"
    ),
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
    "unvoiced_sites": text(
        "Sites that do not voice it", "Sites of those whose practitioners do not speak of it"
    ),
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
