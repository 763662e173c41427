"""Confidence in findings from sources (GRADE-CERQual): counts, and the judgements of people."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from cs_research._arguments import accepts
from cs_research.definitions import PairingLike, pairing_of
from cs_research.definitions.categories import FINAL
from cs_research.definitions.decisions import COMPONENTS, CerqualJudgements, Judgement, misfit_faults
from cs_research.errors import DefinitionError, MeasureError
from cs_research.measures.coding.passages import merged_spans, passages
from cs_research.measures.evidence.convergence import kinds_of
from cs_research.measures.evidence.triangulation import counted_segments
from cs_research.records.codings import Codings


@accepts(MeasureError)
def findings_table(
    cells: pd.DataFrame,
    codings: Codings,
    pairing: PairingLike,
    *,
    judgements: CerqualJudgements | None = None,
) -> pd.DataFrame:
    """Return one row per finding (a claim): its evidence, people's judgements of it, and whether it is final.

    The counts help to judge adequacy and coherence; no judgement is worked out from them.

    Parameters
    ----------
    cells
        From `evidence.cells`; only segments that its rule counts are counted.

    Returns
    -------
    DataFrame
        In the framework's order: ``domain, claim, text, sources, all_sources, sites, all_sites, kinds, segments,
        passages, shown, partly, contrary, words, methodological_limitations, coherence, adequacy, relevance,
        overall`` (levels, empty if they are missing), ``…_reason`` for each of the five, ``by, date,
        status``.
        ``kinds`` is a tuple; ``passages`` counts once what several coders marked (see `passages.passages`), and the
        three stances count segments; ``words`` counts each word quoted once, however many coders marked it. ``status``
        is ``final``, or ``draft: judgements missing: …``.

    Raises
    ------
    DefinitionError
        A judgement on a claim that the pairing does not have.

    References
    ----------
    Lewin et al. (2018), Implementation Science 13(Suppl 1):2, doi:10.1186/s13012-017-0688-3 (components, and the levels
    of concern and of confidence). The approach was made for findings of reviews, whose units are studies; here they
    are the sources of one study.
    """
    pairing = pairing_of(pairing, "findings_table", MeasureError)
    claims = pairing.ordered_claims
    judged = _judgements_by_claim(judgements, [claim.id for claim in claims])
    segments = counted_segments(cells, codings, pairing)
    sites = list(dict.fromkeys(cells["site"]))
    in_reach = [source.id for source in codings.sources if source.site in sites]
    rows = []
    for claim in claims:
        mine = segments[segments["claim"] == claim.id]
        segment_stances = mine.drop_duplicates("segment")["stance"].value_counts()
        rows.append(
            {
                "domain": claim.domain,
                "claim": claim.id,
                "text": claim.text,
                "sources": int(mine["source"].nunique()),
                "all_sources": len(in_reach),
                "sites": int(mine["site"].nunique()),
                "all_sites": len(sites),
                "kinds": tuple(kind for kind in kinds_of(codings) if (mine["kind"] == kind).any()),
                "segments": mine["segment"].nunique(),
                "passages": len(passages(mine)),
                **{name: int(segment_stances.get(name, 0)) for name in ("shown", "partly", "contrary")},
                "words": words_quoted(mine, codings),
                **_judgement_columns(judged.get(claim.id, Judgement(claim=claim.id))),
            }
        )
    return pd.DataFrame(rows)


@accepts(MeasureError)
def with_status(table: pd.DataFrame, pairing: PairingLike, judgements: CerqualJudgements | None = None) -> pd.DataFrame:
    """Return the table with a column ``provisional``: whether a required judgement is missing.

    Parameters
    ----------
    table
        A row per claim, with ``claim``; or per domain, which is provisional if one of its claims is.
    """
    pairing = pairing_of(pairing, "with_status", MeasureError)
    judged = _judgements_by_claim(judgements, [claim.id for claim in pairing.claims])
    drafts = {claim.id: bool(judged.get(claim.id, Judgement(claim=claim.id)).missing) for claim in pairing.claims}
    if "claim" in table.columns:
        return table.assign(provisional=table["claim"].map(drafts).astype(bool))
    domains = {claim.domain for claim in pairing.claims if drafts[claim.id]}
    return table.assign(provisional=table["domain"].isin(domains))


def _judgements_by_claim(judgements: CerqualJudgements | None, claims: list[str]) -> dict[str, Judgement]:
    if judgements is None:
        return {}
    faults = misfit_faults(judgements.key, judgements.misfits(claims, judgements.study))
    if faults:
        raise DefinitionError(faults)
    return {judgement.claim: judgement for judgement in judgements.judgements}


def _judgement_columns(judgement: Judgement) -> dict[str, str]:
    parts = {name: getattr(judgement, name) for name in (*COMPONENTS, "overall")}
    missing = ", ".join(judgement.missing)
    return {
        **{name: part.level for name, part in parts.items()},
        **{f"{name}_reason": part.reason for name, part in parts.items()},
        "by": judgement.by,
        "date": judgement.date.isoformat() if judgement.date else "",
        "status": f"draft: judgements missing: {missing}" if missing else FINAL,
    }


@accepts(MeasureError)
def words_quoted(segments: pd.DataFrame, codings: Codings) -> int:
    """Count the words in the stretches of some segments, each word once if stretches overlap.

    Parameters
    ----------
    segments
        Rows of `Codings.table`: ``source, turn, start, end``.
    """
    sources = {source.id: source for source in codings.sources}
    places: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for row in segments.itertuples():
        places[(row.source, row.turn)].append((row.start, row.end))
    total = 0
    for (source, turn), stretches in places.items():
        text = sources[source].turn(turn).text
        total += sum(len(text[start:end].split()) for start, end in merged_spans(stretches))
    return total
