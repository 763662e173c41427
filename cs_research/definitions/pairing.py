"""The pairing: which survey items and which codes are about the same claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from cs_research._yaml import Entry, Id, Name, Problem, Versioned, Words, entries
from cs_research.definitions.coding_frame import CodingFrame
from cs_research.definitions.instrument import DOMAINS, Domain, Instrument
from cs_research.definitions.overlay import ENDS
from cs_research.definitions.rules import duplicate_ids
from cs_research.errors import Fault, closest, join_names


class Confident(Entry):
    """An item, and the net of its scale that counts as confident."""

    item: Name
    net: Name


class Claim(Entry):
    """Something that a service may say of itself, and the practices that would be its evidence."""

    id: Name
    domain: Domain
    text: Words
    confidence: Annotated[tuple[Confident, ...], Field(min_length=1)]
    evidence: Annotated[tuple[Id, ...], Field(min_length=1)]
    source: Words


class Pairing(Versioned):
    """Claims by domain, for one instrument and one coding frame."""

    type: Literal["pairing"]
    title: Words
    description: str = ""
    instrument: Words
    frame: Words
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]

    def domain(self, name: str) -> tuple[Claim, ...]:
        """Return the claims of a domain."""
        return tuple(claim for claim in self.claims if claim.domain == name)

    @property
    def ordered_claims(self) -> tuple[Claim, ...]:
        """The claims in the framework's order of domains and then the file's."""
        return tuple(claim for domain in DOMAINS for claim in self.domain(domain))

    @property
    def practices(self) -> frozenset[str]:
        """The practices that some claim takes as its evidence; only these count in a domain's share."""
        return frozenset(code for claim in self.claims for code in claim.evidence)

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield duplicate claims, and practices that are the evidence of two claims."""
        yield from duplicate_ids(raw, "claims")
        owners: dict[str, str] = {}
        for route, claim in entries(raw, "claims"):
            codes = claim.get("evidence")
            for place, code in enumerate(codes if isinstance(codes, list | tuple) else ()):
                owner = owners.setdefault(str(code), str(claim.get("id")))
                if owner != str(claim.get("id")):
                    where = (*route, "evidence", place)
                    yield Problem(where, "be the evidence of one claim only", f"'{code}', also at '{owner}'")

    def faults(self, place: str, instrument: Instrument, frame: CodingFrame) -> Iterator[Fault]:
        """Yield what the pairing names and the instrument or the coding frame does not have."""
        for claim in self.claims:
            where = f"{place}, claims[{claim.id}]"
            for side in claim.confidence:
                yield from _confidence_faults(where, side, instrument)
            practices = {code.id: code.group for code in frame.practices()}
            for code in claim.evidence:
                if code not in practices:
                    rule = f"be a practice of frame {frame.key}"
                    hint = _successors(code, frame) or closest(code, practices)
                    yield Fault(where, "evidence", rule, f"'{code}'", hint)
                elif frame.group(practices[code]).domain != claim.domain:
                    rule = f"be a practice of the claim's domain '{claim.domain}'"
                    yield Fault(where, "evidence", rule, f"'{code}'")


def _successors(code: str, frame: CodingFrame) -> str:
    """Return what a code that the frame ended was split or merged into, and the command for it; "" for another."""
    change = next((each for each in reversed(frame.changes) if code in each.names and each.kind in ENDS), None)
    if change is None:
        return ""
    how = f"{ENDS[change.kind]} it into {join_names(change.into, 'and')}" if change.into else "retired it"
    return f"{frame.key} {how}; 'cs-research frame migrate' writes a pairing for it from the study with the older frame"


def _confidence_faults(where: str, side: Confident, instrument: Instrument) -> Iterator[Fault]:
    items = {item.id: item for item in instrument.items if item.kind == "single"}
    if side.item not in items:
        rule = f"be a single-choice item of instrument {instrument.key}"
        yield Fault(where, "confidence", rule, f"'{side.item}'", closest(side.item, items))
        return
    nets = [net.id for net in instrument.scale_of(items[side.item]).nets]
    if side.net not in nets:
        rule = f"name a net of the scale of '{side.item}'" + (f", {join_names(nets)}" if nets else "")
        yield Fault(where, "confidence", rule, f"'{side.net}'", closest(side.net, nets))
