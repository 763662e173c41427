"""Sheets of a workbook on the answers of services, and the numbers in the cells of all sheets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import copysign, floor
from typing import Any

import pandas as pd

from cs_research.displays.figures.layout import format_level
from cs_research.displays.inputs import Rows, check_inputs
from cs_research.displays.symbols import LOW_RELIABILITY, MIN_BASE, NONE, NOT_APPLICABLE, USUAL, WITHHELD
from cs_research.displays.workbook.workbook import Sheet
from cs_research.errors import Fault, PublishError


@dataclass(frozen=True)
class Labels:
    """Labels of ids, and the notes on all numbers of a sheet.

    ``domain_of`` is the domain of each practice. ``withheld`` are the items that too few answered, ``hidden`` the
    domains and claims that depend on one of them. ``decimals`` are those of a per cent; ``asked`` is the source of
    answers, ``seen`` the source of evidence.
    """

    items: Mapping[str, str]
    domains: Mapping[str, str]
    practices: Mapping[str, str]
    claims: Mapping[str, str]
    sites: Mapping[str, str]
    domain_of: Mapping[str, str]
    withheld: Collection[str]
    hidden: Collection[str]
    level: float
    decimals: int
    asked: str
    seen: str

    def __post_init__(self) -> None:
        for name in ("items", "domains", "practices", "claims", "sites", "domain_of"):
            object.__setattr__(self, name, _LabelsById(name, getattr(self, name)))


class _LabelsById(dict[str, str]):
    """Labels by id; an id without a label raises a `PublishError`."""

    def __init__(self, name: str, labels: Mapping[str, str]) -> None:
        super().__init__(labels)
        self._name = name

    def __missing__(self, key: str) -> str:
        rule = "have a label for every id of the sheet"
        raise PublishError(Fault("labels of a workbook", self._name, rule, f"none for '{key}'"))


@check_inputs(table=Rows("item group label n base share low high"), labels=Labels)
def answers_sheet(table: pd.DataFrame, labels: Labels) -> Sheet:
    """Return the sheet of answers, one row per question and answer, from `likert.distribution`."""
    columns = {
        "Question": _labels_of(table["item"], labels.items),
        **_group_column(table),
        "Answer": _texts(table["label"]),
        **_share_columns(table, labels),
    }
    return _shares_sheet("Answers", "Answers to each question", columns, labels)


@check_inputs(table=Rows("item group label headline n base share low high"), labels=Labels)
def nets_sheet(table: pd.DataFrame, labels: Labels) -> Sheet:
    """Return the sheet of nets, one row per question and set of answers, from `likert.nets`."""
    columns = {
        "Question": _labels_of(table["item"], labels.items),
        **_group_column(table),
        "Answers taken together": _texts(table["label"]),
        "Headline of its scale": ["yes" if first else "no" for first in table["headline"]],
        **_share_columns(table, labels),
    }
    return _shares_sheet("Answers_together", "Answers taken together", columns, labels)


@check_inputs(table=Rows("item group label n base share low high"), labels=Labels)
def options_sheet(table: pd.DataFrame, labels: Labels) -> Sheet:
    """Return the sheet of options, one row per choose-all question and option, from `likert.multiple`."""
    columns = {
        "Question": _labels_of(table["item"], labels.items),
        **_group_column(table),
        "Answer": _texts(table["label"]),
        **_share_columns(table, labels),
    }
    title = "Answers to questions of which all that apply could be chosen"
    return _shares_sheet("Choose_all", title, columns, labels)


@check_inputs(
    table=Rows("item label headline n base share low high weighted_share weighted_low weighted_high"),
    labels=Labels,
)
def weighted_sheet(table: pd.DataFrame, labels: Labels) -> Sheet:
    """Return the sheet of shares without and with weights, one row per question and set of answers or option."""
    symbols = _missing_symbols(table["item"], labels)
    weighted = [
        WITHHELD if share == share else symbol
        for share, symbol in zip(table["share"].astype(float), symbols, strict=True)
    ]
    columns = {
        "Question": _labels_of(table["item"], labels.items),
        "Answer": _texts(table["label"]),
        **_share_columns(table, labels),
        "Weighted (per cent)": to_percents(table["weighted_share"], weighted, decimals=0),
        **{
            f"Weighted, {heading}": values
            for heading, values in interval_columns(
                table["weighted_low"], table["weighted_high"], weighted, labels
            ).items()
        },
    }
    return _shares_sheet("Weighted", "Shares without and with weights to the register", columns, labels)


@check_inputs(
    table=Rows("item group scored dont_know not_applicable blank not_asked median index top_two bottom_two balance"),
    labels=Labels,
)
def scores_sheet(table: pd.DataFrame, labels: Labels) -> Sheet:
    """Return the sheet of scores, one row per question with a scale, from `likert.summary`."""
    symbols = _missing_symbols(table["item"], labels)
    why_missing = [
        reason if reason == WITHHELD else NOT_APPLICABLE if scored else NONE
        for reason, scored in zip(symbols, table["scored"].fillna(0), strict=True)
    ]
    counts = {
        "With a score": "scored",
        "Do not know": "dont_know",
        "Does not apply to them": "not_applicable",
        "Left blank": "blank",
        "Not asked": "not_asked",
    }
    columns = {
        "Question": _labels_of(table["item"], labels.items),
        **_group_column(table),
        **{heading: to_numbers(table[name], symbols) for heading, name in counts.items()},
        "Median score": to_numbers(table["median"], symbols, decimals=1),
        "Index from 0 to 100": to_numbers(table["index"], symbols, decimals=1),
        "Two highest answers (per cent)": to_percents(table["top_two"], why_missing, decimals=labels.decimals),
        "Two lowest answers (per cent)": to_percents(table["bottom_two"], why_missing, decimals=labels.decimals),
        "Above the middle less below it (points)": to_percents(table["balance"], symbols, decimals=labels.decimals),
    }
    shares = dict.fromkeys(list(columns)[-3:], labels.decimals)
    return Sheet(
        "Scores",
        "Scores of each question with a scale, and answers without a score",
        pd.DataFrame(columns, dtype=object),
        lead=(f"Services. {labels.asked}".strip(),),
        notes={"Index from 0 to 100": "index", "Two highest answers (per cent)": "rounding"},
        decimals={"Median score": 1, "Index from 0 to 100": 1, **shares},
    )


@check_inputs(table=Rows("domain items n base least_base share low high"), labels=Labels)
def confidence_sheet(table: pd.DataFrame, labels: Labels) -> Sheet:
    """Return the sheet of confidence, one row per domain, from `gap.confidence`: the mean over its questions."""
    symbols = [WITHHELD if set(items) & set(labels.withheld) else NONE for items in table["items"]]
    several = [
        NOT_APPLICABLE if len(items) > 1 and reason == NONE else reason
        for items, reason in zip(table["items"], symbols, strict=True)
    ]
    shares = to_percents(table["share"], symbols, decimals=labels.decimals)
    columns = {
        "Domain": _labels_of(table["domain"], labels.domains),
        "Questions": ["; ".join(_labels_of(items, labels.items)) for items in table["items"]],
        "Services that are confident": to_numbers(table["n"], several),
        "Services that answered": to_numbers(table["base"], several),
        "Fewest that answered a question": to_numbers(table["least_base"], symbols),
        "Per cent": shares,
        **interval_columns(table["low"], table["high"], symbols, labels),
        "Reliability": label_reliability((table["least_base"] < MIN_BASE).fillna(False).tolist(), shares),
    }
    notes = {"Services that are confident": "several"}
    return _shares_sheet("Confidence", "Services that are confident, by domain", columns, labels, notes)


def _shares_sheet(
    name: str, title: str, columns: dict[str, Any], labels: Labels, notes: Mapping[str, str] | None = None
) -> Sheet:
    """Return a sheet of shares, with the notes that every such sheet has."""
    low = next(heading for heading in columns if "lower end" in heading)
    return Sheet(
        name,
        title,
        pd.DataFrame(columns, dtype=object),
        lead=(f"Services, and per cent of the services that answered. {labels.asked}".strip(),),
        notes={**(notes or {}), "Per cent": "rounding", low: "interval", "Reliability": "reliability"},
        decimals={
            heading: labels.decimals for heading in columns if heading == "Per cent" or heading.endswith("(per cent)")
        },
    )


def _share_columns(table: pd.DataFrame, labels: Labels) -> dict[str, Any]:
    """Return the columns of counts, per cent (from ``percent`` if present), interval and reliability."""
    symbols = _missing_symbols(table["item"], labels)
    share = table["percent"].astype("Float64") / 100 if "percent" in table.columns else table["share"]
    shown = to_percents(share, symbols, decimals=labels.decimals)
    return {
        "Services": to_numbers(table["n"], symbols),
        "Services that answered": to_numbers(table["base"], symbols),
        "Per cent": shown,
        **interval_columns(table["low"], table["high"], symbols, labels),
        "Reliability": label_reliability((table["base"] < MIN_BASE).fillna(False).tolist(), shown),
    }


def interval_columns(low: pd.Series, high: pd.Series, symbols: Sequence[str], labels: Labels) -> dict[str, Any]:
    """Return the limits of an interval in per cent, under the headings used on every sheet."""
    interval = f"{format_level(labels.level)} interval"
    return {
        f"{interval}, lower end (per cent)": to_percents(low, symbols, decimals=labels.decimals),
        f"{interval}, upper end (per cent)": to_percents(high, symbols, decimals=labels.decimals),
    }


def _missing_symbols(items: pd.Series, labels: Labels) -> list[str]:
    return [WITHHELD if item in labels.withheld else NONE for item in items]


def _group_column(table: pd.DataFrame) -> dict[str, list[str]]:
    """Return the column of groups, if there are several."""
    return {"Group": _texts(table["group"])} if table["group"].nunique() > 1 else {}


def _labels_of(ids: Any, labels: Mapping[str, str]) -> list[str]:
    return [labels[str(name)] for name in ids]


def _texts(texts: pd.Series) -> list[str]:
    return [str(text) for text in texts]


def to_percents(shares: Sequence[Any], why: Sequence[str], *, decimals: int = 0) -> list[float | str]:
    """Return shares or gaps in per cent, halves rounded away from zero; the symbol of its row if missing.

    Parameters
    ----------
    why
        The symbol of each row, used if its number is missing.
    """
    return [
        reason if pd.isna(share) else _round_half_up(float(share) * 100, decimals)
        for share, reason in zip(shares, why, strict=True)
    ]


def _round_half_up(value: float, decimals: int) -> float:
    size = floor(abs(value) * 10**decimals + 0.5 + 1e-9) / 10**decimals
    return copysign(size, value) if size else 0.0


def to_numbers(values: Sequence[Any], why: Sequence[str], *, decimals: int | None = None) -> list[Any]:
    """Return counts as integers, or numbers to some decimals; the symbol of its row if missing."""
    return [
        reason
        if pd.isna(value)
        else (int(_round_half_up(float(value), 0)) if decimals is None else _round_half_up(float(value), decimals))
        for value, reason in zip(values, why, strict=True)
    ]


def label_reliability(low: Sequence[bool], numbers: Sequence[Any]) -> list[str]:
    """Return ``[u]`` if a row's number is of low reliability, its symbol if it has no number, else "usual"."""
    return [
        number if isinstance(number, str) else LOW_RELIABILITY if doubtful else USUAL
        for doubtful, number in zip(low, numbers, strict=True)
    ]
