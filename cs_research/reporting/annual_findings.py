"""Sentences of the annual page, written from its tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cs_research.definitions import Instrument
from cs_research.displays.annual import in_words
from cs_research.displays.frame import level_told, percent, points
from cs_research.measures.comparable import COMPARED
from cs_research.reporting.findings import joined

__all__ = [
    "change_finding",
    "change_title",
    "moved",
    "response_finding",
    "response_title",
    "spread_finding",
    "spread_title",
    "why_not",
]

_WHY = {
    "same": "",
    "reworded": "asked in other words, so that its answers are of another question",
    "new": "not asked before",
    "gone": "no longer asked",
    "retired": "no longer asked",
    "split": "taken over by several questions",
    "merged": "taken over by another question",
}


def why_not(row: pd.Series) -> str:
    """Why a question is not compared, in words; nothing where it is."""
    if row["status"] == COMPARED:
        return ""
    if row["became"] == "same":
        return str(row["status"]).removeprefix("not compared: ")
    told = _WHY[str(row["became"])]
    reason = str(row["reason"])
    if row["became"] in {"new", "gone"} or reason in {"", "text differs"}:
        return told
    return f"{told} ({reason})"


def response_finding(
    answered: int, size: int | None, response: pd.DataFrame | None, labels: Mapping[str, str]
) -> tuple[str, str]:
    """How many answered, and where most and least did."""
    if response is None:
        of = f" of {size}" if size else ""
        return (
            f"{answered}{of} services answered;",
            "the study names no register, so it is not known who is missing.",
        )
    whole = response.iloc[0]
    opening = f"{whole['answered']} of {whole['invited']} services answered ({percent(whole['rate'])}%)"
    rows = _of_first(response)
    if rows.empty:
        return f"{opening};", f"{whole['unanswered']} did not."
    least, most = _extremes(rows, labels, "min"), _extremes(rows, labels, "max")
    return f"{opening},", f"from {least} to {most}. {whole['unanswered']} did not answer."


def response_title(response: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """What the chart of response shows."""
    rows = _of_first(response)
    low, high = percent(rows["rate"].min()), percent(rows["rate"].max())
    if low == high:
        return f"{low}% of services answered in every group"
    return f"Response runs from {low}% to {high}%, and is lowest in {_where(rows, labels, 'min')}"


def _of_first(response: pd.DataFrame) -> pd.DataFrame:
    """The rows of the register's first group that may be shown."""
    rows = response[response["by"] != "all"]
    return rows[(rows["by"] == rows["by"].iloc[0]) & rows["rate"].notna()] if len(rows) else rows


def _where(rows: pd.DataFrame, labels: Mapping[str, str], end: str) -> str:
    value = rows["rate"].agg(end)
    return joined([labels[group] for group in rows.loc[rows["rate"] == value, "group"]])


def _extremes(rows: pd.DataFrame, labels: Mapping[str, str], end: str) -> str:
    return f"{percent(rows['rate'].agg(end))}% in {_where(rows, labels, end)}"


def moved(change: pd.DataFrame, level: float) -> pd.DataFrame:
    """The rows whose change is more than chance may explain, once all that were tested count."""
    return change[(change["p_holm"] < 1 - level).fillna(False)]


def change_title(
    change: pd.DataFrame, waves: tuple[str, str], labels: Mapping[str, str], level: float
) -> str:
    """What the chart of waves shows."""
    told, tested = moved(change, level), int(change["p_holm"].notna().sum())
    span = f"from {waves[0]} to {waves[1]}"
    if told.empty:
        return f"No share moved {span} by more than chance may explain"
    said = [
        f"“{row.label}” {'rose' if row.difference > 0 else 'fell'} on “{labels[str(row.item)]}”"
        for row in told.itertuples()
    ]
    others = "; what else moved may be chance" if tested > len(told) else ""
    return f"{joined(said)} {span}{others}"


def change_finding(
    change: pd.DataFrame | None, matched: pd.DataFrame | None, labels: Mapping[str, str], level: float
) -> tuple[str, str]:
    """What changed from the last earlier wave to the latest."""
    if change is None or matched is None:
        return "This is the first wave:", "there is nothing earlier to hold it against."
    pair = matched.iloc[0]
    who = (
        f"among the {pair['both']} services that answered both"
        if pair["kind"] == "paired"
        else "all answers of either wave counted as separate samples"
    )
    told, tested = moved(change, level), int(change["p_holm"].notna().sum())
    if told.empty:
        return (
            f"No share moved from {pair['wave_a']} to {pair['wave_b']} by more than chance may explain:",
            f"{tested} {'question' if tested == 1 else 'questions'} compared, {who}.",
        )
    parts = [
        f"“{row.label}” on “{labels[str(row.item)]}” went from {percent(row.share_a)} to {percent(row.share_b)}% "
        f"({points(row.difference)} points, {level_told(level)} interval {points(row.low)} to {points(row.high)})"
        for row in told.itertuples()
    ]
    count = f"{len(told)} of {tested} shares" if tested > 1 else "The one share that is compared"
    others = " What the others moved may be chance." if tested > len(told) else ""
    opening = f"{count} moved from {pair['wave_a']} to {pair['wave_b']}:"
    return opening, f"{joined(parts)}, {who}.{others}"


def _widest(spread: pd.DataFrame) -> pd.DataFrame:
    known = spread[spread["median"].notna()]
    width = known["upper_index"] - known["lower_index"]
    return known[width == width.max()]


def spread_finding(spread: pd.DataFrame, instrument: Instrument) -> tuple[str, str]:
    """On which question services lie furthest apart."""
    rows = _widest(spread)
    if rows.empty:
        return "How far services lie apart is not shown,", "since too few answered."
    row = rows.iloc[0]
    item = str(row["item"])
    low, high = (in_words(row[name], instrument, item) for name in ("lower_quartile", "upper_quartile"))
    others = f" It is as wide on {len(rows) - 1} more." if len(rows) > 1 else ""
    return (
        f"Services lie furthest apart on “{instrument.item(item).short}”:",
        f"the middle half of {int(row['n'])} answer from “{low}” to “{high}”.{others}",
    )


def spread_title(spread: pd.DataFrame, instrument: Instrument) -> str:
    """What the chart of quartiles shows."""
    rows = _widest(spread)
    names = joined([f"“{instrument.item(str(item)).short}”" for item in rows["item"]])
    return f"Services lie furthest apart on {names}"
