"""HTML tables of codings: coders by source, agreement, frequencies, pairs of codes, own codes, and terms in context."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd

from cs_research.displays.figures.layout import format_level
from cs_research.displays.inputs import LabelsFor, Rows, check_inputs
from cs_research.displays.tables.html import count_cells, grouped_table, html_table, percent_cells

_DASH = "–"
#: The most coders that have a column each.
_CODERS = 8


@check_inputs(
    coders=Rows("source site names segments"),
    segments=Rows("source coder", empty=True),
    sites=LabelsFor("coders", "site"),
)
def coders_table(coders: pd.DataFrame, segments: pd.DataFrame, sites: Mapping[str, str]) -> str:
    """Return HTML of the segments of each coder in each source: a dash where they did not code it.

    With more than eight coders there is their number in place of a column for each.

    Parameters
    ----------
    coders, segments
        From `coder_agreement.coders_by_source` and `Codings.table`.
    sites
        Site to the label printed for it.
    """
    counts = segments.groupby(["source", "coder"]).size().to_dict()
    named = [names.split("; ") if names else [] for names in coders["names"]]
    everyone = list(dict.fromkeys(name for names in named for name in names))
    table = pd.DataFrame({"Site": [sites[site] for site in coders["site"]], "Source": coders["source"]})
    if len(everyone) > _CODERS:
        table["Coders"] = [str(len(names)) for names in named]
    for coder in everyone if len(everyone) <= _CODERS else ():
        table[coder] = [
            str(counts.get((source, coder), 0)) if coder in names else _DASH
            for source, names in zip(coders["source"], named, strict=True)
        ]
    table["Segments"] = coders["segments"].astype(str)
    return html_table(table, row="Source", group="Site", name="coders")


#: Coefficients in the order of the columns, with their headings; alpha has its interval.
_COEFFICIENTS = {
    "percent_agreement": "Same judgement, %", "cohen_kappa": "Kappa", "krippendorff_alpha": "Alpha", "gwet_ac1": "AC1",
}  # fmt: skip


@check_inputs(agreement=Rows("by group label head coefficient estimate low high given_by_any given_by_all"))
def agreement_table(agreement: pd.DataFrame, level: float) -> str:
    """Return HTML of agreement by several coefficients: all codes, pairs of coders, sites, and each code.

    Parameters
    ----------
    agreement
        From `agreement.codings`, with the ``label`` of each row and the ``head`` that it is printed under.
    """
    rows = agreement.set_index(["by", "group"])
    alpha = rows[rows["coefficient"] == "krippendorff_alpha"]
    table = pd.DataFrame(
        {
            "Of": alpha["head"].tolist(),
            "Code": alpha["label"].tolist(),
            "All of any": [f"{row.given_by_all}\u00a0of\u00a0{row.given_by_any}" for row in alpha.itertuples()],
        }
    )
    for name, heading in _COEFFICIENTS.items():
        values = rows.loc[rows["coefficient"] == name, "estimate"].reindex(alpha.index)
        table[heading] = [_tenths(value) if "%" in heading else _decimals(value) for value in values]
    table[f"{format_level(level)} CI of alpha"] = [
        _DASH if pd.isna(low) else f"{_decimals(low)}\u00a0to\u00a0{_decimals(high)}"
        for low, high in zip(alpha["low"], alpha["high"], strict=True)
    ]
    return html_table(table, row="Code", group="Of", name="agreement")


def _tenths(share: float) -> str:
    """Return a share in per cent with one decimal: rare codes are a small share, and agreement is close to all."""
    return _DASH if pd.isna(share) else f"{100 * share:.1f}"


def _decimals(value: float) -> str:
    return _DASH if pd.isna(value) else f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


@check_inputs(table=Rows("id label segments passages words share sources sites"), heads=LabelsFor("table", "id"))
def frequency_table(table: pd.DataFrame, heads: Mapping[str, str]) -> str:
    """Return HTML of how much text has each code, in segments, passages, words and per cent of the text.

    Parameters
    ----------
    table
        From `frequency.frequency`, codes only.
    heads
        Code to the label of its group.
    """
    shares = [_tenths(share) for share in table["share"].astype(float)]
    shown = pd.DataFrame(
        {
            "Group": [heads[code] for code in table["id"]],
            "Code": table["label"],
            "Segments": count_cells(table["segments"]),
            "Passages": count_cells(table["passages"]),
            "Words": count_cells(table["words"]),
            "% of the text": shares,
            "Sources": count_cells(table["sources"]),
            "Sites": count_cells(table["sites"]),
        }
    )
    return html_table(shown, row="Code", group="Group", name="frequency")


@check_inputs(
    pairs=Rows("code other together jaccard lift"),
    labels=LabelsFor("pairs", "code other"),
    heads=LabelsFor("pairs", "code other"),
)
def cooccurrence_table(pairs: pd.DataFrame, labels: Mapping[str, str], heads: Mapping[str, str]) -> str:
    """Return HTML of pairs of codes with the number of turns that have both, Jaccard's index and lift.

    Parameters
    ----------
    labels, heads
        Code to its label, and to the label of its group.
    """
    shown = pd.DataFrame(
        {
            "Code": [f"{labels[code]} ({heads[code]})" for code in pairs["code"]],
            "Other code": [f"{labels[code]} ({heads[code]})" for code in pairs["other"]],
            "Turns with both": count_cells(pairs["together"]),
            "Jaccard": [_decimals(value) for value in pairs["jaccard"]],
            "Lift": [f"{value:.1f}" for value in pairs["lift"]],
        }
    )
    return html_table(shown, row="Code", group=None, name="cooccurrence", words=["Other code"])


@check_inputs(
    evidence=Rows("domain share low high coder_low coder_high widest_low widest_high"),
    labels=LabelsFor("evidence", "domain"),
)
def coder_range_table(evidence: pd.DataFrame, labels: Mapping[str, str], level: float) -> str:
    """Return HTML of the evidence scores of all coders together, and of their range with one coder at a time."""
    interval = f"{format_level(level)} CI"
    shown = pd.DataFrame(
        {
            "Domain": [labels[domain] for domain in evidence["domain"]],
            "Evidence, %": percent_cells(evidence["share"], _DASH),
            interval: _ranges(evidence["low"], evidence["high"]),
            "One coder at a time, %": _ranges(evidence["coder_low"], evidence["coder_high"]),
            f"{interval} with one coder at a time": _ranges(evidence["widest_low"], evidence["widest_high"]),
        }
    )
    return html_table(shown, row="Domain", group=None, name="range")


def _ranges(low: pd.Series, high: pd.Series) -> list[str]:
    pairs = zip(percent_cells(low, _DASH), percent_cells(high, _DASH), strict=True)
    return [one if one == other else f"{one}\u00a0to\u00a0{other}" for one, other in pairs]


@check_inputs(found=Rows("label instead why kind site before match after mark"), sites=LabelsFor("found", "site"))
def terms_table(found: pd.DataFrame, sites: Mapping[str, str]) -> str:
    """Return HTML of every use of a term in context, under the term, why it is watched and what to say instead.

    Parameters
    ----------
    found
        From `terms.terms`. A use that is marked says so.
    """
    rows: list[list[str]] = []
    for label, part in found.groupby("label", sort=False):
        first = part.iloc[0]
        instead = f"{escape(first['instead'])}<br><small>{escape(first['why'])}</small>"
        rows += [[escape(str(label))], ["Say instead", instead, ""]]
        for row in part.itertuples():
            said = f"{_cut(row.before, left=True)}<strong>{escape(row.match)}</strong>{_cut(row.after, left=False)}"
            rows.append([escape(f"{row.kind.capitalize()}, {sites[row.site]}"), said, escape(row.mark) or "no mark"])
    return grouped_table("terms", ["Where", "In context", "Quoted or about it"], rows, widths=(22, 58, 20))


@check_inputs(counts=Rows("label kind site n marked per_thousand", empty=True), sites=LabelsFor("counts", "site"))
def term_counts_table(counts: pd.DataFrame, sites: Mapping[str, str]) -> str:
    """Return HTML of the uses of each term by kind of source and site; places without a use are left out.

    Parameters
    ----------
    counts
        From `terms.term_counts`.
    """
    used = counts[counts["n"] > 0]
    shown = pd.DataFrame(
        {
            "Term": used["label"].tolist(),
            "Where": [
                f"{kind.capitalize()}, {sites[site]}" for kind, site in zip(used["kind"], used["site"], strict=True)
            ],
            "Uses": count_cells(used["n"]),
            "Quoted or about it": count_cells(used["marked"]),
            "Other uses in 1,000 words": [f"{value:.1f}" for value in used["per_thousand"]],
        }
    )
    return html_table(shown, row="Where", group="Term", name="term-counts")


def _cut(text: str, *, left: bool) -> str:
    """Return the text beside a match as HTML, from or to its last complete word."""
    if len(text) < 60:
        return escape(text)
    words = text.split(" ")
    return escape("… " + " ".join(words[1:]) if left else " ".join(words[:-1]) + " …")
