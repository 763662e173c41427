"""HTML tables of a triangulation: sides of each claim, themes, strategies and accounts, findings, services."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from cs_research.definitions.categories import ONE_COLOUR
from cs_research.definitions.decisions import COMPONENTS
from cs_research.displays.figures.layout import format_level, format_percent, format_points, format_verdict
from cs_research.displays.inputs import LabelsFor, Rows, check_inputs
from cs_research.displays.symbols import MARKS, mark_html
from cs_research.displays.tables.html import grouped_table

_NONE = "none"


@check_inputs(
    table=Rows(
        "text confidence statement shown partly contrary silent evidence quotation_for quotation_against "
        "practice_for practice_against fit caution provisional"
    )
)
def side_by_side_table(table: pd.DataFrame) -> str:
    """Return HTML of both sides of each claim: what services say, what sources show and say, and their fit.

    Parameters
    ----------
    table
        From `joint.side_by_side`.
    """
    return grouped_table("side-by-side", ["Side", "What it says"], _side_rows(table))


def _side_rows(table: pd.DataFrame) -> Iterator[Sequence[str]]:
    for row in table.itertuples():
        yield [escape(str(row.text))]
        share = "no number" if pd.isna(row.confidence) else f"{format_percent(row.confidence)}% of services"
        yield ["Services say", f"{escape(str(row.statement))}<br><small>{share}</small>"]
        yield [
            "Sources show",
            f"{_format_states(row)}<br><small>Evidence score: {_format_share(row.evidence)}</small>",
        ]
        for name, head in (("quotation_for", "Words for it"), ("quotation_against", "Words against it")):
            against = name.endswith("against")
            practice = row.practice_against if against else row.practice_for
            yield [head, _format_quotation(getattr(row, name), practice, against=against)]
        status = " (provisional)" if row.provisional else ""
        yield ["Fit", f"<strong>{escape(format_verdict(row.fit, row.caution)).capitalize()}{status}</strong>"]


@check_inputs(
    table=Rows("claim confidence label passages sources evidence shown partly contrary silent provisional"),
    claims=LabelsFor("table", "claim"),
)
def themes_table(table: pd.DataFrame, claims: Mapping[str, str]) -> str:
    """Return HTML of each practice under its claim: the claim's confidence, what sites show, and the evidence score.

    Parameters
    ----------
    table
        From `joint.statistics_by_theme`.
    claims
        Claim to the label printed for it.
    """
    return grouped_table("themes", ["Practice", "Sites", "Evidence score"], _theme_rows(table, claims))


def _theme_rows(table: pd.DataFrame, claims: Mapping[str, str]) -> Iterator[Sequence[str]]:
    for claim, part in table.groupby("claim", sort=False):
        share = part["confidence"].iloc[0]
        confident = "no number" if pd.isna(share) else f"{format_percent(share)}% of services confident"
        status = "; provisional" if part["provisional"].iloc[0] else ""
        yield [f"{escape(claims[str(claim)])} <small>{confident}{status}</small>"]
        for row in part.itertuples():
            numbers = f"{_format_count(row.passages, 'coded passage')} in {_format_count(row.sources, 'source')}"
            yield [
                escape(str(row.label)),
                _format_states(row),
                f"{_format_share(row.evidence)}<br><small>{numbers}</small>",
            ]


@check_inputs(
    table=Rows("level claim share side quote kind site label"),
    claims=LabelsFor("table", "claim"),
    sites=LabelsFor("table", "site"),
)
def quotations_table(table: pd.DataFrame, claims: Mapping[str, str], sites: Mapping[str, str]) -> str:
    """Return HTML of quotations for and against, by the level of confidence of their claim.

    Parameters
    ----------
    table
        From `joint.quotations_by_confidence`.
    claims, sites
        Claim and site id to the words printed for them.
    """
    return grouped_table("quotations", ["Side", "Quotations"], _quotation_rows(table, claims, sites))


def _quotation_rows(
    table: pd.DataFrame, claims: Mapping[str, str], sites: Mapping[str, str]
) -> Iterator[Sequence[str]]:
    for (level, claim), part in table.groupby(["level", "claim"], sort=False):
        share = part["share"].iloc[0]
        percent = "" if pd.isna(share) else f", {format_percent(share)}%"
        yield [f"{escape(str(level)).capitalize()}{percent}: {escape(claims[str(claim)])}"]
        for side in ("for", "against"):
            quotations = [
                _format_quotation(
                    row.quote, f"On {row.label}; {row.kind}, {sites[row.site]}", against=side == "against"
                )
                for row in part.itertuples()
                if row.side == side
            ]
            yield [side.capitalize(), "".join(quotations) or _NONE]


@check_inputs(
    table=Rows("claim label paper voiced paper_sites contradicted_sites unvoiced_sites finding"),
    claims=LabelsFor("table", "claim"),
    sites=LabelsFor("table", "paper_sites contradicted_sites unvoiced_sites"),
)
def paper_table(table: pd.DataFrame, claims: Mapping[str, str], sites: Mapping[str, str]) -> str:
    """Return HTML of what strategies and practitioners each say of every practice, and the result.

    Parameters
    ----------
    table
        From `paper_and_practice.paper_and_practice`.
    claims, sites
        Claim and site id to the words printed for them.
    """
    rows = _practice_rows(table, claims, sites)
    return grouped_table("paper", ["Practice", "In strategies", "In staff accounts", "Result"], rows)


def _practice_rows(table: pd.DataFrame, claims: Mapping[str, str], sites: Mapping[str, str]) -> Iterator[Sequence[str]]:
    for claim, part in table.groupby("claim", sort=False):
        yield [escape(claims[str(claim)])]
        for row in part.itertuples():
            named = [sites[site] for site in row.paper_sites]
            not_mentioning, contradicting = (
                [sites[site] for site in group] for group in (row.unvoiced_sites, row.contradicted_sites)
            )
            note = (
                f"<br><small>Staff contradict it at {escape(', '.join(contradicting))}</small>" if contradicting else ""
            )
            note += (
                f"<br><small>No practitioner mentions it at {escape(', '.join(not_mentioning))}</small>"
                if not_mentioning
                else ""
            )
            at = f"<br><small>{escape(', '.join(named))}</small>" if named else ""
            yield [
                escape(str(row.label)),
                f"{_format_state(row.paper)}{at}",
                _format_state(row.voiced),
                f"{escape(row.finding)}{note}",
            ]


@check_inputs(
    table=Rows(
        "text status sources all_sources kinds sites all_sites segments passages shown partly contrary words by date "
        "overall overall_reason"
    )
)
def cerqual_table(table: pd.DataFrame) -> str:
    """Return HTML of each finding: its basis, how it was judged and why, and whether it is final.

    Parameters
    ----------
    table
        From `cerqual.findings_table`.
    """
    return grouped_table("cerqual", ["Part", "Judgement"], _finding_rows(table))


def _finding_rows(table: pd.DataFrame) -> Iterator[Sequence[str]]:
    for row in table.itertuples():
        yield [escape(str(row.text))]
        who = ", ".join(filter(None, [row.by, row.date]))
        yield [
            "Status",
            f"<strong>{escape(row.status).capitalize()}</strong>{f' ({escape(who)})' if who else ''}",
        ]
        basis = (
            f"{row.sources} of {row.all_sources} sources ({', '.join(row.kinds)}), {row.sites} of {row.all_sites} "
            f"sites; {_format_count(row.passages, 'coded passage')}; {_format_count(row.segments, 'segment')}: "
            f"{row.shown} shown, {row.partly} partly, {row.contrary} contrary; {row.words} words quoted"
        )
        yield ["Rests on", escape(basis)]
        for name in (*COMPONENTS, "overall"):
            level, reason = getattr(row, name), getattr(row, f"{name}_reason")
            head = "Confidence overall" if name == "overall" else f"Concern: {name.replace('_', ' ')}"
            judgement = f"{escape(level)}<br><small>{escape(reason)}</small>" if level else "not judged yet"
            yield [head, judgement]


@check_inputs(
    table=Rows(
        "domain score low high green rated cells evidence evidence_shown evidence_partly evidence_cells agreement "
        "alpha commonest"
    ),
    labels=LabelsFor("table", "domain"),
)
def rated_table(table: pd.DataFrame, labels: Mapping[str, str], level: float) -> str:
    """Return HTML of ratings and codings by domain, with the agreement between raters.

    Parameters
    ----------
    table
        One row per domain: ``domain, score, low, high, green, rated, cells, evidence, evidence_shown, evidence_partly,
        evidence_cells, agreement, alpha, commonest``.
    labels
        Domain to the label printed for it.
    """
    header = [
        "Domain", "Average rating (0 to 100)", "Green", "Criteria rated", "Evidence score", "Agreement", "Alpha",
    ]  # fmt: skip
    rows = [
        [
            escape(labels[row.domain]),
            (_NONE if pd.isna(row.score) else format_percent(row.score))
            + _format_interval(row.low, row.high, format_percent, level),
            _format_share(row.green),
            f"{row.rated} of {row.cells}",
            _format_evidence(row),
            _format_share(row.agreement),
            _format_alpha(row),
        ]
        for row in table.itertuples()
    ]
    return grouped_table("rated", header, rows)


def _format_evidence(row: Any) -> str:
    """Return the evidence score of a domain with its counts."""
    if pd.isna(row.evidence):
        return _NONE
    counts = f"{row.evidence_shown:.0f} of {row.evidence_cells:.0f} shown, {row.evidence_partly:.0f} partly"
    return f"{format_percent(row.evidence)}%<br><small>{counts}</small>"


def _format_alpha(row: Any) -> str:
    """Return alpha, with a note if nearly all ratings are of one colour."""
    if pd.isna(row.alpha):
        return _NONE
    note = f"<br><small>unstable: {format_percent(row.commonest)}% of ratings are one colour</small>"
    return f"{row.alpha:.2f}".replace("-", "−") + (note if row.commonest >= ONE_COLOUR else "")


@check_inputs(
    table=Rows("domain services confidence evidence gap low high verdict caution provisional"),
    labels=LabelsFor("table", "domain"),
)
def paired_gap_table(table: pd.DataFrame, labels: Mapping[str, str], level: float) -> str:
    """Return HTML of the mean gap of services with both answers and sources, by domain.

    Parameters
    ----------
    table
        From `service_gaps.paired_gap`, with rows of too few services withheld.
    """
    header = ["Domain", "Services", "Confidence", "Evidence score", "Gap", "Verdict"]
    rows = [
        [
            escape(labels[row.domain]),
            "withheld" if pd.isna(row.services) else str(row.services),
            _format_share(row.confidence),
            _format_share(row.evidence),
            _NONE
            if pd.isna(row.gap)
            else f"{format_points(row.gap)}{_format_interval(row.low, row.high, format_points, level)}",
            escape(format_verdict(row.verdict, row.caution)) + (" (provisional)" if row.provisional else ""),
        ]
        for row in table.itertuples()
    ]
    return grouped_table("paired-gap", header, rows)


def _format_states(row: Any) -> str:
    """Return the states of some cells with their numbers; a state without cells is left out."""
    lines = [
        f"{mark_html(state)}&nbsp;{getattr(row, state)}&nbsp;{label.replace(' ', '&nbsp;')}"
        for state, (_, label) in MARKS.items()
        if getattr(row, state)
    ]
    return "<br>".join(lines)


def _format_state(state: str) -> str:
    return f"{mark_html(state)} {MARKS[state][1]}"


def _format_quotation(text: str, source: str = "", *, against: bool = False) -> str:
    if not text:
        return _NONE
    note = f"<br><small>{escape(source)}</small>" if source else ""
    kind = ' class="contrary"' if against else ""
    return f"<blockquote{kind}>{escape(text)}{note}</blockquote>"


def _format_share(share: float) -> str:
    return _NONE if pd.isna(share) else f"{format_percent(share)}%"


def _format_interval(low: float, high: float, format_value: Callable[[float], str], level: float) -> str:
    """Return the interval of a number, printed below it."""
    if pd.isna(low):
        return ""
    return f"<br><small>{format_level(level)} interval {format_value(low)} to {format_value(high)}</small>"


def _format_count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
