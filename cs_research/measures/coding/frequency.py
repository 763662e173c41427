"""Counts of coded passages and how often codes occur; text that several coders marked with one code counts once."""

from __future__ import annotations

import re

import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.definitions.case_study import CaseStudyTemplate
from cs_research.definitions.instrument import DOMAINS
from cs_research.errors import Fault, MeasureError, closest, join_names
from cs_research.records.codings import Codings

#: What a passage shows if its segments differ.
MIXED = "mixed"


@accepts(MeasureError, segments=Rows("source turn start end code stance", empty=True))
def passages(segments: pd.DataFrame) -> pd.DataFrame:
    """Return the distinct passages behind some segments.

    A passage is a stretch of one turn of a source that is covered without a gap by segments of the same code, whoever
    gave it. Segments of one code that overlap are of one passage; segments that only touch, and overlapping segments
    of different codes, are of different ones.

    Parameters
    ----------
    segments
        Rows of `Codings.table`, with ``source, turn, start, end, code, stance`` at least; the order makes no
        difference.

    Returns
    -------
    DataFrame
        One row per passage, by the order of the first of its segments' source, turn and code: ``source, turn, code,
        start, end, stance, segments``. ``stance`` is that of all its segments, `MIXED` if they differ, and empty
        if they have none; ``segments`` is how many there are.
    """
    rows = []
    for (source, turn, code), part in segments.groupby(["source", "turn", "code"], sort=False):
        for start, end in merged_spans(list(zip(part["start"], part["end"], strict=True))):
            inside = part[(part["start"] < end) & (part["end"] > start)]
            stances = set(inside["stance"].fillna(""))
            stance = stances.pop() if len(stances) == 1 else MIXED
            rows.append((source, turn, code, start, end, stance, len(inside)))
    names = ["source", "turn", "code", "start", "end", "stance", "segments"]
    return pd.DataFrame(rows, columns=names)


@accepts(MeasureError)
def merged_spans(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans without overlap that cover the given ones, in order; spans that only touch are not merged."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


@accepts(MeasureError, passages=Rows("domain kind", empty=True))
def quotations_by_kind(passages: pd.DataFrame) -> pd.DataFrame:
    """Count the quotations of each domain and kind of source.

    The authors' own words are left out; quotations under no domain's heading are counted under "".

    Parameters
    ----------
    passages
        From `Publication.table`.

    Returns
    -------
    DataFrame
        One row per domain and kind, domains in the framework's order and kinds from the most quoted to
        the least: ``domain, kind, n``. Pairs that do not occur are rows with 0.
    """
    quoted = passages[passages["kind"] != ""]
    kinds = list(quoted["kind"].value_counts().index)
    domains = [*DOMAINS, *([""] if (quoted["domain"] == "").any() else [])]
    index = pd.MultiIndex.from_product([domains, kinds], names=["domain", "kind"])
    counts = quoted.groupby(["domain", "kind"]).size().reindex(index, fill_value=0)
    return counts.rename("n").reset_index()


@accepts(MeasureError, passages=Rows("line section theme domain kind text", empty=True))
def mentions(passages: pd.DataFrame, pattern: str, *, around: int = 60) -> pd.DataFrame:
    """Find every match of a pattern, ignoring case, with the text around it.

    Parameters
    ----------
    passages
        From `Publication.table`.
    pattern
        A regular expression, such as that of a `Term` of the lexicon.
    around
        Characters shown on each side.

    Returns
    -------
    DataFrame
        One row per occurrence, in the order of the text: ``line, section, theme, domain, kind, before,
        match, after``; ``kind`` is "authors" for the authors' own words.
    """
    rows = []
    for passage in passages.itertuples(index=False):
        for found in re.finditer(pattern, passage.text, flags=re.IGNORECASE):
            rows.append(
                {
                    "line": passage.line,
                    "section": passage.section,
                    "theme": passage.theme,
                    "domain": passage.domain,
                    "kind": passage.kind or "authors",
                    "before": passage.text[max(0, found.start() - around) : found.start()],
                    "match": found.group(0),
                    "after": passage.text[found.end() : found.end() + around],
                }
            )
    names = ["line", "section", "theme", "domain", "kind", "before", "match", "after"]
    return pd.DataFrame(rows, columns=names)


@accepts(MeasureError)
def segments_by_code(codings: Codings) -> pd.DataFrame:
    """Count the segments coded with each code of the frame, and their sources and sites.

    Every segment counts, whatever its stance and coder.

    Returns
    -------
    DataFrame
        One row per code, retired ones too, in the frame's order: ``code, segments, sources, sites``; zeros if no
        segment has it.
    """
    table = codings.table()
    grouped = table.groupby("code")
    counts = pd.DataFrame(
        {
            "segments": grouped.size(),
            "sources": grouped["source"].nunique(),
            "sites": grouped["site"].nunique(),
        }
    )
    codes = pd.Index([code.id for code in codings.frame.codes], name="code")
    return counts.reindex(codes, fill_value=0).reset_index()


@accepts(MeasureError)
def segments_by_section(codings_table: pd.DataFrame, template: CaseStudyTemplate) -> pd.DataFrame:
    """Count the segments of each code in each section, and the sources that contain them.

    Every coder's segments count: a stretch that two coders gave a code is two segments. Sources other
    than case studies have no parts: leave them out, or they are counted with what comes before a first
    heading.

    Parameters
    ----------
    codings_table
        From `Codings.table`.

    Returns
    -------
    DataFrame
        One row per part and code, parts in the template's order and codes by name: ``part, heading, code, n,
        sources``. Pairs that do not occur are rows with 0. Segments in no part, if any, are counted last,
        under "".

    Raises
    ------
    MeasureError
        A part that the template does not have.
    """
    headings = {part.id: part.heading for part in template.parts}
    strange = [part for part in dict.fromkeys(codings_table["part"]) if part and part not in headings]
    if strange:
        rule, found = f"be a part of {template.key}, {join_names(list(headings))}", f"'{strange[0]}'"
        hint = closest(strange[0], headings)
        raise MeasureError(Fault("segments_by_part", "part", rule, found, hint))
    if (codings_table["part"] == "").any():
        headings[""] = ""
    codes = sorted(set(codings_table["code"]))
    index = pd.MultiIndex.from_product([list(headings), codes], names=["part", "code"])
    grouped = codings_table.groupby(["part", "code"])
    table = pd.DataFrame({"n": grouped.size(), "sources": grouped["source"].nunique()})
    table = table.reindex(index, fill_value=0).astype("int64").reset_index()
    table.insert(1, "heading", table["part"].map(headings))
    return table[["part", "heading", "code", "n", "sources"]]
