"""What every column of the data holds, said once: its title, unit, denominator and limits."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from cs_research.definitions import DOMAINS
from cs_research.measures.evidence import STATES
from cs_research.measures.gaps import VERDICTS

__all__ = ["BESIDE", "COLUMNS", "Column"]


class Column(NamedTuple):
    """Type of Table Schema, title, description with unit and denominator, and what its values lie between or are."""

    type: str
    title: str
    description: str
    least: float | None = None
    most: float | None = None
    among: tuple[str, ...] = ()


def _text(title: str, description: str, among: Collection[str] = ()) -> Column:
    return Column("string", title, description, among=tuple(among))


def _count(title: str, description: str) -> Column:
    return Column("integer", title, description, least=0)


def _share(title: str, description: str) -> Column:
    return Column("number", title, description, 0, 1)


def _difference(title: str, description: str) -> Column:
    return Column("number", title, description, -1, 1)


def _number(title: str, description: str, least: float | None = None, most: float | None = None) -> Column:
    return Column("number", title, description, least, most)


def _flag(title: str, description: str) -> Column:
    return Column("boolean", title, description)


_OF_DIFFERENCE = "of its interval, as a share, from -1 to 1; empty where there is none"
_OF_SCORES = "in scores; empty where nobody has a score"

COLUMNS: dict[str, Column] = {
    # what a row is of
    "item": _text("Question", "Id of the question in the instrument"),
    "items": _text("Questions", "Ids of the questions, with a space between them"),
    "group": _text("Group", "Group of services; all where there is one"),
    "by": _text("Grouping", "What services are grouped by"),
    "wave": _text("Wave", "Wave of the survey"),
    "wave_a": _text("Earlier wave", "The earlier of two waves"),
    "wave_b": _text("Later wave", "The later of two waves"),
    "point": _text("Answer", "Id of the answer in its scale, or of the option"),
    "net": _text("Answers taken together", "Id of the set of answers in its scale; empty where the scale has none"),
    "nets": _text("Sets of answers", "Ids of the sets of answers, a question each, with a space between them"),
    "label": _text("Label", "Words of the answer, the set of answers, the practice or the question"),
    "absence": _text("Absence", "Kind of answer without a score, such as not sure; empty for others"),
    "headline": _flag("Headline", "Whether it is the first set of answers of its scale"),
    "domain": _text("Domain", "Domain of Contextual Safeguarding", ("", "all", *DOMAINS)),
    "claim": _text("Claim", "Id of the claim in the pairing"),
    "practice": _text("Practice", "Id of the practice in the coding frame"),
    "site": _text("Site", "Id of the site of fieldwork, a pseudonym"),
    "kind": _text("Kind", "Kind of source, or of what is changed or compared"),
    "alternative": _text("Alternative", "What is decided otherwise than in what is published"),
    "place": _text("Place", "Place that the rubric was filled in for"),
    "date": Column("date", "Date", "Date of the review"),
    "level": _text("Level", "Level of the rubric"),
    "stage": _text("Stage", "Stage of the rubric"),
    "template": _text("Template", "Case-study template and its version"),
    "part": _text("Part", "Part of a case study; empty elsewhere"),
    "heading": _text("Heading", "Heading of the part"),
    "code": _text("Code", "Id of the code in the coding frame"),
    # counts and shares of answers
    "n": _count("Number", "Services that gave the answer, or segments; empty where withheld"),
    "base": _count("Base", "Services that answered the question: what the share is of; empty where withheld"),
    "base_a": _count("Base, earlier wave", "Services that answered in the earlier wave"),
    "base_b": _count("Base, later wave", "Services that answered in the later wave"),
    "least_base": _count("Smallest base", "The smallest base of several questions"),
    "share": _share("Share", "Share from 0 to 1 of the base or, for evidence, of cells; empty where there is none"),
    "share_a": _share("Share, earlier wave", "Share from 0 to 1 of the earlier wave's base"),
    "share_b": _share("Share, later wave", "Share from 0 to 1 of the later wave's base"),
    "low": _share("Lower end", "Lower end of the share's interval, from 0 to 1; empty where there is none"),
    "high": _share("Upper end", "Upper end of the share's interval, from 0 to 1; empty where there is none"),
    "percent": _number("Per cent", "The share in per cent, rounded by the study's policy", 0, 101),
    "method": _text("Method", "Method of the interval"),
    "top_two": _share("Two highest answers", "Share of the base; empty with fewer than four answers to choose from"),
    "bottom_two": _share("Two lowest answers", "Share of the base; empty with fewer than four to choose from"),
    "balance": _difference("Balance", "Share above the middle of the scale less the share below it, from -1 to 1"),
    "scored": _count("With a score", "Services whose answer has a score"),
    "dont_know": _count("Do not know", "Services that chose an answer such as not sure"),
    "not_applicable": _count("Does not apply", "Services that said that it does not apply to them"),
    "absent": _count("Without a score", "Services that do not know, or to which it does not apply"),
    "blank": _count("Left blank", "Services that were asked and gave no answer"),
    "not_asked": _count("Not asked", "Services that were not asked"),
    "median": _number("Median", f"Median {_OF_SCORES}"),
    "index": _number("Index", "Mean score, from 0 for all lowest to 100 for all highest", 0, 100),
    "median_index": _number("Median on the index", "Median from 0 to 100", 0, 100),
    "lower_index": _number("Lower quartile on the index", "From 0 to 100", 0, 100),
    "upper_index": _number("Upper quartile on the index", "From 0 to 100", 0, 100),
    "lower_quartile": _number("Lower quartile", f"A quarter of services score no higher, {_OF_SCORES}"),
    "upper_quartile": _number("Upper quartile", f"A quarter of services score no lower, {_OF_SCORES}"),
    # response and waves
    "invited": _count("Invited", "Services on the register"),
    "answered": _count("Answered", "Services that answered; empty where withheld"),
    "unanswered": _count("Did not answer", "Services invited that did not answer; empty where withheld"),
    "rate": _share("Response rate", "Answered as a share of invited, from 0 to 1"),
    "difference": _difference("Difference", "Share of the later wave less that of the earlier, from -1 to 1"),
    "p": _share("p", "Probability of a difference as large where there is none"),
    "p_holm": _share("p, corrected", "The same, corrected for the number of comparisons by Holm's method"),
    "status": _text("Status", "Whether it is compared, and else why not"),
    "became": _text("What became of it", "What the crosswalk says of the question from wave to wave"),
    "reworded": _flag("Reworded", "Whether the wording changed from wave to wave"),
    "both": _count("Both waves", "Services that answered both waves"),
    "only_a": _count("Earlier wave only", "Services that answered the earlier wave alone"),
    "only_b": _count("Later wave only", "Services that answered the later wave alone"),
    "letter": _text("Letter", "Letter of the group, by which others refer to it"),
    "higher_than": _text("Higher than", "Letters of groups whose share is lower, past chance; a dash where not tested"),
    "flag": _text("Flag", "Why a share is not tested"),
    # evidence and gap
    "state": _text("State", "What the site's sources show of the practice", STATES),
    "score": _number("Score", "What the state counts as evidence: 1, one half or 0", 0, 1),
    "cells": _count("Cells", "Cells of practice and site: what the share is of"),
    "shown": _count("Shown", "Cells that are shown; in a table of cells, segments that say so"),
    "partly": _count("Partly", "Cells that are partly shown; in a table of cells, segments that say so"),
    "contrary": _count("Contrary", "Cells to the contrary; in a table of cells, segments that say so"),
    "silent": _count("Silent", "Cells of which no source says anything"),
    "segments": _text("Segments", "Ids of the segments behind the cell, with a space between them"),
    "uncounted": _text("Segments left out", "Ids of those among them that the rule of evidence leaves out"),
    "share_spoken": _share("Share where something is said", "Share of the cells that are not silent, from 0 to 1"),
    "confidence": _share("Confidence", "Share of services that are confident, from 0 to 1"),
    "confidence_low": _share("Confidence, lower end", "Lower end of its interval, from 0 to 1"),
    "confidence_high": _share("Confidence, upper end", "Upper end of its interval, from 0 to 1"),
    "evidence": _share("Evidence", "Share of cells that sources show, from 0 to 1"),
    "evidence_low": _share("Evidence, lower end", "Lower end of its interval, from 0 to 1"),
    "evidence_high": _share("Evidence, upper end", "Upper end of its interval, from 0 to 1"),
    "gap": _difference("Gap", "Confidence less evidence, from -1 to 1"),
    "verdict": _text("Verdict", "Which side outruns the other, by the study's margin", VERDICTS),
    "same": _flag("Same verdict", "Whether the verdict is that of what is published"),
    # ratings of the rubric
    "places": _count("Places", "Places that were reviewed"),
    "rated": _count("Rated cells", "Cells of the rubric with a colour: what the share is of"),
    "raters": _count("Raters", "Raters who gave a colour"),
    "red": _count("Red", "Raters who said red"),
    "amber": _count("Amber", "Raters who said amber"),
    "green": _count("Green", "Raters who said green"),
    "cannot": _count("Cannot tell", "Raters who said that they cannot tell"),
    "missing": _count("Not filled in", "Raters who left the cell empty"),
    "mean": _number("Mean score", "Mean of the colours' scores, from 0 for red; empty without a colour", 0),
    "mode": _text("Most given", "Colour that most raters gave, several with a stroke between them"),
    "disagree": _flag("Disagree", "Whether raters gave two colours or more"),
    # definitions, as the codebook prints them
    "about": _text("About the group", "What the group of codes is for"),
    "definition": _text("Definition", "What the code means"),
    "use_when": _text("Use when", "When the code is given"),
    "not_when": _text("Not when", "When it is not given"),
    "example": _text("Example", "A made-up example"),
    "retired": _text("Retired", "Why the code is no longer given; empty for others"),
    "sites": _count("Sites", "Sites with such a segment"),
    "borne": _text("Borne by", "Segments and sources that bear the code, in words"),
    "number": _count("Number", "Place of the question in the questionnaire"),
    "text": _text("Text", "The question or the claim, word for word"),
    "asked": _text("Asked of", "Whom the question is asked; empty where it is everybody"),
    "answers": _text("Answers", "The answers in their order"),
    "confident": _text("Confident", "The answers that count as confident"),
    # segments, and what was left out
    "segment": _text("Segment", "Id of the coded segment"),
    "source": _text("Source", "Id of the transcript or document"),
    "sources": _count("Sources", "Sources with such a segment"),
    "turn": _count("Turn", "Number of the speaker's stretch in its source"),
    "start": _count("Start", "Character of the turn at which the segment starts"),
    "end": _count("End", "Character of the turn before which it ends"),
    "speaker": _text("Speaker", "Role of the speaker, a pseudonym"),
    "stance": _text("Stance", "What the segment says of the practice; empty for other codes"),
    "coder": _text("Coder", "Who gave the code"),
    "quote": _text("Words", "The words of the segment"),
    "memo": _text("Memo", "What the coder noted"),
    "row": _count("Row", "Row of the export, the header being row 1"),
    "reason": _text("Reason", "Why"),
    "detail": _text("Detail", "What was found there"),
    "file": _text("File", "Name of the file that was read"),
    "layout": _text("Layout", "How the file was laid out"),
    "note": _text("Note", "What the reader passed over, or read in its own way"),
}  # fmt: skip

#: Columns that hold something else in tables that have all the columns named first.
BESIDE: dict[tuple[str, ...], dict[str, Column]] = {
    ("gap",): {
        "low": _difference("Lower end", f"Lower end {_OF_DIFFERENCE}"),
        "high": _difference("Upper end", f"Upper end {_OF_DIFFERENCE}"),
    },
    ("difference",): {
        "low": _difference("Lower end", f"Lower end {_OF_DIFFERENCE}"),
        "high": _difference("Upper end", f"Upper end {_OF_DIFFERENCE}"),
        "row": _text("Answers", "Id of the set of answers or of the option"),
    },
    ("higher_than",): {"row": _text("Answers", "Id of the set of answers or of the answer")},
    ("lower_quartile",): {
        "low": _number("Lower end", f"Lower end of the median's interval, {_OF_SCORES}"),
        "high": _number("Upper end", f"Upper end of the median's interval, {_OF_SCORES}"),
    },
    ("segment",): {"group": _text("Group", "Id of the group of codes in the coding frame")},
    ("definition",): {
        "group": _text("Group", "Group of codes"),
        "segments": _count("Segments", "Segments that bear the code"),
        "source": _text("Source", "Where the definition comes from"),
    },
    ("number", "text"): {
        "part": _text("Part", "Part of the questionnaire"),
        "kind": _text("Kind", "How the question is answered"),
        "source": _text("Source", "Where the question comes from"),
    },
    ("claim", "text", "source"): {
        "domain": _text("Domain", "Domain of Contextual Safeguarding"),
        "confidence": _text("Confidence", "Questions and answers that speak of the claim"),
        "evidence": _text("Evidence", "Practices that speak of the claim"),
        "source": _text("Source", "Where the claim comes from"),
    },
    ("stage", "source"): {
        "domain": _text("Domain", "Domain of the rubric"),
        "red": _text("Red", "When the cell is red"),
        "amber": _text("Amber", "When the cell is amber"),
        "green": _text("Green", "When the cell is green"),
        "source": _text("Source", "Where the words come from"),
    },
}
