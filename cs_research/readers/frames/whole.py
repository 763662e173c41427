"""What a codebook says of the frame as a whole, with the rest to be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cs_research.definitions.coding_frame import STANCES, StanceRule
from cs_research.definitions.instrument import Source
from cs_research.readers.frames import packed
from cs_research.readers.names import is_name, slug

__all__ = ["TO_BE_WRITTEN", "Origin", "Whole", "whole"]

#: What stands where a frame needs a text that the codebook does not have.
TO_BE_WRITTEN = "To be written."

_LABELS = {"shown": "Shown", "partly": "Partly shown", "contrary": "Contrary"}
_KNOWN = {
    packed.DEFINITION, packed.FRAME, packed.VERSION, packed.TITLE, packed.PUBLISHER, packed.YEAR,
    packed.REFERENCE, packed.ADDRESS, packed.DOI, *(name for pair in packed.STANCES.values() for name in pair),
}  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """The file and the program that wrote it; ``about`` is what it says of the frame as a whole, packed."""

    path: Path
    program: str
    title: str = ""
    about: str = ""


@dataclass(frozen=True)
class Whole:
    """A frame without its groups and codes."""

    id: str
    version: str
    title: str
    description: str
    source: Source
    stances: tuple[StanceRule, ...]
    notes: list[str] = field(default_factory=list)


def whole(origin: Origin) -> Whole:
    """The frame that the file tells of, named after the file where it tells nothing."""
    texts, path = packed.unpack(origin.about), origin.path
    notes: list[str] = []
    name = texts.get(packed.FRAME, "")
    if name and not is_name(name):
        notes.append(f"the frame's id '{name}' is none; one was made from the file's name")
    rest = [f"{heading}:\n{text}" for heading, text in texts.items() if heading not in _KNOWN]
    return Whole(
        id=name if is_name(name) else slug(path.stem, "frame"),
        version=texts.get(packed.VERSION, "1"),
        title=origin.title.strip() or path.stem,
        description="\n\n".join([*filter(None, [texts.get(packed.DEFINITION, "")]), *rest]),
        source=_source(texts, origin, notes),
        stances=_stances(texts, notes),
        notes=notes,
    )


def _source(texts: dict[str, str], origin: Origin, notes: list[str]) -> Source:
    year = texts.get(packed.YEAR, "").strip()
    whole_number = year.isascii() and year.isdigit()
    if year and not whole_number:
        notes.append(f"the source's year '{year}' is no number; left out")
    return Source(
        title=texts.get(packed.TITLE, f"{origin.path.name} ({origin.program})"),
        publisher=texts.get(packed.PUBLISHER, "our own file"),
        year=int(year) if whole_number else None,
        reference=texts.get(packed.REFERENCE, ""),
        url=texts.get(packed.ADDRESS, ""),
        doi=texts.get(packed.DOI, ""),
    )


def _stances(texts: dict[str, str], notes: list[str]) -> tuple[StanceRule, ...]:
    """The three stances, in the order in which they are told."""
    headings = list(texts)
    order = sorted(
        STANCES,
        key=lambda name: next(
            (place for place, heading in enumerate(headings) if heading in packed.STANCES[name]), 99
        ),
    )
    rules = []
    for name in order:
        called, given = packed.STANCES[name]
        label, definition = texts.get(called, _LABELS[name]), texts.get(given, TO_BE_WRITTEN)
        rules.append(StanceRule.model_validate({"id": name, "label": label, "definition": definition}))
    lacking = sum(rule.definition == TO_BE_WRITTEN for rule in rules)
    if lacking:
        notes.append(f"stances: to be written for {lacking} of {len(rules)}")
    return tuple(rules)
