"""Sentences on a study's claims: the findings, and the details behind each gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cs_research.definitions.categories import (
    CANNOT,
    FINAL,
    FINDINGS,
    LEAST_SERVICES,
    ONE_COLOUR,
    STATUSES,
    SURVEY,
)
from cs_research.displays.figures.layout import format_percent, format_points
from cs_research.protection import Release, tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.text.findings import count_of, join_with_and, unmentioned_sentences

#: What comparisons of each category do.
_CATEGORIES = {
    "agreement": "agree",
    "partial agreement": "agree in part",
    "dissonance": "contradict each other",
    "silence": "have one or both sides silent",
}
_OUTRUNS = "confidence outruns evidence"


def gaps_finding(ledger: pd.DataFrame, *, widest: bool) -> tuple[str, str]:
    """Return the finding on confidence and evidence over all claims: its bold opening and the rest.

    ``widest`` is true if the largest gap exceeds the others by more than chance.
    """
    known = ledger[ledger["gap"].notna()]
    if known.empty:
        return "No claim can be weighed,", "because no number of a survey stands against its evidence."
    ahead = known[known["verdict"] == _OUTRUNS]
    opening = f"Confidence outruns evidence in {len(ahead)} of {count_of(len(ledger), 'claim')}."
    confidence, evidence = (_range(known[name]) for name in ("confidence", "evidence"))
    largest = known.loc[known["gap"].idxmax()]
    chance = "" if len(known) == 1 or widest else ", by no more than chance may explain"
    rest = (
        f"{confidence} per cent of services are confident, and evidence scores are {evidence} per cent. "
        f"The gap is widest, at {format_points(largest['gap'])} points{chance}, where the claim is: {largest['text']}"
    )
    drafts = int(known["provisional"].sum())
    return (
        opening,
        f"{rest} {drafts} of these results {'is' if drafts == 1 else 'are'} provisional." if drafts else rest,
    )


def _range(shares: pd.Series) -> str:
    low, high = format_percent(shares.min()), format_percent(shares.max())
    return low if low == high else f"{low} to {high}"


def kinds_finding(matrix: pd.DataFrame) -> tuple[str, str]:
    """Return the finding on how kinds of source agree: its bold opening and the rest."""
    if matrix.empty:
        return "There is one kind of source,", "so none can be held against another."
    kinds = list(dict.fromkeys([*matrix["first"], *matrix["second"]]))
    counts = matrix["category"].value_counts()
    against = int(counts.get("dissonance", 0))
    opening = f"Kinds of source contradict each other in {against} of {len(matrix)} comparisons."
    clauses = [f"{counts[name]} {words}" for name, words in _CATEGORIES.items() if name in counts]
    statuses = {name: int((matrix["status"] == name).sum()) for name in STATUSES}
    decided = len(matrix) - statuses["proposed"]
    outcomes = join_with_and([f"{statuses[name]} {name}" for name in STATUSES[1:]])
    rest = (
        f"On each claim every two of {join_with_and(kinds)} are compared: {join_with_and(clauses)}. People decided "
        f"{_number(decided)} of them{f' ({outcomes})' if decided else ''}; the others stand as the rule proposes them."
    )
    return opening, rest


def finals_finding(findings: pd.DataFrame) -> tuple[str, str]:
    """Return the finding on how many findings have all their judgements: its bold opening and the rest."""
    final = findings[findings["status"] == FINAL]
    drafts = len(findings) - len(final)
    opening = f"{len(final)} of {len(findings)} findings are final."
    levels = final["overall"].value_counts()
    judged = join_with_and([f"{level} for {count}" for level, count in levels.items()]) if len(final) else ""
    rest = f"People judged how much confidence they deserve: {judged}." if judged else ""
    if drafts:
        are = "The other is a draft" if drafts == 1 and len(final) else f"{drafts} are drafts"
        rest = f"{rest} {are}: people have not given every judgement that a finding needs.".strip()
    return opening, rest


def strategy_sentences(release: Release, sites: Mapping[str, str]) -> list[str]:
    """Return sentences on practices in strategies that practitioners do not mention or contradict."""
    if tables.PAPER_AND_PRACTICE not in release:
        return [
            "The study has no strategies or other plans beside practitioners' accounts, so paper and practice are not "
            "compared."
        ]
    table = release[tables.PAPER_AND_PRACTICE]
    counts = table["finding"].value_counts()
    clauses = [f"{counts[name]} {name}" for name in FINDINGS if name in counts]
    lines = [f"Of {len(table)} practices: {'; '.join(clauses)}."]
    reasons = {
        FINDINGS[0]: "but no practitioner at any site mentions it",
        FINDINGS[1]: "but practitioners contradict it",
        FINDINGS[2]: "but practitioners at another site contradict it",
    }
    for row in table[table["finding"].isin(list(reasons))].itertuples():
        named = join_with_and([sites[site] for site in row.paper_sites])
        where = f"strategy of {named}" if len(row.paper_sites) == 1 else f"strategies of {named}"
        lines.append(f"{row.label}: in the {where}, {reasons[row.finding]}.")
    for row in table[table["finding"] == FINDINGS[6]].itertuples():
        lines.append(f"{row.label}: practitioners contradict it, and no strategy has it.")
    return lines


def service_sentences(release: Release, linked: int, minimum: int) -> list[str]:
    """Return sentences on the services that have both survey answers and coded sources.

    Parameters
    ----------
    linked, minimum
        Number of sites that name their service, and minimum number of services for which a number is shown.
    """
    if tables.PAIRED_GAP not in release:
        return ["No site is linked to a service that answered the survey."]
    table = release[tables.PAIRED_GAP]
    shown = table[table["gap"].notna()]
    opening = f"{linked} sites are services" if linked != 1 else "1 site is a service"
    lines = [f"{opening} that also answered the survey."]
    if len(shown):
        higher = int((shown["gap"] > 0).sum())
        lines[0] += (
            " Their average reported confidence is higher than their evidence score "
            f"in {higher} of {len(table)} domains."
        )
    if len(shown) and (shown["services"] < LEAST_SERVICES).all():
        lines.append(f"With fewer than {LEAST_SERVICES} the numbers describe these services, and no verdict is given.")
    if table["services"].isna().any():
        lines.append(f"Numbers of fewer than {minimum} services are withheld.")
    return [*lines, "The survey respondent and the people interviewed are usually different."]


def gap_details(release: Release, claim: str, sites: Mapping[str, str]) -> str:
    """Return the details behind the gap of a claim: its shares, and what sources do not mention or contradict.

    Parameters
    ----------
    tables
        The tables of a study with codings.
    """
    row = release[tables.LEDGER].set_index("claim").loc[claim]
    lines = [
        f"Of {row['cells']} combinations of practice and site, sources do not mention {row['silent']} and contradict "
        f"{row['contrary']}."
    ]
    if pd.notna(row["confidence"]):
        lines.insert(
            0,
            f"{format_percent(row['confidence'])}% of services are confident, and the evidence score is "
            f"{format_percent(row['evidence'])}%: {row['shown']} of {row['cells']} shown, {row['partly']} partly.",
        )
    return " ".join([*lines, *_missing_practices(release, claim), *_supporting_sources(release, claim, sites)])


def _missing_practices(release: Release, claim: str) -> Iterator[str]:
    """Yield sentences on the practices of a claim that are not mentioned, contradicted, or only partly shown."""
    themes = release[tables.STATISTICS_BY_THEME]
    mine = themes[themes["claim"] == claim]
    yield from unmentioned_sentences(mine)
    partly = [str(label) for label in mine.loc[(mine["shown"] == 0) & (mine["partly"] > 0), "label"]]
    if partly:
        yield f"No site fully shows: {'; '.join(partly)}."


def _supporting_sources(release: Release, claim: str, sites: Mapping[str, str]) -> Iterator[str]:
    """Yield sentences on the kinds of source that support a claim, and the strongest quotation against it."""
    table = release[tables.BY_KIND]
    mine = table[(table["claim"] == claim) & (table["kind"] != SURVEY)]
    kinds = [str(row.kind) for row in mine.itertuples() if row.shown + row.partly > 0]
    if len(kinds) == 1:
        yield f"Only one kind of source speaks for it: {kinds[0]}."
    quoted = release[tables.QUOTATIONS]
    against = quoted[(quoted["claim"] == claim) & (quoted["side"] == "against")]
    for row in against.head(1).itertuples():
        yield (
            f"Strongest quotation against the statement, on {row.label}: “{row.quote}” ({row.kind}, {sites[row.site]})."
        )
    if against.empty:
        yield "No source contradicts this statement. Practices without evidence were not mentioned."


def _number(count: int) -> str:
    return "none" if count == 0 else str(count)


def rating_sentences(builder: Builder, table: pd.DataFrame | None) -> list[str]:
    """Return sentences on how many raters judged, how far they agree, and what is missing."""
    ratings = builder.study.ratings
    if ratings is None or table is None:
        return ["Nobody rated a place with the rubric, so ratings cannot be put beside the codings."]
    total = builder.release[tables.RATINGS_AGREEMENT].iloc[0]
    sentences = [
        f"{count_of(ratings.raters, 'rater')} judged {join_with_and(ratings.places)}, each at the last review."
    ]
    if total["together"]:
        alpha = "" if pd.isna(total["alpha"]) else f"; Krippendorff's ordinal alpha is {total['alpha']:.2f}"
        if alpha and total["commonest"] >= ONE_COLOUR:
            alpha += f", which is unstable since {format_percent(total['commonest'])}% of the ratings are one colour"
        sentences.append(
            f"Over {count_of(int(total['together']), 'cell')} with two colours or more, "
            f"{format_percent(total['agreement'])}% of pairs agree{alpha}."
        )
    else:
        sentences.append("No cell has colours from two raters, so nothing is known of how far they agree.")
    without = [f"{ratings.cannot} “{CANNOT}”", f"{ratings.missing} left blank"]
    sentences.append(f"Of {ratings.answers} answers, {join_with_and(without)}; they are in no share.")
    return sentences
