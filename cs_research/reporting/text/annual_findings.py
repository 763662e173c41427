"""Sentences of the annual page, written from its tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cs_research.definitions import Instrument
from cs_research.definitions.categories import COMPARED, YES
from cs_research.displays.figures.layout import (
    format_level,
    format_percent,
    format_points,
)
from cs_research.displays.tables.annual import format_score
from cs_research.reporting.text.findings import join_with_and

_WHY = {
    "same": "",
    "reworded": "asked in other words, so that its answers are of another question",
    "new": "not asked before",
    "gone": "no longer asked",
    "retired": "no longer asked",
    "split": "taken over by several questions",
    "merged": "taken over by another question",
}


def reason_not_compared(row: pd.Series) -> str:
    """Return why a question is not compared; an empty text if it is."""
    if row["status"] == COMPARED:
        return ""
    if row["became"] == "same":
        return str(row["status"]).removeprefix("not compared: ")
    reason_text = _WHY[str(row["became"])]
    reason = str(row["reason"])
    if row["became"] in {"new", "gone"} or reason in {"", "text differs"}:
        return reason_text
    return f"{reason_text} ({reason})"


def response_finding(
    answered: int, size: int | None, response: pd.DataFrame | None, labels: Mapping[str, str], *, alike: bool
) -> tuple[str, str]:
    """Return how many services answered, and whether response differs between groups, as a finding.

    ``alike`` is true if no difference between groups is significant.
    """
    if response is None:
        of = f" of {size}" if size else ""
        return (
            f"{answered}{of} services answered;",
            "the study names no register, so it is not known who is missing.",
        )
    total = response.iloc[0]
    opening = f"{total['answered']} of {total['invited']} services answered ({format_percent(total['rate'])}%)"
    rest = f"{total['unanswered']} did not answer."
    rows = _of_first(response)
    if rows.empty:
        return f"{opening};", f"{total['unanswered']} did not."
    if alike:
        return f"{opening}.", f"{rest} No difference between groups is statistically significant."
    return f"{opening}.", f"{rest} Groups differ by more than chance: {_lowest_and_highest(rows, labels)}."


def response_title(response: pd.DataFrame, labels: Mapping[str, str], *, alike: bool) -> str:
    """Return the title of the response chart; it names groups only if response differs between them."""
    rows = _of_first(response)
    if not alike:
        return f"Response differs between groups: {_lowest_and_highest(rows, labels)}"
    total = response.iloc[0]
    answered = f"{total['answered']} of {total['invited']} services answered"
    return f"{answered}; no difference between groups is statistically significant"


def _of_first(response: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the register's first group that may be shown."""
    rows = response[response["by"] != "all"]
    return rows[(rows["by"] == rows["by"].iloc[0]) & rows["rate"].notna()] if len(rows) else rows


def _lowest_and_highest(rows: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Return the groups with the lowest and the highest rate, with their counts."""
    extremes = [rows[rows["rate"] == rows["rate"].agg(extreme)] for extreme in ("min", "max")]
    return " to ".join(
        join_with_and([f"{row.answered} of {row.invited} in {labels[str(row.group)]}" for row in rows_of.itertuples()])
        for rows_of in extremes
    )


def significant_changes(change: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose change is statistically significant after correction for all tests."""
    return change[change["significant"] == YES]


def change_title(change: pd.DataFrame, waves: tuple[str, str], labels: Mapping[str, str]) -> str:
    """Return the title of the chart of waves."""
    changes, tested = significant_changes(change), int(change["p_holm"].notna().sum())
    span = f"from {waves[0]} to {waves[1]}"
    if changes.empty:
        return f"No change {span} is statistically significant"
    clauses = [
        f"“{row.label}” {'rose' if row.difference > 0 else 'fell'} on “{labels[str(row.item)]}”"
        for row in changes.itertuples()
    ]
    others = "; no other change is statistically significant" if tested > len(changes) else ""
    return f"{join_with_and(clauses)} {span}{others}"


def change_finding(
    change: pd.DataFrame | None, matched: pd.DataFrame | None, labels: Mapping[str, str], level: float
) -> tuple[str, str]:
    """Return what changed from the previous wave to the latest, as a finding."""
    if change is None or matched is None:
        return "This is the first wave:", "there is nothing earlier to hold it against."
    pair = matched.iloc[0]
    who = (
        f"among the {pair['both']} services that answered both"
        if pair["kind"] == "paired"
        else "all answers of either wave counted as separate samples"
    )
    changes, tested = significant_changes(change), int(change["p_holm"].notna().sum())
    if changes.empty:
        return (
            f"No change from {pair['wave_a']} to {pair['wave_b']} is statistically significant:",
            f"{tested} {'question' if tested == 1 else 'questions'} compared, {who}.",
        )
    parts = [
        f"“{row.label}” on “{labels[str(row.item)]}” went from {format_percent(row.share_a)} to "
        f"{format_percent(row.share_b)}% ({format_points(row.difference)} points, {format_level(level)} interval, "
        f"corrected, {format_points(row.low)} to {format_points(row.high)})"
        for row in changes.itertuples()
    ]
    count = f"{len(changes)} of {tested} changes" if tested > 1 else "The one change"
    others = " The others are not." if tested > len(changes) else ""
    which = "are" if len(changes) > 1 else "is"
    opening = f"{count} from {pair['wave_a']} to {pair['wave_b']} {which} statistically significant:"
    return opening, f"{join_with_and(parts)}, {who}.{others}"


def spread_finding(spread: pd.DataFrame, instrument: Instrument) -> tuple[str, str]:
    """Return the questions on which the middle half of services gave different answers, as a finding.

    Each question is on its own scale, so they are not ranked.
    """
    known = spread[spread["median"].notna()]
    if known.empty:
        return "How far services lie apart is not shown,", "since too few answered."
    apart = known[known["upper_quartile"] > known["lower_quartile"]]
    opening = f"The middle half of services gave different answers on {len(apart)} of {len(known)} questions"
    if apart.empty:
        return f"{opening}.", ""
    parts = []
    for _, row in apart.iterrows():
        item = str(row["item"])
        low, high = (format_score(row[name], instrument, item) for name in ("lower_quartile", "upper_quartile"))
        parts.append(f"“{instrument.item(item).short}” from “{low}” to “{high}” ({_counted(row)})")
    return f"{opening}:", f"{'; '.join(parts)}."


def _counted(row: pd.Series) -> str:
    left = int(row["without_score"])
    return f"n = {int(row['n'])}" + (f", without {left} that gave no answer with a score" if left else "")


def spread_title(spread: pd.DataFrame) -> str:
    """Return the title of the chart of quartiles."""
    known = spread[spread["median"].notna()]
    apart = int((known["upper_quartile"] > known["lower_quartile"]).sum())
    return f"The middle half of services gave different answers on {apart} of {len(known)} questions"


def method_of_change(paired: bool) -> str:
    """Return how significance was decided, and which interval is shown."""
    test = "McNemar's exact" if paired else "the score"
    return (
        f"A change is significant if {test} test, corrected for all questions that are shown (Holm), rejects that "
        "there is none, and its interval leaves 0 out. Each interval is at the level at which Holm's method decides on "
        "its row, and is taken out to 0 where the test does not reject. Neither has a finite population correction, "
        "since both ask whether it may be chance."
    )


def other_base(trend: pd.DataFrame, waves: tuple[str, str], labels: Mapping[str, str]) -> str:
    """Return the shares among all that answered either wave, as a note to a table of those that answered both."""
    rows = trend[trend["wave"].isin(waves)]
    labelled = rows.assign(text=[f"{format_percent(row.share)}% of {row.base}" for row in rows.itertuples()])
    parts = [
        f"{labels[str(item)]} {join_with_and(list(rows['text']))}"
        for item, rows in labelled.groupby("item", sort=False)
    ]
    return (
        "Shares in the figure are of all that answered a wave and so are on another base: in "
        f"{' and '.join(waves)} {'; '.join(parts)}."
    )


def group_notes(minimum: int, *, shown: bool) -> list[str]:
    """Return the notes to the table by group, or why there is none.

    ``minimum`` is the smallest number of answers for which a group is shown.
    """
    if not shown:
        return [
            f"Shares are shown for a group from {minimum} answers on, and only where at least half of a table could be "
            "filled. That is not so for any group of the register."
        ]
    return [
        f"[c]: withheld, answered by fewer than {minimum}, or needed to keep such a group from being worked out.",
        "A letter after a share: it lies above that group's, and the difference is statistically significant once all "
        "groups that are shown are counted (score test, Holm within a question, no finite population correction). * is "
        "a base under 30, which is not tested.",
    ]


def area_notes(minimum: int, *, shown: bool) -> list[str]:
    """Return the notes to the table of areas, or why there is none; ``minimum`` is the fewest answers of an area."""
    if not shown:
        return ["Answers by group are not published: the page on protection says why."]
    return [
        f"Numbers by area are withheld. Each cell says whether at least half of the services of the area that answered "
        f"gave the answer; it is withheld if fewer than {minimum} answered, or if it would help to work out the "
        "answers of a few services."
    ]
