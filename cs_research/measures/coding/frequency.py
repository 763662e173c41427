"""Frequencies of codes, quotations and terms, by source and by section of a case study."""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from cs_research._arguments import Rows, accepts
from cs_research.definitions.case_study import CaseStudyTemplate
from cs_research.definitions.instrument import DOMAINS
from cs_research.errors import Fault, MeasureError, check_choice, closest, join_names
from cs_research.measures.coding.units import covered, turn_rows, units_of
from cs_research.measures.text.index import PLACES, TextIndex, index_sources, words_between
from cs_research.records.codings import Codings

#: More characters than a turn has: places in the text are compared as ``group · _STEP + offset``.
_STEP = 1 << 32
_COUNTS = ["segments", "passages", "words", "sources", "sites"]


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
            "segments": grouped["segment"].nunique(),
            "sources": grouped["source"].nunique(),
            "sites": grouped["site"].agg(lambda sites: sites[sites != ""].nunique()),
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
    table = pd.DataFrame({"n": grouped["segment"].nunique(), "sources": grouped["source"].nunique()})
    table = table.reindex(index, fill_value=0).astype("int64").reset_index()
    table.insert(1, "heading", table["part"].map(headings))
    return table[["part", "heading", "code", "n", "sources"]]


@accepts(MeasureError)
def frequency(codings: Codings, *, by: str = "", without: Collection[str] = ()) -> pd.DataFrame:
    """Return how much text has each code, each group of codes and each domain, in segments, words and share of text.

    A group or domain has the text of its codes; text that has two of them counts once. So does text that several coders
    gave the same code, except in ``segments``, which counts every segment.

    Parameters
    ----------
    codings
        The segments, whatever their stance.
    by
        ``source``, ``site``, ``kind``, ``speaker`` or ``coder``; all together if left out.
    without
        Speakers whose turns are left out, such as the interviewer.

    Returns
    -------
    DataFrame
        One row per code, group or domain and value of ``by``: codes of the frame in its order, retired ones only if
        they are used, then groups, then domains. Columns: ``level`` (``code``, ``group`` or ``domain``), ``id, label,
        parent``, the column of ``by``, ``segments, passages, words, share, text_words, sources, sites``. ``passages``
        are as from `passages`; ``words`` is the number of words in them, and ``share`` divides it by ``text_words``,
        all words of the sources, site, kind or speaker, or of the sources that the coder coded. Text that two domains
        share counts in both, so that shares do not add up to 1.

    Raises
    ------
    MeasureError
        Another word for ``by``; a speaker to be left out who has no turn.

    Examples
    --------
    Of 30 words two coders mark the same three, and one of them three more:

    >>> from cs_research.definitions import load_frame
    >>> from cs_research.records import Codings, Segment, Source, Turn
    >>> turns = tuple(Turn(n, "P", "We map places.") for n in range(1, 11))
    >>> source = Source("s", "interview", "A", "", turns)
    >>> segments = tuple(
    ...     Segment(f"{who}{n}", "s", n, 0, 14, "We map places.", "target.assessments", "shown", who)
    ...     for who, n in [("R", 1), ("S", 1), ("S", 2)]
    ... )
    >>> table = frequency(Codings(load_frame("coding-frame/2023"), (source,), segments))
    >>> table[["level", "id", "segments", "passages", "words", "share"]].head(1).values.tolist()
    [['code', 'target.assessments', 3, 2, 6, 0.2]]
    """
    check_choice("frequency", "by", by, ["", *PLACES, "coder"])
    index = index_sources(codings.sources, without=without)
    table = codings.table()
    table["row"] = turn_rows(index.turns, table)
    table = table[table["row"] >= 0].reset_index(drop=True)
    table["all"] = ""
    column = by or "all"
    text_words = _text_words(index, table, by)
    used = set(table["code"])
    codes = [code for code in codings.frame.codes if not code.retired or code.id in used]
    groups = {group.id: group for group in codings.frame.groups}
    levels: dict[str, dict[str, tuple[str, str]]] = {
        "code": {code.id: (code.label, code.group) for code in codes},
        "group": {code.group: (groups[code.group].label, groups[code.group].domain or "") for code in codes},
        "domain": {str(groups[code.group].domain): ("", "") for code in codes if groups[code.group].domain},
    }
    units = units_of(index.turns, table, "character")
    pairs, words = covered(units, table), words_between(index, units)
    marked = table.iloc[pairs["segment"]].assign(unit=pairs["unit"].to_numpy(), words=words[pairs["unit"]])
    parts = []
    for level, entries in levels.items():
        known, words_of = (rows[rows[level].isin(list(entries))] for rows in (table, marked))
        counts = _level_counts(known, words_of, level, column)
        grid = pd.MultiIndex.from_product([list(entries), list(text_words)], names=["id", column])
        part = counts.reindex(grid, fill_value=0).reset_index()
        part.insert(0, "level", level)
        part.insert(2, "label", [entries[name][0] or name.capitalize() for name in part["id"]])
        part.insert(3, "parent", [entries[name][1] for name in part["id"]])
        parts.append(part)
    found = pd.concat(parts, ignore_index=True)
    found["text_words"] = found[column].map(text_words)
    found["share"] = found["words"] / found["text_words"].where(found["text_words"] > 0)
    names = ["level", "id", "label", "parent", by, *_COUNTS[:3], "share", "text_words", *_COUNTS[3:]]
    return found[[name for name in names if name]]


def _text_words(index: TextIndex, table: pd.DataFrame, by: str) -> dict[str, int]:
    """Return the number of words by value of a column, in the order of the sources."""
    words = index.turns.assign(words=np.bincount(index.rows, minlength=len(index.turns)))
    if not by:
        return {"": int(words["words"].sum())}
    if by == "coder":
        of_source = words.groupby("source")["words"].sum()
        coded = table[["coder", "source"]].drop_duplicates()
        return {coder: int(of_source[part].sum()) for coder, part in coded.groupby("coder", sort=False)["source"]}
    return {str(name): int(part.sum()) for name, part in words.groupby(by, sort=False)["words"]}


def _level_counts(table: pd.DataFrame, marked: pd.DataFrame, level: str, column: str) -> pd.DataFrame:
    """Return the counts by entry of a level and value of a column; ``marked`` has a row per segment and stretch."""
    keys = [level, column]
    grouped = table.groupby(keys, sort=False)
    counts = pd.DataFrame(
        {
            "segments": grouped["segment"].nunique(),
            "sources": grouped["source"].nunique(),
            "sites": grouped["site"].agg(lambda sites: sites[sites != ""].nunique()),
        }
    )
    counts["passages"] = table.assign(passage=_passages(table, keys)).groupby(keys, sort=False)["passage"].nunique()
    counts["words"] = marked.drop_duplicates([*keys, "unit"]).groupby(keys, sort=False)["words"].sum()
    counts.index.names = ["id", column]
    return counts[_COUNTS].fillna(0).astype("int64")


def _passages(table: pd.DataFrame, keys: list[str]) -> np.ndarray:
    """Return the passage of each part of a segment: parts that overlap are of one, and so are all of a segment."""
    groups = table.groupby([*keys, "row"], sort=False).ngroup().to_numpy(dtype=np.int64) * _STEP
    start, end = groups + table["start"].to_numpy(), groups + table["end"].to_numpy()
    order = np.argsort(start, kind="stable")
    before = np.concatenate(([-1], np.maximum.accumulate(end[order])[:-1]))
    stretch = np.empty(len(table), dtype=np.int64)
    stretch[order] = np.cumsum(start[order] >= before) - 1
    segment = table.groupby([*keys, "segment"], sort=False).ngroup().to_numpy(dtype=np.int64)
    if not len(table) or segment.max() + 1 == len(table):
        return stretch
    stretches, ends = int(stretch.max()) + 1, int(segment.max()) + 1
    size = stretches + ends
    links = coo_array((np.ones(len(table), dtype=bool), (stretch, stretches + segment)), shape=(size, size))
    numbers: np.ndarray = connected_components(links, directed=False)[1]
    return numbers[stretch]


@accepts(MeasureError)
def coded_words(codings: Codings, index: TextIndex) -> tuple[pd.DataFrame, np.ndarray]:
    """Return which stretches of text have which codes by any coder, and the words of each stretch.

    Returns
    -------
    (DataFrame, array)
        One row per stretch and code, ``unit`` and ``code``; and the number of words by unit.
    """
    table = codings.table()
    table["row"] = turn_rows(index.turns, table)
    units = units_of(index.turns, table[table["row"] >= 0], "character")
    pairs = covered(units, table)
    marked = pd.DataFrame({"unit": pairs["unit"], "code": table["code"].to_numpy()[pairs["segment"]]})
    return marked.drop_duplicates(ignore_index=True), words_between(index, units)


@accepts(MeasureError)
def source_by_code(codings: Codings, *, values: str = "presence") -> pd.DataFrame:
    """Return the matrix of sources and codes, for programs of statistics.

    Parameters
    ----------
    codings
        The segments, whatever their stance and coder.
    values
        ``presence``, 1 if any segment of the source has the code and 0 otherwise; ``segments``, how many have it;
        or ``words``, the number of words that have it.

    Returns
    -------
    DataFrame
        One row per source, in their order and also where nothing was coded; columns ``source, site, kind``, then the
        codes in the frame's order, retired ones only if they are used.

    Raises
    ------
    MeasureError
        Another word for ``values``.
    """
    check_choice("source_by_code", "values", values, ["presence", "segments", "words"])
    counts = frequency(codings, by="source")
    counts = counts[counts["level"] == "code"]
    column = "words" if values == "words" else "segments"
    grid = counts.pivot(index="source", columns="id", values=column)
    sources = [source.id for source in codings.sources]
    grid = grid.reindex(index=sources, columns=list(dict.fromkeys(counts["id"])), fill_value=0)
    grid = grid.fillna(0).astype("int64")
    grid = grid.clip(upper=1) if values == "presence" else grid
    about = pd.DataFrame(
        [(source.id, source.site, source.kind) for source in codings.sources], columns=list(PLACES[:3])
    )
    return pd.concat([about, grid.reset_index(drop=True).rename_axis(columns=None)], axis=1)
