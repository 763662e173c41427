"""Case studies: which codes are borne by which of their parts."""

from __future__ import annotations

import pandas as pd

from cs_research.definitions.case_study import CaseStudyTemplate
from cs_research.errors import Fault, MeasureError, closest, listed

__all__ = ["segments_by_part"]


def segments_by_part(codings_table: pd.DataFrame, template: CaseStudyTemplate) -> pd.DataFrame:
    """The number of segments of each code in each part, and of the sources that they stand in.

    Every coder's segments count: a stretch that two coders gave a code is two segments. Sources other
    than case studies have no parts: leave them out, or they are counted with what stands before a first
    heading.

    Parameters
    ----------
    codings_table
        From `Codings.table`.

    Returns
    -------
    DataFrame
        One row a part and code, parts in the template's order and codes by name: ``part, heading, code, n,
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
        rule, found = f"be a part of {template.key}, {listed(list(headings))}", f"'{strange[0]}'"
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
