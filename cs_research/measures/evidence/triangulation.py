"""Triangulation: a ledger of claims with survey results, evidence of sources and quotations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cs_research._arguments import accepts
from cs_research.definitions import PairingLike, pairing_of
from cs_research.definitions.categories import VERDICTS
from cs_research.errors import Fault, MeasureError, join_names
from cs_research.measures.coding.passages import passages
from cs_research.measures.evidence.cells import share_by, with_claims
from cs_research.measures.evidence.gap import gap
from cs_research.records.codings import Codings

#: The side of a claim that a segment takes, by its stance.
SIDES = {"shown": "for", "partly": "for", "contrary": "against"}
_STANCES = tuple(SIDES)
_SAID = ["confidence", "confidence_low", "confidence_high", "gap", "low", "high"]


@accepts(MeasureError)
def counted_segments(cells: pd.DataFrame, codings: Codings, pairing: PairingLike) -> pd.DataFrame:
    """Return the segments that count in the cells of some claim, one row per turn, in the order of the codings.

    Parameters
    ----------
    cells
        From `evidence.cells`, with the rule that says which segments count.

    Returns
    -------
    DataFrame
        The columns of `Codings.table`, with ``claim`` and ``side`` (for, against) before them.
    """
    pairing = pairing_of(pairing, "counted_segments", MeasureError)
    paired = with_claims(cells, pairing)
    owner = {
        segment: row.claim for row in paired.itertuples() for segment in row.segments if segment not in row.uncounted
    }
    table = codings.table()
    table = table[table["segment"].isin(list(owner))].reset_index(drop=True)
    table.insert(0, "claim", table["segment"].map(owner))
    table.insert(1, "side", table["stance"].map(SIDES))
    return table


@accepts(MeasureError)
def ledger(
    confident: pd.DataFrame | None,
    cells: pd.DataFrame,
    codings: Codings,
    pairing: PairingLike,
    *,
    margin: float = 0.1,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return one row per claim: the confident share, the evidence of its cells, the gap, and the silent sources.

    Parameters
    ----------
    confident
        From `gaps.confidence` by claim; None if there is no survey, and then the gap is not described.
    cells
        From `evidence.cells`. Practices of no claim are left out.
    margin, level
        As in `gaps.gap`.

    Returns
    -------
    DataFrame
        In the framework's order: ``domain, claim, text, confidence, confidence_low, confidence_high, cells, shown,
        partly, contrary, silent, evidence, evidence_spoken, evidence_low, evidence_high, gap, low, high, verdict,
        caution, segments_for, segments_against, passages_for, passages_against, sources, silent_sources``. The states
        are counts of cells, ``segments`` of segments that count, and ``passages`` of the different passages that they
        mark (see `passages.passages`); ``sources`` is how many speak of the claim and ``silent_sources`` a tuple of the
        ids of those that do not.

    Raises
    ------
    MeasureError
        A claim without cells.
    """
    pairing = pairing_of(pairing, "ledger", MeasureError)
    paired = with_claims(cells, pairing)
    names = {
        "share": "evidence",
        "share_spoken": "evidence_spoken",
        "low": "evidence_low",
        "high": "evidence_high",
    }
    shares = share_by(paired, "claim", level=level).rename(columns=names).set_index("claim")
    if absent := [claim.id for claim in pairing.claims if claim.id not in shares.index]:
        raise MeasureError(Fault("ledger", "cells", "have those of every claim", f"none of {join_names(absent)}"))
    gaps = _gaps(confident, paired, margin, level)
    segments = counted_segments(cells, codings, pairing)
    silent = silent_sources(cells, codings, pairing)
    rows = []
    for claim in pairing.ordered_claims:
        mine = segments[segments["claim"] == claim.id]
        rows.append(
            {
                "domain": claim.domain,
                "claim": claim.id,
                "text": claim.text,
                **shares.loc[claim.id].to_dict(),
                **gaps[claim.id],
                **{
                    f"segments_{side}": mine.loc[mine["side"] == side, "segment"].nunique()
                    for side in ("for", "against")
                },
                **{f"passages_{side}": len(passages(mine[mine["side"] == side])) for side in ("for", "against")},
                "sources": int(mine["source"].nunique()),
                "silent_sources": tuple(silent.loc[silent["claim"] == claim.id, "source"]),
            }
        )
    counts = dict.fromkeys(_COUNTS, "int64")
    return pd.DataFrame(rows, columns=_COLUMNS).astype(counts | dict.fromkeys(_SAID, "float64"))


def _gaps(
    confident: pd.DataFrame | None, paired: pd.DataFrame, margin: float, level: float
) -> dict[str, dict[str, Any]]:
    """Return confidence, gap and verdict of each claim; empty without a survey."""
    nothing = {**dict.fromkeys(_SAID, np.nan), "verdict": VERDICTS[3], "caution": ""}
    found = dict.fromkeys(paired["claim"], nothing)
    if confident is not None:
        table = gap(confident, paired, margin=margin, level=level).set_index("claim")
        found |= table[[*_SAID, "verdict", "caution"]].to_dict("index")
    return found


_COUNTS = ["cells", "shown", "partly", "contrary", "silent"]
_COLUMNS = [
    "domain", "claim", "text", *_SAID[:3], *_COUNTS, "evidence", "evidence_spoken", "evidence_low", "evidence_high",
    *_SAID[3:], "verdict", "caution", "segments_for", "segments_against",
    "passages_for", "passages_against", "sources", "silent_sources",
]  # fmt: skip


@accepts(MeasureError)
def silent_sources(cells: pd.DataFrame, codings: Codings, pairing: PairingLike) -> pd.DataFrame:
    """Return the sources that do not mention a claim: none of their segments counts for one of its practices.

    A silent source has not denied the claim: it may not have been asked. Sources of sites without cells are left
    out.

    Returns
    -------
    DataFrame
        One row per claim and silent source, in the order of the claims and the codings: ``domain, claim, source,
        title, kind, site, words, uncounted``; ``words`` is the length of the source, and ``uncounted`` how
        many of its segments have a practice code of the claim and are not counted by the rule.
    """
    pairing = pairing_of(pairing, "silent_sources", MeasureError)
    segments = counted_segments(cells, codings, pairing)
    speaking = set(zip(segments["claim"], segments["source"], strict=True))
    source_of = {segment.id: segment.source for segment in codings.segments}
    passed: dict[tuple[str, str], int] = defaultdict(int)
    for row in with_claims(cells, pairing).itertuples():
        for segment in row.uncounted:
            passed[(row.claim, source_of[segment])] += 1
    sites = set(cells["site"])
    rows = [
        (
            claim.domain, claim.id, source.id, source.title, source.kind, source.site, source.words,
            passed[(claim.id, source.id)],
        )
        for claim in pairing.ordered_claims
        for source in codings.sources
        if source.site in sites and (claim.id, source.id) not in speaking
    ]  # fmt: skip
    names = ["domain", "claim", "source", "title", "kind", "site", "words", "uncounted"]
    return pd.DataFrame(rows, columns=names)


@accepts(MeasureError)
def quotations(
    cells: pd.DataFrame,
    codings: Codings,
    pairing: PairingLike,
    *,
    max_quotations: int = 3,
    max_words: int = 40,
) -> pd.DataFrame:
    """Return the strongest quotations for and against each claim, up to a maximum per side, by a fixed rule.

    *For* a claim are segments that are shown or partly, *against* it those that are contrary. Of one side, these
    come first: shown before partly; then what more coders gave the same practice and stance, in stretches that
    overlap; then the longer, up to ``max_words`` words, beyond which the shorter; then the order of sources, turns and
    places. A stretch that overlaps one taken before it on its side is passed over.

    Parameters
    ----------
    cells
        From `evidence.cells`. Segments that its rule does not count are not quoted.

    Returns
    -------
    DataFrame
        One row per quotation, by claim, side and ``rank``: ``domain, claim, side, rank, segment, source, turn, start,
        end, speaker, site, kind, practice, label, stance, coders, segments, words, quote``. ``label`` is that of
        the practice that the quotation is on. ``segment`` is the one whose
        words are quoted; ``segments`` are all that say the same of an overlapping stretch, and ``coders`` who gave
        them.
    """
    pairing = pairing_of(pairing, "quotations", MeasureError)
    table = counted_segments(cells, codings, pairing).rename(columns={"code": "practice"})
    labels = {code.id: code.label for code in codings.frame.practices()}
    order = {source.id: place for place, source in enumerate(codings.sources)}
    rows: list[dict[str, Any]] = []
    for claim in pairing.ordered_claims:
        for side in ("for", "against"):
            part = table[(table["claim"] == claim.id) & (table["side"] == side)]
            ranked = sorted(_candidates(part), key=lambda row: _strength(row, order, max_words))
            rows += [
                {**row, "rank": rank, "label": labels[row["practice"]]}
                for rank, row in enumerate(_non_overlapping(ranked, max_quotations), start=1)
            ]
    names = [
        "domain", "claim", "side", "rank", "segment", "source", "turn", "start", "end", "speaker", "site", "kind",
        "practice", "label", "stance", "coders", "segments", "words", "quote",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _candidates(part: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Return each segment of a claim's side, with the coders who agree on an overlapping stretch."""
    alike: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    rows: list[dict[str, Any]] = [dict(row._asdict()) for row in part.itertuples(index=False)]
    for row in sorted(rows, key=lambda row: (row["coder"], row["segment"])):
        alike[_says(row)].append(row)
    for row in rows:
        same = [other for other in alike[_says(row)] if _overlap(row, other)]
        yield {
            **row,
            "coders": tuple(dict.fromkeys(other["coder"] for other in same)),
            "segments": tuple(other["segment"] for other in same),
            "words": len(row["quote"].split()),
        }


def _says(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return the location of a segment and its stance."""
    return row["source"], row["turn"], row["practice"], row["stance"]


def _strength(row: dict[str, Any], order: dict[str, int], max_words: int) -> tuple[Any, ...]:
    """Return the sort key that puts the strongest first; the id breaks ties."""
    beyond = row["words"] > max_words
    return (
        _STANCES.index(row["stance"]),
        -len(row["coders"]),
        int(beyond),
        row["words"] if beyond else -row["words"],
        order[row["source"]],
        row["turn"],
        row["start"],
        row["end"],
        row["segment"],
    )


def _non_overlapping(ranked: Sequence[dict[str, Any]], max_quotations: int) -> Iterable[dict[str, Any]]:
    """Yield the first segments, up to a maximum, that do not overlap one another."""
    taken: list[dict[str, Any]] = []
    for row in ranked:
        if len(taken) == max_quotations:
            break
        if not any((row["source"], row["turn"]) == (o["source"], o["turn"]) and _overlap(row, o) for o in taken):
            taken.append(row)
    return taken


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])
