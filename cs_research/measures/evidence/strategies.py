"""Comparison of strategies with practitioners' accounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from cs_research._arguments import accepts
from cs_research.definitions import PairingLike, pairing_of
from cs_research.definitions.categories import FINDINGS
from cs_research.definitions.study import EvidenceRule
from cs_research.errors import Fault, MeasureError, closest, join_names
from cs_research.measures.evidence.cells import with_claims
from cs_research.measures.evidence.convergence import category, cells_of_kinds, kinds_of, position
from cs_research.records.codings import Codings

#: Words in the name of a kind of source that decide its side if it is not named.
_PRACTICE = re.compile(r"\b(interviews?|focus groups?)\b", re.IGNORECASE)
_PAPER = re.compile(r"\b(strateg(y|ies)|polic(y|ies)|plans?|procedures?|protocols?|guidance)\b", re.IGNORECASE)


@accepts(MeasureError)
def kinds_of_sides(
    codings: Codings, paper: Sequence[str] = (), practice: Sequence[str] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the kinds of source that are strategies and those that are practitioners' accounts, in study order.

    A side that is not named is decided by its name: interviews and focus groups are accounts; strategies, policies,
    plans, procedures, protocols and guidance are paper. Other kinds, such as case files, are on neither side.

    Raises
    ------
    MeasureError
        A kind that the study does not have, or that is on both sides.
    """
    kinds = kinds_of(codings)
    faults = [
        Fault("paper and practice", "kind of source", f"be one of the study's, {join_names(kinds)}", f"'{kind}'",
              closest(kind, kinds))
        for kind in (*paper, *practice)
        if kind not in kinds
    ]  # fmt: skip
    faults += [
        Fault("paper and practice", "kind of source", "be on one side only", f"'{kind}'")
        for kind in paper
        if kind in practice
    ]
    if faults:
        raise MeasureError(faults)
    voices = tuple(kind for kind in kinds if kind not in paper and _PRACTICE.search(kind))
    voices = tuple(practice) or voices
    papers = tuple(kind for kind in kinds if kind not in voices and _PAPER.search(kind))
    return tuple(paper) or papers, voices


@accepts(MeasureError)
def paper_and_practice(
    codings: Codings,
    pairing: PairingLike,
    *,
    paper: Sequence[str] = (),
    practice: Sequence[str] = (),
    sites: Sequence[str] | None = None,
    rule: EvidenceRule | None = None,
) -> pd.DataFrame:
    """Return what strategies and practitioners' accounts each show of every practice that supports a claim.

    A practice is *on paper* if strategies say shown or partly, and *voiced* if practitioners do; both by the rule
    of `convergence.by_kind`, over the sites where that side was collected. As the strategy and the account may be from
    different sites, ``finding`` says whether both are so at one site or more, or only at different ones. Practices that
    staff contradict and that no strategy has are a finding of their own.

    Parameters
    ----------
    paper, practice
        The kinds of source of each side; see `kinds_of_sides` for what holds if they are left out.

    Returns
    -------
    DataFrame
        One row per practice, by claim: ``domain, claim, practice, label, paper, voiced, finding, category, paper_sites,
        voiced_sites, contradicted_sites, unvoiced_sites, unheard_sites, segments_paper, segments_voiced``.
        ``paper_sites`` have it on paper; of them practitioners voice it at ``voiced_sites``, say the contrary at
        ``contradicted_sites`` and do not mention it at ``unvoiced_sites``, and at ``unheard_sites`` nobody was heard.

    Raises
    ------
    MeasureError
        A side without any kind of source.
    """
    pairing = pairing_of(pairing, "paper_and_practice", MeasureError)
    sides = kinds_of_sides(codings, paper, practice)
    for name, kinds in zip(("paper", "practice"), sides, strict=True):
        if not kinds:
            rule_of = f"have a kind of source among {join_names(kinds_of(codings))}"
            raise MeasureError(Fault("paper and practice", name, rule_of, "none", f"name the kinds under '{name}'"))
    places = list(sites or dict.fromkeys(source.site for source in codings.sources))
    tables = [with_claims(cells_of_kinds(codings, kinds, sites=places, rule=rule), pairing) for kinds in sides]
    labels = {code.id: code.label for code in codings.frame.practices()}
    rows = []
    for claim in pairing.ordered_claims:
        for code in claim.evidence:
            mine = [table[table["practice"] == code] for table in tables]
            rows.append({"domain": claim.domain, "claim": claim.id, "practice": code, "label": labels[code],
                         **_compare_sides(*mine)})  # fmt: skip
    return pd.DataFrame(rows)


def _compare_sides(paper: pd.DataFrame, voiced: pd.DataFrame) -> dict[str, Any]:
    says = position(paper), position(voiced)
    states = dict(zip(voiced["site"], voiced["state"], strict=True))
    committed = tuple(paper.loc[paper["state"].isin(["shown", "partly"]), "site"])
    there = {
        name: tuple(site for site in committed if states.get(site) in wanted)
        for name, wanted in (
            ("voiced_sites", ("shown", "partly")),
            ("contradicted_sites", ("contrary",)),
            ("unvoiced_sites", ("silent",)),
            ("unheard_sites", (None,)),
        )
    }
    return {
        "paper": says[0][0],
        "voiced": says[1][0],
        "finding": _finding(says[0][0], says[1][0], there),
        "category": category(*says),
        "paper_sites": committed,
        **there,
        "segments_paper": _counted(paper),
        "segments_voiced": _counted(voiced),
    }


def _finding(paper: str, voiced: str, there: dict[str, tuple[str, ...]]) -> str:
    """Return the finding on both sides; ``there`` are the sites with strategies, by their practitioners' accounts."""
    staff_show = voiced in {"shown", "partly"}
    if paper not in {"shown", "partly"}:
        return FINDINGS[5] if staff_show else FINDINGS[6] if voiced == "contrary" else FINDINGS[7]
    if staff_show:
        return FINDINGS[3] if there["voiced_sites"] else FINDINGS[4]
    if voiced == "contrary":
        return FINDINGS[1] if there["contradicted_sites"] else FINDINGS[2]
    return FINDINGS[0]


def _counted(table: pd.DataFrame) -> int:
    return int(table["segments"].map(len).sum() - table["uncounted"].map(len).sum())
