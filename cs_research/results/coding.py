"""Tables of codings and of the wording of sources: who coded what, agreement, frequencies, quotations and terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cs_research.definitions import STANCES
from cs_research.measures.coding import agreement, frequency, saturation
from cs_research.measures.coding import cooccurrence as together
from cs_research.measures.coding.coder_agreement import coders_by_source
from cs_research.measures.coding.suggestions import suggestions as suggested
from cs_research.measures.text import terms as wording
from cs_research.measures.text.index import TextIndex, index_sources
from cs_research.results.catalogue import (
    codings_of,
    from_records,
    from_tables,
    has_coders,
    has_codings,
    has_sources,
)
from cs_research.results.evidence import segments

if TYPE_CHECKING:
    from cs_research.results.facts import StudyFacts
    from cs_research.results.measured import Records, Results

#: The minimum and maximum number of words of a quotation that is preferred to longer and shorter ones.
READABLE = (10, 40)
#: Random orders of the sources.
_ORDERS = 1000
#: Quotations printed for each code of the study's own frame.
_OWN = 3
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
    ordered = _ordered_quotations(rows)
    return {**ordered.iloc[0].to_dict(), "more": len(ordered) - 1}


def _ordered_quotations(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the distinct passages of some segments, those that most coders marked and readable ones first."""
    grouped = rows.groupby(["source", "turn", "start", "end"], sort=False).agg(
        coders=("coder", "nunique"),
        text=("quote", "first"),
        speaker=("speaker", "first"),
        kind=("kind", "first"),
        site=("site", "first"),
        stance=("stance", "first"),
    )
    grouped["readable"] = grouped["text"].str.split().str.len().between(*READABLE)
    return grouped.sort_values(["coders", "readable"], ascending=False, kind="stable")


@from_tables("own_code_quotations", "quotations for each code that the study's own frame adds", when=has_codings)
def own_code_quotations(results: Results) -> pd.DataFrame:
    """Return up to three quotations for each code that the study's frame adds, from different sites where there are.

    Returns
    -------
    DataFrame
        ``code, label, text, speaker, kind, site, stance, more``, codes in the frame's order and the site by its
        label; ``more`` is how many other passages have the code.
    """
    study = results.study
    by_code = dict(list(results[segments].groupby("code", sort=False)))
    parts = []
    for name in study.own_codes:
        if (rows := by_code.get(name)) is None:
            continue
        ordered = _ordered_quotations(rows)
        first = ordered.drop_duplicates("site")
        chosen = pd.concat([first, ordered.drop(first.index)]).head(_OWN)
        label = study.coding_frame.code(name).label
        parts.append(chosen.assign(code=name, label=label, more=len(ordered) - len(chosen)))
    names = ["code", "label", "text", "speaker", "kind", "site", "stance", "more"]
    table = pd.concat(parts, ignore_index=True)[names] if parts else pd.DataFrame(columns=names)
    return table.assign(site=table["site"].map(dict(study.sites)))


@from_records("coders", "who coded each source, and whether it counts for agreement", when=has_codings)
def coders(records: Records) -> pd.DataFrame:
    """Return the coders of each source."""
    return coders_by_source(codings_of(records.data), coded_by=records.data.coded_by())


@from_records(
    "coder_agreement",
    "how far coders agree on which turn has which code, by every coefficient: all codes, each code, pair and site",
    when=has_coders,
)
def coder_agreement(records: Records) -> pd.DataFrame:
    """Return the agreement of coders on turns; ``by`` is all, code, pair or site, and ``group`` which of them."""
    codings, data, parts = codings_of(records.data), records.data, []
    for by in ("all", *agreement.BY):
        part = agreement.codings(
            codings,
            by=[] if by == "all" else [by],
            coded_by=data.coded_by(),
            confidence_level=records.study.settings.level,
        )
        parts.append(_divided(part, by))
    return pd.concat(parts, ignore_index=True)


@from_records(
    "coder_disagreements",
    "the turns to which coders gave different codes or stances, with the words",
    when=has_coders,
)
def coder_disagreements(records: Records) -> pd.DataFrame:
    """Return the turns on which coders differ, for their next meeting."""
    return agreement.disagreements(codings_of(records.data), coded_by=records.data.coded_by())


@from_records(
    "code_frequency",
    "how much text has each code, group of codes and domain, in segments, words and share of the text; in all, by "
    "site, kind and source",
    when=has_codings,
)
def code_frequency(records: Records) -> pd.DataFrame:
    """Return how much text has each code; ``by`` is all, site, kind or source, and ``group`` which of them."""
    parts = []
    for by in ("", "site", "kind", "source"):
        parts.append(_divided(frequency.frequency(codings_of(records.data), by=by), by or "all"))
    return pd.concat(parts, ignore_index=True)


def _divided(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the table with ``by`` and ``group`` in place of the column that it is divided by, if there is one."""
    group = table[by] if by in table.columns else "all"
    rest = table.drop(columns=by, errors="ignore")
    rest.insert(0, "by", by)
    rest.insert(1, "group", group)
    return rest


@from_records(
    "code_cooccurrence",
    "pairs of codes on the same words (overlap) or in the same turn; pairs without a row have none in common",
    when=has_codings,
)
def code_cooccurrence(records: Records) -> pd.DataFrame:
    """Return the pairs of codes that occur together, on words and in turns."""
    ways: tuple[together.How, ...] = ("overlap", "turn")
    parts = []
    for how in ways:
        part = together.cooccurrence(codings_of(records.data), how)
        part.insert(0, "how", how)
        parts.append(part[part["together"] > 0])
    return pd.concat(parts, ignore_index=True)


@from_records("source_by_code", "which source has which code: 1 or 0, for programs of statistics", when=has_codings)
def source_by_code(records: Records) -> pd.DataFrame:
    """Return the matrix of sources and codes."""
    return frequency.source_by_code(codings_of(records.data))


@from_records("code_saturation", "after how many sources new codes became rare, in all and by site", when=has_codings)
def code_saturation(records: Records) -> pd.DataFrame:
    """Return where saturation is reached, in the study's order of sources and in random orders."""
    table = saturation.saturation(codings_of(records.data), draws=_ORDERS)
    return table.astype({"base_codes": "Int64", "orders_reached": "Int64"})


@from_records("saturation_curve", "how many codes there are after each source, in all and by site", when=has_codings)
def saturation_curve(records: Records) -> pd.DataFrame:
    """Return the number of codes after each source."""
    level = records.study.settings.level
    table = saturation.saturation_curve(codings_of(records.data), draws=_ORDERS, level=level)
    return table.assign(orders=_ORDERS)


def _index(records: Records) -> TextIndex:
    return records.compute_once("index", lambda: index_sources(records.data.sources))


@from_records(
    "terms", "every occurrence of a term of the lexicon, in context, with what to say instead", when=has_sources
)
def terms(records: Records) -> pd.DataFrame:
    """Return where terms of the lexicon occur; quoted uses and uses about the term itself are marked."""
    assert records.data.lexicon is not None  # every study that was read has one
    return wording.terms(_index(records), records.data.lexicon)


@from_records("term_counts", "how often each term of the lexicon occurs, by kind of source and site", when=has_sources)
def term_counts(records: Records) -> pd.DataFrame:
    """Return how often terms of the lexicon occur by kind of source and site."""
    return wording.term_counts(records[terms], _index(records))


def _has_patterns(study: StudyFacts) -> bool:
    """Return whether a code of the frame has patterns to look for in the sources."""
    return has_sources(study) and any(code.patterns for code in study.coding_frame.active)


@from_records(
    "suggestions",
    "sentences that a pattern of the coding frame matches; nobody coded them, and no count includes them",
    when=_has_patterns,
)
def suggestions(records: Records) -> pd.DataFrame:
    """Return the sentences that patterns of the frame suggest for a code."""
    return suggested(records.data.sources, records.data.frame)
