"""Tables of codings: segments by code and section, quotations for each practice, and skipped passages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cs_research.definitions import STANCES
from cs_research.measures.coding import frequency
from cs_research.results.catalogue import codings_of, from_records, from_tables, has_codings
from cs_research.results.evidence import segments

if TYPE_CHECKING:
    from cs_research.results.facts import StudyFacts
    from cs_research.results.measured import Records, Results

#: The minimum and maximum number of words of a quotation that is preferred to longer and shorter ones.
READABLE = (10, 40)
_QUOTED = ["domain", "practice", "stance", "text", "speaker", "kind", "site", "more"]


def has_templates(study: StudyFacts) -> bool:
    """Return whether some coded source follows a case-study template."""
    return study.codings is not None and study.codings.templates


@from_records("segments-by-code", "how many segments and sources have each code", when=has_codings)
def segments_by_code(records: Records) -> pd.DataFrame:
    """Return the numbers of segments and sources with each code."""
    return frequency.segments_by_code(codings_of(records.data))


@from_records("segments-by-part", "segments of case studies by the part that they are in", when=has_templates)
def segments_by_part(records: Records) -> pd.DataFrame:
    """Return the number of segments by section of the case studies, template by template."""
    table, templates = codings_of(records.data).table(), records.data.templates()
    parts = []
    for template in dict.fromkeys(templates.values()):
        sources = [source for source, its in templates.items() if its == template]
        counts = frequency.segments_by_section(table[table["source"].isin(sources)], template)
        counts.insert(0, "template", template.key)
        parts.append(counts)
    return pd.concat(parts, ignore_index=True)


@from_records("reading-notes", "every passage of a source that was passed over, and why", when=has_codings)
def reading_notes(records: Records) -> pd.DataFrame:
    """Return the passages that were skipped in each source: ``source, file, layout, note``."""
    rows = [
        (source.id, source.file.replace("\\", "/").rsplit("/", 1)[-1], source.layout, note)
        for source in codings_of(records.data).sources
        for note in source.notes
    ]
    return pd.DataFrame(rows, columns=["source", "file", "layout", "note"])


@from_tables(
    "practice_quotations",
    "a quotation for each practice and stance, and how many more there are",
    when=has_codings,
)
def practice_quotations(results: Results) -> pd.DataFrame:
    """Return one quotation for each practice and stance, in the order of the coding frame.

    Of several, the one marked by most coders is chosen, then one of `READABLE` words, then the first.

    Returns
    -------
    DataFrame
        ``domain, practice, stance, text, speaker, kind, site, more``, practice and site by their labels; ``more`` is
        how many other quotations there are.
    """
    study = results.study
    by_code = dict(list(results[segments].groupby(["code", "stance"], sort=False)))
    domains = {code.id: study.coding_frame.group(code.group).domain for code in study.coding_frame.codes}
    rows = [
        {
            "domain": domains[practice.id],
            "practice": practice.label,
            "stance": stance,
            **_best_quotation(rows),
        }
        for practice in study.coding_frame.practices()
        for stance in STANCES
        if (rows := by_code.get((practice.id, stance))) is not None
    ]
    table = pd.DataFrame(rows, columns=_QUOTED)
    return table.assign(site=table["site"].map({"": "", **study.sites}))


def _best_quotation(rows: pd.DataFrame) -> dict[str, Any]:
    grouped = rows.groupby(["source", "turn", "start", "end"], sort=False).agg(
        coders=("coder", "nunique"),
        text=("quote", "first"),
        speaker=("speaker", "first"),
        kind=("kind", "first"),
        site=("site", "first"),
    )
    grouped["readable"] = grouped["text"].str.split().str.len().between(*READABLE)
    ordered = grouped.sort_values(["coders", "readable"], ascending=False, kind="stable")
    return {**ordered.iloc[0].to_dict(), "more": len(ordered) - 1}
