"""Convergence: what each kind of source shows of each claim, and how far two kinds agree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.definitions import PairingLike, pairing_of
from cs_research.definitions.categories import PROMINENCE, STATUSES, SURVEY
from cs_research.definitions.decisions import ConvergenceDecisions, Decision, misfit_faults
from cs_research.definitions.study import EvidenceRule
from cs_research.errors import DefinitionError, Fault, MeasureError
from cs_research.measures.evidence.cells import STATES, cells, with_claims
from cs_research.records.codings import Codings

_SAYS = ("domain", "claim", "kind", "says", "prominence", "share", "cells", *STATES, "segments", "sources")
_COUNTS = ["cells", *STATES, "segments", "sources"]


@accepts(MeasureError)
def kinds_of(codings: Codings) -> list[str]:
    """Return the kinds of source of a study, in the order of their first source."""
    return list(dict.fromkeys(source.kind for source in codings.sources))


@accepts(MeasureError)
def by_kind(
    codings: Codings,
    pairing: PairingLike,
    *,
    confident: pd.DataFrame | None = None,
    sites: Sequence[str] | None = None,
    rule: EvidenceRule | None = None,
    majority: float = 0.5,
) -> pd.DataFrame:
    """Return what the survey and each kind of source show of each claim: shown, partly, contrary or silent.

    A kind has its own cells of practice and site, at the sites where it was collected; so an interview that nobody
    held is not counted as silence. It says *shown* (or *contrary*) if more than ``majority`` of its cells of which
    something is mentioned are so, *partly* if neither is, and it is *silent* if none mentions it. It is
    *prominent* if more than ``majority`` of all its cells say something, and speaks *in passing* otherwise.

    The same rule applies to the survey, with services in place of cells: *shown* if more than ``majority`` of them are
    confident, *contrary* if more than ``majority`` are not, *partly* between, and silent if there is no number. It is
    prominent because every service was asked.

    Parameters
    ----------
    confident
        From `gaps.confidence` by claim; without it there are no rows of the survey.
    sites
        The sites of the fieldwork; those of the sources if left out.
    rule
        Which segments count, and how a cell is made of them.
    majority
        The share beyond which most say so, in [0.5, 1).

    Returns
    -------
    DataFrame
        One row per claim and kind, the survey first: ``domain, claim, kind, says, prominence, share, cells, shown,
        partly, contrary, silent, segments, sources``. ``share`` is that of services that are confident, or of cells
        as in `evidence.share_by`; the counts are of cells, of segments that count and of the sources with
        them, and missing for the survey.

    Raises
    ------
    MeasureError
        Another ``majority``; a kind of source that is called survey; confidence by domain.
    """
    pairing = pairing_of(pairing, "by_kind", MeasureError)
    _validate_inputs(codings, confident, majority)
    places = list(sites or dict.fromkeys(source.site for source in codings.sources))
    of_kind = {kind: cells_of_kinds(codings, [kind], sites=places, rule=rule) for kind in kinds_of(codings)}
    paired = {kind: with_claims(table, pairing) for kind, table in of_kind.items()}
    owner = {segment.id: segment.source for segment in codings.segments}
    rows: list[dict[str, Any]] = []
    for claim in pairing.ordered_claims:
        who = {"domain": claim.domain, "claim": claim.id}
        if confident is not None:
            share = confident.loc[confident["claim"] == claim.id, "share"]
            rows.append(
                {
                    **who,
                    "kind": SURVEY,
                    **_of_survey(float(share.iloc[0]) if len(share) else np.nan, majority),
                }
            )
        for kind, table in paired.items():
            rows.append({**who, "kind": kind, **_of_cells(table[table["claim"] == claim.id], owner, majority)})
    return pd.DataFrame(rows, columns=list(_SAYS)).astype(dict.fromkeys(_COUNTS, "Int64"))


def _validate_inputs(codings: Codings, confident: pd.DataFrame | None, majority: float) -> None:
    if not 0.5 <= majority < 1:
        raise MeasureError(Fault("convergence", "majority", "be at least 0.5 and less than 1", f"{majority:g}"))
    if SURVEY in kinds_of(codings):
        hint = "call it what it is, such as 'open answers'"
        raise MeasureError(Fault("convergence", "kind of source", f"be another than '{SURVEY}'", f"'{SURVEY}'", hint))
    if confident is not None and "claim" not in confident.columns:
        raise MeasureError(Fault("convergence", "confidence", "be by claim", "a table without claims"))


@accepts(MeasureError)
def cells_of_kinds(
    codings: Codings, kinds: Sequence[str], *, sites: Sequence[str], rule: EvidenceRule | None = None
) -> pd.DataFrame:
    """Return `evidence.cells` of some kinds of source, at the sites where any of them was collected."""
    rule = rule or EvidenceRule()
    cells(codings, (), rule=rule)  # an unknown coder is an error, though no kind has their segments
    sources = tuple(source for source in codings.sources if source.kind in kinds)
    names = {source.id for source in sources}
    segments = tuple(
        segment
        for segment in codings.segments
        if segment.source in names and (not rule.coders or segment.coder in rule.coders)
    )
    there = {source.site for source in sources}
    everyone = rule.model_copy(update={"coders": ()})  # the others' segments are removed already
    part = Codings(codings.frame, sources, segments)
    return cells(part, [site for site in sites if site in there], rule=everyone)


@accepts(MeasureError, table=Rows("state", empty=True))
def position(table: pd.DataFrame, majority: float = 0.5) -> tuple[str, str]:
    """Return what cells show together, and how prominently; see `by_kind`."""
    mentioned = table[table["state"] != "silent"]
    if mentioned.empty:
        return "silent", ""
    prominent = PROMINENCE[0] if len(mentioned) > majority * len(table) else PROMINENCE[1]
    for stance in ("shown", "contrary"):
        if (mentioned["state"] == stance).sum() > majority * len(mentioned):
            return stance, prominent
    return "partly", prominent


def _of_cells(table: pd.DataFrame, owner: dict[str, str], majority: float) -> dict[str, Any]:
    says, prominence = position(table, majority)
    passed = {name for names in table["uncounted"] for name in names}
    found = [name for names in table["segments"] for name in names if name not in passed]
    return {
        "says": says,
        "prominence": prominence,
        "share": float(table["score"].mean()) if len(table) else np.nan,
        "cells": len(table),
        **{state: int((table["state"] == state).sum()) for state in STATES},
        "segments": len(found),
        "sources": len({owner[name] for name in found}),
    }


def _of_survey(share: float, majority: float) -> dict[str, Any]:
    if np.isnan(share):
        return {"says": "silent", "prominence": "", "share": share}
    says = "shown" if share > majority else "contrary" if 1 - share > majority else "partly"
    return {"says": says, "prominence": PROMINENCE[0], "share": share}


@accepts(MeasureError, positions=Rows("domain claim kind says prominence", empty=True))
def convergence(positions: pd.DataFrame) -> pd.DataFrame:
    """Return the convergence coding matrix that the rule proposes: one row per claim and pair of kinds.

    Parameters
    ----------
    positions
        From `by_kind`.

    Returns
    -------
    DataFrame
        By claim, the pairs in the order of the kinds: ``domain, claim, first, second, first_says, first_prominence,
        second_says, second_prominence, silent, proposed``. ``silent`` is a tuple of the kinds of the pair that say
        nothing; ``proposed`` is one of `decisions.CATEGORIES`.

    Notes
    -----
    Two kinds *agree* if they say the same with the same prominence; *partial agreement* is the same with another
    prominence, or partly beside shown or contrary; *dissonance* is shown beside contrary; *silence* if either, or
    both, say nothing. The protocol compares meaning and prominence too, and calls it dissonance if both differ; here
    opposite meanings are dissonance whatever their prominence, and meanings next to one another never are, since a
    practice that one kind shows and another shows in part is not disputed.

    References
    ----------
    Farmer, Robinson, Elliott and Eyles (2006), Qualitative Health Research 16(3), 377 to 394,
    doi:10.1177/1049732305285708 (the convergence coding scheme).
    """
    kinds = list(dict.fromkeys(positions["kind"]))
    rows = []
    for (domain, claim), part in positions.groupby(["domain", "claim"], sort=False):
        of = {row.kind: (row.says, row.prominence) for row in part.itertuples()}
        for first, second in combinations([kind for kind in kinds if kind in of], 2):
            silent = tuple(kind for kind in (first, second) if of[kind][0] == "silent")
            proposed = category(of[first], of[second])
            rows.append((domain, claim, first, second, *of[first], *of[second], silent, proposed))
    names = ["domain", "claim", "first", "second", "first_says", "first_prominence", "second_says",
             "second_prominence", "silent", "proposed"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


@accepts(MeasureError)
def category(first: tuple[str, str], second: tuple[str, str]) -> str:
    """Return how two kinds relate, from what each shows and how prominently; see the notes of `convergence`."""
    positions = {first[0], second[0]}
    if "silent" in positions:
        return "silence"
    if positions == {"shown", "contrary"}:
        return "dissonance"
    return "agreement" if first == second else "partial agreement"


@accepts(MeasureError, matrix=Rows("claim first second proposed", empty=True))
def apply_decisions(matrix: pd.DataFrame, decisions: ConvergenceDecisions | None = None) -> pd.DataFrame:
    """Return the matrix with people's decisions on it.

    Parameters
    ----------
    matrix
        From `convergence`.

    Returns
    -------
    DataFrame
        The columns of the matrix, and ``category, status, reason, by, date, changed``. ``status`` is proposed if
        nobody decided, confirmed if a person chose what the rule proposes, and overruled if they chose
        another; ``changed`` records that the rule proposed something else when they decided.

    Raises
    ------
    DefinitionError
        A claim or kind that the matrix does not have.
    """
    claims, kinds = (
        list(dict.fromkeys(matrix["claim"])),
        list(dict.fromkeys([*matrix["first"], *matrix["second"]])),
    )
    taken: dict[tuple[str, frozenset[str]], Decision] = {}
    if decisions is not None:
        faults = misfit_faults(decisions.key, decisions.misfits(claims, kinds, decisions.study))
        if faults:
            raise DefinitionError(faults)
        taken = {(decision.claim, decision.pair): decision for decision in decisions.taken}
    rows = []
    for row in matrix.itertuples():
        rows.append(_apply_decision(str(row.proposed), taken.get((row.claim, frozenset((row.first, row.second))))))
    names = ["category", "status", "reason", "by", "date", "changed"]
    return matrix.join(pd.DataFrame(rows, columns=names, index=matrix.index))


def _apply_decision(proposed: str, decision: Decision | None) -> tuple[Any, ...]:
    if decision is None:
        return proposed, STATUSES[0], "", "", "", False
    status = STATUSES[1] if decision.category == proposed else STATUSES[2]
    changed = decision.proposed is not None and decision.proposed != proposed
    date = decision.date.isoformat() if decision.date else ""
    return decision.category, status, decision.reason, decision.by, date, changed
