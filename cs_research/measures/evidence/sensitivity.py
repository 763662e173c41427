"""Sensitivity of the gap to each choice of method, changed one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.definitions.categories import KINDS, LEAST_SITES, MAIN
from cs_research.definitions.instrument import Net, Scale
from cs_research.definitions.pairing import Pairing
from cs_research.definitions.study import EvidenceRule
from cs_research.errors import MeasureError
from cs_research.measures.counts.group_counts import tally_instrument
from cs_research.measures.counts.tally import Tally
from cs_research.measures.evidence import cells as evidence
from cs_research.measures.evidence import gap as gaps
from cs_research.measures.evidence.confident_answers import confident_answers
from cs_research.measures.shares import likert
from cs_research.records.codings import Codings

_NUMBERS = ["confidence", "evidence", "gap", "low", "high"]

_CONFLICT = {
    "partly": "where segments disagree: partly",
    "majority": "where segments disagree: the majority",
    "shown": "where segments disagree: shown",
    "contrary": "where segments disagree: contrary",
}


@dataclass(frozen=True)
class Choices:
    """Choices behind the gap of a study, which `sensitivity` changes one at a time."""

    tally: Tally
    pairing: Pairing
    codings: Codings
    sites: Mapping[str, str]
    rule: EvidenceRule = field(default_factory=EvidenceRule)
    method: str = "hypergeometric"
    level: float = 0.95
    margin: float = 0.1
    withheld: tuple[str, ...] = ()
    respondents: pd.DataFrame | None = None


@accepts(MeasureError)
def sensitivity(choices: Choices, *, ratings: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the gap of each domain under every alternative, one choice changed at a time.

    The alternatives: only the highest answer of a scale counts as confident, or one answer more; silent cells are
    left out of the share; segments that disagree are settled in another way; each site is left out; each
    coder's segments are used alone; and, if there are ratings of the rubric, they take the place of the codings.

    Parameters
    ----------
    choices
        ``sites`` are site ids with the labels that are printed; ``withheld`` items have no numbers; ``respondents`` are
        those of the tally, a row each, as in `Responses.frame`, or None if only counts are known.
    ratings
        ``domain, places, share, low, high``: the evidence share by the rubric, from `rated_evidence.evidence_share`.

    Returns
    -------
    DataFrame
        One row per domain and alternative, the domains in the framework's order and the alternatives by kind, what is
        published first: ``domain, kind, alternative, confidence, evidence, gap, low, high, verdict, same, sites,
        counted, caution``. ``sites`` is how many sites or places the evidence is of: with fewer than three a row has no
        interval and no verdict, and ``caution`` says so (see `gaps.judged`). ``same`` is whether the verdict is that of
        what is published, and ``counted`` whether the row is a check of it: there are three sites or places, and a
        number differs from what is published.
    """
    parts = []
    asked: dict[Tally, pd.DataFrame] = {}
    for kind, words, changed in _alternatives(choices):
        if changed.tally not in asked:  # most alternatives leave confidence as it is
            asked[changed.tally] = _confidence(changed)
        confident = asked[changed.tally]
        parts.append(
            _gap(changed, confident, silence="left out" if kind == "silence" else "none").assign(
                kind=kind, alternative=words
            )
        )
    if ratings is not None:
        parts.append(
            _rated(choices, ratings).assign(kind="ratings", alternative="ratings of the rubric instead of codings")
        )
    table = pd.concat(parts, ignore_index=True)
    main = table[table["kind"] == MAIN].set_index("domain")
    published = main.loc[table["domain"]].reset_index(drop=True)
    table["same"] = table["verdict"] == published["verdict"]
    alike = np.isclose(table[_NUMBERS].astype(float), published[_NUMBERS].astype(float), equal_nan=True)
    enough = (table["sites"] >= LEAST_SITES) & table["gap"].notna()
    table["counted"] = (table["kind"] != MAIN) & enough & ~alike.all(axis=1)
    order = {domain: place for place, domain in enumerate(main.index)}
    table = table.sort_values("domain", key=lambda names: names.map(order), kind="stable")
    names = ["domain", "kind", "alternative", *_NUMBERS, "verdict", "same", "sites", "counted", "caution"]
    return table[names].reset_index(drop=True)


@accepts(MeasureError, gap=Rows("domain", empty=True), alternatives=Rows("domain kind same counted", empty=True))
def add_robustness(gap: pd.DataFrame, alternatives: pd.DataFrame) -> pd.DataFrame:
    """Return the gaps with the result of the alternatives for each verdict.

    Parameters
    ----------
    gap
        From `gaps.gap`, by domain.
    alternatives
        From `sensitivity`, of the same choices.

    Returns
    -------
    DataFrame
        With ``checks``, how many alternatives count; ``checks_same``, under how many of them the verdict holds; and
        ``depends_on``, the kinds of choice that change it, with a semicolon between them.
    """
    counted = alternatives[alternatives["counted"]]
    other = counted[~counted["same"]]
    kinds = {domain: "; ".join(dict.fromkeys(part["kind"])) for domain, part in other.groupby("domain")}
    same = counted[counted["same"]]["domain"].value_counts()
    return gap.assign(
        checks=gap["domain"].map(counted["domain"].value_counts()).fillna(0).astype("int64"),
        checks_same=gap["domain"].map(same).fillna(0).astype("int64"),
        depends_on=[kinds.get(domain, "") for domain in gap["domain"]],
    )


def _alternatives(choices: Choices) -> Iterator[tuple[str, str, Choices]]:
    """Return each alternative: its kind, its description, and the choices with that one changed."""
    yield MAIN, "as published", choices
    for words, change in (
        ("only the highest answer is confident", _highest),
        ("one answer more is confident", _wider),
    ):
        yield KINDS[1], words, replace(choices, tally=_with_nets(choices, change))
    yield KINDS[2], "silent cells are left out", choices
    for name, words in _CONFLICT.items():
        if name != choices.rule.conflict:
            yield KINDS[3], words, replace(choices, rule=choices.rule.model_copy(update={"conflict": name}))
    for site, label in choices.sites.items() if len(choices.sites) > 1 else ():
        rest = {name: text for name, text in choices.sites.items() if name != site}
        yield KINDS[4], f"without {label}", replace(choices, sites=rest)
    coders = list(dict.fromkeys(segment.coder for segment in choices.codings.segments))
    counting = [coder for coder in coders if not choices.rule.coders or coder in choices.rule.coders]
    for coder in counting if len(counting) > 1 else ():
        yield (
            KINDS[5],
            f"{coder} alone",
            replace(choices, rule=choices.rule.model_copy(update={"coders": (coder,)})),
        )


def _gap(choices: Choices, confident: pd.DataFrame, *, silence: str) -> pd.DataFrame:
    cells = evidence.cells(choices.codings, list(choices.sites), rule=choices.rule)
    cells = evidence.with_claims(cells, choices.pairing)
    return gaps.gap(confident, cells, margin=choices.margin, level=choices.level, silence=silence)


def _confidence(choices: Choices) -> pd.DataFrame:
    counts = choices.tally
    table = likert.nets(counts, method=choices.method, level=choices.level)
    numbers = ["share", "low", "high"]
    table[numbers] = table[numbers].astype("Float64")
    table.loc[table["item"].isin(choices.withheld), numbers] = pd.NA
    people = choices.respondents
    instrument = tally_instrument(counts, "sensitivity")
    answers = None if people is None else confident_answers(people, instrument, choices.pairing)
    return gaps.confidence(table, choices.pairing, answers=answers, population=counts.population, level=choices.level)


def _rated(choices: Choices, ratings: pd.DataFrame) -> pd.DataFrame:
    """Return the gap with the rubric's share in place of the codings'; too few if places were not counted."""
    columns = {"share": "confidence", "low": "confidence_low", "high": "confidence_high"}
    rated = {"share": "evidence", "low": "evidence_low", "high": "evidence_high"}
    places = ratings["places"] if "places" in ratings.columns else 0
    table = ratings.rename(columns=rated).assign(sites=places, silent=False)
    confident = _confidence(choices)[["domain", *columns]].rename(columns=columns)
    rated = gaps.add_verdicts(table.merge(confident, on="domain"), margin=choices.margin)
    return rated.assign(caution=rated["caution"].str.replace("sites", "places"))


def _with_nets(choices: Choices, change: Any) -> Tally:
    """Return the counts, with other points in the nets that the pairing counts as confident."""
    instrument = tally_instrument(choices.tally, "sensitivity")
    named = {
        (instrument.item(side.item).scale, side.net) for claim in choices.pairing.claims for side in claim.confidence
    }
    scales = tuple(
        scale.model_copy(
            update={"nets": tuple(change(scale, net) if (scale.id, net.id) in named else net for net in scale.nets)}
        )
        for scale in instrument.scales
    )
    return replace(choices.tally, instrument=instrument.model_copy(update={"scales": scales}))


def _highest(scale: Scale, net: Net) -> Net:
    return net.model_copy(update={"points": (scale.substantive[-1].id,)})


def _wider(scale: Scale, net: Net) -> Net:
    """Return the net with the next point below it; unchanged at the end of the scale."""
    names = [point.id for point in scale.substantive]
    lowest = min(names.index(point) for point in net.points if point in names)
    return net.model_copy(update={"points": (*net.points, names[lowest - 1])}) if lowest > 1 else net
