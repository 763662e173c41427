"""Sensitivity: the gap under every reasonable choice, so that a reader sees whether the verdict rests on one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from cs_research.definitions.instrument import Instrument, Net, Scale
from cs_research.definitions.pairing import Pairing
from cs_research.definitions.study import EvidenceRule
from cs_research.measures import evidence, gaps, likert
from cs_research.records.codings import Codings

__all__ = ["KINDS", "MAIN", "Choices", "sensitivity"]

#: The kinds of choice, in the order in which they are made.
KINDS = (
    "as published",
    "confident answers",
    "silence",
    "conflict",
    "one site left out",
    "one coder alone",
    "ratings",
)
MAIN = KINDS[0]

_CONFLICT = {
    "partly": "where segments disagree: partly",
    "majority": "where segments disagree: the majority",
    "shown": "where segments disagree: shown",
    "contrary": "where segments disagree: contrary",
}


@dataclass(frozen=True)
class Choices:
    """What the gap of a study rests on: the choices as made, which `sensitivity` changes one at a time."""

    tally: pd.DataFrame
    instrument: Instrument
    pairing: Pairing
    codings: Codings
    sites: Mapping[str, str]
    rule: EvidenceRule = field(default_factory=EvidenceRule)
    population: Any = None
    method: str = "hypergeometric"
    level: float = 0.95
    margin: float = 0.1
    withheld: tuple[str, ...] = ()


def sensitivity(choices: Choices, *, ratings: pd.DataFrame | None = None) -> pd.DataFrame:
    """The gap of each domain under every alternative, one choice changed at a time.

    The alternatives: only the highest answer of a scale counts as confident, or one answer more; silent cells are
    left out of the share; segments that disagree are settled in another way; each site is left out; each
    coder's segments stand alone; and, where there are ratings of the rubric, they take the place of the codings.

    Parameters
    ----------
    choices
        ``sites`` are site ids with the labels that are printed; ``withheld`` items have no numbers.
    ratings
        ``domain, share, low, high``: the evidence share by the rubric.

    Returns
    -------
    DataFrame
        One row a domain and alternative, the domains in the framework's order and the alternatives by kind, what is
        published first: ``domain, kind, alternative, confidence, evidence, gap, low, high, verdict, same``; ``same``
        tells whether the verdict is that of what is published.
    """
    parts, asked = [], {}
    for kind, words, changed in _alternatives(choices):
        if id(changed.instrument) not in asked:  # most alternatives leave confidence as it is
            asked[id(changed.instrument)] = _confidence(changed)
        confident = asked[id(changed.instrument)]
        parts.append(
            _gap(changed, confident, silence="left out" if kind == "silence" else "none").assign(
                kind=kind, alternative=words
            )
        )
    if ratings is not None:
        parts.append(
            _rated(choices, ratings).assign(
                kind="ratings", alternative="ratings of the rubric instead of codings"
            )
        )
    table = pd.concat(parts, ignore_index=True)
    main = table[table["kind"] == MAIN].set_index("domain")["verdict"]
    table["same"] = table["verdict"] == table["domain"].map(main)
    order = {domain: place for place, domain in enumerate(main.index)}
    table = table.sort_values("domain", key=lambda names: names.map(order), kind="stable")
    names = [
        "domain",
        "kind",
        "alternative",
        "confidence",
        "evidence",
        "gap",
        "low",
        "high",
        "verdict",
        "same",
    ]
    return table[names].reset_index(drop=True)


def _alternatives(choices: Choices) -> Iterator[tuple[str, str, Choices]]:
    """Each alternative: its kind, its words, and the choices with that one changed."""
    yield MAIN, "as published", choices
    for words, change in (
        ("only the highest answer is confident", _highest),
        ("one answer more is confident", _wider),
    ):
        yield KINDS[1], words, replace(choices, instrument=_with_nets(choices, change))
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
    table = likert.nets(
        choices.tally,
        choices.instrument,
        population=choices.population,
        method=choices.method,
        level=choices.level,
    )
    numbers = ["share", "low", "high"]
    table[numbers] = table[numbers].astype("Float64")
    table.loc[table["item"].isin(choices.withheld), numbers] = pd.NA
    return gaps.confidence(table, choices.pairing)


def _rated(choices: Choices, ratings: pd.DataFrame) -> pd.DataFrame:
    """The gap with the rubric's share in place of the codings'."""
    confident = _confidence(choices).set_index("domain")
    rows = []
    for row in ratings.itertuples():
        if row.domain in confident.index:
            own = confident.loc[row.domain]
            difference = own["share"] - row.share
            low, high = gaps.square_and_add(
                own["share"], own["low"], own["high"], row.share, row.low, row.high
            )
            told = gaps.verdict(difference, low, high, choices.margin)
            rows.append((row.domain, own["share"], row.share, difference, low, high, told))
    return pd.DataFrame(rows, columns=["domain", "confidence", "evidence", "gap", "low", "high", "verdict"])


def _with_nets(choices: Choices, change: Any) -> Instrument:
    """The instrument with other points in the nets that the pairing takes for confident."""
    named = {
        (choices.instrument.item(side.item).scale, side.net)
        for claim in choices.pairing.claims
        for side in claim.confidence
    }
    scales = tuple(
        scale.model_copy(
            update={
                "nets": tuple(
                    change(scale, net) if (scale.id, net.id) in named else net for net in scale.nets
                )
            }
        )
        for scale in choices.instrument.scales
    )
    return choices.instrument.model_copy(update={"scales": scales})


def _highest(scale: Scale, net: Net) -> Net:
    return net.model_copy(update={"points": (scale.substantive[-1].id,)})


def _wider(scale: Scale, net: Net) -> Net:
    """The net with the next point below it; as it is where the scale ends."""
    names = [point.id for point in scale.substantive]
    lowest = min(names.index(point) for point in net.points if point in names)
    return net.model_copy(update={"points": (*net.points, names[lowest - 1])}) if lowest > 1 else net
