"""HTML tables of the annual page and of the service report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cs_research.definitions.instrument import Instrument
from cs_research.displays.figures.layout import format_level, format_percent, format_points
from cs_research.displays.inputs import LabelsFor, Rows, check_inputs
from cs_research.displays.symbols import WITHHELD
from cs_research.displays.tables.html import count_cells, html_table, percent_cells
from cs_research.errors import Fault, PublishError


def format_score(score: float, instrument: Instrument, item: str) -> str:
    """Return a score as the label of its answer, or of the two answers that it is between; empty if missing.

    Raises
    ------
    PublishError
        If the score is outside the scale of its item.
    """
    if pd.isna(score):
        return ""
    found = instrument.item(item)
    scale = instrument.scale_of(found)
    scores, brief = scale.scores(), {point.id: point.brief for point in scale.points}
    total = min(scores.values()) + max(scores.values())
    by_score = {(total - value if found.reversed else value): brief[name] for name, value in scores.items()}
    if score in by_score:
        return by_score[score]
    minimum, maximum = min(by_score), max(by_score)
    if not minimum < score < maximum:
        rule = f"have a score from {minimum:g} to {maximum:g}"
        raise PublishError(Fault("score in words", f"'{item}'", rule, f"{score:g}"))
    below = max(value for value in by_score if value < score)
    above = min(value for value in by_score if value > score)
    return f"between {by_score[below]} and {by_score[above]}"


@check_inputs(
    response=Rows("by group invited answered unanswered rate"),
    groups=LabelsFor("response", "by", but="all"),
    labels=LabelsFor("response", "group", but="all"),
)
def response_table(response: pd.DataFrame, groups: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Return HTML of response: one row per group, with the numbers of services asked and answering.

    Parameters
    ----------
    groups, labels
        Item, and category, to the label printed for it.
    """
    table = pd.DataFrame(
        {
            "By": ["All services" if by == "all" else groups[by] for by in response["by"]],
            "Group": ["All" if group == "all" else labels[group] for group in response["group"]],
            "Asked": response["invited"],
            "Answered": count_cells(response["answered"], WITHHELD),
            "Did not": count_cells(response["unanswered"], WITHHELD),
            "Per cent": percent_cells(response["rate"], WITHHELD),
        }
    )
    return html_table(table, row="Group", group="By", name="response")


@check_inputs(table=Rows("item row label group shown"), labels=LabelsFor("table", "item"))
def halves_table(table: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Return HTML of whether at least half of each area gave an answer: one row per question, one column per area."""
    keys = table[["item", "row"]].drop_duplicates()
    wide = table.set_index(["item", "row", "group"])["shown"].unstack()
    shown = pd.DataFrame(
        {
            "Question": [labels[item] for item in keys["item"]],
            "Answer": list(table.drop_duplicates(["item", "row"])["label"]),
        }
    )
    areas = list(table["group"].unique())
    for area in areas:
        shown[area] = [wide.loc[(key.item, key.row), area] for key in keys.itertuples()]
    return html_table(shown, row="Question", group=None, name="banner", words=["Answer", *areas])


@check_inputs(
    change=Rows("item label base_a base_b share_a share_b difference low high p_holm significant", empty=True),
    labels=LabelsFor("change", "item"),
)
def change_table(change: pd.DataFrame, labels: Mapping[str, str], waves: tuple[str, str], level: float) -> str:
    """Return HTML of the change between two waves: shares, services, points, interval, p and significance.

    Interval and p are corrected in the same way for all changes that are shown.
    """
    table = pd.DataFrame(
        {
            "Question": [labels[item] for item in change["item"]],
            "Answer": change["label"],
            f"{waves[0]}, per cent": percent_cells(change["share_a"], WITHHELD),
            f"{waves[1]}, per cent": percent_cells(change["share_b"], WITHHELD),
            "Services": [_format_bases(row.base_a, row.base_b) for row in change.itertuples()],
            "Points": [_format_difference(value) for value in change["difference"]],
            f"{format_level(level)} interval, corrected": [
                WITHHELD if pd.isna(low) else f"{format_points(low)} to {format_points(high)}"
                for low, high in zip(change["low"], change["high"], strict=True)
            ],
            "p, corrected": [_format_p(value) for value in change["p_holm"]],
            "Significant": [text or WITHHELD for text in change["significant"]],
        }
    )
    return html_table(table, row="Question", group=None, name="change", words=["Answer", "Significant"])


@check_inputs(questionnaire=Rows("wave_a wave_b label became status why"))
def questionnaire_table(questionnaire: pd.DataFrame) -> str:
    """Return HTML of the status of each question in the later wave, and whether it is compared."""
    table = pd.DataFrame(
        {
            "Years": questionnaire["wave_a"] + " to " + questionnaire["wave_b"],
            "Question": questionnaire["label"],
            "It is": questionnaire["became"],
            "Compared": ["yes" if status == "compared" else "no" for status in questionnaire["status"]],
            "Why": questionnaire["why"],
        }
    )
    return html_table(table, row="Question", group="Years", name="questionnaire", words=["It is", "Compared", "Why"])


@check_inputs(spread=Rows("item n without_score lower_quartile median upper_quartile"), instrument=Instrument)
def spread_table(spread: pd.DataFrame, instrument: Instrument) -> str:
    """Return HTML of the quartiles of each question, as labels of answers."""
    table = pd.DataFrame(
        {
            "Question": [instrument.item(item).short for item in spread["item"]],
            "Services": count_cells(spread["n"], WITHHELD),
            "Left out": count_cells(spread["without_score"], WITHHELD),
            "Lower quartile": _format_scores(spread, "lower_quartile", instrument),
            "Median": _format_scores(spread, "median", instrument),
            "Upper quartile": _format_scores(spread, "upper_quartile", instrument),
        }
    )
    words = ["Lower quartile", "Median", "Upper quartile"]
    return html_table(table, row="Question", group=None, name="spread", words=words)


@check_inputs(rows=Rows("question own median region at_or_above n"))
def service_table(rows: pd.DataFrame, region: str) -> str:
    """Return HTML of one service's answers, with the medians of all and of its region, one row per question.

    Parameters
    ----------
    rows
        One row per item: ``question, own, median, region, at_or_above, n``.
    region
        The heading of the region's median; no column if empty.
    """
    table = pd.DataFrame(
        {
            "Question": rows["question"],
            "Your answer": rows["own"],
            "Median of all": rows["median"],
            **({region: rows["region"]} if region else {}),
            "Say at least as much": [
                "" if pd.isna(share) else f"{format_percent(share)}%" for share in rows["at_or_above"]
            ],
            "Services": count_cells(rows["n"], WITHHELD),
        }
    )
    words = ["Your answer", "Median of all", *([region] if region else [])]
    return html_table(table, row="Question", group=None, name="service", words=words)


@check_inputs(rows=Rows("question label own share n"))
def ticks_table(rows: pd.DataFrame) -> str:
    """Return HTML of choose-all questions: what the service chose, and the share of all that did.

    Parameters
    ----------
    rows
        One row per option: ``question, label, own, share, n``.
    """
    table = pd.DataFrame(
        {
            "Question": rows["question"],
            "Answer": rows["label"],
            "You chose it": rows["own"],
            "Of all, per cent": percent_cells(rows["share"], WITHHELD),
            "Services": count_cells(rows["n"], WITHHELD),
        }
    )
    return html_table(table, row="Answer", group="Question", name="choices", words=["You chose it"])


def _format_bases(one: Any, other: Any) -> str:
    """Return the numbers of services behind two shares; one number if they are the same services."""
    if pd.isna(one) or pd.isna(other):
        return WITHHELD
    return f"{int(one)}" if one == other else f"{int(one)} and {int(other)}"


def _format_scores(table: pd.DataFrame, name: str, instrument: Instrument) -> list[str]:
    return [
        format_score(score, instrument, str(item)) or WITHHELD
        for item, score in zip(table["item"], table[name], strict=True)
    ]


def _format_difference(value: Any) -> str:
    if pd.isna(value):
        return WITHHELD
    text = format_points(value)
    return text if text.startswith("−") or text == "0" else f"+{text}"


def _format_p(value: Any) -> str:
    if pd.isna(value):
        return WITHHELD
    return "under 0.001" if value < 0.001 else f"{value:.3f}"
