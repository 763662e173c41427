"""Sheets of a workbook on evidence, ratings and the gap between confidence and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from cs_research.definitions.categories import LEAST_SITES
from cs_research.displays.figures.layout import format_level, format_verdict
from cs_research.displays.inputs import Rows, check_inputs
from cs_research.displays.symbols import MIN_BASE, NONE, WITHHELD
from cs_research.displays.workbook.survey_sheets import (
    Labels,
    interval_columns,
    label_reliability,
    to_numbers,
    to_percents,
)
from cs_research.displays.workbook.workbook import Sheet
from cs_research.errors import Fault, PublishError, check_choice, join_names

_TITLES = {
    "domain": ("Evidence_domain", "Practices that sources show, by domain"),
    "practice": ("Evidence_practice", "Sites whose sources show each practice"),
    "site": ("Evidence_site", "Practices that each site's sources show"),
}
_STATES = ("shown", "partly", "contrary", "silent")


@check_inputs(table=Rows("cells shown partly contrary silent share share_spoken low high"), labels=Labels)
def evidence_sheet(table: pd.DataFrame, labels: Labels, *, by: str) -> Sheet:
    """Return the sheet of evidence, one row per domain, practice or site; no interval of sites for single sites.

    Parameters
    ----------
    table
        From `cells.share_by`.
    """
    check_choice("evidence sheet", "by", by, _TITLES, PublishError)
    if by not in table.columns:
        found = ", ".join(map(str, table.columns))
        raise PublishError(Fault("evidence sheet", "table", f"have the column '{by}'", found))
    name, title = _TITLES[by]
    names = {"domain": labels.domains, "practice": labels.practices, "site": labels.sites}[by]
    none = [NONE] * len(table)
    shown = to_percents(table["share"], none)
    within = {"Domain": [labels.domains[labels.domain_of[str(it)]] for it in table[by]]} if by == "practice" else {}
    columns = {
        **within,
        by.capitalize(): [names[str(it)] for it in table[by]],
        "Cells of practice and site": to_numbers(table["cells"], none),
        **{f"Cells {state}": to_numbers(table[state], none) for state in _STATES},
        "Evidence (per cent of cells)": shown,
        "Evidence where a source speaks of it (per cent)": to_percents(table["share_spoken"], none),
    }
    notes = {"Evidence (per cent of cells)": "evidence"}
    if by != "site":
        interval = interval_columns(table["low"], table["high"], none, labels)
        columns |= interval | {"Reliability": label_reliability(_few_sites(len(table), labels), shown)}
        notes |= {next(iter(interval)): "sites", "Reliability": "reliability"}
    return Sheet(
        name,
        title,
        pd.DataFrame(columns, dtype=object),
        lead=(f"Cells of practice and site, and per cent of them. {labels.seen}",),
        notes=notes,
        decimals=dict.fromkeys((heading for heading in columns if "per cent" in heading), 0),
    )


def _few_sites(rows: int, labels: Labels) -> list[bool]:
    return [len(labels.sites) < LEAST_SITES] * rows


@check_inputs(
    table=Rows("domain label site state score shown partly contrary uncounted compared coder_states"), labels=Labels
)
def cells_sheet(table: pd.DataFrame, labels: Labels) -> Sheet:
    """Return the sheet of cells, one row per practice and site, from `cells.cells` with `coders.mark_disagreement`."""
    none = [NONE] * len(table)
    columns = {
        "Domain": [labels.domains[str(domain)] for domain in table["domain"]],
        "Practice": [str(label) for label in table["label"]],
        "Site": [labels.sites[str(site)] for site in table["site"]],
        "What its sources show": [str(state) for state in table["state"]],
        "Counts as": to_numbers(table["score"], none, decimals=1),
        **{f"Segments {state}": to_numbers(table[state], none) for state in _STATES[:3]},
        "Segments that the rule leaves out": [len(ids) for ids in table["uncounted"]],
        "Coders compared": to_numbers(table["compared"], none),
        "Coders who differ": [str(states) or "none" for states in table["coder_states"]],
    }
    return Sheet(
        "Cells",
        "What each site's sources show of each practice",
        pd.DataFrame(columns, dtype=object),
        lead=(f"Coded segments. {labels.seen}",),
        notes={"What its sources show": "evidence"},
        decimals={"Counts as": 1},
    )


@check_inputs(
    table=Rows("domain confidence evidence gap low high verdict caution sites beyond_margin provisional"),
    labels=Labels,
)
def gap_sheet(table: pd.DataFrame, bases: Mapping[str, Any], labels: Labels) -> Sheet:
    """Return the sheet of gaps, one row per domain or claim.

    Parameters
    ----------
    table
        From `gap.gap`, with `cerqual.with_status`.
    bases
        Domain or claim to its smallest base.
    """
    by = "claim" if "claim" in table.columns else "domain"
    if missing := [str(it) for it in table[by] if str(it) not in bases]:
        rule = f"have the smallest base of every '{by}' of table"
        raise PublishError(Fault("gap sheet", "bases", rule, f"none for {join_names(missing)}"))
    claim = {"Claim": [labels.claims[str(it)] for it in table["claim"]]} if by == "claim" else {}
    sides = _side_columns(table, labels, by)
    few = [
        sites < LEAST_SITES or bool(pd.notna(bases[str(it)]) and bases[str(it)] < MIN_BASE)
        for it, sites in zip(table[by], table["sites"], strict=True)
    ]
    columns = {
        "Domain": [labels.domains[str(domain)] for domain in table["domain"]],
        **claim,
        **sides,
        "Sites": to_numbers(table["sites"], [NONE] * len(table)),
        "Verdict": _verdicts(table),
        "Status": ["provisional" if draft else "final" for draft in table["provisional"]],
        "Whole interval beyond the margin": ["yes" if beyond else "no" for beyond in table["beyond_margin"]],
        "Reliability": label_reliability(few, sides["Gap (points)"]),
    }
    name, title = ("Gap_claim", "claim by claim") if claim else ("Gap", "by domain")
    return _gap_sheet(name, f"Confidence, evidence and the gap between them, {title}", columns, labels)


@check_inputs(
    table=Rows("domain kind alternative confidence evidence gap low high verdict caution sites counted same"),
    labels=Labels,
)
def alternatives_sheet(table: pd.DataFrame, labels: Labels) -> Sheet:
    """Return the sheet of alternatives, one row per domain and alternative, from `sensitivity.sensitivity`."""
    columns = {
        "Domain": [labels.domains[str(domain)] for domain in table["domain"]],
        "What is changed": [str(kind) for kind in table["kind"]],
        "Alternative": [str(text) for text in table["alternative"]],
        **_side_columns(table, labels, "domain"),
        "Sites or places": to_numbers(table["sites"], [NONE] * len(table)),
        "Verdict": _verdicts(table),
        "Same verdict as published": ["yes" if same else "no" for same in table["same"]],
        "Counts as a check": ["yes" if counted else "no" for counted in table["counted"]],
    }
    title = "The gap when one choice is changed at a time"
    return _gap_sheet("Sensitivity", title, columns, labels, {"Counts as a check": "checks"})


def _verdicts(table: pd.DataFrame) -> list[str]:
    return [format_verdict(*row) for row in zip(table["verdict"], table["caution"], strict=True)]


def _side_columns(table: pd.DataFrame, labels: Labels, by: str) -> dict[str, Any]:
    """Return the columns of confidence, evidence and gap, each with its interval if the table has it."""
    none = [WITHHELD if str(it) in labels.hidden else NONE for it in table[by]]
    interval = f"{format_level(labels.level)} interval"
    columns: dict[str, Any] = {}
    for name in ("confidence", "evidence"):
        columns[f"{name.capitalize()} (per cent)"] = to_percents(table[name], none)
        for end in ("low", "high"):
            if f"{name}_{end}" in table.columns:
                heading = f"{name.capitalize()}: {interval}, {end}er end (per cent)".replace("higher", "upper")
                columns[heading] = to_percents(table[f"{name}_{end}"], none)
    columns["Gap (points)"] = to_percents(table["gap"], none)
    columns[f"Gap: {interval}, lower end (points)"] = to_percents(table["low"], none)
    columns[f"Gap: {interval}, upper end (points)"] = to_percents(table["high"], none)
    return columns


def _gap_sheet(
    name: str, title: str, columns: dict[str, Any], labels: Labels, more: Mapping[str, str] | None = None
) -> Sheet:
    notes = {**(more or {}), "Evidence (per cent)": "evidence", "Gap (points)": "gap", "Verdict": "verdict"}
    notes |= {"Status": "status"} if "Status" in columns else {}
    return Sheet(
        name,
        title,
        pd.DataFrame(columns, dtype=object),
        lead=(f"Per cent, and the gap in percentage points. {labels.asked} {labels.seen}",),
        notes=notes | ({"Reliability": "reliability"} if "Reliability" in columns else {}),
        decimals={h: 0 for h in columns if h.endswith(("(per cent)", "(points)"))},
    )


@check_inputs(
    table=Rows("place date domain level stage raters red amber green cannot missing mean median mode disagree"),
    labels=Labels,
)
def ratings_sheet(table: pd.DataFrame, labels: Labels) -> Sheet:
    """Return the sheet of ratings, one row per review and cell of the rubric, from `rubric_ratings.heat_map`."""
    none = [NONE] * len(table)
    counts = {"Raters with a colour": "raters", "Red": "red", "Amber": "amber", "Green": "green"} | {
        "Cannot tell": "cannot",
        "Not filled in": "missing",
    }
    columns = {
        "Place": _format_texts(table["place"]),
        "Date": _format_texts(table["date"]),
        "Domain": [labels.domains.get(str(domain), str(domain)) for domain in table["domain"]],
        "Level": _format_texts(table["level"]),
        "Stage": _format_texts(table["stage"]),
        **{heading: to_numbers(table[name], none) for heading, name in counts.items()},
        "Mean score": to_numbers(table["mean"], none, decimals=2),
        "Median score": to_numbers(table["median"], none, decimals=2),
        "Colour that most gave": _format_texts(table["mode"]),
        "Raters disagree": ["yes" if disagree else "no" for disagree in table["disagree"]],
    }
    return Sheet(
        "Ratings",
        "Each cell of the rubric as its raters see it",
        pd.DataFrame(columns, dtype=object),
        lead=("Raters. Source: filled forms of the rubric.",),
        notes={"Mean score": "rubric"},
        decimals={"Mean score": 2, "Median score": 2},
    )


@check_inputs(table=Rows("domain places rated share low high", every="places"), labels=Labels)
def rating_domains_sheet(table: pd.DataFrame, labels: Labels) -> Sheet:
    """Return the sheet of ratings by domain, one row per domain, from `rubric_ratings.evidence_share`."""
    none = [NONE] * len(table)
    shown = to_percents(table["share"], none)
    columns = {
        "Domain": [labels.domains[str(domain)] for domain in table["domain"]],
        "Places": to_numbers(table["places"], none),
        "Rated cells": to_numbers(table["rated"], none),
        "Average rating (0 to 100)": shown,
        **interval_columns(table["low"], table["high"], none, labels),
        "Reliability": label_reliability((table["places"] < LEAST_SITES).tolist(), shown),
    }
    return Sheet(
        "Ratings_domain",
        "Ratings of the rubric, by domain",
        pd.DataFrame(columns, dtype=object),
        lead=("Latest review of each place. Source: filled forms of the rubric.",),
        notes={"Average rating (0 to 100)": "rubric", "Reliability": "reliability"},
        decimals=dict.fromkeys((h for h in columns if "per cent" in h or h == "Average rating (0 to 100)"), 0),
    )


def _format_texts(values: Iterable[Any]) -> list[str]:
    """Return texts and ISO 8601 dates, with a symbol for missing ones."""
    return [NONE if pd.isna(value) or not str(value).strip() else str(value) for value in values]
