"""Sentences on a study's claims, written from the numbers: what is found, and why confidence and evidence part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cs_research.displays.frame import percent, points
from cs_research.measures.cerqual import FINAL
from cs_research.measures.convergence import STATUSES, SURVEY
from cs_research.measures.paper_and_practice import FINDINGS
from cs_research.reporting.findings import joined
from cs_research.reporting.numbers import Tables

__all__ = [
    "finals_finding",
    "gaps_finding",
    "kinds_finding",
    "paper_told",
    "services_told",
    "why_they_part",
]

#: What comparisons of each category do.
_CATEGORIES = {
    "agreement": "agree",
    "partial agreement": "agree in part",
    "dissonance": "contradict each other",
    "silence": "have one or both sides silent",
}
_OUTRUNS = "confidence outruns evidence"


def gaps_finding(ledger: pd.DataFrame) -> tuple[str, str]:
    """The finding on both sides of the claims: its bold opening and the rest."""
    told = ledger[ledger["gap"].notna()]
    if told.empty:
        return "No claim can be weighed,", "because no number of a survey stands against its evidence."
    ahead = told[told["verdict"] == _OUTRUNS]
    opening = f"Confidence outruns evidence in {len(ahead)} of {_claims(len(ledger))}."
    confidence, evidence = (_range(told[name]) for name in ("confidence", "evidence"))
    most = told.loc[told["gap"].idxmax()]
    rest = (
        f"{confidence} per cent of services are confident, and sources show {evidence} per cent of the expected "
        f"practices. The gap is {points(most['gap'])} points where the claim is: {most['text']}{_chance(told, most)}"
    )
    return opening, rest


def _chance(told: pd.DataFrame, most: pd.Series) -> str:
    """That a gap is the largest, and whether that may be chance: its interval reaches into that of another claim."""
    others = told.drop(index=most.name)
    if others.empty:
        return ""
    apart = bool((most["low"] > others["high"]).all())
    return " It is the largest" + (
        "." if apart else "; intervals overlap, so that the order of claims may be chance."
    )


def _range(shares: pd.Series) -> str:
    low, high = percent(shares.min()), percent(shares.max())
    return low if low == high else f"{low} to {high}"


def kinds_finding(matrix: pd.DataFrame) -> tuple[str, str]:
    """The finding on how kinds of source agree: its bold opening and the rest."""
    if matrix.empty:
        return "There is one kind of source,", "so none can be held against another."
    kinds = list(dict.fromkeys([*matrix["first"], *matrix["second"]]))
    counts = matrix["category"].value_counts()
    against = int(counts.get("dissonance", 0))
    opening = f"Kinds of source contradict each other in {against} of {len(matrix)} comparisons."
    parts = [f"{counts[name]} {words}" for name, words in _CATEGORIES.items() if name in counts]
    statuses = {name: int((matrix["status"] == name).sum()) for name in STATUSES}
    decided = len(matrix) - statuses["proposed"]
    told = joined([f"{statuses[name]} {name}" for name in STATUSES[1:]])
    rest = (
        f"On each claim every two of {joined(kinds)} are compared: {joined(parts)}. People decided "
        f"{_number(decided)} of them{f' ({told})' if decided else ''}; the others stand as the rule proposes them."
    )
    return opening, rest


def finals_finding(findings: pd.DataFrame) -> tuple[str, str]:
    """The finding on how many findings people judged whole: its bold opening and the rest."""
    final = findings[findings["status"] == FINAL]
    drafts = len(findings) - len(final)
    opening = f"{len(final)} of {len(findings)} findings are final."
    levels = final["overall"].value_counts()
    told = joined([f"{level} for {count}" for level, count in levels.items()]) if len(final) else ""
    rest = f"People judged how much confidence they deserve: {told}." if told else ""
    if drafts:
        are = "The other is a draft" if drafts == 1 and len(final) else f"{drafts} are drafts"
        rest = f"{rest} {are}: people have not given every judgement that a finding needs.".strip()
    return opening, rest


def paper_told(tables: Tables, sites: Mapping[str, str]) -> list[str]:
    """What strategies promise, and practitioners do not voice or deny."""
    if "paper-and-practice" not in tables:
        return [
            "The study has no strategies or other plans beside practitioners' accounts, so paper and practice are not "
            "compared."
        ]
    table = tables["paper-and-practice"]
    counts = table["finding"].value_counts()
    told = [f"{counts[name]} {name}" for name in FINDINGS if name in counts]
    lines = [f"Of {len(table)} practices: {'; '.join(told)}."]
    for row in table[table["finding"].isin(FINDINGS[:2])].itertuples():
        where = joined([sites[site] for site in row.paper_sites])
        said = (
            "no practitioner speaks of it" if row.finding == FINDINGS[0] else "practitioners say the contrary"
        )
        lines.append(f"{row.label}: strategies commit to it ({where}), and {said}.")
    return lines


def services_told(tables: Tables) -> list[str]:
    """What is found where the same service stands on both sides."""
    if "paired-gap" not in tables:
        return ["No site of the study names its service, so no service can be held against itself."]
    table = tables["paired-gap"]
    ahead = int((table["verdict"] == _OUTRUNS).sum())
    linked = tables["service-gaps"]["site"].nunique()
    return [
        f"{linked} sites are services that answered the survey. Held against their own sources, confidence outruns "
        f"evidence in {ahead} of {len(table)} domains.",
        "Who answered for a service and who spoke at its site are not the same people.",
    ]


def why_they_part(tables: Tables, claim: str, sites: Mapping[str, str]) -> str:
    """Why confidence and evidence part on a claim: what is silent, what is contrary, and what no source shows.

    Parameters
    ----------
    tables
        From `triangulation_tables`.
    """
    row = tables["ledger"].set_index("claim").loc[claim]
    lines = [
        f"Sources are silent on {row['silent']} of {row['cells']} cells of practice and site, say the contrary in "
        f"{row['contrary']}, show a part in {row['partly']} and the whole in {row['shown']}."
    ]
    if pd.notna(row["confidence"]):
        both = f"{percent(row['confidence'])}% of services are confident, and sources show {percent(row['evidence'])}%"
        lines.insert(0, f"{both} of the expected practices.")
    return " ".join([*lines, *_lacking(tables, claim), *_speaking(tables, claim, sites)])


def _lacking(tables: Tables, claim: str) -> Iterator[str]:
    """The practices of a claim that no source shows, even in part, or that no site shows whole."""
    themes = tables["statistics-by-theme"]
    mine = themes[themes["claim"] == claim]
    absent = [str(label) for label in mine.loc[mine["evidence"] == 0, "label"]]
    never = [str(label) for label in mine.loc[mine["shown"] == 0, "label"]]
    if absent:
        yield f"No source shows even a part of: {'; '.join(absent)}."
    elif never:
        yield f"No site shows the whole of: {'; '.join(never)}."


def _speaking(tables: Tables, claim: str, sites: Mapping[str, str]) -> Iterator[str]:
    """Which kinds of source speak for a claim, and the strongest quotation against it."""
    said = tables["by-kind"]
    mine = said[(said["claim"] == claim) & (said["kind"] != SURVEY)]
    kinds = [str(row.kind) for row in mine.itertuples() if row.shown + row.partly > 0]
    if len(kinds) == 1:
        yield f"Only one kind of source speaks for it: {kinds[0]}."
    quoted = tables["quotations"]
    against = quoted[(quoted["claim"] == claim) & (quoted["side"] == "against")]
    for row in against.head(1).itertuples():
        yield f"Against it: “{row.quote}” ({row.kind}, {sites[row.site]})."
    if against.empty:
        yield "No source says the contrary: what is missing is missing because nobody speaks of it."


def _claims(count: int) -> str:
    return f"{count} claim" if count == 1 else f"{count} claims"


def _number(count: int) -> str:
    return "none" if count == 0 else str(count)
