"""How often, and where: quotations by domain and kind, segments by code, and passages that use a term."""

from __future__ import annotations

import re

import pandas as pd

from cs_research.definitions.instrument import DOMAINS
from cs_research.records.codings import Codings

__all__ = ["mentions", "quotations_by_kind", "segments_by_code"]


def quotations_by_kind(passages: pd.DataFrame) -> pd.DataFrame:
    """The number of quotations of each domain and kind of source.

    The authors' own words are left out; quotations under no domain's heading are counted under "".

    Parameters
    ----------
    passages
        From `Publication.table`.

    Returns
    -------
    DataFrame
        One row a domain and kind, domains in the framework's order and kinds from the most quoted to
        the least: ``domain, kind, n``. Pairs that do not occur are rows with 0.
    """
    quoted = passages[passages["kind"] != ""]
    kinds = list(quoted["kind"].value_counts().index)
    domains = [*DOMAINS, *([""] if (quoted["domain"] == "").any() else [])]
    index = pd.MultiIndex.from_product([domains, kinds], names=["domain", "kind"])
    counts = quoted.groupby(["domain", "kind"]).size().reindex(index, fill_value=0)
    return counts.rename("n").reset_index()


def mentions(passages: pd.DataFrame, pattern: str, *, around: int = 60) -> pd.DataFrame:
    """Every place where a pattern occurs, whatever its case, with the words around it.

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
        One row an occurrence, in the order of the text: ``line, section, theme, domain, kind, before,
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


def segments_by_code(codings: Codings) -> pd.DataFrame:
    """The number of segments that bear each code of the frame, and of sources and sites that they come from.

    Every segment counts, whatever its stance and coder.

    Returns
    -------
    DataFrame
        One row a code, retired ones too, in the frame's order: ``code, segments, sources, sites``; zeros where no
        segment bears it.
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
