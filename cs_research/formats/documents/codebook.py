"""Content and order of a printed codebook, for every format that it is written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cs_research.definitions import Code, CodingFrame
from cs_research.definitions.coding_frame import Group
from cs_research.formats.qda.code_tree import Stem, ready, stems
from cs_research.formats.unsupported import first_names

#: The fields of a frame that a printed codebook contains: all of them, retired codes too.
SUPPORTED = {"id", "version", "title", "description", "source", "stances", "groups", "codes", "retired"}

STANCE_RULE = (
    "With each code that you give a segment, give one stance, which tells what the segment says of the code."
)

_KINDS = {
    "add": "Added",
    "split": "Split",
    "merge": "Merged",
    "retire": "Retired",
    "narrow": "Narrowed",
    "relabel": "Given another label",
}
_DOMAINS = {
    "target": "Target",
    "framework": "Framework",
    "partnerships": "Partnerships",
    "outcomes": "Outcomes",
}


@dataclass(frozen=True)
class Entry:
    """A code with its rules, example and source; ``above`` is the label of its parent code."""

    id: str
    label: str
    definition: str
    rules: tuple[tuple[str, str], ...]
    example: str
    source: str
    above: str = ""


@dataclass(frozen=True)
class Section:
    """A group of codes: its definition, facts by name, and its codes."""

    id: str
    label: str
    definition: str
    facts: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class FrameChange:
    """A change made by an extension: its kind, the codes before and after, and the reason."""

    what: str
    codes: tuple[str, ...]
    into: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class RetiredCode:
    """A code that is no longer used for coding."""

    id: str
    label: str
    group: str
    definition: str
    reason: str


@dataclass(frozen=True)
class Codebook:
    """A codebook in the order in which it is printed; ``lost`` has a line for each thing left out."""

    title: str
    key: str
    description: str
    facts: tuple[tuple[str, str], ...]
    stances: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    changes: tuple[FrameChange, ...]
    retired: tuple[RetiredCode, ...]
    lost: tuple[str, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The active codes, in order."""
        return tuple(entry for section in self.sections for entry in section.entries)

    def mentions(self, text: str) -> list[tuple[str, bool]]:
        """Split a text into pieces, each with whether it is the id of an active code.

        Ids without a dot could be ordinary words, and are not searched for.
        """
        known = sorted((entry.id for entry in self.entries if "." in entry.id), key=len, reverse=True)
        if not known:
            return [(text, False)]
        pattern = rf"(?<![\w.-])({'|'.join(map(re.escape, known))})(?![\w-]|\.\w)"
        pieces = enumerate(re.split(pattern, text))
        return [(piece, index % 2 == 1) for index, piece in pieces if piece]


def build_codebook(frame: CodingFrame) -> Codebook:
    """Return the codebook of a frame."""
    frame, unsupported = ready(frame, SUPPORTED)
    lost = list(unsupported)
    groups = {group.id: group.label for group in frame.groups}
    retired = [code for code in frame.codes if code.retired]
    if retired:
        lost.append(
            f"rules, examples and sources of retired codes: {first_names([code.id for code in retired])}"
        )
    return Codebook(
        title=frame.title,
        key=frame.key,
        description=frame.description,
        facts=tuple(_facts(frame)),
        stances=tuple((stance.label, stance.definition) for stance in frame.stances),
        sections=tuple(_section(stem) for stem in stems(frame)),
        changes=tuple(
            FrameChange(_KINDS[change.kind], change.codes, change.into, change.reason)
            for change in frame.changes
        ),
        retired=tuple(
            RetiredCode(code.id, code.label, groups[code.group], code.definition, code.retired)
            for code in retired
        ),
        lost=tuple(lost),
    )


def _facts(frame: CodingFrame) -> Iterator[tuple[str, str]]:
    """Yield version, source and size, by name."""
    yield "Version", f"{frame.version} ({frame.key})"
    if frame.extends:
        yield "Extends", f"{frame.extends}. Codes that stem from it name places in the source of that frame."
    source = frame.source
    year = "" if source.year is None else str(source.year)
    yield (
        "Drawn from",
        ". ".join([source.title, ", ".join(filter(None, [source.publisher, source.reference, year]))]),
    )
    for name, text in (("Address", source.url), ("DOI", source.doi)):
        if text:
            yield name, text
    retired = len(frame.codes) - len(frame.active)
    more = f", and {retired} that {'is' if retired == 1 else 'are'} retired" if retired else ""
    yield "Holds", f"{len(frame.active)} codes in {len(frame.groups)} groups{more}"


def _section(stem: Stem) -> Section:
    group = stem.group
    entries = tuple(_entry(each.code, each.above.label if each.above else "") for each in stem.codes)
    return Section(group.id, group.label, group.definition, tuple(_group_facts(group)), entries)


def _group_facts(group: Group) -> Iterator[tuple[str, str]]:
    if group.question:
        yield "Question", group.question
    if group.domain:
        expected = "; its codes are practices that are expected in this domain" if group.practices else ""
        yield "Domain", f"{_DOMAINS[group.domain]}{expected}"


def _entry(code: Code, above: str) -> Entry:
    rules = (("Use when", code.use_when), ("Do not use when", code.not_when))
    return Entry(code.id, code.label, code.definition, rules, code.example, code.source, above)
