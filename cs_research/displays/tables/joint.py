"""Joint displays: the ledger of claims, the convergence matrix, and domains by kind of source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from cs_research.definitions.categories import PROMINENCE, SURVEY
from cs_research.displays.figures.layout import (
    EVIDENCE,
    Frame,
    finish_plot,
    format_level,
    format_percent,
    format_points,
    format_verdict,
    mix_with_white,
    readable_on,
)
from cs_research.displays.inputs import LabelsFor, Rows, check_inputs
from cs_research.displays.symbols import MARKS, mark_html
from cs_research.displays.tables.html import grouped_table
from cs_research.errors import Fault, PublishError, join_names

#: The mark of a category, printed with its name.
CATEGORY_MARKS = {"agreement": "=", "partial agreement": "≈", "dissonance": "≠", "silence": "…"}
#: With more pairs of kinds than this the matrix is printed with one row per pair.
_MAX_COLUMNS = 4
_STANCE_COLOURS = {"shown": EVIDENCE, "partly": mix_with_white(EVIDENCE, 0.4), "contrary": "#801650"}
_NOTHING = "#F6F7F8"


@check_inputs(
    settled=Rows(
        "claim first second first_says first_prominence second_says second_prominence category status "
        "proposed by date reason changed"
    ),
    claims=LabelsFor("settled", "claim"),
)
def convergence_table(settled: pd.DataFrame, claims: Mapping[str, str]) -> str:
    """Return HTML of the convergence matrix: one row per claim, one column per pair of kinds.

    Each cell has mark, category and status. With more than four pairs, which do not fit on a page, there is one row
    per pair, under its claim. An overruled cell shows what the rule proposed, who decided and why; an undecided one
    is marked as proposed.

    Parameters
    ----------
    settled
        From `convergence.apply_decisions`.
    claims
        Claim to the label printed for it.
    """
    pairs = list(dict.fromkeys(zip(settled["first"], settled["second"], strict=True)))
    if len(pairs) > _MAX_COLUMNS:
        header = ["Kinds of source", "How far they agree"]
        return grouped_table("convergence", header, _pair_rows(settled, claims))
    rows = []
    for claim, part in settled.groupby("claim", sort=False):
        cells = {(row.first, row.second): _format_category(row) for row in part.itertuples()}
        rows.append([escape(claims[str(claim)]), *(cells.get(pair, "") for pair in pairs)])
    header = ["Claim", *(f"{first} and {second}" for first, second in pairs)]
    return grouped_table("convergence", header, rows)


def _pair_rows(settled: pd.DataFrame, claims: Mapping[str, str]) -> Iterator[Sequence[str]]:
    """Yield a heading for each claim, and then a row for each pair."""
    for claim, part in settled.groupby("claim", sort=False):
        yield [escape(claims[str(claim)])]
        for row in part.itertuples():
            yield [escape(f"{row.first} and {row.second}"), _format_category(row)]


def _format_category(row: Any) -> str:
    """Return the HTML of one cell of the matrix."""
    mark = f'<span class="category" aria-hidden="true">{CATEGORY_MARKS[row.category]}</span>'
    parts = [f"{mark} {escape(row.category)}"]
    sides = (
        (row.first, row.first_says, row.first_prominence),
        (row.second, row.second_says, row.second_prominence),
    )
    parts.append("; ".join(escape(f"{kind}: {_format_kind(kind, says, how)}") for kind, says, how in sides))
    who = ", ".join(text for text in (row.by, row.date) if text)
    if row.status == "overruled":
        parts.append(escape(f"Overruled; the rule proposed {row.proposed}. {row.reason} ({who})"))
    elif row.status == "confirmed":
        parts.append(escape(f"Confirmed. {row.reason} ({who})"))
    else:
        parts.append("Proposed by rule.")
    if row.changed:
        parts.append("Decided when the rule proposed something else.")
    first, *others = parts
    return first + "".join(f"<br><small>{part}</small>" for part in others)


def _format_kind(kind: str, says: str, prominence: str) -> str:
    """Return what a kind says as text; a survey is never silent, but its number may be withheld."""
    if kind == SURVEY and says == "silent":
        return "no number"
    return f"{says}, in passing" if prominence == PROMINENCE[1] else says


@check_inputs(
    ledger=Rows(
        "claim text shown partly contrary silent confidence confidence_low confidence_high evidence evidence_low "
        "evidence_high cells gap low high verdict caution provisional"
    ),
    quotations=Rows("claim side label site kind source turn stance coders segment quote", empty=True),
    silent=Rows("claim title source kind site", empty=True),
    sites=LabelsFor("quotations silent", "site"),
)
def ledger_table(
    ledger: pd.DataFrame,
    quotations: pd.DataFrame,
    silent: pd.DataFrame,
    sites: Mapping[str, str],
    *,
    level: float = 0.95,
) -> str:
    """Return HTML of the claim ledger: per claim its numbers, quotations for and against, and silent sources.

    Parameters
    ----------
    ledger, quotations, silent
        From `triangulation.ledger`, with its status, `triangulation.quotations` and `triangulation.silent_sources`.
    sites
        Site id to the label printed for it.
    """
    return grouped_table(
        "ledger",
        ["What is known", "In numbers and words"],
        _claim_rows(ledger, quotations, silent, sites, level),
    )


def _claim_rows(
    ledger: pd.DataFrame,
    quotations: pd.DataFrame,
    silent: pd.DataFrame,
    sites: Mapping[str, str],
    level: float,
) -> Iterator[Sequence[str]]:
    """Yield a heading for each claim, and then its numbers, quotations and silent sources."""
    for row in ledger.itertuples():
        rows = quotations[quotations["claim"] == row.claim]
        silent_rows = silent[silent["claim"] == row.claim]
        yield [escape(str(row.text))]
        yield ["Numbers", _format_numbers(row, level)]
        for side in ("for", "against"):
            yield [f"Quotations {side}", _format_quotations(rows[rows["side"] == side], sites)]
        names = (
            f"{source.title or source.source} ({source.kind}, {sites[source.site]})"
            for source in silent_rows.itertuples()
        )
        yield ["Sources that are silent", _list(names)]


def _format_numbers(row: Any, level: float) -> str:
    """Return the confidence, cells, evidence and gap of one claim as HTML."""
    cells = "<br>".join(f"{mark_html(state)} {getattr(row, state)} {words}" for state, (_, words) in MARKS.items())
    lines = [
        f"Confidence: {_format_share(row.confidence, row.confidence_low, row.confidence_high, level)}",
        f"Evidence score: {_format_share(row.evidence, row.evidence_low, row.evidence_high, level)}",
        f"{row.cells} combinations of practice and site:<br>{cells}",
    ]
    if not pd.isna(row.gap):
        interval = (
            ""
            if pd.isna(row.low)
            else f" ({format_level(level)} interval {format_points(row.low)} to {format_points(row.high)})"
        )
        lines.append(f"Gap: {format_points(row.gap)} points{interval}")
    status = " (provisional)" if row.provisional else ""
    lines.append(f"<strong>{escape(format_verdict(row.verdict, row.caution)).capitalize()}{status}</strong>")
    return "<br>".join(lines)


def _format_share(share: float, low: float, high: float, level: float) -> str:
    if pd.isna(share):
        return "no number"
    interval = (
        "" if pd.isna(low) else f" ({format_level(level)} interval {format_percent(low)} to {format_percent(high)}%)"
    )
    return f"{format_percent(share)}%{interval}"


def _format_quotations(rows: pd.DataFrame, sites: Mapping[str, str]) -> str:
    """Return the quotations of one side, each with its source."""
    parts = []
    for row in rows.itertuples():
        coders = ", ".join(row.coders)
        anchor = (
            f"{row.label}: {row.stance}; {sites[row.site]}, {row.kind}, {row.source}, turn {row.turn}; {coders}; "
            f"{row.segment}"
        )
        parts.append(
            f'<blockquote class="{row.stance}">{escape(row.quote)}<br><small>{escape(anchor)}</small></blockquote>'
        )
    return "".join(parts) or "none"


def _list(texts: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else "none"


@check_inputs(counts=Rows("kind domain passages per_practice shown partly contrary", every="passages"), labels=Mapping)
def source_tiles(
    counts: pd.DataFrame, labels: Mapping[str, str], *, made_up: bool = False, narrow: bool = False
) -> Any:
    """Draw a tile for each kind of source (rows) and domain (columns) with its number of coded passages.

    Darker means more passages per practice of the domain. The line below a tile shows how many of its passages
    are shown, partly shown and contradicted; coders differ on the others. Zeros are
    printed too.

    Parameters
    ----------
    counts
        From `joint.domain_by_source`.
    labels
        Domain to the label printed for it; domains without a label are left out.
    """
    import plotnine as p9

    shown = counts[counts["domain"].isin(list(labels))]
    if shown.empty:
        found = f"none of {join_names([str(name) for name in counts['domain'].unique()])}"
        raise PublishError(Fault("source tiles", "labels", "have a label for a domain of the counts", found))
    tiles, lines = _place_tiles(shown, narrow=narrow)
    columns = list(dict.fromkeys(tiles["domain"]))
    plot = (
        p9.ggplot(tiles)
        + p9.geom_rect(p9.aes(xmin="left", xmax="right", ymin="foot", ymax="head", fill="fill"))
        + p9.geom_segment(
            p9.aes(x="x", xend="xend", y="y", yend="y", color="stance"), data=lines, size=2.6, lineend="butt"
        )
        + p9.scale_fill_identity()
        + p9.scale_color_manual(values=_STANCE_COLOURS, limits=list(_STANCE_COLOURS))
        + p9.scale_x_continuous(
            limits=(-0.5, len(columns) - 0.5),
            expand=(0, 0),
            breaks=list(range(len(columns))),
            labels=[labels[name] for name in columns],
        )
    )
    for ink in dict.fromkeys(tiles["ink"]):
        part = tiles[tiles["ink"] == ink]
        labelled = p9.aes(x="middle", y="y", label="passages")
        plot = plot + p9.geom_text(labelled, data=part, color=ink, size=11, fontweight="bold")
    texts = {kind: (kind, "") for kind in dict.fromkeys(tiles["kind"])}
    frame = Frame(row=0.62, left=-0.48, legend=1, lift=0.34)
    drawn = finish_plot(plot, texts, frame, made_up=made_up, narrow=narrow)
    blank = p9.theme(panel_grid_major_x=p9.element_blank())
    return drawn + blank + p9.theme(axis_text_x=p9.element_text(size=8 if narrow else 9.5))


def _place_tiles(counts: pd.DataFrame, *, narrow: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tiles with their positions, and the segments of the line below each."""
    table = counts.reset_index(drop=True)
    rows, columns = (list(dict.fromkeys(table[name])) for name in ("kind", "domain"))
    table["y"] = -table["kind"].map(rows.index).astype(float)
    table["middle"] = table["domain"].map(columns.index).astype(float)
    table["left"], table["right"] = table["middle"] - 0.48, table["middle"] + 0.48
    half = 0.22 if narrow else 0.32
    table["foot"], table["head"] = table["y"] - half, table["y"] + half
    maximum = max(float(table["per_practice"].max()), 1e-9)
    table["fill"] = [
        mix_with_white(EVIDENCE, 0.12 + 0.88 * n / maximum) if n > 0 else _NOTHING for n in table["per_practice"]
    ]
    table["ink"] = [readable_on(colour) for colour in table["fill"]]
    lines = []
    for row in table.itertuples():
        x = row.left
        for stance in _STANCE_COLOURS:
            length = 0.96 * getattr(row, stance) / row.passages if row.passages else 0.0
            lines.append({"x": x, "xend": x + length, "y": row.foot - 0.08, "stance": stance, "length": length})
            x += length
    drawn = pd.DataFrame(lines)
    drawn["stance"] = pd.Categorical(drawn["stance"], categories=list(_STANCE_COLOURS))
    return table, drawn[drawn["length"] > 0]
