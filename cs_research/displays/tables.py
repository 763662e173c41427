"""Tables for people: HTML with header cells that say what they head, and CSV in UTF-8."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cs_research.displays.frame import level_told, percent, percents
from cs_research.displays.marks import MARKS, sign

__all__ = ["banner_table", "csv_text", "html_table", "points_table", "practices_table", "shares_table"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def points_table(distribution: pd.DataFrame, short: Mapping[str, str], level: float) -> str:
    """HTML of the answers to each item: number and per cent at each point, with intervals."""
    table = pd.DataFrame(
        {
            "Question": [short[item] for item in distribution["item"]],
            "Answer": distribution["label"],
            "Services": distribution["n"].astype(int),
            "Per cent": percents(distribution),
            f"{level_told(level)} interval": _intervals(distribution),
        }
    )
    return html_table(table, row="Answer", group="Question", name="points")


def shares_table(table: pd.DataFrame, name: str, level: float) -> str:
    """HTML of the options of a choose-all item, the most chosen first; ``name`` tells tables apart."""
    ordered = table.sort_values("share", ascending=False, kind="stable")
    shown = pd.DataFrame(
        {
            "Answer": ordered["label"],
            "Services": ordered["n"].astype(int),
            "Per cent": [percent(share) for share in ordered["share"].fillna(0)],
            f"{level_told(level)} interval": _intervals(ordered),
        }
    )
    return html_table(shown, row="Answer", group=None, name=name)


def _intervals(table: pd.DataFrame) -> list[str]:
    return [
        "" if pd.isna(low) else f"{percent(low)} to {percent(high)}"
        for low, high in zip(table["low"], table["high"], strict=True)
    ]


def banner_table(table: pd.DataFrame, name: str) -> str:
    """HTML of a banner table: questions with their answers, a column a group with its letter.

    Parameters
    ----------
    table
        From `banner.displayed`.
    """
    shown = table.reset_index().rename(columns={"question": "Question", "answer": "Answer"})
    return html_table(shown, row="Answer", group="Question", name=name)


def practices_table(cells: pd.DataFrame, shares: pd.DataFrame, sites: Mapping[str, str]) -> str:
    """HTML of what each site's sources show of each practice, with the share of sites that show it.

    Parameters
    ----------
    cells, shares
        From `evidence.cells` and `evidence.share_by(…, "practice")`, of one domain.
    sites
        Site id to the label printed for it.
    """
    states = cells.pivot(index="practice", columns="site", values="state")
    labels = cells.drop_duplicates("practice").set_index("practice")["label"]
    table = pd.DataFrame({"Practice": labels})
    for site, label in sites.items():
        table[label] = [_mark(states.loc[practice, site]) for practice in labels.index]
    share = shares.set_index("practice")["share"]
    table["Evidence"] = [f"{percent(share[practice])}%" for practice in labels.index]
    return html_table(table, row="Practice", group=None, name="practices", trusted=list(sites.values()))


def _mark(state: Any) -> str:
    return f'{sign(str(state))} <span class="words">{MARKS[str(state)][1]}</span>'


def html_table(
    table: pd.DataFrame,
    *,
    row: str,
    group: str | None,
    name: str,
    trusted: Sequence[str] = (),
    words: Sequence[str] = (),
) -> str:
    """The ``<table>`` that great_tables writes, without its styles: the page has its own.

    Cells are escaped, but for the columns named in ``trusted``, whose HTML is made here. Columns
    named in ``words`` stand at the left, the others at the right as numbers do.
    """
    from great_tables import GT

    shown = table.reset_index(drop=True)
    made = GT(shown, rowname_col=row, groupname_col=group, id=name).tab_stubhead(row)
    numeric = [column for column in shown.columns if column not in {row, group, *trusted, *words}]
    made = made.cols_align("right", columns=numeric)
    if words:
        made = made.cols_align("left", columns=list(words))
    if trusted:
        made = made.cols_align("center", columns=list(trusted)).fmt(str, columns=list(trusted))
    found = re.search(r"<table.*?</table>", made.as_raw_html(), flags=re.DOTALL)
    return found.group(0) if found else ""


def csv_text(table: pd.DataFrame) -> str:
    """CSV of a table. Text that a spreadsheet would take for a formula is put behind an apostrophe."""
    plain = table.copy()
    for column in plain.columns:
        if not pd.api.types.is_numeric_dtype(plain[column]):
            plain[column] = [_harmless(value) for value in plain[column]]
    return str(plain.to_csv(index=False, lineterminator="\n"))


def _harmless(value: Any) -> Any:
    if isinstance(value, tuple):
        value = " ".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
