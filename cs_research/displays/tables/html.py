"""HTML tables with marked header cells, banner tables as text, and CSV in UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from cs_research.displays.figures.layout import format_level, format_percent, format_percents
from cs_research.displays.inputs import LabelsFor, Rows, check_inputs
from cs_research.displays.symbols import DIFFER, MARKS, WITHHELD, mark_html
from cs_research.errors import Fault, PublishError, join_names

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@check_inputs(distribution=Rows("item label n share low high"), short=LabelsFor("distribution", "item"))
def points_table(distribution: pd.DataFrame, short: Mapping[str, str], level: float) -> str:
    """Return HTML of the answers to each item: number and per cent at each point, with intervals.

    A column ``shown`` has the number of answers that are shown together, in words.
    """
    counts = count_cells(distribution["n"])
    if "shown" in distribution:
        counts = [count or words for count, words in zip(counts, distribution["shown"], strict=True)]
    table = pd.DataFrame(
        {
            "Question": [short[item] for item in distribution["item"]],
            "Answer": distribution["label"],
            "Services": counts,
            "Per cent": format_percents(distribution),
            f"{format_level(level)} interval": _format_intervals(distribution),
        }
    )
    return html_table(table, row="Answer", group="Question", name="points")


@check_inputs(table=Rows("label n share low high"))
def shares_table(table: pd.DataFrame, name: str, level: float) -> str:
    """Return HTML of the options of a choose-all item, the most chosen first; ``name`` is the table's id."""
    ordered = table.sort_values("share", ascending=False, kind="stable")
    shown = pd.DataFrame(
        {
            "Answer": ordered["label"],
            "Services": count_cells(ordered["n"]),
            "Per cent": percent_cells(ordered["share"]),
            f"{format_level(level)} interval": _format_intervals(ordered),
        }
    )
    return html_table(shown, row="Answer", group=None, name=name)


def count_cells(values: pd.Series, symbol: str = "") -> list[str]:
    """Return the cells of a column of counts; ``symbol`` is in place of a missing one."""
    return [symbol if pd.isna(value) else str(int(value)) for value in values]


def percent_cells(shares: pd.Series, symbol: str = "") -> list[str]:
    """Return the cells of a column of shares, as per cents; ``symbol`` is in place of a missing one."""
    return [symbol if pd.isna(share) else format_percent(share) for share in shares]


def _format_intervals(table: pd.DataFrame) -> list[str]:
    return [
        "" if pd.isna(low) else f"{format_percent(low)} to {format_percent(high)}"
        for low, high in zip(table["low"], table["high"], strict=True)
    ]


@check_inputs(table=Rows())
def banner_table(table: pd.DataFrame, name: str) -> str:
    """Return HTML of a banner table: one row per answer, one column per group with its letter.

    Parameters
    ----------
    table
        From `banner.format_banner`.
    """
    shown = table.reset_index().rename(columns={"question": "Question", "answer": "Answer"})
    return html_table(shown, row="Answer", group="Question", name=name)


@check_inputs(cells=Rows("practice site state label"), shares=Rows("practice share"), sites=LabelsFor("cells", "site"))
def practices_table(cells: pd.DataFrame, shares: pd.DataFrame, sites: Mapping[str, str]) -> str:
    """Return HTML of what each site's sources show of each practice, with the share of sites that show it.

    Parameters
    ----------
    cells, shares
        From `evidence.cells` and `evidence.share_by(…, "practice")`, of one domain. With the column ``disagree`` of
        `coders.mark_disagreement`, cells on which coders differ are marked with ≠.
    sites
        Site id to the label printed for it.
    """
    _check_practices(cells, shares, sites)
    differ = cells["disagree"] if "disagree" in cells.columns else False
    marks = cells.assign(mark=[_mark(state) for state in cells["state"]], differ=differ)
    marks["mark"] += [_DIFFERS if differs else "" for differs in marks["differ"]]
    states = marks.pivot(index="practice", columns="site", values="mark")
    labels = cells.drop_duplicates("practice").set_index("practice")["label"]
    table = pd.DataFrame({"Practice": labels})
    for site, label in sites.items():
        table[label] = [states.loc[practice, site] for practice in labels.index]
    share = shares.set_index("practice")["share"]
    table["Evidence"] = [f"{format_percent(share[practice])}%" for practice in labels.index]
    return html_table(table, row="Practice", group=None, name="practices", trusted=list(sites.values()))


def _check_practices(cells: pd.DataFrame, shares: pd.DataFrame, sites: Mapping[str, str]) -> None:
    """Raise if a practice has no share, or no single cell for a site."""
    place, faults = "practices table", []
    if len(cells.drop_duplicates(["practice", "site"])) < len(cells):
        faults.append(Fault(place, "cells", "have one row per practice and site", "more"))
    practices = list(cells["practice"].unique())
    pairs = set(zip(cells["practice"], cells["site"], strict=True))
    missing = [f"{name} at {site}" for name in practices for site in sites if (name, site) not in pairs]
    if missing:
        faults.append(
            Fault(place, "cells", "have a row for every practice and site", f"none for {join_names(missing)}")
        )
    known = set(shares.loc[shares["share"].notna(), "practice"])
    if without := [str(it) for it in practices if it not in known]:
        faults.append(Fault(place, "shares", "have a number for every practice", f"none for {join_names(without)}"))
    if unknown := [str(state) for state in cells["state"].unique() if state not in MARKS]:
        faults.append(Fault(place, "'state' of cells", f"be {join_names(list(MARKS))}", join_names(unknown)))
    if faults:
        raise PublishError(faults)


_DIFFERS = f'<span class="differ" aria-hidden="true">{DIFFER[0]}</span> <span class="words">, {DIFFER[1]}</span>'


def _mark(state: Any) -> str:
    return f'{mark_html(str(state))} <span class="words">{MARKS[str(state)][1]}</span>'


@check_inputs(table=Rows(empty=True))
def html_table(
    table: pd.DataFrame,
    *,
    row: str,
    group: str | None,
    name: str,
    trusted: Sequence[str] = (),
    words: Sequence[str] = (),
) -> str:
    """Return the ``<table>`` that great_tables writes, without its styles, which the page sets.

    Cells are escaped, except in the columns named in ``trusted``, whose HTML is built here. Columns named in
    ``words`` are aligned left, the others right as numbers are.
    """
    from great_tables import GT

    missing = [head for head in (row, group, *trusted, *words) if head and head not in table.columns]
    if missing:
        rule = f"have the columns {join_names(missing, last='and')}"
        heads = ", ".join(map(str, table.columns)) or "no columns"
        raise PublishError(Fault(f"table {name}", "table", rule, heads))
    shown = table.reset_index(drop=True)
    built = GT(shown, rowname_col=row, groupname_col=group, id=name).tab_stubhead(row)
    numeric = [column for column in shown.columns if column not in {row, group, *trusted, *words}]
    built = built.cols_align("right", columns=numeric)
    if words:
        built = built.cols_align("left", columns=list(words))
    if trusted:
        built = built.cols_align("center", columns=list(trusted)).fmt(str, columns=list(trusted))
    found = re.search(r"<table.*?</table>", built.as_raw_html(), flags=re.DOTALL)
    return found.group(0) if found else ""


@check_inputs(table=Rows(empty=True))
def csv_text(table: pd.DataFrame) -> str:
    """Return the CSV of a table; an apostrophe precedes text that a spreadsheet would read as a formula."""
    plain = table.copy()
    for column in plain.columns:
        if not pd.api.types.is_numeric_dtype(plain[column]):
            plain[column] = [_escape_formula(value) for value in plain[column]]
    return str(plain.to_csv(index=False, lineterminator="\n"))


@check_inputs(table=Rows(empty=True))
def join_list_cells(table: pd.DataFrame, *, made_up: bool = False) -> pd.DataFrame:
    """Return the table with the entries of a cell joined by semicolons; made-up data is marked in a column."""
    plain = table.assign(data="made up") if made_up else table.copy()
    for name in plain.columns:
        if any(isinstance(value, tuple) for value in plain[name]):
            plain[name] = ["; ".join(map(str, value)) for value in plain[name]]
    return plain


def _escape_formula(value: Any) -> Any:
    if isinstance(value, tuple):
        value = " ".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def grouped_table(
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths: Sequence[int] = (),
) -> str:
    """Return HTML of a table whose first column heads its rows; a row of one cell heads those below it.

    Parameters
    ----------
    header
        Plain text, which is escaped. The caption is the page's, not the table's.
    rows
        Cells of HTML that is built by the caller, who escapes what people wrote.
    widths
        Of each column, in per cent; set by the browser if left out.
    """
    columns = "".join(f'<col style="width: {width}%">' for width in widths)
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in header)
    body = "".join(_row(first, cells, len(header)) for first, *cells in rows)
    return (
        f'<table id="{name}">\n{f"<colgroup>{columns}</colgroup>" if columns else ""}'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
    )


def _row(first: str, cells: Sequence[str], width: int) -> str:
    if not cells:
        heading = f'<th scope="colgroup" class="gt_group_heading" colspan="{width}">{first}</th>'
        return f"<tr>{heading}</tr>\n"
    others = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{first}</th>{others}</tr>\n'


#: Printed if there is no share.
_DASH = "–"


@check_inputs(table=Rows("item row label group letter base share higher_than flag"))
def format_banner(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return a banner table as text: one row per base, net, point or option, and one column per group.

    Parameters
    ----------
    table
        From `banner.banner`.
    labels
        Item to its label; the id if left out.

    Returns
    -------
    DataFrame
        Indexed by question and answer; one column per group, headed with its name and letter. The first row of each
        question is its base, with * if it is low. Then the per cent, rounded halves up, and the letters of the
        groups that it is significantly above; a dash after it if it was not tested, and only a dash if there is no
        share. ``[c]`` if numbers are withheld, that is if the base is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"item": "q", "row": "yes", "label": "Yes", "group": ["N", "S"], "letter": ["A", "B"],
    ...                       "n": [40, 3], "base": [50, 8], "share": [0.8, 0.375], "higher_than": ["", "–"],
    ...                       "flag": ["", "low base"]})
    >>> format_banner(table).reset_index().values.tolist()
    [['q', 'Base', '50', '8*'], ['q', 'Yes', '80', '38 –']]
    """
    low = np.where(table["flag"] == "low base", "*", "")
    hidden = table["base"].isna().to_numpy()
    cells = [
        _DASH if pd.isna(share) else f"{format_percent(share)} {above}".strip()
        for share, above in zip(table["share"], table["higher_than"], strict=True)
    ]
    cells = list(np.where(hidden, WITHHELD, cells))
    heads = np.where(table["letter"] == "", table["group"], table["group"] + " (" + table["letter"] + ")")
    shown = table.assign(head=heads, cell=cells)[["item", "row", "label", "head", "cell"]]
    bases = shown.assign(row=None, label="Base", cell=np.where(hidden, WITHHELD, table["base"].astype(str) + low))
    rows = pd.concat([bases[~table.duplicated(["item", "group"])], shown], ignore_index=True)
    order = rows["item"].map({item: at for at, item in enumerate(dict.fromkeys(table["item"]))})
    rows = rows.iloc[np.argsort(order, kind="stable")]
    # ids are unique within a question; labels may not be
    keys = rows[["item", "row"]].fillna("").apply(tuple, axis=1)
    wide = rows.assign(key=keys).pivot(index="key", columns="head", values="cell")
    wide = wide.reindex(index=keys.unique(), columns=list(dict.fromkeys(heads))).fillna(_DASH)
    names = rows.assign(key=keys).drop_duplicates("key")
    questions = names["item"].map(lambda item: (labels or {}).get(item, item))
    wide.index = pd.MultiIndex.from_arrays([questions, names["label"]], names=["question", "answer"])
    return wide.rename_axis(columns=None)
