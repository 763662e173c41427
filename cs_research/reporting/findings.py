"""Sentences written from the numbers: what a report says first, and the titles of its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cs_research.definitions import Instrument
from cs_research.displays.frame import level_told, percent, percents, points
from cs_research.measures.sensitivity import MAIN
from cs_research.reporting.labels import LABELS

__all__ = [
    "LABELS",
    "confidence_finding",
    "evidence_finding",
    "gap_alt",
    "gap_finding",
    "gap_summary",
    "gap_title",
    "joined",
    "likert_alt",
    "likert_title",
    "multiple_alt",
    "multiple_title",
    "sensitivity_alt",
    "sensitivity_title",
    "share_told",
]

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def joined(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _number(count: int) -> str:
    return _COUNTS[count] if count < len(_COUNTS) else str(count)


def _interval(low: float, high: float, level: float, unit: str = "%") -> str:
    if pd.isna(low) or pd.isna(high):
        return ""
    return f"{level_told(level)} interval {points(low)} to {points(high)}{unit}"


def confidence_finding(
    row: pd.Series | None, nets: pd.DataFrame | None, instrument: Instrument, level: float
) -> tuple[str, str]:
    """The finding about confidence: its bold opening and the rest."""
    if row is None or nets is None:
        return "No survey was read,", "so nothing is known of services' confidence here."
    if pd.isna(row["share"]):
        return (
            "Confidence cannot be told,",
            "because a question that it rests on was not asked, or answered by nobody or by too few.",
        )
    by_name = nets.set_index(["item", "net"])
    said = []
    for item, name in zip(row["items"], row["nets"], strict=True):
        net = by_name.loc[(item, name)]
        count = f"{int(net['n'])} of {int(net['base'])}"
        said.append((f"{percents(net.to_frame().T)[0]}%", net["label"], instrument.item(item).short, count))
    interval = _interval(row["low"], row["high"], level)
    if len(said) == 1:
        share, label, short, count = said[0]
        return (
            f"{share} of services say “{label}”",
            f"on “{short}” ({count}; {interval}). That counts as confident here.",
        )
    opening = (
        f"{percent(row['share'])}% of services are confident, on the mean of {_number(len(said))} questions"
    )
    parts = [f"{share} say “{label}” on “{short}” ({count})" for share, label, short, count in said]
    return opening, f"({interval}): {joined(parts)}."


def evidence_finding(
    row: pd.Series | None, practices: pd.DataFrame | None, sites: int, level: float
) -> tuple[str, str]:
    """The finding about evidence: its bold opening and the rest."""
    if row is None or practices is None:
        return "No sources were coded,", "so nothing is known of the evidence here."
    interval = _interval(row["low"], row["high"], level)
    counted = (
        f"{int(row['shown'])} of {int(row['cells'])} cells of practice and site shown, "
        f"{int(row['partly'])} partly, {int(row['contrary'])} contrary, {int(row['silent'])} silent"
    )
    absent = [str(label).lower() for label in practices.loc[practices["share"] == 0, "label"]]
    tail = f" No source shows even a part of: {'; '.join(absent)}." if absent else ""
    where = f"{_number(sites)} {'site' if sites == 1 else 'sites'}"
    opening = f"Sources of {where} show {percent(row['share'])}% of the expected practices:"
    return opening, f"{counted}{'; ' + interval if interval else ''}.{tail}"


def gap_finding(row: pd.Series | None, level: float) -> tuple[str, str]:
    """The finding about the gap: its bold opening and the rest."""
    if row is None or pd.isna(row["gap"]):
        return "The two sides cannot be compared,", "because one of them is missing."
    size, signed = percent(abs(row["gap"])), points(row["gap"])
    interval = _interval(row["low"], row["high"], level, unit="")
    openings = {
        "confidence outruns evidence": f"Confidence outruns evidence by {size} points",
        "evidence outruns confidence": f"Evidence outruns confidence by {size} points",
        "in step": f"Confidence and evidence are in step, {size} points apart",
        "cannot be told": f"Whether confidence outruns evidence cannot be told: the gap is {signed} points",
    }
    return openings[
        row["verdict"]
    ], f"({interval})." if interval else "(too few sites, or no source, speak of it)."


def gap_title(gaps: pd.DataFrame) -> str:
    """What the gap chart shows."""
    told = gaps[gaps["gap"].notna()]
    ahead = told[told["verdict"] == "confidence outruns evidence"]
    if (told["verdict"] == "cannot be told").all():
        return "Whether confidence outruns evidence cannot be told"
    if len(ahead) < len(told):
        where = f"{_number(len(ahead))} of {_number(len(told))} domains" if len(ahead) else "no domain"
        return f"Confidence outruns evidence in {where}"
    all_of = {1: "the one domain shown", 2: "both domains shown", len(LABELS): "every domain"}
    where = all_of.get(len(told), f"all {_number(len(told))} domains shown")
    most = _largest(told)
    return f"Confidence outruns evidence in {where}" + (f", most of all in {most}" if most else "")


def _largest(told: pd.DataFrame) -> str:
    """The domain whose interval lies above that of every other; "" if none does, and the order may be chance."""
    most = told.loc[told["gap"].idxmax()]
    others = told.drop(index=most.name)
    apart = len(others) > 0 and bool((most["low"] > others["high"]).all())
    return LABELS[str(most["domain"])].lower() if apart else ""


def gap_summary(gaps: pd.DataFrame) -> str:
    """The two shares and the gap of every domain, in a sentence."""
    parts = [
        f"{LABELS[str(row.domain)].lower()} {percent(row.confidence)}% confident against {percent(row.evidence)}% of "
        f"practices shown"
        for row in gaps.itertuples()
        if not pd.isna(row.gap)
    ]
    return f"{joined(parts)}.".capitalize()


def share_told(row: pd.Series, level: float) -> str:
    """A share in per cent with its count and interval: ``93% (53 of 57; 95% interval 88 to 96%)``."""
    interval = _interval(row["low"], row["high"], level)
    count = f"{int(row['n'])} of {int(row['base'])}"
    return f"{percents(row.to_frame().T)[0]}%, {'; '.join(filter(None, [count, interval]))}"


def gap_alt(gaps: pd.DataFrame) -> str:
    """The gap chart in words."""
    parts = [
        f"{LABELS[str(row.domain)].lower()} {percent(row.confidence)} and {percent(row.evidence)}"
        for row in gaps.itertuples()
        if not pd.isna(row.gap)
    ]
    return f"{gap_title(gaps)}. Confidence and evidence in per cent: {'; '.join(parts)}."


def sensitivity_title(rows: pd.DataFrame) -> str:
    """What the chart of alternatives shows: under how many of them the verdict holds."""
    others = rows[rows["kind"] != MAIN]
    verdict = str(rows.loc[rows["kind"] == MAIN, "verdict"].iloc[0])
    held, told = int(others["same"].sum()), len(others)
    said = f"“{verdict[0].upper()}{verdict[1:]}”"
    if held == told:
        return f"{said} holds under every one of {_number(told)} other choices"
    return f"{said} holds under {_number(held)} of {_number(told)} other choices"


def sensitivity_alt(rows: pd.DataFrame) -> str:
    """The chart of alternatives in words."""
    parts = [
        f"{row.alternative}: {points(row.gap)}{'' if row.same else f', {row.verdict}'}"
        for row in rows.itertuples()
    ]
    return f"{sensitivity_title(rows)}. Gap in points: {'; '.join(parts)}."


def likert_title(nets: pd.DataFrame, items: Sequence[str], instrument: Instrument) -> str:
    """What bars of answers show: the headline of each item."""
    headline = nets[nets["headline"]].set_index("item")
    parts = []
    for place, item in enumerate(items):
        short = instrument.item(item).short
        if item not in headline.index:
            parts.append(short)
            continue
        share = f"{percents(headline.loc[[item]])[0]}%"
        words = f"{share} {headline.loc[item, 'label']}" if place == 0 else share
        parts.append(f"{short}: {words}")
    return "; ".join(parts)


def likert_alt(distribution: pd.DataFrame, items: Sequence[str], instrument: Instrument) -> str:
    """Bars of answers in words: every point of every item."""
    parts = []
    for item in items:
        rows = distribution[distribution["item"] == item]
        points = ", ".join(
            f"{label} {told}" for label, told in zip(rows["label"], percents(rows), strict=True)
        )
        parts.append(f"{instrument.item(item).short}, per cent of {int(rows['base'].iloc[0])}: {points}")
    return ". ".join(parts) + "."


def multiple_title(
    table: pd.DataFrame, opening: Mapping[str, str], item: str, alike: Sequence[str] = ()
) -> str:
    """What bars of a choose-all item show: its most chosen option, and those that it may lie above by chance.

    ``alike`` has the labels of the options that are not statistically distinguishable from it.
    """
    most = table["share"].max()
    first = [str(label) for label in table.loc[table["share"] == most, "label"]]
    named = joined(first) if len(first) <= 2 else f"{_number(len(first))} answers alike"
    each = "" if len(first) == 1 else " each"
    told = f"{opening.get(item, 'Most often chosen')}: {named} ({percent(most)}%{each})"
    if not alike:
        return told
    shares = dict(zip(table["label"], table["share"], strict=True))
    near = [f"{label} ({percent(shares[label])}%)" for label in alike[:2]]
    if len(alike) > len(near):
        near.append(f"{_number(len(alike) - len(near))} more")
    return f"{told}, not statistically distinguishable from {joined(near)}"


def multiple_alt(table: pd.DataFrame) -> str:
    """Bars of a choose-all item in words, the most chosen first."""
    ordered = table.sort_values("share", ascending=False, kind="stable")
    parts = ", ".join(f"{row.label} {percent(row.share)}" for row in ordered.itertuples())
    return f"Per cent of {int(ordered['base'].iloc[0])} services: {parts}."
