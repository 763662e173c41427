"""HTML tables of weights: respondents beside the register, and shares without and with weights."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cs_research.displays.figures.layout import format_level, format_percent, format_points
from cs_research.displays.inputs import LabelsFor, Rows, check_inputs
from cs_research.displays.symbols import WITHHELD
from cs_research.displays.tables.html import count_cells, html_table, percent_cells


@check_inputs(
    balance=Rows("by group invited answered invited_share answered_share weighted_share"),
    groups=LabelsFor("balance", "by"),
    labels=LabelsFor("balance", "group"),
)
def balance_table(balance: pd.DataFrame, groups: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Return HTML of each group's share of the register, of the respondents, and of the weights.

    Parameters
    ----------
    groups, labels
        Item, and category, to the label printed for it.
    """
    table = pd.DataFrame(
        {
            "By": [groups[by] for by in balance["by"]],
            "Group": [labels[group] for group in balance["group"]],
            "In the register": balance["invited"],
            "Answered": count_cells(balance["answered"], WITHHELD),
            "% of the register": percent_cells(balance["invited_share"], WITHHELD),
            "% of those that answered": percent_cells(balance["answered_share"], WITHHELD),
            "% after weighting": percent_cells(balance["weighted_share"], WITHHELD),
        }
    )
    return html_table(table, row="Group", group="By", name="balance")


@check_inputs(
    weighted=Rows(
        "item label n base share low high weighted_share weighted_low weighted_high weighting_change",
        empty=True,
    ),
    labels=LabelsFor("weighted", "item"),
)
def weighted_table(weighted: pd.DataFrame, labels: Mapping[str, str], level: float) -> str:
    """Return HTML of shares without weights beside shares with weights, each with its interval.

    Parameters
    ----------
    labels
        Item to the label printed for it.
    """
    interval = f"{format_level(level)} CI"
    table = pd.DataFrame(
        {
            "Question": [labels[item] for item in weighted["item"]],
            "Answer": weighted["label"],
            "Services": [
                WITHHELD if pd.isna(n) else f"{n} of {base}"
                for n, base in zip(weighted["n"], weighted["base"], strict=True)
            ],
            "%": percent_cells(weighted["share"], WITHHELD),
            interval: _intervals(weighted["low"], weighted["high"]),
            "Weighted %": percent_cells(weighted["weighted_share"], WITHHELD),
            f"Weighted {interval}": _intervals(weighted["weighted_low"], weighted["weighted_high"]),
            "Points": [
                WITHHELD if pd.isna(change) else format_points(change) for change in weighted["weighting_change"]
            ],
        }
    )
    return html_table(table, row="Answer", group="Question", name="weighted")


def _intervals(low: pd.Series, high: pd.Series) -> list[str]:
    return [
        WITHHELD if pd.isna(one) else f"{format_percent(one)}\u00a0to\u00a0{format_percent(other)}"
        for one, other in zip(low, high, strict=True)
    ]
